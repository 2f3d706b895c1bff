import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { matchOf } from '../platform/words'
import type { Channel } from './message'
import { messages, threadLabels, threadParties, threads } from './schema'
import type { Thread, ThreadState } from './thread'

export type ThreadFilter = {
  state?: ThreadState | undefined
  assigneeId?: string | undefined
  label?: string | undefined
  about?: string | undefined
  party?: string | undefined
}

/** One page of threads, the newest first. Refuses 'invalid' ('cursor'). */
export async function listThreads(ctx: Context, filter: ThreadFilter, after?: string, size = 50) {
  const cursor = readCursor(after, 2)
  const { state, assigneeId, label, about, party } = filter
  const [at, id] = label ? [threadLabels.lastAt, threadLabels.threadId] : [threads.lastAt, threads.id]
  const conditions = [
    state ? eq(threads.state, state) : undefined,
    assigneeId ? eq(threads.assigneeId, assigneeId as Id<'mb'>) : undefined,
    about ? eq(threads.about, about) : undefined,
    party ? eq(threads.partyRecord, party) : undefined,
    label ? eq(threadLabels.label, label) : undefined,
    cursor ? sql`(${at}, ${id}) < (${Number(cursor[0])}, ${cursor[1]})` : undefined,
  ]
  const rows: Thread[] = label
    ? (
        await ctx.db
          .select({ thread: threads })
          .from(threadLabels)
          .innerJoin(threads, eq(threads.id, threadLabels.threadId))
          .where(and(...conditions))
          .orderBy(desc(at), desc(id))
          .limit(size + 1)
      ).map(({ thread }) => thread)
    : await ctx.db
        .select()
        .from(threads)
        .where(and(...conditions))
        .orderBy(desc(at), desc(id))
        .limit(size + 1)
  return pageOf(rows, size, (row) => [String(row.lastAt), row.id])
}

/** Threads in which these words stand, the newest first; fifty at most. */
export async function searchThreads(ctx: Context, words: string, most: number): Promise<Thread[]> {
  const number = /^(?:t-?)?(\d{1,9})$/i.exec(words.trim())?.[1]
  if (number)
    return ctx.db
      .select()
      .from(threads)
      .where(eq(threads.number, Number(number)))
  const match = matchOf(words)
  if (!match) return []
  return ctx.db
    .select()
    .from(threads)
    .where(
      sql`${threads.id} IN (SELECT thread_id FROM messages WHERE rowid IN
        (SELECT rowid FROM messages_words WHERE messages_words MATCH ${match} ORDER BY rowid DESC LIMIT 200))`,
    )
    .orderBy(desc(threads.lastAt))
    .limit(most)
}

/** Refuses 'not-found' ('thread.unknown'). */
export async function findThread(ctx: Context, id: string): Promise<Thread> {
  const [thread] = await ctx.db
    .select()
    .from(threads)
    .where(eq(threads.id, id as Id<'th'>))
  return thread && (await maySee(ctx, thread))
    ? thread
    : refuse('not-found', 'thread.unknown', 'There is no such thread.')
}

/**
 * A thread is for those who may see what it is about: letters to vendors carry prices, and the links by which vendors
 * answer. What a thread names stays while it does, so a card that is missing is hidden.
 */
const maySee = async (ctx: Context, { about }: Thread): Promise<boolean> =>
  about === null || !['member', 'service'].includes(ctx.actor.kind) || (await ctx.records([about])).has(about)

export async function lookUpByNumber(ctx: Context, number: number): Promise<Thread | null> {
  const [thread] = await ctx.db.select().from(threads).where(eq(threads.number, number))
  return thread ?? null
}

export const threadsById = (ctx: Context, ids: readonly string[]): Promise<Thread[]> =>
  ctx.db
    .select()
    .from(threads)
    .where(inArray(threads.id, ids.slice(0, 90) as Id<'th'>[]))

/** The newest threads with an address, of any state, and whether we wrote to it there; ten at most. */
export const threadsInvited = (ctx: Context, channel: Channel, address: string) =>
  ctx.db
    .select({ thread: threads, invited: threadParties.invited })
    .from(threadParties)
    .innerJoin(threads, eq(threads.id, threadParties.threadId))
    .where(and(eq(threadParties.channel, channel), eq(threadParties.address, address)))
    .orderBy(desc(threadParties.lastAt))
    .limit(10)

export const threadsWith = async (ctx: Context, channel: Channel, address: string): Promise<Thread[]> =>
  (await threadsInvited(ctx, channel, address)).map(({ thread }) => thread)

export const partiesSentence = (ctx: Context, threadId: string) =>
  ctx.db
    .select()
    .from(threadParties)
    .where(eq(threadParties.threadId, threadId as Id<'th'>))
    .orderBy(desc(threadParties.lastAt))
    .limit(50)

export const labelsSentence = (ctx: Context, threadIds: readonly string[]) =>
  ctx.db
    .select({ label: threadLabels.label, threadId: threadLabels.threadId })
    .from(threadLabels)
    .where(inArray(threadLabels.threadId, threadIds.slice(0, 60) as Id<'th'>[]))
    .orderBy(asc(threadLabels.label))
    .limit(300)

/** The labels in use, each found by one step in the index; fifty at most. */
export async function listLabels(ctx: Context): Promise<string[]> {
  const rows = await ctx.db.all<{ label: string }>(sql`
    WITH RECURSIVE found (label) AS (
      SELECT min(label) FROM thread_labels
      UNION ALL
      SELECT (SELECT min(label) FROM thread_labels WHERE label > found.label) FROM found
      WHERE found.label IS NOT NULL LIMIT 51
    ) SELECT label FROM found WHERE label IS NOT NULL LIMIT 50`)
  return rows.map(({ label }) => label)
}

/** How many wait in each view, counted up to a hundred each. */
export async function countThreads(ctx: Context): Promise<Record<'open' | 'unmatched' | 'mine' | 'unsent', number>> {
  const upTo = (from: ReturnType<typeof sql>) => sql`(SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT 100))`
  const [row] = await ctx.db.all<Record<'open' | 'unmatched' | 'mine' | 'unsent', number>>(sql`SELECT
    ${upTo(sql`threads WHERE state = 'open'`)} AS open,
    ${upTo(sql`threads WHERE state = 'unmatched'`)} AS unmatched,
    ${upTo(sql`threads WHERE state = 'open' AND assignee_id = ${ctx.actor.id}`)} AS mine,
    ${upTo(sql`messages WHERE status IN ('unknown', 'failed', 'undelivered', 'bounced', 'withheld')`)} AS unsent`)
  return row ?? { open: 0, unmatched: 0, mine: 0, unsent: 0 }
}

/** Messages that did not arrive, the newest first. Refuses 'invalid' ('cursor'). */
export async function listUnsent(ctx: Context, after?: string) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select()
    .from(messages)
    .where(
      and(
        sql`status IN ('unknown', 'failed', 'undelivered', 'bounced', 'withheld')`,
        cursor ? sql`(at, id) < (${Number(cursor[0])}, ${cursor[1]})` : undefined,
      ),
    )
    .orderBy(desc(messages.at), desc(messages.id))
    .limit(51)
  return pageOf(rows, 50, (row) => [String(row.at), row.id])
}

/** The next spoken number is taken inside the commit. */
export const insertThread = (ctx: Context, thread: Omit<Thread, 'number'>): Write[] => [
  ctx.db.run(
    sql`INSERT INTO numbers (kind, last) VALUES ('thread', 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1`,
  ),
  ctx.db.insert(threads).values({ ...thread, number: sql`(SELECT last FROM numbers WHERE kind = 'thread')` as never }),
]

export const updateThread = (ctx: Context, id: string, changes: Partial<Thread>): Write[] => [
  ctx.db
    .update(threads)
    .set({ ...changes, version: sql`version + 1` as never })
    .where(eq(threads.id, id as Id<'th'>)),
  ...(changes.lastAt === undefined
    ? []
    : [
        ctx.db
          .update(threadLabels)
          .set({ lastAt: changes.lastAt })
          .where(eq(threadLabels.threadId, id as Id<'th'>)),
      ]),
]

/** Writes down who takes part; who was invited once stays invited. */
export const addParty = (
  ctx: Context,
  party: { threadId: string; channel: Channel; address: string; name: string; invited: boolean },
): Write =>
  ctx.db.run(sql`INSERT INTO thread_parties (thread_id, channel, address, name, invited, last_at)
    VALUES (${party.threadId}, ${party.channel}, ${party.address}, ${party.name}, ${party.invited ? 1 : 0}, ${ctx.now})
    ON CONFLICT (thread_id, channel, address) DO UPDATE SET last_at = excluded.last_at,
      invited = max(invited, excluded.invited), name = CASE WHEN name = '' THEN excluded.name ELSE name END`)

export const threadStillAt = ({ id, version }: Pick<Thread, 'id' | 'version'>): Guard => ({
  count: sql`SELECT count(*) FROM threads WHERE id = ${id} AND version = ${version}`,
  refusal: () =>
    new Refusal('conflict', 'thread.changed', 'Somebody changed this thread meanwhile. Look again, then retry.'),
})

import { and, asc, desc, eq, inArray, isNotNull, lte, ne, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { type Instant, instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Entry } from './consent'
import type { Channel } from './message'
import { messages, postCircuits, postSettings } from './schema'

export type MessageRow = typeof messages.$inferSelect

/** Messages of a thread, the newest first; two hundred at most, or `most`. `before` is the id of the last one seen. */
export const messagesSentence = (ctx: Context, threadId: string, most = 200, before = '') =>
  ctx.db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.threadId, threadId as Id<'th'>),
        before
          ? sql`(at, rowid) < (SELECT last.at, last.rowid FROM messages AS last WHERE last.id = ${before})`
          : undefined,
      ),
    )
    // Of one moment, in the order in which they were written down.
    .orderBy(desc(messages.at), sql`rowid DESC`)
    .limit(most)

/** Refuses 'not-found' ('message.unknown'). */
export async function findMessage(ctx: Context, id: string): Promise<MessageRow> {
  return (await lookUpMessage(ctx, id)) ?? refuse('not-found', 'message.unknown', 'There is no such message.')
}

export async function lookUpMessage(ctx: Context, id: string): Promise<MessageRow | null> {
  const [message] = await ctx.db
    .select()
    .from(messages)
    .where(eq(messages.id, id as Id<'ms'>))
  return message ?? null
}

/** A message as its reader may see it: a draft is its writer's alone. Refuses 'not-found' ('message.unknown'). */
export async function findShownMessage(ctx: Context, id: string): Promise<MessageRow> {
  const message = await findMessage(ctx, id)
  if (message.status === 'draft' && message.writtenBy !== ctx.actor.id)
    return refuse('not-found', 'message.unknown', 'There is no such message.')
  return message
}

/** What the actor is writing in a thread; null for nothing. */
export async function lookUpDraft(ctx: Context, threadId: string): Promise<MessageRow | null> {
  const [draft] = await ctx.db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.status, 'draft'),
        eq(messages.writtenBy, ctx.actor.id),
        eq(messages.threadId, threadId as Id<'th'>),
      ),
    )
    .orderBy(desc(messages.at))
    .limit(1)
  return draft ?? null
}

/** The newest letter that went out in a thread, to an address where it is known; null for none. */
export async function sentInThread(ctx: Context, threadId: string, to: string | null): Promise<MessageRow | null> {
  const [message] = await ctx.db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.threadId, threadId as Id<'th'>),
        eq(messages.direction, 'out'),
        eq(messages.channel, 'email'),
        ne(messages.status, 'draft'),
        to ? eq(messages.toAddress, to) : undefined,
      ),
    )
    .orderBy(desc(messages.at), sql`rowid DESC`)
    .limit(1)
  return message ?? null
}

/** Those of these messages that are there; ninety at most. */
export const messagesById = (ctx: Context, ids: readonly string[]) =>
  ctx.db
    .select({ id: messages.id, threadId: messages.threadId, subject: messages.subject })
    .from(messages)
    .where(inArray(messages.id, ids.slice(0, 90) as Id<'ms'>[]))

/** The message that was sent under a key; null for none. */
export async function lookUpByKey(ctx: Context, key: string): Promise<MessageRow | null> {
  const [message] = await ctx.db.select().from(messages).where(eq(messages.sendKey, key))
  return message ?? null
}

/** The message that a provider speaks of; null for one that is not known, or not known yet. */
export async function lookUpByProvider(ctx: Context, provider: string, providerId: string): Promise<MessageRow | null> {
  const [message] = await ctx.db
    .select()
    .from(messages)
    .where(and(eq(messages.provider, provider), eq(messages.providerId, providerId)))
    .limit(1)
  return message ?? null
}

/** Messages by their Message-IDs; ninety at most. */
export const byInternetIds = (ctx: Context, ids: readonly string[]): Promise<MessageRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : ctx.db
        .select()
        .from(messages)
        .where(inArray(messages.internetId, ids.slice(0, 90) as string[]))
        .limit(90)

export const insertMessage = (ctx: Context, message: MessageRow): Write => ctx.db.insert(messages).values(message)

export const updateMessage = (ctx: Context, id: string, changes: Partial<MessageRow>): Write =>
  ctx.db
    .update(messages)
    .set({ ...changes, version: sql`version + 1` as never })
    .where(eq(messages.id, id as Id<'ms'>))

export const messageStillAt = ({ id, version }: Pick<MessageRow, 'id' | 'version'>): Guard => ({
  count: sql`SELECT count(*) FROM messages WHERE id = ${id} AND version = ${version}`,
  refusal: () => new Refusal('conflict', 'message.changed', 'This message changed at the same moment. Look again.'),
})

/**
 * Takes a message for sending: one of several that try at once gets it. A lease that ran out is taken again only where
 * the provider knows keys; else nobody knows whether it went out. Not an action: it is a lock, not a deed.
 */
export async function claim(ctx: Context, id: string, leaseUntil: Instant, again: boolean): Promise<MessageRow | null> {
  const [row] = await ctx.db
    .update(messages)
    .set({ status: 'sending', leaseUntil, tries: sql`tries + 1` as never, version: sql`version + 1` as never })
    .where(
      and(
        eq(messages.id, id as Id<'ms'>),
        sql`(status = 'queued' OR (status = 'sending' AND ${again ? 1 : 0} = 1 AND lease_until < ${ctx.now}))`,
      ),
    )
    .returning()
  return row ?? null
}

/**
 * Puts a message back to wait: only as it was held, so that what became of it meanwhile stays. `free` gives the try back
 * that it cost. Not an action: it is a lock, not a deed.
 */
export async function release(
  ctx: Context,
  { id, version }: Pick<MessageRow, 'id' | 'version'>,
  until: number,
  detail: string,
  free = false,
): Promise<void> {
  await ctx.db
    .update(messages)
    .set({
      status: 'queued',
      statusDetail: detail,
      nextTryAt: instant(until),
      leaseUntil: null,
      version: sql`version + 1` as never,
      ...(free ? { tries: sql`max(0, tries - 1)` as never } : {}),
    })
    .where(and(eq(messages.id, id), eq(messages.version, version), inArray(messages.status, ['queued', 'sending'])))
}

type Due = Pick<MessageRow, 'id' | 'threadId' | 'channel' | 'version'>

/** Messages whose next try is due, and those whose sender never came back; so many of each at a time. */
export async function dueMessages(ctx: Context, most: number): Promise<{ due: Due[]; lost: Due[] }> {
  const columns = {
    id: messages.id,
    threadId: messages.threadId,
    channel: messages.channel,
    version: messages.version,
  }
  const [due, lost] = await ctx.db.batch([
    ctx.db
      .select(columns)
      .from(messages)
      .where(and(eq(messages.status, 'queued'), lte(messages.nextTryAt, ctx.now)))
      .orderBy(asc(messages.nextTryAt))
      .limit(most),
    ctx.db
      .select(columns)
      .from(messages)
      .where(and(eq(messages.status, 'sending'), lte(messages.leaseUntil, ctx.now)))
      .limit(most),
  ])
  return { due, lost }
}

/** The newest letter of a thread that has a name in the world of mail, other than this one; null for none. */
export async function lastNamed(ctx: Context, { id, threadId }: Pick<MessageRow, 'id' | 'threadId'>) {
  const [row] = await ctx.db
    .select({ internetId: messages.internetId, referencesIds: messages.referencesIds })
    .from(messages)
    .where(and(eq(messages.threadId, threadId), isNotNull(messages.internetId), ne(messages.id, id)))
    .orderBy(desc(messages.at), sql`rowid DESC`)
    .limit(1)
  return row ?? null
}

/** What counts of an address's ledger: the newest word on everything, and the newest on offers and news. */
export const ledgerOf = async (ctx: Context, channel: Channel, address: string): Promise<Entry[]> =>
  ctx.db.all<Entry>(sql`SELECT event, purpose FROM consent_ledger WHERE seq IN (
      (SELECT max(seq) FROM consent_ledger WHERE channel = ${channel} AND address = ${address} AND purpose <> 'marketing'),
      (SELECT max(seq) FROM consent_ledger WHERE channel = ${channel} AND address = ${address} AND purpose = 'marketing'))
    ORDER BY seq DESC`)

export type Settings = Omit<typeof postSettings.$inferSelect, 'onlyRow'>

export async function findSettings(ctx: Context): Promise<Settings> {
  const [row] = await ctx.db.select().from(postSettings)
  return row ?? { number: '', quietFrom: '21:00', quietTo: '07:00', automaticAt: 0 }
}

/** The organization's number: taken from the installation's the first time that it is needed; empty where none is free. */
export async function ownNumber(ctx: Context): Promise<string> {
  const { number } = await findSettings(ctx)
  if (number) return number
  const taken = (await ctx.takeNumber()) ?? ''
  if (taken)
    await ctx.db.run(
      sql`INSERT INTO post_settings (only_row, number) VALUES (1, ${taken}) ON CONFLICT (only_row) DO UPDATE SET number = ${taken}`,
    )
  return taken
}

/** How the provider of a channel has answered lately. */
export async function circuitOf(ctx: Context, channel: Channel) {
  const [row] = await ctx.db.select().from(postCircuits).where(eq(postCircuits.channel, channel))
  return row ?? null
}

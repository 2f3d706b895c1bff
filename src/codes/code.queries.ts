import { and, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { members } from '../identity'
import { type Id, newId } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Plan, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { type Changed, type Code, label, type State } from './code'
import { codeBatches, codeChanges, codeSettings, codes } from './schema'

/** Awaitable and batchable: at most one row. */
export const codeById = (ctx: Context, id: string) =>
  ctx.db
    .select()
    .from(codes)
    .where(eq(codes.id, id as Id<'cd'>))

export const codeByLetters = (ctx: Context, letters: string) =>
  ctx.db.select().from(codes).where(eq(codes.code, letters))

/** Refuses 'not-found'. */
export async function findCode(ctx: Context, id: string): Promise<Code> {
  const [code] = await codeById(ctx, id)
  return code ?? refuse('not-found', 'code.unknown', 'There is no such code.')
}

export const codesOn = (ctx: Context, target: string, most = 51) =>
  ctx.db
    .select()
    .from(codes)
    .where(and(eq(codes.target, target), isNotNull(codes.target)))
    .orderBy(desc(codes.madeAt), desc(codes.id))
    .limit(most)

/** The newest code in use of each record; ids without one are absent. */
export async function liveCodesOf(ctx: Context, targets: readonly string[]): Promise<Map<string, Code>> {
  const rows = await ctx.db
    .select()
    .from(codes)
    .where(
      and(sql`${codes.target} IN (SELECT value FROM json_each(${JSON.stringify(targets)}))`, eq(codes.state, 'live')),
    )
    .orderBy(codes.madeAt, codes.id)
  return new Map(rows.map((code) => [code.target ?? '', code]))
}

export const codesByIds = (ctx: Context, ids: readonly string[]) =>
  ctx.db
    .select()
    .from(codes)
    .where(sql`${codes.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`)
    .orderBy(codes.madeAt, codes.id)

export type Filter = { state?: State | undefined; batchId?: string | undefined }

/** One page of codes, newest first; of a batch in the order in which they were printed. */
export async function listCodes(ctx: Context, { state, batchId }: Filter, after: string | undefined, size = 50) {
  const cursor = readCursor(after, 2)
  if (batchId) {
    const rows = await ctx.db
      .select()
      .from(codes)
      .where(
        and(
          eq(codes.batchId, batchId as Id<'cb'>),
          cursor ? sql`(${codes.code}, ${codes.id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
        ),
      )
      .orderBy(codes.code, codes.id)
      .limit(size + 1)
    return pageOf(rows, size, (code) => [code.code, code.id])
  }
  const rows = await ctx.db
    .select()
    .from(codes)
    .where(
      and(
        state ? eq(codes.state, state) : undefined,
        cursor ? sql`(${codes.madeAt}, ${codes.id}) < (${Number(cursor[0])}, ${cursor[1]})` : undefined,
      ),
    )
    .orderBy(desc(codes.madeAt), desc(codes.id))
    .limit(size + 1)
  return pageOf(rows, size, (code) => [String(code.madeAt), code.id])
}

/** What became of a code, newest first, with who did it. */
export const changesOf = (ctx: Context, codeId: string) =>
  ctx.db
    .select({
      id: codeChanges.id,
      what: codeChanges.what,
      fromTarget: codeChanges.fromTarget,
      toTarget: codeChanges.toTarget,
      reason: codeChanges.reason,
      at: codeChanges.at,
      by: codeChanges.by,
      who: sql<string | null>`${members.name}`.as('who'),
    })
    .from(codeChanges)
    .leftJoin(members, eq(members.id, codeChanges.by as never))
    .where(eq(codeChanges.codeId, codeId as Id<'cd'>))
    .orderBy(desc(codeChanges.at), desc(codeChanges.id))
    .limit(50)

export async function findBatch(ctx: Context, id: string) {
  const [batch] = await ctx.db
    .select()
    .from(codeBatches)
    .where(eq(codeBatches.id, id as Id<'cb'>))
  return batch ?? refuse('not-found', 'batch.unknown', 'There is no such batch of codes.')
}

/** One page of batches, newest first. How many of each are still blank is counted up to its size. */
export async function listBatches(ctx: Context, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select({
      id: codeBatches.id,
      name: codeBatches.name,
      size: codeBatches.size,
      madeAt: codeBatches.madeAt,
      who: sql<string | null>`${members.name}`.as('who'),
    })
    .from(codeBatches)
    .leftJoin(members, eq(members.id, codeBatches.madeBy as never))
    .where(cursor ? sql`(${codeBatches.madeAt}, ${codeBatches.id}) < (${Number(cursor[0])}, ${cursor[1]})` : undefined)
    .orderBy(desc(codeBatches.madeAt), desc(codeBatches.id))
    .limit(51)
  return pageOf(rows, 50, (batch) => [String(batch.madeAt), batch.id])
}

export const settingsSentence = (ctx: Context) => ctx.db.select().from(codeSettings).where(eq(codeSettings.onlyRow, 1))

/** Fresh codes with the first line of their history. */
export function insertCodes(
  ctx: Context,
  fresh: { letters: string; target: string | null }[],
  batchId: Id<'cb'> | null,
): { codes: Code[]; writes: Write[] } {
  const made: Code[] = fresh.map(({ letters, target }) => ({
    id: newId('cd', ctx.now),
    code: letters,
    state: target === null ? 'blank' : 'live',
    target,
    replacedBy: null,
    batchId,
    public: true,
    madeAt: ctx.now,
    madeBy: ctx.actor.id,
    version: 1,
  }))
  const rows = JSON.stringify(made.map(({ id, code, target }) => [id, code, target, newId('ch', ctx.now)]))
  return {
    codes: made,
    writes: [
      ctx.db.run(sql`INSERT INTO codes (id, code, state, target, batch_id, made_at, made_by)
        SELECT value ->> 0, value ->> 1, CASE WHEN value ->> 2 IS NULL THEN 'blank' ELSE 'live' END, value ->> 2,
          ${batchId}, ${ctx.now}, ${ctx.actor.id} FROM json_each(${rows})`),
      ctx.db.run(sql`INSERT INTO code_changes (id, code_id, what, to_target, by, at)
        SELECT value ->> 3, value ->> 0, 'made', value ->> 2, ${ctx.actor.id}, ${ctx.now} FROM json_each(${rows})`),
    ],
  }
}

export const insertBatch = (ctx: Context, batch: typeof codeBatches.$inferInsert): Write =>
  ctx.db.insert(codeBatches).values(batch)

/** A changed code and the line that says so. */
export const updateCode = (ctx: Context, before: Code, { code, what }: Changed, reason: string): Write[] => [
  ctx.db
    .update(codes)
    .set({
      state: code.state,
      target: code.target,
      replacedBy: code.replacedBy,
      public: code.public,
      version: code.version,
    })
    .where(eq(codes.id, code.id)),
  ctx.db.insert(codeChanges).values({
    id: newId('ch', ctx.now),
    codeId: code.id,
    what,
    fromTarget: before.target,
    toTarget: code.target,
    reason,
    by: ctx.actor.id,
    at: ctx.now,
  }),
]

/**
 * Two records become one within another room's commit: codes, makers' codes and reports of the first are of the second
 * from now on. Scans stay what they were.
 */
export const planCodesMoved = (ctx: Context, from: string, to: string): Plan => ({
  writes: [
    ctx.db.run(sql`INSERT INTO code_changes (id, code_id, what, from_target, to_target, reason, by, at)
      SELECT 'ch_' || lower(hex(randomblob(13))), id, 'reassigned', ${from}, ${to}, 'Two records became one', ${ctx.actor.id}, ${ctx.now}
      FROM codes WHERE target = ${from}`),
    ctx.db.run(sql`UPDATE codes SET target = ${to}, version = version + 1 WHERE target = ${from}`),
    ctx.db.run(sql`UPDATE bar_codes SET target = ${to}, version = version + 1 WHERE target = ${from}`),
    ctx.db.run(sql`UPDATE reports SET target = ${to}, version = version + 1 WHERE target = ${from}`),
  ],
})

export const changedMeanwhile = (code: Pick<Code, 'code'>) =>
  new Refusal(
    'conflict',
    'code.changed',
    `Somebody changed ${label(code)} meanwhile. Look at what it is now, then change it again.`,
  )

/** The code is still as it was seen. */
export const stillAt = (code: Code): Guard => ({
  count: sql`SELECT count(*) FROM codes WHERE id = ${code.id} AND version = ${code.version}`,
  refusal: () => changedMeanwhile(code),
})

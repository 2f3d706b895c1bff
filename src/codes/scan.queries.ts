import { desc, eq, inArray, lt, sql } from 'drizzle-orm'
import { members } from '../identity'
import { newId } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import type { Request } from '../platform/routes'
import { deviceOf, type Purpose, placeOf, rawOf, type Way } from './scan'
import { codes, scans } from './schema'

/** What is known of a scan before it is known what was scanned. */
export type Look = { raw: string; actorId: string | null; purpose: Purpose; way: Way } & Pick<
  typeof scans.$inferInsert,
  'device' | 'place'
>

export const lookOf = (
  c: Request,
  { raw, actorId, purpose, way }: Pick<Look, 'raw' | 'actorId' | 'purpose' | 'way'>,
): Look => ({
  raw: rawOf(raw),
  actorId,
  purpose,
  way,
  device: deviceOf(c.req.header('User-Agent') ?? ''),
  place: placeOf((c.req.raw as { cf?: { city?: unknown; country?: unknown } }).cf),
})

/**
 * Writes down a scan of one of our codes and reads the code in the same round trip. Scans are a log of their own, so
 * they need no audit entry beside them.
 */
export const scanCode = (ctx: Context, letters: string, look: Look) =>
  ctx.db.insert(scans).select(
    ctx.db
      .select({
        id: sql`${newId('sc', ctx.now)}`.as('id'),
        at: sql`${ctx.now}`.as('at'),
        raw: sql`${look.raw}`.as('raw'),
        codeId: codes.id,
        target: codes.target,
        actorId: sql`${look.actorId}`.as('actor_id'),
        device: sql`${look.device}`.as('device'),
        place: sql`${look.place}`.as('place'),
        purpose: sql`${look.purpose}`.as('purpose'),
        way: sql`${look.way}`.as('way'),
      })
      .from(codes)
      .where(eq(codes.code, letters)),
  )

export const insertScan = (ctx: Context, look: Look, codeId: string | null, target: string | null) =>
  ctx.db.insert(scans).values({ id: newId('sc', ctx.now), at: ctx.now, ...look, codeId, target })

const columns = {
  id: scans.id,
  at: scans.at,
  raw: scans.raw,
  codeId: scans.codeId,
  target: scans.target,
  actorId: scans.actorId,
  device: scans.device,
  place: scans.place,
  purpose: scans.purpose,
  way: scans.way,
  who: sql<string | null>`${members.name}`.as('who'),
}

/** One page of the scans of a record, or of one code, newest first; of everybody, or of one member. */
export async function listScans(
  ctx: Context,
  of: { target: string } | { codeId: string },
  after: string | undefined,
  { size = 50, by }: { size?: number; by?: string | undefined } = {},
) {
  const cursor = readCursor(after, 2)
  const thing = 'target' in of ? eq(scans.target, of.target) : eq(scans.codeId, of.codeId)
  const which = by === undefined ? thing : sql`${thing} AND ${scans.actorId} = ${by}`
  const rows = await ctx.db
    .select(columns)
    .from(scans)
    .leftJoin(members, eq(members.id, scans.actorId as never))
    .where(cursor ? sql`${which} AND (${scans.at}, ${scans.id}) < (${Number(cursor[0])}, ${cursor[1]})` : which)
    .orderBy(desc(scans.at), desc(scans.id))
    .limit(size + 1)
  return pageOf(rows, size, (scan) => [String(scan.at), scan.id])
}

/** What a person scanned last. */
export const lastScansOf = (ctx: Context, actorId: string, most: number) =>
  ctx.db
    .select(columns)
    .from(scans)
    .leftJoin(members, eq(members.id, scans.actorId as never))
    .where(eq(scans.actorId, actorId))
    .orderBy(desc(scans.at), desc(scans.id))
    .limit(most)

/** Forgets scans from before; answers how many went. A thousand at a time, so that no statement is long. */
export async function forgetScans(ctx: Context, before: Instant): Promise<void> {
  for (let round = 0; round < 50; round++) {
    const gone = await ctx.db
      .delete(scans)
      .where(inArray(scans.id, ctx.db.select({ id: scans.id }).from(scans).where(lt(scans.at, before)).limit(1000)))
      .returning({ id: scans.id })
    if (gone.length < 1000) return
  }
}

import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { label, type Requisition, type RequisitionState } from './requisition'
import { requisitions } from './schema'

const pageSize = 50

/** One page of needs in a state, newest first. Refuses 'invalid' ('cursor'). */
export async function listRequisitions(ctx: Context, state: RequisitionState, after?: string) {
  const cursor = readCursor(after, 1)
  const rows: Requisition[] = await ctx.db
    .select()
    .from(requisitions)
    .where(and(eq(requisitions.state, state), cursor ? lt(requisitions.id, cursor[0] as Requisition['id']) : undefined))
    .orderBy(desc(requisitions.id))
    .limit(pageSize + 1)
  return pageOf(rows, pageSize, (row) => [row.id])
}

/** Those of the ids that are there; fifty at most. */
export const requisitionsById = (ctx: Context, ids: readonly string[]): Promise<Requisition[]> =>
  ctx.db
    .select()
    .from(requisitions)
    .where(inArray(requisitions.id, ids.slice(0, 50) as Requisition['id'][]))

/** Needs of these parts that nothing was ordered for yet; a hundred at most. */
export const openNeedsOfParts = (ctx: Context, partIds: readonly string[]) =>
  partIds.length === 0
    ? Promise.resolve([])
    : ctx.db.all<{ partId: string; number: number }>(sql`
        SELECT part_id AS partId, number FROM requisitions
        WHERE part_id IN (SELECT value FROM json_each(${JSON.stringify(partIds)})) AND state IN ('open', 'asked') LIMIT 100`)

/** Refuses 'not-found'. */
export async function findRequisition(ctx: Context, id: string): Promise<Requisition> {
  const [found] = await requisitionsById(ctx, [id])
  return found ?? refuse('not-found', 'requisition.unknown', 'There is no such need.')
}

export const insertRequisition = (ctx: Context, requisition: Omit<Requisition, 'number'>): Write[] => [
  ctx.db.run(
    sql`INSERT INTO numbers (kind, last) VALUES ('requisition', 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1`,
  ),
  ctx.db
    .insert(requisitions)
    .values({ ...requisition, number: sql`(SELECT last FROM numbers WHERE kind = 'requisition')` as never }),
]

export const updateRequisition = (
  ctx: Context,
  { id, number: _number, createdAt: _at, createdBy: _by, ...requisition }: Requisition,
): Write => ctx.db.update(requisitions).set(requisition).where(eq(requisitions.id, id))

/** The need is still as it was seen. */
export const requisitionStillAt = (requisition: Requisition): Guard => ({
  count: sql`SELECT count(*) FROM requisitions WHERE id = ${requisition.id} AND version = ${requisition.version}`,
  refusal: () =>
    new Refusal(
      'conflict',
      'requisition.changed',
      `${label(requisition)} was taken up by somebody else at the same moment. Look at the list again.`,
    ),
})

const again = sql`state = 'open', rfq_id = NULL, rfq_line_id = NULL, version = version + 1`
const among = (lineIds: readonly string[]) => sql`(SELECT value FROM json_each(${JSON.stringify(lineIds)}))`

/** Nothing is bought by the RFQ: what it asked for is open again. */
export const openNeedsOf = (ctx: Context, rfqId: string): Write =>
  ctx.db.run(sql`UPDATE requisitions SET ${again} WHERE rfq_id = ${rfqId} AND state = 'asked'`)

/** The needs of an RFQ's lines that are ordered now; those of its other lines are open again. */
export const orderNeedsOf = (ctx: Context, rfqId: string, lineIds: readonly string[]): Write[] => [
  ctx.db.run(
    sql`UPDATE requisitions SET state = 'ordered', version = version + 1
      WHERE rfq_id = ${rfqId} AND state = 'asked' AND rfq_line_id IN ${among(lineIds)}`,
  ),
  openNeedsOf(ctx, rfqId),
]

/** What was ordered by these lines of an RFQ does not come: it is needed again. */
export const reopenNeedsOf = (ctx: Context, lineIds: readonly string[]): Write[] =>
  lineIds.length === 0
    ? []
    : [ctx.db.run(sql`UPDATE requisitions SET ${again} WHERE state = 'ordered' AND rfq_line_id IN ${among(lineIds)}`)]

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

/** What was asked by an RFQ is ordered now, or open again. */
export const moveOfRfq = (ctx: Context, rfqId: string, state: 'ordered' | 'open'): Write =>
  ctx.db.run(
    sql`UPDATE requisitions SET state = ${state}, rfq_id = CASE WHEN ${state} = 'open' THEN NULL ELSE rfq_id END,
      version = version + 1 WHERE rfq_id = ${rfqId} AND state = 'asked'`,
  )

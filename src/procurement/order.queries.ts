import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { readable } from '../platform/sensitive'
import { vendors } from '../vendors'
import { type Approval, label, type Order, type OrderLine, type OrderState, type Rules } from './order'
import type { Taken } from './receipt'
import { approvals, buyingRules, orderLines, orders, receiptLines, receipts } from './schema'

const pageSize = 50

export type OrderRow = Pick<
  Order,
  'id' | 'number' | 'state' | 'currency' | 'dueOn' | 'sentAt' | 'createdAt' | 'vendorId'
> & {
  vendor: string
  /** Absent for who does not see what vendors ask. */
  totalMinor?: number
}

export type OrderFilter = { states?: OrderState[] | undefined; vendorId?: string | undefined }

const rowColumns = {
  id: orders.id,
  number: orders.number,
  state: orders.state,
  currency: orders.currency,
  totalMinor: orders.totalMinor,
  dueOn: orders.dueOn,
  sentAt: orders.sentAt,
  createdAt: orders.createdAt,
  vendorId: orders.vendorId,
  vendor: vendors.name,
}

/** One page of orders, newest first. Refuses 'invalid' ('cursor'). */
export async function listOrders(ctx: Context, { states, vendorId }: OrderFilter, after?: string) {
  const cursor = readCursor(after, 1)
  const rows: OrderRow[] = await ctx.db
    .select(readable(ctx, rowColumns, { totalMinor: 'vendor-price' }))
    .from(orders)
    .innerJoin(vendors, eq(vendors.id, orders.vendorId))
    .where(
      and(
        states ? inArray(orders.state, states) : undefined,
        vendorId ? eq(orders.vendorId, vendorId as Order['vendorId']) : undefined,
        cursor ? lt(orders.id, cursor[0] as Order['id']) : undefined,
      ),
    )
    .orderBy(desc(orders.id))
    .limit(pageSize + 1)
  return pageOf(rows, pageSize, (row) => [row.id])
}

export const ordersById = (ctx: Context, ids: readonly string[]): Promise<Order[]> =>
  ctx.db
    .select()
    .from(orders)
    .where(inArray(orders.id, ids.slice(0, 90) as Order['id'][]))

export const ordersOfRfq = (ctx: Context, rfqId: string): Promise<Order[]> =>
  ctx.db
    .select()
    .from(orders)
    .where(eq(orders.rfqId, rfqId as NonNullable<Order['rfqId']>))
    .limit(50)

const pieces = (ctx: Context, id: Order['id']) =>
  [
    ctx.db.select().from(orderLines).where(eq(orderLines.orderId, id)).orderBy(asc(orderLines.position)),
    ctx.db.select().from(approvals).where(eq(approvals.orderId, id)).orderBy(asc(approvals.id)),
    ctx.db.select().from(buyingRules),
  ] as const

/** An order with its lines, its approvals and the rules of the house. Refuses 'not-found' ('order.unknown'). */
export async function findOrder(ctx: Context, id: string) {
  const [[order], lines, decisions, [rules]] = await ctx.db.batch([
    ctx.db
      .select()
      .from(orders)
      .where(eq(orders.id, id as Order['id'])),
    ...pieces(ctx, id as Order['id']),
  ])
  if (!order) return refuse('not-found', 'order.unknown', 'There is no such order.')
  return {
    order: order as Order,
    lines: lines as OrderLine[],
    approvals: decisions as (Approval & { reason: string; decidedAt: number })[],
    rules: rules as Rules,
  }
}

/** Null for a link that nobody was given. */
export async function orderOfToken(ctx: Context, token: string): Promise<Order | null> {
  const [order] = await ctx.db.select().from(orders).where(eq(orders.token, token))
  return order ?? null
}

/** The order that a letter of the post office brought; null for another letter. */
export async function orderOfMessage(ctx: Context, messageId: string): Promise<Order | null> {
  const [order] = await ctx.db.select().from(orders).where(eq(orders.messageId, messageId))
  return order ?? null
}

/** What came of an order, newest first; a hundred lines at most. */
export const arrivalsOf = (ctx: Context, orderId: string) =>
  ctx.db
    .select({
      number: receipts.number,
      slip: receipts.slip,
      receivedAt: receipts.receivedAt,
      receivedBy: receipts.receivedBy,
      line: receiptLines,
    })
    .from(receipts)
    .innerJoin(receiptLines, eq(receiptLines.receiptId, receipts.id))
    .where(eq(receipts.orderId, orderId as Order['id']))
    .orderBy(desc(receipts.id), asc(receiptLines.id))
    .limit(100)

export const rulesSentence = (ctx: Context) => ctx.db.select().from(buyingRules)

export const insertOrder = (ctx: Context, order: Omit<Order, 'number'>, lines: OrderLine[]): Write[] => [
  ctx.db.run(
    sql`INSERT INTO numbers (kind, last) VALUES ('purchase-order', 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1`,
  ),
  ctx.db
    .insert(orders)
    .values({ ...order, number: sql`(SELECT last FROM numbers WHERE kind = 'purchase-order')` as never }),
  ...lines.map((line) => ctx.db.insert(orderLines).values(line)),
]

export const updateOrder = (ctx: Context, { id, number: _number, createdAt: _at, ...order }: Order): Write =>
  ctx.db.update(orders).set(order).where(eq(orders.id, id))

/** All of a line but what is billed of it: that is written by invoices alone. */
export const updateOrderLine = (ctx: Context, { id, orderId: _order, billed: _billed, ...line }: OrderLine): Write =>
  ctx.db.update(orderLines).set(line).where(eq(orderLines.id, id))

export const insertApproval = (ctx: Context, approval: typeof approvals.$inferInsert): Write =>
  ctx.db.insert(approvals).values(approval)

export const insertReceipt = (
  ctx: Context,
  receipt: Omit<typeof receipts.$inferInsert, 'number'>,
  taken: (Taken & { id: `rk_${string}` })[],
): Write[] => [
  ctx.db.run(
    sql`INSERT INTO numbers (kind, last) VALUES ('receipt', 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1`,
  ),
  ctx.db
    .insert(receipts)
    .values({ ...receipt, number: sql`(SELECT last FROM numbers WHERE kind = 'receipt')` as never }),
  ...taken.map((line) => ctx.db.insert(receiptLines).values({ ...line, receiptId: receipt.id })),
]

export const orderStillAt = (order: Order): Guard => ({
  count: sql`SELECT count(*) FROM purchase_orders WHERE id = ${order.id} AND version = ${order.version}`,
  refusal: () =>
    new Refusal(
      'conflict',
      'order.changed-meanwhile',
      `Somebody changed ${label(order)} at the same moment. Look at it again, then retry.`,
    ),
})

/** Orders that are out and late, not chased for three days; a hundred at most. */
export const lateOrders = (ctx: Context, today: string, before: number) =>
  ctx.db
    .select()
    .from(orders)
    .where(
      sql`${orders.state} IN ('sent', 'acknowledged') AND ${orders.dueOn} < ${today} AND ${orders.email} <> ''
        AND (${orders.chasedAt} IS NULL OR ${orders.chasedAt} < ${before})`,
    )
    .limit(100)

/** What was paid last for parts, and to whom; the newest of each. */
export const lastPaid = (ctx: Context, partIds: readonly string[]) =>
  partIds.length === 0
    ? Promise.resolve([])
    : ctx.db.all<{ partId: string; vendorId: string; at: number }>(sql`
        SELECT part_id AS partId, purchase_orders.vendor_id AS vendorId, max(purchase_orders.created_at) AS at
        FROM purchase_order_lines JOIN purchase_orders ON purchase_orders.id = purchase_order_lines.order_id
        WHERE part_id IN (SELECT value FROM json_each(${JSON.stringify(partIds.slice(0, 50))}))
        GROUP BY part_id, purchase_orders.vendor_id LIMIT 100`)

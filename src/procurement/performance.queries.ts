import { and, desc, eq, gt, isNotNull, sql } from 'drizzle-orm'
import type { Context } from '../platform/context'
import type { Order } from './order'
import { type Arrival, type Ask, performanceOf } from './performance'
import { orderLines, orders, receiptLines, receipts, rfqInvitations } from './schema'

const yearMs = 365 * 86_400_000
/** Rows of each kind that are read: what a vendor did last says most. */
const most = 500

/** How a vendor has done in twelve months, and what was ordered from it in the organization's currency. */
export async function performanceOfVendor(ctx: Context, vendorId: string) {
  const id = vendorId as Order['vendorId']
  const since = ctx.now - yearMs
  const [asks, arrivals, [bought]] = await ctx.db.batch([
    ctx.db
      .select({ sentAt: rfqInvitations.sentAt, answeredAt: rfqInvitations.answeredAt })
      .from(rfqInvitations)
      .where(eq(rfqInvitations.vendorId, id))
      .orderBy(desc(rfqInvitations.id))
      .limit(most),
    ctx.db
      .select({
        receivedAt: receipts.receivedAt,
        promisedOn: orderLines.promisedOn,
        quantity: receiptLines.quantity,
        condition: receiptLines.condition,
      })
      .from(orders)
      .innerJoin(receipts, eq(receipts.orderId, orders.id))
      .innerJoin(receiptLines, eq(receiptLines.receiptId, receipts.id))
      .innerJoin(orderLines, eq(orderLines.id, receiptLines.orderLineId))
      .where(eq(orders.vendorId, id))
      .orderBy(desc(orders.id))
      .limit(most),
    ctx.db
      .select({
        orders: sql<number>`count(*)`.as('orders'),
        minor: sql<number>`coalesce(sum(own_minor), 0)`.as('minor'),
      })
      .from(orders)
      .where(and(eq(orders.vendorId, id), isNotNull(orders.sentAt), gt(orders.createdAt, since as never))),
  ])
  const { timeZone } = await ctx.profile()
  return {
    ...performanceOf(
      (asks as Ask[]).filter(({ sentAt, answeredAt }) => (sentAt ?? answeredAt ?? 0) > since),
      (arrivals as Arrival[]).filter(({ receivedAt }) => receivedAt > since),
      timeZone,
    ),
    orders: Number(bought?.orders ?? 0),
    spentMinor: Number(bought?.minor ?? 0),
  }
}

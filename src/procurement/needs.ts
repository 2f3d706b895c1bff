import { sql } from 'drizzle-orm'
import type { Context } from '../platform/context'
import type { Need, Room } from '../platform/room'
import { awardRfq } from './award.actions'
import { todayOf } from './fields'
import { releaseInvoice } from './invoice.actions'
import { approveLarge, approveOrder, sendOrder } from './order.actions'
import { receiveOrder } from './receipt.actions'
import { writeQuote } from './written.actions'

/** What waits for this person: orders to approve and send, quotes to compare, what is late, what is due to come today. */
async function list(ctx: Context): Promise<Need[]> {
  const today = await todayOf(ctx)
  // What this person may decide on: not their own, not both steps, the second only with its right.
  const mine = sql`state = 'approval' AND created_by <> ${ctx.actor.id} AND NOT EXISTS (
    SELECT 1 FROM purchase_order_approvals AS said WHERE said.order_id = purchase_orders.id
      AND said.content_hash = purchase_orders.content_hash
      AND (said.decided_by = ${ctx.actor.id} OR (said.step = 1 AND ${ctx.may(approveLarge) ? 0 : 1} = 1)))`
  const up = (from: string, where: ReturnType<typeof sql>) =>
    sql`(SELECT count(*) FROM (SELECT 1 FROM ${sql.raw(from)} WHERE ${where} LIMIT 100))`
  const [row] = await ctx.db.all<{
    approve: number
    send: number
    compare: number
    replies: number
    invoices: number
    late: number
    today: number
  }>(sql`SELECT
    ${up('purchase_orders', mine)} AS approve,
    ${up('purchase_orders', sql`state = 'approved'`)} AS send,
    ${up('rfqs', sql`state = 'closed'`)} AS compare,
    ${up('vendor_replies', sql`state = 'waiting'`)} AS replies,
    ${up('vendor_invoices', sql`state = 'exception' AND created_by <> ${ctx.actor.id}`)} AS invoices,
    ${up('purchase_orders', sql`state IN ('sent', 'acknowledged') AND due_on < ${today}`)} AS late,
    ${up('purchase_orders', sql`state IN ('sent', 'acknowledged') AND due_on = ${today}`)} AS today`)
  if (!row) return []
  const coming = '/purchase-orders?view=coming'
  return [
    ...(ctx.may(approveOrder.action)
      ? [
          {
            title: 'Orders to approve',
            count: row.approve,
            words: 'They wait for your yes',
            href: '/purchase-orders?view=approval',
            urgent: true,
          },
        ]
      : []),
    ...(ctx.may(sendOrder.action)
      ? [
          {
            title: 'Orders to send',
            count: row.send,
            words: 'Approved, not out yet',
            href: '/purchase-orders?view=approved',
          },
          { title: 'Late orders', count: row.late, words: 'Due before today', href: coming, urgent: true },
        ]
      : []),
    ...(ctx.may(writeQuote.action)
      ? [
          {
            title: 'Answers to confirm',
            count: row.replies,
            words: 'Vendors wrote back: check what was read',
            href: '/rfqs?state=answers',
          },
        ]
      : []),
    ...(ctx.may(releaseInvoice.action)
      ? [
          {
            title: 'Invoices to release',
            count: row.invoices,
            words: 'They do not agree with the order',
            href: '/invoices?state=exception',
          },
        ]
      : []),
    ...(ctx.may(awardRfq.action)
      ? [
          {
            title: 'Quotes to compare',
            count: row.compare,
            words: 'The time to answer is over',
            href: '/rfqs?state=closed',
          },
        ]
      : []),
    ...(ctx.may(receiveOrder.action)
      ? [{ title: 'Due to come today', count: row.today, words: 'To receive', href: coming }]
      : []),
  ]
}

export const needs: Room['needs'] = { permission: 'procurement.order.see', list }

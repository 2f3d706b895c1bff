import * as z from 'zod'
import { planOnOrder } from '../inventory'
import { newId } from '../kernel/ids'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import { localDate, optionalLine, textLine, ticked } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { reachable } from '../vendors'
import { orderId, todayOf } from './fields'
import { chaseLetter, orderLetter } from './letters'
import { acknowledged, cancelRest, decided, label, type Order, type OrderLine, openOf, sent } from './order'
import { findOrder, insertApproval, orderStillAt, updateOrder, updateOrderLine } from './order.queries'
import { orderLinkOf, planLetter } from './post'
import { reopenNeedsOf } from './requisition.queries'

/** The lines of RFQs by which nothing came: what they were for is needed again. */
const unreceived = (lines: OrderLine[]): string[] =>
  lines.flatMap(({ rfqLineId, received }) => (rfqLineId && received === 0 ? [rfqLineId] : []))

/** The right to approve the second step. */
export const approveLarge = 'procurement.large-order.approve'

const stillToCome = (ctx: Context, order: Order, lines: OrderLine[]) =>
  planOnOrder(
    ctx,
    lines.flatMap((line) =>
      line.partId
        ? [
            {
              source: line.id,
              partId: line.partId,
              quantity: openOf(line),
              dueOn: line.promisedOn,
              placeId: order.shipTo,
            },
          ]
        : [],
    ),
  )

export const approveOrder = action({
  name: 'procurement.order.approve',
  about: 'Approves an order as it stands, or declines it with a reason. Nobody approves their own.',
  input: z.object({
    id: orderId,
    contentHash: z.string().max(64),
    decision: z.enum(['approve', 'decline']),
    reason: optionalLine(300),
  }),
  run: async (ctx, { id, contentHash, decision, reason }) => {
    const { order: before, lines, approvals, rules } = await findOrder(ctx, id)
    const approve = decision === 'approve'
    if (!approve && !reason)
      refuse('invalid', 'order.reason', 'Say why, so that it can be made better.', { reason: 'Say why.' })
    const { order: after, step } = decided(before, approvals, rules, {
      by: ctx.actor.id,
      seenHash: contentHash,
      approve,
      maySecond: ctx.may(approveLarge),
    })
    return {
      subject: before.id,
      guards: [orderStillAt(before)],
      writes: [
        updateOrder(ctx, after),
        insertApproval(ctx, {
          id: newId('oa', ctx.now),
          orderId: before.id,
          step,
          contentHash,
          decision: approve ? 'approved' : 'declined',
          reason,
          decidedBy: ctx.actor.id,
          decidedAt: ctx.now,
        }),
        ...(approve ? [] : reopenNeedsOf(ctx, unreceived(lines))),
      ],
      plans: approve
        ? []
        : [
            stillToCome(
              ctx,
              after,
              lines.map((line) => ({ ...line, cancelled: line.cancelled + openOf(line) })),
            ),
          ],
      facts: [
        {
          name: approve ? 'procurement.order-approved' : 'procurement.order-declined',
          subject: before.id,
          step,
          whole: after.state === 'approved',
        },
      ],
      ...(reason ? { reason } : {}),
      result: { id: before.id, number: label(before), state: after.state, version: after.version },
    }
  },
})

export const sendOrder = action({
  name: 'procurement.order.send',
  about: 'Sends an approved order to its vendor. Where no address is written down, somebody gives them the link.',
  input: z.object({ id: orderId }),
  run: async (ctx, { id }) => {
    const { order: before, lines, approvals, rules } = await findOrder(ctx, id)
    const today = await todayOf(ctx)
    const { order, lines: promised } = sent(before, lines, approvals, rules, { at: ctx.now, today })
    const { guard, contact } = await reachable(ctx, before.vendorId, 'order')
    const after = { ...order, person: contact?.name ?? order.person, email: contact?.email ?? order.email }
    const { plan, trouble } = await planLetter(ctx, {
      key: `po:${before.id}:${before.revision}`,
      to: { address: after.email, name: after.person },
      letter: orderLetter((await ctx.profile()).name, after, promised, orderLinkOf(ctx, after)),
      about: before.id,
      threadId: before.threadId,
    })
    const letter = { threadId: plan?.threadId ?? null, messageId: plan?.messageId ?? null, trouble }
    return {
      subject: before.id,
      guards: [orderStillAt(before), guard],
      writes: [updateOrder(ctx, { ...after, ...letter }), ...promised.map((line) => updateOrderLine(ctx, line))],
      plans: [stillToCome(ctx, after, promised), ...(plan ? [plan] : [])],
      facts: [
        { name: 'procurement.order-sent', subject: before.id, revision: after.revision, vendor: before.vendorId },
      ],
      result: { id: before.id, number: label(before), written: plan !== null, version: after.version },
    }
  },
})

export const markSent = action({
  name: 'procurement.order.mark-sent',
  about: 'Notes that the letter with an order has gone out, or why it has not.',
  input: z.object({ id: orderId, trouble: optionalLine(300) }),
  run: async (ctx, { id, trouble }) => {
    const { order: before } = await findOrder(ctx, id)
    return {
      subject: before.id,
      guards: [orderStillAt(before)],
      writes: [updateOrder(ctx, { ...before, trouble, version: before.version + 1 })],
      facts: trouble ? [{ name: 'procurement.order-not-reached', subject: before.id, vendor: before.vendorId }] : [],
      result: { id: before.id },
    }
  },
})

export const acknowledgeOrder = action({
  name: 'procurement.order.acknowledge',
  about: 'Notes that the vendor has the order, and on which days it comes.',
  input: z.object({
    id: orderId,
    promises: z
      .array(z.object({ lineId: z.string(), on: localDate }))
      .max(100)
      .default([]),
    byVendor: ticked,
  }),
  run: async (ctx, { id, promises }) => {
    const { order: before, lines } = await findOrder(ctx, id)
    const today = await todayOf(ctx)
    const { order: after, lines: promised } = acknowledged(
      before,
      lines,
      new Map(promises.map(({ lineId, on }): [string, LocalDate] => [lineId, on])),
      { at: ctx.now, today },
    )
    return {
      subject: before.id,
      guards: [orderStillAt(before)],
      writes: [updateOrder(ctx, after), ...promised.map((line) => updateOrderLine(ctx, line))],
      plans: [stillToCome(ctx, after, promised)],
      facts: [
        {
          name: 'procurement.order-acknowledged',
          subject: before.id,
          about: before.about,
          dueOn: after.dueOn,
          before: before.dueOn,
        },
      ],
      result: { id: before.id, number: label(before), dueOn: after.dueOn, version: after.version },
    }
  },
})

export const cancelOrder = action({
  name: 'procurement.order.cancel',
  about: 'Cancels what has not come of an order. What was received stays; the rest is needed again.',
  input: z.object({ id: orderId, reason: textLine(300, 'Write why, in a few words.') }),
  run: async (ctx, { id, reason }) => {
    const { order: before, lines } = await findOrder(ctx, id)
    const { order: after, lines: left } = cancelRest(before, lines)
    return {
      subject: before.id,
      guards: [orderStillAt(before)],
      writes: [
        updateOrder(ctx, after),
        ...left.map((line) => updateOrderLine(ctx, line)),
        ...reopenNeedsOf(ctx, unreceived(left)),
      ],
      plans: [stillToCome(ctx, after, left)],
      facts: [{ name: 'procurement.order-cancelled', subject: before.id, wasOut: before.sentAt !== null }],
      reason,
      result: { id: before.id, number: label(before), version: after.version },
    }
  },
})

export const chaseOrder = action({
  name: 'procurement.order.chase',
  about: 'Asks the vendor of a late order when it comes.',
  input: z.object({ id: orderId }),
  run: async (ctx, { id }) => {
    const { order: before } = await findOrder(ctx, id)
    if (before.state !== 'sent' && before.state !== 'acknowledged')
      refuse('conflict', 'order.not-out', `${label(before)} is ${before.state}: nothing is expected of it.`)
    const { guard } = await reachable(ctx, before.vendorId, 'write')
    const { plan, trouble } = await planLetter(ctx, {
      key: `po:${before.id}:chase:${before.version}`,
      to: { address: before.email, name: before.person },
      letter: chaseLetter((await ctx.profile()).name, before, orderLinkOf(ctx, before)),
      about: before.id,
      threadId: before.threadId,
    })
    if (!plan) return refuse('conflict', 'order.no-address', trouble)
    const { threadId, messageId } = plan
    return {
      subject: before.id,
      guards: [orderStillAt(before), guard],
      writes: [updateOrder(ctx, { ...before, chasedAt: ctx.now, threadId, messageId, version: before.version + 1 })],
      plans: [plan],
      facts: [{ name: 'procurement.order-chased', subject: before.id, vendor: before.vendorId }],
      result: { id: before.id, number: label(before) },
    }
  },
})

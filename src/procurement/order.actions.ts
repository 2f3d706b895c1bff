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
import { acknowledged, cancelRest, decided, label, type Order, type OrderLine, openOf, sent } from './order'
import { findOrder, insertApproval, orderStillAt, updateOrder, updateOrderLine } from './order.queries'

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
  about: 'Sends an approved order to its vendor.',
  input: z.object({ id: orderId }),
  run: async (ctx, { id }) => {
    const { order: before, approvals, rules } = await findOrder(ctx, id)
    const after = sent(before, approvals, rules, ctx.now)
    const { guard, contact } = await reachable(ctx, before.vendorId, 'order')
    return {
      subject: before.id,
      guards: [orderStillAt(before), guard],
      writes: [
        updateOrder(ctx, { ...after, person: contact?.name ?? after.person, email: contact?.email ?? after.email }),
      ],
      facts: [
        { name: 'procurement.order-sent', subject: before.id, revision: after.revision, vendor: before.vendorId },
      ],
      result: { id: before.id, number: label(before), version: after.version },
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
    const past = promises.find(({ on }) => on < today)
    if (past) refuse('invalid', 'order.promise-past', 'A promised day cannot have passed. Choose today or later.')
    const { order: after, lines: promised } = acknowledged(
      before,
      lines,
      new Map(promises.map(({ lineId, on }): [string, LocalDate] => [lineId, on])),
      ctx.now,
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
  about: 'Cancels what has not come of an order. What was received stays.',
  input: z.object({ id: orderId, reason: textLine(300, 'Write why, in a few words.') }),
  run: async (ctx, { id, reason }) => {
    const { order: before, lines } = await findOrder(ctx, id)
    const { order: after, lines: left } = cancelRest(before, lines)
    return {
      subject: before.id,
      guards: [orderStillAt(before)],
      writes: [updateOrder(ctx, after), ...left.map((line) => updateOrderLine(ctx, line))],
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
    return {
      subject: before.id,
      guards: [orderStillAt(before), guard],
      writes: [updateOrder(ctx, { ...before, chasedAt: ctx.now, version: before.version + 1 })],
      facts: [{ name: 'procurement.order-chased', subject: before.id, vendor: before.vendorId }],
      result: { id: before.id, number: label(before) },
    }
  },
})

import * as z from 'zod'
import {
  amount,
  findPart,
  issuedTo,
  partId,
  planIssue,
  planRelease,
  planReserve,
  planReturn,
  reservationsFor,
} from '../inventory'
import { refuse } from '../kernel/refusal'
import { optionalLine } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { again } from './again'
import { changeable, isOver, label, type Order, statuses } from './order'
import { happened, orderFor, stillIn, stillOpen } from './order.queries'
import { orderId } from './wording'

const fact = (ctx: Context, order: Order, name: string, part: string) => ({
  name: `work.part-${name}`,
  subject: order.id,
  partId: part,
  by: ctx.actor.id,
})

/** While an order is so, parts are taken for it. */
const taking = statuses.filter((status) => !['requested', 'completed'].includes(status) && !isOver({ status }))

export const planPart = again(
  action({
    name: 'work.part.plan',
    about: 'Says that an order needs a part: promised from a bin where it is free, else it waits for it.',
    input: z.object({ id: orderId, partId, quantity: amount, note: optionalLine(200) }),
    run: async (ctx, { id, partId: part, quantity, note }) => {
      const order = await orderFor(ctx, id, 'work.part.plan')
      changeable(order)
      const { name } = await findPart(ctx, part)
      const plan = await planReserve(ctx, [
        { partId: part, quantity, subject: order.id, requiredOn: order.scheduledOn ?? order.dueOn, note },
      ])
      const waits = plan.reservations.some(({ state }) => state === 'assigned')
      return {
        subject: order.id,
        guards: [stillOpen(order)],
        plans: [plan],
        writes: [
          happened(ctx, order.id, {
            kind: 'part',
            text: `${waits ? 'asked for' : 'reserved'} ${quantity} × ${name}`,
          }),
        ],
        facts: [fact(ctx, order, 'planned', part)],
        result: { id: order.id, waits },
      }
    },
  }),
)

export const issuePart = again(
  action({
    name: 'work.part.issue',
    about: 'Takes a part out of its bin for an order; what it is worth at this moment is what it costs the order.',
    input: z.object({
      id: orderId,
      partId,
      quantity: amount,
      binId: optionalLine(40).describe('Empty: from where it is promised, or the best one.'),
      lot: optionalLine(80),
    }),
    run: async (ctx, { id, partId: part, quantity, binId, lot }) => {
      const order = await orderFor(ctx, id, 'work.part.issue')
      changeable(order)
      if (!taking.includes(order.status)) {
        refuse('conflict', 'part.state', `${label(order)} is ${order.status}: nothing is issued to it now.`)
      }
      const { name } = await findPart(ctx, part)
      const plan = await planIssue(ctx, [{ partId: part, quantity, subject: order.id, binId: binId || null, lot }], {
        permission: 'work.part.issue',
      })
      return {
        subject: order.id,
        guards: [stillIn(order, taking)],
        plans: [plan],
        writes: [happened(ctx, order.id, { kind: 'part', text: `took ${quantity} × ${name}` })],
        facts: [fact(ctx, order, 'issued', part)],
        result: { id: order.id },
      }
    },
  }),
)

export const returnPart = again(
  action({
    name: 'work.part.return',
    about: 'Brings back what was not used, at the cost that it left with.',
    input: z.object({ id: orderId, moveId: z.string().max(40), quantity: amount, binId: optionalLine(40) }),
    run: async (ctx, { id, moveId, quantity, binId }) => {
      const order = await orderFor(ctx, id, 'work.part.return')
      changeable(order)
      const move = (await issuedTo(ctx, order.id)).find((one) => one.id === moveId && one.kind === 'issue')
      if (!move) return refuse('not-found', 'part.unknown', 'This was not issued to this order.')
      const to = binId || move.fromBin
      if (!to) {
        const sentence = 'Say into which bin it comes back.'
        return refuse('invalid', 'part.bin', sentence, { binId: sentence })
      }
      const plan = await planReturn(ctx, { moveId: move.id, quantity, binId: to }, 'work.part.return')
      return {
        subject: order.id,
        guards: [stillOpen(order)],
        plans: [plan],
        writes: [happened(ctx, order.id, { kind: 'part', text: `brought back ${quantity} × ${move.name}` })],
        facts: [fact(ctx, order, 'returned', move.partId)],
        result: { id: order.id },
      }
    },
  }),
)

export const releasePart = again(
  action({
    name: 'work.part.release',
    about: 'Says that an order does not need a part after all: what was promised goes back to everybody.',
    input: z.object({ id: orderId, reservationId: z.string().max(40) }),
    run: async (ctx, { id, reservationId }) => {
      const order = await orderFor(ctx, id, 'work.part.release')
      changeable(order)
      const promised = (await reservationsFor(ctx, order.id)).find((one) => one.id === reservationId)
      if (!promised) return refuse('not-found', 'part.unknown', 'This is not promised to this order.')
      return {
        subject: order.id,
        guards: [stillOpen(order)],
        plans: [await planRelease(ctx, [promised.id])],
        writes: [happened(ctx, order.id, { kind: 'part', text: `does not need ${promised.name} any more` })],
        facts: [fact(ctx, order, 'released', promised.partId)],
        result: { id: order.id },
      }
    },
  }),
)

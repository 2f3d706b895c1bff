import * as z from 'zod'
import {
  decidingAgain,
  findPart,
  issuedTo,
  planIssue,
  planRelease,
  planReserve,
  planReturn,
  reservationsFor,
} from '../inventory'
import type { Id } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalLine } from '../kernel/schemas'
import { type Action, action } from '../platform/action'
import type { Context } from '../platform/context'
import { changeable, label, type Order } from './order'
import { happened, orderFor, stillOpen } from './order.queries'
import { orderId } from './wording'

const partId = z
  .string()
  .regex(/^pt_[0-9a-hjkmnp-tv-z]{26}$/, 'Choose a part from the list.')
  .transform((id) => id as Id<'pt'>)
const amount = z
  .string()
  .transform((text) => text.trim().replace(',', '.'))
  .pipe(z.string().regex(/^\d{1,9}(\.\d{1,5})?$/, 'Write the quantity as a number, such as 2 or 2.5.'))

const fact = (ctx: Context, order: Order, name: string, part: string) => ({
  name: `work.part-${name}`,
  subject: order.id,
  partId: part,
  by: ctx.actor.id,
})

/** A verb that touches the ledger decides again when somebody else moved the same part at the same moment. */
function again<I extends z.ZodType, R>(verb: Action<I, R>): Action<I, R> {
  return Object.assign(
    (ctx: Context, input: unknown, options?: { key?: string | undefined }) =>
      decidingAgain(() => verb(ctx, input, options)),
    { action: verb.action, about: verb.about, input: verb.input },
  )
}

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
      if (order.status === 'requested' || order.status === 'completed') {
        refuse('conflict', 'part.state', `${label(order)} is ${order.status}: nothing is issued to it now.`)
      }
      changeable(order)
      const { name } = await findPart(ctx, part)
      const plan = await planIssue(ctx, [{ partId: part, quantity, subject: order.id, binId: binId || null, lot }], {
        permission: 'work.part.issue',
      })
      return {
        subject: order.id,
        guards: [stillOpen(order)],
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

import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { newId } from '../kernel/ids'
import { parseMoney } from '../kernel/money'
import { Refusal, refuse } from '../kernel/refusal'
import { textLine, ticked } from '../kernel/schemas'
import { action } from '../platform/action'
import { findCost } from './cost.queries'
import { changeable } from './order'
import { happened, orderFor, stillOpen } from './order.queries'
import { workCosts } from './schema'
import { orderId } from './wording'

export const addCost = action({
  name: 'work.cost.add',
  about: 'Writes a service or another cost on an order.',
  input: z.object({
    id: orderId,
    kind: z.enum(['service', 'other']).default('service'),
    what: textLine(200, 'Write what it is for.'),
    amount: textLine(24, 'Write the amount.').describe('As the organization writes money.'),
    free: ticked.describe('Somebody else pays: it is shown and does not count.'),
  }),
  run: async (ctx, { id, kind, what, amount, free }) => {
    const order = await orderFor(ctx, id, 'work.cost.add')
    changeable(order)
    const { currency, locale } = await ctx.profile()
    let minor: number
    try {
      minor = parseMoney(amount, currency, locale).minor
    } catch (error) {
      if (error instanceof Refusal) refuse('invalid', error.reason, error.message, { amount: error.message })
      throw error
    }
    const costId = newId('wc', ctx.now)
    return {
      subject: order.id,
      guards: [stillOpen(order)],
      writes: [
        ctx.db.insert(workCosts).values({
          id: costId,
          orderId: order.id,
          kind,
          what,
          amountMinor: minor,
          currency,
          counts: !free,
          enteredBy: ctx.actor.id,
          enteredAt: ctx.now,
          voidedAt: null,
          voidedBy: null,
        }),
        happened(ctx, order.id, { kind: 'cost', text: what }),
      ],
      facts: [{ name: 'work.cost-added', subject: order.id, by: ctx.actor.id }],
      result: { id: order.id, costId },
    }
  },
})

export const voidCost = action({
  name: 'work.cost.void',
  about: 'Takes a service or another cost back; it stays to be read and counts nothing.',
  input: z.object({ id: orderId, costId: z.string().max(40) }),
  run: async (ctx, { id, costId }) => {
    const order = await orderFor(ctx, id, 'work.cost.void')
    changeable(order)
    const cost = await findCost(ctx, order.id, costId)
    if (cost.voidedAt !== null) refuse('conflict', 'cost.voided', 'This cost was taken back already.')
    return {
      subject: order.id,
      guards: [
        stillOpen(order),
        {
          count: sql`SELECT count(*) FROM work_costs WHERE id = ${cost.id} AND voided_at IS NULL`,
          refusal: () => new Refusal('conflict', 'cost.voided', 'This cost was taken back already.'),
        },
      ],
      writes: [
        ctx.db.update(workCosts).set({ voidedAt: ctx.now, voidedBy: ctx.actor.id }).where(eq(workCosts.id, cost.id)),
        happened(ctx, order.id, { kind: 'cost', text: `taken back, ${cost.what}` }),
      ],
      facts: [{ name: 'work.cost-voided', subject: order.id, by: ctx.actor.id }],
      result: { id: order.id },
    }
  },
})

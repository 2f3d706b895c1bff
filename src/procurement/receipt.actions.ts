import * as z from 'zod'
import { decidingAgain, planOnOrder, planReceive, type ReceiveAsk } from '../inventory'
import { newId } from '../kernel/ids'
import { decimalOfQuantity } from '../kernel/quantity'
import { optionalDate, optionalLine } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { orderId, todayOf } from './fields'
import { arrivalOf, label, openOf } from './order'
import { findOrder, insertReceipt, orderStillAt, updateOrder, updateOrderLine } from './order.queries'
import { ratesInto } from './quote.queries'
import { received } from './receipt'
import { worthOf } from './worth'

const scaled = z.number().int().min(0).default(0)

const counted = z.object({
  lineId: z.string(),
  good: scaled,
  damaged: scaled,
  binId: optionalLine(40),
  quarantineId: optionalLine(40),
  lot: optionalLine(80),
  expiresOn: optionalDate,
  note: optionalLine(300),
})

const take = action({
  name: 'procurement.order.receive',
  about: 'Takes in what came of an order: good pieces into bins, damaged ones into quarantine. Stock moves with it.',
  input: z.object({ id: orderId, slip: optionalLine(60), lines: z.array(counted).max(100) }),
  run: async (ctx, { id, slip, lines: counts }) => {
    const { order: before, lines, rules } = await findOrder(ctx, id)
    const { order: after, lines: left, taken } = received(before, lines, counts, rules.overPercent)
    const [{ currency }, today] = await Promise.all([ctx.profile(), todayOf(ctx)])
    const rates = await ratesInto(ctx, currency, [before.currency], today)
    const worth = worthOf(taken, before, lines, currency, rates)
    const receiptId = newId('rc', ctx.now)
    const asks = taken.flatMap((one, at): ReceiveAsk[] => {
      const line = lines.find(({ id }) => id === one.orderLineId)
      if (!line?.partId || !one.binId) return []
      return [
        {
          partId: line.partId,
          binId: one.binId,
          quantity: decimalOfQuantity({ scaled: one.quantity, unit: line.unit }),
          condition: one.condition,
          valueMinor: worth[at] ?? 0,
          lot: one.lot,
          expiresOn: one.expiresOn,
          subject: before.id,
          reason: one.note || label(before),
        },
      ]
    })
    const stock = asks.length > 0 ? [await planReceive(ctx, asks, { permission: 'procurement.order.receive' })] : []
    const onOrder = planOnOrder(
      ctx,
      left.flatMap((line) =>
        line.partId
          ? [
              {
                source: line.id,
                partId: line.partId,
                quantity: openOf(line),
                dueOn: line.promisedOn,
                placeId: after.shipTo,
              },
            ]
          : [],
      ),
    )
    const rows = taken.map((one) => ({ ...one, id: newId('rk', ctx.now) }))
    const receipt = { id: receiptId, orderId: before.id, slip, receivedAt: ctx.now, receivedBy: ctx.actor.id }
    return {
      subject: before.id,
      guards: [orderStillAt(before)],
      writes: [
        updateOrder(ctx, after),
        ...left.map((line) => updateOrderLine(ctx, line)),
        ...insertReceipt(ctx, receipt, rows),
      ],
      plans: [...stock, onOrder],
      facts: [
        {
          name: 'procurement.goods-received',
          subject: before.id,
          receipt: receiptId,
          about: before.about,
          whole: arrivalOf(left) === 'whole',
          damaged: taken.some(({ condition }) => condition === 'quarantine'),
        },
      ],
      result: { id: before.id, number: label(before), receipt: receiptId, whole: arrivalOf(left) === 'whole' },
    }
  },
})

/** Receiving decides again when somebody moved the same part at the same moment. */
export const receiveOrder: typeof take = Object.assign(
  (ctx: Context, input: unknown, options?: { key?: string | undefined }) =>
    decidingAgain(() => take(ctx, input, options)),
  { action: take.action, about: take.about, input: take.input },
)

import { inWords, issuedTo, reservationsFor } from '../inventory'
import { decimalOfQuantity, formatNumberOf } from '../kernel/quantity'
import type { Context } from '../platform/context'
import { mayAt } from './order.queries'
import { costPermission } from './shown'

/** What an order needs, has and gave back, as its page and its list of parts show it. */
export async function partsOf(ctx: Context, orderId: string, siteId: string | null) {
  const [promised, moves, { locale }] = await Promise.all([
    reservationsFor(ctx, orderId),
    issuedTo(ctx, orderId),
    ctx.profile(),
  ])
  const showsCost = mayAt(ctx, costPermission, siteId)
  return {
    needed: promised
      .filter(({ state }) => ['assigned', 'reserved', 'kitted', 'staged'].includes(state))
      .map((row) => ({
        id: row.id,
        partId: row.partId,
        number: row.number,
        name: row.name,
        quantity: inWords(row, row.quantity - row.issued),
        left: decimalOfQuantity({ scaled: row.quantity - row.issued, unit: row.unit }),
        state: row.state as string,
        bin: row.bin,
      })),
    moves: moves.map((move) => ({
      id: move.id,
      kind: move.kind as string,
      number: move.number,
      name: move.name,
      quantity: inWords(move, move.quantity),
      partId: move.partId,
      left: formatNumberOf({ scaled: move.quantity, unit: move.unit }, locale),
      costMinor: showsCost ? -move.valueMinor : null,
    })),
  }
}

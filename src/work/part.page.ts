import { inWords, issuedTo, reservationsFor } from '../inventory'
import type { Context } from '../platform/context'
import { costPermission } from './shown'

const plain = (scaled: number) => (scaled / 100_000).toFixed(5).replace(/\.?0+$/, '')

/** What an order needs, has and gave back, as its page and its list of parts show it. */
export async function partsOf(ctx: Context, orderId: string, siteId: string | null) {
  const [promised, moves] = await Promise.all([reservationsFor(ctx, orderId), issuedTo(ctx, orderId)])
  const showsCost = ctx.may(costPermission, siteId)
  return {
    needed: promised
      .filter(({ state }) => ['assigned', 'reserved', 'kitted', 'staged'].includes(state))
      .map((row) => ({
        id: row.id,
        partId: row.partId,
        number: row.number,
        name: row.name,
        quantity: inWords(row, row.quantity - row.issued),
        left: plain(row.quantity - row.issued),
        state: row.state as string,
        bin: row.bin,
      })),
    moves: moves.map((move) => ({
      id: move.id,
      kind: move.kind as string,
      number: move.number,
      name: move.name,
      quantity: inWords(move, move.quantity),
      left: plain(move.quantity),
      costMinor: showsCost ? -move.valueMinor : null,
    })),
  }
}

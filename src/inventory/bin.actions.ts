import * as z from 'zod'
import { findBins } from './bins'
import { binId, deed, ledgerAction, partId } from './ledger-action'
import { carry, isHard } from './reservation'
import { reservationStillAt, reservationsIn, updateReservation } from './reservation.queries'
import type { Stock } from './stock'
import { planMoves, type Step } from './stock.plans'

/**
 * The house's own deed after a bin was merged: everything of a part that lies there, in whatever condition and however
 * promised, lies in the other bin from now on.
 */
export const emptyBin = ledgerAction({
  name: 'inventory.stock.follow-bin',
  about: 'Moves all of a part out of a bin that was merged into the one that took over, with what is promised of it.',
  input: z.object({ partId, binId, toBinId: binId }),
  run: async (ctx, { partId, binId, toBinId }) => {
    const [{ guards }, promised] = await Promise.all([
      findBins(ctx, 'inventory.stock.follow-bin', { to: [toBinId] }),
      reservationsIn(ctx, binId, partId),
    ])
    const plan = await planMoves(ctx, [
      {
        partId,
        reason: 'The bin was merged',
        decide: (ledger) => {
          let stock: Stock = ledger
          return ledger.balances
            .filter((balance) => balance.binId === binId && balance.onHand > 0)
            .map(({ condition, lotId, onHand, hard }): Step => {
              const posting = carry(
                stock,
                { binId, condition, lotId },
                { binId: toBinId, condition, lotId },
                onHand,
                hard,
              )
              stock = posting.stock
              return posting
            })
        },
      },
    ])
    const moved = promised.filter(isHard)
    return {
      ...deed(plan, partId, 'The bin was merged', [...guards, ...moved.map(reservationStillAt)]),
      writes: moved.map((row) => updateReservation(ctx, { ...row, binId: toBinId, version: row.version + 1 })),
    }
  },
})

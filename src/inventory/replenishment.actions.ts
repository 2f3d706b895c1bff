import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Id } from '../kernel/ids'
import { quantity as readQuantity } from '../kernel/quantity'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalLine } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { findBins } from './bins'
import { amount, partId } from './ledger-action'
import { findPart } from './part.queries'
import { policiesOf, writePolicy } from './replenishment.queries'

const maybe = amount.or(z.literal('')).default('')

export const setReorder = action({
  name: 'inventory.reorder.set',
  about: 'Says when a part is bought again and how much, in all or for one storeroom.',
  input: z.object({
    partId,
    placeId: optionalLine(40).describe('A storeroom; empty for all that there is.'),
    reorderPoint: maybe.describe('Empty: it is never ordered by itself.'),
    reorderQuantity: maybe.describe('Empty: up to the maximum.'),
    maximum: maybe,
  }),
  run: async (ctx, { partId, placeId, ...said }) => {
    const [part, before] = await Promise.all([findPart(ctx, partId), policiesOf(ctx, partId)])
    if (placeId) await findBins(ctx, 'inventory.reorder.set', { to: [placeId] })
    const scaled = (text: string) => (text === '' ? null : readQuantity(text, part.unit).scaled)
    const [reorderPoint, reorderQuantity, maximum] = [
      scaled(said.reorderPoint),
      scaled(said.reorderQuantity),
      scaled(said.maximum),
    ]
    for (const [field, value] of Object.entries({ reorderPoint, reorderQuantity, maximum })) {
      if (part.whole && value !== null && value % 100_000 !== 0) {
        const sentence = `${part.number} is counted in whole units. Write a number without a fraction.`
        refuse('invalid', 'quantity.whole', sentence, { [field]: sentence })
      }
    }
    if (reorderPoint !== null && maximum !== null && maximum < reorderPoint) {
      const sentence = 'The maximum is below the reorder point. Make it larger.'
      refuse('invalid', 'reorder.maximum', sentence, { maximum: sentence })
    }
    const policy = reorderPoint === null ? null : { reorderPoint, reorderQuantity: reorderQuantity ?? 0, maximum }
    const was = before.find((row) => row.placeId === placeId)
    return {
      subject: partId,
      writes: writePolicy(ctx, partId, placeId, policy),
      facts: [{ name: 'inventory.reorder-set', subject: partId, by: ctx.actor.id }],
      changes: { reorderPoint: { from: was?.reorderPoint ?? null, to: reorderPoint } },
      result: { id: partId },
    }
  },
})

type StockNow = { low: number; lowSince: number | null; available: number; reorderPoint: number | null }

const stockNow = async (ctx: Context, partId: string): Promise<StockNow | null> => {
  const [row] = await ctx.db.all<StockNow>(
    sql`SELECT reorder_point IS NOT NULL AND quantity - unfit - hard <= reorder_point AS low, low_since AS lowSince,
      quantity - unfit - hard AS available, reorder_point AS reorderPoint FROM stock WHERE part_id = ${partId}`,
  )
  return row ?? null
}

/** The house's own deed: says once that a part fell to its reorder point, and once that it is above again. */
export const noticeLow = action({
  name: 'inventory.reorder.notice',
  about: 'Announces once that a part fell to its reorder point, and once that it is above it again.',
  input: z.object({ partId }),
  run: async (ctx, { partId }) => {
    const row = await stockNow(ctx, partId)
    if (!row || Boolean(row.low) === (row.lowSince !== null)) {
      return refuse('conflict', 'reorder.known', 'This is known already.')
    }
    const low = row.low === 1
    return {
      subject: partId,
      guards: [
        {
          count: low
            ? sql`SELECT count(*) FROM stock WHERE part_id = ${partId} AND low_since IS NULL`
            : sql`SELECT count(*) FROM stock WHERE part_id = ${partId} AND low_since IS NOT NULL`,
          refusal: () => new Refusal('conflict', 'reorder.known', 'This is known already.'),
        },
      ],
      writes: [ctx.db.run(sql`UPDATE stock SET low_since = ${low ? ctx.now : null} WHERE part_id = ${partId}`)],
      facts: [
        {
          name: low ? 'inventory.stock-low' : 'inventory.stock-enough',
          subject: partId,
          available: row.available,
          reorderPoint: row.reorderPoint,
        },
      ],
      result: { id: partId },
    }
  },
})

/** After anything that may have changed what is available: one alert a crossing, however often it is heard. */
export async function watchLevel(ctx: Context, partId: Id<'pt'>): Promise<void> {
  const row = await stockNow(ctx, partId)
  if (!row || Boolean(row.low) === (row.lowSince !== null)) return
  try {
    await noticeLow(ctx, { partId })
  } catch (error) {
    // Two listeners came at once: one of them said it.
    if (!(error instanceof Refusal) || error.reason !== 'reorder.known') throw error
  }
}

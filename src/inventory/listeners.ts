import { sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import type { Context } from '../platform/context'
import type { Listener } from '../platform/room'
import { emptyBin } from './bin.actions'
import { watchLevel } from './replenishment.actions'
import { promiseAgain } from './reservation.actions'

/** Moves by which something may have become free. */
const brings = ['receipt', 'return', 'transfer', 'adjustment', 'count']

/**
 * What lies in a bin that was merged goes to the bin that took over, with its promises. A part at a time: what was done
 * already is not there any more when the fact comes a second time.
 */
async function followBin(ctx: Context, binId: string, successorId: string, key: string): Promise<void> {
  const held = await ctx.db.all<{ partId: Id<'pt'> }>(
    sql`SELECT DISTINCT part_id AS partId FROM stock_balances WHERE bin_id = ${binId} AND on_hand > 0`,
  )
  for (const { partId } of held) {
    await emptyBin(ctx, { partId, binId, toBinId: successorId }, { key: `${key}:${partId}` })
  }
}

export const listeners: Listener[] = [
  {
    to: 'inventory.stock-moved',
    name: 'inventory.promise-what-came',
    about: 'Promises what came in to those who wait for it.',
    handle: async (ctx, fact, key) => {
      if (brings.includes(String(fact.kind))) await promiseAgain(ctx, fact.subject as Id<'pt'>, key)
    },
  },
  ...(['inventory.stock-moved', 'inventory.reservation-changed', 'inventory.reorder-set'] as const).map((to) => ({
    to,
    name: `inventory.watch-${to}`,
    about: 'Says once when a part falls to its reorder point.',
    handle: (ctx: Context, fact: { subject: string }) => watchLevel(ctx, fact.subject as Id<'pt'>),
  })),
  ...(['places.place-merged', 'places.place-retired'] as const).map((to) => ({
    to,
    name: `inventory.follow-${to}`,
    about: 'What lies in a bin that is no more goes to the one that took over.',
    handle: async (ctx: Context, fact: { subject: string } & Record<string, unknown>, key: string) => {
      if (typeof fact.successorId === 'string') await followBin(ctx, fact.subject, fact.successorId, key)
    },
  })),
]

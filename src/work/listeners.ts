import { sql } from 'drizzle-orm'
import type { Context } from '../platform/context'
import type { Listener } from '../platform/room'
import { reckonMaterial } from './move.actions'
import { news } from './news'
import { orderSentence } from './order.queries'

/** Only what is scheduled or waits can change by it. */
async function followMaterial(ctx: Context, orderId: unknown, key: string): Promise<void> {
  if (typeof orderId !== 'string' || !orderId.startsWith('wo_')) return
  const [order] = await orderSentence(ctx, orderId)
  if (order?.status !== 'scheduled' && order?.status !== 'waiting-material') return
  await reckonMaterial(ctx, { id: orderId }, { key })
}

/** Lists show what an asset is called: open orders follow its name, closed ones keep what it was called. */
async function followName(ctx: Context, assetId: string): Promise<void> {
  await ctx.db.run(sql`UPDATE work_orders SET
      asset_tag = (SELECT tag FROM assets WHERE id = ${assetId}), asset_name = (SELECT name FROM assets WHERE id = ${assetId})
    WHERE asset_id = ${assetId} AND status NOT IN ('closed', 'cancelled', 'rejected')
      AND asset_tag || ' ' || asset_name <> (SELECT tag || ' ' || name FROM assets WHERE id = ${assetId})`)
}

export const listeners: Listener[] = [
  ...news,
  {
    to: 'inventory.reservation-changed',
    name: 'work.follow-material',
    about: 'An order waits for parts, and goes on, as they are promised to it.',
    handle: (ctx, fact, key) => followMaterial(ctx, fact.for, key),
  },
  {
    to: 'assets.asset-changed',
    name: 'work.follow-asset',
    about: 'Open orders call an asset what it is called now.',
    handle: (ctx, fact) => followName(ctx, fact.subject),
  },
]

import { sql } from 'drizzle-orm'
import type { Context } from '../platform/context'
import type { Listener, Tick } from '../platform/room'
import type { Fact } from '../platform/schema'
import { lookAtOnce, raiseDue, settleOccurrence } from './occurrence.actions'
import { refreshPlan } from './plan.queries'

/** What an order says now is what became of its date; then the next date is reckoned. */
async function followOrder(ctx: Context, fact: Fact, key: string): Promise<void> {
  if (typeof fact.source !== 'string' || !fact.source.startsWith('oc_')) return
  const { clockId } = await settleOccurrence(ctx, { orderId: fact.subject }, { key })
  if (clockId) await lookAtOnce(ctx, [clockId])
}

/** A retired machine is looked after no more; its plans say so on their page. */
async function followRetired(ctx: Context, assetId: string): Promise<void> {
  const of = await ctx.db.all<{ id: string }>(
    sql`SELECT plan_id AS id FROM plan_clocks WHERE asset_id = ${assetId} AND ended_at IS NULL`,
  )
  if (of.length === 0) return
  await ctx.db.run(sql`UPDATE plan_clocks SET ended_at = ${ctx.now}, look_at = NULL, next_on = NULL, version = version + 1
    WHERE asset_id = ${assetId} AND ended_at IS NULL`)
  for (const { id } of of) await refreshPlan(ctx, id)
}

/** An asset that moved to another site keeps that site’s days. */
async function followMoved(ctx: Context, assetId: string): Promise<void> {
  await ctx.db.run(sql`UPDATE plan_clocks SET site_id = (SELECT site_id FROM assets WHERE id = ${assetId}), version = version + 1
    WHERE asset_id = ${assetId} AND ended_at IS NULL AND site_id IS NOT (SELECT site_id FROM assets WHERE id = ${assetId})`)
}

const ends = ['completed', 'closed', 'cancelled', 'rejected', 'reopened']

export const planListeners: Listener[] = [
  ...ends.map((end) => ({
    to: `work.order-${end}`,
    name: `work.settle-occurrence-${end}`,
    about: 'What became of an order is what became of its plan’s date.',
    handle: followOrder,
  })),
  {
    to: 'work.plans-left',
    name: 'work.raise-the-rest',
    about: 'Goes on raising what is due of plans where one round did not suffice.',
    handle: (ctx) => raiseDue(ctx),
  },
  {
    to: 'assets.asset-retired',
    name: 'work.end-clocks',
    about: 'A retired asset is on no plan any more.',
    handle: (ctx, fact) => followRetired(ctx, fact.subject),
  },
  {
    to: 'assets.asset-moved',
    name: 'work.move-clocks',
    about: 'Plans keep to the days of the site where the asset stands.',
    handle: (ctx, fact) => followMoved(ctx, fact.subject),
  },
]

export const planTicks: Tick[] = [
  {
    name: 'work.raise-due',
    about: 'Raises the orders of plans whose lead has begun, and writes down what was missed.',
    every: 'hour',
    scope: 'organization',
    which: 'all',
    run: raiseDue,
  },
]

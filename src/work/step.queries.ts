import { eq, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { listed } from '../platform/many'
import { findOrder, mayAt } from './order.queries'
import { workSteps } from './schema'

export type HungStep = typeof workSteps.$inferSelect

/** The steps of an order, in their order. */
export const stepsSentence = (ctx: Context, orderId: string) =>
  ctx.db
    .select()
    .from(workSteps)
    .where(eq(workSteps.orderId, orderId as Id<'wo'>))
    .orderBy(workSteps.position)
    .limit(100)

/** Required steps that nobody has answered, by what they say. */
export const missingSteps = (ctx: Context, orderId: string) =>
  ctx.db
    .select({ text: sql<string>`json_extract(work_steps.step, '$.text')`.as('text') })
    .from(workSteps)
    .where(
      sql`${workSteps.orderId} = ${orderId} AND ${workSteps.result} IS NULL AND json_extract(work_steps.step, '$.required') = 1`,
    )
    .orderBy(workSteps.position)
    .limit(20)

/** A step with its order. Refuses 'not-found'. */
export async function findStep(ctx: Context, id: string) {
  const [step] = await ctx.db
    .select()
    .from(workSteps)
    .where(eq(workSteps.id, id as Id<'sp'>))
  if (!step) return refuse('not-found', 'step.unknown', 'There is no such step.')
  return { step, order: await findOrder(ctx, step.orderId) }
}

/** What was answered to the same step on the asset before: the last number. */
export async function lastAnswer(ctx: Context, step: HungStep, assetId: string | null) {
  if (assetId === null) return null
  const [before] = await ctx.db.all<{ value: number | null; at: number }>(sql`
    SELECT s.value AS value, s.answered_at AS at FROM work_orders o JOIN work_steps s ON s.order_id = o.id
    WHERE o.asset_id = ${assetId} AND o.id < ${step.orderId} AND json_extract(s.step, '$.id') = ${step.step.id}
      AND s.value IS NOT NULL ORDER BY o.id DESC LIMIT 1`)
  return before ?? null
}

/** What these steps are called, those of orders that the actor may see. At most ninety. */
export async function stepsNamed(ctx: Context, ids: readonly string[]) {
  const rows = await ctx.db.all<{
    id: string
    text: string
    orderId: string
    position: number
    siteId: string | null
  }>(sql`
    SELECT s.id AS id, json_extract(s.step, '$.text') AS text, o.site_id AS siteId
    FROM work_steps s JOIN work_orders o ON o.id = s.order_id WHERE s.id IN (${listed(ids.slice(0, 90))})`)
  return rows.filter(({ siteId }) => mayAt(ctx, 'work.order.see', siteId))
}

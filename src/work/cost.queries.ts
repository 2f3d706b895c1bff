import { eq, sql } from 'drizzle-orm'
import { spentOn, spentStill } from '../inventory'
import { type Refusal, refuse } from '../kernel/refusal'
import type { Guard } from '../platform/commit'
import type { Context } from '../platform/context'
import { costOfOrder } from './cost'
import type { Order } from './order'
import { workCosts } from './schema'

/** The newest hundred as a page shows them; what they sum up to is `sumsSentence`. */
export const costsSentence = (ctx: Context, orderId: Order['id']) =>
  ctx.db
    .select()
    .from(workCosts)
    .where(eq(workCosts.orderId, orderId))
    .orderBy(workCosts.enteredAt, workCosts.id)
    .limit(100)

/** Refuses 'not-found'. */
export async function findCost(ctx: Context, orderId: Order['id'], id: string) {
  const [cost] = await ctx.db
    .select()
    .from(workCosts)
    .where(sql`${workCosts.id} = ${id} AND ${workCosts.orderId} = ${orderId}`)
  return cost ?? refuse('not-found', 'cost.unknown', 'There is no such cost.')
}

/** Labor and other costs of an order that count, by currency, summed by the database however many entries there are. */
export const sumsSentence = (ctx: Context, orderId: Order['id']) =>
  ctx.db
    .select({
      of: sql<'labor' | 'other'>`sums.of`.as('of_what'),
      currency: sql<string>`sums.currency`.as('currency'),
      minor: sql<number>`sums.minor`.as('minor'),
      lines: sql<number>`sums.lines`.as('lines'),
    })
    .from(sql`(
      SELECT 'labor' AS of, currency, coalesce(sum(cost_minor), 0) AS minor, count(*) AS lines
      FROM work_labor WHERE order_id = ${orderId} AND voided_at IS NULL GROUP BY currency
      UNION ALL
      SELECT 'other', currency, sum(iif(counts, amount_minor, 0)), count(*)
      FROM work_costs WHERE order_id = ${orderId} AND voided_at IS NULL GROUP BY currency) AS sums`)

type Sums = Awaited<ReturnType<typeof sumsSentence>>
type Spent = Awaited<ReturnType<typeof spentOn>>

/** What sums of the database come to. */
export function costOfSums(currency: string, sums: Sums, [spent]: Spent) {
  const only = (what: 'labor' | 'other') => sums.filter(({ of }) => of === what)
  return costOfOrder(currency, {
    labor: only('labor').map(({ minor, currency: own }) => ({ costMinor: minor, currency: own, voidedAt: null })),
    issues: [{ valueMinor: spent?.valueMinor ?? 0 }],
    others: only('other').map(({ minor, currency: own }) => ({
      amountMinor: minor,
      currency: own,
      counts: true,
      voidedAt: null,
    })),
  })
}

/** What an order costs by everything that is written on it now, and the guards that nothing was added since. */
export async function costNow(ctx: Context, orderId: Order['id'], meanwhile: () => Refusal) {
  const [[sums, spent], { currency }] = await Promise.all([
    ctx.db.batch([sumsSentence(ctx, orderId), spentOn(ctx, orderId)]),
    ctx.profile(),
  ])
  const said = (what: 'labor' | 'other') => {
    const own = sums.filter(({ of }) => of === what)
    return `${own.reduce((sum, { lines }) => sum + lines, 0)} ${own.reduce((sum, { minor }) => sum + minor, 0)}`
  }
  const guards: Guard[] = [
    {
      count: sql`SELECT (SELECT count(*) || ' ' || coalesce(sum(cost_minor), 0) FROM work_labor WHERE order_id = ${orderId} AND voided_at IS NULL) = ${said('labor')}
        AND (SELECT count(*) || ' ' || coalesce(sum(iif(counts, amount_minor, 0)), 0) FROM work_costs WHERE order_id = ${orderId} AND voided_at IS NULL) = ${said('other')}`,
      refusal: meanwhile,
    },
    spentStill(orderId, spent[0]?.lines ?? 0, meanwhile),
  ]
  return { cost: costOfSums(currency, sums, spent), guards }
}

/** Nothing is written on an order that would be lost when it is cancelled: neither time nor costs. */
export const nothingWritten = (orderId: Order['id'], refusal: () => Refusal): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM work_labor WHERE order_id = ${orderId} AND voided_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM work_costs WHERE order_id = ${orderId} AND voided_at IS NULL)`,
  refusal,
})

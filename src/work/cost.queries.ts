import { eq } from 'drizzle-orm'
import { issuedTo } from '../inventory'
import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { costOfOrder } from './cost'
import { laborSentence } from './labor.queries'
import type { Order } from './order'
import { workCosts } from './schema'

export const costsSentence = (ctx: Context, orderId: Order['id']) =>
  ctx.db
    .select()
    .from(workCosts)
    .where(eq(workCosts.orderId, orderId))
    .orderBy(workCosts.enteredAt, workCosts.id)
    .limit(100)

/** Refuses 'not-found'. */
export async function findCost(ctx: Context, orderId: Order['id'], id: string) {
  const cost = (await costsSentence(ctx, orderId)).find((row) => row.id === id)
  return cost ?? refuse('not-found', 'cost.unknown', 'There is no such cost.')
}

/** What an order costs by everything that is written on it now. */
export async function costNow(ctx: Context, orderId: Order['id']) {
  const [[labor, others, issues], { currency }] = await Promise.all([
    ctx.db.batch([laborSentence(ctx, orderId), costsSentence(ctx, orderId), issuedTo(ctx, orderId)]),
    ctx.profile(),
  ])
  return { labor, others, issues, cost: costOfOrder(currency, { labor, issues, others }) }
}

import { eq, sql } from 'drizzle-orm'
import { members } from '../identity'
import { missingFor, spentOn } from '../inventory'
import type { Context } from '../platform/context'
import { isFinished, label, type Order } from './order'
import { hangingSentences } from './order.queries'
import { workLabor, workLockSteps } from './schema'
import { missingSteps } from './step.queries'
import type { Standing } from './transition'

/** The lock-out of an order, in the order in which it is done. */
export const lockStepsSentence = (ctx: Context, orderId: Order['id']) =>
  ctx.db
    .select({
      id: workLockSteps.id,
      phase: workLockSteps.phase,
      position: workLockSteps.position,
      text: workLockSteps.text,
      signedAt: workLockSteps.signedAt,
      signedBy: workLockSteps.signedBy,
      signer: sql<string | null>`${members.name}`.as('signer'),
    })
    .from(workLockSteps)
    .leftJoin(members, eq(members.id, workLockSteps.signedBy as never))
    .where(eq(workLockSteps.orderId, orderId))
    .orderBy(workLockSteps.phase, workLockSteps.position)
    .limit(60)

const runningSentence = (ctx: Context, orderId: Order['id']) =>
  ctx.db
    .select({ memberId: workLabor.memberId, name: sql<string | null>`${members.name}`.as('name') })
    .from(workLabor)
    .leftJoin(members, eq(members.id, workLabor.memberId))
    .where(sql`${workLabor.orderId} = ${orderId} AND ${workLabor.endedAt} IS NULL`)
    .limit(20)

const actualsSentence = (ctx: Context, orderId: Order['id']) =>
  ctx.db
    .select({
      labor:
        sql<number>`(SELECT count(*) FROM (SELECT 1 FROM work_labor WHERE order_id = ${orderId} AND voided_at IS NULL LIMIT 1))`.as(
          'labor',
        ),
      costs:
        sql<number>`(SELECT count(*) FROM (SELECT 1 FROM work_costs WHERE order_id = ${orderId} AND voided_at IS NULL LIMIT 1))`.as(
          'costs',
        ),
    })
    .from(sql`(SELECT 1)`)

/** Everything that a move is decided on, in one round trip. Whoever adds a rule adds its sentence here. */
export async function standingOf(ctx: Context, order: Order): Promise<Standing> {
  const [children, links] = hangingSentences(ctx, order)
  const [below, linked, steps, running, [actuals], [spent], missing, todo] = await ctx.db.batch([
    children,
    links,
    lockStepsSentence(ctx, order.id),
    runningSentence(ctx, order.id),
    actualsSentence(ctx, order.id),
    spentOn(ctx, order.id),
    missingFor(ctx, order.id),
    missingSteps(ctx, order.id),
  ])
  const unsigned = (phase: 'isolation' | 'restoration') =>
    steps.filter((step) => step.phase === phase && step.signedAt === null).length
  return {
    hasActuals: (actuals?.labor ?? 0) + (actuals?.costs ?? 0) + (spent?.out ?? 0) > 0,
    openChildren: below.filter((child) => !isFinished(child)).map(label),
    blockers: linked.filter((one) => one.kind === 'blocks' && !one.outward && !isFinished(one)).map(label),
    unsignedIsolation: unsigned('isolation'),
    hasLockOut: steps.length > 0,
    unsignedRestoration: unsigned('restoration'),
    missingParts: missing.map(({ name }) => name),
    running: running.filter(({ memberId }) => memberId !== ctx.actor.id).map(({ name }) => name ?? 'Somebody'),
    missingSteps: todo.map(({ text }) => text),
    needsProblem: false,
  }
}

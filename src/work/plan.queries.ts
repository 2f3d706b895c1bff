import { and, eq, getTableColumns, isNull, type SQL, sql } from 'drizzle-orm'
import { members } from '../identity'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { listed } from '../platform/many'
import { matchOf } from '../platform/words'
import { permittedAt } from './order.queries'
import { type MaintenancePlan, planLabel, untouchedLimit } from './plan'
import { occurrences, planClocks, plans } from './schema'

const { nextOn: _next, untouched: _untouched, ...planColumns } = getTableColumns(plans)

export const seePlans = 'work.plan.see'

/** Plans that the actor may see: all, or those with an asset at one of their sites, or with none yet. */
function seen(ctx: Context): SQL | undefined {
  const sites = ctx.sitesFor(seePlans)
  if (sites === null) return undefined
  return sql`(EXISTS (SELECT 1 FROM plan_clocks WHERE plan_id = plans.id AND ended_at IS NULL AND site_id IN (${listed(sites)}))
    OR NOT EXISTS (SELECT 1 FROM plan_clocks WHERE plan_id = plans.id AND ended_at IS NULL))`
}

/** Refuses 'not-found'. */
export async function findPlan(ctx: Context, id: string): Promise<MaintenancePlan> {
  const [plan] = await ctx.db
    .select(planColumns)
    .from(plans)
    .where(and(eq(plans.id, id as Id<'pm'>), seen(ctx)))
  return plan ?? refuse('not-found', 'plan.unknown', 'There is no such plan.')
}

/**
 * The plan that an action changes: the actor may do this at every site where it has assets.
 * Refuses 'not-found', 'forbidden' ('not-permitted-here'), 'conflict' ('plan.changed').
 */
export async function planFor(ctx: Context, id: string, permission: string, version: number | null = null) {
  const plan = await findPlan(ctx, id)
  const at = await ctx.db
    .selectDistinct({ siteId: planClocks.siteId })
    .from(planClocks)
    .where(and(eq(planClocks.planId, plan.id), isNull(planClocks.endedAt)))
  for (const { siteId } of at) permittedAt(ctx, permission, siteId)
  if (version !== null && version !== plan.version) throw planChanged(plan)
  return plan
}

export const planChanged = (plan: Pick<MaintenancePlan, 'number'>) =>
  new Refusal('conflict', 'plan.changed', `Somebody changed ${planLabel(plan)} meanwhile. Look at what it says now.`)

/** The plan is still as it was seen. */
export const planStillAt = (plan: MaintenancePlan): Guard => ({
  count: sql`SELECT count(*) FROM plans WHERE id = ${plan.id} AND version = ${plan.version}`,
  refusal: () => planChanged(plan),
})

export const planViews = ['running', 'paused', 'untouched'] as const
export type PlanView = (typeof planViews)[number]

const rowColumns = {
  id: plans.id,
  number: plans.number,
  title: plans.title,
  kind: plans.kind,
  rule: plans.rule,
  startsOn: plans.startsOn,
  basis: plans.basis,
  nextOn: plans.nextOn,
  pausedAt: plans.pausedAt,
  pauseReason: plans.pauseReason,
  untouched: plans.untouched,
  assets:
    sql<number>`(SELECT count(*) FROM (SELECT 1 FROM plan_clocks WHERE plan_id = plans.id AND ended_at IS NULL LIMIT 100))`.as(
      'assets',
    ),
  trouble: sql<
    string | null
  >`(SELECT trouble FROM plan_clocks WHERE plan_id = plans.id AND ended_at IS NULL AND trouble <> '' LIMIT 1)`.as(
    'trouble',
  ),
}

/** One page of plans: running ones by what comes next, others by title. Refuses 'invalid' ('cursor'). */
export async function listPlans(ctx: Context, view: PlanView, after?: string) {
  const cursor = readCursor(after, 2)
  const from = ctx.db.select(rowColumns).from(plans).$dynamic()
  if (view === 'running') {
    const rows = await from
      .where(
        and(
          sql`paused_at IS NULL`,
          seen(ctx),
          cursor ? sql`(${plans.nextOn}, ${plans.id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
        ),
      )
      .orderBy(plans.nextOn, plans.id)
      .limit(51)
    return pageOf(rows, 50, (row) => [row.nextOn, row.id])
  }
  const rows = await from
    .where(
      and(
        view === 'paused' ? sql`paused_at IS NOT NULL` : sql`untouched >= ${sql.raw(String(untouchedLimit))}`,
        seen(ctx),
        cursor ? sql`(${plans.title}, ${plans.id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
      ),
    )
    .orderBy(plans.title, plans.id)
    .limit(51)
  return pageOf(rows, 50, (row) => [row.title, row.id])
}

/** These plans, whole. */
export const plansOf = (ctx: Context, ids: readonly string[]) =>
  ctx.db
    .select(planColumns)
    .from(plans)
    .where(sql`${plans.id} IN (${listed(ids)})`)

/** What these plans are called. At most ninety. */
export const plansNamed = (ctx: Context, ids: readonly string[]) =>
  ctx.db
    .select({ id: plans.id, number: plans.number, title: plans.title })
    .from(plans)
    .where(and(sql`${plans.id} IN (${listed(ids.slice(0, 90))})`, seen(ctx)))

/** What these dates of plans are called. At most ninety. */
export const occurrencesNamed = (ctx: Context, ids: readonly string[]) =>
  ctx.db
    .select({
      id: occurrences.id,
      planId: occurrences.planId,
      dueOn: occurrences.dueOn,
      number: plans.number,
      title: plans.title,
    })
    .from(occurrences)
    .innerJoin(plans, eq(plans.id, occurrences.planId))
    .where(and(sql`${occurrences.id} IN (${listed(ids.slice(0, 90))})`, seen(ctx)))

/** Plans by number or by words of their title. */
export async function searchPlans(ctx: Context, words: string, most: number) {
  const number = /^(?:pm-?)?(\d{1,9})$/i.exec(words.trim())?.[1]
  const of = { id: plans.id, number: plans.number, title: plans.title, nextOn: plans.nextOn }
  if (number)
    return ctx.db
      .select(of)
      .from(plans)
      .where(and(eq(plans.number, Number(number)), seen(ctx)))
  if (!matchOf(words)) return []
  return ctx.db
    .select(of)
    .from(plans)
    .where(and(sql`${plans.title} LIKE ${`%${words.trim().slice(0, 40).replaceAll(/[%_]/g, '')}%`}`, seen(ctx)))
    .limit(most)
}

/** The assets of a plan, those due first; of others’ sites none. */
export const clocksSentence = (ctx: Context, planId: string, most = 300) => {
  const sites = ctx.sitesFor(seePlans)
  return ctx.db
    .select({
      ...getTableColumns(planClocks),
      tag: sql<string>`assets.tag`.as('tag'),
      asset: sql<string>`assets.name`.as('asset'),
    })
    .from(planClocks)
    .innerJoin(sql`assets`, sql`assets.id = ${planClocks.assetId}`)
    .where(
      and(
        eq(planClocks.planId, planId as Id<'pm'>),
        isNull(planClocks.endedAt),
        sites === null ? undefined : sql`${planClocks.siteId} IN (${listed(sites)})`,
      ),
    )
    .orderBy(sql`coalesce(${planClocks.nextOn}, '9999'), ${planClocks.id}`)
    .limit(most)
}

/** Refuses 'not-found'. */
export async function findClock(ctx: Context, planId: string, id: string) {
  const [clock] = await ctx.db
    .select()
    .from(planClocks)
    .where(
      and(eq(planClocks.id, id as Id<'pa'>), eq(planClocks.planId, planId as Id<'pm'>), isNull(planClocks.endedAt)),
    )
  return clock ?? refuse('not-found', 'plan.asset-unknown', 'This asset is not on the plan any more.')
}

/** What became of the dates of a plan, the latest first. */
export const occurrencesSentence = (ctx: Context, planId: string, most: number) => {
  const sites = ctx.sitesFor(seePlans)
  return ctx.db
    .select({
      id: occurrences.id,
      assetId: occurrences.assetId,
      dueOn: occurrences.dueOn,
      state: occurrences.state,
      why: occurrences.why,
      orderId: occurrences.orderId,
      settledOn: occurrences.settledOn,
      tag: sql<string>`assets.tag`.as('tag'),
      orderNumber: sql<number | null>`work_orders.number`.as('order_number'),
    })
    .from(occurrences)
    .innerJoin(sql`assets`, sql`assets.id = ${occurrences.assetId}`)
    .leftJoin(sql`work_orders`, sql`work_orders.id = ${occurrences.orderId}`)
    .where(
      and(
        eq(occurrences.planId, planId as Id<'pm'>),
        sites === null ? undefined : sql`${occurrences.siteId} IN (${listed(sites)})`,
      ),
    )
    .orderBy(sql`${occurrences.dueOn} DESC, ${occurrences.id} DESC`)
    .limit(most)
}

/** The plans of one asset, what comes first first. */
export const plansOfAsset = (ctx: Context, assetId: string) =>
  ctx.db
    .select({
      id: plans.id,
      number: plans.number,
      title: plans.title,
      rule: plans.rule,
      startsOn: plans.startsOn,
      basis: plans.basis,
      pausedAt: plans.pausedAt,
      nextOn: planClocks.nextOn,
      lastDoneOn: planClocks.lastDoneOn,
      trouble: planClocks.trouble,
      orderId: sql<
        string | null
      >`(SELECT order_id FROM occurrences WHERE clock_id = plan_clocks.id AND state = 'raised' LIMIT 1)`.as('order_id'),
    })
    .from(planClocks)
    .innerJoin(plans, eq(plans.id, planClocks.planId))
    .where(and(eq(planClocks.assetId, assetId as Id<'as'>), isNull(planClocks.endedAt)))
    .orderBy(sql`coalesce(${planClocks.nextOn}, '9999'), ${planClocks.id}`)
    .limit(30)

/** People’s names by id. */
export const namesOfMembers = (ctx: Context, ids: readonly (string | null)[]) =>
  ctx.db
    .select({ id: members.id, name: members.name, leftAt: members.leftAt })
    .from(members)
    .where(sql`${members.id} IN (${listed(ids.flatMap((id) => id ?? []))})`)

/** Takes the next number in the commit itself. */
export const insertPlan = (ctx: Context, plan: Omit<MaintenancePlan, 'number'>): Write[] => [
  ctx.db.run(sql`INSERT INTO numbers (kind, last) VALUES ('plan', 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1`),
  ctx.db.insert(plans).values({ ...plan, number: sql`(SELECT last FROM numbers WHERE kind = 'plan')` as never }),
]

export const updatePlan = (
  ctx: Context,
  { id, number: _number, createdAt: _at, createdBy: _by, ...plan }: MaintenancePlan,
): Write => ctx.db.update(plans).set(plan).where(eq(plans.id, id))

/** What a plan’s row says of its clocks, for lists. */
export const refreshPlan = (ctx: Context, planId: string): Write =>
  ctx.db.run(sql`UPDATE plans SET
      next_on = coalesce((SELECT min(next_on) FROM plan_clocks WHERE plan_id = ${planId} AND ended_at IS NULL), '9999-12-31'),
      untouched = coalesce((SELECT max(untouched) FROM plan_clocks WHERE plan_id = ${planId} AND ended_at IS NULL), 0)
    WHERE id = ${planId}`)

/** How many plans wait for a decision, or could not raise an order; counted up to a hundred each. */
export const plansInNeed = (ctx: Context) =>
  ctx.db.all<{ untouched: number; trouble: number }>(sql`SELECT
    (SELECT count(*) FROM (SELECT 1 FROM plans WHERE untouched >= 3 LIMIT 100)) AS untouched,
    (SELECT count(*) FROM (SELECT 1 FROM plan_clocks WHERE look_at IS NOT NULL AND trouble <> '' LIMIT 100)) AS trouble`)

import { and, getTableColumns, isNull, sql } from 'drizzle-orm'
import { findAsset } from '../assets'
import { addDays, type LocalDate } from '../kernel/local-date'
import { siteChoices } from '../places'
import type { Context } from '../platform/context'
import { listed } from '../platform/many'
import { type Clock, inTime, upcoming } from './occurrence'
import { calendarOf } from './occurrence.actions'
import { graceOf, type MaintenancePlan } from './plan'
import { datesOf } from './plan.dates'
import { forecastOf, type Load } from './plan.forecast'
import type { timingOf } from './plan.input'
import { clocksSentence, namesOfMembers, occurrencesSentence, plansOf, seePlans } from './plan.queries'
import { ruleWords } from './plan.rule'
import { planClocks } from './schema'

const fresh = (startsOn: LocalDate): Clock => ({ id: 'pa_new', startsOn, lastOn: null, count: 0, baseOn: null })

/** The next dates that a form would bring, by the days of the site of its asset, else of the first site. */
export async function previewOf(
  ctx: Context,
  timing: ReturnType<typeof timingOf>,
  of: { assetId?: string | undefined; siteId?: string | null },
) {
  const [first] = of.assetId || of.siteId ? [] : await siteChoices(ctx)
  const siteId = of.assetId ? (await findAsset(ctx, of.assetId)).siteId : (of.siteId ?? first?.id ?? null)
  const days = await calendarOf(ctx)(siteId)
  const policy = { ...timing, stacks: false }
  const dates = await datesOf(timing.rule, timing.startsOn)
  const yesterday = addDays(days.today, -1)
  const start =
    timing.startsOn <= yesterday && timing.basis === 'fixed'
      ? { ...fresh(timing.startsOn), lastOn: yesterday }
      : fresh(timing.startsOn)
  const items =
    timing.basis === 'fixed'
      ? upcoming(start, policy, dates, days, 40)
      : forecastOf(start, policy, dates, days, '9999-12-31' as LocalDate).slice(0, 6)
  const last = items.filter(({ left }) => left === null)[5]
  return {
    words: ruleWords(timing.rule, timing.startsOn, timing.basis),
    items: (last ? items.slice(0, items.indexOf(last) + 1) : items.slice(0, 12)).filter(
      ({ left }) => left !== 'season' && left !== 'every',
    ),
  }
}

/** How much of the last year was done in time, by the plan's window; what is still open is left out. */
export function complianceOf(
  plan: MaintenancePlan,
  rows: readonly { state: string; dueOn: LocalDate; settledOn: LocalDate | null }[],
  since: LocalDate,
) {
  const counted = rows.filter(({ state, dueOn }) => dueOn >= since && (state === 'done' || state === 'missed'))
  const good = counted.filter(
    ({ state, dueOn, settledOn }) =>
      state === 'done' && settledOn !== null && inTime({ dueOn, doneOn: settledOn }, plan),
  )
  return { of: counted.length, inTime: good.length, ...graceOf(plan) }
}

/** Everything that the page of a plan shows. */
export async function pageOfPlan(ctx: Context, plan: MaintenancePlan) {
  const [clocks, past] = await ctx.db.batch([clocksSentence(ctx, plan.id), occurrencesSentence(ctx, plan.id, 200)])
  const calendar = calendarOf(ctx)
  const people = await namesOfMembers(ctx, [plan.assigneeId, plan.ownerId, plan.pausedBy, plan.createdBy])
  const { today } = await calendar(clocks[0]?.siteId ?? null)
  const open = new Map(
    past.flatMap((one) => (one.state === 'raised' && one.orderId ? [[String(one.assetId), one] as const] : [])),
  )
  const [one] = clocks
  const next =
    one && plan.basis === 'fixed'
      ? upcoming(one, plan, await datesOf(plan.rule, one.startsOn), await calendar(one.siteId), 40)
          .filter(({ left }) => left === null || left === 'holiday')
          .slice(0, 6)
      : []
  return {
    plan,
    words: ruleWords(plan.rule, plan.startsOn, plan.basis),
    names: new Map(people.map(({ id, name }) => [String(id), name])),
    clocks: clocks.map((clock) => ({ ...clock, open: open.get(String(clock.assetId)) ?? null })),
    past: past.slice(0, 30),
    next: clocks.length === 1 ? next : [],
    compliance: complianceOf(plan, past, addDays(today, -365)),
    today,
  }
}

/** How many clocks a forecast looks at; more are said. */
export const forecastMost = 1000

/** The work that plans will bring in the weeks ahead, at the sites that the actor sees. */
export async function forecastFor(ctx: Context, until: LocalDate) {
  const sites = ctx.sitesFor(seePlans)
  const rows = await ctx.db
    .select({ ...getTableColumns(planClocks), tag: sql<string>`assets.tag`.as('tag') })
    .from(planClocks)
    .innerJoin(sql`assets`, sql`assets.id = ${planClocks.assetId}`)
    .where(
      and(
        isNull(planClocks.endedAt),
        sql`${planClocks.nextOn} <= ${until}`,
        sites === null ? undefined : sql`${planClocks.siteId} IN (${listed(sites)})`,
      ),
    )
    .orderBy(planClocks.nextOn, planClocks.id)
    .limit(forecastMost + 1)
  const found = await plansOf(
    ctx,
    rows.map(({ planId }) => planId),
  )
  const running = new Map(found.filter(({ pausedAt }) => pausedAt === null).map((plan) => [plan.id, plan]))
  const calendar = calendarOf(ctx)
  const loads: (Load & { number: number; title: string; tag: string })[] = []
  for (const { tag, ...clock } of rows.slice(0, forecastMost)) {
    const plan = running.get(clock.planId)
    if (!plan) continue
    const items = forecastOf(clock, plan, await datesOf(plan.rule, clock.startsOn), await calendar(clock.siteId), until)
    for (const { dueOn } of items) {
      loads.push({ planId: plan.id, number: plan.number, title: plan.title, tag, dueOn, minutes: plan.estimateMinutes })
    }
  }
  return { loads: loads.sort((one, other) => (one.dueOn < other.dueOn ? -1 : 1)), isPart: rows.length > forecastMost }
}

import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { type Instant, instant } from '../kernel/instant'
import { addDays, dayOf, daysBetween, type LocalDate, startOfDay } from '../kernel/local-date'
import { attempt, Refusal } from '../kernel/refusal'
import { siteDays } from '../places'
import { action } from '../platform/action'
import type { Guard, Plan, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { listed } from '../platform/many'
import type { Fact } from '../platform/schema'
import { type Item, lookAgainOn, reckon, type SiteDays } from './occurrence'
import { isFinished } from './order'
import { orderSentence, zoneOf } from './order.queries'
import { graceOf, type MaintenancePlan, planLabel } from './plan'
import { datesOf } from './plan.dates'
import { namesOfMembers, plansOf, refreshPlan } from './plan.queries'
import { intervalDays, type Rule } from './plan.rule'
import { planRaise } from './raise.plans'
import { occurrences, planClocks } from './schema'
import { stepsOf } from './step.plans'

/** So many clocks go into one commit. */
export const chunk = 25

/** After trouble the house tries again so much later. */
const againMs = 6 * 3_600_000

type ClockRecord = typeof planClocks.$inferSelect
type Row = { clock: ClockRecord; plan: MaintenancePlan }

/** Where a site's days come from, once each. */
export function calendarOf(ctx: Context) {
  const known = new Map<string, Promise<SiteDays & { timeZone: string; today: LocalDate }>>()
  const year = new Date(ctx.now).getUTCFullYear()
  return (siteId: string | null) => {
    const key = siteId ?? ''
    const found =
      known.get(key) ??
      (async () => {
        const days = siteId
          ? await siteDays(ctx, siteId, { from: year - 1, to: year + 3 })
          : { timeZone: await zoneOf(ctx, null), isHoliday: () => false, isIdle: () => false }
        return { ...days, today: dayOf(ctx.now, days.timeZone) }
      })()
    known.set(key, found)
    return found
  }
}

export const clockStill = ({ id, version }: ClockRecord): Guard => ({
  count: sql`SELECT count(*) FROM plan_clocks WHERE id = ${id} AND version = ${version}`,
  refusal: () =>
    new Refusal('conflict', 'plan.reckoned', 'The house looked at this plan at the same moment. Look again.'),
})

export const updateClock = (ctx: Context, { id, version }: ClockRecord, set: Partial<ClockRecord>): Write =>
  ctx.db
    .update(planClocks)
    .set({ ...set, version: version + 1 })
    .where(eq(planClocks.id, id))

/** Other plans of the same family on the same assets. */
type Relative = {
  clockId: string
  assetId: string
  family: string
  number: number
  title: string
  tasks: string
  rule: string
  nextOn: LocalDate | null
  openOn: LocalDate | null
  satisfiedOn: LocalDate | null
}

const relativesOf = (ctx: Context, rows: Row[]): Promise<Relative[]> => {
  const families = rows.filter(({ plan }) => plan.family !== '')
  if (families.length === 0) return Promise.resolve([])
  return ctx.db.all<Relative>(sql`
    SELECT c.id AS clockId, c.asset_id AS assetId, p.family AS family, p.number AS number, p.title AS title,
      p.tasks AS tasks, p.rule AS rule, c.next_on AS nextOn,
      (SELECT max(due_on) FROM occurrences WHERE clock_id = c.id AND state = 'raised') AS openOn,
      (SELECT max(due_on) FROM occurrences WHERE clock_id = c.id AND state = 'satisfied') AS satisfiedOn
    FROM plan_clocks c JOIN plans p ON p.id = c.plan_id
    WHERE c.asset_id IN (${listed(families.map(({ clock }) => clock.assetId))}) AND c.ended_at IS NULL
      AND p.paused_at IS NULL AND p.family IN (${listed(families.map(({ plan }) => plan.family))})`)
}

const near = (one: LocalDate | null, other: LocalDate, days: number) =>
  one !== null && Math.abs(daysBetween(one, other)) <= days

/** The longer plan that does this date as well, and the shorter ones that this one does. */
function nesting({ clock, plan }: Row, item: Item, all: Relative[]) {
  const others = all.filter(
    (one) =>
      plan.family !== '' && one.family === plan.family && one.assetId === clock.assetId && one.clockId !== clock.id,
  )
  const own = intervalDays(plan.rule)
  const length = (one: Relative) => intervalDays(JSON.parse(one.rule) as Rule)
  const window = graceOf(plan).late
  const longer = others.find(
    (one) => length(one) > own && (near(one.nextOn, item.dueOn, window) || near(one.openOn, item.dueOn, window)),
  )
  const shorter = others.filter((one) => {
    const days = Math.max(1, Math.round(length(one) / 10))
    return length(one) < own && (near(one.nextOn, item.dueOn, days) || near(one.satisfiedOn, item.dueOn, days))
  })
  return { longer, shorter }
}

const lines = (tasks: readonly string[]) => tasks.map((task) => `– ${task}`).join('\n')

/** What the order says: the plan's words and tasks, and those of shorter plans that it does as well. */
function wordsOf(plan: MaintenancePlan, shorter: Relative[]): string {
  const nested = shorter.map((one) =>
    [`With it ${planLabel(one)}, ${one.title}:`, lines(JSON.parse(one.tasks) as string[])].filter(Boolean).join('\n'),
  )
  return [plan.description, lines(plan.tasks), ...nested].filter(Boolean).join('\n\n').slice(0, 9_000)
}

const clockText = (minute: number | null) =>
  minute === null ? '' : `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

const whyMissed = {
  late: 'Nothing ran on its day; the next one was raised instead.',
  open: 'The order before was still open.',
}
const whySkipped = { holiday: 'A holiday.', 'same-day': 'Another date fell on the same day.' }

type Outcome = { guards: Guard[]; writes: Write[]; plans: Plan[]; facts: Fact[]; raised: number; missed: number }

/** What comes of one clock now. */
async function outcomeOf(
  ctx: Context,
  row: Row,
  known: { isOpen: boolean; relatives: Relative[]; calendar: ReturnType<typeof calendarOf>; here: Set<string> },
): Promise<Outcome> {
  const { clock, plan } = row
  const days = await known.calendar(clock.siteId)
  const dates = await datesOf(plan.rule, clock.startsOn)
  const answer = reckon({ clock, policy: plan, dates, days, today: days.today, isOpen: known.isOpen })
  const record = (item: Item, more: Pick<typeof occurrences.$inferInsert, 'state' | 'why' | 'orderId'>) => ({
    id: newId('oc', ctx.now),
    planId: plan.id,
    clockId: clock.id,
    assetId: clock.assetId,
    siteId: clock.siteId,
    key: item.key,
    ruleOn: item.ruleOn,
    dueOn: item.dueOn,
    raisedAt: ctx.now,
    settledOn: null as LocalDate | null,
    ...more,
  })
  const records: ReturnType<typeof record>[] = [
    ...answer.missed.map((item) => record(item, { state: 'missed', why: whyMissed[item.why], orderId: null })),
    ...answer.skipped.map((item) =>
      record(item, {
        state: 'skipped',
        why: whySkipped[item.left === 'holiday' ? 'holiday' : 'same-day'],
        orderId: null,
      }),
    ),
  ]
  const raisedPlans: Plan[] = []
  const facts: Fact[] = answer.missed.map((item) => ({
    name: 'work.occurrence-missed',
    subject: plan.id,
    assetId: clock.assetId,
    dueOn: item.dueOn,
  }))
  for (const item of answer.raise) {
    const { longer, shorter } = nesting(row, item, known.relatives)
    if (longer) {
      records.push({
        ...record(item, { state: 'satisfied', why: `Done with ${planLabel(longer)}.`, orderId: null }),
        settledOn: item.dueOn,
      })
      continue
    }
    const one = record(item, { state: 'raised', why: '', orderId: null })
    const asked = await attempt(async () => {
      const hung = await stepsOf(ctx, plan.procedureId, clock.assetId)
      const { orderId, ...raised } = await planRaise(ctx, {
        title: plan.title,
        description: wordsOf(plan, shorter),
        kind: plan.kind,
        priority: plan.priority,
        assetId: clock.assetId,
        dueOn: item.dueOn,
        dueTime: clockText(plan.dueMinute),
        assigneeId: plan.assigneeId && known.here.has(plan.assigneeId) ? plan.assigneeId : '',
        teamId: plan.teamId ?? '',
        estimate: plan.estimateMinutes === null ? null : Number((plan.estimateMinutes / 60).toFixed(3)),
        source: one.id,
        ...hung.pinned,
      })
      return { orderId, ...raised, writes: [...raised.writes, ...hung.writesOn(orderId)] }
    })
    if (!asked.ok) {
      // Nothing of this clock is written but why: it is looked at again, and people see it until it is mended.
      const trouble = { trouble: asked.refusal.message.slice(0, 300), lookAt: instant(ctx.now + againMs) }
      const told = { name: 'work.plan-troubled', subject: plan.id, assetId: clock.assetId }
      return { ...nothing, guards: [clockStill(clock)], writes: [updateClock(ctx, clock, trouble)], facts: [told] }
    }
    const { orderId, ...raised } = asked.value
    records.push({ ...one, orderId })
    raisedPlans.push(raised)
  }
  const { next } = answer
  const satisfied = records.some(({ state }) => state === 'satisfied')
  // A floating date that a longer plan does counts as done on its day.
  const base = satisfied && plan.basis === 'floating' ? (answer.raise.at(-1)?.dueOn ?? clock.baseOn) : clock.baseOn
  const waits = answer.waits && raisedPlans.length + Number(known.isOpen) > 0
  const lookAt: Instant | null = next
    ? startOfDay(lookAgainOn(next, waits, plan), days.timeZone)
    : satisfied && plan.basis === 'floating'
      ? ctx.now
      : null
  const set = {
    lastOn: answer.clock.lastOn,
    count: answer.clock.count,
    baseOn: base,
    nextOn: next?.dueOn ?? null,
    lookAt,
    trouble: '',
    untouched: answer.missed.length > 0 ? clock.untouched + answer.missed.length : clock.untouched,
  }
  return {
    guards: [clockStill(clock)],
    writes: [...records.map((one) => ctx.db.insert(occurrences).values(one)), updateClock(ctx, clock, set)],
    plans: raisedPlans,
    facts,
    raised: raisedPlans.length,
    missed: answer.missed.length,
  }
}

const nothing: Outcome = { guards: [], writes: [], plans: [], facts: [], raised: 0, missed: 0 }

export const reckonPlans = action({
  name: 'work.plan.reckon',
  about: 'Raises the orders that are due of plans, writes down what was missed, and reckons what comes next.',
  input: z.object({
    clocks: z.array(z.string().max(40)).min(1).max(chunk),
    goesOn: z.boolean().default(false).describe('More is due than fits: the rest follows.'),
  }),
  run: async (ctx, { clocks: ids, goesOn }) => {
    const found = await ctx.db
      .select()
      .from(planClocks)
      .where(
        sql`${planClocks.id} IN (${listed(ids)}) AND ${planClocks.endedAt} IS NULL AND ${planClocks.lookAt} <= ${ctx.now}`,
      )
    const running = await plansOf(
      ctx,
      found.map(({ planId }) => planId),
    )
    const rows: Row[] = found.flatMap((clock) => {
      const plan = running.find(({ id, pausedAt }) => id === clock.planId && pausedAt === null)
      return plan ? [{ clock, plan }] : []
    })
    const [open, relatives, people] = await Promise.all([
      ctx.db
        .select({ clockId: occurrences.clockId })
        .from(occurrences)
        .where(sql`${occurrences.state} = 'raised' AND ${occurrences.clockId} IN (${listed(ids)})`),
      relativesOf(ctx, rows),
      namesOfMembers(
        ctx,
        rows.map(({ plan }) => plan.assigneeId),
      ),
    ])
    const calendar = calendarOf(ctx)
    const here = new Set(people.flatMap(({ id, leftAt }) => (leftAt === null ? [String(id)] : [])))
    const outcomes: Outcome[] = []
    for (const row of rows) {
      const isOpen = open.some(({ clockId }) => clockId === row.clock.id)
      outcomes.push(await outcomeOf(ctx, row, { isOpen, relatives, calendar, here }))
    }
    return {
      subject: rows.length === 1 && rows[0] ? rows[0].plan.id : ctx.organization.id,
      guards: outcomes.flatMap((one) => one.guards),
      plans: outcomes.flatMap((one) => one.plans),
      writes: [
        ...outcomes.flatMap((one) => one.writes),
        ...[...new Set(rows.map(({ plan }) => plan.id))].map((id) => refreshPlan(ctx, id)),
      ],
      facts: [
        ...outcomes.flatMap((one) => one.facts),
        ...(goesOn ? [{ name: 'work.plans-left', subject: ctx.organization.id }] : []),
      ],
      result: {
        raised: outcomes.reduce((sum, one) => sum + one.raised, 0),
        missed: outcomes.reduce((sum, one) => sum + one.missed, 0),
      },
    }
  },
})

/**
 * What became of the date that an order was raised for, by what the order says now: asked however often, in whatever
 * order news comes, it says the same.
 */
export const settleOccurrence = action({
  name: 'work.occurrence.settle',
  about: 'Writes down what became of a date of a plan by what its order says.',
  input: z.object({ orderId: z.string().max(40) }),
  run: async (ctx, { orderId }) => {
    const nothingToDo = { subject: orderId, writes: [], facts: [], result: { clockId: null as string | null } }
    const [[order], [occurrence], [clock]] = await ctx.db.batch([
      orderSentence(ctx, orderId),
      ctx.db
        .select()
        .from(occurrences)
        .where(eq(occurrences.orderId, orderId as Id<'wo'>)),
      ctx.db
        .select()
        .from(planClocks)
        .where(sql`${planClocks.id} = (SELECT clock_id FROM occurrences WHERE order_id = ${orderId})`),
    ])
    if (!order || !occurrence || !clock) return nothingToDo
    const done = isFinished(order) && order.completedAt !== null
    const state = done ? ('done' as const) : isFinished(order) ? ('skipped' as const) : ('raised' as const)
    if (state === occurrence.state) return nothingToDo
    const zone = await zoneOf(ctx, clock.siteId)
    const today = dayOf(ctx.now, zone)
    const on = order.completedAt === null ? today : dayOf(order.completedAt, zone)
    const settledOn = state === 'raised' ? null : on
    const counted = state === 'raised' ? {} : { baseOn: on }
    return {
      subject: clock.planId,
      guards: [clockStill(clock)],
      writes: [
        ctx.db
          .update(occurrences)
          .set({ state, settledOn, why: state === 'skipped' ? order.reason : '' })
          .where(eq(occurrences.id, occurrence.id)),
        updateClock(ctx, clock, {
          ...counted,
          ...(done ? { lastDoneOn: on, untouched: 0 } : {}),
          lookAt: ctx.now,
        }),
        refreshPlan(ctx, clock.planId),
      ],
      facts: [{ name: `work.occurrence-${state}`, subject: clock.planId, assetId: clock.assetId }],
      changes: { state: { from: occurrence.state, to: state } },
      result: { clockId: String(clock.id) as string | null },
    }
  },
})

/** Looks at clocks one by one where many at once met somebody else who looked. */
async function oneByOne(ctx: Context, ids: readonly string[]) {
  for (const id of ids) {
    try {
      await reckonPlans(ctx, { clocks: [id] })
    } catch (error) {
      // The other one did it.
      if (!(error instanceof Refusal) || error.code !== 'conflict') throw error
    }
  }
}

/** Chunks of one round; what is left after it goes on by a message of its own. */
const rounds = 4

/**
 * Raises everything that is due. Runs twice at once and is killed midway without harm: each chunk is one commit, and
 * what was done is not due any more.
 */
export async function raiseDue(ctx: Context): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    const due = await ctx.db.all<{ id: string }>(sql`SELECT plan_clocks.id FROM plan_clocks
      WHERE look_at <= ${ctx.now} AND look_at IS NOT NULL ORDER BY look_at, id LIMIT ${chunk + 1}`)
    const ids = due.slice(0, chunk).map(({ id }) => id)
    if (ids.length === 0) return
    try {
      await reckonPlans(ctx, { clocks: ids, goesOn: round === rounds && due.length > chunk })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await oneByOne(ctx, ids)
    }
  }
}

/** Looks at these clocks now, as far as somebody else does not. */
export const lookAtOnce = async (ctx: Context, ids: readonly string[]): Promise<void> => {
  for (let at = 0; at < ids.length; at += chunk) {
    const part = ids.slice(at, at + chunk)
    const done = await attempt(() => reckonPlans(ctx, { clocks: part }))
    if (!done.ok && done.refusal.code === 'conflict') await oneByOne(ctx, part)
    else if (!done.ok) throw done.refusal
  }
}

/** The day before which nothing is owed of a plan that is new or says something else now. */
export const yesterdayOf = (ctx: Context, zone: string): LocalDate => addDays(dayOf(ctx.now, zone), -1)

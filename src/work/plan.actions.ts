import { and, eq, isNull, sql } from 'drizzle-orm'
import * as z from 'zod'
import { findAsset } from '../assets'
import { type Id, newId } from '../kernel/ids'
import { dayOf, type LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import { localDate, optionalBlock, optionalDate, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { insertMany } from '../platform/many'
import type { Changes } from '../platform/schema'
import { doneEarly, upcoming } from './occurrence'
import { calendarOf, clockStill, updateClock, yesterdayOf } from './occurrence.actions'
import { permittedAt, zoneOf } from './order.queries'
import { type MaintenancePlan, pause, planLabel, resume } from './plan'
import { datesOf } from './plan.dates'
import { planId, planInput, saidOf } from './plan.input'
import { clocksSentence, findClock, insertPlan, planFor, planStillAt, refreshPlan, updatePlan } from './plan.queries'
import { occurrences, planClocks } from './schema'

const written = (plan: Pick<MaintenancePlan, 'id' | 'version'>) => ({ id: plan.id, version: plan.version })

const assetIds = z
  .union([z.array(z.string()), z.string()])
  .default([])
  .transform((given) => (Array.isArray(given) ? given : given.split(/[\s,]+/)))
  .transform((ids) => [...new Set(ids.filter(Boolean))])
  .refine((ids) => ids.length <= 300, 'Put at most 300 assets on a plan at once.')

/** Clocks of assets on a plan: nothing before today is owed. Refuses 'not-found', 'invalid' ('asset.retired'). */
async function freshClocks(
  ctx: Context,
  planIdOf: Id<'pm'>,
  ids: readonly string[],
  startsOn: LocalDate,
  permission: string,
) {
  const rows: (typeof planClocks.$inferInsert)[] = []
  for (const id of ids) {
    const asset = await findAsset(ctx, id)
    permittedAt(ctx, permission, asset.siteId)
    if (asset.retiredAt !== null) {
      const sentence = `${asset.tag} is retired: no plan is made for it.`
      refuse('invalid', 'asset.retired', sentence, { assetId: sentence })
    }
    const yesterday = yesterdayOf(ctx, await zoneOf(ctx, asset.siteId))
    rows.push({
      id: newId('pa', ctx.now),
      planId: planIdOf,
      assetId: asset.id,
      siteId: asset.siteId as Id<'st'> | null,
      startsOn,
      lastOn: startsOn <= yesterday ? yesterday : null,
      count: 0,
      baseOn: null,
      lastDoneOn: null,
      nextOn: null,
      lookAt: ctx.now,
      untouched: 0,
      trouble: '',
      endedAt: null,
      version: 1,
    })
  }
  return rows
}

export const createPlan = action({
  name: 'work.plan.create',
  about: 'Writes a plan: what is done again and again, when, and on which assets.',
  input: z.object({ ...planInput, assetIds }),
  run: async (ctx, { assetIds: ids, ...input }) => {
    const plan: Omit<MaintenancePlan, 'number'> = {
      id: newId('pm', ctx.now),
      ...(await saidOf(ctx, input, null)),
      pausedAt: null,
      pausedBy: null,
      pauseReason: '',
      createdBy: ctx.actor.id,
      createdAt: ctx.now,
      version: 1,
    }
    const clocks = await freshClocks(ctx, plan.id, ids, plan.startsOn, 'work.plan.create')
    return {
      subject: plan.id,
      writes: [...insertPlan(ctx, plan), ...insertMany(ctx, planClocks, clocks)],
      facts: [{ name: 'work.plan-created', subject: plan.id }],
      result: { ...written(plan), clocks: clocks.map(({ id }) => String(id)) },
    }
  },
})

const ownWords: readonly (keyof MaintenancePlan)[] = ['title', 'description', 'tasks', 'pauseReason']

function changesOf(before: MaintenancePlan, after: MaintenancePlan): Changes {
  const changes: Changes = {}
  for (const name of Object.keys(before) as (keyof MaintenancePlan)[]) {
    if (name === 'version' || JSON.stringify(before[name]) === JSON.stringify(after[name])) continue
    changes[name] = ownWords.includes(name) ? 'changed' : { from: before[name], to: after[name] }
  }
  return changes
}

/** Everything that is on a plan is looked at again now. */
const lookAgain = (ctx: Context, id: string): Write =>
  ctx.db.run(
    sql`UPDATE plan_clocks SET look_at = ${ctx.now}, version = version + 1 WHERE plan_id = ${id} AND ended_at IS NULL`,
  )

export const changePlan = action({
  name: 'work.plan.change',
  about: 'Changes a plan. Orders that it has raised stay as they are.',
  input: z.object({ id: planId, version, ...planInput }),
  run: async (ctx, { id, version: seen, ...input }) => {
    const before = await planFor(ctx, id, 'work.plan.change', seen)
    const after = { ...before, ...(await saidOf(ctx, input, before)), version: before.version + 1 }
    const yesterday = yesterdayOf(ctx, await zoneOf(ctx, null))
    const moved = JSON.stringify([before.rule, before.startsOn]) !== JSON.stringify([after.rule, after.startsOn])
    return {
      subject: before.id,
      guards: [planStillAt(before)],
      writes: [
        updatePlan(ctx, after),
        // Another rule owes nothing of before today: what it would have asked then is not missed.
        ...(moved
          ? [
              ctx.db.run(sql`UPDATE plan_clocks SET
                  starts_on = CASE starts_on WHEN ${before.startsOn} THEN ${after.startsOn} ELSE starts_on END,
                  last_on = max(coalesce(last_on, ${yesterday}), ${yesterday})
                WHERE plan_id = ${id} AND ended_at IS NULL`),
            ]
          : []),
        ...(before.pausedAt === null ? [lookAgain(ctx, id)] : []),
      ],
      facts: [{ name: 'work.plan-changed', subject: before.id }],
      changes: changesOf(before, after),
      result: written(after),
    }
  },
})

export const pausePlan = action({
  name: 'work.plan.pause',
  about: 'Pauses a plan, with a reason: it raises nothing until somebody lets it run again.',
  input: z.object({ id: planId, version, reason: optionalBlock(500) }),
  run: async (ctx, { id, version: seen, reason }) => {
    const before = await planFor(ctx, id, 'work.plan.pause', seen)
    const after = pause(before, reason, ctx.actor.id, ctx.now)
    return {
      subject: before.id,
      guards: [planStillAt(before)],
      writes: [
        updatePlan(ctx, after),
        ctx.db.run(
          sql`UPDATE plan_clocks SET look_at = NULL, version = version + 1 WHERE plan_id = ${id} AND ended_at IS NULL`,
        ),
      ],
      facts: [{ name: 'work.plan-paused', subject: before.id }],
      reason,
      result: written(after),
    }
  },
})

/** Dates of one asset that passed while the plan was paused: the record says so, and nobody owes them. */
async function passedOf(
  ctx: Context,
  plan: MaintenancePlan,
  clock: typeof planClocks.$inferSelect,
  calendar: ReturnType<typeof calendarOf>,
) {
  if (plan.basis === 'floating') return { rows: [], last: null }
  const days = await calendar(clock.siteId)
  const items = upcoming(clock, plan, await datesOf(plan.rule, clock.startsOn), days, 60)
  const passed = items.filter(({ dueOn }) => dueOn < days.today)
  const rows = passed
    .filter(({ left }) => left === null)
    .map((item) => ({
      id: newId('oc', ctx.now),
      planId: plan.id,
      clockId: clock.id,
      assetId: clock.assetId,
      siteId: clock.siteId,
      key: item.key,
      ruleOn: item.ruleOn,
      dueOn: item.dueOn,
      state: 'skipped' as const,
      why: `The plan was paused: ${plan.pauseReason}`.slice(0, 300),
      orderId: null,
      raisedAt: ctx.now,
      settledOn: null,
    }))
  return { rows, last: passed.at(-1) ?? null }
}

export const resumePlan = action({
  name: 'work.plan.resume',
  about: 'Lets a paused plan run again: what fell into the pause is written down as left out.',
  input: z.object({ id: planId, version }),
  run: async (ctx, { id, version: seen }) => {
    const before = await planFor(ctx, id, 'work.plan.resume', seen)
    const after = resume(before)
    const calendar = calendarOf(ctx)
    const clocks = await clocksSentence(ctx, id)
    const yesterday = yesterdayOf(ctx, await zoneOf(ctx, null))
    const passed = await Promise.all(clocks.map((clock) => passedOf(ctx, before, clock, calendar)))
    return {
      subject: before.id,
      guards: [planStillAt(before)],
      writes: [
        updatePlan(ctx, after),
        ...insertMany(
          ctx,
          occurrences,
          passed.flatMap(({ rows }) => rows),
        ),
        ctx.db.run(sql`UPDATE plan_clocks SET look_at = ${ctx.now}, version = version + 1,
            last_on = CASE WHEN ${before.basis} = 'fixed' THEN max(coalesce(last_on, ${yesterday}), ${yesterday}) ELSE last_on END
          WHERE plan_id = ${id} AND ended_at IS NULL`),
      ],
      facts: [{ name: 'work.plan-resumed', subject: before.id }],
      result: written(after),
    }
  },
})

export const addToPlan = action({
  name: 'work.plan.add-assets',
  about: 'Puts assets on a plan; each has a clock of its own.',
  input: z.object({ id: planId, assetIds, startsOn: optionalDate.describe('The first day; empty is the plan’s.') }),
  run: async (ctx, { id, assetIds: ids, startsOn }) => {
    const plan = await planFor(ctx, id, 'work.plan.add-assets')
    if (ids.length === 0) {
      const sentence = 'Choose the asset.'
      refuse('invalid', 'plan.no-asset', sentence, { assetId: sentence })
    }
    const there = await ctx.db
      .select({ assetId: planClocks.assetId })
      .from(planClocks)
      .where(and(eq(planClocks.planId, plan.id), isNull(planClocks.endedAt)))
      .limit(1000)
    const fresh = ids.filter((one) => !there.some(({ assetId }) => assetId === one))
    if (fresh.length === 0) {
      const sentence = 'It is on the plan already.'
      refuse('conflict', 'plan.asset-there', sentence, { assetId: sentence })
    }
    const clocks = await freshClocks(ctx, plan.id, fresh, startsOn ?? plan.startsOn, 'work.plan.add-assets')
    const rows = plan.pausedAt === null ? clocks : clocks.map((clock) => ({ ...clock, lookAt: null }))
    return {
      subject: plan.id,
      guards: [planStillAt(plan)],
      writes: insertMany(ctx, planClocks, rows),
      facts: [{ name: 'work.plan-changed', subject: plan.id }],
      changes: { assets: 'changed' },
      result: { id: plan.id, clocks: clocks.map((clock) => String(clock.id)) },
    }
  },
})

export const removeFromPlan = action({
  name: 'work.plan.remove-asset',
  about: 'Takes an asset off a plan. What the plan raised and recorded for it stays.',
  input: z.object({ id: planId, clockId: z.string().max(40) }),
  run: async (ctx, { id, clockId }) => {
    const plan = await planFor(ctx, id, 'work.plan.remove-asset')
    const clock = await findClock(ctx, id, clockId)
    return {
      subject: plan.id,
      guards: [clockStill(clock)],
      writes: [updateClock(ctx, clock, { endedAt: ctx.now, lookAt: null, nextOn: null }), refreshPlan(ctx, id)],
      facts: [{ name: 'work.plan-changed', subject: plan.id }],
      changes: { assets: 'changed' },
      result: { id: plan.id },
    }
  },
})

export const keepPlan = action({
  name: 'work.plan.keep',
  about: 'Decides that a plan goes on though nobody did it several times: with a reason.',
  input: z.object({ id: planId, reason: optionalBlock(500) }),
  run: async (ctx, { id, reason }) => {
    const plan = await planFor(ctx, id, 'work.plan.keep')
    if (reason === '') {
      const sentence = 'Write why it goes on as it is.'
      refuse('invalid', 'plan.reason', sentence, { reason: sentence })
    }
    return {
      subject: plan.id,
      guards: [planStillAt(plan)],
      writes: [
        ctx.db.run(sql`UPDATE plan_clocks SET untouched = 0 WHERE plan_id = ${id} AND ended_at IS NULL`),
        refreshPlan(ctx, id),
      ],
      facts: [{ name: 'work.plan-kept', subject: plan.id }],
      reason,
      result: { id: plan.id },
    }
  },
})

export const recordDone = action({
  name: 'work.occurrence.record',
  about: 'Says that an asset’s plan was done without an order, on a day that is over.',
  input: z.object({ id: planId, clockId: z.string().max(40), doneOn: localDate }),
  run: async (ctx, { id, clockId, doneOn }) => {
    const plan = await planFor(ctx, id, 'work.occurrence.record')
    const clock = await findClock(ctx, id, clockId)
    const days = await calendarOf(ctx)(clock.siteId)
    if (doneOn > days.today) {
      const sentence = 'Choose a day that is not ahead.'
      refuse('invalid', 'plan.ahead', sentence, { doneOn: sentence })
    }
    const [open] = await ctx.db
      .select({ orderId: occurrences.orderId })
      .from(occurrences)
      .where(and(eq(occurrences.clockId, clock.id), eq(occurrences.state, 'raised')))
      .limit(1)
    if (open) {
      refuse('conflict', 'plan.open', `${planLabel(plan)} has an open order for this asset. Complete that one.`)
    }
    const items = upcoming(clock, plan, await datesOf(plan.rule, clock.startsOn), days, 60)
    const next = items.find(({ left }) => left === null) ?? null
    const { item, clock: after } = doneEarly({ clock, policy: plan, next }, doneOn)
    return {
      subject: plan.id,
      guards: [clockStill(clock)],
      writes: [
        ...(item
          ? [
              ctx.db.insert(occurrences).values({
                id: newId('oc', ctx.now),
                planId: plan.id,
                clockId: clock.id,
                assetId: clock.assetId,
                siteId: clock.siteId,
                key: item.key,
                ruleOn: item.ruleOn,
                dueOn: item.dueOn,
                state: 'done' as const,
                why: 'Done without an order.',
                orderId: null,
                raisedAt: ctx.now,
                settledOn: doneOn,
              }),
            ]
          : []),
        updateClock(ctx, clock, {
          lastOn: after.lastOn,
          count: after.count,
          baseOn: doneOn,
          lastDoneOn: doneOn,
          untouched: 0,
          lookAt: plan.pausedAt === null ? ctx.now : null,
        }),
        refreshPlan(ctx, id),
      ],
      facts: [{ name: 'work.occurrence-done', subject: plan.id, assetId: clock.assetId }],
      changes: { doneOn: { from: clock.lastDoneOn, to: doneOn } },
      result: { id: plan.id, clockId: String(clock.id), countsFor: item?.dueOn ?? null },
    }
  },
})

/** Today at a site, for forms. */
export const todayAt = async (ctx: Context, siteId: string | null): Promise<LocalDate> =>
  dayOf(ctx.now, await zoneOf(ctx, siteId))

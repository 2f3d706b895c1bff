import { sql } from 'drizzle-orm'
import { instant } from '../../kernel/instant'
import { addDays, dayOf, daysBetween, type LocalDate } from '../../kernel/local-date'
import type { Context } from '../../platform/context'
import { signLockStep } from '../../work/lock.actions'
import { completeOrder, moveOrder } from '../../work/move.actions'
import { lookAtOnce, raiseDue, settleOccurrence } from '../../work/occurrence.actions'
import { createPlan, pausePlan } from '../../work/plan.actions'

type As = (who: string) => Promise<Context>

type Seeded = {
  title: string
  tags: string[]
  every: number
  unit: 'day' | 'week' | 'month' | 'year'
  /** Days from today to the first date. */
  starts: number
  basis?: 'fixed' | 'floating'
  lead?: number
  who?: string
  estimate?: string
  kind?: string
  holidays?: string
  family?: string
  seasons?: string
  tasks: string[]
  /** It was done then: days after its date, one for each date that is over. */
  done?: number[]
  paused?: string
}

const plans: Seeded[] = [
  {
    title: 'Three-month service: vibration reading and grease',
    tags: ['P-204', 'P-205'],
    every: 3,
    unit: 'month',
    starts: -79,
    lead: 7,
    who: 'amara',
    estimate: '0.75',
    holidays: 'after',
    family: 'Pump service',
    tasks: [
      'Read vibration at the drive end and the free end',
      'Two strokes of LGHP 2 at each bearing, wipe what comes out',
      'Look for drops under the seal for one minute',
    ],
    done: [1],
  },
  {
    title: 'Yearly overhaul: seal, coupling, alignment',
    tags: ['P-204'],
    every: 1,
    unit: 'year',
    starts: 100,
    lead: 30,
    who: 'amara',
    estimate: '6',
    holidays: 'after',
    family: 'Pump service',
    tasks: ['Change the mechanical seal', 'Check the coupling insert', 'Align with the laser, below 0.05 mm'],
  },
  {
    title: 'Monthly round: belts, bearings, temperature',
    tags: ['F-03'],
    every: 1,
    unit: 'month',
    starts: -84,
    lead: 5,
    who: 'amara',
    estimate: '0.5',
    tasks: ['Belt tension by thumb, a finger wide', 'Bearing temperature, drive end', 'Clean the inlet grid'],
    done: [0, 5, 1],
  },
  {
    title: 'Chain of the film carriage: clean and oil',
    tags: ['W-1'],
    every: 2,
    unit: 'week',
    starts: 2,
    basis: 'floating',
    lead: 1,
    who: 'amara',
    estimate: '0.5',
    tasks: ['Brush the chain over its whole length', 'Chain oil, a thin film', 'Run it twice up and down'],
  },
  {
    title: 'Walk the guards and emergency stops of line 3',
    tags: ['CP-21'],
    every: 1,
    unit: 'week',
    starts: 3,
    kind: 'safety',
    holidays: 'before',
    estimate: '0.25',
    tasks: ['Press each emergency stop, the line stops', 'Open each guard, the line stops', 'Reset and sign the sheet'],
  },
  {
    title: 'Cooling tower: dose and drain',
    tags: ['P-204'],
    every: 1,
    unit: 'month',
    starts: 20,
    seasons: '04-01 to 10-31',
    estimate: '1',
    tasks: ['Read the conductivity', 'Drain to 1.8 mS/cm'],
    paused: 'The tower is drained for the winter.',
  },
]

/** The same person, so many days from now. */
const then = (ctx: Context, days: number, minutes = 0): Context => ({
  ...ctx,
  now: instant(ctx.now + days * 86_400_000 + minutes * 60_000),
})

/** What was raised of a plan in the past was done then, by its person. */
async function livedThrough(as: As, clocks: string[], { who = 'dana', done = [], starts }: Seeded): Promise<void> {
  let day = starts
  for (const late of done) {
    const dana = await as('dana')
    await raiseDue(then(dana, day))
    const worker = await as(who)
    const open = await dana.db.all<{ id: string; due: LocalDate }>(
      sql`SELECT order_id AS id, due_on AS due FROM occurrences
        WHERE state = 'raised' AND clock_id IN (SELECT value FROM json_each(${JSON.stringify(clocks)}))`,
    )
    for (const { id, due } of open) {
      const from = daysBetween(dayOf(dana.now, 'Europe/Amsterdam'), due) + late
      const begun = then(worker, from)
      for (const step of await steps(worker, id, 'isolation')) await signLockStep(begun, { id, stepId: step })
      await moveOrder(begun, { id, status: 'in-progress' })
      const ended = then(worker, from, 35)
      for (const step of await steps(worker, id, 'restoration')) await signLockStep(ended, { id, stepId: step })
      await completeOrder(ended, { id, outcome: 'Done, nothing found.' })
      await moveOrder(then(dana, from + 1), { id, status: 'closed' })
      const { clockId } = await settleOccurrence(ended, { orderId: id })
      if (clockId) await lookAtOnce(ended, [clockId])
    }
    day += 28
  }
}

const steps = async (ctx: Context, orderId: string, phase: string): Promise<string[]> =>
  (
    await ctx.db.all<{ id: string }>(
      sql`SELECT id FROM work_lock_steps WHERE order_id = ${orderId} AND phase = ${phase} ORDER BY position`,
    )
  ).map(({ id }) => id)

/** The plans of Northfield, with what was done and what comes. */
export async function seedPlans(as: As, ids: Record<string, string>): Promise<void> {
  const dana = await as('dana')
  const rows = await dana.db.all<{ id: string; tag: string }>(sql`SELECT id, tag FROM assets WHERE retired_at IS NULL`)
  const assets = new Map(rows.map(({ tag, id }) => [tag, id]))
  const today = dayOf(dana.now, 'Europe/Amsterdam')
  for (const one of plans) {
    const assetIds = one.tags.flatMap((tag) => assets.get(tag) ?? [])
    if (assetIds.length === 0) continue
    const began = then(dana, Math.min(0, one.starts - (one.lead ?? 0) - 1))
    const made = await createPlan(began, {
      title: one.title,
      tasks: one.tasks,
      every: one.every,
      unit: one.unit,
      startsOn: addDays(today, one.starts),
      basis: one.basis ?? 'fixed',
      leadDays: one.lead ?? 0,
      holidays: one.holidays ?? 'ignore',
      seasons: one.seasons ?? '',
      family: one.family ?? '',
      kind: one.kind ?? 'preventive',
      assigneeId: one.who ? ids[one.who] : '',
      estimate: one.estimate ?? null,
      assetIds,
    })
    await lookAtOnce(began, made.clocks)
    await livedThrough(as, made.clocks, one)
    await lookAtOnce(dana, made.clocks)
    if (one.paused) await pausePlan(dana, { id: made.id, reason: one.paused })
  }
}

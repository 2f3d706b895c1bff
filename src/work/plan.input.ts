import * as z from 'zod'
import { findTeam } from '../identity'
import type { Id } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { localDate, optionalBlock, optionalDate, optionalLine, textLine, ticked } from '../kernel/schemas'
import type { Context } from '../platform/context'
import { currentVersion } from '../procedures'
import type { Order } from './order'
import { bases, holidayPolicies, type MaintenancePlan, parseSeasons, writeSeasons } from './plan'
import { namesOfMembers } from './plan.queries'
import { monthlies, units } from './plan.rule'
import { hours } from './wording'

export const planId = z
  .string()
  .regex(/^pm_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such plan.')
  .transform((id) => id as Id<'pm'>)

export const planKinds = ['preventive', 'inspection', 'safety', 'calibration'] as const

const number = (least: number, most: number, sentence: string) =>
  z
    .union([z.number(), z.string()])
    .transform((value) => Number(String(value).trim()))
    .refine((value) => Number.isInteger(value) && value >= least && value <= most, sentence)

/** A number or nothing. */
const maybe = (least: number, most: number, sentence: string) =>
  z
    .union([z.number(), z.string()])
    .nullable()
    .default(null)
    .transform((value) => (value === null || String(value).trim() === '' ? null : Number(String(value).trim())))
    .refine((value) => value === null || (Number.isInteger(value) && value >= least && value <= most), sentence)

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write the time as hours and minutes, such as 06:00.')
  .or(z.literal(''))
  .default('')

const days = 'Write a number of days from 0 to 365.'

/** What a person says of when: the preview reads no more. */
export const timing = {
  every: number(1, 999, 'Write a whole number, such as 3.').default(1),
  unit: z.enum(units).default('month'),
  weekdays: z
    .union([z.array(z.number().int().min(1).max(7)), z.string()])
    .default([])
    .transform((given) => (typeof given === 'string' ? given.split(/[\s,]+/).map(Number) : given))
    .transform((given) => [...new Set(given)].filter((day) => day >= 1 && day <= 7).sort())
    .describe('1 for Monday to 7 for Sunday; of plans by the week.'),
  monthly: z.enum(monthlies).default('day'),
  startsOn: localDate,
  endsOn: optionalDate,
  basis: z.enum(bases).default('fixed').describe('Fixed keeps to its dates; floating counts from completion.'),
  leadDays: number(0, 365, days).default(0),
  holidays: z.enum(holidayPolicies).default('ignore'),
  seasons: optionalLine(120).describe('Such as “04-01 to 09-30”; empty is the whole year.'),
  skipEvery: maybe(2, 100, 'Write a number from 2 to 100, or leave it empty.'),
}

export const planInput = {
  title: textLine(160, 'Write what is done.'),
  description: optionalBlock(4000),
  tasks: z
    .union([z.array(z.string()), z.string()])
    .default('')
    .transform((given) => (Array.isArray(given) ? given : given.split('\n')))
    .transform((lines) => lines.map((line) => line.trim().slice(0, 300)).filter(Boolean))
    .refine((lines) => lines.length <= 60, 'Write at most sixty tasks.')
    .describe('What is to be done, one a line.'),
  kind: z.enum(planKinds).default('preventive'),
  priority: z.coerce
    .number()
    .int()
    .min(1)
    .max(4)
    .default(2)
    .transform((value) => value as Order['priority']),
  assigneeId: optionalLine(40).describe('The member to whom its orders are given; empty for nobody.'),
  teamId: optionalLine(40),
  ownerId: optionalLine(40).describe('The member who decides when nobody does it; empty for who writes the plan.'),
  estimate: hours.describe('Hours that it takes.'),
  dueTime: time.describe('By the clock of the site; empty for the end of the day.'),
  stacks: ticked.describe('Raises another order while the one before is open.'),
  procedureId: optionalLine(40).describe('The procedure by which it is done; empty for none.'),
  family: optionalLine(60).describe('The longest plan of a family does what shorter ones ask on the same days.'),
  graceEarlyDays: maybe(0, 365, days),
  graceLateDays: maybe(0, 365, days),
  ...timing,
}

const whole = z.object(planInput)
export type PlanSaid = z.output<typeof whole>

const timed = z.object(timing)

/** When it falls, as a form says it. Refuses 'invalid' ('plan.season', 'plan.ends'). */
export function timingOf(said: z.output<typeof timed>) {
  const { every, unit, weekdays, monthly, seasons, ...rest } = said
  if (said.endsOn !== null && said.endsOn < said.startsOn) {
    const sentence = 'It ends before it begins. Choose a later day, or leave it empty.'
    refuse('invalid', 'plan.ends', sentence, { endsOn: sentence })
  }
  return {
    ...rest,
    rule: { every, unit, weekdays: unit === 'week' ? weekdays : [], monthly },
    seasons: parseSeasons(seasons),
  }
}

/** What a form says of a plan, checked against who is here. Refuses 'invalid' ('plan.person'), 'not-found' for a team. */
export async function saidOf(ctx: Context, input: PlanSaid, before: MaintenancePlan | null) {
  const { estimate, dueTime, assigneeId, teamId, ownerId, procedureId, ...said } = input
  const asked = { assigneeId: assigneeId || null, ownerId: ownerId || before?.ownerId || ctx.actor.id }
  const people = await namesOfMembers(ctx, Object.values(asked))
  for (const [field, id] of Object.entries(asked)) {
    if (id === null || id === before?.[field as 'assigneeId']) continue
    const member = people.find((one) => one.id === id)
    if (member && member.leftAt === null) continue
    if (field === 'ownerId' && !ownerId) continue
    const sentence = 'Choose somebody of your organization.'
    refuse('invalid', 'plan.person', sentence, { [field]: sentence })
  }
  if (teamId && teamId !== before?.teamId) await findTeam(ctx, teamId)
  if (procedureId && procedureId !== before?.procedureId) await currentVersion(ctx, procedureId)
  const { title, description, tasks, kind, priority, stacks, family, graceEarlyDays, graceLateDays, ...when } = said
  return {
    ...{ title, description, tasks, kind, priority, stacks, family, graceEarlyDays, graceLateDays },
    ...timingOf(when),
    assigneeId: asked.assigneeId as Id<'mb'> | null,
    teamId: (teamId || null) as Id<'tm'> | null,
    procedureId: (procedureId || null) as Id<'pd'> | null,
    ownerId: (people.some(({ id }) => id === asked.ownerId) ? asked.ownerId : null) as Id<'mb'> | null,
    estimateMinutes: estimate,
    dueMinute: dueTime ? Number(dueTime.slice(0, 2)) * 60 + Number(dueTime.slice(3)) : null,
  }
}

const clockText = (minute: number | null) =>
  minute === null ? '' : `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** A plan as its form shows it. */
export const valuesOf = (plan: MaintenancePlan): Record<string, string> => ({
  title: plan.title,
  description: plan.description,
  tasks: plan.tasks.join('\n'),
  kind: plan.kind,
  priority: String(plan.priority),
  assigneeId: plan.assigneeId ?? '',
  teamId: plan.teamId ?? '',
  ownerId: plan.ownerId ?? '',
  estimate: plan.estimateMinutes === null ? '' : clockText(plan.estimateMinutes).replace(/^0/, ''),
  dueTime: clockText(plan.dueMinute),
  stacks: plan.stacks ? 'on' : '',
  family: plan.family,
  procedureId: plan.procedureId ?? '',
  graceEarlyDays: String(plan.graceEarlyDays ?? ''),
  graceLateDays: String(plan.graceLateDays ?? ''),
  every: String(plan.rule.every),
  unit: plan.rule.unit,
  weekdays: plan.rule.weekdays.join(' '),
  monthly: plan.rule.monthly,
  startsOn: plan.startsOn,
  endsOn: plan.endsOn ?? '',
  basis: plan.basis,
  leadDays: String(plan.leadDays),
  holidays: plan.holidays,
  seasons: writeSeasons(plan.seasons),
  skipEvery: String(plan.skipEvery ?? ''),
})

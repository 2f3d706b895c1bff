import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import type { Kind, Priority } from './order'
import { intervalDays, type Rule } from './plan.rule'

/** Fixed: on its dates whatever was done when. Floating: counted from the day on which it was last done. */
export const bases = ['fixed', 'floating'] as const
export const holidayPolicies = ['ignore', 'before', 'after', 'skip'] as const

/** A part of the year in which the work makes sense, as '04-01' to '09-30'; it may go over new year. */
export type Season = { from: string; to: string }

/** What is done again and again, and when. Each of its assets has a clock of its own. */
export type MaintenancePlan = {
  id: Id<'pm'>
  /** Its spoken name, PM-12; unique within an organization. */
  number: number
  title: string
  description: string
  /** What is to be done, one line each. */
  tasks: string[]
  kind: Kind
  priority: Priority
  assigneeId: Id<'mb'> | null
  teamId: Id<'tm'> | null
  /** Who decides when nobody does it. */
  ownerId: Id<'mb'> | null
  estimateMinutes: number | null
  /** Minutes after midnight by the clock of the site at which it is due; null is by the end of the day. */
  dueMinute: number | null
  rule: Rule
  startsOn: LocalDate
  endsOn: LocalDate | null
  basis: (typeof bases)[number]
  /** An order is raised so many days before it is due. */
  leadDays: number
  holidays: (typeof holidayPolicies)[number]
  seasons: Season[]
  /** Every so-manieth date is left out; null is none. */
  skipEvery: number | null
  /** Raises another order while the one before is open. */
  stacks: boolean
  /** Plans of one family on one asset: the longer one does what the shorter asks on the same days. */
  family: string
  /** Its orders pin the version that is approved when they are raised. */
  procedureId: Id<'pd'> | null
  /** How many days early or late still count as in time; null is a tenth of the interval, at least a day. */
  graceEarlyDays: number | null
  graceLateDays: number | null
  pausedAt: Instant | null
  pausedBy: string | null
  pauseReason: string
  createdBy: string
  createdAt: Instant
  version: number
}

export const planLabel = ({ number }: Pick<MaintenancePlan, 'number'>): string => `PM-${number}`

/**
 * How many days early and late still count as in time: as the plan says, else a tenth of its interval, at least a day.
 * Source: features 2.5 rule 10.
 */
export function graceOf(plan: Pick<MaintenancePlan, 'rule' | 'graceEarlyDays' | 'graceLateDays'>) {
  const tenth = Math.max(1, Math.round(intervalDays(plan.rule) / 10))
  return { early: plan.graceEarlyDays ?? tenth, late: plan.graceLateDays ?? tenth }
}

/** So many in a row that nobody did ask for a decision: keep, lengthen or end the plan. It is never ended silently. */
export const untouchedLimit = 3

/** Refuses 'conflict' ('plan.paused') for one that is paused already, 'invalid' ('plan.reason') without a reason. */
export function pause(plan: MaintenancePlan, reason: string, by: string, at: Instant): MaintenancePlan {
  if (plan.pausedAt !== null) refuse('conflict', 'plan.paused', `${planLabel(plan)} is paused already.`)
  if (reason === '') {
    const sentence = 'Write why it is paused: who finds it stopped wants to know.'
    refuse('invalid', 'plan.reason', sentence, { reason: sentence })
  }
  return { ...plan, pausedAt: at, pausedBy: by, pauseReason: reason, version: plan.version + 1 }
}

/** Refuses 'conflict' ('plan.running'). */
export function resume(plan: MaintenancePlan): MaintenancePlan {
  if (plan.pausedAt === null) refuse('conflict', 'plan.running', `${planLabel(plan)} runs already.`)
  return { ...plan, pausedAt: null, pausedBy: null, pauseReason: '', version: plan.version + 1 }
}

const monthDay = (text: string): boolean => /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text)

/** Reads seasons as people write them: '04-01 to 09-30', several with commas. Refuses 'invalid' ('plan.season'). */
export function parseSeasons(given: string): Season[] {
  const parts = given.split(/[,;\n]/).flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
  return parts.slice(0, 6).map((part) => {
    const [, from = '', to = ''] = /^(\d\d-\d\d)\s*(?:-|–|to)\s*(\d\d-\d\d)$/i.exec(part) ?? []
    if (monthDay(from) && monthDay(to)) return { from, to }
    const sentence = 'Write a season as month-day to month-day, such as 04-01 to 09-30.'
    return refuse('invalid', 'plan.season', sentence, { seasons: sentence })
  })
}

export const writeSeasons = (seasons: readonly Season[]): string =>
  seasons.map(({ from, to }) => `${from} to ${to}`).join(', ')

/** Whether a day lies in one of the seasons; without any it always does. */
export function inSeason(day: LocalDate, seasons: readonly Season[]): boolean {
  const at = day.slice(5)
  const within = ({ from, to }: Season) => (from <= to ? from <= at && at <= to : at >= from || at <= to)
  return seasons.length === 0 || seasons.some(within)
}

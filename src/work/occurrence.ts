import type { Id } from '../kernel/ids'
import { addDays, addYears, compareDates, daysBetween, type LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import { graceOf, inSeason, type MaintenancePlan } from './plan'
import type { Dates } from './plan.dates'
import { plus } from './plan.rule'

/** What became of one date of a plan: nothing of it vanishes. */
export const occurrenceStates = ['raised', 'done', 'missed', 'skipped', 'satisfied'] as const
export type OccurrenceState = (typeof occurrenceStates)[number]

/** Where one asset stands in a plan. */
export type Clock = {
  id: Id<'pa'>
  /** The first day on which it may fall. */
  startsOn: LocalDate
  /** The last date of the rule that was used up, whatever became of it. */
  lastOn: LocalDate | null
  /** How many dates of the rule were used up: every so-manieth may be left out. */
  count: number
  /** From what a floating plan counts: when it was last done, or given up. */
  baseOn: LocalDate | null
}

/** Days of a site. `isHoliday`: nobody works on it though others of its weekday do. `isIdle`: nobody ever does. */
export type SiteDays = { isHoliday: (day: LocalDate) => boolean; isIdle: (day: LocalDate) => boolean }

type Policy = Pick<
  MaintenancePlan,
  'rule' | 'basis' | 'leadDays' | 'holidays' | 'seasons' | 'skipEvery' | 'stacks' | 'endsOn'
>

/** One date of a plan. `left` says why nothing comes of it. */
export type Item = {
  /** Names it: whoever reckons it again finds the same. */
  key: string
  ruleOn: LocalDate
  dueOn: LocalDate
  count: number
  left: 'holiday' | 'season' | 'every' | 'same-day' | null
}

/** How far a holiday pushes a date at most. */
const farthestShift = 31

/** The day on which it falls: holidays are moved off or left out. Null where it is left out. */
function settled(day: LocalDate, { holidays }: Pick<Policy, 'holidays'>, days: SiteDays): LocalDate | null {
  if (holidays === 'ignore' || !days.isHoliday(day)) return day
  if (holidays === 'skip') return null
  const step = holidays === 'before' ? -1 : 1
  for (let shift = 1; shift <= farthestShift; shift++) {
    const other = addDays(day, shift * step)
    if (!days.isHoliday(other) && !days.isIdle(other)) return other
  }
  return day
}

/** The next dates of a plan that keeps to its dates, those that are left out included, `most` of them. */
function fixedItems(clock: Clock, policy: Policy, dates: Dates, days: SiteDays, most: number): Item[] {
  let before: LocalDate | null = null
  return dates(clock.lastOn, most)
    .filter((day) => policy.endsOn === null || day <= policy.endsOn)
    .map((ruleOn, index) => {
      const count = clock.count + index + 1
      const moved = settled(ruleOn, policy, days)
      const left = !inSeason(ruleOn, policy.seasons)
        ? ('season' as const)
        : policy.skipEvery !== null && count % policy.skipEvery === 0
          ? ('every' as const)
          : moved === null
            ? ('holiday' as const)
            : before !== null && moved <= before
              ? ('same-day' as const)
              : null
      if (left === null) before = moved
      return { key: `on:${ruleOn}`, ruleOn, dueOn: moved ?? ruleOn, count, left }
    })
}

/** The one date of a plan that counts from the day on which it was done. Outside its season it is the season's first day. */
function floatingItem(clock: Clock, policy: Policy, days: SiteDays): Item[] {
  const counted = clock.baseOn === null ? clock.startsOn : plus(policy.rule, clock.baseOn)
  let day = compareDates(counted, clock.startsOn) < 0 ? clock.startsOn : counted
  const last = addYears(day, 1)
  while (!inSeason(day, policy.seasons) && day < last) day = addDays(day, 1)
  if (policy.endsOn !== null && day > policy.endsOn) return []
  // What counts from completion is never left out, or it would never come again: a holiday moves it on.
  const holidays = policy.holidays === 'skip' ? 'after' : policy.holidays
  const dueOn = settled(day, { holidays }, days) ?? day
  const key = `after:${clock.baseOn ?? 'start'}:${clock.count}`
  return [{ key, ruleOn: day, dueOn, count: clock.count + 1, left: null }]
}

/** The next dates of a plan for one asset, those that are left out included; floating plans know one. */
export const upcoming = (clock: Clock, policy: Policy, dates: Dates, days: SiteDays, most: number): Item[] =>
  policy.basis === 'floating' ? floatingItem(clock, policy, days) : fixedItems(clock, policy, dates, days, most)

export type Reckoned = {
  raise: Item[]
  /** Dates that passed without an order, each with why. */
  missed: (Item & { why: 'late' | 'open' })[]
  /** Left out by the plan's own policy, for the record. */
  skipped: Item[]
  clock: Clock
  next: Item | null
  /** The next date waits for the order that is open. */
  waits: boolean
}

/** So many dates are looked at in one go; the rest comes in the next. */
const mostAtOnce = 60

/**
 * What comes of a plan for one asset today.
 *
 * Each date whose lead has begun is raised once. Without stacking one order is open at a time: of several dates that
 * passed while nothing ran the latest is raised and the others are recorded as missed; while an order is open, dates
 * wait for it until their day has passed, and are missed then. With stacking every date is raised.
 * Source: features 2.5 rules 3 and 5.
 */
export function reckon(of: {
  clock: Clock
  policy: Policy
  dates: Dates
  days: SiteDays
  today: LocalDate
  isOpen: boolean
}): Reckoned {
  const { clock, policy, dates, days, today, isOpen } = of
  const none: Reckoned = { raise: [], missed: [], skipped: [], clock, next: null, waits: false }
  // What counts from completion has no date while it is not done.
  if (policy.basis === 'floating' && isOpen) return none

  const items = upcoming(clock, policy, dates, days, mostAtOnce)
  const ripe = (item: Item) => addDays(item.left === 'holiday' ? item.ruleOn : item.dueOn, -policy.leadDays) <= today
  const cut = items.findIndex((item) => !ripe(item))
  const due = cut < 0 ? items : items.slice(0, cut)
  const live = due.filter(({ left }) => left === null)
  const passed = live.filter(({ dueOn }) => dueOn < today)

  // Very many have passed: the earlier ones are put down first, and the latest is raised when it is reached.
  const more = cut < 0 && items.length === mostAtOnce
  const fresh = policy.stacks ? live : isOpen || more ? [] : live.filter(({ dueOn }) => dueOn <= today).slice(-1)
  const raise = fresh.length > 0 || isOpen || more ? fresh : live.slice(0, 1)
  const missed = policy.stacks
    ? []
    : passed
        .filter((item) => !raise.includes(item))
        .map((item) => ({ ...item, why: isOpen ? ('open' as const) : ('late' as const) }))

  const used = due.filter((item) => raise.includes(item) || missed.some(({ key }) => key === item.key))
  const lastUsed = used.at(-1)
  // Left-out dates go with what comes before them; at the front of the queue they go by themselves.
  const through = due.findLastIndex(
    (item, index) =>
      item === lastUsed ||
      (item.left !== null && due.slice(0, index).every((one) => one.left !== null || used.includes(one))),
  )
  const gone = due.slice(0, through + 1)
  const last = gone.at(-1)
  const after = last ? { ...clock, lastOn: last.ruleOn, count: last.count } : clock
  const rest = items.slice(gone.length)
  const next =
    policy.basis === 'floating' && raise.length > 0
      ? null
      : (rest.find(({ left }) => left === null) ??
        upcoming(after, policy, dates, days, mostAtOnce * 10).find(({ left }) => left === null) ??
        null)
  return {
    raise,
    missed,
    skipped: gone.filter(({ left }) => left === 'holiday' || left === 'same-day'),
    clock: after,
    next,
    waits: !policy.stacks && next !== null && (isOpen || raise.length > 0) && ripe(next),
  }
}

/** The day from which the next date is looked at again: its lead's first day, or, while it waits, the day after it. */
export const lookAgainOn = (next: Item, waits: boolean, { leadDays }: Pick<Policy, 'leadDays'>): LocalDate =>
  waits ? addDays(next.dueOn, 1) : addDays(next.dueOn, -leadDays)

/**
 * Done without an order, on a day that is over. A plan that keeps to its dates counts it for the nearest one ahead, if
 * that lies within the window of grace; one that counts from completion begins anew.
 * Refuses 'conflict' ('plan.too-early'): it does not count, and the date stays.
 */
export function doneEarly(
  of: { clock: Clock; policy: Policy & Pick<MaintenancePlan, 'graceEarlyDays' | 'graceLateDays'>; next: Item | null },
  doneOn: LocalDate,
): { item: Item | null; clock: Clock } {
  const { clock, policy, next } = of
  const done = { ...clock, baseOn: doneOn }
  if (policy.basis === 'floating') return { item: next, clock: { ...done, count: clock.count + 1 } }
  const { early } = graceOf(policy)
  if (next === null) return { item: null, clock: done }
  const days = daysBetween(doneOn, next.dueOn)
  if (days > early) {
    const sentence = `It is due on ${next.dueOn}. Done ${days} days before, it does not count for that day: the window is ${early} ${early === 1 ? 'day' : 'days'}.`
    refuse('conflict', 'plan.too-early', sentence, { doneOn: sentence })
  }
  return { item: next, clock: { ...done, lastOn: next.ruleOn, count: next.count } }
}

/** Whether it was done in time, by the plan's window. */
export function inTime(
  { dueOn, doneOn }: { dueOn: LocalDate; doneOn: LocalDate },
  plan: Pick<MaintenancePlan, 'rule' | 'graceEarlyDays' | 'graceLateDays'>,
): boolean {
  const { early, late } = graceOf(plan)
  const days = daysBetween(dueOn, doneOn)
  return days >= -early && days <= late
}

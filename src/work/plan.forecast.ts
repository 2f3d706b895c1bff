import { addDays, type LocalDate, startOfWeek } from '../kernel/local-date'
import { type Clock, type Item, type SiteDays, upcoming } from './occurrence'
import type { Dates } from './plan.dates'

type Policy = Parameters<typeof upcoming>[1]

/**
 * The days on which a plan will fall for one asset until a day, as far as one can know: what counts from completion is
 * taken as done on its day. An estimate.
 */
export function forecastOf(clock: Clock, policy: Policy, dates: Dates, days: SiteDays, until: LocalDate): Item[] {
  if (policy.basis === 'fixed') {
    return upcoming(clock, policy, dates, days, 120).filter(({ left, dueOn }) => left === null && dueOn <= until)
  }
  const items: Item[] = []
  let at = clock
  while (items.length < 120) {
    const [item] = upcoming(at, policy, dates, days, 1)
    if (!item || item.dueOn > until) break
    items.push(item)
    at = { ...at, baseOn: item.dueOn, count: item.count }
  }
  return items
}

export type Load = { planId: string; dueOn: LocalDate; minutes: number | null }
export type Week = { monday: LocalDate; jobs: number; minutes: number; unknown: number }

/** Work by week from the Monday of a day on; what was due before counts into the first. `unknown` have no estimate. */
export function loadByWeek(loads: readonly Load[], from: LocalDate, weeks: number): Week[] {
  const first = startOfWeek(from)
  return Array.from({ length: weeks }, (_, index) => {
    const monday = addDays(first, index * 7)
    const after = addDays(monday, 7)
    const own = loads.filter(({ dueOn }) => dueOn < after && (dueOn >= monday || index === 0))
    return {
      monday,
      jobs: own.length,
      minutes: own.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0),
      unknown: own.filter(({ minutes }) => minutes === null).length,
    }
  })
}

import type { Instant } from '../kernel/instant'
import { addDays, type LocalDate, startOfDay } from '../kernel/local-date'
import { clip, intersection, minutesOf, type Stretch, union } from '../places'
import { downStretches, type Stop } from './stop'

/**
 * Downtime over days against the hours in which the site works. Overlapping stops count once; hours in which nobody
 * works count nothing. A failure counts in the period in which it began.
 */
export function downtimeOf(
  stops: readonly Pick<Stop, 'class' | 'startedAt' | 'endedAt'>[],
  open: readonly Stretch[],
  { first, count, timeZone, now }: { first: LocalDate; count: number; timeZone: string; now: Instant },
) {
  const whole: Stretch = { from: startOfDay(first, timeZone), to: now }
  const down = (which: (stop: Pick<Stop, 'class'>) => boolean) =>
    intersection(downStretches(stops.filter(which), whole, now), open)
  const unplanned = down((stop) => stop.class !== 'planned')
  const planned = down((stop) => stop.class === 'planned')
  const all = union([...unplanned, ...planned])

  const days = Array.from({ length: count }, (_, index) => {
    const date = addDays(first, index)
    const day = { from: startOfDay(date, timeZone), to: startOfDay(addDays(date, 1), timeZone) }
    const hours = (stretches: readonly Stretch[]) => minutesOf(clip(stretches, day)) / 60
    return { date, openHours: hours(open), unplannedHours: hours(unplanned), plannedHours: hours(planned) }
  })

  const openHours = minutesOf(clip(open, whole)) / 60
  const downHours = minutesOf(all) / 60
  const begun = stops.filter(({ startedAt }) => startedAt >= whole.from)
  const failures = begun.filter((stop) => stop.class === 'failure')
  const repaired = failures.filter(({ endedAt }) => endedAt !== null)
  const repairMs = repaired.reduce((sum, { startedAt, endedAt }) => sum + ((endedAt ?? startedAt) - startedAt), 0)
  return {
    days,
    openHours,
    downHours,
    stops: begun.length,
    failures: failures.length,
    repaired: repaired.length,
    availability: openHours > 0 ? ((openHours - downHours) / openHours) * 100 : null,
    meanHoursBetween: failures.length > 0 ? (openHours - downHours) / failures.length : null,
    meanHoursToRepair: repaired.length > 0 ? repairMs / repaired.length / 3_600_000 : null,
  }
}

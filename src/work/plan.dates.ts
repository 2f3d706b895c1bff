import { addDays, addYears, type LocalDate } from '../kernel/local-date'
import { anchorBefore, intervalDays, type Rule, rruleOf } from './plan.rule'

/** The days of a rule after a day (from its start on when null), in order; `most` of them. */
export type Dates = (after: LocalDate | null, most: number) => LocalDate[]

/** The package is 60 kB compressed: it is loaded when plans are reckoned and not before. */
const load = async () => (await import('rrule-temporal')).RRuleTemporal

/** Farther ahead no plan is looked at. */
const horizonYears = 60

/** The days of a rule. They are days of the site: zones and summer time do not move them. */
export async function datesOf(rule: Rule, start: LocalDate): Promise<Dates> {
  const Recurrence = await load()
  const text = rruleOf(rule, start)
  return (after, most) => {
    const from = after === null || after < start ? start : addDays(after, 1)
    const anchor = anchorBefore(rule, start, from)
    const expanded = new Recurrence({
      rruleString: `DTSTART;TZID=UTC:${anchor.replaceAll('-', '')}T000000\nRRULE:${text}`,
    })
    const last = addYears(from, horizonYears)
    let found: LocalDate[] = []
    // Windows that grow: nobody knows beforehand how far apart the days of a rule are.
    for (let days = intervalDays(rule) * (most + 2); found.length < most; days *= 4) {
      const until = addDays(from, Math.min(days, 366 * horizonYears))
      found = expanded
        .between(new Date(`${from}T00:00:00Z`), new Date(`${until}T00:00:00Z`), true)
        .map((at) => at.toString().slice(0, 10) as LocalDate)
      if (until >= last) break
    }
    return found.slice(0, most)
  }
}

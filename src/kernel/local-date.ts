import { Temporal } from 'temporal-polyfill'
import { type Instant, instant } from './instant'
import { refuse } from './refusal'

/** A day on a site's calendar, as '2026-03-31'. It has no hour: it begins when its zone says. */
export type LocalDate = string & { readonly localDate: unique symbol }

const plain = (date: LocalDate) => Temporal.PlainDate.from(date)

/** Years of four digits from 1800 on: earlier ones are slips, and longer ones do not sort. */
function made(date: Temporal.PlainDate): LocalDate {
  if (date.year < 1800 || date.year > 9999) {
    return refuse('invalid', 'date.year', 'Write the year with its four digits, from 1800 on.')
  }
  return date.toString() as LocalDate
}

/** Reads 'YYYY-MM-DD'. Refuses 'invalid': what has another form or what no month has ('date.form'), 'date.year'. */
export function localDate(given: string): LocalDate {
  const no = () => refuse('invalid', 'date.form', 'Write the date as year-month-day, such as 2026-03-31.')
  if (!/^\d{4}-\d{2}-\d{2}$/.test(given)) return no()
  let date: Temporal.PlainDate
  try {
    date = Temporal.PlainDate.from(given, { overflow: 'reject' })
  } catch {
    return no()
  }
  return made(date)
}

/** The day that it is in a zone at a moment. */
export const dayOf = (at: Instant, timeZone: string): LocalDate =>
  made(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate())

/**
 * The moment at which a day begins in a zone: where the clock skips midnight, the first moment that exists. A day ends
 * where the next begins, which is not always 24 hours later.
 */
export const startOfDay = (date: LocalDate, timeZone: string): Instant =>
  instant(plain(date).toZonedDateTime(timeZone).epochMilliseconds)

/**
 * The moment at which a clock on the wall of that zone shows so many minutes after midnight of the day; 1440 is the
 * next midnight. An hour that the clock skips is the one after it; of an hour that comes twice it is the first.
 */
export const atMinute = (date: LocalDate, minute: number, timeZone: string): Instant =>
  instant(
    plain(date)
      .add({ days: Math.floor(minute / 1440) })
      .toPlainDateTime({ hour: Math.floor((minute % 1440) / 60), minute: minute % 60 })
      .toZonedDateTime(timeZone).epochMilliseconds,
  )

/** Refuses 'invalid' ('date.year') beyond the calendar's ends, as do the next two. */
export const addDays = (date: LocalDate, days: number): LocalDate => made(plain(date).add({ days }))

/** The same day of a later month; where that month is shorter, its last day. */
export const addMonths = (date: LocalDate, months: number): LocalDate => made(plain(date).add({ months }))

/** The same day of a later year; for 29 February, the 28th where there is none. */
export const addYears = (date: LocalDate, years: number): LocalDate => made(plain(date).add({ years }))

/** Whole days from one to the other; negative when the other is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  plain(from).until(plain(to), { largestUnit: 'day' }).days

/** Below zero where the first is earlier, above where it is later. */
export const compareDates = (one: LocalDate, other: LocalDate): number => (one < other ? -1 : one > other ? 1 : 0)

/** 1 for Monday to 7 for Sunday. */
export const weekday = (date: LocalDate): number => plain(date).dayOfWeek

/** The last such weekday that is not after the date: by default the Monday of its week. */
export const startOfWeek = (date: LocalDate, firstWeekday = 1): LocalDate =>
  addDays(date, -((weekday(date) - firstWeekday + 7) % 7))

export const startOfMonth = (date: LocalDate): LocalDate => `${date.slice(0, 8)}01` as LocalDate

export const endOfMonth = (date: LocalDate): LocalDate => addDays(addMonths(startOfMonth(date), 1), -1)

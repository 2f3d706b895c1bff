import { Temporal } from 'temporal-polyfill'
import { type Instant, instant } from './instant'
import { refuse } from './refusal'

/** A day on a site's calendar, as '2026-03-31'. It has no hour: it begins when its zone says. */
export type LocalDate = string & { readonly localDate: unique symbol }

/** Reads 'YYYY-MM-DD'. Refuses 'invalid' ('date.form') for anything else, and for days that no month has. */
export function localDate(given: string): LocalDate {
  const no = () => refuse('invalid', 'date.form', 'Write the date as year-month-day, such as 2026-03-31.')
  if (!/^\d{4}-\d{2}-\d{2}$/.test(given)) return no()
  try {
    return Temporal.PlainDate.from(given, { overflow: 'reject' }).toString() as LocalDate
  } catch {
    return no()
  }
}

const plain = (date: LocalDate) => Temporal.PlainDate.from(date)

/** The day that it is in a zone at a moment. */
export const dayOf = (at: Instant, timeZone: string): LocalDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString() as LocalDate

/** The moment at which a day begins in a zone; where the clock skips midnight, the first moment that exists. */
export const startOfDay = (date: LocalDate, timeZone: string): Instant =>
  instant(plain(date).toZonedDateTime(timeZone).epochMilliseconds)

export const addDays = (date: LocalDate, days: number): LocalDate => plain(date).add({ days }).toString() as LocalDate

/** The same day of a later month; where that month is shorter, its last day. */
export const addMonths = (date: LocalDate, months: number): LocalDate =>
  plain(date).add({ months }).toString() as LocalDate

/** Whole days from one to the other; negative when the other is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  plain(from).until(plain(to), { largestUnit: 'day' }).days

/** 1 for Monday to 7 for Sunday. */
export const weekday = (date: LocalDate): number => plain(date).dayOfWeek

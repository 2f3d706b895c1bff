import { type Instant, instant } from '../kernel/instant'
import { addDays, atMinute, dayOf, type LocalDate, localDate, weekday } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import { cleanText } from '../kernel/text'

/**
 * A time of work on one day, by the clock on the wall: '06:00' to '14:00'. One that ends no later than it begins goes
 * on past midnight; '00:00' to '00:00' is the whole day.
 */
export type Shift = { name: string; from: string; to: string }

/** A day that is not as its weekday is: other shifts, or none. */
export type Exception = { on: LocalDate; name: string; shifts: Shift[] }

/** When a site works. `week` begins on Monday. `holidays` names the country whose public holidays are free. */
export type OperatingHours = {
  week: Shift[][]
  exceptions: Exception[]
  holidays: { country: string; region: string } | null
}

/** A stretch of time; its end does not belong to it. */
export type Stretch = { from: Instant; to: Instant }

/** Public holidays by their day. */
export type Holidays = ReadonlyMap<LocalDate, string>

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** The shifts that begin on a day: an exception's before a holiday's (none) before the weekday's. */
export function shiftsOn(hours: OperatingHours, holidays: Holidays, day: LocalDate): Shift[] {
  const exception = hours.exceptions.find(({ on }) => on === day)
  if (exception) return exception.shifts
  if (hours.holidays && holidays.has(day)) return []
  return hours.week[weekday(day) - 1] ?? []
}

/**
 * When the site works between two moments: stretches in order that neither touch nor overlap. A site without hours
 * works around the clock. A shift is as long as the clock on the wall makes it: seven hours from 22:00 to 05:00 are six
 * in the night in which summer time begins.
 */
export function operatingStretches(
  hours: OperatingHours | null,
  holidays: Holidays,
  timeZone: string,
  { from, to }: Stretch,
): Stretch[] {
  if (to <= from) return []
  if (hours === null) return [{ from, to }]
  const stretches: Stretch[] = []
  const last = dayOf(to, timeZone)
  // A shift of the evening before may reach into the first day.
  for (let day = addDays(dayOf(from, timeZone), -1); day <= last; day = addDays(day, 1)) {
    for (const shift of shiftsOn(hours, holidays, day)) {
      const begins = minuteOf(shift.from)
      const ends = minuteOf(shift.to)
      stretches.push({
        from: atMinute(day, begins, timeZone),
        to: atMinute(day, ends <= begins ? ends + 1440 : ends, timeZone),
      })
    }
  }
  return union(clip(stretches, { from, to }))
}

/**
 * Operating minutes of a site between two moments: the denominator of availability. Whole minutes, rounded down once
 * over the sum; an end before its start counts nothing.
 */
export const operatingMinutes = (
  hours: OperatingHours | null,
  holidays: Holidays,
  timeZone: string,
  between: Stretch,
): number => minutesOf(operatingStretches(hours, holidays, timeZone, between))

/** Whole minutes of stretches that do not overlap. */
export const minutesOf = (stretches: readonly Stretch[]): number =>
  Math.floor(stretches.reduce((sum, { from, to }) => sum + (to - from), 0) / 60_000)

/** What of the stretches lies within. */
export const clip = (stretches: readonly Stretch[], within: Stretch): Stretch[] =>
  stretches
    .map(({ from, to }) => ({
      from: instant(Math.max(from, within.from)),
      to: instant(Math.min(to, within.to)),
    }))
    .filter(({ from, to }) => from < to)

/** The same time, each moment once: overlapping and touching stretches become one. */
export function union(stretches: readonly Stretch[]): Stretch[] {
  const merged: Stretch[] = []
  for (const next of [...stretches].sort((one, other) => one.from - other.from)) {
    const last = merged.at(-1)
    if (last && next.from <= last.to) last.to = instant(Math.max(last.to, next.to))
    else merged.push({ ...next })
  }
  return merged
}

/** The moments that lie in both. */
export const intersection = (one: readonly Stretch[], other: readonly Stretch[]): Stretch[] =>
  union(one.flatMap((stretch) => clip(other, stretch)))

const clock = (text: string): string | null => {
  const [, hour = '', minute = '00'] = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(text) ?? []
  if (hour === '' || Number(hour) > 24 || Number(minute) > 59 || (hour === '24' && minute !== '00')) return null
  return `${String(Number(hour) % 24).padStart(2, '0')}:${minute}`
}

/** How many shifts a day has at most. */
const mostShifts = 6

/**
 * Reads the shifts of a day as people write them: 'Early 06:00-14:00, Late 14:00-22:00'; empty or 'closed' is none.
 * Refuses 'invalid' ('hours.form').
 */
export function parseShifts(given: string): Shift[] {
  const text = given.trim()
  if (text === '' || /^closed$/i.test(text)) return []
  const shifts = text.split(/[,;]/).map((part) => {
    const [, name = '', from = '', to = ''] =
      /^(.*?)\s*(\d{1,2}(?:[:.]\d{2})?)\s*[-–—]\s*(\d{1,2}(?:[:.]\d{2})?)$/.exec(part.trim()) ?? []
    const [begins, ends] = [clock(from), clock(to)]
    if (begins === null || ends === null) return no(part)
    return { name: cleanText(name, { longest: 40, lines: 'one' }), from: begins, to: ends }
  })
  return shifts.length > mostShifts ? no(text) : shifts
}

const no = (part: string): never =>
  refuse(
    'invalid',
    'hours.form',
    `Write the hours as 06:00-14:00, several with commas between, or “closed”. “${part.trim().slice(0, 40)}” is not of that form.`,
  )

export const writeShifts = (shifts: readonly Shift[]): string =>
  shifts
    .map(
      ({ name, from, to }) => `${name ? `${name} ` : ''}${from}-${to === '00:00' && from !== '00:00' ? '24:00' : to}`,
    )
    .join(', ')

/** How many exceptions a site keeps. */
const mostExceptions = 400

/**
 * Reads exceptions, one a line: '2026-12-24 06:00-12:00 Christmas Eve', '2026-12-28 closed Shutdown'. In the order of
 * their days. Refuses 'invalid' ('hours.exception').
 */
export function parseExceptions(given: string): Exception[] {
  const lines = given.split('\n').filter((line) => line.trim() !== '')
  const exceptions = lines.map((line) => {
    const bad = (): never =>
      refuse(
        'invalid',
        'hours.exception',
        `Write each day on a line of its own, such as “2026-12-24 06:00-12:00 Christmas Eve”. “${line.trim().slice(0, 40)}” is not of that form.`,
      )
    const times = String.raw`\d{1,2}(?:[:.]\d{2})?\s*[-–—]\s*\d{1,2}(?:[:.]\d{2})?`
    const [, day = '', hours = '', name = ''] =
      new RegExp(String.raw`^(\d{4}-\d{2}-\d{2})\s+(closed|${times}(?:\s*,\s*${times})*)\s*(.*)$`, 'i').exec(
        line.trim(),
      ) ?? bad()
    return { on: localDate(day), shifts: parseShifts(hours), name: cleanText(name, { longest: 80, lines: 'one' }) }
  })
  const days = new Set(exceptions.map(({ on }) => on))
  if (days.size < exceptions.length || exceptions.length > mostExceptions) {
    refuse('invalid', 'hours.exception-twice', `Write each day once, and at most ${mostExceptions} of them.`)
  }
  return exceptions.sort((one, other) => (one.on < other.on ? -1 : 1))
}

export const writeExceptions = (exceptions: readonly Exception[]): string =>
  exceptions
    .map(({ on, name, shifts }) => `${on} ${writeShifts(shifts) || 'closed'}${name ? ` ${name}` : ''}`)
    .join('\n')

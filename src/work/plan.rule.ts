import {
  addDays,
  addMonths,
  addYears,
  daysBetween,
  type LocalDate,
  startOfMonth,
  startOfWeek,
  weekday,
} from '../kernel/local-date'

export const units = ['day', 'week', 'month', 'year'] as const
export type Unit = (typeof units)[number]

/** How a month's day is found: the day of the start, the month's last, or the start's weekday (the second Tuesday). */
export const monthlies = ['day', 'last-day', 'weekday'] as const

/** A rule of a calendar, on days of the site: never on hours. A subset of RFC 5545. */
export type Rule = {
  every: number
  unit: Unit
  /** 1 for Monday to 7; of rules by the week. Empty is the weekday of the start. */
  weekdays: number[]
  monthly: (typeof monthlies)[number]
}

const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const dayIn = (date: LocalDate): number => Number(date.slice(8))
const monthIn = (date: LocalDate): number => Number(date.slice(5, 7))

/** Which of its weekdays in the month a day is; the fifth is the last, or many months had none. */
const nthOf = (date: LocalDate): number => (dayIn(date) > 28 ? -1 : Math.ceil(dayIn(date) / 7))

/**
 * The days of a month on which it may fall, the last of which counts: the 31st of a month that has none is its last
 * day, and the month after it is the 31st again.
 */
function monthDays({ monthly }: Rule, start: LocalDate): string {
  if (monthly === 'weekday') return `BYDAY=${nthOf(start)}${codes[weekday(start) - 1]}`
  if (monthly === 'last-day') return 'BYMONTHDAY=-1'
  const day = dayIn(start)
  if (day <= 28) return `BYMONTHDAY=${day}`
  return `BYMONTHDAY=${[28, 29, 30, 31].filter((one) => one <= day).join(',')};BYSETPOS=-1`
}

/** The rule as RFC 5545 has it; every part is written out, so that it does not hang on the day of its DTSTART. */
export function rruleOf(rule: Rule, start: LocalDate): string {
  const head = `INTERVAL=${rule.every}`
  if (rule.unit === 'day') return `FREQ=DAILY;${head}`
  if (rule.unit === 'week') {
    const days = rule.weekdays.length > 0 ? rule.weekdays : [weekday(start)]
    return `FREQ=WEEKLY;${head};WKST=MO;BYDAY=${days.map((day) => codes[day - 1]).join(',')}`
  }
  if (rule.unit === 'month') return `FREQ=MONTHLY;${head};${monthDays(rule, start)}`
  return `FREQ=YEARLY;${head};BYMONTH=${monthIn(start)};${monthDays(rule, start)}`
}

/** A day in the phase of the rule, as late as can be before `after`: what is expanded does not grow with the years. */
export function anchorBefore({ every, unit }: Rule, start: LocalDate, after: LocalDate): LocalDate {
  const days = Math.max(0, daysBetween(start, after))
  const steps = (periods: number) => Math.max(0, Math.floor(periods / every) - 1) * every
  if (unit === 'day') return addDays(start, steps(days))
  if (unit === 'week') return addDays(startOfWeek(start), steps(Math.floor(days / 7)) * 7)
  if (unit === 'month') return addMonths(startOfMonth(start), steps(Math.floor(days / 31)))
  return addYears(startOfMonth(start), steps(Math.floor(days / 366)))
}

/** Counted from the day on which it was done: a month after 31 January is the last day of February. */
export function plus({ every, unit }: Rule, from: LocalDate): LocalDate {
  if (unit === 'day') return addDays(from, every)
  if (unit === 'week') return addDays(from, every * 7)
  return unit === 'month' ? addMonths(from, every) : addYears(from, every)
}

/** About how many days lie between two: for windows of grace and for what is longer than what. */
export function intervalDays({ every, unit, weekdays }: Rule): number {
  if (unit === 'week') return Math.max(1, Math.round((every * 7) / Math.max(1, weekdays.length)))
  return Math.round(every * { day: 1, month: 30.4375, year: 365.25 }[unit])
}

const nths: Record<number, string> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', [-1]: 'last' }
const nth = (day: number) => `${day}${[11, 12, 13].includes(day) ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')}`

/** The rule as a person says it: “every 3 months on the 31st”. */
export function ruleWords(rule: Rule, start: LocalDate, basis: 'fixed' | 'floating'): string {
  const { every, unit, weekdays, monthly } = rule
  const often = every === 1 ? `every ${unit}` : `every ${every} ${unit}s`
  if (basis === 'floating') return `${every === 1 ? `a ${unit}` : `${every} ${unit}s`} after it was last done`
  if (unit === 'day') return often
  if (unit === 'week') {
    const days = weekdays.length > 0 ? weekdays : [weekday(start)]
    return `${often} on ${days.map((day) => dayNames[day - 1]).join(', ')}`
  }
  const of = unit === 'year' ? ` of ${monthNames[monthIn(start) - 1]}` : ''
  if (monthly === 'last-day') return `${often} on the last day${of}`
  if (monthly === 'weekday') return `${often} on the ${nths[nthOf(start)]} ${dayNames[weekday(start) - 1]}${of}`
  return `${often} on the ${nth(dayIn(start))}${of}`
}

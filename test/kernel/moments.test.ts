import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, isoOf, parseInstant } from '../../src/kernel/instant'
import {
  addDays,
  addMonths,
  addYears,
  compareDates,
  dayOf,
  daysBetween,
  endOfMonth,
  localDate,
  startOfDay,
  startOfMonth,
  startOfWeek,
  weekday,
} from '../../src/kernel/local-date'
import { timeZone, timeZones } from '../../src/kernel/time-zone'
import { outcome } from './reason'

const hour = 3_600_000

describe('a moment', () => {
  it.each([
    ['2026-03-31T08:15:00Z', '2026-03-31T08:15:00.000Z'],
    ['2026-03-31T10:15:00.250+02:00', '2026-03-31T08:15:00.250Z'],
    ['2026-03-31T00:15-05:30', '2026-03-31T05:45:00.000Z'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
  ])('%s is %s', (given, expected) => {
    expect(isoOf(parseInstant(given))).toBe(expected)
  })

  it.each([
    '',
    '2026-03-31',
    '2026-03-31T08:15:00',
    '2026-02-29T00:00:00Z',
    '2026-03-31T24:00:00Z',
    '2026-13-01T00:00Z',
    'now',
    '2026-03-31 08:15Z',
    '2026-03-31T08:15:60Z',
    '2026-03-31T08:15Z\n',
  ])('%j is none', (given) => {
    expect(outcome(() => parseInstant(given))).toBe('instant.form')
  })

  it('is whole, and within what a clock shows', () => {
    expect(instant(1.9)).toBe(1)
    for (const given of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) expect(() => instant(given)).toThrow(RangeError)
  })
})

describe('the calendar', () => {
  it.each([
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-03-31', -1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-10-31', 4, '2027-02-28'],
    ['2026-12-15', 1, '2027-01-15'],
  ])('%s and %i months is %s', (day, months, expected) => {
    expect(addMonths(localDate(day), months)).toBe(expected)
  })

  it('knows weeks, months and years', () => {
    const tuesday = localDate('2026-11-24')
    expect(weekday(tuesday)).toBe(2)
    expect([startOfWeek(tuesday), startOfWeek(tuesday, 7), startOfWeek(tuesday, 2)]).toEqual([
      '2026-11-23',
      '2026-11-22',
      '2026-11-24',
    ])
    expect([startOfMonth(tuesday), endOfMonth(tuesday), endOfMonth(localDate('2024-02-01'))]).toEqual([
      '2026-11-01',
      '2026-11-30',
      '2024-02-29',
    ])
    expect(addYears(localDate('2024-02-29'), 1)).toBe('2025-02-28')
    expect(['2026-01-02', '2025-12-31', '2026-01-01'].map(localDate).sort(compareDates)).toEqual([
      '2025-12-31',
      '2026-01-01',
      '2026-01-02',
    ])
  })

  it('counts back what it counted on', () => {
    const day = fc.integer({ min: -50_000, max: 50_000 }).map((days) => addDays(localDate('2000-01-01'), days))
    fc.assert(
      fc.property(day, fc.integer({ min: -20_000, max: 20_000 }), (from, days) => {
        expect(daysBetween(from, addDays(from, days))).toBe(days)
      }),
    )
  })

  it.each(['0026-03-31', '1799-12-31', '0000-01-01'])('%s is a slip', (given) => {
    expect(outcome(() => localDate(given))).toBe('date.year')
  })

  it('ends with year 9999', () => {
    expect(outcome(() => addDays(localDate('9999-12-31'), 1))).toBe('date.year')
    expect(outcome(() => addMonths(localDate('1800-01-01'), -1))).toBe('date.year')
  })
})

/** A day, where it is, when it begins and how many hours it has. */
const days: [day: string, zone: string, begins: string, hours: number][] = [
  ['2026-04-05', 'Australia/Sydney', '2026-04-04T13:00:00.000Z', 25],
  ['2026-10-04', 'Australia/Sydney', '2026-10-03T14:00:00.000Z', 23],
  ['2026-10-05', 'Australia/Sydney', '2026-10-04T13:00:00.000Z', 24],
  ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z', 23],
  ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z', 25],
  ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z', 24],
  // Half an hour only.
  ['2026-04-05', 'Australia/Lord_Howe', '2026-04-04T13:00:00.000Z', 24.5],
  ['2026-10-04', 'Australia/Lord_Howe', '2026-10-03T13:30:00.000Z', 23.5],
  // The clock skips midnight there.
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', 23],
  ['2026-03-29', 'Asia/Beirut', '2026-03-28T22:00:00.000Z', 23],
  ['2026-06-15', 'Asia/Kathmandu', '2026-06-14T18:15:00.000Z', 24],
  ['2026-06-15', 'UTC', '2026-06-15T00:00:00.000Z', 24],
]

it.each(days)('%s in %s begins at %s and has %d hours', (day, zone, begins, hours) => {
  const date = localDate(day)
  const [start, end] = [startOfDay(date, zone), startOfDay(addDays(date, 1), zone)]
  expect(isoOf(start)).toBe(begins)
  expect((end - start) / hour).toBe(hours)
  expect([dayOf(start, zone), dayOf(instant(end - 1), zone), dayOf(end, zone)]).toEqual([day, day, addDays(date, 1)])
})

describe('a time zone', () => {
  it('is kept by the name that the list has', () => {
    const zones = timeZones()
    expect(zones.filter((zone) => !zones.includes(timeZone(zone)))).toEqual([])
    for (const given of ['utc', 'Etc/UTC', 'europe/amsterdam', 'Asia/Kolkata', 'US/Eastern', 'Europe/Kyiv'])
      expect(zones).toContain(timeZone(given))
  })

  it('every one tells the day', () => {
    const at = parseInstant('2026-11-24T12:00:00Z')
    for (const zone of timeZones()) {
      const begins = startOfDay(dayOf(at, zone), zone)
      expect(begins <= at && at - begins < 25 * hour).toBe(true)
    }
  })
})

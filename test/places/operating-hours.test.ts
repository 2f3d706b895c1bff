import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, instant, parseInstant } from '../../src/kernel/instant'
import type { LocalDate } from '../../src/kernel/local-date'
import { holidaysOf } from '../../src/places/holidays'
import {
  intersection,
  minutesOf,
  type OperatingHours,
  operatingMinutes,
  operatingStretches,
  parseExceptions,
  parseShifts,
  union,
  writeExceptions,
  writeShifts,
} from '../../src/places/operating-hours'
import { outcome } from '../kernel/reason'

const zone = 'Europe/Amsterdam'
const at = (text: string): Instant => parseInstant(text)
const hours = (week: string[], exceptions = '', holidays: OperatingHours['holidays'] = null): OperatingHours => ({
  week: week.map(parseShifts),
  exceptions: parseExceptions(exceptions),
  holidays,
})
const weekdays = (shifts: string) => hours([shifts, shifts, shifts, shifts, shifts, '', ''])
const everyDay = (shifts: string) => hours(Array(7).fill(shifts))
const christmas = new Map([['2026-12-25' as LocalDate, 'Christmas Day']])

describe('operating minutes between two moments', () => {
  const cases: [string, OperatingHours | null, string, string, number][] = [
    ['around the clock, an hour', null, '2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z', 60],
    ['a day shift, whole week', weekdays('06:00-14:00'), '2026-11-22T23:00:00Z', '2026-11-29T23:00:00Z', 5 * 480],
    ['begun within a shift', weekdays('06:00-14:00'), '2026-11-23T12:30:00Z', '2026-11-23T23:00:00Z', 30],
    ['over a night without a shift', weekdays('06:00-14:00'), '2026-11-23T12:30:00Z', '2026-11-24T05:30:00Z', 60],
    ['over a weekend', weekdays('06:00-14:00'), '2026-11-27T12:00:00Z', '2026-11-30T06:00:00Z', 120],
    [
      'a night shift belongs to the day it begins on',
      hours(['22:00-06:00', '', '', '', '', '', '']),
      '2026-11-23T00:00:00Z',
      '2026-11-25T00:00:00Z',
      480,
    ],
    [
      'the night shift of Sunday reaches into Monday',
      hours(['', '', '', '', '', '', '22:00-06:00']),
      '2026-11-23T00:00:00Z',
      '2026-11-23T12:00:00Z',
      300,
    ],
    [
      'shifts that overlap count once',
      weekdays('06:00-14:00, 13:00-22:00'),
      '2026-11-22T23:00:00Z',
      '2026-11-23T23:00:00Z',
      960,
    ],
    [
      'three shifts make a whole day',
      everyDay('06:00-14:00, 14:00-22:00, 22:00-06:00'),
      '2026-11-22T23:00:00Z',
      '2026-11-23T23:00:00Z',
      1440,
    ],
    ['whole days', everyDay('00:00-24:00'), '2026-11-22T23:00:00Z', '2026-11-23T23:00:00Z', 1440],
    ['the night that loses an hour', everyDay('22:00-06:00'), '2027-03-27T12:00:00Z', '2027-03-28T12:00:00Z', 420],
    ['the night that gains an hour', everyDay('22:00-06:00'), '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', 540],
    ['the whole day that loses an hour', everyDay('00:00-24:00'), '2027-03-27T23:00:00Z', '2027-03-28T22:00:00Z', 1380],
    [
      'a shift that begins in the hour that is skipped',
      everyDay('02:30-06:00'),
      '2027-03-28T00:00:00Z',
      '2027-03-28T12:00:00Z',
      150,
    ],
    [
      'the other end of the world, the same clock',
      everyDay('06:00-14:00'),
      '2026-11-23T00:00:00Z',
      '2026-11-24T00:00:00Z',
      480,
    ],
    ['an end before its start', everyDay('06:00-14:00'), '2026-11-24T00:00:00Z', '2026-11-23T00:00:00Z', 0],
    ['nothing between a moment and itself', null, '2026-11-24T00:00:00Z', '2026-11-24T00:00:00Z', 0],
    [
      'a closed day',
      hours(Array(7).fill('06:00-14:00'), '2026-11-24 closed Shutdown'),
      '2026-11-23T23:00:00Z',
      '2026-11-24T23:00:00Z',
      0,
    ],
    [
      'a day that differs',
      hours(Array(7).fill('06:00-14:00'), '2026-12-24 06:00-12:00 Christmas Eve'),
      '2026-12-23T23:00:00Z',
      '2026-12-24T23:00:00Z',
      360,
    ],
    [
      'a public holiday',
      hours(Array(7).fill('06:00-14:00'), '', { country: 'NL', region: '' }),
      '2026-12-24T23:00:00Z',
      '2026-12-25T23:00:00Z',
      0,
    ],
    [
      'a public holiday that nobody keeps',
      everyDay('06:00-14:00'),
      '2026-12-24T23:00:00Z',
      '2026-12-25T23:00:00Z',
      480,
    ],
    [
      'an exception goes before a holiday',
      hours(Array(7).fill('06:00-14:00'), '2026-12-25 08:00-10:00 Stand-by', { country: 'NL', region: '' }),
      '2026-12-24T23:00:00Z',
      '2026-12-25T23:00:00Z',
      120,
    ],
    [
      'the night before a holiday runs into it',
      hours(Array(7).fill('22:00-06:00'), '', { country: 'NL', region: '' }),
      '2026-12-24T23:00:00Z',
      '2026-12-25T23:00:00Z',
      360,
    ],
    [
      'seconds are summed before they are cut',
      everyDay('06:00-14:00'),
      '2026-11-23T12:59:30Z',
      '2026-11-24T05:00:30Z',
      1,
    ],
  ]
  it.each(cases)('%s', (_name, calendar, from, to, minutes) => {
    expect(operatingMinutes(calendar, christmas, zone, { from: at(from), to: at(to) })).toBe(minutes)
  })

  it('is a year of two shifts in the zone of the site, whichever way it is cut', () => {
    const calendar = weekdays('06:00-14:00, 14:00-22:00')
    const [from, to] = [at('2025-12-31T23:00:00Z'), at('2026-12-31T23:00:00Z')]
    expect(operatingMinutes(calendar, new Map(), zone, { from, to })).toBe(261 * 960)
    fc.assert(
      fc.property(fc.integer({ min: from, max: to }), (cut) => {
        const middle = instant(cut - (cut % 60_000))
        const parts = [
          { from, to: middle },
          { from: middle, to },
        ].map((part) => operatingMinutes(calendar, new Map(), zone, part))
        expect((parts[0] ?? 0) + (parts[1] ?? 0)).toBe(261 * 960)
      }),
      { numRuns: 20 },
    )
  })
})

describe('stretches', () => {
  const stretch = fc
    .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 50 }))
    .map(([from, length]) => ({ from: instant(from * 60_000), to: instant((from + length) * 60_000) }))

  it('of a union count each minute once: a contained one takes nothing away', () => {
    const minute = (number: number) => instant(number * 60_000)
    expect(
      minutesOf(
        union([
          { from: minute(0), to: minute(100) },
          { from: minute(10), to: minute(20) },
        ]),
      ),
    ).toBe(100)
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), (stretches) => {
        const marked = new Set<number>()
        for (const { from, to } of stretches)
          for (let minute = from / 60_000; minute < to / 60_000; minute++) marked.add(minute)
        expect(minutesOf(union(stretches))).toBe(marked.size)
      }),
    )
  })

  it('of an intersection are in both', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), fc.array(stretch, { maxLength: 8 }), (one, other) => {
        const both = minutesOf(intersection(one, other))
        expect(both).toBe(minutesOf(union(one)) + minutesOf(union(other)) - minutesOf(union([...one, ...other])))
      }),
    )
  })

  it('neither touch nor overlap', () => {
    const between = { from: at('2026-11-23T00:00:00Z'), to: at('2026-11-30T00:00:00Z') }
    expect(operatingStretches(everyDay('00:00-24:00'), new Map(), zone, between)).toEqual([between])
  })
})

describe('hours as people write them', () => {
  it.each([
    ['06:00-14:00', '06:00-14:00'],
    ['Early 6-14, Late 14.00–22.00', 'Early 06:00-14:00, Late 14:00-22:00'],
    ['22:00 - 06:00; 06:00-10:00', '22:00-06:00, 06:00-10:00'],
    ['0-24', '00:00-00:00'],
    ['14-24', '14:00-24:00'],
    ['closed', ''],
    ['  ', ''],
  ])('%s', (given, written) => {
    expect(writeShifts(parseShifts(given))).toBe(written)
  })

  it.each(['six to two', '25:00-26:00', '06:60-14:00', '06:00', '1-2,2-3,3-4,4-5,5-6,6-7,7-8'])('not %s', (given) => {
    expect(outcome(() => parseShifts(given))).toBe('hours.form')
  })

  it('days that differ come in the order of their days, each once', () => {
    const text = '2026-12-28 closed Shutdown\n\n2026-12-24 06:00-12:00, 13:00-14:00 Christmas Eve'
    expect(writeExceptions(parseExceptions(text))).toBe(
      '2026-12-24 06:00-12:00, 13:00-14:00 Christmas Eve\n2026-12-28 closed Shutdown',
    )
    expect(outcome(() => parseExceptions('24 December closed'))).toBe('hours.exception')
    expect(outcome(() => parseExceptions('2026-02-30 closed'))).toBe('date.form')
    expect(outcome(() => parseExceptions('2026-12-28 closed\n2026-12-28 06:00-07:00'))).toBe('hours.exception-twice')
  })
})

describe('public holidays', () => {
  it('are those of the country, and of its region', async () => {
    const dutch = await holidaysOf({ country: 'NL', region: '' }, { from: 2026, to: 2026 })
    expect(dutch.get('2026-04-27' as LocalDate)).toBe('Koningsdag')
    expect(dutch.has('2026-12-15' as LocalDate)).toBe(false)
    const bavaria = await holidaysOf({ country: 'DE', region: 'BY' }, { from: 2026, to: 2026 })
    const germany = await holidaysOf({ country: 'DE', region: '' }, { from: 2026, to: 2026 })
    expect([bavaria.has('2026-01-06' as LocalDate), germany.has('2026-01-06' as LocalDate)]).toEqual([true, false])
    expect((await holidaysOf(null, { from: 2026, to: 2026 })).size).toBe(0)
  })
})

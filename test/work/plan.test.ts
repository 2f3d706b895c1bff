import { describe, expect, it } from 'vitest'
import { addDays, type LocalDate } from '../../src/kernel/local-date'
import { Refusal } from '../../src/kernel/refusal'
import { type Clock, doneEarly, inTime, reckon, type SiteDays, upcoming } from '../../src/work/occurrence'
import { graceOf, type MaintenancePlan, parseSeasons, pause, resume } from '../../src/work/plan'
import { datesOf } from '../../src/work/plan.dates'
import { plus, type Rule, ruleWords } from '../../src/work/plan.rule'

const day = (text: string) => text as LocalDate
const rule = (every: number, unit: Rule['unit'], more: Partial<Rule> = {}): Rule => ({
  every,
  unit,
  weekdays: [],
  monthly: 'day',
  ...more,
})
const always: SiteDays = { isHoliday: () => false, isIdle: () => false }
const clock = (more: Partial<Clock> = {}): Clock => ({
  id: 'pa_1',
  startsOn: day('2026-01-01'),
  lastOn: null,
  count: 0,
  baseOn: null,
  ...more,
})
const policy = (more: Partial<MaintenancePlan> = {}) => ({
  rule: rule(1, 'week'),
  basis: 'fixed' as const,
  leadDays: 0,
  holidays: 'ignore' as const,
  seasons: [],
  skipEvery: null,
  stacks: false,
  endsOn: null,
  graceEarlyDays: null,
  graceLateDays: null,
  ...more,
})
const reasonOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
  return 'not refused'
}

describe('the dates of a rule', () => {
  const cases: [string, Rule, string, string | null, string[]][] = [
    [
      'the 31st is the last day of shorter months, and the 31st again after them',
      rule(1, 'month'),
      '2026-01-31',
      null,
      ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'],
    ],
    ['the 30th', rule(1, 'month'), '2027-12-30', null, ['2027-12-30', '2028-01-30', '2028-02-29', '2028-03-30']],
    [
      'every second month keeps its phase, years later',
      rule(2, 'month'),
      '2016-01-31',
      '2026-02-01',
      ['2026-03-31', '2026-05-31', '2026-07-31'],
    ],
    ['29 February', rule(1, 'year'), '2024-02-29', '2026-12-31', ['2027-02-28', '2028-02-29', '2029-02-28']],
    ['the last day', rule(3, 'month', { monthly: 'last-day' }), '2026-01-31', null, ['2026-01-31', '2026-04-30']],
    [
      'the second Tuesday',
      rule(1, 'month', { monthly: 'weekday' }),
      '2026-01-13',
      null,
      ['2026-01-13', '2026-02-10', '2026-03-10'],
    ],
    [
      'a fifth Thursday is the last one',
      rule(1, 'month', { monthly: 'weekday' }),
      '2026-01-29',
      null,
      ['2026-01-29', '2026-02-26', '2026-03-26', '2026-04-30'],
    ],
    [
      'every second week, on two days, its phase by the Monday of its start',
      rule(2, 'week', { weekdays: [1, 4] }),
      '2026-01-08',
      null,
      ['2026-01-08', '2026-01-19', '2026-01-22', '2026-02-02'],
    ],
    [
      'daily over both changes of the clock: days, never hours',
      rule(1, 'day'),
      '2026-03-28',
      null,
      ['2026-03-28', '2026-03-29', '2026-03-30', '2026-03-31'],
    ],
    ['every 90 days', rule(90, 'day'), '2020-01-01', '2026-01-01', ['2026-02-28', '2026-05-29']],
    ['what lies before the start is none', rule(1, 'week'), '2026-05-04', '2026-01-01', ['2026-05-04', '2026-05-11']],
  ]
  it.each(cases)('%s', async (_name, of, start, after, wanted) => {
    const dates = await datesOf(of, day(start))
    expect(dates(after as LocalDate | null, wanted.length)).toEqual(wanted)
  })

  it('says itself in words', () => {
    expect([
      ruleWords(rule(3, 'month'), day('2026-01-31'), 'fixed'),
      ruleWords(rule(1, 'week'), day('2026-01-05'), 'fixed'),
      ruleWords(rule(1, 'year', { monthly: 'weekday' }), day('2026-01-29'), 'fixed'),
      ruleWords(rule(6, 'week'), day('2026-01-05'), 'floating'),
    ]).toEqual([
      'every 3 months on the 31st',
      'every week on Monday',
      'every year on the last Thursday of January',
      '6 weeks after it was last done',
    ])
    expect([plus(rule(1, 'month'), day('2026-01-31')), plus(rule(1, 'year'), day('2028-02-29'))]).toEqual([
      '2026-02-28',
      '2029-02-28',
    ])
  })
})

describe('what comes of a plan', () => {
  const mondays = () => datesOf(rule(1, 'week'), day('2026-01-05'))
  const look = async (
    today: string,
    of: { clock?: Partial<Clock>; policy?: Partial<MaintenancePlan>; isOpen?: boolean },
  ) => {
    const answer = reckon({
      clock: clock(of.clock),
      policy: policy(of.policy),
      dates: await mondays(),
      days: always,
      today: day(today),
      isOpen: of.isOpen ?? false,
    })
    return [
      answer.raise.map(({ dueOn }) => dueOn),
      answer.missed.map(({ dueOn, why }) => `${dueOn} ${why}`),
      answer.clock.lastOn,
      answer.next?.dueOn ?? null,
      answer.waits,
    ]
  }
  it.each<[string, string, Parameters<typeof look>[1], unknown[]]>([
    ['before its lead nothing', '2026-01-04', {}, [[], [], null, '2026-01-05', false]],
    ['on its day', '2026-01-05', {}, [['2026-01-05'], [], '2026-01-05', '2026-01-12', false]],
    [
      'ahead by its lead',
      '2026-01-02',
      { policy: { leadDays: 3 } },
      [['2026-01-05'], [], '2026-01-05', '2026-01-12', false],
    ],
    [
      'after an outage the latest is raised once and the others are missed',
      '2026-01-28',
      {},
      [['2026-01-26'], ['2026-01-05 late', '2026-01-12 late', '2026-01-19 late'], '2026-01-26', '2026-02-02', false],
    ],
    [
      'asked again it finds nothing more',
      '2026-01-28',
      { clock: { lastOn: day('2026-01-26'), count: 4 }, isOpen: true },
      [[], [], '2026-01-26', '2026-02-02', false],
    ],
    [
      'while one is open the next waits',
      '2026-02-02',
      { clock: { lastOn: day('2026-01-26'), count: 4 }, isOpen: true },
      [[], [], '2026-01-26', '2026-02-02', true],
    ],
    [
      'and is missed when its day has passed',
      '2026-02-03',
      { clock: { lastOn: day('2026-01-26'), count: 4 }, isOpen: true },
      [[], ['2026-02-02 open'], '2026-02-02', '2026-02-09', false],
    ],
    [
      'with stacking every date is raised',
      '2026-01-20',
      { policy: { stacks: true }, isOpen: true },
      [['2026-01-05', '2026-01-12', '2026-01-19'], [], '2026-01-19', '2026-01-26', false],
    ],
    [
      'two within a long lead: one, and the other waits for it',
      '2026-01-04',
      { policy: { leadDays: 14 } },
      [['2026-01-05'], [], '2026-01-05', '2026-01-12', true],
    ],
    [
      'it ends',
      '2026-01-14',
      { policy: { endsOn: day('2026-01-10') } },
      [['2026-01-05'], [], '2026-01-05', null, false],
    ],
    [
      'every second is left out, and no nth date is missed',
      '2026-01-20',
      { policy: { skipEvery: 2 } },
      [['2026-01-19'], ['2026-01-05 late'], '2026-01-19', '2026-02-02', false],
    ],
  ])('%s', async (_name, today, of, wanted) => {
    expect(await look(today, of)).toEqual(wanted)
  })

  it('catches up with years of days, and raises one', async () => {
    const dates = await datesOf(rule(1, 'day'), day('2026-01-01'))
    let at = clock()
    let missed = 0
    const raised: string[] = []
    for (let round = 0; round < 12 && raised.length === 0; round++) {
      const answer = reckon({
        clock: at,
        policy: policy({ rule: rule(1, 'day') }),
        dates,
        days: always,
        today: day('2026-12-31'),
        isOpen: false,
      })
      missed += answer.missed.length
      raised.push(...answer.raise.map(({ dueOn }) => dueOn))
      at = answer.clock
    }
    expect([missed, raised]).toEqual([364, ['2026-12-31']])
  })

  it('counts floating ones from completion, and waits while one is open', () => {
    const of = { policy: policy({ basis: 'floating', rule: rule(1, 'month') }), dates: () => [], days: always }
    const first = reckon({ ...of, clock: clock(), today: day('2026-01-03'), isOpen: false })
    expect([first.raise.map(({ key, dueOn }) => [key, dueOn]), first.next]).toEqual([
      [['after:start:0', '2026-01-01']],
      null,
    ])
    expect(reckon({ ...of, clock: first.clock, today: day('2026-06-01'), isOpen: true }).raise).toEqual([])
    const done = { ...first.clock, baseOn: day('2026-01-31') }
    const after = reckon({ ...of, clock: done, today: day('2026-02-01'), isOpen: false })
    expect([after.raise, after.next?.dueOn, after.next?.key]).toEqual([[], '2026-02-28', 'after:2026-01-31:1'])
  })
})

describe('holidays and seasons', () => {
  // Christmas 2026: Friday and Saturday; nobody works at weekends.
  const days: SiteDays = {
    isHoliday: (on) => on === '2026-12-25' || on === '2026-12-26',
    isIdle: (on) => [0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay()),
  }
  it.each<[MaintenancePlan['holidays'], string[]]>([
    ['ignore', ['2026-12-18', '2026-12-25', '2027-01-01']],
    ['before', ['2026-12-18', '2026-12-24', '2027-01-01']],
    ['after', ['2026-12-18', '2026-12-28', '2027-01-01']],
    ['skip', ['2026-12-18', '(2026-12-25 holiday)', '2027-01-01']],
  ])('%s', async (holidays, wanted) => {
    const dates = await datesOf(rule(1, 'week'), day('2026-12-18'))
    const items = upcoming(clock({ startsOn: day('2026-12-18') }), policy({ holidays }), dates, days, 3)
    expect(items.map(({ dueOn, left }) => (left ? `(${dueOn} ${left})` : dueOn))).toEqual(wanted)
  })

  it('two dates on one day are one', async () => {
    const dates = await datesOf(rule(1, 'day'), day('2026-12-23'))
    const items = upcoming(clock(), policy({ holidays: 'before', rule: rule(1, 'day') }), dates, days, 5)
    expect(items.map(({ ruleOn, dueOn, left }) => [ruleOn.slice(8), dueOn.slice(8), left])).toEqual([
      ['23', '23', null],
      ['24', '24', null],
      ['25', '24', 'same-day'],
      ['26', '24', 'same-day'],
      ['27', '27', null],
    ])
  })

  it('out of season nothing falls, over new year too', async () => {
    const dates = await datesOf(rule(1, 'month'), day('2026-01-15'))
    const seasons = parseSeasons('10-01 to 03-31')
    const items = upcoming(clock(), policy({ seasons, rule: rule(1, 'month') }), dates, always, 12)
    expect(items.filter(({ left }) => left === null).map(({ dueOn }) => dueOn.slice(5, 7))).toEqual([
      '01',
      '02',
      '03',
      '10',
      '11',
      '12',
    ])
    const floating = policy({ basis: 'floating', seasons, rule: rule(1, 'month') })
    expect(upcoming(clock({ baseOn: day('2026-03-20') }), floating, dates, always, 1)[0]?.dueOn).toBe('2026-10-01')
    expect(reasonOf(() => parseSeasons('summer'))).toBe('plan.season')
  })
})

describe('done before its day', () => {
  it('counts within the window only', () => {
    const of = {
      clock: clock(),
      policy: policy({ rule: rule(30, 'day') }),
      next: { key: 'on:2026-03-31', ruleOn: day('2026-03-31'), dueOn: day('2026-03-31'), count: 1, left: null },
    }
    expect(graceOf(of.policy)).toEqual({ early: 3, late: 3 })
    expect(doneEarly(of, day('2026-03-28')).clock).toMatchObject({ lastOn: '2026-03-31', count: 1 })
    expect(reasonOf(() => doneEarly(of, day('2026-03-27')))).toBe('plan.too-early')
    const floating = { ...of, policy: policy({ basis: 'floating', rule: rule(30, 'day') }) }
    expect(doneEarly(floating, day('2026-03-01')).clock.baseOn).toBe('2026-03-01')
    const late = (doneOn: string) => inTime({ dueOn: day('2026-03-31'), doneOn: day(doneOn) }, of.policy)
    expect([late('2026-04-03'), late('2026-04-04'), late(addDays(day('2026-03-31'), -4))]).toEqual([true, false, false])
  })
})

it('a plan is paused with a reason and never silently', () => {
  const plan = { number: 3, pausedAt: null, version: 1 } as MaintenancePlan
  expect(reasonOf(() => pause(plan, '', 'mb_1', 5 as never))).toBe('plan.reason')
  const paused = pause(plan, 'Line 3 stands', 'mb_1', 5 as never)
  expect(paused).toMatchObject({ pausedAt: 5, pauseReason: 'Line 3 stands', version: 2 })
  expect(reasonOf(() => pause(paused, 'again', 'mb_1', 6 as never))).toBe('plan.paused')
  expect(resume(paused)).toMatchObject({ pausedAt: null, pauseReason: '' })
  expect(reasonOf(() => resume(plan))).toBe('plan.running')
})

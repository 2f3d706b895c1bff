import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Asset,
  criticalityOf,
  fold,
  foldSerial,
  identifiersOf,
  isFailedBy,
  mergeable,
  pathIn,
  type Scored,
  shownState,
  sortKey,
  warrantyOn,
} from '../../src/assets/asset'
import { downtimeOf } from '../../src/assets/downtime'
import { type Field, readAnswer, readAnswers, showAnswer } from '../../src/assets/field'
import { type Above, cascade, downMinutes, timed } from '../../src/assets/stop'
import { instant } from '../../src/kernel/instant'
import type { LocalDate } from '../../src/kernel/local-date'
import { outcome } from '../kernel/reason'

const at = (minute: number) => instant(minute * 60_000)

describe('the state that is shown', () => {
  const known = { createdAt: at(0), retiredAt: null, stop: null, concern: null, lastEnd: null }
  it.each([
    ['nothing happened', known, 'operational', 0],
    ['something ended', { ...known, lastEnd: at(5) }, 'operational', 5],
    ['something is needed', { ...known, concern: { raisedAt: at(6) } }, 'needs-maintenance', 6],
    ['it stands', { ...known, concern: { raisedAt: at(6) }, stop: { startedAt: at(7) } }, 'down', 7],
    ['it is retired', { ...known, stop: { startedAt: at(7) }, retiredAt: at(9) }, 'retired', 9],
  ] as const)('%s', (_name, facts, state, since) => {
    expect(shownState(facts)).toEqual({ state, since: at(since) })
  })
})

describe('a machine and its parts', () => {
  const part = (failsParent: 'always' | 'never' | 'group', stopped: boolean, groupNeeds = 1) => ({
    failsParent,
    stopped,
    groupNeeds,
  })
  it.each([
    ['without parts', [], false],
    ['a part that always stops it', [part('always', true)], true],
    ['a part that never does', [part('never', true)], false],
    ['one pump of two, one needed', [part('group', true), part('group', false)], false],
    ['both of two, one needed', [part('group', true), part('group', true)], true],
    ['one of three, two needed', [part('group', true, 2), part('group', false, 2), part('group', false, 2)], false],
    ['two of three, two needed', [part('group', true, 2), part('group', true, 2), part('group', false, 2)], true],
    ['the largest need counts', [part('group', true, 1), part('group', false, 2), part('group', false, 1)], false],
    ['one of one, two needed, running', [part('group', false, 2)], false],
  ] as const)('%s', (_name, parts, failed) => {
    expect(isFailedBy([...parts])).toBe(failed)
  })

  const above = (id: string, open: Above['open'], parts: Above['parts'], lastEnd: number | null = null): Above => ({
    id: `as_${id}`,
    tag: id,
    retired: false,
    open,
    lastEnd: lastEnd === null ? null : at(lastEnd),
    parts,
  })
  const child = (id: string, openStop: string | null = null) => ({
    id: `as_${id}` as const,
    tag: id,
    failsParent: 'always' as const,
    groupNeeds: 1,
    openStop: openStop as `dt_${string}` | null,
  })
  const ids = () => {
    let next = 0
    return () => `dt_new${++next}` as const
  }

  it('stop all the way up, each because of the one below', () => {
    const chain = [above('cooling', null, [child('pump')]), above('line', null, [child('cooling')], 20)]
    expect(cascade(chain, { id: 'as_pump', openStop: 'dt_pump', at: at(10) }, ids())).toEqual([
      {
        do: 'open',
        id: 'dt_new1',
        assetId: 'as_cooling',
        becauseOf: 'dt_pump',
        cause: 'pump is down',
        startedAt: at(10),
      },
      {
        do: 'open',
        id: 'dt_new2',
        assetId: 'as_line',
        becauseOf: 'dt_new1',
        cause: 'cooling is down',
        startedAt: at(20),
      },
    ])
  })

  it('run again all the way up; a stop of its own stays', () => {
    const own = above('line', { id: 'dt_line', becauseOf: null, startedAt: at(1) }, [child('cooling', 'dt_c')])
    const caused = above('cooling', { id: 'dt_c', becauseOf: 'dt_pump', startedAt: at(10) }, [child('pump', 'dt_pump')])
    expect(cascade([caused, own], { id: 'as_pump', openStop: null, at: at(12) }, ids())).toEqual([
      { do: 'close', assetId: 'as_cooling', stopId: 'dt_c', endedAt: at(12) },
    ])
  })

  it('stay down because of another part', () => {
    const caused = above('cooling', { id: 'dt_c', becauseOf: 'dt_pump', startedAt: at(10) }, [
      child('pump', 'dt_pump'),
      child('valve', 'dt_valve'),
    ])
    expect(cascade([caused], { id: 'as_pump', openStop: null, at: at(12) }, ids())).toEqual([
      { do: 'blame', assetId: 'as_cooling', stopId: 'dt_c', becauseOf: 'dt_valve', cause: 'valve is down' },
    ])
  })

  it('end at what is retired', () => {
    const gone = { ...above('cooling', null, [child('pump')]), retired: true }
    expect(cascade([gone], { id: 'as_pump', openStop: 'dt_pump', at: at(10) }, ids())).toEqual([])
  })
})

describe('the times of a stop', () => {
  const now = { now: at(1000), createdAt: at(0) }
  it.each<[string, [number, number | null], [number, number | null][], string | null]>([
    ['within the past', [10, 20], [], null],
    ['still open', [10, null], [], null],
    ['right after another', [10, 20], [[5, 10]], null],
    ['right before another', [10, 20], [[20, 30]], null],
    ['not begun yet', [1001, null], [], 'stop.future'],
    ['not over yet', [10, 1001], [], 'stop.future'],
    ['over before it began', [20, 10], [], 'stop.order'],
    ['over as it began', [20, 20], [], 'stop.order'],
    ['within another', [10, 20], [[5, 30]], 'stop.overlap'],
    ['around another', [10, 20], [[12, 13]], 'stop.overlap'],
    ['over an open one', [10, 20], [[15, null]], 'stop.overlap'],
    ['open over a later one', [10, null], [[15, 16]], 'stop.overlap'],
  ])('%s', (_name, [startedAt, endedAt], others, reason) => {
    const times = (pair: [number, number | null]) => ({
      startedAt: at(pair[0]),
      endedAt: pair[1] === null ? null : at(pair[1]),
    })
    const said = outcome(() => timed(times([startedAt, endedAt]), others.map(times), now))
    expect(typeof said === 'string' ? said : null).toBe(reason)
  })

  it('are summed once, however they overlap', () => {
    const stop = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 60 }))
    fc.assert(
      fc.property(fc.array(stop, { maxLength: 10 }), (pairs) => {
        const minutes = new Set(pairs.flatMap(([from, length]) => Array.from({ length }, (_, index) => from + index)))
        const inside = [...minutes].filter((minute) => minute >= 50 && minute < 250).length
        const stops = pairs.map(([from, length]) => ({ startedAt: at(from), endedAt: at(from + length) }))
        expect(downMinutes(stops, { from: at(50), to: at(250) }, at(1000))).toBe(inside)
      }),
    )
  })
})

it('downtime counts only the hours in which the site works, and a failure where it began', () => {
  const hour = 60
  const day = 24 * hour
  // Two days from midnight UTC, open from six to two.
  const open = [0, 1].map((index) => ({ from: at(index * day + 6 * hour), to: at(index * day + 14 * hour) }))
  const stops = [
    { class: 'failure' as const, startedAt: at(12 * hour), endedAt: at(day + 7 * hour) },
    { class: 'planned' as const, startedAt: at(day + 8 * hour), endedAt: at(day + 9 * hour) },
  ]
  const down = downtimeOf(stops, open, {
    first: '1970-01-01' as LocalDate,
    count: 2,
    timeZone: 'UTC',
    now: at(2 * day),
  })
  expect([down.openHours, down.downHours, down.failures, down.stops]).toEqual([16, 4, 1, 2])
  expect(down.days.map(({ unplannedHours, plannedHours }) => [unplannedHours, plannedHours])).toEqual([
    [2, 0],
    [1, 1],
  ])
  expect([down.availability, down.meanHoursBetween, down.meanHoursToRepair]).toEqual([75, 12, 19])
})

describe('identifiers', () => {
  it.each([
    ['P-204', 'p204', 'p-0000000204'],
    ['p 9', 'p9', 'p 0000000009'],
    ['Ａ.04/2', 'a042', 'a.0000000004/0000000002'],
    ['ЩИТ-3', 'щит3', 'щит-0000000003'],
  ])('%s', (tag, folded, key) => {
    expect([fold(tag), sortKey(tag)]).toEqual([folded, key])
  })

  it('of a serial keep what makers part by', () => {
    expect(['a96122014 p1142', ' 0001 ', '00-01', ''].map(foldSerial)).toEqual([
      'A96122014P1142',
      '0001',
      '00-01',
      null,
    ])
  })

  it('are searched as one line', () => {
    expect(identifiersOf({ tag: 'P-204', serial: 'A-1', manufacturer: 'Alfa Laval', model: 'M6-FM' })).toBe(
      'p204 a1 m6fm alfalaval',
    )
  })
})

it.each<[Scored, 'A' | 'B' | 'C', number]>([
  [{ safety: 1, environment: 1, production: 1, cost: 1, redundancy: 1 }, 'C', 10],
  [{ safety: 4, environment: 1, production: 1, cost: 1, redundancy: 1 }, 'A', 19],
  [{ safety: 2, environment: 2, production: 5, cost: 3, redundancy: 4 }, 'A', 32],
  [{ safety: 2, environment: 2, production: 4, cost: 2, redundancy: 1 }, 'B', 25],
  [{ safety: 2, environment: 2, production: 2, cost: 2, redundancy: 2 }, 'C', 20],
])('criticality %o is %s', (scored, rank, score) => {
  expect(criticalityOf(scored)).toEqual({ rank, score })
})

describe('what is part of what', () => {
  const asset = (id: string, path: string, retiredAt: number | null = null): Asset => ({
    id: `as_${id}`,
    tag: id,
    name: id,
    serial: '',
    modelId: null,
    siteId: null,
    parentId: null,
    path,
    retiredAt: retiredAt === null ? null : at(retiredAt),
    successorId: null,
    version: 1,
  })
  const line = asset('line', 'as_line/')
  const pump = asset('pump', 'as_line/as_pump/')
  it.each<[string, () => unknown, unknown]>([
    ['a part', () => pathIn({ id: 'as_motor' }, pump), 'as_line/as_pump/as_motor/'],
    ['a machine of its own', () => pathIn(pump, null), 'as_pump/'],
    ['in itself', () => pathIn(line, line), 'asset.cycle'],
    ['in a part of it', () => pathIn(line, pump), 'asset.cycle'],
    ['in what is retired', () => pathIn(pump, asset('gone', 'as_gone/', 1)), 'asset.retired'],
    ['too deep', () => pathIn({ id: 'as_x' }, asset('deep', 'as_1/'.repeat(9))), 'asset.deep'],
    ['merged into itself', () => mergeable(pump, pump), 'asset.same'],
    ['merged into its whole', () => mergeable(pump, line), 'asset.cycle'],
    ['merged into its part', () => mergeable(line, pump), 'asset.cycle'],
    ['merged when retired', () => mergeable(asset('gone', 'as_gone/', 1), line), 'asset.retired'],
  ])('%s', (_name, decide, said) => {
    expect(outcome(decide as () => string)).toBe(said)
  })
})

describe('answers', () => {
  const field = (kind: Field['kind'], more: Partial<Field> = {}): Field => ({
    id: 'fd_1',
    name: 'Flow',
    kind,
    unit: null,
    choices: [],
    ...more,
  })
  it.each<[string, Field, string, unknown]>([
    ['a number', field('number'), '32.5', '32.5'],
    ['a number as the Dutch write it', field('number'), '1.032,5', '1032.5'],
    ['words for a number', field('number'), 'much', 'field.form'],
    ['nothing', field('number'), '  ', null],
    ['yes', field('yes-no'), 'yes', 'yes'],
    ['perhaps', field('yes-no'), 'perhaps', 'field.yes-no'],
    ['a date', field('date'), '2026-02-28', '2026-02-28'],
    ['no date', field('date'), '2026-02-30', 'date.form'],
    ['a choice', field('choice', { choices: ['None', 'Zone 1'] }), 'Zone 1', 'Zone 1'],
    ['another', field('choice', { choices: ['None', 'Zone 1'] }), 'Zone 7', 'field.choice'],
  ])('%s', (_name, asked, given, said) => {
    expect(outcome(() => readAnswer(asked, given, 'nl-NL') as string)).toBe(said)
  })

  it('are shown with their unit, and what is not asked stays', () => {
    expect(showAnswer(field('number', { unit: 'MQH' }), '1032.5', 'nl-NL')).toBe('1.032,5\u00a0m³/h')
    expect(readAnswers([field('number')], { 'field.fd_1': '' }, { fd_1: '7', fd_2: 'old' }, 'en')).toEqual({
      fd_2: 'old',
    })
  })
})

it('a warranty runs through its last day', () => {
  const day = (text: string) => text as LocalDate
  expect([null, day('2026-11-24'), day('2026-11-23')].map((until) => warrantyOn(until, day('2026-11-24')))).toEqual([
    'none',
    'running',
    'over',
  ])
})

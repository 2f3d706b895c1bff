import { describe, expect, it } from 'vitest'
import { accuracyOf, type CountLine, type CountSession, post, take } from '../../src/inventory/count'
import { orderable, toBase } from '../../src/inventory/pack'
import { readSpecifications, writeSpecifications } from '../../src/inventory/part'
import { classOf, poissonPoint, suggest, suggestedPoint } from '../../src/inventory/replenishment'
import { isDue, pick } from '../../src/inventory/reservation'
import type { Balance, Stock } from '../../src/inventory/stock'
import type { Instant } from '../../src/kernel/instant'
import type { LocalDate } from '../../src/kernel/local-date'
import { Refusal } from '../../src/kernel/refusal'

const n = (count: number) => Math.round(count * 100_000)
const day = (text: string) => text as LocalDate
const at = 0 as Instant
const reason = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
  return 'nothing'
}

describe('an amount in another unit', () => {
  it.each([
    ['itself', n(2), 'EA', 'EA', [], n(2)],
    ['a box of fifty', n(2), 'XBX', 'EA', [{ unit: 'XBX', factor: n(50) }], n(100)],
    ['centimetres of what is counted in metres', n(250), 'CMT', 'MTR', [], n(2.5)],
    ['a box without its factor: never taken for one', n(2), 'XBX', 'EA', [], 'unit.factor'],
    ['kilograms of what is counted in metres', n(2), 'KGM', 'MTR', [], 'unit.mismatch'],
    [
      'more than can be kept',
      Number.MAX_SAFE_INTEGER,
      'XBX',
      'EA',
      [{ unit: 'XBX', factor: n(50) }],
      'quantity.too-large',
    ],
  ] as const)('%s', (_, scaled, unit, base, packs, expected) => {
    if (typeof expected === 'string') expect(reason(() => toBase({ scaled, unit }, base, packs))).toBe(expected)
    else expect(toBase({ scaled, unit }, base, packs)).toEqual({ scaled: expected, unit: base })
  })

  it.each([
    ['to whole boxes', n(101), { factor: n(50), least: 0, multiple: n(1) }, n(3), n(150)],
    ['to the least', n(1), { factor: n(1), least: n(10), multiple: n(1) }, n(10), n(10)],
    ['to multiples', n(11), { factor: n(1), least: n(10), multiple: n(5) }, n(15), n(15)],
    ['nothing where it fits', n(100), { factor: n(50), least: 0, multiple: n(1) }, n(2), n(100)],
  ] as const)('is rounded up %s', (_, needed, sold, bought, base) => {
    expect(orderable(needed, { unit: 'XBX', ...sold })).toEqual({ bought, base })
  })
})

describe('a suggestion to order [MRO-2.3b]', () => {
  const by = day('2026-12-01')
  it.each([
    [
      'enough',
      { available: n(5), coming: 0, wanted: 0, by },
      { reorderPoint: n(4), reorderQuantity: n(6), maximum: null },
      null,
    ],
    [
      'at the point',
      { available: n(4), coming: 0, wanted: 0, by },
      { reorderPoint: n(4), reorderQuantity: n(6), maximum: null },
      n(6),
    ],
    [
      'what comes in time counts',
      { available: n(1), coming: n(12), wanted: 0, by },
      { reorderPoint: n(6), reorderQuantity: n(12), maximum: null },
      null,
    ],
    [
      'what is wanted in time counts',
      { available: n(24), coming: 0, wanted: n(40), by },
      { reorderPoint: n(10), reorderQuantity: n(10), maximum: null },
      n(26),
    ],
    [
      'up to the maximum',
      { available: n(1), coming: 0, wanted: 0, by },
      { reorderPoint: n(2), reorderQuantity: 0, maximum: n(8) },
      n(7),
    ],
    [
      'Maximo orders at half a unit above a point of zero; we do not',
      { available: n(0.5), coming: 0, wanted: 0, by },
      { reorderPoint: 0, reorderQuantity: n(5), maximum: null },
      null,
    ],
  ] as const)('%s', (_, outlook, policy, base) => {
    expect(suggest(outlook, policy, 'EA', null)?.base ?? null).toBe(base)
  })

  it('says its sum in words', () => {
    const sold = { unit: 'XBX' as const, factor: n(50), least: 0, multiple: n(1) }
    const said = suggest(
      { available: n(24), coming: n(10), wanted: n(40), by },
      { reorderPoint: n(100), reorderQuantity: n(100), maximum: null },
      'EA',
      sold,
    )
    expect(said?.words).toBe(
      '24 available + 10 coming − 40 wanted = -6 ea by 2026-12-01, at or below 100: order 106 to be back at the point; rounded up to 3 box of 50 = 150 ea.',
    )
  })

  it('keeps slow movers by Poisson and movers by the normal one', () => {
    expect(poissonPoint(0.5, '95')).toBe(2)
    expect(poissonPoint(0, '99')).toBe(0)
    expect(suggestedPoint([0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0], 30, '98').point).toBe(1)
    const mover = suggestedPoint(Array(12).fill(100), 30, '98')
    expect(mover.point).toBe(99)
    expect(mover.words).toContain('normal')
  })

  it('never leaves a vital spare in the class that nobody looks after', () => {
    expect([classOf('C', 'vital'), classOf(null, 'vital'), classOf('A', 'vital'), classOf(null, 'desirable')]).toEqual([
      'B',
      'B',
      'A',
      'C',
    ])
  })
})

describe('a count', () => {
  const session = { number: 1, state: 'open', tolerancePercent: 5, approvalMinor: 100 } as CountSession
  const line = {
    state: 'to-count',
    expected: null,
    counted: null,
    difference: null,
    countedBy: null,
    version: 1,
  } as CountLine
  it('within the tolerance stands; above it somebody else counts again, and that stands', () => {
    expect(take(session, line, { counted: n(96), now: n(100), by: 'a', at })).toMatchObject({
      state: 'counted',
      difference: -n(4),
      expected: n(100),
    })
    const off = take(session, line, { counted: n(40), now: n(64), by: 'a', at })
    expect(off).toMatchObject({ state: 'recount', difference: -n(24) })
    expect(reason(() => take(session, off, { counted: n(64), now: n(64), by: 'a', at }))).toBe('count.same-person')
    // Two were issued meanwhile: the ledger says 62 now, and the expectation of the beginning stays.
    const again = take(session, off, { counted: n(62), now: n(62), by: 'b', at })
    expect(again).toMatchObject({
      state: 'counted',
      difference: 0,
      expected: n(64),
      firstBy: 'a',
      firstDifference: -n(24),
    })
    expect(reason(() => take(session, again, { counted: n(1), now: n(1), by: 'c', at }))).toBe('count.done')
  })

  it.each([
    ['nothing expected, nothing found', [[0, 0]], 10_000],
    ['nothing expected, something found', [[0, 5]], 0],
    ['five of a hundred off', [[100, -5]], 9500],
    ['further off than there was', [[1, 9]], 0],
    [
      'two lines',
      [
        [50, 5],
        [50, 0],
      ],
      9500,
    ],
  ] as const)('is so right: %s', (_, lines, accuracy) => {
    expect(accuracyOf(lines.map(([expected, difference]) => ({ expected, difference })))).toBe(accuracy)
  })

  it('is posted when all is counted, above a value by somebody who did not count', () => {
    const counted = {
      ...line,
      state: 'counted',
      expected: n(10),
      difference: -n(1),
      countedBy: 'a',
      firstBy: null,
    } as CountLine
    const who = (by: string, mayApprove: boolean, offMinor: number) => () =>
      post(session, [counted], { by, at, offMinor, mayApprove })
    expect(reason(() => post(session, [line], { by: 'b', at, offMinor: 0, mayApprove: true }))).toBe('count.open')
    expect([who('a', false, 100), who('a', true, 101), who('b', false, 101), who('b', true, 101)].map(reason)).toEqual([
      'nothing',
      'count.approval',
      'count.approval',
      'nothing',
    ])
  })
})

describe('a promise', () => {
  it('is due when buying anew would come too late', () => {
    const due = (on: string | null) => isDue(on === null ? null : day(on), day('2026-11-24'), 7, 2)
    expect([due(null), due('2026-12-03'), due('2026-12-04')]).toEqual([true, true, false])
  })

  it('takes from the bin that is asked for, then what expires first, then the fewest bins; never what is unfit or promised', () => {
    const balance = (binId: string, onHand: number, more: Partial<Balance> = {}): Balance => ({
      binId,
      condition: 'ok',
      lotId: '',
      onHand: n(onHand),
      hard: 0,
      ...more,
    })
    const stock = {
      balances: [
        balance('a', 2),
        balance('b', 5),
        balance('c', 9, { condition: 'damaged' }),
        balance('d', 6, { hard: n(6) }),
      ],
    } as unknown as Stock
    const bins = (quantity: number, binId: string | null = null) =>
      pick(stock, n(quantity), { lots: [], today: '2026-11-24', binId }).map(({ spot, quantity: taken }) => [
        spot.binId,
        taken / n(1),
      ])
    expect([bins(5), bins(6), bins(3, 'a'), bins(99)]).toEqual([
      [['b', 5]],
      [
        ['b', 5],
        ['a', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['b', 5],
        ['a', 2],
      ],
    ])
    const lots = [
      { id: 'old', expiresOn: '2026-11-23' },
      { id: 'soon', expiresOn: '2026-12-01' },
      { id: 'late', expiresOn: '2027-12-01' },
    ]
    const dated = { balances: lots.map(({ id }) => balance('a', 1, { lotId: id })) } as unknown as Stock
    expect(pick(dated, n(2), { lots, today: '2026-11-24' }).map(({ spot }) => spot.lotId)).toEqual(['soon', 'late'])
  })
})

it('a data sheet is read a fact a line, with its units, and written the same', () => {
  const text = 'Bore: 25 mm\nClearance: C3\nNote: see drawing: 12'
  const facts = readSpecifications(text)
  expect(facts).toEqual([
    { name: 'Bore', value: '25', unit: 'MMT' },
    { name: 'Clearance', value: 'C3', unit: '' },
    { name: 'Note', value: 'see drawing: 12', unit: '' },
  ])
  expect(writeSpecifications(facts)).toBe(text)
  expect(reason(() => readSpecifications('Bore'))).toBe('part.specification')
})

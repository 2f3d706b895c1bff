import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CostMethod } from '../../src/inventory/cost'
import { giveBack, issue, receive, reverse, scrap, settle, setValue, transfer } from '../../src/inventory/posting'
import { release, reserve } from '../../src/inventory/reservation'
import {
  type Balance,
  type Condition,
  figuresOf,
  type Move,
  type Posting,
  type Spot,
  type Stock,
} from '../../src/inventory/stock'
import { Refusal } from '../../src/kernel/refusal'

const spot = (binId: string, condition: Condition = 'ok', lotId = ''): Spot => ({ binId, condition, lotId })
const [a, b] = [spot('a'), spot('b')]
const n = (count: number) => count * 100_000

const empty = (method: CostMethod = 'average', more: Partial<Stock> = {}): Stock => ({
  partId: 'pt_1',
  name: 'Bearing 6205',
  unit: 'EA',
  whole: true,
  tracking: 'none',
  method,
  quantity: 0,
  valueMinor: 0,
  layers: [],
  balances: [],
  version: 1,
  ...more,
})

const reasonOf = (call: () => unknown): string => {
  try {
    call()
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
  return 'none'
}

/** Each row: what is done, what it did to the value, and what the stock is after it. In whole units and cents. */
type Row = [does: (stock: Stock) => Posting, value: number, quantity: number, worth: number]

const ledgers: Record<string, { method: CostMethod; rows: Row[] }> = {
  'moving average: three for ten cents, out one by one to the last cent': {
    method: 'average',
    rows: [
      [(s) => receive(s, a, n(3), 10), 10, 3, 10],
      [(s) => issue(s, a, n(1)), -3, 2, 7],
      [(s) => issue(s, a, n(1)), -4, 1, 3],
      [(s) => issue(s, a, n(1)), -3, 0, 0],
    ],
  },
  'moving average follows (Q·A + q·c)/(Q + q)': {
    method: 'average',
    rows: [
      [(s) => receive(s, a, n(10), 1000), 1000, 10, 1000],
      [(s) => receive(s, b, n(10), 2000), 2000, 20, 3000],
      [(s) => issue(s, a, n(4)), -600, 16, 2400],
      [(s) => transfer(s, b, a, n(5)), 0, 16, 2400],
      [(s) => scrap(s, b, n(2)), -300, 14, 2100],
    ],
  },
  'first in, first out: the oldest layer first, a layer in parts': {
    method: 'fifo',
    rows: [
      [(s) => receive(s, a, n(10), 1000), 1000, 10, 1000],
      [(s) => receive(s, a, n(10), 2000), 2000, 20, 3000],
      [(s) => issue(s, a, n(4)), -400, 16, 2600],
      [(s) => issue(s, a, n(8)), -1000, 8, 1600],
      [(s) => issue(s, a, n(8)), -1600, 0, 0],
    ],
  },
  'a count finds more at what the rest is worth, and less at its cost': {
    method: 'average',
    rows: [
      [(s) => receive(s, a, n(3), 100), 100, 3, 100],
      [(s) => settle(s, a, n(4), 'count') as Posting, 33, 4, 133],
      [(s) => settle(s, a, n(1), 'count') as Posting, -100, 1, 33],
    ],
  },
  'what is found where there was none is worth what it last cost': {
    method: 'average',
    rows: [[(s) => settle(s, a, n(2), 'adjustment', 1250) as Posting, 2500, 2, 2500]],
  },
  'a revaluation changes the value and nothing else': {
    method: 'fifo',
    rows: [
      [(s) => receive(s, a, n(2), 100), 100, 2, 100],
      [(s) => receive(s, a, n(1), 100), 100, 3, 200],
      [(s) => setValue(s, 100), -100, 3, 100],
      [(s) => issue(s, a, n(2)), -67, 1, 33],
    ],
  },
}

describe('the ledger', () => {
  for (const [name, { method, rows }] of Object.entries(ledgers)) {
    it(name, () => {
      let stock = empty(method)
      for (const [does, value, quantity, worth] of rows) {
        const posting = does(stock)
        expect([posting.move.valueMinor, posting.stock.quantity, posting.stock.valueMinor]).toEqual([
          value,
          n(quantity),
          worth,
        ])
        expect([posting.move.runningQuantity, posting.move.runningValueMinor]).toEqual([n(quantity), worth])
        stock = posting.stock
      }
    })
  }

  const three = receive(empty(), a, n(3), 300).stock
  const promised = reserve(three, a, n(2))
  const kilos = empty('average', { unit: 'KGM', whole: false })
  const refusals: [string, () => unknown, string][] = [
    ['nothing', () => issue(three, a, 0), 'quantity.none'],
    ['less than nothing', () => receive(three, a, -n(1), 10), 'quantity.none'],
    ['half a bearing', () => issue(three, a, n(1) / 2), 'quantity.whole'],
    ['more than there is', () => issue(three, a, n(4)), 'stock.short'],
    ['from another bin', () => issue(three, b, n(1)), 'stock.short'],
    ['what is promised to others', () => issue(promised, a, n(2)), 'stock.promised'],
    ['what is promised, promised again', () => reserve(promised, a, n(2)), 'stock.promised'],
    ['what is damaged', () => issue(three, spot('a', 'damaged'), n(1)), 'stock.unfit'],
    ['to where it lies', () => transfer(three, a, a, n(1)), 'move.nowhere'],
    ['at a price below zero', () => receive(three, a, n(1), -1), 'stock.value'],
    ['a lot of what has none', () => receive(three, spot('a', 'ok', 'L1'), n(1), 1), 'lot.none'],
    ['no lot of what has them', () => receive(empty('average', { tracking: 'lot' }), a, n(1), 1), 'lot.missing'],
    [
      'two pieces of one serial number',
      () => receive(empty('average', { tracking: 'serial' }), spot('a', 'ok', 'S1'), n(2), 1),
      'lot.serial',
    ],
    ['value of nothing', () => setValue(empty(), 100), 'stock.value'],
    ['the value that it has', () => setValue(three, 300), 'value.same'],
    ['a count below zero', () => settle(three, a, -1, 'count'), 'quantity.none'],
    [
      'more than can be kept',
      () => receive(three, a, Number.MAX_SAFE_INTEGER - (Number.MAX_SAFE_INTEGER % n(1)), 1),
      'stock.too-large',
    ],
  ]
  for (const [name, call, reason] of refusals) it(`refuses ${name}`, () => expect(reasonOf(call)).toBe(reason))

  it('takes two and a half kilograms', () => {
    const posting = issue(receive(kilos, a, 400_000, 1000).stock, a, 250_000)
    expect([posting.move.valueMinor, posting.stock.quantity]).toEqual([-625, 150_000])
  })

  it('keeps a promise: what is issued against it no longer is promised', () => {
    const { stock } = issue(promised, a, n(2), n(2))
    expect(figuresOf(stock.balances)).toEqual({ onHand: n(1), reserved: 0, available: n(1) })
    expect(figuresOf(release(promised, a, n(1)).balances)).toEqual({ onHand: n(3), reserved: n(1), available: n(2) })
  })

  it('counts what is damaged as on hand and not as available', () => {
    const { stock } = transfer(three, a, spot('a', 'damaged'), n(1))
    expect(figuresOf(stock.balances)).toEqual({ onHand: n(3), reserved: 0, available: n(2) })
  })

  it('brings back what was issued at what it left with, the cents with the last of it', () => {
    const out = issue(receive(empty(), a, n(3), 100).stock, a, n(3))
    const cost = -out.move.valueMinor
    let { stock } = out
    let returned = { quantity: 0, valueMinor: 0 }
    for (const expected of [33, 34, 33]) {
      const posting = giveBack(stock, spot('a', 'damaged'), n(1), { quantity: n(3), valueMinor: cost, returned })
      expect([posting.move.kind, posting.move.valueMinor]).toEqual(['return', expected])
      stock = posting.stock
      returned = { quantity: returned.quantity + n(1), valueMinor: returned.valueMinor + expected }
    }
    expect(stock.valueMinor).toBe(100)
    expect(reasonOf(() => giveBack(stock, a, n(1), { quantity: n(3), valueMinor: cost, returned }))).toBe('return.more')
  })

  it('refuses a serial number that is here already', () => {
    const { stock } = receive(empty('average', { tracking: 'serial' }), spot('a', 'ok', 'S1'), n(1), 5)
    expect(reasonOf(() => receive(stock, spot('b', 'ok', 'S1'), n(1), 5))).toBe('lot.serial-here')
  })
})

describe('a reversal', () => {
  const from = receive(empty(), a, n(10), 1000).stock
  const lines: [string, Posting][] = [
    ['a receipt', receive(from, a, n(5), 900)],
    ['an issue', issue(from, a, n(5))],
    ['a transfer', transfer(from, a, b, n(5))],
    ['a scrapping', scrap(from, a, n(5))],
    ['a count', settle(from, a, n(7), 'count') as Posting],
    ['an adjustment', settle(from, a, n(12), 'adjustment') as Posting],
    ['a revaluation', setValue(from, 700)],
  ]
  for (const [name, { stock, move }] of lines) {
    it(`of ${name} brings everything back`, () => {
      const back = reverse(stock, move)
      expect([back.stock.quantity, back.stock.valueMinor, back.move.varianceMinor]).toEqual([n(10), 1000, 0])
      expect(figuresOf(back.stock.balances)).toEqual(figuresOf(from.balances))
    })
  }

  it('of a receipt that is gone is refused', () => {
    const came = receive(empty(), a, n(5), 500)
    expect(reasonOf(() => reverse(issue(came.stock, a, n(1)).stock, came.move))).toBe('stock.short')
  })

  it('of a receipt whose value is gone says what it could not take back', () => {
    const came = receive(empty(), a, n(5), 1000)
    const cheap = setValue(receive(came.stock, b, n(5), 0).stock, 400)
    const back = reverse(cheap.stock, came.move)
    expect([back.stock.valueMinor, back.move.valueMinor, back.move.varianceMinor]).toEqual([200, -200, 800])
  })
})

/** Any deeds in any order: refused ones change nothing. */
const deeds = fc.array(
  fc.record({
    kind: fc.constantFrom('receive', 'issue', 'scrap', 'transfer', 'count', 'revalue', 'reserve', 'release', 'reverse'),
    from: fc.constantFrom('a', 'b', 'c'),
    to: fc.constantFrom('a', 'b', 'c'),
    condition: fc.constantFrom<Condition>('ok', 'ok', 'ok', 'damaged'),
    count: fc.integer({ min: 1, max: 40 }),
    minor: fc.integer({ min: 0, max: 99_999 }),
    which: fc.nat(),
  }),
  { maxLength: 60 },
)

for (const method of ['average', 'fifo'] as const) {
  it(`holds by ${method}: balances are the sum of the lines, value to the cent, promises within what is there`, () => {
    void fc.assert(
      fc.property(deeds, (all) => {
        let stock = empty(method)
        const lines: Move[] = []
        const reversed = new Set<number>()
        for (const { kind, from, to, condition, count, minor, which } of all) {
          const [source, target] = [spot(from, condition), spot(to, condition)]
          try {
            if (kind === 'reserve') stock = reserve(stock, source, n(count))
            else if (kind === 'release') {
              const { hard = 0 } = stock.balances.find((one) => one.binId === from && one.condition === 'ok') ?? {}
              if (hard > 0) stock = release(stock, spot(from), Math.min(hard, n(count)))
            } else {
              const posting = does(stock, { kind, source, target, count, minor, which, lines, reversed })
              if (!posting) continue
              lines.push(posting.move)
              stock = posting.stock
            }
          } catch (error) {
            if (!(error instanceof Refusal)) throw error
          }
          check(stock, lines)
        }
      }),
      { numRuns: 400 },
    )
  })
}

type Deed = {
  kind: string
  source: Spot
  target: Spot
  count: number
  minor: number
  which: number
  lines: Move[]
  reversed: Set<number>
}

function does(stock: Stock, { kind, source, target, count, minor, which, lines, reversed }: Deed): Posting | null {
  switch (kind) {
    case 'receive':
      return receive(stock, target, n(count), minor)
    case 'issue':
      return issue(stock, source, n(count))
    case 'scrap':
      return scrap(stock, source, n(count))
    case 'transfer':
      return transfer(stock, source, target, n(count))
    case 'count':
      return settle(stock, source, n(count), 'count', 120)
    case 'revalue':
      return setValue(stock, minor)
    default: {
      const index = lines.length === 0 ? -1 : which % lines.length
      const line = lines[index]
      if (!line || reversed.has(index)) return null
      const posting = reverse(stock, line)
      // A reversal is itself a line; a line is taken back once.
      reversed.add(index)
      reversed.add(lines.length)
      return posting
    }
  }
}

function check(stock: Stock, lines: Move[]): void {
  const sums = new Map<string, number>()
  const add = (at: Spot | null, by: number) => {
    if (at) sums.set(`${at.binId} ${at.condition}`, (sums.get(`${at.binId} ${at.condition}`) ?? 0) + by)
  }
  for (const { from, to, quantity } of lines) {
    add(from, -quantity)
    add(to, quantity)
  }
  for (const { binId, condition, onHand, hard } of stock.balances as Balance[]) {
    expect(onHand).toBe(sums.get(`${binId} ${condition}`) ?? 0)
    expect(onHand).toBeGreaterThanOrEqual(hard)
    expect(hard).toBeGreaterThanOrEqual(0)
  }
  expect(stock.quantity).toBe(stock.balances.reduce((sum, { onHand }) => sum + onHand, 0))
  expect(stock.valueMinor).toBe(lines.reduce((sum, { valueMinor }) => sum + valueMinor, 0))
  expect(stock.valueMinor).toBeGreaterThanOrEqual(0)
  if (stock.quantity === 0) expect(stock.valueMinor).toBe(0)
  if (stock.method === 'fifo') {
    expect(stock.layers.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(stock.quantity)
    expect(stock.layers.reduce((sum, { valueMinor }) => sum + valueMinor, 0)).toBe(stock.valueMinor)
  }
}

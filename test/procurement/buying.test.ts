import { describe, expect, it } from 'vitest'
import { readQuote } from '../../src/adapters/local/quote-reader'
import { readAmount, sureText } from '../../src/kernel/amount-text'
import type { Instant } from '../../src/kernel/instant'
import type { LocalDate } from '../../src/kernel/local-date'
import { Refusal } from '../../src/kernel/refusal'
import { answerOf } from '../../src/procurement/answer-form'
import { checkFreight, checkReason, sharesOf } from '../../src/procurement/award'
import { compare } from '../../src/procurement/compare'
import { type Invitation, reached, whyNoReminder } from '../../src/procurement/invitation'
import { match, numberKeyOf } from '../../src/procurement/invoice'
import {
  acknowledged,
  contentHash,
  decided,
  nextStep,
  type Order,
  type OrderLine,
  sent,
} from '../../src/procurement/order'
import { performanceOf } from '../../src/procurement/performance'
import { fits } from '../../src/procurement/preview'
import type { Quote, QuoteLine } from '../../src/procurement/quote'
import { payable } from '../../src/procurement/quote'
import { readNeeds } from '../../src/procurement/reading/need'
import { mostOf, received } from '../../src/procurement/receipt'
import { sourceOf, warningsOf } from '../../src/procurement/reply'
import type { RfqLine } from '../../src/procurement/rfq'
import { workingDaysAfter } from '../../src/procurement/working-days'
import { worthOf } from '../../src/procurement/worth'

const reasonOf = (work: () => unknown) => {
  try {
    work()
    return 'done'
  } catch (error) {
    return error instanceof Refusal ? error.reason : String(error)
  }
}

const today = '2026-11-25' as LocalDate

const line = (position: number, count: number): RfqLine => ({
  id: `ry_${position}`,
  rfqId: 'rf_1',
  position,
  requisitionId: null,
  partId: null,
  partNumber: '',
  words: `Line ${position}`,
  specification: '',
  quantity: count * 100_000,
  unit: 'EA',
  alternates: true,
})
const quote = (id: string, more: Partial<Quote> = {}): Quote => ({
  id: `qt_${id}`,
  rfqId: 'rf_1',
  vendorId: `vd_${id}`,
  invitationId: null,
  version: 1,
  way: 'link',
  currency: 'EUR',
  freightKind: 'included',
  freightMinor: null,
  freeAboveMinor: null,
  validUntil: null,
  reference: '',
  terms: '',
  note: '',
  source: '',
  late: false,
  receivedAt: 0 as Instant,
  receivedBy: 'visitor',
  replacedAt: null,
  corrections: {},
  ...more,
})
const offer = (of: string, at: number, price: number | null, more: Partial<QuoteLine> = {}): QuoteLine => ({
  id: `qy_${of}${at}`,
  quoteId: `qt_${of}`,
  lineId: `ry_${at}`,
  offer: 'exact',
  price: price === null ? null : Math.round(price * 1_000_000),
  per: 1,
  minimum: null,
  pack: null,
  available: null,
  leadDays: 2,
  breaks: [],
  note: '',
  evidence: {},
  ...more,
})

describe('numbers, however they are written', () => {
  it.each([
    ['12', '12', true],
    ['12.50', '12.50', true],
    ['12,5', '12.5', true],
    ['1.234,50', '1234.50', true],
    ['1,234.50', '1234.50', true],
    ['1 234,50', '1234.50', true],
    ["1'234.50", '1234.50', true],
    ['1.234.567', '1234567', true],
    ['1.234', '1234', false],
    ['0.685', '0.685', true],
    ['0,685', '0.685', true],
  ])('%s is %s', (text, decimal, sure) => expect(readAmount(text)).toEqual({ decimal, sure }))

  it.each(['', 'abc', '1.23.4,5', '12,34.5.6', '-3', '1e9'])('%s is none', (text) =>
    expect(readAmount(text)).toBeNull(),
  )

  it.each(['548', '7.2', '7.125', '0.685', '1234.5', '12.123456'])(
    '%s is written so that it is read surely',
    (decimal) => {
      const read = readAmount(sureText(decimal))
      expect([read?.sure, Number(read?.decimal)]).toEqual([true, Number(decimal)])
    },
  )

  it('the mark of the same text settles what a lone one means', () => {
    expect(readAmount('1.234', ',')).toEqual({ decimal: '1234', sure: true })
    expect(readAmount('1.234', '.')).toEqual({ decimal: '1.234', sure: true })
  })

  it.each([
    ['2x ball bearing 6309', [{ words: 'ball bearing 6309', quantity: '2' }]],
    ['200 BLT-M12-60', [{ words: 'BLT-M12-60', quantity: '200' }]],
    ['gear oil H1, 4 pcs', [{ words: 'gear oil H1', quantity: '4' }]],
    [
      '- seal kit\n\n* 1,5 m hose',
      [
        { words: 'seal kit', quantity: '1' },
        { words: 'm hose', quantity: '1.5' },
      ],
    ],
  ])('%s is a need and its number', (text, needs) => expect(readNeeds(text)).toEqual(needs))
})

describe('comparing', () => {
  const lines = [line(1, 1), line(2, 2), line(4, 200)]

  it('lands each price: freight by value, minimum and packs paid, a price per hundred for one [MRO-2.4d]', () => {
    const dijk = quote('dijk', { freightKind: 'flat', freightMinor: 4800 })
    const baltic = quote('baltic', { freightKind: 'unknown' })
    const { rows, columns } = compare({
      lines,
      quotes: [
        { quote: dijk, lines: [offer('dijk', 1, 600), offer('dijk', 2, 60), offer('dijk', 4, 1.2)] },
        {
          quote: baltic,
          lines: [
            offer('baltic', 2, 41.9, { minimum: 1_000_000 }),
            offer('baltic', 4, 0.685, { per: 100, pack: 30_000_000 }),
          ],
        },
      ],
      rates: [],
      currency: 'EUR',
      waitingMinor: 0,
      today,
    })
    const [one, two, four] = rows.map(({ cells }) => cells)
    // 600 + 120 + 240 = 960; of 48.00 freight 30.00, 6.00 and 12.00.
    expect(one?.[0]).toMatchObject({
      landedMinor: 63_000,
      unitScaled: 630_000_000,
      freightMinor: 3000,
      best: 'lowest landed',
    })
    expect(two?.[0]).toMatchObject({ landedMinor: 12_600, unitScaled: 63_000_000 })
    expect(one?.[1]).toMatchObject({ offer: 'missing', landedMinor: null })
    expect(two?.[1]).toMatchObject({ landedMinor: 41_900, atLeast: true, paid: 1_000_000 })
    expect(two?.[1]?.flags).toEqual(['Freight not stated', 'Pays for 10'])
    expect(four?.[1]).toMatchObject({ landedMinor: 20_550, paid: 30_000_000, atLeast: true, best: null, lowest: true })
    expect(four?.[1]?.flags).toContain('Priced per 100')
    expect(four?.[0]).toMatchObject({ best: 'lowest known landed' })
    expect(columns.map(({ totalMinor, offered }) => [totalMinor, offered])).toEqual([
      [100_800, 3],
      [62_450, 2],
    ])
  })

  it('counts the waiting where a machine stands, and says by how much sooner', () => {
    const { rows } = compare({
      lines: [line(1, 1)],
      quotes: [
        { quote: quote('a'), lines: [offer('a', 1, 631.32, { leadDays: 1 })] },
        { quote: quote('b'), lines: [offer('b', 1, 548, { leadDays: 6 })] },
        { quote: quote('c'), lines: [offer('c', 1, 500, { leadDays: null })] },
      ],
      rates: [],
      currency: 'EUR',
      waitingMinor: 656_000,
      today,
    })
    expect(rows[0]?.cells.map(({ best, lowest }) => [best, lowest])).toEqual([
      ['5 working days sooner', false],
      [null, false],
      [null, true],
    ])
  })

  it('an unknown price or currency is never taken for nothing', () => {
    const given = {
      lines: [line(1, 1)],
      quotes: [
        { quote: quote('a'), lines: [offer('a', 1, null)] },
        { quote: quote('b', { currency: 'USD' }), lines: [offer('b', 1, 10)] },
      ],
      currency: 'EUR',
      waitingMinor: 0,
      today,
    }
    const without = compare({ ...given, rates: [] })
    expect(without.rows[0]?.cells.map(({ landedMinor, best }) => [landedMinor, best])).toEqual([
      [null, null],
      [null, null],
    ])
    expect(without.columns.map(({ totalMinor, noRate }) => [totalMinor, noRate])).toEqual([
      [null, false],
      [null, true],
    ])
    const rate = { from: 'USD', to: 'EUR', rate: '0.92', on: '2026-11-23' as LocalDate, source: 'ECB' }
    expect(compare({ ...given, rates: [rate] }).rows[0]?.cells[1]).toMatchObject({
      landedMinor: 920,
      best: 'lowest known landed',
    })
  })

  it('an award splits by line, and asks why where it is not the lowest [MRO-3.1d]', () => {
    const two = [line(1, 1), line(2, 2)]
    const quotes = [
      {
        quote: quote('a', { freightKind: 'flat', freightMinor: 1000, freeAboveMinor: 50_000 }),
        lines: [offer('a', 1, 600), offer('a', 2, 60)],
      },
      { quote: quote('b'), lines: [offer('b', 1, 548), offer('b', 2, 46.2)] },
    ]
    const comparison = compare({ lines: two, quotes, rates: [], currency: 'EUR', waitingMinor: 0, today })
    const given = {
      comparison,
      offers: new Map(quotes.map(({ quote, lines }) => [quote.id as string, lines])),
      rates: [],
      currency: 'EUR',
    }
    const picks = [
      { lineId: 'ry_1', quoteId: 'qt_b' },
      { lineId: 'ry_2', quoteId: 'qt_a' },
    ]
    const shares = sharesOf(picks, given)
    expect(shares.map(({ quote, totalMinor, freightMinor }) => [quote.id, totalMinor, freightMinor])).toEqual([
      ['qt_b', 54_800, 0],
      ['qt_a', 13_000, 1000],
    ])
    expect(reasonOf(() => checkReason(picks, comparison, ' '))).toBe('award.reason')
    expect(reasonOf(() => checkReason(picks, comparison, 'They are nearer'))).toBe('done')
    expect(reasonOf(() => sharesOf([], given))).toBe('award.nothing')
    expect(reasonOf(() => sharesOf([{ lineId: 'ry_9', quoteId: 'qt_a' }], given))).toBe('award.line')
  })

  it.each([
    [2, null, null, 2],
    [2, 10, null, 10],
    [7, null, 5, 10],
    [200, 500, 100, 500],
  ])('%i with a minimum of %s in packs of %s pays for %i', (needed, minimum, pack, paid) => {
    const scaled = (count: number | null) => (count === null ? null : count * 100_000)
    expect(payable(needed * 100_000, { minimum: scaled(minimum), pack: scaled(pack) })).toBe(paid * 100_000)
  })
})

const order = (more: Partial<Order> = {}): Order =>
  ({
    id: 'po_1',
    number: 7,
    revision: 1,
    vendorId: 'vd_1',
    state: 'approval',
    currency: 'EUR',
    freightMinor: 0,
    totalMinor: 200_000,
    ownMinor: 200_000,
    shipTo: 'st_1',
    terms: '',
    contentHash: 'h',
    createdBy: 'mb_luis',
    version: 1,
    dueOn: null,
    ...more,
  }) as Order
const orderLine = (more: Partial<OrderLine> = {}): OrderLine => ({
  id: 'py_1',
  orderId: 'po_1',
  position: 1,
  rfqLineId: null,
  partId: 'pt_1',
  partNumber: '',
  words: 'Bearing',
  quantity: 1_000_000,
  unit: 'EA',
  price: 1_000_000,
  received: 0,
  damaged: 0,
  cancelled: 0,
  promisedOn: null,
  leadDays: null,
  billed: 0,
  ...more,
})

describe('approving', () => {
  const rules = { approveAboveMinor: 100_000, secondAboveMinor: 1_000_000, overPercent: 5 }
  const yes = (by: string, hash = 'h') => ({
    step: 1 as const,
    contentHash: hash,
    decision: 'approved' as const,
    decidedBy: by,
  })
  const ask = { by: 'mb_dana', seenHash: 'h', approve: true, maySecond: true }

  it.each([
    ['small orders need none', order({ ownMinor: 100_000 }), [], null],
    ['above the limit one', order(), [], 1],
    ['large ones a second', order({ ownMinor: 1_000_001 }), [yes('mb_dana')], 2],
    ['what was approved of other contents does not count', order(), [yes('mb_dana', 'old')], 1],
  ] as const)('%s', (_name, it, approvals, step) => expect(nextStep(it, [...approvals], rules)).toBe(step))

  it.each([
    ['nobody approves their own', order(), [], { ...ask, by: 'mb_luis' }, 'order.own'],
    ['what changed since is looked at again', order(), [], { ...ask, seenHash: 'old' }, 'order.changed'],
    ['two steps are two people', order({ ownMinor: 2_000_000 }), [yes('mb_dana')], ask, 'order.same-approver'],
    [
      'the second step is for those who may',
      order({ ownMinor: 2_000_000 }),
      [yes('mb_bea')],
      { ...ask, maySecond: false },
      'order.second-step',
    ],
    ['what is sent is decided', order({ state: 'sent' }), [], ask, 'order.not-waiting'],
    ['one yes is enough', order(), [], ask, 'done'],
  ] as const)('%s [MRO-2.4e]', (_name, it, approvals, by, reason) =>
    expect(reasonOf(() => decided(it, [...approvals], rules, by))).toBe(reason),
  )

  it('the print changes with anything that was approved', async () => {
    const first = await contentHash(order(), [orderLine()])
    expect(await contentHash(order(), [orderLine()])).toBe(first)
    for (const [head, lines] of [
      [order({ totalMinor: 1 }), [orderLine()]],
      [order({ shipTo: 'st_2' }), [orderLine()]],
      [order(), [orderLine({ price: 2 })]],
      [order(), [orderLine({ quantity: 2 })]],
      [order(), []],
    ] as const)
      expect(await contentHash(head, [...lines])).not.toBe(first)
  })
})

describe('receiving', () => {
  const out = order({ state: 'sent' })
  const count = (more: object = {}) => ({
    lineId: 'py_1',
    good: 0,
    damaged: 0,
    binId: 'pl_1',
    quarantineId: 'pl_q',
    lot: '',
    expiresOn: null,
    note: '',
    ...more,
  })

  it.each([
    ['nothing counted', {}, 'receipt.nothing'],
    ['all of it', { good: 1_000_000 }, 'done'],
    ['over within the tolerance', { good: 1_050_000 }, 'done'],
    ['over', { good: 1_100_000 }, 'receipt.over'],
    ['no bin', { good: 100_000, binId: '' }, 'receipt.bin'],
    ['nowhere to set aside', { damaged: 100_000, quarantineId: '' }, 'receipt.bin'],
    ['another order’s line', { lineId: 'py_9', good: 1 }, 'receipt.line'],
  ])('%s', (_name, more, reason) => expect(reasonOf(() => received(out, [orderLine()], [count(more)], 5))).toBe(reason))

  it('damaged ones go to quarantine and are still owed', () => {
    const first = received(out, [orderLine()], [count({ good: 600_000, damaged: 100_000 })], 5)
    expect(first.taken.map(({ quantity, condition, binId }) => [quantity, condition, binId])).toEqual([
      [600_000, 'ok', 'pl_1'],
      [100_000, 'quarantine', 'pl_q'],
    ])
    expect([first.order.state, first.lines[0]?.received, first.lines[0]?.damaged]).toEqual(['sent', 600_000, 100_000])
    const second = received(first.order, first.lines, [count({ good: 400_000 })], 5)
    expect(second.order.state).toBe('received')
    expect(reasonOf(() => received(second.order, second.lines, [count({ good: 1 })], 5))).toBe('order.not-out')
  })
})

describe('reminding and choosing', () => {
  const day = 86_400_000
  const asked = { state: 'sent', reminders: 0, sentAt: 0, remindedAt: null, email: 'a@b.example' } as never
  const rfq = { state: 'sent', replyBy: (10 * day) as Instant } as const
  it.each([
    ['a day later', asked, rfq, day, null],
    ['the same day', asked, rfq, day - 1, 'The last letter is less than a day old.'],
    [
      'a third time',
      { ...(asked as object), reminders: 2 } as never,
      rfq,
      5 * day,
      'They were reminded 2 times already.',
    ],
    [
      'who declined',
      { ...(asked as object), state: 'declined' } as never,
      rfq,
      5 * day,
      'They have answered, or were not reached.',
    ],
    ['after the end', asked, rfq, 10 * day, 'The time to answer is over.'],
  ])('%s', (_name, invitation, of, at, why) => expect(whyNoReminder(invitation, of, at as Instant)).toBe(why))

  it('working days leave out the weekend', () => {
    expect(workingDaysAfter('2026-11-27' as LocalDate, 1)).toBe('2026-11-30')
    expect(workingDaysAfter('2026-11-25' as LocalDate, 6)).toBe('2026-12-03')
  })

  it('vendors fit by what they deliver', () => {
    expect(fits(['Seals', 'Gaskets', 'Pumps'], ['mechanical', 'seal', 'pump'])).toEqual(['Seals', 'Pumps'])
  })
})

describe('what a review found', () => {
  it('a line goes to one vendor, and freight that nobody knows is asked for before it is ordered', () => {
    const quotes = [
      { quote: quote('a', { freightKind: 'unknown' }), lines: [offer('a', 1, 10)] },
      { quote: quote('b'), lines: [offer('b', 1, 12)] },
    ]
    const comparison = compare({ lines: [line(1, 1)], quotes, rates: [], currency: 'EUR', waitingMinor: 0, today })
    const given = {
      comparison,
      offers: new Map(quotes.map(({ quote, lines }) => [quote.id as string, lines])),
      rates: [],
      currency: 'EUR',
    }
    const first = { lineId: 'ry_1', quoteId: 'qt_a' }
    expect(reasonOf(() => sharesOf([first, { lineId: 'ry_1', quoteId: 'qt_b' }], given))).toBe('award.line-twice')
    expect(reasonOf(() => checkFreight(sharesOf([first], given)))).toBe('award.freight')
    const told = sharesOf([first], given, new Map([['qt_a', 350]]))
    expect(told.map(({ freightMinor, totalMinor, atLeast }) => [freightMinor, totalMinor, atLeast])).toEqual([
      [350, 1350, false],
    ])
    expect(reasonOf(() => checkFreight(told))).toBe('done')
    expect(reasonOf(() => checkFreight(sharesOf([first], given, new Map([['qt_a', 0]]))))).toBe('done')
  })

  it.each([
    ['HUF', 250_000],
    ['IQD', 2_500_000],
    ['JPY', 2500],
    ['EUR', 250_000],
  ])('what one costs in %s has the decimals of ISO 4217', (currency, landed) => {
    const quotes = [{ quote: quote('a', { currency }), lines: [offer('a', 1, 2500)] }]
    const { rows } = compare({ lines: [line(1, 1)], quotes, rates: [], currency, waitingMinor: 0, today })
    expect(rows[0]?.cells[0]).toMatchObject({ landedMinor: landed, unitScaled: 2_500_000_000 })
  })

  it('an offer that has expired says so', () => {
    const quotes = [
      { quote: quote('a', { validUntil: '2026-11-24' as LocalDate }), lines: [offer('a', 1, 10)] },
      { quote: quote('b', { validUntil: today }), lines: [offer('b', 1, 10)] },
    ]
    const { rows } = compare({ lines: [line(1, 1)], quotes, rates: [], currency: 'EUR', waitingMinor: 0, today })
    expect(rows[0]?.cells.map(({ flags }) => flags)).toEqual([['The offer has expired'], []])
  })

  const at = 0 as Instant
  it('lead times count from the day on which the order goes out', () => {
    const { order: out, lines } = sent(
      order({ state: 'approved', ownMinor: 1 }),
      [
        orderLine({ leadDays: 2, promisedOn: '2026-11-03' as LocalDate }),
        orderLine({ id: 'py_2', promisedOn: '2026-11-04' as LocalDate }),
      ],
      [],
      { approveAboveMinor: 100, secondAboveMinor: 100, overPercent: 0 },
      { at, today },
    )
    expect(lines.map(({ promisedOn }) => promisedOn)).toEqual(['2026-11-27', '2026-11-04'])
    expect(out.dueOn).toBe('2026-11-27')
  })

  it.each([
    ['an unchanged day that has passed', '2026-11-20', 0, 'done'],
    ['another day that has passed', '2026-11-19', 0, 'order.promise-past'],
    ['today', '2026-11-25', 0, 'done'],
    ['a received line as it was', '2026-11-20', 1_000_000, 'done'],
    ['a received line otherwise', '2026-12-01', 1_000_000, 'order.promise-past'],
  ])('acknowledging: %s', (_name, on, came, reason) => {
    const lines = [
      orderLine({ promisedOn: '2026-11-20' as LocalDate, received: came }),
      orderLine({ id: 'py_2', position: 2 }),
    ]
    const promises = new Map([['py_1', on as LocalDate]])
    expect(reasonOf(() => acknowledged(order({ state: 'sent' }), lines, promises, { at, today }))).toBe(reason)
    expect(
      reasonOf(() => acknowledged(order({ state: 'sent' }), lines, new Map([['py_9', today]]), { at, today })),
    ).toBe('order.promise-line')
  })

  it('the tolerance is taken once, whatever the number of receipts', () => {
    const line = orderLine({ quantity: 10_000_000, received: 10_400_000 })
    expect([
      mostOf(line, 5),
      mostOf({ ...line, received: 0 }, 5),
      mostOf({ ...line, cancelled: 5_000_000 }, 5),
    ]).toEqual([100_000, 10_500_000, 0])
    const count = {
      lineId: 'py_1',
      good: 1,
      damaged: 0,
      binId: 'x',
      quarantineId: '',
      lot: '',
      expiresOn: null,
      note: '',
    }
    expect(reasonOf(() => received(order({ state: 'sent' }), [orderLine()], [count, count], 0))).toBe(
      'receipt.line-twice',
    )
  })

  it('all receipts of a line come to the cent of the order; what is damaged is worth nothing', () => {
    const bought = order({ state: 'sent', currency: 'EUR', freightMinor: 1000 })
    const lines = [orderLine({ quantity: 300_000, price: 3_333_333 })]
    const take = (before: number, quantity: number, condition: 'ok' | 'quarantine' = 'ok') =>
      worthOf(
        [{ orderLineId: 'py_1', binId: 'x', quantity, condition, lot: '', expiresOn: null, note: '' }],
        bought,
        lines.map((line) => ({ ...line, received: before })),
        'EUR',
        [],
      )[0] ?? 0
    const each = [take(0, 100_000), take(100_000, 100_000), take(200_000, 100_000)]
    expect(each.reduce((sum, minor) => sum + minor, 0)).toBe(2000)
    expect(take(0, 100_000, 'quarantine')).toBe(0)
  })

  it.each([
    ['a price break without its price', { 'break-from-1': '10' }, 'break-price-1'],
    ['a price break without its quantity', { 'break-price-1': '9' }, 'break-from-1'],
    ['no currency', { currency: '' }, 'currency'],
  ])('%s is asked for on its field', (_name, more, field) => {
    try {
      answerOf({ lines: [line(1, 1)] }, { 'price-1': '10', currency: 'EUR', ...more })
      expect.unreachable()
    } catch (error) {
      expect(Object.keys((error as Refusal).fields)).toEqual([field])
    }
  })

  it.each([
    ['queued', '', 'sent'],
    ['queued', 'No such mailbox', 'bounced'],
    ['sent', 'No such mailbox', 'bounced'],
    ['bounced', '', 'sent'],
    ['opened', 'No such mailbox', 'opened'],
    ['answered', '', 'answered'],
  ] as const)('a letter of an invitation that is %s: “%s” makes it %s', (state, trouble, after) => {
    const one = reached({ state, sentAt: null, trouble: '' } as Invitation, trouble, 5 as Instant)
    expect([one.state, one.sentAt]).toEqual([after, trouble ? null : 5])
  })
})

describe('reading prices for so many', () => {
  const asked = [{ position: 1, words: 'Hex bolt M12 × 60', partNumber: 'BLT-M12-60', quantity: '200', unit: 'EA' }]
  it.each([
    ['BLT-M12-60 EUR 68.50 per 100', '68.50', '100', 'Priced per 100'],
    ['BLT-M12-60 EUR 68,50 pro hundert', '68.50', '100', 'Priced per 100'],
    ['BLT-M12-60 EUR 685.00 per 1,000', '685.00', '1000', 'Priced per 1000'],
    ['BLT-M12-60 EUR 34.25 per 50', null, null, '34.25 is for 50: write the price of one'],
    ['BLT-M12-60 EUR 12.00 per dozen', null, null, '12.00 is for 12: write the price of one'],
    ['BLT-M12-60 EUR 0.70 / 5 working days', '0.70', null, undefined],
    ['BLT-M12-60 EUR 0.70 for 1', '0.70', null, undefined],
  ])('%s', (source, price, per, flag) => {
    const [line] = readQuote(source, asked).lines
    expect([line?.price?.value ?? null, line?.per?.value ?? null, line?.flags[0]]).toEqual([price, per, flag])
  })
})

describe('what vendors write back', () => {
  const message = { subject: 'Re: RFQ-318', text: 'EUR 46.20', marks: [], auth: 'pass' as const }
  const reply = { trusted: true, guessed: false, channel: 'email' as const }
  it.each([
    ['as asked', reply, message, []],
    [
      'a stranger',
      { ...reply, trusted: false },
      message,
      ['It is not from somebody whom you wrote to. Ask them before you use it'],
    ],
    ['another RFQ', reply, { ...message, text: 'For RFQ-317: EUR 46.20' }, ['It speaks of RFQ-317, not of RFQ-318']],
    [
      'a forged sender',
      reply,
      { ...message, auth: 'fail' as const },
      ['The sender could not be proved: anybody may have written it'],
    ],
    [
      'a domain that looks like one',
      { ...reply, trusted: false },
      { ...message, marks: ['look-alike', 'first-time'] },
      [
        'It is not from somebody whom you wrote to. Ask them before you use it',
        'The domain looks like one that you know, and is another',
      ],
    ],
    [
      'a text message without a word of which',
      { ...reply, trusted: false, guessed: true, channel: 'sms' as const },
      { ...message, subject: '' },
      ['It does not say which RFQ it answers. RFQ-318 is the only one that is out to them'],
    ],
  ])('%s', (_name, of, said, warnings) => expect(warningsOf(of, said, { number: 318 })).toEqual(warnings))

  it('is one text with the pages of its files, each under its name', () => {
    const files = [{ name: 'offer.pdf', pages: [{ page: 1, text: 'EUR 46.20' }], waiting: false }]
    expect(sourceOf('See attached.\n', files)).toBe('See attached.\n\n[offer.pdf, page 1]\nEUR 46.20')
  })
})

describe('matching an invoice with its order and what came', () => {
  const bought = { currency: 'EUR', freightMinor: 500 }
  const lines = [orderLine({ received: 800_000, billed: 300_000, price: 10_000_000 })]
  const given = {
    currency: 'EUR',
    freightMinor: 500,
    totalMinor: 5500,
    lines: [{ orderLineId: 'py_1', quantity: 500_000, price: 10_000_000 }],
  }
  const one = (more: object) => ({
    ...given,
    lines: [{ orderLineId: 'py_1', quantity: 500_000, price: 10_000_000, ...more }],
  })
  it.each([
    ['agrees', given, [], []],
    ['dearer within two per cent', { ...one({ price: 10_200_000 }), totalMinor: 5600 }, [], []],
    ['dearer', { ...one({ price: 10_200_001 }), totalMinor: 5600 }, ['Dearer than ordered'], []],
    ['cheaper', { ...one({ price: 9_000_000 }), totalMinor: 5000 }, [], []],
    [
      'for more than came',
      { ...one({ quantity: 600_000 }), totalMinor: 6500 },
      ['Billed 6, 5 came that are not billed yet'],
      [],
    ],
    ['a sum that is none', { ...given, totalMinor: 5501 }, [], ['The total does not add up']],
    ['more freight', { ...given, freightMinor: 501, totalMinor: 5501 }, [], ['More freight than ordered']],
    ['another currency', { ...given, currency: 'GBP' }, [], ['Billed in GBP, ordered in EUR']],
  ])('%s', (_name, what, ofLine, whole) => {
    const found = match(bought, lines, what, { freightMinor: 0 }, 2)
    expect([found.lines[0]?.exceptions, found.exceptions, found.state]).toEqual([
      ofLine,
      whole,
      ofLine.length + whole.length === 0 ? 'matched' : 'exception',
    ])
  })

  it.each([
    ['nothing', { ...given, lines: [] }, 'invoice.nothing'],
    ['a line twice', { ...given, lines: [...given.lines, ...given.lines] }, 'invoice.line-twice'],
    ['another order', one({ orderLineId: 'py_9' }), 'invoice.line'],
  ])('%s is refused', (_name, what, reason) =>
    expect(reasonOf(() => match(bought, lines, what, { freightMinor: 0 }, 2))).toBe(reason),
  )

  it('freight is billed once over all invoices of an order', () =>
    expect(match(bought, lines, given, { freightMinor: 500 }, 2).exceptions).toEqual(['More freight than ordered']))

  it.each([
    ['2026-0471', '2026/0471', true],
    ['inv 12', 'INV12', true],
    ['2026-0471', '2026-0472', false],
  ])('%s and %s are one invoice: %s', (first, second, same) =>
    expect(numberKeyOf(first) === numberKeyOf(second)).toBe(same),
  )
})

describe('how a vendor has done [MRO-2.4f]', () => {
  const hour = 3_600_000
  const noon = Date.UTC(2026, 10, 24, 12)
  const came = (day: number, promisedOn: string | null, quantity: number, condition: 'ok' | 'quarantine' = 'ok') => ({
    receivedAt: (noon + day * 24 * hour) as Instant,
    promisedOn: promisedOn as LocalDate | null,
    quantity,
    condition,
  })
  it('is counted from rows: answers of those asked, the middle answer, on time and damaged by quantity', () => {
    const asks = [
      { sentAt: 0 as Instant, answeredAt: (2 * hour) as Instant },
      { sentAt: 0 as Instant, answeredAt: (30 * hour) as Instant },
      { sentAt: 0 as Instant, answeredAt: (4 * hour) as Instant },
      { sentAt: 0 as Instant, answeredAt: null },
      { sentAt: null, answeredAt: null },
    ]
    const arrivals = [
      came(0, '2026-11-24', 600),
      came(1, '2026-11-24', 300),
      came(0, null, 100),
      came(0, '2026-11-24', 250, 'quarantine'),
    ]
    expect(performanceOf(asks, arrivals, 'Europe/Amsterdam')).toEqual({
      asked: 4,
      answered: 3,
      answerPercent: 75,
      medianHours: 4,
      onTimePercent: 67,
      rejectPercent: 20,
    })
  })

  it('nothing is no figure, and the day is that of the organization', () => {
    expect(performanceOf([], [], 'UTC')).toMatchObject({ answerPercent: null, medianHours: null, onTimePercent: null })
    const late = { ...came(0, '2026-11-24', 1), receivedAt: Date.UTC(2026, 10, 24, 23, 30) as Instant }
    expect(performanceOf([], [late], 'UTC').onTimePercent).toBe(100)
    expect(performanceOf([], [late], 'Europe/Amsterdam').onTimePercent).toBe(0)
  })
})

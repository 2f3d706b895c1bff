import { quantityDecimals } from '../kernel/quantity'
import { refuse } from '../kernel/refusal'
import { type UnitCode, unit as unitOf } from '../kernel/units'
import { type CostMethod, revalue, takeBack, takeIn, takeOut, type Worth, worthOfMore, worthOfReturn } from './cost'

/** What a piece of stock is fit for. Only what is `ok` can be issued, reserved or promised. */
export const conditions = ['ok', 'quarantine', 'damaged', 'rejected', 'in-repair', 'expired', 'lost'] as const
export type Condition = (typeof conditions)[number]

/** Where stock lies: a bin, in a condition, of a lot or serial number (empty for none). */
export type Spot = { binId: string; condition: Condition; lotId: string }

/** How much lies at a spot, and how much of that is promised to somebody. Scaled units of the part's base unit. */
export type Balance = Spot & { onHand: number; hard: number }

/** Everything that one part's ledger knows at one version: what decisions are made on. */
export type Stock = Worth & {
  partId: string
  /** What people call it, for sentences. */
  name: string
  unit: UnitCode
  /** Whether it comes in whole units only. */
  whole: boolean
  /** Whether every piece of stock names its lot or serial number. */
  tracking: 'none' | 'lot' | 'serial'
  method: CostMethod
  balances: Balance[]
  version: number
}

export const moveKinds = [
  'receipt',
  'issue',
  'return',
  'transfer',
  'adjustment',
  'count',
  'scrap',
  'revaluation',
] as const
export type MoveKind = (typeof moveKinds)[number]

/**
 * One line of the ledger, as it will stand for ever. `quantity` is never negative: from where to where it went says
 * what it did. `valueMinor` is what it did to the value of the stock: above zero in, below zero out.
 */
export type Move = {
  kind: MoveKind
  quantity: number
  from: Spot | null
  to: Spot | null
  valueMinor: number
  /** The stock of the part after it. */
  runningQuantity: number
  runningValueMinor: number
  /** What a reversal could not take back at the value that it was posted at. */
  varianceMinor: number
}

/** What a decision changes: the stock afterwards and the line that it writes. */
export type Posting = { stock: Stock; move: Move }

const one = 10 ** quantityDecimals

/** A number of scaled units in words: `2.5 kg`. */
export const inWords = (stock: Pick<Stock, 'unit'>, scaled: number): string => {
  const text = (scaled / one).toFixed(quantityDecimals).replace(/\.?0+$/, '')
  return `${text}\u00a0${unitOf(stock.unit).sign}`
}

export const sameSpot = (one: Spot, other: Spot): boolean =>
  one.binId === other.binId && one.condition === other.condition && one.lotId === other.lotId

export const balanceAt = (stock: Stock, spot: Spot): Balance =>
  stock.balances.find((balance) => sameSpot(balance, spot)) ?? { ...spot, onHand: 0, hard: 0 }

const withBalance = (stock: Stock, balance: Balance): Stock => ({
  ...stock,
  balances: [...stock.balances.filter((other) => !sameSpot(other, balance)), balance],
})

/** The four numbers that are shown everywhere, of a part or of one of its bins. Scaled units. */
export type Figures = { onHand: number; reserved: number; available: number }

/**
 * On hand is all that lies there; available is what is fit and promised to nobody.
 * Source: features 2.8, “Available = on hand − hard-reserved − expired/unavailable”.
 */
export function figuresOf(balances: Balance[]): Figures {
  const sum = (of: (balance: Balance) => number) => balances.reduce((total, balance) => total + of(balance), 0)
  const reserved = sum(({ hard }) => hard)
  const unfit = sum(({ condition, onHand }) => (condition === 'ok' ? 0 : onHand))
  const onHand = sum((balance) => balance.onHand)
  return { onHand, reserved, available: onHand - unfit - reserved }
}

/**
 * Refuses 'invalid': nothing or less ('quantity.none'), a fraction of what comes whole ('quantity.whole'), a lot that is
 * missing or not asked for ('lot.missing', 'lot.none'), more than one of a serial number ('lot.serial').
 */
function checkAmount(stock: Stock, quantity: number, spots: (Spot | null)[]): void {
  if (quantity <= 0)
    refuse('invalid', 'quantity.none', 'Say how many: more than nothing.', { quantity: 'Say how many.' })
  if (stock.whole && quantity % one !== 0) {
    const sentence = `${stock.name} is counted in whole ${unitOf(stock.unit).name}s. Write a number without a fraction.`
    refuse('invalid', 'quantity.whole', sentence, { quantity: sentence })
  }
  for (const spot of spots) {
    if (!spot) continue
    if (stock.tracking !== 'none' && spot.lotId === '') {
      const sentence = `Say which ${stock.tracking === 'serial' ? 'serial number' : 'lot'} of ${stock.name} this is.`
      refuse('invalid', 'lot.missing', sentence, { lot: sentence })
    }
    if (stock.tracking === 'none' && spot.lotId !== '') {
      refuse('invalid', 'lot.none', `${stock.name} has no lots. Leave the lot empty.`, { lot: 'Leave this empty.' })
    }
  }
  if (stock.tracking === 'serial' && quantity !== one) {
    const sentence = 'One serial number is one piece. Enter each by itself.'
    refuse('invalid', 'lot.serial', sentence, { quantity: sentence })
  }
}

/**
 * Takes from a spot. `releasing` is how much of what is promised there goes with it: the promise is being kept.
 * Refuses 'conflict' ('stock.short') when less lies there, or what lies there is promised to others ('stock.promised').
 */
function lift(stock: Stock, spot: Spot, quantity: number, releasing = 0): Stock {
  const balance = balanceAt(stock, spot)
  const onHand = balance.onHand - quantity
  const hard = balance.hard - releasing
  if (hard < 0) throw new RangeError('more is released than was promised')
  if (onHand < 0) {
    const left = balance.onHand === 0 ? 'none is left' : `only ${inWords(stock, balance.onHand)} is left`
    refuse('conflict', 'stock.short', `Of ${stock.name} ${left} in this bin.`, { quantity: `Here ${left}.` })
  }
  if (onHand < hard) {
    const free = inWords(stock, balance.onHand - balance.hard + releasing)
    refuse(
      'conflict',
      'stock.promised',
      `Of ${stock.name} only ${free} in this bin is free; the rest is reserved. Take less, or release a reservation.`,
      { quantity: `Only ${free} is free here.` },
    )
  }
  return withBalance(stock, { ...balance, onHand, hard })
}

function lay(stock: Stock, spot: Spot, quantity: number): Stock {
  const balance = balanceAt(stock, spot)
  if (stock.tracking === 'serial' && stock.balances.some(({ lotId, onHand }) => lotId === spot.lotId && onHand > 0)) {
    const sentence = `This serial number of ${stock.name} is in stock already.`
    refuse('conflict', 'lot.serial-here', sentence, { lot: sentence })
  }
  return withBalance(stock, { ...balance, onHand: balance.onHand + quantity })
}

/** What a condition is called in a sentence. */
const conditionWords: Record<Condition, string> = {
  ok: 'good',
  quarantine: 'in quarantine',
  damaged: 'damaged',
  rejected: 'rejected',
  'in-repair': 'being repaired',
  expired: 'expired',
  lost: 'lost',
}

type Parts = Pick<Move, 'kind' | 'quantity' | 'from' | 'to'> & { varianceMinor?: number }

function posted(stock: Stock, worth: Worth, { varianceMinor = 0, ...parts }: Parts): Posting {
  const valueMinor = worth.valueMinor - stock.valueMinor
  const { quantity, valueMinor: running, layers } = worth
  return {
    stock: { ...stock, quantity, valueMinor: running, layers },
    move: { ...parts, valueMinor, varianceMinor, runningQuantity: quantity, runningValueMinor: running },
  }
}

/** Goods come in at what they cost. `back` is a return of what was issued: it comes in at the value it left with. */
export function receive(
  stock: Stock,
  to: Spot,
  quantity: number,
  valueMinor: number,
  kind: MoveKind = 'receipt',
): Posting {
  checkAmount(stock, quantity, [to])
  if (valueMinor < 0)
    refuse('invalid', 'stock.value', 'A price is not below zero.', { price: 'Write a price of zero or more.' })
  return posted(lay(stock, to, quantity), takeIn(stock, quantity, valueMinor, stock.method), {
    kind,
    quantity,
    from: null,
    to,
  })
}

/**
 * Goods go out to whom they are issued; their cost is what they are worth at this moment and never changes.
 * Refuses 'conflict' ('stock.unfit') for stock in a condition that is not fit, and as `lift` does.
 */
export function issue(stock: Stock, from: Spot, quantity: number, releasing = 0): Posting {
  checkAmount(stock, quantity, [from])
  if (from.condition !== 'ok') {
    const sentence = `What lies there is ${conditionWords[from.condition]}. Move it back to good stock before it is issued.`
    refuse('conflict', 'stock.unfit', sentence, { from: sentence })
  }
  const lifted = lift(stock, from, quantity, releasing)
  return posted(lifted, takeOut(stock, quantity, stock.method).worth, { kind: 'issue', quantity, from, to: null })
}

/** Goods are thrown away, from any condition. */
export function scrap(stock: Stock, from: Spot, quantity: number): Posting {
  checkAmount(stock, quantity, [from])
  const lifted = lift(stock, from, quantity)
  return posted(lifted, takeOut(stock, quantity, stock.method).worth, { kind: 'scrap', quantity, from, to: null })
}

/** Goods change their bin or their condition, not their value. Refuses 'invalid' ('move.nowhere') for the same spot. */
export function transfer(stock: Stock, from: Spot, to: Spot, quantity: number): Posting {
  checkAmount(stock, quantity, [from, to])
  if (sameSpot(from, to)) {
    const sentence = 'It lies there already. Choose another bin or condition.'
    refuse('invalid', 'move.nowhere', sentence, { to: sentence })
  }
  if (from.lotId !== to.lotId) throw new RangeError('a transfer does not change the lot')
  const moved = lay(lift(stock, from, quantity), to, quantity)
  return posted(moved, stock, { kind: 'transfer', quantity, from, to })
}

/**
 * The count at a spot is `counted`: the ledger follows. What is found is worth what the rest is, or `unitValueMinor` a
 * whole unit where there was none; what is missing goes at its cost. Null when the ledger was right.
 */
export function settle(
  stock: Stock,
  spot: Spot,
  counted: number,
  kind: 'adjustment' | 'count',
  unitValueMinor = 0,
): Posting | null {
  const { onHand } = balanceAt(stock, spot)
  const by = counted - onHand
  if (counted < 0) refuse('invalid', 'quantity.none', 'A count is zero or more.', { quantity: 'Write zero or more.' })
  if (by === 0) return null
  checkAmount(stock, Math.abs(by), [spot])
  if (by < 0) {
    const lifted = lift(stock, spot, -by)
    return posted(lifted, takeOut(stock, -by, stock.method).worth, { kind, quantity: -by, from: spot, to: null })
  }
  const value = worthOfMore(stock, by, unitValueMinor)
  return posted(lay(stock, spot, by), takeIn(stock, by, value, stock.method), {
    kind,
    quantity: by,
    from: null,
    to: spot,
  })
}

/** What was issued and how much of it came back so far; `valueMinor` above zero. */
export type Issued = { quantity: number; valueMinor: number; returned: { quantity: number; valueMinor: number } }

/**
 * Goods that were issued come back, whatever their condition now, at the cost that they left with.
 * Refuses 'conflict' ('return.more') for more than is still out.
 */
export function giveBack(stock: Stock, to: Spot, quantity: number, issued: Issued): Posting {
  checkAmount(stock, quantity, [to])
  const out = issued.quantity - issued.returned.quantity
  if (quantity > out) {
    const sentence = out === 0 ? 'All of it came back already.' : `Only ${inWords(stock, out)} of it is still out.`
    refuse('conflict', 'return.more', sentence, { quantity: sentence })
  }
  return receive(stock, to, quantity, worthOfReturn(issued, issued.returned, quantity), 'return')
}

/** The stock is worth another amount from now on. Refuses as `revalue` does, and 'conflict' ('value.same'). */
export function setValue(stock: Stock, valueMinor: number): Posting {
  if (valueMinor === stock.valueMinor) refuse('conflict', 'value.same', 'It is worth that already.')
  return posted(stock, revalue(stock, valueMinor), { kind: 'revaluation', quantity: 0, from: null, to: null })
}

/**
 * Takes an earlier line back by a new one: nothing in the ledger is ever edited. What cannot be taken back at the value
 * that it was posted at is in `varianceMinor`.
 * Refuses 'conflict' as taking from a spot does ('stock.short', 'stock.promised'): what came in may be gone.
 */
export function reverse(stock: Stock, { kind, quantity, from, to, valueMinor }: Move): Posting {
  if (kind === 'revaluation') {
    const wanted = stock.valueMinor - valueMinor
    const value = stock.quantity === 0 ? 0 : Math.max(0, wanted)
    return posted(stock, revalue(stock, value), { kind, quantity: 0, from, to, varianceMinor: wanted - value })
  }
  if (from && to)
    return posted(lay(lift(stock, to, quantity), from, quantity), stock, { kind, quantity, from: to, to: from })
  if (from) {
    const worth = takeIn(stock, quantity, -valueMinor, stock.method)
    return posted(lay(stock, from, quantity), worth, { kind, quantity, from: null, to: from })
  }
  if (!to) throw new RangeError('a line without a spot is a revaluation')
  const lifted = lift(stock, to, quantity)
  const worth = takeBack(stock, quantity, valueMinor, stock.method)
  const varianceMinor = worth.valueMinor - stock.valueMinor + valueMinor
  return posted(lifted, worth, { kind, quantity, from: to, to: null, varianceMinor })
}

/** Promises so much of a spot. Refuses 'conflict' ('stock.unfit', 'stock.promised') when it is not free. */
export function reserve(stock: Stock, spot: Spot, quantity: number): Stock {
  checkAmount(stock, quantity, [spot])
  const balance = balanceAt(stock, spot)
  const free = balance.onHand - balance.hard
  if (spot.condition !== 'ok') {
    refuse('conflict', 'stock.unfit', `What lies there is ${conditionWords[spot.condition]} and cannot be reserved.`)
  }
  if (quantity > free) {
    const sentence = `Of ${stock.name} only ${inWords(stock, free)} in this bin is free.`
    refuse('conflict', 'stock.promised', sentence, { quantity: sentence })
  }
  return withBalance(stock, { ...balance, hard: balance.hard + quantity })
}

/** Takes a promise back. */
export function release(stock: Stock, spot: Spot, quantity: number): Stock {
  const balance = balanceAt(stock, spot)
  if (quantity > balance.hard) throw new RangeError('more is released than was promised')
  return withBalance(stock, { ...balance, hard: balance.hard - quantity })
}

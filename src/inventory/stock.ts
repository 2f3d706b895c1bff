import { quantityDecimals } from '../kernel/quantity'
import { refuse } from '../kernel/refusal'
import { type UnitCode, unit as unitOf } from '../kernel/units'
import type { CostMethod, Worth } from './cost'

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

export const withBalance = (stock: Stock, balance: Balance): Stock => ({
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
export function checkAmount(stock: Stock, quantity: number, spots: (Spot | null)[]): void {
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
export function lift(stock: Stock, spot: Spot, quantity: number, releasing = 0): Stock {
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

export function lay(stock: Stock, spot: Spot, quantity: number): Stock {
  const balance = balanceAt(stock, spot)
  if (stock.tracking === 'serial' && stock.balances.some(({ lotId, onHand }) => lotId === spot.lotId && onHand > 0)) {
    const sentence = `This serial number of ${stock.name} is in stock already.`
    refuse('conflict', 'lot.serial-here', sentence, { lot: sentence })
  }
  return withBalance(stock, { ...balance, onHand: balance.onHand + quantity })
}

/** What a condition is called in a sentence. */
export const conditionWords: Record<Condition, string> = {
  ok: 'good',
  quarantine: 'in quarantine',
  damaged: 'damaged',
  rejected: 'rejected',
  'in-repair': 'being repaired',
  expired: 'expired',
  lost: 'lost',
}

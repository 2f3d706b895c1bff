import { refuse } from '../kernel/refusal'
import { revalue, takeBack, takeIn, takeOut, type Worth, worthOfMore, worthOfReturn } from './cost'
import {
  balanceAt,
  checkAmount,
  conditionWords,
  inWords,
  lay,
  lift,
  type Move,
  type MoveKind,
  type Posting,
  type Spot,
  type Stock,
  sameSpot,
} from './stock'

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

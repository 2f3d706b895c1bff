import { divideHalfEven, isSafe } from '../kernel/decimal'
import { quantityDecimals } from '../kernel/quantity'
import { refuse } from '../kernel/refusal'

/** How an organization values what it takes out of stock. Changed only by a dated decision, never in passing. */
export type CostMethod = 'average' | 'fifo'

/** What came in together: so many scaled units, worth so many of the currency's smallest units, oldest first. */
export type Layer = { seq: number; quantity: number; valueMinor: number }

/** How much of a part there is and what it is worth: whole numbers both, so that no cent is ever lost. */
export type Worth = { quantity: number; valueMinor: number; layers: Layer[] }

const safe = (value: bigint): number =>
  isSafe(value)
    ? Number(value)
    : refuse(
        'invalid',
        'stock.too-large',
        'This is larger than the stock ledger can keep. Check the quantity and price.',
      )

/** So much of a value as is its share of the quantity, half-even; all of it for all of the quantity. */
const shareOf = (valueMinor: number, part: number, whole: number): number =>
  part === whole ? valueMinor : safe(divideHalfEven(BigInt(valueMinor) * BigInt(part), BigInt(whole)))

/** What comes in, at what it cost. */
export function takeIn(worth: Worth, quantity: number, valueMinor: number, method: CostMethod): Worth {
  const last = worth.layers.at(-1)?.seq ?? 0
  return {
    quantity: safe(BigInt(worth.quantity) + BigInt(quantity)),
    valueMinor: safe(BigInt(worth.valueMinor) + BigInt(valueMinor)),
    layers: method === 'fifo' ? [...worth.layers, { seq: last + 1, quantity, valueMinor }] : worth.layers,
  }
}

/**
 * What goes out, and what it was worth: its share of the whole by moving average, or the oldest layers first by FIFO.
 * The last one out takes what is left to the cent, so that nothing of nothing is worth nothing.
 * Throws when there is less: the caller has refused that already.
 *
 * Source: moving average and FIFO as features 2.8 rule 3 has them; the remainder stays in the value of the rest.
 */
export function takeOut(worth: Worth, quantity: number, method: CostMethod): { worth: Worth; valueMinor: number } {
  if (quantity > worth.quantity) throw new RangeError('more goes out than there is')
  const [valueMinor, layers] =
    method === 'average'
      ? [shareOf(worth.valueMinor, quantity, worth.quantity), worth.layers]
      : fromLayers(worth.layers, quantity)
  return {
    worth: { quantity: worth.quantity - quantity, valueMinor: worth.valueMinor - valueMinor, layers },
    valueMinor,
  }
}

function fromLayers(layers: Layer[], quantity: number): [number, Layer[]] {
  let left = quantity
  let value = 0
  const rest: Layer[] = []
  for (const layer of layers) {
    const taken = Math.min(left, layer.quantity)
    const worth = taken === 0 ? 0 : shareOf(layer.valueMinor, taken, layer.quantity)
    left -= taken
    value += worth
    if (taken < layer.quantity) {
      rest.push({ ...layer, quantity: layer.quantity - taken, valueMinor: layer.valueMinor - worth })
    }
  }
  if (left > 0) throw new RangeError('the layers hold less than the stock')
  return [value, rest]
}

/** What so much more of the same is worth, at what there is; at `unitValueMinor` a whole unit where there is none. */
export function worthOfMore(worth: Worth, quantity: number, unitValueMinor: number): number {
  const [value, of] = worth.quantity > 0 ? [worth.valueMinor, worth.quantity] : [unitValueMinor, 10 ** quantityDecimals]
  return safe(divideHalfEven(BigInt(value) * BigInt(quantity), BigInt(of)))
}

/** So much of what was issued for `valueMinor` as comes back: the last of it brings the cents that are left. */
export function worthOfReturn(
  issued: { quantity: number; valueMinor: number },
  returned: { quantity: number; valueMinor: number },
  quantity: number,
): number {
  const [left, value] = [issued.quantity - returned.quantity, issued.valueMinor - returned.valueMinor]
  if (quantity > left) throw new RangeError('more comes back than was issued')
  return shareOf(value, quantity, left)
}

/**
 * Takes back what came in as one: at the value that it came in at, where the stock still holds that, else at what it is
 * worth now.
 */
export function takeBack(worth: Worth, quantity: number, valueMinor: number, method: CostMethod): Worth {
  if (method === 'fifo') {
    const at = worth.layers.findLastIndex((layer) => layer.quantity === quantity && layer.valueMinor === valueMinor)
    if (at < 0) return takeOut(worth, quantity, method).worth
    const layers = worth.layers.filter((_, index) => index !== at)
    return { quantity: worth.quantity - quantity, valueMinor: worth.valueMinor - valueMinor, layers }
  }
  if (quantity === worth.quantity || worth.valueMinor < valueMinor) return takeOut(worth, quantity, method).worth
  return { ...worth, quantity: worth.quantity - quantity, valueMinor: worth.valueMinor - valueMinor }
}

/**
 * The same quantity at another value. Refuses 'invalid' ('stock.value') below zero, and for a value of nothing.
 * By FIFO every layer gets its share by quantity, the cents that are left to the last one.
 */
export function revalue(worth: Worth, valueMinor: number): Worth {
  if (valueMinor < 0) refuse('invalid', 'stock.value', 'Stock cannot be worth less than nothing.')
  if (worth.quantity === 0 && valueMinor !== 0)
    refuse('invalid', 'stock.value', 'There is none in stock to be worth anything.')
  let left = valueMinor
  const layers = worth.layers.map((layer, index) => {
    const own = index === worth.layers.length - 1 ? left : shareOf(valueMinor, layer.quantity, worth.quantity)
    left -= own
    return { ...layer, valueMinor: own }
  })
  return { ...worth, valueMinor, layers }
}

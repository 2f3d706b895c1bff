import { divideHalfEven, isSafe } from '../kernel/decimal'
import { convertQuantity, type Quantity, quantityDecimals } from '../kernel/quantity'
import { refuse } from '../kernel/refusal'
import { isConvertible, type UnitCode, unit as unitOf } from '../kernel/units'

/** How many base units are in one of another unit, by a vendor's part: a box of 50. Scaled base units. */
export type Pack = { unit: UnitCode; factor: number }

const one = 10n ** BigInt(quantityDecimals)

/**
 * An amount in the base unit of a part: by the pack that says so, else by what units are.
 * Refuses 'invalid': a unit of something else ('unit.mismatch'), or one of which nobody said how many are in it
 * ('unit.factor'): it is never taken for one.
 */
export function toBase(amount: Quantity, base: UnitCode, packs: readonly Pack[]): Quantity {
  if (amount.unit === base) return amount
  const pack = packs.find(({ unit }) => unit === amount.unit)
  if (pack) {
    const scaled = divideHalfEven(BigInt(amount.scaled) * BigInt(pack.factor), one)
    if (!isSafe(scaled)) refuse('invalid', 'quantity.too-large', 'This quantity is larger than can be kept.')
    return { scaled: Number(scaled), unit: base }
  }
  if (isConvertible(amount.unit, base)) return convertQuantity(amount, base)
  const [from, to] = [unitOf(amount.unit), unitOf(base)]
  const sentence =
    from.dimension !== 'itself' && to.dimension !== 'itself' && from.dimension !== to.dimension
      ? `This part is counted in ${to.name}: an amount in ${from.name} measures something else.`
      : `How many ${to.name} are in one ${from.name} is not known. Write it at the vendor of the part first.`
  const reason = sentence.startsWith('How') ? 'unit.factor' : 'unit.mismatch'
  return refuse('invalid', reason, sentence, { unit: sentence })
}

/** What can be bought at once from a vendor: at least so many of its unit, in multiples of so many. Scaled. */
export type OrderUnit = Pack & { least: number; multiple: number }

/** So much in whole multiples of what is bought, rounded up, and what that is in base units. Scaled both. */
export function orderable(needed: number, { factor, least, multiple }: OrderUnit): { bought: number; base: number } {
  const up = (value: bigint, by: bigint) => ((value + by - 1n) / by) * by
  const units = (BigInt(needed) * one + BigInt(factor) - 1n) / BigInt(factor)
  const bought = up(units > BigInt(least) ? units : BigInt(least), BigInt(multiple))
  const base = (bought * BigInt(factor)) / one
  if (!isSafe(base) || !isSafe(bought))
    return refuse('invalid', 'quantity.too-large', 'This is more than can be ordered.')
  return { bought: Number(bought), base: Number(base) }
}

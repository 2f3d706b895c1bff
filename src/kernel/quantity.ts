import { divideHalfEven, isSafe, readDecimal, writeDecimal } from './decimal'
import { type NumberShape, readNumber, writeNumber } from './number-text'
import { refuse } from './refusal'
import { conversion, type UnitCode, unit as unitOf } from './units'

/** How many decimals a quantity has. */
export const quantityDecimals = 5

/** An amount of things: a safe whole number of hundred-thousandths of the unit. 2.5 kg is 250000 and 'KGM'. */
export type Quantity = { readonly scaled: number; readonly unit: UnitCode }

const made = (scaled: bigint, unit: UnitCode): Quantity =>
  isSafe(scaled)
    ? { scaled: Number(scaled), unit }
    : refuse('invalid', 'quantity.too-large', 'This quantity is larger than can be kept.')

/** Reads the machine's form, '2.5'. Refuses 'invalid' ('quantity.form'): no number, or more than five decimals. */
export function quantity(text: string, unit: UnitCode): Quantity {
  const scaled = readDecimal(text, quantityDecimals)
  return scaled === null
    ? refuse('invalid', 'quantity.form', 'Write the quantity as a number, such as 2.5.')
    : made(scaled, unit)
}

/** So many whole units. */
export const whole = (count: number, unit: UnitCode): Quantity =>
  made(BigInt(count) * 10n ** BigInt(quantityDecimals), unit)

const sameUnit = (one: Quantity, other: Quantity): UnitCode =>
  one.unit === other.unit
    ? one.unit
    : refuse(
        'invalid',
        'quantity.unit-mismatch',
        `Give both quantities in the same unit: here are ${unitOf(one.unit).name} and ${unitOf(other.unit).name}.`,
      )

/** Refuses 'invalid': two units ('quantity.unit-mismatch'), or more than can be kept ('quantity.too-large'). */
export const addQuantity = (one: Quantity, other: Quantity): Quantity =>
  made(BigInt(one.scaled) + BigInt(other.scaled), sameUnit(one, other))

export const negateQuantity = ({ scaled, unit }: Quantity): Quantity => ({ scaled: scaled === 0 ? 0 : -scaled, unit })

export const subtractQuantity = (one: Quantity, other: Quantity): Quantity => addQuantity(one, negateQuantity(other))

/** Below zero where the first is less, above where it is more. Two units refuse. */
export const compareQuantity = (one: Quantity, other: Quantity): number => {
  sameUnit(one, other)
  return Math.sign(one.scaled - other.scaled)
}

/**
 * The same amount in another unit, rounded half-even at the fifth decimal: the only place where it can be inexact.
 * Refuses 'invalid': a unit of something else ('unit.mismatch'), or more than can be kept ('quantity.too-large').
 */
export function convertQuantity({ scaled, unit }: Quantity, to: UnitCode): Quantity {
  const { numerator, denominator, added, subtracted } = conversion(unit, to, quantityDecimals)
  const shifted = (BigInt(scaled) + added) * numerator - subtracted * denominator
  return made(divideHalfEven(shifted, denominator), to)
}

const shapeOf = (locale: string): NumberShape => ({ locale, decimals: quantityDecimals, least: 0 })

/** Reads what a person typed. Refuses 'invalid' ('quantity.form', 'quantity.decimals', 'quantity.too-large'). */
export const parseQuantity = (given: string, unit: UnitCode, locale: string): Quantity =>
  made(readNumber(given, shapeOf(locale), { reason: 'quantity', thing: 'quantity' }), unit)

/** The number alone, as a field of a form shows it. `parseQuantity` reads it back. */
export const formatNumberOf = ({ scaled }: Quantity, locale: string): string =>
  writeNumber(BigInt(scaled), shapeOf(locale))

/** With the unit's sign: '2.5 kg'. Between them stands a space that does not break. */
export const formatQuantity = (amount: Quantity, locale: string): string =>
  `${formatNumberOf(amount, locale)}\u00a0${unitOf(amount.unit).sign}`

/** The machine's form: '2.5'. */
export const decimalOfQuantity = ({ scaled }: Quantity): string => writeDecimal(BigInt(scaled), quantityDecimals)

import { currencyDecimals } from './currency'
import { divideHalfEven, isSafe, powerOfTen, readDecimal, writeDecimal } from './decimal'
import type { Money } from './money'
import { type NumberShape, readNumber, writeNumber } from './number-text'
import { type Quantity, quantityDecimals } from './quantity'
import { refuse } from './refusal'
import { conversion, type UnitCode, unit } from './units'

/** How many decimals a price has: screws are bought at 0.004512. */
export const priceDecimals = 6

/** What one unit costs: a safe whole number of millionths of the currency. 0.0045 EUR a piece is 4500, 'EUR', 'H87'. */
export type UnitPrice = { readonly scaled: number; readonly currency: string; readonly per: UnitCode }

const made = (scaled: bigint, currency: string, per: UnitCode): UnitPrice =>
  isSafe(scaled)
    ? { scaled: Number(scaled), currency, per }
    : refuse('invalid', 'price.too-large', 'This price is larger than can be kept.')

/** Reads the machine's form, '0.0045'. Refuses 'invalid' ('price.form'): no number, or more than six decimals. */
export function unitPrice(text: string, currency: string, per: UnitCode): UnitPrice {
  currencyDecimals(currency)
  const scaled = readDecimal(text, priceDecimals)
  return scaled === null
    ? refuse('invalid', 'price.form', 'Write the price as a number, such as 12.50.')
    : made(scaled, currency, per)
}

const moneyOf = (minor: bigint, currency: string): Money =>
  isSafe(minor)
    ? { minor: Number(minor), currency }
    : refuse('invalid', 'money.too-large', 'This amount is larger than can be kept.')

/**
 * Price × quantity, rounded once, half-even, to the currency's smallest unit. A quantity in another unit of the same
 * kind is converted exactly: 250 g at a price a kilogram.
 *
 * Refuses 'invalid': a unit of something else ('unit.mismatch'), or more than can be kept ('money.too-large').
 */
export function priceTimesQuantity(price: UnitPrice, quantity: Quantity): Money {
  const { numerator, denominator } = conversion(quantity.unit, price.per, quantityDecimals)
  const decimals = currencyDecimals(price.currency)
  const product = BigInt(price.scaled) * BigInt(quantity.scaled) * numerator * powerOfTen(decimals)
  return moneyOf(divideHalfEven(product, denominator * powerOfTen(priceDecimals + quantityDecimals)), price.currency)
}

/**
 * What one unit costs when so many cost so much ('41.20 for 100'), rounded half-even at the sixth decimal.
 * Refuses 'invalid' ('price.no-quantity') for a quantity of nothing.
 */
export function priceFor(total: Money, quantity: Quantity): UnitPrice {
  if (quantity.scaled === 0) return refuse('invalid', 'price.no-quantity', 'Say for how many this price is.')
  const decimals = currencyDecimals(total.currency)
  const numerator = BigInt(total.minor) * powerOfTen(priceDecimals + quantityDecimals)
  const scaled = divideHalfEven(numerator, BigInt(quantity.scaled) * powerOfTen(decimals))
  return made(scaled, total.currency, quantity.unit)
}

const shapeOf = (currency: string, locale: string): NumberShape => ({
  locale,
  currency,
  decimals: priceDecimals,
  least: currencyDecimals(currency),
})

/** Reads what a person typed. Refuses 'invalid' ('price.form', 'price.decimals', 'price.too-large'). */
export const parseUnitPrice = (given: string, currency: string, per: UnitCode, locale: string): UnitPrice =>
  made(readNumber(given, shapeOf(currency, locale), { reason: 'price', thing: 'price' }), currency, per)

/** The number alone, as a field of a form shows it. `parseUnitPrice` reads it back. */
export const formatPriceNumber = ({ scaled, currency }: UnitPrice, locale: string): string =>
  writeNumber(BigInt(scaled), shapeOf(currency, locale))

/** With its currency and unit: '€0.0045 / pc'. */
export function formatUnitPrice({ scaled, currency, per }: UnitPrice, locale: string): string {
  const decimals = { minimumFractionDigits: currencyDecimals(currency), maximumFractionDigits: priceDecimals }
  const form = new Intl.NumberFormat(locale, { style: 'currency', currency, ...decimals })
  const number = writeDecimal(BigInt(scaled), priceDecimals) as Intl.StringNumericLiteral
  return `${form.format(number)} / ${unit(per).sign}`
}

/** The machine's form: '0.0045'. */
export const decimalOfPrice = ({ scaled }: UnitPrice): string => writeDecimal(BigInt(scaled), priceDecimals)

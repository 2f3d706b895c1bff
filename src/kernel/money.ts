import { currencyDecimals } from './currency'
import { divideHalfEven, isSafe, powerOfTen, readDecimal, writeDecimal } from './decimal'
import type { LocalDate } from './local-date'
import { type NumberShape, readNumber, writeNumber } from './number-text'
import { refuse } from './refusal'

/** An amount: a safe whole number of the currency's smallest unit (cents, or yen), and its ISO 4217 code. */
export type Money = { readonly minor: number; readonly currency: string }

const tooLarge = () => refuse('invalid', 'money.too-large', 'This amount is larger than can be kept.')

const made = (minor: bigint, currency: string): Money =>
  isSafe(minor) ? { minor: Number(minor), currency } : tooLarge()

/** Refuses 'invalid' for a currency that there is not. Throws for a fraction: rounding has names, and is done before. */
export function money(minor: number, currency: string): Money {
  currencyDecimals(currency)
  if (!Number.isSafeInteger(minor)) throw new RangeError(`not a whole number of the smallest unit: ${minor}`)
  return { minor: minor + 0, currency }
}

export const zero = (currency: string): Money => money(0, currency)

const sameCurrency = (one: Money, other: Money): string =>
  one.currency === other.currency
    ? one.currency
    : refuse(
        'invalid',
        'money.currency-mismatch',
        `${one.currency} and ${other.currency} cannot be reckoned together. Convert one of them first.`,
      )

/** Refuses 'invalid': two currencies ('money.currency-mismatch'), or more than can be kept ('money.too-large'). */
export const addMoney = (one: Money, other: Money): Money =>
  made(BigInt(one.minor) + BigInt(other.minor), sameCurrency(one, other))

export const subtractMoney = (one: Money, other: Money): Money => addMoney(one, negateMoney(other))

export const negateMoney = ({ minor, currency }: Money): Money => ({ minor: minor === 0 ? 0 : -minor, currency })

/** The sum; of nothing, zero. */
export const sumOf = (currency: string, amounts: readonly Money[]): Money => amounts.reduce(addMoney, zero(currency))

/** Below zero where the first is less, above where it is more. Two currencies refuse. */
export const compareMoney = (one: Money, other: Money): number => {
  sameCurrency(one, other)
  return Math.sign(one.minor - other.minor)
}

/**
 * Shares the amount by weights so that every cent goes to someone: each gets the whole part, and the cents that are
 * left go to the largest remainders, the earlier one first.
 *
 * Weights are whole numbers, none negative. Refuses 'invalid' ('money.share') where they are all zero or there is none.
 */
export function share(total: Money, weights: readonly number[]): Money[] {
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) throw new RangeError('not a weight')
  const all = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
  if (all === 0n) return refuse('invalid', 'money.share', 'Say between what this amount is shared.')

  const size = BigInt(Math.abs(total.minor))
  const parts = weights.map((weight, index) => ({
    index,
    minor: (size * BigInt(weight)) / all,
    rest: (size * BigInt(weight)) % all,
  }))
  const left = Number(size - parts.reduce((sum, { minor }) => sum + minor, 0n))
  const first = [...parts].sort((one, other) => (one.rest === other.rest ? 0 : one.rest > other.rest ? -1 : 1))
  const lucky = new Set(first.slice(0, left).map(({ index }) => index))
  return parts.map(({ index, minor }) => {
    const cents = Number(minor) + (lucky.has(index) ? 1 : 0)
    return { minor: total.minor < 0 && cents > 0 ? -cents : cents, currency: total.currency }
  })
}

/** What one unit of `from` was worth in `to`, by whom, on which day. There is no rate without these. */
export type Rate = {
  from: string
  to: string
  /** A decimal above zero with at most 12 decimals, as '0.92035'. */
  rate: string
  on: LocalDate
  source: string
}

/**
 * The amount in the rate's other currency, rounded half-even to its smallest unit.
 * Refuses 'invalid': a rate of another currency ('money.currency-mismatch') or one that is no rate ('money.rate').
 */
export function convert(amount: Money, { from, to, rate }: Rate): Money {
  sameCurrency(amount, { minor: 0, currency: from })
  const scaled = readDecimal(rate, 12)
  if (scaled === null || scaled <= 0n) {
    return refuse('invalid', 'money.rate', 'Write the rate as a number above zero, such as 0.92035.')
  }
  const numerator = BigInt(amount.minor) * scaled * powerOfTen(currencyDecimals(to))
  return made(divideHalfEven(numerator, powerOfTen(12 + currencyDecimals(from))), to)
}

const shapeOf = (currency: string, locale: string): NumberShape => {
  const decimals = currencyDecimals(currency)
  return { locale, currency, decimals, least: decimals }
}

/**
 * Reads what a person typed: '1.234,50' where the locale parts decimals by a comma, '1,234.50' where by a point. The
 * currency's own code or sign may stand before or after it.
 *
 * Refuses 'invalid' ('money.form', 'money.decimals', 'money.currency-mismatch', 'money.too-large').
 */
export function parseMoney(given: string, currency: string, locale: string): Money {
  const shape = shapeOf(currency, locale)
  const sign = (display: 'symbol' | 'narrowSymbol') =>
    new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: display })
      .formatToParts(1)
      .find(({ type }) => type === 'currency')?.value ?? currency
  const own = [currency, sign('symbol'), sign('narrowSymbol')].map((word) => word.toUpperCase())

  // A word or a sign of money on one end, with the minus on either side of it.
  const text = given.trim().slice(0, 100)
  const word = /^([-−]?)\s*([\p{L}\p{Sc}.]*[\p{L}\p{Sc}][.]?)\s*(.*)$/su.exec(text) ?? /^()()(.*)$/s.exec(text)
  const [, minus = '', before = '', rest = ''] = word ?? []
  const [, middle = rest, after = ''] = /^(.*?[\p{Nd}])\s*([\p{L}\p{Sc}][\p{L}\p{Sc}.]*)$/su.exec(rest) ?? []
  for (const mark of [before, after]) {
    if (mark && !own.includes(mark.toUpperCase())) {
      refuse('invalid', 'money.currency-mismatch', `Write the amount in ${currency}, and only its number.`)
    }
  }
  return made(readNumber(minus + middle, shape, { reason: 'money', thing: 'amount' }), currency)
}

/** The amount with its currency, as people of that locale write it: '€1,234.50'. */
export const formatMoney = (amount: Money, locale: string): string => moneyFormat(amount.currency, locale)(amount)

/** Writes many amounts of one currency; making the form costs more than using it. */
export function moneyFormat(currency: string, locale: string): (amount: Money) => string {
  const decimals = currencyDecimals(currency)
  const form = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  return (amount) => {
    sameCurrency(amount, { minor: 0, currency })
    return form.format(decimalOf(amount) as Intl.StringNumericLiteral)
  }
}

/** The number alone, as a field of a form shows it: '1,234.50'. `parseMoney` reads it back. */
export const formatAmount = ({ minor, currency }: Money, locale: string): string =>
  writeNumber(BigInt(minor), shapeOf(currency, locale))

/** The machine's form, for JSON and files: '1234.50'. */
export const decimalOf = ({ minor, currency }: Money): string => {
  const decimals = currencyDecimals(currency)
  return writeDecimal(BigInt(minor), decimals, decimals)
}

/** Reads the machine's form. Refuses 'invalid' ('money.form'). */
export function moneyOfDecimal(text: string, currency: string): Money {
  const minor = readDecimal(text, currencyDecimals(currency))
  return minor === null
    ? refuse('invalid', 'money.form', 'Write the amount as a number, such as 1234.50.')
    : made(minor, currency)
}

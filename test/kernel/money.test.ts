import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currencies, currencyCode, currencyDecimals } from '../../src/kernel/currency'
import { divideHalfEven, readDecimal, writeDecimal } from '../../src/kernel/decimal'
import { localDate } from '../../src/kernel/local-date'
import {
  addMoney,
  compareMoney,
  convert,
  decimalOf,
  formatAmount,
  formatMoney,
  type Money,
  money,
  moneyOfDecimal,
  negateMoney,
  parseMoney,
  share,
  subtractMoney,
  sumOf,
} from '../../src/kernel/money'
import { outcome } from './reason'

const amount = (currency = 'EUR') => fc.integer({ min: -1e12, max: 1e12 }).map((minor) => money(minor, currency))
const locales = [
  'en-US',
  'en-GB',
  'de-DE',
  'de-CH',
  'de-AT',
  'fr-FR',
  'fr-CH',
  'nl-NL',
  'es-ES',
  'pl-PL',
  'en-IN',
  'hi-IN',
  'ar-EG',
  'fa-IR',
  'sv-SE',
  'ja-JP',
  'pt-BR',
  'bn-BD',
  'en-ZA',
]

describe('whole-number arithmetic', () => {
  it.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [5n, -2n, -2n],
    [-7n, -2n, 4n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [-2n, 3n, -1n],
    [0n, 9n, 0n],
  ])('%s / %s is %s, half to even', (numerator, denominator, expected) => {
    expect(divideHalfEven(numerator, denominator)).toBe(expected)
  })

  it('writes what it reads', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.integer({ min: 0, max: 8 }),
        (value, decimals) => {
          expect(readDecimal(writeDecimal(value, decimals), decimals)).toBe(value)
        },
      ),
    )
  })

  it.each(['', '1.', '.5', '1e3', '+1', ' 1', '1,5', '0x1', 'NaN', '1.234'])(
    '%j is no decimal with two places',
    (text) => {
      expect(readDecimal(text, 2)).toBeNull()
    },
  )
})

describe('a currency', () => {
  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    // Intl says none for these three; ISO 4217 says otherwise, and an amount that is kept must not change its meaning.
    ['HUF', 2],
    ['IDR', 2],
    ['IQD', 3],
  ])('%s has %i decimals', (code, decimals) => {
    expect(currencyDecimals(code)).toBe(decimals)
  })

  it('is one of the list, in any case; the list knows no currency that the runtime cannot write', () => {
    expect(currencyCode(' eur ')).toBe('EUR')
    for (const code of ['EURO', 'XYZ', 'DEM', '', 'EU', 'D E', 'AED\nAFN'])
      expect(outcome(() => currencyCode(code))).toBe('currency.unknown')
    expect(new Set(currencies()).size).toBe(currencies().length)
    expect(currencies().filter((code) => !Intl.supportedValuesOf('currency').includes(code))).toEqual(['VED'])
  })
})

describe('money', () => {
  it('adds, subtracts, compares and sums', () => {
    const [one, other] = [money(1050, 'EUR'), money(275, 'EUR')]
    expect(addMoney(one, other)).toEqual({ minor: 1325, currency: 'EUR' })
    expect(subtractMoney(other, one)).toEqual({ minor: -775, currency: 'EUR' })
    expect([compareMoney(one, other), compareMoney(other, one), compareMoney(one, one)]).toEqual([1, -1, 0])
    expect(sumOf('EUR', [one, other, other])).toEqual({ minor: 1600, currency: 'EUR' })
    expect(Object.is(negateMoney(money(0, 'EUR')).minor, 0)).toBe(true)
  })

  it('of two currencies is not reckoned together', () => {
    const [euro, dollar] = [money(1, 'EUR'), money(1, 'USD')]
    for (const work of [addMoney, subtractMoney, compareMoney])
      expect(outcome(() => work(euro, dollar))).toBe('money.currency-mismatch')
  })

  it('larger than can be kept is refused, and a fraction is a fault', () => {
    const most = money(Number.MAX_SAFE_INTEGER, 'EUR')
    expect(outcome(() => addMoney(most, money(1, 'EUR')))).toBe('money.too-large')
    expect(outcome(() => subtractMoney(negateMoney(most), money(1, 'EUR')))).toBe('money.too-large')
    expect(outcome(() => parseMoney('90,071,992,547,409.92', 'EUR', 'en-US'))).toBe('money.too-large')
    expect(parseMoney('90,071,992,547,409.91', 'EUR', 'en-US')).toEqual(most)
    expect(() => money(0.5, 'EUR')).toThrow(RangeError)
  })

  it('what is added can be taken away', () => {
    fc.assert(
      fc.property(amount(), amount(), (one, other) => {
        expect(subtractMoney(addMoney(one, other), other)).toEqual(one)
      }),
    )
  })
})

describe('sharing', () => {
  it.each<[number, number[], number[]]>([
    [100, [1, 1, 1], [34, 33, 33]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [1, [1, 1, 1], [1, 0, 0]],
    [100, [1, 2, 4], [14, 29, 57]],
    [5, [0, 3, 7], [0, 2, 3]],
    [0, [1, 1], [0, 0]],
    [101, [50, 50], [51, 50]],
    [Number.MAX_SAFE_INTEGER, [1, Number.MAX_SAFE_INTEGER], [1, Number.MAX_SAFE_INTEGER - 1]],
  ])('%i by %j gives %j', (total, weights, expected) => {
    expect(share(money(total, 'EUR'), weights).map(({ minor }) => minor)).toEqual(expected)
  })

  it('gives every cent to someone, and nobody a cent more or less than their part', () => {
    const weights = fc
      .array(fc.nat({ max: 1e9 }), { minLength: 1, maxLength: 12 })
      .filter((all) => all.some((weight) => weight > 0))
    fc.assert(
      fc.property(amount(), weights, (total, weights) => {
        const parts = share(total, weights)
        expect(sumOf('EUR', parts)).toEqual(total)
        const all = weights.reduce((sum, weight) => sum + weight, 0)
        parts.forEach(({ minor }, index) => {
          const exact = (total.minor * (weights[index] ?? 0)) / all
          expect(Math.abs(minor - exact)).toBeLessThanOrEqual(1.001)
        })
      }),
    )
  })

  it('between nobody is refused', () => {
    for (const weights of [[], [0, 0]]) expect(outcome(() => share(money(1, 'EUR'), weights))).toBe('money.share')
    for (const weights of [[-1, 2], [0.5]]) expect(() => share(money(1, 'EUR'), weights)).toThrow(RangeError)
  })
})

describe('converting', () => {
  const on = localDate('2026-11-02')
  it.each<[Money, string, string, number]>([
    [money(10000, 'USD'), 'EUR', '0.92035', 9204],
    // 92.345 and 92.355: half goes to the even cent.
    [money(10000, 'USD'), 'EUR', '0.92345', 9234],
    [money(10000, 'USD'), 'EUR', '0.92355', 9236],
    [money(10000, 'USD'), 'JPY', '151.237', 15124],
    [money(15124, 'JPY'), 'USD', '0.006612', 10000],
    [money(-10000, 'USD'), 'KWD', '0.3067', -30670],
  ])('%j into %s at %s is %i', (given, to, rate, expected) => {
    expect(convert(given, { from: given.currency, to, rate, on, source: 'ECB' })).toEqual({
      minor: expected,
      currency: to,
    })
  })

  it('refuses a rate of another currency and one that is no rate', () => {
    const rate = { from: 'USD', to: 'EUR', rate: '0.9', on, source: 'ECB' }
    expect(outcome(() => convert(money(1, 'GBP'), rate))).toBe('money.currency-mismatch')
    for (const text of ['0', '-1', '', '1,5', 'NaN', '1e9'])
      expect(outcome(() => convert(money(1, 'USD'), { ...rate, rate: text }))).toBe('money.rate')
  })
})

describe('what a person types', () => {
  it.each<[string, string, string, number | string]>([
    ['1,234.50', 'EUR', 'en-US', 123450],
    ['1.234,50', 'EUR', 'de-DE', 123450],
    ['1.234,50', 'EUR', 'en-US', 'money.form'],
    ['1,234.50', 'EUR', 'de-DE', 'money.form'],
    ['1234.5', 'EUR', 'en-US', 123450],
    ['1234,5', 'EUR', 'nl-NL', 123450],
    ['1 234,50', 'EUR', 'fr-FR', 123450],
    ['1\u202f234,50 €', 'EUR', 'fr-FR', 123450],
    ['1’234.50', 'CHF', 'de-CH', 123450],
    ["1'234.50", 'CHF', 'de-CH', 123450],
    ['12,34,567.00', 'INR', 'en-IN', 123456700],
    ['12,34,567.00', 'INR', 'en-US', 'money.form'],
    // Twelve and a half, or twelve hundred and fifty? Nobody guesses.
    ['12,50', 'EUR', 'en-US', 'money.form'],
    ['1,5', 'EUR', 'en-US', 'money.form'],
    ['1.234', 'EUR', 'en-US', 'money.decimals'],
    ['1.234', 'EUR', 'de-DE', 123400],
    ['1.234', 'KWD', 'en-US', 1234],
    ['1,234', 'JPY', 'en-US', 1234],
    ['1,234.0', 'JPY', 'en-US', 'money.decimals'],
    ['1.005', 'EUR', 'en-US', 'money.decimals'],
    ['.5', 'EUR', 'en-US', 50],
    ['5.', 'EUR', 'en-US', 'money.form'],
    ['-12.50', 'EUR', 'en-US', -1250],
    ['−12.50', 'EUR', 'en-US', -1250],
    ['-€12.50', 'EUR', 'en-US', -1250],
    ['€ -12.50', 'EUR', 'en-US', -1250],
    ['EUR 12.50', 'EUR', 'en-US', 1250],
    ['12.50 eur', 'EUR', 'en-US', 1250],
    ['$12.50', 'USD', 'en-US', 1250],
    ['$12.50', 'USD', 'en-CA', 1250],
    ['$12.50', 'EUR', 'en-US', 'money.currency-mismatch'],
    ['12.50 GBP', 'EUR', 'en-US', 'money.currency-mismatch'],
    ['12.50 zł', 'PLN', 'en-US', 1250],
    ['１２.５０', 'EUR', 'en-US', 1250],
    ['١٢٫٥٠', 'EUR', 'ar-EG', 1250],
    ['007', 'EUR', 'en-US', 700],
    ['1,234 567.00', 'EUR', 'en-US', 'money.form'],
    ['', 'EUR', 'en-US', 'money.form'],
    ['twelve', 'EUR', 'en-US', 'money.currency-mismatch'],
    ['1e5', 'EUR', 'en-US', 'money.form'],
    ['10²', 'EUR', 'en-US', 'money.form'],
    ['½', 'EUR', 'en-US', 'money.form'],
    ['12-50', 'EUR', 'en-US', 'money.form'],
    ['--1', 'EUR', 'en-US', 'money.form'],
    ['(12.50)', 'EUR', 'en-US', 'money.form'],
    ['1'.repeat(70), 'EUR', 'en-US', 'money.form'],
  ])('%j of %s in %s is %j', (text, currency, locale, expected) => {
    const read = outcome(() => parseMoney(text, currency, locale).minor)
    expect(read).toBe(expected)
  })

  it('a refusal shows how to write it', () => {
    expect(() => parseMoney('1.234,50', 'EUR', 'en-US')).toThrow('Write the amount as a number, such as 1,234.50.')
    expect(() => parseMoney('1,234.50', 'EUR', 'de-DE')).toThrow('such as 1.234,50.')
    expect(() => parseMoney('1.5', 'JPY', 'en-US')).toThrow('Write the amount with no decimals, such as 1,234.')
  })

  it.each(locales)('in %s every amount that is shown is read back', (locale) => {
    for (const currency of ['EUR', 'JPY', 'KWD', 'INR', 'USD'])
      fc.assert(
        fc.property(amount(currency), (given) => {
          expect(parseMoney(formatAmount(given, locale), currency, locale)).toEqual(given)
        }),
        { numRuns: 25 },
      )
  })
})

describe('what is shown', () => {
  it.each<[number, string, string, string]>([
    [123450, 'EUR', 'en-US', '€1,234.50'],
    [123450, 'EUR', 'de-DE', '1.234,50 €'],
    [-123450, 'USD', 'en-US', '-$1,234.50'],
    [1234, 'JPY', 'en-US', '¥1,234'],
    [1234567, 'KWD', 'en-US', 'KWD 1,234.567'],
    [123450, 'HUF', 'hu-HU', '1234,50 Ft'],
    // A double would have lost the last cents.
    [Number.MAX_SAFE_INTEGER, 'EUR', 'en-US', '€90,071,992,547,409.91'],
  ])('%i %s in %s is %s', (minor, currency, locale, expected) => {
    expect(formatMoney(money(minor, currency), locale).replaceAll(/\p{Zs}/gu, ' ')).toBe(expected)
  })

  it('the machine’s form is read back', () => {
    expect(decimalOf(money(-5, 'EUR'))).toBe('-0.05')
    expect(moneyOfDecimal('1234.5', 'EUR')).toEqual(money(123450, 'EUR'))
    for (const text of ['1,234.50', '1.005', '', '€1'])
      expect(outcome(() => moneyOfDecimal(text, 'EUR'))).toBe('money.form')
  })
})

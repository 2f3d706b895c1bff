import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { money } from '../../src/kernel/money'
import {
  addQuantity,
  compareQuantity,
  convertQuantity,
  decimalOfQuantity,
  formatNumberOf,
  formatQuantity,
  parseQuantity,
  quantity,
  subtractQuantity,
  whole,
} from '../../src/kernel/quantity'
import {
  decimalOfPrice,
  formatPriceNumber,
  formatUnitPrice,
  parseUnitPrice,
  priceFor,
  priceTimesQuantity,
  unitPrice,
} from '../../src/kernel/unit-price'
import { isConvertible, type UnitCode, unitCode, units } from '../../src/kernel/units'
import { outcome } from './reason'

describe('a unit', () => {
  it('has a code of its own, a name and a sign', () => {
    const all = units()
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length)
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    for (const { code, name, sign } of all) expect([code, name, sign].every(Boolean)).toBe(true)
    expect(unitCode(' kgm ')).toBe('KGM')
    expect(outcome(() => unitCode('stone'))).toBe('unit.unknown')
  })

  it('converts into those of its kind, and a box into nothing', () => {
    expect(isConvertible('KGM', 'LBR')).toBe(true)
    expect(isConvertible('KGM', 'LTR')).toBe(false)
    expect(isConvertible('XBX', 'XDR')).toBe(false)
    expect(isConvertible('XBX', 'XBX')).toBe(true)
    // A month is not thirty days.
    expect(isConvertible('MON', 'DAY')).toBe(false)
  })
})

describe('a quantity', () => {
  it('adds, subtracts and compares within one unit', () => {
    const [one, other] = [quantity('2.5', 'KGM'), quantity('0.00001', 'KGM')]
    expect(decimalOfQuantity(addQuantity(one, other))).toBe('2.50001')
    expect(decimalOfQuantity(subtractQuantity(other, one))).toBe('-2.49999')
    expect(compareQuantity(one, other)).toBe(1)
    expect(whole(3, 'H87')).toEqual(quantity('3', 'H87'))
    expect(outcome(() => addQuantity(one, quantity('1', 'GRM')))).toBe('quantity.unit-mismatch')
    expect(outcome(() => quantity('1.000001', 'KGM'))).toBe('quantity.form')
    expect(outcome(() => quantity('99999999999999999', 'KGM'))).toBe('quantity.too-large')
  })

  it.each<[string, UnitCode, UnitCode, string]>([
    ['1', 'INH', 'MMT', '25.4'],
    ['1', 'SMI', 'KMT', '1.60934'],
    ['100', 'LBR', 'KGM', '45.35924'],
    ['1', 'KGM', 'LBR', '2.20462'],
    ['55', 'GLL', 'LTR', '208.19765'],
    ['1', 'MTQ', 'LTR', '1000'],
    ['12', 'DZN', 'GRO', '1'],
    ['3', 'PR', 'H87', '6'],
    ['1', 'BAR', 'PS', '14.50377'],
    ['100', 'PS', 'KPA', '689.47573'],
    ['212', 'FAH', 'CEL', '100'],
    ['-40', 'CEL', 'FAH', '-40'],
    ['0', 'KEL', 'CEL', '-273.15'],
    ['25', 'CEL', 'KEL', '298.15'],
    ['1', 'KWH', 'JOU', '3600000'],
    ['1', 'BHP', 'WTT', '745.69987'],
    ['60', 'RPM', 'HTZ', '1'],
    ['1', 'MQH', 'L2', '16.66667'],
    ['90', 'MIN', 'HUR', '1.5'],
    ['100', 'NU', '85', '73.75621'],
    ['5', 'XBX', 'XBX', '5'],
  ])('%s %s in %s is %s', (text, from, to, expected) => {
    expect(decimalOfQuantity(convertQuantity(quantity(text, from), to))).toBe(expected)
  })

  it('of one kind is not another', () => {
    expect(outcome(() => convertQuantity(quantity('1', 'KGM'), 'LTR'))).toBe('unit.mismatch')
    expect(outcome(() => convertQuantity(quantity('9000000000', 'MWH'), 'JOU'))).toBe('quantity.too-large')
  })

  it('goes into a smaller exact unit and back', () => {
    const pairs: [UnitCode, UnitCode][] = [
      ['KGM', 'GRM'],
      ['MTR', 'MMT'],
      ['HUR', 'SEC'],
      ['DZN', 'H87'],
      ['INH', 'MMT'],
    ]
    for (const [large, small] of pairs)
      fc.assert(
        fc.property(fc.integer({ min: -1e6, max: 1e6 }), (count) => {
          const given = whole(count, large)
          expect(convertQuantity(convertQuantity(given, small), large)).toEqual(given)
        }),
        { numRuns: 50 },
      )
  })

  it.each(['en-US', 'de-DE', 'fr-CH', 'ar-EG', 'en-IN', 'es-ES'])('is read back as %s shows it', (locale) => {
    fc.assert(
      fc.property(fc.integer({ min: -1e13, max: 1e13 }), (scaled) => {
        const given = { scaled, unit: 'KGM' as const }
        expect(parseQuantity(formatNumberOf(given, locale), 'KGM', locale)).toEqual(given)
      }),
      { numRuns: 50 },
    )
  })

  it('is shown with its sign', () => {
    expect(formatQuantity(quantity('1234.5', 'KGM'), 'en-US')).toBe('1,234.5\u00a0kg')
    expect(formatQuantity(quantity('1234.5', 'KGM'), 'de-DE')).toBe('1.234,5\u00a0kg')
    expect(outcome(() => parseQuantity('1.2.3', 'KGM', 'en-US'))).toBe('quantity.form')
    expect(outcome(() => parseQuantity('0.000001', 'KGM', 'en-US'))).toBe('quantity.decimals')
  })
})

describe('a price', () => {
  it.each<[string, string, UnitCode, string, UnitCode, number]>([
    ['12.50', 'EUR', 'H87', '4', 'H87', 5000],
    ['0.004512', 'EUR', 'H87', '1000', 'H87', 451],
    // 0.125 and 0.375: half goes to the even cent.
    ['0.125', 'EUR', 'H87', '1', 'H87', 12],
    ['0.375', 'EUR', 'H87', '1', 'H87', 38],
    ['8', 'EUR', 'KGM', '250', 'GRM', 200],
    ['3', 'EUR', 'DZN', '6', 'H87', 150],
    // A third of a dozen, rounded once.
    ['10', 'EUR', 'DZN', '4', 'H87', 333],
    ['1200', 'JPY', 'H87', '2.5', 'H87', 3000],
    ['1.2345', 'KWD', 'H87', '1', 'H87', 1234],
    ['-2.5', 'EUR', 'H87', '3', 'H87', -750],
  ])('%s %s a %s × %s %s is %i', (price, currency, per, count, unit, expected) => {
    expect(priceTimesQuantity(unitPrice(price, currency, per), quantity(count, unit))).toEqual({
      minor: expected,
      currency,
    })
  })

  it('of boxes says nothing about pieces', () => {
    expect(outcome(() => priceTimesQuantity(unitPrice('9', 'EUR', 'XBX'), whole(3, 'H87')))).toBe('unit.mismatch')
    expect(outcome(() => priceTimesQuantity(unitPrice('999999999', 'EUR', 'H87'), whole(10_000_000, 'H87')))).toBe(
      'money.too-large',
    )
  })

  it('comes of what a hundred cost', () => {
    expect(decimalOfPrice(priceFor(money(4120, 'EUR'), whole(100, 'H87')))).toBe('0.412')
    expect(decimalOfPrice(priceFor(money(1000, 'EUR'), whole(3, 'H87')))).toBe('3.333333')
    expect(outcome(() => priceFor(money(1000, 'EUR'), whole(0, 'H87')))).toBe('price.no-quantity')
  })

  it('is read and shown', () => {
    const price = parseUnitPrice('0,0045', 'EUR', 'H87', 'de-DE')
    expect(price).toEqual(unitPrice('0.0045', 'EUR', 'H87'))
    expect(formatUnitPrice(price, 'en-US')).toBe('€0.0045 / pc')
    expect(formatUnitPrice(unitPrice('12', 'EUR', 'KGM'), 'en-US')).toBe('€12.00 / kg')
    expect(formatPriceNumber(price, 'de-DE')).toBe('0,0045')
    expect(outcome(() => parseUnitPrice('1.2345678', 'EUR', 'H87', 'en-US'))).toBe('price.decimals')
    expect(outcome(() => unitPrice('1', 'XXX', 'H87'))).toBe('currency.unknown')
  })
})

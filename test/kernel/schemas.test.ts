import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { emailAddress as readEmail } from '../../src/kernel/email-address'
import { formatPhone, phoneNumber } from '../../src/kernel/phone'
import {
  currency,
  emailAddress,
  localDate,
  moneyText,
  optionalBlock,
  optionalDate,
  optionalEmail,
  optionalLine,
  optionalMoneyText,
  optionalPhone,
  quantityText,
  textBlock,
  textLine,
  ticked,
  timeZone,
  unitCode,
} from '../../src/kernel/schemas'
import { reserved, slugOf } from '../../src/kernel/slug'
import { cleanText, isBlank } from '../../src/kernel/text'
import { outcome } from './reason'

/** What a schema makes of something: the value, or its one sentence. */
const made = (schema: z.ZodType, given: unknown): unknown => {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  expect(result.error.issues).toHaveLength(1)
  return `! ${result.error.issues[0]?.message}`
}

describe('a field', () => {
  it.each<[string, z.ZodType, unknown, unknown]>([
    ['a line', textLine(20), '  Pump P-204 ', 'Pump P-204'],
    ['an empty line', textLine(20), '   ', '! Write something here.'],
    ['a line of nothing to see', textLine(20), '\u200b\u2060', '! Write something here.'],
    ['a line of Hangul filler', textLine(20), '\u3164', '! Write something here.'],
    ['a missing line', textLine(20), undefined, '! This is missing.'],
    ['a number for a line', textLine(20), 7, '! Write this as text.'],
    ['null for a line', textLine(20), null, '! Write this as text.'],
    ['a long line', textLine(5), 'Pump P-204', '! This is too long: at most 5 characters fit.'],
    ['two lines', textLine(20), 'a\nb', '! Write this on one line.'],
    ['two lines in a block', textBlock(20), 'a\r\nb', 'a\nb'],
    ['an empty block', textBlock(20), '\n\n', '! Write something here.'],
    ['nothing', optionalLine(20), undefined, ''],
    ['an empty line that may be', optionalLine(20), ' ', ''],
    ['an empty block that may be', optionalBlock(20), '', ''],
    ['an address', emailAddress, 'Ana@Example.COM', 'ana@example.com'],
    ['no address', emailAddress, 'ana', '! Write an e-mail address, such as ana@example.com.'],
    ['no address that may be', optionalEmail, ' ', ''],
    ['a date', localDate, ' 2026-03-31 ', '2026-03-31'],
    ['no date', localDate, '31/03/2026', '! Write the date as year-month-day, such as 2026-03-31.'],
    ['a date of the year 26', localDate, '0026-03-31', '! Write the year with its four digits, from 1800 on.'],
    ['an empty date', optionalDate, '', null],
    ['no date at all', optionalDate, undefined, null],
    ['null for a date', optionalDate, null, null],
    ['a zone', timeZone, 'europe/amsterdam', 'Europe/Amsterdam'],
    ['a currency', currency, 'eur', 'EUR'],
    ['a currency of the past', currency, 'DEM', '! Choose a currency by its code, such as EUR.'],
    ['an amount', moneyText('EUR', 'de-DE'), '1.234,50', { minor: 123450, currency: 'EUR' }],
    ['a wrong amount', moneyText('EUR', 'de-DE'), '1,234.50', '! Write the amount as a number, such as 1.234,50.'],
    ['no amount', optionalMoneyText('EUR', 'de-DE'), ' ', null],
    ['a quantity', quantityText('KGM', 'en-US'), '2.5', { scaled: 250000, unit: 'KGM' }],
    ['a unit', unitCode, 'kgm', 'KGM'],
    ['a telephone', optionalPhone('NL'), '010 123 4567', '+31101234567'],
    ['no telephone', optionalPhone('NL'), '', ''],
    ['a tick', ticked, 'on', true],
    ['no tick', ticked, undefined, false],
  ])('%s', (_, schema, given, expected) => {
    expect(made(schema, given)).toEqual(expected)
  })

  it('says the sentence by the name of its field', () => {
    const result = z.object({ name: textLine(5), due: optionalDate }).safeParse({ name: 'Pump P-204', due: 'soon' })
    expect(result.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['name', 'This is too long: at most 5 characters fit.'],
      ['due', 'Write the date as year-month-day, such as 2026-03-31.'],
    ])
  })
})

const naughty = '../shared/data/imports/blns.json'
const strings = existsSync(naughty) ? (JSON.parse(readFileSync(naughty, 'utf8')) as string[]) : []

describe.skipIf(strings.length === 0)('the list of naughty strings', () => {
  it.each<[string, z.ZodType]>([
    ['textLine', textLine(100_000)],
    ['textBlock', textBlock(100_000)],
    ['optionalLine', optionalLine(100_000)],
    ['optionalBlock', optionalBlock(100_000)],
    ['textLine of 10', textLine(10)],
  ])('in %s is kept as it is or refused in a sentence', (_, schema) => {
    expect(strings.length).toBeGreaterThan(400)
    for (const text of strings) {
      const result = made(schema, text)
      const kept = text.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim()
      if (result !== kept) expect(result).toMatch(/^! [A-Z].*\.$/)
    }
  })

  it.each<[string, z.ZodType]>([
    ['emailAddress', emailAddress],
    ['optionalEmail', optionalEmail],
    ['localDate', localDate],
    ['optionalDate', optionalDate],
    ['timeZone', timeZone],
    ['currency', currency],
    ['moneyText', moneyText('EUR', 'en-US')],
    ['moneyText in German', moneyText('EUR', 'de-DE')],
    ['quantityText', quantityText('KGM', 'en-US')],
    ['unitCode', unitCode],
    ['optionalPhone', optionalPhone()],
  ])('in %s is read or refused in a sentence, and nothing throws', (_, schema) => {
    for (const text of strings) {
      const result = schema.safeParse(text)
      if (!result.success) for (const { message } of result.error.issues) expect(message).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('makes slugs that are addresses', () => {
    for (const text of strings) {
      expect(slugOf(text)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(slugOf(text).length).toBeLessThanOrEqual(46)
    }
  })
})

it('a cleaned text is clean, whatever came', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = outcome(() => cleanText(text, { longest: 1000, lines: 'many' }))
      if (once.startsWith('text.')) return
      expect(cleanText(once, { longest: 1000, lines: 'many' })).toBe(once)
      expect(new TextDecoder().decode(new TextEncoder().encode(once))).toBe(once)
    }),
    { numRuns: 500 },
  )
  for (const broken of ['\ufffe', '\ufdd0', 'a\ud83d'])
    expect(outcome(() => cleanText(broken, { longest: 9, lines: 'one' }))).toBe('text.broken')
  expect([isBlank(' \t\u00ad\u200d'), isBlank('·'), isBlank('👩‍🔧'), isBlank('')]).toEqual([true, false, false, true])
})

describe('an e-mail address', () => {
  it.each([
    ['o’brien@example.com', 'o’brien@example.com'],
    ["o'brien+parts@example.co.uk", "o'brien+parts@example.co.uk"],
    ['ANA@XN--BCHER-KVA.example', 'ana@xn--bcher-kva.example'],
    ['用户@例子.广告', '用户@xn--fsqu00a.xn--4rr70v'],
    ['ana@ＥＸＡＭＰＬＥ.com', 'ana@example.com'],
  ])('%s is %s', (given, expected) => {
    expect(readEmail(given)).toBe(expected)
  })

  it.each([
    // Looks like fi, and is another person's.
    'ﬁona@example.com',
    'ａna@example.com',
    'a\u200bna@example.com',
    'ana@exam\u00adple.com',
    'ana@%65xample.com',
    'ana@-example.com',
    'ana@example-.com',
    'ana@exa_mple.com',
    'ana@example.123',
    'ana@0x7f.1',
    `ana@${'a'.repeat(64)}.com`,
    `ana@${'a.'.repeat(125)}com`,
    '"ana"@example.com',
    'ana@example.com@evil.example',
    'ana@example.com?x',
    'ana@example.com:25',
  ])('%s is none', (given) => {
    expect(outcome(() => readEmail(given))).toMatch(/^(email\.form|text\.long)$/)
  })
})

describe('a telephone number', () => {
  it.each([
    ['+31 10 123 4567', '', '+31101234567'],
    ['010 123 4567', 'NL', '+31101234567'],
    ['(212) 555-0100', 'US', '+12125550100'],
    ['+44 20 7946 0000', 'US', '+442079460000'],
    ['０１０−１２３−４５６７', 'NL', '+31101234567'],
    ['010 123 4567', '', 'phone.form'],
    ['010 123 4567', 'XX', 'phone.form'],
    ['1-800-FLOWERS', 'US', 'phone.form'],
    ['call 010 123 4567 now', 'NL', 'phone.form'],
    ['911', 'US', 'phone.form'],
    ['+999 123 4567', 'US', 'phone.form'],
    ['+31 10 123 4567 ext. 12', 'NL', 'phone.extension'],
    ['0'.repeat(500), 'NL', 'phone.form'],
  ])('%s in %s is %s', (given, country, expected) => {
    expect(outcome(() => phoneNumber(given, country))).toBe(expected)
  })

  it('is shown in groups', () => {
    expect(formatPhone('+31101234567')).toBe('+31 10 123 4567')
    expect(formatPhone('none')).toBe('none')
  })
})

describe('a slug', () => {
  it.each([
    ['Завод имени Ильича', 'zavod-imeni-ilicha'],
    ['Ελληνικά Ναυπηγεία', 'ellinika-naypigeia'],
    ['Þór Ðalur ehf.', 'thor-dalur-ehf'],
    ["O'Brien & Sons", 'obrien-sons'],
    ['İstanbul Çelik Ağı', 'istanbul-celik-agi'],
    ['日本電産', 'plant'],
    ['x', 'plant-x'],
    ['---', 'plant'],
    ['Ｎｏｒｔｈ', 'north'],
    [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
  ])('of %s is %s', (name, expected) => {
    expect(slugOf(name)).toBe(expected)
    expect(reserved).not.toContain(slugOf(name))
  })
})

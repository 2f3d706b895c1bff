import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { emailAddress } from '../../src/kernel/email-address'
import { isId, newId, sameSecret, sixDigits } from '../../src/kernel/ids'
import { instant } from '../../src/kernel/instant'
import { addDays, addMonths, dayOf, daysBetween, localDate, startOfDay, weekday } from '../../src/kernel/local-date'
import { Refusal } from '../../src/kernel/refusal'
import { reserved, slugOf } from '../../src/kernel/slug'
import { cleanText } from '../../src/kernel/text'
import { timeZone } from '../../src/kernel/time-zone'

const reason = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
  return 'nothing refused'
}

describe('a text', () => {
  it.each([
    ['a\0b', 'text.control'],
    ['a\u0007b', 'text.control'],
    ['\ud800', 'text.broken'],
    ['a\udc00b', 'text.broken'],
    ['x\u202Ey', 'text.directional'],
    ['two\nlines', 'text.lines'],
    ['x'.repeat(11), 'text.long'],
  ])('%j is refused: %s', (given, expected) => {
    expect(reason(() => cleanText(given, { longest: 10, lines: 'one' }))).toBe(expected)
  })

  it('is composed, trimmed, and counted by characters', () => {
    expect(cleanText('  e\u0301  ', { longest: 1, lines: 'one' })).toBe('\u00e9')
    expect(cleanText('😀😀', { longest: 2, lines: 'one' })).toBe('😀😀')
    expect(cleanText('a\r\nb\rc', { longest: 9, lines: 'many' })).toBe('a\nb\nc')
  })

  const file = '../shared/data/imports/blns.json'
  it.skipIf(!existsSync(file))('of the list of naughty strings is kept as it is or refused in a sentence', () => {
    const strings = JSON.parse(readFileSync(file, 'utf8')) as string[]
    expect(strings.length).toBeGreaterThan(400)
    for (const text of strings) {
      try {
        expect(cleanText(text, { longest: 10_000, lines: 'many' })).toBe(
          text.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim(),
        )
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal)
        expect((error as Refusal).message).toMatch(/\.$/)
      }
    }
  })
})

describe('an e-mail address', () => {
  it.each([
    [' Ana@Example.COM ', 'ana@example.com'],
    ['a.b+c@sub.example.com', 'a.b+c@sub.example.com'],
    ['ana@bücher.example', 'ana@xn--bcher-kva.example'],
  ])('%s is compared as %s', (given, expected) => {
    expect(emailAddress(given)).toBe(expected)
  })

  it.each([
    '',
    'ana',
    'ana@',
    '@example.com',
    'ana@example',
    'a b@example.com',
    'ana@@example.com',
    '.ana@example.com',
    'a..b@example.com',
    'ana@exam ple.com',
    'ana@127.0.0.1',
    'ana@[::1]',
    'ana@example.com/x',
    `${'a'.repeat(65)}@example.com`,
    'ana@example.com\nBcc: x@y.com',
  ])('%j is none', (given) => {
    expect(reason(() => emailAddress(given))).toMatch(/^(email|text)\./)
  })
})

describe('a local date', () => {
  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '', 'tomorrow', '2026-00-10', '2026-11-31'])(
    '%j is none',
    (given) => {
      expect(reason(() => localDate(given))).toBe('date.form')
    },
  )

  it('counts days and months', () => {
    const day = localDate('2024-01-31')
    expect([
      addDays(day, 1),
      addMonths(day, 1),
      addMonths(day, 13),
      daysBetween(day, localDate('2024-03-01')),
      weekday(day),
    ]).toEqual(['2024-02-01', '2024-02-29', '2025-02-28', 30, 3])
  })

  it.each([
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
    ['2026-03-09', 'America/New_York', '2026-03-09T04:00:00.000Z'],
    ['2026-10-04', 'Australia/Sydney', '2026-10-03T14:00:00.000Z'],
    ['2026-10-05', 'Australia/Lord_Howe', '2026-10-04T13:00:00.000Z'],
    // The clock skips midnight: the day begins at one.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ])('%s in %s begins at %s', (day, zone, expected) => {
    const begins = startOfDay(localDate(day), zone)
    expect(new Date(begins).toISOString()).toBe(expected)
    expect(dayOf(begins, zone)).toBe(day)
    expect(dayOf(instant(begins - 1), zone)).toBe(addDays(localDate(day), -1))
  })
})

describe('ids and secrets', () => {
  it('say what they are of and sort by birth', () => {
    const ids = [1, 2, 3].map((at) => newId('tk', at * 1_000_000_000_000))
    expect([...ids].sort()).toEqual(ids)
    expect(ids.every((id) => isId('tk', id))).toBe(true)
    expect(isId('tk', 'tk_')).toBe(false)
    expect(isId('mb', ids[0] ?? '')).toBe(false)
  })

  it('codes are six digits, and comparing looks at every letter', () => {
    for (let tries = 0; tries < 200; tries++) expect(sixDigits()).toMatch(/^\d{6}$/)
    expect([sameSecret('abc', 'abc'), sameSecret('abc', 'abd'), sameSecret('abc', 'ab')]).toEqual([true, false, false])
  })
})

describe('a slug', () => {
  it.each([
    ['Łódź Stal & Söhne', 'lodz-stal-sohne'],
    ['  ACME, Inc. ', 'acme-inc'],
    ['北京', 'plant'],
    ['api', 'api-plant'],
    ['Sign-In', 'sign-in-plant'],
    ['x'.repeat(90), 'x'.repeat(40)],
    ['æøß', 'aeoss'],
  ])('of %s is %s', (name, expected) => {
    expect(slugOf(name)).toBe(expected)
    expect(reserved).not.toContain(slugOf(name))
  })
})

it('a time zone is one that the tz database has', () => {
  expect(timeZone('Europe/Amsterdam')).toBe('Europe/Amsterdam')
  for (const given of ['Mars/Olympus', '', '+01:00', '../etc'])
    expect(reason(() => timeZone(given))).toBe('time-zone.unknown')
})

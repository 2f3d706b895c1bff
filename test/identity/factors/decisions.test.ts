import { TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { clockSentence, newSecret, otpauthUri, readCode } from '../../../src/identity/factors/authenticator-app'
import { checkCounter } from '../../../src/identity/factors/passkey'
import { newRecoveryCode, plainCode } from '../../../src/identity/factors/recovery-codes'
import { missingOf } from '../../../src/identity/factors/step-up'
import { Refusal } from '../../../src/kernel/refusal'
import { closeBox, openBox } from '../../../src/kernel/sealed-box'
import type { Proof, Way } from '../../../src/platform/routes'

const now = Date.UTC(2026, 10, 24, 9, 0, 15)
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const step = Math.floor(now / 30_000)

describe('a code of an authenticator app', () => {
  it.each<[string, number, number, object]>([
    ['now', 0, 0, { is: 'right', step }],
    ['of the step before', -30_000, 0, { is: 'right', step: step - 1 }],
    ['of the step after', 30_000, 0, { is: 'right', step: step + 1 }],
    ['now, used', 0, step, { is: 'used' }],
    ['older than one that was used', -30_000, step, { is: 'used' }],
    ['ten minutes ahead', 600_000, 0, { is: 'clock', minutes: 10, step: step + 20 }],
    ['ten minutes behind', -600_000, 0, { is: 'clock', minutes: -10, step: step - 20 }],
    ['two days ahead', 172_800_000, 0, { is: 'wrong' }],
  ])('%s', (_, off, last, reading) => {
    const code = new TOTP({ secret }).generate({ timestamp: now + off })
    expect(readCode(secret, `${code.slice(0, 3)} ${code.slice(3)}`, now, last)).toEqual(reading)
  })

  it('is six digits, and nothing else is looked at', () => {
    for (const text of ['', '12345', '1234567', 'abcdef', '١٢٣٤٥٦'])
      expect(readCode(secret, text, now, 0)).toEqual({ is: 'wrong' })
  })

  it('agrees with RFC 6238, appendix B: at 59 seconds 287082', () => {
    expect(readCode(secret, '287082', 59_000, 0)).toEqual({ is: 'right', step: 1 })
  })

  it('has a secret of 160 bits, told to the app with its issuer', () => {
    expect(newSecret()).toMatch(/^[A-Z2-7]{32}$/)
    expect(otpauthUri(secret, 'ana@acme.example')).toContain('issuer=MRO%20Command')
    expect(clockSentence(-1)).toContain('about a minute behind')
  })
})

describe('a recovery code', () => {
  it('is read however a person types it', () => {
    const code = newRecoveryCode()
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
    const plain = code.replaceAll('-', '')
    for (const typed of [
      code,
      code.toLowerCase(),
      plain,
      code.replaceAll('-', ' – '),
      code.replaceAll('0', 'o').replaceAll('1', 'l'),
    ])
      expect(plainCode(typed)).toBe(plain)
    for (const wrong of ['', plain.slice(1), `${plain}0`, `${plain.slice(1)}U`]) expect(plainCode(wrong)).toBeNull()
  })
})

describe('a fresh proof', () => {
  const proofs = (...ways: [Way, number][]): Proof[] =>
    ways.map(([way, minutes]) => ({ way, at: now - minutes * 60_000 }))
  it.each<[string, Proof[], boolean, object | null]>([
    ['a password just now', proofs(['password', 0]), false, null],
    ['a password ten minutes ago', proofs(['password', 10]), false, { first: true, second: false }],
    ['a password, with a second factor set up', proofs(['password', 1]), true, { first: false, second: true }],
    ['both', proofs(['password', 9], ['totp', 1]), true, null],
    [
      'a code of the app, the password too long ago',
      proofs(['password', 11], ['totp', 1]),
      true,
      { first: true, second: false },
    ],
    ['a passkey', proofs(['passkey', 9]), true, null],
    ['nothing', [], true, { first: true, second: true }],
  ])('%s', (_, given, hasSecond, missing) => expect(missingOf(given, hasSecond, now)).toEqual(missing))
})

it.each<[number, number, boolean]>([
  [0, 0, true],
  [5, 6, true],
  [5, 5, false],
  [5, 4, false],
  [5, 0, false],
  [0, 1, true],
])('a counter from %i to %i is taken: %s', (kept, answered, taken) => {
  const check = () => checkCounter(kept, answered)
  if (taken) expect(check).not.toThrow()
  else expect(check).toThrow(Refusal)
})

it('a box opens with its own secret, for its own purpose, unchanged, and never otherwise [MRO-2.1d]', async () => {
  const box = await closeBox('one', 'kept', { a: 1 })
  expect(await openBox('one', 'kept', box)).toEqual({ a: 1 })
  expect(await closeBox('one', 'kept', { a: 1 })).not.toBe(box)
  for (const [key, purpose, text] of [
    ['two', 'kept', box],
    ['one', 'half', box],
    ['one', 'kept', `${box.startsWith('A') ? 'B' : 'A'}${box.slice(1)}`],
    ['one', 'kept', ''],
    ['one', 'kept', 'nonsense'],
  ] as const)
    expect(await openBox(key, purpose, text)).toBeNull()
})

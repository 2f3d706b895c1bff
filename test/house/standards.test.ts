import { expect, it } from 'vitest'
import { filesOf } from '../../scripts/files'
import { secret, sixDigits } from '../../src/kernel/ids'

/*
 * Requirements of ASVS 5.0.0 that hold for the whole source. docs/asvs.tsv says which.
 */

const sources = filesOf(['src', 'templates'], /\.tsx?$/)
const deployed = sources.filter(({ path }) => !path.startsWith('src/local/') && !path.startsWith('templates/local/'))

/** Lines of the source that say so, without comments and those of a file in which it is on purpose. */
const linesWith = (pattern: RegExp, onPurpose: readonly string[] = []) =>
  deployed
    .filter(({ path }) => !onPurpose.includes(path))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => line.length < 2000 && !/^\s*(\*|\/\/|\/\*)/.test(line) && pattern.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    )

it('finds a source to look at', () => {
  expect(deployed.length).toBeGreaterThan(100)
})

it('never answers with a CORS header', () => {
  expect(linesWith(/Access-Control-Allow/i)).toEqual([])
})

it('chance comes from the generator that is made for secrets', () => {
  expect(linesWith(/Math\.random/)).toEqual([])
})

it('a session’s value has 256 bits, and no two are the same', () => {
  expect(Buffer.from(secret(), 'base64url').length).toBe(32)
  expect(new Set(Array.from({ length: 10_000 }, secret)).size).toBe(10_000)
})

it('a code of six digits is as random as six digits can be', () => {
  const codes = Array.from({ length: 20_000 }, sixDigits)
  expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true)
  for (let place = 0; place < 6; place++) {
    const counts = Array.from(
      { length: 10 },
      (_, digit) => codes.filter((code) => code[place] === String(digit)).length,
    )
    const chi = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)
    // Nine degrees of freedom: beyond 40 lies one try in a hundred thousand.
    expect([place, chi < 40]).toEqual([place, true])
  }
})

it('primitives come from the runtime and from kept libraries: no weak hash, mode or padding', () => {
  // An authenticator app knows HMAC-SHA-1 alone: RFC 6238, 1.2.
  // Twilio signs what it tells by HMAC-SHA-1 and by nothing else.
  const app = ['src/identity/factors/authenticator-app.ts', 'src/adapters/signatures.ts']
  expect(
    linesWith(/\bmd5\b|sha-?1\b|\brc4\b|\bECB\b|AES-CBC|AES-CTR|RSAES|RSA1_5|createCipher\(|pbkdf2/i, app),
  ).toEqual([])
  expect(linesWith(/name: 'AES-(?!GCM)/)).toEqual([])
})

it('every address that we ask is https', () => {
  // Read as an address, asked by nobody.
  const read = ['src/kernel/email-address.ts']
  // A local house asks its neighbours by http; one at a public address never does: test/platform/outbound.test.ts.
  const local = /startsWith\('http:/
  expect(
    linesWith(/['"`]http:\/\/(?!localhost|www\.w3\.org|schemas\.)/, read).filter((line) => !local.test(line)),
  ).toEqual([])
})

it('no secret goes into an address, but into the links that a letter or a paper hands to one person', () => {
  // An invitation opens once; a reporter without a login follows what they reported. Neither is a session or a key.
  // So is a file that was too large to go along, and the press that ends news.
  const handed = [
    'src/identity/members/accept.routes.tsx',
    'src/codes/report.door.tsx',
    'src/communications/hooks.routes.tsx',
    'src/procurement/quote.door.tsx',
    'src/procurement/order.door.tsx',
  ]
  expect(linesWith(/[?&](token|secret|password|key)=|'\/[^']*:(token|secret|password|key)\b/, handed)).toEqual([])
})

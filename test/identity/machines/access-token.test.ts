import { createHmac } from 'node:crypto'
import { CompactSign, type CryptoKey, exportJWK, exportSPKI, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { audienceOf, signAccessToken, verifyAccessToken } from '../../../src/identity/machines/access-token'
import { accessTokenMinutes, leewaySeconds } from '../../../src/identity/machines/signing-key'

const now = Date.UTC(2026, 10, 24, 9, 0)
const seconds = now / 1000
const lifeSeconds = accessTokenMinutes * 60
const issuer = 'https://app.example'
const audience = audienceOf(issuer, 'org_a')
const expected = { issuer, audience, now }

type Keys = { publicKey: CryptoKey; privateKey: CryptoKey }
type Case = [string, () => string | Promise<string>]
let ours: Keys
let next: Keys
let theirs: Keys
let rsa: Keys
let p384: Keys
let ed: Keys
let keyring: Map<string, JWK>

beforeAll(async () => {
  const pair = (algorithm: string) => generateKeyPair(algorithm, { extractable: true })
  ours = await pair('ES256')
  next = await pair('ES256')
  theirs = await pair('ES256')
  rsa = await pair('RS256')
  p384 = await pair('ES384')
  ed = await pair('Ed25519')
  keyring = new Map([
    ['ours', await exportJWK(ours.publicKey)],
    ['next', await exportJWK(next.publicKey)],
    ['rsa', await exportJWK(rsa.publicKey)],
  ])
})

const claims = (): Record<string, unknown> => ({
  iss: issuer,
  aud: audience,
  sub: 'sv_1',
  client_id: 'ak_1',
  scope: 'calendar.task.see calendar.task.create',
  jti: 'at_1',
  iat: seconds,
  exp: seconds + lifeSeconds,
})

const header = { alg: 'ES256', typ: 'at+jwt', kid: 'ours' }

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Signs exactly this header and this payload with ES256, which a library would not let one do. */
async function forged(head: unknown, payload: unknown, key: CryptoKey = ours.privateKey): Promise<string> {
  const input = `${part(head)}.${part(payload)}`
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

/** A token of ours but for these claims; one that is undefined is left out. */
const withClaims = (changed: Record<string, unknown>) => forged(header, { ...claims(), ...changed })
const withHeader = (changed: Record<string, unknown>, key?: CryptoKey) =>
  forged({ ...header, ...changed }, claims(), key)

const partsOf = async () => (await forged(header, claims())).split('.') as [string, string, string]

/** A token of ours with another signature than its own. */
async function signedBy(change: (bytes: Buffer) => Buffer): Promise<string> {
  const [head, payload, signature] = await partsOf()
  return `${head}.${payload}.${change(Buffer.from(signature, 'base64url')).toString('base64url')}`
}

const macced = (head: unknown, secret: string | Buffer) => {
  const input = `${part(head)}.${part(claims())}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

const verify = (token: string, at = now) => verifyAccessToken(token, keyring, { ...expected, now: at })

const sign = (subject: string) =>
  signAccessToken({ subject, keyId: 'ak_1', scopes: ['calendar.task.see'], id: 'at_1' }, expected, {
    kid: 'ours',
    privateKey: ours.privateKey,
  })

describe('an access token', () => {
  it('of ours says who acts, by which key and for what, for ten minutes [OPS-4b]', async () => {
    const token = await sign('sv_1')
    expect(await verify(token)).toEqual({
      subject: 'sv_1',
      keyId: 'ak_1',
      scopes: ['calendar.task.see'],
      id: 'at_1',
      expiresAt: seconds + 600,
    })
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toEqual(header)
  })

  it('forged by hand just as ours is taken: the control of the tables below', async () => {
    expect(await verify(await forged(header, claims()))).not.toBeNull()
  })

  it('is read by any library that follows the standard', async () => {
    const { jwtVerify, createLocalJWKSet } = await import('jose')
    const set = createLocalJWKSet({
      keys: [{ ...(keyring.get('ours') as JWK), kid: 'ours', alg: 'ES256', use: 'sig' }],
    })
    const { payload } = await jwtVerify(await sign('sv_1'), set, { issuer, audience, currentDate: new Date(now) })
    expect(payload.sub).toBe('sv_1')
  })
})

const algorithms: Case[] = [
  ['alg none without a signature (RFC 7519, 6.1)', () => `${part({ ...header, alg: 'none' })}.${part(claims())}.`],
  [
    'alg none with our signature left on',
    async () => `${part({ ...header, alg: 'none' })}.${(await partsOf()).slice(1).join('.')}`,
  ],
  ...['None', 'NONE', 'nOnE', ''].map(
    (alg): Case => [`alg “${alg}”`, () => `${part({ ...header, alg })}.${part(claims())}.eA`],
  ),
  [
    'HS256 with our public key as PEM for its secret (RFC 8725, 2.1)',
    async () => macced({ ...header, alg: 'HS256' }, await exportSPKI(ours.publicKey)),
  ],
  [
    'HS256 with our public key as JWK for its secret',
    () => macced({ ...header, alg: 'HS256' }, JSON.stringify(keyring.get('ours'))),
  ],
  [
    'HS256 with our public point for its secret',
    () => macced({ ...header, alg: 'HS256' }, Buffer.from(keyring.get('ours')?.x ?? '', 'base64url')),
  ],
  ['HS256 with an empty secret', () => macced({ ...header, alg: 'HS256' }, '')],
  ['HS256 that says it is ES256', () => macced(header, 'secret')],
  [
    'RS256 with a key that stands in the list',
    () => new SignJWT(claims()).setProtectedHeader({ ...header, alg: 'RS256', kid: 'rsa' }).sign(rsa.privateKey),
  ],
  [
    'PS256 with a key that stands in the list',
    async () =>
      new SignJWT(claims())
        .setProtectedHeader({ ...header, alg: 'PS256', kid: 'rsa' })
        .sign((await importJWK(await exportJWK(rsa.privateKey), 'PS256')) as CryptoKey),
  ],
  ['ES256 that names an RSA key', () => withHeader({ kid: 'rsa' })],
  ['ES384', () => new SignJWT(claims()).setProtectedHeader({ ...header, alg: 'ES384' }).sign(p384.privateKey)],
  ['EdDSA', () => new SignJWT(claims()).setProtectedHeader({ ...header, alg: 'Ed25519' }).sign(ed.privateKey)],
  ['alg es256 in small letters', () => withHeader({ alg: 'es256' })],
  ['alg that is no text', () => withHeader({ alg: ['ES256'] })],
  ['no alg', () => withHeader({ alg: undefined })],
]

const keys: Case[] = [
  ['the key of somebody else under our kid', () => withHeader({}, theirs.privateKey)],
  ['our other key under this kid', () => withHeader({}, next.privateKey)],
  ['a kid that we do not have', () => withHeader({ kid: 'nobody' })],
  ['no kid', () => withHeader({ kid: undefined })],
  ['an empty kid', () => withHeader({ kid: '' })],
  ['a kid that is no text', () => withHeader({ kid: 1 })],
  ['a kid that is a path', () => withHeader({ kid: '../../dev/null' })],
  ['a kid that injects SQL', () => withHeader({ kid: "x' UNION SELECT 'ours" })],
  ['a kid called __proto__', () => withHeader({ kid: '__proto__' })],
  [
    'the key of somebody else, embedded as jwk (RFC 8725, 2.7)',
    async () => withHeader({ jwk: await exportJWK(theirs.publicKey) }, theirs.privateKey),
  ],
  ['our own key, embedded as jwk', async () => withHeader({ jwk: await exportJWK(ours.publicKey) })],
  ['jku', () => withHeader({ jku: 'https://evil.example/jwks.json' }, theirs.privateKey)],
  ['jku of our own list', () => withHeader({ jku: `${issuer}/.well-known/jwks.json` })],
  ['x5u', () => withHeader({ x5u: 'https://evil.example/chain.pem' }, theirs.privateKey)],
  ['x5c', () => withHeader({ x5c: ['MIIB'] }, theirs.privateKey)],
  ['x5t', () => withHeader({ x5t: 'abc' })],
]

const headers: Case[] = [
  ['crit with an extension that nobody knows (RFC 7515, 4.1.11)', () => withHeader({ crit: ['exp'], exp: seconds })],
  ['crit with b64 (RFC 7797)', () => withHeader({ crit: ['b64'], b64: true })],
  ['b64 false without crit', () => withHeader({ b64: false })],
  ['an empty crit', () => withHeader({ crit: [] })],
  ['a nested token: cty', () => withHeader({ cty: 'JWT' })],
  ['zip', () => withHeader({ zip: 'DEF' })],
  ['a parameter of nobody', () => withHeader({ foo: 'bar' })],
  ['typ JWT: an ID token (RFC 8725, 3.11)', () => withHeader({ typ: 'JWT' })],
  ['typ logout+jwt', () => withHeader({ typ: 'logout+jwt' })],
  ['typ secevent+jwt', () => withHeader({ typ: 'secevent+jwt' })],
  ['typ application/at+jwt: we write it short', () => withHeader({ typ: 'application/at+jwt' })],
  ['no typ', () => withHeader({ typ: undefined })],
  ['a header that is a list', () => forged([header], claims())],
  ['a header that is no JSON', () => forged('{"alg":"ES256"', claims())],
  [
    'a header that says its kid twice, the other one last',
    () => forged('{"alg":"ES256","typ":"at+jwt","kid":"ours","kid":"next"}', claims()),
  ],
]

const times: Case[] = [
  [
    'over by the leeway',
    () => withClaims({ iat: seconds - lifeSeconds - leewaySeconds, exp: seconds - leewaySeconds }),
  ],
  ['over for an hour', () => withClaims({ iat: seconds - 4200, exp: seconds - 3600 })],
  ['without an end', () => withClaims({ exp: undefined })],
  ['an end that is text', () => withClaims({ exp: String(seconds + 600) })],
  ['an end beyond all numbers', () => forged(header, JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e999'))],
  ['an end in milliseconds', () => withClaims({ exp: now + 600_000 })],
  ['an end before all time', () => withClaims({ exp: -1 })],
  ['not before a moment beyond the leeway', () => withClaims({ nbf: seconds + leewaySeconds + 1 })],
  ['not before, as text', () => withClaims({ nbf: 'now' })],
  [
    'issued beyond the leeway',
    () => withClaims({ iat: seconds + leewaySeconds + 1, exp: seconds + leewaySeconds + 1 + lifeSeconds }),
  ],
  ['without a beginning', () => withClaims({ iat: undefined })],
  ['a beginning that is text', () => withClaims({ iat: 'now' })],
  ['good for longer than we make them', () => withClaims({ exp: seconds + lifeSeconds + 1 })],
  ['good for a year', () => withClaims({ exp: seconds + 365 * 24 * 3600 })],
]

const people: Case[] = [
  ['the audience of another organization', () => withClaims({ aud: audienceOf(issuer, 'org_b') })],
  ['the audience of the whole house', () => withClaims({ aud: issuer })],
  ['several audiences, ours among them', () => withClaims({ aud: [audience, audienceOf(issuer, 'org_b')] })],
  ['our audience in a list', () => withClaims({ aud: [audience] })],
  ['an audience that begins like ours', () => withClaims({ aud: `${audience}x` })],
  ['our audience in capitals', () => withClaims({ aud: audience.toUpperCase() })],
  ['an empty audience', () => withClaims({ aud: '' })],
  ['no audience', () => withClaims({ aud: undefined })],
  ['another issuer', () => withClaims({ iss: 'https://evil.example' })],
  ['our issuer with a slash', () => withClaims({ iss: `${issuer}/` })],
  ['our issuer over http', () => withClaims({ iss: issuer.replace('https', 'http') })],
  ['a list of issuers', () => withClaims({ iss: [issuer] })],
  ['no issuer', () => withClaims({ iss: undefined })],
  ['no subject', () => withClaims({ sub: undefined })],
  ['a subject that is no text', () => withClaims({ sub: { id: 'sv_1' } })],
  ['no name of its own', () => withClaims({ jti: undefined })],
  ['no client', () => withClaims({ client_id: undefined })],
  ['a client that is a list', () => withClaims({ client_id: ['ak_1'] })],
  ['no scope', () => withClaims({ scope: undefined })],
  ['a scope that is a list', () => withClaims({ scope: ['calendar.task.see'] })],
]

const asDer = (bytes: Buffer) => {
  const integer = (value: Buffer) => Buffer.concat([Buffer.from([2, 33, 0]), value])
  const body = Buffer.concat([integer(bytes.subarray(0, 32)), integer(bytes.subarray(32))])
  return Buffer.concat([Buffer.from([48, body.length]), body])
}

const shapes: Case[] = [
  ['nothing', () => ''],
  ['one part', () => part(header)],
  ['two parts', () => `${part(header)}.${part(claims())}`],
  ['four parts', async () => `${await forged(header, claims())}.x`],
  ['five parts: an encrypted token', () => 'a.b.c.d.e'],
  ['an empty signature', () => signedBy(() => Buffer.alloc(0))],
  ['a signature cut by one byte', () => signedBy((bytes) => bytes.subarray(0, 63))],
  ['a signature cut by half', () => signedBy((bytes) => bytes.subarray(0, 32))],
  ['a signature with something after it', () => signedBy((bytes) => Buffer.concat([bytes, Buffer.from('x')]))],
  ['a signature of zeros (CVE-2022-21449)', () => signedBy(() => Buffer.alloc(64))],
  ['a signature of ones', () => signedBy(() => Buffer.alloc(64, 255))],
  [
    'r and s the other way round',
    () => signedBy((bytes) => Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)])),
  ],
  ['a signature in DER (RFC 7518, 3.4 has r and s alone)', () => signedBy(asDer)],
  [
    'one bit of the payload turned',
    async () => {
      const [head, payload, signature] = await partsOf()
      const bytes = Buffer.from(payload, 'base64url')
      bytes[10] = (bytes[10] ?? 0) ^ 1
      return `${head}.${bytes.toString('base64url')}.${signature}`
    },
  ],
  [
    'another payload under our signature',
    async () => {
      const [head, , signature] = await partsOf()
      return `${head}.${part({ ...claims(), sub: 'mb_owner' })}.${signature}`
    },
  ],
  ['base64 with padding', async () => (await partsOf()).join('==.')],
  ['base64 of the other alphabet', async () => `${await forged(header, claims())}+/`],
  ['white space before', async () => ` ${await forged(header, claims())}`],
  ['a line break inside', async () => (await partsOf()).join('.\n')],
  ['a payload that is a list', () => forged(header, [claims()])],
  ['a payload that is text', () => forged(header, 'hello')],
  ['a payload that is null', () => forged(header, 'null')],
  ['larger than any of ours', () => withClaims({ scope: 'x'.repeat(5000) })],
  [
    'the JSON serialization (RFC 7515, 7.2)',
    async () => {
      const [head, payload, signature] = await partsOf()
      return JSON.stringify({ protected: head, payload, signature })
    },
  ],
  [
    'a JWS over bytes that are no claims',
    () => new CompactSign(Buffer.from([0xff, 0xfe])).setProtectedHeader(header).sign(ours.privateKey),
  ],
]

describe('a hostile token is refused', () => {
  const all = { algorithms, keys, headers, times, people, shapes }
  for (const [group, cases] of Object.entries(all)) {
    it.each(cases)(`${group}: %s`, async (_name, made) => {
      expect(await verify(await made())).toBeNull()
    })
  }

  it('every published class of wrong algorithm, key, header, time, audience and form is there [OPS-4b] [MRO-5f]', () => {
    expect(Object.values(all).flat().length).toBeGreaterThanOrEqual(100)
  })

  it('ten thousand times with one letter changed', async () => {
    const token = await forged(header, claims())
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const bytesOf = (text: string) => text.split('.').map((word) => Buffer.from(word, 'base64url').toString('hex'))
    const whole = bytesOf(token).join('.')
    let taken = 0
    for (let time = 0; time < 10_000; time++) {
      const at = (time * 7919) % token.length
      const changed = token.slice(0, at) + letters[(time * 31) % 64] + token.slice(at + 1)
      // The last letter of a part carries bits that no byte has: such a text is the same token.
      if (bytesOf(changed).join('.') !== whole && (await verify(changed)) !== null) taken++
    }
    expect(taken).toBe(0)
  }, 60_000)
})

describe('the clocks may differ by a minute and no more', () => {
  const cases: [string, number, boolean][] = [
    ['the second of its end', lifeSeconds, true],
    ['one second inside the leeway', lifeSeconds + leewaySeconds - 1, true],
    ['the leeway over', lifeSeconds + leewaySeconds, false],
    ['a clock that is behind by the leeway', -leewaySeconds, true],
    ['a clock that is behind by more', -leewaySeconds - 1, false],
  ]
  it.each(cases)('%s', async (_name, later, good) => {
    const token = await forged(header, claims())
    expect((await verify(token, now + later * 1000)) !== null).toBe(good)
  })
})

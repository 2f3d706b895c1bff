import { createServer, type Server } from 'node:http'
import * as jose from 'jose'
import Provider from 'oidc-provider'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { begin, discover, finish, type OidcFlow } from '../../../src/identity/sso/oidc'
import { attempt } from '../../../src/kernel/refusal'

const redirectUri = 'http://localhost:8787/sso/acme/callback'
const house = () => ({ origin: 'http://localhost:8787', now: Date.now() })
const reasonOf = async (work: () => unknown) => {
  const done = await attempt(async () => work())
  return done.ok ? 'taken' : done.refusal.reason
}

describe('with a real provider [MRO-5c]', () => {
  const port = 8826
  const issuer = `http://localhost:${port}`
  let server: Server
  const client = { issuer, clientId: 'mro', clientSecret: 'a secret of the test' }

  beforeAll(async () => {
    const provider = new Provider(issuer, {
      clients: [{ client_id: 'mro', client_secret: client.clientSecret, redirect_uris: [redirectUri] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      pkce: { required: () => true },
      cookies: { keys: ['a key of the test'] },
      findAccount: (_ctx: unknown, id: string) => ({
        accountId: id,
        claims: async () => ({ sub: id, email: `${id}@acme.example`, email_verified: true, name: 'Bo Acme' }),
      }),
    } as never)
    server = createServer(provider.callback()).listen(port)
    await new Promise((resolve) => server.once('listening', resolve))
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  /** Walks through the provider's own pages as a person does: signs in, agrees, is sent back. */
  async function walk(url: string): Promise<URL> {
    const jar = new Map<string, string>()
    let next = url
    let init: RequestInit = {}
    for (let step = 0; step < 12; step++) {
      if (next.startsWith(redirectUri)) return new URL(next)
      const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await fetch(next, { ...init, redirect: 'manual', headers: { ...init.headers, Cookie: cookies } })
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        jar.set(name, value)
      }
      init = {}
      const location = answer.headers.get('Location')
      if (location) {
        next = new URL(location, issuer).href
        continue
      }
      const page = await answer.text()
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? ''
      next = new URL(/<form[^>]*action="([^"]+)"/.exec(page)?.[1] ?? '', next).href
      init = {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ prompt, login: 'bo', password: 'any' }),
      }
    }
    throw new Error('The provider leads nowhere')
  }

  it('a person signs in, and the house knows who it is', async () => {
    const { url, flow } = await begin(client, house(), redirectUri, 'bo@acme.example')
    expect(url).toContain('code_challenge_method=S256')
    const claims = await finish(client, house(), flow, await walk(url))
    expect(claims).toEqual({ issuer, subject: 'bo', email: 'bo@acme.example', emailVerified: true, name: 'Bo Acme' })
  })

  it('a code is taken once, with its own verifier, state and secret', async () => {
    const { url, flow } = await begin(client, house(), redirectUri, '')
    const back = await walk(url)
    const other = new URL(back)
    other.searchParams.set('state', 'another')
    expect(await reasonOf(() => finish(client, house(), flow, other))).toMatch(/^oidc\.(state|token)$/)
    const mixed = new URL(back)
    mixed.searchParams.set('iss', 'https://evil.example')
    expect(await reasonOf(() => finish(client, house(), flow, mixed))).toBe('oidc.mix-up')
    expect(await reasonOf(() => finish({ ...client, clientSecret: 'wrong' }, house(), flow, back))).toBe(
      'oidc.provider',
    )
    expect(await reasonOf(() => finish(client, house(), { ...flow, verifier: 'x'.repeat(43) }, back))).toBe(
      'oidc.provider',
    )
    expect(await reasonOf(() => finish(client, house(), flow, back))).toBe('taken')
    expect(await reasonOf(() => finish(client, house(), flow, back))).toBe('oidc.provider')
  })

  it('says what is wrong with what was set up', async () => {
    expect(await reasonOf(() => discover({ ...client, issuer: `${issuer}/` }, house()))).toBe('oidc.issuer')
    expect(await reasonOf(() => discover({ ...client, issuer: `${issuer}/elsewhere` }, house()))).toBe('oidc.discovery')
    expect(await reasonOf(() => discover({ ...client, issuer: 'http://localhost:8829' }, house()))).toBe(
      'outbound.no-answer',
    )
    expect(await reasonOf(() => discover({ ...client, issuer: 'https://127.0.0.1' }, house()))).toBe('outbound.ip')
  })
})

describe('a token that is not what it says', () => {
  const issuer = 'https://idp.acme.example'
  const client = { issuer, clientId: 'mro', clientSecret: 'secret' }
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    authorization_response_iss_parameter_supported: true,
    id_token_signing_alg_values_supported: ['RS256'],
  }
  let keys: CryptoKeyPair
  let others: CryptoKeyPair
  beforeAll(async () => {
    keys = (await jose.generateKeyPair('RS256', { extractable: true })) as CryptoKeyPair
    others = (await jose.generateKeyPair('RS256', { extractable: true })) as CryptoKeyPair
  })
  afterEach(() => void vi.unstubAllGlobals())

  const now = () => Math.floor(Date.now() / 1000)
  const said = (flow: OidcFlow) => ({
    iss: issuer,
    sub: 'u1',
    aud: 'mro',
    iat: now(),
    exp: now() + 300,
    nonce: flow.nonce,
    email: 'bo@acme.example',
    email_verified: true,
  })
  type Said = Record<string, unknown>
  const signed = (payload: Said, header: Said = {}, key: CryptoKey = keys.privateKey) =>
    new jose.SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header } as never).sign(key)
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  async function come(make: (flow: OidcFlow) => Promise<string> | string, changes: Said = {}) {
    const jwk = { ...(await jose.exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }
    const told = { ...metadata, ...changes }
    let token = ''
    vi.stubGlobal('fetch', async (url: URL) => {
      if (url.pathname.endsWith('openid-configuration')) return Response.json(told)
      if (url.pathname === '/jwks') return Response.json({ keys: [jwk] })
      if (url.pathname === '/token') return Response.json({ access_token: 'a', token_type: 'Bearer', id_token: token })
      return new Response(null, { status: 404 })
    })
    return attempt(async () => {
      const { flow } = await begin(client, house(), redirectUri, '')
      token = await make(flow)
      const back = new URL(`${redirectUri}?${new URLSearchParams({ code: 'c', state: flow.state, iss: issuer })}`)
      return finish(client, house(), flow, back)
    })
  }

  it('as it should be, it is taken', async () => {
    const done = await come((flow) => signed(said(flow)))
    expect(done.ok && done.value.subject).toBe('u1')
  })

  type Attack = [name: string, make: (flow: OidcFlow) => Promise<string> | string, reason: RegExp]
  const attacks: Attack[] = [
    ['alg none', (flow) => `${part({ alg: 'none' })}.${part(said(flow))}.`, /^oidc\./],
    [
      'alg None with a signature',
      async (flow) =>
        `${part({ alg: 'None', kid: 'k1' })}.${part(said(flow))}.${(await signed(said(flow))).split('.')[2]}`,
      /^oidc\./,
    ],
    [
      'HS256 with the public key',
      async (flow) =>
        new jose.SignJWT(said(flow))
          .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
          .sign(new TextEncoder().encode(await jose.exportSPKI(keys.publicKey))),
      /^oidc\./,
    ],
    [
      'HS256 with the client secret',
      (flow) =>
        new jose.SignJWT(said(flow))
          .setProtectedHeader({ alg: 'HS256' })
          .sign(new TextEncoder().encode('secret'.padEnd(32, '0'))),
      /^oidc\./,
    ],
    ['another key under the same id', (flow) => signed(said(flow), {}, others.privateKey), /^oidc\.token$/],
    ['an id of a key that is not there', (flow) => signed(said(flow), { kid: 'k2' }), /^oidc\.(key|token)$/],
    [
      'its own key in jwk',
      async (flow) => signed(said(flow), { jwk: await jose.exportJWK(others.publicKey) }, others.privateKey),
      /^oidc\./,
    ],
    [
      'its own key in jwk, well signed',
      async (flow) => signed(said(flow), { jwk: await jose.exportJWK(keys.publicKey) }),
      /^oidc\.own-key$/,
    ],
    ['keys elsewhere in jku', (flow) => signed(said(flow), { jku: 'https://evil.example/jwks' }), /^oidc\.own-key$/],
    [
      'a certificate elsewhere in x5u',
      (flow) => signed(said(flow), { x5u: 'https://evil.example/cert' }),
      /^oidc\.own-key$/,
    ],
    ['an unknown critical header', (flow) => signed(said(flow), { crit: ['b64'], b64: true }), /^oidc\./],
    ['typ of an access token', (flow) => signed(said(flow), { typ: 'at+jwt' }), /^oidc\.token-type$/],
    ['typ of a logout token', (flow) => signed(said(flow), { typ: 'logout+jwt' }), /^oidc\.token-type$/],
    ['another issuer', (flow) => signed({ ...said(flow), iss: 'https://evil.example' }), /^oidc\.issuer$/],
    ['another audience', (flow) => signed({ ...said(flow), aud: 'other' }), /^oidc\.audience$/],
    [
      'many audiences and another party',
      (flow) => signed({ ...said(flow), aud: ['mro', 'other'], azp: 'other' }),
      /^oidc\.audience$/,
    ],
    ['no audience', (flow) => signed({ ...said(flow), aud: undefined }), /^oidc\./],
    ['expired by more than a minute', (flow) => signed({ ...said(flow), exp: now() - 70 }), /^oidc\.time$/],
    ['no expiry', (flow) => signed({ ...said(flow), exp: undefined }), /^oidc\./],
    ['expiry as text', (flow) => signed({ ...said(flow), exp: 'tomorrow' as never }), /^oidc\./],
    ['not good yet by more than a minute', (flow) => signed({ ...said(flow), nbf: now() + 70 }), /^oidc\.time$/],
    ['another nonce', (flow) => signed({ ...said(flow), nonce: 'another' }), /^oidc\.nonce$/],
    ['no nonce', (flow) => signed({ ...said(flow), nonce: undefined }), /^oidc\./],
    ['no subject', (flow) => signed({ ...said(flow), sub: undefined }), /^oidc\./],
    [
      'tampered with',
      async (flow) => {
        const [head, , mark] = (await signed(said(flow))).split('.')
        return `${head}.${part({ ...said(flow), sub: 'ana' })}.${mark}`
      },
      /^oidc\.token$/,
    ],
    ['cut off', async (flow) => (await signed(said(flow))).slice(0, -20), /^oidc\./],
    ['without a signature', async (flow) => (await signed(said(flow))).split('.').slice(0, 2).join('.'), /^oidc\./],
    ['none at all', () => '', /^oidc\./],
  ]
  it(`is refused, ${attacks.length} of ${attacks.length}`, async () => {
    for (const [name, make, reason] of attacks) {
      const done = await come(make)
      expect([name, done.ok ? 'taken' : done.refusal.reason]).toEqual([name, expect.stringMatching(reason)])
    }
  })

  it('nor may the provider’s description name another issuer or leave out its keys', async () => {
    const wrong = async (changes: Said) => {
      const done = await come(() => '', changes)
      return done.ok ? 'taken' : done.refusal.reason
    }
    expect(await wrong({ issuer: 'https://evil.example' })).toBe('oidc.issuer')
    expect(await wrong({ jwks_uri: undefined })).toBe('oidc.endpoints')
    expect(await wrong({ token_endpoint: 'http://169.254.169.254/token' })).toMatch(/^(outbound|oidc)\./)
    expect(await wrong({ jwks_uri: 'https://127.0.0.1/jwks' })).toMatch(/^(outbound|oidc)\./)
  })
})

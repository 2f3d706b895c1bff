import * as jose from 'jose'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { env, type Person, World } from '../../support/world'
import { cookieOf, loginOf, prove, switchOn, written } from './support'

const issuer = 'https://idp.acme.example'
let keys: CryptoKeyPair
let world: World
let ana: Person
let says: (nonce: string) => Record<string, unknown>

beforeAll(async () => {
  keys = (await jose.generateKeyPair('RS256', { extractable: true })) as CryptoKeyPair
})
afterEach(() => void vi.unstubAllGlobals())

const seconds = () => Math.floor(world.now / 1000)
const claims = (nonce: string, changes: Record<string, unknown> = {}) => ({
  iss: issuer,
  sub: 'u1',
  aud: 'mro',
  iat: seconds(),
  exp: seconds() + 300,
  nonce,
  email: 'bo@acme.example',
  email_verified: true,
  name: 'Bo Acme',
  ...changes,
})

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  await prove(world, ana, 'acme.example')
  says = (nonce) => claims(nonce)
  let nonce = ''
  vi.stubGlobal('fetch', async (given: URL | string, init?: RequestInit) => {
    const url = new URL(String(given))
    if (url.pathname.endsWith('openid-configuration')) {
      const at = (path: string) => `${issuer}/${path}`
      return Response.json({
        issuer,
        authorization_endpoint: at('authorize'),
        token_endpoint: at('token'),
        jwks_uri: at('jwks'),
      })
    }
    if (url.pathname === '/jwks')
      return Response.json({ keys: [{ ...(await jose.exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' }] })
    if (url.pathname === '/token') {
      nonce = new URLSearchParams(String(init?.body)).get('code') ?? ''
      const token = await new jose.SignJWT(says(nonce))
        .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
        .sign(keys.privateKey)
      return Response.json({ access_token: 'a', token_type: 'Bearer', id_token: token })
    }
    return new Response(null, { status: 404 })
  })
  const settings = '/acme/settings/single-sign-on/openid'
  const saved = await world.post(ana, settings, {
    issuer,
    clientId: 'mro',
    clientSecret: 'a client secret',
    defaultRole: 'technician',
  })
  expect(saved.status).toBe(303)
  await switchOn(world, ana)
})

/** Goes to the provider and back; the code carries the nonce, as the provider of this test remembers it. */
async function round(changes: { state?: string; cookie?: string; slug?: string } = {}) {
  const left = await world.get(null, '/sso/acme/start?next=/acme/people')
  const url = new URL(left.headers.get('Location') ?? '')
  expect(url.searchParams.get('code_challenge_method')).toBe('S256')
  const back = new URLSearchParams({
    code: url.searchParams.get('nonce') ?? '',
    state: changes.state ?? url.searchParams.get('state') ?? '',
  })
  return world.ask(`/sso/${changes.slug ?? 'acme'}/callback?${back}`, {
    headers: { Cookie: `__Host-sso=${changes.cookie ?? cookieOf(left, '__Host-sso')}` },
  })
}
const reasonIn = async (answer: Response) => /Reason <code[^>]*>([^<]+)</.exec(await answer.text())?.[1] ?? 'none'

it('a person of a proved domain becomes a member and comes in; the secret is kept in a box [MRO-5c] [MRO-2.1d]', async () => {
  const answer = await round()
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/acme/people'])
  const cookie = { headers: { Cookie: `__Host-sid=${cookieOf(answer, '__Host-sid')}` } }
  expect(await (await world.ask('/api/v1/acme/members', cookie)).text()).toContain('Bo Acme')
  expect(await world.everything(ana)).not.toContain('a client secret')
  // The same subject with another address is the same person.
  says = (nonce) => claims(nonce, { email: 'new@elsewhere.example' })
  expect(await loginOf(await round())).toBe(await loginOf(answer))
})

it('what one organization’s provider says opens no other organization', async () => {
  const login = await loginOf(await round())
  const zed = await world.organization('zenith', 'Zed')
  await env.CONTROL.prepare(
    'INSERT INTO memberships (login_id, organization_id, member_id, grants, created_at) VALUES (?, ?, ?, ?, 1)',
  )
    .bind(login, zed.organizationId, 'mb_guest', '[{"role":"viewer","sites":null}]')
    .run()
  const again = await round()
  const answer = await world.ask('/zenith', { headers: { Cookie: `__Host-sid=${cookieOf(again, '__Host-sid')}` } })
  expect([answer.status, answer.headers.get('Location')?.startsWith('/sign-in')]).toEqual([303, true])
})

it('a provider that lies gets a page of its own, and writes nothing [MRO-5c]', async () => {
  const before = await written(world, ana)
  const lies: [string, Record<string, unknown>, string][] = [
    ['another issuer', { iss: 'https://evil.example' }, 'oidc.issuer'],
    ['another audience', { aud: 'other' }, 'oidc.audience'],
    ['another nonce', { nonce: 'another' }, 'oidc.nonce'],
    ['expired', { exp: seconds() - 70 }, 'oidc.time'],
    ['an address that is not verified', { email_verified: false }, 'sso.email-unverified'],
    ['an address of which it does not say', { email_verified: undefined }, 'sso.email-unverified'],
    ['no address', { email: undefined }, 'sso.email-missing'],
    ['an address of another domain', { email: 'bo@zenith.example' }, 'sso.domain'],
  ]
  for (const [name, changes, reason] of lies) {
    says = (nonce) => claims(nonce, changes)
    const answer = await round()
    expect([name, answer.status, await reasonIn(answer), await loginOf(answer)]).toEqual([name, 403, reason, null])
  }
  says = (nonce) => claims(nonce)
  for (const changes of [{ state: 'another' }, { cookie: 'another' }])
    expect(await reasonIn(await round(changes))).toBe('sso.flow')
  expect(await written(world, ana)).toBe(before)
})

const signIn = async (fields: Record<string, string>) => {
  const page = await world.get(null, '/sign-in')
  const visit = cookieOf(page, '__Host-visit')
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  return world.post(null, '/sign-in', { csrf, ...fields }, { Cookie: `__Host-visit=${visit}` })
}

it('the sign-in page finds the provider by the domain, and says the same of who exists and who does not', async () => {
  const [known, unknown] = [
    await signIn({ email: 'ana@acme.example', way: 'sso' }),
    await signIn({ email: 'xyz@acme.example', way: 'sso' }),
  ]
  expect([known.status, unknown.status]).toEqual([200, 200])
  expect(known.headers.get('Refresh')).toContain('/sso/acme/start')
  const strip = async (answer: Response) =>
    (/<main.*<\/main>/s.exec(await answer.text())?.[0] ?? '')
      .replaceAll(/(ana|xyz)%40/g, '')
      .replaceAll(/(value|content)="[^"]*"/g, '')
  expect(await strip(known)).toBe(await strip(unknown))
  expect((await signIn({ email: 'ana@nowhere.example', way: 'sso' })).status).toBe(422)
})

it('enforced, other ways end at the provider; an owner’s own way in is written down', async () => {
  await world.post(ana, '/acme/settings/single-sign-on/state', { to: 'enforced' })
  // Ana's session of the test has no second factor: she is sent to the provider.
  expect((await world.get(ana, '/acme')).headers.get('Location')).toMatch(/^\/sign-in\/sso\?organization=acme/)
  expect((await signIn({ email: 'ana@acme.example', password: 'whatever it is' })).headers.get('Refresh')).toContain(
    '/sso/acme/start',
  )
  await env.CONTROL.batch([
    env.CONTROL.prepare('DELETE FROM session_visits'),
    env.CONTROL.prepare(
      "UPDATE sessions SET proofs = json_array(json_object('way', 'passkey', 'at', 1)) WHERE login_id = ?",
    ).bind(ana.loginId),
  ])
  expect((await world.get(ana, '/acme')).status).toBe(200)
  const ctx = await world.as(ana)
  const entries = await ctx.db.all(
    "SELECT subject FROM audit_entries WHERE action = 'identity.single-sign-on.record-own-way'",
  )
  expect(entries).toEqual([{ subject: ana.memberId }])
})

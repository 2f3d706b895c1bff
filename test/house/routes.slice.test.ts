import { beforeEach, describe, expect, it } from 'vitest'
import { accessOf, grantOf, roles } from '../../src/identity/roles'
import type { Route } from '../../src/platform/routes'
import { rooms } from '../../src/rooms'
import { isUnknownTo, pathOf, type Records, recordsOf, allRoutes as routes } from '../support/records'
import { type Person, World } from '../support/world'

const permissions = new Set(
  rooms.flatMap((room) => [...room.permissions.map(({ name }) => name), ...room.actions.map(({ action }) => action)]),
)

/** What anybody may ask for. Adding to this list is a decision. */
const publicRoutes = [
  'GET /sign-in',
  'POST /sign-in',
  'POST /sign-in/code',
  'GET /passkey-options',
  'GET /tablet',
  'POST /tablet/switch',
  'GET /tablet/:id{mb_[^/]+}',
  'GET /tablet/:id{mb_[^/]+}/passkey-options',
  'POST /tablet/:id{mb_[^/]+}/pin',
  'POST /tablet/:id{mb_[^/]+}/passkey',
  'POST /sign-in/passkey',
  'GET /sign-in/second',
  'POST /sign-in/second',
  'GET /sign-up',
  'POST /sign-up',
  'POST /verify',
  'GET /new-login',
  'POST /new-login',
  'POST /new-login/code',
  'GET /reset',
  'POST /reset',
  'POST /reset/code',
  'POST /sign-out',
  'POST /theme',
  'GET /health',
  'GET /invitations/:token',
  'POST /invitations/:token',
  'GET /q/:code',
  'POST /q/:code/reports',
  'GET /q/:code/reports/:token',
  'GET /quote/:code/:token',
  'POST /quote/:code/:token',
  'POST /quote/:code/:token/refusal',
  'GET /order/:code/:token',
  'GET /order/:code/:token/pdf',
  'POST /order/:code/:token',
  'GET /.well-known/jwks.json',
  'GET /.well-known/oauth-authorization-server',
  'GET /oauth/keys',
  'GET /sign-in/sso',
  'GET /sso/:organization/start',
  'GET /sso/:organization/callback',
  'GET /sso/:organization/metadata',
  'GET /u/:token',
  'GET /letters/files/:token',
]

/** Without a session and without a CSRF value: each proves by itself who sends. Adding to this list is a decision. */
const rawRoutes: string[] = [
  'POST /hooks/:provider',
  'POST /u/:token',
  'POST /oauth/token',
  'POST /oauth/revoke',
  'POST /sso/:organization/acs',
  'GET /scim/v2/:organization/ServiceProviderConfig',
  'GET /scim/v2/:organization/ResourceTypes',
  'GET /scim/v2/:organization/Schemas',
  'GET /scim/v2/:organization/Users',
  'POST /scim/v2/:organization/Users',
  'GET /scim/v2/:organization/Users/:id',
  'PUT /scim/v2/:organization/Users/:id',
  'PATCH /scim/v2/:organization/Users/:id',
  'DELETE /scim/v2/:organization/Users/:id',
  'GET /scim/v2/:organization/Groups',
  'POST /scim/v2/:organization/Groups',
  'GET /scim/v2/:organization/Groups/:id',
  'PUT /scim/v2/:organization/Groups/:id',
  'PATCH /scim/v2/:organization/Groups/:id',
  'DELETE /scim/v2/:organization/Groups/:id',
]

/** Shown to the person whose record it is, and to who manages all of them. */
const ownOnly = ['/settings/keys/:id{ak_[^/]+}']

/** What says, before anything is chosen, that something has to be. */
const unchosen: Record<string, number> = {
  '/purchase-orders/vendor': 404,
  '/rfqs/new': 303,
  '/rfqs/:id{rf_[^/]+}/preview': 422,
}

let world: World
let ana: Person
let zed: Person
let ids: Records

beforeEach(async () => {
  world = await World.open()
  world.remember()
  ana = await world.organization('acme', 'Ana')
  zed = await world.organization('zenith', 'Zed')
  ids = await recordsOf(world, ana)
  for (const [prefix, id] of Object.entries(ids)) expect([prefix, id?.startsWith(`${prefix}_`)]).toEqual([prefix, true])
})

const ask = (who: Person | null, route: Route, path: string) => {
  if (route.method === 'GET') return world.get(who, path)
  if (route.door === 'api' && route.contract.bytes) return world.bytes(who, path, new Uint8Array(3))
  if (route.door === 'api' && who) return world.json(who, route.method, path, { title: 'Ours', status: 'done' })
  if (route.door === 'api')
    return world.ask(path, { method: route.method, body: '{}', headers: { 'Content-Type': 'application/json' } })
  return world.post(who, path, { title: 'Ours', status: 'done', name: 'Ours', timeZone: 'UTC' })
}

describe('every route', () => {
  it('names a permission that exists, or is on the public list', () => {
    for (const { method, path, may, door } of routes) {
      const name = `${method} ${path}`
      if (rawRoutes.includes(name)) continue
      if (may === 'anyone') expect(publicRoutes).toContain(name)
      else if (door === 'open') expect(['login', 'operator']).toContain(may)
      else expect([name, may === 'member' || permissions.has(may)]).toEqual([name, true])
    }
    expect(routes.filter(({ may }) => may === 'anyone').length).toBe(publicRoutes.length + rawRoutes.length)
  })

  it('heeds no cookie only where the list says so', () => {
    const raw = routes.filter((route) => route.door === 'open' && route.raw)
    expect(raw.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...rawRoutes].sort())
    for (const { path, limitBytes } of raw) expect([path, limitBytes <= 256 * 1024]).toEqual([path, true])
  })

  it('lets no stranger in: signed out, it asks to sign in and writes nothing [OPS-4a]', async () => {
    const before = await world.everything(ana)
    for (const route of routes.filter(({ may }) => may !== 'anyone')) {
      const answer = await ask(null, route, pathOf(route, 'acme', ids))
      expect([
        route.method,
        route.path,
        route.door === 'api' ? answer.status === 401 : answer.headers.get('Location')?.startsWith('/sign-in'),
      ]).toEqual([route.method, route.path, true])
    }
    expect(await world.everything(ana)).toBe(before)
  })

  it('is closed to the owner of another organization, with their ids and with ours [MRO-5b] [OPS-4a]', async () => {
    const before = [await world.everything(ana), await world.everything(zed)]
    for (const route of routes.filter(({ door }) => door !== 'open')) {
      const theirs = await ask(zed, route, pathOf(route, 'acme', ids))
      expect([route.method, route.path, theirs.status]).toEqual([route.method, route.path, 404])
      if (!route.path.includes('/:id')) continue
      // A list of what happened to an unknown record is empty; everything else is unknown.
      const asOurs = await ask(zed, route, pathOf(route, 'zenith', ids))
      expect([route.method, route.path, asOurs.status]).toEqual([
        route.method,
        route.path,
        route.path === '/audit/of/:id' ? 200 : 404,
      ])
      expect(await asOurs.text()).not.toContain('Theirs')
    }
    expect([await world.everything(ana), await world.everything(zed)]).toEqual(before)
  }, 120_000)

  const guarded = routes.filter(({ door, may }) => door !== 'open' && may !== 'member')
  const size = `${guarded.length} routes × ${Object.keys(roles).length} roles = ${guarded.length * Object.keys(roles).length} verdicts`

  it(`asks each role for its permission, and refuses without writing: ${size} [MRO-4.3]`, async () => {
    const wrong: string[] = []
    for (const role of Object.keys(roles)) {
      const person = await world.member(ana, `The ${role}`, role)
      const { may } = accessOf({
        kind: 'member',
        id: person.memberId,
        loginId: person.loginId,
        sessionId: 'ss',
        name: role,
        grants: [grantOf({ role, sites: null })],
      })
      for (const route of guarded.filter((one) => one.method === 'GET' && may(one.may))) {
        // Some records are shown to those alone whose they are.
        const others = ownOnly.includes(route.path) && !may('identity.key.manage')
        const whose = others || isUnknownTo(may, route) ? 404 : 200
        const { status } = await ask(person, route, pathOf(route, 'acme', ids))
        if (status !== (unchosen[route.path] ?? whose)) wrong.push(`${role} ${route.path} ${status}`)
      }
      const before = await world.everything(ana)
      for (const route of guarded) {
        if (may(route.may)) continue
        expect([role, route.path, (await ask(person, route, pathOf(route, 'acme', ids))).status]).toEqual([
          role,
          route.path,
          403,
        ])
      }
      // None of the refused requests of this role has left anything.
      expect(await world.everything(ana)).toBe(before)
    }
    expect(wrong).toEqual([])
  }, 240_000)
})

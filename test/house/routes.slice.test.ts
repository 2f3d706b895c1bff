import { beforeEach, describe, expect, it } from 'vitest'
import { accessOf, grantOf, roles } from '../../src/identity/roles'
import type { Route } from '../../src/platform/routes'
import { rooms } from '../../src/rooms'
import { serviceOf } from '../support/machines'
import { jpegOf } from '../support/pictures'
import { sendFile } from '../support/uploads'
import { type Person, World } from '../support/world'

const routes = rooms.flatMap((room) => room.routes)
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
  'GET /.well-known/jwks.json',
  'GET /.well-known/oauth-authorization-server',
  'GET /oauth/keys',
  'GET /sign-in/sso',
  'GET /sso/:organization/start',
  'GET /sso/:organization/callback',
  'GET /sso/:organization/metadata',
]

/** Without a session and without a CSRF value: each proves by itself who sends. Adding to this list is a decision. */
const rawRoutes: string[] = [
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

const prefixOf = (route: Route, organization: string) =>
  ({ page: `/${organization}`, api: `/api/v1/${organization}`, open: '' })[route.door]

/** What one is sending is nobody else's, whatever their role. */
const ownAlone = ['/files/uploads/:id{up_[^/]+}']

/** The path with an id of a record in every slot. */
const pathOf = (route: Route, organization: string, ids: Record<string, string>) =>
  prefixOf(route, organization) +
  route.path.replaceAll(
    /:(\w+)(?:\{(\w\w)_[^}]*\})?/g,
    // Everybody sees sites; tasks are not for those who only report.
    (_, _name: string, prefix: string | undefined) =>
      ids[prefix ?? (route.path.startsWith('/reports/about/') ? 'st' : 'tk')] ?? `${prefix}_nothing`,
  )

let world: World
let ana: Person
let zed: Person
let ids: Record<string, string>

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  zed = await world.organization('zenith', 'Zed')
  const task = await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: 'Theirs' })
  const taskId = ((await task.json()) as { id: string }).id
  const site = await world.post(ana, '/acme/sites', { name: 'Theirs', timeZone: 'UTC' })
  const siteId = site.headers.get('Location')?.split('/').at(-1) ?? ''
  const batch = await world.json(ana, 'POST', '/api/v1/acme/codes/batches', { name: 'Theirs', size: 1 })
  const cb = ((await batch.json()) as { id: string }).id
  const codes = (await (await world.get(ana, `/api/v1/acme/codes?batchId=${cb}`)).json()) as { items: { id: string }[] }
  const barCode = await world.json(ana, 'POST', '/api/v1/acme/bar-codes', {
    target: site.headers.get('Location')?.split('/').at(-1),
    symbology: 'qr',
    value: 'Theirs',
  })
  const printer = await world.post(ana, '/acme/labels/printers', { name: 'Theirs' })
  expect(printer.status).toBe(303)
  const printers = await (await world.get(ana, '/acme/labels/printers')).text()
  const report = await world.post(ana, `/acme/reports/about/${site.headers.get('Location')?.split('/').at(-1)}`, {
    words: 'Theirs',
  })
  expect(report.status).toBe(303)
  const reports = await (await world.get(ana, '/acme/reports')).text()
  const place = await world.json(ana, 'POST', '/api/v1/acme/places', {
    kind: 'area',
    name: 'Theirs',
    parentId: site.headers.get('Location')?.split('/').at(-1),
  })
  const service = await serviceOf(world, ana, 'Theirs', ['calendar.task.see'])
  const part = await world.json(ana, 'POST', '/api/v1/acme/parts', { number: 'P-1', name: 'Theirs', unit: 'EA' })
  const team = await world.json(ana, 'POST', '/api/v1/acme/teams', { kind: 'team', name: 'Theirs' })
  const role = await world.json(ana, 'POST', '/api/v1/acme/roles', { name: 'Theirs', permissions: [] })
  const partId = ((await part.json()) as { id: string }).id
  const store = await world.json(ana, 'POST', '/api/v1/acme/places', {
    kind: 'storeroom',
    name: 'Theirs too',
    parentId: site.headers.get('Location')?.split('/').at(-1),
  })
  const binId = ((await store.json()) as { id: string }).id
  const receipt = await world.json(ana, 'POST', '/api/v1/acme/stock/receipts', {
    lines: [{ partId, binId, quantity: '5' }],
  })
  const file = await sendFile(world, ana, { name: 'theirs.jpg', bytes: jpegOf(), about: siteId, role: 'photo' })
  const begun = await world.json(ana, 'POST', '/api/v1/acme/files/uploads', { name: 'Theirs.txt', sizeBytes: 9 })
  const hanging = await world.get(ana, `/api/v1/acme/files/attachments?about=${siteId}`)
  await world.post(ana, '/acme/invitations', { name: 'Theirs', email: 'theirs@acme.example', 'role.viewer': 'on' })
  const [invited] = await (await world.as(ana)).db.all<{ id: string }>('SELECT id FROM invitations')
  const equipment = await equipmentOf(world, ana, 'Theirs')
  await (await world.as(ana)).db.run(
    "INSERT INTO join_requests (id, login_id, email, name, consents, asked_at) VALUES ('jr_1', 'lg_1', 'b@c.example', 'Theirs', '[]', 0)",
  )
  ids = {
    ...equipment,
    jr: 'jr_1',
    iv: invited?.id ?? '',
    pt: partId,
    mv: ((await receipt.json()) as { moves: string[] }).moves[0] ?? '',
    tm: ((await team.json()) as { id: string }).id,
    rl: ((await role.json()) as { id: string }).id,
    fl: file.file,
    up: ((await begun.json()) as { id: string }).id,
    fa: ((await hanging.json()) as { items: { id: string }[] }).items[0]?.id ?? '',
    pl: ((await place.json()) as { id: string }).id,
    lp: /labels\/printers\/(lp_\w+)/.exec(printers)?.[1] ?? '',
    rp: /reports\/(rp_\w+)/.exec(reports)?.[1] ?? '',
    cb,
    cd: codes.items[0]?.id ?? '',
    bc: ((await barCode.json()) as { id: string }).id,
    tk: taskId,
    st: site.headers.get('Location')?.split('/').at(-1) ?? '',
    mb: ana.memberId,
    sv: service.serviceId ?? '',
    ak: service.id,
  }
  expect(ids.st).toMatch(/^st_/)
})

/** One of each kind of record that the room of equipment has. */
async function equipmentOf(world: World, person: Person, name: string): Promise<Record<string, string>> {
  const made = await world.post(person, '/acme/classes', { name })
  const ac = made.headers.get('Location')?.split('/').at(-1) ?? ''
  await world.post(person, `/acme/classes/${ac}/fields`, { fieldName: name, kind: 'text' })
  const asset = await world.json(person, 'POST', '/api/v1/acme/assets', { name, model: name, classId: ac })
  const { id } = (await asset.json()) as { id: string }
  const note = await world.json(person, 'POST', '/api/v1/acme/notes', { about: id, text: name })
  await world.json(person, 'PUT', `/api/v1/acme/assets/${id}/state`, { state: 'down' })
  const ctx = await world.as(person)
  const first = async (table: string) => (await ctx.db.all<{ id: string }>(`SELECT id FROM ${table}`))[0]?.id ?? ''
  return {
    as: id,
    ac,
    fd: await first('asset_fields'),
    md: await first('asset_models'),
    dt: await first('asset_stops'),
    nt: ((await note.json()) as { id: string }).id,
  }
}

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
        const whose = others || ownAlone.includes(route.path) ? 404 : 200
        const answer = await ask(person, route, pathOf(route, 'acme', ids))
        expect([role, route.path, answer.status]).toEqual([role, route.path, whose])
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
  }, 240_000)
})

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { scopesOffered } from '../../src/identity/machines/scopes'
import { newId } from '../../src/kernel/ids'
import type { Route } from '../../src/platform/routes'
import { rooms } from '../../src/rooms'
import { asked, type Held, keyOf, serviceOf } from '../support/machines'
import { allRoutes, isUnknownTo, pathOf, prefixOf, type Records, recordsOf } from '../support/records'
import { type Person, World } from '../support/world'

/*
 * The parts of the access matrix that one route at a time does not tell: machines, ids in other places than the path,
 * fields that nobody asked for, tricks with the path, and two organizations in one isolate. Source: security targets
 * C1 to C12. The verdicts by role and by stranger are in routes.slice.test.ts.
 */

const inside = allRoutes.filter(({ door }) => door !== 'open')
const changing = inside.filter(({ method }) => method !== 'GET')
const api = inside.filter(({ door }) => door === 'api')

let world: World
let ana: Person
let zed: Person
let ofAna: Records
let ofZed: Records

/** Two organizations with a record of every kind, whose words say whose they are; for the first test of a suite. */
async function furnish(): Promise<void> {
  world = await World.open()
  world.remember()
  ana = await world.organization('acme', 'Ana')
  zed = await world.organization('zenith', 'Zed')
  ofAna = await recordsOf(world, ana, 'CANARY-A')
  ofZed = await recordsOf(world, zed, 'CANARY-Z')
}

beforeEach(() => {
  // A line for each of ten thousand requests is of use to nobody.
  vi.spyOn(console, 'log').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

/** Sends as the person does, who signs in again when a change before has ended their session. */
async function send(who: Person, route: Route, path: string, fields: Record<string, unknown>): Promise<Response> {
  const once = () => {
    if (route.method === 'GET') return world.get(who, path)
    if (route.door === 'api') return world.json(who, route.method, path, fields)
    const form = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]))
    return world.post(who, path, form)
  }
  const answer = await once()
  if (answer.status !== 401 && !answer.headers.get('Location')?.startsWith('/sign-in')) return answer
  await world.signIn(who)
  return once()
}

/** Gathers what is not as it should be, each with the case that it is of: one assertion for thousands of verdicts. */
class Verdicts {
  size = 0
  readonly wrong: unknown[] = []

  check(of: unknown[], seen: unknown, wanted: unknown): void {
    this.size++
    if (seen !== wanted) this.wrong.push({ of, seen, wanted })
  }
}

/** What an answer says, without what differs from one answer to the next. */
const plain = (text: string, ...ids: string[]) =>
  ids
    .reduce((rest, id) => rest.replaceAll(id, 'ID'), text)
    .replaceAll(/req_[0-9a-z]{26}/g, 'REQUEST')
    .replaceAll(/(name="(?:csrf|op)" value=")[^"]*/g, '$1')

/** Fields that most forms know, so that a request gets as far as its ids and its rights. */
const usual = {
  title: 'Ours',
  name: 'Ours',
  timeZone: 'UTC',
  status: 'done',
  kind: 'area',
  symbology: 'qr',
  value: 'Ours',
  days: 30,
}

/** Wherever a request may name a record of somebody. */
const references = (ids: Records): Record<string, unknown> => ({
  assigneeId: ids.mb,
  memberId: ids.mb,
  personId: ids.mb,
  ownerId: ids.mb,
  about: ids.tk,
  target: ids.st,
  targets: [ids.st],
  parentId: ids.pl,
  intoId: ids.pl,
  into: ids.pl,
  siteId: ids.st,
  placeId: ids.pl,
  batchId: ids.cb,
  codeId: ids.cd,
  serviceId: ids.sv,
  keyId: ids.ak,
  move: `${ids.tk} 1 done`,
})

/** Where `about` is what somebody says of it, not a record. */
const inWords = ['services', 'roles', 'teams']

/** What a request to this route may name of somebody else's. */
const named = (route: Route, fields: Record<string, unknown>) =>
  inWords.some((noun) => route.path.split('/').includes(noun))
    ? Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'about'))
    : fields

/** What shows what vendors charge: no key brings the right to that. */
const asksForPrices = ({ path }: Route) => /^\/invoices|^\/received-not-billed|\/comparison$/.test(path)

/** Which references go together: people, tasks, places, codes, machines. */
const kinds = [['mb_'], ['tk_'], ['st_', 'pl_'], ['cb_', 'cd_'], ['sv_', 'ak_']]

const tricks: [string, (path: string) => string][] = [
  ['two slashes before', (path) => `/${path}`],
  ['two slashes inside', (path) => path.replace(/\/(?=[^/]+$)/, '//')],
  ['a slash after', (path) => `${path}/`],
  ['a dot inside', (path) => path.replace(/\/(?=[^/]+$)/, '/./')],
  ['an encoded dot inside', (path) => path.replace(/\/(?=[^/]+$)/, '/%2e/')],
  ['an encoded slash', (path) => path.replace(/\/(?=[^/]+$)/, '%2f')],
  ['an encoded backslash', (path) => path.replace(/\/(?=[^/]+$)/, '%5c')],
  ['an encoded letter', (path) => path.replace(/([a-z])$/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)],
  [
    'an encoded letter, twice',
    (path) => path.replace(/([a-z])$/, (letter) => `%25${letter.charCodeAt(0).toString(16)}`),
  ],
  ['a semicolon', (path) => `${path};x=1`],
  ['a dot after', (path) => `${path}.`],
  ['capitals', (path) => path.toUpperCase()],
  ['a NUL', (path) => `${path}%00`],
  ['.json', (path) => `${path}.json`],
  ['a style sheet’s name', (path) => `${path}/x.css`],
  ['a question about nothing', (path) => `${path}?%00`],
]

describe('what leaves everything as it was, in one house', () => {
  it('every route is declared by a room: the app has no other way in (C1)', async () => {
    await furnish()
    const seen = allRoutes.map((route) => `${route.method} ${prefixOf(route, ':organization')}${route.path}`)
    expect(new Set(seen).size).toBe(seen.length)
    for (const { method, path, may, limitBytes } of allRoutes) {
      expect([method, path, may.length > 0, limitBytes >= 0]).toEqual([method, path, true, true])
    }
  })

  it('every route of the JSON side opens to a service by its permission and by nothing else; pages open to no machine [MRO-4.3] [OPS-4c]', async () => {
    const all = scopesOffered(rooms).map(({ name }) => name)
    const whole = await serviceOf(world, ana, 'All of it', all)
    const without = new Map<string, Held>()
    for (const name of all) {
      const rest = all.filter((other) => other !== name)
      without.set(name, await keyOf(world, ana, rest, { serviceId: whole.serviceId }))
    }
    const before = await world.everything(ana)
    const verdicts = new Verdicts()
    for (const route of api.filter(({ may }) => may !== 'member')) {
      const path = pathOf(route, 'acme', ofAna)
      const name = `${route.method} ${route.path}`
      const ask = (key: Held) =>
        route.door === 'api' && route.contract.bytes
          ? world.ask(path, {
              method: route.method,
              headers: { Authorization: `Bearer ${key.text}`, 'Content-Type': 'application/octet-stream' },
              body: 'Ours',
            })
          : asked(world, key.text, route.method, path, route.method === 'GET' ? undefined : usual)
      // What asks for a fresh proof opens to no machine, whatever its key brings.
      const refused = [without.get(route.may) ?? whole, ...(route.stepUp ? [whole] : [])]
      for (const key of refused) verdicts.check([name, key.id], (await ask(key)).status, 403)
      if (route.method !== 'GET' || route.stepUp) continue
      const seen = asksForPrices(route) ? 403 : 200
      const whose = isUnknownTo((permission) => all.includes(permission), route) ? 404 : seen
      verdicts.check([name], (await ask(whole)).status, whose)
    }
    for (const route of inside.filter(({ door }) => door === 'page')) {
      const answer = await asked(world, whole.text, 'GET', pathOf(route, 'acme', ofAna))
      verdicts.check([route.path], [303, 404].includes(answer.status), true)
    }
    expect(verdicts.wrong).toEqual([])
    expect(await world.everything(ana)).toBe(before)
    console.info(`access matrix, machines: ${verdicts.size} verdicts`)
  }, 240_000)

  it('no key is offered what only a person does, with a fresh proof', () => {
    const offered = scopesOffered(rooms).map(({ name }) => name)
    const opened = new Set(api.filter(({ stepUp }) => !stepUp).map(({ may }) => may))
    expect(offered.filter((name) => !opened.has(name))).toEqual([])
    expect(offered).not.toContain('identity.grants.change')
  })

  it('ids of another organization in the path are as unknown as any id: the same answer, byte for byte (C3, C7) [MRO-5b] [OPS-4a]', async () => {
    const before = [await world.everything(ana), await world.everything(zed)]
    const unknown: Records = Object.fromEntries(
      Object.keys(ofAna).map((prefix) => [prefix, newId(prefix as 'tk', world.now)]),
    )
    const malformed: Records = Object.fromEntries(Object.keys(ofAna).map((prefix) => [prefix, `${prefix}_x`]))
    const every = [...Object.values(ofAna), ...Object.values(unknown)]
    const verdicts = new Verdicts()
    for (const route of inside.filter(({ path }) => path.includes('/:id'))) {
      const [asTheirs, asUnknown, asMalformed] = [
        await send(zed, route, pathOf(route, 'zenith', ofAna), usual),
        await send(zed, route, pathOf(route, 'zenith', unknown), usual),
        await send(zed, route, pathOf(route, 'zenith', malformed), usual),
      ]
      const of = [route.method, route.path]
      verdicts.check(of, asTheirs.status, asUnknown.status)
      verdicts.check(of, asMalformed.status < 500, true)
      verdicts.check(of, plain(await asTheirs.text(), ...every), plain(await asUnknown.text(), ...every))
    }
    expect(verdicts.wrong).toEqual([])
    expect([await world.everything(ana), await world.everything(zed)]).toEqual(before)
  }, 240_000)

  it('tricks with the path bring nobody further than the plain path does (C12)', async () => {
    const vic = await world.member(ana, 'Vic', 'requester')
    const before = await world.everything(ana)
    const verdicts = new Verdicts()
    for (const route of inside.filter(
      ({ method, may, path }) => method === 'GET' && may !== 'member' && path.length > 1,
    )) {
      const path = pathOf(route, 'acme', ofAna)
      for (const who of [null, zed, vic]) {
        if ((await world.get(who, path)).status === 200) continue
        for (const [name, trick] of tricks) {
          const answer = await world.get(who, trick(path))
          const opened = answer.status === 200 || (await answer.text()).includes('CANARY-A')
          verdicts.check([name, path, who?.name ?? 'a stranger'], opened, false)
        }
      }
      for (const name of ['X-HTTP-Method-Override', 'X-Original-URL', 'X-Rewrite-URL']) {
        const answer = await world.get(null, path, { [name]: name.endsWith('URL') ? '/zenith' : 'DELETE' })
        verdicts.check([name, path], [303, 401].includes(answer.status), true)
      }
      const head = await world.ask(path, { method: 'HEAD', headers: { Cookie: `__Host-sid=${zed.token}` } })
      verdicts.check(['HEAD', path], head.status, 404)
    }
    expect(verdicts.wrong).toEqual([])
    expect(await world.everything(ana)).toBe(before)
    console.info(`access matrix, paths: ${verdicts.size} verdicts`)
  }, 240_000)

  it('text of one organization never comes to the other one when both ask at once: two hundred pairs in one isolate (C5) [MRO-5b]', async () => {
    // A database that answers when it likes, so that requests overtake each other.
    world.remember(3)
    const pages = (organization: string, ids: Records) => [
      `/${organization}/tasks`,
      `/${organization}/tasks/${ids.tk}`,
      `/api/v1/${organization}/tasks`,
      `/${organization}/search?q=CANARY`,
      `/${organization}/sites`,
      `/${organization}/people`,
      `/${organization}/settings/keys`,
      `/${organization}/`,
    ]
    const [ofA, ofZ] = [pages('acme', ofAna), pages('zenith', ofZed)]
    let mixed = 0
    const one = async (who: Person, path: string, foreign: string) => {
      await scheduler.wait(Math.random() * 5)
      const answer = await world.get(who, path)
      const text = await answer.text()
      if (answer.status !== 200 || text.includes(foreign)) mixed++
    }
    for (let round = 0; round < 10; round++) {
      await Promise.all(
        Array.from({ length: 20 }, (_, pair) => pair % ofA.length).flatMap((index) => [
          one(ana, ofA[index] ?? '', 'CANARY-Z'),
          one(zed, ofZ[index] ?? '', 'CANARY-A'),
        ]),
      )
    }
    expect(mixed).toBe(0)
  }, 240_000)
})

describe('what changes much, in one house', () => {
  it('text of one organization stands in no answer, letter or log line that is for another (C4) [MRO-5b] [OPS-4a]', async () => {
    await furnish()
    const lines: string[] = []
    for (const level of ['log', 'warn', 'error'] as const)
      vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line)))
    const answers: string[] = []
    // What is looked at comes first: a change may take away what there is to see.
    for (const route of [...inside.filter(({ method }) => method === 'GET'), ...changing]) {
      for (const query of ['', '?q=CANARY', '?person=&action=&subject=&view=removed']) {
        if (route.method !== 'GET' && query !== '') continue
        const answer = await send(zed, route, pathOf(route, 'zenith', ofZed) + query, usual)
        const bytes = new Uint8Array(await answer.arrayBuffer())
        answers.push(JSON.stringify([...answer.headers]) + new TextDecoder().decode(bytes))
      }
    }
    expect(answers.join('')).toContain('CANARY-Z')
    expect(answers.filter((text) => text.includes('CANARY-A'))).toEqual([])
    expect(lines.length).toBeGreaterThan(answers.length / 2)
    expect(lines.filter((line) => line.includes('CANARY'))).toEqual([])
    const { results } = await world.env.CONTROL.prepare('SELECT body FROM local_messages WHERE recipient LIKE ?')
      .bind('%zenith%')
      .all()
    expect(JSON.stringify(results)).not.toContain('CANARY-A')
    expect(await world.everything(zed)).not.toContain('CANARY-A')
    console.info(`access matrix, canaries: ${answers.length} answers, ${lines.length} log lines`)
  }, 240_000)

  it('ids of another organization in a query, a form or JSON reach nothing and are kept nowhere (C3, C7) [MRO-5b] [OPS-4a]', async () => {
    // A third organization: the test before changed what a session of the second has to be.
    const zoe = await world.organization('zeta', 'Zoe')
    const ours = await recordsOf(world, zoe, 'Ours')
    const theirs = ofAna
    const before = await world.everything(ana)
    const verdicts = new Verdicts()
    let done = 0
    for (const route of inside) {
      const of = [route.method, route.path]
      const query = new URLSearchParams(
        Object.entries(references(theirs)).map(([name, value]) => [name, String(value)]),
      )
      const path = `${pathOf(route, 'zeta', ours)}?${query}`
      const answer = await send(zoe, route, path, { ...usual, ...named(route, references(theirs)) })
      verdicts.check(of, answer.status < 500, true)
      const text = new TextDecoder().decode(await answer.arrayBuffer())
      verdicts.check(of, text.includes('CANARY-A'), false)
      if (route.method !== 'GET' && answer.status < 400) done++
      // Kind by kind too: the first that is wrong must not hide the others.
      if (route.method === 'GET') continue
      for (const prefixes of kinds) {
        const some = Object.fromEntries(
          Object.entries(references(theirs)).filter(([, value]) =>
            prefixes.some((prefix) => String(value).startsWith(prefix)),
          ),
        )
        const one = await send(zoe, route, pathOf(route, 'zeta', ours), { ...usual, ...named(route, some) })
        verdicts.check([...of, prefixes], one.status < 500, true)
        if (one.status < 400) done++
      }
    }
    expect(verdicts.wrong).toEqual([])
    expect(done).toBeGreaterThan(20)
    expect(await world.everything(ana)).toBe(before)
    const kept = await world.everything(zoe)
    for (const [prefix, id] of Object.entries(theirs)) expect([prefix, kept.includes(id)]).toEqual([prefix, false])
  }, 240_000)

  it('fields that nobody asked for are ignored or refused, in a form and in JSON: none is kept (C8)', async () => {
    const memberships = () =>
      world.env.CONTROL.prepare('SELECT member_id, grants, ended_at FROM memberships ORDER BY member_id').all()
    const grants = await memberships()
    const mark = 'SENTINEL'
    const names =
      'id tenant_id tenantId organization_id organizationId org_id orgId role roles permissions grants created_at createdAt ' +
      'created_by createdBy approved_by approvedBy updated_at price total amount balance isAdmin is_admin admin owner login_id ' +
      'loginId session_id actor actorId makerId revokedAt disabledAt removedAt doneBy __proto__ constructor prototype'
    const extra = Object.fromEntries(names.split(' ').map((name) => [name, `${mark}-${name}`]))
    const verdicts = new Verdicts()
    let done = 0
    for (const route of changing) {
      const path = pathOf(route, 'acme', ofAna)
      const text = JSON.stringify({ ...usual, ...extra }).replace('{', `{"__proto__":{"${mark}":true},`)
      const json = () =>
        world.ask(path, {
          method: route.method,
          headers: {
            Cookie: `__Host-sid=${ana.token}`,
            'Content-Type': 'application/json',
            'Sec-Fetch-Site': 'same-origin',
            'X-CSRF-Token': ana.csrf,
          },
          body: text,
        })
      let answer = route.door === 'api' ? await json() : await send(ana, route, path, { ...usual, ...extra })
      if (answer.status === 401) {
        await world.signIn(ana)
        answer = await json()
      }
      verdicts.check([route.method, route.path], answer.status < 500, true)
      if (answer.status < 400) done++
    }
    expect(verdicts.wrong).toEqual([])
    expect(done).toBeGreaterThan(5)
    expect(({} as Record<string, unknown>)[mark]).toBeUndefined()
    expect(await world.everything(ana)).not.toContain(mark)
    expect((await memberships()).results).toEqual(grants.results)
  }, 60_000)

  it('a right that is taken is gone with the next request of the same session (C11) [MRO-4.3]', async () => {
    const mia = await world.member(ana, 'Mia', 'manager')
    expect((await world.get(mia, '/acme/settings/organization')).status).toBe(200)
    await world.env.CONTROL.prepare('UPDATE memberships SET grants = ? WHERE member_id = ?')
      .bind(JSON.stringify([{ role: 'viewer', sites: null }]), mia.memberId)
      .run()
    expect((await world.get(mia, '/acme/settings/organization')).status).toBe(403)
    await world.env.CONTROL.prepare('UPDATE memberships SET ended_at = ? WHERE member_id = ?')
      .bind(world.now, mia.memberId)
      .run()
    expect((await world.get(mia, '/acme/settings')).status).toBe(404)
    await world.env.CONTROL.prepare('UPDATE logins SET disabled_at = ? WHERE id = ?').bind(world.now, mia.loginId).run()
    expect((await world.get(mia, '/acme/settings')).status).toBe(303)
  })
})

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { scopesOffered } from '../../src/identity/machines/scopes'
import { newId } from '../../src/kernel/ids'
import type { Route } from '../../src/platform/routes'
import { rooms } from '../../src/rooms'
import { asked, type Held, serviceOf } from '../support/machines'
import { allRoutes, ownAlone, pathOf, prefixOf, type Records, recordsOf } from '../support/records'
import { env, type Person, World } from '../support/world'

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

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  zed = await world.organization('zenith', 'Zed')
})

const send = (who: Person, route: Route, path: string, fields: Record<string, unknown>): Promise<Response> => {
  if (route.method === 'GET') return world.get(who, path)
  if (route.door === 'api') return world.json(who, route.method, path, fields)
  return world.post(who, path, Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])))
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

describe('every route', () => {
  it('is declared by a room: the app has no other way in (C1)', async () => {
    const seen = allRoutes.map((route) => `${route.method} ${prefixOf(route, ':organization')}${route.path}`)
    expect(new Set(seen).size).toBe(seen.length)
    for (const { method, path, may, limitBytes } of allRoutes) {
      expect([method, path, may.length > 0, limitBytes >= 0]).toEqual([method, path, true, true])
    }
  })

  it('of the JSON side opens to a service by its permission and by nothing else; pages open to no machine [MRO-4.3] [OPS-4c]', async () => {
    const ids = await recordsOf(world, ana)
    const all = scopesOffered(rooms).map(({ name }) => name)
    const whole = await serviceOf(world, ana, 'All of it', all)
    const without = new Map<string, Held>()
    for (const name of all) {
      const rest = all.filter((other) => other !== name)
      without.set(name, await serviceOf(world, ana, `All but ${name}`, rest))
    }
    const before = await world.everything(ana)
    let verdicts = 0
    for (const route of api.filter(({ may }) => may !== 'member')) {
      const path = pathOf(route, 'acme', ids)
      const name = `${route.method} ${route.path}`
      const body = route.method === 'GET' ? undefined : usual
      verdicts += 2
      const key = without.get(route.may)?.text ?? ''
      const refused =
        route.door === 'api' && route.contract.bytes
          ? await world.ask(path, {
              method: route.method,
              headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/octet-stream' },
              body: 'Ours',
            })
          : await asked(world, key, route.method, path, body)
      expect([name, refused.status]).toEqual([name, 403])
      if (route.method !== 'GET') continue
      const whose = ownAlone.includes(route.path) ? 404 : 200
      expect([name, (await asked(world, whole.text, 'GET', path)).status]).toEqual([name, whose])
    }
    for (const route of inside.filter(({ door }) => door === 'page')) {
      verdicts++
      const answer = await asked(world, whole.text, 'GET', pathOf(route, 'acme', ids))
      expect([route.path, [303, 404].includes(answer.status)]).toEqual([route.path, true])
    }
    expect(await world.everything(ana)).toBe(before)
    console.log(`access matrix, machines: ${verdicts} verdicts`)
  }, 240_000)
})

/** Where `about` is what somebody says of it, not a record. */
const inWords = ['services', 'roles', 'teams']

/** What a request to this route may name of somebody else's. */
const named = (route: Route, fields: Record<string, unknown>) =>
  inWords.some((noun) => route.path.split('/').includes(noun))
    ? Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'about'))
    : fields

/** Which references go together: people, tasks, places, codes, machines. */
const kinds = [['mb_'], ['tk_'], ['st_', 'pl_'], ['cb_', 'cd_'], ['sv_', 'ak_']]

describe('ids of another organization (C3, C7)', () => {
  it('in the path are as unknown as any id: the same answer, byte for byte [MRO-5b] [OPS-4a]', async () => {
    const theirs = await recordsOf(world, ana)
    const before = [await world.everything(ana), await world.everything(zed)]
    const unknown: Records = Object.fromEntries(
      Object.keys(theirs).map((prefix) => [prefix, newId(prefix as 'tk', world.now)]),
    )
    const malformed: Records = Object.fromEntries(Object.keys(theirs).map((prefix) => [prefix, `${prefix}_x`]))
    for (const route of inside.filter(({ path }) => path.includes('/:id'))) {
      const [asTheirs, asUnknown, asMalformed] = [
        await send(zed, route, pathOf(route, 'zenith', theirs), usual),
        await send(zed, route, pathOf(route, 'zenith', unknown), usual),
        await send(zed, route, pathOf(route, 'zenith', malformed), usual),
      ]
      const name = `${route.method} ${route.path}`
      expect([name, asTheirs.status, asMalformed.status < 500]).toEqual([name, asUnknown.status, true])
      const every = [...Object.values(theirs), ...Object.values(unknown)]
      expect([name, plain(await asTheirs.text(), ...every)]).toEqual([name, plain(await asUnknown.text(), ...every)])
    }
    expect([await world.everything(ana), await world.everything(zed)]).toEqual(before)
  }, 240_000)

  it('in a query, a form or JSON reach nothing and are kept nowhere [MRO-5b] [OPS-4a]', async () => {
    const theirs = await recordsOf(world, ana, 'CANARY-A')
    const ours = await recordsOf(world, zed, 'Ours')
    const before = await world.everything(ana)
    let done = 0
    for (const route of inside) {
      const query = new URLSearchParams(
        Object.entries(references(theirs)).map(([name, value]) => [name, String(value)]),
      )
      const path = `${pathOf(route, 'zenith', ours)}?${query}`
      const answer = await send(zed, route, path, { ...usual, ...named(route, references(theirs)) })
      expect([route.method, route.path, answer.status < 500]).toEqual([route.method, route.path, true])
      expect([route.method, route.path, (await answer.text()).includes('CANARY-A')]).toEqual([
        route.method,
        route.path,
        false,
      ])
      if (route.method !== 'GET' && answer.status < 400) done++
      // Kind by kind too: the first that is wrong must not hide the others.
      if (route.method === 'GET') continue
      for (const prefixes of kinds) {
        const some = Object.fromEntries(
          Object.entries(references(theirs)).filter(([, value]) =>
            prefixes.some((prefix) => String(value).startsWith(prefix)),
          ),
        )
        const one = await send(zed, route, pathOf(route, 'zenith', ours), { ...usual, ...named(route, some) })
        expect([route.path, prefixes, one.status < 500]).toEqual([route.path, prefixes, true])
        if (one.status < 400) done++
      }
    }
    expect(done).toBeGreaterThan(20)
    expect(await world.everything(ana)).toBe(before)
    const kept = await world.everything(zed)
    for (const [prefix, id] of Object.entries(theirs)) expect([prefix, kept.includes(id)]).toEqual([prefix, false])
  }, 240_000)
})

describe('fields that nobody asked for (C8)', () => {
  it('are ignored or refused, in a form and in JSON: none is kept', async () => {
    const ids = await recordsOf(world, ana)
    const grants = await env.CONTROL.prepare(
      'SELECT member_id, grants, ended_at FROM memberships ORDER BY member_id',
    ).all()
    const mark = 'SENTINEL'
    const names =
      'id tenant_id tenantId organization_id organizationId org_id orgId role roles permissions grants created_at createdAt ' +
      'created_by createdBy approved_by approvedBy updated_at price total amount balance isAdmin is_admin admin owner login_id ' +
      'loginId session_id actor actorId makerId revokedAt disabledAt removedAt doneBy __proto__ constructor prototype'
    const extra = Object.fromEntries(names.split(' ').map((name) => [name, `${mark}-${name}`]))
    let done = 0
    for (const route of changing) {
      const path = pathOf(route, 'acme', ids)
      const text = JSON.stringify({ ...usual, ...extra }).replace('{', `{"__proto__":{"${mark}":true},`)
      const answer =
        route.door === 'api'
          ? await world.ask(path, {
              method: route.method,
              headers: {
                Cookie: `__Host-sid=${ana.token}`,
                'Content-Type': 'application/json',
                'Sec-Fetch-Site': 'same-origin',
                'X-CSRF-Token': ana.csrf,
              },
              body: text,
            })
          : await send(ana, route, path, { ...usual, ...extra })
      expect([route.method, route.path, answer.status < 500]).toEqual([route.method, route.path, true])
      if (answer.status < 400) done++
    }
    expect(done).toBeGreaterThan(5)
    expect(({} as Record<string, unknown>)[mark]).toBeUndefined()
    expect(await world.everything(ana)).not.toContain(mark)
    expect(
      (await env.CONTROL.prepare('SELECT member_id, grants, ended_at FROM memberships ORDER BY member_id').all())
        .results,
    ).toEqual(grants.results)
  }, 60_000)
})

describe('tricks with the path (C12)', () => {
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

  it('bring nobody further than the plain path does', async () => {
    const ids = await recordsOf(world, ana, 'CANARY-A')
    const vic = await world.member(ana, 'Vic', 'requester')
    const before = await world.everything(ana)
    let verdicts = 0
    for (const route of inside.filter(
      ({ method, may, path }) => method === 'GET' && may !== 'member' && path.length > 1,
    )) {
      const path = pathOf(route, 'acme', ids)
      for (const who of [null, zed, vic]) {
        if ((await world.get(who, path)).status === 200) continue
        for (const [name, trick] of tricks) {
          verdicts++
          const answer = await world.get(who, trick(path))
          const opened = answer.status === 200 || (await answer.text()).includes('CANARY-A')
          expect([name, path, who?.name ?? 'a stranger', opened]).toEqual([
            name,
            path,
            who?.name ?? 'a stranger',
            false,
          ])
        }
      }
      for (const headers of [
        { 'X-HTTP-Method-Override': 'DELETE' },
        { 'X-Original-URL': '/zenith' },
        { 'X-Rewrite-URL': '/zenith' },
      ]) {
        verdicts++
        const answer = await world.get(null, path, headers as unknown as Record<string, string>)
        expect([path, [303, 401].includes(answer.status)]).toEqual([path, true])
      }
      const head = await world.ask(path, { method: 'HEAD', headers: { Cookie: `__Host-sid=${zed.token}` } })
      expect([path, head.status]).toEqual([path, 404])
    }
    expect(await world.everything(ana)).toBe(before)
    console.log(`access matrix, paths: ${verdicts} verdicts`)
  }, 240_000)
})

it('a right that is taken is gone with the next request of the same session (C11) [MRO-4.3]', async () => {
  const mia = await world.member(ana, 'Mia', 'manager')
  expect((await world.get(mia, '/acme/settings/organization')).status).toBe(200)
  await env.CONTROL.prepare('UPDATE memberships SET grants = ? WHERE member_id = ?')
    .bind(JSON.stringify([{ role: 'viewer', sites: null }]), mia.memberId)
    .run()
  expect((await world.get(mia, '/acme/settings/organization')).status).toBe(403)
  await env.CONTROL.prepare('UPDATE memberships SET ended_at = ? WHERE member_id = ?')
    .bind(world.now, mia.memberId)
    .run()
  expect((await world.get(mia, '/acme/settings')).status).toBe(404)
  await env.CONTROL.prepare('UPDATE logins SET disabled_at = ? WHERE id = ?').bind(world.now, mia.loginId).run()
  expect((await world.get(mia, '/acme/settings')).status).toBe(303)
})

describe('text of one organization', () => {
  it('stands in no answer, letter or log line that is for another (C4) [MRO-5b] [OPS-4a]', async () => {
    await recordsOf(world, ana, 'CANARY-A')
    const ours = await recordsOf(world, zed, 'CANARY-Z')
    const lines: string[] = []
    const spies = (['log', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line))),
    )
    const answers: string[] = []
    // What is looked at comes first: a change may end the very session that looks.
    for (const route of [...inside.filter(({ method }) => method === 'GET'), ...changing]) {
      for (const query of ['', '?q=CANARY', '?person=&action=&subject=&view=removed']) {
        if (route.method !== 'GET' && query !== '') continue
        const answer = await send(zed, route, pathOf(route, 'zenith', ours) + query, usual)
        answers.push(JSON.stringify([...answer.headers]) + (await answer.text()))
      }
    }
    for (const spy of spies) spy.mockRestore()
    expect(answers.join('')).toContain('CANARY-Z')
    expect(answers.filter((text) => text.includes('CANARY-A'))).toEqual([])
    expect(lines.length).toBeGreaterThan(answers.length / 2)
    expect(lines.filter((line) => line.includes('CANARY'))).toEqual([])
    const { results } = await env.CONTROL.prepare('SELECT body FROM local_messages WHERE recipient LIKE ?')
      .bind('%zenith%')
      .all()
    expect(JSON.stringify(results)).not.toContain('CANARY-A')
    expect(await world.everything(zed)).not.toContain('CANARY-A')
    console.log(`access matrix, canaries: ${answers.length} answers, ${lines.length} log lines`)
  }, 240_000)

  it('never comes to the other one when both ask at once: two hundred pairs in one isolate (C5) [MRO-5b]', async () => {
    const [a, z] = [await recordsOf(world, ana, 'CANARY-A'), await recordsOf(world, zed, 'CANARY-Z')]
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
    const [ofA, ofZ] = [pages('acme', a), pages('zenith', z)]
    let mixed = 0
    const one = async (who: Person, path: string, foreign: string) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
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

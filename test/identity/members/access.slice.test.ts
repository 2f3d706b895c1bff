import { beforeEach, describe, expect, it } from 'vitest'
import { shared } from '../../../src/identity/members/grant'
import { agreements } from '../../../src/identity/policy'
import { grantOf } from '../../../src/identity/roles'
import { env, type Person, sent, World } from '../../support/world'

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
})

const rows = async (sql: string) => (await (await world.as(ana)).db.all(sql)) as Record<string, unknown>[]

describe('seeing as', () => {
  const seeing = (as: string) => ({ Cookie: `__Host-sid=${ana.token}; __Host-see-as=acme:${as}` })

  it('shows what a role would see, says so on every page, and refuses every write [MRO-4.3]', async () => {
    const begun = await world.post(ana, '/acme/see-as', { as: 'technician' })
    expect(begun.status).toBe(303)
    expect(begun.headers.getSetCookie().join()).toContain('__Host-see-as=acme')
    const look = (path: string) => world.ask(path, { headers: seeing('technician') })
    expect((await look('/acme/tasks')).status).toBe(200)
    expect(await (await look('/acme/tasks')).text()).toContain('You see as <b>Technician</b>')
    expect((await look('/acme/roles')).status).toBe(403)
    const before = await world.everything(ana)
    for (const path of ['/acme/tasks', '/acme/people/x/roles', '/acme/profile', '/acme/settings/leaving']) {
      const answer = await world.post(ana, path, { title: 'No', name: 'No' }, seeing('technician'))
      expect([path, [403, 404].includes(answer.status)]).toEqual([path, true])
    }
    const json = await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: 'No' }, seeing('technician'))
    expect([json.status, await json.text()]).toEqual([403, expect.stringContaining('You see as Technician')])
    expect(await world.everything(ana)).toBe(before)
    const ended = await world.post(ana, '/acme/see-as/end', {}, seeing('technician'))
    expect([ended.status, ended.headers.getSetCookie().join()]).toEqual([
      303,
      expect.stringContaining('__Host-see-as=;'),
    ])
    expect((await rows("SELECT action FROM audit_entries WHERE action LIKE 'identity.see-as%'")).length).toBe(2)
  })

  it('gives nobody what they lack', async () => {
    const tec = await world.member(ana, 'Tec', 'technician')
    const asAdmin = { Cookie: `__Host-sid=${tec.token}; __Host-see-as=acme:admin` }
    expect((await world.ask('/acme/roles', { headers: asAdmin })).status).toBe(403)
    expect((await world.post(tec, '/acme/see-as', { as: 'admin' })).status).toBe(403)
    // Ana through Tec's eyes: what both may do.
    expect((await world.ask('/acme/tasks', { headers: seeing(tec.memberId) })).status).toBe(200)
    expect((await world.ask('/acme/audit', { headers: seeing(tec.memberId) })).status).toBe(403)
    // Somebody who is not there: one's own eyes, and of another organization likewise.
    expect((await world.ask('/acme/roles', { headers: seeing('mb_nobody') })).status).toBe(200)
  })

  it('is what both may do, where both may', () => {
    const admin = grantOf({ role: 'admin', sites: ['st_1', 'st_2'] })
    const planner = grantOf({ role: 'planner', sites: ['st_2', 'st_3'] })
    expect(shared([admin], [planner])).toEqual([{ ...planner, sites: ['st_2'] }])
    expect(shared([admin], [grantOf({ role: 'planner', sites: ['st_3'] })])).toEqual([])
    expect(
      shared([grantOf({ role: 'viewer', sites: null })], [admin]).flatMap(({ permissions }) => permissions),
    ).not.toContain('*')
  })
})

describe('joining by a proved domain', () => {
  let zed: Person
  beforeEach(async () => {
    zed = await world.organization('zenith', 'Zed')
  })
  const prove = (domain: string, policy: string) =>
    env.CONTROL.prepare(
      'INSERT OR REPLACE INTO proved_domains (domain, organization_id, proved_at, join_policy) VALUES (?, ?, 0, ?)',
    )
      .bind(domain, ana.organizationId, policy)
      .run()
  const ask = (fields: Record<string, string> = {}) =>
    world.post(zed, '/join/acme', { name: 'Zed', agreed: 'on', ...fields })

  it('is offered to addresses of the domain alone, and only where the organization lets them ask', async () => {
    for (const [domain, policy, offered] of [
      ['zenith.example', 'off', false],
      ['zenith.example', 'sso', false],
      ['other.example', 'ask', false],
      ['zenith.example', 'ask', true],
    ] as const) {
      await prove(domain, policy)
      const page = await (await world.get(zed, '/organizations')).text()
      expect([domain, policy, page.includes('/join/acme')]).toEqual([domain, policy, offered])
      expect((await world.get(zed, '/join/acme')).status).toBe(offered ? 200 : 404)
    }
    expect((await world.get(ana, '/join/acme')).status).toBe(404)
  })

  it('is asked once, decided once with roles, and lets in with what was agreed to [MRO-10]', async () => {
    await prove('zenith.example', 'ask')
    expect((await ask({ agreed: '' })).status).toBe(422)
    expect((await ask({ sms: 'on' })).status).toBe(422)
    expect((await ask({ phone: '+31101234567', sms: 'on', message: 'Night shift' })).status).toBe(303)
    expect((await ask()).status).toBe(409)
    expect((await world.get(zed, '/acme/tasks')).status).toBe(404)
    const [request] = await rows('SELECT id FROM join_requests')
    const path = `/acme/join-requests/${request?.id}`
    expect(await (await world.get(ana, '/acme/people')).text()).toContain('Requests<span class="c">1')
    expect(await (await world.get(ana, path)).text()).toContain('Night shift')
    const tec = await world.member(ana, 'Tec', 'technician')
    expect((await world.post(tec, path, { decision: 'accept', 'role.technician': 'on' })).status).toBe(403)
    const before = await world.everything(ana)
    expect((await world.post(ana, path, { decision: 'accept' })).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
    expect((await world.post(ana, path, { decision: 'accept', 'role.technician': 'on' })).status).toBe(303)
    expect((await world.post(ana, path, { decision: 'decline' })).status).toBe(409)
    expect((await world.get(zed, '/acme/tasks')).status).toBe(200)
    expect(await rows('SELECT kind, words, how FROM consents ORDER BY kind')).toEqual(
      (['age', 'policy', 'sms'] as const).map((kind) => ({ kind, words: agreements[kind].words, how: 'join-request' })),
    )
    expect(sent.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['identity.join-requested', 'identity.join-decided']),
    )
  })

  it('declined, one stays out and may ask again', async () => {
    await prove('zenith.example', 'ask')
    await ask()
    const [request] = await rows('SELECT id FROM join_requests')
    expect((await world.post(ana, `/acme/join-requests/${request?.id}`, { decision: 'decline' })).status).toBe(303)
    expect((await world.get(zed, '/acme/tasks')).status).toBe(404)
    expect((await ask()).status).toBe(303)
  })
})

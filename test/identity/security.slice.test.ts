import { beforeEach, describe, expect, it } from 'vitest'
import { hashPassword } from '../../src/identity/password'
import { raiseFor, watchChanges } from '../../src/identity/security/events'
import { csrfOf } from '../../src/platform/entry'
import { handle } from '../../src/platform/queue'
import { rooms } from '../../src/rooms'
import { env, type Person, sent, World } from '../support/world'

const password = 'four rusty valves sing loudly'
const hashedVisit = 'a-visit-of-the-test'

let world: World
let ana: Person
let bo: Person
let zed: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  zed = await world.organization('zenith', 'Zed')
})

const form = { idleMinutes: '60', absoluteMinutes: '1440', secondFactor: 'optional', networks: '', version: '0' }
const policyOf = async (person: Person) =>
  env.CONTROL.prepare('SELECT * FROM access_policies WHERE organization_id = ?')
    .bind(person.organizationId)
    .first<Record<string, unknown>>()
const letters = async () =>
  (
    await env.CONTROL.prepare("SELECT recipient, body FROM local_messages WHERE channel = 'mail' ORDER BY rowid").all<{
      recipient: string
      body: string
    }>()
  ).results.map(({ recipient, body }) => ({
    to: recipient,
    subject: (JSON.parse(body) as { subject: string }).subject,
  }))
const deliver = async () => {
  for (const envelope of sent.splice(0)) await handle(world.platform, rooms, envelope)
}

describe('the policy', () => {
  it('is changed by an administrator, is in the audit log, and holds at once [MRO-5e] [MAI-3b]', async () => {
    const done = await world.post(ana, '/acme/settings/security/policy', {
      ...form,
      idleMinutes: '15',
      absoluteMinutes: '480',
    })
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/acme/settings/security'])
    expect(await policyOf(ana)).toMatchObject({ idle_minutes: 15, absolute_minutes: 480, second_factor: 'optional' })
    expect((await world.get(bo, '/acme')).status).toBe(200)
    world.now = (world.now + 15 * 60_000 + 1000) as typeof world.now
    expect((await world.get(bo, '/acme')).headers.get('Location')).toContain('why=expired')
    const ctx = await world.as(ana)
    const [entry] = await ctx.db.all<{ changes: string }>(
      "SELECT changes FROM audit_entries WHERE action = 'identity.access-policy.change'",
    )
    expect(JSON.parse(entry?.changes ?? '{}').idleMinutes).toEqual({ from: 60, to: 15 })
  })

  it('a second factor that is required leads whoever has none to adding one; the policy of another stays', async () => {
    await world.post(ana, '/acme/settings/security/policy', { ...form, secondFactor: 'required' })
    expect((await world.get(bo, '/acme/tasks')).headers.get('Location')).toMatch(/^\/sign-in\/factor/)
    expect((await world.get(zed, '/zenith')).status).toBe(200)
    expect(await policyOf(zed)).toBeNull()
  })

  it.each([
    ['shorter than anybody may', { idleMinutes: '5' }, 'at least 15'],
    ['longer than anybody may', { absoluteMinutes: '2000' }, 'at most 1440'],
    ['what is no network', { networks: 'office' }, 'is no network'],
    ['networks without one’s own', { networks: '198.51.100.0/24' }, 'shut yourself out'],
  ])('refuses %s, keeps what was typed and writes nothing', async (_, changes, words) => {
    const before = await world.everything(ana)
    const answer = await world.post(
      ana,
      '/acme/settings/security/policy',
      { ...form, ...changes },
      { 'CF-Connecting-IP': '192.0.2.7' },
    )
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining(words)])
    expect(await world.everything(ana)).toBe(before)
    expect(await policyOf(ana)).toBeNull()
  })

  it('networks let people in from there only', async () => {
    const from = { 'CF-Connecting-IP': '192.0.2.7' }
    await world.post(ana, '/acme/settings/security/policy', { ...form, networks: '192.0.2.99/24' }, from)
    expect(JSON.parse(String((await policyOf(ana))?.networks))).toEqual(['192.0.2.0/24'])
    expect((await world.get(bo, '/acme', from)).status).toBe(200)
    expect((await world.get(bo, '/acme', { 'CF-Connecting-IP': '203.0.113.7' })).status).toBe(403)
  })

  it('of two who change it the second is told', async () => {
    await world.post(ana, '/acme/settings/security/policy', { ...form, idleMinutes: '30' })
    await world.post(ana, '/acme/settings/security/policy', { ...form, idleMinutes: '45', version: '1' })
    expect((await world.post(ana, '/acme/settings/security/policy', { ...form, version: '1' })).status).toBe(409)
    expect((await policyOf(ana))?.idle_minutes).toBe(45)
  })
})

describe('sessions of members', () => {
  it('are seen by an administrator, and ended one by one or all, in this organization only [MRO-5e] [MRO-2.6a] [MAI-3b]', async () => {
    for (const person of [ana, bo]) expect((await world.get(person, '/acme')).status).toBe(200)
    const html = await (await world.get(ana, '/acme/settings/security/sessions')).text()
    expect(html).toContain('>Bo<')
    const id = new RegExp(
      `name="memberId" value="${bo.memberId}"/><input type="hidden" name="sessionId" value="([^"]+)"`,
    ).exec(html)?.[1]
    world.now = (world.now + 1000) as typeof world.now
    await world.post(zed, '/zenith/settings/security/sessions/end', { memberId: bo.memberId, sessionId: id ?? '' })
    expect((await world.get(bo, '/acme')).status).toBe(200)
    await world.post(ana, '/acme/settings/security/sessions/end', { memberId: bo.memberId, sessionId: id ?? '' })
    expect((await world.get(bo, '/acme')).headers.get('Location')).toContain('why=expired')
    expect((await world.get(bo, '/organizations')).status).toBe(200)
    expect(await (await world.get(ana, '/acme/settings/security/sessions')).text()).not.toContain('>Bo<')
  })

  it('of one person are all ended from their page, with a fresh proof, once, and the audit log says so', async () => {
    const cy = await world.member(ana, 'Cy', 'viewer')
    for (const person of [ana, bo, cy]) await world.get(person, '/acme')
    const page = `/acme/people/${bo.memberId}`
    expect(await (await world.get(ana, page)).text()).toContain(`${page}/signing-out`)
    expect(await (await world.get(ana, `${page}/signing-out`)).text()).toContain('Sign out Bo?')
    expect((await world.post(cy, `${page}/signing-out`)).status).toBe(403)
    expect((await world.post(zed, `/zenith/people/${bo.memberId}/signing-out`)).status).toBe(404)
    world.now = (world.now + 11 * 60_000) as typeof world.now
    expect(await (await world.post(ana, `${page}/signing-out`, { op: '1' })).text()).toContain('it is you')
    expect((await world.get(bo, '/acme')).status).toBe(200)

    await world.signIn(ana)
    expect((await world.post(ana, `${page}/signing-out`, { op: '1' })).headers.get('Location')).toBe(page)
    expect((await world.get(bo, '/acme')).headers.get('Location')).toContain('why=expired')
    for (const person of [ana, cy]) expect((await world.get(person, '/acme')).status).toBe(200)
    // The same press comes again, and so does the news of it: who came in meanwhile stays in.
    world.now = (world.now + 1000) as typeof world.now
    await world.signIn(bo)
    await world.post(ana, `${page}/signing-out`, { op: '1' })
    await deliver()
    expect((await world.get(bo, '/acme')).status).toBe(200)
    const ctx = await world.as(ana)
    expect(
      await ctx.db.all("SELECT actor_id, subject FROM audit_entries WHERE action = 'identity.session.end-all'"),
    ).toEqual([{ actor_id: ana.memberId, subject: bo.memberId }])
  })

  it('that a crash left open are closed by whoever comes to the door next', async () => {
    await world.get(bo, '/acme')
    world.now = (world.now + 1000) as typeof world.now
    const ctx = await world.as(ana)
    await ctx.db.run(`INSERT INTO audit_entries (id, at, actor_kind, actor_id, request_id, action, subject, facts, changes, result)
      VALUES ('au_crash', ${world.now}, 'member', '${ana.memberId}', 'r', 'identity.session.end-all', '${bo.memberId}',
        '[{"name":"identity.sessions-ended","subject":"${bo.memberId}"}]', '{}', 'null')`)
    await env.CONTROL.prepare("INSERT INTO fences (id, organization_id, raised_at) VALUES ('fe_1', ?, ?)")
      .bind(ana.organizationId, world.now)
      .run()
    expect((await world.get(bo, '/acme')).headers.get('Location')).toContain('why=expired')
  })

  it('everybody but oneself', async () => {
    for (const person of [ana, bo]) await world.get(person, '/acme')
    world.now = (world.now + 1000) as typeof world.now
    await world.post(ana, '/acme/settings/security/sessions/end-all')
    expect((await world.get(bo, '/acme')).status).toBe(303)
    expect((await world.get(ana, '/acme')).status).toBe(200)
    expect((await world.get(zed, '/zenith')).status).toBe(200)
  })
})

describe('what administrators should look at', () => {
  it('stands on their page and is mailed to them once, however often it comes [MRO-5f]', async () => {
    const raise = () =>
      raiseFor(
        world.platform,
        'test',
        bo.loginId,
        { kind: 'new-country', detail: 'From Peru.' },
        `country:${bo.loginId}:PE`,
      )
    await raise()
    await raise()
    await world.settle()
    const envelopes = [...sent]
    await deliver()
    for (const envelope of envelopes) await handle(world.platform, rooms, envelope)
    expect(await letters()).toEqual([{ to: 'ana@acme.example', subject: 'acme: signed in from a new country' }])
    const html = await (await world.get(ana, '/acme/settings/security')).text()
    expect(html.match(/From Peru\./g)?.length).toBe(1)
    expect((await world.get(bo, '/acme/settings/security')).status).toBe(403)
    expect(await (await world.get(zed, '/zenith/settings/security')).text()).not.toContain('Peru')
  })

  it('data that is taken out: the audit log has it, and administrators are told', async () => {
    await world.json(ana, 'POST', '/api/v1/acme/assets', { name: 'Pump' })
    const pat = await world.member(ana, 'Pat', 'planner')
    world.now = (world.now + 11 * 60_000) as typeof world.now
    expect((await world.get(pat, '/acme/assets/export?as=csv')).headers.get('Location')).toMatch(/^\/prove\?next=/)
    await world.signIn(pat)
    expect((await world.get(pat, '/acme/assets/export?as=csv')).status).toBe(200)
    // The news of it, and then the news of what was made of it.
    for (let round = 0; round < 2; round++) {
      await world.settle()
      await deliver()
    }
    const ctx = await world.as(ana)
    expect(await ctx.db.all('SELECT kind, member_id, detail FROM security_events')).toEqual([
      { kind: 'export', member_id: pat.memberId, detail: 'The list of equipment.' },
    ])
    expect((await letters()).at(-1)).toEqual({ to: 'ana@acme.example', subject: 'acme: took out data' })
    const audit = await world.ask('/acme/audit/export.csv', { headers: { Cookie: `__Host-sid=${ana.token}` } })
    expect(audit.status).toBe(303)
  })

  it('an administrator who comes from a network where they never were; of others it is not told', async () => {
    const arrive = async (person: Person, address: string) => {
      const email = `${person.name.toLowerCase()}@acme.example`
      await env.CONTROL.prepare('UPDATE logins SET password_hash = ? WHERE id = ?').bind(hash, person.loginId).run()
      const visit = hashedVisit
      await world.ask('/sign-in', {
        method: 'POST',
        headers: {
          Cookie: `__Host-visit=${visit}`,
          'Content-Type': 'application/x-www-form-urlencoded',
          'Sec-Fetch-Site': 'same-origin',
          'CF-Connecting-IP': address,
        },
        body: new URLSearchParams({ csrf: await csrfOf(env.SECRET, visit), email, password }),
      })
      await world.settle()
    }
    const hash = await hashPassword(password, env.PEPPER)
    for (const address of ['192.0.2.7', '192.0.2.9', '198.51.100.4', '192.0.2.7']) await arrive(ana, address)
    for (const address of ['192.0.2.7', '198.51.100.4']) await arrive(bo, address)
    const ctx = await world.as(ana)
    expect(await ctx.db.all('SELECT kind, member_id, detail FROM security_events')).toEqual([
      {
        kind: 'new-network',
        member_id: ana.memberId,
        detail: 'From 198.51.100.0/24, by A browser that does not say which.',
      },
    ])
  })

  it('many changes in a short time are told once an hour', async () => {
    const ctx = await world.as(bo, 'technician')
    await ctx.db.run(`INSERT INTO audit_entries (id, at, actor_kind, actor_id, request_id, action, subject, facts, changes, result)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
      SELECT 'au_' || i, ${world.now - 1000}, 'member', '${bo.memberId}', 'r', 'calendar.task.change', 'tk', '[]', '{}', '{}' FROM n`)
    const system = await world.platform.openTenant(ana.organizationId, { kind: 'system', id: 'house' }, 'test')
    await watchChanges(system)
    await watchChanges(system)
    const events = await ctx.db.all('SELECT kind, member_id FROM security_events')
    expect(events).toEqual([{ kind: 'mass-change', member_id: bo.memberId }])
  })
})

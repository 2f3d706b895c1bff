import { beforeEach, describe, expect, it } from 'vitest'
import { addProof, forgetOld, openSession } from '../../src/identity/session'
import { hashOf } from '../../src/kernel/ids'
import type { Room } from '../../src/platform/room'
import { Open } from '../../src/platform/routes'
import { rooms } from '../../src/rooms'
import { env, type Person, World } from '../support/world'

const minute = 60_000

/** Doors as `factors` and `sso` have them: one proves, the other proves more. */
const proving: Room = {
  name: 'proving',
  about: 'Proves in the test.',
  actions: [],
  permissions: [],
  routes: new Open()
    .post('/prove/:login/:way', { may: 'anyone' }, async (platform, c) => {
      await openSession(platform, c, c.req.param('login') ?? '', (c.req.param('way') ?? '') as 'password')
      return c.text('in')
    })
    .post('/add/:way', { may: 'login' }, async (platform, c) =>
      c.text(String(await addProof(platform, c, (c.req.param('way') ?? '') as 'totp'))),
    ).routes,
  listeners: [],
  ticks: [],
  personalData: [],
}

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open([...rooms, proving])
  ana = await world.organization('acme', 'Ana')
})

const at = (ms: number) => {
  world.now = ms as typeof world.now
}

const policy = (changes: Record<string, string | number>) => {
  const row = { idle_minutes: 60, absolute_minutes: 1440, second_factor: 'optional', sso_enforced: 0, networks: '[]' }
  const all = { organization_id: ana.organizationId, ...row, ...changes, version: 1 }
  const names = Object.keys(all)
  return env.CONTROL.prepare(
    `INSERT OR REPLACE INTO access_policies (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  )
    .bind(...Object.values(all))
    .run()
}

const cookieOf = (answer: Response) => /__Host-sid=([^;]+)/.exec(answer.headers.get('Set-Cookie') ?? '')?.[1] ?? ''
const session = () =>
  env.CONTROL.prepare('SELECT * FROM sessions WHERE login_id = ?').bind(ana.loginId).first<Record<string, string>>()

describe('the organization’s patience', () => {
  it('ends a session in the organization at the exact second, and says that it ended [MRO-5e] [MAI-3b]', async () => {
    await policy({ idle_minutes: 15, absolute_minutes: 480 })
    const begun = world.now
    expect((await world.get(ana, '/acme/tasks')).status).toBe(200)
    at(begun + 15 * minute - 1000)
    expect((await world.get(ana, '/acme/tasks')).status).toBe(200)
    at(world.now + 15 * minute + 1000)
    const out = await world.get(ana, '/acme/tasks?view=list')
    expect(out.headers.get('Location')).toBe('/sign-in?why=expired&next=%2Facme%2Ftasks%3Fview%3Dlist')
    expect((await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: 'Late' })).status).toBe(401)

    await env.CONTROL.batch([
      env.CONTROL.prepare('UPDATE sessions SET seen_at = ?').bind(begun + 480 * minute - 5000),
      env.CONTROL.prepare('UPDATE session_visits SET seen_at = ?').bind(begun + 480 * minute - 5000),
    ])
    at(begun + 480 * minute - 1000)
    expect((await world.get(ana, '/acme')).status).toBe(200)
    at(begun + 480 * minute + 1000)
    expect((await world.get(ana, '/acme')).status).toBe(303)
  })

  it('keeps a form that was sent too late for its sender, without its secrets, and for nobody else [MAI-1h]', async () => {
    const bo = await world.member(ana, 'Bo', 'technician')
    const begun = world.now
    await world.get(ana, '/acme/tasks/new')
    // Hours later: the session is over, and its row is still known when the clock sweeps.
    at(begun + 3 * 60 * minute)
    await forgetOld(world.platform)
    const typed = { title: 'Grease the fan', notes: 'Two\nlines', password: 'green cranes', op: 'once' }
    const late = await world.post(ana, '/acme/tasks', typed, { Referer: `${env.ORIGIN}/acme/tasks/new` })
    const next = new URL(late.headers.get('Location') ?? '', env.ORIGIN).searchParams.get('next') ?? ''
    expect(next).toMatch(/^\/acme\/kept\/[\w-]{43}$/)
    expect(await (await world.get(null, late.headers.get('Location') ?? '')).text()).toContain(
      'What you sent is not lost',
    )
    const { results } = await env.CONTROL.prepare('SELECT * FROM kept_forms').all()
    expect(results).toHaveLength(1)
    expect(JSON.stringify(results)).not.toMatch(/Grease|cranes|acme\/tasks/)
    // Another person, or the same one before they have signed in, sees nothing of it.
    await world.signIn(bo)
    const others = await world.get(bo, next)
    expect([others.status, (await others.text()).includes('Grease')]).toEqual([404, false])
    expect((await world.get(ana, next)).status).toBe(303)

    await world.signIn(ana)
    const page = await (await world.get(ana, next)).text()
    for (const text of ['Not saved yet', 'Grease the fan', 'action="/acme/tasks"', 'value="once"'])
      expect(page).toContain(text)
    expect(page).not.toContain('green cranes')
    expect((await world.post(ana, '/acme/tasks', { title: 'Grease the fan', op: 'once' })).status).toBe(303)
    await world.post(ana, `${next}/removal`)
    expect((await world.get(ana, next)).status).toBe(404)
    // A form of another site is kept by nobody, and neither is what asks for a fresh proof.
    at(world.now + 3 * 60 * minute)
    for (const [path, headers] of [
      ['/acme/tasks', { 'Sec-Fetch-Site': 'cross-site' }],
      ['/acme/settings/keys', {}],
    ] as const)
      expect((await world.post(ana, path, typed, headers)).headers.get('Location')).toBe(
        '/sign-in?why=expired&next=%2F',
      )
    at(world.now + 30 * 60 * minute)
    await forgetOld(world.platform)
    expect((await env.CONTROL.prepare('SELECT count(*) AS left FROM kept_forms').first())?.left).toBe(0)
  })

  it('being busy elsewhere does not keep it open here', async () => {
    await policy({ idle_minutes: 15 })
    const begun = world.now
    await world.get(ana, '/acme')
    for (let minutes = 5; minutes <= 20; minutes += 5) {
      at(begun + minutes * minute)
      expect((await world.get(ana, '/organizations')).status).toBe(200)
    }
    expect((await world.get(ana, '/acme')).headers.get('Location')).toContain('why=expired')
  })

  it('a shared tablet has ten minutes', async () => {
    await env.CONTROL.prepare("UPDATE sessions SET kind = 'shared'").run()
    const begun = world.now
    at(begun + 10 * minute - 1000)
    expect((await world.get(ana, '/acme')).status).toBe(200)
    at(world.now + 10 * minute + 1000)
    expect((await world.get(ana, '/acme')).status).toBe(303)
  })

  it('an administrator’s ending holds until the person proves themselves again', async () => {
    expect((await world.get(ana, '/acme')).status).toBe(200)
    await env.CONTROL.prepare('UPDATE session_visits SET ended_at = ?').bind(world.now).run()
    at(world.now + 2 * minute)
    expect((await world.get(ana, '/acme')).status).toBe(303)
    expect((await world.get(ana, '/organizations')).status).toBe(200)
    const again = await world.post(ana, `/prove/${ana.loginId}/password`)
    expect((await world.get({ ...ana, token: cookieOf(again) }, '/acme')).status).toBe(200)
  })
})

describe('why somebody does not come in', () => {
  it('a second factor, the identity provider, the network: each has its way, and nothing is written', async () => {
    const before = await world.everything(ana)
    await policy({ second_factor: 'required' })
    expect((await world.get(ana, '/acme/tasks')).headers.get('Location')).toBe(
      '/sign-in/factor?organization=acme&next=%2Facme%2Ftasks',
    )
    await policy({ sso_enforced: 1 })
    expect((await world.get(ana, '/acme')).headers.get('Location')).toBe('/sign-in/sso?organization=acme&next=%2Facme')
    const asked = await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: 'No' })
    expect([asked.status, ((await asked.json()) as { type: string }).type]).toEqual([403, 'urn:mro:problem:sso-needed'])
    await policy({ networks: '["192.0.2.0/24"]' })
    expect((await world.get(ana, '/acme', { 'CF-Connecting-IP': '203.0.113.9' })).status).toBe(403)
    expect((await world.post(ana, '/acme/tasks', { title: 'No' })).status).toBe(403)
    expect(await world.everything(ana)).toBe(before)
    expect((await world.get(ana, '/acme', { 'CF-Connecting-IP': '192.0.2.9' })).status).toBe(200)
  })

  it('a stranger to the organization learns nothing of its policy', async () => {
    await policy({ second_factor: 'required', networks: '["192.0.2.0/24"]' })
    const zed = await world.organization('zenith', 'Zed')
    expect((await world.get(zed, '/acme')).status).toBe(404)
  })
})

describe('proofs', () => {
  it('signing in makes a new token and ends the one before [MRO-5e]', async () => {
    const first = await world.post(ana, `/prove/${ana.loginId}/password`)
    const token = cookieOf(first)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect((await world.get(ana, '/acme')).headers.get('Location')).toBe('/sign-in?next=%2Facme')
    expect((await world.get({ ...ana, token }, '/acme')).status).toBe(200)
    const row = await session()
    expect(row?.hash).toBe(await hashOf(token))
    expect(JSON.parse(row?.proofs ?? '')).toEqual([{ way: 'password', at: world.now }])
  })

  it('a step-up adds its proof and turns the token; the old one is dead, forms that are open stay good [MRO-5e]', async () => {
    await policy({ second_factor: 'required' })
    at(world.now + minute)
    const more = await world.post(ana, '/add/totp')
    expect(await more.text()).toBe('true')
    const token = cookieOf(more)
    expect((await world.get(ana, '/acme')).headers.get('Location')).toBe('/sign-in?next=%2Facme')
    expect((await world.get({ ...ana, token }, '/acme')).status).toBe(200)
    const open = await world.post({ ...ana, token }, '/acme/tasks', { title: 'Typed before' })
    expect(open.status).toBe(303)
    expect(JSON.parse((await session())?.proofs ?? '').map(({ way }: { way: string }) => way)).toEqual([
      'password',
      'totp',
    ])
  })

  it('the token turns with the next page after the member’s rights changed, not under a fragment [MRO-5e]', async () => {
    await env.CONTROL.prepare('UPDATE memberships SET grants_changed_at = ?')
      .bind(world.now + 1000)
      .run()
    at(world.now + 2000)
    const fragment = await world.get(ana, '/acme', { 'HX-Request': 'true' })
    expect([fragment.status, cookieOf(fragment)]).toEqual([200, ''])
    const page = await world.get(ana, '/acme')
    const token = cookieOf(page)
    expect([page.status, token.length]).toEqual([200, 43])
    expect((await world.get(ana, '/acme')).status).toBe(303)
    expect(cookieOf(await world.get({ ...ana, token }, '/acme'))).toBe('')
  })

  it('a disabled login is out at once', async () => {
    await env.CONTROL.prepare('UPDATE logins SET disabled_at = ?').bind(world.now).run()
    expect((await world.get(ana, '/acme')).status).toBe(303)
    expect((await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: 'No' })).status).toBe(401)
  })
})

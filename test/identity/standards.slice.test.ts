import { beforeEach, expect, it, vi } from 'vitest'
import { hashPassword } from '../../src/identity/password'
import { instant } from '../../src/kernel/instant'
import type { Room } from '../../src/platform/room'
import { Api } from '../../src/platform/routes'
import { rooms } from '../../src/rooms'
import { asked, keyOf } from '../support/machines'
import { allRoutes } from '../support/records'
import { Visitor } from '../support/visitor'
import { env, World } from '../support/world'

/*
 * Requirements of ASVS 5.0.0 that no story of the house tells by the way. docs/asvs.tsv says which.
 */

/** A deed of machines that asks for a fresh proof. */
const proved: Room = {
  name: 'proved',
  about: 'Asks for a fresh proof.',
  actions: [],
  permissions: [],
  listeners: [],
  ticks: [],
  personalData: [],
  routes: new Api().add(
    'POST',
    '/proved',
    { may: 'calendar.task.see', stepUp: true, about: 'Asks for a proof.' },
    async (_, c) => c.json({ done: true }),
  ).routes,
}

let world: World
beforeEach(async () => {
  world = await World.open([...rooms, proved])
})

it('a new house has nobody in it', async () => {
  for (const table of ['logins', 'organizations', 'memberships', 'machine_keys']) {
    const row = await env.CONTROL.prepare(`SELECT count(*) AS rows FROM ${table}`).first<{ rows: number }>()
    expect([table, row?.rows]).toEqual([table, 0])
  }
})

it('password fields hide what is typed, and nothing stops a paste or a password manager', async () => {
  let fields = 0
  for (const path of ['/sign-in', '/sign-up', '/reset']) {
    const html = await (await world.ask(path)).text()
    for (const [field] of html.matchAll(/<input[^>]*password[^>]*>/g)) {
      if (!/name="[^"]*password/i.test(field)) continue
      fields++
      expect([path, field]).toEqual([path, expect.stringContaining('type="password"')])
      expect([path, field]).toEqual([path, expect.stringMatching(/autocomplete="(current|new)-password"/)])
      expect(field).not.toMatch(/onpaste|readonly|maxlength/)
    }
  }
  expect(fields).toBeGreaterThanOrEqual(2)
})

it('there are no secret questions and no hints', async () => {
  const { results } = await env.CONTROL.prepare("SELECT name FROM pragma_table_info('logins')").all<{ name: string }>()
  expect(results.filter(({ name }) => /hint|question|answer/.test(name))).toEqual([])
  for (const path of ['/sign-in', '/sign-up', '/reset']) {
    const html = await (await world.ask(path)).text()
    expect([path, html]).toEqual([path, expect.not.stringMatching(/name="[^"]*(question|hint)[^"]*"/)])
  }
})

it('a password has no age: after three years it opens as on the first day', async () => {
  const ana = await world.organization('acme', 'Ana')
  await env.CONTROL.prepare('UPDATE logins SET password_hash = ? WHERE id = ?')
    .bind(await hashPassword('four rusty valves sing loudly', env.PEPPER), ana.loginId)
    .run()
  world.now = instant(world.now + 3 * 365 * 24 * 3_600_000)
  const browser = new Visitor(world)
  await browser.get('/sign-in')
  const answer = await browser.post('/sign-in', {
    email: 'ana@acme.example',
    password: 'four rusty valves sing loudly',
  })
  expect(answer.status).toBe(303)
  expect(answer.location).not.toContain('/sign-in')
})

it('every page of an organization shows the way out', async () => {
  const ana = await world.organization('acme', 'Ana')
  let pages = 0
  for (const { door, method, path } of allRoutes) {
    if (door !== 'page' || method !== 'GET' || path.includes(':')) continue
    const answer = await world.get(ana, `/acme${path}`)
    const html = answer.status === 200 ? await answer.text() : ''
    if (!html.includes('<body')) continue
    pages++
    expect([path, html.includes('action="/sign-out"')]).toEqual([path, true])
  }
  expect(pages).toBeGreaterThan(10)
})

it('a deed that asks for a fresh proof takes no key', async () => {
  const ana = await world.organization('acme', 'Ana')
  const key = await keyOf(world, ana, ['calendar.task.see'])
  const answer = await asked(world, key.text, 'POST', '/api/v1/acme/proved', {})
  expect([answer.status, await answer.json()]).toMatchObject([403, { type: 'urn:mro:problem:step-up' }])
})

it('a refused request is a line of the log with its route and verdict', async () => {
  const ana = await world.organization('acme', 'Ana')
  const vic = await world.member(ana, 'Vic', 'viewer')
  const lines: Record<string, unknown>[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(JSON.parse(String(line))))
  await world.get(vic, '/acme/audit')
  await world.ask('/api/v1/acme/tasks', { headers: { Authorization: 'Bearer mro_nobody' } })
  spy.mockRestore()
  expect(lines.filter(({ event }) => event === 'request').map(({ route, status }) => [route, status])).toEqual([
    ['/:organization/audit', 403],
    ['/api/v1/:organization/tasks', 401],
  ])
})

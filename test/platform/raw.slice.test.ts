import { beforeEach, expect, it } from 'vitest'
import { refuse } from '../../src/kernel/refusal'
import type { Room } from '../../src/platform/room'
import { Open } from '../../src/platform/routes'
import { rooms } from '../../src/rooms'
import { World } from '../support/world'

const machines: Room = {
  name: 'machines',
  about: 'Takes what machines send.',
  actions: [],
  permissions: [],
  listeners: [],
  ticks: [],
  personalData: [],
  routes: new Open()
    .raw('POST', '/raw/echo', { answers: 'json', limitBytes: 16 }, async (_platform, c) =>
      c.json({ said: new TextDecoder().decode(c.var.bytes), session: c.var.session, csrf: c.var.csrf }),
    )
    .raw('POST', '/raw/no', { answers: 'json' }, async () => refuse('forbidden', 'raw.no', 'Not by this way.'))
    .raw('POST', '/raw/page', { answers: 'page' }, async () => refuse('forbidden', 'raw.no', 'Not by this way.'))
    .routes,
}

let world: World
beforeEach(async () => {
  world = await World.open([...rooms, machines])
})

const foreign = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://elsewhere.example', 'Content-Type': 'text/plain' }

it('a raw route takes what another site sends, and heeds no cookie and sets none', async () => {
  const ana = await world.organization('acme', 'Ana')
  const answer = await world.ask('/raw/echo', {
    method: 'POST',
    body: 'hello',
    headers: { ...foreign, Cookie: `__Host-sid=${ana.token}` },
  })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({ said: 'hello', session: null, csrf: '' })
  expect(answer.headers.get('Set-Cookie')).toBeNull()
})

it('reads no further than the route’s limit', async () => {
  const answer = await world.ask('/raw/echo', { method: 'POST', body: 'x'.repeat(17), headers: foreign })
  expect([answer.status, answer.headers.get('Content-Type')]).toEqual([413, 'application/problem+json'])
})

it('tells trouble as the route says: a problem for machines, a page for people', async () => {
  const problem = await world.ask('/raw/no', { method: 'POST', body: '', headers: foreign })
  expect([problem.status, problem.headers.get('Content-Type')]).toEqual([403, 'application/problem+json'])
  const page = await world.ask('/raw/page', { method: 'POST', body: '', headers: foreign })
  expect([page.status, await page.text()]).toEqual([403, expect.stringContaining('Not by this way.')])
})

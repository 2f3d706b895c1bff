import { beforeEach, expect, it } from 'vitest'
import { rooms } from '../../src/rooms'
import { World } from '../support/world'

let world: World
beforeEach(async () => {
  world = await World.open()
})

type Document = {
  openapi: string
  paths: Record<string, Record<string, { operationId: string; summary: string; requestBody?: unknown }>>
}

it('the OpenAPI document has every JSON route, each with a sentence and a name of its own', async () => {
  const answer = await world.ask('/api/v1/openapi.json')
  const { openapi, paths } = (await answer.json()) as Document
  expect(openapi).toBe('3.1.0')
  const operations = Object.values(paths).flatMap((path) => Object.values(path))
  expect(operations.length).toBe(rooms.flatMap((room) => room.routes).filter(({ door }) => door === 'api').length)
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { summary } of operations) expect(summary).toMatch(/\.$/)
  expect(JSON.stringify(paths['/api/v1/{organization}/tasks']?.post?.requestBody)).toContain('"title"')
})

it('the same stands on a page for people', async () => {
  const page = await world.ask('/api/v1')
  const html = await page.text()
  expect(page.status).toBe(200)
  expect(html).toContain('/api/v1/{organization}/tasks/{id}/status')
  expect(html).toContain('calendar.task.move')
})

it('every action and every listener has a sentence, and names are unique', () => {
  const actions = rooms.flatMap((room) => room.actions)
  expect(actions.length).toBeGreaterThan(10)
  for (const { action, about } of actions) expect([action, /^[A-Z].*\.$/.test(about)]).toEqual([action, true])
  const names = [
    ...actions.map(({ action }) => action),
    ...rooms.flatMap((room) => [...room.ticks, ...room.listeners]).map(({ name }) => name),
  ]
  expect(new Set(names).size).toBe(names.length)
})

it('every job of the clock runs for an organization with only what its envelope carries', async () => {
  const ana = await world.organization('acme', 'Ana')
  const { sealed, handle } = await import('../../src/platform/queue')
  const { env } = await import('../support/world')
  const ticks = rooms.flatMap((room) => room.ticks)
  expect(ticks.length).toBeGreaterThan(5)
  for (const tick of ticks) {
    if (tick.scope === 'house') {
      await tick.run(world.platform)
      continue
    }
    const name = `tick:${tick.name}`
    const envelope = await sealed(env.SECRET, {
      organizationId: ana.organizationId,
      name,
      key: name,
      body: { name, subject: ana.organizationId },
      requestId: 'r',
      at: world.now,
    })
    await handle(world.platform, rooms, JSON.parse(JSON.stringify(envelope)))
  }
  await world.settle()
})

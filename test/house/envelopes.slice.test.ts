import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { expect, it } from 'vitest'
import { type Envelope, sealed } from '../../src/platform/queue'
import { crons } from '../../src/platform/schedule'
import { rooms } from '../../src/rooms'
import { env, type Person, sent, World } from '../support/world'

/** Another worker gets the message: it has the bindings and what the envelope carries, nothing else. */
async function deliver(bodies: Envelope[], at: World): Promise<{ done: number; again: number }> {
  const elsewhere = new World()
  elsewhere.now = at.now
  const arrived = JSON.parse(JSON.stringify(bodies)) as Envelope[]
  const batch = createMessageBatch(
    'mro-work',
    arrived.map((body, index) => ({ id: String(index), timestamp: new Date(at.now), attempts: 1, body })),
  )
  const ctx = createExecutionContext()
  await elsewhere.house.queue(batch as unknown as MessageBatch<Envelope>, env, ctx)
  const { explicitAcks, retryMessages } = await getQueueResult(batch, ctx)
  return { done: explicitAcks.length, again: retryMessages.length }
}

async function open(): Promise<{ world: World; ana: Person }> {
  const world = await World.open()
  const ana = await world.organization('acme', 'Ana')
  await world.post(ana, '/acme/tasks', { title: 'A task' })
  return { world, ana }
}

it('every tick runs with only what its envelope carries, twice', async () => {
  const { world } = await open()
  world.now = (Math.ceil(world.now / 86_400_000) * 86_400_000 + 3 * 3_600_000) as typeof world.now
  await env.CONTROL.prepare('UPDATE organizations SET active_at = ?').bind(world.now).run()
  sent.length = 0
  for (const cron of Object.keys(crons)) {
    await world.house.scheduled({ cron } as ScheduledController, env, createExecutionContext())
  }
  const ticks = sent.splice(0)
  const all = rooms.flatMap((room) => room.ticks)
  const asked = all.filter(({ scope }) => scope === 'organization').map(({ name }) => `tick:${name}`)
  expect(ticks.map(({ name }) => name).sort()).toEqual(asked.sort())
  for (const tick of ticks) {
    expect([tick.name, await deliver([tick, tick], world)]).toEqual([tick.name, { done: 2, again: 0 }])
  }
  const { results } = await env.CONTROL.prepare(
    "SELECT name FROM heartbeats WHERE name LIKE 'tick:%' AND json_extract(detail, '$.ok') = 0",
  ).all()
  expect(results).toEqual([])
  expect(await env.CONTROL.prepare('SELECT error FROM dead_letters').all()).toMatchObject({ results: [] })
})

it('every announcement is heard with only what its envelope carries, and a repeat changes nothing', async () => {
  const { world, ana } = await open()
  const announced = sent.splice(0)
  expect(announced.map(({ name }) => name)).toContain('calendar.task-created')
  await deliver(announced, world)
  const before = await world.everything(ana)
  expect(await deliver(announced, world)).toEqual({ done: announced.length, again: 0 })
  expect(await world.everything(ana)).toBe(before)
})

it('the oldest announcement that waits is shown to the operator', async () => {
  const { world, ana } = await open()
  const olga = await world.organization('house', 'Olga')
  await (await world.as(ana)).db.run('UPDATE outbox SET sent_at = NULL')
  world.now = (world.now + 95_000) as typeof world.now
  const name = 'tick:identity.sweep-outbox'
  const tick = await sealed(env.SECRET, {
    organizationId: ana.organizationId,
    name,
    key: name,
    body: { name, subject: ana.organizationId },
    requestId: 'test',
    at: world.now,
  })
  await deliver([tick], world)
  expect(await (await world.get(olga, '/operator')).text()).toContain('95 s')
})

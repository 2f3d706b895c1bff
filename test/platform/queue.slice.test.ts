import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Envelope } from '../../src/platform/queue'
import { waitSeconds } from '../../src/platform/queue'
import type { Room } from '../../src/platform/room'
import { rooms } from '../../src/rooms'
import { env, type Person, sent, World } from '../support/world'

let world: World
let ana: Person
const heard: { name: string; key: string; organization: string }[] = []
const trouble = { on: false }

const listener: Room = {
  name: 'ear',
  about: 'Hears tasks.',
  actions: [],
  permissions: [],
  routes: [],
  ticks: [],
  personalData: [],
  listeners: [
    {
      to: 'calendar.task-created',
      name: 'ear.hear',
      about: 'Writes down what it hears.',
      handle: async (ctx, fact, key) => {
        if (trouble.on) throw new Error('The ear is closed')
        heard.push({ name: fact.name, key, organization: ctx.organization.slug })
      },
    },
  ],
}

beforeEach(async () => {
  heard.length = 0
  trouble.on = false
  world = await World.open([...rooms, listener])
  ana = await world.organization('acme', 'Ana')
})

async function deliver(bodies: Envelope[], queue = 'mro-work') {
  const batch = createMessageBatch(
    queue,
    bodies.map((body, index) => ({ id: String(index), timestamp: new Date(world.now), attempts: 1, body })),
  )
  const ctx = createExecutionContext()
  await world.house.queue(batch as unknown as MessageBatch<Envelope>, env, ctx)
  return getQueueResult(batch, ctx)
}

const outbox = async () => (await world.as(ana)).db.all<{ sent_at: number | null }>('SELECT sent_at FROM outbox')

describe('an announcement', () => {
  it('leaves with its commit, carries ids only, and reaches its listener with its key', async () => {
    await world.post(ana, '/acme/tasks', { title: 'A secret title' })
    expect(sent.length).toBe(1)
    expect(JSON.stringify(sent)).not.toContain('secret')
    expect((await outbox())[0]?.sent_at).toBe(world.now)
    expect((await deliver(sent)).explicitAcks).toEqual(['0'])
    expect(heard).toEqual([{ name: 'calendar.task-created', key: `${sent[0]?.key}:ear.hear`, organization: 'acme' }])
  })

  it('that a crash left behind is sent by the clock', async () => {
    await world.post(ana, '/acme/tasks', { title: 'x' })
    sent.length = 0
    await (await world.as(ana)).db.run('UPDATE outbox SET sent_at = NULL')
    world.now = (world.now + 60_000) as typeof world.now
    await world.house.scheduled({ cron: '*/5 * * * *' } as ScheduledController, env, createExecutionContext())
    const ticks = sent.splice(0)
    expect(ticks.map(({ name }) => name)).toContain('tick:identity.sweep-outbox')
    await deliver(ticks)
    await world.settle()
    expect(sent.map(({ name }) => name)).toContain('calendar.task-created')
  })

  it('in trouble is tried again, its neighbours are not held up', async () => {
    await world.post(ana, '/acme/tasks', { title: 'x' })
    trouble.on = true
    const [message] = sent
    const other = { ...(message as Envelope), name: 'calendar.task-begun' }
    const { sealed } = await import('../../src/platform/queue')
    const good = await sealed(env.SECRET, other)
    const result = await deliver([message as Envelope, good])
    expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(['0'])
    expect(result.explicitAcks).toEqual(['1'])
  })

  it('of another organization than it was sealed for is refused and kept', async () => {
    const zed = await world.organization('zenith', 'Zed')
    await world.post(ana, '/acme/tasks', { title: 'x' })
    const forged = { ...(sent[0] as Envelope), organizationId: zed.organizationId }
    expect((await deliver([forged])).explicitAcks).toEqual(['0'])
    expect(heard).toEqual([])
    expect((await env.CONTROL.prepare('SELECT error FROM dead_letters').first<{ error: string }>())?.error).toBe(
      'envelope.proof',
    )
  })

  it('that failed at every try lies with the dead letters, and a person sends it again', async () => {
    const olga = await world.organization('house', 'Olga')
    await world.post(ana, '/acme/tasks', { title: 'x' })
    const [message] = sent.splice(0)
    await deliver([message as Envelope], 'mro-work-dead')
    const page = await (await world.get(olga, '/operator')).text()
    expect(page).toContain('calendar.task-created')
    const id = /\/operator\/letters\/(\w+)\/replay/.exec(page)?.[1]
    await world.post(olga, `/operator/letters/${id}/replay`)
    await world.post(olga, `/operator/letters/${id}/replay`)
    expect(sent).toEqual([message])
    expect(await (await world.get(olga, '/operator')).text()).toContain('The dead letter queue is empty')
  })

  it('the operator’s pages are nowhere for anybody else', async () => {
    expect((await world.get(ana, '/operator')).status).toBe(404)
  })

  it('waits longer each time, half a day at most', () => {
    expect([1, 2, 3, 8, 20].map(waitSeconds)).toEqual([30, 60, 120, 3840, 43_200])
  })
})

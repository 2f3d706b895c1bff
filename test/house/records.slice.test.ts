import { expect, it } from 'vitest'
import { newId } from '../../src/kernel/ids'
import { rooms } from '../../src/rooms'
import { World } from '../support/world'

const kinds = rooms.flatMap((room) => (room.records ?? []).map((kind) => ({ room: room.name, ...kind })))
const permissions = new Set(
  rooms.flatMap((room) => [...room.permissions.map(({ name }) => name), ...room.actions.map(({ action }) => action)]),
)

it('each kind of record has one room that answers for it, by permissions that exist', () => {
  expect(kinds.length).toBeGreaterThanOrEqual(2)
  expect(new Set(kinds.map(({ prefix }) => prefix)).size).toBe(kinds.length)
  for (const { room, prefix, see, change } of kinds) {
    expect([prefix, see.startsWith(`${room}.`), permissions.has(see), permissions.has(change)]).toEqual([
      prefix,
      true,
      true,
      true,
    ])
  }
})

it('a kind that codes can be put on says what people call one, and finds it by its words', async () => {
  const world = await World.open()
  const ana = await world.organization('acme', 'Ana')
  const ctx = await world.as(ana)
  for (const { prefix, codes } of kinds.filter((kind) => kind.codes)) {
    expect([prefix, codes?.kind]).toEqual([prefix, expect.stringMatching(/^[A-Z][a-z ]+$/)])
    expect([prefix, await codes?.called(ctx, 'nothing is called so')]).toEqual([prefix, []])
  }
})

it('nobody knows a record that is not there, is another organization’s, or may not be seen', async () => {
  const world = await World.open()
  const ana = await world.organization('acme', 'Ana')
  const zed = await world.organization('zenith', 'Zed')
  const made = await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: 'Grease fan F-03' })
  const { id } = (await made.json()) as { id: string }
  const unknown = kinds.map(({ prefix }) => newId(prefix, world.now))

  const card = {
    id,
    kind: 'Task',
    title: 'Grease fan F-03',
    href: `/tasks/${id}`,
    mayChange: true,
    tag: 'TK-1',
    detail: '',
    retired: false,
    closed: null,
    ownerId: null,
    symptoms: [],
  }
  expect([...(await (await world.as(ana)).records([id, ...unknown, id, 'nonsense', ''])).values()]).toEqual([card])
  expect([...(await (await world.as(ana, 'viewer')).records([id])).values()]).toEqual([{ ...card, mayChange: false }])
  expect((await (await world.as(ana, 'nobody')).records([id, ...unknown])).size).toBe(0)
  expect((await (await world.as(zed)).records([id, ...unknown])).size).toBe(0)
})

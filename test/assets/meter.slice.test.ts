import { beforeEach, expect, it } from 'vitest'
import { handle } from '../../src/platform/queue'
import { rooms } from '../../src/rooms'
import { type Person, sent, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let cy: Person
let zed: Person
let pump: string

const api = '/api/v1/acme'

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  cy = await world.member(ana, 'Cy', 'viewer')
  zed = await world.organization('zenith', 'Zed')
  const asset = await world.json(ana, 'POST', `${api}/assets`, { name: 'Cooling pump', tag: 'P-204' })
  pump = ((await asset.json()) as { id: string }).id
})

const meter = async (fields: Record<string, unknown>) => {
  const made = await world.json(ana, 'POST', `${api}/assets/${pump}/meters`, fields)
  expect([made.status, made.status === 201 ? '' : await made.clone().text()]).toEqual([201, ''])
  return ((await made.json()) as { id: string }).id
}
const read = (id: string, value: number | string, more: Record<string, unknown> = {}) =>
  world.json(bo, 'POST', `${api}/meters/${id}/readings`, { value, ...more })
type Shown = { id: string; way: string; value: number; total: number; voidedAt: number | null; takenAt: number }
const readings = async (id: string) =>
  ((await (await world.get(ana, `${api}/meters/${id}`)).json()) as { readings: Shown[] }).readings
const orders = async () => {
  for (const envelope of sent.splice(0)) await handle(world.platform, rooms, envelope)
  await world.settle()
  const listed = await (await world.get(ana, `${api}/orders`)).json()
  return (listed as { items: { title: string; status: string; id: string }[] }).items
}
const typeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { type: string }).type.slice(16)]

it('a counter that falls is asked about; rollover, replacement and correction keep what it counted [MRO-3.1a]', async () => {
  const id = await meter({ name: 'Running hours', kind: 'continuous', unit: 'h', rollsAt: 10000 })
  expect((await read(id, 9900)).status).toBe(201)
  const before = await world.everything(ana)
  expect(await typeOf(await read(id, 120))).toEqual([422, 'reading.falls'])
  expect(await world.everything(ana)).toBe(before)
  // The page asks what happened, and keeps the number.
  const asked = await world.post(bo, `/acme/meters/${id}/readings`, { value: '120' })
  const page = await asked.text()
  expect([asked.status, page.includes('The meter was replaced'), page.includes('value="120"')]).toEqual([
    422,
    true,
    true,
  ])
  world.now = (world.now + 60_000) as never
  expect((await world.post(bo, `/acme/meters/${id}/readings`, { value: '120', way: 'rollover' })).status).toBe(303)
  world.now = (world.now + 60_000) as never
  expect((await read(id, 5, { way: 'replacement' })).status).toBe(201)
  world.now = (world.now + 60_000) as never
  expect((await read(id, 25)).status).toBe(201)
  expect((await readings(id)).map(({ value, total }) => [value, total])).toEqual([
    [25, 10140],
    [5, 10120],
    [120, 10120],
    [9900, 9900],
  ])
  const [last] = await readings(id)
  world.now = (world.now + 60_000) as never
  const corrected = await world.json(bo, 'POST', `${api}/meters/${id}/corrections`, { readingId: last?.id, value: 15 })
  expect(corrected.status).toBe(201)
  expect(
    (await readings(id)).slice(0, 2).map(({ value, total, voidedAt }) => [value, total, voidedAt === null]),
  ).toEqual([
    [15, 10130, true],
    [25, 10140, false],
  ])
  const again = await world.json(bo, 'POST', `${api}/meters/${id}/corrections`, { readingId: last?.id, value: 16 })
  expect(await typeOf(again)).toEqual([409, 'reading.corrected'])
})

it('what is watched raises one order, and another only after it came back; late readings replay', async () => {
  const id = await meter({ name: 'Bearing temperature', kind: 'gauge', unit: '°C', low: 20, high: 80 })
  const set = await world.post(ana, `/acme/meters/${id}/triggers`, {
    operator: 'above',
    triggerValue: '80',
    band: '10',
    title: 'Inspect the bearing',
  })
  expect(set.status).toBe(303)
  const hour = 300_000
  const start = world.now
  const at = (hours: number) => {
    world.now = (start + hours * hour) as never
  }
  at(1)
  expect(await (await read(id, 92)).json()).toMatchObject({ outside: 'high', fired: 1 })
  expect((await orders()).map(({ title, status }) => [title, status])).toEqual([['Inspect the bearing', 'approved']])
  at(2)
  expect(await (await read(id, 95)).json()).toMatchObject({ fired: 0 })
  // At four it was 60: entered late, after the 85 of five.
  at(5)
  expect(await (await read(id, 85)).json()).toMatchObject({ fired: 0 })
  expect(await (await read(id, 60, { takenAt: start + 4 * hour })).json()).toMatchObject({ fired: 1 })
  // The order before is open: it is told there.
  expect((await orders()).length).toBe(1)
  const [order] = await orders()
  expect(await (await world.get(ana, `/acme/orders/${order?.id}`)).text()).toContain('showed 85 °C')
  expect(await (await world.get(ana, `/acme/orders/${order?.id}`)).text()).toContain('Bearing temperature: Inspect')
  // Correcting what fired does not fire again, and nothing was lost.
  const fired = (await readings(id)).find(({ value }) => value === 92)
  await world.json(bo, 'POST', `${api}/meters/${id}/corrections`, { readingId: fired?.id, value: 91 })
  expect((await orders()).length).toBe(1)
  // Twice the same request is one reading.
  const counted = (await readings(id)).length
  const key = { 'Idempotency-Key': 'reading-1' }
  await Promise.all([1, 2].map(() => world.json(bo, 'POST', `${api}/meters/${id}/readings`, { value: 70 }, key)))
  expect((await readings(id)).length).toBe(counted + 1)

  const oil = await meter({ name: 'Oil', kind: 'characteristic', words: ['clear', 'milky', 'black'] })
  expect(
    (
      await world.post(ana, `/acme/meters/${oil}/triggers`, {
        operator: 'equal',
        triggerValue: 'milky',
        title: 'Change the oil',
      })
    ).status,
  ).toBe(303)
  expect(await typeOf(await read(oil, 'green'))).toEqual([422, 'reading.word'])
  expect(await (await read(oil, 'Milky')).json()).toMatchObject({ fired: 1 })
  expect((await orders()).map(({ title }) => title).sort()).toEqual(['Change the oil', 'Inspect the bearing'])
})

it('is read on the page of its asset, by those who may, at a time that is over', async () => {
  const id = await meter({ name: 'Pressure', kind: 'gauge', unit: 'bar' })
  const panel = await (await world.get(bo, `/acme/meters/on/${pump}`, { 'HX-Request': 'true' })).text()
  expect([panel.includes('Pressure'), panel.includes('name="value"')]).toEqual([true, true])
  expect(await (await world.get(cy, `/acme/meters/on/${pump}`)).text()).not.toContain('name="value"')
  expect(
    (await world.post(bo, `/acme/meters/${id}/readings`, { value: '5.5', back: 'asset' })).headers.get('Location'),
  ).toBe(`/acme/assets/${pump}`)
  const page = await (await world.get(cy, `/acme/meters/${id}`)).text()
  expect([page.includes('5.5 bar'), page.includes('Save reading')]).toEqual([true, false])
  const before = await world.everything(ana)
  const wrong = [
    await world.post(bo, `/acme/meters/${id}/readings`, { value: '' }),
    await world.post(bo, `/acme/meters/${id}/readings`, { value: 'much' }),
    await world.post(bo, `/acme/meters/${id}/readings`, { value: '5', takenAt: '2030-01-01T10:00' }),
    await world.post(ana, `/acme/meters/on/${pump}`, { name: 'x', kind: 'characteristic', words: 'one' }),
    await world.post(ana, `/acme/meters/${id}/triggers`, { operator: 'increases-by', triggerValue: '-1', title: 'x' }),
    await world.post(cy, `/acme/meters/${id}/readings`, { value: '5' }),
    await world.post(bo, `/acme/meters/${id}/triggers`, { operator: 'above', triggerValue: '1', title: 'x' }),
    await world.post(zed, `/zenith/meters/${id}/readings`, { value: '5' }),
  ]
  expect(wrong.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 403, 403, 404])
  expect(await world.everything(ana)).toBe(before)
  expect((await world.post(ana, `/acme/meters/${id}/end`)).status).toBe(303)
  expect((await world.post(bo, `/acme/meters/${id}/readings`, { value: '5' })).status).toBe(409)
})

import { beforeEach, expect, it } from 'vitest'
import { jpegOf } from '../support/pictures'
import { sendFile } from '../support/uploads'
import { type Person, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let cy: Person
let zed: Person
let fan: string

const api = '/api/v1/acme'

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  cy = await world.member(ana, 'Cy', 'viewer')
  zed = await world.organization('zenith', 'Zed')
  const asset = await world.json(ana, 'POST', `${api}/assets`, { name: 'Extraction fan', tag: 'F-03' })
  fan = ((await asset.json()) as { id: string }).id
})

const steps: Record<string, string>[] = [
  { kind: 'check', text: 'Belt tension', required: 'on' },
  { kind: 'number', text: 'Bearing temperature', unit: '°C', low: '20', high: '80', required: 'on' },
  { kind: 'meter', text: 'Read the hours', meter: 'Running hours', required: 'on' },
  { kind: 'photo', text: 'Photo of the inlet' },
]
/** A procedure with its approved version. */
const procedure = async () => {
  const made = await world.post(ana, '/acme/procedures', { title: 'Monthly round' })
  const path = made.headers.get('Location') ?? ''
  for (const step of steps) expect((await world.post(ana, `${path}/steps`, step)).status).toBe(303)
  expect((await world.post(ana, `${path}/approval`, { revision: '5' })).status).toBe(303)
  return path
}
const hung = async (orderId: string) =>
  (await world.as(ana)).db.all<{ id: string; position: number; result: string | null; text: string; value: number }>(
    `SELECT id, position, result, value, json_extract(step, '$.text') AS text FROM work_steps WHERE order_id = '${orderId}' ORDER BY position`,
  )
const start = async (orderId: string) =>
  world.json(bo, 'PUT', `${api}/orders/${orderId}/status`, { status: 'in-progress' })
const complete = (orderId: string) => world.json(bo, 'POST', `${api}/orders/${orderId}/completion`, { outcome: 'Done' })

it('an order pins the approved version, is run step by step, and is completed when its required steps are done [MAI-1e]', async () => {
  await world.json(ana, 'POST', `${api}/assets/${fan}/meters`, { name: 'Running hours', kind: 'continuous', unit: 'h' })
  const path = await procedure()
  const planned = await world.json(ana, 'POST', `${api}/plans`, {
    title: 'Monthly round',
    startsOn: '2026-11-24',
    assetIds: [fan],
    procedureId: path.split('/').at(-1),
  })
  expect(planned.status).toBe(201)
  const listed = (await (await world.get(ana, `${api}/orders`)).json()) as { items: { id: string }[] }
  const orderId = listed.items[0]?.id ?? ''
  const [belt, heat, hours, photo] = await hung(orderId)
  expect(heat?.text).toBe('Bearing temperature')

  // A new version changes nothing of what hangs there.
  expect((await world.post(ana, `${path}/versions`)).status).toBe(303)
  expect((await world.post(ana, `${path}/steps`, { kind: 'check', text: 'A fifth step' })).status).toBe(303)
  expect((await hung(orderId)).length).toBe(4)

  expect((await start(orderId)).status).toBe(200)
  const early = await complete(orderId)
  const told = (await early.json()) as { type: string; title: string }
  expect([early.status, told.type, told.title]).toEqual([
    409,
    'urn:mro:problem:order.steps',
    '3 required steps are still to do: Belt tension, Bearing temperature, Read the hours.',
  ])

  expect(await (await world.get(bo, `/acme/orders/${orderId}/steps`)).text()).toContain('Begin')
  const first = await (await world.get(bo, `/acme/steps/${belt?.id}`)).text()
  expect([first.includes('Step 1 of 4'), first.includes('Next step')]).toEqual([true, true])
  const next = await world.post(bo, `/acme/steps/${belt?.id}`, {})
  expect(next.headers.get('Location')).toBe(`/acme/steps/${heat?.id}`)

  // Out of its limits: kept, flagged, and the person stays to say what follows.
  const hot = await world.post(bo, `/acme/steps/${heat?.id}`, { value: '92', result: 'pass' })
  expect(hot.headers.get('Location')).toBe(`/acme/steps/${heat?.id}`)
  const shown = await (await world.get(bo, `/acme/steps/${heat?.id}`)).text()
  expect([shown.includes('12 °C above limit'), shown.includes('Add follow-up')]).toEqual([true, true])
  const picture = await sendFile(world, bo, { name: 'hot.jpg', bytes: jpegOf(), about: heat?.id ?? '', role: 'photo' })
  const proposals = await Promise.all([1, 2].map(() => world.post(bo, `/acme/steps/${heat?.id}/follow-up`)))
  expect(proposals.map(({ status }) => status).sort()).toEqual([303, 409])
  const all = (await (await world.get(ana, `${api}/orders`)).json()) as {
    items: { id: string; title: string; status: string }[]
  }
  const follow = all.items.find(({ status }) => status === 'requested')
  expect(follow?.title).toBe('Follow-up: Bearing temperature')
  const whole = (await (await world.get(ana, `${api}/orders/${follow?.id}`)).json()) as { description: string }
  expect(whole.description).toContain('It was 92 °C; it should be at least 20 °C and at most 80 °C.')
  const files = await (await world.get(ana, `${api}/files/attachments?about=${follow?.id}`)).text()
  expect(files).toContain(picture.file)

  // One write, not two: the step is the reading of the meter.
  expect((await world.post(bo, `/acme/steps/${hours?.id}`, { value: '1,204' })).status).toBe(303)
  const meters = (await (await world.get(ana, `${api}/assets/${fan}/meters`)).json()) as { items: { id: string }[] }
  const meter = (await (await world.get(ana, `${api}/meters/${meters.items[0]?.id}`)).json()) as {
    readings: { value: number }[]
  }
  expect(meter.readings.map(({ value }) => value)).toEqual([1204])

  expect((await world.post(bo, `/acme/steps/${photo?.id}`, {})).status).toBe(422)
  expect((await world.post(bo, `/acme/steps/${photo?.id}`, { result: 'na' })).status).toBe(422)
  const skipped = await world.post(bo, `/acme/steps/${photo?.id}`, { result: 'na', note: 'Too dark' })
  expect(skipped.headers.get('Location')).toBe(`/acme/orders/${orderId}`)
  expect((await complete(orderId)).status).toBe(200)
  expect((await world.post(bo, `/acme/steps/${belt?.id}`, { result: 'fail' })).status).toBe(409)
})

it('approval is apart from use and from writing, and others find nothing', async () => {
  const made = await world.post(ana, '/acme/procedures', { title: 'Lubrication' })
  const path = made.headers.get('Location') ?? ''
  const id = path.split('/').at(-1) ?? ''
  const order = await world.json(ana, 'POST', `${api}/orders`, { title: 'Grease', assetId: fan })
  const orderId = ((await order.json()) as { id: string }).id
  const di = await world.member(ana, 'Di', 'planner')
  const kept = await world.everything(ana)
  const refused = [
    await world.post(ana, `${path}/approval`, { revision: '1' }),
    await world.post(di, `${path}/approval`, { revision: '1' }),
    await world.post(cy, `${path}/steps`, { kind: 'check', text: 'x' }),
    await world.post(bo, `/acme/orders/${orderId}/procedure`, { procedureId: id }),
    await world.post(ana, `${path}/steps`, { kind: 'number', text: 'x', low: '9', high: '1' }),
    await world.get(zed, `/zenith/procedures/${id}`),
  ]
  expect(refused.map(({ status }) => status)).toEqual([422, 403, 403, 409, 422, 404])
  expect(await world.everything(ana)).toBe(kept)
  expect((await world.post(di, `${path}/steps`, { kind: 'check', text: 'Two strokes', required: 'on' })).status).toBe(
    303,
  )
  // Approving what somebody changed meanwhile is refused.
  expect((await world.post(ana, `${path}/approval`, { revision: '1' })).status).toBe(409)
  expect((await world.post(ana, `${path}/approval`, { revision: '2' })).status).toBe(303)
  expect((await world.post(di, `${path}/steps`, { kind: 'check', text: 'Later' })).status).toBe(409)
  expect((await world.post(bo, `/acme/orders/${orderId}/procedure`, { procedureId: id })).status).toBe(303)
  expect((await hung(orderId)).map(({ text }) => text)).toEqual(['Two strokes'])
  expect((await world.post(bo, `/acme/orders/${orderId}/procedure`, { procedureId: id })).status).toBe(409)
  expect(await (await world.get(cy, '/acme/procedures')).text()).toContain('Lubrication')
})

import { strFromU8, unzipSync } from 'fflate'
import { beforeEach, describe, expect, it } from 'vitest'
import { listAssets, searchAssets } from '../../src/assets/list.queries'
import { instant } from '../../src/kernel/instant'
import { type Person, sent, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let cy: Person
let zed: Person
let plant: string
let hall: string

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  cy = await world.member(ana, 'Cy', 'viewer')
  zed = await world.organization('zenith', 'Zed')
  plant = await site('Rotterdam plant')
  hall = await place('area', 'Utility hall', plant)
})

const idOf = (answer: Response) => answer.headers.get('Location')?.split('/').at(-1)?.split('?')[0] ?? ''
const site = async (name: string) =>
  idOf(await world.post(ana, '/acme/sites', { name, timeZone: 'Europe/Amsterdam', op: name }))
const place = async (kind: string, name: string, parentId: string) =>
  ((await (await world.json(ana, 'POST', '/api/v1/acme/places', { kind, name, parentId })).json()) as { id: string }).id

const make = async (fields: Record<string, unknown>, by = ana) => {
  const made = await world.json(by, 'POST', '/api/v1/acme/assets', { name: 'Cooling water pump', ...fields })
  expect([made.status, made.status === 201 ? '' : await made.text()]).toEqual([201, ''])
  return ((await made.json()) as { id: string }).id
}
const read = async (id: string, by = ana) =>
  (await (await world.get(by, `/api/v1/acme/assets/${id}`)).json()) as Record<string, unknown>
const page = async (path: string, by = ana) => (await world.get(by, `/acme${path}`)).text()
const setState = (id: string, fields: Record<string, unknown>, by = ana) =>
  world.json(by, 'PUT', `/api/v1/acme/assets/${id}/state`, fields)

const pump = { tag: 'P-204', manufacturer: 'Grundfos', model: 'CR 32-4', serial: 'A96122014P1142' }

describe('an asset', () => {
  it('has names, identifiers, make, a place, a parent, dates and costs, by pages [MRO-2.2a] [MAI-1b]', async () => {
    const line = await make({ tag: 'L3', name: 'Packaging line 3', placeId: hall })
    const made = await world.post(bo, '/acme/assets', {
      ...pump,
      name: 'Cooling water pump',
      description: 'Feeds the seal coolers.',
      'placeId-words': 'utility hall',
      parentId: line,
      ownerId: bo.memberId,
      inServiceOn: '2019-03-14',
      warrantyUntil: '2021-03-14',
      op: 'make',
    })
    expect(made.status).toBe(303)
    const html = await page(`/assets/${idOf(made)}`, cy)
    for (const words of [
      'P-204',
      'Cooling water pump',
      'Grundfos CR 32-4',
      'A96122014P1142',
      'Utility hall',
      '14 Mar 2019',
      'Operational',
      'Rotterdam plant',
    ])
      expect(html).toContain(words)
    expect(await page(`/assets/${idOf(made)}/details`, cy)).toContain('Feeds the seal coolers.')
    expect(await page(`/places/${hall}`, cy)).toContain('/assets/in/')
    expect(await page('/assets/tree', cy)).toContain('P-204')
  })

  it('without a tag gets the next number', async () => {
    await make({ name: 'Fan' })
    const second = await make({ name: 'Another fan' })
    expect((await read(second)).tag).toBe('E-2')
  })

  it('has its serial once a make, whatever its spaces and capitals; a clash proposes a merge', async () => {
    const first = await make(pump)
    const other = await make({ ...pump, tag: 'P-205', manufacturer: 'KSB' })
    const before = await world.everything(ana)
    const twice = await world.post(ana, '/acme/assets', {
      ...pump,
      name: 'Pump',
      tag: 'P-300',
      serial: 'a96122014 p1142',
      manufacturer: 'GRUNDFOS',
      model: 'cr32 4',
    })
    const html = await twice.text()
    expect(twice.status).toBe(409)
    expect(html).toContain('It is most likely the same thing.')
    expect(html).toContain(`/acme/assets/${first}`)
    expect(html).toContain('a96122014 p1142')
    expect(await world.everything(ana)).toBe(before)
    const edited = await world.post(ana, `/acme/assets/${other}`, {
      ...pump,
      name: 'Pump',
      tag: 'P-205',
      manufacturer: 'Grundfos',
    })
    expect(edited.status).toBe(409)
    expect(await edited.text()).toContain(`/assets/${other}/merging?into=${first}`)
    expect(await page(`/assets/new?manufacturer=grundfos&model=CR%2032-4&serial=a96122014p1142`)).toContain('P-204')
  })

  it('has its tag once among those in use', async () => {
    await make(pump)
    const before = await world.everything(ana)
    const twice = await world.json(ana, 'POST', '/api/v1/acme/assets', { name: 'Pump', tag: 'p 204' })
    expect([twice.status, ((await twice.json()) as { type: string }).type]).toEqual([
      409,
      'urn:mro:problem:asset.tag-taken',
    ])
    expect(await world.everything(ana)).toBe(before)
  })

  it('made twice by one form is one; changed by two people, the second is told', async () => {
    const both = await Promise.all(
      [1, 2].map(() => world.post(bo, '/acme/assets', { ...pump, name: 'Pump', op: 'same' })),
    )
    expect(new Set(both.map(idOf)).size).toBe(1)
    const id = idOf(both[0] as Response)
    await world.post(ana, `/acme/assets/${id}`, { ...pump, name: 'Cooling pump', version: '1' })
    const before = await world.everything(ana)
    const late = await world.post(bo, `/acme/assets/${id}`, { ...pump, name: 'Water pump', version: '1' })
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('Water pump')
    expect(await world.everything(ana)).toBe(before)
  })

  it('answers what its class asks, by type and unit; a model answers for all of its make', async () => {
    const made = await world.post(ana, '/acme/classes', { name: 'Pumps' })
    const ac = idOf(made)
    await world.post(ana, `/acme/classes/${ac}/fields`, { fieldName: 'Flow', kind: 'number', unit: 'MQH', op: 'a' })
    await world.post(ana, `/acme/classes/${ac}/fields`, {
      fieldName: 'Zone',
      kind: 'choice',
      choices: 'None\nZone 1',
      op: 'b',
    })
    const ctx = await world.as(ana)
    const fields = await ctx.db.all<{ id: string; name: string }>('SELECT id, name FROM asset_fields')
    const field = (name: string) => fields.find((row) => row.name === name)?.id ?? ''
    const before = await world.everything(ana)
    const wrong = await world.post(ana, '/acme/assets', {
      name: 'Pump',
      classId: ac,
      [`field.${field('Flow')}`]: 'much',
      [`field.${field('Zone')}`]: 'Zone 7',
    })
    const html = await wrong.text()
    expect(wrong.status).toBe(422)
    expect(html).toContain('Flow: Write the flow as a number')
    expect(html).toContain('Zone: Choose one of')
    expect(await world.everything(ana)).toBe(before)
    const pumpId = idOf(
      await world.post(ana, '/acme/assets', {
        ...pump,
        name: 'Pump',
        classId: ac,
        [`field.${field('Flow')}`]: '32.5',
        op: 'p',
      }),
    )
    const { modelId } = await read(pumpId)
    await world.post(ana, `/acme/models/${modelId}`, {
      manufacturer: 'Grundfos',
      name: 'CR 32-4',
      classId: ac,
      [`field.${field('Zone')}`]: 'Zone 1',
    })
    const details = await page(`/assets/${pumpId}/details`)
    expect(details).toContain('32.5\u00a0m³/h')
    expect(details).toContain('Zone 1')
    expect(await page(`/models/${modelId}`, cy)).toContain('P-204')
  })

  it('shows and takes costs only with the permission for them', async () => {
    const id = await make({ ...pump, purchase: '4120.50', replacement: '5000' })
    expect((await read(id)).purchase).toBe('4120.50')
    expect('purchase' in (await read(id, bo))).toBe(false)
    expect(await page(`/assets/${id}/details`, bo)).not.toContain('4,120')
    await world.json(bo, 'PUT', `/api/v1/acme/assets/${id}`, { ...pump, name: 'Pump', purchase: '1' })
    expect((await read(id)).purchase).toBe('4120.50')
  })

  it('is scored by five inputs or none, with its day', async () => {
    const id = await make({ ...pump, safety: 2, environment: 2, production: 5, cost: 3, redundancy: 4 })
    expect(await read(id)).toMatchObject({ criticality: 'A', scoredOn: '2026-11-24', scored: { production: 5 } })
    const before = await world.everything(ana)
    expect(
      (await world.json(ana, 'PUT', `/api/v1/acme/assets/${id}`, { ...pump, name: 'Pump', safety: 2 })).status,
    ).toBe(422)
    expect(await world.everything(ana)).toBe(before)
  })
})

describe('where it stands', () => {
  it('is moved with its parts, keeps its history, and back [MRO-2.2b]', async () => {
    const other = await place('area', 'North hall', plant)
    const machine = await make({ tag: 'W-1', name: 'Wrapper', placeId: hall })
    const part = await make({ tag: 'M-1', name: 'Motor', parentId: machine })
    const moved = await world.post(bo, `/acme/assets/${machine}/move`, {
      placeId: other,
      parentId: '',
      reason: 'New line',
      version: '1',
      op: 'm',
    })
    expect(moved.status).toBe(303)
    expect((await read(part)).placeId).toBe(other)
    const history = await page(`/assets/${machine}/history?kind=place`)
    expect(history).toContain('moved it from Utility hall to North hall')
    expect(history).toContain('New line')
    expect(await page(`/assets/${part}/history`)).toContain('with its machine')
    const ctx = await world.as(ana)
    const tags = async (id: string) => (await listAssets(ctx, { place: id }, null)).rows.map(({ tag }) => tag)
    expect([await tags(hall), await tags(other), await tags(plant)]).toEqual([[], ['M-1', 'W-1'], ['M-1', 'W-1']])
  })

  it('follows its place when that is merged or moved', async () => {
    const id = await make({ ...pump, placeId: hall })
    const other = await place('area', 'North hall', plant)
    const venlo = await site('Venlo warehouse')
    await world.json(ana, 'POST', `/api/v1/acme/places/${hall}/merging`, { successorId: other })
    await deliver()
    await deliver()
    expect((await read(id)).placeId).toBe(other)
    expect(await page(`/assets/${id}/history`)).toContain('from Utility hall to North hall')
    await world.json(ana, 'PUT', `/api/v1/acme/places/${other}/parent`, { parentId: venlo })
    await deliver()
    expect((await read(id)).siteId).toBe(venlo)
    const ctx = await world.as(ana)
    expect((await listAssets(ctx, { place: plant }, null)).rows).toEqual([])
    expect((await listAssets(ctx, { place: venlo }, null)).rows.map(({ tag }) => tag)).toEqual(['P-204'])
  })

  it('cannot be a part of itself', async () => {
    const machine = await make({ tag: 'W-1', name: 'Wrapper' })
    const part = await make({ tag: 'M-1', name: 'Motor', parentId: machine })
    const before = await world.everything(ana)
    expect((await world.post(ana, `/acme/assets/${machine}/move`, { parentId: part })).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
  })
})

/** Hands what was announced to the listeners, as the queue does. */
async function deliver() {
  for (const envelope of sent.splice(0)) {
    const ctx = await world.platform.openTenant(envelope.organizationId, { kind: 'system', id: 'house' }, 'test')
    for (const listener of world.house.rooms.flatMap((room) => room.listeners))
      if (listener.to === '*' || listener.to === envelope.name)
        await listener.handle(ctx, envelope.body, `${envelope.key}:${listener.name}`)
  }
}

describe('its state', () => {
  it('is exactly one of four, with a dated history that downtime is computed from [MRO-2.2c]', async () => {
    const id = await make({ ...pump, placeId: hall })
    world.now = instant(world.now + 60_000)
    expect((await setState(id, { state: 'down', cause: 'Water on floor', class: 'failure' }, bo)).status).toBe(200)
    expect(await read(id)).toMatchObject({ state: 'down', stateSince: world.now })
    world.now = instant(world.now + 50 * 60_000)
    for (const who of [ana, bo, cy]) await page(`/assets/${id}`, who)
    world.now = instant(world.now + 36 * 60_000)
    expect(await page(`/assets/${id}`, cy)).toContain('1 h 26 min')
    await setState(id, { state: 'needs-maintenance', cause: 'Seal to be replaced' }, bo)
    expect((await read(id)).state).toBe('needs-maintenance')
    await setState(id, { state: 'operational' }, bo)
    expect((await read(id)).state).toBe('operational')
    const downtime = await page(`/assets/${id}/downtime`, cy)
    expect(downtime).toContain('1.4 h in 1 stop')
    expect(downtime).toContain('1 failure')
    const history = await page(`/assets/${id}/history?kind=state`, cy)
    for (const words of [
      'set the state to Down',
      'Failure: Water on floor',
      'needs maintenance',
      'set the state to Operational',
    ])
      expect(history).toContain(words)
    const before = await world.everything(ana)
    expect((await setState(id, { state: 'retired' })).status).toBe(422)
    expect((await setState(id, { state: 'flying' })).status).toBe(422)
    expect((await setState(id, { state: 'operational' })).status).toBe(409)
    expect((await setState(id, { state: 'down' }, cy)).status).toBe(403)
    expect(await world.everything(ana)).toBe(before)
  })

  it('has at most one open stop, however many press at once', async () => {
    const id = await make(pump)
    const answers = await Promise.all([1, 2, 3].map((who) => setState(id, { state: 'down', cause: `${who}` })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const ctx = await world.as(ana)
    expect(await ctx.db.all('SELECT count(*) AS stops FROM asset_stops')).toEqual([{ stops: 1 }])
  })

  it('goes up to the machine as its link says', async () => {
    const line = await make({ tag: 'L3', name: 'Line 3' })
    const cooling = await make({ tag: 'L3-CW', name: 'Cooling', parentId: line })
    const one = await make({ tag: 'P-204', name: 'Pump', parentId: cooling, failsParent: 'group', groupNeeds: 1 })
    const two = await make({
      tag: 'P-205',
      name: 'Stand-by pump',
      parentId: cooling,
      failsParent: 'group',
      groupNeeds: 1,
    })
    const gauge = await make({ tag: 'PI-1', name: 'Gauge', parentId: cooling, failsParent: 'never' })
    const states = async () => Promise.all([line, cooling, one, two].map(async (id) => (await read(id)).state))
    await setState(gauge, { state: 'down' })
    await setState(one, { state: 'down' })
    expect(await states()).toEqual(['operational', 'operational', 'down', 'operational'])
    world.now = instant(world.now + 60_000)
    await setState(two, { state: 'down' })
    expect(await states()).toEqual(['down', 'down', 'down', 'down'])
    expect((await setState(line, { state: 'operational' })).status).toBe(409)
    expect(await page(`/assets/${line}`)).toContain('L3-CW is down')
    world.now = instant(world.now + 60_000)
    await setState(one, { state: 'operational' })
    expect(await states()).toEqual(['operational', 'operational', 'operational', 'down'])
  })

  it('is corrected with a reason, and the old values are kept', async () => {
    const id = await make(pump)
    const recorded = await world.post(ana, `/acme/assets/${id}/stops`, {
      class: 'failure',
      cause: 'Seal',
      startedAt: '2026-11-23T11:00',
      endedAt: '2026-11-23T12:00',
      op: 'r',
    })
    expect(recorded.status).toBe(303)
    const ctx = await world.as(ana)
    const [stop] = await ctx.db.all<{ id: string; started_at: number }>('SELECT id, started_at FROM asset_stops')
    // On the wall in Amsterdam.
    expect(stop?.started_at).toBe(Date.UTC(2026, 10, 23, 10))
    const before = await world.everything(ana)
    const without = await world.post(ana, `/acme/assets/stops/${stop?.id}`, {
      class: 'failure',
      startedAt: '2026-11-23T11:00',
      endedAt: '2026-11-23T13:00',
      reason: ' ',
    })
    expect([without.status, (await without.text()).includes('Write why you correct it.')]).toEqual([422, true])
    for (const [startedAt, endedAt] of [
      ['2026-11-23T13:00', '2026-11-23T12:00'],
      ['2026-11-23T11:00', '2027-01-01T00:00'],
    ] as const)
      expect(
        (await world.post(ana, `/acme/assets/stops/${stop?.id}`, { class: 'failure', startedAt, endedAt, reason: 'x' }))
          .status,
      ).toBe(422)
    expect((await world.post(bo, `/acme/assets/stops/${stop?.id}`, { class: 'failure', reason: 'x' })).status).toBe(403)
    expect(await world.everything(ana)).toBe(before)
    await world.post(ana, `/acme/assets/stops/${stop?.id}`, {
      class: 'external',
      startedAt: '2026-11-23T11:00',
      endedAt: '2026-11-23T13:00',
      reason: 'The log of the line says 13:00.',
      version: '1',
    })
    const [event] = await ctx.db.all<{ details: string }>(
      "SELECT details FROM asset_events WHERE what = 'stop-corrected'",
    )
    expect(JSON.parse(event?.details ?? '{}')).toMatchObject({
      before: { class: 'failure', endedAt: Date.UTC(2026, 10, 23, 11) },
      after: { class: 'external', endedAt: Date.UTC(2026, 10, 23, 12) },
      reason: 'The log of the line says 13:00.',
    })
    const overlap = await world.post(ana, `/acme/assets/${id}/stops`, {
      class: 'planned',
      cause: 'PM',
      startedAt: '2026-11-23T12:30',
      endedAt: '2026-11-23T14:00',
    })
    expect(overlap.status).toBe(409)
  })

  it('a problem that is reported is what it needs; it is down when the report says so', async () => {
    const id = await make(pump)
    const reported = await world.post(bo, `/acme/assets/${id}/report`, {
      symptom: 'Leak',
      words: 'Under the coupling',
      op: 'x',
    })
    expect(reported.status).toBe(303)
    expect((await read(id)).state).toBe('needs-maintenance')
    expect(await page(`/assets/${id}/report`, bo)).toContain('Leak: Under the coupling')
    await world.post(bo, `/acme/assets/${id}/report`, { symptom: 'Stops by itself', down: 'on', op: 'y' })
    expect((await read(id)).state).toBe('down')
    const before = await world.everything(ana)
    expect((await world.post(bo, `/acme/assets/${id}/report`, {})).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
  })
})

describe('the end of an asset', () => {
  it('is retired for good: announced, closed to every change, its history kept', async () => {
    const id = await make(pump)
    await setState(id, { state: 'down' })
    const part = await make({ tag: 'M-1', name: 'Motor', parentId: id })
    expect((await world.post(ana, `/acme/assets/${id}/retirement`, { reason: 'Replaced' })).status).toBe(409)
    await world.json(ana, 'PUT', `/api/v1/acme/assets/${part}/place`, { parentId: '' })
    world.now = instant(world.now + 1000)
    sent.length = 0
    expect(
      (await world.post(ana, `/acme/assets/${id}/retirement`, { reason: 'Replaced by P-304', op: 'r' })).status,
    ).toBe(303)
    await world.settle()
    expect(sent.map(({ name, body }) => [name, body.subject])).toEqual([['assets.asset-retired', id]])
    expect((await read(id)).state).toBe('retired')
    expect(await page(`/assets/${id}`)).toContain('Retired')
    const before = await world.everything(ana)
    expect((await setState(id, { state: 'operational' })).status).toBe(409)
    expect((await world.post(ana, `/acme/assets/${id}`, { ...pump, name: 'x' })).status).toBe(409)
    expect((await world.post(ana, `/acme/assets/${id}/move`, { placeId: hall })).status).toBe(409)
    expect((await world.post(ana, `/acme/assets/${id}/retirement`, { reason: 'again' })).status).toBe(409)
    expect(await world.everything(ana)).toBe(before)
    const ctx = await world.as(ana)
    expect((await listAssets(ctx, {}, null)).rows.map(({ tag }) => tag)).toEqual(['M-1'])
    expect((await listAssets(ctx, { state: 'retired' }, null)).rows.map(({ tag }) => tag)).toEqual(['P-204'])
  })

  it('two records become one: everything moves, the old id leads there', async () => {
    const old = await make({ ...pump, tag: 'PUMP 204', serial: '', placeId: hall })
    const now = await make(pump)
    const part = await make({ tag: 'M-1', name: 'Motor', parentId: old })
    await setState(old, { state: 'needs-maintenance', cause: 'Noise' })
    await world.json(ana, 'POST', '/api/v1/acme/notes', { about: old, text: 'Starts hard when cold.' })
    expect(
      (await world.post(ana, `/acme/assets/${old}/merging`, { 'successorId-words': 'p204', version: '1' })).status,
    ).toBe(303)
    const answer = await world.get(cy, `/acme/assets/${old}`)
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, `/acme/assets/${now}`])
    expect((await read(part)).parentId).toBe(now)
    expect((await read(now)).state).toBe('needs-maintenance')
    expect(await page(`/assets/${now}/notes`)).toContain('Starts hard when cold.')
    expect(await page(`/assets/${now}/history`)).toContain('merged PUMP 204 into it')
    const before = await world.everything(ana)
    expect((await world.post(ana, `/acme/assets/${now}/merging`, { successorId: now })).status).toBe(422)
    expect((await world.post(ana, `/acme/assets/${now}/merging`, { successorId: part })).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
  })
})

describe('what people know', () => {
  it('is a note with its author, for this asset, its model or its class; pinned first; superseded, never edited [MRO-2.2g]', async () => {
    const id = await make(pump)
    const twin = await make({ ...pump, tag: 'P-205', serial: 'other' })
    const { modelId } = await read(id)
    await world.post(bo, `/acme/assets/${id}/notes`, { about: id, text: 'Vent it twice before the start.', op: '1' })
    await world.post(bo, `/acme/assets/${id}/notes`, {
      about: String(modelId),
      text: 'The coupling guard rattles.',
      pinned: 'on',
      op: '2',
    })
    await world.post(ana, `/acme/assets/${id}/notes`, {
      about: id,
      text: 'Lock out before opening\nBreaker MCC-3/12',
      warning: 'on',
      op: '3',
    })
    const html = await page(`/assets/${id}/notes`, cy)
    expect(html.indexOf('MCC-3/12')).toBeLessThan(html.indexOf('The coupling guard rattles.'))
    expect(html.indexOf('The coupling guard rattles.')).toBeLessThan(html.indexOf('Vent it twice'))
    expect(html).toContain('For all Grundfos CR 32-4')
    expect(await page(`/assets/${twin}/notes`, cy)).toContain('The coupling guard rattles.')
    expect(await page(`/assets/${twin}/notes`, cy)).not.toContain('Vent it twice')
    expect(await page(`/assets/${id}`, cy)).toContain('Lock out before opening')
    const ctx = await world.as(ana)
    const [note] = await ctx.db.all<{ id: string }>("SELECT id FROM asset_notes WHERE text LIKE 'Vent%'")
    await world.post(bo, `/acme/notes/${note?.id}/better`, {
      text: 'Vent it three times before the start.',
      version: '1',
    })
    const after = await page(`/assets/${id}/notes`, cy)
    expect(after).toContain('Vent it three times')
    expect(after.indexOf('What no longer holds')).toBeLessThan(after.indexOf('Vent it twice'))
    expect(await page('/search?q=vent%20three', cy)).toContain('Vent it three times')
    expect(await page('/search?q=vent%20twice', cy)).not.toContain('Vent it twice before')
    const before = await world.everything(ana)
    expect((await world.post(bo, `/acme/notes/${note?.id}/better`, { text: 'Mine' })).status).toBe(409)
    expect((await world.post(cy, `/acme/assets/${id}/notes`, { text: 'Mine' })).status).toBe(403)
    expect((await world.post(bo, `/acme/assets/${id}/notes`, { text: ' ' })).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
  })

  it('stands in one timeline with all that happened, other rooms’ news once however often it comes [MRO-2.2d]', async () => {
    const id = await make({ ...pump, placeId: hall })
    await setState(id, { state: 'down', cause: 'Tripped' }, bo)
    await world.post(bo, `/acme/assets/${id}/notes`, { about: id, text: 'Smells hot.', op: '1' })
    const body = { name: 'codes.code-assigned', subject: 'cd_x', assetId: id, by: bo.memberId }
    const ctx = await world.platform.openTenant(ana.organizationId, { kind: 'system', id: 'house' }, 'test')
    const listener = world.house.rooms.flatMap((room) => room.listeners).find(({ name }) => name === 'assets.history')
    await listener?.handle(ctx, body, 'key-1')
    await listener?.handle(ctx, body, 'key-1')
    const html = await page(`/assets/${id}/history`, cy)
    for (const words of ['wrote it down', 'set the state to Down', 'Failure: Tripped', 'wrote a note'])
      expect(html).toContain(words)
    expect(html.match(/put a code on it/g)).toHaveLength(1)
    expect(await page(`/assets/${id}/history?kind=note`, cy)).not.toContain('set the state')
  })
})

describe('finding and listing', () => {
  it('takes any identifier in part, with and without separators', async () => {
    const id = await make(pump)
    await make({ tag: 'P-205', name: 'Pump', manufacturer: 'KSB', model: 'Etanorm 65-50-160', serial: '9971-204-118' })
    const ctx = await world.as(ana)
    const found = async (words: string) => (await searchAssets(ctx, words, 10)).map(({ tag }) => tag)
    for (const words of [
      'P-204',
      'p204',
      'A9612',
      '2014p11',
      '6122014P',
      'cr32',
      'CR 32-4',
      'grundfos',
      'cooling',
      'grundfos cooling',
    ])
      expect([words, await found(words)]).toEqual([words, expect.arrayContaining(['P-204'])])
    expect(await found('9971204')).toEqual(['P-205'])
    expect((await found('P-20')).sort()).toEqual(['P-204', 'P-205'])
    expect((await found('P2')).sort()).toEqual(['P-204', 'P-205'])
    await make({ tag: 'W-1', name: 'Wrapper' })
    for (const words of ['W-1', 'w1']) expect(await found(words)).toEqual(['W-1'])
    for (const words of ['', '" OR name : *', '%', 'nothing like it', "'; DROP TABLE assets"])
      expect([words, await found(words)]).toEqual([words, []])
    expect(await page('/search?q=a961220', cy)).toContain(id)
  })

  it('narrows by place, class, state and criticality, and pages by tag', async () => {
    const ac = idOf(await world.post(ana, '/acme/classes', { name: 'Pumps' }))
    for (let number = 1; number <= 60; number++)
      await make({ tag: `F-${number}`, name: 'Fan', placeId: number % 2 ? hall : plant, classId: number % 3 ? '' : ac })
    const ctx = await world.as(ana)
    const first = await listAssets(ctx, {}, null)
    expect(first.rows.map(({ tag }) => tag).slice(0, 3)).toEqual(['F-1', 'F-2', 'F-3'])
    expect(first.rows).toHaveLength(50)
    const list = await page('/assets')
    const next = /href="\/acme(\/assets\?after=[^"]+)"/.exec(list)?.[1] ?? ''
    expect(await page(next)).toContain('F-60')
    const both = await listAssets(ctx, { place: hall, class: ac }, null)
    expect(both.rows.map(({ tag }) => tag)).toEqual([
      'F-3',
      'F-9',
      'F-15',
      'F-21',
      'F-27',
      'F-33',
      'F-39',
      'F-45',
      'F-51',
      'F-57',
    ])
    expect(await page(`/assets?place=${hall}&class=${ac}`)).toContain('Remove filter')
    const [one, two] = first.rows
    for (const row of [one, two]) await setState(row?.id ?? '', { state: 'down' })
    world.now = instant(world.now + 60_000)
    await setState(two?.id ?? '', { state: 'operational' })
    const fresh = await world.as(ana)
    const before = fresh.meter.rowsRead
    const down = await listAssets(fresh, { place: plant, state: 'down' }, null)
    expect(down.rows.map(({ tag }) => tag)).toEqual(['F-1'])
    // One range of one index, whatever else stands at the site.
    expect(fresh.meter.rowsRead - before).toBeLessThanOrEqual(15)
  })

  it('shows a person with sites only what stands there', async () => {
    const venlo = await site('Venlo warehouse')
    const here = await make({ ...pump, placeId: hall })
    const there = await make({ tag: 'LT-1', name: 'Lift truck', placeId: venlo })
    const ctx = await world.as(ana, 'technician', [venlo])
    expect((await listAssets(ctx, {}, null)).rows.map(({ tag }) => tag)).toEqual(['LT-1'])
    expect((await searchAssets(ctx, 'P-204', 5)).map(({ tag }) => tag)).toEqual([])
    expect([...(await ctx.records([here, there])).keys()]).toEqual([there])
  })

  it('moves and changes many at once, exports them, and saves views', async () => {
    const other = await place('area', 'North hall', plant)
    const ids = [
      await make({ tag: 'F-1', name: 'Fan', placeId: hall }),
      await make({ tag: 'F-2', name: '=cmd|calc', placeId: hall }),
    ]
    const picked = Object.fromEntries(ids.map((id) => [`pick.${id}`, 'on']))
    const asked = await world.post(ana, '/acme/assets/bulk', { ...picked, do: 'move' })
    expect(await asked.text()).toContain('Move 2 assets')
    await world.post(ana, '/acme/assets/bulk', { ids: ids.join(' '), do: 'move', sure: 'on', placeId: other, op: 'b' })
    await world.post(ana, '/acme/assets/bulk', {
      all: 'on',
      query: `place=${other}`,
      do: 'state',
      sure: 'on',
      state: 'down',
      op: 'c',
    })
    for (const id of ids) expect(await read(id)).toMatchObject({ placeId: other, state: 'down' })
    const csv = await world.get(ana, `/acme/assets/export?as=csv&place=${other}`)
    expect(csv.headers.get('Content-Disposition')).toBe('attachment; filename="assets.csv"')
    expect(await csv.text()).toContain("'=cmd|calc")
    const book = new Uint8Array(await (await world.get(ana, `/acme/assets/export?as=xlsx`)).arrayBuffer())
    const sheet = strFromU8(unzipSync(book)['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
    for (const words of ['<t xml:space="preserve">F-1</t>', '>=cmd|calc</t>', 'Manufacturer'])
      expect(sheet).toContain(words)
    const chosen = await world.get(ana, `/acme/assets/export?as=csv&id=${ids[0]}`)
    expect((await chosen.text()).trim().split('\r\n').length).toBe(2)
    expect((await world.get(bo, '/acme/assets/export?as=csv')).status).toBe(403)
    await world.post(ana, '/acme/assets/views', {
      name: 'Stopped fans',
      query: 'state=down&evil=1',
      shared: 'on',
      op: 'v',
    })
    expect(await page('/assets', cy)).toContain('href="/acme/assets?state=down">Stopped fans')
    const before = await world.everything(ana)
    expect(
      (await world.post(bo, '/acme/assets/views', { name: 'Mine', query: 'state=down', shared: 'on' })).status,
    ).toBe(403)
    expect((await world.post(ana, '/acme/assets/bulk', { do: 'move', sure: 'on' })).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
  })

  it('of another organization is nowhere', async () => {
    const id = await make(pump)
    const before = [await world.everything(ana), await world.everything(zed)]
    for (const path of ['', '/history', '/notes', '/details', '/downtime', '/edit'])
      expect([path, (await world.get(zed, `/zenith/assets/${id}${path}`)).status]).toEqual([path, 404])
    expect((await world.json(zed, 'PUT', `/api/v1/zenith/assets/${id}/state`, { state: 'down' })).status).toBe(404)
    expect([await world.everything(ana), await world.everything(zed)]).toEqual(before)
  })
})

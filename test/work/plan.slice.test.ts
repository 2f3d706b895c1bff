import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { instant } from '../../src/kernel/instant'
import { handle } from '../../src/platform/queue'
import { rooms } from '../../src/rooms'
import { raiseDue } from '../../src/work/occurrence.actions'
import { type Person, sent, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let cy: Person
let zed: Person
let pump: string
let site: string

const api = '/api/v1/acme'
const at = (text: string) => instant(Date.parse(text))

beforeEach(async () => {
  world = await World.open()
  // Tuesday, ten to midnight in New York: already Wednesday in UTC.
  world.now = at('2026-03-04T04:50:00Z')
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  cy = await world.member(ana, 'Cy', 'viewer')
  zed = await world.organization('zenith', 'Zed')
  const made = await world.post(ana, '/acme/sites', {
    name: 'Plant',
    timeZone: 'America/New_York',
    'address.lines': 'x',
    'address.city': 'y',
  })
  site = made.headers.get('Location')?.split('/').at(-1) ?? ''
  const asset = await world.json(ana, 'POST', `${api}/assets`, { name: 'Cooling pump', tag: 'P-204', placeId: site })
  pump = ((await asset.json()) as { id: string }).id
})

const plan = async (fields: Record<string, unknown> = {}) => {
  const made = await world.json(ana, 'POST', `${api}/plans`, {
    title: 'Grease the bearings',
    tasks: ['Two strokes each', 'Wipe'],
    every: 1,
    unit: 'week',
    startsOn: '2026-03-03',
    assetIds: [pump],
    ...fields,
  })
  expect([made.status, made.status === 201 ? '' : await made.clone().text()]).toEqual([201, ''])
  return ((await made.json()) as { id: string }).id
}
type Whole = {
  version: number
  assets: { id: string; nextOn: string | null; lastDoneOn: string | null; trouble: string }[]
  occurrences: { dueOn: string; state: string; orderId: string | null; why: string; settledOn: string | null }[]
}
const read = async (id: string) => (await (await world.get(ana, `${api}/plans/${id}`)).json()) as Whole
const states = async (id: string) =>
  (await read(id)).occurrences.map(({ dueOn, state }) => `${dueOn.slice(5)} ${state}`).reverse()
const house = () => world.platform.openTenant(ana.organizationId, { kind: 'system', id: 'house' }, 'tick')
const tick = async () => raiseDue(await house())
/** Hands what was announced to those who listen, and what they announce. */
const deliver = async () => {
  while (sent.length > 0) for (const envelope of sent.splice(0)) await handle(world.platform, rooms, envelope)
  await world.settle()
}
const finish = async (orderId: string | null, how: Record<string, unknown> = {}) => {
  await world.json(ana, 'PUT', `${api}/orders/${orderId}/status`, { status: 'in-progress' })
  const done = await world.json(ana, 'POST', `${api}/orders/${orderId}/completion`, { outcome: 'Greased', ...how })
  expect([done.status, done.status === 200 ? '' : await done.text()]).toEqual([200, ''])
  await deliver()
}

/** So much later; sessions have ended meanwhile. */
const later = async (text: string) => {
  world.now = at(text)
  for (const person of [ana, bo, cy, zed]) await world.signIn(person)
}

describe('a plan', () => {
  it('raises its order on the day of the site, once, however often it is asked [MRO-2.2d]', async () => {
    await world.post(ana, `/acme/lock-outs/${pump}`, { hazards: 'Hot' })
    const id = await plan({ dueTime: '06:00', startsOn: '2026-03-03', assigneeId: bo.memberId, estimate: '0.75' })
    expect(await states(id)).toEqual(['03-03 raised'])
    const [order] = await (await world.as(ana)).db.all<Record<string, unknown>>('SELECT * FROM work_orders')
    expect(order).toMatchObject({
      title: 'Grease the bearings',
      description: '– Two strokes each\n– Wipe',
      kind: 'preventive',
      status: 'approved',
      due_on: '2026-03-03',
      due_at: Date.parse('2026-03-03T11:00:00Z'),
      assignee_id: bo.memberId,
      estimate_minutes: 45,
      hazards: '["Hot"]',
    })
    const before = (await states(id)).length
    await Promise.all([tick(), tick(), tick()])
    await deliver()
    expect((await states(id)).length).toBe(before)

    // The next one at the site's midnight, summer time or not: 10 March is a day of 24 hours minus nothing, 8 March had 23.
    await finish((await read(id)).occurrences[0]?.orderId ?? null)
    expect((await read(id)).assets[0]).toMatchObject({ nextOn: '2026-03-10', lastDoneOn: '2026-03-03' })
    await later('2026-03-10T03:59:00Z')
    await tick()
    expect(await states(id)).toEqual(['03-03 done'])
    await later('2026-03-10T04:00:00Z')
    await Promise.all([tick(), tick()])
    expect(await states(id)).toEqual(['03-03 done', '03-10 raised'])
    const page = await (await world.get(bo, `/acme/orders/${(await read(id)).occurrences[0]?.orderId}`)).text()
    expect(page).toContain('PM-1 Grease the bearings, due 2026-03-10')
  })

  it('catches up exactly once after an outage, and what was missed is written down', async () => {
    const id = await plan()
    await finish((await read(id)).occurrences[0]?.orderId ?? null)
    await later('2026-04-02T12:00:00Z')
    await Promise.all([tick(), tick()])
    await tick()
    expect(await states(id)).toEqual(['03-03 done', '03-10 missed', '03-17 missed', '03-24 missed', '03-31 raised'])
    // Three in a row ask somebody to decide; nothing is switched off.
    expect(await (await world.get(ana, '/acme/plans?view=untouched')).text()).toContain('Grease the bearings')
    const page = await (await world.get(ana, `/acme/plans/${id}`)).text()
    expect(page).toContain('3 dates in a row were missed')
    expect((await world.post(ana, `/acme/plans/${id}/keep`, { reason: '' })).status).toBe(422)
    expect((await world.post(ana, `/acme/plans/${id}/keep`, { reason: 'Back from the shutdown' })).status).toBe(303)
    expect(await (await world.get(ana, '/acme/plans?view=untouched')).text()).toContain('All plans are done')
  })

  it('without stacking waits for the open order, with it does not; reopened and cancelled orders are followed', async () => {
    const one = await plan()
    const two = await plan({ stacks: true, title: 'Walk round' })
    await later('2026-03-10T12:00:00Z')
    await tick()
    expect([await states(one), await states(two)]).toEqual([['03-03 raised'], ['03-03 raised', '03-10 raised']])
    await later('2026-03-11T12:00:00Z')
    await tick()
    expect(await states(one)).toEqual(['03-03 raised', '03-10 missed'])
    const order = (await read(one)).occurrences.find(({ state }) => state === 'raised')?.orderId ?? null
    await finish(order)
    expect(await states(one)).toEqual(['03-03 done', '03-10 missed'])
    await world.json(ana, 'PUT', `${api}/orders/${order}/status`, { status: 'in-progress', reason: 'Again' })
    await deliver()
    expect(await states(one)).toEqual(['03-03 raised', '03-10 missed'])
    const other = (await read(two)).occurrences[0]?.orderId
    await world.json(ana, 'PUT', `${api}/orders/${other}/status`, { status: 'cancelled', reason: 'No need' })
    await deliver()
    expect((await read(two)).occurrences[0]).toMatchObject({ state: 'skipped', why: 'No need' })
  })

  it('counts a floating one from the day on which it was done by the site’s clock', async () => {
    const id = await plan({ basis: 'floating', every: 1, unit: 'month', leadDays: 0 })
    expect(await states(id)).toEqual(['03-03 raised'])
    expect((await read(id)).assets[0]?.nextOn).toBe(null)
    await later('2026-04-01T03:30:00Z')
    await finish((await read(id)).occurrences[0]?.orderId ?? null)
    // It was 31 March in New York: the last day of April.
    expect((await read(id)).assets[0]).toMatchObject({ nextOn: '2026-04-30', lastDoneOn: '2026-03-31' })
  })

  it('counts what was done early within its window only', async () => {
    const id = await plan({ startsOn: '2026-03-20', every: 30, unit: 'day' })
    const clockId = (await read(id)).assets[0]?.id ?? ''
    await later('2026-03-10T12:00:00Z')
    const before = await world.everything(ana)
    const early = await world.json(ana, 'POST', `${api}/plans/${id}/done`, { clockId, doneOn: '2026-03-10' })
    expect([early.status, ((await early.json()) as { type: string }).type]).toEqual([
      409,
      'urn:mro:problem:plan.too-early',
    ])
    expect(await world.everything(ana)).toBe(before)
    await later('2026-03-18T12:00:00Z')
    const good = await world.json(ana, 'POST', `${api}/plans/${id}/done`, { clockId, doneOn: '2026-03-18' })
    expect(await good.json()).toMatchObject({ countsFor: '2026-03-20' })
    expect([await states(id), (await read(id)).assets[0]?.nextOn]).toEqual([['03-20 done'], '2026-04-19'])
  })

  it('pauses with a reason; what fell into the pause is left out and not missed', async () => {
    const id = await plan({ startsOn: '2026-03-10' })
    expect((await world.post(ana, `/acme/plans/${id}/pause`, { reason: '' })).status).toBe(422)
    expect((await world.post(ana, `/acme/plans/${id}/pause`, { reason: 'Line stands' })).status).toBe(303)
    await later('2026-03-26T12:00:00Z')
    await tick()
    expect(await states(id)).toEqual([])
    expect((await world.post(ana, `/acme/plans/${id}/resumption`)).status).toBe(303)
    expect([await states(id), (await read(id)).assets[0]?.nextOn]).toEqual([
      ['03-10 skipped', '03-17 skipped', '03-24 skipped'],
      '2026-03-31',
    ])
    // Another rule owes nothing of before today.
    const { version } = await read(id)
    const changed = await world.json(ana, 'PUT', `${api}/plans/${id}`, {
      title: 'Grease the bearings',
      every: 1,
      unit: 'day',
      startsOn: '2026-01-01',
      version,
    })
    expect(changed.status).toBe(200)
    expect(await states(id)).toEqual(['03-10 skipped', '03-17 skipped', '03-24 skipped', '03-26 raised'])
    expect(
      (await world.json(ana, 'PUT', `${api}/plans/${id}`, { title: 'x', startsOn: '2026-01-01', version })).status,
    ).toBe(409)
  })

  it('says why it cannot raise, and raises when that is mended; retired assets leave their plans', async () => {
    const id = await plan({ startsOn: '2026-03-10', leadDays: 2 })
    await (await world.as(ana)).db.run(sql`UPDATE assets SET retired_at = 5, state = 'retired' WHERE id = ${pump}`)
    await later('2026-03-08T12:00:00Z')
    await tick()
    expect((await read(id)).assets[0]?.trouble).toContain('retired')
    expect(await (await world.get(ana, '/acme/plans')).text()).toContain('Cannot raise its order')
    await (await world.as(ana)).db.run(
      sql`UPDATE assets SET retired_at = NULL, state = 'operational' WHERE id = ${pump}`,
    )
    await later('2026-03-08T19:00:00Z')
    await tick()
    expect([await states(id), (await read(id)).assets[0]?.trouble]).toEqual([['03-10 raised'], ''])
    const retired = await world.json(ana, 'POST', `${api}/assets/${pump}/retirement`, { reason: 'Sold' })
    expect(retired.status).toBe(200)
    await deliver()
    expect((await read(id)).assets).toEqual([])
  })

  it('does within a family what shorter plans ask on the same days', async () => {
    const monthly = await plan({
      title: 'Month',
      unit: 'month',
      startsOn: '2026-03-10',
      family: 'service',
      tasks: ['Belt'],
    })
    const yearly = await plan({
      title: 'Year',
      unit: 'year',
      startsOn: '2026-03-11',
      family: 'service',
      tasks: ['Oil'],
    })
    await later('2026-03-12T12:00:00Z')
    await tick()
    expect([await states(monthly), await states(yearly)]).toEqual([['03-10 satisfied'], ['03-11 raised']])
    const orderId = (await read(yearly)).occurrences[0]?.orderId
    const order = (await (await world.get(ana, `${api}/orders/${orderId}`)).json()) as { description: string }
    expect(order.description).toBe('– Oil\n\nWith it PM-1, Month:\n– Belt')
  })
})

it('raises many, complete and none twice, by two at once and killed midway', async () => {
  const ctx = await world.as(ana)
  const id = await plan({ startsOn: '2026-03-10', assetIds: [] })
  const rows = Array.from({ length: 130 }, (_, index) => [`as_${String(index).padStart(26, '0')}`, `N-${index}`])
  await ctx.db.run(sql`INSERT INTO assets (id, tag, name, path, site_id, place_id, created_at, tag_sort, tag_folded, folded, serial, state, state_since, created_by)
    SELECT value ->> 0, value ->> 1, 'Fan', value ->> 0 || '/', ${site}, ${site}, 0, value ->> 1, value ->> 1, '', '', 'operational', 0, 'x' FROM json_each(${JSON.stringify(rows)})`)
  for (let from = 0; from < rows.length; from += 65) {
    const assetIds = rows.slice(from, from + 65).map(([asset]) => asset)
    const added = await world.json(ana, 'POST', `${api}/plans/${id}/assets`, { assetIds })
    expect([added.status, added.status === 201 ? '' : await added.text()]).toEqual([201, ''])
  }
  sent.splice(0)
  await later('2026-03-10T12:00:00Z')
  const killed = await house()
  let commits = 0
  const dying = {
    ...killed,
    execute: (writes: Parameters<typeof killed.execute>[0]) => {
      if (++commits > 2) throw new Error('killed')
      return killed.execute(writes)
    },
  }
  await expect(raiseDue(dying as typeof killed)).rejects.toThrow('killed')
  const count = async () =>
    (
      await ctx.db.all<{ all: number; one: number }>(
        'SELECT count(*) AS "all", count(DISTINCT asset_id) AS one FROM work_orders',
      )
    )[0]
  expect(await count()).toEqual({ all: 50, one: 50 })
  await Promise.all([tick(), tick()])
  await deliver()
  expect(await count()).toEqual({ all: 130, one: 130 })
  const [numbers] = await ctx.db.all<{ most: number }>('SELECT max(number) AS most FROM work_orders')
  expect(numbers?.most).toBe(130)
}, 60_000)

it('its pages show it, work without JavaScript, and are closed to others', async () => {
  const form = {
    title: 'Vibration reading',
    tasks: 'Drive end\nFree end',
    assetId: pump,
    every: '3',
    unit: 'month',
    startsOn: '2026-03-31',
    leadDays: '7',
  }
  const shown = await (await world.post(ana, '/acme/plans', { ...form, preview: '1' })).text()
  expect(shown.slice(shown.indexOf('id="preview"'))).toContain('It is due every 3 months on the 31st.')
  expect(shown).toContain('30 Jun 2026')
  const made = await world.post(ana, '/acme/plans', form)
  expect(made.status).toBe(303)
  const path = made.headers.get('Location') ?? ''
  expect(await (await world.get(cy, path)).text()).toContain('Vibration reading')
  expect(await (await world.get(cy, `/acme/plans/on/${pump}`)).text()).toContain('every 3 months on the 31st')
  expect(await (await world.get(cy, '/acme/plans/forecast')).text()).toContain('Planned work by week')
  expect(await (await world.get(ana, '/acme/plans/preview?startsOn=2026-02-30')).text()).toContain('Write the date')
  const id = path.split('/').at(-1) ?? ''
  const before = await world.everything(ana)
  const wrong = await world.post(ana, '/acme/plans', { ...form, title: '', every: '0', endsOn: '2020-01-01' })
  expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('Drive end')])
  const season = await world.post(ana, '/acme/plans', { ...form, seasons: 'summer' })
  expect([season.status, await season.text()]).toEqual([422, expect.stringContaining('Write a season')])
  expect((await world.post(cy, `/acme/plans/${id}/pause`, { reason: 'x' })).status).toBe(403)
  expect((await world.post(zed, `/zenith/plans/${id}/pause`, { reason: 'x' })).status).toBe(404)
  expect((await world.get(zed, `/zenith/plans/${id}`)).status).toBe(404)
  expect(await world.everything(ana)).toBe(before)
})

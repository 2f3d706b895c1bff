import { beforeEach, describe, expect, it } from 'vitest'
import { workOnBulk } from '../../src/assets/bulk.steps'
import { instant } from '../../src/kernel/instant'
import { type Person, sent, World } from '../support/world'

let world: World
let ana: Person
let hall = ''
let yard = ''

const list = async (sql: string) => (await world.as(ana)).db.all<Record<string, unknown>>(sql)
const house = () => world.platform.openTenant(ana.organizationId, { kind: 'system', id: 'house' }, 'test')

const idOf = (number: number) => `as_${String(number).padStart(26, '0')}`

/** So many machines, as an import would have brought them. */
async function machines(count: number, place: string, prefix = 'M', from = 0) {
  const { db } = await house()
  const site = (await list(`SELECT site_id AS id FROM places WHERE id = '${place}'`))[0]?.id
  const numbers = JSON.stringify(Array.from({ length: count }, (_, index) => from + index + 1))
  const low = prefix.toLowerCase()
  await db.run(
    `INSERT INTO assets (id, tag, tag_folded, tag_sort, name, description, serial, folded, place_id, site_id, path, fails_parent, group_needs, state, state_since, specifications, created_at, created_by, version)
     SELECT 'as_' || printf('%026d', value), '${prefix}-' || value, '${low}' || value, '${low}' || printf('%05d', value), 'Roller', '', '',
       '${low}' || value, '${place}', '${site}', 'as_' || printf('%026d', value) || '/', 'always', 1, 'operational', 0, '{}', 0, 'house', 1
     FROM json_each('${numbers}')`,
  )
  await db.run(
    `INSERT INTO asset_facets (key, tag_sort, asset_id, state, criticality)
     SELECT key.value, tag_sort, assets.id, state, criticality FROM assets JOIN json_each(json_array(site_id, place_id)) AS key WHERE tag LIKE '${prefix}-%'`,
  )
}

const stateOf = async (id: string) => {
  const [row] = await list(`SELECT state, counts, trouble FROM asset_bulks WHERE id = '${id}'`)
  return { state: row?.state, counts: JSON.parse(String(row?.counts)), trouble: row?.trouble }
}

async function atRest(id: string) {
  for (let message = 0; message < 100; message++) {
    const now = await stateOf(id)
    if (!['gathering', 'running', 'undoing'].includes(String(now.state))) return now
    await workOnBulk(await house(), id)
    sent.length = 0
  }
  throw new Error('The change does not come to rest')
}

async function begun(who: Person, what: 'move' | 'state', query: string) {
  const answer = await world.json(who, 'POST', '/api/v1/acme/assets/bulks', { what, query })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { id: string }).id
}

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  const place = async (parentId: string, name: string) =>
    (
      (await (await world.json(ana, 'POST', '/api/v1/acme/places', { kind: 'area', name, parentId })).json()) as {
        id: string
      }
    ).id
  const site = async (name: string) =>
    (await world.post(ana, '/acme/sites', { name, timeZone: 'UTC' })).headers.get('Location')?.split('/').at(-1) ?? ''
  hall = await place(await site('Rotterdam'), 'Hall')
  yard = await place(await site('Venlo'), 'Yard')
})

describe('all assets that match', () => {
  it('are gathered, moved one after the other, told of, and taken back where nobody changed them since', async () => {
    await machines(48, hall)
    await machines(160, yard, 'V', 1000)
    // More than are changed while somebody waits: the list's own button begins it.
    const all = await world.post(ana, '/acme/assets/bulk', { do: 'move', query: '', all: 'on' })
    expect([all.status, all.headers.get('Location')]).toEqual([
      303,
      expect.stringMatching(/\/acme\/assets\/bulks\/bk_/),
    ])
    await (await house()).db.run(`UPDATE assets SET retired_at = 5, state = 'retired' WHERE id = '${idOf(7)}'`)
    await (await house()).db.run(
      `UPDATE assets SET place_id = '${yard}', site_id = (SELECT site_id FROM places WHERE id = '${yard}') WHERE id = '${idOf(9)}'`,
    )
    const before = await list('SELECT id, place_id, site_id FROM assets ORDER BY id')
    const id = await begun(ana, 'move', `place=${hall}`)
    expect(await atRest(id)).toEqual({ state: 'choosing', counts: { waiting: 48 }, trouble: '' })
    expect(await (await world.get(ana, `/acme/assets/bulks/${id}`)).text()).toContain('Move 48 assets')
    expect(await (await world.get(ana, '/acme/assets')).text()).toContain(`/acme/assets/bulks/${id}`)
    // Nothing said, nothing done; somebody else does not see it.
    const nothing = await world.post(ana, `/acme/assets/bulks/${id}/run`, {})
    expect([nothing.status, (await nothing.text()).includes('Choose where they stand.')]).toEqual([422, true])
    const bo = await world.member(ana, 'Bo', 'manager')
    const unseen = await world.everything(ana)
    for (const path of ['', '/rows', '/progress']) {
      expect((await world.get(bo, `/acme/assets/bulks/${id}${path}`)).status).toBe(404)
    }
    expect((await world.post(bo, `/acme/assets/bulks/${id}/run`, { placeId: yard })).status).toBe(404)
    expect(await world.everything(ana)).toBe(unseen)

    expect((await world.post(ana, `/acme/assets/bulks/${id}/run`, { placeId: yard })).status).toBe(303)
    // The same message comes twice, at the same moment and once more: each is moved once.
    const [one, other] = [await house(), await house()]
    await Promise.all([workOnBulk(one, id), workOnBulk(other, id)].map((work) => work.catch(() => undefined)))
    expect((await stateOf(id)).counts).toEqual({ waiting: 8, done: 38, same: 1, refused: 1 })
    await (await house()).db.run(`UPDATE assets SET retired_at = 5, state = 'retired' WHERE id = '${idOf(47)}'`)
    expect(await atRest(id)).toEqual({ state: 'done', counts: { done: 45, same: 1, refused: 2 }, trouble: '' })
    expect(
      await list("SELECT asset_id, count(*) AS n FROM asset_events WHERE what = 'moved' GROUP BY 1 HAVING n > 1"),
    ).toEqual([])
    expect(await list("SELECT DISTINCT actor_id FROM asset_events WHERE what = 'moved'")).toEqual([
      { actor_id: ana.memberId },
    ])
    const page = await (await world.get(ana, `/acme/assets/bulks/${id}`)).text()
    expect([page.includes('45 assets changed.'), page.includes('M-47'), page.includes('Take back 45 assets')]).toEqual([
      true,
      true,
      true,
    ])

    await world.json(ana, 'PUT', `/api/v1/acme/assets/${idOf(3)}/state`, { state: 'down' })
    const moved = await world.post(ana, '/acme/assets/bulk', { do: 'move', ids: idOf(4), sure: 'on', placeId: hall })
    expect(moved.status).toBe(303)
    expect((await world.post(ana, `/acme/assets/bulks/${id}/undo`)).status).toBe(303)
    const back = await atRest(id)
    expect(back.state).toBe('undone')
    expect(back.counts.undone + back.counts.kept).toBe(45)
    expect(
      (await list('SELECT id, place_id, site_id FROM assets ORDER BY id')).filter(
        (row, index) => row.place_id !== before[index]?.place_id && row.id !== idOf(4),
      ),
    ).toEqual([])
    expect((await world.post(ana, `/acme/assets/bulks/${id}/undo`)).status).toBe(303)
    expect((await stateOf(id)).state).toBe('undone')
  })

  it('change their state within the rights of who pressed, refuse one by one, and are taken back for a quarter of an hour', async () => {
    await machines(12, hall)
    await machines(5, yard, 'V', 1000)
    const site = String((await list(`SELECT site_id AS id FROM places WHERE id = '${hall}'`))[0]?.id)
    const bo = await world.member(ana, 'Bo', 'technician', [site])
    const id = await begun(bo, 'state', 'state=operational')
    expect(await atRest(id)).toMatchObject({ state: 'choosing', counts: { waiting: 12 } })
    const vague = await world.post(bo, `/acme/assets/bulks/${id}/run`, { state: 'needs-maintenance' })
    expect([vague.status, (await vague.text()).includes('Write what they need.')]).toEqual([422, true])
    await world.json(ana, 'PUT', `/api/v1/acme/assets/${idOf(1)}/state`, { state: 'down', cause: 'Belt' })
    expect((await world.post(bo, `/acme/assets/bulks/${id}/run`, { state: 'down', cause: 'Power cut' })).status).toBe(
      303,
    )
    expect(await atRest(id)).toMatchObject({ state: 'done', counts: { done: 11, same: 1 } })
    expect(await list('SELECT state, count(*) AS n FROM assets GROUP BY state ORDER BY state')).toEqual([
      { state: 'down', n: 12 },
      { state: 'operational', n: 5 },
    ])
    world.now = instant(world.now + 60_000)
    await world.json(ana, 'PUT', `/api/v1/acme/assets/${idOf(2)}/state`, { state: 'operational' })
    await world.post(bo, `/acme/assets/bulks/${id}/undo`)
    expect(await atRest(id)).toMatchObject({ state: 'undone', counts: { undone: 10, kept: 1, same: 1 } })
    expect(await list("SELECT id FROM assets WHERE state = 'down'")).toEqual([{ id: idOf(1) }])
    expect(await list('SELECT count(*) AS n FROM asset_stops')).toEqual([{ n: 2 }])
    expect(await (await world.get(bo, `/acme/assets/bulks/${id}/rows?state=kept`)).text()).toContain('M-2')
    // What was begun and stopped leaves the rest alone.
    const second = await begun(bo, 'state', '')
    await atRest(second)
    await world.post(bo, `/acme/assets/bulks/${second}/stop`)
    expect((await stateOf(second)).state).toBe('stopped')
    const before = await world.everything(ana)
    expect((await world.post(bo, `/acme/assets/bulks/${second}/undo`)).status).toBe(409)
    expect(await world.everything(ana)).toBe(before)
  })
})

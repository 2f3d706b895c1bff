import { describe, expect, it } from 'vitest'
import { imports } from '../../src/imports/room'
import { haltImport } from '../../src/imports/step.actions'
import { api, atRest, beginImport, checked, problems, ran, told, undone } from '../support/imports'
import { type Person, sent, World } from '../support/world'

const csv = (...lines: string[]) => `${lines.join('\r\n')}\r\n`

describe('imports that people work beside, in one house', () => {
  let world: World
  let ana: Person
  let plant = ''
  let warehouse = ''

  const list = async (sql: string) => (await world.as(ana)).db.all<Record<string, unknown>>(sql)
  const house = () => world.platform.openTenant(ana.organizationId, { kind: 'system', id: 'house' }, 'test')
  const site = async (name: string) =>
    (await world.post(ana, '/acme/sites', { name, timeZone: 'UTC', country: 'NL' })).headers
      .get('Location')
      ?.split('/')
      .at(-1) ?? ''

  async function brought(kind: string, bytes: string, said = {}, who = ana) {
    const id = await beginImport(world, who, kind, { name: `${kind}.csv`, bytes })
    const verdict = await checked(world, who, id, said)
    return { id, verdict, wrong: await problems(world, who, id) }
  }
  const whole = async (kind: string, bytes: string) => {
    const { id } = await brought(kind, bytes)
    await ran(world, ana, id, true)
    return id
  }
  const idOf = async (sql: string) => String((await list(sql))[0]?.id)

  async function furnish() {
    world = await World.open()
    ana = await world.organization('acme', 'Ana')
    plant = await site('Rotterdam plant')
    warehouse = await site('Venlo warehouse')
  }

  it('what is halted while it is taken back never goes on writing: it is taken back further', async () => {
    await furnish()
    const id = await whole('assets', csv('Tag,Name', 'H-1,Press', 'H-2,Lathe'))
    expect((await world.json(ana, 'PUT', api(ana, `/imports/${id}/undoing`), {})).status).toBe(200)
    await haltImport(await house(), { id, sentence: 'The store is full.' })
    expect(await told(world, ana, id)).toMatchObject({ state: 'stopped', trouble: 'The store is full.' })
    expect(await (await world.get(ana, `/acme/imports/${id}`)).text()).toContain('The store is full.')
    const before = await world.everything(ana)
    await expect(haltImport(await house(), { id, sentence: 'Again.' })).rejects.toMatchObject({
      reason: 'import.changed',
    })
    expect((await world.json(ana, 'PUT', api(ana, `/imports/${id}/resumption`), {})).status).toBe(409)
    expect(await world.everything(ana)).toBe(before)
    expect((await undone(world, ana, id)).counts).toEqual({ undone: 2 })
    expect(await list("SELECT tag FROM assets WHERE tag LIKE 'H-%'")).toEqual([])
  })

  it('what somebody changed since stays as it is, and so does a make that something is about', async () => {
    const sites = await whole('sites', csv('Name,City', 'Ghent yard,Ghent', 'Lille yard,Lille'))
    const places = await whole(
      'places',
      csv('Kind,Name,Site', 'area,North,Rotterdam plant', 'area,South,Rotterdam plant'),
    )
    const parts = await whole('parts', csv('Part number,Name', 'P-1,Seal', 'P-2,Ring'))
    const assets = await whole('assets', csv('Tag,Name,Manufacturer,Model', 'K-1,Pump,Grundfos,CR 32-4'))
    for (const sql of [
      "UPDATE places SET notes = 'Gate at the back', version = 2 WHERE name IN ('Ghent yard', 'North')",
      "UPDATE parts SET hazard = 'Sharp', version = 2 WHERE number = 'P-1'",
    ])
      await (await house()).db.run(sql)
    const model = await idOf("SELECT id FROM asset_models WHERE name = 'CR 32-4'")
    const task = await world.json(ana, 'POST', api(ana, '/tasks'), { title: 'Ask for spares', about: model })
    expect(task.status).toBe(201)

    for (const id of [sites, places, parts]) {
      expect((await undone(world, ana, id)).counts).toEqual({ undone: 1, kept: 1 })
      expect(await problems(world, ana, id, 'kept')).toEqual({ 2: { '': 'It was changed since.' } })
    }
    expect((await undone(world, ana, assets)).counts).toEqual({ undone: 1 })
    expect(
      await list("SELECT name FROM places WHERE name IN ('Ghent yard', 'Lille yard', 'North', 'South') ORDER BY name"),
    ).toEqual([{ name: 'Ghent yard' }, { name: 'North' }])
    expect(await list("SELECT number FROM parts WHERE number LIKE 'P-%'")).toEqual([{ number: 'P-1' }])
    expect(await list(`SELECT id FROM asset_models WHERE id = '${model}'`)).toEqual([{ id: model }])
  })

  it('what a room names by id stays: a list of parts, a letter, goods that were sent there', async () => {
    const assets = await whole('assets', csv('Tag,Name', 'N-1,Press', 'N-2,Lathe', 'N-3,Saw'))
    const places = await whole('places', csv('Kind,Name,Site', 'storeroom,East,Rotterdam plant'))
    const [one, other] = [
      await idOf("SELECT id FROM assets WHERE tag = 'N-1'"),
      await idOf("SELECT id FROM assets WHERE tag = 'N-2'"),
    ]
    const east = await idOf("SELECT id FROM places WHERE name = 'East'")
    const { db } = await house()
    const part = await world.json(ana, 'POST', api(ana, '/parts'), { number: 'X', name: 'X', unit: 'EA', whole: true })
    const { id: pt } = (await part.json()) as { id: string }
    await db.run(`INSERT INTO part_uses (target, part_id, quantity) VALUES ('${one}', '${pt}', 100000)`)
    await db.run(
      `INSERT INTO threads (id, number, subject, about, channel, state, last_at, created_at, created_by) VALUES ('th_1', 7, 'Offer', '${other}', 'email', 'open', 0, 0, 'house')`,
    )
    await db.run(
      `INSERT INTO stock_on_order (source, part_id, quantity, place_id, updated_at) VALUES ('pl', '${pt}', 100000, '${east}', 0)`,
    )
    expect((await undone(world, ana, assets)).counts).toEqual({ undone: 1, kept: 2 })
    expect(await problems(world, ana, assets, 'kept')).toEqual({
      2: { '': 'Parts are listed for it.' },
      3: { '': 'T-7 is about it.' },
    })
    expect((await undone(world, ana, places)).counts).toEqual({ kept: 1 })
  })

  it('an import of other sites is not there, cannot be pressed, and names nothing of them', async () => {
    const bo = await world.member(ana, 'Bo', 'planner', [plant])
    const cy = await world.member(ana, 'Cy', 'planner', [warehouse])
    const everywhere = await whole(
      'assets',
      csv('Tag,Name,Place', 'S-1,Secret press,Venlo warehouse', 'S-2,Saw,Rotterdam plant'),
    )
    const own = await brought(
      'assets',
      csv('Tag,Name,Place', 'S-1,Press,Rotterdam plant', 'S-3,Drill,Rotterdam plant', 'S-2,Saw,'),
      { existing: 'refuse' },
      bo,
    )
    expect(own.verdict.counts).toEqual({ add: 1, bad: 2 })
    expect(own.wrong).toEqual({
      2: { tag: expect.stringContaining('in use where your role') },
      4: { '': 'S-2 Saw is here already.' },
    })
    const before = await world.everything(ana)
    for (const [who, id] of [
      [bo, everywhere],
      [cy, everywhere],
      [cy, own.id],
    ] as const) {
      expect((await world.get(who, api(who, `/imports/${id}`))).status).toBe(404)
      for (const button of ['pause', 'resumption', 'stop', 'undoing', 'run'])
        expect([button, (await world.json(who, 'PUT', api(who, `/imports/${id}/${button}`), {})).status]).toEqual([
          button,
          404,
        ])
      expect((await world.get(who, `/acme/imports/${id}`)).status).toBe(404)
      expect(await (await world.get(who, '/acme/imports')).text()).not.toContain(id)
    }
    expect(await world.everything(ana)).toBe(before)
    expect(await (await world.get(bo, '/acme/imports')).text()).toContain(own.id)
    expect((await told(world, ana, own.id)).state).toBe('checked')
    const file = await (await world.get(bo, '/acme/imports/export?kind=assets')).text()
    expect([file.includes('S-2'), file.includes('S-1')]).toEqual([true, false])
    expect((await world.json(bo, 'PUT', api(bo, `/imports/${own.id}/run`), { leaveBad: true })).status).toBe(200)
    expect((await atRest(world, ana, own.id)).counts).toEqual({ added: 1, bad: 2 })
  })

  it('a telephone number without a country is read as of the site that it is about', async () => {
    const address = { lines: 'Parklaan 1', postcode: '3016 BA', city: 'Rotterdam', region: '', country: 'NL' }
    await (await house()).db.run(`UPDATE sites SET address = '${JSON.stringify(address)}' WHERE id = '${plant}'`)
    const { id, verdict, wrong } = await brought(
      'sites',
      csv('Name,Phone', 'Rotterdam plant,010 123 4567', 'Venlo warehouse,077 12', 'Nowhere yard,617 555 0100'),
      { existing: 'update' },
    )
    expect([verdict.state, verdict.counts]).toEqual(['checked', { update: 1, bad: 2 }])
    expect(wrong).toEqual({
      3: { phone: expect.stringContaining('country') },
      4: { phone: expect.stringContaining('country') },
    })
    await ran(world, ana, id, true)
    expect(await list(`SELECT phone FROM sites WHERE id = '${plant}'`)).toEqual([{ phone: '+31101234567' }])
    expect((await undone(world, ana, id)).counts).toEqual({ undone: 1, bad: 2 })
    expect(await list(`SELECT phone FROM sites WHERE id = '${plant}'`)).toEqual([{ phone: '' }])
  })

  it('after ninety days its rows and pages go, however often the erasing failed', async () => {
    const id = await whole('assets', csv('Tag,Name', 'F-1,Press'))
    await world.json(ana, 'PUT', api(ana, `/imports/${id}/undoing`), {})
    const later = { ...(await house()), now: (world.now + 91 * 86_400_000) as typeof world.now }
    for (const tick of imports.ticks) {
      if (tick.name === 'imports.forget' && tick.scope === 'organization') await tick.run(later)
    }
    expect(await list(`SELECT state, file_id FROM imports WHERE id = '${id}'`)).toEqual([
      { state: 'stopped', file_id: null },
    ])
    const [fact] = await list(
      `SELECT name, body FROM outbox WHERE name = 'imports.import-forgotten' AND body LIKE '%${id}%'`,
    )
    const listener = imports.listeners.find(({ to }) => to === fact?.name)
    const pages = () => later.ports.files.list(`${ana.organizationId}/imports/${id}/`)
    expect((await pages()).length).toBe(1)
    await listener?.handle(later, { name: 'imports.import-forgotten', subject: id } as never, 'k')
    await listener?.handle(later, { name: 'imports.import-forgotten', subject: id } as never, 'k')
    expect(await pages()).toEqual([])
    sent.length = 0
  })
})

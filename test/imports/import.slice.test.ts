import { beforeEach, describe, expect, it } from 'vitest'
import { workOn } from '../../src/imports/step.actions'
import { api, atRest, beginImport, checked, problems, ran, sendTable, told, undone } from '../support/imports'
import { type Person, sent, World } from '../support/world'

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
})

const csv = (...lines: string[]) => `${lines.join('\r\n')}\r\n`

const site = async (name = 'Rotterdam plant') =>
  (await world.post(ana, '/acme/sites', { name, timeZone: 'UTC' })).headers.get('Location')?.split('/').at(-1) ?? ''

const list = async (sql: string) => (await world.as(ana)).db.all<Record<string, unknown>>(sql)

/** Every record that imports could touch, without the bookkeeping of imports and audit. */
const records = async () =>
  JSON.stringify([
    await list('SELECT * FROM places ORDER BY id'),
    await list('SELECT * FROM assets ORDER BY id'),
    await list('SELECT * FROM asset_events ORDER BY id'),
    await list('SELECT * FROM asset_models ORDER BY id'),
    await list('SELECT * FROM asset_facets ORDER BY key, asset_id'),
  ])

describe('a file of equipment', () => {
  const file = {
    name: 'equipment.csv',
    bytes: csv(
      'Equipment number;Description;Superior equipment;Manufacturer;Model;Serial no;Installed at;Commissioned;Acquisition value',
      'M-204;Motor 7,5 kW;P-204;Siemens;1LE1003;UC 1708;;31.03.2019;1.234,50',
      'P-204;Cooling water pump;L3;Grundfos;CR 32-4;A961;Line 3;14.03.2019;€ 4.120,00',
      'L3;Packaging line 3;;;;;Line 3;;',
      'P-205;Standby pump;L4;Grundfos;CR 32-4;A962;Line 3;14.03.2019;4 pcs',
      'p 204;The same again;;;;;;;',
      'P-206;Another pump;;Grundfos;CR 32-4;a961;Line 3;;',
      'X-1;In a ring;X-2;;;;;;',
      'X-2;In a ring;X-1;;;;;;',
    ),
  }

  it('is found out, mapped, checked without writing, written from the top down, and taken back whole', async () => {
    const st = await site()
    await world.json(ana, 'POST', api(ana, '/places'), { kind: 'line', name: 'Line 3', parentId: st })
    const before = await records()
    const id = await beginImport(world, ana, 'assets', file)
    const found = await told(world, ana, id)
    expect(found).toMatchObject({
      state: 'mapping',
      reading: { nature: 'text', delimiter: ';', encoding: 'utf-8', heads: true, decimal: ',', dates: 'dmy' },
      mapping: {
        columns: {
          tag: 0,
          name: 1,
          parent: 2,
          manufacturer: 3,
          model: 4,
          serial: 5,
          place: 6,
          inServiceOn: 7,
          purchase: 8,
        },
      },
    })

    const verdict = await checked(world, ana, id)
    expect([verdict.state, verdict.rows, verdict.counts]).toEqual(['checked', 8, { add: 3, bad: 5 }])
    expect(await problems(world, ana, id)).toEqual({
      5: { purchase: '“4 pcs” is not an amount. Write it as 1.234,50.' },
      6: { '': 'This is the same as row 3. Keep one of the two.' },
      7: { serial: 'P-204 of this make has the serial a961 already. It is most likely the same thing.' },
      8: { '': expect.stringContaining('stands in itself') },
      9: { '': expect.stringContaining('stands in itself') },
    })
    expect(await records()).toBe(before)

    const refused = await world.json(ana, 'PUT', api(ana, `/imports/${id}/run`), {})
    expect([refused.status, await refused.json()]).toMatchObject([422, { type: 'urn:mro:problem:import.bad-rows' }])
    expect(await records()).toBe(before)

    const done = await ran(world, ana, id, true)
    expect([done.state, done.counts]).toEqual(['done', { added: 3, bad: 5 }])
    const rows = await list(
      `SELECT assets.tag, parent.tag AS parent, places.name AS place, asset_models.name AS model, assets.serial, assets.in_service_on,
         assets.purchase_minor, assets.currency, length(assets.path) - length(replace(assets.path, '/', '')) AS depth
       FROM assets LEFT JOIN assets AS parent ON parent.id = assets.parent_id LEFT JOIN places ON places.id = assets.place_id
       LEFT JOIN asset_models ON asset_models.id = assets.model_id ORDER BY assets.tag`,
    )
    expect(rows).toMatchObject([
      { tag: 'L3', parent: null, place: 'Line 3', model: null, depth: 1, purchase_minor: null, currency: null },
      { tag: 'M-204', parent: 'P-204', place: 'Line 3', model: '1LE1003', depth: 3, purchase_minor: 123_450 },
      {
        tag: 'P-204',
        parent: 'L3',
        place: 'Line 3',
        serial: 'A961',
        depth: 2,
        currency: 'EUR',
        in_service_on: '2019-03-14',
      },
    ])
    // Found by the list and by the search, as what was typed in is.
    expect(await (await world.get(ana, api(ana, '/assets?q=A961'))).text()).toContain('P-204')
    const page = await (await world.get(ana, `/acme/imports/${id}`)).text()
    expect(page).toContain('3 assets added')

    // Delivered again, nothing changes.
    const after = await world.everything(ana)
    const system = await world.platform.openTenant(ana.organizationId, { kind: 'system', id: 'house' }, 'again')
    await workOn(system, id)
    expect(await world.everything(ana)).toBe(after)

    const back = await undone(world, ana, id)
    expect([back.state, back.counts]).toEqual(['undone', { undone: 3, bad: 5 }])
    expect(await records()).toBe(before)
  })

  it('is changed only where it says something else, and what was built on stays when it is undone', async () => {
    await world.json(ana, 'POST', api(ana, '/assets'), { tag: 'P-204', name: 'Cooling water pump', serial: 'A961' })
    const table = {
      name: 'change.csv',
      bytes: csv('Tag,Name,Serial number', 'p204,Cooling water pump,', 'P-204-B,Bearing,', 'P-204-C,Coupling,7'),
    }
    const first = await beginImport(world, ana, 'assets', table)
    expect((await checked(world, ana, first, { existing: 'update' })).counts).toEqual({ same: 1, add: 2 })
    expect((await checked(world, ana, first, { existing: 'refuse' })).counts).toEqual({ bad: 1, add: 2 })
    expect((await ran(world, ana, first, true)).counts).toEqual({ bad: 1, added: 2 })

    const again = await beginImport(world, ana, 'assets', {
      ...table,
      bytes: csv(
        'Tag,Name,Serial number',
        'p204,Cooling water pump (old),A962',
        'P-204-B,Bearing,',
        'P-204-C,Coupling,7',
      ),
    })
    expect((await told(world, ana, again)).mapping.columns).toEqual({ tag: 0, name: 1, serial: 2 })
    expect((await checked(world, ana, again, { existing: 'update' })).counts).toEqual({ update: 1, same: 2 })
    expect((await ran(world, ana, again)).counts).toEqual({ updated: 1, same: 2 })
    expect(await list("SELECT name, serial, version FROM assets WHERE tag = 'P-204'")).toEqual([
      { name: 'Cooling water pump (old)', serial: 'A962', version: 2 },
    ])
    expect((await undone(world, ana, again)).counts).toEqual({ undone: 1, same: 2 })
    expect(await list("SELECT name, serial FROM assets WHERE tag = 'P-204'")).toEqual([
      { name: 'Cooling water pump', serial: 'A961' },
    ])

    const [bearing] = await list("SELECT id FROM assets WHERE tag = 'P-204-B'")
    await world.json(ana, 'POST', api(ana, '/notes'), { about: bearing?.id, text: 'Listens well' })
    const back = await undone(world, ana, first)
    expect(back.counts).toEqual({ undone: 1, kept: 1, bad: 1 })
    expect(await problems(world, ana, first, 'kept')).toEqual({ 3: { '': expect.stringMatching(/since|note/i) } })
    expect((await list('SELECT tag FROM assets ORDER BY tag')).map(({ tag }) => tag)).toEqual(['P-204', 'P-204-B'])
  })

  it('goes on after a crash, pauses, and stops with what is written', async () => {
    const rows = Array.from({ length: 1300 }, (_, index) => `A-${index},Roller ${index}`)
    const id = await beginImport(world, ana, 'assets', { name: 'many.csv', bytes: csv('Tag,Name', ...rows) })
    await checked(world, ana, id)
    await world.json(ana, 'PUT', api(ana, `/imports/${id}/run`), {})
    const system = () => world.platform.openTenant(ana.organizationId, { kind: 'system', id: 'house' }, 'test')
    const ctx = await system()
    // The worker dies over its second chunk: the first is whole, of the second there is nothing.
    let times = 0
    const dying = {
      ...ctx,
      execute: (writes: never) => (++times === 2 ? Promise.reject(new Error('gone')) : ctx.execute(writes)),
    }
    await expect(workOn(dying as typeof ctx, id)).rejects.toThrow('gone')
    expect((await told(world, ana, id)).counts).toEqual({ add: 800, added: 500 })
    expect(await list('SELECT count(*) AS n FROM assets')).toEqual([{ n: 500 }])

    expect((await world.json(ana, 'PUT', api(ana, `/imports/${id}/pause`), {})).status).toBe(200)
    await workOn(await system(), id)
    expect((await told(world, ana, id)).counts).toEqual({ add: 800, added: 500 })
    await world.json(ana, 'PUT', api(ana, `/imports/${id}/resumption`), {})
    // Two workers get the same message: each row is written once.
    const [one, other] = [await system(), await system()]
    await Promise.all([workOn(one, id), workOn(other, id)].map((work) => work.catch(() => undefined)))
    expect(await atRest(world, ana, id)).toMatchObject({ state: 'done', counts: { added: 1300 } })
    expect(await list('SELECT count(*) AS n, count(DISTINCT tag_folded) AS tags FROM assets')).toEqual([
      { n: 1300, tags: 1300 },
    ])
    expect((await undone(world, ana, id)).counts).toEqual({ undone: 1300 })
    expect(await list('SELECT count(*) AS n FROM assets')).toEqual([{ n: 0 }])
  })
})

describe('a file of places', () => {
  it('stands in any order, in itself and in what is there, and its way back is the same file', async () => {
    await site()
    await site('Venlo warehouse')
    const id = await beginImport(world, ana, 'places', {
      name: 'bins.tsv',
      bytes: [
        'locationNumber\tname\tlocationType\tparentLocation\tplant',
        'A-01-1\tBin one\tBin Location\tRoom A\t',
        '\tRoom A\tDepot\t\tRotterdam plant',
        'A-01-2\tBin two\tBin Location\tRoom A\t',
        'a 01 2\tBin three\tBin Location\tRoom A\t',
        '\tBin four\tShelf\tRoom B\t',
        '\tRoom A\tDepot\t\tVenlo warehouse',
        '\tWrong\tPlanet\t\tVenlo warehouse',
      ].join('\n'),
    })
    const verdict = await checked(world, ana, id)
    const wrong = await problems(world, ana, id)
    expect(wrong).toEqual({
      2: { inside: expect.stringContaining('Several places are called “Room A”') },
      4: { inside: expect.stringContaining('Several places are called “Room A”') },
      5: { '': 'This is the same as row 4. Keep one of the two.' },
      6: { inside: 'There is no place called “Room B”. Add it first, or as a row of this file.' },
      8: { kind: '“Planet” is none of: Area, Line, Storeroom, Bin.' },
    })
    expect(verdict.counts).toEqual({ add: 2, bad: 5 })

    const whole = await beginImport(world, ana, 'places', {
      name: 'places.csv',
      bytes: csv(
        'Name,Code,Kind,Inside',
        'Bin one,A-01-1,bin,Rotterdam plant > Room A',
        'Room A,,storeroom,Rotterdam plant',
        'Line 3,L3,line,Packing hall',
        'Packing hall,,area,Venlo warehouse',
      ),
    })
    expect(await problems(world, ana, (await checked(world, ana, whole)).id)).toEqual({})
    expect((await ran(world, ana, whole)).counts).toEqual({ added: 4 })
    expect(
      await list(
        "SELECT places.name, kind, code, (SELECT name FROM places AS up WHERE up.id = places.parent_id) AS up FROM places WHERE kind <> 'site' ORDER BY name",
      ),
    ).toEqual([
      { name: 'Bin one', kind: 'bin', code: 'A-01-1', up: 'Room A' },
      { name: 'Line 3', kind: 'line', code: 'L3', up: 'Packing hall' },
      { name: 'Packing hall', kind: 'area', code: '', up: 'Venlo warehouse' },
      { name: 'Room A', kind: 'storeroom', code: '', up: 'Rotterdam plant' },
    ])
    const file = await (await world.get(ana, '/acme/imports/export?kind=places')).text()
    const back = await beginImport(world, ana, 'places', { name: 'places.csv', bytes: file })
    expect((await checked(world, ana, back, { existing: 'update' })).counts).toEqual({ same: 4 })

    await world.json(ana, 'POST', api(ana, '/assets'), {
      tag: 'X-1',
      name: 'Wrapper',
      placeId: (await list("SELECT id FROM places WHERE name = 'Line 3'"))[0]?.id,
    })
    expect((await undone(world, ana, whole)).counts).toEqual({ undone: 2, kept: 2 })
    expect(await problems(world, ana, whole, 'kept')).toEqual({
      4: { '': 'X-1 stands there.' },
      5: { '': 'Line 3 stands in it.' },
    })
  })

  it('brings sites with their addresses, and takes them back', async () => {
    const before = await records()
    const id = await beginImport(world, ana, 'sites', {
      name: 'sites.csv',
      bytes: csv(
        'name,streetAddress,city,stateOrProvince,postalCode,country,Telephone,Time zone',
        'Boston Warehouse,300 Apple St,Boston,MA,54888,USA,+1 617 555 0100,America/New_York',
        'Plant,,,,,Atlantis,,',
        'Venlo,Celsiusweg 44,Venlo,,5928 PR,Netherlands,,',
      ),
    })
    expect((await checked(world, ana, id)).counts).toEqual({ add: 2, bad: 1 })
    expect((await ran(world, ana, id, true)).counts).toEqual({ added: 2, bad: 1 })
    expect(await list('SELECT address, phone, time_zone FROM sites ORDER BY time_zone')).toMatchObject([
      { phone: '+16175550100', time_zone: 'America/New_York' },
      { time_zone: 'Europe/Amsterdam' },
    ])
    const file = await (await world.get(ana, '/acme/imports/export?kind=sites')).text()
    const back = await beginImport(world, ana, 'sites', { name: 'sites.csv', bytes: file })
    expect((await checked(world, ana, back, { existing: 'update' })).counts).toEqual({ same: 2 })
    await undone(world, ana, id)
    expect(await records()).toBe(before)
  })
})

describe('what is no table', () => {
  it('is refused with the way out, and nothing of an import is kept', async () => {
    const before = await list('SELECT count(*) AS n FROM imports')
    for (const [name, bytes, reason] of [
      ['empty.csv', '', 'empty'],
      ['heads.csv', 'Tag,Name\n', 'no rows under them'],
      ['blank.csv', '\n\n  \n', 'no rows in this file'],
      ['old.xls', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'old kind'],
      ['page.csv', '<html><table><tr><td>1</td></tr></table></html>', 'web page'],
      ['program.csv', new Uint8Array(4000).map((_, index) => index % 7), 'its bytes are no text'],
      ['wide.csv', `${'a,'.repeat(1000)}\n1,2\n`, 'at most 300'],
      ['damaged.xlsx', new Uint8Array([0x50, 0x4b, 3, 4, 9, 9, 9, 9]), 'damaged'],
    ] as const) {
      const answer = await sendTable(world, ana, 'assets', { name, bytes: bytes as string })
      expect([name, answer.status]).toEqual([name, 422])
      expect([name, await answer.text()]).toEqual([name, expect.stringContaining(reason)])
    }
    expect(await list('SELECT count(*) AS n FROM imports')).toEqual(before)
  })

  it('shows itself later in the file: the import says where, and nothing is written', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => `A-${index},Roller ${index}`)
    const id = await beginImport(world, ana, 'assets', {
      name: 'open.csv',
      bytes: csv('Tag,Name', ...rows, 'B-1,"never closed', ...rows),
    })
    expect(await checked(world, ana, id)).toMatchObject({
      state: 'mapping',
      trouble: expect.stringContaining('In row 32 a quotation mark'),
    })
    sent.length = 0
  })
})

import { beforeEach, describe, expect, inject, it } from 'vitest'
import { api, beginImport, checked, problems, ran, told, undone } from '../support/imports'
import { type Person, World } from '../support/world'

declare module 'vitest' {
  interface ProvidedContext {
    trial: Record<string, string>
  }
}

const trial = inject('trial')
const there = Object.keys(trial).length > 0
const bytesOf = (name: string) => Uint8Array.from(atob(trial[name] ?? ''), (letter) => letter.charCodeAt(0))

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  await world.post(ana, '/acme/sites', { name: 'Rotterdam plant', timeZone: 'UTC' })
})

const csv = (...lines: string[]) => `${lines.join('\r\n')}\r\n`
const list = async (sql: string) => (await world.as(ana)).db.all<Record<string, unknown>>(sql)

/** A file from the beginning to its end, with what is said of its columns. */
async function brought(kind: string, file: { name: string; bytes: Uint8Array<ArrayBuffer> | string }, said = {}) {
  const id = await beginImport(world, ana, kind, file)
  const verdict = await checked(world, ana, id, said)
  return { id, verdict, wrong: await problems(world, ana, id) }
}

const stores = async () => {
  const file = csv(
    'Kind,Name,Code,Site,Inside',
    'storeroom,Stores,ST,Rotterdam plant,',
    'bin,Bin 1,A-01,,Stores',
    'bin,Bin 2,A-02,,Stores',
  )
  const { id } = await brought('places', { name: 'bins.csv', bytes: file })
  await ran(world, ana, id)
}

describe('a file of parts', () => {
  it('becomes parts, then their opening stock as receipts of the ledger, and both are taken back', async () => {
    await stores()
    const parts = await brought('parts', {
      name: 'parts.csv',
      bytes: csv(
        'Item,Description,UoM,Manufacturer,MPN,Lead time',
        'BRG-6205,Bearing 6205,ea,SKF,6205-2RS/C3,5',
        'brg 6205,The same again,ea,,,',
        'OIL-46,Hydraulic oil,l,Shell,,',
        'XYZ,Unknown unit,furlong,,,',
        '"=cmd|\'/c calc\'!A1",A formula,pcs,,,',
      ),
    })
    expect(parts.wrong).toEqual({
      3: { '': 'This is the same as row 2. Keep one of the two.' },
      5: { unit: expect.stringContaining('“furlong” is none of') },
    })
    expect((await ran(world, ana, parts.id, true)).counts).toEqual({ added: 3, bad: 2 })
    expect(await list('SELECT number, unit, whole, lead_days FROM parts ORDER BY number')).toEqual([
      { number: "=cmd|'/c calc'!A1", unit: 'H87', whole: 1, lead_days: 7 },
      { number: 'BRG-6205', unit: 'EA', whole: 1, lead_days: 5 },
      { number: 'OIL-46', unit: 'LTR', whole: 0, lead_days: 7 },
    ])
    expect(await (await world.get(ana, api(ana, '/parts?q=62052RSC3'))).text()).toContain('BRG-6205')

    const stock = await brought('stock', {
      name: 'stock.csv',
      bytes: csv(
        'Part number,Bin,Qty,Unit cost',
        'BRG-6205,A-01,12,8.50',
        'BRG-6205,A-02,3,9',
        'OIL-46,Bin 2,20.5,4.1',
        'BRG-6205,Stores,2.5,8',
        'NOPE,A-01,1,1',
        'OIL-46,Z-99,1,1',
      ),
    })
    expect(stock.wrong).toMatchObject({
      5: { quantity: expect.stringContaining('whole') },
      6: { number: expect.stringContaining('NOPE') },
      7: { bin: expect.stringContaining('Z-99') },
    })
    expect((await ran(world, ana, stock.id, true)).counts).toEqual({ added: 3, bad: 3 })
    const figures =
      'SELECT parts.number, stock.quantity, stock.value_minor FROM stock JOIN parts ON parts.id = stock.part_id ORDER BY number'
    expect(await list(figures)).toMatchObject([
      {},
      { number: 'BRG-6205', quantity: 1_500_000, value_minor: 12_900 },
      { number: 'OIL-46', quantity: 2_050_000, value_minor: 8405 },
    ])
    expect(await list('SELECT DISTINCT kind, reason, actor_id FROM stock_moves')).toEqual([
      { kind: 'receipt', reason: 'Opening stock', actor_id: ana.memberId },
    ])
    // Sent again it opens nothing twice.
    const again = await brought(
      'stock',
      { name: 'stock.csv', bytes: csv('Part number,Bin,Qty', 'BRG-6205,A-01,12', 'BRG-6205,A-02,4') },
      { existing: 'refuse' },
    )
    expect([again.verdict.counts, again.wrong]).toEqual([
      { bad: 2 },
      { 2: { '': 'BRG-6205 in Bin 1 is here already.' }, 3: { '': 'BRG-6205 in Bin 2 is here already.' } },
    ])
    const over = await world.json(ana, 'PUT', api(ana, `/imports/${again.id}/check`), {
      columns: { number: 0, bin: 1, quantity: 2 },
      existing: 'update',
    })
    expect([over.status, await over.json()]).toMatchObject([422, { type: 'urn:mro:problem:import.way' }])
    const told = "SELECT count(*) AS n FROM outbox WHERE name = 'inventory.stock-moved'"
    expect(await list(told)).toEqual([{ n: 3 }])

    const [bearing] = await list("SELECT id FROM parts WHERE number = 'BRG-6205'")
    const [bin] = await list("SELECT id FROM places WHERE code = 'A-02'")
    await world.json(ana, 'POST', api(ana, '/stock/issues'), {
      lines: [{ partId: bearing?.id, binId: bin?.id, quantity: '1' }],
      subject: ana.memberId,
    })
    expect((await undone(world, ana, stock.id)).counts).toEqual({ undone: 2, kept: 1, bad: 3 })
    expect(await list(told)).toEqual([{ n: 6 }])
    expect(await list(figures)).toMatchObject([{}, { quantity: 200_000 }, { quantity: 0, value_minor: 0 }])
    expect((await undone(world, ana, parts.id)).counts).toEqual({ undone: 1, kept: 2, bad: 2 })
    expect((await list('SELECT number FROM parts ORDER BY number')).length).toBe(2)
  })

  it('that is taken out and brought back changes nothing', async () => {
    for (const [number, name] of [
      ['A-1', '=SUM(A1)'],
      ['B-2', "'-5 mm shim"],
      ['C-3', '@home, "quoted"; ü'],
      ['D-4', '+1'],
    ])
      expect(
        (await world.json(ana, 'POST', api(ana, '/parts'), { number, name, unit: 'EA', whole: true })).status,
      ).toBe(201)
    for (const as of ['csv', 'xlsx']) {
      const file = new Uint8Array(
        await (await world.get(ana, `/acme/imports/export?kind=parts&as=${as}`)).arrayBuffer(),
      )
      const back = await brought('parts', { name: `parts.${as}`, bytes: file }, { existing: 'update' })
      expect([as, back.verdict.counts, back.wrong]).toEqual([as, { same: 4 }, {}])
    }
  })
})

describe.skipIf(!there)('files that nobody here wrote', () => {
  it('AdventureWorks: products, locations and stock, headerless as they are', async () => {
    const parts = await beginImport(world, ana, 'parts', { name: 'Product.csv', bytes: bytesOf('Product.csv') })
    const found = await told(world, ana, parts)
    expect(found).toMatchObject({
      reading: { heads: false, delimiter: '\t' },
      mapping: { columns: { name: 1, number: 2 } },
    })
    // The stock file speaks of products by their first column.
    const verdict = await checked(world, ana, parts, { columns: { number: 0, name: 1, manufacturerNumber: 2 } })
    expect(verdict.counts).toEqual({ add: 504 })
    expect((await ran(world, ana, parts)).counts).toEqual({ added: 504 })

    const places = await brought(
      'places',
      { name: 'Location.csv', bytes: bytesOf('Location.csv') },
      { columns: { code: 0, name: 1 }, fixed: { kind: 'storeroom', site: 'Rotterdam plant' } },
    )
    expect((await ran(world, ana, places.id)).counts).toEqual({ added: 14 })

    const stock = await brought(
      'stock',
      { name: 'ProductInventory.csv', bytes: bytesOf('ProductInventory.csv') },
      { columns: { number: 0, bin: 1, quantity: 4 } },
    )
    const wrong = Object.values(stock.wrong)
    expect(wrong.every((one) => JSON.stringify(one).includes('more than nothing'))).toBe(true)
    const done = await ran(world, ana, stock.id, true)
    expect((done.counts.added ?? 0) + (done.counts.bad ?? 0)).toBe(1069)
    const [sum] = await list('SELECT sum(quantity) AS all_of_it FROM stock')
    // The sum of the file's fifth column.
    const expected = new TextDecoder()
      .decode(bytesOf('ProductInventory.csv'))
      .split('\n')
      .reduce((all, line) => all + Number(line.split('\t')[4] ?? 0), 0)
    expect(sum).toEqual({ all_of_it: expected * 100_000 })
  })

  it('OpenBoxes: locations as sites, bins in them; the excavators of eleven years', async () => {
    // What is a warehouse there is a storeroom here: bins stand in no site.
    const parents = new TextDecoder()
      .decode(bytesOf('binLocations.csv'))
      .split('\n')
      .map((line) => line.split(',')[5]?.trim() ?? '')
    const rooms = [...new Set(parents.slice(1).filter(Boolean))].map((name) => `storeroom,${name},Rotterdam plant`)
    await ran(world, ana, (await brought('places', { name: 'rooms.csv', bytes: csv('Kind,Name,Site', ...rooms) })).id)
    const bins = await brought('places', { name: 'binLocations.csv', bytes: bytesOf('binLocations.csv') })
    expect(bins.wrong).toEqual({})
    const done = await ran(world, ana, bins.id)
    expect([done.counts.added, done.rows > 30]).toEqual([done.rows, true])
    const sites = await brought('sites', { name: 'locations.csv', bytes: bytesOf('locations.csv') })
    expect(sites.verdict.counts.add).toBeGreaterThan(5)

    const machines = await brought(
      'assets',
      { name: 'excavators-raw.csv', bytes: bytesOf('excavators-raw.csv') },
      { columns: { tag: 1 }, fixed: { name: 'Excavator' } },
    )
    await ran(world, ana, machines.id, true)
    expect((await list('SELECT tag FROM assets ORDER BY tag')).map(({ tag }) => tag)).toEqual(['A', 'B', 'C', 'D', 'E'])
  })
})

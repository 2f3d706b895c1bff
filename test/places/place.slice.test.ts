import { beforeEach, describe, expect, it } from 'vitest'
import { parseInstant } from '../../src/kernel/instant'
import { siteMinutes } from '../../src/places'
import { currentPlace, findPlace, searchPlaces } from '../../src/places/place.queries'
import { hidden, type Person, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let zed: Person
let plant: string

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  zed = await world.organization('zenith', 'Zed')
  plant = await site('Rotterdam plant')
})

const site = async (name: string) => {
  const made = await world.post(ana, '/acme/sites', { name, timeZone: 'Europe/Amsterdam', 'address.country': 'NL' })
  return made.headers.get('Location')?.split('/').at(-1) ?? ''
}

const make = async (kind: string, name: string, parentId: string, code = '') => {
  const made = await world.json(ana, 'POST', '/api/v1/acme/places', { kind, name, parentId, code })
  expect(made.status).toBe(201)
  return ((await made.json()) as { id: string }).id
}

const place = async (id: string) => findPlace(await world.as(ana), id)

describe('the tree of places', () => {
  it('holds sites, areas, lines, storerooms and bins, by pages [MRO-2.2b]', async () => {
    const made = await world.post(ana, '/acme/places', { kind: 'area', name: 'Utility hall', parentId: plant, op: '1' })
    const hall = made.headers.get('Location')?.split('/').at(-1) ?? ''
    const store = await make('storeroom', 'Main stores', plant)
    await make('bin', 'Bin A-04-2', store, 'A-04-2')
    await make('line', 'Packaging line 3', hall)
    const tree = await (await world.get(bo, '/acme/places')).text()
    for (const name of ['Rotterdam plant', 'Utility hall', 'Packaging line 3', 'Main stores'])
      expect(tree).toContain(name)
    expect(tree).not.toContain('A-04-2')
    expect(await (await world.get(bo, `/acme/places/${store}`)).text()).toContain('A-04-2')
    expect((await world.post(bo, '/acme/places', { kind: 'area', name: 'Mine', parentId: plant })).status).toBe(403)
  })

  it('moves with all that stands in it, and back', async () => {
    const hall = await make('area', 'Utility hall', plant)
    const other = await make('area', 'North hall', plant)
    const line = await make('line', 'Line 3', hall)
    const bin = await make('bin', 'Bin', line)
    const moved = await world.post(ana, `/acme/places/${hall}/move`, { parentId: other, version: '1', op: 'm' })
    expect(moved.status).toBe(303)
    expect((await place(bin)).path).toBe(`${plant}/${other}/${hall}/${line}/${bin}/`)
    expect((await place(bin)).depth).toBe(4)
    const before = await world.everything(ana)
    expect((await world.post(ana, `/acme/places/${other}/move`, { parentId: line })).status).toBe(422)
    expect((await world.post(ana, `/acme/places/${hall}/move`, { parentId: plant, version: '1' })).status).toBe(409)
    expect((await world.post(ana, `/acme/places/${hall}/move`, { 'parentId-words': 'nowhere' })).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
    await world.post(ana, `/acme/places/${hall}/move`, { 'parentId-words': 'rotterdam plant', version: '2', op: 'n' })
    expect((await place(bin)).path).toBe(`${plant}/${hall}/${line}/${bin}/`)
  })

  it('never becomes a ring, when two people move two places into each other at once', async () => {
    const one = await make('area', 'One', plant)
    const two = await make('area', 'Two', plant)
    const answers = await Promise.all([
      world.post(ana, `/acme/places/${one}/move`, { parentId: two }),
      world.post(ana, `/acme/places/${two}/move`, { parentId: one }),
    ])
    expect(answers.map(({ status }) => status).filter((status) => status === 303)).toHaveLength(1)
    const [first, second] = [await place(one), await place(two)]
    expect([first.path.startsWith(second.path), second.path.startsWith(first.path)].filter(Boolean)).toHaveLength(1)
  })

  it('merges: what stood in the one stands in the other, and the old id leads there', async () => {
    const old = await make('storeroom', 'Stores 1', plant)
    const main = await make('storeroom', 'Main stores', plant)
    const bin = await make('bin', 'Bin', old, 'A-04-2')
    expect((await world.post(ana, `/acme/places/${old}/merging`, { successorId: main, version: '1' })).status).toBe(303)
    expect([(await place(bin)).parentId, (await place(bin)).path]).toEqual([main, `${plant}/${main}/${bin}/`])
    const page = await world.get(bo, `/acme/places/${old}`)
    expect([page.status, page.headers.get('Location')]).toEqual([303, `/acme/places/${main}`])
    // And once more: a chain of merges has one end.
    const last = await make('storeroom', 'Central stores', plant)
    await world.post(ana, `/acme/places/${main}/merging`, { successorId: last })
    expect((await currentPlace(await world.as(ana), old)).id).toBe(last)
    const before = await world.everything(ana)
    expect((await world.post(ana, `/acme/places/${old}/restoration`)).status).toBe(409)
    expect(await world.everything(ana)).toBe(before)
  })

  it('retires what is empty, hands over what is not, and brings back', async () => {
    const hall = await make('area', 'Utility hall', plant)
    const other = await make('area', 'North hall', plant)
    const line = await make('line', 'Line 3', hall)
    const before = await world.everything(ana)
    expect((await world.post(ana, `/acme/places/${hall}/retirement`)).status).toBe(409)
    expect(await world.everything(ana)).toBe(before)
    await world.post(ana, `/acme/places/${hall}/retirement`, { 'successorId-words': 'North hall' })
    expect((await place(line)).parentId).toBe(other)
    await world.post(ana, `/acme/places/${line}/retirement`)
    expect((await place(line)).endedAt).not.toBeNull()
    expect((await searchPlaces(await world.as(ana), 'Line 3', { most: 5 })).length).toBe(0)
    await world.post(ana, `/acme/places/${line}/restoration`, { version: '2' })
    expect((await place(line)).endedAt).toBeNull()
  })

  it('has each code once a site, whatever its separators; another site may have it too', async () => {
    const store = await make('storeroom', 'Main stores', plant)
    await make('bin', 'One', store, 'A-04-2')
    const before = await world.everything(ana)
    const twice = await world.post(ana, '/acme/places', { kind: 'bin', name: 'Two', parentId: store, code: 'a 04.2' })
    expect(twice.status).toBe(409)
    const page = await twice.text()
    expect(page).toContain('Another place of this site has the code a 04.2.')
    expect(page).toContain('value="Two"')
    expect(await world.everything(ana)).toBe(before)
    const venlo = await site('Venlo warehouse')
    const shelf = await make('storeroom', 'Shelf', venlo)
    await make('bin', 'One', shelf, 'A-04-2')
    const clash = await world.json(ana, 'PUT', `/api/v1/acme/places/${shelf}/parent`, { parentId: plant })
    expect([clash.status, ((await clash.json()) as { type: string }).type]).toEqual([
      409,
      'urn:mro:problem:place.codes-taken',
    ])
  })

  it('is found by a part of its name or code', async () => {
    const store = await make('storeroom', 'Main stores', plant)
    const bin = await make('bin', 'Bin by the door', store, 'A-04-2')
    const ctx = await world.as(ana)
    for (const words of ['A-04-2', 'a042', '04-2', 'A0', 'door', 'Bin by'])
      expect([words, (await searchPlaces(ctx, words, { most: 5 })).map(({ id }) => id)]).toEqual([words, [bin]])
    expect(await (await world.get(bo, '/acme/search?q=a042')).text()).toContain('Bin by the door')
    expect(await searchPlaces(ctx, '" OR name : *', { most: 5 })).toEqual([])
  })

  it('of another organization is nowhere', async () => {
    const hall = await make('area', 'Utility hall', plant)
    const before = [await world.everything(ana), await world.everything(zed)]
    expect((await world.get(zed, `/zenith/places/${hall}`)).status).toBe(404)
    expect((await world.post(zed, '/zenith/places', { kind: 'area', name: 'x', parentId: plant })).status).toBe(404)
    expect([await world.everything(ana), await world.everything(zed)]).toEqual(before)
  })
})

describe('the hours of a site', () => {
  const shifts = Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [day, 'Early 06:00-14:00, Late 14:00-22:00']),
  )

  it('are kept with shifts, days that differ and public holidays, and give the minutes between two moments', async () => {
    const form = await (await world.get(ana, `/acme/sites/${plant}/hours`)).text()
    expect(form).toContain('<option value="NL" selected="">')
    const saved = await world.post(ana, `/acme/sites/${plant}/hours`, {
      ...shifts,
      clock: 'shifts',
      exceptions: '2026-12-24 06:00-12:00 Christmas Eve',
      country: 'NL',
      version: hidden(form, 'version'),
      op: 'h',
    })
    expect(saved.status).toBe(303)
    const page = await (await world.get(bo, `/acme/sites/${plant}`)).text()
    for (const words of ['Early 06:00–14:00', 'Christmas Eve', '25 Dec 2026', 'Kerstmis']) expect(page).toContain(words)
    // Thursday the 24th has six hours, the 25th is Christmas, then a weekend; Monday has sixteen.
    expect(
      await siteMinutes(await world.as(ana), plant, {
        from: parseInstant('2026-12-23T23:00:00Z'),
        to: parseInstant('2026-12-28T23:00:00Z'),
      }),
    ).toBe(360 + 960)
  })

  it.each([
    ['monday', 'six to two', 'is not of that form'],
    ['exceptions', 'Christmas closed', 'is not of that form'],
    ['country', 'XX', 'Choose a country.'],
    ['region', 'ZZ', 'Choose a region'],
  ])('%s %s is refused in words, and nothing is written', async (field, value, words) => {
    const before = await world.everything(ana)
    const answer = await world.post(ana, `/acme/sites/${plant}/hours`, {
      clock: 'shifts',
      country: field === 'region' ? 'NL' : '',
      [field]: value,
    })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(words)
    expect(await world.everything(ana)).toBe(before)
  })

  it('are the plan of managers, not of technicians', async () => {
    expect((await world.get(bo, `/acme/sites/${plant}/hours`)).status).toBe(403)
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { hidden, type Person, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let cy: Person
let part: string
let bin: string

const idOf = (response: Response) => response.headers.get('Location')?.split('/').at(-1) ?? ''
const make = async (kind: string, name: string, parentId: string) => {
  const made = await world.json(ana, 'POST', '/api/v1/acme/places', { kind, name, parentId, code: name })
  return ((await made.json()) as { id: string }).id
}

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  cy = await world.member(ana, 'Cy', 'viewer')
  const site = idOf(await world.post(ana, '/acme/sites', { name: 'Plant', timeZone: 'Europe/Amsterdam' }))
  bin = await make('bin', 'A-04-2', await make('storeroom', 'Main stores', site))
  part = idOf(
    await world.post(ana, '/acme/parts', {
      number: 'SEA-0045/SF',
      name: 'Mechanical seal kit',
      manufacturer: 'Burgmann',
      manufacturerNumber: 'MG1-45',
      unit: 'EA',
      whole: 'on',
    }),
  )
})

const post = (who: Person, path: string, fields: Record<string, string>) => world.post(who, `/acme${path}`, fields)
const page = async (who: Person, path: string) => (await world.get(who, `/acme${path}`)).text()
const receive = (quantity = '2', price = '418') =>
  post(ana, `/parts/${part}/receipt`, { quantity, price, 'binId-words': 'A-04-2' })
const spot = () => `${bin} ok `

describe('the pages of the stores', () => {
  it('show a part with its numbers, what lies where, and what happened to it [MRO-2.3a] [MRO-2.3c]', async () => {
    expect((await receive()).status).toBe(303)
    const html = await page(bo, `/parts/${part}`)
    for (const words of ['SEA-0045/SF', 'Burgmann', 'MG1-45', 'A-04-2', 'Received', 'Ana'])
      expect(html).toContain(words)
  })

  it('find it by a piece of any number, with or without separators', async () => {
    for (const words of ['sea0045', '0045-s', 'SEA 0045 SF', 'mg1', '45sf', 'seal kit', 'mechan'])
      expect([words, (await page(cy, `/parts?q=${encodeURIComponent(words)}`)).includes('SEA-0045/SF')]).toEqual([
        words,
        true,
      ])
    expect(await page(cy, '/parts?q=nothing-like-it')).toContain('No part is found')
  })

  it('issue in one form; what was typed stays when it does not work, and nothing is written', async () => {
    await receive()
    const form = { spot: spot(), 'subject-words': 'P-204', op: 'one' }
    expect((await post(bo, `/parts/${part}/issue`, { ...form, quantity: '1' })).status).toBe(303)
    const before = await world.everything(ana)
    const answer = await post(bo, `/parts/${part}/issue`, { ...form, op: 'two', quantity: '1,5' })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('value="1,5"')
    expect(html).toContain('value="P-204"')
    const short = await post(bo, `/parts/${part}/issue`, { ...form, op: 'three', quantity: '2' })
    expect((await short.text()).replaceAll('\u00a0', ' ')).toContain('Bo took 1 ea at')
    expect(await world.everything(ana)).toBe(before)
  })

  it('return and take back from a line of the ledger', async () => {
    await receive()
    await post(bo, `/parts/${part}/issue`, { spot: spot(), 'subject-words': 'P-204', quantity: '2' })
    const [, line] = /\/stock\/moves\/(mv_\w+)\/return/.exec(await page(bo, `/parts/${part}`)) ?? []
    const back = await post(bo, `/stock/moves/${line}/return`, {
      quantity: '1',
      'binId-words': 'A-04-2',
      condition: 'damaged',
    })
    expect(back.status).toBe(303)
    const html = await page(ana, `/parts/${part}/lines`)
    expect(html).toContain('Returned')
    expect(html).toContain('Damaged')
    expect((await post(bo, `/stock/moves/${line}/reversal`, { reason: 'Wrong' })).status).toBe(403)
  })

  it('hide what it costs from those who may not see it [OPS-4c]', async () => {
    await receive('2', '418.13')
    expect(await page(ana, `/parts/${part}`)).toContain('836.26')
    for (const path of [`/parts/${part}`, `/parts/${part}/lines`]) expect(await page(cy, path)).not.toContain('836.26')
  })

  it('edit a part; two who do are told, and its unit stays once it moved', async () => {
    const form = await page(ana, `/parts/${part}/edit`)
    const version = hidden(form, 'version')
    const said = { number: 'SEA-0045/SF', name: 'Seal kit 45 mm', unit: 'EA', whole: 'on', version }
    expect((await post(ana, `/parts/${part}`, { ...said, op: 'a' })).status).toBe(303)
    expect((await post(ana, `/parts/${part}`, { ...said, op: 'b' })).status).toBe(409)
    await receive()
    const now = hidden(await page(ana, `/parts/${part}/edit`), 'version')
    const moved = await post(ana, `/parts/${part}`, { ...said, version: now, unit: 'KGM', op: 'c' })
    expect(moved.status).toBe(409)
    expect(await moved.text()).toContain('its unit and its lots stay')
  })

  it('refuse a number that another part has, with whatever dashes', async () => {
    const before = await world.everything(ana)
    const twin = await post(ana, '/parts', { number: 'sea 0045 sf', name: 'Twin', unit: 'EA' })
    expect(twin.status).toBe(409)
    expect(await twin.text()).toContain('There is a part sea 0045 sf already')
    expect(await world.everything(ana)).toBe(before)
  })

  it('retire a part of which there is none, and bring it back', async () => {
    await receive('1')
    expect((await post(ana, `/parts/${part}/retirement`, {})).status).toBe(409)
    await post(ana, `/parts/${part}/scrapping`, { spot: spot(), quantity: '1', reason: 'Rusty' })
    expect((await post(ana, `/parts/${part}/retirement`, {})).status).toBe(303)
    expect(await page(cy, '/parts')).not.toContain('SEA-0045/SF')
    expect(await page(cy, '/parts?view=retired')).toContain('SEA-0045/SF')
    expect((await post(ana, `/parts/${part}/return-to-use`, {})).status).toBe(303)
  })

  it('prove the stock on a page', async () => {
    await receive()
    expect(await page(ana, '/stock/proof')).toContain('The stock equals its ledger')
    await (await world.as(ana)).db.run('UPDATE stock_balances SET on_hand = 100000')
    expect(await page(ana, '/stock/proof')).toContain('The stock differs from its ledger')
  })
})

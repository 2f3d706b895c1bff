import { beforeEach, describe, expect, it } from 'vitest'
import { type Person, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let site: string

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  const made = await world.post(ana, '/acme/sites', { name: 'Rotterdam plant', timeZone: 'UTC' })
  site = made.headers.get('Location')?.split('/').at(-1) ?? ''
})

const isPdf = async (answer: Response) =>
  [answer.status, new TextDecoder().decode((await answer.arrayBuffer()).slice(0, 5))] as const

describe('labels by their pages', () => {
  it('a batch of thirty is one sheet: a PDF in less than a second [MRO-3.1f]', async () => {
    const made = await world.post(ana, '/acme/codes/batches', { name: 'Line 3', size: '30' })
    const batch = made.headers.get('Location')?.split('/').at(-1) ?? ''
    const page = await (await world.get(bo, `/acme/labels?batch=${batch}`)).text()
    expect(page).toContain('Make the PDF of 30 labels')
    expect(page).toContain('30 labels on 1 sheet.')
    expect(page).toContain('data:image/svg+xml;base64,')
    const warm = await world.post(bo, '/acme/labels/sheet', { batch, stock: 'avery-5160', op: 'a' })
    expect(await isPdf(warm)).toEqual([200, '%PDF-'])
    const began = Date.now()
    expect(await isPdf(await world.post(bo, '/acme/labels/sheet', { batch, stock: 'avery-5160', op: 'b' }))).toEqual([
      200,
      '%PDF-',
    ])
    console.log(`30-label sheet: ${Date.now() - began} ms`)
  })

  it('records of a list get a code each when the PDF is made, once', async () => {
    const task = await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: 'Grease fan F-03' })
    const ids = `${site},${((await task.json()) as { id: string }).id}`
    const page = await (await world.post(bo, '/acme/labels', { ids })).text()
    expect(page).toContain('2 of them have no code yet')
    const ctx = await world.as(ana)
    const codes = () => ctx.db.all('SELECT target FROM codes')
    expect(await codes()).toEqual([])
    for (const op of ['a', 'a', 'b']) {
      expect((await world.post(bo, '/acme/labels/sheet', { ids, stock: 'zebra-225-125', op })).status).toBe(200)
      expect((await codes()).length).toBe(2)
    }
  })

  it('say why they cannot be printed, and then nothing is written', async () => {
    const before = await world.everything(ana)
    for (const [fields, words] of [
      [{ of: site, stock: 'brother-tze-12' }, 'phones need 0.4 mm'],
      [{ of: site, stock: 'avery-5160', start: '31' }, 'Write a label of the sheet, 1 to 30.'],
      [{ of: site, stock: 'avery-5160', copies: '0' }, 'Write how many of each, 1 to 10.'],
      [{ of: site, stock: 'nonsense' }, 'Choose the labels'],
      [{ of: 'st_00000000000000000000000000', stock: 'avery-5160' }, 'There is nothing to print'],
      [{ stock: 'avery-5160' }, 'What shall be printed?'],
    ] as const) {
      const answer = await world.post(bo, '/acme/labels/sheet', fields)
      expect([words, answer.status, (await answer.text()).includes(words)]).toEqual([words, 422, true])
    }
    expect(await world.everything(ana)).toBe(before)
    const text = await world.post(bo, '/acme/labels/sheet', { of: site, stock: 'brother-tze-12', textOnly: 'on' })
    expect(await isPdf(text)).toEqual([200, '%PDF-'])
  })

  it('are moved by what their printer is off, which is kept by its name', async () => {
    const added = await world.post(bo, '/acme/labels/printers', {
      name: 'Stores',
      offsetX: '1,5',
      offsetY: '-0.8',
      scale: '99',
    })
    expect(added.status).toBe(303)
    const ctx = await world.as(ana)
    const [printer] = await ctx.db.all<{ id: string }>('SELECT * FROM label_printers')
    expect(printer).toMatchObject({ name: 'Stores', offset_x_um: 1500, offset_y_um: -800, scale_permille: 990 })
    const same = await world.post(bo, '/acme/labels/printers', { name: 'STORES' })
    expect([same.status, (await same.text()).includes('Another printer is called so')]).toEqual([409, true])
    const wild = await world.post(bo, '/acme/labels/printers', { name: 'Other', offsetX: '40', scale: '150' })
    expect(wild.status).toBe(422)
    const fields = { of: site, stock: 'avery-5160', printer: printer?.id ?? '' }
    expect(await isPdf(await world.post(bo, '/acme/labels/sheet', fields))).toEqual([200, '%PDF-'])
    const page = await world.get(bo, `/acme/labels/calibration?stock=avery-l7160&printer=${printer?.id}`)
    expect(await isPdf(page)).toEqual([200, '%PDF-'])
    expect((await world.post(bo, `/acme/labels/printers/${printer?.id}/removal`)).status).toBe(403)
    expect((await world.post(ana, `/acme/labels/printers/${printer?.id}/removal`)).status).toBe(303)
  })

  it('carry fonts for names in other letters', async () => {
    const made = await world.post(ana, '/acme/sites', { name: 'Zakład Łódź · цех 4', timeZone: 'UTC' })
    const other = made.headers.get('Location')?.split('/').at(-1) ?? ''
    const answer = await world.post(bo, '/acme/labels/sheet', { of: other, stock: 'avery-5160' })
    const bytes = (await answer.arrayBuffer()).byteLength
    expect([answer.status, bytes > 8_000]).toEqual([200, true])
  })
})

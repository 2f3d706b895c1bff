import { beforeEach, describe, expect, it } from 'vitest'
import { planOnOrder } from '../../src/inventory'
import { classify } from '../../src/inventory/replenishment.queries'
import { differences } from '../../src/inventory/stock.queries'
import { valueAt } from '../../src/inventory/value'
import type { Id } from '../../src/kernel/ids'
import type { LocalDate } from '../../src/kernel/local-date'
import { handle } from '../../src/platform/queue'
import { rooms } from '../../src/rooms'
import { type Person, sent, World } from '../support/world'

let world: World
let ana: Person
let kees: Person
let bo: Person
let store: string
let bin: string
let bolt: Id<'pt'>

const post = (who: Person, path: string, fields: Record<string, string>) => world.post(who, `/acme${path}`, fields)
const page = async (who: Person, path: string) =>
  (await (await world.get(who, `/acme${path}`)).text()).replaceAll('\u00a0', ' ')
const idOf = (response: Response) => response.headers.get('Location')?.split('/').at(-1) ?? ''
const place = async (kind: string, name: string, parentId: string) =>
  (
    (await (await world.json(ana, 'POST', '/api/v1/acme/places', { kind, name, parentId, code: name })).json()) as {
      id: string
    }
  ).id
const part = async (number: string, more: Record<string, string> = {}) =>
  idOf(await post(ana, '/parts', { number, name: `Part ${number}`, unit: 'EA', whole: 'on', ...more })) as Id<'pt'>
const receive = (id: string, quantity: string, price = '1', more: Record<string, string> = {}) =>
  post(kees, `/parts/${id}/receipt`, { quantity, price, binId: bin, ...more })
const one = async (sql: string) =>
  Object.values((await (await world.as(ana)).db.all<Record<string, unknown>>(sql))[0] ?? {})
const deliver = async () => {
  for (const envelope of sent.splice(0)) await handle(world.platform, rooms, envelope)
}
const proved = async () => expect(await differences(await world.as(ana))).toEqual([])

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  kees = await world.member(ana, 'Kees', 'storekeeper')
  bo = await world.member(ana, 'Bo', 'technician')
  const site = idOf(await post(ana, '/sites', { name: 'Plant', timeZone: 'Europe/Amsterdam' }))
  store = await place('storeroom', 'Main stores', site)
  bin = await place('bin', 'E-02-6', store)
  bolt = await part('BLT-M12-60')
})

describe('the counter', () => {
  it('writes a line from what was typed, for what was said; the next begins with the same [MAI-1d]', async () => {
    await receive(bolt, '10')
    const done = await post(bo, '/stock/counter', {
      'partId-words': 'blt m12',
      quantity: '2',
      'subject-words': 'Line 3',
      deed: 'issue',
    })
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/acme/stock/counter?deed=issue&subject=Line+3'])
    const html = await page(bo, '/stock/counter?subject=Line+3')
    expect(html).toContain('BLT-M12-60')
    const before = await world.everything(ana)
    const lines: [Record<string, string>, number, string][] = [
      [{ 'partId-words': 'nothing so' }, 422, 'No part is found by nothing so'],
      [{ 'partId-words': 'blt m12', quantity: '1,5' }, 422, 'Write the quantity'],
      [{ 'partId-words': 'blt m12', quantity: '1000000000000000000' }, 422, 'larger than can be kept'],
      [{ 'partId-words': 'blt m12', quantity: '9' }, 409, 'only 8 ea is free. Bo took 2 ea at'],
      [{ 'partId-words': 'blt m12', quantity: '1', 'subject-words': '' }, 422, 'Say what it is for'],
    ]
    for (const [fields, status, words] of lines) {
      const answer = await post(bo, '/stock/counter', {
        quantity: '1',
        'subject-words': 'Line 3',
        deed: 'issue',
        op: words,
        ...fields,
      })
      expect([words, answer.status]).toEqual([words, status])
      expect((await answer.text()).replaceAll('\u00a0', ' ')).toContain(words)
    }
    expect(await world.everything(ana)).toBe(before)
  })

  it('takes a scan of the label of a part and of a bin', async () => {
    await receive(bolt, '3')
    await post(ana, '/codes/of-nothing', {})
    await world.json(ana, 'POST', '/api/v1/acme/bar-codes', {
      target: bolt,
      symbology: 'code-128',
      value: '4006381333931',
    })
    expect(
      (await post(bo, '/stock/counter', { 'partId-words': '4006381333931', quantity: '1', 'subject-words': 'Line 3' }))
        .status,
    ).toBe(303)
    expect(await page(bo, `/stock/in/${bin}`)).toContain('BLT-M12-60')
    expect(await one(`SELECT quantity FROM stock WHERE part_id = '${bolt}'`)).toEqual([200_000])
  })
})

describe('a part', () => {
  it('is bought in boxes; a box without its factor is never taken for one', async () => {
    const vendor = { 'vendorId-words': 'Fenwick', number: 'DIN933-M12', unit: 'XBX', price: '56.00', preferred: 'on' }
    const missing = await post(kees, `/parts/${bolt}/vendors`, vendor)
    expect([missing.status, (await missing.text()).includes('is not known')]).toEqual([422, true])
    expect((await post(kees, `/parts/${bolt}/vendors`, { ...vendor, factor: '50', op: 'b' })).status).toBe(303)
    expect((await receive(bolt, '2', '56', { unit: 'XBX' })).status).toBe(303)
    expect(await one('SELECT quantity, value_minor FROM stock')).toEqual([10_000_000, 11_200])
    expect(await page(bo, '/parts?q=din933')).toContain('BLT-M12-60')
    const wrong = await receive(bolt, '2', '1', { unit: 'KGM', op: 'c' })
    expect(wrong.status).toBe(422)
    const html = await page(ana, `/parts/${bolt}`)
    for (const words of ['Fenwick', 'DIN933-M12', 'box of 50', '56']) expect(html).toContain(words)
    expect(await page(bo, `/parts/${bolt}`)).not.toContain('56.00')
  })

  it('knows its substitutes and the machines that take it; the machine knows its spares', async () => {
    const other = await part('BLT-M12-70')
    const asset = (await (
      await world.json(ana, 'POST', '/api/v1/acme/assets', { name: 'Pump', tag: 'P-204' })
    ).json()) as { id: string }
    await post(kees, `/parts/${bolt}/relations`, {
      kind: 'substitute',
      other,
      note: 'With two washers',
      bothWays: 'on',
    })
    await post(kees, `/parts/${bolt}/relations`, { kind: 'use', other: asset.id, quantity: '8', op: 'b' })
    expect((await post(kees, `/parts/${bolt}/relations`, { kind: 'substitute', other: bolt, op: 'c' })).status).toBe(
      422,
    )
    const html = await page(kees, `/parts/${bolt}`)
    for (const words of ['With two washers', 'BLT-M12-70', 'P-204']) expect(html).toContain(words)
    expect(await page(kees, `/parts/${other}`)).toContain('BLT-M12-60')
    expect(await page(bo, `/stock/spares/${asset.id}`)).toContain('BLT-M12-60')
  })
})

describe('a count', () => {
  const lineOf = async () => String((await one("SELECT id FROM count_lines WHERE state IN ('to-count', 'recount')"))[0])
  const take = async (who: Person, session: string, counted: string, op: string) =>
    post(who, `/stock/counts/${session}/lines/${await lineOf()}`, { counted, op })

  it('is blind, heeds what moves meanwhile, asks a second person and an approver, and posts [MRO-2.3f] [OPS-2a]', async () => {
    await receive(bolt, '64', '1.12')
    const session = idOf(
      await post(kees, '/stock/counts', { placeId: bin, blind: 'on', tolerancePercent: '5', approval: '10' }),
    )
    const blind = await page(kees, `/stock/counts/${session}`)
    expect(blind).toContain('E-02-6')
    expect(blind).not.toContain('>64<')
    expect((await take(kees, session, '40', 'a')).status).toBe(303)
    expect((await take(kees, session, '40', 'b')).status).toBe(409)
    await post(bo, '/stock/counter', { 'partId-words': 'blt', quantity: '4', 'subject-words': 'Line 3' })
    expect((await take(bo, session, '36', 'c')).status).toBe(303)
    await post(bo, '/stock/counter', { 'partId-words': 'blt', quantity: '6', 'subject-words': 'Line 3', op: 'x' })
    const own = await post(kees, `/stock/counts/${session}/posting`, { op: 'd' })
    expect([own.status, (await own.text()).includes('off by more than a counter may post')]).toEqual([403, true])
    expect((await post(ana, `/stock/counts/${session}/posting`, { op: 'e' })).status).toBe(303)
    // 64, less 4, less 6 by the ledger; 24 fewer were found.
    expect(await one(`SELECT quantity FROM stock WHERE part_id = '${bolt}'`)).toEqual([3_000_000])
    expect(await one('SELECT accuracy, state FROM count_sessions')).toEqual([6250, 'posted'])
    expect((await post(ana, `/stock/counts/${session}/posting`, { op: 'f' })).status).toBe(409)
    expect(await page(kees, '/stock/counts')).toContain('62.5 %')
    await proved()
  })

  it('of a bin that was merged meanwhile writes nothing and says where it went', async () => {
    await receive(bolt, '5')
    const other = await place('bin', 'E-02-7', store)
    const session = idOf(await post(kees, '/stock/counts', { placeId: bin, blind: 'on', approval: '10' }))
    await world.json(ana, 'POST', `/api/v1/acme/places/${bin}/merging`, { successorId: other })
    await deliver()
    const before = await world.everything(ana)
    const late = await take(kees, session, '5', 'a')
    expect([late.status, (await late.text()).includes('was merged into E-02-7')]).toEqual([409, true])
    expect(await world.everything(ana)).toBe(before)
    expect(await page(kees, `/stock/in/${other}`)).toContain('BLT-M12-60')
  })

  it('is due by rule: a bin that is long uncounted, or empty', async () => {
    await receive(bolt, '5')
    await post(ana, '/stock/counts/rules', {
      name: 'Quarterly',
      kind: 'period',
      placeId: store,
      everyDays: '90',
      turnover: '1000',
    })
    await post(ana, '/stock/counts/rules', { name: 'Empty', kind: 'zero', placeId: store, turnover: '1000', op: 'b' })
    expect(await page(kees, '/stock/counts')).toContain('1 bin is due')
    await post(bo, '/stock/counter', { 'partId-words': 'blt', quantity: '5', 'subject-words': 'Line 3' })
    expect(await page(kees, '/stock/counts')).toContain('1 bin is due')
    const [rule] = await one("SELECT id FROM count_rules WHERE kind = 'zero'")
    const session = idOf(await post(kees, '/stock/counts', { ruleId: String(rule), blind: 'on', op: 'z' }))
    expect((await take(kees, session, '0', 'y')).status).toBe(303)
    expect((await post(kees, `/stock/counts/${session}/posting`, {})).status).toBe(303)
    expect(await page(kees, '/stock/counts')).toContain('1 of 1')
  })
})

describe('reordering', () => {
  it('suggests what will be short by the time it could be here, once, and says why [MRO-2.3b]', async () => {
    await receive(bolt, '10')
    await post(kees, `/parts/${bolt}/vendors`, {
      'vendorId-words': 'Fenwick',
      unit: 'XBX',
      factor: '50',
      preferred: 'on',
    })
    expect((await post(kees, `/parts/${bolt}/reordering`, { reorderPoint: '8', reorderQuantity: '20' })).status).toBe(
      303,
    )
    await deliver()
    expect(await page(kees, '/stock/reorder')).toContain('Nothing needs ordering')
    for (const op of ['a', 'b', 'c'])
      await post(bo, '/stock/counter', { 'partId-words': 'blt', quantity: '1', 'subject-words': 'Line 3', op })
    await deliver()
    await deliver()
    const alerts = () => one("SELECT count(*) FROM audit_entries WHERE facts LIKE '%inventory.stock-low%'")
    expect(await alerts()).toEqual([1])
    const html = await page(kees, '/stock/reorder')
    expect(html).toContain(
      '7 available = 7 ea by 2026-12-01, at or below 8: order 20; rounded up to 1 box of 50 = 50 ea.',
    )
    expect(await (await world.get(kees, '/acme/stock/reorder.csv')).text()).toContain('"BLT-M12-60"')
    expect(await page(kees, '/parts?view=low')).toContain('BLT-M12-60')
    const ctx = await world.as(ana)
    await ctx.execute(
      planOnOrder(ctx, [
        { source: 'x', partId: bolt, quantity: 5_000_000, dueOn: '2026-11-26' as LocalDate, placeId: null },
      ]).writes,
    )
    expect(await page(kees, '/stock/reorder')).toContain('Nothing needs ordering')
    await receive(bolt, '50', '1', { op: 'z' })
    await deliver()
    expect(await one('SELECT low_since FROM stock')).toEqual([null])
    await classify(ctx)
    expect(await one('SELECT class, used_year FROM stock')).toEqual(['A', 300_000])
    expect(await page(kees, `/parts/${bolt}/reordering`)).toContain('slow mover')
  })
})

describe('money', () => {
  it('values the stock of any day by category and storeroom, to the cent [MRO-2.3e]', async () => {
    await post(kees, '/parts/categories', { name: 'Bolts' })
    const [category] = await one('SELECT id FROM part_categories')
    const nut = await part('NUT-M12', { categoryId: String(category) })
    await receive(bolt, '1', '5', { op: 'b' })
    await receive(nut, '3', '0.333333')
    const worth = async (day: string) => {
      const { categories, rooms, totalMinor } = await valueAt(await world.as(ana), day as LocalDate)
      const said = (rows: typeof rooms) => rows.map(({ name, valueMinor }) => [name, valueMinor])
      return [said(categories), said(rooms), totalMinor]
    }
    const today = [
      [
        [null, 500],
        ['Bolts', 100],
      ],
      [['Main stores', 600]],
      600,
    ]
    const began = world.now
    world.now = (began + 2 * 86_400_000) as never
    await world.signIn(kees)
    await post(kees, '/stock/counter', { partId: nut, quantity: '1', 'subject-words': 'Line 3' })
    expect(await worth('2026-11-24')).toEqual(today)
    expect(await worth('2026-11-26')).toEqual([
      [
        [null, 500],
        ['Bolts', 67],
      ],
      [['Main stores', 567]],
      567,
    ])
    expect(await worth('2026-11-23')).toEqual([[], [], 0])
    world.now = began
    const html = await page(kees, '/stock/value')
    for (const words of ['Bolts', 'Main stores']) expect(html).toContain(words)
    expect(await page(kees, '/stock/value?day=2026-11-23')).toContain('Nothing of value')
    expect((await world.get(bo, '/acme/stock/value')).status).toBe(403)
  })

  it('changes the method by a dated line and keeps the value; a closed period takes nothing more', async () => {
    await receive(bolt, '3', '2')
    const change = { method: 'fifo', reason: 'The accountant asks for it' }
    expect((await post(kees, '/stock/policy/method', change)).status).toBe(403)
    expect((await post(ana, '/stock/policy/method', change)).status).toBe(303)
    expect((await post(ana, '/stock/policy/method', { ...change, op: 'b' })).status).toBe(409)
    expect(await one('SELECT quantity, value_minor FROM stock_layers')).toEqual([300_000, 600])
    await receive(bolt, '1', '9', { op: 'c' })
    await post(bo, '/stock/counter', { 'partId-words': 'blt', quantity: '3', 'subject-words': 'Line 3' })
    expect(await one('SELECT value_minor FROM stock')).toEqual([900])
    expect((await post(ana, '/stock/policy/closing', { openFrom: '2026-11-01' })).status).toBe(303)
    expect((await post(ana, '/stock/policy/closing', { openFrom: '2026-10-01', op: 'd' })).status).toBe(422)
    const before = await world.everything(ana)
    const late = await receive(bolt, '1', '1', { effectiveOn: '2026-10-31', op: 'e' })
    expect([late.status, (await late.text()).includes('The stock period before 2026-11-01 is closed')]).toEqual([
      422,
      true,
    ])
    expect(await world.everything(ana)).toBe(before)
    await proved()
  })
})

it('a kit is reserved in one go, staged, and issued from its pick list; a tool is lent and comes back', async () => {
  const nut = await part('NUT-M12')
  await receive(bolt, '10')
  await receive(nut, '10', '1', { op: 'n' })
  expect((await post(kees, '/stock/kits', { name: 'Flange', lines: '8 blt-m12-60\n8 NUT-M12' })).status).toBe(303)
  expect((await post(kees, '/stock/kits', { name: 'Odd', lines: '8 nothing', op: 'b' })).status).toBe(422)
  const [kit] = await one('SELECT id FROM stock_kits')
  expect((await post(bo, `/stock/kits/${kit}/reservation`, { 'subject-words': 'Job 7' })).status).toBe(303)
  const list = await page(bo, '/stock/for/Job%207/list')
  for (const words of ['BLT-M12-60', 'NUT-M12', 'E-02-6']) expect(list).toContain(words)
  expect((await post(kees, '/stock/for/Job%207/staging', { 'toBinId-words': '' })).status).toBe(303)
  expect((await post(bo, '/stock/for/Job%207/issue', {})).status).toBe(303)
  expect(await one('SELECT sum(quantity), sum(hard) FROM stock')).toEqual([400_000, 0])

  const tool = await part('TOOL-TQ')
  await receive(tool, '1', '240', { op: 't' })
  const lend = { quantity: '1', 'subject-words': 'Contractor Brandt', spot: `${bin} ok ` }
  expect((await post(kees, `/parts/${tool}/loan`, { ...lend, dueOn: '2026-11-01' })).status).toBe(422)
  expect((await post(kees, `/parts/${tool}/loan`, { ...lend, dueOn: '2026-11-25', op: 'l' })).status).toBe(303)
  expect(await page(kees, '/stock/loans')).toContain('Contractor Brandt')
  const [loan] = await one('SELECT id FROM stock_loans')
  expect((await post(kees, `/stock/loans/${loan}`, { binId: bin })).status).toBe(303)
  expect((await post(kees, `/stock/loans/${loan}`, { binId: bin, op: 'x' })).status).toBe(409)
  expect(await one(`SELECT quantity, value_minor FROM stock WHERE part_id = '${tool}'`)).toEqual([100_000, 24_000])
  await proved()
})

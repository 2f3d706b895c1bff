import { beforeEach, describe, expect, it } from 'vitest'
import { planOnOrder } from '../../src/inventory'
import { listeners } from '../../src/inventory/listeners'
import { promiseWhatIsDue } from '../../src/inventory/reservation.actions'
import { differences } from '../../src/inventory/stock.queries'
import type { Id } from '../../src/kernel/ids'
import { instant } from '../../src/kernel/instant'
import type { LocalDate } from '../../src/kernel/local-date'
import { handle } from '../../src/platform/queue'
import { rooms as house } from '../../src/rooms'
import { type Person, sent, World } from '../support/world'

let world: World
let ana: Person
let kees: Person
let bo: Person
let part: Id<'pt'>
let [a, b, staging] = ['', '', '']

const api = (who: Person, path: string, body: unknown) => world.json(who, 'POST', `/api/v1/acme${path}`, body)
const answer = async <T>(response: Response) => (await response.json()) as T
const place = async (kind: string, name: string, parentId: string) =>
  (await answer<{ id: string }>(await api(ana, '/places', { kind, name, parentId }))).id

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  kees = await world.member(ana, 'Kees', 'storekeeper')
  bo = await world.member(ana, 'Bo', 'technician')
  const site = await world.post(ana, '/acme/sites', { name: 'Plant', timeZone: 'Europe/Amsterdam' })
  const store = await place('storeroom', 'Main stores', site.headers.get('Location')?.split('/').at(-1) ?? '')
  ;[a, b, staging] = [
    await place('bin', 'A-01-1', store),
    await place('bin', 'B-02-2', store),
    await place('bin', 'S-01', store),
  ]
  const made = await api(ana, '/parts', { number: 'BRG-6205', name: 'Bearing', unit: 'EA', whole: true, leadDays: 10 })
  part = (await answer<{ id: Id<'pt'> }>(made)).id
})

const receive = (quantity: string, binId = a) =>
  api(kees, '/stock/receipts', { lines: [{ partId: part, binId, quantity, price: '4' }] })
const reserve = (quantity: string, more: Record<string, unknown> = {}, who = bo) =>
  api(who, '/stock/reservations', { lines: [{ partId: part, quantity }], subject: 'WO-1042', ...more })
const issue = (quantity: string, subject: string, binId = '') =>
  api(bo, '/stock/issues', { lines: [{ partId: part, binId, quantity }], subject })
type Row = { id: string; state: string; quantity: string; issued: string; bin: string | null }
const rows = async (subject = 'WO-1042') =>
  (await answer<{ items: Row[] }>(await world.get(bo, `/api/v1/acme/stock/reservations?subject=${subject}`))).items
const said = async (subject?: string) => (await rows(subject)).map(({ state, quantity, bin }) => [state, quantity, bin])
const figures = async () => {
  const [row] = await (await world.as(ana)).db.all<Record<string, number>>(
    'SELECT quantity, hard, quantity - unfit - hard AS available, soft, on_order FROM stock',
  )
  return Object.values(row ?? {}).map((scaled) => scaled / 100_000)
}
const deliver = async () => {
  for (const envelope of sent.splice(0)) await handle(world.platform, house, envelope)
}
const proved = async () => expect(await differences(await world.as(ana))).toEqual([])

describe('a reservation', () => {
  it('promises what is free from its bins and waits for the rest; what comes in is promised on', async () => {
    await receive('2')
    expect((await reserve('5')).status).toBe(201)
    expect(await said()).toEqual([
      ['reserved', '2', 'A-01-1'],
      ['assigned', '3', null],
    ])
    expect(await figures()).toEqual([2, 2, 0, 3, 0])
    await receive('2', b)
    await deliver()
    expect(await said()).toEqual([
      ['reserved', '2', 'A-01-1'],
      ['reserved', '2', 'B-02-2'],
      ['assigned', '1', null],
    ])
    expect(await figures()).toEqual([4, 4, 0, 1, 0])
    await proved()
  })

  it('keeps others from it, and is used up by what it is for, from wherever that is taken', async () => {
    await receive('3')
    await receive('1', b)
    await reserve('3', { how: 'hard' })
    const before = await world.everything(ana)
    expect((await issue('2', 'Line 3', a)).status).toBe(409)
    expect(await world.everything(ana)).toBe(before)
    expect((await issue('1', 'WO-1042', b)).status).toBe(201)
    expect(await figures()).toEqual([3, 2, 1, 0, 0])
    expect((await issue('2', 'WO-1042')).status).toBe(201)
    expect((await rows()).map(({ state, issued }) => [state, issued])).toEqual([['issued', '3']])
    expect(await figures()).toEqual([1, 0, 1, 0, 0])
    await proved()
  })

  it('with a day far off says only its demand, until buying anew would come too late', async () => {
    await receive('5')
    await reserve('2', { requiredOn: '2026-12-20' })
    expect(await said()).toEqual([['assigned', '2', null]])
    expect(await promiseWhatIsDue(await world.as(ana))).toEqual({ parts: 0 })
    const began = world.now
    world.now = instant(world.now + 20 * 86_400_000)
    expect(await promiseWhatIsDue(await world.as(ana))).toEqual({ parts: 1 })
    world.now = began
    expect(await said()).toEqual([['reserved', '2', 'A-01-1']])
    expect(await figures()).toEqual([5, 2, 3, 0, 0])
  })

  it('is staged where the job fetches it, and given back', async () => {
    await receive('3')
    await reserve('2')
    const ids = (await rows()).map(({ id }) => id)
    expect((await api(bo, '/stock/stagings', { ids, toBinId: staging })).status).toBe(403)
    expect((await api(kees, '/stock/stagings', { ids, toBinId: staging })).status).toBe(201)
    expect(await said()).toEqual([['staged', '2', 'S-01']])
    expect(await figures()).toEqual([3, 2, 1, 0, 0])
    expect((await api(bo, '/stock/releases', { ids })).status).toBe(201)
    expect((await api(bo, '/stock/releases', { ids })).status).toBe(409)
    expect(await figures()).toEqual([3, 0, 3, 0, 0])
    await proved()
  })

  it('refuses hard what is not free, an unknown record, and a fraction', async () => {
    await receive('1')
    const before = await world.everything(ana)
    const no = async (response: Response) => (await answer<{ type: string }>(response)).type.split(':').at(-1)
    expect(await no(await reserve('2', { how: 'hard' }))).toBe('stock.promised')
    expect(await no(await reserve('1', { subject: part.replace('pt_', 'as_') }))).toBe('subject.unknown')
    expect(await no(await reserve('0.5'))).toBe('quantity.whole')
    expect(await world.everything(ana)).toBe(before)
  })

  it('of twenty who want the last one for themselves one is promised it', async () => {
    await receive('1')
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) => reserve('1', { subject: `J${index}`, how: 'hard' })),
    )
    expect(all.filter(({ status }) => status === 201).length).toBe(1)
    expect(await figures()).toEqual([1, 1, 0, 0, 0])
  })

  it('becomes demand again where a count does not find it', async () => {
    await receive('3')
    await reserve('2', { how: 'hard', requiredOn: '2026-11-25' })
    await reserve('1', { how: 'hard', requiredOn: '2026-11-26', subject: 'WO-2000' })
    const opened = await world.post(kees, '/acme/stock/counts', { placeId: a, tolerancePercent: '100', approval: '99' })
    const session = opened.headers.get('Location')?.split('/').at(-1)
    const [line] = await (await world.as(ana)).db.all<{ id: string }>('SELECT id FROM count_lines')
    await world.post(kees, `/acme/stock/counts/${session}/lines/${line?.id}`, { counted: '2' })
    expect((await world.post(kees, `/acme/stock/counts/${session}/posting`, {})).status).toBe(303)
    expect([await said(), await said('WO-2000')]).toEqual([[['reserved', '2', 'A-01-1']], [['assigned', '1', null]]])
    expect(await figures()).toEqual([2, 2, 0, 1, 0])
    await receive('1', b)
    await deliver()
    expect(await said('WO-2000')).toEqual([['reserved', '1', 'B-02-2']])
    await proved()
    const held = await (await world.as(ana)).db.all(
      "SELECT count(*) AS n FROM audit_entries WHERE action = 'inventory.stock.issue' AND facts LIKE '%reservation-changed%'",
    )
    await issue('2', 'WO-1042')
    expect([
      held,
      await (await world.as(ana)).db.all(
        "SELECT count(*) AS n FROM audit_entries WHERE action = 'inventory.stock.issue' AND facts LIKE '%reservation-changed%'",
      ),
    ]).toEqual([[{ n: 0 }], [{ n: 1 }]])
  })

  it('moves with its bin when that is merged', async () => {
    await receive('3')
    await reserve('2')
    expect((await api(ana, `/places/${a}/merging`, { successorId: b })).status).toBe(200)
    await deliver()
    expect(await said()).toEqual([['reserved', '2', 'B-02-2']])
    const lines = await (await world.as(ana)).db.all('SELECT 1 FROM stock_moves')
    // The fact comes a second time: nothing is left to do.
    const listener = listeners.find(({ to }) => to === 'places.place-merged')
    await listener?.handle(await world.as(ana), { name: '', subject: a, successorId: b }, 'again')
    expect((await (await world.as(ana)).db.all('SELECT 1 FROM stock_moves')).length).toBe(lines.length)
    expect(await figures()).toEqual([3, 2, 1, 0, 0])
    await proved()
  })

  it('on order is a line of an order each, said again as it comes', async () => {
    const ctx = await world.as(ana)
    const line = { source: 'pol_1', partId: part, dueOn: '2026-12-01' as LocalDate, placeId: null }
    for (const quantity of [12, 12, 5])
      await ctx.execute(planOnOrder(ctx, [{ ...line, quantity: quantity * 100_000 }]).writes)
    expect(await figures()).toEqual([0, 0, 0, 0, 5])
    await ctx.execute(planOnOrder(ctx, [{ ...line, quantity: 0 }]).writes)
    expect(await figures()).toEqual([0, 0, 0, 0, 0])
  })
})

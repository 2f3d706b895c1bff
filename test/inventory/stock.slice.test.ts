import { beforeEach, describe, expect, it } from 'vitest'
import { differences } from '../../src/inventory/stock.queries'
import { type Person, World } from '../support/world'

let world: World
let ana: Person
let kees: Person
let bo: Person
let cy: Person
let store: string
let [a, b] = ['', '']

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  kees = await world.member(ana, 'Kees', 'storekeeper')
  bo = await world.member(ana, 'Bo', 'technician')
  cy = await world.member(ana, 'Cy', 'viewer')
  const site = await world.post(ana, '/acme/sites', { name: 'Plant', timeZone: 'Europe/Amsterdam' })
  store = await place('storeroom', 'Main stores', site.headers.get('Location')?.split('/').at(-1) ?? '')
  a = await place('bin', 'A-01-1', store)
  b = await place('bin', 'B-02-2', store)
})

const api = (who: Person, path: string, body: unknown, headers: Record<string, string> = {}) =>
  world.json(who, 'POST', `/api/v1/acme${path}`, body, headers)
const answer = async <T>(response: Response) => (await response.json()) as T
const place = async (kind: string, name: string, parentId: string) =>
  (await answer<{ id: string }>(await api(ana, '/places', { kind, name, parentId }))).id

async function part(number = 'BRG-6205', more: Record<string, unknown> = {}): Promise<string> {
  const made = await api(ana, '/parts', { number, name: 'Bearing 6205-2RS', unit: 'EA', whole: true, ...more })
  expect(made.status).toBe(201)
  return (await answer<{ id: string }>(made)).id
}

const receive = (partId: string, binId: string, quantity: string, price = '', more: Record<string, unknown> = {}) =>
  api(kees, '/stock/receipts', { lines: [{ partId, binId, quantity, price, ...more }] })
const issue = (who: Person, partId: string, binId: string, quantity: string, lot = '') =>
  api(who, '/stock/issues', { lines: [{ partId, binId, quantity, lot }], subject: 'Line 3' })
const moveOf = async (response: Response) => (await answer<{ moves: string[] }>(response)).moves[0] ?? ''

type Row = { id: string; onHand: string; reserved: string; available: string; onOrder: string }
const figures = async (id: string) => {
  const list = await answer<{ items: Row[] }>(await world.get(cy, '/api/v1/acme/parts'))
  const row = list.items.find((one) => one.id === id)
  return [row?.onHand, row?.reserved, row?.available, row?.onOrder]
}
const worth = async (id: string) =>
  (
    await (
      await world.as(ana)
    ).db.all<{ value: number }>(`SELECT value_minor AS value FROM stock WHERE part_id = '${id}'`)
  )[0]?.value
const proved = async () => expect(await differences(await world.as(ana))).toEqual([])

describe('the stock ledger', () => {
  it('receives, issues and moves; four numbers follow, value to the cent [MRO-2.3b] [MRO-2.3f]', async () => {
    const id = await part()
    await receive(id, a, '3', '0.033333')
    expect(await worth(id)).toBe(10)
    expect((await issue(bo, id, a, '1')).status).toBe(201)
    expect(await worth(id)).toBe(7)
    const moved = await api(kees, '/stock/transfers', {
      lines: [{ partId: id, binId: a, toBinId: b, toCondition: 'damaged', quantity: '1' }],
    })
    expect(moved.status).toBe(201)
    expect(await figures(id)).toEqual(['2', '0', '1', '0'])
    await proved()
  })

  it('takes nothing that is not there, and says who took it and when', async () => {
    const id = await part()
    await receive(id, a, '1', '4.20')
    expect((await issue(kees, id, a, '1')).status).toBe(201)
    const before = await world.everything(ana)
    const late = await issue(bo, id, a, '1')
    expect(late.status).toBe(409)
    const { type, title } = await answer<{ type: string; title: string }>(late)
    expect(type).toBe('urn:mro:problem:stock.short')
    expect(title.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ')).toBe(
      'Of BRG-6205 none is left in this bin. Kees took 1 ea at 10:00 AM.',
    )
    expect(await world.everything(ana)).toBe(before)
  })

  it('of fifty who take the last one at once, one gets it [MRO-2.3f]', async () => {
    const id = await part()
    await receive(id, a, '1', '4.20')
    const all = await Promise.all(Array.from({ length: 50 }, (_, index) => issue(index % 2 ? bo : kees, id, a, '1')))
    const by = (status: number) => all.filter((response) => response.status === status).length
    expect([by(201), by(409)]).toEqual([1, 49])
    const reasons = await Promise.all(
      all.filter(({ status }) => status === 409).map((one) => answer<{ type: string }>(one)),
    )
    expect(new Set(reasons.map(({ type }) => type))).toEqual(new Set(['urn:mro:problem:stock.short']))
    const lines = await (await world.as(ana)).db.all("SELECT id FROM stock_moves WHERE kind = 'issue'")
    expect(lines.length).toBe(1)
    await proved()
  }, 60_000)

  it('sent twice under one key is issued once [OPS-3a]', async () => {
    const id = await part()
    await receive(id, a, '5', '4.20')
    const body = { lines: [{ partId: id, binId: a, quantity: '2' }], subject: 'Line 3' }
    const [one, two] = await Promise.all([1, 2].map(() => api(bo, '/stock/issues', body, { 'Idempotency-Key': 'k' })))
    expect([one?.status, two?.status]).toEqual([201, 201])
    expect(await answer(one as Response)).toEqual(await answer(two as Response))
    expect(await figures(id)).toEqual(['3', '0', '3', '0'])
  })

  it('issues several lines or none', async () => {
    const [one, two] = [await part('A-1'), await part('A-2')]
    await receive(one, a, '5', '1')
    await receive(two, a, '1', '1')
    const before = await world.everything(ana)
    const lines = [
      { partId: one, binId: a, quantity: '2' },
      { partId: two, binId: a, quantity: '2' },
    ]
    expect((await api(bo, '/stock/issues', { lines, subject: 'Line 3' })).status).toBe(409)
    expect(await world.everything(ana)).toBe(before)
    const twice = [lines[0], { partId: one, binId: a, quantity: '3' }]
    expect((await api(bo, '/stock/issues', { lines: twice, subject: 'Line 3' })).status).toBe(201)
    expect(await figures(one)).toEqual(['0', '0', '0', '0'])
    await proved()
  })

  it('brings back at the cost that it left with, whatever the price is now [MRO-2.3e]', async () => {
    const id = await part()
    await receive(id, a, '2', '10')
    const out = await moveOf(await issue(bo, id, a, '2'))
    await receive(id, a, '1', '99')
    const back = await api(bo, '/stock/returns', { moveId: out, binId: a, quantity: '1' })
    expect(back.status).toBe(201)
    expect(await worth(id)).toBe(10_900)
    const more = await api(bo, '/stock/returns', { moveId: out, binId: a, quantity: '2' })
    expect([more.status, (await answer<{ type: string }>(more)).type]).toEqual([409, 'urn:mro:problem:return.more'])
    await proved()
  })

  it('takes a movement back by a new one, once, and not after a return [MRO-2.3f]', async () => {
    const id = await part()
    await receive(id, a, '2', '10')
    const out = await moveOf(await issue(bo, id, a, '2'))
    const back = await moveOf(await api(bo, '/stock/returns', { moveId: out, binId: a, quantity: '1' }))
    const reverse = (moveId: string) => api(kees, '/stock/reversals', { moveId, reason: 'Wrong part' })
    expect((await reverse(out)).status).toBe(409)
    expect((await reverse(back)).status).toBe(201)
    const two = await Promise.all([reverse(out), reverse(out)])
    expect(two.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await figures(id)).toEqual(['2', '0', '2', '0'])
    expect(await worth(id)).toBe(2000)
    await proved()
  })

  it('is corrected by a count with a reason; what is right already is not written', async () => {
    const id = await part()
    await receive(id, a, '3', '1')
    const adjust = (counted: string, reason = 'Found two behind the shelf') =>
      api(kees, '/stock/adjustments', { partId: id, binId: a, counted, reason })
    expect((await adjust('5')).status).toBe(201)
    const before = await world.everything(ana)
    expect((await adjust('5')).status).toBe(409)
    expect((await adjust('4', '')).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
    expect(await worth(id)).toBe(500)
  })

  it('keeps lots apart, and issues none whose day is past', async () => {
    const id = await part('GRS-2', { name: 'Grease', unit: 'KGM', whole: false, tracking: 'lot', expires: true })
    await receive(id, a, '2.5', '8', { lot: 'L1', expiresOn: '2026-11-23' })
    await receive(id, a, '1', '8', { lot: 'L2', expiresOn: '2027-01-01' })
    const old = await issue(bo, id, a, '0.5', 'L1')
    expect((await answer<{ type: string }>(old)).type).toBe('urn:mro:problem:lot.expired')
    expect((await issue(bo, id, a, '0.5', 'L2')).status).toBe(201)
    expect((await issue(bo, id, a, '0.5')).status).toBe(422)
    expect((await receive(id, a, '1', '8', { lot: 'L2', expiresOn: '2028-01-01' })).status).toBe(422)
    expect(await figures(id)).toEqual(['3', '0', '3', '0'])
    // A promise of a lot does not outlive its day.
    const mine = { lines: [{ partId: id, quantity: '0.5' }], subject: 'WO-1' }
    expect((await world.json(bo, 'POST', '/api/v1/acme/stock/reservations', { ...mine, how: 'hard' })).status).toBe(201)
    world.now = (world.now + 60 * 86_400_000) as typeof world.now
    await world.signIn(bo)
    const late = await world.json(bo, 'POST', '/api/v1/acme/stock/issues', mine)
    expect((await answer<{ type: string }>(late)).type).toBe('urn:mro:problem:lot.expired')
    await proved()
  })

  it('refuses in words, and writes nothing', async () => {
    const id = await part()
    await receive(id, a, '3', '1')
    const site = (await answer<{ items: { id: string }[] }>(await world.get(ana, '/api/v1/acme/places')))?.items[0]?.id
    const before = await world.everything(ana)
    const tried: [string, Response, number][] = [
      ['half a bearing', await issue(bo, id, a, '0.5'), 422],
      ['a comma', await issue(bo, id, a, '1,5'), 422],
      ['10^18', await receive(id, a, '1000000000000000000'), 422],
      ['the most that a number takes, at a price', await receive(id, a, '90000000000', '99999'), 422],
      ['less than nothing', await issue(bo, id, a, '-1'), 422],
      ['a bin that is none', await receive(id, 'pl_01arz3ndektsv4rrffq69g5fav', '1'), 404],
      ['a site as a bin', await receive(id, site ?? '', '1'), 404],
      ['a part that is none', await receive('pt_01arz3ndektsv4rrffq69g5fav', a, '1'), 404],
      ['a lot of what has none', await issue(bo, id, a, '1', 'L9'), 422],
      [
        'tomorrow',
        await api(kees, '/stock/receipts', {
          lines: [{ partId: id, binId: a, quantity: '1' }],
          effectiveOn: '2026-11-26',
        }),
        422,
      ],
    ]
    for (const [name, response, status] of tried) expect([name, response.status]).toEqual([name, status])
    expect(await world.everything(ana)).toBe(before)
  })

  it('takes what happened before, but nothing of a closed period', async () => {
    const id = await part()
    const lines = [{ partId: id, binId: a, quantity: '1', price: '1' }]
    expect((await api(kees, '/stock/receipts', { lines, effectiveOn: '2026-11-01' })).status).toBe(201)
    await (await world.as(ana)).db.run("UPDATE stock_policy SET open_from = '2026-11-15'")
    const closed = await api(kees, '/stock/receipts', { lines, effectiveOn: '2026-11-14' })
    expect((await answer<{ type: string }>(closed)).type).toBe('urn:mro:problem:period.closed')
  })

  it('lays nothing into a bin that was merged meanwhile, and names the one to use', async () => {
    const id = await part()
    const merged = await world.json(ana, 'POST', `/api/v1/acme/places/${a}/merging`, { successorId: b })
    expect(merged.status).toBeLessThan(300)
    const answered = await receive(id, a, '1')
    expect(answered.status).toBe(409)
    expect((await answer<{ title: string }>(answered)).title).toBe('Bin A-01-1 was merged into B-02-2. Use that one.')
  })

  it('is for who may: a viewer issues nothing, a technician receives nothing [MRO-4.3]', async () => {
    const id = await part()
    await receive(id, a, '3', '1')
    const before = await world.everything(ana)
    expect((await issue(cy, id, a, '1')).status).toBe(403)
    expect((await api(bo, '/stock/receipts', { lines: [{ partId: id, binId: a, quantity: '1' }] })).status).toBe(403)
    expect(await world.everything(ana)).toBe(before)
  })

  it('that was tampered with is found by its proof', async () => {
    const id = await part()
    await receive(id, a, '3', '1')
    const ctx = await world.as(ana)
    await ctx.db.run('UPDATE stock_balances SET on_hand = 200000')
    await ctx.db.run('UPDATE stock SET value_minor = 299')
    expect((await differences(ctx)).map(({ condition, kept, proved }) => [condition, kept, proved])).toEqual([
      ['ok', 200_000, 300_000],
      ['value', 299, 300],
      ['on hand', 300_000, 200_000],
    ])
    await expect(ctx.db.run('UPDATE stock_moves SET quantity = 1')).rejects.toThrow()
    await expect(ctx.db.run('DELETE FROM stock_moves')).rejects.toThrow()
  })

  it('by first in, first out keeps its layers [MRO-2.3e]', async () => {
    await (await world.as(ana)).db.run("UPDATE stock_policy SET method = 'fifo'")
    const id = await part()
    await receive(id, a, '2', '1')
    await receive(id, b, '2', '3')
    await issue(bo, id, b, '1')
    expect(await worth(id)).toBe(700)
    await issue(bo, id, b, '1')
    await issue(bo, id, a, '1')
    expect(await worth(id)).toBe(300)
    await proved()
  })
})

it('five writers with any deeds, sent twice and in any order, leave a ledger that is right [MRO-2.3f]', async () => {
  const ids = [await part('P-1'), await part('P-2')]
  let seed = 7
  const roll = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  const bins = [a, b]
  const deed = (round: number, writer: number) => {
    const partId = ids[roll(2)] ?? ''
    const binId = bins[roll(2)] ?? ''
    const quantity = String(1 + roll(4))
    const key = { 'Idempotency-Key': `${round}-${writer}` }
    const line = { partId, binId, quantity }
    const bodies: [string, unknown][] = [
      ['receipts', { lines: [{ ...line, price: `${roll(90)}.${roll(1_000_000)}` }] }],
      ['issues', { lines: [line], subject: 'Line 3' }],
      ['transfers', { lines: [{ ...line, toBinId: bins[roll(2)] }] }],
      ['adjustments', { partId, binId, counted: quantity, reason: 'Counted' }],
      ['scrappings', { partId, binId, quantity, reason: 'Broken' }],
    ]
    const [path, body] = bodies[roll(5)] ?? ['issues', {}]
    return () => api(ana, `/stock/${path}`, body, key)
  }
  const statuses = new Set<number>()
  for (let round = 0; round < 12; round++) {
    const deeds = Array.from({ length: 5 }, (_, writer) => deed(round, writer))
    // Each is sent twice, as an impatient thumb does.
    const answers = await Promise.all([...deeds, ...deeds.reverse()].map((send) => send()))
    for (const { status } of answers) statuses.add(status)
  }
  expect([...statuses].sort()).toEqual([201, 409, 422])
  await proved()
}, 120_000)

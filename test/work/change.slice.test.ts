import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { commit } from '../../src/platform/commit'
import { moved } from '../../src/work/move.actions'
import { pageOf } from '../../src/work/order.page'
import { findOrder } from '../../src/work/order.queries'
import { type Person, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let pump: string
let site: string

const api = '/api/v1/acme'

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  const made = await world.post(ana, '/acme/sites', { name: 'Plant', timeZone: 'America/New_York' })
  site = made.headers.get('Location')?.split('/').at(-1) ?? ''
  const asset = await world.json(ana, 'POST', `${api}/assets`, { name: 'Cooling pump', tag: 'P-204', placeId: site })
  pump = ((await asset.json()) as { id: string }).id
})

const write = async (fields: Record<string, unknown> = {}) => {
  const made = await world.json(ana, 'POST', `${api}/orders`, { title: 'Seal leaks', assetId: pump, ...fields })
  expect([made.status, made.status === 201 ? '' : await made.clone().text()]).toEqual([201, ''])
  return ((await made.json()) as { id: string }).id
}
const order = async (id: string) =>
  (await (await world.get(ana, `${api}/orders/${id}`)).json()) as Record<string, unknown>
const refused = async (answer: Response) => [answer.status, ((await answer.json()) as { type: string }).type]

describe('what an order says', () => {
  it('keeps fifty minutes and a helper who left, however it is changed', async () => {
    const di = await world.member(ana, 'Di', 'technician')
    const id = await write({ estimate: '0:50', helpers: di.memberId })
    const ctx = await world.as(ana)
    await ctx.db.run(sql`UPDATE members SET left_at = 1 WHERE id = ${di.memberId}`)

    expect((await world.post(bo, `/acme/orders/${id}/take`, { version: '1' })).status).toBe(303)
    expect((await world.json(ana, 'PATCH', `${api}/orders/${id}`, { scheduledOn: '2026-11-27' })).status).toBe(200)
    const bulk = await world.post(ana, '/acme/orders/bulk', { [`pick.${id}`]: 'on', do: 'change', priority: '3' })
    expect(bulk.status).toBe(303)
    expect(await order(id)).toMatchObject({
      estimateMinutes: 50,
      assigneeId: bo.memberId,
      priority: 3,
      scheduledOn: '2026-11-27',
    })
    const form = await (await world.get(ana, `/acme/orders/${id}/edit`)).text()
    expect(form).toContain('value="0:50"')
    const saved = await world.post(ana, `/acme/orders/${id}`, {
      title: 'Seal leaks more',
      assetId: pump,
      estimate: '0:50',
      helpers: di.memberId ?? '',
      assigneeId: bo.memberId ?? '',
    })
    expect(saved.status).toBe(303)
    expect(await order(id)).toMatchObject({ title: 'Seal leaks more', estimateMinutes: 50 })

    const other = await write()
    const before = await world.everything(ana)
    const noDay = await world.json(ana, 'PATCH', `${api}/orders/${id}`, { scheduledOn: '2026-02-31' })
    expect(await refused(noDay)).toEqual([422, 'urn:mro:problem:input'])
    const fresh = await world.json(ana, 'PATCH', `${api}/orders/${other}`, { assigneeId: di.memberId })
    expect(await refused(fresh)).toEqual([422, 'urn:mro:problem:order.person'])
    expect(await world.everything(ana)).toBe(before)
  })

  it('hangs together without a circle, and a link is taken away again', async () => {
    const [first, second, third] = [await write(), await write(), await write()]
    const link = (from: string, to: string, path = '', op = `${from}${to}${path}`) =>
      world.post(ana, `/acme/orders/${from}/links${path}`, { kind: 'blocks', to, op })
    expect([(await link(first, second)).status, (await link(second, third)).status]).toEqual([303, 303])
    const before = await world.everything(ana)
    const circle = await link(third, first)
    expect([circle.status, await circle.text()]).toEqual([409, expect.stringContaining('neither could begin')])
    expect((await link(first, first)).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
    expect(await (await world.get(ana, `/acme/orders/${second}`)).text()).toContain(`/orders/${second}/links/removal`)
    expect((await link(second, first, '/removal')).status).toBe(303)
    expect((await link(second, first, '/removal', 'again')).status).toBe(409)
    expect((await link(third, first, '', 'now')).status).toBe(303)

    // At a site that somebody may not see, what hangs together is not told.
    const north = await world.post(ana, '/acme/sites', { name: 'North', timeZone: 'America/New_York' })
    const northId = north.headers.get('Location')?.split('/').at(-1) ?? ''
    const away = await write({ assetId: '', placeId: northId, title: 'Secret of the north' })
    await link(away, third)
    const far = await world.member(ana, 'Far', 'technician', [site])
    expect((await world.get(far, `/acme/orders/${third}`)).status).toBe(200)
    expect(await (await world.get(far, `/acme/orders/${third}`)).text()).not.toContain('Secret of the north')
    expect(await (await world.get(ana, `/acme/orders/${third}`)).text()).toContain('Secret of the north')
  })
})

describe('the parts of an order', () => {
  let part: string
  let bin: string
  const made = async (path: string, body: unknown) =>
    ((await (await world.json(ana, 'POST', `${api}${path}`, body)).json()) as { id: string }).id
  const move = (id: string, status: string, reason = '') =>
    world.json(ana, 'PUT', `${api}/orders/${id}/status`, { status, reason })
  const parts = (id: string, path: string, fields: Record<string, string>) =>
    world.post(bo, `/acme/orders/${id}/parts${path}`, fields)
  const all = async <T>(query: string) => (await world.as(ana)).db.all<T>(query)

  beforeEach(async () => {
    part = await made('/parts', { number: 'SEA-0045', name: 'Seal kit', unit: 'EA' })
    bin = await made('/places', { kind: 'storeroom', name: 'Stores', parentId: site })
    const lines = [{ partId: part, binId: bin, quantity: '2000', price: '2' }]
    expect((await world.json(ana, 'POST', `${api}/stock/receipts`, { lines })).status).toBe(201)
  })

  it('are counted as people write numbers, and as the page knows them', async () => {
    const id = await write()
    await (await world.as(ana)).db.run(sql`UPDATE organization SET locale = 'en-US'`)
    expect((await parts(id, '', { partId: part, quantity: '1,000' })).status).toBe(303)
    expect(await all('SELECT quantity FROM stock_reservations')).toEqual([{ quantity: 100_000_000 }])
    await (await world.as(ana)).db.run(sql`UPDATE organization SET locale = 'de-DE'`)
    expect((await parts(id, '/issues', { partId: part, quantity: '1.000,5' })).status).toBe(303)
    expect((await parts(id, '/issues', { partId: part, exact: '0.25', op: 'b' })).status).toBe(303)
    const page = await (await world.get(bo, `/acme/orders/${id}/parts`)).text()
    expect([page.includes('value="1.000"'), page.includes('value="0,5"')]).toEqual([true, true])
    const [first] = await all<{ id: string }>("SELECT id FROM stock_moves WHERE kind = 'issue' ORDER BY seq")
    expect((await parts(id, '/returns', { moveId: first?.id ?? '', partId: part, quantity: '0,5' })).status).toBe(303)
    expect(await all('SELECT kind, quantity FROM stock_moves ORDER BY seq')).toEqual([
      { kind: 'receipt', quantity: 200_000_000 },
      { kind: 'issue', quantity: 100_000_000 },
      { kind: 'issue', quantity: 50_000 },
      { kind: 'issue', quantity: 25_000 },
      { kind: 'return', quantity: 50_000 },
    ])
    const before = await world.everything(ana)
    expect((await parts(id, '', { partId: part, quantity: '1,000,0' })).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
  })

  it('and a close at the same moment: one of them is refused, whichever is second', async () => {
    const decided = async (id: string, to: 'closed' | 'cancelled') => {
      const ctx = await world.as(ana)
      const { after: _after, ...deed } = await moved(ctx, await findOrder(ctx, id), { to, reason: 'So' })
      return () => commit(ctx, 'test', deed, null)
    }
    const between: [string, (id: string) => Promise<unknown>][] = [
      ['a part is issued', (id) => parts(id, '/issues', { partId: part, quantity: '1', op: id })],
      ['a part is planned', (id) => parts(id, '', { partId: part, quantity: '1', op: id })],
      ['a cost is added', (id) => world.json(ana, 'POST', `${api}/orders/${id}/costs`, { what: 'Crane', amount: '1' })],
      ['time is added', (id) => world.json(ana, 'POST', `${api}/orders/${id}/labor`, { hours: '0:01' })],
    ]
    for (const [name, deed] of between) {
      const id = await write()
      const cancel = await decided(id, 'cancelled')
      await deed(id)
      await expect(cancel(), name).rejects.toThrow('Look again')
      expect((await order(id)).status, name).toBe('approved')
      await (await world.as(ana)).db.run(sql`UPDATE work_labor SET started_at = 1, ended_at = 2 WHERE order_id = ${id}`)
    }
    // The other way round: the order is closed while the part is on its way.
    const id = await write()
    await move(id, 'in-progress')
    await world.post(ana, '/acme/work/timer/end')
    expect((await world.json(ana, 'POST', `${api}/orders/${id}/completion`, {})).status).toBe(200)
    const close = await decided(id, 'closed')
    await world.json(ana, 'POST', `${api}/orders/${id}/costs`, { what: 'Crane', amount: '7' })
    await expect(close()).rejects.toThrow('Look again')
    expect((await move(id, 'closed')).status).toBe(200)
    const before = await world.everything(ana)
    for (const [name, deed] of between) {
      await deed(id)
      expect(await world.everything(ana), name).toBe(before)
    }
    // The desk of the stores does not put anything on it either.
    const line = { partId: part, binId: bin, quantity: '1' }
    const desk: [string, unknown][] = [
      ['/stock/issues', { lines: [line], subject: id }],
      ['/stock/reservations', { lines: [line], subject: id }],
    ]
    for (const [path, body] of desk) {
      expect(await refused(await world.json(ana, 'POST', `${api}${path}`, body))).toEqual([
        409,
        'urn:mro:problem:subject.closed',
      ])
    }
    expect(await world.everything(ana)).toBe(before)
    expect((await world.get(ana, `/acme/stock/for/${id}`)).status).toBe(200)
  })

  it('that came back are no actuals; what is still out is taken back through no desk once the order is closed', async () => {
    const id = await write()
    await parts(id, '/issues', { partId: part, quantity: '3' })
    const [issue] = await all<{ id: string }>("SELECT id FROM stock_moves WHERE kind = 'issue'")
    expect(await refused(await move(id, 'cancelled', 'No'))).toEqual([409, 'urn:mro:problem:order.actuals'])
    const back = (quantity: string) =>
      world.json(ana, 'POST', `${api}/stock/returns`, { moveId: issue?.id, binId: bin, quantity })
    expect((await back('3')).status).toBe(201)
    expect((await move(id, 'cancelled', 'Not needed')).status).toBe(200)

    const other = await write()
    await parts(other, '/issues', { partId: part, quantity: '3', op: 'o' })
    await move(other, 'in-progress')
    const early = { at: world.now - 60_000 }
    expect(await refused(await world.json(ana, 'POST', `${api}/orders/${other}/completion`, early))).toEqual([
      422,
      'urn:mro:problem:order.early',
    ])
    await world.json(ana, 'POST', `${api}/orders/${other}/completion`, {})
    expect((await move(other, 'closed')).status).toBe(200)
    const [out] = await all<{ id: string }>(`SELECT id FROM stock_moves WHERE kind = 'issue' AND subject = '${other}'`)
    const before = await world.everything(ana)
    for (const [path, body] of [
      ['/stock/returns', { moveId: out?.id, binId: bin, quantity: '1' }],
      ['/stock/reversals', { moveId: out?.id, reason: 'Wrong' }],
    ] as const) {
      const answer = await world.json(ana, 'POST', `${api}${path}`, body)
      expect([path, ...(await refused(answer))]).toEqual([path, 409, 'urn:mro:problem:subject.closed'])
    }
    expect(await world.everything(ana)).toBe(before)
  })

  it('and its times and costs are summed however many they are, and all promises end with it', async () => {
    const id = await write()
    const db = (await world.as(ana)).db
    const many = (most: number) =>
      sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})`
    await db.run(sql`INSERT INTO work_labor (id, order_id, member_id, started_at, ended_at, rate_scaled, currency, cost_minor, way, entered_by, entered_at)
      ${many(230)} SELECT printf('lb_%026d', i), ${id}, ${bo.memberId}, i * 60000, (i + 1) * 60000, 0, 'EUR', 3, 'hand', 'x', 1 FROM n`)
    await db.run(sql`INSERT INTO work_costs (id, order_id, kind, what, amount_minor, currency, counts, entered_by, entered_at)
      ${many(130)} SELECT printf('wc_%026d', i), ${id}, 'other', 'x', 100, 'EUR', i > 1, 'x', i FROM n`)
    await db.run(sql`INSERT INTO stock_reservations (id, part_id, state, quantity, subject, created_at, created_by)
      ${many(210)} SELECT printf('rs_%026d', i), ${part}, 'assigned', 100000, ${id}, 1, 'x' FROM n`)
    await db.run(sql`UPDATE stock SET soft = 21000000`)
    const page = await pageOf(await world.as(ana), id)
    expect([page.labor.crewMinutes, page.labor.elapsedMinutes]).toEqual([230, 230])
    expect(page.costs).toMatchObject({ laborMinor: 690, totalMinor: 690 + 12_900 })
    await move(id, 'in-progress')
    await world.json(ana, 'POST', `${api}/orders/${id}/completion`, {})
    expect((await move(id, 'closed')).status).toBe(200)
    expect((await order(id)).costMinor).toBe(690 + 12_900)
    expect(await all("SELECT count(*) AS open FROM stock_reservations WHERE state = 'assigned'")).toEqual([{ open: 0 }])
    expect(await all('SELECT soft FROM stock')).toEqual([{ soft: 0 }])
  })

  it('are given back, put together and counted by who may at their site only', async () => {
    const north = await world.post(ana, '/acme/sites', { name: 'North', timeZone: 'America/New_York' })
    const far = await world.member(ana, 'Far', 'manager', [north.headers.get('Location')?.split('/').at(-1) ?? ''])
    const id = await write()
    await parts(id, '', { partId: part, quantity: '1' })
    await parts(id, '', { partId: part, quantity: '9000', op: 'soft' })
    await world.post(ana, '/acme/stock/counts', { placeId: bin, blind: 'on', tolerancePercent: '5', approval: '10' })
    await world.post(ana, '/acme/stock/counts/rules', { name: 'R', placeId: bin, everyDays: '90', turnover: '1' })
    const rows = await all<{ id: string }>('SELECT id FROM stock_reservations')
    expect(rows).toHaveLength(3)
    const [count] = await all<{ id: string }>('SELECT id FROM count_sessions')
    const [rule] = await all<{ id: string }>('SELECT id FROM count_rules')
    const before = await world.everything(ana)
    for (const row of rows) expect((await world.post(far, '/acme/stock/releases', { ids: row.id })).status).toBe(404)
    expect((await world.post(far, `/acme/stock/counts/${count?.id}/cancelling`, {})).status).toBe(404)
    expect((await world.post(far, '/acme/stock/counts/rules', { id: rule?.id ?? '', end: 'on' })).status).toBe(404)
    expect((await world.json(far, 'POST', `${api}/stock/stagings`, { ids: [rows[0]?.id] })).status).toBe(404)
    expect(await world.everything(ana)).toBe(before)
  })
})

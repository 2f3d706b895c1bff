import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { handle } from '../../src/platform/queue'
import { rooms } from '../../src/rooms'
import { listOrders } from '../../src/work/list.queries'
import { pageOf } from '../../src/work/order.page'
import { type Person, sent, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let di: Person
let cy: Person
let zed: Person
let pump: string
let site: string

const api = '/api/v1/acme'

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  di = await world.member(ana, 'Di', 'technician')
  cy = await world.member(ana, 'Cy', 'viewer')
  zed = await world.organization('zenith', 'Zed')
  const made = await world.post(ana, '/acme/sites', {
    name: 'Plant',
    timeZone: 'America/New_York',
    'address.lines': 'x',
    'address.city': 'y',
  })
  site = made.headers.get('Location')?.split('/').at(-1) ?? ''
  const asset = await world.json(ana, 'POST', `${api}/assets`, { name: 'Cooling pump', tag: 'P-204', placeId: site })
  pump = ((await asset.json()) as { id: string }).id
})

const write = async (who: Person, fields: Record<string, unknown> = {}) => {
  const made = await world.json(who, 'POST', `${api}/orders`, { title: 'Seal leaks', assetId: pump, ...fields })
  expect([made.status, made.status === 201 ? '' : await made.clone().text()]).toEqual([201, ''])
  return (await made.json()) as { id: string; version: number }
}
const move = (who: Person, id: string, status: string, reason = '') =>
  world.json(who, 'PUT', `${api}/orders/${id}/status`, { status, reason })
const order = async (id: string) =>
  (await (await world.get(ana, `${api}/orders/${id}`)).json()) as Record<string, unknown>
const refused = async (answer: Response) => [answer.status, ((await answer.json()) as { type: string }).type]

/** Hands what was announced to those who listen. */
const deliver = async () => {
  for (const envelope of sent.splice(0)) await handle(world.platform, rooms, envelope)
  await world.settle()
}

describe('a work order', () => {
  it('goes from written to closed, each step with its event, its audit entry and its timer', async () => {
    const made = await world.post(bo, '/acme/orders', {
      title: 'Replace leaking mechanical seal',
      assetId: pump,
      dueOn: '2026-11-24',
      dueTime: '16:00',
      priority: '4',
      op: 'one',
    })
    const path = made.headers.get('Location') ?? ''
    const id = path.split('/').at(-1) ?? ''
    expect([made.status, await (await world.get(cy, path)).text()]).toEqual([303, expect.stringContaining('P-204')])
    // Four in the afternoon by the clock of New York.
    expect((await order(id)).dueAt).toBe(Date.UTC(2026, 10, 24, 21, 0))

    expect((await world.post(bo, `${path}/status`, { status: 'in-progress', version: '1' })).status).toBe(303)
    const ctx = await world.as(ana)
    const timer = () =>
      ctx.db.all<{ ended: number }>(sql`SELECT ended_at IS NOT NULL AS ended FROM work_labor WHERE order_id = ${id}`)
    expect(await timer()).toEqual([{ ended: 0 }])
    world.now = (world.now + 9 * 60_000) as typeof world.now
    const done = await world.post(bo, `${path}/completion`, { outcome: 'Seal replaced', version: '2' })
    expect(done.status).toBe(303)
    expect(await timer()).toEqual([{ ended: 1 }])
    expect(await refused(await move(bo, id, 'closed'))).toEqual([403, 'urn:mro:problem:order.not-yours'])
    expect((await move(ana, id, 'closed')).status).toBe(200)
    expect(await order(id)).toMatchObject({ status: 'closed', costMinor: 0 })
    const events = await ctx.db.all(
      sql`SELECT from_status, to_status FROM work_events WHERE order_id = ${id} ORDER BY at, rowid`,
    )
    expect(events).toEqual([
      { from_status: null, to_status: 'approved' },
      { from_status: 'approved', to_status: 'in-progress' },
      { from_status: 'in-progress', to_status: 'completed' },
      { from_status: 'completed', to_status: 'closed' },
    ])
    const audit = await ctx.db.all<{ action: string }>(
      sql`SELECT action FROM audit_entries WHERE subject = ${id} ORDER BY seq`,
    )
    expect(audit.map(({ action }) => action)).toEqual([
      'work.order.create',
      'work.order.move',
      'work.order.complete',
      'work.order.move',
    ])
    const before = await world.everything(ana)
    expect(await refused(await move(ana, id, 'in-progress', 'Again'))).toEqual([409, 'urn:mro:problem:order.move'])
    expect(await refused(await world.json(bo, 'POST', `${api}/orders/${id}/labor`, { hours: '1' }))).toEqual([
      409,
      'urn:mro:problem:order.over',
    ])
    expect(await world.everything(ana)).toBe(before)
  })

  it('sent twice by one form is one, and numbers have no gap however many are refused [OPS-3a]', async () => {
    const ctx = await world.as(ana)
    const fields = { title: 'Once', assetId: pump, op: 'same' }
    const both = await Promise.all([1, 2, 3].map(() => world.post(bo, '/acme/orders', fields)))
    expect(new Set(both.map((answer) => answer.headers.get('Location'))).size).toBe(1)
    expect((await world.post(bo, '/acme/orders', { title: ' ', assetId: pump })).status).toBe(422)
    expect((await world.post(bo, '/acme/orders', { title: 'Nowhere' })).status).toBe(422)
    await write(bo)
    const numbers = await ctx.db.all<{ number: number }>('SELECT number FROM work_orders ORDER BY number')
    expect(numbers.map(({ number }) => number)).toEqual(numbers.map((_, index) => index + 1))
  })

  it('of two who complete it at once, one is told what the other did and no word is lost', async () => {
    const { id } = await write(bo)
    await move(bo, id, 'in-progress')
    await world.post(bo, '/acme/work/timer/end')
    const answers = await Promise.all(
      [bo, di].map((who) => world.json(who, 'POST', `${api}/orders/${id}/completion`, { outcome: `By ${who.name}` })),
    )
    const said = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { already: string | null }).already),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const told = said.filter((words) => words !== null)
    expect(told).toEqual([expect.stringMatching(/^(Bo|Di) completed WO-\d+ before you\. They wrote: “By (Bo|Di)”/)])
    const ctx = await world.as(ana)
    const words = await ctx.db.all<{ words: string }>(
      sql`SELECT outcome AS words FROM work_orders WHERE id = ${id} UNION SELECT text FROM work_events WHERE order_id = ${id} AND kind = 'comment'`,
    )
    expect(words.map((row) => row.words).sort()).toEqual(['By Bo', 'By Di'])
  })

  it('starts when its lock-out is signed in its order, and what the sheet says later changes nothing', async () => {
    const sheet = {
      hazards: 'Hot surface',
      isolation: 'Breaker MCC-3/12\nValve V-118',
      restoration: 'Valve V-118\nBreaker MCC-3/12',
    }
    expect((await world.post(ana, `/acme/lock-outs/${pump}`, sheet)).status).toBe(303)
    const { id } = await write(bo)
    await world.post(ana, `/acme/lock-outs/${pump}`, { ...sheet, hazards: 'Nothing', isolation: 'Other', version: '1' })
    const before = await world.everything(ana)
    expect(await refused(await move(bo, id, 'in-progress'))).toEqual([409, 'urn:mro:problem:order.isolation'])
    expect(await world.everything(ana)).toBe(before)
    expect((await order(id)).hazards).toEqual(['Hot surface'])
    const ctx = await world.as(ana)
    const steps = await ctx.db.all<{ id: string; phase: string }>(
      sql`SELECT id, phase FROM work_lock_steps WHERE order_id = ${id} ORDER BY phase, position`,
    )
    const sign = (index: number) => world.post(bo, `/acme/orders/${id}/locks`, { stepId: steps[index]?.id ?? '' })
    expect((await sign(1)).status).toBe(409)
    expect([(await sign(0)).status, (await sign(1)).status, (await sign(1)).status]).toEqual([303, 303, 409])
    expect((await sign(2)).status).toBe(409)
    expect((await move(bo, id, 'in-progress')).status).toBe(200)
    const complete = () => world.json(bo, 'POST', `${api}/orders/${id}/completion`, {})
    expect(await refused(await complete())).toEqual([409, 'urn:mro:problem:order.restoration'])
    await sign(2)
    await sign(3)
    expect((await complete()).status).toBe(200)
    expect((await move(ana, id, 'in-progress', 'It leaks again')).status).toBe(200)
    expect(await order(id)).toMatchObject({ status: 'on-hold', reason: 'It leaks again' })
    expect(await refused(await move(bo, id, 'in-progress'))).toEqual([409, 'urn:mro:problem:order.isolation'])
    await world.post(ana, `/acme/lock-outs/${pump}`, { hazards: '', isolation: '', restoration: '', version: '2' })
  })

  it('waits for what blocks it and for what is below it', async () => {
    const [first, second] = [await write(ana), await write(ana)]
    await world.post(ana, `/acme/orders/${first.id}/links`, {
      kind: 'blocks',
      to: String((await order(second.id)).number),
    })
    expect(await refused(await move(bo, second.id, 'in-progress'))).toEqual([409, 'urn:mro:problem:order.blocked'])
    const part = await write(ana, { parentId: first.id })
    await move(bo, first.id, 'in-progress')
    expect(await refused(await world.json(bo, 'POST', `${api}/orders/${first.id}/completion`, {}))).toEqual([
      409,
      'urn:mro:problem:order.children',
    ])
    await move(ana, part.id, 'cancelled', 'Not needed')
    expect((await world.json(bo, 'POST', `${api}/orders/${first.id}/completion`, {})).status).toBe(200)
    expect((await move(bo, second.id, 'in-progress')).status).toBe(200)
    expect(
      (await world.json(ana, 'PUT', `${api}/orders/${second.id}`, { title: 'x', assetId: pump, parentId: second.id }))
        .status,
    ).toBe(422)
  })

  it('costs what was written on it at the rates of that moment, for ever [MAI-1c]', async () => {
    await world.post(ana, '/acme/work/rates', { rate: '42.50' })
    const { id } = await write(ana)
    const labor = (who: Person, body: Record<string, unknown>) =>
      world.json(who, 'POST', `${api}/orders/${id}/labor`, body)
    expect((await labor(bo, { hours: '1:30' })).status).toBe(201)
    expect(await refused(await labor(bo, { hours: '0.5' }))).toEqual([409, 'urn:mro:problem:labor.overlap'])
    expect(await refused(await labor(bo, { hours: '1', memberId: di.memberId }))).toEqual([
      403,
      'urn:mro:problem:labor.others',
    ])
    expect((await labor(ana, { hours: '1', memberId: di.memberId })).status).toBe(201)
    expect(
      (await world.json(ana, 'POST', `${api}/orders/${id}/costs`, { what: 'Crane', amount: '120.00' })).status,
    ).toBe(201)
    expect(
      (await world.json(ana, 'POST', `${api}/orders/${id}/costs`, { what: 'Warranty', amount: '99', free: 'on' }))
        .status,
    ).toBe(201)
    await world.post(ana, '/acme/work/rates', { rate: '99' })
    const { costs, labor: worked } = await pageOf(await world.as(ana), id)
    expect(costs).toMatchObject({ laborMinor: 6375 + 4250, partsMinor: 0, totalMinor: 10_625 + 12_000 })
    expect([worked.crewMinutes, worked.elapsedMinutes]).toEqual([150, 90])
    expect((await pageOf(await world.as(bo, 'technician'), id)).costs).toBeNull()
    expect(await refused(await move(ana, id, 'cancelled', 'No'))).toEqual([409, 'urn:mro:problem:order.actuals'])
    await move(bo, id, 'in-progress')
    await world.json(bo, 'POST', `${api}/orders/${id}/completion`, {})
    await move(ana, id, 'closed')
    // Bo’s timer began and ended at this moment: it counts one second, at 99 an hour.
    expect((await order(id)).costMinor).toBe(22_625 + 3)
  })

  it('starts with its timer; starting another stops the first, and the machine’s page starts it in one tap', async () => {
    const [first, second] = [await write(bo), await write(bo)]
    const panel = await world.get(bo, `/acme/work/on/${pump}`, { 'HX-Request': 'true' })
    expect(await panel.text()).toContain(`/orders/${first.id}/status`)
    await move(bo, first.id, 'in-progress')
    await move(bo, second.id, 'in-progress')
    const mine = await (await world.get(bo, '/acme/work')).text()
    expect(mine).toContain('data-timer')
    expect(mine).toContain(`/orders/${second.id}"`)
    const ctx = await world.as(ana)
    const running = await ctx.db.all(sql`SELECT order_id FROM work_labor WHERE ended_at IS NULL`)
    expect(running).toEqual([{ order_id: second.id }])
    expect((await world.post(di, `/acme/orders/${second.id}/timer`)).status).toBe(303)
    expect(await refused(await world.json(bo, 'POST', `${api}/orders/${second.id}/completion`, {}))).toEqual([
      409,
      'urn:mro:problem:order.running',
    ])
  })

  it('asks for approval where the writer may not begin work', async () => {
    const ed = await world.member(ana, 'Ed', 'storekeeper')
    const { id } = await write(ed)
    expect((await order(id)).status).toBe('requested')
    expect((await move(ed, id, 'approved')).status).toBe(403)
    expect((await move(ana, id, 'approved')).status).toBe(200)
  })
})

describe('what an order needs and where it came from', () => {
  it('waits for parts by the ledger, goes on by itself when they come, and costs what left the shelf [MAI-1c] [OPS-3a]', async () => {
    const made = async (path: string, body: unknown) =>
      ((await (await world.json(ana, 'POST', `${api}${path}`, body)).json()) as { id: string }).id
    const partId = await made('/parts', { number: 'SEA-0045', name: 'Seal kit', unit: 'EA' })
    const binId = await made('/places', { kind: 'storeroom', name: 'Stores', parentId: site })
    const { id } = await write(ana, { scheduledOn: '2026-11-24' })
    const parts = (path: string, fields: Record<string, string>) =>
      world.post(bo, `/acme/orders/${id}/parts${path}`, fields)
    expect((await parts('', { partId, quantity: '2' })).status).toBe(303)
    expect((await move(ana, id, 'scheduled')).status).toBe(200)
    expect(await order(id)).toMatchObject({ status: 'waiting-material', reason: 'Seal kit' })
    expect(await refused(await move(bo, id, 'in-progress'))).toEqual([409, 'urn:mro:problem:order.move'])
    expect((await parts('/issues', { partId, quantity: '1' })).status).toBe(409)

    await world.json(ana, 'POST', `${api}/stock/receipts`, {
      lines: [{ partId, binId, quantity: '5', price: '184.40' }],
    })
    for (let round = 0; round < 4; round++) await deliver()
    expect((await order(id)).status).toBe('scheduled')
    expect((await move(bo, id, 'in-progress')).status).toBe(200)
    expect((await parts('/issues', { partId, quantity: '2' })).status).toBe(303)
    const spent = await pageOf(await world.as(ana), id)
    expect(spent.costs?.partsMinor).toBe(36_880)
    const move1 = spent.parts.moves[0]?.id ?? ''
    expect((await parts('/returns', { moveId: move1, quantity: '1' })).status).toBe(303)
    expect((await pageOf(await world.as(ana), id)).costs?.partsMinor).toBe(18_440)
    expect((await world.get(bo, `/acme/orders/${id}/parts`)).status).toBe(200)
    expect(await (await world.get(bo, `/acme/orders/${id}/print`)).text()).toContain('qr.svg')
    const pdf = await world.get(bo, `/acme/orders/${id}/pdf`)
    const bytes = await pdf.arrayBuffer()
    expect([pdf.status, new TextDecoder('latin1').decode(bytes.slice(0, 5)), bytes.byteLength > 1500]).toEqual([
      200,
      '%PDF-',
      true,
    ])
  })

  it('comes of a report once, tells who reported it, and closes the report when it is done', async () => {
    const said = await world.json(di, 'POST', `${api}/assets/${pump}/problems`, {
      symptom: 'leak',
      words: 'At the drive end',
      down: true,
    })
    expect(said.status < 300).toBe(true)
    for (let round = 0; round < 3; round++) await deliver()
    const ctx = await world.as(ana)
    const [report] = await ctx.db.all<{ id: string }>('SELECT id FROM reports')
    const page = await (await world.get(ana, `/acme/work/of/${report?.id}`, { 'HX-Request': 'true' })).text()
    expect(page).toContain('Make a work order')
    const before = await world.everything(ana)
    const asked = await world.json(bo, 'POST', `${api}/orders`, { title: 'x', assetId: pump, report: report?.id })
    expect(await refused(asked)).toEqual([403, 'urn:mro:problem:report.triage'])
    expect(await world.everything(ana)).toBe(before)
    const { id } = await write(ana, { report: report?.id, assigneeId: bo.memberId })
    const twice = await world.json(ana, 'POST', `${api}/orders`, { title: 'x', assetId: pump, report: report?.id })
    expect(await refused(twice)).toEqual([409, 'urn:mro:problem:order.raised'])
    expect(await ctx.db.all('SELECT state FROM reports')).toEqual([{ state: 'triaged' }])
    await move(bo, id, 'in-progress')
    await world.json(bo, 'POST', `${api}/orders/${id}/completion`, { outcome: 'Seal replaced' })
    expect(await ctx.db.all('SELECT state, reason FROM reports')).toEqual([{ state: 'done', reason: 'Seal replaced' }])
  })

  it('is raised once by a plan of another room, and history comes closed with its cost', async () => {
    const { planRaise, planHistory } = await import('../../src/work')
    const { commit } = await import('../../src/platform/commit')
    const ctx = await world.as(ana)
    const raise = async () => {
      const { orderId, ...plan } = await planRaise(ctx, {
        title: 'Monthly round',
        assetId: pump,
        dueOn: '2026-12-01',
        source: 'oc_1',
      })
      await commit(ctx, 'test', { subject: orderId, writes: [], facts: [], plans: [plan], result: {} }, null)
      return orderId
    }
    const id = await raise()
    expect(await order(id)).toMatchObject({ status: 'approved', kind: 'preventive' })
    await expect(raise()).rejects.toThrow('Somebody made a work order of this already.')
    const past = planHistory(ctx, [
      {
        title: 'REPLACE L/H BUCKET CYL',
        kind: 'corrective',
        asset: null,
        doneAt: 1_000_000_000_000 as never,
        costMinor: 123_456,
      },
    ])
    await commit(ctx, 'test', { subject: 'x', writes: [], facts: [], plans: [past], result: {} }, null)
    expect(await order(past.ids[0] ?? '')).toMatchObject({ status: 'closed', costMinor: 123_456 })
    const { rows } = await listOrders(await world.as(ana), { view: 'done' }, null)
    expect(rows.map((row) => row.title)).toEqual(['REPLACE L/H BUCKET CYL'])
  })
})

describe('who may', () => {
  it('a viewer looks and changes nothing; a stranger finds nothing [MRO-4.3]', async () => {
    const { id } = await write(bo)
    expect((await world.get(cy, `/acme/orders/${id}`)).status).toBe(200)
    const before = await world.everything(ana)
    expect((await world.post(cy, `/acme/orders/${id}/status`, { status: 'in-progress' })).status).toBe(403)
    expect((await world.get(zed, `/zenith/orders/${id}`)).status).toBe(404)
    expect((await world.json(zed, 'POST', '/api/v1/zenith/orders', { title: 'Mine', assetId: pump })).status).toBe(404)
    expect(await world.everything(ana)).toBe(before)
    const far = await world.member(ana, 'Far', 'technician', ['st_00000000000000000000000000'])
    expect((await world.get(far, `/acme/orders/${id}`)).status).toBe(404)
  })
})

describe('lists', () => {
  it('page without a gap, narrowed by anything, and read what they show', async () => {
    const ctx = await world.as(ana)
    const people = [bo.memberId, di.memberId]
    await ctx.db.run(
      sql`INSERT INTO work_orders (id, number, title, kind, priority, status, asset_id, site_id, assignee_id, due_on, due_at, created_by, created_at)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        SELECT printf('wo_%026d', i), 10000 + i, 'Order ' || i, 'corrective', 1 + i % 4, CASE WHEN i % 3 = 0 THEN 'scheduled' ELSE 'approved' END,
          ${pump}, ${site}, CASE i % 2 WHEN 0 THEN ${people[0]} ELSE ${people[1]} END, '2026-12-01', 1796000000000 + i, 'x', 1 FROM n`,
    )
    await ctx.db.run(sql`INSERT INTO work_facets (key, sort, order_id)
      SELECT lists.value, due_at, work_orders.id FROM work_orders,
        json_each(json_array('all', 's:' || status, 'k:' || kind, 'p:' || priority, assignee_id, asset_id, site_id)) AS lists
      WHERE number > 10000`)
    const seen = new Set<string>()
    let after = ''
    do {
      const page = (await (await world.get(ana, `${api}/orders?person=${bo.memberId}&after=${after}`)).json()) as {
        items: { id: string }[]
        next: string | null
      }
      for (const { id } of page.items) seen.add(id)
      after = page.next ?? ''
    } while (after)
    const orderOf = (i: number) => `wo_${String(i).padStart(26, '0')}`
    expect([...seen]).toEqual(Array.from({ length: 1500 }, (_, index) => orderOf(2 * index + 2)))

    for (const filter of [
      {},
      { person: bo.memberId },
      { asset: pump },
      { status: 'scheduled' as const },
      { place: site },
    ]) {
      const fresh = await world.as(ana)
      const { rows } = await listOrders(fresh, filter, null)
      expect([filter, rows.length, fresh.meter.rowsRead <= 155, fresh.meter.roundTrips]).toEqual([filter, 50, true, 1])
    }
    const both = await world.as(ana)
    const { rows } = await listOrders(both, { person: bo.memberId, status: 'scheduled', priority: 1 }, null)
    // Bo’s have an even number, what is scheduled one that three divides, of the lowest priority one that four divides.
    expect(rows.map(({ id }) => id)).toEqual(
      Array.from({ length: rows.length }, (_, index) => orderOf(12 * index + 12)),
    )
    expect([rows.length, both.meter.rowsRead < 4500]).toEqual([50, true])

    const fresh = await world.as(ana)
    await pageOf(fresh, rows[0]?.id ?? '')
    expect(fresh.meter.rowsRead).toBeLessThanOrEqual(40)
    for (const path of [
      '/acme/orders',
      '/acme/orders/board',
      '/acme/work',
      '/acme/orders?view=late',
      '/acme/orders?q=order',
      '/acme/orders?view=done',
    ])
      expect([path, (await world.get(bo, path)).status]).toEqual([path, 200])
  })

  it('change many at once, and keep views', async () => {
    const { id } = await write(ana)
    const bulk = await world.post(ana, '/acme/orders/bulk', {
      [`pick.${id}`]: 'on',
      do: 'change',
      priority: '4',
      assigneeId: di.memberId,
    })
    expect(bulk.status).toBe(303)
    expect(await order(id)).toMatchObject({ priority: 4, assigneeId: di.memberId })
    expect((await world.post(ana, '/acme/orders/views', { name: 'Urgent', query: 'priority=4' })).status).toBe(303)
    expect(await (await world.get(ana, '/acme/orders')).text()).toContain('Urgent')
  })
})

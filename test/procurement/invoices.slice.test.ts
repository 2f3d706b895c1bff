import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { newId } from '../../src/kernel/ids'
import { enterInvoice, releaseInvoice } from '../../src/procurement/invoice.actions'
import { cast, furnished, reasonOf } from './cast'

it('an invoice is matched line by line, entered once, and released by somebody else with why [MRO-3.1d]', async () => {
  const it = await cast()
  const { world, luis, bea, kees, zed } = it
  const { st, part, vendors } = await furnished(it)
  const buyer = await world.as(luis, 'buyer')
  const rows = <T>(text: string) => buyer.db.all<T>(sql.raw(text))
  const [po, py] = [newId('po', world.now), newId('py', world.now)]
  await buyer.db.run(
    sql`INSERT INTO purchase_orders (id, number, vendor_id, state, currency, freight_minor, total_minor, own_minor, ship_to, content_hash, token, created_at, created_by, sent_at)
      VALUES (${po}, 1, ${vendors[0]}, 'sent', 'EUR', 500, 10500, 10500, ${st}, '', ${po}, ${world.now}, ${luis.memberId}, ${world.now})`,
  )
  await buyer.db.run(
    sql`INSERT INTO purchase_order_lines (id, order_id, position, part_id, words, quantity, unit, price, received)
      VALUES (${py}, ${po}, 1, ${part}, 'Ball bearing', 1000000, 'EA', 10000000, 800000)`,
  )
  const unbilled = async () => (await world.get(luis, '/acme/invoices/unbilled')).text()
  expect(await unbilled()).toContain('Ball bearing')

  // Entered by hand as it stands on the paper; five came and are billed: it agrees.
  expect(await (await world.get(luis, `/acme/purchase-orders/${po}/invoice`)).text()).toContain('Came and not billed')
  const paper = {
    number: '2026-0471',
    invoicedOn: '2026-11-24',
    currency: 'EUR',
    'quantity-1': '5',
    'price-1': '10,00',
    freight: '5.00',
    total: '55,00',
  }
  const calm = await world.everything(luis)
  const holed = await world.post(luis, `/acme/purchase-orders/${po}/invoice`, { ...paper, total: '', op: 'i0' })
  expect([holed.status, await world.everything(luis)]).toEqual([422, calm])
  const entered = await world.post(luis, `/acme/purchase-orders/${po}/invoice`, { ...paper, op: 'i1' })
  const first = entered.headers.get('Location')?.split('/').at(-1) ?? ''
  expect([entered.status, first.slice(0, 3)]).toEqual([303, 'vi_'])
  expect(await rows('SELECT state FROM vendor_invoices')).toEqual([{ state: 'matched' }])
  expect(await rows('SELECT billed FROM purchase_order_lines')).toEqual([{ billed: 500_000 }])

  // The same number, however it is written, is the same invoice.
  const twice = await world.post(luis, `/acme/purchase-orders/${po}/invoice`, {
    ...paper,
    number: '2026/0471',
    op: 'i2',
  })
  expect([twice.status, (await twice.text()).includes('entered already')]).toEqual([409, true])

  // Four more billed, three came: it waits for somebody else, who says why.
  const api = '/api/v1/acme'
  const more = await world.json(luis, 'POST', `${api}/purchase-orders/${po}/invoices`, {
    number: '2026-0472',
    currency: 'EUR',
    invoicedOn: '2026-11-24',
    totalMinor: 4000,
    lines: [{ orderLineId: py, quantity: 400_000, price: 10_000_000 }],
  })
  const second = (await more.json()) as { id: string; state: string }
  expect([more.status, second.state]).toEqual([201, 'exception'])
  expect(await (await world.get(bea, '/acme/')).text()).toContain('Invoices to release')
  const page = await (await world.get(luis, `/acme/invoices/${second.id}`)).text()
  for (const words of ['Billed 4, 3 came that are not billed yet', 'Does not agree']) expect(page).toContain(words)
  expect(await reasonOf(releaseInvoice(await world.as(luis, 'owner'), { id: second.id, reason: 'x' }))).toBe(
    'invoice.own',
  )
  expect(await reasonOf(releaseInvoice(buyer, { id: second.id, reason: 'x' }))).toBe('not-permitted')
  expect((await world.post(bea, `/acme/invoices/${second.id}/release`, { reason: '', op: 'r0' })).status).toBe(422)
  expect(
    (await world.post(bea, `/acme/invoices/${second.id}/release`, { reason: 'The rest is on the truck', op: 'r1' }))
      .status,
  ).toBe(303)
  expect(await (await world.get(bea, `/acme/invoices/${second.id}`)).text()).toContain('The rest is on the truck')
  expect(await unbilled()).toContain('All that came is billed')

  // One that was a mistake gives back what it billed, and its number.
  expect(
    (await world.post(bea, `/acme/invoices/${first}/cancellation`, { reason: 'Wrong order', op: 'c1' })).status,
  ).toBe(303)
  expect(await rows('SELECT billed FROM purchase_order_lines')).toEqual([{ billed: 400_000 }])
  const listed = (await (await world.get(luis, `${api}/received-not-billed`)).json()) as { items: { id: string }[] }
  expect(listed.items.map(({ id }) => id)).toEqual([py])
  expect(
    await reasonOf(
      enterInvoice(buyer, {
        orderId: po,
        number: '2026-0471',
        currency: 'EUR',
        invoicedOn: '2026-11-24',
        totalMinor: 1000,
        lines: [{ orderLineId: py, quantity: 100_000, price: 10_000_000 }],
      }),
    ),
  ).toBe('done')

  for (const path of [`/acme/invoices/${second.id}`, '/acme/invoices', `${api}/invoices`])
    expect((await world.get(kees, path)).status).toBe(403)
  expect((await world.get(zed, `/zenith/invoices/${second.id}`)).status).toBe(404)
}, 240_000)

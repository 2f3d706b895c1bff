import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { Context } from '../../src/platform/context'
import { awardRfq } from '../../src/procurement/award.actions'
import { answerInvitation, declineInvitation } from '../../src/procurement/invitation.actions'
import { cancelOrder, chaseOrder, sendOrder } from '../../src/procurement/order.actions'
import { createRequisition } from '../../src/procurement/requisition.actions'
import { createRfq, sendRfq } from '../../src/procurement/rfq.actions'
import { writeQuote } from '../../src/procurement/written.actions'
import { cast, deliver, furnished, letters, reasonOf } from './cast'

const answer = (lines: object[], more: object = {}) => ({ currency: 'EUR', freightKind: 'included', lines, ...more })
const priced = (lineId: string, euros: number, leadDays = 2) => ({
  lineId,
  offer: 'exact',
  price: euros * 1_000_000,
  leadDays,
})

it('what was not bought is needed again; quotes count while they are the last word; prices are for who may see them [MRO-2.4c] [MRO-2.4d] [MRO-2.4g]', async () => {
  const it = await cast()
  const { world, luis, kees, ana } = it
  const { st, bin, quarantine, part, vendors } = await furnished(it)
  const [dijk, hartmann] = vendors
  const buyer = await world.as(luis, 'buyer')
  const visitor: Context = await world.platform.openTenant(
    ana.organizationId,
    { kind: 'system', id: 'visitor' },
    'test',
  )
  const all = <T>(text: string) => buyer.db.all<T>(sql.raw(text))
  const needs = async () =>
    (await all<{ state: string }>('SELECT state FROM requisitions ORDER BY number')).map(({ state }) => state)

  const nobody = (
    (await (
      await world.json(luis, 'POST', '/api/v1/acme/vendors', { name: 'No Address', currency: 'EUR', categories: [] })
    ).json()) as { id: string }
  ).id
  await world.json(it.bea, 'PUT', `/api/v1/acme/vendors/${nobody}/tier`, { tier: 'approved', reason: 'Known' })
  const { ids } = await createRequisition(buyer, {
    needs: [
      { partId: part, words: 'Bearing', quantity: '4' },
      { words: 'Gasket', quantity: '1' },
      { partId: part, words: 'Bearing', quantity: '6' },
    ],
  })
  const head = { title: 'Bearings', shipTo: st, needs: ids }
  const before = await world.everything(luis)
  expect(await reasonOf(createRfq(buyer, { ...head, replyOn: '2026-11-23' }))).toBe('rfq.reply-by')
  expect(await world.everything(luis)).toBe(before)
  const { id } = await createRfq(buyer, { ...head, replyOn: '2026-11-27' })
  const sent = await sendRfq(buyer, { id, vendors: [dijk, hartmann, nobody] })
  expect([sent.asked, sent.unwritten]).toEqual([3, 1])
  await deliver(world)
  const asked = await all<{
    id: string
    vendor_id: string
    state: string
    sent_at: number | null
    trouble: string
    thread_id: string
  }>('SELECT * FROM rfq_invitations')
  const of = (vendor: string) => asked.find(({ vendor_id }) => vendor_id === vendor) ?? { id: '', thread_id: '' }
  expect(asked.find(({ vendor_id }) => vendor_id === nobody)).toMatchObject({
    state: 'bounced',
    sent_at: null,
    trouble: 'No address is written down: give them the link.',
  })
  expect(of(dijk)).toMatchObject({ state: 'sent', sent_at: world.now })
  // Each vendor has a thread of its own about the RFQ.
  const threads = await all<{ id: string; about: string }>(`SELECT id, about FROM threads WHERE about = '${id}'`)
  expect(threads).toHaveLength(2)
  expect(new Set([of(dijk).thread_id, of(hartmann).thread_id])).toEqual(new Set(threads.map((one) => one.id)))

  const [bearing, gasket] = await all<{ id: string }>('SELECT id FROM rfq_lines ORDER BY position')
  const [b, g] = [bearing?.id ?? '', gasket?.id ?? '']
  await answerInvitation(visitor, { id: of(dijk).id, ...answer([priced(b, 10), priced(g, 5)]) })
  await answerInvitation(visitor, { id: of(hartmann).id, ...answer([priced(b, 9)], { freightKind: 'unknown' }) })
  const quote = async (vendor: string) =>
    (await all<{ id: string }>(`SELECT id FROM quotes WHERE vendor_id = '${vendor}' AND replaced_at IS NULL`))[0]?.id ??
    ''
  await deliver(world)
  expect((await letters()).filter(({ subject }) => subject.includes('your quote has arrived'))).toHaveLength(2)

  // Who declines after answering wins nothing; who changes their mind answers again by the same link.
  const old = await quote(dijk)
  await declineInvitation(visitor, { id: of(dijk).id, reason: 'Sold out' })
  expect(await quote(dijk)).toBe('')
  const link = (
    await all<{ code: string; token: string }>(`SELECT code, token FROM rfq_invitations WHERE id = '${of(dijk).id}'`)
  )[0]
  const thanks = await (await world.get(null, `/quote/${link?.code}/${link?.token}`)).text()
  expect(thanks).toContain('Quote after all')
  expect((await world.get(null, `/quote/${link?.code}/${link?.token}?again=yes`)).status).toBe(200)
  expect(await reasonOf(awardRfq(buyer, { id, picks: [{ lineId: b, quoteId: old }], reason: '' }))).toBe('award.line')
  await answerInvitation(visitor, { id: of(dijk).id, ...answer([priced(b, 11), priced(g, 5)]) })

  // Freight that nobody stated is asked for; a line goes to one vendor; only what is picked is ordered.
  const pick = { lineId: b, quoteId: await quote(hartmann) }
  expect(await reasonOf(awardRfq(buyer, { id, picks: [pick], reason: '' }))).toBe('award.freight')
  expect(
    await reasonOf(awardRfq(buyer, { id, picks: [pick, { lineId: b, quoteId: await quote(dijk) }], reason: 'Both' })),
  ).toBe('award.line-twice')
  const look = await world.post(luis, `/acme/rfqs/${id}/award`, { 'pick-1': pick.quoteId, deed: 'look', op: 'l1' })
  expect(await look.text()).toContain(`name="freight-${pick.quoteId}"`)
  const holed = await world.post(luis, `/acme/rfqs/${id}/award`, { 'pick-1': pick.quoteId, op: 'l2' })
  expect([holed.status, (await holed.text()).includes('Freight is not stated')]).toEqual([422, true])
  const won = await world.post(luis, `/acme/rfqs/${id}/award`, {
    'pick-1': pick.quoteId,
    [`freight-${pick.quoteId}`]: '12.50',
    op: 'l3',
  })
  const order = won.headers.get('Location')?.split('/').at(-1) ?? ''
  expect(await all(`SELECT freight_minor, total_minor FROM purchase_orders`)).toEqual([
    { freight_minor: 1250, total_minor: 10_250 },
  ])
  expect(await needs()).toEqual(['ordered', 'open', 'ordered'])
  // It is decided: nothing more is taken, by any door.
  expect(await reasonOf(answerInvitation(visitor, { id: of(dijk).id, ...answer([priced(b, 1)]) }))).toBe(
    'invitation.over',
  )
  expect(
    await reasonOf(writeQuote(buyer, { rfqId: id, vendorId: dijk, source: 'EUR 1', ...answer([priced(b, 1)]) })),
  ).toBe('invitation.over')

  // The promised day counts from the day of sending.
  world.now = (world.now + 48 * 3_600_000) as typeof world.now
  for (const person of [luis, kees, it.bea]) await world.signIn(person)
  await sendOrder(await world.as(luis, 'buyer'), { id: order })
  await deliver(world)
  expect(await all('SELECT promised_on FROM purchase_order_lines')).toEqual([{ promised_on: '2026-11-30' }])
  const [bought] = await all<{ trouble: string; message_id: string }>('SELECT trouble, message_id FROM purchase_orders')
  expect([bought?.trouble, bought?.message_id.slice(0, 3)]).toEqual(['', 'ms_'])
  // What became of its letter stands on the order.
  await buyer.db.run(sql`UPDATE purchase_orders SET message_id = NULL, email = '' WHERE id = ${order}`)
  expect(await reasonOf(chaseOrder(await world.as(luis, 'buyer'), { id: order }))).toBe('order.no-address')

  // A storekeeper sees what is to come, and no price: on the page, on paper, in JSON.
  const keeper = [
    await (await world.get(kees, '/acme/purchase-orders')).text(),
    await (await world.get(kees, `/acme/purchase-orders/${order}`)).text(),
    await (await world.get(kees, '/api/v1/acme/purchase-orders')).text(),
    await (await world.get(kees, `/api/v1/acme/purchase-orders/${order}`)).text(),
  ]
  for (const text of keeper) expect(text).not.toMatch(/102[.,]50|10250|12[.,]50|1250\b|9000000|totalMinor/)
  expect(keeper[1]).toContain('Hartmann')
  // Nor the letters to vendors, in which prices and the vendors' own links stand.
  const mails = await all<{ id: string; about: string }>('SELECT id, about FROM threads WHERE about IS NOT NULL')
  const inquiry = mails.find(({ about }) => about === id)
  const orderLetter = mails.find(({ about }) => about === order)
  expect((await world.get(kees, `/acme/threads/${inquiry?.id}`)).status).toBe(404)
  expect(await (await world.get(kees, '/acme/inbox?view=all')).text()).not.toContain(`/threads/${inquiry?.id}`)
  expect((await world.get(luis, `/acme/threads/${inquiry?.id}`)).status).toBe(200)
  const shownLetter = await (await world.get(kees, `/acme/threads/${orderLetter?.id}`)).text()
  expect([shownLetter.includes('[a link for the reader alone]'), /\/order\/\w+\/[\w-]{20}/.test(shownLetter)]).toEqual([
    true,
    false,
  ])
  const paper = await world.get(kees, `/acme/purchase-orders/${order}/pdf`)
  const dear = await world.get(luis, `/acme/purchase-orders/${order}/pdf`)
  expect([paper.status, (await paper.arrayBuffer()).byteLength < (await dear.arrayBuffer()).byteLength]).toEqual([
    200,
    true,
  ])
  const rich = await (await world.get(luis, `/api/v1/acme/purchase-orders/${order}`)).text()
  expect(rich).toContain('"totalMinor":10250')
  const shown = await (await world.get(luis, `/api/v1/acme/rfqs/${id}`)).text()
  expect([shown.includes('"draft"'), shown.includes('"token"')]).toEqual([false, false])

  // Part of it comes: what is cancelled then stays ordered. Nothing comes of the next: it is needed again.
  const [line] = await all<{ id: string }>('SELECT id FROM purchase_order_lines')
  const count = { 'good-1': '4', 'bin-1': bin, 'damaged-1': '1', 'quarantine-1': quarantine, op: 'g' }
  expect((await world.post(kees, `/acme/purchase-orders/${order}/receipt`, count)).status).toBe(303)
  // 4 of 10 at 9.00 with 5.00 of the freight; the damaged one is still owed and worth nothing.
  expect(await all(`SELECT value_minor, quantity FROM stock WHERE part_id = '${part}'`)).toEqual([
    { value_minor: 4100, quantity: 500_000 },
  ])
  expect(line?.id).toMatch(/^py_/)
  await cancelOrder(await world.as(luis, 'buyer'), { id: order, reason: 'Too slow' })
  expect(await needs()).toEqual(['ordered', 'open', 'ordered'])
  const again = await createRfq(await world.as(luis, 'buyer'), {
    title: 'Gasket',
    shipTo: st,
    replyOn: '2026-11-28',
    needs: [ids[1]],
  })
  await sendRfq(await world.as(luis, 'buyer'), { id: again.id, vendors: [nobody] })
  const [second] = await all<{ id: string }>(`SELECT id FROM rfq_invitations WHERE rfq_id = '${again.id}'`)
  const [own] = await all<{ id: string }>(`SELECT id FROM rfq_lines WHERE rfq_id = '${again.id}'`)
  await answerInvitation(visitor, { id: second?.id, ...answer([priced(own?.id ?? '', 5)]) })
  const later = await world.as(luis, 'buyer')
  const made = await awardRfq(later, {
    id: again.id,
    picks: [{ lineId: own?.id, quoteId: await quote(nobody) }],
    reason: '',
  })
  expect(await needs()).toEqual(['ordered', 'ordered', 'ordered'])
  // Without an address nothing is said to be on its way.
  const out = await sendOrder(later, { id: made.orders[0] })
  expect(out.written).toBe(false)
  const page = await (await world.get(luis, `/acme/purchase-orders/${made.orders[0]}`)).text()
  expect(page).toContain('No address is written down: give them the link.')
  await cancelOrder(await world.as(luis, 'buyer'), { id: made.orders[0], reason: 'Not needed so' })
  expect(await needs()).toEqual(['ordered', 'open', 'ordered'])
  const dead = (
    await all<{ code: string; token: string }>(`SELECT code, token FROM purchase_orders WHERE id = '${made.orders[0]}'`)
  )[0]
  expect((await world.get(null, `/order/${dead?.code}/${dead?.token}/pdf`)).status).toBe(410)
}, 240_000)

import { expect, it } from 'vitest'
import { approveOrder, sendOrder } from '../../src/procurement/order.actions'
import { receiveOrder } from '../../src/procurement/receipt.actions'
import { remindVendor, sendRfq } from '../../src/procurement/rfq.actions'
import { hidden } from '../support/world'
import { cast, deliver, furnished, letters, reasonOf } from './cast'

it('a need becomes an RFQ, quotes, an award, an approved order and a part on the shelf [MRO-2.4c] [MRO-3.1b] [MRO-3.1c] [MAI-1d]', async () => {
  const it = await cast()
  const { world, bea, luis, kees, cy, zed } = it
  const { st, bin, quarantine, part, vendors } = await furnished(it)
  const [dijk, hartmann, quick, silent] = vendors

  // A need in free words is matched to the own part, for confirmation.
  const reading = await world.post(kees, '/acme/requisitions/reading', {
    text: '10 ball bearing 6309\n2 unknown thing',
  })
  const read = await reading.text()
  expect([reading.status, read.includes('BRG-6309-2Z'), read.includes(`value="${part}"`)]).toEqual([200, true, true])
  const written = await world.post(kees, '/acme/requisitions', {
    count: '2',
    'words-0': 'ball bearing 6309',
    'quantity-0': '10',
    'part-0': part,
    'words-1': 'unknown thing',
    'quantity-1': '2,5',
    'part-1': '',
    neededOn: '2026-12-01',
    op: 'n1',
  })
  expect(written.status).toBe(303)
  const open = (await (await world.get(luis, '/api/v1/acme/requisitions')).json()) as {
    items: { id: string; quantity: number }[]
  }
  open.items.sort((one, other) => other.quantity - one.quantity)
  expect(open.items.map(({ quantity }) => quantity)).toEqual([1_000_000, 250_000])

  // They become the lines of an RFQ.
  const ids = open.items.map(({ id }) => id)
  const form = await world.get(luis, `/acme/rfqs/new?need=${ids[1]}&need=${ids[0]}`)
  expect(await form.text()).toContain('Ball bearing 6309-2Z/C3')
  const bad = await world.post(luis, '/acme/rfqs', { title: '', needs: ids.join(' '), shipTo: st, replyOn: 'soon' })
  expect([bad.status, (await bad.text()).includes('in a few words')]).toEqual([422, true])
  const posted = await world.post(luis, '/acme/rfqs', {
    title: 'Bearings for P-204',
    needs: ids.join(' '),
    shipTo: st,
    replyOn: '2026-11-27',
    neededOn: '2026-12-01',
    alternates: 'on',
    notes: 'Only sealed boxes, please.',
    waiting: '6560.00',
    op: 'r1',
  })
  const rfq = posted.headers.get('Location')?.split('/').at(-1) ?? ''
  expect([posted.status, rfq.slice(0, 3)]).toEqual([303, 'rf_'])
  const again = await world.post(luis, '/acme/rfqs', {
    title: 'Twice',
    needs: ids.join(' '),
    shipTo: st,
    replyOn: '2026-11-27',
    op: 'r2',
  })
  expect([again.status, (await again.text()).includes('asked already')]).toEqual([409, true])

  // Blacklisted vendors stand on the list, barred, and are refused by name.
  const page = await (await world.get(luis, `/acme/rfqs/${rfq}`)).text()
  expect(page).toMatch(new RegExp(`value="${quick}"[^>]*disabled`))
  const before = await world.everything(luis)
  expect(await reasonOf(sendRfq(await world.as(luis, 'buyer'), { id: rfq, vendors: [dijk, quick] }))).toBe(
    'vendor.blacklisted',
  )
  expect(await world.everything(luis)).toBe(before)

  // What is previewed is what is kept, and what is sent; nothing else. [MRO-4.1]
  const preview = await (
    await world.get(luis, `/acme/rfqs/${rfq}/preview?vendor=${dijk}&vendor=${hartmann}&vendor=${silent}`)
  ).text()
  expect([preview.includes('Gate 3'), preview.includes('sealed boxes'), preview.includes('6560')]).toEqual([
    true,
    true,
    false,
  ])
  const send = { id: rfq, vendors: [dijk, hartmann, silent] }
  const buyer = await world.as(luis, 'buyer')
  await sendRfq(buyer, send, { key: 'once' })
  await sendRfq(buyer, send, { key: 'once' })
  expect(await reasonOf(sendRfq(buyer, send, { key: 'twice' }))).toBe('rfq.asked-already')
  await deliver(world)
  const asked = await buyer.db.all<{
    id: string
    vendor_id: string
    state: string
    code: string
    token: string
    disclosed: string
  }>('SELECT * FROM rfq_invitations ORDER BY rowid')
  expect(asked.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent'])
  const out = (await letters()).filter(({ subject }) => subject.startsWith('RFQ-'))
  expect(out.map(({ recipient }) => recipient).sort()).toEqual([
    'anneke@dijk.example',
    'nobody@silent.example',
    'wolff@hartmann.example',
  ])
  const told = JSON.parse(asked[0]?.disclosed ?? '{}') as object
  expect(JSON.stringify(told)).not.toMatch(/6560|656000|Hartmann|BRG-6309-2Z.*stock/)
  expect(out[0]?.text).toContain('Only sealed boxes')

  // A vendor answers by the link: no account, saved first, numbers in its own style.
  const link = (at: number) => `/quote/${asked[at]?.code}/${asked[at]?.token}`
  const visit = await world.get(null, link(0))
  const html = await visit.text()
  const cookie = (visit.headers.get('Set-Cookie') ?? '').split(';')[0] ?? ''
  expect([visit.status, html.includes('Your quote for 2 items'), html.includes('Hartmann')]).toEqual([200, true, false])
  const csrf = hidden(html, 'csrf')
  const say = (path: string, fields: Record<string, string>) =>
    world.post(null, path, { csrf, ...fields }, { Cookie: cookie })
  expect((await say(link(0), { 'price-1': '60,24', deed: 'save', op: 'a' })).headers.get('Location')).toContain(
    'saved=yes',
  )
  expect(await (await world.get(null, link(0))).text()).toContain('60,24')
  const unclear = await say(link(0), { 'price-1': '1.234', currency: 'EUR', op: 'b' })
  expect([unclear.status, (await unclear.text()).includes('thousands or decimals')]).toEqual([422, true])
  const answer = {
    'price-1': '60,24',
    'lead-1': '1',
    'none-2': 'on',
    currency: 'EUR',
    freightKind: 'flat',
    freight: '48,00',
    validUntil: '2026-12-07',
    op: 'c',
  }
  expect((await say(link(0), answer)).status).toBe(303)
  expect((await say(link(0), answer)).status).toBe(303)
  await say(link(1), {
    'price-1': '4620',
    'per-1': '100',
    'lead-1': '2',
    'price-2': '9',
    'lead-2': '4',
    currency: 'EUR',
    freightKind: 'included',
    op: 'd',
  })
  // A changed answer is a new version; the first is kept.
  await say(link(1), {
    'price-1': '4510',
    'per-1': '100',
    'lead-1': '2',
    'price-2': '9',
    'lead-2': '4',
    currency: 'EUR',
    freightKind: 'included',
    op: 'e',
  })
  const kept = await buyer.db.all<{ version: number; replaced_at: number | null }>(
    'SELECT version, replaced_at FROM quotes ORDER BY version, replaced_at IS NULL',
  )
  expect(kept.map(({ version, replaced_at }) => [version, replaced_at === null])).toEqual([
    [1, false],
    [1, true],
    [2, true],
  ])
  expect((await world.get(null, `/quote/${asked[0]?.code}/${'x'.repeat(43)}`)).status).toBe(404)

  // The silent one is reminded: not within the day, twice at most. [MRO-3.1c]
  const third = asked[2]?.id ?? ''
  expect(await reasonOf(remindVendor(buyer, { id: third }))).toBe('invitation.no-reminder')
  world.now = (world.now + 25 * 3_600_000) as typeof world.now
  // Nobody stays signed in for a day.
  for (const person of [bea, luis, kees, cy, zed]) await world.signIn(person)
  await remindVendor(await world.as(luis, 'buyer'), { id: third })
  await deliver(world)
  expect((await letters()).filter(({ subject }) => subject.startsWith('Reminder: RFQ-'))).toHaveLength(1)

  // Compared on one page; the waiting counts; the reason is asked.
  const compared = await (await world.get(luis, `/acme/rfqs/${rfq}/quotes`)).text()
  expect([compared.includes('No bid'), compared.includes('Best:'), compared.includes('Priced per 100')]).toEqual([
    true,
    true,
    true,
  ])
  expect((await world.get(cy, `/acme/rfqs/${rfq}/quotes`)).status).toBe(403)
  expect((await world.get(zed, `/zenith/rfqs/${rfq}`)).status).toBe(404)
  const quotes = await buyer.db.all<{ id: string; vendor_id: string }>(
    'SELECT id, vendor_id FROM quotes WHERE replaced_at IS NULL',
  )
  const of = (vendor: string) => quotes.find(({ vendor_id }) => vendor_id === vendor)?.id ?? ''
  const picks = { 'pick-1': of(dijk), 'pick-2': of(hartmann) }
  const unasked = await world.post(luis, `/acme/rfqs/${rfq}/award`, { ...picks, op: 'w1' })
  expect([unasked.status, (await unasked.text()).includes('Say why')]).toEqual([422, true])
  const look = await world.post(luis, `/acme/rfqs/${rfq}/award`, {
    ...picks,
    deed: 'look',
    reason: 'A day sooner',
    op: 'w2',
  })
  expect((await look.text()).includes('Award 2 lines to 2 vendors')).toBe(true)
  const won = await world.post(luis, `/acme/rfqs/${rfq}/award`, { ...picks, reason: 'A day sooner', op: 'w3' })
  expect(won.status).toBe(303)
  const orders = await buyer.db.all<{
    id: string
    number: number
    state: string
    vendor_id: string
    own_minor: number
    content_hash: string
    code: string
    token: string
  }>('SELECT * FROM purchase_orders ORDER BY number')
  expect(orders.map(({ number, state, own_minor }) => [number, state, own_minor])).toEqual([
    [1, 'approved', 65_040],
    [2, 'approved', 2250],
  ])
  expect((await world.get(null, link(0))).status).toBe(410)

  // The order goes out once; the vendor confirms by its link; what comes moves stock. [MRO-2.4e]
  const first = orders[0]?.id ?? ''
  await sendOrder(await world.as(luis, 'buyer'), { id: first })
  expect(await reasonOf(sendOrder(await world.as(luis, 'buyer'), { id: first }))).toBe('order.not-approved')
  await deliver(world)
  const brought = (await letters()).filter(({ subject }) => subject.startsWith('PO-1'))
  expect(brought.map(({ recipient, text }) => [recipient, text.includes(orders[0]?.token ?? '?')])).toEqual([
    ['anneke@dijk.example', true],
  ])
  const pdf = await world.get(luis, `/acme/purchase-orders/${first}/pdf`)
  expect([pdf.status, new TextDecoder('latin1').decode((await pdf.arrayBuffer()).slice(0, 5))]).toEqual([200, '%PDF-'])
  const orderLink = `/order/${orders[0]?.code}/${orders[0]?.token}`
  const confirm = await world.get(null, orderLink)
  expect(await confirm.text()).toContain('Order of')
  expect((await say(orderLink, { 'promise-1': '2026-12-02', op: 'p' })).status).toBe(303)
  expect((await world.get(null, `/order/${orders[1]?.code}/${orders[1]?.token}`)).status).toBe(404)
  const stockOf = async () =>
    (
      await buyer.db.all<{ quantity: number; unfit: number; on_order: number }>(
        `SELECT quantity, unfit, on_order FROM stock WHERE part_id = '${part}'`,
      )
    )[0]
  expect(await stockOf()).toEqual({ quantity: 0, unfit: 0, on_order: 1_000_000 })

  const dock = await (await world.get(kees, `/acme/purchase-orders/${first}/receipt`)).text()
  expect([dock.includes('value="0"'), dock.includes('Some are damaged')]).toEqual([true, true])
  const empty = await world.post(kees, `/acme/purchase-orders/${first}/receipt`, { 'good-1': '0', op: 'g0' })
  expect([empty.status, (await empty.text()).includes('Count at least one piece')]).toEqual([422, true])
  const count = {
    slip: 'D-88417',
    'good-1': '6',
    'damaged-1': '1',
    'bin-1': bin,
    'quarantine-1': quarantine,
    'note-1': 'Wet box',
    op: 'g1',
  }
  expect((await world.post(kees, `/acme/purchase-orders/${first}/receipt`, count)).status).toBe(303)
  expect((await world.post(kees, `/acme/purchase-orders/${first}/receipt`, count)).status).toBe(303)
  expect(await stockOf()).toEqual({ quantity: 700_000, unfit: 100_000, on_order: 400_000 })
  const over = await reasonOf(
    receiveOrder(await world.as(kees, 'storekeeper'), {
      id: first,
      lines: [
        {
          lineId: (
            await buyer.db.all<{ id: string }>(`SELECT id FROM purchase_order_lines WHERE order_id = '${first}'`)
          )[0]?.id,
          good: 500_000,
          binId: bin,
        },
      ],
    }),
  )
  expect(over).toBe('receipt.over')
  expect(
    (await world.post(kees, `/acme/purchase-orders/${first}/receipt`, { 'good-1': '4', 'bin-1': bin, op: 'g2' }))
      .status,
  ).toBe(303)
  expect(await stockOf()).toEqual({ quantity: 1_100_000, unfit: 100_000, on_order: 0 })
  const done = await (await world.get(bea, `/acme/purchase-orders/${first}`)).text()
  // What the vendor did stands on its page, and each figure opens its rows. [MRO-2.4f]
  const did = await (await world.get(luis, `/acme/purchase-orders/vendor?about=${dijk}`)).text()
  for (const words of ['1 of 1 RFQs, 100 %', '9 %', `/rfqs?vendor=${dijk}`, '€650.40']) expect(did).toContain(words)
  expect(await (await world.get(kees, `/acme/purchase-orders/vendor?about=${dijk}`)).text()).not.toContain('650')
  expect(await (await world.get(luis, `/acme/rfqs?vendor=${dijk}`)).text()).toContain('Bearings for P-204')
  expect(done.match(/set aside as damaged/g)).toHaveLength(1)
  expect(done).toContain('slip D-88417')
}, 240_000)

it('an order above the limit waits for somebody else, as it stands [MRO-3.1d] [MRO-2.4e]', async () => {
  const it = await cast()
  const { world, ana, bea, luis } = it
  const { st, part, vendors } = await furnished(it)
  const buyer = await world.as(luis, 'buyer')
  const made = (await (
    await world.json(luis, 'POST', '/api/v1/acme/rfqs', {
      title: 'Many bearings',
      shipTo: st,
      replyOn: '2026-11-27',
      lines: [{ partId: part, words: 'Ball bearing', quantity: '100', unit: 'EA' }],
    })
  ).json()) as { id: string }
  await sendRfq(buyer, { id: made.id, vendors: [vendors[0]] })
  const [asked] = await buyer.db.all<{ code: string; token: string }>('SELECT code, token FROM rfq_invitations')
  const visit = await world.get(null, `/quote/${asked?.code}/${asked?.token}`)
  const cookie = (visit.headers.get('Set-Cookie') ?? '').split(';')[0] ?? ''
  const csrf = hidden(await visit.text(), 'csrf')
  await world.post(
    null,
    `/quote/${asked?.code}/${asked?.token}`,
    { csrf, 'price-1': '120', 'lead-1': '3', currency: 'EUR', freightKind: 'included', op: 'x' },
    { Cookie: cookie },
  )
  const [line] = await buyer.db.all<{ id: string }>('SELECT id FROM rfq_lines')
  const [quote] = await buyer.db.all<{ id: string }>('SELECT id FROM quotes')
  await world.json(luis, 'POST', `/api/v1/acme/rfqs/${made.id}/award`, {
    picks: [{ lineId: line?.id, quoteId: quote?.id }],
    reason: '',
  })
  const [order] = await buyer.db.all<{ id: string; state: string; content_hash: string }>(
    'SELECT id, state, content_hash FROM purchase_orders',
  )
  const id = order?.id ?? ''
  const yes = { id, contentHash: order?.content_hash, decision: 'approve', reason: '' }
  expect(order?.state).toBe('approval')
  expect(await reasonOf(sendOrder(buyer, { id }))).toBe('order.not-approved')
  expect(await reasonOf(approveOrder(await world.as(luis, 'owner'), yes))).toBe('order.own')
  expect(await reasonOf(approveOrder(buyer, yes))).toBe('not-permitted')
  expect(await reasonOf(approveOrder(await world.as(bea, 'manager'), { ...yes, contentHash: 'another' }))).toBe(
    'order.changed',
  )
  const waits = async () => (await (await world.get(bea, '/acme/')).text()).includes('Orders to approve')
  expect(await waits()).toBe(true)
  const page = await (await world.get(bea, `/acme/purchase-orders/${id}`)).text()
  expect([page.includes('12,000.00'), page.includes('Approve')]).toEqual([true, true])
  const first = await world.post(bea, `/acme/purchase-orders/${id}/approval`, {
    contentHash: order?.content_hash ?? '',
    decision: 'approve',
    op: 'y',
  })
  expect(first.status).toBe(303)
  // Twelve thousand takes a second person: it waits, but not for her.
  expect(await waits()).toBe(false)
  expect(await reasonOf(approveOrder(await world.as(bea, 'manager'), yes))).toBe('order.same-approver')
  await approveOrder(await world.as(ana, 'owner'), yes)
  const [after] = await buyer.db.all<{ state: string }>('SELECT state FROM purchase_orders')
  expect(after?.state).toBe('approved')
  expect(await reasonOf(sendOrder(buyer, { id }))).toBe('done')
}, 240_000)

import { inArray } from 'drizzle-orm'
import { OrderPage, OrdersPage, type OrderView, orderViews } from '../../templates/procurement/orders'
import { PerformancePanel } from '../../templates/procurement/performance'
import { ReceivePage } from '../../templates/procurement/receive'
import { WhyPage } from '../../templates/procurement/rfq'
import { wideFonts } from '../codes'
import { readAmount } from '../kernel/amount-text'
import { readDecimal } from '../kernel/decimal'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { findSite, places, placesCalled } from '../places'
import { seeOther } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { findVendor } from '../vendors'
import { at, cardOf, id, namesOf, statusOr, troubleOf } from './common'
import { dockLines, quarantineOf } from './dock'
import { label, nextStep, type OrderLine } from './order'
import { acknowledgeOrder, approveLarge, approveOrder, cancelOrder, chaseOrder, sendOrder } from './order.actions'
import { arrivalsOf, findOrder, listOrders } from './order.queries'
import { orderPdf } from './order-pdf'
import { performanceOfVendor } from './performance.queries'
import { orderLinkOf } from './post'
import { apart, seesPrices } from './priced'
import { receiveOrder } from './receipt.actions'
import { label as rfqLabel } from './rfq'
import { rfqsById } from './rfq.queries'

const see = { may: 'procurement.order.see' }
const one = '/purchase-orders/:id{po_[^/]+}'

async function placeNames(ctx: Context, ids: (string | null)[]) {
  const wanted = [...new Set(ids.flatMap((id) => id ?? []))].slice(0, 90) as (typeof places.$inferSelect.id)[]
  const rows =
    wanted.length === 0
      ? []
      : await ctx.db.select({ id: places.id, name: places.name }).from(places).where(inArray(places.id, wanted))
  return (id: string | null) => rows.find((row) => row.id === id)?.name ?? ''
}

async function showOrder(c: Request, ctx: Context, refusal: Refusal | null) {
  const { order, lines, approvals, rules } = await findOrder(ctx, id(c))
  const [vendor, site, arrived, about, rfq] = await Promise.all([
    findVendor(ctx, order.vendorId),
    findSite(ctx, order.shipTo),
    arrivalsOf(ctx, order.id),
    cardOf(ctx, order.about),
    order.rfqId ? rfqsById(ctx, [order.rfqId]) : [],
  ])
  const [who, bin] = await Promise.all([
    namesOf(ctx, [
      order.createdBy,
      ...approvals.map(({ decidedBy }) => decidedBy),
      ...arrived.map((row) => row.receivedBy),
    ]),
    placeNames(
      ctx,
      arrived.map(({ line }) => line.binId),
    ),
  ])
  const shown = apart(ctx, order, lines)
  const step = order.state === 'approval' ? nextStep(order, approvals, rules) : null
  const page = (
    <OrderPage
      order={shown.order}
      lines={shown.lines}
      prices={shown.prices}
      approvals={approvals.map((row) => ({ ...row, who: who(row.decidedBy) }))}
      step={step}
      whyNot={whyNotApprove(ctx, order.createdBy, approvals, order.contentHash, step)}
      arrivals={arrived.map((row) => ({
        number: row.number,
        slip: row.slip,
        receivedAt: row.receivedAt,
        who: who(row.receivedBy),
        quantity: row.line.quantity,
        condition: row.line.condition,
        position: lines.find(({ id }) => id === row.line.orderLineId)?.position ?? 0,
        bin: bin(row.line.binId),
      }))}
      vendor={vendor.name}
      site={site.name}
      maker={who(order.createdBy)}
      rfq={rfq[0] ? rfqLabel(rfq[0]) : null}
      about={about}
      link={ctx.may(sendOrder.action) && order.sentAt !== null ? orderLinkOf(ctx, order) : null}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

/** Why this person does not decide on the step; null where they may. */
function whyNotApprove(
  ctx: Context,
  maker: string,
  approvals: { decidedBy: string; contentHash: string }[],
  hash: string,
  step: 1 | 2 | null,
): string | null {
  if (maker === ctx.actor.id) return 'You made this order: somebody else approves it.'
  if (!ctx.may(approveOrder.action) || (step === 2 && !ctx.may(approveLarge)))
    return 'It waits for somebody who may approve it.'
  if (approvals.some((one) => one.decidedBy === ctx.actor.id && one.contentHash === hash))
    return 'You approved the first step: the second is for another person.'
  return null
}

/** The promised days of the form, by line. */
export const promisesOf = (lines: OrderLine[], form: Record<string, string>) =>
  lines.flatMap(({ id, position }) => {
    const on = form[`promise-${position}`]?.trim()
    return on ? [{ lineId: id, on }] : []
  })

async function showReceipt(c: Request, ctx: Context, refusal: Refusal | null) {
  const { order, lines } = await findOrder(ctx, id(c))
  const [vendor, rows, quarantine, about] = await Promise.all([
    findVendor(ctx, order.vendorId),
    dockLines(ctx, lines, order.shipTo),
    quarantineOf(ctx, order.shipTo),
    cardOf(ctx, order.about),
  ])
  const page = (
    <ReceivePage
      order={order}
      vendor={vendor.name}
      lines={rows}
      quarantine={quarantine}
      values={c.var.form}
      trouble={troubleOf(refusal)}
      about={about?.title ?? ''}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

/** What was counted, as the verb takes it. Refuses 'invalid' with one sentence a field. */
async function countedOf(ctx: Context, orderId: string, form: Record<string, string>) {
  const { order, lines } = await findOrder(ctx, orderId)
  const [rows, quarantine] = await Promise.all([dockLines(ctx, lines, order.shipTo), quarantineOf(ctx, order.shipTo)])
  if (rows.every(({ open }) => open <= 0))
    refuse(
      'conflict',
      'receipt.nothing-open',
      'Nothing of this order is to come any more: it was received or cancelled.',
    )
  const fields: Record<string, string> = {}
  const count = (field: string) => {
    const text = form[field]?.trim() || '0'
    const read = readAmount(text)
    const scaled = read?.sure ? readDecimal(read.decimal, 5) : null
    if (scaled === null) fields[field] = 'Write how many, as a number.'
    return Number(scaled ?? 0n)
  }
  const place = async (field: string, otherwise: string) => {
    const words = form[`${field}-words`]?.trim() ?? ''
    if (form[field]) return form[field]
    if (!words) return otherwise
    const [only, ...others] = await placesCalled(ctx, words)
    if (only && others.length === 0) return only.id
    fields[field] = only
      ? `Several places are called ${words}: choose one from the list.`
      : 'There is no bin of this code.'
    return ''
  }
  const counted = []
  for (const line of rows) {
    const name = (field: string) => `${field}-${line.position}`
    counted.push({
      lineId: line.id,
      good: count(name('good')),
      damaged: count(name('damaged')),
      binId: await place(name('bin'), line.bin?.id ?? ''),
      quarantineId: await place(name('quarantine'), quarantine?.id ?? ''),
      lot: form[name('lot')] ?? '',
      expiresOn: form[name('expires')] ?? '',
      note: form[name('note')] ?? '',
    })
  }
  if (Object.keys(fields).length > 0)
    refuse('invalid', 'receipt.form', 'There is a problem with what was entered.', fields)
  return counted
}

const flash = (text: string) => ({ text, undo: null })

/** Pages of orders. */
export const orderPages = new Pages()
  .get('/purchase-orders', see, async (ctx, c) => {
    const { view: word, after, vendor } = c.req.query()
    const view: OrderView = word && Object.hasOwn(orderViews, word) ? (word as OrderView) : 'all'
    const states = orderViews[view].states
    const { rows, next } = await listOrders(ctx, { states: states && [...states], vendorId: vendor }, after)
    return show(
      c,
      ctx,
      <OrdersPage
        rows={rows}
        next={next && `/purchase-orders?view=${view}${vendor ? `&vendor=${vendor}` : ''}&after=${next}`}
        view={view}
      />,
    )
  })

  .get('/purchase-orders/vendor', see, async (ctx, c) => {
    const vendor = await findVendor(ctx, c.req.query('about') ?? '')
    const { spentMinor, ...done } = await performanceOfVendor(ctx, vendor.id)
    const shown = { ...done, spentMinor: seesPrices(ctx) ? spentMinor : null }
    return show(c, ctx, <PerformancePanel vendorId={vendor.id} shown={shown} />)
  })

  .get(one, see, (ctx, c) => showOrder(c, ctx, null))

  .get(`${one}/pdf`, see, async (ctx, c) =>
    pdfAnswer(c, await orderPdf(ctx, id(c), { fonts: () => wideFonts(c.var.platform), prices: seesPrices(ctx) })),
  )

  .post(`${one}/approval`, { may: approveOrder.action }, async (ctx, c) => {
    const { contentHash, decision, reason } = c.var.form
    const done = await attempt(() =>
      approveOrder(ctx, { id: id(c), contentHash, decision, reason }, { key: c.var.key }),
    )
    if (!done.ok) return showOrder(c, ctx, done.refusal)
    const words = { approved: 'is approved', declined: 'is declined', approval: 'waits for the second approval' }
    const text = `${done.value.number} ${words[done.value.state as keyof typeof words] ?? 'is decided'}.`
    return seeOther(c, at(ctx, `/purchase-orders/${id(c)}`), flash(text))
  })

  .post(`${one}/sending`, { may: sendOrder.action }, async (ctx, c) => {
    const done = await attempt(() => sendOrder(ctx, { id: id(c) }, { key: c.var.key }))
    if (!done.ok) return showOrder(c, ctx, done.refusal)
    const { number, written } = done.value
    const text = written
      ? `${number} is on its way to the vendor.`
      : `${number} is approved and open. Nothing was written: give the vendor the link below.`
    return seeOther(c, at(ctx, `/purchase-orders/${id(c)}`), flash(text))
  })

  .post(`${one}/acknowledgement`, { may: acknowledgeOrder.action }, async (ctx, c) => {
    const { lines } = await findOrder(ctx, id(c))
    const promises = promisesOf(lines, c.var.form)
    const done = await attempt(() => acknowledgeOrder(ctx, { id: id(c), promises }, { key: c.var.key }))
    if (!done.ok) return showOrder(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/purchase-orders/${id(c)}`), flash(`${done.value.number} is acknowledged.`))
  })

  .post(`${one}/chase`, { may: chaseOrder.action }, async (ctx, c) => {
    const done = await attempt(() => chaseOrder(ctx, { id: id(c) }, { key: c.var.key }))
    if (!done.ok) return showOrder(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/purchase-orders/${id(c)}`), flash('The vendor is asked when it comes.'))
  })

  .get(`${one}/cancellation`, { may: cancelOrder.action }, (ctx, c) => showWhy(c, ctx, null))
  .post(`${one}/cancellation`, { may: cancelOrder.action }, async (ctx, c) => {
    const { reason = '' } = c.var.form
    const done = await attempt(() => cancelOrder(ctx, { id: id(c), reason }, { key: c.var.key }))
    if (!done.ok) return showWhy(c, ctx, done.refusal)
    return seeOther(
      c,
      at(ctx, `/purchase-orders/${id(c)}`),
      flash(`What had not come of ${done.value.number} is cancelled.`),
    )
  })

  .get(`${one}/receipt`, { may: receiveOrder.action }, (ctx, c) => showReceipt(c, ctx, null))
  .post(`${one}/receipt`, { may: receiveOrder.action }, async (ctx, c) => {
    const { form, key } = c.var
    const done = await attempt(async () =>
      receiveOrder(ctx, { id: id(c), slip: form.slip ?? '', lines: await countedOf(ctx, id(c), form) }, { key }),
    )
    if (!done.ok) return showReceipt(c, ctx, done.refusal)
    const text = done.value.whole
      ? `All of ${done.value.number} is here.`
      : `Saved. More of ${done.value.number} is to come.`
    return seeOther(c, at(ctx, `/purchase-orders/${id(c)}`), flash(text))
  })

async function showWhy(c: Request, ctx: Context, refusal: Refusal | null) {
  const { order } = await findOrder(ctx, id(c))
  const page = (
    <WhyPage
      title={`Cancel what has not come of ${label(order)}`}
      back={{ href: `/purchase-orders/${order.id}`, label: label(order) }}
      action={`/purchase-orders/${order.id}/cancellation`}
      button="Cancel what has not come"
      hint={order.sentAt === null ? 'It has not gone out yet.' : 'What was received stays. Tell the vendor too.'}
      reason={refusal ? c.var.form.reason : ''}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

/** A PDF as the browser shows it. */
export const pdfAnswer = (c: Request, { name, bytes }: { name: string; bytes: Uint8Array<ArrayBuffer> }) =>
  c.body(bytes, 200, {
    'Content-Type': 'application/pdf',
    'Content-Disposition': `inline; filename="${name}"`,
    'Cache-Control': 'private, no-store',
  })

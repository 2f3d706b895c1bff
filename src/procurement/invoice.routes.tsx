import { InvoiceFormPage, InvoicePage, InvoicesPage, UnbilledPage } from '../../templates/procurement/invoices'
import { readAmount } from '../kernel/amount-text'
import { currencies, currencyDecimals } from '../kernel/currency'
import { readDecimal } from '../kernel/decimal'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { priceTimesQuantity } from '../kernel/unit-price'
import { seeOther } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { findVendor } from '../vendors'
import { at, id, namesOf, statusOr, troubleOf } from './common'
import { cancelInvoice, enterInvoice, releaseInvoice } from './invoice.actions'
import { findInvoice, invoicesOfOrder, listInvoices, listUnbilled } from './invoice.queries'
import { findOrder } from './order.queries'
import { needPrices } from './priced'

const see = { may: 'procurement.invoice.see' }
const one = '/invoices/:id{vi_[^/]+}'
const ofOrder = '/purchase-orders/:id{po_[^/]+}/invoice'
const states = ['exception', 'matched', 'released', 'cancelled'] as const

async function showInvoice(c: Request, ctx: Context, refusal: Refusal | null) {
  needPrices(ctx)
  const { invoice, lines } = await findInvoice(ctx, id(c))
  const [{ order, lines: ordered }, vendor, who] = await Promise.all([
    findOrder(ctx, invoice.orderId),
    findVendor(ctx, invoice.vendorId),
    namesOf(ctx, [invoice.createdBy, invoice.ownerId, invoice.decidedBy ?? '']),
  ])
  const page = (
    <InvoicePage
      invoice={invoice}
      order={{ id: order.id, number: order.number, currency: order.currency }}
      vendor={vendor.name}
      rows={lines.map((line) => {
        const of = ordered.find((row) => row.id === line.orderLineId)
        return {
          ...line,
          position: of?.position ?? 0,
          words: of?.words ?? '',
          unit: of?.unit ?? 'EA',
          orderedPrice: of?.price ?? 0,
          ordered: of?.quantity ?? 0,
          received: of?.received ?? 0,
        }
      })}
      owner={who(invoice.ownerId)}
      maker={who(invoice.createdBy)}
      decider={invoice.decidedBy ? who(invoice.decidedBy) : null}
      own={invoice.createdBy === ctx.actor.id}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

async function showForm(c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) {
  needPrices(ctx)
  const { order, lines } = await findOrder(ctx, id(c))
  const [vendor, before] = await Promise.all([findVendor(ctx, order.vendorId), invoicesOfOrder(ctx, order.id)])
  const page = (
    <InvoiceFormPage
      order={{ id: order.id, number: order.number, currency: order.currency }}
      vendor={vendor.name}
      lines={lines}
      before={before}
      currencies={[...new Set([order.currency, ...currencies()])]}
      values={values}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

/** What stands on the invoice, as the verb takes it. Refuses 'invalid' ('invoice.form') with one sentence a field. */
async function typedOf(ctx: Context, orderId: string, form: Record<string, string>) {
  const { order, lines } = await findOrder(ctx, orderId)
  const fields: Record<string, string> = {}
  const currency = form.currency || order.currency
  const decimals = currencyDecimals(currency)
  const number = (field: string, places: number, empty: number | null) => {
    const text = form[field]?.trim() ?? ''
    if (text === '' && empty !== null) return empty
    const read = readAmount(text)
    const scaled = read?.sure ? readDecimal(read.decimal, places) : null
    if (scaled === null) fields[field] = 'Write a number, such as 1234.50.'
    return Number(scaled ?? 0n)
  }
  const billed = lines.map((line) => ({
    orderLineId: line.id as string,
    quantity: number(`quantity-${line.position}`, 5, 0),
    price: number(`price-${line.position}`, 6, line.price),
  }))
  const freightMinor = number('freight', decimals, 0)
  const totalMinor = number('total', decimals, null)
  if (Object.keys(fields).length > 0)
    refuse('invalid', 'invoice.form', 'There is a problem with what was entered.', fields)
  return {
    orderId: order.id,
    number: form.number ?? '',
    currency,
    invoicedOn: form.invoicedOn ?? '',
    dueOn: form.dueOn ?? '',
    freightMinor,
    totalMinor,
    lines: billed,
  }
}

/** Invoices: entered by hand, matched with the order and what came. */
export const invoicePages = new Pages()
  .get('/invoices', see, async (ctx, c) => {
    needPrices(ctx)
    const { state: word, after } = c.req.query()
    const state = states.find((one) => one === word)
    const { rows, next } = await listInvoices(ctx, state, after)
    const more = next && `/invoices?${state ? `state=${state}&` : ''}after=${next}`
    return show(c, ctx, <InvoicesPage rows={rows} next={more} state={state} />)
  })

  .get('/invoices/unbilled', see, async (ctx, c) => {
    needPrices(ctx)
    const { rows, next } = await listUnbilled(ctx, c.req.query('after'))
    const shown = rows.map((row) => ({
      ...row,
      open: row.received - row.billed,
      valueMinor: priceTimesQuantity(
        { scaled: row.price, currency: row.currency, per: row.unit },
        { scaled: row.received - row.billed, unit: row.unit },
      ).minor,
    }))
    return show(c, ctx, <UnbilledPage rows={shown} next={next && `/invoices/unbilled?after=${next}`} />)
  })

  .get(one, see, (ctx, c) => showInvoice(c, ctx, null))

  .get(ofOrder, { may: enterInvoice.action }, (ctx, c) => showForm(c, ctx, {}, null))
  .post(ofOrder, { may: enterInvoice.action }, async (ctx, c) => {
    const { form, key } = c.var
    const done = await attempt(async () => enterInvoice(ctx, await typedOf(ctx, id(c), form), { key }))
    if (!done.ok) return showForm(c, ctx, form, done.refusal)
    const text =
      done.value.state === 'matched'
        ? 'The invoice agrees with what was ordered and what came.'
        : 'The invoice is entered. Something does not agree.'
    return seeOther(c, at(ctx, `/invoices/${done.value.id}`), { text, undo: null })
  })

  .post(`${one}/release`, { may: releaseInvoice.action }, async (ctx, c) => {
    const { reason = '' } = c.var.form
    const done = await attempt(() => releaseInvoice(ctx, { id: id(c), reason }, { key: c.var.key }))
    if (!done.ok) return showInvoice(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/invoices/${id(c)}`), { text: 'The invoice is released.', undo: null })
  })

  .post(`${one}/cancellation`, { may: cancelInvoice.action }, async (ctx, c) => {
    const { reason = '' } = c.var.form
    const done = await attempt(() => cancelInvoice(ctx, { id: id(c), reason }, { key: c.var.key }))
    if (!done.ok) return showInvoice(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/invoices/${id(c)}`), { text: 'The invoice is taken back.', undo: null })
  })

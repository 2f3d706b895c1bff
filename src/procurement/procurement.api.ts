import * as z from 'zod'
import { checkedInput } from '../platform/action'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { awardRfq } from './award.actions'
import { comparisonOf } from './comparison'
import { enterInvoice } from './invoice.actions'
import { findInvoice, listInvoices, listUnbilled } from './invoice.queries'
import { acknowledgeOrder, sendOrder } from './order.actions'
import { findOrder, listOrders } from './order.queries'
import { apart, needPrices } from './priced'
import { receiveOrder } from './receipt.actions'
import { createRequisition } from './requisition.actions'
import { listRequisitions } from './requisition.queries'
import { createRfq, sendRfq } from './rfq.actions'
import { findRfq, type InvitationRow, listRfqs, rfqWhole } from './rfq.queries'

const options = (c: Request) => ({ key: c.var.key })
const idOf = (c: Request) => c.req.param('id') ?? ''
const rfq = '/rfqs/:id{rf_[^/]+}'
const order = '/purchase-orders/:id{po_[^/]+}'
const after = z.string().optional().describe('The `next` of the page before.')
const listed = <T extends z.ZodType>(row: T) => z.object({ items: z.array(row), next: z.string().nullable() })
const loose = z.record(z.string(), z.unknown())

const needsQuery = z.object({ state: z.enum(['open', 'asked', 'ordered', 'dropped']).default('open'), after })
const rfqsQuery = z.object({ state: z.enum(['draft', 'sent', 'closed', 'awarded', 'cancelled']).optional(), after })
const ordersQuery = z.object({
  state: z.enum(['approval', 'approved', 'sent', 'acknowledged', 'received', 'cancelled', 'declined']).optional(),
  vendorId: z.string().optional(),
  after,
})

const invoicesQuery = z.object({
  state: z.enum(['exception', 'matched', 'released', 'cancelled']).optional(),
  after,
})

/** An order without its vendor's link, which is a secret. */
const withoutLink = <T extends { token: string; code: string }>({ token: _token, code: _code, ...rest }: T) => rest

/** An invitation without the vendor's link, and without what the vendor has typed and not sent. */
const asked = ({ draft: _draft, ...invitation }: InvitationRow) => withoutLink(invitation)

const within = (ctx: Context, path: string) => ({ Location: `/api/v1/${ctx.organization.slug}${path}` })

/** JSON of buying, from the same actions as the pages. Quantities are hundred-thousandths, prices millionths. */
export const procurementApi = new Api()
  .add(
    'GET',
    '/requisitions',
    {
      may: 'procurement.requisition.see',
      about: 'Lists needs of a state, newest first.',
      query: needsQuery,
      answer: listed(loose),
    },
    async (ctx, c) => {
      const { state, after } = checkedInput(needsQuery, c.req.query())
      const { rows, next } = await listRequisitions(ctx, state, after)
      return c.json({ items: rows, next })
    },
  )
  .add(
    'POST',
    '/requisitions',
    {
      may: createRequisition.action,
      about: createRequisition.about,
      action: createRequisition,
      answer: z.object({ ids: z.array(z.string()) }),
      status: 201,
    },
    async (ctx, c) => c.json(await createRequisition(ctx, c.var.form, options(c)), 201, within(ctx, '/requisitions')),
  )
  .add(
    'GET',
    '/rfqs',
    { may: 'procurement.rfq.see', about: 'Lists RFQs, newest first.', query: rfqsQuery, answer: listed(loose) },
    async (ctx, c) => {
      const { state, after } = checkedInput(rfqsQuery, c.req.query())
      const { rows, next } = await listRfqs(ctx, state, after)
      return c.json({ items: rows, next })
    },
  )
  .add(
    'POST',
    '/rfqs',
    {
      may: createRfq.action,
      about: createRfq.about,
      action: createRfq,
      answer: z.object({ id: z.string(), version: z.number() }),
      status: 201,
    },
    async (ctx, c) => {
      const made = await createRfq(ctx, c.var.form, options(c))
      return c.json(made, 201, within(ctx, `/rfqs/${made.id}`))
    },
  )
  .add(
    'GET',
    rfq,
    { may: 'procurement.rfq.see', about: 'One RFQ with its lines and what each vendor was told.', answer: loose },
    async (ctx, c) => {
      const { rfq, lines, invitations } = await rfqWhole(ctx, idOf(c))
      return c.json({ ...rfq, lines, invitations: invitations.map(asked) })
    },
  )
  .add(
    'POST',
    `${rfq}/invitations`,
    { may: sendRfq.action, about: sendRfq.about, action: sendRfq, answer: loose, status: 201 },
    async (ctx, c) =>
      c.json(await sendRfq(ctx, { ...c.var.form, id: (await findRfq(ctx, idOf(c))).id }, options(c)), 201),
  )
  .add(
    'GET',
    `${rfq}/comparison`,
    {
      may: 'procurement.quote.see',
      about: 'All quotes by all lines, landed in the organization’s currency.',
      answer: loose,
    },
    async (ctx, c) => {
      needPrices(ctx)
      const { comparison, rates, currency } = await comparisonOf(ctx, idOf(c))
      return c.json({ currency, rates, ...comparison })
    },
  )
  .add(
    'POST',
    `${rfq}/award`,
    { may: awardRfq.action, about: awardRfq.about, action: awardRfq, answer: loose, status: 201 },
    async (ctx, c) =>
      c.json(await awardRfq(ctx, { ...c.var.form, id: (await findRfq(ctx, idOf(c))).id }, options(c)), 201),
  )
  .add(
    'GET',
    '/purchase-orders',
    { may: 'procurement.order.see', about: 'Lists orders, newest first.', query: ordersQuery, answer: listed(loose) },
    async (ctx, c) => {
      const { state, vendorId, after } = checkedInput(ordersQuery, c.req.query())
      const { rows, next } = await listOrders(ctx, { states: state && [state], vendorId }, after)
      return c.json({ items: rows, next })
    },
  )
  .add(
    'GET',
    order,
    { may: 'procurement.order.see', about: 'One order with its lines and approvals.', answer: loose },
    async (ctx, c) => {
      const { order, lines, approvals } = await findOrder(ctx, idOf(c))
      const { order: bare, lines: bareLines, prices } = apart(ctx, order, lines)
      const shown = prices ? { ...order, lines } : { ...bare, lines: bareLines }
      return c.json({ ...withoutLink(shown), approvals })
    },
  )
  .add('POST', `${order}/sending`, { may: sendOrder.action, about: sendOrder.about, answer: loose }, async (ctx, c) =>
    c.json(await sendOrder(ctx, { id: idOf(c) }, options(c))),
  )
  .add(
    'PUT',
    `${order}/acknowledgement`,
    { may: acknowledgeOrder.action, about: acknowledgeOrder.about, action: acknowledgeOrder, answer: loose },
    async (ctx, c) =>
      c.json(await acknowledgeOrder(ctx, { ...c.var.form, id: (await findOrder(ctx, idOf(c))).order.id }, options(c))),
  )
  .add(
    'POST',
    `${order}/receipts`,
    { may: receiveOrder.action, about: receiveOrder.about, action: receiveOrder, answer: loose, status: 201 },
    async (ctx, c) =>
      c.json(await receiveOrder(ctx, { ...c.var.form, id: (await findOrder(ctx, idOf(c))).order.id }, options(c)), 201),
  )
  .add(
    'GET',
    '/invoices',
    {
      may: 'procurement.invoice.see',
      about: 'Lists invoices of vendors, newest first.',
      query: invoicesQuery,
      answer: listed(loose),
    },
    async (ctx, c) => {
      needPrices(ctx)
      const { state, after } = checkedInput(invoicesQuery, c.req.query())
      const { rows, next } = await listInvoices(ctx, state, after)
      return c.json({ items: rows, next })
    },
  )
  .add(
    'GET',
    '/invoices/:id{vi_[^/]+}',
    { may: 'procurement.invoice.see', about: 'One invoice with its lines and what does not agree.', answer: loose },
    async (ctx, c) => {
      needPrices(ctx)
      const { invoice, lines } = await findInvoice(ctx, idOf(c))
      return c.json({ ...invoice, lines })
    },
  )
  .add(
    'POST',
    `${order}/invoices`,
    { may: enterInvoice.action, about: enterInvoice.about, action: enterInvoice, answer: loose, status: 201 },
    async (ctx, c) => {
      const made = await enterInvoice(
        ctx,
        { ...c.var.form, orderId: (await findOrder(ctx, idOf(c))).order.id },
        options(c),
      )
      return c.json(made, 201, within(ctx, `/invoices/${made.id}`))
    },
  )
  .add(
    'GET',
    '/received-not-billed',
    {
      may: 'procurement.invoice.see',
      about: 'Lists what came and is not billed, by line, oldest first.',
      query: z.object({ after }),
      answer: listed(loose),
    },
    async (ctx, c) => {
      needPrices(ctx)
      const { rows, next } = await listUnbilled(ctx, c.req.query('after'))
      return c.json({ items: rows, next })
    },
  )

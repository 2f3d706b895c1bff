import { and, asc, desc, eq, lt, ne, sql } from 'drizzle-orm'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { vendors } from '../vendors'
import type { Invoice, InvoiceLine, InvoiceState } from './invoice'
import { buyingRules, orderLines, orders, vendorInvoiceLines, vendorInvoices } from './schema'

const pageSize = 50

/** One page of invoices in a state, newest first. Refuses 'invalid' ('cursor'). */
export async function listInvoices(ctx: Context, state: InvoiceState | undefined, after?: string) {
  const cursor = readCursor(after, 1)
  const rows = await ctx.db
    .select({ invoice: vendorInvoices, vendor: vendors.name, order: sql<number>`${orders.number}`.as('order_number') })
    .from(vendorInvoices)
    .innerJoin(vendors, eq(vendors.id, vendorInvoices.vendorId))
    .innerJoin(orders, eq(orders.id, vendorInvoices.orderId))
    .where(
      and(
        state ? eq(vendorInvoices.state, state) : undefined,
        cursor ? lt(vendorInvoices.id, cursor[0] as Invoice['id']) : undefined,
      ),
    )
    .orderBy(desc(vendorInvoices.id))
    .limit(pageSize + 1)
  return pageOf(
    rows.map(({ invoice, ...row }) => ({ ...(invoice as Invoice), vendor: row.vendor, orderNumber: row.order })),
    pageSize,
    ({ id }) => [id],
  )
}

/** An invoice with its lines. Refuses 'not-found' ('invoice.unknown'). */
export async function findInvoice(ctx: Context, id: string) {
  const [[invoice], lines] = await ctx.db.batch([
    ctx.db
      .select()
      .from(vendorInvoices)
      .where(eq(vendorInvoices.id, id as Invoice['id'])),
    ctx.db
      .select()
      .from(vendorInvoiceLines)
      .where(eq(vendorInvoiceLines.invoiceId, id as Invoice['id'])),
  ])
  if (!invoice) return refuse('not-found', 'invoice.unknown', 'There is no such invoice.')
  return { invoice: invoice as Invoice, lines: lines as InvoiceLine[] }
}

/** What was billed of an order before, and how far a price may stand above the ordered one. */
export async function billedBefore(ctx: Context, orderId: string) {
  const [[freight], [rules]] = await ctx.db.batch([
    ctx.db
      .select({ minor: sql<number>`coalesce(sum(freight_minor), 0)`.as('minor') })
      .from(vendorInvoices)
      .where(and(eq(vendorInvoices.orderId, orderId as Invoice['orderId']), ne(vendorInvoices.state, 'cancelled'))),
    ctx.db.select({ pricePercent: buyingRules.pricePercent }).from(buyingRules),
  ])
  return { freightMinor: Number(freight?.minor ?? 0), pricePercent: rules?.pricePercent ?? 0 }
}

/** The invoices of an order, oldest first; fifty at most. */
export const invoicesOfOrder = (ctx: Context, orderId: string) =>
  ctx.db
    .select()
    .from(vendorInvoices)
    .where(eq(vendorInvoices.orderId, orderId as Invoice['orderId']))
    .orderBy(asc(vendorInvoices.id))
    .limit(50)

/** One page of what came and is not billed, by line, oldest first. Refuses 'invalid' ('cursor'). */
export async function listUnbilled(ctx: Context, after?: string) {
  const cursor = readCursor(after, 1)
  const rows = await ctx.db
    .select({
      id: orderLines.id,
      words: orderLines.words,
      unit: orderLines.unit,
      price: orderLines.price,
      received: orderLines.received,
      billed: orderLines.billed,
      orderId: sql<string>`${orders.id}`.as('order_id'),
      orderNumber: sql<number>`${orders.number}`.as('order_number'),
      currency: orders.currency,
      vendor: vendors.name,
    })
    .from(orderLines)
    .innerJoin(orders, eq(orders.id, orderLines.orderId))
    .innerJoin(vendors, eq(vendors.id, orders.vendorId))
    .where(
      and(
        sql`${orderLines.received} > ${orderLines.billed}`,
        cursor ? sql`${orderLines.id} > ${cursor[0]}` : undefined,
      ),
    )
    .orderBy(asc(orderLines.id))
    .limit(pageSize + 1)
  return pageOf(rows, pageSize, ({ id }) => [id])
}

/** Writes what is billed of the order's lines: more by a new invoice, less by one that was a mistake. */
const moveBilled = (ctx: Context, lines: Pick<InvoiceLine, 'orderLineId' | 'quantity'>[], sign: 1 | -1): Write[] =>
  lines.map(({ orderLineId, quantity }) =>
    ctx.db.run(sql`UPDATE purchase_order_lines SET billed = billed + ${sign * quantity} WHERE id = ${orderLineId}`),
  )

export const insertInvoice = (ctx: Context, invoice: Invoice, lines: InvoiceLine[]): Write[] => [
  ctx.db.insert(vendorInvoices).values(invoice),
  ...lines.map((line) => ctx.db.insert(vendorInvoiceLines).values(line)),
  ...moveBilled(ctx, lines, 1),
]

export const updateInvoice = (ctx: Context, { id, createdAt: _at, createdBy: _by, ...invoice }: Invoice): Write =>
  ctx.db.update(vendorInvoices).set(invoice).where(eq(vendorInvoices.id, id))

export const takeBackBilled = (ctx: Context, lines: InvoiceLine[]): Write[] => moveBilled(ctx, lines, -1)

/** The same invoice was not entered before, nor at the same moment. */
export const enteredOnce = ({ vendorId, numberKey, number }: Invoice): Guard => ({
  count: sql`SELECT count(*) = 0 FROM vendor_invoices WHERE vendor_id = ${vendorId} AND number_key = ${numberKey} AND state <> 'cancelled'`,
  refusal: () => {
    const sentence = `Invoice ${number} of this vendor is entered already.`
    return new Refusal('conflict', 'invoice.twice', sentence, { number: sentence })
  },
})

/** What was billed before is as it was when the match was made. */
export const billedStill = (lines: { id: string; billed: number; received: number }[]): Guard[] =>
  lines.map(({ id, billed, received }) => ({
    count: sql`SELECT count(*) FROM purchase_order_lines WHERE id = ${id} AND billed = ${billed} AND received = ${received}`,
    refusal: () =>
      new Refusal(
        'conflict',
        'invoice.changed',
        'More came or was billed at the same moment. Enter the invoice once more.',
      ),
  }))

export const invoiceStillAt = ({ id, version, number }: Invoice): Guard => ({
  count: sql`SELECT count(*) FROM vendor_invoices WHERE id = ${id} AND version = ${version}`,
  refusal: () =>
    new Refusal('conflict', 'invoice.changed', `Somebody decided on invoice ${number} at the same moment. Look again.`),
})

import * as z from 'zod'
import { newId } from '../kernel/ids'
import { currency, localDate, optionalDate, textLine } from '../kernel/schemas'
import { action } from '../platform/action'
import { invoiceId, orderId } from './fields'
import { cancelledInvoice, type Invoice, type InvoiceLine, match, numberKeyOf, released } from './invoice'
import {
  billedBefore,
  billedStill,
  enteredOnce,
  findInvoice,
  insertInvoice,
  invoiceStillAt,
  takeBackBilled,
  updateInvoice,
} from './invoice.queries'
import { checkBillable } from './order'
import { findOrder } from './order.queries'

export const enterInvoice = action({
  name: 'procurement.invoice.enter',
  about: 'Enters an invoice of a vendor and matches each line with what was ordered and what came.',
  input: z.object({
    orderId,
    number: textLine(60, 'Write the number of the invoice.').refine(
      (text) => numberKeyOf(text) !== '',
      'Write the number of the invoice.',
    ),
    currency,
    invoicedOn: localDate,
    dueOn: optionalDate,
    freightMinor: z.number().int().min(0).default(0),
    totalMinor: z.number().int().min(0).describe('As it is written on the invoice, without VAT.'),
    lines: z
      .array(
        z.object({
          orderLineId: z.string(),
          quantity: z.number().int().min(0),
          price: z.number().int().min(0),
        }),
      )
      .max(100),
  }),
  run: async (ctx, { orderId: of, lines: given, ...head }) => {
    const { order, lines } = await findOrder(ctx, of)
    checkBillable(order)
    const before = await billedBefore(ctx, order.id)
    const found = match(order, lines, { ...head, lines: given }, before, before.pricePercent)
    const invoice: Invoice = {
      id: newId('vi', ctx.now),
      vendorId: order.vendorId,
      orderId: order.id,
      ...head,
      numberKey: numberKeyOf(head.number),
      state: found.state,
      exceptions: found.exceptions,
      ownerId: order.createdBy,
      reason: '',
      decidedBy: null,
      decidedAt: null,
      createdAt: ctx.now,
      createdBy: ctx.actor.id,
      version: 1,
    }
    const rows = found.lines.map(
      (line): InvoiceLine => ({
        ...line,
        id: newId('vy', ctx.now),
        invoiceId: invoice.id,
        orderLineId: line.orderLineId as InvoiceLine['orderLineId'],
      }),
    )
    return {
      subject: order.id,
      guards: [enteredOnce(invoice), ...billedStill(lines)],
      writes: insertInvoice(ctx, invoice, rows),
      facts: [
        {
          name: 'procurement.invoice-entered',
          subject: invoice.id,
          order: order.id,
          vendor: order.vendorId,
          matched: found.state === 'matched',
        },
      ],
      result: { id: invoice.id, state: invoice.state },
    }
  },
})

export const releaseInvoice = action({
  name: 'procurement.invoice.release',
  about: 'Says why an invoice is paid although it does not agree. Nobody releases what they entered.',
  input: z.object({ id: invoiceId, reason: textLine(300, 'Write why it is paid all the same.') }),
  run: async (ctx, { id, reason }) => {
    const { invoice: before } = await findInvoice(ctx, id)
    const after = released(before, ctx.actor.id, reason, ctx.now)
    return {
      subject: before.orderId,
      guards: [invoiceStillAt(before)],
      writes: [updateInvoice(ctx, after)],
      facts: [{ name: 'procurement.invoice-released', subject: before.id, order: before.orderId }],
      reason,
      result: { id: before.id, version: after.version },
    }
  },
})

export const cancelInvoice = action({
  name: 'procurement.invoice.cancel',
  about: 'Takes back an invoice that was entered by mistake: its number is free again, and nothing is billed by it.',
  input: z.object({ id: invoiceId, reason: textLine(300, 'Write what was wrong with it.') }),
  run: async (ctx, { id, reason }) => {
    const { invoice: before, lines } = await findInvoice(ctx, id)
    const after = cancelledInvoice(before, ctx.actor.id, reason, ctx.now)
    return {
      subject: before.orderId,
      guards: [invoiceStillAt(before)],
      writes: [updateInvoice(ctx, after), ...takeBackBilled(ctx, lines)],
      facts: [{ name: 'procurement.invoice-cancelled', subject: before.id, order: before.orderId }],
      reason,
      result: { id: before.id, version: after.version },
    }
  },
})

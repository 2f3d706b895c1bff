import { divideHalfEven } from '../kernel/decimal'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import { priceTimesQuantity } from '../kernel/unit-price'
import type { Order, OrderLine } from './order'

/** Agrees with order and receipt; does not; does not and somebody said why it is paid all the same; entered by mistake. */
export type InvoiceState = 'matched' | 'exception' | 'released' | 'cancelled'

/** An invoice of a vendor for one order. Amounts are the smallest unit of its currency, without VAT. */
export type Invoice = {
  id: Id<'vi'>
  vendorId: Id<'vd'>
  orderId: Id<'po'>
  /** In the vendor's books. */
  number: string
  /** The same as it is compared: one invoice is entered once. */
  numberKey: string
  currency: string
  invoicedOn: LocalDate
  dueOn: LocalDate | null
  freightMinor: number
  /** As it is written on the invoice. */
  totalMinor: number
  state: InvoiceState
  /** What does not agree of the whole. */
  exceptions: string[]
  /** Who is asked about its exceptions: who wrote the order. */
  ownerId: string
  reason: string
  decidedBy: string | null
  decidedAt: Instant | null
  createdAt: Instant
  createdBy: string
  version: number
}

/** A line: scaled units and millionths, with what does not agree of it. */
export type InvoiceLine = {
  id: Id<'vy'>
  invoiceId: Id<'vi'>
  orderLineId: Id<'py'>
  quantity: number
  price: number
  exceptions: string[]
}

export type Billed = { orderLineId: string; quantity: number; price: number }

/** A number as two of them are compared: '2026-0471' and '2026 / 471A' differ, '2026-0471' and '20260471' do not. */
export const numberKeyOf = (number: string): string => number.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

const plain = (scaled: number) => String(scaled / 100_000)

/**
 * Three-way match: each billed line against what came of it and what it was ordered for. Over what came, or dearer than
 * the tolerance, is an exception; so are freight above the order's, a total that does not add up, another currency.
 *
 * Refuses 'invalid' ('invoice.line', 'invoice.line-twice', 'invoice.nothing').
 */
export function match(
  order: Pick<Order, 'currency' | 'freightMinor'>,
  lines: (OrderLine & { billed: number })[],
  given: { currency: string; freightMinor: number; totalMinor: number; lines: Billed[] },
  before: { freightMinor: number },
  pricePercent: number,
): { lines: (Billed & { exceptions: string[] })[]; exceptions: string[]; state: 'matched' | 'exception' } {
  const billed = given.lines.filter(({ quantity }) => quantity > 0)
  if (billed.length === 0) refuse('invalid', 'invoice.nothing', 'Write what is billed of at least one line.')
  if (new Set(billed.map(({ orderLineId }) => orderLineId)).size < billed.length)
    refuse('invalid', 'invoice.line-twice', 'A line is billed twice. Write each line once.')
  const matched = billed.map((one) => {
    const line = lines.find(({ id }) => id === one.orderLineId)
    if (!line) return refuse('invalid', 'invoice.line', 'This line is not of this order. Open it again.')
    const unbilled = Math.max(0, line.received - line.billed)
    const most = divideHalfEven(BigInt(line.price) * BigInt(100 + pricePercent), 100n)
    return {
      ...one,
      exceptions: [
        ...(one.quantity > unbilled
          ? [
              `Billed ${plain(one.quantity)}, ${unbilled === 0 ? 'nothing' : plain(unbilled)} came that ${unbilled <= 100_000 ? 'is' : 'are'} not billed yet`,
            ]
          : []),
        ...(BigInt(one.price) > most ? ['Dearer than ordered'] : []),
      ],
    }
  })
  const sum = matched.reduce((all, { orderLineId, quantity, price }) => {
    const unit = lines.find(({ id }) => id === orderLineId)?.unit ?? 'EA'
    return (
      all + priceTimesQuantity({ scaled: price, currency: given.currency, per: unit }, { scaled: quantity, unit }).minor
    )
  }, given.freightMinor)
  const exceptions = [
    ...(given.currency !== order.currency ? [`Billed in ${given.currency}, ordered in ${order.currency}`] : []),
    ...(given.freightMinor > Math.max(0, order.freightMinor - before.freightMinor)
      ? ['More freight than ordered']
      : []),
    ...(sum !== given.totalMinor ? ['The total does not add up'] : []),
  ]
  const clean = exceptions.length === 0 && matched.every((line) => line.exceptions.length === 0)
  return { lines: matched, exceptions, state: clean ? 'matched' : 'exception' }
}

/**
 * Somebody else than who entered it says why it is paid although it does not agree. Refuses 'conflict'
 * ('invoice.not-waiting') and 'forbidden' ('invoice.own').
 */
export function released(invoice: Invoice, by: string, reason: string, at: Instant): Invoice {
  if (invoice.state !== 'exception')
    refuse('conflict', 'invoice.not-waiting', `Invoice ${invoice.number} does not wait for a release.`)
  if (invoice.createdBy === by)
    refuse('forbidden', 'invoice.own', 'You entered this invoice: somebody else releases it.')
  return { ...invoice, state: 'released', reason, decidedBy: by, decidedAt: at, version: invoice.version + 1 }
}

/** It was entered by mistake: its number is free again. Refuses 'conflict' ('invoice.cancelled'). */
export function cancelledInvoice(invoice: Invoice, by: string, reason: string, at: Instant): Invoice {
  if (invoice.state === 'cancelled')
    refuse('conflict', 'invoice.cancelled', `Invoice ${invoice.number} is cancelled already.`)
  return { ...invoice, state: 'cancelled', reason, decidedBy: by, decidedAt: at, version: invoice.version + 1 }
}

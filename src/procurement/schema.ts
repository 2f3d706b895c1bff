import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import type { UnitCode } from '../kernel/units'
import type { Disclosure, InvitationState } from './invitation'
import type { InvoiceState } from './invoice'
import type { OrderState } from './order'
import type { Break, Corrections, FreightKind, Offer } from './quote'
import type { ReplyState } from './reply'
import type { RequisitionState } from './requisition'
import type { RfqState } from './rfq'

export const requisitions = sqliteTable('requisitions', {
  id: text('id').$type<Id<'rq'>>().primaryKey(),
  number: integer('number').notNull(),
  partId: text('part_id').$type<Id<'pt'>>(),
  words: text('words').notNull(),
  quantity: integer('quantity').notNull(),
  unit: text('unit').$type<UnitCode>().notNull(),
  neededOn: text('needed_on').$type<LocalDate>(),
  about: text('about'),
  state: text('state').$type<RequisitionState>().notNull(),
  rfqId: text('rfq_id').$type<Id<'rf'>>(),
  rfqLineId: text('rfq_line_id').$type<Id<'ry'>>(),
  reason: text('reason').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  version: integer('version').notNull(),
})

export const rfqs = sqliteTable('rfqs', {
  id: text('id').$type<Id<'rf'>>().primaryKey(),
  number: integer('number').notNull(),
  title: text('title').notNull(),
  state: text('state').$type<RfqState>().notNull(),
  revision: integer('revision').notNull(),
  shipTo: text('ship_to').notNull(),
  neededOn: text('needed_on').$type<LocalDate>(),
  replyOn: text('reply_on').$type<LocalDate>().notNull(),
  replyBy: integer('reply_by').$type<Instant>().notNull(),
  about: text('about'),
  waitingMinor: integer('waiting_minor'),
  notes: text('notes').notNull(),
  ownerId: text('owner_id').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  sentAt: integer('sent_at').$type<Instant>(),
  closedAt: integer('closed_at').$type<Instant>(),
  awardReason: text('award_reason').notNull(),
  version: integer('version').notNull(),
})

export const rfqLines = sqliteTable('rfq_lines', {
  id: text('id').$type<Id<'ry'>>().primaryKey(),
  rfqId: text('rfq_id').$type<Id<'rf'>>().notNull(),
  position: integer('position').notNull(),
  requisitionId: text('requisition_id').$type<Id<'rq'>>(),
  partId: text('part_id').$type<Id<'pt'>>(),
  partNumber: text('part_number').notNull(),
  words: text('words').notNull(),
  specification: text('specification').notNull(),
  quantity: integer('quantity').notNull(),
  unit: text('unit').$type<UnitCode>().notNull(),
  alternates: integer('alternates', { mode: 'boolean' }).notNull(),
})

export const rfqInvitations = sqliteTable('rfq_invitations', {
  id: text('id').$type<Id<'rn'>>().primaryKey(),
  rfqId: text('rfq_id').$type<Id<'rf'>>().notNull(),
  vendorId: text('vendor_id').$type<Id<'vd'>>().notNull(),
  revision: integer('revision').notNull(),
  contactId: text('contact_id'),
  person: text('person').notNull(),
  email: text('email').notNull(),
  disclosed: text('disclosed', { mode: 'json' }).$type<Disclosure>().notNull(),
  code: text('code').notNull(),
  token: text('token').notNull(),
  state: text('state').$type<InvitationState>().notNull(),
  trouble: text('trouble').notNull(),
  sentAt: integer('sent_at').$type<Instant>(),
  openedAt: integer('opened_at').$type<Instant>(),
  answeredAt: integer('answered_at').$type<Instant>(),
  reminders: integer('reminders').notNull(),
  remindedAt: integer('reminded_at').$type<Instant>(),
  draft: text('draft', { mode: 'json' }).$type<Record<string, string>>(),
  threadId: text('thread_id'),
  messageId: text('message_id'),
})

export const quotes = sqliteTable('quotes', {
  id: text('id').$type<Id<'qt'>>().primaryKey(),
  rfqId: text('rfq_id').$type<Id<'rf'>>().notNull(),
  vendorId: text('vendor_id').$type<Id<'vd'>>().notNull(),
  invitationId: text('invitation_id').$type<Id<'rn'>>(),
  version: integer('version').notNull(),
  way: text('way').$type<'link' | 'mail' | 'hand'>().notNull(),
  currency: text('currency').notNull(),
  freightKind: text('freight_kind').$type<FreightKind>().notNull(),
  freightMinor: integer('freight_minor'),
  freeAboveMinor: integer('free_above_minor'),
  validUntil: text('valid_until').$type<LocalDate>(),
  reference: text('reference').notNull(),
  terms: text('terms').notNull(),
  note: text('note').notNull(),
  source: text('source').notNull(),
  late: integer('late', { mode: 'boolean' }).notNull(),
  receivedAt: integer('received_at').$type<Instant>().notNull(),
  receivedBy: text('received_by').notNull(),
  replacedAt: integer('replaced_at').$type<Instant>(),
  corrections: text('corrections', { mode: 'json' }).$type<Corrections>().notNull(),
})

export const quoteLines = sqliteTable('quote_lines', {
  id: text('id').$type<Id<'qy'>>().primaryKey(),
  quoteId: text('quote_id').$type<Id<'qt'>>().notNull(),
  lineId: text('line_id').$type<Id<'ry'>>().notNull(),
  offer: text('offer').$type<Offer>().notNull(),
  price: integer('price'),
  per: integer('per').notNull(),
  minimum: integer('minimum'),
  pack: integer('pack'),
  available: integer('available'),
  leadDays: integer('lead_days'),
  breaks: text('breaks', { mode: 'json' }).$type<Break[]>().notNull(),
  note: text('note').notNull(),
  evidence: text('evidence', { mode: 'json' }).$type<Record<string, string>>().notNull(),
})

export const exchangeRates = sqliteTable(
  'exchange_rates',
  {
    fromCurrency: text('from_currency').notNull(),
    toCurrency: text('to_currency').notNull(),
    onDay: text('on_day').$type<LocalDate>().notNull(),
    rate: text('rate').notNull(),
    source: text('source').notNull(),
    writtenBy: text('written_by').notNull(),
  },
  ({ fromCurrency, toCurrency, onDay }) => [primaryKey({ columns: [fromCurrency, toCurrency, onDay] })],
)

export const buyingRules = sqliteTable('buying_rules', {
  onlyRow: integer('only_row').primaryKey(),
  approveAboveMinor: integer('approve_above_minor').notNull(),
  secondAboveMinor: integer('second_above_minor').notNull(),
  overPercent: integer('over_percent').notNull(),
  pricePercent: integer('price_percent').notNull(),
})

export const orders = sqliteTable('purchase_orders', {
  id: text('id').$type<Id<'po'>>().primaryKey(),
  number: integer('number').notNull(),
  revision: integer('revision').notNull(),
  vendorId: text('vendor_id').$type<Id<'vd'>>().notNull(),
  rfqId: text('rfq_id').$type<Id<'rf'>>(),
  quoteId: text('quote_id').$type<Id<'qt'>>(),
  state: text('state').$type<OrderState>().notNull(),
  currency: text('currency').notNull(),
  freightMinor: integer('freight_minor').notNull(),
  totalMinor: integer('total_minor').notNull(),
  ownMinor: integer('own_minor').notNull(),
  shipTo: text('ship_to').notNull(),
  about: text('about'),
  terms: text('terms').notNull(),
  notes: text('notes').notNull(),
  dueOn: text('due_on').$type<LocalDate>(),
  contentHash: text('content_hash').notNull(),
  code: text('code').notNull(),
  token: text('token').notNull(),
  person: text('person').notNull(),
  email: text('email').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  sentAt: integer('sent_at').$type<Instant>(),
  acknowledgedAt: integer('acknowledged_at').$type<Instant>(),
  chasedAt: integer('chased_at').$type<Instant>(),
  threadId: text('thread_id'),
  messageId: text('message_id'),
  trouble: text('trouble').notNull(),
  version: integer('version').notNull(),
})

export const orderLines = sqliteTable('purchase_order_lines', {
  id: text('id').$type<Id<'py'>>().primaryKey(),
  orderId: text('order_id').$type<Id<'po'>>().notNull(),
  position: integer('position').notNull(),
  rfqLineId: text('rfq_line_id').$type<Id<'ry'>>(),
  partId: text('part_id').$type<Id<'pt'>>(),
  partNumber: text('part_number').notNull(),
  words: text('words').notNull(),
  quantity: integer('quantity').notNull(),
  unit: text('unit').$type<UnitCode>().notNull(),
  price: integer('price').notNull(),
  received: integer('received').notNull(),
  damaged: integer('damaged').notNull(),
  cancelled: integer('cancelled').notNull(),
  promisedOn: text('promised_on').$type<LocalDate>(),
  leadDays: integer('lead_days'),
  billed: integer('billed').notNull(),
})

export const approvals = sqliteTable('purchase_order_approvals', {
  id: text('id').$type<Id<'oa'>>().primaryKey(),
  orderId: text('order_id').$type<Id<'po'>>().notNull(),
  step: integer('step').$type<1 | 2>().notNull(),
  contentHash: text('content_hash').notNull(),
  decision: text('decision').$type<'approved' | 'declined'>().notNull(),
  reason: text('reason').notNull(),
  decidedBy: text('decided_by').notNull(),
  decidedAt: integer('decided_at').$type<Instant>().notNull(),
})

export const vendorReplies = sqliteTable('vendor_replies', {
  id: text('id').$type<Id<'vr'>>().primaryKey(),
  rfqId: text('rfq_id').$type<Id<'rf'>>().notNull(),
  vendorId: text('vendor_id').$type<Id<'vd'>>().notNull(),
  invitationId: text('invitation_id').$type<Id<'rn'>>().notNull(),
  messageId: text('message_id').notNull(),
  threadId: text('thread_id').notNull(),
  channel: text('channel').$type<'email' | 'sms'>().notNull(),
  trusted: integer('trusted', { mode: 'boolean' }).notNull(),
  guessed: integer('guessed', { mode: 'boolean' }).notNull(),
  state: text('state').$type<ReplyState>().notNull(),
  quoteId: text('quote_id').$type<Id<'qt'>>(),
  why: text('why').notNull(),
  receivedAt: integer('received_at').$type<Instant>().notNull(),
  decidedAt: integer('decided_at').$type<Instant>(),
  decidedBy: text('decided_by'),
})

export const vendorInvoices = sqliteTable('vendor_invoices', {
  id: text('id').$type<Id<'vi'>>().primaryKey(),
  vendorId: text('vendor_id').$type<Id<'vd'>>().notNull(),
  orderId: text('order_id').$type<Id<'po'>>().notNull(),
  number: text('number').notNull(),
  numberKey: text('number_key').notNull(),
  currency: text('currency').notNull(),
  invoicedOn: text('invoiced_on').$type<LocalDate>().notNull(),
  dueOn: text('due_on').$type<LocalDate>(),
  freightMinor: integer('freight_minor').notNull(),
  totalMinor: integer('total_minor').notNull(),
  state: text('state').$type<InvoiceState>().notNull(),
  exceptions: text('exceptions', { mode: 'json' }).$type<string[]>().notNull(),
  ownerId: text('owner_id').notNull(),
  reason: text('reason').notNull(),
  decidedBy: text('decided_by'),
  decidedAt: integer('decided_at').$type<Instant>(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  version: integer('version').notNull(),
})

export const vendorInvoiceLines = sqliteTable('vendor_invoice_lines', {
  id: text('id').$type<Id<'vy'>>().primaryKey(),
  invoiceId: text('invoice_id').$type<Id<'vi'>>().notNull(),
  orderLineId: text('order_line_id').$type<Id<'py'>>().notNull(),
  quantity: integer('quantity').notNull(),
  price: integer('price').notNull(),
  exceptions: text('exceptions', { mode: 'json' }).$type<string[]>().notNull(),
})

export const receipts = sqliteTable('receipts', {
  id: text('id').$type<Id<'rc'>>().primaryKey(),
  number: integer('number').notNull(),
  orderId: text('order_id').$type<Id<'po'>>().notNull(),
  slip: text('slip').notNull(),
  receivedAt: integer('received_at').$type<Instant>().notNull(),
  receivedBy: text('received_by').notNull(),
})

export const receiptLines = sqliteTable('receipt_lines', {
  id: text('id').$type<Id<'rk'>>().primaryKey(),
  receiptId: text('receipt_id').$type<Id<'rc'>>().notNull(),
  orderLineId: text('order_line_id').$type<Id<'py'>>().notNull(),
  binId: text('bin_id'),
  quantity: integer('quantity').notNull(),
  condition: text('condition').$type<'ok' | 'quarantine'>().notNull(),
  lot: text('lot').notNull(),
  expiresOn: text('expires_on').$type<LocalDate>(),
  note: text('note').notNull(),
})

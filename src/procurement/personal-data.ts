import type { Column, TableDeclaration } from '../platform/room'

const none = (...names: string[]): Record<string, Column> =>
  Object.fromEntries(names.map((name) => [name, { personal: 'none' as const }]))
const member: Column = { personal: 'member', erasure: 'pseudonym' }
const contact: Column = { personal: 'contact', erasure: 'clear' }
const words: Column = { personal: 'contact', erasure: 'redact' }

/** What this room keeps of people. */
export const personalData: TableDeclaration[] = [
  {
    table: 'requisitions',
    database: 'tenant',
    purpose: 'To know what is needed, by whom and what became of it.',
    retention: 'While the organization is a customer.',
    columns: {
      ...none('id', 'number', 'part_id', 'quantity', 'unit', 'needed_on', 'about', 'state'),
      ...none('rfq_id', 'rfq_line_id', 'created_at', 'version'),
      words: words,
      reason: words,
      created_by: member,
    },
  },
  {
    table: 'rfqs',
    database: 'tenant',
    purpose: 'To know what was asked for, and what was decided.',
    retention: 'While the organization is a customer.',
    columns: {
      ...none('id', 'number', 'title', 'state', 'revision', 'ship_to', 'needed_on', 'reply_on'),
      ...none('reply_by', 'about', 'waiting_minor', 'created_at', 'sent_at', 'closed_at', 'version'),
      notes: words,
      owner_id: member,
      award_reason: words,
    },
  },
  {
    table: 'rfq_lines',
    database: 'tenant',
    purpose: 'To say to vendors what is asked for.',
    retention: 'While the organization is a customer.',
    columns: {
      ...none('id', 'rfq_id', 'position', 'requisition_id', 'part_id', 'part_number', 'words', 'specification'),
      ...none('quantity', 'unit', 'alternates'),
    },
  },
  {
    table: 'rfq_invitations',
    database: 'tenant',
    purpose: 'To ask each vendor once, and to keep what it was told.',
    retention: 'While the organization is a customer.',
    columns: {
      ...none('id', 'rfq_id', 'vendor_id', 'revision', 'code', 'token', 'state', 'sent_at'),
      ...none('opened_at', 'answered_at', 'reminders', 'reminded_at', 'thread_id', 'message_id'),
      contact_id: contact,
      person: contact,
      email: contact,
      disclosed: words,
      trouble: words,
      draft: words,
    },
  },
  {
    table: 'vendor_replies',
    database: 'tenant',
    purpose: 'To know which answers of vendors nobody has looked at yet, and what became of the others.',
    retention: 'While the organization is a customer.',
    columns: {
      ...none('id', 'rfq_id', 'vendor_id', 'invitation_id', 'message_id', 'thread_id', 'channel', 'trusted'),
      ...none('guessed', 'state', 'quote_id', 'received_at', 'decided_at'),
      why: words,
      decided_by: member,
    },
  },
  {
    table: 'quotes',
    database: 'tenant',
    purpose: 'To compare what vendors offer, version by version.',
    retention: 'While the organization is a customer: papers of trade.',
    columns: {
      ...none('id', 'rfq_id', 'vendor_id', 'invitation_id', 'version', 'way', 'currency', 'freight_kind'),
      ...none(
        'freight_minor',
        'free_above_minor',
        'valid_until',
        'reference',
        'terms',
        'late',
        'received_at',
        'replaced_at',
      ),
      note: words,
      source: words,
      corrections: words,
      received_by: member,
    },
  },
  {
    table: 'quote_lines',
    database: 'tenant',
    purpose: 'To compare what vendors offer, line by line.',
    retention: 'While the organization is a customer: papers of trade.',
    columns: {
      ...none('id', 'quote_id', 'line_id', 'offer', 'price', 'per', 'minimum', 'pack'),
      ...none('available', 'lead_days', 'breaks', 'evidence'),
      note: words,
    },
  },
  {
    table: 'exchange_rates',
    database: 'tenant',
    purpose: 'To compare quotes of other currencies at a dated rate.',
    retention: 'While the organization is a customer: papers of trade.',
    columns: {
      ...none('from_currency', 'to_currency', 'on_day', 'rate', 'source'),
      written_by: member,
    },
  },
  {
    table: 'buying_rules',
    database: 'tenant',
    purpose: 'Above which amounts orders are approved.',
    retention: 'While the organization is a customer.',
    columns: {
      ...none('only_row', 'approve_above_minor', 'second_above_minor', 'over_percent', 'price_percent'),
    },
  },
  {
    table: 'purchase_orders',
    database: 'tenant',
    purpose: 'To order, and to prove what was ordered.',
    retention: 'While the organization is a customer: papers of trade.',
    columns: {
      ...none('id', 'number', 'revision', 'vendor_id', 'rfq_id', 'quote_id', 'state', 'currency'),
      ...none('freight_minor', 'total_minor', 'own_minor', 'ship_to', 'about', 'terms', 'due_on', 'content_hash'),
      ...none('code', 'token', 'created_at', 'sent_at', 'acknowledged_at', 'chased_at', 'version'),
      ...none('thread_id', 'message_id'),
      trouble: words,
      notes: words,
      person: contact,
      email: contact,
      created_by: member,
    },
  },
  {
    table: 'purchase_order_lines',
    database: 'tenant',
    purpose: 'What is ordered, and what of it came.',
    retention: 'While the organization is a customer: papers of trade.',
    columns: {
      ...none('id', 'order_id', 'position', 'rfq_line_id', 'part_id', 'part_number', 'words', 'quantity'),
      ...none('unit', 'price', 'received', 'damaged', 'cancelled', 'promised_on', 'lead_days', 'billed'),
    },
  },
  {
    table: 'purchase_order_approvals',
    database: 'tenant',
    purpose: 'To prove who approved which contents.',
    retention: 'While the organization is a customer: papers of trade.',
    columns: {
      ...none('id', 'order_id', 'step', 'content_hash', 'decision', 'decided_at'),
      reason: words,
      decided_by: member,
    },
  },
  {
    table: 'vendor_invoices',
    database: 'tenant',
    purpose: 'To pay what was ordered and came, once, and to prove who released what did not agree.',
    retention: 'While the organization is a customer: papers of trade.',
    columns: {
      ...none('id', 'vendor_id', 'order_id', 'number', 'number_key', 'currency', 'invoiced_on', 'due_on'),
      ...none('freight_minor', 'total_minor', 'state', 'exceptions', 'decided_at', 'created_at', 'version'),
      owner_id: member,
      reason: words,
      decided_by: member,
      created_by: member,
    },
  },
  {
    table: 'vendor_invoice_lines',
    database: 'tenant',
    purpose: 'To match what is billed with what was ordered and came.',
    retention: 'While the organization is a customer: papers of trade.',
    columns: {
      ...none('id', 'invoice_id', 'order_line_id', 'quantity', 'price', 'exceptions'),
    },
  },
  {
    table: 'receipts',
    database: 'tenant',
    purpose: 'To know what came, when, and who took it in.',
    retention: 'While the organization is a customer: papers of trade.',
    columns: {
      ...none('id', 'number', 'order_id', 'slip', 'received_at'),
      received_by: member,
    },
  },
  {
    table: 'receipt_lines',
    database: 'tenant',
    purpose: 'To know what came into which bin.',
    retention: 'While the organization is a customer: papers of trade.',
    columns: {
      ...none('id', 'receipt_id', 'order_line_id', 'bin_id', 'quantity', 'condition', 'lot', 'expires_on'),
      note: words,
    },
  },
]

import type { Column, TableDeclaration } from '../platform/room'

const none = (...names: string[]): Record<string, Column> =>
  Object.fromEntries(names.map((name) => [name, { personal: 'none' as const }]))
const member: Column = { personal: 'member', erasure: 'pseudonym' }
const contact: Column = { personal: 'contact', erasure: 'clear' }

/** What this room keeps of people. */
export const personalData: TableDeclaration[] = [
  {
    table: 'vendors',
    database: 'tenant',
    purpose: 'To know whom one buys from, on which terms, and whether one may.',
    retention: 'While the organization is a customer.',
    columns: {
      ...none(
        'id',
        'number',
        'name',
        'name_folded',
        'legal_name',
        'tax_number',
        'website',
        'account_number',
        'language',
      ),
      ...none('currency', 'payment_days', 'payment_terms', 'delivery_terms', 'categories', 'tier', 'tier_at'),
      ...none('merged_into', 'ended_at', 'created_at', 'version'),
      notes: { personal: 'contact', erasure: 'redact' },
      tier_reason: { personal: 'contact', erasure: 'redact' },
      tier_by: member,
      created_by: member,
    },
  },
  {
    table: 'vendor_categories',
    database: 'tenant',
    purpose: 'To find vendors by what they deliver.',
    retention: 'As long as its vendor.',
    columns: none('category', 'name', 'vendor_id'),
  },
  {
    table: 'vendor_contacts',
    database: 'tenant',
    purpose: 'To reach the people of a vendor in the way and the language that they chose.',
    retention: 'While the organization is a customer; erased when the person asks for it.',
    columns: {
      ...none('id', 'vendor_id', 'channel', 'main', 'removed_at', 'version'),
      name: contact,
      job_title: contact,
      email: contact,
      domain: contact,
      phone: contact,
      language: contact,
    },
  },
  {
    table: 'vendor_addresses',
    database: 'tenant',
    purpose: 'To know where a vendor is, and how far from each site.',
    retention: 'As long as its vendor.',
    columns: none('id', 'vendor_id', 'kind', 'address', 'latitude_micro', 'longitude_micro'),
  },
  {
    table: 'vendor_documents',
    database: 'tenant',
    purpose: 'To know which certificates, insurances and contracts of a vendor hold.',
    retention: 'As long as its vendor.',
    columns: {
      ...none('id', 'vendor_id', 'kind', 'number', 'expires_on', 'file_id', 'told_on', 'created_at'),
      created_by: member,
    },
  },
  {
    table: 'vendor_lifts',
    database: 'tenant',
    purpose: 'To show which two people took a vendor off the black list, and why.',
    retention: 'As long as its vendor.',
    columns: {
      ...none('id', 'vendor_id', 'to_tier', 'asked_at', 'decision', 'decided_at'),
      reason: { personal: 'member', erasure: 'redact' },
      decision_reason: { personal: 'member', erasure: 'redact' },
      asked_by: member,
      decided_by: member,
    },
  },
]

import type { Column, TableDeclaration } from '../platform/room'

const none = (...names: string[]): Record<string, Column> =>
  Object.fromEntries(names.map((name) => [name, { personal: 'none' as const }]))
const contact: Column = { personal: 'contact', erasure: 'clear' }
const words: Column = { personal: 'contact', erasure: 'redact' }
const member: Column = { personal: 'member', erasure: 'pseudonym' }

/** What this room keeps of people. */
export const personalData: TableDeclaration[] = [
  {
    table: 'threads',
    database: 'tenant',
    purpose: 'To keep what was said to whom about which record.',
    retention: 'While the organization is a customer.',
    columns: {
      ...none('id', 'number', 'about', 'channel', 'state', 'party_record', 'snoozed_until', 'unread', 'waits_for'),
      ...none('last_at', 'created_at', 'version'),
      subject: words,
      party: contact,
      snippet: words,
      assignee_id: member,
      created_by: member,
    },
  },
  {
    table: 'thread_labels',
    database: 'tenant',
    purpose: 'To find threads by the labels that people put on them.',
    retention: 'As long as its thread.',
    columns: none('label', 'thread_id', 'last_at'),
  },
  {
    table: 'thread_parties',
    database: 'tenant',
    purpose: 'To know who takes part in a thread, so that an answer finds its place.',
    retention: 'As long as its thread.',
    columns: { ...none('thread_id', 'channel', 'invited', 'last_at'), address: contact, name: contact },
  },
  {
    table: 'messages',
    database: 'tenant',
    purpose: 'To keep every message as it came and as it went, with what became of it.',
    retention: 'While the organization is a customer.',
    columns: {
      ...none('id', 'thread_id', 'direction', 'channel', 'status', 'status_at', 'purpose', 'urgent', 'at', 'send_key'),
      ...none('internet_id', 'references_ids', 'provider', 'provider_id', 'tries', 'next_try_at', 'lease_until'),
      ...none('segments', 'raw_key', 'raw_bytes', 'auth', 'marks', 'version'),
      status_detail: words,
      from_address: contact,
      from_name: contact,
      to_address: contact,
      to_name: contact,
      subject: words,
      text: words,
      fresh: words,
      html: words,
      auth_detail: words,
      files: words,
      written_by: member,
    },
  },
  {
    table: 'consent_ledger',
    database: 'tenant',
    purpose: 'To prove who agreed to be written to, in which words and when, and who said stop.',
    retention: 'While messages go out, and five years more: the time in which somebody may ask for proof.',
    columns: {
      ...none('seq', 'id', 'channel', 'purpose', 'event', 'source', 'message_id', 'at'),
      address: { personal: 'contact', erasure: 'kept-by-law' },
      words: { personal: 'contact', erasure: 'kept-by-law' },
      by: member,
    },
  },
  {
    table: 'post_rules',
    database: 'tenant',
    purpose: 'To put what comes from an address where it belongs.',
    retention: 'Until somebody takes the rule off.',
    columns: { ...none('id', 'kind', 'about', 'label', 'made_at'), value: contact, made_by: member },
  },
  {
    table: 'known_domains',
    database: 'tenant',
    purpose: 'To mark letters from domains that pretend to be another.',
    retention: 'While the organization is a customer.',
    columns: none('domain', 'skeleton', 'since'),
  },
  {
    table: 'post_settings',
    database: 'tenant',
    purpose: 'The number of the organization and its quiet hours.',
    retention: 'While the organization is a customer.',
    columns: none('only_row', 'number', 'quiet_from', 'quiet_to', 'automatic_at'),
  },
  {
    table: 'post_templates',
    database: 'tenant',
    purpose: 'To write often used words once.',
    retention: 'While the organization is a customer.',
    columns: { ...none('id', 'name', 'subject', 'text', 'made_at', 'removed_at', 'version'), made_by: member },
  },
  {
    table: 'post_circuits',
    database: 'tenant',
    purpose: 'To leave a provider alone that does not answer.',
    retention: 'Until it answers again.',
    columns: none('channel', 'failures', 'first_failure_at', 'open_until', 'detail'),
  },
  {
    table: 'phone_numbers',
    database: 'control',
    purpose: 'To know whose a telephone number of the installation is.',
    retention: 'While the installation has the number.',
    columns: none('number', 'organization_id', 'taken_at'),
  },
  {
    table: 'post_events',
    database: 'control',
    purpose: 'To do what a provider tells once, however often it tells it.',
    retention: 'Thirty days (communications.forget-events).',
    columns: none('provider', 'event_id', 'organization_id', 'fingerprint', 'received_at', 'queued_at'),
  },
]

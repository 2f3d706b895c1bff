import type { Column, TableDeclaration } from '../platform/room'

const none: Column = { personal: 'none' }
const person: Column = { personal: 'member', erasure: 'pseudonym' }
const words: Column = { personal: 'member', erasure: 'redact' }

/** Columns of which only some tell something of a person. */
const columns = (names: string, others: Record<string, Column> = {}): Record<string, Column> => ({
  ...Object.fromEntries(names.split(' ').map((name) => [name, none])),
  ...others,
})

const whileCustomer = 'While the organization is a customer.'

export const personalData: TableDeclaration[] = [
  {
    table: 'asset_classes',
    database: 'tenant',
    purpose: 'What kinds of equipment there are.',
    retention: whileCustomer,
    columns: columns('id name code parent_id path symptoms created_at version'),
  },
  {
    table: 'asset_fields',
    database: 'tenant',
    purpose: 'Which specifications are asked of a kind of equipment.',
    retention: whileCustomer,
    columns: columns('id class_id name kind unit choices created_at ended_at version'),
  },
  {
    table: 'asset_models',
    database: 'tenant',
    purpose: 'What all equipment of one make shares.',
    retention: whileCustomer,
    columns: columns(
      'id manufacturer name manufacturer_folded name_folded class_id specifications created_at version',
      { notes: words },
    ),
  },
  {
    table: 'assets',
    database: 'tenant',
    purpose: 'The equipment that is maintained: what it is, where it stands, what state it is in.',
    retention: whileCustomer,
    columns: columns(
      'id tag tag_folded tag_sort name class_id model_id serial serial_folded folded place_id site_id parent_id path fails_parent group_needs state state_since criticality scored scored_on in_service_on warranty_until currency purchase_minor replacement_minor specifications created_at retired_at successor_id version',
      { description: words, owner_id: person, created_by: person },
    ),
  },
  {
    table: 'asset_facets',
    database: 'tenant',
    purpose: 'Lists of equipment by place and class, read as one range.',
    retention: 'As the equipment.',
    columns: columns('key tag_sort asset_id state criticality'),
  },
  {
    table: 'asset_stops',
    database: 'tenant',
    purpose: 'When equipment could not work, and why: downtime is computed from it.',
    retention: whileCustomer,
    columns: columns('id asset_id class started_at ended_at because_of version', {
      cause: words,
      started_by: person,
      ended_by: person,
    }),
  },
  {
    table: 'asset_concerns',
    database: 'tenant',
    purpose: 'What equipment needs though it runs.',
    retention: whileCustomer,
    columns: columns('id asset_id raised_at settled_at report_id said_down', {
      why: words,
      raised_by: person,
      settled_by: person,
    }),
  },
  {
    table: 'asset_events',
    database: 'tenant',
    purpose: 'Everything that happened to a piece of equipment.',
    retention: whileCustomer,
    columns: columns('id asset_id at kind what subject key', { actor_id: person, details: words }),
  },
  {
    table: 'asset_notes',
    database: 'tenant',
    purpose: 'What people know of equipment.',
    retention: whileCustomer,
    columns: columns('id about warning pinned_at written_at supersedes superseded_at version', {
      text: words,
      written_by: person,
      superseded_by: person,
    }),
  },
  {
    table: 'asset_views',
    database: 'tenant',
    purpose: 'Lists that somebody looks at often.',
    retention: 'Until it is removed, or its person is erased.',
    columns: columns('id name query shared created_at', { owner_id: person }),
  },
  {
    table: 'meters',
    database: 'tenant',
    purpose: 'What is read on equipment.',
    retention: whileCustomer,
    columns: columns('id asset_id name kind unit words rolls_at low high created_at ended_at version', {
      created_by: person,
    }),
  },
  {
    table: 'meter_readings',
    database: 'tenant',
    purpose: 'What meters showed, and when.',
    retention: whileCustomer,
    columns: columns('id meter_id way value total word taken_at entered_at source root_id voided_at', {
      entered_by: person,
      voided_by: person,
      note: words,
    }),
  },
  {
    table: 'meter_triggers',
    database: 'tenant',
    purpose: 'What readings raise work.',
    retention: whileCustomer,
    columns: columns('id meter_id operator value word band base priority created_at ended_at', {
      title: words,
      created_by: person,
    }),
  },
  {
    table: 'meter_firings',
    database: 'tenant',
    purpose: 'Which readings raised work.',
    retention: whileCustomer,
    columns: columns('id trigger_id meter_id reading_id fired_at'),
  },
  {
    table: 'asset_bulks',
    database: 'tenant',
    purpose: 'To change much equipment at once in the background, to say what became of it, and to take it back.',
    retention: 'Ninety days (assets.forget-bulks).',
    columns: columns(
      'id what query state cursor seen_sites sites counts trouble tries moved_at created_at finished_at version',
      { told: { personal: 'member', erasure: 'expires' }, created_by: person },
    ),
  },
  {
    table: 'asset_bulk_rows',
    database: 'tenant',
    purpose: 'To say what became of each piece of equipment that was changed with many others.',
    retention: 'Ninety days (assets.forget-bulks).',
    columns: columns('bulk_id number asset_id state before', { reason: { personal: 'member', erasure: 'expires' } }),
  },
]

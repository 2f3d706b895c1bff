import type { Column, TableDeclaration } from '../platform/room'

/** Most columns of the stores say nothing of a person. */
const columns = (names: string, personal: Record<string, Column> = {}): Record<string, Column> => ({
  ...Object.fromEntries(names.split(' ').map((name) => [name, { personal: 'none' as const }])),
  ...personal,
})

const whileCustomer = 'While the organization is a customer.'
const who: Column = { personal: 'member', erasure: 'pseudonym' }
const words: Column = { personal: 'member', erasure: 'redact' }

export const personalData: TableDeclaration[] = [
  {
    table: 'part_categories',
    database: 'tenant',
    purpose: 'How parts are sorted.',
    retention: whileCustomer,
    columns: columns('id name parent_id path version'),
  },
  {
    table: 'parts',
    database: 'tenant',
    purpose: 'What is kept in stock.',
    retention: whileCustomer,
    columns: columns(
      'id number number_folded name category_id manufacturer manufacturer_number criticality unit whole tracking expires repairable hazard storage lead_days specifications photo_id created_at retired_at version',
      { description: words, created_by: who },
    ),
  },
  {
    table: 'part_numbers',
    database: 'tenant',
    purpose: 'To find a part by any number that it is known by.',
    retention: whileCustomer,
    columns: columns('part_id kind number folded'),
  },
  {
    table: 'stock_policy',
    database: 'tenant',
    purpose: 'How the organization values its stock and which period is open.',
    retention: whileCustomer,
    columns: columns('only_row method open_from buffer_days version'),
  },
  {
    table: 'stock',
    database: 'tenant',
    purpose: 'What is in stock of each part.',
    retention: whileCustomer,
    columns: columns(
      'part_id quantity value_minor hard unfit soft on_order last_unit_value_minor reorder_point low_since class used_year used_value_minor version',
    ),
  },
  {
    table: 'stock_lots',
    database: 'tenant',
    purpose: 'Lots and serial numbers.',
    retention: whileCustomer,
    columns: columns('id part_id code expires_on created_at'),
  },
  {
    table: 'stock_balances',
    database: 'tenant',
    purpose: 'What lies in which bin.',
    retention: whileCustomer,
    columns: columns('part_id bin_id condition lot_id on_hand hard'),
  },
  {
    table: 'stock_layers',
    database: 'tenant',
    purpose: 'What came in together and what it is worth, where goods are valued first in, first out.',
    retention: whileCustomer,
    columns: columns('part_id seq quantity value_minor'),
  },
  {
    table: 'stock_moves',
    database: 'tenant',
    purpose: 'The stock ledger: what came, went and moved, who wrote it down, and what it cost.',
    retention: `${whileCustomer} Its lines are business records.`,
    columns: columns(
      'seq id part_id kind quantity from_bin from_condition to_bin to_condition lot_id value_minor variance_minor currency running_quantity running_value_minor reverses_id returns_id effective_at posted_at',
      // A subject may be a member who got the part: the id stays as a pseudonym.
      { subject: who, reason: words, actor_id: who },
    ),
  },
  {
    table: 'stock_reservations',
    database: 'tenant',
    purpose: 'What is promised to whom, from which bin, until when.',
    retention: whileCustomer,
    columns: columns('id part_id state quantity issued returned bin_id lot_id required_on created_at version', {
      subject: who,
      note: words,
      created_by: who,
    }),
  },
  {
    table: 'stock_on_order',
    database: 'tenant',
    purpose: 'What was ordered and has not come yet.',
    retention: 'Until it has come or the order is cancelled.',
    columns: columns('source part_id quantity due_on place_id updated_at'),
  },
  {
    table: 'part_vendors',
    database: 'tenant',
    purpose: 'Who sells a part, in what units and at what price.',
    retention: whileCustomer,
    columns: columns('id part_id vendor_id number unit factor least multiple lead_days price preferred created_at', {
      created_by: who,
      vendor_name: words,
    }),
  },
  {
    table: 'part_substitutes',
    database: 'tenant',
    purpose: 'What can be taken instead of a part.',
    retention: whileCustomer,
    columns: columns('part_id instead_id', { note: words }),
  },
  {
    table: 'part_uses',
    database: 'tenant',
    purpose: 'Which assets and models take which parts.',
    retention: whileCustomer,
    columns: columns('target part_id quantity', { note: words }),
  },
  {
    table: 'part_policies',
    database: 'tenant',
    purpose: 'When a part is bought again, and how much.',
    retention: whileCustomer,
    columns: columns('part_id place_id reorder_point reorder_quantity maximum version'),
  },
  {
    table: 'count_rules',
    database: 'tenant',
    purpose: 'Which bins are counted when.',
    retention: whileCustomer,
    columns: columns('id name kind place_id every_days turnover_minor accuracy_floor most_bins created_at ended_at'),
  },
  {
    table: 'count_sessions',
    database: 'tenant',
    purpose: 'Counts of the stock.',
    retention: whileCustomer,
    columns: columns(
      'id number title rule_id blind state tolerance_percent approval_minor accuracy created_at closed_at version',
      { created_by: who, closed_by: who },
    ),
  },
  {
    table: 'count_lines',
    database: 'tenant',
    purpose: 'What was counted, by whom, and how far the ledger was off.',
    retention: whileCustomer,
    columns: columns(
      'id session_id part_id bin_id lot_id state expected counted difference counted_at first_difference move_id version',
      { counted_by: who, first_by: who },
    ),
  },
  {
    table: 'stock_kits',
    database: 'tenant',
    purpose: 'Parts that go together.',
    retention: whileCustomer,
    columns: columns('id name created_at ended_at version', { notes: words }),
  },
  {
    table: 'stock_kit_lines',
    database: 'tenant',
    purpose: 'What is in a kit.',
    retention: whileCustomer,
    columns: columns('kit_id part_id quantity'),
  },
  {
    table: 'stock_loans',
    database: 'tenant',
    purpose: 'Tools that are lent, and when they are due back.',
    retention: whileCustomer,
    columns: columns('id part_id move_id quantity due_on lent_at back_at', { borrower: who, lent_by: who }),
  },
]

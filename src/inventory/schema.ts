import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import type { UnitCode } from '../kernel/units'
import type { CostMethod } from './cost'
import type { LineState, SessionState } from './count'
import type { Criticality, Specification, Tracking } from './part'
import type { ReservationState } from './reservation'
import type { Condition, MoveKind } from './stock'

export const partCategories = sqliteTable('part_categories', {
  id: text('id').$type<Id<'pc'>>().primaryKey(),
  name: text('name').notNull(),
  parentId: text('parent_id').$type<Id<'pc'>>(),
  path: text('path').notNull(),
  version: integer('version').notNull(),
})

export const parts = sqliteTable('parts', {
  id: text('id').$type<Id<'pt'>>().primaryKey(),
  number: text('number').notNull(),
  numberFolded: text('number_folded').notNull(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  categoryId: text('category_id').$type<Id<'pc'>>(),
  manufacturer: text('manufacturer').notNull(),
  manufacturerNumber: text('manufacturer_number').notNull(),
  criticality: text('criticality').$type<Criticality>().notNull(),
  unit: text('unit').$type<UnitCode>().notNull(),
  whole: integer('whole', { mode: 'boolean' }).notNull(),
  tracking: text('tracking').$type<Tracking>().notNull(),
  expires: integer('expires', { mode: 'boolean' }).notNull(),
  repairable: integer('repairable', { mode: 'boolean' }).notNull(),
  hazard: text('hazard').notNull(),
  storage: text('storage').notNull(),
  leadDays: integer('lead_days').notNull(),
  specifications: text('specifications', { mode: 'json' }).$type<Specification[]>().notNull(),
  photoId: text('photo_id'),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  retiredAt: integer('retired_at').$type<Instant>(),
  version: integer('version').notNull(),
})

export const partNumbers = sqliteTable('part_numbers', {
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  kind: text('kind').$type<'own' | 'maker' | 'vendor' | 'old'>().notNull(),
  number: text('number').notNull(),
  folded: text('folded').notNull(),
})

export const stockPolicy = sqliteTable('stock_policy', {
  onlyRow: integer('only_row').primaryKey(),
  method: text('method').$type<CostMethod>().notNull(),
  openFrom: text('open_from').$type<LocalDate>().notNull(),
  bufferDays: integer('buffer_days').notNull(),
  version: integer('version').notNull(),
})

export const stock = sqliteTable('stock', {
  partId: text('part_id').$type<Id<'pt'>>().primaryKey(),
  quantity: integer('quantity').notNull(),
  valueMinor: integer('value_minor').notNull(),
  hard: integer('hard').notNull(),
  unfit: integer('unfit').notNull(),
  soft: integer('soft').notNull(),
  onOrder: integer('on_order').notNull(),
  lastUnitValueMinor: integer('last_unit_value_minor').notNull(),
  reorderPoint: integer('reorder_point'),
  lowSince: integer('low_since').$type<Instant>(),
  class: text('class').$type<'A' | 'B' | 'C'>(),
  usedYear: integer('used_year').notNull(),
  usedValueMinor: integer('used_value_minor').notNull(),
  version: integer('version').notNull(),
})

export const stockLots = sqliteTable('stock_lots', {
  id: text('id').$type<Id<'lt'>>().primaryKey(),
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  code: text('code').notNull(),
  expiresOn: text('expires_on').$type<LocalDate>(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
})

export const stockBalances = sqliteTable('stock_balances', {
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  binId: text('bin_id').notNull(),
  condition: text('condition').$type<Condition>().notNull(),
  lotId: text('lot_id').notNull(),
  onHand: integer('on_hand').notNull(),
  hard: integer('hard').notNull(),
})

export const stockLayers = sqliteTable('stock_layers', {
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  seq: integer('seq').notNull(),
  quantity: integer('quantity').notNull(),
  valueMinor: integer('value_minor').notNull(),
})

export const stockMoves = sqliteTable('stock_moves', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  id: text('id').$type<Id<'mv'>>().notNull(),
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  kind: text('kind').$type<MoveKind>().notNull(),
  quantity: integer('quantity').notNull(),
  fromBin: text('from_bin'),
  fromCondition: text('from_condition').$type<Condition>(),
  toBin: text('to_bin'),
  toCondition: text('to_condition').$type<Condition>(),
  lotId: text('lot_id').notNull(),
  valueMinor: integer('value_minor').notNull(),
  varianceMinor: integer('variance_minor').notNull(),
  currency: text('currency').notNull(),
  runningQuantity: integer('running_quantity').notNull(),
  runningValueMinor: integer('running_value_minor').notNull(),
  subject: text('subject'),
  reason: text('reason').notNull(),
  reversesId: text('reverses_id').$type<Id<'mv'>>(),
  returnsId: text('returns_id').$type<Id<'mv'>>(),
  effectiveAt: integer('effective_at').$type<Instant>().notNull(),
  postedAt: integer('posted_at').$type<Instant>().notNull(),
  actorId: text('actor_id').notNull(),
})

export const stockReservations = sqliteTable('stock_reservations', {
  id: text('id').$type<Id<'rs'>>().primaryKey(),
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  state: text('state').$type<ReservationState>().notNull(),
  quantity: integer('quantity').notNull(),
  issued: integer('issued').notNull(),
  returned: integer('returned').notNull(),
  binId: text('bin_id'),
  lotId: text('lot_id').notNull(),
  subject: text('subject').notNull(),
  requiredOn: text('required_on').$type<LocalDate>(),
  note: text('note').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  version: integer('version').notNull(),
})

export const stockOnOrder = sqliteTable('stock_on_order', {
  source: text('source').primaryKey(),
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  quantity: integer('quantity').notNull(),
  dueOn: text('due_on').$type<LocalDate>(),
  placeId: text('place_id'),
  updatedAt: integer('updated_at').$type<Instant>().notNull(),
})

export const partVendors = sqliteTable('part_vendors', {
  id: text('id').$type<Id<'vp'>>().primaryKey(),
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  vendorId: text('vendor_id'),
  vendorName: text('vendor_name').notNull(),
  number: text('number').notNull(),
  unit: text('unit').$type<UnitCode>().notNull(),
  factor: integer('factor').notNull(),
  least: integer('least').notNull(),
  multiple: integer('multiple').notNull(),
  leadDays: integer('lead_days'),
  price: text('price').notNull(),
  preferred: integer('preferred', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
})

export const partSubstitutes = sqliteTable('part_substitutes', {
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  insteadId: text('instead_id').$type<Id<'pt'>>().notNull(),
  note: text('note').notNull(),
})

export const partUses = sqliteTable('part_uses', {
  target: text('target').notNull(),
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  quantity: integer('quantity').notNull(),
  note: text('note').notNull(),
})

export const partPolicies = sqliteTable('part_policies', {
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  placeId: text('place_id').notNull(),
  reorderPoint: integer('reorder_point').notNull(),
  reorderQuantity: integer('reorder_quantity').notNull(),
  maximum: integer('maximum'),
  version: integer('version').notNull(),
})

export const countRules = sqliteTable('count_rules', {
  id: text('id').$type<Id<'cr'>>().primaryKey(),
  name: text('name').notNull(),
  kind: text('kind').$type<'period' | 'turnover' | 'accuracy' | 'zero'>().notNull(),
  placeId: text('place_id').notNull(),
  everyDays: integer('every_days').notNull(),
  turnoverMinor: integer('turnover_minor').notNull(),
  accuracyFloor: integer('accuracy_floor').notNull(),
  mostBins: integer('most_bins').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  endedAt: integer('ended_at').$type<Instant>(),
})

export const countSessions = sqliteTable('count_sessions', {
  id: text('id').$type<Id<'cs'>>().primaryKey(),
  number: integer('number').notNull(),
  title: text('title').notNull(),
  ruleId: text('rule_id').$type<Id<'cr'>>(),
  blind: integer('blind', { mode: 'boolean' }).notNull(),
  state: text('state').$type<SessionState>().notNull(),
  tolerancePercent: integer('tolerance_percent').notNull(),
  approvalMinor: integer('approval_minor').notNull(),
  accuracy: integer('accuracy'),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  closedAt: integer('closed_at').$type<Instant>(),
  closedBy: text('closed_by'),
  version: integer('version').notNull(),
})

export const countLines = sqliteTable('count_lines', {
  id: text('id').$type<Id<'cl'>>().primaryKey(),
  sessionId: text('session_id').$type<Id<'cs'>>().notNull(),
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  binId: text('bin_id').notNull(),
  lotId: text('lot_id').notNull(),
  state: text('state').$type<LineState>().notNull(),
  expected: integer('expected'),
  counted: integer('counted'),
  difference: integer('difference'),
  countedAt: integer('counted_at').$type<Instant>(),
  countedBy: text('counted_by'),
  firstBy: text('first_by'),
  firstDifference: integer('first_difference'),
  moveId: text('move_id').$type<Id<'mv'>>(),
  version: integer('version').notNull(),
})

export const stockKits = sqliteTable('stock_kits', {
  id: text('id').$type<Id<'kt'>>().primaryKey(),
  name: text('name').notNull(),
  notes: text('notes').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  endedAt: integer('ended_at').$type<Instant>(),
  version: integer('version').notNull(),
})

export const stockKitLines = sqliteTable('stock_kit_lines', {
  kitId: text('kit_id').$type<Id<'kt'>>().notNull(),
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  quantity: integer('quantity').notNull(),
})

export const stockLoans = sqliteTable('stock_loans', {
  id: text('id').$type<Id<'ln'>>().primaryKey(),
  partId: text('part_id').$type<Id<'pt'>>().notNull(),
  moveId: text('move_id').$type<Id<'mv'>>().notNull(),
  quantity: integer('quantity').notNull(),
  borrower: text('borrower').notNull(),
  dueOn: text('due_on').$type<LocalDate>().notNull(),
  lentAt: integer('lent_at').$type<Instant>().notNull(),
  lentBy: text('lent_by').notNull(),
  backAt: integer('back_at').$type<Instant>(),
})

import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import type { UnitCode } from '../kernel/units'
import type { CostMethod } from './cost'
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

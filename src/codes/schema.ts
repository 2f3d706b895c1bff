import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { Symbology } from './bar-code'
import type { State, What } from './code'
import type { ReportState } from './report'
import type { Device, Purpose, Way } from './scan'

export const codeBatches = sqliteTable('code_batches', {
  id: text('id').$type<Id<'cb'>>().primaryKey(),
  name: text('name').notNull(),
  size: integer('size').notNull(),
  madeAt: integer('made_at').$type<Instant>().notNull(),
  madeBy: text('made_by').notNull(),
})

export const codes = sqliteTable('codes', {
  id: text('id').$type<Id<'cd'>>().primaryKey(),
  code: text('code').notNull(),
  state: text('state').$type<State>().notNull(),
  target: text('target'),
  replacedBy: text('replaced_by').$type<Id<'cd'>>(),
  batchId: text('batch_id').$type<Id<'cb'>>(),
  public: integer('public', { mode: 'boolean' }).notNull(),
  madeAt: integer('made_at').$type<Instant>().notNull(),
  madeBy: text('made_by').notNull(),
  version: integer('version').notNull(),
})

export const codeChanges = sqliteTable('code_changes', {
  id: text('id').$type<Id<'ch'>>().primaryKey(),
  codeId: text('code_id').$type<Id<'cd'>>().notNull(),
  what: text('what').$type<What>().notNull(),
  fromTarget: text('from_target'),
  toTarget: text('to_target'),
  reason: text('reason').notNull(),
  by: text('by').notNull(),
  at: integer('at').$type<Instant>().notNull(),
})

export const barCodes = sqliteTable('bar_codes', {
  id: text('id').$type<Id<'bc'>>().primaryKey(),
  value: text('value').notNull(),
  symbology: text('symbology').$type<Symbology>().notNull(),
  match: text('match').notNull(),
  target: text('target').notNull(),
  addedAt: integer('added_at').$type<Instant>().notNull(),
  addedBy: text('added_by').notNull(),
  removedAt: integer('removed_at').$type<Instant>(),
  version: integer('version').notNull(),
})

export const scans = sqliteTable('scans', {
  id: text('id').$type<Id<'sc'>>().primaryKey(),
  at: integer('at').$type<Instant>().notNull(),
  raw: text('raw').notNull(),
  codeId: text('code_id'),
  target: text('target'),
  actorId: text('actor_id'),
  device: text('device').$type<Device>().notNull(),
  place: text('place').notNull(),
  purpose: text('purpose').$type<Purpose>().notNull(),
  way: text('way').$type<Way>().notNull(),
})

export const codeSettings = sqliteTable('code_settings', {
  onlyRow: integer('only_row').primaryKey(),
  publicReports: integer('public_reports', { mode: 'boolean' }).notNull(),
  version: integer('version').notNull(),
})

export const labelPrinters = sqliteTable('label_printers', {
  id: text('id').$type<Id<'lp'>>().primaryKey(),
  name: text('name').notNull(),
  offsetXUm: integer('offset_x_um').notNull(),
  offsetYUm: integer('offset_y_um').notNull(),
  scalePermille: integer('scale_permille').notNull(),
  version: integer('version').notNull(),
})

export const reports = sqliteTable('reports', {
  id: text('id').$type<Id<'rp'>>().primaryKey(),
  number: integer('number').notNull(),
  target: text('target').notNull(),
  codeId: text('code_id'),
  state: text('state').$type<ReportState>().notNull(),
  symptoms: text('symptoms', { mode: 'json' }).$type<string[]>().notNull(),
  down: integer('down', { mode: 'boolean' }).notNull(),
  reason: text('reason').notNull(),
  mergedInto: text('merged_into').$type<Id<'rp'>>(),
  voices: integer('voices').notNull(),
  receivedAt: integer('received_at').$type<Instant>().notNull(),
  changedAt: integer('changed_at').$type<Instant>().notNull(),
  version: integer('version').notNull(),
})

export const reportVoices = sqliteTable('report_voices', {
  id: text('id').$type<Id<'rv'>>().primaryKey(),
  reportId: text('report_id').$type<Id<'rp'>>().notNull(),
  words: text('words').notNull(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  phone: text('phone').notNull(),
  memberId: text('member_id'),
  language: text('language').notNull(),
  linkHash: text('link_hash'),
  at: integer('at').$type<Instant>().notNull(),
})

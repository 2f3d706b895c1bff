import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { ExistingWay } from '../platform/imports'
import type { Mapping } from './cell'
import type { Counts, ImportState, Phase, RowState } from './import'
import type { Look, Reading } from './look'

export const imports = sqliteTable('imports', {
  id: text('id').$type<Id<'im'>>().primaryKey(),
  kind: text('kind').notNull(),
  fileId: text('file_id'),
  fileName: text('file_name').notNull(),
  state: text('state').$type<ImportState>().notNull(),
  phase: text('phase').$type<Phase>().notNull(),
  page: integer('page').notNull(),
  pages: integer('pages').notNull(),
  rowCount: integer('row_count').notNull(),
  laid: text('laid').notNull(),
  trouble: text('trouble').notNull(),
  reading: text('reading', { mode: 'json' }).$type<Reading>().notNull(),
  sample: text('sample', { mode: 'json' }).$type<Look['sample']>().notNull(),
  mapping: text('mapping', { mode: 'json' }).$type<Mapping>().notNull(),
  existing: text('existing').$type<ExistingWay>().notNull(),
  sites: text('sites', { mode: 'json' }).$type<string[]>(),
  counts: text('counts', { mode: 'json' }).$type<Counts>().notNull(),
  tries: integer('tries').notNull(),
  movedAt: integer('moved_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  startedBy: text('started_by'),
  startedAt: integer('started_at').$type<Instant>(),
  finishedAt: integer('finished_at').$type<Instant>(),
  forgottenAt: integer('forgotten_at').$type<Instant>(),
  version: integer('version').notNull(),
})

export const importRows = sqliteTable('import_rows', {
  importId: text('import_id').$type<Id<'im'>>().notNull(),
  row: integer('row').notNull(),
  page: integer('page').notNull(),
  key: text('key').notNull(),
  refers: text('refers').notNull(),
  under: integer('under'),
  level: integer('level'),
  note: text('note').notNull(),
  state: text('state').$type<RowState>().notNull(),
  recordId: text('record_id'),
  problems: text('problems').notNull(),
  before: text('before').notNull(),
})

export const importNames = sqliteTable('import_names', {
  importId: text('import_id').$type<Id<'im'>>().notNull(),
  name: text('name').notNull(),
  row: integer('row').notNull(),
})

export const importMappings = sqliteTable('import_mappings', {
  kind: text('kind').notNull(),
  shape: text('shape').notNull(),
  mapping: text('mapping', { mode: 'json' }).$type<Mapping>().notNull(),
  existing: text('existing').$type<ExistingWay>().notNull(),
  usedAt: integer('used_at').$type<Instant>().notNull(),
})

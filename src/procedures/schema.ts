import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { ProcedureVersion } from './procedure'
import type { Step } from './step'

export const procedures = sqliteTable('procedures', {
  id: text('id').$type<Id<'pd'>>().primaryKey(),
  number: integer('number').notNull(),
  title: text('title').notNull(),
  about: text('summary').notNull(),
  currentId: text('current_id').$type<Id<'pv'>>(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  endedAt: integer('ended_at').$type<Instant>(),
  version: integer('version').notNull(),
})

export const procedureVersions = sqliteTable('procedure_versions', {
  id: text('id').$type<Id<'pv'>>().primaryKey(),
  procedureId: text('procedure_id').$type<Id<'pd'>>().notNull(),
  number: integer('number').notNull(),
  state: text('state').$type<ProcedureVersion['state']>().notNull(),
  steps: text('steps', { mode: 'json' }).$type<Step[]>().notNull(),
  tools: text('tools').notNull(),
  writtenBy: text('written_by').notNull(),
  writtenAt: integer('written_at').$type<Instant>().notNull(),
  approvedBy: text('approved_by'),
  approvedAt: integer('approved_at').$type<Instant>(),
  revision: integer('revision').notNull(),
})

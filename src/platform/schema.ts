import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Instant } from '../kernel/instant'

/** The tables that every organization's database has before any room moves in. */

export const auditEntries = sqliteTable('audit_entries', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  id: text('id').notNull(),
  at: integer('at').$type<Instant>().notNull(),
  actorKind: text('actor_kind').$type<'member' | 'service' | 'system' | 'operator'>().notNull(),
  actorId: text('actor_id').notNull(),
  sessionId: text('session_id'),
  addressPrefix: text('address_prefix'),
  requestId: text('request_id').notNull(),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
  facts: text('facts', { mode: 'json' }).$type<Fact[]>().notNull(),
  changes: text('changes', { mode: 'json' }).$type<Changes>().notNull(),
  reason: text('reason'),
  key: text('key'),
  fingerprint: text('fingerprint'),
  result: text('result', { mode: 'json' }).$type<unknown>().notNull(),
})

export const auditSeals = sqliteTable('audit_seals', {
  seq: integer('seq').primaryKey(),
  hash: text('hash').notNull(),
})

export const outbox = sqliteTable('outbox', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  body: text('body', { mode: 'json' }).$type<Fact>().notNull(),
  requestId: text('request_id').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  sentAt: integer('sent_at').$type<Instant>(),
})

/** Something that happened, in the past tense (`calendar.task-done`), about one record. Ids only, no contents. */
export type Fact = { name: string; subject: string } & Record<string, string | number | boolean | null>

/** Field by field what was and what is. A field that holds personal data says only that it changed. */
export type Changes = Record<string, { from: unknown; to: unknown } | 'changed'>

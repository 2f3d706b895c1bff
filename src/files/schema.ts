import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { Role, TextReason, TextState } from './file'
import type { Kind } from './file-kind'

export const files = sqliteTable('files', {
  id: text('id').$type<Id<'fl'>>().primaryKey(),
  sha256: text('sha256').notNull(),
  name: text('name').notNull(),
  kind: text('kind').$type<Kind>().notNull(),
  type: text('type').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  width: integer('width'),
  height: integer('height'),
  thumbnail: integer('thumbnail', { mode: 'boolean' }).notNull(),
  active: integer('active', { mode: 'boolean' }).notNull(),
  textState: text('text_state').$type<TextState>(),
  textReason: text('text_reason').$type<TextReason>(),
  pages: integer('pages'),
  pagesRead: integer('pages_read').notNull(),
  textTries: integer('text_tries').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  looseSince: integer('loose_since').$type<Instant>(),
})

export const attachments = sqliteTable('attachments', {
  id: text('id').$type<Id<'fa'>>().primaryKey(),
  fileId: text('file_id').$type<Id<'fl'>>().notNull(),
  about: text('about').notNull(),
  role: text('role').$type<Role>().notNull(),
  name: text('name').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
})

export const uploads = sqliteTable('uploads', {
  id: text('id').$type<Id<'up'>>().primaryKey(),
  name: text('name').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  fingerprint: text('fingerprint').notNull(),
  about: text('about'),
  role: text('role').$type<Role>().notNull(),
  fileId: text('file_id').$type<Id<'fl'>>(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  expiresAt: integer('expires_at').$type<Instant>().notNull(),
})

export const filePages = sqliteTable('file_pages', {
  seq: integer('seq').primaryKey(),
  fileId: text('file_id').$type<Id<'fl'>>().notNull(),
  page: integer('page').notNull(),
  text: text('text').notNull(),
})

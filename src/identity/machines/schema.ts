import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kernel/ids'
import type { Instant } from '../../kernel/instant'
import type { KeyKind } from './key'

export const serviceAccounts = sqliteTable('service_accounts', {
  id: text('id').$type<Id<'sv'>>().primaryKey(),
  name: text('name').notNull(),
  about: text('about').notNull().default(''),
  permissions: text('permissions', { mode: 'json' }).$type<string[]>().notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').$type<Id<'mb'>>().notNull(),
  disabledAt: integer('disabled_at').$type<Instant>(),
  version: integer('version').notNull().default(1),
})

export const apiKeys = sqliteTable('api_keys', {
  id: text('id').$type<Id<'ak'>>().primaryKey(),
  kind: text('kind').$type<KeyKind>().notNull(),
  name: text('name').notNull(),
  hash: text('hash').notNull(),
  hint: text('hint').notNull(),
  serviceId: text('service_id').$type<Id<'sv'>>(),
  makerId: text('maker_id').$type<Id<'mb'>>().notNull(),
  scopes: text('scopes', { mode: 'json' }).$type<string[]>().notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  expiresAt: integer('expires_at').$type<Instant>().notNull(),
  revokedAt: integer('revoked_at').$type<Instant>(),
  revokedBy: text('revoked_by'),
  version: integer('version').notNull().default(1),
})

import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Instant } from '../../kernel/instant'
import type { JoinPolicy } from './domain'

/** How the organization's people sign in by its own identity provider: one row or none. */
export const singleSignOn = sqliteTable('single_sign_on', {
  onlyRow: integer('only_row').primaryKey(),
  kind: text('kind').$type<'oidc' | 'saml'>().notNull(),
  state: text('state').$type<'draft' | 'on' | 'enforced'>().notNull(),
  issuer: text('issuer').notNull(),
  clientId: text('client_id').notNull().default(''),
  clientSecret: text('client_secret').notNull().default(''),
  entryPoint: text('entry_point').notNull().default(''),
  certificates: text('certificates', { mode: 'json' }).$type<string[]>().notNull(),
  trustsUnsaid: integer('trusts_unsaid', { mode: 'boolean' }).notNull(),
  providerBegins: integer('provider_begins', { mode: 'boolean' }).notNull(),
  defaultRole: text('default_role').notNull(),
  testedVersion: integer('tested_version'),
  testedAt: integer('tested_at').$type<Instant>(),
  changedAt: integer('changed_at').$type<Instant>().notNull(),
  version: integer('version').notNull().default(1),
})

/** A domain that the organization says is its own. */
export const domains = sqliteTable('domains', {
  domain: text('domain').primaryKey(),
  token: text('token').notNull(),
  joinPolicy: text('join_policy').$type<JoinPolicy>().notNull().default('off'),
  addedBy: text('added_by').notNull(),
  addedAt: integer('added_at').$type<Instant>().notNull(),
  provedAt: integer('proved_at').$type<Instant>(),
  version: integer('version').notNull().default(1),
})

import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kernel/ids'
import type { Instant } from '../../kernel/instant'

/** A secret by which the organization's directory writes its people; only its hash is kept. */
export const directoryTokens = sqliteTable('directory_tokens', {
  id: text('id').$type<Id<'dt'>>().primaryKey(),
  hash: text('hash').notNull(),
  name: text('name').notNull(),
  madeBy: text('made_by').notNull(),
  madeAt: integer('made_at').$type<Instant>().notNull(),
  usedAt: integer('used_at').$type<Instant>(),
  revokedAt: integer('revoked_at').$type<Instant>(),
})

/** What the directory calls a member. The ordinal is the place in its list. */
export const directoryUsers = sqliteTable('directory_users', {
  ordinal: integer('ordinal').primaryKey({ autoIncrement: true }),
  memberId: text('member_id').$type<Id<'mb'>>().notNull(),
  userName: text('user_name').notNull(),
  externalId: text('external_id'),
  givenName: text('given_name').notNull().default(''),
  familyName: text('family_name').notNull().default(''),
  managed: integer('managed', { mode: 'boolean' }).notNull().default(false),
  changedAt: integer('changed_at').$type<Instant>().notNull(),
  version: integer('version').notNull().default(1),
})

/** A group of the directory, and what it brings here: a team, a role. */
export const directoryGroups = sqliteTable('directory_groups', {
  id: text('id').$type<Id<'dg'>>().primaryKey(),
  displayName: text('display_name').notNull(),
  externalId: text('external_id'),
  teamId: text('team_id'),
  role: text('role'),
  madeAt: integer('made_at').$type<Instant>().notNull(),
  changedAt: integer('changed_at').$type<Instant>().notNull(),
  version: integer('version').notNull().default(1),
})

export const directoryGroupMembers = sqliteTable(
  'directory_group_members',
  { groupId: text('group_id').notNull(), memberId: text('member_id').notNull() },
  (table) => [primaryKey({ columns: [table.groupId, table.memberId] })],
)

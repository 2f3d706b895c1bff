import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../kernel/ids'
import type { Instant } from '../../kernel/instant'

/** A tablet that several people use. */
export const sharedDevices = sqliteTable('shared_devices', {
  id: text('id').$type<Id<'sd'>>().primaryKey(),
  name: text('name').notNull(),
  standsAt: text('stands_at').notNull().default(''),
  hash: text('hash').notNull(),
  addedBy: text('added_by').$type<Id<'mb'>>().notNull(),
  addedAt: integer('added_at').$type<Instant>().notNull(),
  endedBy: text('ended_by').$type<Id<'mb'>>(),
  endedAt: integer('ended_at').$type<Instant>(),
})

/** The number by which a member opens a shared tablet of this organization. */
export const tabletPins = sqliteTable('tablet_pins', {
  memberId: text('member_id').$type<Id<'mb'>>().primaryKey(),
  pinHash: text('pin_hash').notNull(),
  setAt: integer('set_at').$type<Instant>().notNull(),
})

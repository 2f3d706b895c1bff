import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Address } from '../identity'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'

export const sites = sqliteTable('sites', {
  id: text('id').$type<Id<'st'>>().primaryKey(),
  name: text('name').notNull(),
  address: text('address', { mode: 'json' }).$type<Address>().notNull(),
  contact: text('contact').notNull(),
  phone: text('phone').notNull(),
  instructions: text('instructions').notNull(),
  timeZone: text('time_zone').notNull(),
  receives: integer('receives', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  closedAt: integer('closed_at').$type<Instant>(),
  version: integer('version').notNull(),
})

import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Address } from '../identity'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { OperatingHours } from './operating-hours'
import type { Kind, PlaceId } from './place'

export const places = sqliteTable('places', {
  id: text('id').$type<PlaceId>().primaryKey(),
  kind: text('kind').$type<Kind>().notNull(),
  name: text('name').notNull(),
  code: text('code').notNull(),
  codeFolded: text('code_folded'),
  notes: text('notes').notNull(),
  parentId: text('parent_id').$type<PlaceId>(),
  siteId: text('site_id').$type<Id<'st'>>().notNull(),
  path: text('path').notNull(),
  depth: integer('depth').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  endedAt: integer('ended_at').$type<Instant>(),
  successorId: text('successor_id').$type<PlaceId>(),
  version: integer('version').notNull(),
})

/** What a site has beyond other places, by the id of its place. */
export const sites = sqliteTable('sites', {
  id: text('id').$type<Id<'st'>>().primaryKey(),
  address: text('address', { mode: 'json' }).$type<Address>().notNull(),
  contact: text('contact').notNull(),
  phone: text('phone').notNull(),
  instructions: text('instructions').notNull(),
  timeZone: text('time_zone').notNull(),
  receives: integer('receives', { mode: 'boolean' }).notNull(),
  latitudeMicro: integer('latitude_micro'),
  longitudeMicro: integer('longitude_micro'),
  hours: text('hours', { mode: 'json' }).$type<OperatingHours>(),
})

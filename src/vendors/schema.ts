import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Address } from '../identity'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import type { AddressKind } from './address'
import type { Channel } from './contact'
import type { Tier } from './tier'

export const vendors = sqliteTable('vendors', {
  id: text('id').$type<Id<'vd'>>().primaryKey(),
  number: integer('number').notNull(),
  name: text('name').notNull(),
  nameFolded: text('name_folded').notNull(),
  legalName: text('legal_name').notNull(),
  taxNumber: text('tax_number').notNull(),
  website: text('website').notNull(),
  accountNumber: text('account_number').notNull(),
  language: text('language').notNull(),
  currency: text('currency').notNull(),
  paymentDays: integer('payment_days'),
  paymentTerms: text('payment_terms').notNull(),
  deliveryTerms: text('delivery_terms').notNull(),
  categories: text('categories', { mode: 'json' }).$type<string[]>().notNull(),
  notes: text('notes').notNull(),
  tier: text('tier').$type<Tier>().notNull(),
  tierReason: text('tier_reason').notNull(),
  tierAt: integer('tier_at').$type<Instant>().notNull(),
  tierBy: text('tier_by').notNull(),
  mergedInto: text('merged_into').$type<Id<'vd'>>(),
  endedAt: integer('ended_at').$type<Instant>(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  version: integer('version').notNull(),
})

export const vendorCategories = sqliteTable('vendor_categories', {
  category: text('category').notNull(),
  name: text('name').notNull(),
  vendorId: text('vendor_id').$type<Id<'vd'>>().notNull(),
})

export const vendorContacts = sqliteTable('vendor_contacts', {
  id: text('id').$type<Id<'vc'>>().primaryKey(),
  vendorId: text('vendor_id').$type<Id<'vd'>>().notNull(),
  name: text('name').notNull(),
  jobTitle: text('job_title').notNull(),
  email: text('email').notNull(),
  domain: text('domain')
    .generatedAlwaysAs("CASE WHEN email = '' THEN '' ELSE substr(email, instr(email, '@') + 1) END", { mode: 'stored' })
    .notNull(),
  phone: text('phone').notNull(),
  channel: text('channel').$type<Channel>().notNull(),
  language: text('language').notNull(),
  main: integer('main', { mode: 'boolean' }).notNull(),
  removedAt: integer('removed_at').$type<Instant>(),
  version: integer('version').notNull(),
})

export const vendorAddresses = sqliteTable('vendor_addresses', {
  id: text('id').$type<Id<'va'>>().primaryKey(),
  vendorId: text('vendor_id').$type<Id<'vd'>>().notNull(),
  kind: text('kind').$type<AddressKind>().notNull(),
  address: text('address', { mode: 'json' }).$type<Address>().notNull(),
  latitudeMicro: integer('latitude_micro'),
  longitudeMicro: integer('longitude_micro'),
})

export const vendorDocuments = sqliteTable('vendor_documents', {
  id: text('id').$type<Id<'vx'>>().primaryKey(),
  vendorId: text('vendor_id').$type<Id<'vd'>>().notNull(),
  kind: text('kind').notNull(),
  number: text('number').notNull(),
  expiresOn: text('expires_on').$type<LocalDate>(),
  fileId: text('file_id').$type<Id<'fl'>>(),
  toldOn: text('told_on').$type<LocalDate>(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
})

export const vendorLifts = sqliteTable('vendor_lifts', {
  id: text('id').$type<Id<'vl'>>().primaryKey(),
  vendorId: text('vendor_id').$type<Id<'vd'>>().notNull(),
  toTier: text('to_tier').$type<Exclude<Tier, 'blacklisted'>>().notNull(),
  reason: text('reason').notNull(),
  askedBy: text('asked_by').notNull(),
  askedAt: integer('asked_at').$type<Instant>().notNull(),
  decision: text('decision').$type<'lifted' | 'declined'>(),
  decisionReason: text('decision_reason').notNull(),
  decidedBy: text('decided_by'),
  decidedAt: integer('decided_at').$type<Instant>(),
})

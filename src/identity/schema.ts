import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'

/** A person of this organization. What they may do is in the control database; here is how they are shown. */
export const members = sqliteTable('members', {
  id: text('id').$type<Id<'mb'>>().primaryKey(),
  loginId: text('login_id').notNull(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  jobTitle: text('job_title').notNull().default(''),
  phone: text('phone').notNull().default(''),
  role: text('role').notNull(),
  theme: text('theme').$type<'auto' | 'day' | 'night'>().notNull().default('auto'),
  density: text('density').$type<'comfortable' | 'compact'>().notNull().default('comfortable'),
  shortcuts: integer('shortcuts', { mode: 'boolean' }).notNull().default(true),
  timeZone: text('time_zone'),
  joinedAt: integer('joined_at').$type<Instant>().notNull(),
  leftAt: integer('left_at').$type<Instant>(),
  version: integer('version').notNull().default(1),
})

/** The one row that says whose database this is. */
export const organization = sqliteTable('organization', {
  onlyRow: integer('only_row').primaryKey(),
  id: text('id').notNull(),
  slug: text('slug').notNull(),
  name: text('name').notNull(),
  legalName: text('legal_name').notNull().default(''),
  taxNumber: text('tax_number').notNull().default(''),
  email: text('email').notNull().default(''),
  phone: text('phone').notNull().default(''),
  website: text('website').notNull().default(''),
  address: text('address', { mode: 'json' }).$type<Address>().notNull(),
  billingAddress: text('billing_address', { mode: 'json' }).$type<Address>().notNull(),
  timeZone: text('time_zone').notNull(),
  currency: text('currency').notNull(),
  locale: text('locale').notNull(),
  units: text('units').$type<'metric' | 'us'>().notNull(),
  fiscalYearStartMonth: integer('fiscal_year_start_month').notNull(),
  logo: text('logo'),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  version: integer('version').notNull().default(1),
})

/** An address as its country writes it: free lines, then what mail and taxes need apart. */
export type Address = {
  lines?: string
  city?: string
  region?: string
  postcode?: string
  /** ISO 3166-1 alpha-2. */
  country?: string
}

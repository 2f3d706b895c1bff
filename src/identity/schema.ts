import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'

/** A person of this organization. What they may do is in `roleAssignments`. */
export const members = sqliteTable('members', {
  id: text('id').$type<Id<'mb'>>().primaryKey(),
  loginId: text('login_id').notNull(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  jobTitle: text('job_title').notNull().default(''),
  phone: text('phone').notNull().default(''),
  theme: text('theme').$type<'auto' | 'day' | 'night'>().notNull().default('auto'),
  density: text('density').$type<'comfortable' | 'compact'>().notNull().default('comfortable'),
  shortcuts: integer('shortcuts', { mode: 'boolean' }).notNull().default(true),
  timeZone: text('time_zone'),
  joinedAt: integer('joined_at').$type<Instant>().notNull(),
  leftAt: integer('left_at').$type<Instant>(),
  disabledAt: integer('disabled_at').$type<Instant>(),
  version: integer('version').notNull().default(1),
})

/** A role that the organization made itself. */
export const ownRoles = sqliteTable('roles', {
  id: text('id').$type<Id<'rl'>>().primaryKey(),
  name: text('name').notNull(),
  about: text('about').notNull().default(''),
  permissions: text('permissions', { mode: 'json' }).$type<string[]>().notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  removedAt: integer('removed_at').$type<Instant>(),
  version: integer('version').notNull().default(1),
})

/** Who was given which role: everywhere (`sites` is null) or at certain sites. */
export const roleAssignments = sqliteTable(
  'role_assignments',
  {
    memberId: text('member_id').$type<Id<'mb'>>().notNull(),
    /** The name of a built-in role, or the id of one of the organization's own. */
    role: text('role').notNull(),
    sites: text('sites', { mode: 'json' }).$type<string[]>(),
    grantedAt: integer('granted_at').$type<Instant>().notNull(),
    grantedBy: text('granted_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.memberId, table.role] })],
)

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

export * from './machines/schema'

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
  /** Has become a member without seeing what there is to agree to: their first page asks. */
  toAgree: integer('to_agree', { mode: 'boolean' }).notNull().default(false),
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

/** A team, a department or a position: a way in which people belong together. */
export const teams = sqliteTable('teams', {
  id: text('id').$type<Id<'tm'>>().primaryKey(),
  kind: text('kind').$type<TeamKind>().notNull(),
  name: text('name').notNull(),
  about: text('about').notNull().default(''),
  leadId: text('lead_id').$type<Id<'mb'>>(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  removedAt: integer('removed_at').$type<Instant>(),
  version: integer('version').notNull().default(1),
})

export type TeamKind = 'team' | 'department' | 'position'

export const teamMembers = sqliteTable(
  'team_members',
  {
    teamId: text('team_id').$type<Id<'tm'>>().notNull(),
    memberId: text('member_id').$type<Id<'mb'>>().notNull(),
    kind: text('kind').$type<TeamKind>().notNull(),
    since: integer('since').$type<Instant>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.teamId, table.memberId] })],
)

/** What a person agreed to, in the words that stood there. Only added to; the last row of a kind counts. */
export const consents = sqliteTable('consents', {
  id: text('id').$type<Id<'cn'>>().primaryKey(),
  memberId: text('member_id').$type<Id<'mb'>>().notNull(),
  kind: text('kind').$type<ConsentKind>().notNull(),
  /** For what, and by which channel one is reached. */
  purpose: text('purpose').notNull(),
  channel: text('channel').$type<'none' | 'text'>().notNull(),
  given: integer('given', { mode: 'boolean' }).notNull(),
  words: text('words').notNull(),
  version: text('version').notNull(),
  at: integer('at').$type<Instant>().notNull(),
  how: text('how').$type<'sign-up' | 'invitation' | 'join-request' | 'first-visit' | 'profile'>().notNull(),
})

export type ConsentKind = 'age' | 'policy' | 'sms'

/** A letter that lets somebody in. */
export const invitations = sqliteTable('invitations', {
  id: text('id').$type<Id<'iv'>>().primaryKey(),
  email: text('email').notNull(),
  name: text('name').notNull(),
  jobTitle: text('job_title').notNull().default(''),
  message: text('message').notNull().default(''),
  grants: text('grants', { mode: 'json' }).$type<AskedGrant[]>().notNull(),
  hash: text('hash').notNull(),
  invitedBy: text('invited_by').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  sentAt: integer('sent_at').$type<Instant>().notNull(),
  expiresAt: integer('expires_at').$type<Instant>().notNull(),
  acceptedAt: integer('accepted_at').$type<Instant>(),
  acceptedBy: text('accepted_by'),
  revokedAt: integer('revoked_at').$type<Instant>(),
  revokedBy: text('revoked_by'),
  version: integer('version').notNull().default(1),
})

/** A role that somebody is to have, and where; `null` is everywhere. */
export type AskedGrant = { role: string; sites: string[] | null }

/** Somebody of a proved domain who asks to be let in. */
export const joinRequests = sqliteTable('join_requests', {
  id: text('id').$type<Id<'jr'>>().primaryKey(),
  loginId: text('login_id').notNull(),
  email: text('email').notNull(),
  name: text('name').notNull(),
  jobTitle: text('job_title').notNull().default(''),
  phone: text('phone').notNull().default(''),
  message: text('message').notNull().default(''),
  consents: text('consents', { mode: 'json' }).$type<GivenConsent[]>().notNull(),
  askedAt: integer('asked_at').$type<Instant>().notNull(),
  decidedAt: integer('decided_at').$type<Instant>(),
  decidedBy: text('decided_by'),
  accepted: integer('accepted', { mode: 'boolean' }),
  version: integer('version').notNull().default(1),
})

/** What was agreed to, with the exact words and their version. */
export type GivenConsent = {
  kind: ConsentKind
  purpose: string
  channel: 'none' | 'text'
  given: boolean
  words: string
  version: string
  at: number
}

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

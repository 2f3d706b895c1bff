import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { ConsentEvent, Purpose } from './consent'
import type { Channel, Direction, Mark, Status, Verdict } from './message'
import type { ThreadState, WaitsFor } from './thread'

export const threads = sqliteTable('threads', {
  id: text('id').$type<Id<'th'>>().primaryKey(),
  number: integer('number').notNull(),
  subject: text('subject').notNull(),
  about: text('about'),
  channel: text('channel').$type<Channel>().notNull(),
  state: text('state').$type<ThreadState>().notNull(),
  party: text('party').notNull(),
  partyRecord: text('party_record'),
  assigneeId: text('assignee_id').$type<Id<'mb'>>(),
  snoozedUntil: integer('snoozed_until').$type<Instant>(),
  unread: integer('unread', { mode: 'boolean' }).notNull(),
  waitsFor: text('waits_for').$type<WaitsFor>().notNull(),
  snippet: text('snippet').notNull(),
  lastAt: integer('last_at').$type<Instant>().notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  version: integer('version').notNull(),
})

export const threadLabels = sqliteTable('thread_labels', {
  label: text('label').notNull(),
  threadId: text('thread_id').$type<Id<'th'>>().notNull(),
  lastAt: integer('last_at').$type<Instant>().notNull(),
})

export const threadParties = sqliteTable('thread_parties', {
  threadId: text('thread_id').$type<Id<'th'>>().notNull(),
  channel: text('channel').$type<Channel>().notNull(),
  address: text('address').notNull(),
  name: text('name').notNull(),
  invited: integer('invited', { mode: 'boolean' }).notNull(),
  lastAt: integer('last_at').$type<Instant>().notNull(),
})

export const messages = sqliteTable('messages', {
  id: text('id').$type<Id<'ms'>>().primaryKey(),
  threadId: text('thread_id').$type<Id<'th'>>().notNull(),
  direction: text('direction').$type<Direction>().notNull(),
  channel: text('channel').$type<Channel | 'note'>().notNull(),
  status: text('status').$type<Status>().notNull(),
  statusAt: integer('status_at').$type<Instant>().notNull(),
  statusDetail: text('status_detail').notNull(),
  fromAddress: text('from_address').notNull(),
  fromName: text('from_name').notNull(),
  toAddress: text('to_address').notNull(),
  toName: text('to_name').notNull(),
  subject: text('subject').notNull(),
  text: text('text').notNull(),
  fresh: text('fresh').notNull(),
  html: text('html'),
  purpose: text('purpose').$type<Purpose>().notNull(),
  urgent: integer('urgent', { mode: 'boolean' }).notNull(),
  at: integer('at').$type<Instant>().notNull(),
  writtenBy: text('written_by').notNull(),
  sendKey: text('send_key'),
  internetId: text('internet_id'),
  referencesIds: text('references_ids').notNull(),
  provider: text('provider').notNull(),
  providerId: text('provider_id'),
  tries: integer('tries').notNull(),
  nextTryAt: integer('next_try_at').$type<Instant>(),
  leaseUntil: integer('lease_until').$type<Instant>(),
  segments: integer('segments'),
  rawKey: text('raw_key'),
  rawBytes: integer('raw_bytes').notNull(),
  auth: text('auth').$type<Verdict>().notNull(),
  authDetail: text('auth_detail').notNull(),
  marks: text('marks', { mode: 'json' }).$type<Mark[]>().notNull(),
  files: text('files', { mode: 'json' }).$type<MessageFile[]>().notNull(),
  version: integer('version').notNull(),
})

/** A file of a message. `id` is null for one that the store did not take; `why` says so. */
export type MessageFile = { id: string | null; name: string; sizeBytes: number; why?: string }

export const consentLedger = sqliteTable('consent_ledger', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  id: text('id').notNull(),
  channel: text('channel').$type<Channel>().notNull(),
  address: text('address').notNull(),
  purpose: text('purpose').$type<'all' | 'work' | 'marketing'>().notNull(),
  event: text('event').$type<ConsentEvent>().notNull(),
  words: text('words').notNull(),
  source: text('source').notNull(),
  messageId: text('message_id'),
  by: text('by').notNull(),
  at: integer('at').$type<Instant>().notNull(),
})

export const postRules = sqliteTable('post_rules', {
  id: text('id').$type<Id<'ru'>>().primaryKey(),
  kind: text('kind').$type<'address' | 'domain'>().notNull(),
  value: text('value').notNull(),
  about: text('about'),
  label: text('label').notNull(),
  madeAt: integer('made_at').$type<Instant>().notNull(),
  madeBy: text('made_by').notNull(),
})

export const knownDomains = sqliteTable('known_domains', {
  domain: text('domain').primaryKey(),
  skeleton: text('skeleton').notNull(),
  since: integer('since').$type<Instant>().notNull(),
})

export const postSettings = sqliteTable('post_settings', {
  onlyRow: integer('only_row').primaryKey(),
  number: text('number').notNull(),
  quietFrom: text('quiet_from').notNull(),
  quietTo: text('quiet_to').notNull(),
  automaticAt: integer('automatic_at').notNull(),
})

export const postTemplates = sqliteTable('post_templates', {
  id: text('id').$type<Id<'wd'>>().primaryKey(),
  name: text('name').notNull(),
  subject: text('subject').notNull(),
  text: text('text').notNull(),
  madeBy: text('made_by').notNull(),
  madeAt: integer('made_at').$type<Instant>().notNull(),
  removedAt: integer('removed_at').$type<Instant>(),
  version: integer('version').notNull(),
})

export const postCircuits = sqliteTable('post_circuits', {
  channel: text('channel').$type<Channel>().primaryKey(),
  failures: integer('failures').notNull(),
  firstFailureAt: integer('first_failure_at').notNull(),
  openUntil: integer('open_until').notNull(),
  detail: text('detail').notNull(),
})

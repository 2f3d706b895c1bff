import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import type { PlaceId } from '../places'
import type { Result, Step } from '../procedures'
import type { FailureLevel } from './failure'
import type { OccurrenceState } from './occurrence'
import type { Kind, Priority, Status } from './order'
import type { MaintenancePlan, Season } from './plan'
import type { Rule } from './plan.rule'

const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>()

export const workOrders = sqliteTable('work_orders', {
  id: text('id').$type<Id<'wo'>>().primaryKey(),
  number: integer('number').notNull(),
  title: text('title').notNull(),
  description: text('description').notNull(),
  kind: text('kind').$type<Kind>().notNull(),
  priority: integer('priority').$type<Priority>().notNull(),
  status: text('status').$type<Status>().notNull(),
  reason: text('reason').notNull(),
  assetId: text('asset_id').$type<Id<'as'>>(),
  assetTag: text('asset_tag').notNull(),
  assetName: text('asset_name').notNull(),
  placeId: text('place_id').$type<PlaceId>(),
  placeName: text('place_name').notNull(),
  siteId: text('site_id').$type<Id<'st'>>(),
  parentId: text('parent_id').$type<Id<'wo'>>(),
  assigneeId: text('assignee_id').$type<Id<'mb'>>(),
  teamId: text('team_id').$type<Id<'tm'>>(),
  dueOn: text('due_on').$type<LocalDate>(),
  dueMinute: integer('due_minute'),
  dueAt: integer('due_at').$type<Instant>(),
  scheduledOn: text('scheduled_on').$type<LocalDate>(),
  estimateMinutes: integer('estimate_minutes'),
  source: text('source'),
  procedureVersionId: text('procedure_version_id'),
  openSteps: integer('open_steps').notNull(),
  hazards: json<string[]>('hazards').notNull(),
  signature: text('signature').$type<'none'>().notNull().default('none'),
  problemId: text('problem_id'),
  causeId: text('cause_id'),
  remedyId: text('remedy_id'),
  failureWords: text('failure_words').notNull(),
  outcome: text('outcome').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  approvedAt: integer('approved_at').$type<Instant>(),
  startedAt: integer('started_at').$type<Instant>(),
  completedAt: integer('completed_at').$type<Instant>(),
  completedBy: text('completed_by'),
  closedAt: integer('closed_at').$type<Instant>(),
  closedBy: text('closed_by'),
  costMinor: integer('cost_minor'),
  version: integer('version').notNull(),
})

export const workPeople = sqliteTable('work_people', {
  orderId: text('order_id').$type<Id<'wo'>>().notNull(),
  memberId: text('member_id').$type<Id<'mb'>>().notNull(),
})

export const workFacets = sqliteTable('work_facets', {
  key: text('key').notNull(),
  sort: integer('sort').notNull(),
  orderId: text('order_id').$type<Id<'wo'>>().notNull(),
})

export const workLinks = sqliteTable('work_links', {
  fromId: text('from_id').$type<Id<'wo'>>().notNull(),
  kind: text('kind').$type<'blocks' | 'follow-up' | 'same'>().notNull(),
  toId: text('to_id').$type<Id<'wo'>>().notNull(),
})

export const workEvents = sqliteTable('work_events', {
  id: text('id').$type<Id<'we'>>().primaryKey(),
  orderId: text('order_id').$type<Id<'wo'>>().notNull(),
  at: integer('at').$type<Instant>().notNull(),
  kind: text('kind').$type<'move' | 'comment' | 'change' | 'labor' | 'part' | 'cost' | 'sign' | 'link'>().notNull(),
  actorId: text('actor_id').notNull(),
  fromStatus: text('from_status').$type<Status>(),
  toStatus: text('to_status').$type<Status>(),
  text: text('text').notNull(),
})

export const workSheets = sqliteTable('work_sheets', {
  assetId: text('asset_id').$type<Id<'as'>>().primaryKey(),
  hazards: json<string[]>('hazards').notNull(),
  isolation: json<string[]>('isolation').notNull(),
  restoration: json<string[]>('restoration').notNull(),
  checkedOn: text('checked_on').$type<LocalDate>(),
  changedAt: integer('changed_at').$type<Instant>().notNull(),
  changedBy: text('changed_by').notNull(),
  version: integer('version').notNull(),
})

export const workLockSteps = sqliteTable('work_lock_steps', {
  id: text('id').$type<Id<'ls'>>().primaryKey(),
  orderId: text('order_id').$type<Id<'wo'>>().notNull(),
  phase: text('phase').$type<'isolation' | 'restoration'>().notNull(),
  position: integer('position').notNull(),
  text: text('text').notNull(),
  signedAt: integer('signed_at').$type<Instant>(),
  signedBy: text('signed_by'),
})

export const workLabor = sqliteTable('work_labor', {
  id: text('id').$type<Id<'lb'>>().primaryKey(),
  orderId: text('order_id').$type<Id<'wo'>>().notNull(),
  memberId: text('member_id').$type<Id<'mb'>>().notNull(),
  startedAt: integer('started_at').$type<Instant>().notNull(),
  endedAt: integer('ended_at').$type<Instant>(),
  rateScaled: integer('rate_scaled').notNull(),
  currency: text('currency').notNull(),
  costMinor: integer('cost_minor'),
  way: text('way').$type<'timer' | 'hand'>().notNull(),
  note: text('note').notNull(),
  enteredBy: text('entered_by').notNull(),
  enteredAt: integer('entered_at').$type<Instant>().notNull(),
  voidedAt: integer('voided_at').$type<Instant>(),
  voidedBy: text('voided_by'),
  voidReason: text('void_reason').notNull(),
})

export const workRates = sqliteTable('work_rates', {
  memberId: text('member_id').primaryKey(),
  rateScaled: integer('rate_scaled').notNull(),
  changedAt: integer('changed_at').$type<Instant>().notNull(),
  changedBy: text('changed_by').notNull(),
  version: integer('version').notNull(),
})

export const workCosts = sqliteTable('work_costs', {
  id: text('id').$type<Id<'wc'>>().primaryKey(),
  orderId: text('order_id').$type<Id<'wo'>>().notNull(),
  kind: text('kind').$type<'service' | 'other'>().notNull(),
  what: text('what').notNull(),
  amountMinor: integer('amount_minor').notNull(),
  currency: text('currency').notNull(),
  counts: integer('counts', { mode: 'boolean' }).notNull(),
  enteredBy: text('entered_by').notNull(),
  enteredAt: integer('entered_at').$type<Instant>().notNull(),
  voidedAt: integer('voided_at').$type<Instant>(),
  voidedBy: text('voided_by'),
})

export const workViews = sqliteTable('work_views', {
  id: text('id').$type<Id<'vw'>>().primaryKey(),
  name: text('name').notNull(),
  query: text('query').notNull(),
  ownerId: text('owner_id').notNull(),
  shared: integer('shared', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
})

export const workFailureCodes = sqliteTable('work_failure_codes', {
  id: text('id').$type<Id<'fc'>>().primaryKey(),
  classId: text('class_id').$type<Id<'ac'>>(),
  level: text('level').$type<FailureLevel>().notNull(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  words: text('words').notNull(),
  needsWords: integer('needs_words', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  endedAt: integer('ended_at').$type<Instant>(),
})

export const plans = sqliteTable('plans', {
  id: text('id').$type<Id<'pm'>>().primaryKey(),
  number: integer('number').notNull(),
  title: text('title').notNull(),
  description: text('description').notNull(),
  tasks: json<string[]>('tasks').notNull(),
  kind: text('kind').$type<Kind>().notNull(),
  priority: integer('priority').$type<Priority>().notNull(),
  assigneeId: text('assignee_id').$type<Id<'mb'>>(),
  teamId: text('team_id').$type<Id<'tm'>>(),
  ownerId: text('owner_id').$type<Id<'mb'>>(),
  estimateMinutes: integer('estimate_minutes'),
  dueMinute: integer('due_minute'),
  rule: json<Rule>('rule').notNull(),
  startsOn: text('starts_on').$type<LocalDate>().notNull(),
  endsOn: text('ends_on').$type<LocalDate>(),
  basis: text('basis').$type<MaintenancePlan['basis']>().notNull(),
  leadDays: integer('lead_days').notNull(),
  holidays: text('holidays').$type<MaintenancePlan['holidays']>().notNull(),
  seasons: json<Season[]>('seasons').notNull(),
  skipEvery: integer('skip_every'),
  stacks: integer('stacks', { mode: 'boolean' }).notNull(),
  family: text('family').notNull(),
  procedureId: text('procedure_id').$type<Id<'pd'>>(),
  graceEarlyDays: integer('grace_early_days'),
  graceLateDays: integer('grace_late_days'),
  pausedAt: integer('paused_at').$type<Instant>(),
  pausedBy: text('paused_by'),
  pauseReason: text('pause_reason').notNull(),
  nextOn: text('next_on')
    .$type<LocalDate>()
    .notNull()
    .default('9999-12-31' as LocalDate),
  untouched: integer('untouched').notNull().default(0),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  version: integer('version').notNull(),
})

export const planClocks = sqliteTable('plan_clocks', {
  id: text('id').$type<Id<'pa'>>().primaryKey(),
  planId: text('plan_id').$type<Id<'pm'>>().notNull(),
  assetId: text('asset_id').$type<Id<'as'>>().notNull(),
  siteId: text('site_id').$type<Id<'st'>>(),
  startsOn: text('starts_on').$type<LocalDate>().notNull(),
  lastOn: text('last_on').$type<LocalDate>(),
  count: integer('count').notNull(),
  baseOn: text('base_on').$type<LocalDate>(),
  lastDoneOn: text('last_done_on').$type<LocalDate>(),
  nextOn: text('next_on').$type<LocalDate>(),
  lookAt: integer('look_at').$type<Instant>(),
  untouched: integer('untouched').notNull(),
  trouble: text('trouble').notNull(),
  endedAt: integer('ended_at').$type<Instant>(),
  version: integer('version').notNull(),
})

export const occurrences = sqliteTable('occurrences', {
  id: text('id').$type<Id<'oc'>>().primaryKey(),
  planId: text('plan_id').$type<Id<'pm'>>().notNull(),
  clockId: text('clock_id').$type<Id<'pa'>>().notNull(),
  assetId: text('asset_id').$type<Id<'as'>>().notNull(),
  siteId: text('site_id').$type<Id<'st'>>(),
  key: text('key').notNull(),
  ruleOn: text('rule_on').$type<LocalDate>().notNull(),
  dueOn: text('due_on').$type<LocalDate>().notNull(),
  state: text('state').$type<OccurrenceState>().notNull(),
  why: text('why').notNull(),
  orderId: text('order_id').$type<Id<'wo'>>(),
  raisedAt: integer('raised_at').$type<Instant>().notNull(),
  settledOn: text('settled_on').$type<LocalDate>(),
})

export const workSteps = sqliteTable('work_steps', {
  id: text('id').$type<Id<'sp'>>().primaryKey(),
  orderId: text('order_id').$type<Id<'wo'>>().notNull(),
  versionId: text('version_id').$type<Id<'pv'>>().notNull(),
  position: integer('position').notNull(),
  step: json<Step>('step').notNull(),
  meterId: text('meter_id').$type<Id<'me'>>(),
  value: integer('value'),
  words: text('words').notNull(),
  result: text('result').$type<Result>(),
  isOutside: integer('is_outside', { mode: 'boolean' }).notNull(),
  note: text('note').notNull(),
  answeredAt: integer('answered_at').$type<Instant>(),
  answeredBy: text('answered_by'),
  followId: text('follow_id').$type<Id<'wo'>>(),
  version: integer('version').notNull(),
})

import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import type { UnitCode } from '../kernel/units'
import type { PlaceId } from '../places'
import type { Scored, ShownState } from './asset'
import type { BulkCounts, BulkDeed, BulkRowState, BulkState } from './bulk'
import type { FieldKind, Specifications } from './field'
import type { Meter, Operator, Way } from './meter'
import type { StopClass } from './stop'

type Json = Record<string, unknown>

export const assetClasses = sqliteTable('asset_classes', {
  id: text('id').$type<Id<'ac'>>().primaryKey(),
  name: text('name').notNull(),
  code: text('code').notNull(),
  parentId: text('parent_id').$type<Id<'ac'>>(),
  path: text('path').notNull(),
  symptoms: text('symptoms', { mode: 'json' }).$type<string[]>().notNull().default([]),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  version: integer('version').notNull(),
})

export const assetFields = sqliteTable('asset_fields', {
  id: text('id').$type<Id<'fd'>>().primaryKey(),
  classId: text('class_id').$type<Id<'ac'>>().notNull(),
  name: text('name').notNull(),
  kind: text('kind').$type<FieldKind>().notNull(),
  unit: text('unit').$type<UnitCode>(),
  choices: text('choices', { mode: 'json' }).$type<string[]>().notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  endedAt: integer('ended_at').$type<Instant>(),
  version: integer('version').notNull(),
})

export const assetModels = sqliteTable('asset_models', {
  id: text('id').$type<Id<'md'>>().primaryKey(),
  manufacturer: text('manufacturer').notNull(),
  name: text('name').notNull(),
  manufacturerFolded: text('manufacturer_folded').notNull(),
  nameFolded: text('name_folded').notNull(),
  classId: text('class_id').$type<Id<'ac'>>(),
  notes: text('notes').notNull(),
  specifications: text('specifications', { mode: 'json' }).$type<Specifications>().notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  version: integer('version').notNull(),
})

export const assets = sqliteTable('assets', {
  id: text('id').$type<Id<'as'>>().primaryKey(),
  tag: text('tag').notNull(),
  tagFolded: text('tag_folded').notNull(),
  tagSort: text('tag_sort').notNull(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  classId: text('class_id').$type<Id<'ac'>>(),
  modelId: text('model_id').$type<Id<'md'>>(),
  serial: text('serial').notNull(),
  serialFolded: text('serial_folded'),
  folded: text('folded').notNull(),
  placeId: text('place_id').$type<PlaceId>(),
  siteId: text('site_id').$type<Id<'st'>>(),
  parentId: text('parent_id').$type<Id<'as'>>(),
  path: text('path').notNull(),
  failsParent: text('fails_parent').$type<'always' | 'never' | 'group'>().notNull(),
  groupNeeds: integer('group_needs').notNull(),
  state: text('state').$type<ShownState>().notNull(),
  stateSince: integer('state_since').$type<Instant>().notNull(),
  criticality: text('criticality').$type<'A' | 'B' | 'C'>(),
  scored: text('scored', { mode: 'json' }).$type<Scored>(),
  scoredOn: text('scored_on').$type<LocalDate>(),
  ownerId: text('owner_id').$type<Id<'mb'>>(),
  inServiceOn: text('in_service_on').$type<LocalDate>(),
  warrantyUntil: text('warranty_until').$type<LocalDate>(),
  currency: text('currency'),
  purchaseMinor: integer('purchase_minor'),
  replacementMinor: integer('replacement_minor'),
  specifications: text('specifications', { mode: 'json' }).$type<Specifications>().notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  retiredAt: integer('retired_at').$type<Instant>(),
  successorId: text('successor_id').$type<Id<'as'>>(),
  version: integer('version').notNull(),
})

export const assetFacets = sqliteTable('asset_facets', {
  key: text('key').notNull(),
  tagSort: text('tag_sort').notNull(),
  assetId: text('asset_id').$type<Id<'as'>>().notNull(),
  state: text('state').$type<ShownState>().notNull(),
  criticality: text('criticality').$type<'A' | 'B' | 'C'>(),
})

export const assetStops = sqliteTable('asset_stops', {
  id: text('id').$type<Id<'dt'>>().primaryKey(),
  assetId: text('asset_id').$type<Id<'as'>>().notNull(),
  class: text('class').$type<StopClass>().notNull(),
  cause: text('cause').notNull(),
  startedAt: integer('started_at').$type<Instant>().notNull(),
  endedAt: integer('ended_at').$type<Instant>(),
  startedBy: text('started_by').notNull(),
  endedBy: text('ended_by'),
  becauseOf: text('because_of').$type<Id<'dt'>>(),
  version: integer('version').notNull(),
})

export const assetConcerns = sqliteTable('asset_concerns', {
  id: text('id').$type<Id<'cn'>>().primaryKey(),
  assetId: text('asset_id').$type<Id<'as'>>().notNull(),
  why: text('why').notNull(),
  raisedAt: integer('raised_at').$type<Instant>().notNull(),
  raisedBy: text('raised_by').notNull(),
  settledAt: integer('settled_at').$type<Instant>(),
  settledBy: text('settled_by'),
  reportId: text('report_id').$type<Id<'rp'>>(),
  saidDown: integer('said_down', { mode: 'boolean' }).notNull().default(false),
})

export const assetEvents = sqliteTable('asset_events', {
  id: text('id').$type<Id<'ev'>>().primaryKey(),
  assetId: text('asset_id').$type<Id<'as'>>().notNull(),
  at: integer('at').$type<Instant>().notNull(),
  kind: text('kind').notNull(),
  what: text('what').notNull(),
  actorId: text('actor_id').notNull(),
  details: text('details', { mode: 'json' }).$type<Json>().notNull(),
  subject: text('subject'),
  key: text('key'),
})

export const assetNotes = sqliteTable('asset_notes', {
  id: text('id').$type<Id<'nt'>>().primaryKey(),
  about: text('about').notNull(),
  text: text('text').notNull(),
  warning: integer('warning', { mode: 'boolean' }).notNull(),
  pinnedAt: integer('pinned_at').$type<Instant>(),
  writtenAt: integer('written_at').$type<Instant>().notNull(),
  writtenBy: text('written_by').notNull(),
  supersedes: text('supersedes').$type<Id<'nt'>>(),
  supersededAt: integer('superseded_at').$type<Instant>(),
  supersededBy: text('superseded_by'),
  version: integer('version').notNull(),
})

export const assetViews = sqliteTable('asset_views', {
  id: text('id').$type<Id<'vw'>>().primaryKey(),
  name: text('name').notNull(),
  query: text('query').notNull(),
  ownerId: text('owner_id').notNull(),
  shared: integer('shared', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
})

export const meters = sqliteTable('meters', {
  id: text('id').$type<Id<'me'>>().primaryKey(),
  assetId: text('asset_id').$type<Id<'as'>>().notNull(),
  name: text('name').notNull(),
  kind: text('kind').$type<Meter['kind']>().notNull(),
  unit: text('unit').notNull(),
  words: text('words', { mode: 'json' }).$type<string[]>().notNull(),
  rollsAt: integer('rolls_at'),
  low: integer('low'),
  high: integer('high'),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  endedAt: integer('ended_at').$type<Instant>(),
  version: integer('version').notNull(),
})

export const meterReadings = sqliteTable('meter_readings', {
  id: text('id').$type<Id<'mr'>>().primaryKey(),
  meterId: text('meter_id').$type<Id<'me'>>().notNull(),
  way: text('way').$type<Way>().notNull(),
  value: integer('value'),
  total: integer('total'),
  word: text('word').notNull(),
  takenAt: integer('taken_at').$type<Instant>().notNull(),
  enteredAt: integer('entered_at').$type<Instant>().notNull(),
  enteredBy: text('entered_by').notNull(),
  source: text('source').$type<'hand' | 'api' | 'step'>().notNull(),
  note: text('note').notNull(),
  rootId: text('root_id').notNull(),
  voidedAt: integer('voided_at').$type<Instant>(),
  voidedBy: text('voided_by'),
})

export const meterTriggers = sqliteTable('meter_triggers', {
  id: text('id').$type<Id<'mg'>>().primaryKey(),
  meterId: text('meter_id').$type<Id<'me'>>().notNull(),
  operator: text('operator').$type<Operator>().notNull(),
  value: integer('value'),
  word: text('word').notNull(),
  band: integer('band').notNull(),
  base: integer('base'),
  title: text('title').notNull(),
  priority: integer('priority').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  endedAt: integer('ended_at').$type<Instant>(),
})

export const meterFirings = sqliteTable('meter_firings', {
  id: text('id').$type<Id<'mf'>>().primaryKey(),
  triggerId: text('trigger_id').$type<Id<'mg'>>().notNull(),
  meterId: text('meter_id').$type<Id<'me'>>().notNull(),
  readingId: text('reading_id').notNull(),
  firedAt: integer('fired_at').$type<Instant>().notNull(),
})

export const assetBulks = sqliteTable('asset_bulks', {
  id: text('id').$type<Id<'bk'>>().primaryKey(),
  what: text('what').$type<BulkDeed>().notNull(),
  query: text('query').notNull(),
  state: text('state').$type<BulkState>().notNull(),
  cursor: text('cursor'),
  seenSites: text('seen_sites', { mode: 'json' }).$type<string[]>(),
  sites: text('sites', { mode: 'json' }).$type<string[]>(),
  told: text('told', { mode: 'json' }).$type<Record<string, string>>().notNull(),
  counts: text('counts', { mode: 'json' }).$type<BulkCounts>().notNull(),
  trouble: text('trouble').notNull(),
  tries: integer('tries').notNull(),
  movedAt: integer('moved_at').$type<Instant>().notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  createdBy: text('created_by').notNull(),
  finishedAt: integer('finished_at').$type<Instant>(),
  version: integer('version').notNull(),
})

export const assetBulkRows = sqliteTable('asset_bulk_rows', {
  bulkId: text('bulk_id').$type<Id<'bk'>>().notNull(),
  number: integer('number').notNull(),
  assetId: text('asset_id').$type<Id<'as'>>().notNull(),
  state: text('state').$type<BulkRowState>().notNull(),
  reason: text('reason').notNull(),
  before: text('before').notNull(),
})

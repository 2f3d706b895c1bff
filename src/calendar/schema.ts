import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import type { Status } from './task'

export const tasks = sqliteTable('tasks', {
  id: text('id').$type<Id<'tk'>>().primaryKey(),
  number: integer('number').notNull(),
  title: text('title').notNull(),
  notes: text('notes').notNull(),
  status: text('status').$type<Status>().notNull(),
  dueOn: text('due_on').$type<LocalDate>(),
  dueSort: text('due_sort').generatedAlwaysAs("coalesce(due_on, '9999-12-31')", { mode: 'stored' }).notNull(),
  assigneeId: text('assignee_id').$type<Id<'mb'>>(),
  about: text('about'),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  doneAt: integer('done_at').$type<Instant>(),
  doneBy: text('done_by'),
  removedAt: integer('removed_at').$type<Instant>(),
  version: integer('version').notNull(),
})

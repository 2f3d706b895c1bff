import { isNull, sql } from 'drizzle-orm'
import { addDays, dayOf, startOfDay } from '../kernel/local-date'
import type { Room } from '../platform/room'
import { tasks } from './schema'
import { keptDays, label, type Task } from './task'
import { changeTask, createTask, moveTask, removeTask, restoreTask } from './task.actions'
import { taskApi } from './task.api'
import { eraseRemoved, namesOfTasks, searchTasks } from './task.queries'
import { taskPages } from './task.routes'

const asFound = ({ id, number, title, assigneeId }: Pick<Task, 'id' | 'number' | 'title' | 'assigneeId'>) => ({
  id,
  title,
  href: `/tasks/${id}`,
  tag: label({ number }),
  ownerId: assigneeId,
})

export const calendar: Room = {
  name: 'calendar',
  about: 'Tasks: who does what by when, about any record.',
  actions: [createTask, changeTask, moveTask, removeTask, restoreTask],
  permissions: [{ name: 'calendar.task.see', about: 'Looks at tasks.' }],
  routes: [...taskPages.routes, ...taskApi.routes],
  listeners: [],
  ticks: [
    {
      name: 'calendar.erase-removed-tasks',
      about: `Erases tasks that were removed more than ${keptDays} days ago.`,
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => {
        const { timeZone } = await ctx.profile()
        await eraseRemoved(ctx, startOfDay(addDays(dayOf(ctx.now, timeZone), -keptDays), timeZone))
      },
    },
  ],
  records: [
    {
      prefix: 'tk',
      see: 'calendar.task.see',
      change: changeTask.action,
      find: async (ctx, ids) => (await namesOfTasks(ctx, ids)).map(asFound),
      codes: { kind: 'Task', called: async (ctx, words) => (await searchTasks(ctx, words, 10)).map(asFound) },
    },
  ],
  holds: [
    {
      in: tasks.about,
      why: sql`'TK-' || min(${tasks.number}) || ' is about it.'`,
      where: isNull(tasks.removedAt),
    },
  ],
  search: {
    permission: 'calendar.task.see',
    find: async (ctx, words) =>
      (await searchTasks(ctx, words, 10)).map((task) => ({
        href: `/tasks/${task.id}`,
        title: task.title,
        detail: `${label(task)}${task.assignee ? ` · ${task.assignee}` : ''}`,
        kind: 'Tasks',
      })),
  },
  personalData: [
    {
      table: 'tasks',
      database: 'tenant',
      purpose: 'To know what is to be done, by whom, and what was done.',
      retention: 'While the organization is a customer; removed ones thirty days (calendar.erase-removed-tasks).',
      columns: {
        id: { personal: 'none' },
        number: { personal: 'none' },
        title: { personal: 'member', erasure: 'redact' },
        notes: { personal: 'member', erasure: 'redact' },
        status: { personal: 'none' },
        due_on: { personal: 'none' },
        due_sort: { personal: 'none' },
        assignee_id: { personal: 'member', erasure: 'pseudonym' },
        about: { personal: 'none' },
        created_by: { personal: 'member', erasure: 'pseudonym' },
        created_at: { personal: 'none' },
        done_at: { personal: 'none' },
        done_by: { personal: 'member', erasure: 'pseudonym' },
        removed_at: { personal: 'none' },
        version: { personal: 'none' },
      },
    },
    {
      table: 'numbers',
      database: 'tenant',
      purpose: 'The next spoken number of each kind of record.',
      retention: 'While the organization is a customer.',
      columns: { kind: { personal: 'none' }, last: { personal: 'none' } },
    },
  ],
}

import * as z from 'zod'
import { Refusal } from '../kernel/refusal'
import { checkedInput } from '../platform/action'
import { etag, versionAsked } from '../platform/answers'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { statuses, type Task } from './task'
import { changeTask, createTask, moveTask, removeTask, restoreTask } from './task.actions'
import { findTask, listTasks } from './task.queries'

const row = z.object({
  id: z.string(),
  number: z.number().int(),
  title: z.string(),
  status: z.enum(statuses),
  dueOn: z.string().nullable(),
  assigneeId: z.string().nullable(),
  assignee: z.string().nullable(),
  about: z.string().nullable(),
  doneAt: z.number().int().nullable().describe('Milliseconds since 1970, UTC.'),
  version: z.number().int(),
})

const whole = row.omit({ assignee: true }).extend({
  notes: z.string(),
  createdBy: z.string(),
  createdAt: z.number().int(),
  doneBy: z.string().nullable(),
  removedAt: z.number().int().nullable(),
})

const listQuery = z.object({
  view: z.enum(['open', 'mine', 'done', 'removed']).default('open'),
  status: z.enum(['to-do', 'doing']).optional(),
  assigneeId: z.string().optional(),
  about: z.string().optional(),
  after: z.string().optional().describe('The `next` of the page before.'),
})

const written = z.object({ id: z.string(), version: z.number().int() })

/**
 * The version that a change is made to: `If-Match`, else the body's. Refuses 'conflict' ('etag') when `If-Match`
 * names another than the one that is there.
 */
async function matched(ctx: Context, c: Request): Promise<{ task: Task; version: number | null }> {
  const task = await findTask(ctx, c.req.param('id') ?? '')
  const asked = versionAsked(c)
  if (asked !== null && asked !== task.version) {
    throw new Refusal('conflict', 'etag', 'The task has changed since you read it. Read it again, then change it.')
  }
  const { version } = c.var.form as { version?: unknown }
  return { task, version: asked ?? (typeof version === 'number' ? version : null) }
}

const options = (c: Request) => ({ key: c.var.key })
const one = '/tasks/:id{tk_[^/]+}'

/** JSON under /tasks, from the same actions as the pages. */
export const taskApi = new Api()
  .add(
    'GET',
    '/tasks',
    {
      may: 'calendar.task.see',
      about: 'Lists tasks, most urgent first.',
      query: listQuery,
      answer: z.object({ items: z.array(row), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { after, ...filter } = checkedInput(listQuery, c.req.query())
      const { rows, next } = await listTasks(ctx, filter, after)
      return c.json({ items: rows, next })
    },
  )
  .add(
    'POST',
    '/tasks',
    { may: createTask.action, about: createTask.about, action: createTask, answer: written, status: 201 },
    async (ctx, c) => {
      const made = await createTask(ctx, c.var.form, options(c))
      return c.json(made, 201, {
        Location: `/api/v1/${ctx.organization.slug}/tasks/${made.id}`,
        ETag: etag(made.version),
      })
    },
  )
  .add('GET', one, { may: 'calendar.task.see', about: 'One task, whole.', answer: whole }, async (ctx, c) => {
    const task = await findTask(ctx, c.req.param('id') ?? '')
    c.header('ETag', etag(task.version))
    return c.req.header('If-None-Match') === etag(task.version) ? c.body(null, 304) : c.json(task)
  })
  .add(
    'PUT',
    one,
    { may: changeTask.action, about: changeTask.about, action: changeTask, answer: written },
    async (ctx, c) => {
      const { task, version } = await matched(ctx, c)
      const done = await changeTask(ctx, { ...c.var.form, id: task.id, version }, options(c))
      return c.json(done, 200, { ETag: etag(done.version) })
    },
  )
  .add(
    'PUT',
    `${one}/status`,
    { may: moveTask.action, about: moveTask.about, action: moveTask, answer: written },
    async (ctx, c) => {
      const { task, version } = await matched(ctx, c)
      const done = await moveTask(ctx, { status: c.var.form.status, id: task.id, version }, options(c))
      return c.json(done, 200, { ETag: etag(done.version) })
    },
  )
  .add(
    'DELETE',
    one,
    { may: removeTask.action, about: removeTask.about, action: removeTask, answer: written },
    async (ctx, c) => {
      const { task, version } = await matched(ctx, c)
      return c.json(await removeTask(ctx, { id: task.id, version }, options(c)))
    },
  )
  .add(
    'POST',
    `${one}/restoration`,
    { may: restoreTask.action, about: restoreTask.about, action: restoreTask, answer: written },
    async (ctx, c) => {
      const { task, version } = await matched(ctx, c)
      return c.json(await restoreTask(ctx, { id: task.id, version }, options(c)))
    },
  )

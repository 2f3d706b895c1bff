import { TaskFormPage, TaskPage } from '../../templates/calendar/task'
import { BoardPage, TasksPage, type View } from '../../templates/calendar/tasks'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { readCursor } from '../platform/keyset'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { label, type Status, type Task } from './task'
import { changeTask, createTask, moveTask, removeTask, restoreTask } from './task.actions'
import {
  type Filter,
  findTask,
  listAssignees,
  listSentence,
  lookUpMember,
  membersCalled,
  pageOfTasks,
} from './task.queries'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

const viewOf = (word: string | undefined): View =>
  word === 'mine' || word === 'done' || word === 'removed' ? word : 'open'

/** A task with the names that its page shows. */
async function detailed(ctx: Context, task: Task) {
  const [[assignee], [author]] = await ctx.db.batch([
    lookUpMember(ctx, task.assigneeId ?? ''),
    lookUpMember(ctx, task.createdBy),
  ])
  return { ...task, assignee: assignee?.name ?? null, author: author?.name ?? 'The house' }
}

const valuesOf = (task: Task): Record<string, string> => ({
  title: task.title,
  notes: task.notes,
  dueOn: task.dueOn ?? '',
  assigneeId: task.assigneeId ?? '',
  about: task.about ?? '',
})

async function showForm(
  c: Request,
  ctx: Context,
  task: Task | null,
  values: Record<string, string>,
  refusal: Refusal | null,
) {
  const [assignee] = await lookUpMember(ctx, values.assigneeId ?? '')
  const now = task && refusal?.reason === 'task.changed' ? await detailed(ctx, task) : null
  const trouble = refusal ? { sentence: refusal.message, fields: refusal.fields } : null
  const shown = { 'assigneeId-words': assignee?.name ?? '', ...values }
  const page = <TaskFormPage task={task} values={shown} trouble={trouble} now={now} />
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/**
 * The form with the person that its words name, where the browser could not choose one.
 * Refuses 'invalid' for a name that nobody has, or several.
 */
async function withAssignee(ctx: Context, form: Record<string, string>): Promise<Record<string, string>> {
  const words = form['assigneeId-words']?.trim() ?? ''
  if (form.assigneeId || words === '') return form
  const called = await membersCalled(ctx, words)
  const [only] = called
  if (only && called.length === 1) return { ...form, assigneeId: only.id }
  const sentence = only
    ? `Several people are called ${words}: choose one from the list.`
    : 'Nobody here is called so. Choose a name from the list.'
  return refuse('invalid', 'task.assignee', sentence, { assigneeId: sentence })
}

/** Where a row's button was pressed, so that the person stays there. */
const backOf = (c: Request, ctx: Context, otherwise: string): string => {
  if (c.req.query('back') === 'board') return at(ctx, '/tasks/board')
  const { back } = c.var.form
  return back?.startsWith(at(ctx, '/tasks')) && back.length < 1000 && !/[\\\s]/.test(back) ? back : otherwise
}

const undo = (task: { id: string; version: number }, path: string, fields: Record<string, string>) => ({
  action: `/tasks/${task.id}/${path}`,
  fields: { version: String(task.version), ...fields },
})

/** Moves a task and goes back with the way to undo it. */
async function moved(
  c: Request,
  ctx: Context,
  before: Task,
  { version, status, key }: { version: string; status: string; key: string | undefined },
  back: string,
) {
  const done = await moveTask(ctx, { id: before.id, version: version || null, status }, { key })
  const words = { 'to-do': 'is to do again', doing: 'is begun', done: 'is done' }[status as Status]
  return seeOther(c, back, {
    text: `${label(before)} ${words}.`,
    undo: undo(done, 'status', { status: before.status, back }),
  })
}

/** Pages under /tasks. Handlers read the request, call one verb, show one screen. */
export const taskPages = new Pages()
  .get('/tasks', { may: 'calendar.task.see' }, async (ctx, c) => {
    const { view: word, status, assigneeId, about, after } = c.req.query()
    const view = viewOf(word)
    const filter: Filter = {
      view,
      status: status === 'to-do' || status === 'doing' ? status : undefined,
      assigneeId: assigneeId || undefined,
      about: about || undefined,
    }
    const cursor = readCursor(after, 2)
    const [rows, people] = await ctx.db.batch([listSentence(ctx, filter, cursor), listAssignees(ctx)])
    const { rows: shown, next } = pageOfTasks(filter, rows)
    const query = new URLSearchParams(
      Object.entries({ view: word, status, assigneeId, about }).filter(([, value]) => value) as [string, string][],
    )
    if (next) query.set('after', next)
    return show(
      c,
      ctx,
      <TasksPage
        view={view}
        rows={shown}
        next={next ? `/tasks?${query}` : null}
        filter={filter}
        people={people}
        first={!after}
      />,
    )
  })

  .get('/tasks/board', { may: 'calendar.task.see' }, async (ctx, c) => {
    const [todo, doing, done] = await ctx.db.batch([
      listSentence(ctx, { view: 'open', status: 'to-do' }, null),
      listSentence(ctx, { view: 'open', status: 'doing' }, null),
      listSentence(ctx, { view: 'done' }, null, 20),
    ])
    const lanes = (
      [
        ['to-do', todo, 50],
        ['doing', doing, 50],
        ['done', done, 20],
      ] as const
    ).map(([name, rows, size]) => ({
      name,
      rows: rows.slice(0, size),
      more: rows.length > size,
    }))
    return show(c, ctx, <BoardPage lanes={lanes} />)
  })

  .get('/tasks/new', { may: createTask.action }, async (ctx, c) =>
    showForm(c, ctx, null, { about: c.req.query('about') ?? '', title: c.req.query('title') ?? '' }, null),
  )

  .post('/tasks', { may: createTask.action }, async (ctx, c) => {
    const done = await attempt(async () => createTask(ctx, await withAssignee(ctx, c.var.form), { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, null, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/tasks/${done.value.id}`), { text: 'The task is saved.', undo: null })
  })

  .get('/tasks/:id{tk_[^/]+}', { may: 'calendar.task.see' }, async (ctx, c) =>
    show(c, ctx, <TaskPage task={await detailed(ctx, await findTask(ctx, id(c)))} />),
  )

  .get('/tasks/:id{tk_[^/]+}/edit', { may: changeTask.action }, async (ctx, c) => {
    const task = await findTask(ctx, id(c))
    return showForm(c, ctx, task, valuesOf(task), null)
  })

  .post('/tasks/:id{tk_[^/]+}', { may: changeTask.action }, async (ctx, c) => {
    const task = await findTask(ctx, id(c))
    const done = await attempt(async () =>
      changeTask(ctx, { ...(await withAssignee(ctx, c.var.form)), id: task.id }, { key: c.var.key }),
    )
    if (!done.ok)
      return showForm(
        c,
        ctx,
        done.refusal.code === 'conflict' ? await findTask(ctx, id(c)) : task,
        c.var.form,
        done.refusal,
      )
    return seeOther(c, at(ctx, `/tasks/${task.id}`), { text: `${label(task)} is saved.`, undo: null })
  })

  // One form for all rows of a list; its button says `id version status`.
  .post('/tasks/moves', { may: moveTask.action }, async (ctx, c) => {
    const [wanted = '', version = '', to = ''] = (c.var.form.move ?? '').split(' ')
    const key = c.var.key ? `${c.var.key}:${wanted}` : undefined
    const back = backOf(c, ctx, at(ctx, '/tasks'))
    if (to === 'list') {
      const done = await restoreTask(ctx, { id: wanted, version }, { key })
      return seeOther(c, back, { text: `${label(done)} is back.`, undo: null })
    }
    return moved(c, ctx, await findTask(ctx, wanted), { version, status: to, key }, back)
  })

  .post('/tasks/:id{tk_[^/]+}/status', { may: moveTask.action }, async (ctx, c) => {
    const before = await findTask(ctx, id(c))
    const { version = '', status = '' } = c.var.form
    return moved(c, ctx, before, { version, status, key: c.var.key }, backOf(c, ctx, at(ctx, `/tasks/${before.id}`)))
  })

  .post('/tasks/:id{tk_[^/]+}/removal', { may: removeTask.action }, async (ctx, c) => {
    const done = await removeTask(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, '/tasks'), { text: `${label(done)} is removed.`, undo: undo(done, 'restoration', {}) })
  })

  .post('/tasks/:id{tk_[^/]+}/restoration', { may: restoreTask.action }, async (ctx, c) => {
    const done = await restoreTask(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, `/tasks/${done.id}`), { text: `${label(done)} is back.`, undo: null })
  })

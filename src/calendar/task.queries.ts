import { and, eq, getTableColumns, inArray, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { members } from '../identity'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { type Cursor, pageOf, readCursor } from '../platform/keyset'
import { matchOf } from '../platform/words'
import { tasks } from './schema'
import { label, type Status, type Task } from './task'

const { dueSort: _dueSort, ...columns } = getTableColumns(tasks)

/** A task as lists show it: its notes are long and stay where they are. */
export type Row = Omit<Task, 'notes' | 'createdBy' | 'createdAt' | 'doneBy' | 'removedAt'> & { assignee: string | null }

const rowColumns = {
  id: tasks.id,
  number: tasks.number,
  title: tasks.title,
  status: tasks.status,
  dueOn: tasks.dueOn,
  assigneeId: tasks.assigneeId,
  about: tasks.about,
  doneAt: tasks.doneAt,
  version: tasks.version,
  assignee: sql<string | null>`${members.name}`.as('assignee'),
}

/** What a list of tasks is narrowed to. */
export type Filter = {
  view: 'open' | 'mine' | 'done' | 'removed'
  status?: Status | undefined
  assigneeId?: string | undefined
  about?: string | undefined
}

export const pageSize = 50

/**
 * One page of tasks. Open ones by due date, undated last; done and removed ones by when that was, newest first.
 * Reads the rows that it shows and one more. Refuses 'invalid' ('cursor').
 */
export async function listTasks(ctx: Context, filter: Filter, after?: string) {
  return pageOfTasks(filter, await listSentence(ctx, filter, readCursor(after, 2)))
}

/** The rows of a page and where the next begins, of what `listSentence` brought. */
export const pageOfTasks = (filter: Filter, rows: Row[]) => pageOf(rows, pageSize, (row) => cursorOf(filter, row))

const cursorOf = ({ view }: Filter, row: Row): Cursor =>
  view === 'done'
    ? [String(row.doneAt), row.id]
    : view === 'removed'
      ? ['', row.id]
      : [row.dueOn ?? '9999-12-31', row.id]

/** The sentence of one page, for pages that read other things in the same round trip. */
export function listSentence(ctx: Context, filter: Filter, cursor: Cursor | null, size = pageSize) {
  const { view, status, assigneeId, about } = filter
  const who = view === 'mine' ? ctx.actor.id : assigneeId
  const conditions: (SQL | undefined)[] = [
    view === 'removed' ? isNotNull(tasks.removedAt) : isNull(tasks.removedAt),
    // Spelled as the partial indexes have it, or they would not be used.
    view === 'done' ? sql`${tasks.status} = 'done'` : view === 'removed' ? undefined : sql`${tasks.status} <> 'done'`,
    status ? eq(tasks.status, status) : undefined,
    who === 'nobody' ? isNull(tasks.assigneeId) : who ? eq(tasks.assigneeId, who as Id<'mb'>) : undefined,
    about ? eq(tasks.about, about) : undefined,
  ]
  const from = ctx.db.select(rowColumns).from(tasks).leftJoin(members, eq(members.id, tasks.assigneeId)).$dynamic()
  if (view === 'done') {
    if (cursor) conditions.push(sql`(${tasks.doneAt}, ${tasks.id}) < (CAST(${cursor[0]} AS INTEGER), ${cursor[1]})`)
    return from
      .where(and(...conditions))
      .orderBy(sql`${tasks.doneAt} DESC, ${tasks.id} DESC`)
      .limit(size + 1)
  }
  if (view === 'removed') {
    if (cursor) conditions.push(sql`${tasks.id} < ${cursor[1]}`)
    return from
      .where(and(...conditions))
      .orderBy(sql`${tasks.id} DESC`)
      .limit(size + 1)
  }
  if (cursor) conditions.push(sql`(${tasks.dueSort}, ${tasks.id}) > (${cursor[0]}, ${cursor[1]})`)
  return from
    .where(and(...conditions))
    .orderBy(sql`${tasks.dueSort}, ${tasks.id}`)
    .limit(size + 1)
}

/** Refuses 'not-found'. */
export async function findTask(ctx: Context, id: string): Promise<Task> {
  const [task] = await ctx.db
    .select(columns)
    .from(tasks)
    .where(eq(tasks.id, id as Id<'tk'>))
  return task ?? refuse('not-found', 'task.unknown', 'There is no such task.')
}

/** What these tasks are called; removed ones are not on the list. At most ninety. */
export const namesOfTasks = (ctx: Context, ids: string[]) =>
  ctx.db
    .select({ id: tasks.id, number: tasks.number, title: tasks.title, assigneeId: tasks.assigneeId })
    .from(tasks)
    .where(and(inArray(tasks.id, ids.slice(0, 90) as Id<'tk'>[]), isNull(tasks.removedAt)))

/** The people who can be given a task, by name. */
export const listAssignees = (ctx: Context) =>
  ctx.db
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(isNull(members.leftAt))
    .orderBy(members.name)
    .limit(200)

export const lookUpMember = (ctx: Context, id: string) =>
  ctx.db
    .select({ id: members.id, name: members.name, leftAt: members.leftAt })
    .from(members)
    .where(eq(members.id, id as Id<'mb'>))

/** The people of exactly this name, whatever its capitals. */
export const membersCalled = (ctx: Context, name: string) =>
  ctx.db
    .select({ id: members.id })
    .from(members)
    .where(and(isNull(members.leftAt), sql`${members.name} = ${name} COLLATE NOCASE`))
    .limit(2)

/** How many open tasks are late, due today, and without a person; counted up to a hundred each. */
export const countSentence = (ctx: Context, today: string, assigneeId: string | null) => {
  const mine = assigneeId ? sql`AND assignee_id = ${assigneeId}` : sql``
  return ctx.db
    .select({
      late: sql<number>`(SELECT count(*) FROM (SELECT 1 FROM tasks WHERE status <> 'done' AND removed_at IS NULL ${mine} AND due_sort < ${today} LIMIT 100))`.as(
        'late',
      ),
      today:
        sql<number>`(SELECT count(*) FROM (SELECT 1 FROM tasks WHERE status <> 'done' AND removed_at IS NULL ${mine} AND due_sort = ${today} LIMIT 100))`.as(
          'today',
        ),
      open: sql<number>`(SELECT count(*) FROM (SELECT 1 FROM tasks WHERE status <> 'done' AND removed_at IS NULL ${mine} LIMIT 100))`.as(
        'open',
      ),
      nobodys:
        sql<number>`(SELECT count(*) FROM (SELECT 1 FROM tasks WHERE status <> 'done' AND removed_at IS NULL AND assignee_id IS NULL LIMIT 100))`.as(
          'nobodys',
        ),
    })
    .from(sql`(SELECT 1)`)
}

/** Tasks whose words begin so, or whose number it is. */
export async function searchTasks(ctx: Context, words: string, most: number): Promise<Row[]> {
  const number = /^(?:tk-?)?(\d{1,9})$/i.exec(words.trim())?.[1]
  if (number) {
    return ctx.db
      .select(rowColumns)
      .from(tasks)
      .leftJoin(members, eq(members.id, tasks.assigneeId))
      .where(and(eq(tasks.number, Number(number)), isNull(tasks.removedAt)))
  }
  const match = matchOf(words)
  if (!match) return []
  return ctx.db
    .select(rowColumns)
    .from(tasks)
    .leftJoin(members, eq(members.id, tasks.assigneeId))
    .where(
      and(
        sql`${tasks}.rowid IN (SELECT rowid FROM tasks_words WHERE tasks_words MATCH ${match} ORDER BY rowid DESC LIMIT 100)`,
        isNull(tasks.removedAt),
      ),
    )
    .limit(most)
}

/** The next spoken number is taken inside the commit, so two at once get two. */
export const insertTask = (ctx: Context, task: Omit<Task, 'number'>): Write[] => [
  ctx.db.run(sql`INSERT INTO numbers (kind, last) VALUES ('task', 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1`),
  ctx.db.insert(tasks).values({ ...task, number: sql`(SELECT last FROM numbers WHERE kind = 'task')` as never }),
]

export const updateTask = (
  ctx: Context,
  { id, number: _number, createdAt: _at, createdBy: _by, ...task }: Task,
): Write => ctx.db.update(tasks).set(task).where(eq(tasks.id, id))

/** The task is still as it was seen. */
export const stillAt = (task: Task): Guard => ({
  count: sql`SELECT count(*) FROM tasks WHERE id = ${task.id} AND version = ${task.version}`,
  refusal: () => changedMeanwhile(task),
})

export const changedMeanwhile = (task: Pick<Task, 'number'>) =>
  new Refusal(
    'conflict',
    'task.changed',
    `Somebody changed ${label(task)} meanwhile. Look at what it says now, then change it again.`,
  )

/** Erases what was removed long ago; a few hundred at a time. */
export const eraseRemoved = (ctx: Context, before: Instant) =>
  ctx.db.delete(tasks).where(
    inArray(
      tasks.id,
      ctx.db
        .select({ id: tasks.id })
        .from(tasks)
        .where(and(isNotNull(tasks.removedAt), lt(tasks.removedAt, before)))
        .limit(500),
    ),
  )

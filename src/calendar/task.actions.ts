import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalBlock, optionalDate, optionalLine, textLine, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import type { Changes } from '../platform/schema'
import { move, remove, restore, reword, statuses, type Task } from './task'
import { changedMeanwhile, findTask, insertTask, lookUpMember, stillAt, updateTask } from './task.queries'

const taskId = z.string().regex(/^tk_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such task.')

const wording = {
  title: textLine(200, 'Write what is to be done.'),
  notes: optionalBlock(10_000),
  dueOn: optionalDate,
  assigneeId: optionalLine(40).describe('The member who does it; empty for nobody.'),
  about: optionalLine(60).describe('The id of the record that it is about; empty for none.'),
}

/**
 * Ids come as text; empty is nobody and nothing. Refuses 'invalid' for somebody who is not here, and for a record that
 * is not there or that the actor may not see: it must not be kept, whoever's it is. What was kept before may stay.
 */
async function worded(
  ctx: Context,
  input: { title: string; notes: string; dueOn: Task['dueOn']; assigneeId: string; about: string },
  before: Task | null,
) {
  const assigneeId = input.assigneeId || null
  if (assigneeId) {
    const [member] = await lookUpMember(ctx, assigneeId)
    if (!member || member.leftAt !== null) {
      const sentence = 'Choose somebody of your organization.'
      refuse('invalid', 'task.assignee', sentence, { assigneeId: sentence })
    }
  }
  const about = input.about || null
  if (about && about !== before?.about && !(await ctx.records([about])).has(about)) {
    const sentence = 'The record that the task is about is not there any more. Choose again, or leave it empty.'
    refuse('invalid', 'task.about', sentence, { about: sentence })
  }
  return { ...input, assigneeId: assigneeId as Id<'mb'> | null, about }
}

/** Refuses 'conflict' when the person saw another version than the one that is there. */
function seen(task: Task, version: number | null): Task {
  if (version !== null && version !== task.version) throw changedMeanwhile(task)
  return task
}

/** What changed, for the audit log. Titles and notes are people's own words: there it only says that they changed. */
function changesOf(before: Task, after: Task): Changes {
  const changes: Changes = {}
  for (const field of ['status', 'dueOn', 'assigneeId', 'about'] as const) {
    if (before[field] !== after[field]) changes[field] = { from: before[field], to: after[field] }
  }
  for (const field of ['title', 'notes'] as const) if (before[field] !== after[field]) changes[field] = 'changed'
  return changes
}

/** A changed task with its guard, as every verb but the first commits it. */
function deed(ctx: Context, before: Task, after: Task, fact: string) {
  return {
    subject: before.id,
    guards: [stillAt(before)],
    writes: [updateTask(ctx, after)],
    facts: [{ name: fact, subject: before.id, assigneeId: after.assigneeId, by: ctx.actor.id }],
    changes: changesOf(before, after),
    result: { id: before.id, number: before.number, version: after.version },
  }
}

export const createTask = action({
  name: 'calendar.task.create',
  about: 'Writes down something to do, for somebody or for nobody yet, about any record.',
  input: z.object(wording),
  run: async (ctx, input) => {
    const task: Omit<Task, 'number'> = {
      id: newId('tk', ctx.now),
      ...(await worded(ctx, input, null)),
      status: 'to-do',
      createdBy: ctx.actor.id,
      createdAt: ctx.now,
      doneAt: null,
      doneBy: null,
      removedAt: null,
      version: 1,
    }
    return {
      subject: task.id,
      writes: insertTask(ctx, task),
      facts: [{ name: 'calendar.task-created', subject: task.id, assigneeId: task.assigneeId, by: ctx.actor.id }],
      result: { id: task.id, version: 1 },
    }
  },
})

export const changeTask = action({
  name: 'calendar.task.change',
  about: 'Changes what a task says, when it is due, and who does it.',
  input: z.object({ id: taskId, version, ...wording }),
  run: async (ctx, { id, version, ...input }) => {
    const task = seen(await findTask(ctx, id), version)
    return deed(ctx, task, reword(task, await worded(ctx, input, task)), 'calendar.task-changed')
  },
})

export const moveTask = action({
  name: 'calendar.task.move',
  about: 'Begins a task, marks it as done, or reopens it.',
  input: z.object({ id: taskId, version, status: z.enum(statuses) }),
  run: async (ctx, { id, version, status }) => {
    const task = seen(await findTask(ctx, id), version)
    const fact = { 'to-do': 'calendar.task-reopened', doing: 'calendar.task-begun', done: 'calendar.task-done' }[status]
    return deed(ctx, task, move(task, status, ctx.actor.id, ctx.now), fact)
  },
})

export const removeTask = action({
  name: 'calendar.task.remove',
  about: 'Takes a task off the list. It can be brought back for thirty days.',
  input: z.object({ id: taskId, version }),
  run: async (ctx, { id, version }) => {
    const task = seen(await findTask(ctx, id), version)
    return deed(ctx, task, remove(task, ctx.now), 'calendar.task-removed')
  },
})

export const restoreTask = action({
  name: 'calendar.task.restore',
  about: 'Brings a removed task back.',
  input: z.object({ id: taskId, version }),
  run: async (ctx, { id, version }) => {
    const task = seen(await findTask(ctx, id), version)
    return deed(ctx, task, restore(task), 'calendar.task-restored')
  },
})

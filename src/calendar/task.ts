import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'

export const statuses = ['to-do', 'doing', 'done'] as const
export type Status = (typeof statuses)[number]

/** Something that somebody means to do, about any record or about nothing. */
export type Task = {
  id: Id<'tk'>
  /** Its spoken name, TK-12; unique within an organization. */
  number: number
  title: string
  notes: string
  status: Status
  dueOn: LocalDate | null
  assigneeId: Id<'mb'> | null
  /** The id of the record that it is about. */
  about: string | null
  createdBy: string
  createdAt: Instant
  /** Set exactly while the status is 'done'. */
  doneAt: Instant | null
  doneBy: string | null
  /** When it was taken off the list; it can be brought back for thirty days. */
  removedAt: Instant | null
  /** Rises by one with every saved change. */
  version: number
}

/** Days for which a removed task can be brought back; then it is erased. */
export const keptDays = 30

export const label = (task: Pick<Task, 'number'>): string => `TK-${task.number}`

/**
 * Moves a task on the board: begun, done, or reopened.
 * Refuses 'conflict' ('task.removed') for one that is off the list, and ('task.there') when it stands there already.
 */
export function move(task: Task, to: Status, by: string, at: Instant): Task {
  onTheList(task)
  if (task.status === to) {
    refuse(
      'conflict',
      'task.there',
      `${label(task)} is already ${to === 'to-do' ? 'to do' : to}. Somebody was faster: look again.`,
    )
  }
  const done = to === 'done'
  return { ...task, status: to, doneAt: done ? at : null, doneBy: done ? by : null, version: task.version + 1 }
}

/** What a person may write into a task. */
export type Wording = Pick<Task, 'title' | 'notes' | 'dueOn' | 'assigneeId' | 'about'>

/** Refuses 'conflict' ('task.removed'). */
export function reword(task: Task, wording: Wording): Task {
  onTheList(task)
  return { ...task, ...wording, version: task.version + 1 }
}

/** Refuses 'conflict' ('task.removed') when it is off the list already. */
export function remove(task: Task, at: Instant): Task {
  onTheList(task)
  return { ...task, removedAt: at, version: task.version + 1 }
}

/** Brings a removed task back. Refuses 'conflict' ('task.not-removed'). */
export function restore(task: Task): Task {
  if (task.removedAt === null) refuse('conflict', 'task.not-removed', `${label(task)} is on the list already.`)
  return { ...task, removedAt: null, version: task.version + 1 }
}

function onTheList(task: Task): void {
  if (task.removedAt !== null) {
    refuse('conflict', 'task.removed', `${label(task)} was removed. Bring it back first.`)
  }
}

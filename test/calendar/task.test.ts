import { describe, expect, it } from 'vitest'
import { label, move, remove, restore, reword, type Status, type Task } from '../../src/calendar/task'
import { instant } from '../../src/kernel/instant'
import { Refusal } from '../../src/kernel/refusal'

const now = instant(1_000)
const task = (changes: Partial<Task> = {}): Task => ({
  id: 'tk_1',
  number: 12,
  title: 'Grease',
  notes: '',
  status: 'to-do',
  dueOn: null,
  assigneeId: null,
  about: null,
  createdBy: 'mb_1',
  createdAt: instant(1),
  doneAt: null,
  doneBy: null,
  removedAt: null,
  version: 3,
  ...changes,
})
const done = task({ status: 'done', doneAt: instant(5), doneBy: 'mb_2' })
const gone = task({ removedAt: instant(5) })

const outcome = (work: () => Task) => {
  try {
    const { status, doneAt, doneBy, version } = work()
    return { status, doneAt, doneBy, version }
  } catch (error) {
    return error instanceof Refusal ? error.reason : error
  }
}

describe('moving a task', () => {
  it.each<[string, Task, Status, unknown]>([
    ['begins it', task(), 'doing', { status: 'doing', doneAt: null, doneBy: null, version: 4 }],
    ['is done by whoever says so', task(), 'done', { status: 'done', doneAt: now, doneBy: 'mb_9', version: 4 }],
    ['reopens it and forgets who did it', done, 'to-do', { status: 'to-do', doneAt: null, doneBy: null, version: 4 }],
    ['where it stands is refused', done, 'done', 'task.there'],
    ['that was removed is refused', gone, 'done', 'task.removed'],
  ])('%s', (_, given, to, expected) => {
    expect(outcome(() => move(given, to, 'mb_9', now))).toEqual(expected)
  })
})

it('a removed task is not reworded or removed again, and comes back once', () => {
  const wording = { title: 'x', notes: '', dueOn: null, assigneeId: null, about: null }
  expect(outcome(() => reword(gone, wording))).toBe('task.removed')
  expect(outcome(() => remove(gone, now))).toBe('task.removed')
  expect(restore(gone).removedAt).toBe(null)
  expect(outcome(() => restore(task()))).toBe('task.not-removed')
  expect(label(gone)).toBe('TK-12')
})

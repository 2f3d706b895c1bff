import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import type { Channel } from './message'

export const threadStates = ['open', 'unmatched', 'snoozed', 'done'] as const
/** In the inbox; nobody knows yet what it is about; asleep until a moment; dealt with. */
export type ThreadState = (typeof threadStates)[number]
export type WaitsFor = 'us' | 'them' | 'nobody'

/** What people and vendors say to each other about one thing. */
export type Thread = {
  id: Id<'th'>
  number: number
  subject: string
  about: string | null
  channel: Channel
  state: ThreadState
  party: string
  partyRecord: string | null
  assigneeId: Id<'mb'> | null
  snoozedUntil: Instant | null
  unread: boolean
  waitsFor: WaitsFor
  snippet: string
  lastAt: Instant
  createdAt: Instant
  createdBy: string
  version: number
}

/** Leaves the inbox. Refuses 'conflict' ('thread.done'). */
export function finish(thread: Thread): Thread {
  if (thread.state === 'done') refuse('conflict', 'thread.done', 'This is done already. Somebody was faster.')
  return { ...thread, state: 'done', snoozedUntil: null, unread: false, version: thread.version + 1 }
}

/** Comes back into the inbox. Refuses 'conflict' ('thread.open'). */
export function reopen(thread: Thread): Thread {
  if (thread.state === 'open') refuse('conflict', 'thread.open', 'This is in the inbox already.')
  return { ...thread, state: 'open', snoozedUntil: null, version: thread.version + 1 }
}

/** Sleeps until a moment to come. Refuses 'invalid' ('thread.past'), 'conflict' ('thread.unmatched'). */
export function snooze(thread: Thread, until: Instant, now: Instant): Thread {
  if (until <= now) {
    const sentence = 'Choose a day to come.'
    refuse('invalid', 'thread.past', sentence, { until: sentence })
  }
  if (thread.state === 'unmatched')
    refuse('conflict', 'thread.unmatched', 'Say first what this is about, or that it stands for itself.')
  return { ...thread, state: 'snoozed', snoozedUntil: until, version: thread.version + 1 }
}

/** Says what an unmatched thread is about; null: it stands for itself. */
export const link = (thread: Thread, about: string | null): Thread => ({
  ...thread,
  about,
  state: thread.state === 'unmatched' ? 'open' : thread.state,
  version: thread.version + 1,
})

/** A message that came wakes whoever sleeps, and opens what was done. */
export const woken = (state: ThreadState): ThreadState => (state === 'snoozed' || state === 'done' ? 'open' : state)

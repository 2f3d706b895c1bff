import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import type { Purpose } from './consent'

export const channels = ['email', 'sms'] as const
/** How a message travels. */
export type Channel = (typeof channels)[number]

/** Came in, goes out, or a note that never leaves the house. */
export type Direction = 'in' | 'out' | 'note'

export const statuses = [
  'draft',
  'queued',
  'sending',
  'unknown',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'bounced',
  'withheld',
  'received',
  'note',
] as const
export type Status = (typeof statuses)[number]

/** What the receiving server found out of a sender. What nobody says is unknown, never a pass. */
export type Verdict = 'pass' | 'fail' | 'unknown'

/** What a reader must know of a message that came in. */
export type Mark =
  | 'look-alike'
  | 'reply-to-differs'
  | 'first-time'
  | 'unexpected-sender'
  | 'auto-reply'
  | 'bounce'
  | 'complaint'
  | 'list'
  | 'oversize'
  | 'broken'
  | 'stop'
  | 'several-threads'

/** One message of a thread. */
export type Message = {
  id: Id<'ms'>
  threadId: Id<'th'>
  direction: Direction
  channel: Channel | 'note'
  status: Status
  statusAt: Instant
  statusDetail: string
  toAddress: string
  purpose: Purpose
  tries: number
  version: number
}

/**
 * How far each state is. A message never goes back; of two ends the one that tells more of trouble stays, so that the
 * order in which a provider tells them does not matter.
 */
const rank: Partial<Record<Status, number>> = {
  queued: 1,
  sending: 2,
  unknown: 3,
  sent: 4,
  delivered: 5,
  undelivered: 6,
  failed: 7,
  bounced: 8,
}

/** Whether what a provider tells moves the message on. */
export const movesOn = (from: Status, to: Status): boolean => (rank[to] ?? 0) > (rank[from] ?? 99)

/** Minutes of the tries after a provider did not take a message: doubling, twelve hours at most. */
export const backoffMs = (tries: number): number => Math.min(12 * 3_600_000, 30_000 * 2 ** Math.max(0, tries - 1))

/** Tries after which a person looks at it. */
export const mostTries = 8

/** Milliseconds for which whoever sends a message has it for themselves. */
export const leaseMs = 120_000

/**
 * Whether somebody may take a message for sending now: it waits and its time has come, or whoever had it never came back
 * and the provider knows its key again (`remembers`).
 */
export function mayBeTaken(
  message: Pick<Message, 'direction' | 'status'> & { nextTryAt: Instant | null; leaseUntil: Instant | null },
  now: Instant,
  remembers: boolean,
): boolean {
  if (message.direction !== 'out') return false
  // Clocks of two workers are never quite the same.
  if (message.status === 'queued') return message.nextTryAt === null || message.nextTryAt <= now + 5_000
  return message.status === 'sending' && remembers && message.leaseUntil !== null && message.leaseUntil < now
}

/** States in which a person may send a message again. */
const repeatable: readonly Status[] = ['failed', 'withheld', 'unknown', 'undelivered', 'bounced']

/** Refuses 'conflict' ('message.not-repeatable') for one that is on its way or has arrived. */
export function checkRepeatable(message: Pick<Message, 'status' | 'direction'>): void {
  if (message.direction !== 'out' || !repeatable.includes(message.status))
    refuse('conflict', 'message.not-repeatable', 'This message is on its way or has arrived. It is not sent again.')
}

/** The beginning of a text in one line, for lists. */
export const snippetOf = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 140 ? `${line.slice(0, 139)}…` : line
}

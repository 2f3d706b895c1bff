import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'

export type SessionState = 'open' | 'review' | 'posted' | 'cancelled'
export type LineState = 'to-count' | 'recount' | 'counted' | 'posted'

/** A walk past some bins, by which the ledger is compared with what lies there. */
export type CountSession = {
  id: Id<'cs'>
  number: number
  title: string
  ruleId: Id<'cr'> | null
  /** Whoever counts is not told what the ledger says. */
  blind: boolean
  state: SessionState
  /** Off by more per cent than this, somebody else counts again. */
  tolerancePercent: number
  /** Off by more value than this, somebody who did not count approves. */
  approvalMinor: number
  /** Hundredths of a per cent; set when posted. */
  accuracy: number | null
  createdAt: Instant
  createdBy: string
  closedAt: Instant | null
  closedBy: string | null
  version: number
}

/** One part in one bin. Quantities are scaled base units. */
export type CountLine = {
  id: Id<'cl'>
  sessionId: Id<'cs'>
  partId: Id<'pt'>
  binId: string
  lotId: string
  state: LineState
  /** By the ledger when it was first counted: it stays. */
  expected: number | null
  counted: number | null
  /** Counted less what the ledger said at that moment: what moves afterwards does not change it. */
  difference: number | null
  countedAt: Instant | null
  countedBy: string | null
  firstBy: string | null
  firstDifference: number | null
  moveId: Id<'mv'> | null
  version: number
}

export const label = ({ number }: Pick<CountSession, 'number'>): string => `CC-${number}`

/**
 * Writes a count down. `now` is what the ledger says at this moment, so that whatever moved since the session began is
 * in it. Off by more than the tolerance, it is counted again by somebody else; the second count stands.
 *
 * Refuses 'conflict': the session is over ('count.closed'), it was counted already ('count.done'), or the recount is by
 * the one who counted first ('count.same-person').
 */
export function take(
  session: CountSession,
  line: CountLine,
  { counted, now, by, at }: { counted: number; now: number; by: string; at: Instant },
): CountLine {
  if (session.state !== 'open') {
    refuse('conflict', 'count.closed', `${label(session)} is no longer being counted. Open another count.`)
  }
  if (line.state === 'counted' || line.state === 'posted') {
    refuse('conflict', 'count.done', 'This was counted already. Go on with the next bin.')
  }
  if (line.state === 'recount' && line.countedBy === by) {
    const sentence = 'You counted this the first time. Somebody else must count it again.'
    refuse('conflict', 'count.same-person', sentence, { counted: sentence })
  }
  const difference = counted - now
  const first = line.state === 'to-count'
  const agrees = !first && line.difference === difference
  const isOff = first && exceeds(difference, now, session.tolerancePercent)
  return {
    ...line,
    state: isOff && !agrees ? 'recount' : 'counted',
    expected: line.expected ?? now,
    counted,
    difference,
    countedAt: at,
    countedBy: by,
    firstBy: first ? null : line.countedBy,
    firstDifference: first ? null : line.difference,
    version: line.version + 1,
  }
}

/** Whether a difference is more per cent of what was expected than is tolerated; of nothing, anything is. */
const exceeds = (difference: number, expected: number, percent: number): boolean =>
  BigInt(Math.abs(difference)) * 100n > BigInt(expected) * BigInt(percent)

/**
 * How right the ledger was, in hundredths of a per cent: what was expected less what it was off by, of what was
 * expected. Nothing expected and nothing found is right.
 * Source: features 2.8, OCA: max(0, (Σ|expected| − Σ|difference|) / Σ|expected|) · 100.
 */
export function accuracyOf(lines: readonly { expected: number | null; difference: number | null }[]): number {
  const sum = (of: (line: (typeof lines)[number]) => number | null) =>
    lines.reduce((total, line) => total + BigInt(Math.abs(of(line) ?? 0)), 0n)
  const [expected, off] = [sum((line) => line.expected), sum((line) => line.difference)]
  if (expected === 0n) return off === 0n ? 10_000 : 0
  return off >= expected ? 0 : Number(((expected - off) * 10_000n) / expected)
}

/**
 * The count is over. `offMinor` is what all differences are worth together, each counted as an amount.
 *
 * Refuses 'conflict': it is over already ('count.closed'), or a line is not counted yet ('count.open'); 'forbidden'
 * ('count.approval') where it is off by more value than the session allows and whoever posts counted themselves or may
 * not approve.
 */
export function post(
  session: CountSession,
  lines: readonly CountLine[],
  { by, at, offMinor, mayApprove }: { by: string; at: Instant; offMinor: number; mayApprove: boolean },
): CountSession {
  if (session.state !== 'open' && session.state !== 'review') {
    refuse('conflict', 'count.closed', `${label(session)} is over already.`)
  }
  const open = lines.filter(({ state }) => state === 'to-count' || state === 'recount')
  if (open.length > 0) {
    refuse(
      'conflict',
      'count.open',
      `${open.length === 1 ? 'One line is' : `${open.length} lines are`} still to be counted.`,
    )
  }
  const tookPart = lines.some(({ countedBy, firstBy }) => countedBy === by || firstBy === by)
  if (offMinor > session.approvalMinor && (!mayApprove || tookPart)) {
    refuse(
      'forbidden',
      'count.approval',
      'It is off by more than a counter may post. Somebody who may approve counts, and who did not count here, posts it.',
    )
  }
  return {
    ...session,
    state: 'posted',
    accuracy: accuracyOf(lines),
    closedAt: at,
    closedBy: by,
    version: session.version + 1,
  }
}

/** Nothing comes of it. Refuses 'conflict' ('count.closed'). */
export function cancel(session: CountSession, by: string, at: Instant): CountSession {
  if (session.state !== 'open' && session.state !== 'review') {
    refuse('conflict', 'count.closed', `${label(session)} is over already.`)
  }
  return { ...session, state: 'cancelled', closedAt: at, closedBy: by, version: session.version + 1 }
}

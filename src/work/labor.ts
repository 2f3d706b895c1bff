import { type Instant, instant } from '../kernel/instant'
import type { Money } from '../kernel/money'
import { quantity } from '../kernel/quantity'
import { refuse } from '../kernel/refusal'
import { priceTimesQuantity } from '../kernel/unit-price'
import { minutesOf, union } from '../places'

/** A stretch of somebody's work on an order; open while their timer runs. */
export type Worked = { memberId: string; startedAt: Instant; endedAt: Instant | null }

/** A person, a day: longer is a timer that somebody forgot. */
const longestMs = 24 * 3_600_000

/**
 * What a stretch costs at a rate an hour (millionths of the currency), rounded once, half-even, to the smallest unit.
 * Whole seconds count.
 */
export function costOf(rateScaled: number, currency: string, from: Instant, to: Instant): Money {
  const seconds = Math.floor((to - from) / 1000)
  return priceTimesQuantity({ scaled: rateScaled, currency, per: 'HUR' }, quantity(String(seconds), 'SEC'))
}

/**
 * Crew minutes are the sum of all stretches; elapsed minutes measure their union: two who work side by side for an hour
 * are two crew hours and one elapsed. A stretch within another adds nothing to the union and takes nothing away.
 * Source: features 2.3 rule 4.
 */
export function laborOf(stretches: readonly Worked[], now: Instant): { crewMinutes: number; elapsedMinutes: number } {
  const times = stretches.map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt ?? now }))
  return { crewMinutes: minutesOf(times), elapsedMinutes: minutesOf(union(times)) }
}

/**
 * The times of work that is written down by hand. Refuses 'invalid': an end that is not after its start
 * ('labor.order'), work that is not over yet ('labor.future'), more than a day at once ('labor.long'); 'conflict'
 * ('labor.overlap') where the person worked on something else at that time.
 */
export function written(
  stretch: { startedAt: Instant; endedAt: Instant },
  others: readonly Worked[],
  now: Instant,
): { startedAt: Instant; endedAt: Instant } {
  const says = (field: string, reason: string, sentence: string) =>
    refuse('invalid', reason, sentence, { [field]: sentence })
  const { startedAt, endedAt } = stretch
  if (endedAt <= startedAt) says('hours', 'labor.order', 'The end is not after the start.')
  if (endedAt > now + 60_000) says('startedAt', 'labor.future', 'This work is not over yet. Write when it was done.')
  if (endedAt - startedAt > longestMs) says('hours', 'labor.long', 'Write at most one day at once.')
  const clash = others.some((other) => other.startedAt < endedAt && startedAt < (other.endedAt ?? now))
  if (clash) {
    const sentence = 'At that time this person worked on something else already. Change the times, or void that entry.'
    refuse('conflict', 'labor.overlap', sentence, { startedAt: sentence })
  }
  return stretch
}

/** A running timer ends. One that began this very moment counts a second; a forgotten one counts a day. */
export const endOf = (startedAt: Instant, now: Instant): Instant =>
  instant(Math.min(Math.max(now, startedAt + 1000), startedAt + longestMs))

import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'

/** Continuous counts up and never falls; a gauge goes up and down; a characteristic is one of some words. */
export const meterKinds = ['continuous', 'gauge', 'characteristic'] as const
export type MeterKind = (typeof meterKinds)[number]

export type Meter = {
  id: Id<'me'>
  assetId: Id<'as'>
  name: string
  kind: MeterKind
  unit: string
  words: string[]
  /** A counter goes from one below this to zero, in hundred-thousandths; null where it does not. */
  rollsAt: number | null
  low: number | null
  high: number | null
  createdAt: Instant
  createdBy: string
  endedAt: Instant | null
  version: number
}

export const ways = ['reading', 'rollover', 'replacement'] as const
export type Way = (typeof ways)[number]

/** A reading that holds: none that another one voids. */
export type Reading = {
  id: Id<'mr'>
  way: Way
  value: number | null
  /** Of a counter: over all its rollovers and replacements. */
  total: number | null
  word: string
  takenAt: Instant
  rootId: string
}

export type Given = { way: Way; value: number; takenAt: Instant }

const field = (reason: string, sentence: string): never => refuse('invalid', reason, sentence, { value: sentence })

/**
 * What a counter has counted when it shows this, between the reading before and the one after.
 *
 * Refuses 'invalid': a value that falls ('reading.falls': was it a rollover, a new meter, or a slip?), one that is more
 * than what was read later ('reading.between'), a rollover of a meter that has none ('reading.no-rollover'), and one
 * that is put before later readings ('reading.order').
 */
export function totalOf(
  meter: Pick<Meter, 'rollsAt' | 'name'>,
  given: Given,
  before: Reading | null,
  after: Reading | null,
): number {
  if (given.value < 0) field('reading.negative', 'A counter shows no number below zero.')
  if (meter.rollsAt !== null && given.value >= meter.rollsAt) {
    field('reading.beyond', 'The counter cannot show so much: it goes back to zero before. Look again.')
  }
  if (given.way !== 'reading' && after !== null) {
    field('reading.order', 'Later readings are there already: a rollover or a new meter is written down as the latest.')
  }
  if (before === null) return given.value
  const [shown, counted] = [before.value ?? 0, before.total ?? 0]
  if (given.way === 'replacement') return counted
  if (given.way === 'rollover') {
    if (meter.rollsAt === null) {
      return field(
        'reading.no-rollover',
        'It is not known at how much this counter goes back to zero. Write that on the meter first.',
      )
    }
    return counted + (meter.rollsAt - shown) + given.value
  }
  if (given.value < shown) {
    field(
      'reading.falls',
      'This is less than the reading before. Did the counter go over its end, is it a new meter, or is it a slip?',
    )
  }
  const total = counted + (given.value - shown)
  if (after !== null && after.total !== null && after.way === 'reading' && total > after.total) {
    field('reading.between', 'A later reading is lower than this. Correct that one first, or look at the time.')
  }
  return total
}

export const operators = [
  'above',
  'below',
  'equal',
  'increases-by',
  'decreases-by',
  'rises-from-last',
  'falls-from-last',
] as const
export type Operator = (typeof operators)[number]

export type Trigger = {
  operator: Operator
  value: number | null
  word: string
  /** How far back it must come before it can fire again. */
  band: number
  /** From what increases and decreases are counted at first; null is the first reading after it was set. */
  base: number | null
  createdAt: Instant
}

type Point = { rootId: string; takenAt: Instant; value: number | null; word: string }

/**
 * At which readings a trigger fires, over all that were taken since it was set, in the order in which they were taken:
 * replayed whole, whenever they were entered.
 *
 * Above, below and equal fire at the edge and not again until the value came back by the band. Increases-by and
 * decreases-by fire once for each so much since they last fired. From-last compares with the reading before.
 * Source: features 2.7, after MaintainX’s seven operators.
 */
export function firingsOf(trigger: Trigger, readings: readonly Point[]): string[] {
  const fired: string[] = []
  const limit = trigger.value ?? 0
  let latched = false
  let base = trigger.base
  let before: number | null = null
  for (const { rootId, takenAt, value, word } of readings) {
    const counts = takenAt >= trigger.createdAt
    const past = before
    if (value !== null) before = value
    if (!counts) continue
    const at = value ?? 0
    if (trigger.operator === 'increases-by' || trigger.operator === 'decreases-by') {
      base ??= past ?? at
      const moved = trigger.operator === 'increases-by' ? at - base : base - at
      if (moved >= limit && limit > 0) {
        fired.push(rootId)
        // Counted on from where it was due, however late it was read: 1020 after 1000 leaves 20 of the next.
        base += (trigger.operator === 'increases-by' ? 1 : -1) * Math.floor(moved / limit) * limit
      }
      continue
    }
    const holds = {
      above: at > limit,
      below: at < limit,
      equal: trigger.word ? word === trigger.word : at === limit,
      'rises-from-last': past !== null && at - past >= limit,
      'falls-from-last': past !== null && past - at >= limit,
    }[trigger.operator]
    const back = {
      above: at <= limit - trigger.band,
      below: at >= limit + trigger.band,
      equal: !holds,
      'rises-from-last': !holds,
      'falls-from-last': !holds,
    }[trigger.operator]
    if (latched && back) latched = false
    if (!latched && holds) {
      fired.push(rootId)
      latched = true
    }
  }
  return fired
}

/** Whether a gauge shows what it should. */
export const outside = ({ low, high }: Pick<Meter, 'low' | 'high'>, value: number | null): 'low' | 'high' | null =>
  value === null ? null : low !== null && value < low ? 'low' : high !== null && value > high ? 'high' : null

/** How much a counter counts on an average day of these readings, in hundred-thousandths; null where they say nothing. */
export function perDay(readings: readonly Pick<Reading, 'total' | 'takenAt'>[]): number | null {
  const counted = readings.filter(({ total }) => total !== null)
  const [first, last] = [counted[0], counted.at(-1)]
  if (!first || !last) return null
  const days = (last.takenAt - first.takenAt) / 86_400_000
  return days < 1 ? null : Math.round(((last.total ?? 0) - (first.total ?? 0)) / days)
}

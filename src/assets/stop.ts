import type { Id } from '../kernel/ids'
import { type Instant, instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import { clip, minutesOf, type Stretch, union } from '../places'
import { isFailedBy } from './asset'

/** Why an asset could not work. Exhaustive and exclusive; only failures count as failures. */
export const stopClasses = ['failure', 'planned', 'external', 'operational'] as const
export type StopClass = (typeof stopClasses)[number]

/** A stretch in which an asset could not do its work. Open while it has no end. */
export type Stop = {
  id: Id<'dt'>
  assetId: Id<'as'>
  class: StopClass
  cause: string
  startedAt: Instant
  endedAt: Instant | null
  startedBy: string
  endedBy: string | null
  /** A part's stop that stops this asset too. */
  becauseOf: Id<'dt'> | null
  version: number
}

type Times = { startedAt: Instant; endedAt: Instant | null }

/**
 * The times of a stop as somebody says them. Refuses 'invalid': an end that is not after its start ('stop.order'), a
 * time that is not over yet ('stop.future'), a start before the asset was known ('stop.before'); 'conflict'
 * ('stop.overlap') where another stop of the asset covers a part of it.
 */
export function timed(
  times: Times,
  others: readonly Times[],
  { now, createdAt }: { now: Instant; createdAt: Instant },
) {
  const says = (field: string, reason: string, sentence: string) =>
    refuse('invalid', reason, sentence, { [field]: sentence })
  if (times.startedAt > now) says('startedAt', 'stop.future', 'Write a time that is over already.')
  if (times.endedAt !== null && times.endedAt > now)
    says('endedAt', 'stop.future', 'Write a time that is over already.')
  if (times.endedAt !== null && times.endedAt <= times.startedAt) {
    says('endedAt', 'stop.order', 'The end is not after the start.')
  }
  if (times.startedAt < createdAt - historyMs) {
    says('startedAt', 'stop.before', 'This is more than fifty years before the asset was written down. Check the year.')
  }
  const end = times.endedAt ?? Number.POSITIVE_INFINITY
  const clash = others.some(
    (other) => other.startedAt < end && times.startedAt < (other.endedAt ?? Number.POSITIVE_INFINITY),
  )
  if (clash) {
    const sentence =
      'Another stop of this asset covers a part of that time. Look at its history, then choose other times.'
    refuse('conflict', 'stop.overlap', sentence, { startedAt: sentence })
  }
  return times
}

/** A history that is taken over from another system may begin long before. */
const historyMs = 50 * 365.25 * 86_400_000

/** Minutes of downtime within a window, overlapping stops counted once; an open one counts up to `now`. */
export function downMinutes(
  stops: readonly Pick<Stop, 'startedAt' | 'endedAt'>[],
  within: Stretch,
  now: Instant,
): number {
  return minutesOf(downStretches(stops, within, now))
}

export const downStretches = (
  stops: readonly Pick<Stop, 'startedAt' | 'endedAt'>[],
  within: Stretch,
  now: Instant,
): Stretch[] =>
  union(
    clip(
      stops.map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt ?? now })),
      within,
    ),
  )

/** One step of the cascade: an asset above a changed one, its parts, and its open stop. */
export type Above = {
  id: Id<'as'>
  tag: string
  retired: boolean
  open: Pick<Stop, 'id' | 'becauseOf' | 'startedAt'> | null
  /** When its last closed stop ended: a new one cannot begin before. */
  lastEnd: Instant | null
  parts: {
    id: Id<'as'>
    tag: string
    failsParent: 'always' | 'never' | 'group'
    groupNeeds: number
    openStop: Id<'dt'> | null
  }[]
}

export type Step =
  | { do: 'open'; id: Id<'dt'>; assetId: Id<'as'>; becauseOf: Id<'dt'>; cause: string; startedAt: Instant }
  | { do: 'close'; assetId: Id<'as'>; stopId: Id<'dt'>; endedAt: Instant }
  | { do: 'blame'; assetId: Id<'as'>; stopId: Id<'dt'>; becauseOf: Id<'dt'>; cause: string }

/**
 * What a change of one asset's stop means for those above it, nearest first: which stop too, which run again, and which
 * go on standing because of another part. Ends where nothing changes any more.
 */
export function cascade(
  above: readonly Above[],
  changed: { id: Id<'as'>; openStop: Id<'dt'> | null; at: Instant },
  nextId: () => Id<'dt'>,
): Step[] {
  const steps: Step[] = []
  let part = { id: changed.id, openStop: changed.openStop }
  for (const whole of above) {
    if (whole.retired) break
    const parts = whole.parts.map((other) => (other.id === part.id ? { ...other, openStop: part.openStop } : other))
    const failed = isFailedBy(parts.map((other) => ({ ...other, stopped: other.openStop !== null })))
    const culprit = parts.find(({ failsParent, openStop }) => failsParent !== 'never' && openStop !== null)
    const { open } = whole
    if (failed && culprit?.openStop && open === null) {
      const step = {
        do: 'open' as const,
        id: nextId(),
        assetId: whole.id,
        becauseOf: culprit.openStop,
        cause: `${culprit.tag} is down`,
        startedAt: instant(Math.max(changed.at, whole.lastEnd ?? 0)),
      }
      steps.push(step)
      part = { id: whole.id, openStop: step.id }
      continue
    }
    if (open === null || open.becauseOf === null) break
    if (!failed) {
      steps.push({
        do: 'close',
        assetId: whole.id,
        stopId: open.id,
        endedAt: instant(Math.max(changed.at, open.startedAt + 1)),
      })
      part = { id: whole.id, openStop: null }
      continue
    }
    const still = parts.some(({ openStop }) => openStop === open.becauseOf)
    if (!still && culprit?.openStop) {
      steps.push({
        do: 'blame',
        assetId: whole.id,
        stopId: open.id,
        becauseOf: culprit.openStop,
        cause: `${culprit.tag} is down`,
      })
    }
    break
  }
  return steps
}

import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'

/** Exactly these are shown to people. */
export const shownStates = ['operational', 'needs-maintenance', 'down', 'retired'] as const
export type ShownState = (typeof shownStates)[number]

/**
 * What people are shown: a view over what is known. Retired before all, then an open stop, then an open concern.
 * `since` is when that began.
 */
export function shownState(known: {
  createdAt: Instant
  retiredAt: Instant | null
  stop: { startedAt: Instant } | null
  concern: { raisedAt: Instant } | null
  /** When the last stop or concern ended. */
  lastEnd: Instant | null
}): { state: ShownState; since: Instant } {
  if (known.retiredAt !== null) return { state: 'retired', since: known.retiredAt }
  if (known.stop) return { state: 'down', since: known.stop.startedAt }
  if (known.concern) return { state: 'needs-maintenance', since: known.concern.raisedAt }
  return { state: 'operational', since: known.lastEnd ?? known.createdAt }
}

/** How a part's stop concerns what it is a part of: always, never, or as one of a group of which so many must work. */
export type Link = { failsParent: 'always' | 'never' | 'group'; groupNeeds: number }

/** Whether stopped parts stop the whole. `needs` of a group is the largest that one of its links asks for. */
export function isFailedBy(parts: readonly (Link & { stopped: boolean })[]): boolean {
  if (parts.some(({ failsParent, stopped }) => failsParent === 'always' && stopped)) return true
  const group = parts.filter(({ failsParent }) => failsParent === 'group')
  const needs = Math.max(0, ...group.map(({ groupNeeds }) => groupNeeds))
  const working = group.filter(({ stopped }) => !stopped).length
  // A group that has fewer parts than it needs stops nothing until one of its parts stops.
  return group.some(({ stopped }) => stopped) && working < needs
}

/** Criticality is a score with its inputs, each from 1 (does not matter) to 5 (people, law or the plant at stake). */
export const scoredBy = ['safety', 'environment', 'production', 'cost', 'redundancy'] as const
export type Scored = Record<(typeof scoredBy)[number], number>

/**
 * A, B or C. Harm to people or the environment of 4 and more makes an A whatever the rest; otherwise production and
 * cost weigh, and 5 in redundancy (nothing takes over) raises them.
 */
export function criticalityOf(scored: Scored): { rank: 'A' | 'B' | 'C'; score: number } {
  const { safety, environment, production, cost, redundancy } = scored
  const score = 3 * safety + 2 * environment + 3 * production + cost + redundancy
  if (Math.max(safety, environment) >= 4 || (production >= 4 && redundancy >= 3)) return { rank: 'A', score }
  return { rank: score >= 24 ? 'B' : 'C', score }
}

/** An identifier as it is compared and searched: letters and digits of any script, without capitals and separators. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** A serial as it is compared: case- and space-folded. Null for none. Dashes count: makers use them to tell apart. */
export const foldSerial = (serial: string): string | null =>
  serial.normalize('NFKC').toUpperCase().replaceAll(/\s/g, '') || null

/** A key by which P-9 comes before P-10: digits padded. */
export const sortKey = (tag: string): string =>
  tag
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\d+/g, (digits) => digits.padStart(10, '0'))
    .slice(0, 200)

/** Everything that the search looks into, without separators. */
export const identifiersOf = (asset: { tag: string; serial: string; manufacturer: string; model: string }): string =>
  [asset.tag, asset.serial, asset.model, asset.manufacturer].map(fold).filter(Boolean).join(' ')

/** What the decisions about an asset look at. */
export type Asset = {
  id: Id<'as'>
  tag: string
  name: string
  serial: string
  modelId: Id<'md'> | null
  siteId: Id<'st'> | null
  parentId: Id<'as'> | null
  path: string
  retiredAt: Instant | null
  successorId: Id<'as'> | null
  version: number
}

/** Parts in parts, at most so deep: ISO 14224 has four levels of equipment, makers sometimes more. */
export const deepest = 9

/** The path of a part within what it is part of. Refuses 'invalid' ('asset.cycle', 'asset.deep'), 'conflict' ('asset.retired'). */
export function pathIn(asset: Pick<Asset, 'id'> & { path?: string }, parent: Asset | null): string {
  if (parent === null) return `${asset.id}/`
  inUse(parent)
  const says = (reason: string, sentence: string) => refuse('invalid', reason, sentence, { parentId: sentence })
  if (asset.path && parent.path.startsWith(asset.path)) {
    says('asset.cycle', 'An asset cannot be a part of itself. Choose one that is outside of it.')
  }
  if (parent.path.split('/').length - 1 >= deepest) {
    says('asset.deep', `Parts stand at most ${deepest} deep. Choose an asset further up.`)
  }
  return `${parent.path}${asset.id}/`
}

/** Refuses 'conflict' ('asset.retired'): retiring is the end, nothing is changed after it. */
export function inUse(asset: Pick<Asset, 'tag' | 'retiredAt'>): void {
  if (asset.retiredAt !== null) {
    refuse('conflict', 'asset.retired', `${asset.tag} is retired. Nothing about it changes any more.`)
  }
}

/**
 * Two records of one thing become one. Refuses 'invalid' ('asset.same') for one with itself and ('asset.cycle') for one
 * that is part of the other, 'conflict' ('asset.retired') where one is retired.
 */
export function mergeable(asset: Asset, into: Asset): void {
  const says = (reason: string, sentence: string) => refuse('invalid', reason, sentence, { successorId: sentence })
  if (asset.id === into.id) says('asset.same', 'Choose another asset than this one.')
  inUse(asset)
  inUse(into)
  if (into.path.startsWith(asset.path) || asset.path.startsWith(into.path)) {
    says('asset.cycle', 'One is a part of the other. Take it out first, or choose another asset.')
  }
}

/** What a warranty says on a day. */
export function warrantyOn(until: LocalDate | null, today: LocalDate): 'none' | 'running' | 'over' {
  if (until === null) return 'none'
  return until >= today ? 'running' : 'over'
}

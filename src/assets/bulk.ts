import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'

/** What can be done with many at once. */
export const bulkDeeds = ['move', 'state'] as const
export type BulkDeed = (typeof bulkDeeds)[number]

export const bulkStates = ['gathering', 'choosing', 'running', 'done', 'stopped', 'undoing', 'undone'] as const
export type BulkState = (typeof bulkStates)[number]

/** What became of one: `same` was so already, `kept` could not be taken back. */
export const bulkRowStates = ['waiting', 'done', 'same', 'refused', 'undone', 'kept'] as const
export type BulkRowState = (typeof bulkRowStates)[number]

export type BulkCounts = Partial<Record<BulkRowState, number>>

/** A change of all assets that match the filters of the list, made in the background. */
export type Bulk = {
  id: Id<'bk'>
  what: BulkDeed
  /** The filters of the list, as its address has them. */
  query: string
  state: BulkState
  cursor: string | null
  seenSites: string[] | null
  sites: string[] | null
  /** What becomes of each: the fields of the form. */
  told: Record<string, string>
  counts: BulkCounts
  trouble: string
  tries: number
  movedAt: Instant
  createdAt: Instant
  createdBy: string
  finishedAt: Instant | null
  version: number
}

/** Assets of one change. */
export const mostInBulk = 20_000

/** Days that the list of what became of each is kept. */
export const bulkDays = 90

const words: Record<BulkState, string> = {
  gathering: 'is still looking for what matches',
  choosing: 'has not begun',
  running: 'is running',
  done: 'is done',
  stopped: 'is stopped',
  undoing: 'is being taken back',
  undone: 'is taken back',
}

/** Refuses 'conflict' ('bulk.state') where it is not in one of these states. */
export function bulkMustBe({ state }: Pick<Bulk, 'state'>, ...states: BulkState[]): void {
  if (states.includes(state)) return
  refuse('conflict', 'bulk.state', `This change ${words[state]}: that cannot be done now. Look at it again.`)
}

/** Where it waits after a fault that it cannot get over: what was done stays, and can be taken back. */
export const bulkHalted = ({ state }: Pick<Bulk, 'state'>): 'stopped' =>
  state === 'gathering' || state === 'running' || state === 'undoing'
    ? 'stopped'
    : refuse('conflict', 'bulk.changed', 'This change has gone on meanwhile. Look at it again.')

/** Counts after rows went from one state to others. */
export function bulkRecounted(
  counts: BulkCounts,
  from: BulkRowState,
  rows: readonly { state: BulkRowState }[],
): BulkCounts {
  const after: Record<string, number> = { ...counts, [from]: (counts[from] ?? 0) - rows.length }
  for (const { state } of rows) after[state] = (after[state] ?? 0) + 1
  return Object.fromEntries(Object.entries(after).filter(([, number]) => number !== 0))
}

/** How many it is about, and how far it is, from 0 to 1. */
export function bulkProgress({ state, counts }: Pick<Bulk, 'state' | 'counts'>): { all: number; share: number } {
  const count = (...states: BulkRowState[]) => states.reduce((sum, name) => sum + (counts[name] ?? 0), 0)
  const all = count(...bulkRowStates)
  if (state === 'undoing' || state === 'undone') {
    const back = count('undone', 'kept')
    const toDo = back + count('done')
    return { all, share: toDo === 0 ? 1 : back / toDo }
  }
  return { all, share: all === 0 ? 0 : (all - count('waiting')) / all }
}

/** Refusals by which an asset is as it is wanted already. */
const sameAlready = ['asset.there', 'asset.state-same', 'asset.down']

/** What a refusal of one asset means for its row. */
export const rowRefused = ({ reason, message }: { reason: string; message: string }) =>
  sameAlready.includes(reason)
    ? { state: 'same' as const, reason: '' }
    : { state: 'refused' as const, reason: message.slice(0, 500) }

import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import type { ExistingWay } from '../platform/imports'
import type { Mapping } from './cell'
import type { Look, Reading } from './look'

export const importStates = [
  'mapping',
  'checking',
  'checked',
  'running',
  'paused',
  'done',
  'stopped',
  'undoing',
  'undone',
] as const
export type ImportState = (typeof importStates)[number]

/** What a check does in turn: lays the pages down, reads every row, then judges each beside what is there. */
export type Phase = '' | 'reading' | 'keys' | 'judging'

/** What a row comes to: read, then judged, then written, then perhaps taken back. */
export const rowStates = [
  'read',
  'bad',
  'same',
  'skip',
  'add',
  'update',
  'added',
  'updated',
  'left',
  'undone',
  'kept',
] as const
export type RowState = (typeof rowStates)[number]

/** How many rows are in which state. */
export type Counts = Partial<Record<RowState, number>>

/** A file on its way to becoming records. */
export type Import = {
  id: Id<'im'>
  kind: string
  fileId: string | null
  fileName: string
  state: ImportState
  phase: Phase
  page: number
  pages: number
  rowCount: number
  laid: string
  trouble: string
  reading: Reading
  sample: Look['sample']
  mapping: Mapping
  existing: ExistingWay
  sites: string[] | null
  counts: Counts
  tries: number
  movedAt: Instant
  createdBy: string
  createdAt: Instant
  startedBy: string | null
  startedAt: Instant | null
  finishedAt: Instant | null
  forgottenAt: Instant | null
  version: number
}

/**
 * Whether somebody who may bring such records in at `theirs` sees an import that was made for `own` sites: an import of
 * the whole organization is for those who may everywhere.
 */
export const covers = (theirs: readonly string[] | null, own: readonly string[] | null): boolean =>
  theirs === null || (own?.every((site) => theirs.includes(site)) ?? false)

/** Days that the file and the rows of an import are kept: until then it can be undone. */
export const keptDays = 90

/** How often one step is tried before the import waits for a person. */
export const mostTries = 3

const words: Record<ImportState, string> = {
  mapping: 'waits for its columns',
  checking: 'is being checked',
  checked: 'is checked',
  running: 'is running',
  paused: 'is paused',
  done: 'is done',
  stopped: 'is stopped',
  undoing: 'is being undone',
  undone: 'is undone',
}

/** Refuses 'conflict' ('import.state') where an import is not in one of these states. */
export function mustBe(one: Pick<Import, 'state'>, ...states: ImportState[]): void {
  if (states.includes(one.state)) return
  refuse('conflict', 'import.state', `This import ${words[one.state]}: that cannot be done now. Look at it again.`)
}

/** One and the same way of reading a file has one print: its pages need not be laid down again. */
export const printOf = ({ nature, encoding, delimiter, sheet, heads }: Reading): string =>
  JSON.stringify([nature, encoding, delimiter, sheet, heads])

/** What a check found, as the person must know it before anything is written. */
export function verdictOf({ counts, rowCount }: Pick<Import, 'counts' | 'rowCount'>) {
  const count = (state: RowState) => counts[state] ?? 0
  return {
    rows: rowCount,
    add: count('add'),
    update: count('update'),
    same: count('same'),
    skip: count('skip'),
    bad: count('bad'),
    /** Rows that an import would write. */
    write: count('add') + count('update'),
  }
}

/**
 * Begins to write. Refuses 'conflict' ('import.state'), 'invalid' ('import.nothing') where no row would be written, and
 * ('import.bad-rows') where rows are bad and the person did not choose to leave them out.
 */
export function mayStart(
  one: Pick<Import, 'state' | 'counts' | 'rowCount'>,
  { leaveBad }: { leaveBad: boolean },
): void {
  mustBe(one, 'checked')
  const { write, bad } = verdictOf(one)
  if (write === 0) {
    refuse('invalid', 'import.nothing', 'There is nothing to import: no row is new or changed.')
  }
  if (bad > 0 && !leaveBad) {
    const sentence = `${bad} ${bad === 1 ? 'row has a problem' : 'rows have problems'}. Mend the file, or choose to leave them out.`
    refuse('invalid', 'import.bad-rows', sentence, { leaveBad: sentence })
  }
}

/** Refuses 'conflict' ('import.state', 'import.forgotten'). */
export function mayUndo(one: Pick<Import, 'state' | 'forgottenAt'>): void {
  if (one.forgottenAt !== null) {
    refuse('conflict', 'import.forgotten', `An import can be undone for ${keptDays} days; this one is older.`)
  }
  mustBe(one, 'done', 'stopped', 'paused')
}

/**
 * Where an import waits after something that it cannot get over by itself: a check goes back to its columns, writing
 * pauses, and taking back ends, for going on would write the rows once more. Refuses 'conflict' ('import.changed') where
 * it is not at work any more.
 */
export function halted({ state }: Pick<Import, 'state'>): 'mapping' | 'paused' | 'stopped' {
  if (state === 'checking') return 'mapping'
  if (state === 'running') return 'paused'
  if (state === 'undoing') return 'stopped'
  return refuse('conflict', 'import.changed', 'This import has gone on meanwhile. Look at it again.')
}

/** How far an import is, from 0 to 1: of a check, a tenth goes to reading the file and the rest to its two passes. */
export function progressOf(one: Pick<Import, 'state' | 'phase' | 'page' | 'pages' | 'counts'>): number {
  const { counts, page, pages } = one
  const count = (...states: RowState[]) => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
  const share = (done: number, all: number) => (all === 0 ? 0 : Math.min(1, done / all))
  if (one.state === 'checking') {
    if (one.phase === 'reading') return 0.02
    return 0.1 + (one.phase === 'keys' ? 0 : 0.45) + 0.45 * share(page, pages)
  }
  if (one.state === 'undoing') {
    const undone = count('undone', 'kept')
    return share(undone, undone + count('added', 'updated'))
  }
  const written = count('added', 'updated', 'left')
  return share(written, written + count('add', 'update'))
}

/** Counts after rows went from one state to others. */
export function recounted(counts: Counts, from: Counts, to: Counts): Counts {
  const after: Record<string, number> = { ...counts }
  for (const [state, number] of Object.entries(from)) after[state] = (after[state] ?? 0) - number
  for (const [state, number] of Object.entries(to)) after[state] = (after[state] ?? 0) + number
  return Object.fromEntries(Object.entries(after).filter(([, number]) => number !== 0))
}

/** So many of each. */
export function tally<S extends RowState>(states: readonly S[]): Counts {
  const counts: Counts = {}
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

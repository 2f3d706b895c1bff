import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'

/** What somebody knows: of an asset, of all of a model, of all of a class. Never edited; a better one takes its place. */
export type Note = {
  id: Id<'nt'>
  /** The asset, the model or the class that it is about. */
  about: string
  text: string
  /** A hazard, or how it is locked out: shown before all else. */
  warning: boolean
  pinnedAt: Instant | null
  writtenAt: Instant
  writtenBy: string
  supersedes: Id<'nt'> | null
  /** It no longer holds: a newer one says it better, or it was taken back. */
  supersededAt: Instant | null
  supersededBy: string | null
  version: number
}

/** Refuses 'conflict' ('note.superseded') for one that no longer holds: somebody was faster. */
export function holding(note: Note): Note {
  if (note.supersededAt !== null) {
    refuse('conflict', 'note.superseded', 'This note no longer holds. Look at the one that took its place.')
  }
  return note
}

export const pin = (note: Note, at: Instant | null): Note => ({
  ...holding(note),
  pinnedAt: at,
  version: note.version + 1,
})

export const supersede = (note: Note, by: string, at: Instant): Note => ({
  ...holding(note),
  supersededAt: at,
  supersededBy: by,
  version: note.version + 1,
})

import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import type { Kind } from './file-kind'

/** What a file is to the record that it hangs on. */
export const rolesOfFiles = ['photo', 'nameplate', 'manual', 'document'] as const
export type Role = (typeof rolesOfFiles)[number]

/** How far the text of a document is: waiting for its turn, being read, searchable, or not readable and why. */
export type TextState = 'waiting' | 'reading' | 'ready' | 'refused'
export type TextReason = 'damaged' | 'locked' | 'no-text' | 'too-large' | 'unpacks-too-far' | 'gave-up'

/** Some bytes that are kept once, however many records they hang on. */
export type StoredFile = {
  id: Id<'fl'>
  /** SHA-256 of the bytes as they are kept, in hex. */
  sha256: string
  name: string
  kind: Kind
  type: string
  sizeBytes: number
  /** Of pictures, as they are looked at. */
  width: number | null
  height: number | null
  thumbnail: boolean
  active: boolean
  textState: TextState | null
  textReason: TextReason | null
  pages: number | null
  pagesRead: number
  textTries: number
  createdBy: string
  createdAt: Instant
  looseSince: Instant | null
}

export type Attachment = {
  id: Id<'fa'>
  fileId: Id<'fl'>
  about: string
  role: Role
  name: string
  createdBy: string
  createdAt: Instant
}

/** A file on its way. */
export type Upload = {
  id: Id<'up'>
  name: string
  sizeBytes: number
  fingerprint: string
  about: string | null
  role: Role
  fileId: Id<'fl'> | null
  createdBy: string
  createdAt: Instant
  expiresAt: Instant
}

const hourMs = 3_600_000

/** An interrupted upload can be gone on with for a day; for so long, too, an arrived file waits for its record. */
export const uploadKeptMs = 24 * hourMs

/** A file that no record holds any more is erased after a day: until then taking it off can be undone. */
export const looseKeptMs = 24 * hourMs

/** What lies in the store and is in no table may be on its way into one; after a day it is not. */
export const strayMs = 24 * hourMs

/** Bytes of one part of an upload; the last one has what is left. */
export const partBytes = 4 * 1024 * 1024

export const partsOf = (sizeBytes: number): number => Math.ceil(sizeBytes / partBytes)

/**
 * How many bytes part `number` (from 1) of a file must have.
 * Refuses 'invalid' ('upload.part') for a part that the file does not have.
 */
export function bytesOfPart(sizeBytes: number, number: number): number {
  const count = partsOf(sizeBytes)
  if (!Number.isInteger(number) || number < 1 || number > count) {
    refuse(
      'invalid',
      'upload.part',
      `This file has ${count} ${count === 1 ? 'part' : 'parts'}: there is no part ${number}.`,
    )
  }
  return number < count ? partBytes : sizeBytes - (count - 1) * partBytes
}

/**
 * Which parts have come whole, by what lies in the store.
 * A part of another size is from another file, or broke off: it counts as missing.
 */
export function partsHere(sizeBytes: number, lying: { number: number; sizeBytes: number }[]): number[] {
  const sizes = new Map(lying.map((part) => [part.number, part.sizeBytes]))
  const here: number[] = []
  for (let number = 1; number <= partsOf(sizeBytes); number++) {
    if (sizes.get(number) === bytesOfPart(sizeBytes, number)) here.push(number)
  }
  return here
}

/** Keys of the store. They begin with the organization's id and are never used again: an id stands in each. */
export const keys = {
  file: (organizationId: string, { sha256, id }: { sha256: string; id: string }) =>
    `${organizationId}/files/${sha256}-${id}`,
  thumbnail: (organizationId: string, { sha256, id }: { sha256: string; id: string }) =>
    `${organizationId}/thumbnails/${sha256}-${id}`,
  upload: (organizationId: string, uploadId: string) => `${organizationId}/uploads/${uploadId}`,
  part: (organizationId: string, uploadId: string, number: number) =>
    `${organizationId}/uploads/${uploadId}/${String(number).padStart(4, '0')}`,
  uploadedThumbnail: (organizationId: string, uploadId: string) => `${organizationId}/uploads/${uploadId}/thumbnail`,
}

/** Why the text of a document cannot be searched, for the person who looks for it. */
export const reasonInWords: Record<TextReason, string> = {
  damaged: 'It is damaged: its pages cannot be read. It can still be downloaded.',
  locked: 'It is locked with a password: its text cannot be searched. Save it without a password and send it again.',
  'no-text': 'It has pictures of pages and no text, as scanners make them: its words cannot be searched.',
  'too-large': 'It is larger than 32 MB or has more than 5,000 pages: its text is not searched.',
  'unpacks-too-far': 'It unpacks to far more than it has: its text is not read, for safety.',
  'gave-up': 'Reading it failed several times: its text is not searched.',
}

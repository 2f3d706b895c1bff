import { refuse } from '../kernel/refusal'

/** A note on a person's own device. */
export type PushNote = {
  /** The same key twice is the same note: it is shown once. */
  key: string
  /** The member it is for. */
  to: string
  /** One line. */
  title: string
  text: string
  /** Where a tap leads: a path within the house. */
  href: string
}

export type Push = {
  readonly reaches: 'people' | 'local'
  /**
   * Hands a note over; answers the provider's name for it.
   * Refuses 'invalid' ('push.refused', 'push.gone' for a device that is no more) for good, 'unavailable' for now.
   */
  send(note: PushNote): Promise<{ providerId: string }>
}

/** UTF-8 bytes of a whole note: what push services must carry by RFC 8030, less its seal and its frame. */
const longestBytes = 3000

/** What every adapter asks before it sends. Refuses 'invalid' ('push.refused'). */
export function checkNote({ title, text, href }: PushNote): void {
  const no = (sentence: string) => refuse('invalid', 'push.refused', sentence)
  if (title.trim() === '' || /\p{Cc}/u.test(title)) no('The note needs a title of one line.')
  // A second slash would make the next word a host.
  if (!/^\/(?![/\\])/.test(href) || /[\s\p{Cc}]/u.test(href)) no('The note leads out of the house.')
  if (new TextEncoder().encode(title + text + href).byteLength > longestBytes) no('The note is too long.')
}

import { refuse } from '../kernel/refusal'

/** A letter that goes out. */
export type Letter = {
  /** The same key twice is the same letter: it goes out once. Any text; for a day at least it is remembered. */
  key: string
  from: Correspondent
  to: Correspondent
  /** An address alone. */
  replyTo?: string
  /** One line. */
  subject: string
  /** Reads well alone. */
  text: string
  html: string
  /** Only those that tie a conversation together or tell a mail program how to unsubscribe. */
  headers?: Partial<Record<LetterHeader, string>>
  attachments?: LetterFile[]
  /** Ours, sealed: the provider tells it back with what it tells of the letter. Letters, digits, `_` and `-`. */
  ref?: string
}

/** A file that goes with a letter. */
export type LetterFile = { name: string; type: string; bytes: Uint8Array<ArrayBuffer> }

/** An address, and a name that may be empty. Both on one line. */
export type Correspondent = { address: string; name: string }

export type LetterHeader =
  | 'In-Reply-To'
  | 'References'
  | 'List-Unsubscribe'
  | 'List-Unsubscribe-Post'
  | 'Auto-Submitted'

export type Mail = {
  /** Whether letters reach people, or stay in the local post office. */
  readonly reaches: 'people' | 'local'
  readonly provider: string
  /** Whether the same key a second time sends nothing: then an unclear try may be repeated. */
  readonly remembers: boolean
  /** Bytes of files that may go with a letter, before they are encoded. */
  readonly fileBytes: number
  /**
   * Hands a letter over; answers the provider's name for it.
   *
   * Refuses 'invalid' ('mail.refused') for what will never be taken, 'unavailable' ('mail.unreachable', 'mail.busy',
   * 'mail.misconfigured') for what may be taken later, 'limit' ('mail.limit') for too many at once, 'conflict' ('mail.key-used') for another letter under a key
   * that a letter went out with.
   */
  send(letter: Letter): Promise<{ providerId: string; messageId?: string }>
}

/** Text and HTML together, in UTF-16 units: mail programs cut letters at a fifth of it. */
const longest = 512 * 1024

/** A header's value, by RFC 5322. */
const longestLine = 998

const breaks = /[\p{Cc}\u2028\u2029]/u

/**
 * What every adapter asks before it sends: whoever fills in a name or a subject must not be able to write a header.
 * Refuses 'invalid' ('mail.refused').
 */
export function checkLetter(letter: Letter, fileBytes = 10 * 1024 * 1024): void {
  const { from, to, replyTo, subject, text, html, headers = {}, attachments = [], ref = '' } = letter
  const no = (sentence: string) => refuse('invalid', 'mail.refused', sentence)
  if (attachments.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) > fileBytes)
    no('The files of the letter are too large.')
  if (!/^[\w-]{0,200}$/.test(ref)) no('The mark of the letter is not one.')
  if (attachments.some(({ name, type }) => breaks.test(name + type))) no('A file’s name has a line break.')
  const lines = [from.name, to.name, subject, ...Object.values(headers)]
  if (lines.some((line) => breaks.test(line))) no('A name, the subject or a header has a line break.')
  if (lines.some((line) => line.length > longestLine)) no('A name, the subject or a header is too long.')
  for (const address of [from.address, to.address, ...(replyTo ? [replyTo] : [])]) {
    if (!/^[^\s<>()[\]\\",;:@\p{Cc}]+@[^\s<>()[\]\\",;:@\p{Cc}]+$/u.test(address))
      no('An address is not one of e-mail.')
  }
  if (subject.trim() === '' || (text.trim() === '' && html.trim() === '')) no('The letter says nothing.')
  if (text.length + html.length > longest) no('The letter is too long.')
}

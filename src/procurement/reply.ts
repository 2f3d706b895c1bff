import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import { label, type Rfq } from './rfq'

/** Waits for a person, became a quote, or is none. */
export type ReplyState = 'waiting' | 'taken' | 'set-aside'

/** What a vendor wrote back about an RFQ, by mail or text. Its words are a message of the post office. */
export type Reply = {
  id: Id<'vr'>
  rfqId: Id<'rf'>
  vendorId: Id<'vd'>
  invitationId: Id<'rn'>
  messageId: string
  threadId: string
  channel: 'email' | 'sms'
  /** It came with the thread's seal from somebody who was written to. */
  trusted: boolean
  /** Nothing but its sender says which RFQ it answers. */
  guessed: boolean
  state: ReplyState
  quoteId: Id<'qt'> | null
  why: string
  receivedAt: Instant
  decidedAt: Instant | null
  decidedBy: string | null
}

/** A person's word on it. Refuses 'conflict' ('reply.taken') for one that is a quote already. */
export function decidedOn(
  reply: Reply,
  by: string,
  at: Instant,
  what: Pick<Reply, 'state' | 'quoteId' | 'why'>,
): Reply {
  if (reply.state === 'taken') refuse('conflict', 'reply.taken', 'This answer was taken as a quote already.')
  return { ...reply, ...what, decidedAt: at, decidedBy: by }
}

const markWords: Record<string, string> = {
  'look-alike': 'The domain looks like one that you know, and is another',
  'reply-to-differs': 'An answer to it would go to another domain than the one it came from',
  broken: 'It is damaged: not all of it can be shown',
  oversize: 'It is too large to be unpacked',
}

/** What a person must know before reading on: who it is from, and what it is about. */
export function warningsOf(
  reply: Pick<Reply, 'trusted' | 'guessed' | 'channel'>,
  message: { subject: string; text: string; marks: readonly string[]; auth: 'pass' | 'fail' | 'unknown' },
  rfq: Pick<Rfq, 'number'>,
): string[] {
  const named = [...`${message.subject}\n${message.text}`.matchAll(/\bRFQ[- ]?(\d{1,9})\b/giu)].map(([, number]) =>
    Number(number),
  )
  const other = named.find((number) => number !== rfq.number)
  return [
    ...(reply.guessed
      ? [`It does not say which RFQ it answers. ${label(rfq)} is the only one that is out to them`]
      : []),
    ...(!reply.trusted && !reply.guessed
      ? ['It is not from somebody whom you wrote to. Ask them before you use it']
      : []),
    ...(message.auth === 'fail' ? ['The sender could not be proved: anybody may have written it'] : []),
    ...message.marks.flatMap((mark) => markWords[mark] ?? []),
    ...(other !== undefined ? [`It speaks of RFQ-${other}, not of ${label(rfq)}`] : []),
  ]
}

/** The text of one file of a message, by its pages; null where it has no words that can be read. */
export type FileWords = { name: string; pages: { page: number; text: string }[] | null; waiting: boolean }

export const longestSource = 20_000

/** All that is read as one text: the message first, then its files page by page, each under its name. */
export function sourceOf(text: string, files: readonly FileWords[]): string {
  const pages = files.flatMap(({ name, pages }) =>
    (pages ?? []).map(({ page, text }) => `[${name}, page ${page}]\n${text}`),
  )
  return [text.trim(), ...pages].filter(Boolean).join('\n\n').slice(0, longestSource)
}

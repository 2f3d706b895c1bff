import { refuse } from '../kernel/refusal'

/** A text message (SMS) that goes out. */
export type TextMessage = {
  /** The same key twice is the same message: it goes out once. */
  key: string
  /** Ours, in E.164, or a short code of digits. */
  from: string
  /** E.164. */
  to: string
  text: string
  /** Ours, sealed: the provider tells it back with what it tells of the message. */
  ref?: string
}

export type Texts = {
  readonly reaches: 'people' | 'local'
  readonly provider: string
  /** Whether the same key a second time sends nothing: then an unclear try may be repeated. */
  readonly remembers: boolean
  /**
   * Hands a message over; answers the provider's name for it.
   * Refuses 'invalid' ('text.refused', 'text.opted-out') for good, 'unavailable' ('text.busy', 'text.unreachable') for now,
   * 'limit' ('text.limit') for too many at once.
   */
  send(message: TextMessage): Promise<{ providerId: string; segments?: number }>
}

/** What providers take as one message, in UTF-16 units: twelve parts of 67. */
const longest = 804

/** What every adapter asks before it sends. Refuses 'invalid' ('text.refused'). */
export function checkText({ from, to, text }: TextMessage): void {
  const no = (sentence: string) => refuse('invalid', 'text.refused', sentence)
  if (!/^\+[1-9]\d{6,14}$/.test(to)) no('This is not a telephone number.')
  if (!/^(\+[1-9]\d{6,14}|\d{3,8})$/.test(from)) no('The sender is not a telephone number.')
  if (text.trim() === '') no('The message says nothing.')
  if (text.length > longest) no(`The message is too long: at most ${longest} characters fit.`)
}

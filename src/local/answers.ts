import * as z from 'zod'
import { type IncomingLetter, takeEvent } from '../communications/inbound/doors'
import { newId } from '../kernel/ids'
import { phoneNumber } from '../kernel/phone'
import { refuse } from '../kernel/refusal'
import { emailAddress, optionalLine, textBlock } from '../kernel/schemas'
import { checkedInput } from '../platform/action'
import type { Platform } from '../platform/platform'
import { shelfOf } from '../wiring'
import { receiveLetter } from './incoming'
import { composeMime } from './mime'

const letterInput = z.object({
  from: emailAddress,
  fromName: optionalLine(120),
  to: emailAddress,
  subject: optionalLine(300),
  text: textBlock(50_000, 'Write a letter first.'),
  inReplyTo: optionalLine(200).refine((id) => /^[\w.@+-]*$/.test(id), 'This is not the name of a letter.'),
})

/**
 * Somebody outside writes to the house: a real message, through the house's own e-mail door.
 * Refuses 'invalid' by the field, and 'letter.rejected' in the words of the door.
 */
export async function writeLetter(platform: Platform, form: unknown, key: string | undefined): Promise<void> {
  const { from, fromName, to, subject, text, inReplyTo } = checkedInput(letterInput, form)
  const at = platform.now()
  const messageId = `${nameOf(key) ?? newId('in', at)}@${from.slice(from.lastIndexOf('@') + 1)}`
  const mime = composeMime({ messageId, at, from: { address: from, name: fromName }, to, subject, text, inReplyTo })

  await through(platform, from, to, mime)
}

/** Hands a letter to the house's own door. Refuses 'invalid' ('letter.rejected') in the words of the door. */
export async function through(platform: Platform, from: string, to: string, mime: string): Promise<void> {
  const bytes = new TextEncoder().encode(mime)
  const raw = new Response(bytes).body
  if (!raw) throw new Error('a letter without a body')
  const rejections: string[] = []
  const message: IncomingLetter = {
    from,
    to,
    raw,
    rawSize: bytes.length,
    setReject: (why) => void rejections.push(why),
  }
  await receiveLetter(platform, message)
  const [why] = rejections
  if (why) refuse('invalid', 'letter.rejected', `The house sends the letter back: ${why}`, { to: why })
}

const textInput = z.object({
  from: z.string().default(''),
  to: z.string().default(''),
  /** A word of a button takes the place of what is written. */
  quick: z.enum(['', 'STOP', 'HELP', 'START', 'YES']).default(''),
  text: z.string().default(''),
})

/** Somebody outside sends the house a text message. Answers the number that it came from. */
export async function writeText(platform: Platform, form: unknown, key: string | undefined): Promise<string> {
  const given = checkedInput(textInput, form)
  const { from, to } = given
  const { text } = checkedInput(z.object({ text: textBlock(1600, 'Write a message first.') }), {
    text: given.quick || given.text,
  })
  const sender = phoneNumber(from)
  const shelf = shelfOf(platform.env.CONTROL, platform.now)
  const name = nameOf(key) ?? newId('in', platform.now())
  const recipient = /^(\+\d{6,15}|\d{3,8})$/.test(to) ? to : houseNumber
  await shelf.keep({
    channel: 'text',
    direction: 'in',
    key: `in:${name}`,
    sender,
    recipient,
    body: { text },
  })
  await tellText(platform, name, sender, recipient, text)
  return sender
}

/** A text message comes in, told by the local exchange under its own name for it. */
export async function tellText(platform: Platform, name: string, from: string, to: string, text: string) {
  const event = { eventId: name, kind: 'text' as const, providerId: name, from, to, text }
  await takeEvent(platform, 'local', { ...event, segments: null, media: [], answered: false })
}

/** The house's telephone number as long as no provider gives it another; of the range for films. */
export const houseNumber = '+12125550100'

/** The rendering that a form came from names its message: sent twice, it is one. */
export const nameOf = (key: string | undefined): string | null =>
  key?.replaceAll(/[^A-Za-z0-9]/g, '-').slice(0, 100) || null

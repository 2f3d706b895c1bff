import * as z from 'zod'
import { takeEvent } from '../communications/inbound/doors'
import { senderOf } from '../identity/letters'
import { refuse } from '../kernel/refusal'
import { checkedInput } from '../platform/action'
import type { Platform } from '../platform/platform'
import type { HookStatus } from '../ports/hooks'
import type { Kept } from '../ports/shelf'
import { shelfOf } from '../wiring'
import { nameOf, tellText, through } from './answers'
import { composeMime, composeReport } from './mime'
import { pageOfWords } from './page-of-words'

const deedInput = z.object({ deed: z.enum(['pdf', 'bounce', 'delay', 'repeat', 'arrived', 'lost']) })

/** Who plays the world outside presses a button beside a message: each goes through the house's own doors. */
export async function playDeed(platform: Platform, id: string, form: unknown, key: string | undefined): Promise<Kept> {
  const { deed } = checkedInput(deedInput, form)
  const kept = await shelfOf(platform.env.CONTROL, platform.now).find(id)
  if (!kept || kept.channel === 'push') return refuse('not-found', 'message.unknown', 'There is no such message.')
  if (deed === 'repeat') await repeat(platform, kept)
  else if (kept.direction !== 'out') refuse('invalid', 'deed.in', 'This can be done to what the house sent only.')
  else if (deed === 'arrived' || deed === 'lost') await report(platform, kept, deed)
  else if (kept.channel === 'mail') await answer(platform, kept, deed, nameOf(key) ?? `${deed}-${id}`)
  else refuse('invalid', 'deed.mail', 'This can be done to a letter only.')
  return kept
}

/** The house's name of a letter of its own, without brackets. */
const nameOfLetter = ({ id, sender }: Kept) => `${id}@${sender.slice(sender.lastIndexOf('@') + 1)}`

async function answer(platform: Platform, kept: Kept, deed: 'pdf' | 'bounce' | 'delay', name: string) {
  const { recipient, body } = kept
  const to = body.replyTo || senderOf(platform.env.MAIL_FROM).address
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1)
  const about = { messageId: `${name}@${domain}`, at: platform.now(), to }
  const originalId = nameOfLetter(kept)
  if (deed !== 'pdf')
    return through(platform, '', to, composeReport({ ...about, recipient, originalId, delayed: deed === 'delay' }))
  const subject = body.subject ?? ''
  const lines = ['Quotation', subject, '', '2 x Seal kit    EUR 418.00 each    2 working days', 'Valid for 30 days.']
  const letter = composeMime({
    ...about,
    from: { address: recipient, name: body.toName ?? '' },
    subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
    text: 'Our quotation is attached.\n\nKind regards',
    inReplyTo: originalId,
    attachment: { name: 'quotation.pdf', type: 'application/pdf', bytes: pageOfWords(lines) },
  })
  return through(platform, recipient, to, letter)
}

/** The same message once more, as networks do: the house must know it again. */
async function repeat(platform: Platform, { channel, direction, sender, recipient, body, key, at }: Kept) {
  if (direction !== 'in') refuse('invalid', 'deed.out', 'What came from outside can come again, nothing else.')
  if (channel === 'text') return tellText(platform, key.replace(/^in:/, ''), sender, recipient, body.text ?? '')
  const letter = composeMime({
    messageId: (body.messageId ?? '').replaceAll(/[<>]/g, ''),
    at,
    from: { address: sender, name: body.fromName ?? '' },
    to: recipient,
    subject: body.subject ?? '',
    text: (body.text ?? '').replace(/\n$/, ''),
    inReplyTo: (body.inReplyTo ?? '').replaceAll(/[<>]/g, ''),
  })
  return through(platform, sender, recipient, letter)
}

/** What a provider tells of a message that went out. */
async function report(platform: Platform, { id, channel, body }: Kept, deed: 'arrived' | 'lost') {
  const status: HookStatus = deed === 'arrived' ? 'delivered' : 'undelivered'
  await takeEvent(platform, 'local', {
    eventId: `${id}:${status}`,
    kind: 'status',
    channel: channel === 'mail' ? 'email' : 'sms',
    providerId: id,
    ref: body.ref ?? '',
    status,
    detail: deed === 'arrived' ? '' : 'The telephone was off for too long.',
    permanent: false,
    messageId: null,
  })
}

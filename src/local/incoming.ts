import PostalMime from 'postal-mime'
import { type IncomingLetter, receiveMail } from '../communications/inbound/doors'
import { senderOf } from '../identity/letters'
import { hashOf } from '../kernel/ids'
import { residenceOfMailbox } from '../platform/mailboxes'
import type { Platform } from '../platform/platform'
import { shelfOf } from '../wiring'

/** A letter's row must fit into the local shelf. */
const longestBytes = 512 * 1024

/**
 * The e-mail door on a developer's machine: the house's own, and what comes is kept beside what would have gone out too,
 * where both sides can be read.
 *
 * Rejects what is addressed to another domain than the house's own, and what is larger than 512 kB.
 */
export async function receiveLetter(platform: Platform, message: IncomingLetter): Promise<void> {
  const own = domainOf(senderOf(platform.env.MAIL_FROM).address)
  if (domainOf(message.to) !== own) return message.setReject(`There is no such mailbox: the house is at ${own}.`)
  if (message.rawSize > longestBytes) return message.setReject('This letter is too large.')

  const raw = await new Response(message.raw).arrayBuffer()
  if (await residenceOfMailbox(platform.env, message.to)) {
    await receiveMail(platform, { ...message, raw: new Response(raw).body ?? message.raw, rawSize: raw.byteLength })
  }
  const letter = await PostalMime.parse(raw)
  const key = letter.messageId ?? `raw:${await hashOf(new TextDecoder('latin1').decode(raw))}`
  await shelfOf(platform.env.CONTROL, platform.now).keep({
    channel: 'mail',
    direction: 'in',
    key: `in:${key}`,
    sender: message.from,
    recipient: message.to,
    body: {
      subject: letter.subject ?? '',
      text: (letter.text ?? '').replaceAll('\r\n', '\n'),
      html: letter.html ?? '',
      fromName: letter.from?.name ?? '',
      messageId: letter.messageId ?? '',
      inReplyTo: letter.inReplyTo ?? '',
    },
  })
}

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

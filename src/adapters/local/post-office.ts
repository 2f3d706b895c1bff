import { refuse } from '../../kernel/refusal'
import type { Mail } from '../../ports/mail'
import type { Push } from '../../ports/push'
import type { Shelf } from '../../ports/shelf'
import type { Texts } from '../../ports/texts'

const oneLine = (...lines: string[]) => {
  if (lines.some((line) => /[\r\n]/.test(line)))
    refuse('invalid', 'mail.refused', 'An address or a subject has a line break.')
}

/** The embedded defaults: every message is kept where a person can read it, none leaves the machine. */
export const localMail = (shelf: Shelf): Mail => ({
  reaches: 'local',
  send: async ({ key, from, to, replyTo = '', subject, text, html }) => {
    oneLine(from.address, from.name, to.address, to.name, subject, replyTo)
    const body = { subject, text, html, fromName: from.name, toName: to.name, replyTo }
    const { id } = await shelf.keep({
      channel: 'mail',
      direction: 'out',
      key,
      sender: from.address,
      recipient: to.address,
      body,
    })
    return { providerId: id }
  },
})

export const localTexts = (shelf: Shelf): Texts => ({
  reaches: 'local',
  send: async ({ key, from, to, text }) => {
    if (!/^\+\d{6,15}$/.test(to)) refuse('invalid', 'text.refused', 'This is not a telephone number.')
    const { id } = await shelf.keep({
      channel: 'text',
      direction: 'out',
      key,
      sender: from,
      recipient: to,
      body: { text },
    })
    return { providerId: id }
  },
})

export const localPush = (shelf: Shelf): Push => ({
  reaches: 'local',
  send: async ({ key, to, title, text, href }) => {
    const { id } = await shelf.keep({
      channel: 'push',
      direction: 'out',
      key,
      sender: 'house',
      recipient: to,
      body: { title, text, href },
    })
    return { providerId: id }
  },
})

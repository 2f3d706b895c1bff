import { checkLetter, type Mail } from '../../ports/mail'
import { checkNote, type Push } from '../../ports/push'
import type { Shelf } from '../../ports/shelf'
import { checkText, type Texts } from '../../ports/texts'

/** The embedded defaults: every message is kept where a person can read it, none leaves the machine. */
export const localMail = (shelf: Shelf): Mail => ({
  reaches: 'local',
  provider: 'local',
  remembers: true,
  fileBytes: 10 * 1024 * 1024,
  send: async (letter) => {
    checkLetter(letter)
    const { key, from, to, replyTo = '', subject, text, html, headers = {}, attachments = [], ref = '' } = letter
    const files = attachments.map(({ name }) => name).join('\n')
    const about = { subject, text, html, fromName: from.name, toName: to.name, replyTo, files, ref }
    const { id } = await shelf.keep({
      channel: 'mail',
      direction: 'out',
      key,
      sender: from.address,
      recipient: to.address,
      body: { ...about, ...headers },
    })
    return { providerId: id, messageId: `${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}` }
  },
})

export const localTexts = (shelf: Shelf): Texts => ({
  reaches: 'local',
  provider: 'local',
  remembers: true,
  send: async (message) => {
    checkText(message)
    const { key, from: sender, to: recipient, text, ref = '' } = message
    const { id } = await shelf.keep({ channel: 'text', direction: 'out', key, sender, recipient, body: { text, ref } })
    return { providerId: id }
  },
})

export const localPush = (shelf: Shelf): Push => ({
  reaches: 'local',
  send: async (note) => {
    checkNote(note)
    const { key, to: recipient, title, text, href } = note
    const body = { title, text, href }
    const { id } = await shelf.keep({ channel: 'push', direction: 'out', key, sender: 'house', recipient, body })
    return { providerId: id }
  },
})

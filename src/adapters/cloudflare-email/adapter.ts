import { refuse } from '../../kernel/refusal'
import { checkLetter, type Mail } from '../../ports/mail'

/** The binding `send_email` of a worker. */
type Sender = { send(letter: unknown): Promise<{ messageId: string }> }

/** What may be taken later; everything else is for good. */
const later = ['E_DAILY_LIMIT_EXCEEDED', 'E_SENDER_NOT_VERIFIED', 'E_SENDER_DOMAIN_NOT_AVAILABLE']

/** Letters by Cloudflare’s own sending. It keeps no keys, and it chooses the Message-ID. 5 MiB a letter. */
export const cloudflareMail = (sender: Sender): Mail => ({
  reaches: 'people',
  provider: 'cloudflare',
  remembers: false,
  fileBytes: 3_500_000,
  send: async (letter) => {
    checkLetter(letter, 3_500_000)
    const { from, to, replyTo, subject, text, html, headers, attachments = [], ref } = letter
    try {
      const { messageId } = await sender.send({
        from: from.name ? { email: from.address, name: from.name } : from.address,
        to: to.name ? { email: to.address, name: to.name } : to.address,
        ...(replyTo ? { replyTo } : {}),
        subject,
        text,
        html,
        headers: { ...headers, ...(ref ? { 'X-Ref': ref } : {}) },
        attachments: attachments.map(({ name, type, bytes }) => ({
          filename: name,
          type,
          content: bytes.buffer,
          disposition: 'attachment',
        })),
      })
      return { providerId: messageId, messageId: messageId.replaceAll(/[<>]/g, '') }
    } catch (error) {
      const code = String((error as { code?: unknown }).code ?? '')
      if (code === 'E_RECIPIENT_SUPPRESSED')
        return refuse('invalid', 'mail.suppressed', 'The provider sends nothing to this address any more.')
      if (code === 'E_RATE_LIMIT_EXCEEDED')
        return refuse('limit', 'mail.limit', 'Cloudflare takes no more at once. The letter waits a moment.', {}, 10)
      if (later.includes(code)) return refuse('unavailable', 'mail.busy', `Cloudflare does not take it now (${code}).`)
      if (code.startsWith('E_') && !['E_DELIVERY_FAILED', 'E_INTERNAL_SERVER_ERROR'].includes(code))
        return refuse('invalid', 'mail.refused', `Cloudflare refuses this letter (${code}).`)
      return refuse('unavailable', 'mail.unreachable', 'Cloudflare broke off.')
    }
  },
})

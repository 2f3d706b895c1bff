import { Refusal, refuse } from '../../kernel/refusal'
import type { Letter, Mail } from '../../ports/mail'
import { answer } from './wire'

const address = 'https://api.resend.com/emails'

/** Milliseconds that one call may take. */
const patience = 10_000

type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Letters by Resend. `fetch` is given in tests. */
export const resendMail = (apiKey: string, fetch: Fetch = (url, init) => globalThis.fetch(url, init)): Mail => ({
  reaches: 'people',
  send: async (letter) => {
    const lines = [
      letter.from.address,
      letter.from.name,
      letter.to.address,
      letter.to.name,
      letter.subject,
      letter.replyTo ?? '',
    ]
    if (lines.some((line) => /[\r\n]/.test(line)))
      refuse('invalid', 'mail.refused', 'An address or a subject has a line break.')

    const response = await fetch(address, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
      headers: {
        Authorization: `Bearer ${apiKey}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': letter.key.slice(0, 256),
      },
      body: JSON.stringify(wireOf(letter)),
    }).catch(() => null)
    if (!response)
      return refuse('unavailable', 'mail.unreachable', 'The mail provider does not answer. The letter is tried again.')
    if (response.ok) return { providerId: answer.parse(await response.json()).id }

    await response.body?.cancel()
    throw refusalOf(response.status, Number(response.headers.get('Retry-After')) || null)
  },
})

const named = ({ name, address }: { name: string; address: string }) =>
  name ? `"${name.replaceAll(/["\\]/g, '')}" <${address}>` : address

const wireOf = ({ from, to, replyTo, subject, text, html }: Letter) => ({
  from: named(from),
  to: [named(to)],
  ...(replyTo ? { reply_to: replyTo } : {}),
  subject,
  text,
  html,
})

/** Temporary: too many, in work already, or theirs to mend. All else is refused for good. */
function refusalOf(status: number, retryAfter: number | null): Refusal {
  const temporary = status === 408 || status === 409 || status === 429 || status >= 500
  return temporary
    ? new Refusal('unavailable', 'mail.busy', 'The mail provider is busy. The letter is tried again.', {}, retryAfter)
    : new Refusal('invalid', 'mail.refused', `The mail provider refuses this letter (${status}).`)
}

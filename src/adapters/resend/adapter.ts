import { refuse } from '../../kernel/refusal'
import { checkLetter, type Mail } from '../../ports/mail'
import { headerKey } from '../keys'
import { refusalOf } from './errors'
import { taken, trouble, wireOf } from './wire'

const address = 'https://api.resend.com/emails'

/** Milliseconds that one call may take, its answer included. */
const patience = 10_000

type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Letters by Resend. `fetch` is given in tests. */
export const resendMail = (apiKey: string, fetch: Fetch = (url, init) => globalThis.fetch(url, init)): Mail => ({
  reaches: 'people',
  provider: 'resend',
  remembers: true,
  // 40 MB after base64, and the letter itself.
  fileBytes: 28 * 1024 * 1024,
  send: async (letter) => {
    checkLetter(letter, 28 * 1024 * 1024)
    const request: RequestInit = {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
      headers: {
        Authorization: `Bearer ${apiKey}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': await headerKey(letter.key),
        // Without one Resend answers 403, and the runtime sets none.
        'User-Agent': 'mro-command',
      },
      body: JSON.stringify(wireOf(letter)),
    }
    const answer = await ask(fetch, request)
    if (!answer) {
      return refuse('unavailable', 'mail.unreachable', 'The mail provider does not answer. The letter is tried again.')
    }
    if (answer.status >= 200 && answer.status < 300) {
      const { data } = taken.safeParse(answer.body)
      // It may have gone out; another try under the same key finds out and sends nothing twice.
      return data
        ? { providerId: data.id }
        : refuse('unavailable', 'mail.busy', 'The mail provider’s answer is not clear. The letter is tried again.')
    }
    throw refusalOf(answer.status, trouble.safeParse(answer.body).data?.name ?? 'unknown', answer.retryAfterSeconds)
  },
})

type Answer = { status: number; body: unknown; retryAfterSeconds: number | null }

/** One call, with its answer read. Null where there is none within our patience. */
async function ask(fetch: Fetch, request: RequestInit): Promise<Answer | null> {
  try {
    const response = await fetch(address, request)
    const text = await response.text()
    const seconds = Number(response.headers.get('Retry-After') ?? response.headers.get('ratelimit-reset') ?? 0)
    return { status: response.status, body: jsonOf(text), retryAfterSeconds: seconds > 0 ? Math.ceil(seconds) : null }
  } catch {
    return null
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

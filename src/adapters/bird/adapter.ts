import * as z from 'zod'
import { refuse } from '../../kernel/refusal'
import { checkLetter, type Mail } from '../../ports/mail'
import { checkText, type Texts } from '../../ports/texts'
import { headerKey } from '../keys'
import { base64Of } from '../signatures'

type Fetch = (url: string, init: RequestInit) => Promise<Response>
const taken = z.object({ id: z.string().min(1) })
const trouble = z
  .object({ name: z.string().default(''), code: z.union([z.string(), z.number()]).default('') })
  .partial()

/** Where a key lives: its region stands in it. */
const hostOf = (key: string) => `https://${/^bk_([a-z0-9]+)_/.exec(key)?.[1] ?? 'eu1'}.platform.bird.com`

/** Asks Bird; answers its name for what it took. `what` begins the reason of a refusal: 'mail' or 'text'. */
async function ask(fetch: Fetch, apiKey: string, path: string, key: string, body: unknown, what: 'mail' | 'text') {
  const answer = await fetch(hostOf(apiKey) + path, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
    headers: {
      Authorization: `Bearer ${apiKey}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': await headerKey(key),
    },
    body: JSON.stringify(body),
  }).catch(() => null)
  if (!answer) return refuse('unavailable', `${what}.unreachable`, 'Bird does not answer. It is tried again.')
  const json: unknown = await answer.json().catch(() => null)
  if (answer.ok) {
    const { data } = taken.safeParse(json)
    return data ?? refuse('unavailable', `${what}.busy`, 'Bird’s answer is not clear. It is tried again.')
  }
  const name = String(trouble.safeParse(json).data?.name ?? '')
  const wait = Number(answer.headers.get('Retry-After')) || null
  if (answer.status === 429)
    return refuse('limit', `${what}.limit`, 'Bird takes no more at once. It waits a moment.', {}, wait)
  if ([401, 403, 404, 408, 409, 425].includes(answer.status) || answer.status >= 500 || answer.status < 400)
    return refuse(
      'unavailable',
      `${what}.busy`,
      `Bird does not take it now (${answer.status}). It is tried again.`,
      {},
      wait,
    )
  if (/OptedOut|Suppress/i.test(name)) return refuse('invalid', `${what}.opted-out`, 'They opted out at the provider.')
  return refuse('invalid', `${what}.refused`, `Bird refuses this (${answer.status} ${name}).`)
}

/** Text messages by Bird, the platform of 2026. */
export const birdTexts = (apiKey: string, fetch: Fetch = (url, init) => globalThis.fetch(url, init)): Texts => ({
  reaches: 'people',
  provider: 'bird',
  remembers: true,
  send: async (message) => {
    checkText(message)
    const { from, to, text, ref, key } = message
    const body = { from, to, text, category: 'transactional', ...(ref ? { metadata: { ref } } : {}) }
    const { id } = await ask(fetch, apiKey, '/v1/sms/messages', key, body, 'text')
    return { providerId: id }
  },
})

const named = ({ name, address }: { name: string; address: string }) =>
  name ? `"${name.replaceAll(/["\\]/g, '')}" <${address}>` : address

/** Letters by Bird. `category` must be said: left out, it would be marketing. */
export const birdMail = (apiKey: string, fetch: Fetch = (url, init) => globalThis.fetch(url, init)): Mail => ({
  reaches: 'people',
  provider: 'bird',
  remembers: true,
  // 20 MB after base64.
  fileBytes: 14 * 1024 * 1024,
  send: async (letter) => {
    checkLetter(letter, 14 * 1024 * 1024)
    const { from, to, replyTo, subject, text, html, headers, attachments = [], ref, key } = letter
    const body = {
      from: named(from),
      to: [named(to)],
      subject,
      ...(text ? { text } : {}),
      ...(html ? { html } : {}),
      ...(replyTo ? { reply_to: [replyTo] } : {}),
      ...(headers ? { headers } : {}),
      category: 'transactional',
      ...(ref ? { metadata: { ref } } : {}),
      ...(attachments.length > 0
        ? {
            attachments: attachments.map(({ name, type, bytes }) => ({
              filename: name,
              content_type: type,
              content: chunked(bytes),
            })),
          }
        : {}),
    }
    const { id } = await ask(fetch, apiKey, '/v1/email/messages', key, body, 'mail')
    return { providerId: id }
  },
})

/** Base 64 of any length: a call takes no more arguments than fit on the stack. */
function chunked(bytes: Uint8Array<ArrayBuffer>): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 0x6000) parts.push(base64Of(bytes.slice(at, at + 0x6000).buffer))
  return parts.join('')
}

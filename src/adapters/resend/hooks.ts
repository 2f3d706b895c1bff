import * as z from 'zod'
import { refuse } from '../../kernel/refusal'
import type { HookEvent, HookStatus, Hooks } from '../../ports/hooks'
import { standardWebhook } from '../signatures'

const envelope = z.object({
  type: z.string(),
  data: z
    .object({
      email_id: z.string().default(''),
      message_id: z.string().default(''),
      from: z.string().default(''),
      to: z.array(z.string()).default([]),
      received_for: z.array(z.string()).default([]),
      tags: z
        .union([z.record(z.string(), z.string()), z.array(z.object({ name: z.string(), value: z.string() }))])
        .optional(),
      bounce: z
        .object({ message: z.string().default(''), type: z.string().default('') })
        .partial()
        .optional(),
      failed: z
        .object({ reason: z.string().default('') })
        .partial()
        .optional(),
    })
    .passthrough(),
})

const states: Record<string, HookStatus> = {
  'email.scheduled': 'queued',
  'email.sent': 'sent',
  'email.delivered': 'delivered',
  'email.bounced': 'bounced',
  'email.failed': 'failed',
  'email.suppressed': 'failed',
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>
const bareId = (id: string) => id.replaceAll(/[<>\s]/g, '') || null

/** What Resend tells by its webhooks, signed by Svix; letters that came in are fetched by their id. */
export const resendHooks = (
  secrets: readonly string[],
  apiKey: string,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): Hooks => ({
  provider: 'resend',
  read: async (hook, now) => {
    const eventId = await standardWebhook(hook, secrets, 'svix', now)
    const parsed = envelope.safeParse(JSON.parse(hook.body))
    if (!parsed.success) return []
    const { type, data } = parsed.data
    const tags = Array.isArray(data.tags)
      ? Object.fromEntries(data.tags.map(({ name, value }) => [name, value]))
      : (data.tags ?? {})
    const [providerId, ref] = [data.email_id, tags.ref ?? '']
    if (type === 'email.complained')
      return [{ eventId, kind: 'complaint', channel: 'email', providerId, ref, detail: 'Reported as unwanted.' }]
    if (type === 'email.received')
      return [
        {
          eventId,
          kind: 'letter',
          providerId,
          fetchRef: providerId,
          from: data.from,
          to: data.received_for.length > 0 ? data.received_for : data.to,
          auth: 'unknown',
          authDetail: '',
        },
      ]
    const status = states[type]
    if (!status) return []
    const detail = data.bounce?.message ?? data.failed?.reason ?? ''
    const permanent = status === 'bounced' && data.bounce?.type !== 'Transient'
    return [
      {
        eventId,
        kind: 'status',
        channel: 'email',
        providerId,
        ref,
        status,
        detail,
        permanent,
        messageId: bareId(data.message_id),
      },
    ] satisfies HookEvent[]
  },
  // The letter's page names where its bytes lie: an address of their own, signed, which our key is not shown to.
  fetchLetter: async (ref) => {
    const page = await ask(fetch, `https://api.resend.com/emails/receiving/${encodeURIComponent(ref)}`, {
      Authorization: `Bearer ${apiKey}`,
    })
    const { data } = received.safeParse(await page.json().catch(() => null))
    if (!data?.raw) return notYet()
    const bytes = new Uint8Array(await (await ask(fetch, data.raw.download_url, {})).arrayBuffer())
    return bytes.byteLength > 0 ? bytes : notYet()
  },
})

const received = z.object({ raw: z.object({ download_url: z.url({ protocol: /^https$/ }) }).nullish() })
const notYet = () => refuse('unavailable', 'hook.no-letter', 'Resend does not hand the letter over yet.')

async function ask(fetch: Fetch, url: string, headers: Record<string, string>): Promise<Response> {
  const init = { headers: { ...headers, 'User-Agent': 'mro-command' }, signal: AbortSignal.timeout(20_000) }
  const answer = await fetch(url, init).catch(() => null)
  return answer?.ok ? answer : notYet()
}

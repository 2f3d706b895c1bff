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
  fetchLetter: async (ref) => {
    const init = {
      headers: { Authorization: `Bearer ${apiKey}`, 'User-Agent': 'mro-command' },
      signal: AbortSignal.timeout(10_000),
    }
    const answer = await fetch(`https://api.resend.com/emails/receiving/${encodeURIComponent(ref)}/raw`, init).catch(
      () => null,
    )
    if (!answer?.ok) return refuse('unavailable', 'hook.no-letter', 'Resend does not hand the letter over yet.')
    return new Uint8Array(await answer.arrayBuffer())
  },
})

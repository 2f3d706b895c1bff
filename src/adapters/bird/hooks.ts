import * as z from 'zod'
import { refuse } from '../../kernel/refusal'
import type { HookStatus, Hooks } from '../../ports/hooks'
import { birdChannels, standardWebhook, unsigned } from '../signatures'

const envelope = z.object({
  type: z.string(),
  data: z
    .object({
      sms_id: z.string().default(''),
      id: z.string().default(''),
      email_id: z.string().default(''),
      inbound_message_id: z.string().default(''),
      message_id: z.string().default(''),
      from: z.string().default(''),
      to: z.union([z.string(), z.array(z.string())]).default(''),
      text: z.string().default(''),
      segments: z.union([z.object({ count: z.number() }), z.number()]).nullish(),
      metadata: z.record(z.string(), z.unknown()).nullish(),
      authentication: z.enum(['pass', 'fail', 'unknown']).catch('unknown').default('unknown'),
      bounce_type: z.string().default(''),
      error: z
        .object({ code: z.string().default(''), description: z.string().default('') })
        .partial()
        .nullish(),
    })
    .passthrough(),
})

const states: Record<string, HookStatus> = {
  accepted: 'queued',
  scheduled: 'queued',
  processed: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'undelivered',
  expired: 'undelivered',
  failed: 'failed',
  rejected: 'failed',
  canceled: 'failed',
  bounced: 'bounced',
  out_of_band_bounce: 'bounced',
}

const channelsEvent = z.object({
  event: z.string(),
  payload: z.object({
    id: z.string(),
    sender: z
      .object({ contact: z.object({ identifierValue: z.string() }).partial().optional() })
      .partial()
      .optional(),
    receiver: z
      .object({
        connector: z.object({ identifierValue: z.string() }).partial().optional(),
        contacts: z.array(z.object({ identifierValue: z.string() }).partial()).optional(),
      })
      .partial()
      .optional(),
    body: z
      .object({ type: z.string(), text: z.object({ text: z.string() }).partial().optional() })
      .partial()
      .optional(),
  }),
})

type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * What Bird tells: the platform of 2026 by Standard Webhooks, and its older channels by a signature over the address.
 * Which of the two it is the headers say; each is believed only by its own key.
 */
export const birdHooks = (
  { secrets, channelsKey, apiKey }: { secrets: readonly string[]; channelsKey: string; apiKey: string },
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): Hooks => ({
  provider: 'bird',
  read: async (hook, now) => {
    if (hook.headers.has('messagebird-signature')) {
      if (channelsKey === '') return unsigned()
      await birdChannels(hook, channelsKey, now)
      const parsed = channelsEvent.safeParse(JSON.parse(hook.body))
      const text = parsed.data?.payload.body?.text?.text ?? ''
      if (!parsed.success || parsed.data.event !== 'sms.inbound' || text === '') return []
      const { id, sender, receiver } = parsed.data.payload
      const to = receiver?.connector?.identifierValue ?? receiver?.contacts?.[0]?.identifierValue ?? ''
      const from = sender?.contact?.identifierValue ?? ''
      return [
        {
          eventId: `channels:${id}`,
          kind: 'text',
          providerId: id,
          from,
          to,
          text,
          segments: null,
          media: [],
          answered: false,
        },
      ]
    }
    const eventId = await standardWebhook(hook, secrets, 'webhook', now)
    const parsed = envelope.safeParse(JSON.parse(hook.body))
    if (!parsed.success) return []
    const { type, data } = parsed.data
    const [channelName = '', what = ''] = type.split('.')
    if (channelName !== 'sms' && channelName !== 'email') return []
    const to = Array.isArray(data.to) ? data.to : [data.to]
    const segments = typeof data.segments === 'number' ? data.segments : (data.segments?.count ?? null)
    if (type === 'sms.received')
      return [
        {
          eventId,
          kind: 'text',
          providerId: data.sms_id || data.id,
          from: data.from,
          to: to[0] ?? '',
          text: data.text,
          segments,
          media: [],
          answered: false,
        },
      ]
    if (type === 'email.received') {
      const providerId = data.inbound_message_id
      const auth = data.authentication
      return [
        {
          eventId,
          kind: 'letter',
          providerId,
          fetchRef: providerId,
          from: data.from,
          to,
          auth,
          authDetail: `Bird says ${auth}`,
        },
      ]
    }
    const channel = channelName
    const providerId = data.sms_id || data.email_id || data.id || data.message_id
    const ref = typeof data.metadata?.ref === 'string' ? data.metadata.ref : ''
    const detail = data.error?.description || data.error?.code || ''
    if (what === 'complained')
      return [{ eventId, kind: 'complaint', channel, providerId, ref, detail: 'Reported as unwanted.' }]
    if (data.error?.code === 'recipient_opted_out')
      return [{ eventId, kind: 'blocked', channel, providerId, ref, detail }]
    const status = states[what]
    const permanent = status === 'bounced' && data.bounce_type !== 'soft'
    return status
      ? [{ eventId, kind: 'status', channel, providerId, ref, status, detail, permanent, messageId: null }]
      : []
  },
  fetchLetter: async (ref) => {
    const region = /^bk_([a-z0-9]+)_/.exec(apiKey)?.[1] ?? 'eu1'
    const answer = await fetch(
      `https://${region}.platform.bird.com/v1/email/inbound-messages/${encodeURIComponent(ref)}/raw`,
      {
        headers: { Authorization: `Bearer ${apiKey}` },
        signal: AbortSignal.timeout(10_000),
      },
    ).catch(() => null)
    if (!answer?.ok) return refuse('unavailable', 'hook.no-letter', 'Bird does not hand the letter over yet.')
    return new Uint8Array(await answer.arrayBuffer())
  },
})

import * as z from 'zod'
import { refuse } from '../../kernel/refusal'
import type { HookStatus, Hooks } from '../../ports/hooks'
import { checkText, type Texts } from '../../ports/texts'
import { twilioSignature } from '../signatures'

type Fetch = (url: string, init: RequestInit) => Promise<Response>
type Account = { sid: string; token: string; origin: string }

const taken = z.object({ sid: z.string().min(1), num_segments: z.string().nullish() })
const trouble = z.object({ code: z.number().default(0) }).partial()

/**
 * Text messages by Twilio. It keeps no keys: a try of which nobody knows how it ended is not repeated by itself. What it
 * tells of a message comes to an address with the message's mark.
 */
export const twilioTexts = (
  { sid, token, origin }: Account,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): Texts => ({
  reaches: 'people',
  provider: 'twilio',
  remembers: false,
  send: async (message) => {
    checkText(message)
    const { from, to, text, ref = '' } = message
    const answer = await fetch(`https://api.twilio.com/2010-04-01/Accounts/${sid}/Messages.json`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
      headers: { Authorization: `Basic ${btoa(`${sid}:${token}`)}` },
      body: new URLSearchParams({
        From: from,
        To: to,
        Body: text,
        ...(ref ? { StatusCallback: `${origin}/hooks/twilio?ref=${ref}` } : {}),
      }),
    }).catch(() => null)
    if (!answer) return refuse('unavailable', 'text.unreachable', 'Twilio does not answer.')
    const json: unknown = await answer.json().catch(() => null)
    if (answer.ok) {
      const { data } = taken.safeParse(json)
      // It was taken, under a name that we could not read.
      if (!data) return refuse('unavailable', 'text.unreachable', 'Twilio’s answer is not clear.')
      return { providerId: data.sid, ...(data.num_segments ? { segments: Number(data.num_segments) } : {}) }
    }
    const code = trouble.safeParse(json).data?.code ?? 0
    if (code === 21610) return refuse('invalid', 'text.opted-out', 'They opted out at the provider.')
    const wait = Number(answer.headers.get('Retry-After')) || null
    if (answer.status === 429)
      return refuse('limit', 'text.limit', 'Twilio takes no more at once. It waits a moment.', {}, wait)
    if ([401, 403, 404, 503].includes(answer.status))
      return refuse('unavailable', 'text.busy', `Twilio does not take it now (${answer.status}).`, {}, wait)
    if (answer.status >= 500) return refuse('unavailable', 'text.unreachable', `Twilio broke off (${answer.status}).`)
    return refuse('invalid', 'text.refused', `Twilio refuses this message (${answer.status}, ${code}).`)
  },
})

const states: Record<string, HookStatus> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  partially_delivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed',
}

/** Bytes of one picture, at most: what Twilio takes itself. */
const mediaBytes = 5 * 1024 * 1024

/** What Twilio tells, by forms that it signs with the account's token. */
export const twilioHooks = (
  { sid, token }: Pick<Account, 'sid' | 'token'>,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): Hooks => ({
  provider: 'twilio',
  fetchMedia: async (url) => {
    // Nobody else gets our name and password.
    if (!url.startsWith(`https://api.twilio.com/2010-04-01/Accounts/${sid}/`)) return null
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(10_000),
      headers: { Authorization: `Basic ${btoa(`${sid}:${token}`)}` },
    }).catch(() => null)
    if (answer && [401, 403, 404, 410].includes(answer.status)) return null
    if (!answer?.ok) return refuse('unavailable', 'hook.no-media', 'Twilio does not hand the picture over yet.')
    const bytes = new Uint8Array(await answer.arrayBuffer())
    return bytes.byteLength > mediaBytes ? null : bytes
  },
  read: async (hook) => {
    const form = await twilioSignature(hook, token)
    const value = (name: string) => form.get(name) ?? ''
    const providerId = value('MessageSid')
    if (providerId === '') return []
    const said = value('MessageStatus').toLowerCase()
    if (said && said !== 'received') {
      const ref = new URL(hook.url).searchParams.get('ref') ?? ''
      const code = value('ErrorCode')
      const eventId = `${providerId}:${said}`
      if (code === '21610')
        return [
          { eventId, kind: 'blocked', channel: 'sms', providerId, ref, detail: 'They opted out at the provider.' },
        ]
      const status = states[said]
      const detail = code ? `Twilio says ${code}.` : ''
      return status
        ? [
            {
              eventId,
              kind: 'status',
              channel: 'sms',
              providerId,
              ref,
              status,
              detail,
              permanent: false,
              messageId: null,
            },
          ]
        : []
    }
    const media = Array.from({ length: Math.min(10, Number(value('NumMedia')) || 0) }, (_, at) => ({
      url: value(`MediaUrl${at}`),
      type: value(`MediaContentType${at}`),
    }))
    return [
      {
        eventId: `${providerId}:in`,
        kind: 'text',
        providerId,
        from: value('From'),
        to: value('To'),
        text: value('Body'),
        segments: Number(value('NumSegments')) || null,
        media,
        answered: value('OptOutType') !== '',
      },
    ]
  },
})

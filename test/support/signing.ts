import { base64Of, hmac } from '../../src/adapters/signatures'
import type { RawHook } from '../../src/ports/hooks'

const utf8 = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>

export type Signed = { body: string; at?: number; secret?: string; id?: string; ours?: boolean }

/** The providers' own ways of signing what they tell. */
export function signing({
  now,
  secret,
  ref,
  origin = 'https://house.example',
}: {
  now: number
  secret: string
  ref: string
  origin?: string
}) {
  /** Standard Webhooks and Svix, as their makers sign. */
  const standard =
    (prefix: string) =>
    async ({ body, at = now, secret: by = secret, id = 'evt_1' }: Signed): Promise<RawHook> => {
      const time = String(Math.floor(at / 1000))
      const key = Uint8Array.from(atob(by.replace('whsec_', '')), (letter) => letter.charCodeAt(0))
      const signature = base64Of(await hmac('SHA-256', key, utf8(`${id}.${time}.${body}`)))
      const headers = {
        [`${prefix}-id`]: id,
        [`${prefix}-timestamp`]: time,
        [`${prefix}-signature`]: `v1,AAAA v1,${signature}`,
      }
      return { url: 'https://house.example/hooks/x', headers: new Headers(headers), body }
    }

  const twilioUrl = `${origin}/hooks/twilio?ref=${ref}`
  async function twilio({ body, secret: token = 'twilio token' }: Signed): Promise<RawHook> {
    const form = new URLSearchParams(body)
    const tail = [...form]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => name + value)
      .join('')
    const signature = base64Of(await hmac('SHA-1', utf8(token), utf8(twilioUrl + tail)))
    return { url: twilioUrl, headers: new Headers({ 'X-Twilio-Signature': signature }), body }
  }

  async function channels({ body, at = now, secret: key = 'channels key' }: Signed): Promise<RawHook> {
    const [time, url] = [String(Math.floor(at / 1000)), 'https://house.example/hooks/bird']
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(body)))
    const head = utf8(`${time}\n${url}\n`)
    const payload = new Uint8Array(head.length + digest.length)
    payload.set(head)
    payload.set(digest, head.length)
    const signature = base64Of(await hmac('SHA-256', utf8(key), payload))
    return {
      url,
      headers: new Headers({ 'messagebird-signature': signature, 'messagebird-request-timestamp': time }),
      body,
    }
  }

  return { standard, twilio, channels }
}

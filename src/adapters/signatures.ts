import { refuse } from '../kernel/refusal'

const encoder = new TextEncoder()
const utf8 = (text: string) => encoder.encode(text) as Uint8Array<ArrayBuffer>
export const base64Of = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)))

export const unsigned = (): never => refuse('forbidden', 'hook.unsigned', 'This was not said by the provider.')

export async function hmac(hash: 'SHA-256' | 'SHA-1', key: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>) {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash }, false, ['sign'])
  return crypto.subtle.sign('HMAC', imported, data)
}

/** In a time that does not depend on where they differ. */
export function same(one: string, other: string): boolean {
  if (one.length !== other.length) return false
  let difference = 0
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at)
  return difference === 0
}

/** Seconds by which a signed time may be off, both ways. */
const toleranceS = 300

/**
 * Standard Webhooks, and Svix, which differs by its header names. `secrets` are the present one and, while it changes,
 * the one before. Answers the event's id. Refuses 'forbidden' ('hook.unsigned').
 */
export async function standardWebhook(
  { headers, body }: { headers: Headers; body: string },
  secrets: readonly string[],
  prefix: 'webhook' | 'svix',
  now: number,
): Promise<string> {
  const [id, time, signatures] = ['id', 'timestamp', 'signature'].map((name) => headers.get(`${prefix}-${name}`) ?? '')
  if (!id || !/^\d{9,11}$/.test(time ?? '') || !signatures) return unsigned()
  if (Math.abs(Math.floor(now / 1000) - Number(time)) > toleranceS) return unsigned()
  for (const secret of secrets.filter(Boolean)) {
    const key = Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (letter) => letter.charCodeAt(0))
    const expected = base64Of(await hmac('SHA-256', key, utf8(`${id}.${time}.${body}`)))
    for (const part of signatures.split(' ')) {
      const [version, given = ''] = part.split(',')
      if (version === 'v1' && same(given, expected)) return id
    }
  }
  return unsigned()
}

/**
 * The older channels of Bird: the address is signed too, and the time is that of the first try, a day at most.
 * Refuses 'forbidden' ('hook.unsigned').
 */
export async function birdChannels(
  { headers, body, url }: { headers: Headers; body: string; url: string },
  key: string,
  now: number,
): Promise<void> {
  const [time, given] = [headers.get('messagebird-request-timestamp') ?? '', headers.get('messagebird-signature') ?? '']
  if (!/^\d{9,11}$/.test(time) || Math.abs(now / 1000 - Number(time)) > 86_400) return unsigned()
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(body)))
  const head = utf8(`${time}\n${url}\n`)
  const payload = new Uint8Array(head.length + digest.length)
  payload.set(head)
  payload.set(digest, head.length)
  if (!same(base64Of(await hmac('SHA-256', utf8(key), payload)), given)) unsigned()
}

/** Twilio: the address as it was called, and each field of the form by its name. Refuses 'forbidden' ('hook.unsigned'). */
export async function twilioSignature(
  { headers, body, url }: { headers: Headers; body: string; url: string },
  token: string,
): Promise<URLSearchParams> {
  const form = new URLSearchParams(body)
  const tail = [...new Set(form.keys())]
    .sort()
    .map((name) =>
      [...new Set(form.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('')
  const given = headers.get('x-twilio-signature') ?? ''
  const [, scheme = '', host = '', rest = ''] = /^(https?:\/\/)([^/?#]*)(.*)$/i.exec(url) ?? []
  const bare = host.replace(/:\d+$/, '')
  const port = /:\d+$/.exec(host)?.[0] ?? (scheme.toLowerCase() === 'https://' ? ':443' : ':80')
  for (const address of new Set([scheme + bare + rest, scheme + bare + port + rest]))
    if (same(base64Of(await hmac('SHA-1', utf8(token), utf8(address + tail))), given)) return form
  return unsigned()
}

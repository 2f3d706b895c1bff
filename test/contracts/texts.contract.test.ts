import { describe, expect, it } from 'vitest'
import { birdTexts } from '../../src/adapters/bird/adapter'
import { localTexts } from '../../src/adapters/local/post-office'
import { twilioTexts } from '../../src/adapters/twilio/adapter'
import type { TextMessage, Texts } from '../../src/ports/texts'
import { outcomeOf, realShelf } from './shelves'

type Exchange = { texts: Texts; delivered: () => Promise<{ from: string; to: string; text: string }[]> }

const message = (changes: Partial<TextMessage> = {}): TextMessage => ({
  key: 'rfq:1',
  from: '+15550100100',
  to: '+31101234567',
  text: 'RFQ-1042: can you quote?',
  ...changes,
})

async function localExchange(): Promise<Exchange> {
  const shelf = await realShelf()
  return {
    texts: localTexts(shelf),
    delivered: async () =>
      (await shelf.list('text', 100)).map(({ sender, recipient, body }) => ({
        from: sender,
        to: recipient,
        text: body.text ?? '',
      })),
  }
}

type Carried = { from: string; to: string; text: string }

/** Bird’s platform: once a key, and a category that must be said. */
async function birdExchange(): Promise<Exchange> {
  const taken = new Map<string, { id: string; text: Carried }>()
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    const no = (status: number, name: string) => Response.json({ type: 'error', code: status, name }, { status })
    if (url !== 'https://eu1.platform.bird.com/v1/sms/messages' || init.method !== 'POST') return no(404, 'NotFound')
    if (headers.get('Authorization') !== 'Bearer bk_eu1_key' || !init.signal) return no(401, 'Unauthorized')
    const key = headers.get('Idempotency-Key') ?? ''
    const { from, to, text, category } = JSON.parse(String(init.body))
    if (category !== 'transactional' || !/^\+\d+$/.test(to)) return no(422, 'SMSInvalidRecipient')
    const id = taken.get(key)?.id ?? `sms_${taken.size + 1}`
    if (!taken.has(key)) taken.set(key, { id, text: { from, to, text } })
    return Response.json({ id, status: 'accepted' }, { status: 202 })
  }
  return { texts: birdTexts('bk_eu1_key', fetch), delivered: async () => [...taken.values()].map(({ text }) => text) }
}

/** Twilio: a form, and no keys. */
async function twilioExchange(): Promise<Exchange> {
  const all: Carried[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const no = (status: number, code: number) => Response.json({ code, status, message: 'no' }, { status })
    if (url !== 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json') return no(404, 20404)
    if (new Headers(init.headers).get('Authorization') !== `Basic ${btoa('AC1:token')}`) return no(401, 20003)
    const form = init.body as URLSearchParams
    const back = new URL(form.get('StatusCallback') ?? 'https://house.example/hooks/twilio')
    if (back.origin !== 'https://house.example' || !init.signal) return no(400, 21609)
    all.push({ from: form.get('From') ?? '', to: form.get('To') ?? '', text: form.get('Body') ?? '' })
    return Response.json({ sid: `SM${all.length}`, status: 'queued', num_segments: '2' }, { status: 201 })
  }
  const account = { sid: 'AC1', token: 'token', origin: 'https://house.example' }
  return { texts: twilioTexts(account, fetch), delivered: async () => all }
}

const answering =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  async () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
const silent = () => Promise.reject(new TypeError('network'))
const bird = (answer: () => Promise<Response>) => birdTexts('bk_us1_key', answer)
const twilio = (answer: () => Promise<Response>) =>
  twilioTexts({ sid: 'AC1', token: 't', origin: 'https://house.example' }, answer)

describe('where no text message is taken', () => {
  it.each<[string, Texts, string]>([
    ['Bird, opted out', bird(answering(422, { name: 'SMSRecipientOptedOut' })), 'invalid text.opted-out'],
    ['Bird, no sender', bird(answering(422, { name: 'SMSNoEligibleSender' })), 'invalid text.refused'],
    ['Bird, too many', bird(answering(429, {}, { 'Retry-After': '3' })), 'limit text.limit'],
    ['Bird, down', bird(answering(502, '<html>')), 'unavailable text.busy'],
    ['Bird, silent', bird(silent), 'unavailable text.unreachable'],
    ['Twilio, opted out', twilio(answering(400, { code: 21610 })), 'invalid text.opted-out'],
    ['Twilio, no number', twilio(answering(400, { code: 21211 })), 'invalid text.refused'],
    ['Twilio, too many', twilio(answering(429, { code: 20429 })), 'limit text.limit'],
    ['Twilio, our key', twilio(answering(401, { code: 20003 })), 'unavailable text.busy'],
    // It keeps no keys: of these nobody knows whether the message went out.
    ['Twilio, broken off', twilio(answering(500, '')), 'unavailable text.unreachable'],
    ['Twilio, cut short', twilio(answering(201, '{"sid":"S')), 'unavailable text.unreachable'],
    ['Twilio, silent', twilio(silent), 'unavailable text.unreachable'],
  ])('%s', async (_, texts, expected) => {
    expect(await outcomeOf(texts.send(message()))).toBe(expected)
  })
})

describe.each<[string, () => Promise<Exchange>]>([
  ['the local exchange', localExchange],
  ['Bird', birdExchange],
  ['Twilio', twilioExchange],
])('texts over %s', (_, open) => {
  it('carry what was written, in every script', async () => {
    const { texts, delivered } = await open()
    const text = 'Größe ½″ 泵 🔧\nلا يعمل'
    expect((await texts.send(message({ text }))).providerId).not.toBe('')
    expect(await delivered()).toEqual([{ from: '+15550100100', to: '+31101234567', text }])
  })

  it('go out once a key, in a row and at once', async () => {
    const { texts, delivered } = await open()
    if (!texts.remembers) return
    const first = await texts.send(message())
    expect(await texts.send(message())).toEqual(first)
    await Promise.all([1, 2, 3].map(() => texts.send(message({ key: 'at once', from: '12345' }))))
    expect(await delivered()).toHaveLength(2)
  })

  it.each<[string, Partial<TextMessage>]>([
    ['a number without its country', { to: '0101234567' }],
    ['a number with spaces', { to: '+31 10 123 4567' }],
    ['two numbers', { to: '+31101234567,+31101234568' }],
    ['no number', { to: '' }],
    ['a sender that is a name', { from: 'MRO' }],
    ['nothing said', { text: ' \n' }],
    ['more than twelve parts', { text: 'x'.repeat(805) }],
  ])('refuse %s for good, and nothing goes out', async (_, changes) => {
    const { texts, delivered } = await open()
    expect(await outcomeOf(texts.send(message(changes)))).toBe('invalid text.refused')
    expect(await delivered()).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { birdMail } from '../../src/adapters/bird/adapter'
import { cloudflareMail } from '../../src/adapters/cloudflare-email/adapter'
import { localMail } from '../../src/adapters/local/post-office'
import { resendMail } from '../../src/adapters/resend/adapter'
import type { Letter, Mail } from '../../src/ports/mail'
import { outcomeOf, realShelf } from './shelves'

type Delivered = { from: string; to: string; subject: string; text: string; html: string; replyTo: string }
type Office = { mail: Mail; delivered: () => Promise<Delivered[]> }

const letter = (changes: Partial<Letter> = {}): Letter => ({
  key: 'reset:1',
  from: { address: 'house@mrocommand.example', name: 'MRO Command' },
  to: { address: 'ana@acme.example', name: 'Ana' },
  subject: 'Your code',
  text: '123456',
  html: '<p>123456</p>',
  ...changes,
})

async function localOffice(): Promise<Office> {
  const shelf = await realShelf()
  return {
    mail: localMail(shelf),
    delivered: async () =>
      (await shelf.list('mail', 100)).map(({ sender, recipient, body }) => ({
        from: body.fromName ? `"${body.fromName}" <${sender}>` : sender,
        to: body.toName ? `"${body.toName}" <${recipient}>` : recipient,
        subject: body.subject ?? '',
        text: body.text ?? '',
        html: body.html ?? '',
        replyTo: body.replyTo ?? '',
      })),
  }
}

/** Resend as its documentation has it: who asks, how, and once a key. */
function playResend() {
  const taken = new Map<string, { id: string; body: string; letter: Delivered }>()
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    const no = (status: number, name: string) => Response.json({ statusCode: status, name, message: 'no' }, { status })
    if (url !== 'https://api.resend.com/emails' || init.method !== 'POST') return no(404, 'not_found')
    if (init.redirect !== 'manual' || !init.signal) return no(500, 'the test wants a bounded call')
    if (!headers.get('User-Agent')) return no(403, 'error 1010')
    if (headers.get('Authorization') !== 'Bearer re_key') return no(401, 'invalid_api_key')
    const key = headers.get('Idempotency-Key') ?? ''
    if (key.length < 1 || key.length > 256) return no(400, 'invalid_idempotency_key')
    const body = String(init.body)
    const before = taken.get(key)
    if (before) return before.body === body ? Response.json({ id: before.id }) : no(409, 'invalid_idempotent_request')
    const { from, to, subject, text = '', html = '', reply_to: replyTo = '' } = JSON.parse(body)
    if (!from || to.length !== 1 || !subject || !(text || html)) return no(422, 'validation_error')
    const id = `resend-${taken.size + 1}`
    taken.set(key, { id, body, letter: { from, to: to[0], subject, text, html, replyTo } })
    return Response.json({ id })
  }
  return { fetch, delivered: async () => [...taken.values()].map(({ letter }) => letter) }
}

async function resendOffice(): Promise<Office> {
  const { fetch, delivered } = playResend()
  return { mail: resendMail('re_key', fetch), delivered }
}

/** Bird’s platform as its SDK speaks to it: who asks, where, and once a key. */
async function birdOffice(): Promise<Office> {
  const taken = new Map<string, { id: string; letter: Delivered }>()
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    const no = (status: number, name: string) => Response.json({ type: 'error', code: status, name }, { status })
    if (url !== 'https://eu1.platform.bird.com/v1/email/messages' || init.method !== 'POST') return no(404, 'NotFound')
    if (init.redirect !== 'manual' || !init.signal) return no(500, 'the test wants a bounded call')
    if (headers.get('Authorization') !== 'Bearer bk_eu1_key') return no(401, 'Unauthorized')
    const key = headers.get('Idempotency-Key') ?? ''
    const before = taken.get(key)
    if (before) return Response.json({ id: before.id, status: 'accepted' }, { status: 202 })
    const { from, to, subject, text = '', html = '', reply_to: replyTo = [], category } = JSON.parse(String(init.body))
    // Left out, it would be marketing.
    if (category !== 'transactional' || !Array.isArray(to) || to.length !== 1 || key === '') return no(422, 'Invalid')
    const id = `em_${taken.size + 1}`
    taken.set(key, { id, letter: { from, to: to[0], subject, text, html, replyTo: replyTo[0] ?? '' } })
    return Response.json({ id, status: 'accepted' }, { status: 202 })
  }
  return {
    mail: birdMail('bk_eu1_key', fetch),
    delivered: async () => [...taken.values()].map(({ letter }) => letter),
  }
}

/** The binding of a worker. It keeps no keys. */
async function cloudflareOffice(): Promise<Office> {
  const all: Delivered[] = []
  type Address = string | { email: string; name: string }
  const written = (address: Address) => (typeof address === 'string' ? address : `"${address.name}" <${address.email}>`)
  const send = async (given: unknown) => {
    const letter = given as {
      from: Address
      to: Address
      subject: string
      text: string
      html: string
      replyTo?: string
    }
    const { from, to, subject, text, html, replyTo = '' } = letter
    all.push({ from: written(from), to: written(to), subject, text, html, replyTo })
    return { messageId: `<${all.length}@cf>` }
  }
  return { mail: cloudflareMail({ send }), delivered: async () => all }
}

describe.each<[string, () => Promise<Office>]>([
  ['the local post office', localOffice],
  ['Resend', resendOffice],
  ['Bird', birdOffice],
  ['Cloudflare', cloudflareOffice],
])('mail over %s', (_, open) => {
  it('carries a letter as it was written', async () => {
    const { mail, delivered } = await open()
    const { providerId } = await mail.send(letter({ replyTo: 'rfq@acme.example' }))
    expect(providerId).not.toBe('')
    expect(await delivered()).toEqual([
      {
        from: '"MRO Command" <house@mrocommand.example>',
        to: '"Ana" <ana@acme.example>',
        subject: 'Your code',
        text: '123456',
        html: '<p>123456</p>',
        replyTo: 'rfq@acme.example',
      },
    ])
  })

  it('carries every script, and a letter of 400 kB', async () => {
    const { mail, delivered } = await open()
    const text = 'Pumpe läuft 🔧 – 泵坏了 – المضخة\n'.repeat(8000)
    await mail.send(
      letter({ subject: 'Größe ½″ 泵 🔧', to: { address: 'łukasz@xn--d-uga.example', name: 'Łukasz 泵' }, text }),
    )
    const [received] = await delivered()
    expect(received?.subject).toBe('Größe ½″ 泵 🔧')
    expect(received?.to).toBe('"Łukasz 泵" <łukasz@xn--d-uga.example>')
    expect(received?.text === text).toBe(true)
  })

  it('sends the same key once, in a row and at once', async () => {
    const { mail, delivered } = await open()
    // Where no keys are kept, the house sees to it: an unclear try is not repeated by itself.
    if (!mail.remembers) return
    const first = await mail.send(letter())
    expect(await mail.send(letter())).toEqual(first)
    await Promise.all([1, 2, 3].map(() => mail.send(letter({ key: 'at once' }))))
    expect(await delivered()).toHaveLength(2)
  })

  it('takes any text for a key, and no two keys for one', async () => {
    const { mail, delivered } = await open()
    if (!mail.remembers) return
    const long = 'k'.repeat(300)
    const keys = [`${long}1`, `${long}2`, 'two words', 'schlüssel', 'line\nbreak']
    for (const key of keys) await mail.send(letter({ key }))
    for (const key of keys) await mail.send(letter({ key }))
    expect(await delivered()).toHaveLength(keys.length)
  })

  it.each<[string, Partial<Letter>]>([
    ['a line break in the subject', { subject: 'Hello\r\nBcc: everyone@acme.example' }],
    ['a lone line feed', { subject: 'Hello\nBcc: everyone@acme.example' }],
    ['a NUL', { subject: 'Hello\0' }],
    ['a separator of lines', { subject: 'Hello\u2028Bcc: x' }],
    ['a line break in a name', { to: { address: 'ana@acme.example', name: 'Ana\r\nBcc: x@y.example' } }],
    ['a line break in the sender', { from: { address: 'house@mrocommand.example', name: 'MRO\nX: y' } }],
    ['two addresses', { to: { address: 'ana@acme.example, bo@acme.example', name: '' } }],
    ['an address in brackets', { to: { address: 'ana@acme.example> <bo@acme.example', name: '' } }],
    ['no address', { to: { address: '', name: 'Ana' } }],
    ['a line break in the answer’s address', { replyTo: 'a@b.example\r\nX: y' }],
    ['a line break in a header', { headers: { 'In-Reply-To': '<a@b>\r\nBcc: x@y.example' } }],
    ['no subject', { subject: ' ' }],
    ['nothing said', { text: '', html: ' ' }],
    ['a subject of two thousand letters', { subject: 'x'.repeat(2000) }],
    ['a letter of 600 kB', { text: 'x'.repeat(600 * 1024) }],
  ])('refuses %s for good, and nothing goes out', async (_, changes) => {
    const { mail, delivered } = await open()
    expect(await outcomeOf(mail.send(letter(changes)))).toBe('invalid mail.refused')
    expect(await delivered()).toEqual([])
  })
})

/** What each of them answers where it takes nothing, as its documentation names it; and what that means to us. */
const answering =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  async () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
const silent = () => Promise.reject(new TypeError('network'))
const failing = (code: string) =>
  cloudflareMail({ send: async () => Promise.reject(Object.assign(new Error(), { code })) })
const bird = (answer: () => Promise<Response>) => birdMail('bk_us1_key', answer)
const resend = (answer: () => Promise<Response>) => resendMail('re_key', answer)

describe('where nothing is taken', () => {
  it.each<[string, Mail, string]>([
    ['Resend, too many', resend(answering(429, { name: 'rate_limit_exceeded' })), 'limit mail.limit'],
    ['Resend, the day’s quota', resend(answering(429, { name: 'daily_quota_exceeded' })), 'unavailable mail.busy'],
    ['Resend, down', resend(answering(503, '<html>')), 'unavailable mail.busy'],
    ['Resend, silent', resend(silent), 'unavailable mail.unreachable'],
    ['Bird, too many', bird(answering(429, { name: 'RateLimited' }, { 'Retry-After': '7' })), 'limit mail.limit'],
    ['Bird, our key', bird(answering(401, { name: 'Unauthorized' })), 'unavailable mail.busy'],
    ['Bird, in work already', bird(answering(409, { name: 'IdempotencyInFlight' })), 'unavailable mail.busy'],
    ['Bird, a wrong letter', bird(answering(422, { name: 'EmailInvalidRecipient' })), 'invalid mail.refused'],
    ['Bird, suppressed', bird(answering(422, { name: 'EmailSuppressed' })), 'invalid mail.opted-out'],
    ['Bird, down', bird(answering(500, '')), 'unavailable mail.busy'],
    ['Bird, cut short', bird(answering(202, '{"id":"em')), 'unavailable mail.busy'],
    ['Bird, silent', bird(silent), 'unavailable mail.unreachable'],
    ['Cloudflare, too many', failing('E_RATE_LIMIT_EXCEEDED'), 'limit mail.limit'],
    ['Cloudflare, the day’s limit', failing('E_DAILY_LIMIT_EXCEEDED'), 'unavailable mail.busy'],
    ['Cloudflare, our domain', failing('E_SENDER_NOT_VERIFIED'), 'unavailable mail.busy'],
    ['Cloudflare, suppressed', failing('E_RECIPIENT_SUPPRESSED'), 'invalid mail.suppressed'],
    ['Cloudflare, a wrong letter', failing('E_VALIDATION_ERROR'), 'invalid mail.refused'],
    ['Cloudflare, nobody knows', failing('E_INTERNAL_SERVER_ERROR'), 'unavailable mail.unreachable'],
    ['Cloudflare, broken off', failing(''), 'unavailable mail.unreachable'],
  ])('%s', async (_, mail, expected) => {
    expect(await outcomeOf(mail.send(letter()))).toBe(expected)
  })
})

describe('a name with quotes', () => {
  it('stays a name for Resend', async () => {
    const { mail, delivered } = await resendOffice()
    await mail.send(letter({ to: { address: 'ana@acme.example', name: 'Ana "the pump" \\ <bo@acme.example>' } }))
    expect((await delivered())[0]?.to).toBe('"Ana the pump  <bo@acme.example>" <ana@acme.example>')
  })
})

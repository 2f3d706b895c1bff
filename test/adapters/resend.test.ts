import { afterEach, describe, expect, it, vi } from 'vitest'
import { resendMail } from '../../src/adapters/resend/adapter'
import { Refusal } from '../../src/kernel/refusal'
import type { Letter } from '../../src/ports/mail'

const letter: Letter = {
  key: 'rfq:1042',
  from: { address: 'house@mrocommand.example', name: 'MRO Command' },
  to: { address: 'sales@vandijk.example', name: '' },
  subject: 'RFQ-1042',
  text: 'Please quote.',
  html: '<p>Please quote.</p>',
}

const refusal = async (answer: () => Promise<Response>): Promise<Refusal> => {
  try {
    await resendMail('re_key', answer).send(letter)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('it was taken')
}

const answering =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  async () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })

describe('what Resend answers', () => {
  // Bodies as resend/resend-openapi has them.
  it.each<[number, string, string]>([
    [400, 'validation_error', 'invalid mail.refused'],
    [422, 'validation_error', 'invalid mail.refused'],
    [422, 'missing_required_field', 'invalid mail.refused'],
    [422, 'invalid_attachment', 'invalid mail.refused'],
    [422, 'invalid_from_address', 'unavailable mail.misconfigured'],
    [400, 'invalid_idempotency_key', 'invalid mail.refused'],
    [401, 'missing_api_key', 'unavailable mail.misconfigured'],
    [401, 'restricted_api_key', 'unavailable mail.misconfigured'],
    [403, 'invalid_api_key', 'unavailable mail.misconfigured'],
    [403, 'validation_error', 'unavailable mail.misconfigured'],
    [404, 'not_found', 'unavailable mail.misconfigured'],
    [409, 'concurrent_idempotent_requests', 'unavailable mail.busy'],
    [409, 'invalid_idempotent_request', 'conflict mail.key-used'],
    [429, 'rate_limit_exceeded', 'limit mail.limit'],
    [429, 'daily_quota_exceeded', 'unavailable mail.busy'],
    [500, 'internal_server_error', 'unavailable mail.busy'],
    [503, 'application_error', 'unavailable mail.busy'],
  ])('%i %s is %s', async (statusCode, name, expected) => {
    const { code, reason } = await refusal(answering(statusCode, { statusCode, name, message: 'No.' }))
    expect(`${code} ${reason}`).toBe(expected)
  })

  it.each<[string, () => Promise<Response>, string]>([
    ['a page of a proxy', answering(502, '<html>Bad gateway</html>'), 'mail.busy'],
    ['a redirect', answering(302, '', { Location: 'https://evil.example/' }), 'mail.busy'],
    ['200 without an id', answering(200, { ok: true }), 'mail.busy'],
    ['200 that is cut short', answering(200, '{"id":"49a3'), 'mail.busy'],
    ['no answer', () => Promise.reject(new TypeError('network')), 'mail.unreachable'],
    ['a time-out', () => Promise.reject(new DOMException('slow', 'TimeoutError')), 'mail.unreachable'],
  ])('%s is temporary', async (_, answer, expected) => {
    const { code, reason } = await refusal(answer)
    expect([code, reason]).toEqual(['unavailable', expected])
  })

  it('says when to come again', async () => {
    const limited = (headers: Record<string, string>) =>
      refusal(answering(429, { name: 'rate_limit_exceeded' }, headers))
    expect((await limited({ 'Retry-After': '17' })).retryAfterSeconds).toBe(17)
    expect((await limited({ 'ratelimit-reset': '0.4' })).retryAfterSeconds).toBe(1)
    expect((await limited({ 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' })).retryAfterSeconds).toBeNull()
  })

  it('never repeats the letter in its words', async () => {
    const { message } = await refusal(answering(422, { name: 'validation_error', message: 'sales@vandijk.example' }))
    expect(message).toBe('The mail provider refuses this letter (422 validation_error).')
  })
})

describe('the call', () => {
  afterEach(() => vi.restoreAllMocks())

  it('is made as the documentation asks, by the fetch of the moment', async () => {
    const call = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json({ id: '49a3999c' }))
    const headers = { 'In-Reply-To': '<a@vandijk.example>', References: '<a@vandijk.example>' }
    expect(await resendMail('re_key').send({ ...letter, replyTo: 'r@mrocommand.example', headers })).toEqual({
      providerId: '49a3999c',
    })
    const [url, init] = call.mock.calls[0] ?? []
    expect(url).toBe('https://api.resend.com/emails')
    expect(init?.redirect).toBe('manual')
    expect(Object.fromEntries(new Headers(init?.headers))).toEqual({
      authorization: 'Bearer re_key',
      'content-type': 'application/json',
      'idempotency-key': 'rfq:1042',
      'user-agent': 'mro-command',
    })
    expect(JSON.parse(String(init?.body))).toEqual({
      from: '"MRO Command" <house@mrocommand.example>',
      to: ['sales@vandijk.example'],
      reply_to: 'r@mrocommand.example',
      subject: 'RFQ-1042',
      text: 'Please quote.',
      html: '<p>Please quote.</p>',
      headers,
    })
  })

  it('carries a signal that ends it', async () => {
    const asked: (AbortSignal | null | undefined)[] = []
    await resendMail('re_key', async (_, { signal }) => {
      asked.push(signal)
      return Response.json({ id: '1' })
    }).send(letter)
    expect(asked[0]).toBeInstanceOf(AbortSignal)
    expect(asked[0]?.aborted).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { birdHooks } from '../../src/adapters/bird/hooks'
import { resendHooks } from '../../src/adapters/resend/hooks'
import { base64Of, hmac } from '../../src/adapters/signatures'
import { twilioHooks } from '../../src/adapters/twilio/adapter'
import { Refusal } from '../../src/kernel/refusal'
import type { Hooks, RawHook } from '../../src/ports/hooks'

const utf8 = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
const now = Date.UTC(2026, 10, 24, 9, 0)
const [secret, older] = [`whsec_${btoa('the secret of today')}`, `whsec_${btoa('the secret of before')}`]
const ref = 'org_01-ms_01-seal'

type Signed = { body: string; at?: number; secret?: string; id?: string; ours?: boolean }

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

const twilioUrl = `https://house.example/hooks/twilio?ref=${ref}`
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

const bird = birdHooks({ secrets: [secret, older], channelsKey: 'channels key', apiKey: 'bk_eu1_x' })
type Ear = {
  name: string
  hooks: Hooks
  sign: (signed: Signed) => Promise<RawHook>
  told: string
  expected: object
  windowS: number | null
  rotates: boolean
}
const ears: Ear[] = [
  {
    name: 'Resend',
    hooks: resendHooks([secret, older], 're_x'),
    sign: standard('svix'),
    told: JSON.stringify({
      type: 'email.bounced',
      created_at: 'x',
      data: {
        email_id: 'e1',
        message_id: '<m@r>',
        to: ['a@b'],
        tags: { ref },
        bounce: { message: 'no such user', type: 'Permanent' },
      },
    }),
    expected: {
      kind: 'status',
      channel: 'email',
      providerId: 'e1',
      ref,
      status: 'bounced',
      permanent: true,
      messageId: 'm@r',
    },
    windowS: 300,
    rotates: true,
  },
  {
    name: 'Bird',
    hooks: bird,
    sign: standard('webhook'),
    told: JSON.stringify({
      type: 'sms.delivered',
      timestamp: 'x',
      data: { sms_id: 'sms_1', to: '+31612345678', from: '+12125550100', metadata: { ref } },
    }),
    expected: { kind: 'status', channel: 'sms', providerId: 'sms_1', ref, status: 'delivered' },
    windowS: 300,
    rotates: true,
  },
  {
    name: 'Bird’s older channels',
    hooks: bird,
    sign: channels,
    told: JSON.stringify({
      service: 'channels',
      event: 'sms.inbound',
      payload: {
        id: 'in1',
        sender: { contact: { identifierValue: '+31612345678' } },
        receiver: { connector: { identifierValue: '+12125550100' } },
        body: { type: 'text', text: { text: 'STOP' } },
      },
    }),
    expected: { kind: 'text', from: '+31612345678', to: '+12125550100', text: 'STOP' },
    windowS: 86_400,
    rotates: false,
  },
  {
    name: 'Twilio',
    hooks: twilioHooks({ sid: 'AC1', token: 'twilio token' }),
    sign: twilio,
    told: 'MessageSid=SM1&MessageStatus=delivered&To=%2B31612345678&From=%2B12125550100&AccountSid=AC1',
    expected: { kind: 'status', channel: 'sms', providerId: 'SM1', ref, status: 'delivered' },
    windowS: null,
    rotates: false,
  },
]

const reasonOf = (hooks: Hooks, hook: RawHook) =>
  hooks.read(hook, now).then(
    () => 'heard',
    (error: unknown) => (error instanceof Refusal ? error.reason : `fault: ${error}`),
  )

describe.each(ears)('what $name tells', ({ hooks, sign, told, expected, windowS, rotates }) => {
  it('is heard in our words [MRO-4.2]', async () => {
    expect(await hooks.read(await sign({ body: told }), now)).toEqual([expect.objectContaining(expected)])
  })

  it('is not believed with a letter of it changed, without a signature, by another secret, or as something written anew', async () => {
    const good = await sign({ body: told })
    const without = new Headers([...good.headers].filter(([name]) => !/signature/.test(name)))
    for (const hook of [
      { ...good, body: told.replace('1', '2') },
      { ...good, body: `${told} ` },
      { ...good, headers: without },
      { ...good, headers: new Headers() },
      await sign({ body: told, secret: `whsec_${btoa('somebody else’s'.slice(0, 8))}` }),
    ])
      expect(await reasonOf(hooks, hook)).toBe('hook.unsigned')
  })

  it('is believed within its time only', async () => {
    if (windowS === null) return
    for (const [off, word] of [
      [-windowS - 1, 'hook.unsigned'],
      [-windowS + 1, 'heard'],
      [windowS - 1, 'heard'],
      [windowS + 1, 'hook.unsigned'],
    ] as const)
      expect([off, await reasonOf(hooks, await sign({ body: told, at: now + off * 1000 }))]).toEqual([off, word])
  })

  it('is believed by the secret of before while it changes', async () => {
    if (rotates) expect(await reasonOf(hooks, await sign({ body: told, secret: older }))).toBe('heard')
  })

  it('of a kind that nobody knows is heard, and says nothing', async () => {
    const other = told.replace(/email\.bounced|sms\.delivered|sms\.inbound|=delivered/, (word) =>
      word.startsWith('=') ? '=wondered' : 'sms.wondered',
    )
    expect(await hooks.read(await sign({ body: other }), now)).toEqual([])
  })
})

it('Twilio’s own test vector is signed as Twilio signs it', async () => {
  const body = 'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212'
  const hook = {
    url: 'https://example.com/myapp.php?foo=1&bar=2',
    headers: new Headers({ 'X-Twilio-Signature': '9pyy2ZSJda9ihJ1NNXPXtY4oV2Y=' }),
    body,
  }
  expect(await twilioHooks({ sid: 'AC1', token: '12345' }).read(hook, now)).toEqual([])
})

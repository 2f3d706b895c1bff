import { describe, expect, it } from 'vitest'
import { birdHooks } from '../../src/adapters/bird/hooks'
import { resendHooks } from '../../src/adapters/resend/hooks'
import { twilioHooks } from '../../src/adapters/twilio/adapter'
import { Refusal } from '../../src/kernel/refusal'
import type { Hooks, RawHook } from '../../src/ports/hooks'
import { type Signed, signing } from '../support/signing'

const now = Date.UTC(2026, 10, 24, 9, 0)
const [secret, older] = [`whsec_${btoa('the secret of today')}`, `whsec_${btoa('the secret of before')}`]
const ref = 'org_01-ms_01-seal'
const { standard, twilio, channels } = signing({ now, secret, ref })

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

describe('what a provider keeps', () => {
  it('at Resend is fetched from the address that its page names, which our key is not shown to', async () => {
    const asked: [string, string | null][] = []
    const hooks = resendHooks([secret], 're_x', async (url, init) => {
      asked.push([url, new Headers(init.headers).get('Authorization')])
      return url.startsWith('https://api.resend.com/')
        ? Response.json({ id: 'e1', raw: { download_url: 'https://cdn.example/e1?signature=x', expires_at: 'x' } })
        : new Response('From: a@b.example\r\n\r\nHello')
    })
    expect(new TextDecoder().decode(await hooks.fetchLetter?.('e/1'))).toContain('Hello')
    expect(asked).toEqual([
      ['https://api.resend.com/emails/receiving/e%2F1', 'Bearer re_x'],
      ['https://cdn.example/e1?signature=x', null],
    ])
    for (const page of [{ id: 'e1' }, { raw: null }, { raw: { download_url: 'http://10.0.0.1/' } }]) {
      const closed = resendHooks([secret], 're_x', async () => Response.json(page))
      await expect(closed.fetchLetter?.('e1')).rejects.toThrow('not hand the letter over yet')
    }
  })

  it('at Twilio is fetched from the account’s own addresses only, and not when it is too large', async () => {
    const asked: string[] = []
    const size = { bytes: 10 }
    const hooks = twilioHooks({ sid: 'AC1', token: 't' }, async (url) => {
      asked.push(url)
      return new Response(new Uint8Array(size.bytes))
    })
    const own = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1'
    expect((await hooks.fetchMedia?.(own))?.byteLength).toBe(10)
    for (const url of ['https://evil.example/x', own.replace('AC1', 'AC2'), 'https://api.twilio.com.evil.example/'])
      expect(await hooks.fetchMedia?.(url)).toBe(null)
    size.bytes = 6 * 1024 * 1024
    expect([await hooks.fetchMedia?.(own), asked.length]).toEqual([null, 2])
  })
})

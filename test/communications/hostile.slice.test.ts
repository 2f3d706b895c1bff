import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { receiveMail } from '../../src/communications/inbound/doors'
import { ownNumber } from '../../src/communications/message.queries'
import { handle } from '../../src/platform/queue'
import type { RawHook } from '../../src/ports/hooks'
import { rooms } from '../../src/rooms'
import { signing } from '../support/signing'
import { env, origin, sent, World } from '../support/world'

declare module 'vitest' {
  interface ProvidedContext {
    letters: Record<string, string>
  }
}

const given = inject('letters')
const bytesOf = (name: string) => Uint8Array.from(atob(given[name] ?? ''), (letter) => letter.charCodeAt(0))
const textOf = (name: string) => new TextDecoder().decode(bytesOf(name))
const utf8 = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
const mailbox = 'acme@mrocommand.example'

/** Every letter of the data, and every attack of it inside a letter. `NAUGHTY=all` sends all attacks, else a tenth. */
function letters(): Uint8Array<ArrayBuffer>[] {
  const whole = Object.keys(given).filter((name) => name.startsWith('email/'))
  const attacks = Object.values(
    JSON.parse(textOf('security/bipia/benchmark/text_attack_train.json')),
  ).flat() as string[]
  const mails = textOf('security/bipia/benchmark/email/train.jsonl').trim().split('\n')
  return [
    ...whole.map(bytesOf),
    ...mails
      .filter((_, at) => inject('everyNaughty') || at % 10 === 0)
      .map((line, at) => {
        const { context } = JSON.parse(line) as { context: string }
        return utf8(
          `From: Sales <sales${at}@vandijk.example>\r\nSubject: Quote ${at}\r\nMessage-ID: <bipia-${at}@vandijk.example>\r\n\r\n${context}\r\n${attacks[at % attacks.length]}\r\n`,
        )
      }),
  ]
}

afterEach(() => vi.restoreAllMocks())

describe.skipIf(Object.keys(given).length === 0)('letters and attacks that nobody here wrote', () => {
  it('through every door: stored as they came, marked, harmless, none lost, none twice', async () => {
    const world = await World.open()
    const ana = await world.organization('acme', 'Ana')
    const secret = `whsec_${btoa('the secret of the doors')}`
    world.env = {
      ...env,
      RESEND_WEBHOOK_SECRET: secret,
      BIRD_WEBHOOK_SECRET: secret,
      TWILIO_AUTH_TOKEN: 'twilio token',
    }
    const { standard, twilio } = signing({ now: world.now, secret, ref: 'none', origin })
    const number = await ownNumber(await world.as(ana))
    const all = letters()
    // What the providers keep for us.
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
      const url = String(input)
      const [, at = ''] = /\/(?:receiving|raw-of|inbound-messages)\/(\d+)/.exec(url) ?? []
      if (url.includes('/receiving/'))
        return Response.json({ raw: { download_url: `https://cdn.example/raw-of/${at}` } })
      return new Response(all[Number(at)])
    })
    const tell = async (path: string, { headers, body }: RawHook) =>
      (await world.ask(path, { method: 'POST', headers, body })).status
    const statuses: (number | string)[] = []
    for (const [at, raw] of all.entries()) {
      const id = `evt_${at}`
      const from = 'sales@vandijk.example'
      const rejections: string[] = []
      await receiveMail(world.platform, {
        from,
        to: mailbox,
        raw: new Response(raw).body as ReadableStream<Uint8Array>,
        rawSize: raw.byteLength,
        setReject: (why) => void rejections.push(why),
      })
      const text = new TextDecoder('latin1').decode(raw).slice(-1500) || 'x'
      const resend = { type: 'email.received', data: { email_id: String(at), from, to: [mailbox] } }
      const bird = { type: 'email.received', data: { inbound_message_id: String(at), from, to: [mailbox] } }
      const sms = { type: 'sms.received', data: { sms_id: `sms_${at}`, from: '+31612345678', to: number, text } }
      const form = new URLSearchParams({ MessageSid: `SM${at}`, From: '+31612345679', To: number, Body: text })
      statuses.push(
        rejections.length,
        await tell('/hooks/resend', await standard('svix')({ body: JSON.stringify(resend), id })),
        await tell('/hooks/bird', await standard('webhook')({ body: JSON.stringify(bird), id })),
        await tell('/hooks/bird', await standard('webhook')({ body: JSON.stringify(sms), id: `s${id}` })),
        await tell('/hooks/twilio?ref=none', await twilio({ body: String(form) })),
      )
    }
    expect([...new Set(statuses)]).toEqual([0, 200])

    // Each message of the queue twice.
    for (let round = 0; round < 8 && sent.length > 0; round++) {
      for (const envelope of sent.splice(0)) for (const _ of [1, 2]) await handle(world.platform, rooms, envelope)
      await world.settle()
    }
    const ctx = await world.as(ana)
    const rows = await ctx.db.all<{
      id: string
      thread_id: string
      raw_key: string
      provider: string
      raw_bytes: number
    }>("SELECT id, thread_id, raw_key, provider, raw_bytes FROM messages WHERE direction = 'in'")
    const of = (provider: string) => rows.filter((row) => row.provider === provider)
    // The same letter by three ways is the same letter; a text message has a name of its own at each provider.
    expect([...new Set(rows.map(({ provider }) => provider))].sort()).toEqual(['bird', 'mailbox', 'twilio'])
    expect([of('mailbox').length, of('bird').length, of('twilio').length]).toEqual([all.length, all.length, all.length])
    for (const { raw_key } of rows) expect(await ctx.ports.files.head(raw_key)).not.toBe(null)
    expect(
      of('mailbox')
        .map(({ raw_bytes }) => raw_bytes)
        .sort((one, other) => one - other),
    ).toEqual(all.map(({ byteLength }) => byteLength).sort((one, other) => one - other))
    expect((await env.CONTROL.prepare('SELECT count(*) AS n FROM dead_letters').first<{ n: number }>())?.n).toBe(0)

    // Whoever reads them is shown words, never what a stranger's markup would do.
    for (const { id, thread_id, provider } of rows.filter((_, at) => at % 7 === 0)) {
      const page = await world.get(ana, `/acme/threads/${thread_id}`)
      expect([page.status, /<script(?! src="\/)/.test(await page.text())]).toEqual([200, false])
      if (provider !== 'mailbox') continue
      const frame = await world.get(ana, `/acme/messages/${id}/html`)
      expect([frame.status, frame.headers.get('Content-Security-Policy')?.startsWith('sandbox;')]).toEqual([200, true])
    }
  }, 240_000)
})

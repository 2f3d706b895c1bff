import { beforeEach, describe, expect, it } from 'vitest'
import { receiveMail, takeEvent } from '../../src/communications/inbound/doors'
import { sendMessage } from '../../src/communications/outbound'
import { handle } from '../../src/platform/queue'
import { rooms } from '../../src/rooms'
import { env, type Person, sent, World } from '../support/world'

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
})

const domain = 'mrocommand.example'
const utf8 = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>

/** Hands a letter to the Worker's e-mail door; answers why it was sent back. */
async function arrive(raw: string | Uint8Array<ArrayBuffer>, to: string, from = 'anneke@vandijk.example') {
  const bytes = typeof raw === 'string' ? (new TextEncoder().encode(raw) as Uint8Array<ArrayBuffer>) : raw
  const why: string[] = []
  await receiveMail(world.platform, {
    from,
    to,
    raw: new Response(bytes).body as ReadableStream<Uint8Array>,
    rawSize: bytes.byteLength,
    setReject: (reason) => void why.push(reason),
  })
  return why[0] ?? null
}

/** Delivers what waits in the queue, each message `times` times and in any order. */
async function deliver(times = 1, order: 'as-sent' | 'reversed' = 'as-sent') {
  for (let round = 0; round < 6; round++) {
    const waiting = sent.splice(0)
    if (waiting.length === 0) return
    if (order === 'reversed') waiting.reverse()
    for (const envelope of waiting)
      for (let time = 0; time < times; time++) await handle(world.platform, rooms, envelope)
    await world.settle()
  }
}

const letter = (head: Record<string, string>, text = 'EUR 418.00 each, two days.') =>
  [
    ...Object.entries({
      From: 'Anneke <anneke@vandijk.example>',
      Subject: 'Re: Seal kit',
      'Message-ID': '<one@vandijk.example>',
      ...head,
    }).map(([name, value]) => `${name}: ${value}`),
    '',
    text,
  ].join('\r\n')

const rows = async (sql: string) => (await world.as(ana)).db.all<Record<string, string | number | null>>(sql)

/** A letter of ours that is out; answers its thread and the address that answers go to. */
async function asked(to = 'anneke@vandijk.example', about = '') {
  const posted = await world.post(ana, '/acme/threads', {
    channel: 'email',
    to,
    about,
    subject: 'Seal kit',
    text: 'How much?',
    op: to,
  })
  const threadId = posted.headers.get('Location')?.split('/').at(-1) ?? ''
  await deliver()
  const [out] = await rows(`SELECT id, internet_id FROM messages WHERE thread_id = '${threadId}'`)
  const kept = await env.CONTROL.prepare(
    "SELECT body FROM local_messages WHERE channel = 'mail' ORDER BY id DESC",
  ).first<{ body: string }>()
  const { replyTo } = JSON.parse(kept?.body ?? '{}') as { replyTo: string }
  return { threadId, replyTo, internetId: String(out?.internet_id), id: String(out?.id) }
}

describe('a letter that comes in', () => {
  it('to a thread’s address is in that thread, once, however often and late it comes, its bytes kept [MRO-2.4g] [MRO-2.5b] [MRO-3.1e]', async () => {
    const { threadId, replyTo } = await asked()
    expect(await arrive(letter({}), replyTo)).toBe(null)
    expect(await arrive(letter({}), replyTo.toUpperCase().replace(domain.toUpperCase(), domain))).toBe(null)
    await deliver(3, 'reversed')
    const all = await rows(
      "SELECT thread_id, status, from_address, fresh, raw_key, marks FROM messages WHERE direction = 'in'",
    )
    expect(
      all.map(({ thread_id, status, from_address, marks }) => ({ thread_id, status, from_address, marks })),
    ).toEqual([{ thread_id: threadId, status: 'received', from_address: 'anneke@vandijk.example', marks: '[]' }])
    const ctx = await world.as(ana)
    expect((await ctx.ports.files.head(String(all[0]?.raw_key)))?.sizeBytes).toBeGreaterThan(100)
    expect((await ctx.ports.files.list(`${ana.organizationId}/post/`)).length).toBe(2)
    const inbox = await (await world.get(ana, '/acme/inbox')).text()
    expect([inbox.includes('EUR 418.00'), inbox.includes('Unread')]).toEqual([true, true])
    expect(await rows("SELECT count(*) AS n FROM audit_entries WHERE facts LIKE '%message-received%'")).toEqual([
      { n: 1 },
    ])
  })

  it('that only answers ours by its references finds the thread; a forged seal and another organization’s do not', async () => {
    const { threadId, replyTo, internetId } = await asked()
    await arrive(letter({ 'In-Reply-To': `<${internetId}>`, 'Message-ID': '<two@v>' }), `acme@${domain}`)
    await arrive(letter({ 'Message-ID': '<three@v>' }), replyTo.replace(/-[a-z2-7]{16}@/, `-${'a'.repeat(16)}@`))
    await deliver()
    expect(
      await rows(
        "SELECT internet_id, thread_id = '" +
          threadId +
          "' AS there FROM messages WHERE direction = 'in' ORDER BY internet_id",
      ),
    ).toEqual([
      { internet_id: 'three@v', there: 0 },
      { internet_id: 'two@v', there: 1 },
    ])
    const unmatched = await (await world.get(ana, '/acme/inbox?view=unmatched')).text()
    expect(unmatched).toContain('Seal kit')
    const [lost] = await rows("SELECT id FROM threads WHERE state = 'unmatched'")
    const page = await (await world.get(ana, `/acme/threads/${lost?.id}`)).text()
    expect(page).toContain('Put into T-1')
    await world.post(ana, `/acme/threads/${lost?.id}/link`, { intoNumber: 'T-1', rule: 'address', op: 'l' })
    expect(await rows(`SELECT count(*) AS n FROM messages WHERE thread_id = '${threadId}'`)).toEqual([{ n: 3 }])

    const zed = await world.organization('zenith', 'Zed')
    expect(await arrive(letter({ 'Message-ID': '<four@v>' }), replyTo.replace('acme', 'zenith'))).toBe(null)
    await deliver()
    const theirs = await world.as(zed)
    expect(await theirs.db.all('SELECT state FROM threads')).toEqual([{ state: 'unmatched' }])
    expect(await arrive(letter({}), `nobody@${domain}`)).toContain('no such mailbox')
    expect(await arrive(letter({}), 'acme@elsewhere.example')).toContain('no such mailbox')
  })

  it('is marked where it pretends: a look-alike domain, an answer elsewhere, a stranger with the seal', async () => {
    const { replyTo } = await asked()
    await arrive(
      letter({
        From: 'Anneke <anneke@vandjik.example>',
        'Reply-To': '<pay@elsewhere.example>',
        'Message-ID': '<x@y>',
        'Authentication-Results': 'mx.evil.example; dmarc=pass',
      }),
      replyTo,
      'anneke@vandjik.example',
    )
    await arrive(
      letter({
        'Message-ID': '<good@y>',
        'Authentication-Results': 'mx.cloudflare.net; spf=pass; dkim=pass; dmarc=pass',
      }),
      replyTo,
    )
    await deliver()
    expect(await rows("SELECT marks, auth FROM messages WHERE direction = 'in' ORDER BY internet_id DESC")).toEqual([
      { marks: '["look-alike","reply-to-differs","unexpected-sender","first-time"]', auth: 'unknown' },
      { marks: '[]', auth: 'pass' },
    ])
  })

  it('that says ours bounced ends letters to that address until a person restores it', async () => {
    const { internetId, replyTo, id } = await asked()
    const report = [
      'From: MAILER-DAEMON@mx.vandijk.example',
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <b@mx>',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'It did not work.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.vandijk.example',
      '',
      'Final-Recipient: RFC822; anneke@vandijk.example',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 no such user',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${internetId}>`,
      '--b--',
    ].join('\r\n')
    await arrive(report, replyTo, '')
    await deliver(2)
    expect(await rows(`SELECT status, status_detail FROM messages WHERE id = '${id}'`)).toEqual([
      { status: 'bounced', status_detail: '550 no such user' },
    ])
    const again = await world.post(ana, '/acme/threads', {
      channel: 'email',
      to: 'anneke@vandijk.example',
      text: 'Again',
      op: 'z',
    })
    expect([again.status, (await again.text()).includes('bounced')]).toEqual([409, true])
    expect(await rows('SELECT event FROM consent_ledger')).toEqual([{ event: 'bounced' }])
  })

  it('has its files in the store before anybody hears of it, and on the record that it is about [MRO-2.5e]', async () => {
    const site = await world.json(ana, 'POST', '/api/v1/acme/sites', { name: 'North', timeZone: 'Europe/Amsterdam' })
    const { id: about } = (await site.json()) as { id: string }
    const { replyTo } = await asked('anneke@vandijk.example', about)
    const part = (name: string, body: string) => [
      '--b',
      `Content-Type: text/plain; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      '',
      body,
    ]
    const mime = letter(
      { 'Message-ID': '<files@v>', 'Content-Type': 'multipart/mixed; boundary="b"' },
      [
        '--b',
        'Content-Type: text/plain',
        '',
        'See there.',
        ...part('quote.txt', 'EUR 418'),
        ...part('virus.exe', 'MZ'),
        ...Array.from({ length: 27 }, (_, at) => part(`p${at}.txt`, `page ${at}`)).flat(),
        '--b--',
      ].join('\r\n'),
    )
    await arrive(mime, replyTo)
    await arrive(mime, replyTo)
    const heard: (string | number | null | undefined)[] = []
    for (let round = 0; round < 4; round++) {
      for (const envelope of sent.splice(0)) {
        if (envelope.name === 'communications.message-received')
          heard.push((await rows("SELECT files FROM messages WHERE direction = 'in'"))[0]?.files)
        await handle(world.platform, rooms, envelope)
      }
      await world.settle()
    }
    expect(heard.length).toBe(1)
    const files = JSON.parse(String(heard[0])) as { id: string | null; name: string; why?: string }[]
    expect([files[0]?.name, files[0]?.id !== null]).toEqual(['quote.txt', true])
    expect(files.find(({ name }) => name === 'virus.exe')).toMatchObject({
      id: null,
      why: expect.stringContaining('.'),
    })
    expect(files.at(-1)).toMatchObject({ id: null, name: '4 more' })
    expect(await rows(`SELECT count(*) AS n FROM attachments WHERE about = '${about}'`)).toEqual([{ n: 24 }])
    expect(await rows("SELECT count(*) AS n FROM attachments WHERE about LIKE 'ms_%'")).toEqual([{ n: 24 }])
  }, 30_000)

  it('is trusted with the thread’s seal and a sender who was written to only [MRO-3.1e]', async () => {
    const { replyTo, internetId } = await asked('jo@gmail.com')
    const trusted = async (head: Record<string, string>, to = replyTo) => {
      const id = `${Math.random()}@x`
      await arrive(letter({ From: 'Jo <jo@gmail.com>', 'Message-ID': `<${id}>`, ...head }), to, 'jo@gmail.com')
      await deliver()
      const [entry] = await rows(
        "SELECT json_extract(facts, '$[0].trusted') AS trusted FROM audit_entries WHERE action = 'communications.message.receive' ORDER BY rowid DESC LIMIT 1",
      )
      return entry?.trusted
    }
    const failed = { 'Authentication-Results': 'mx.cloudflare.net; dmarc=fail' }
    expect([
      await trusted({}),
      // By what it answers alone; from somebody else at a provider for everybody; with a forged sender; with an answer
      // that would go elsewhere.
      await trusted({ 'In-Reply-To': `<${internetId}>` }, `acme@${domain}`),
      await trusted({ From: 'Jo <jo.other@gmail.com>' }),
      await trusted(failed),
      await trusted({ 'Reply-To': 'pay@elsewhere.example' }),
    ]).toEqual([1, 0, 0, 0, 0])
  })

  it('that went to two organizations at a provider is taken by each, once, with the words of the provider kept', async () => {
    const zed = await world.organization('zenith', 'Zed')
    const { replyTo } = await asked()
    const event = {
      eventId: 'evt_1',
      kind: 'letter' as const,
      providerId: 'rem_1',
      fetchRef: 'rem_1',
      from: 'anneke@vandijk.example',
      to: [`Zenith <ZENITH@${domain}>`, 'else@elsewhere.example', `"Acme, again" <${replyTo}>`, `acme@${domain}`],
      auth: 'unknown' as const,
      authDetail: '',
    }
    await Promise.all([1, 2].map(() => takeEvent(world.platform, 'play', event, '{"as":"it came"}')))
    const hooks = { provider: 'play', read: async () => [], fetchLetter: async () => utf8(letter({})) }
    const platform = { ...world.platform }
    for (const envelope of sent.splice(0)) {
      const ports = { ...platform.ports, hooks: [hooks] }
      const openTenant: typeof platform.openTenant = async (...of) => {
        const ctx = await world.platform.openTenant(...of)
        return Object.assign(Object.create(ctx), { ports }) as typeof ctx
      }
      await handle({ ...platform, ports, openTenant }, rooms, envelope)
    }
    const there = async (who: Person) =>
      (await world.as(who)).db.all(
        "SELECT state, to_address FROM messages JOIN threads ON threads.id = thread_id WHERE direction = 'in'",
      )
    expect(await there(ana)).toEqual([{ state: 'open', to_address: replyTo }])
    expect(await there(zed)).toEqual([{ state: 'unmatched', to_address: `zenith@${domain}` }])
    const { files } = (await world.as(zed)).ports
    const [announced] = (await files.list(`${zed.organizationId}/post/`)).filter(({ key }) => key.endsWith('.json'))
    const kept = await files.get(announced?.key ?? '')
    expect(await new Response(kept?.bytes).json()).toMatchObject({ raw: '{"as":"it came"}' })
  })

  it('of 25 MB, of 5,000 nested parts, damaged, and with a header of half a megabyte is kept and marked, and stops nothing', async () => {
    const nest = (depth: number) =>
      `${letter({ 'Message-ID': '<deep@v>', 'Content-Type': 'multipart/mixed; boundary="n0"' }, '')}\r\n${Array.from({ length: depth }, (_, at) => `--n${at}\r\nContent-Type: multipart/mixed; boundary="n${at + 1}"\r\n\r\n`).join('')}`
    const big = new Uint8Array(25 * 1024 * 1024).fill(65)
    big.set(new TextEncoder().encode(letter({ 'Message-ID': '<big@v>' })))
    for (const raw of [
      nest(5000),
      big as Uint8Array<ArrayBuffer>,
      '\u0000\u0001 not a letter at all',
      '',
      letter({ 'Message-ID': '<head@v>', 'X-Long': 'x'.repeat(600_000) }),
      letter(
        { 'Message-ID': '<html@v>', 'Content-Type': 'text/html' },
        '<script>alert(1)</script><p>Words</p><img src="https://spy.example/x.png">',
      ),
    ])
      await arrive(raw, `acme@${domain}`)
    await deliver()
    const all = await rows(
      "SELECT id, internet_id, marks, text FROM messages WHERE direction = 'in' ORDER BY internet_id",
    )
    expect(all.length).toBe(6)
    const marksOf = (id: string) => String(all.find(({ internet_id }) => internet_id === id)?.marks)
    expect([marksOf('big@v').includes('oversize'), marksOf('deep@v').includes('broken')]).toEqual([true, true])
    const html = all.find(({ internet_id }) => internet_id === 'html@v')
    expect(String(html?.text)).toBe('Words')
    const frame = await world.get(ana, `/acme/messages/${html?.id}/html`)
    expect(frame.headers.get('Content-Security-Policy')).toContain("sandbox; default-src 'none'")
    expect((await world.get(ana, '/acme/inbox?view=unmatched')).status).toBe(200)
  }, 60_000)
})

describe('a text message', () => {
  /** Somebody texts; it goes by the same way as a provider's word. */
  const text = async (words: string, id: string, from = '+31612345678') => {
    const ctx = await world.as(ana)
    const { ownNumber } = await import('../../src/communications/message.queries')
    const to = await ownNumber(ctx)
    const event = {
      eventId: id,
      kind: 'text' as const,
      providerId: id,
      from,
      to,
      text: words,
      segments: 1,
      media: [],
      answered: false,
    }
    await takeEvent(world.platform, 'local', event)
    await takeEvent(world.platform, 'local', event)
    await deliver(2)
  }
  const texts = async () =>
    (
      await env.CONTROL.prepare("SELECT body FROM local_messages WHERE channel = 'text' ORDER BY at, id").all<{
        body: string
      }>()
    ).results.map(({ body }) => (JSON.parse(body) as { text: string }).text)
  const send = (words: string) =>
    world.post(ana, '/acme/threads', { channel: 'sms', to: '+31612345678', text: words, op: words, urgent: 'on' })

  it('goes only to who agreed; STOP ends it at once with one answer, START begins it again, HELP is answered always [MRO-2.5a] [MRO-8a] [MRO-8b] [MRO-3.3b]', async () => {
    const before = await world.everything(ana)
    expect((await send('Hello')).status).toBe(409)
    expect((await world.everything(ana)).includes('Hello')).toBe(before.includes('Hello'))
    const { recordOptIn } = await import('../../src/communications/consent.actions')
    await recordOptIn(await world.as(ana), { channel: 'sms', address: '+31 6 1234 5678', words: 'Yes, text me.' })
    expect((await send('Line 3 is down')).status).toBe(303)
    const [waiting] = await rows("SELECT id FROM messages WHERE text = 'Line 3 is down'")
    await sendMessage(await world.as(ana), { subject: String(waiting?.id) })
    expect((await send('Written before')).status).toBe(303)
    sent.length = 0
    await text('Stop.', 's1')
    await text('STOP', 's2')
    const [early] = await rows("SELECT id FROM messages WHERE text = 'Written before'")
    await sendMessage(await world.as(ana), { subject: String(early?.id) })
    expect(await rows("SELECT status FROM messages WHERE text = 'Written before'")).toEqual([{ status: 'withheld' }])
    expect((await send('After')).status).toBe(409)
    await text('help', 'h1')
    await text('yes', 'y1')
    expect((await send('Again')).status).toBe(303)
    await deliver()
    const out = await texts()
    expect(out.filter((words) => words.includes('unsubscribed')).length).toBe(1)
    expect(out.filter((words) => words.includes('again. Msg frequency')).length).toBe(1)
    expect(out.filter((words) => words.includes('Questions:')).length).toBe(1)
    expect([out.includes('Line 3 is down'), out.includes('Again'), out.includes('Written before')]).toEqual([
      true,
      true,
      false,
    ])
    await text('please do not text me any more', 'p1')
    expect((await send('Paused')).status).toBe(409)
    expect(await rows('SELECT event FROM consent_ledger ORDER BY seq')).toEqual([
      { event: 'opt-in' },
      { event: 'opt-out' },
      { event: 'opt-in' },
      { event: 'paused' },
    ])
    // Nobody here takes a STOP back for them; a short code gets no answer, and what it says is kept all the same.
    const { recordOptOut } = await import('../../src/communications/consent.actions')
    await text('STOP', 's3')
    await expect(
      recordOptIn(await world.as(ana), { channel: 'sms', address: '+31612345678', words: 'They said so.' }),
    ).rejects.toThrow('START from their own telephone')
    await text('HELP', 'c1', '12345')
    await deliver()
    expect(await rows("SELECT from_address FROM messages WHERE text = 'HELP'")).toEqual([{ from_address: '12345' }])
    expect((await texts()).filter((words) => words.includes('Questions:')).length).toBe(1)
    // A second no after a second yes is a no.
    const news = { channel: 'email', address: 'a@b.example', purpose: 'marketing', words: 'x' } as const
    for (const deed of [recordOptIn, recordOptOut, recordOptOut, recordOptIn, recordOptOut])
      await deed(await world.as(ana), news)
    expect(await rows("SELECT event FROM consent_ledger WHERE purpose = 'marketing' ORDER BY seq")).toEqual([
      { event: 'opt-in' },
      { event: 'opt-out' },
      { event: 'opt-in' },
      { event: 'opt-out' },
    ])
    // Marketing is another question than work.
    const { gateOf } = await import('../../src/communications/consent')
    expect(gateOf('sms', 'marketing', [{ event: 'opt-in', purpose: 'work' }])).toMatchObject({ open: false })
  })
})

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import PostalMime from 'postal-mime'
import { beforeEach, describe, expect, it } from 'vitest'
import { composeMime, type LetterFromOutside } from '../../src/local/mime'
import { local } from '../../src/local/room'
import localWorker from '../../src/local/worker'
import { handle } from '../../src/platform/queue'
import { rooms } from '../../src/rooms'
import { shelfOf } from '../../src/wiring'
import deployed from '../../src/worker'
import { env, hidden, origin, sent, World } from '../support/world'

let world: World
const shelf = () => shelfOf(env.CONTROL, () => world.now)

beforeEach(async () => {
  world = await World.open([...rooms, local])
})

const person = { address: 'ana@acme.example', name: 'Ana' }
const letter = (key: string, changes: { to?: typeof person; text?: string; html?: string; subject?: string } = {}) =>
  world.platform.ports.mail.send({
    key,
    from: { address: 'house@mrocommand.example', name: 'MRO Command' },
    to: person,
    subject: `Letter ${key}`,
    text: 'Words.',
    html: '<p>Words.</p>',
    ...changes,
  })

/** A page with the visitor's cookie and the values that its form carries. */
async function visit(path: string) {
  const response = await world.ask(path)
  const html = await response.text()
  const cookie = (response.headers.get('Set-Cookie') ?? '').split(';')[0] ?? ''
  const send = (to: string, fields: Record<string, string>) =>
    world.post(null, to, { csrf: hidden(html, 'csrf'), op: hidden(html, 'op'), ...fields }, { Cookie: cookie })
  return { status: response.status, html, send }
}

describe('the world outside', () => {
  it('answers with a PDF, delays, returns, repeats and says STOP by a button each, through the house’s own doors', async () => {
    const ana = await world.organization('acme', 'Ana')
    const ctx = await world.as(ana)
    const deliver = async () => {
      for (let round = 0; round < 5; round++) {
        for (const envelope of sent.splice(0)) await handle(world.platform, rooms, envelope)
        await world.settle()
      }
    }
    const all = () =>
      ctx.db.all<Record<string, string>>(
        "SELECT direction, status, status_detail, json_extract(files, '$[0].name') AS file FROM messages ORDER BY rowid",
      )
    const write = (fields: Record<string, string>) =>
      world.post(ana, '/acme/threads', { subject: 'Seal kit', text: 'How much?', urgent: 'on', ...fields })
    await write({ channel: 'email', to: 'anneke@vandijk.example' })
    await deliver()
    const page = await visit('/dev/mail')
    const press = async (id: string, deed: string) => {
      const done = await page.send(`/dev/messages/${id}/deeds`, { deed, op: `${id}${deed}` })
      await deliver()
      return done.status
    }
    const letterOut = (await shelf().list('mail', 5))[0]?.id ?? ''
    expect([await press(letterOut, 'arrived'), await press(letterOut, 'pdf'), await press(letterOut, 'pdf')]).toEqual([
      303, 303, 303,
    ])
    const answer = (await shelf().list('mail', 5)).find(({ direction }) => direction === 'in')?.id ?? ''
    expect(await press(letterOut, 'delay')).toBe(303)
    expect((await all()).slice(0, 2)).toMatchObject([
      { status: 'delivered', status_detail: 'Delayed: 451 4.4.1 no answer from the host' },
      { direction: 'in', file: 'quotation.pdf' },
    ])
    const before = (await all()).length
    expect([await press(answer, 'repeat'), await press(letterOut, 'bounce')]).toEqual([303, 303])
    expect([(await all())[0]?.status, (await all()).length - before]).toEqual(['bounced', 1])

    const { recordOptIn } = await import('../../src/communications/consent.actions')
    await recordOptIn(ctx, { channel: 'sms', address: '+31612345678', words: 'Yes, text me.' })
    await write({ channel: 'sms', to: '+31612345678' })
    await deliver()
    const out = (await shelf().list('text', 5))[0]
    expect([await press(out?.id ?? '', 'lost'), await press(out?.id ?? '', 'bounce')]).toEqual([303, 422])
    expect((await all()).find(({ status }) => status === 'undelivered')?.status_detail).toContain('telephone was off')
    const from = { from: '+31612345678', to: out?.sender ?? '', text: '', op: 'stop' }
    await page.send('/dev/phone', { ...from, quick: 'STOP' })
    await deliver()
    expect((await write({ channel: 'sms', to: '+31612345678', op: 'late' })).status).toBe(409)
    const stop = (await shelf().list('text', 9)).find(({ direction }) => direction === 'in')
    const texts = async () => (await shelf().list('text', 99)).length
    const told = await texts()
    await press(stop?.id ?? '', 'repeat')
    expect(await texts()).toBe(told)
  }, 120_000)
})

describe('the local mailbox', () => {
  it('shows letters newest first, whole and as text, with links to the house only', async () => {
    await letter('1')
    world.now = (world.now + 1000) as typeof world.now
    const text = `Open ${origin}/reset?ticket=a&b=<c>. Not https://evil.example/ nor ${origin}.evil.example/x`
    await letter('2', { text, subject: '<b>Bold</b>' })
    const html = await (await world.ask('/dev/mail')).text()
    expect(html.indexOf('&lt;b&gt;Bold')).toBeGreaterThan(0)
    expect(html.indexOf('&lt;b&gt;Bold')).toBeLessThan(html.indexOf('Letter 1'))
    expect(html).toContain(`<a class="lk" href="${origin}/reset?ticket=a&amp;b=">`)
    expect(html.match(/href="https?:[^"]*"/g)).toHaveLength(1)
  })

  it('shows one person’s letters', async () => {
    await letter('1')
    await letter('2', { to: { address: 'bo@acme.example', name: 'Bo' } })
    const all = await (await world.ask('/dev/mail')).text()
    expect([all.includes('Letter 1'), all.includes('Letter 2')]).toEqual([true, true])
    const bo = await (await world.ask('/dev/mail?person=bo@acme.example')).text()
    expect([bo.includes('Letter 1'), bo.includes('Letter 2')]).toEqual([false, true])
    expect(bo).toContain('<option value="bo@acme.example" selected="">')
  })

  it('shows a letter’s own markup in a sandbox without scripts', async () => {
    await letter('1', { html: '<p>Hello</p><script>alert(1)</script>' })
    const [{ id } = { id: '' }] = await shelf().list('mail', 1)
    const response = await world.ask(`/dev/mail/${id}`)
    const policy = response.headers.get('Content-Security-Policy') ?? ''
    expect(policy).toMatch(/^sandbox allow-popups[^;]*; default-src 'none';/)
    expect(policy).not.toMatch(/script-src|allow-scripts|allow-same-origin|allow-forms/)
    expect(await response.text()).toBe('<p>Hello</p><script>alert(1)</script>')
    expect((await world.ask('/dev/mail/in_nothing')).status).toBe(404)
  })

  it('lets a person answer: a real message through the e-mail door', async () => {
    await letter('1', { subject: 'Größe der Dichtung?' })
    const [{ id } = { id: '' }] = await shelf().list('mail', 1)
    const page = await visit(`/dev/mail/new?answers=${id}`)
    expect(page.html).toContain('value="Re: Größe der Dichtung?"')
    const fields = {
      from: 'ana@acme.example',
      fromName: 'Ana Łuczak, 泵',
      to: 'house@mrocommand.example',
      subject: hidden(page.html, 'subject') || 'Re: Größe der Dichtung?',
      text: 'Ø 45 mm 🔧\n\n> Größe?\n',
      inReplyTo: hidden(page.html, 'inReplyTo'),
    }
    const answer = await page.send('/dev/mail', fields)
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/dev/mail'])
    // Sent twice by a double click, it is one letter.
    await page.send('/dev/mail', fields)

    const incoming = (await shelf().list('mail', 10)).filter(({ direction }) => direction === 'in')
    expect(incoming).toHaveLength(1)
    expect(incoming[0]).toMatchObject({ sender: 'ana@acme.example', recipient: 'house@mrocommand.example' })
    expect(incoming[0]?.body).toMatchObject({
      subject: 'Re: Größe der Dichtung?',
      fromName: 'Ana Łuczak, 泵',
      inReplyTo: `<${id}@mrocommand.example>`,
    })
    expect(incoming[0]?.body.text?.trim()).toBe('Ø 45 mm 🔧\n\n> Größe?')
  })

  it.each<[string, Record<string, string>, string]>([
    ['no letter', { text: ' ' }, 'Write a letter first.'],
    ['no address', { from: 'ana' }, 'Write an e-mail address'],
    ['a header in the name', { fromName: 'Ana\r\nBcc: x@y.example' }, 'Write this on one line.'],
    ['a header in the subject', { subject: 'Hi\nBcc: x@y.example' }, 'Write this on one line.'],
    ['a strange reference', { inReplyTo: 'a> <b' }, 'This is not the name of a letter.'],
    [
      'a mailbox elsewhere',
      { to: 'x@elsewhere.example' },
      'There is no such mailbox: the house is at mrocommand.example.',
    ],
  ])('keeps what was typed and says what is wrong with %s', async (_, changes, sentence) => {
    const page = await visit('/dev/mail/new')
    const fields = {
      from: 'ana@acme.example',
      to: 'house@mrocommand.example',
      subject: 'Hi',
      text: 'Kept words',
      inReplyTo: '',
    }
    const response = await page.send('/dev/mail', { ...fields, ...changes })
    const html = await response.text()
    expect(response.status).toBe(422)
    expect(html).toContain(sentence)
    if (!('text' in changes)) expect(html).toContain('Kept words')
    expect(await shelf().list('mail', 10)).toEqual([])
  })

  it('takes no form from another site', async () => {
    const page = await visit('/dev/mail/new')
    expect((await page.send('/dev/mail', { csrf: 'wrong' })).status).toBe(403)
    expect((await page.send('/dev/phone', { csrf: 'wrong' })).status).toBe(403)
  })
})

describe('the e-mail door of the local worker', () => {
  const deliver = async (raw: string, to: string, rawSize = raw.length) => {
    const rejections: string[] = []
    const ctx = createExecutionContext()
    const stream = new Response(raw).body
    const message = {
      from: 'ana@acme.example',
      to,
      raw: stream,
      rawSize,
      setReject: (why: string) => rejections.push(why),
    }
    await localWorker.email(message as unknown as ForwardableEmailMessage, env, ctx)
    await waitOnExecutionContext(ctx)
    return rejections
  }
  const raw = 'From: Ana <ana@acme.example>\r\nSubject: Quote\r\nMessage-ID: <1@acme.example>\r\n\r\n$12.50\r\n'

  it('keeps a letter once', async () => {
    for (const _ of [1, 2]) expect(await deliver(raw, 'house@mrocommand.example')).toEqual([])
    expect((await shelf().list('mail', 10)).map(({ body }) => body.subject)).toEqual(['Quote'])
  })

  it('sends back what is for others or too large', async () => {
    expect(await deliver(raw, 'ana@elsewhere.example')).toEqual([
      'There is no such mailbox: the house is at mrocommand.example.',
    ])
    expect(await deliver(raw, 'house@mrocommand.example', 600 * 1024)).toEqual(['This letter is too large.'])
    expect(await shelf().list('mail', 10)).toEqual([])
  })
})

describe('a message of the world outside', () => {
  const outside: LetterFromOutside = {
    messageId: 'op-1@acme.example',
    at: Date.UTC(2026, 10, 24, 9, 0),
    from: person,
    to: 'house@mrocommand.example',
    subject: 'Hi',
    text: 'Words.',
    inReplyTo: '',
  }

  it.each<[string, Partial<LetterFromOutside>]>([
    ['plain', {}],
    ['with umlauts', { subject: 'Größe – ½″', from: { address: 'a@b.example', name: 'Jörg Müller' } }],
    ['with a long subject in three scripts', { subject: 'Größe 泵坏了 المضخة '.repeat(12).trim() }],
    ['with a quote and a comma in the name', { from: { address: 'a@b.example', name: 'Müller, "Jo" <x>' } }],
    ['with a name that looks encoded', { subject: '=?UTF-8?B?SGk=?=' }],
    ['with long lines and emoji', { text: `${'🔧 x'.repeat(2000)}\n.\n..\nFrom here` }],
  ])('%s reads as it was written', async (_, changes) => {
    const given = { ...outside, ...changes }
    const mime = composeMime(given)
    for (const line of mime.split('\r\n')) expect(line.length).toBeLessThanOrEqual(120)
    expect(mime.replaceAll('\r\n', '')).toMatch(/^[\x20-\x7e]*$/)
    const read = await PostalMime.parse(mime)
    expect([read.subject, read.from?.address, read.from?.name, read.messageId]).toEqual([
      given.subject,
      given.from.address,
      given.from.name,
      '<op-1@acme.example>',
    ])
    expect(read.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(given.text)
  })
})

describe('the local telephone', () => {
  const text = (key: string, to: string, words: string) =>
    world.platform.ports.texts.send({ key, from: '+12125550100', to, text: words })

  it('shows the newest conversation and lets its person answer', async () => {
    await text('1', '+31101234567', 'RFQ-1: can you quote?')
    world.now = (world.now + 1000) as typeof world.now
    await text('2', '+31201234567', 'RFQ-2: can you quote?')
    const page = await visit('/dev/phone?number=%2B31101234567')
    expect(page.html).toContain('<h2>+31101234567</h2>')
    expect(page.html).toContain('RFQ-1: can you quote?')
    world.now = (world.now + 1000) as typeof world.now
    const fields = { from: '+31101234567', to: hidden(page.html, 'to'), text: 'Yes: €12.50 🔧' }
    const answer = await page.send('/dev/phone', fields)
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/dev/phone?number=%2B31101234567'])
    await page.send('/dev/phone', fields)

    const messages = await shelf().list('text', 10)
    expect(messages.filter(({ direction }) => direction === 'in')).toMatchObject([
      { sender: '+31101234567', recipient: '+12125550100', body: { text: 'Yes: €12.50 🔧' } },
    ])
    const html = await (await world.ask('/dev/phone')).text()
    expect(html.indexOf('RFQ-1: can you quote?')).toBeLessThan(html.lastIndexOf('Yes: €12.50'))
  })

  it('takes another telephone, and says what is wrong with it', async () => {
    const page = await visit('/dev/phone')
    const wrong = await page.send('/dev/phone', { from: '0101234567', to: '', text: 'STOP' })
    const html = await wrong.text()
    expect([wrong.status, html.includes('with its country code'), html.includes('>STOP</textarea>')]).toEqual([
      422,
      true,
      true,
    ])
    expect(await shelf().list('text', 10)).toEqual([])
    const right = await page.send('/dev/phone', { from: '+31 10 123 4567', to: '', text: 'STOP' })
    expect(right.headers.get('Location')).toBe('/dev/phone?number=%2B31101234567')
  })
})

it('the local devices show notes newest first, and open where they lead', async () => {
  const note = { key: '1', to: 'mb_1', title: 'New task', text: 'Grease fan F-03', href: '/acme/tasks/tk_1' }
  await world.platform.ports.push.send(note)
  world.now = (world.now + 1000) as typeof world.now
  await world.platform.ports.push.send({ ...note, key: '2', to: 'mb_2', title: 'Order approved' })
  const html = await (await world.ask('/dev/push')).text()
  expect(html.indexOf('Order approved')).toBeLessThan(html.indexOf('New task'))
  expect(html).toContain('href="/acme/tasks/tk_1"')
  expect(await (await world.ask('/dev/push?person=mb_1')).text()).not.toContain('Order approved')
})

describe('a deployed worker', () => {
  it.each(['/dev/mail', '/dev/mail/new', '/dev/mail/in_1', '/dev/phone', '/dev/push', '/dev/enter/dana', '/dev/seed'])(
    'has no %s',
    async (path) => {
      for (const init of [{}, { method: 'POST', headers: { 'X-Local': 'yes' } }]) {
        const ctx = createExecutionContext()
        const response = await deployed.fetch(new Request(`${origin}${path}`, init), env, ctx)
        await waitOnExecutionContext(ctx)
        expect(response.status).toBe(404)
        expect(await response.text()).toContain('There is nothing at this address.')
      }
    },
  )

  it('asks a stranger at /kit to sign in, as for any organization that there is not', async () => {
    const response = await deployed.fetch(
      new Request(`${origin}/kit`, { redirect: 'manual' }),
      env,
      createExecutionContext(),
    )
    expect([response.status, await response.text()]).toEqual([303, ''])
  })

  it('takes letters at its own door, and is built without the local rooms', () => {
    expect('email' in deployed).toBe(true)
    expect(rooms.map(({ name }) => name)).not.toContain('local')
  })
})

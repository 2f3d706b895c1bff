import { beforeEach, describe, expect, it } from 'vitest'
import { planSend } from '../../src/communications'
import { sendAgain } from '../../src/communications/message.actions'
import { sendDue, sendMessage } from '../../src/communications/outbound'
import { threadOfAddress } from '../../src/communications/reply-address'
import { settle, settleMessage } from '../../src/communications/settle.actions'
import { wakeThreads } from '../../src/communications/thread.actions'
import { Refusal } from '../../src/kernel/refusal'
import type { Letter } from '../../src/ports/mail'
import { env, type Person, sent, World } from '../support/world'

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
})

const letters = async () =>
  (
    await env.CONTROL.prepare("SELECT recipient, body FROM local_messages WHERE channel = 'mail' ORDER BY at, id").all<{
      recipient: string
      body: string
    }>()
  ).results.map(({ recipient, body }): Record<string, string> => ({ recipient, ...JSON.parse(body) }))

const write = async (fields: Record<string, string> = {}) => {
  const sent = await world.post(ana, '/acme/threads', {
    channel: 'email',
    to: 'Sales@VanDijk.example',
    subject: 'Seal kit',
    text: 'What does SEA-0045-SF cost?',
    ...fields,
  })
  return { status: sent.status, id: sent.headers.get('Location')?.split('/').at(-1) ?? '', html: await sent.text() }
}

const messagesOf = async (columns = '*') =>
  (await world.as(ana)).db.all<Record<string, string | number | null>>(`SELECT ${columns} FROM messages ORDER BY id`)

/** A context whose mail provider does as told. */
async function withMail(send: (letter: Letter) => Promise<{ providerId: string }>, remembers = true) {
  const ctx = await world.as(ana)
  const mail = { reaches: 'people' as const, provider: 'test', remembers, fileBytes: 1000, send }
  return Object.assign(Object.create(ctx), { ports: { ...ctx.ports, mail } }) as typeof ctx
}

/** The clock of the house: calls up what is due, and the queue does it. */
async function due(ctx: Awaited<ReturnType<typeof withMail>>) {
  sent.length = 0
  await sendDue(ctx)
  await world.settle()
  for (const { name, body } of sent.splice(0))
    if (name === 'communications.message-queued')
      await sendMessage(ctx, body).catch((error) => {
        if (!(error instanceof Refusal)) throw error
      })
}

describe('a letter', () => {
  it('goes out once, in its thread, to be answered at the thread’s own sealed address [MRO-2.4g] [MRO-2.5b] [MRO-2.5f]', async () => {
    const { status, id } = await write({ op: 'a' })
    const again = await write({ op: 'a' })
    expect([status, again.id]).toEqual([303, id])
    const ctx = await world.as(ana)
    const [message] = await messagesOf()
    const subject = String(message?.id)
    await Promise.all([sendMessage(ctx, { subject }), sendMessage(ctx, { subject }), sendMessage(ctx, { subject })])
    const [letter, ...more] = await letters()
    expect(more).toEqual([])
    expect(letter).toMatchObject({ recipient: 'sales@vandijk.example', subject: 'Seal kit' })
    expect(letter?.text).toContain('What does SEA-0045-SF cost?')
    expect(await threadOfAddress(ctx, letter?.replyTo ?? '')).toBe(1)
    expect(await threadOfAddress(ctx, (letter?.replyTo ?? '').toUpperCase())).toBe(1)
    // Nobody makes one for another thread, and nobody carries one to another organization.
    expect(await threadOfAddress(ctx, (letter?.replyTo ?? '').replace('+1-', '+2-'))).toBe(null)
    const zed = await world.as(await world.organization('zenith', 'Zed'))
    expect(await threadOfAddress(zed, letter?.replyTo ?? '')).toBe(null)
    expect(await messagesOf('status, tries')).toEqual([{ status: 'sent', tries: 1 }])
    const page = await (await world.get(ana, `/acme/threads/${id}`)).text()
    expect([page.includes('sales@vandijk.example'), page.includes('Sent')]).toEqual([true, true])
  })

  it('sleeps until its day, and is back in the inbox then', async () => {
    const { id } = await write()
    expect((await world.post(ana, `/acme/threads/${id}/snooze`, { until: '2026-11-23' })).status).toBe(422)
    expect((await world.post(ana, `/acme/threads/${id}/snooze`, { until: '2026-11-26' })).status).toBe(303)
    const state = async () =>
      (await (await world.as(ana)).db.all<{ state: string }>('SELECT state FROM threads'))[0]?.state
    expect(await state()).toBe('snoozed')
    world.now = (world.now + 3 * 86_400_000) as typeof world.now
    expect(await wakeThreads(await world.as(ana), {})).toEqual({ woken: 1 })
    expect(await state()).toBe('open')
  })

  it('of another room is part of its commit: planned twice under one key it is one', async () => {
    const ctx = await world.as(ana)
    const sending = {
      key: 'rfq:1',
      channel: 'email' as const,
      to: { address: 'a@b.example', name: '' },
      subject: 's',
      text: 't',
    }
    const plan = await planSend(ctx, sending)
    await ctx.execute(plan.writes)
    const twin = await planSend(ctx, sending)
    expect([twin.messageId, twin.writes.length, twin.facts]).toEqual([plan.messageId, 0, []])
  })

  it('is refused to a blacklisted vendor when it is written, and withheld when the blacklisting came later [MRO-2.4b]', async () => {
    const made = await world.json(ana, 'POST', '/api/v1/acme/vendors', { name: 'QuickParts', currency: 'EUR' })
    const { id } = (await made.json()) as { id: string }
    await world.json(ana, 'POST', `/api/v1/acme/vendors/${id}/contacts`, { name: 'Jo', email: 'sales@vandijk.example' })
    await write({ op: 'early' })
    await world.json(ana, 'PUT', `/api/v1/acme/vendors/${id}/tier`, { tier: 'blacklisted', reason: 'Forged' })
    const before = await world.everything(ana)
    const late = await write({ op: 'late' })
    expect([late.status, late.html.includes('blacklisted')]).toEqual([409, true])
    expect(await world.everything(ana)).toBe(before)
    const [message] = await messagesOf('id')
    await sendMessage(await world.as(ana), { subject: String(message?.id) })
    expect([(await messagesOf('status'))[0]?.status, await letters()]).toEqual(['withheld', []])
    expect(await (await world.get(ana, '/acme/inbox?view=unsent')).text()).toContain('blacklisted')
  })

  it('waits while the provider does not answer, and is given up on after eight tries, to be sent again by a person', async () => {
    await write()
    const [message] = await messagesOf('id')
    const subject = String(message?.id)
    let asked = 0
    const busy = async () => {
      asked++
      throw new Refusal('unavailable', 'mail.busy', 'Busy.')
    }
    await expect(sendMessage(await withMail(busy), { subject })).rejects.toThrow('Busy')
    expect((await messagesOf('status, tries'))[0]).toEqual({ status: 'queued', tries: 1 })
    for (let hour = 0; hour < 30; hour++) {
      world.now = (world.now + 12 * 3_600_000) as typeof world.now
      await due(await withMail(busy))
    }
    expect([(await messagesOf('status, tries'))[0], asked]).toEqual([{ status: 'failed', tries: 8 }, 8])
    await sendAgain(await world.as(ana), { id: subject })
    await sendMessage(await world.as(ana), { subject })
    expect([(await messagesOf('status'))[0]?.status, (await letters()).length]).toEqual(['sent', 1])
  })

  it('is unknown, and not sent twice, where the provider keeps no keys and broke off', async () => {
    await write()
    const [message] = await messagesOf('id')
    const subject = String(message?.id)
    let asked = 0
    const breaks = async () => {
      asked++
      throw new Error('connection reset')
    }
    await sendMessage(await withMail(breaks, false), { subject })
    await sendMessage(await withMail(breaks, false), { subject })
    await due(await withMail(breaks, false))
    expect([(await messagesOf('status'))[0]?.status, asked]).toEqual(['unknown', 1])
  })

  it('opens the circuit after five failures: the others wait, one finds out, then all go', async () => {
    for (let at = 0; at < 7; at++) await write({ op: `m${at}`, to: `v${at}@b.example` })
    const ids = (await messagesOf('id')).map(({ id }) => String(id))
    let asked = 0
    const down = async () => {
      asked++
      throw new Refusal('unavailable', 'mail.unreachable', 'No answer.')
    }
    for (const subject of ids) await sendMessage(await withMail(down), { subject }).catch(() => null)
    expect(asked).toBe(5)
    expect(await (await world.get(ana, '/acme/inbox')).text()).toContain('does not answer')
    world.now = (world.now + 90_000) as typeof world.now
    await due(await world.as(ana))
    world.now = (world.now + 3_600_000) as typeof world.now
    await due(await world.as(ana))
    expect(new Set((await messagesOf('status')).map(({ status }) => status))).toEqual(new Set(['sent']))
    expect((await letters()).length).toBe(7)
  })

  it('stays what the provider said of it, whoever gives up on it at the same moment', async () => {
    await write()
    const [message] = await messagesOf('id')
    const subject = String(message?.id)
    let asked = 0
    // It was taken and has arrived, but the answer never came back.
    const slow = async () => {
      asked++
      await settle(await world.as(ana), { id: subject, status: 'delivered', providerId: 'p1' })
      throw new Refusal('unavailable', 'mail.unreachable', 'No answer.')
    }
    await sendMessage(await withMail(slow), { subject }).catch(() => null)
    world.now = (world.now + 3_600_000) as typeof world.now
    await due(await withMail(slow))
    expect([(await messagesOf('status, provider_id'))[0], asked]).toEqual([
      { status: 'delivered', provider_id: 'p1' },
      1,
    ])
  })

  it('is not taken from whoever sends it just now, and once their lease is over it goes under the same key', async () => {
    await write()
    const [message] = await messagesOf('id')
    const subject = String(message?.id)
    const keys: string[] = []
    const crash = async ({ key }: Letter) => {
      keys.push(key)
      // Others come while it is on its way: the clock, the queue a second time, a provider that was given up on.
      const other = await withMail(async (letter) => ({ providerId: String(keys.push(letter.key)) }))
      await sendMessage(other, { subject })
      await due(other)
      throw new Error('the worker was stopped')
    }
    await sendMessage(await withMail(crash), { subject }).catch(() => null)
    expect([keys.length, (await messagesOf('status'))[0]?.status]).toEqual([1, 'queued'])
    world.now = (world.now + 600_000) as typeof world.now
    await due(await withMail(async ({ key }) => ({ providerId: String(keys.push(key)) })))
    expect([keys.length, new Set(keys).size, (await messagesOf('status'))[0]?.status]).toEqual([2, 1, 'sent'])
  })

  it('waits without losing a try or opening the circuit where there are too many at once', async () => {
    await write()
    const subject = String((await messagesOf('id'))[0]?.id)
    const limited = async () => {
      throw new Refusal('limit', 'mail.limit', 'Too many.', {}, 3)
    }
    for (let time = 0; time < 12; time++) {
      await sendMessage(await withMail(limited), { subject })
      world.now = (world.now + 4_000) as typeof world.now
    }
    expect((await messagesOf('status, tries'))[0]).toEqual({ status: 'queued', tries: 0 })
    await sendMessage(await world.as(ana), { subject })
    expect((await messagesOf('status'))[0]?.status).toBe('sent')
  })

  it('is told of by several at once: each is heard, and it never goes back', async () => {
    await write()
    const id = String((await messagesOf('id'))[0]?.id)
    const ctx = await world.as(ana)
    await Promise.all(
      (['queued', 'sent', 'delivered', 'bounced'] as const).map((status) => settle(ctx, { id, status })),
    )
    expect((await messagesOf('status'))[0]?.status).toBe('bounced')
    await settle(ctx, { id, status: 'sent', detail: 'Late words.' })
    expect((await messagesOf('status, status_detail'))[0]).toEqual({ status: 'bounced', status_detail: '' })
  })

  it('goes to no other mailbox of a blacklisted vendor either, nor to a person who was taken off its list [MRO-2.4b]', async () => {
    const made = await world.json(ana, 'POST', '/api/v1/acme/vendors', { name: 'QuickParts', currency: 'EUR' })
    const { id } = (await made.json()) as { id: string }
    const path = `/api/v1/acme/vendors/${id}/contacts`
    const jo = (await (await world.json(ana, 'POST', path, { name: 'Jo', email: 'jo@quickparts.example' })).json()) as {
      id: string
    }
    await world.json(ana, 'POST', path, { name: 'Di', email: 'di.quick@gmail.com' })
    await world.json(ana, 'PUT', `/api/v1/acme/vendors/${id}/tier`, { tier: 'blacklisted', reason: 'Forged' })
    await world.json(ana, 'DELETE', `/api/v1/acme/vendors/contacts/${jo.id}`, {})
    const answers: number[] = []
    for (const to of ['jo@quickparts.example', 'other@quickparts.example', 'di.quick@gmail.com', 'else@gmail.com'])
      answers.push((await write({ to, op: to })).status)
    expect(answers).toEqual([409, 409, 409, 303])
  })

  it('that is a colleague’s draft is theirs alone, and eleven files are refused, not cut', async () => {
    const bo = await world.member(ana, 'Bo', 'manager')
    const { id } = await write()
    await world.post(bo, `/acme/threads/${id}/messages`, { deed: 'draft', channel: 'email', text: 'Not yet' })
    const [draft] = await (await world.as(ana)).db.all<{ id: string }>("SELECT id FROM messages WHERE status = 'draft'")
    const raw = async (who: Person) => (await world.get(who, `/acme/messages/${draft?.id}/raw`)).status
    expect([await raw(bo), await raw(ana)]).toEqual([200, 404])
    const before = await world.everything(ana)
    const form = new FormData()
    for (const [name, value] of Object.entries({ csrf: ana.csrf, channel: 'email', to: 'a@b.example', text: 'x' }))
      form.set(name, value)
    for (let at = 0; at < 11; at++) form.append('file', new File([`${at}`], `${at}.txt`))
    const refused = await world.ask('/acme/threads', {
      method: 'POST',
      headers: { Cookie: `__Host-sid=${ana.token}`, 'Sec-Fetch-Site': 'same-origin' },
      body: form,
    })
    expect([refused.status, (await refused.text()).includes('At most 10 files')]).toEqual([422, true])
    expect(await world.everything(ana)).toBe(before)
  })

  it('begins with ready words, which show how they arrive by each channel', async () => {
    const { id } = await write({ toName: 'Anneke' })
    const save = (fields: Record<string, string>) =>
      world.post(ana, '/acme/threads/words', { name: 'Reminder', subject: '', ...fields })
    const before = await world.everything(ana)
    const wrong = await save({ text: 'Dear {nobody}' })
    expect([wrong.status, (await wrong.text()).includes('{nobody} stands for')]).toEqual([422, true])
    expect(await world.everything(ana)).toBe(before)
    const kept = await save({ text: 'Dear {name}, “when” does it come? 🔧', op: 'a' })
    const page = await (await world.get(ana, kept.headers.get('Location') ?? '')).text()
    expect([page.includes('UCS-2'), page.includes('Dear Anneke')]).toEqual([true, true])
    expect((await save({ text: 'Other words', op: 'b' })).status).toBe(422)
    const words = kept.headers.get('Location')?.split('/').at(-1)
    const thread = await (await world.get(ana, `/acme/threads/${id}?words=${words}`)).text()
    expect(thread).toContain('Dear Anneke, “when” does it come? 🔧</textarea>')
    expect((await world.post(ana, `/acme/threads/words/${words}/removal`)).status).toBe(303)
    expect((await world.get(ana, `/acme/threads/words/${words}`)).status).toBe(404)
  })

  it('ends in the same state in whichever order the provider tells it, and never goes back', async () => {
    const events = ['sent', 'delivered', 'bounced'] as const
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      await write({ op: `o${order.join('')}`, to: `o${order.join('')}@b.example` })
      const all = await messagesOf('id, to_address')
      const id = String(all.find((one) => one.to_address === `o${order.join('')}@b.example`)?.id)
      for (const at of order) await settleMessage(await world.as(ana), { id, status: events[at] })
    }
    expect(new Set((await messagesOf('status')).map(({ status }) => status))).toEqual(new Set(['bounced']))
  })
})

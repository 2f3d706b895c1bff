import { beforeEach, describe, expect, it } from 'vitest'
import { planSend } from '../../src/communications'
import { sendAgain, settleMessage } from '../../src/communications/message.actions'
import { sendDue, sendMessage } from '../../src/communications/outbound'
import { threadOfAddress } from '../../src/communications/reply-address'
import { wakeThreads } from '../../src/communications/thread.actions'
import { Refusal } from '../../src/kernel/refusal'
import type { Letter } from '../../src/ports/mail'
import { env, type Person, World } from '../support/world'

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
      await sendDue(await withMail(busy))
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
    await sendDue(await withMail(breaks, false))
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
    await sendDue(await world.as(ana))
    world.now = (world.now + 3_600_000) as typeof world.now
    await sendDue(await world.as(ana))
    expect(new Set((await messagesOf('status')).map(({ status }) => status))).toEqual(new Set(['sent']))
    expect((await letters()).length).toBe(7)
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

import { eq, sql } from 'drizzle-orm'
import { fileBytes } from '../files'
import { instant } from '../kernel/instant'
import { Refusal } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { describe } from '../platform/log'
import type { Fact } from '../platform/schema'
import type { LetterFile } from '../ports/mail'
import { failed, stateOf } from './circuit'
import { isQuiet } from './consent'
import { letterOf } from './letter'
import { backoffMs, type Channel, leaseMs, mostTries } from './message'
import { settleMessage } from './message.actions'
import {
  circuitOf,
  claim,
  dueMessages,
  findMessage,
  findSettings,
  type MessageRow,
  messagesSentence,
} from './message.queries'
import { messages, postCircuits } from './schema'
import { whyNotReach } from './sending'
import { findThread } from './thread.queries'

/** A message's state is not changed by an action here: it is only put back to wait. */
const wait = (ctx: Context, id: MessageRow['id'], until: number, detail: string) =>
  ctx.db
    .update(messages)
    .set({ status: 'queued', statusDetail: detail, nextTryAt: instant(until), leaseUntil: null })
    .where(eq(messages.id, id))

async function keepCircuit(ctx: Context, channel: Channel, detail: string | null): Promise<void> {
  if (detail === null) {
    await ctx.db.delete(postCircuits).where(eq(postCircuits.channel, channel))
    return
  }
  const now = failed(
    (await circuitOf(ctx, channel)) ?? { failures: 0, firstFailureAt: 0, openUntil: 0, detail: '' },
    ctx.now,
    detail,
  )
  await ctx.db
    .insert(postCircuits)
    .values({ channel, ...now })
    .onConflictDoUpdate({ target: postCircuits.channel, set: now })
}

/** Whether this message may try now: the provider answers, or this is the one that finds out. */
async function mayTry(ctx: Context, channel: Channel): Promise<boolean> {
  const circuit = await circuitOf(ctx, channel)
  const state = stateOf(circuit, ctx.now)
  if (state !== 'probe' || !circuit) return state === 'closed'
  const [mine] = await ctx.db
    .update(postCircuits)
    .set({ openUntil: ctx.now + 30_000 })
    .where(sql`channel = ${channel} AND open_until = ${circuit.openUntil}`)
    .returning()
  return mine !== undefined
}

/** The end of the quiet hours for a number; null when it is not quiet there. */
async function quietUntil(ctx: Context, message: MessageRow): Promise<number | null> {
  if (message.channel !== 'sms' || message.urgent || message.purpose === 'consent') return null
  const { quietFrom, quietTo } = await findSettings(ctx)
  const [known] = await ctx.correspondents('sms', [message.toAddress])
  const timeZone = known?.timeZone ?? (await ctx.profile()).timeZone
  const hourAt = (at: number) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
  if (!isQuiet(hourAt(ctx.now), quietFrom, quietTo)) return null
  // In steps of five minutes, as the clock of the house goes: a day has at most 288 of them.
  for (let at = ctx.now + 300_000; at < ctx.now + 86_400_000; at += 300_000)
    if (!isQuiet(hourAt(at), quietFrom, quietTo)) return at
  return ctx.now + 86_400_000
}

/** The files that go along, and those that are too large for it. */
async function filesOf(
  ctx: Context,
  message: MessageRow,
): Promise<{ along: LetterFile[]; linked: MessageRow['files'] }> {
  const along: LetterFile[] = []
  const linked: MessageRow['files'] = []
  let room = ctx.ports.mail.fileBytes
  for (const file of message.files) {
    if (file.id === null) continue
    const bytes = file.sizeBytes <= room ? await fileBytes(ctx, file.id) : null
    if (bytes) {
      along.push({ name: file.name, type: bytes.type, bytes: bytes.bytes })
      room -= file.sizeBytes
    } else linked.push(file)
  }
  return { along, linked }
}

/** The mark that a provider tells back: whose message it is, sealed. */
const refOf = async (ctx: Context, id: string): Promise<string> =>
  `${ctx.organization.id}-${id}-${(await ctx.seal(`ref:${id}`)).slice(0, 22)}`

async function hand(ctx: Context, message: MessageRow) {
  const ref = await refOf(ctx, message.id)
  const key = message.sendKey
    ? `${ctx.organization.id}:${message.id}:${message.sendKey}`
    : `${ctx.organization.id}:${message.id}`
  if (message.channel === 'sms') {
    const { providerId, segments } = await ctx.ports.texts.send({
      key,
      from: message.fromAddress,
      to: message.toAddress,
      text: message.text,
      ref,
    })
    return { provider: ctx.ports.texts.provider, providerId, messageId: null, segments: segments ?? message.segments }
  }
  const [thread, before, { along, linked }] = await Promise.all([
    findThread(ctx, message.threadId),
    messagesSentence(ctx, message.threadId),
    filesOf(ctx, message),
  ])
  const letter = await letterOf(ctx, { message, thread, before: before.filter(({ id }) => id !== message.id), linked })
  const sent = await ctx.ports.mail.send({ ...letter, key, ref, ...(along.length > 0 ? { attachments: along } : {}) })
  return {
    provider: ctx.ports.mail.provider,
    providerId: sent.providerId,
    messageId: sent.messageId ?? null,
    segments: null,
  }
}

/**
 * Sends one message that waits. Once: of several that try at the same time one has it, and the provider knows its key
 * again; where the provider keeps no keys, a try of which nobody knows how it ended is 'unknown' and is not repeated by
 * itself. Before it goes, everything that may forbid it is asked again.
 *
 * Refuses 'unavailable' for now: the queue asks again later.
 */
export async function sendMessage(ctx: Context, fact: Pick<Fact, 'subject'>): Promise<void> {
  const waiting = await findMessage(ctx, fact.subject)
  if (waiting.direction !== 'out' || !['queued', 'sending'].includes(waiting.status)) return
  if (waiting.status === 'queued' && waiting.nextTryAt !== null && waiting.nextTryAt > ctx.now + 5_000) return
  const channel: Channel = waiting.channel === 'sms' ? 'sms' : 'email'
  const port = channel === 'sms' ? ctx.ports.texts : ctx.ports.mail

  const quiet = await quietUntil(ctx, waiting)
  if (quiet !== null) {
    await wait(ctx, waiting.id, quiet, 'It waits for the end of the quiet hours there.')
    return
  }
  if (!(await mayTry(ctx, channel))) {
    await wait(ctx, waiting.id, ctx.now + 60_000, 'The provider does not answer just now. It is tried again by itself.')
    return
  }
  const message = await claim(ctx, waiting.id, instant(ctx.now + leaseMs), port.remembers)
  if (!message) return
  const why = await whyNotReach(ctx, channel, message.toAddress, message.purpose)
  if (why) {
    await settleMessage(ctx, { id: message.id, status: 'withheld', detail: why.sentence })
    return
  }
  let done: Awaited<ReturnType<typeof hand>>
  try {
    done = await hand(ctx, message)
  } catch (error) {
    await notTaken(ctx, message, channel, port.remembers, error)
    return
  }
  await keepCircuit(ctx, channel, null)
  await settleMessage(ctx, { id: message.id, status: 'sent', ...done })
}

async function notTaken(ctx: Context, message: MessageRow, channel: Channel, remembers: boolean, error: unknown) {
  const refusal = error instanceof Refusal ? error : null
  const detail = refusal?.message ?? 'The provider broke off.'
  if (refusal && refusal.code !== 'unavailable' && refusal.code !== 'limit') {
    if (refusal.reason === 'text.opted-out')
      await settleMessage(ctx, { id: message.id, status: 'failed', detail, blocked: true })
    else await settleMessage(ctx, { id: message.id, status: 'failed', detail })
    return
  }
  // Whether it went out nobody can say: a second try might be a second letter.
  const unclear = !remembers && (refusal === null || refusal.reason.endsWith('.unreachable'))
  await keepCircuit(ctx, channel, detail)
  if (unclear) {
    await settleMessage(ctx, {
      id: message.id,
      status: 'unknown',
      detail: `${detail} It may have gone out: check, then send again.`,
    })
    return
  }
  if (message.tries >= mostTries) {
    await settleMessage(ctx, { id: message.id, status: 'failed', detail: `Tried ${message.tries} times. ${detail}` })
    return
  }
  const waitMs = Math.max(backoffMs(message.tries), (refusal?.retryAfterSeconds ?? 0) * 1000)
  await wait(ctx, message.id, ctx.now + waitMs, detail)
  throw refusal ?? new Refusal('unavailable', 'send.broken', `The provider broke off: ${describe(error)}`)
}

/** Sends what is due: tries that waited, the end of quiet hours, and what a crash left in the middle. */
export async function sendDue(ctx: Context): Promise<{ sent: number; lost: number }> {
  const { due, lost } = await dueMessages(ctx)
  for (const id of lost) {
    const message = await findMessage(ctx, id)
    const port = message.channel === 'sms' ? ctx.ports.texts : ctx.ports.mail
    if (port.remembers) await wait(ctx, message.id, ctx.now, 'Sending broke off in the middle; it is tried again.')
    else
      await settleMessage(ctx, {
        id,
        status: 'unknown',
        detail: 'Sending broke off in the middle. It may have gone out: check, then send again.',
      })
  }
  for (const id of [...due, ...lost]) {
    try {
      await sendMessage(ctx, { subject: id })
    } catch (error) {
      // One message's trouble is not the next one's; it waits for its own next try.
      if (!(error instanceof Refusal)) throw error
    }
  }
  return { sent: due.length, lost: lost.length }
}

import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { fileBytes } from '../files'
import { instant } from '../kernel/instant'
import { Refusal } from '../kernel/refusal'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { describe } from '../platform/log'
import type { Fact } from '../platform/schema'
import type { LetterFile } from '../ports/mail'
import { failed, stateOf } from './circuit'
import { isQuiet } from './consent'
import { letterOf } from './letter'
import { backoffMs, type Channel, leaseMs, mayBeTaken, mostTries } from './message'
import {
  circuitOf,
  claim,
  dueMessages,
  findMessage,
  findSettings,
  lastNamed,
  type MessageRow,
  release,
} from './message.queries'
import { postCircuits } from './schema'
import { whyNotReach } from './sending'
import { settle } from './settle.actions'
import { findThread } from './thread.queries'

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
  const hours = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  if (!isQuiet(hours.format(ctx.now), quietFrom, quietTo)) return null
  // In steps of five minutes, as the clock of the house goes: a day has at most 288 of them.
  for (let at = ctx.now + 300_000; at < ctx.now + 86_400_000; at += 300_000)
    if (!isQuiet(hours.format(at), quietFrom, quietTo)) return at
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

type Sent = { provider: string; providerId: string; messageId: string | null; segments: number | null }

/** Puts a message together; what it answers hands it to the provider. Until then nothing has left the house. */
async function pack(ctx: Context, message: MessageRow): Promise<() => Promise<Sent>> {
  const ref = await refOf(ctx, message.id)
  const key = message.sendKey
    ? `${ctx.organization.id}:${message.id}:${message.sendKey}`
    : `${ctx.organization.id}:${message.id}`
  if (message.channel === 'sms') {
    const { texts } = ctx.ports
    const text = { key, from: message.fromAddress, to: message.toAddress, text: message.text, ref }
    return async () => {
      const { providerId, segments } = await texts.send(text)
      return { provider: texts.provider, providerId, messageId: null, segments: segments ?? message.segments }
    }
  }
  const { mail } = ctx.ports
  const [thread, parent, { along, linked }] = await Promise.all([
    findThread(ctx, message.threadId),
    lastNamed(ctx, message),
    filesOf(ctx, message),
  ])
  const letter = {
    ...(await letterOf(ctx, { message, thread, parent, linked })),
    key,
    ref,
    ...(along.length > 0 ? { attachments: along } : {}),
  }
  return async () => {
    const sent = await mail.send(letter)
    return { provider: mail.provider, providerId: sent.providerId, messageId: sent.messageId ?? null, segments: null }
  }
}

/**
 * Sends one message that waits. Once: of several that try at the same time one has it, and the provider knows its key
 * again; where the provider keeps no keys, a try of which nobody knows how it ended is 'unknown' and is not repeated by
 * itself. Right before it goes, everything that may forbid it is asked again.
 *
 * Refuses 'unavailable' for now: the queue asks again later.
 */
export async function sendMessage(ctx: Context, fact: Pick<Fact, 'subject'>): Promise<void> {
  const waiting = await findMessage(ctx, fact.subject)
  const channel: Channel = waiting.channel === 'sms' ? 'sms' : 'email'
  const { remembers } = channel === 'sms' ? ctx.ports.texts : ctx.ports.mail
  if (!mayBeTaken(waiting, ctx.now, remembers)) return

  const quiet = await quietUntil(ctx, waiting)
  if (quiet !== null) return release(ctx, waiting, quiet, 'It waits for the end of the quiet hours there.')
  if (!(await mayTry(ctx, channel)))
    return release(
      ctx,
      waiting,
      ctx.now + 60_000,
      'The provider does not answer just now. It is tried again by itself.',
    )
  const message = await claim(ctx, waiting.id, instant(ctx.now + leaseMs), remembers)
  if (!message) return
  let hand: () => Promise<Sent>
  try {
    hand = await pack(ctx, message)
  } catch (error) {
    return notPacked(ctx, message, error)
  }
  const why = await whyNotReach(ctx, channel, message.toAddress, message.purpose)
  if (why) return settle(ctx, { id: message.id, status: 'withheld', detail: why.sentence })
  let sent: Sent
  try {
    sent = await hand()
  } catch (error) {
    return notTaken(ctx, message, channel, remembers, error)
  }
  await keepCircuit(ctx, channel, null)
  await settle(ctx, { id: message.id, status: 'sent', ...sent })
}

/** It could not be put together, and is still here: nothing of it is the provider's fault. */
async function notPacked(ctx: Context, message: MessageRow, error: unknown): Promise<void> {
  const forGood = error instanceof Refusal && error.code !== 'unavailable'
  const detail = error instanceof Refusal ? error.message : 'It could not be put together.'
  if (forGood || message.tries >= mostTries) return settle(ctx, { id: message.id, status: 'failed', detail })
  await release(ctx, message, ctx.now + backoffMs(message.tries), detail)
  throw error
}

async function notTaken(
  ctx: Context,
  message: MessageRow,
  channel: Channel,
  remembers: boolean,
  error: unknown,
): Promise<void> {
  const refusal = error instanceof Refusal ? error : null
  const detail = refusal?.message ?? 'The provider broke off.'
  if (refusal && refusal.code !== 'unavailable' && refusal.code !== 'limit')
    return settle(ctx, { id: message.id, status: 'failed', detail, blocked: refusal.reason === 'text.opted-out' })

  // Too many at once is no trouble of the provider's: it costs no try, and the others may go on asking.
  if (refusal?.code === 'limit')
    return release(ctx, message, ctx.now + (refusal.retryAfterSeconds ?? 30) * 1000, detail, true)
  await keepCircuit(ctx, channel, detail)
  // Whether it went out nobody can say: a second try might be a second letter.
  const unclear = refusal === null || refusal.reason.endsWith('.unreachable')
  const check = `${detail} It may have gone out: check, then send again.`
  if (unclear && !remembers) return settle(ctx, { id: message.id, status: 'unknown', detail: check })
  if (message.tries >= mostTries)
    return settle(ctx, {
      id: message.id,
      status: unclear ? 'unknown' : 'failed',
      detail: `Tried ${message.tries} times. ${unclear ? check : detail}`,
    })
  const waitMs = Math.max(backoffMs(message.tries), (refusal?.retryAfterSeconds ?? 0) * 1000)
  await release(ctx, message, ctx.now + waitMs, detail)
  throw refusal ?? new Refusal('unavailable', 'send.broken', `The provider broke off: ${describe(error)}`)
}

const remembersOf = ({ ports }: Context, { channel }: Pick<MessageRow, 'channel'>): boolean =>
  (channel === 'sms' ? ports.texts : ports.mail).remembers

/** Messages that are called up at once: each is then a message of the queue, with a fate of its own. */
const calledAtOnce = 300

/** Calls up what is due: tries that waited, the end of quiet hours, and what a crash left in the middle. */
export const callUpDue = action({
  name: 'communications.message.call-up',
  about: 'Calls up messages whose time to be sent has come.',
  input: z.object({}),
  run: async (ctx) => {
    const { due, lost } = await dueMessages(ctx, calledAtOnce)
    const known = lost.filter((message) => remembersOf(ctx, message))
    return {
      subject: ctx.organization.id,
      writes: [],
      facts: [...due, ...known].map(({ id, threadId }) => ({
        name: 'communications.message-queued',
        subject: id,
        thread: threadId,
      })),
      result: { due: due.length, lost: lost.length },
    }
  },
})

/** What the clock of the house does every five minutes. Where the provider keeps no keys, what broke off is unknown. */
export async function sendDue(ctx: Context): Promise<{ sent: number; lost: number }> {
  const { due, lost } = await dueMessages(ctx, calledAtOnce)
  const unknown = lost.filter((message) => !remembersOf(ctx, message))
  for (const { id } of unknown)
    await settle(ctx, {
      id,
      status: 'unknown',
      detail: 'Sending broke off in the middle. It may have gone out: check, then send again.',
    })
  // Only who has something to call up writes an entry of it.
  if (due.length + lost.length > unknown.length) await callUpDue(ctx, {})
  return { sent: due.length, lost: lost.length }
}

import { sql } from 'drizzle-orm'
import { storeFile } from '../../files'
import { attempt } from '../../kernel/refusal'
import type { Context } from '../../platform/context'
import type { Fact } from '../../platform/schema'
import type { HookEvent } from '../../ports/hooks'
import { hearKeyword } from '../consent.actions'
import { keepFiles, settleMessage } from '../message.actions'
import { byInternetIds, findMessage, lookUpByProvider, type MessageRow, messagesSentence } from '../message.queries'
import { threadOfAddress } from '../reply-address'
import type { MessageFile } from '../schema'
import { lookUpByNumber } from '../thread.queries'
import { receiveMessage } from './arrival.actions'
import { type Incoming, parseLetter } from './parse'

/** Servers whose word on a sender counts; on a developer's machine the local one's. */
const trustedServers = (ctx: Context): string[] => [
  'mx.cloudflare.net',
  ...(ctx.ports.mail.reaches === 'local' ? ['mx.localhost'] : []),
]

const utf8 = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
const hex = (bytes: ArrayBuffer) =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** The letter of ours that a report speaks of: by its name, else by the thread's seal and the recipient. */
async function bounced(ctx: Context, to: string, letter: Incoming): Promise<MessageRow | null> {
  const { bounce } = letter
  const ids = [...(bounce?.originalId ? [bounce.originalId] : []), ...letter.references]
  const [named] = (await byInternetIds(ctx, ids)).filter(({ direction }) => direction === 'out')
  if (named) return named
  const number = await threadOfAddress(ctx, to)
  const thread = number === null ? null : await lookUpByNumber(ctx, number)
  if (!thread) return null
  const all = await messagesSentence(ctx, thread.id)
  return (
    all.find(
      ({ direction, toAddress }) => direction === 'out' && (!bounce?.recipient || toAddress === bounce.recipient),
    ) ?? null
  )
}

/** A letter whose bytes lie in the store. However often it comes, it is one message. */
async function takeLetter(ctx: Context, fact: Fact, raw: Uint8Array<ArrayBuffer>): Promise<void> {
  const to = String(fact.to ?? '')
  const letter = await parseLetter(raw, trustedServers(ctx))
  // By its own name and words; by its bytes where it has no name. A stranger may give two letters one name.
  const words = letter.messageId ? utf8(`${letter.from.address}\n${letter.subject}\n${letter.text}`) : raw
  const digest = hex(await crypto.subtle.digest('SHA-256', words)).slice(0, 24)
  const key = `letter:${to.toLowerCase()}:${letter.messageId ?? ''}:${digest}`
  if (letter.bounce) {
    const ours = await bounced(ctx, to, letter)
    if (ours && letter.bounce.delayed)
      await settleMessage(ctx, { id: ours.id, status: ours.status, detail: `Delayed: ${letter.bounce.detail}` })
    else if (ours)
      await settleMessage(
        ctx,
        {
          id: ours.id,
          status: letter.bounce.permanent ? 'bounced' : 'undelivered',
          detail: letter.bounce.detail,
          bounced: letter.bounce.permanent,
        },
        { key: `bounce:${digest}` },
      )
  }
  const auth = fact.auth === 'pass' || fact.auth === 'fail' ? fact.auth : letter.auth
  const done = await receiveOnce(ctx, key, {
    channel: 'email',
    from: letter.from.address || String(fact.from ?? '').toLowerCase(),
    fromName: letter.from.name,
    to,
    replyTo: letter.replyTo,
    subject: letter.subject,
    text: letter.text,
    internetId: letter.messageId,
    references: letter.references,
    rawKey: String(fact.rawKey),
    rawBytes: raw.byteLength,
    auth,
    authDetail: typeof fact.authDetail === 'string' && fact.authDetail ? fact.authDetail : letter.authDetail,
    marks: letter.marks,
    provider: String(fact.provider ?? ''),
    providerId: typeof fact.providerId === 'string' ? fact.providerId : null,
    automatic: letter.automatic,
  })
  if (letter.attachments.length > 0 && (await findMessage(ctx, done.id)).files.length === 0)
    await keepAttachments(ctx, done.id, letter.attachments)
}

/** The same arrival a second time answers the first; what differs in it (where its bytes lie) does not count. */
async function receiveOnce(ctx: Context, key: string, input: Record<string, unknown>) {
  const done = await attempt(() => receiveMessage(ctx, input, { key }))
  if (done.ok) return done.value
  if (done.refusal.reason !== 'key.reused') throw done.refusal
  const [entry] = await ctx.db.all<{ result: string }>(
    sql`SELECT result FROM audit_entries WHERE key = ${`communications.message.receive:${ctx.actor.id}:${key}`}`,
  )
  return JSON.parse(entry?.result ?? '{}') as { id: string; threadId: string; trusted: boolean }
}

/** Files of a letter, once each in the store. What it does not take is named, with its reason. */
async function keepAttachments(ctx: Context, messageId: string, attachments: Incoming['attachments']): Promise<void> {
  const files: MessageFile[] = []
  for (const [index, { name, bytes }] of attachments.entries()) {
    const stored = await attempt(() =>
      storeFile(ctx, { bytes, name, about: messageId, role: 'document' }, `${messageId}:${index}`),
    )
    files.push(
      stored.ok
        ? { id: stored.value.file, name: stored.value.name, sizeBytes: bytes.byteLength }
        : { id: null, name, sizeBytes: bytes.byteLength, why: stored.refusal.message },
    )
  }
  await keepFiles(ctx, { id: messageId, files }, { key: `files:${messageId}` })
}

/** A text message: STOP is heard first, then it is kept, and only then somebody hears of it. */
async function takeText(ctx: Context, event: Extract<HookEvent, { kind: 'text' }>, provider: string, rawKey: string) {
  const { from, to, text, providerId, answered } = event
  const key = `${provider}:${providerId}`
  const { keyword } = await hearKeyword(ctx, { from, text, providerId: key, answered }, { key })
  const done = await receiveOnce(ctx, key, {
    channel: 'sms',
    from,
    to,
    text: text || (event.media.length > 0 ? 'A picture.' : ''),
    subject: '',
    rawKey,
    marks: keyword === 'stop' || keyword === 'pause' ? ['stop'] : [],
    provider,
    providerId,
    segments: event.segments,
    // Nothing else reads what was said to the house itself.
    automatic: keyword !== null && keyword !== 'pause',
  })
  return done
}

type Word = Exclude<HookEvent, { kind: 'text' } | { kind: 'letter' }>

/** What a provider told of a message that went out. */
async function takeWord(ctx: Context, event: Word, provider: string): Promise<void> {
  const [, , messageId = ''] = /^(org_[0-9a-z]+)-(ms_[0-9a-z]{26})-/.exec(event.ref) ?? []
  const message = messageId
    ? await findMessage(ctx, messageId)
    : await lookUpByProvider(ctx, provider, event.providerId)
  if (!message) return
  const once = { key: `${provider}:${event.eventId}` }
  const about = { id: message.id, provider, providerId: event.providerId, detail: event.detail }
  if (event.kind === 'complaint') await settleMessage(ctx, { ...about, status: message.status, complained: true }, once)
  else if (event.kind === 'blocked') await settleMessage(ctx, { ...about, status: 'failed', blocked: true }, once)
  else if (event.kind === 'status')
    await settleMessage(
      ctx,
      {
        ...about,
        status: event.status,
        messageId: event.messageId,
        bounced: event.status === 'bounced' && event.permanent,
      },
      once,
    )
}

/** What lies in the store since a door took it in. Everything here may come twice, and in any order. */
export async function takeArrival(ctx: Context, fact: Fact): Promise<void> {
  const rawKey = String(fact.rawKey ?? '')
  const kept = await ctx.ports.files.get(rawKey)
  if (!kept) throw new Error('What arrived is not in the store')
  const raw = new Uint8Array(await new Response(kept.bytes).arrayBuffer())
  if (fact.kind === 'letter') return takeLetter(ctx, fact, raw)

  const provider = String(fact.provider ?? '')
  const event = JSON.parse(new TextDecoder().decode(raw)) as HookEvent
  if (event.kind === 'text') await takeText(ctx, event, provider, rawKey)
  else if (event.kind === 'letter') {
    const bytes = await ctx.ports.hooks.find((one) => one.provider === provider)?.fetchLetter?.(event.fetchRef)
    if (!bytes) return
    // The letter's own bytes take the place of what announced it.
    await ctx.ports.files.put(`${rawKey}.eml`, bytes, 'message/rfc822')
    const to = event.to.find((address) => address.toLowerCase().startsWith(ctx.organization.slug)) ?? event.to[0] ?? ''
    const { auth, authDetail, from, providerId } = event
    await takeLetter(ctx, { ...fact, to, from, auth, authDetail, providerId, rawKey: `${rawKey}.eml` }, bytes)
  } else await takeWord(ctx, event, provider)
}

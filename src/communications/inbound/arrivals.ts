import { sql } from 'drizzle-orm'
import { storeFile } from '../../files'
import { phoneNumber } from '../../kernel/phone'
import { attempt } from '../../kernel/refusal'
import type { Context } from '../../platform/context'
import type { Fact } from '../../platform/schema'
import type { HookEvent } from '../../ports/hooks'
import { hearKeyword } from '../consent.actions'
import { byInternetIds, lookUpByProvider, lookUpMessage, type MessageRow, sentInThread } from '../message.queries'
import { threadOfAddress } from '../reply-address'
import type { MessageFile } from '../schema'
import { settle } from '../settle.actions'
import { lookUpByNumber } from '../thread.queries'
import { bareAddress } from './addresses'
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
  return sentInThread(ctx, thread.id, bounce?.recipient ?? null)
}

/** A letter whose bytes lie in the store. However often it comes, it is one message. */
async function takeLetter(ctx: Context, fact: Fact, raw: Uint8Array<ArrayBuffer>): Promise<void> {
  const to = String(fact.to ?? '')
  const letter = await parseLetter(raw, trustedServers(ctx))
  // By its own name and words; by its bytes where it has no name. A stranger may give two letters one name.
  const words = letter.messageId ? utf8(`${letter.from.address}\n${letter.subject}\n${letter.text}`) : raw
  const digest = hex(await crypto.subtle.digest('SHA-256', words)).slice(0, 24)
  const key = `letter:${to.toLowerCase()}:${letter.messageId ?? ''}:${digest}`
  if (letter.bounce) await hearBounce(ctx, to, letter, digest)
  const auth = fact.auth === 'pass' || fact.auth === 'fail' ? fact.auth : letter.auth
  await receiveOnce(ctx, key, {
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
    authDetail: (typeof fact.authDetail === 'string' && fact.authDetail ? fact.authDetail : letter.authDetail).slice(
      0,
      300,
    ),
    marks: letter.marks,
    provider: String(fact.provider ?? ''),
    providerId: typeof fact.providerId === 'string' ? fact.providerId : null,
    automatic: letter.automatic,
    // Before anybody hears of the letter: who reads it finds what came with it.
    files: await storedFiles(ctx, key, letter),
  })
}

/** A report of a mail server says what became of a letter of ours. */
async function hearBounce(ctx: Context, to: string, letter: Incoming, digest: string): Promise<void> {
  const { bounce } = letter
  const ours = bounce && (await bounced(ctx, to, letter))
  if (!bounce || !ours) return
  const once = { key: `bounce:${digest}` }
  if (bounce.delayed) return settle(ctx, { id: ours.id, status: ours.status, detail: `Delayed: ${bounce.detail}` })
  const status = bounce.permanent ? 'bounced' : 'undelivered'
  await settle(ctx, { id: ours.id, status, detail: bounce.detail, bounced: bounce.permanent }, once)
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

/** Files of a message, once each in the store. What it does not take is named, with its reason. */
async function storedFiles(
  ctx: Context,
  key: string,
  { attachments, unpacked }: Pick<Incoming, 'attachments' | 'unpacked'>,
): Promise<MessageFile[]> {
  const files: MessageFile[] = []
  for (const [index, { name, bytes }] of attachments.entries()) {
    const stored = await attempt(() =>
      storeFile(ctx, { bytes, name, about: '', role: 'document' }, `${key}:${index}`.slice(-400)),
    )
    // What may be kept later is kept later: the queue asks again.
    if (!stored.ok && stored.refusal.code === 'unavailable') throw stored.refusal
    files.push(
      stored.ok
        ? { id: stored.value.file, name: stored.value.name, sizeBytes: bytes.byteLength }
        : { id: null, name, sizeBytes: bytes.byteLength, why: stored.refusal.message },
    )
  }
  const more = unpacked - attachments.length
  if (more > 0) {
    const why = `Only the first ${attachments.length} are unpacked. The whole is kept as it came.`
    files.push({ id: null, name: `${more} more`, sizeBytes: 0, why })
  }
  return files
}

/** A text message: STOP is heard first, then it is kept, and only then somebody hears of it. */
async function takeText(ctx: Context, event: Extract<HookEvent, { kind: 'text' }>, provider: string, rawKey: string) {
  const { to, text, providerId, answered } = event
  const key = `${provider}:${providerId}`
  const from = comparable(event.from)
  const { keyword } = await hearKeyword(ctx, { from, text, providerId: key, answered }, { key })
  await receiveOnce(ctx, key, {
    channel: 'sms',
    from,
    to,
    text: text.slice(0, 20_000) || (event.media.length > 0 ? 'A picture.' : ''),
    subject: '',
    rawKey,
    marks: keyword === 'stop' || keyword === 'pause' ? ['stop'] : [],
    provider,
    providerId,
    segments: event.segments,
    // Nothing else reads what was said to the house itself.
    automatic: keyword !== null && keyword !== 'pause',
    files: await mediaOf(ctx, event, provider, key),
  })
}

/** A number as two of them are compared; what is none (a short code, a name) stays as it came. */
function comparable(from: string): string {
  try {
    return phoneNumber(from)
  } catch {
    return from.trim().slice(0, 40)
  }
}

/** Pictures of a text message, from where the provider keeps them. What is gone there is named. */
async function mediaOf(ctx: Context, event: Extract<HookEvent, { kind: 'text' }>, provider: string, key: string) {
  const hooks = ctx.ports.hooks.find((one) => one.provider === provider)
  const fetched = await Promise.all(
    event.media.slice(0, 10).map(async ({ url, type }, at) => ({
      name: `picture-${at + 1}${/^image\/(jpeg|png|gif|webp)$/.test(type) ? `.${type.slice(6).replace('jpeg', 'jpg')}` : ''}`,
      type,
      bytes: (await hooks?.fetchMedia?.(url)) ?? null,
    })),
  )
  const here = fetched.flatMap(({ bytes, ...rest }) => (bytes ? [{ ...rest, bytes }] : []))
  const files = await storedFiles(ctx, `${key}:media`, { attachments: here, unpacked: here.length })
  const gone = fetched.filter(({ bytes }) => bytes === null)
  const why = 'The provider does not hand it over any more.'
  return [...files, ...gone.map(({ name }) => ({ id: null, name, sizeBytes: 0, why }))]
}

type Word = Exclude<HookEvent, { kind: 'text' } | { kind: 'letter' }>

/** What a provider told of a message that went out. */
async function takeWord(ctx: Context, event: Word, provider: string): Promise<void> {
  const [, , messageId = ''] = /^(org_[0-9a-z]+)-(ms_[0-9a-z]{26})-/.exec(event.ref) ?? []
  const message = messageId
    ? await lookUpMessage(ctx, messageId)
    : await lookUpByProvider(ctx, provider, event.providerId)
  if (!message) return
  const once = { key: `${provider}:${event.eventId}` }
  const about = { id: message.id, provider, providerId: event.providerId, detail: event.detail }
  if (event.kind === 'complaint') await settle(ctx, { ...about, status: message.status, complained: true }, once)
  else if (event.kind === 'blocked') await settle(ctx, { ...about, status: 'failed', blocked: true }, once)
  else if (event.kind === 'status') {
    const bounced = event.status === 'bounced' && event.permanent
    await settle(ctx, { ...about, status: event.status, messageId: event.messageId, bounced }, once)
  }
}

/** Of the addresses that a letter went to, ours; one of a thread before the organization's own. */
function mailboxAmong(ctx: Context, addresses: readonly string[]): string {
  const ours = addresses
    .map(bareAddress)
    .filter(
      (address) => address.endsWith(`@${ctx.mailDomain}`) && /^[^@+]+/.exec(address)?.[0] === ctx.organization.slug,
    )
  return ours.find((address) => address.includes('+')) ?? ours[0] ?? bareAddress(addresses[0] ?? '')
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
    if (!bytes) throw new Error(`Nobody fetches letters from ${provider}: its key is not set`)
    // The letter's own bytes take the place of what announced it.
    await ctx.ports.files.put(`${rawKey}.eml`, bytes, 'message/rfc822')
    const to = mailboxAmong(ctx, event.to)
    const { auth, authDetail, from, providerId } = event
    await takeLetter(ctx, { ...fact, to, from, auth, authDetail, providerId, rawKey: `${rawKey}.eml` }, bytes)
  } else await takeWord(ctx, event, provider)
}

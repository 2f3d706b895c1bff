import { sql } from 'drizzle-orm'
import { attach } from '../files'
import { emailAddress } from '../kernel/email-address'
import { type Id, newId } from '../kernel/ids'
import { phoneNumber } from '../kernel/phone'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Plan } from '../platform/commit'
import type { Context } from '../platform/context'
import { gateOf, type Purpose } from './consent'
import { foldedDomain } from './domains'
import { type Channel, snippetOf } from './message'
import { insertMessage, ledgerOf, lookUpByKey, type MessageRow, ownNumber } from './message.queries'
import { houseAddress } from './reply-address'
import type { MessageFile } from './schema'
import { plainLetters, segmentsOf } from './segments'
import { addParty, findThread, insertThread, updateThread } from './thread.queries'

/** A message that a room wants to go out. */
export type Sending = {
  /** The same key twice is the same message: it is written and sent once. */
  key: string
  channel: Channel
  to: { address: string; name: string }
  subject: string
  /** Reads well alone; of a text message all there is. */
  text: string
  /** Of a letter; left out, the text is shown as it is. */
  html?: string
  /** The record that it is about; null for none. */
  about?: string | null
  /** The thread that it goes into; left out, a new one begins. */
  threadId?: string | null
  /** Files of the store that go with it. */
  files?: MessageFile[]
  purpose?: Purpose
  /** Does not wait for the end of the quiet hours. */
  urgent?: boolean
}

/** What a plan adds to the caller's commit, and the ids that it will have. */
export type SendPlan = Plan & { guards: Guard[]; threadId: string; messageId: string }

/** Characters of a text message: twelve parts. */
export const longestText = 804

/** The address as two of them are compared. Refuses 'invalid' ('send.address'). */
export function readAddress(channel: Channel, given: string): string {
  try {
    return channel === 'email' ? emailAddress(given) : phoneNumber(given)
  } catch {
    const sentence =
      channel === 'email'
        ? 'This is no e-mail address: write one such as sales@example.com.'
        : 'This is no telephone number: write it with its country code, such as +31 6 1234 5678.'
    return refuse('invalid', 'send.address', sentence, { to: sentence })
  }
}

/**
 * Whether an address may be written to now: what its ledger says, and what the room says that knows who it is (a
 * blacklisted vendor, a member who left). Answers the sentence that says why not; null where it may.
 */
export async function whyNotReach(
  ctx: Context,
  channel: Channel,
  address: string,
  purpose: Purpose,
): Promise<{ reason: string; sentence: string } | null> {
  const [ledger, known] = await Promise.all([ledgerOf(ctx, channel, address), ctx.correspondents(channel, [address])])
  const barred = known.find((one) => one.barred !== null)
  if (barred?.barred && purpose !== 'consent') return { reason: 'send.barred', sentence: barred.barred }
  const gate = gateOf(channel, purpose, ledger)
  return gate.open ? null : { reason: gate.reason, sentence: gate.sentence }
}

/**
 * Plans a message within the caller's own commit: it is written, its thread begins or goes on, and the queue sends it
 * afterwards. The same key a second time plans nothing and answers the same ids.
 *
 * Refuses 'invalid' for an address or a text that cannot be sent ('send.address', 'send.empty', 'send.long'), 'conflict'
 * where the address may not be written to ('send.barred', 'consent.…'), 'unavailable' ('send.no-number') where the
 * organization has no telephone number. It asks no permission: the caller's action does.
 */
export async function planSend(ctx: Context, sending: Sending): Promise<SendPlan> {
  const there = await lookUpByKey(ctx, sending.key)
  if (there) return { guards: [], writes: [], facts: [], threadId: there.threadId, messageId: there.id }

  const { channel, html = null, files = [], purpose = 'work', urgent = false } = sending
  // The same words at a third of the price: curly quotes and long dashes would make a text message of 70 letters a part.
  const text = channel === 'sms' ? plainLetters(sending.text) : sending.text
  const to = { address: readAddress(channel, sending.to.address), name: sending.to.name }
  if (text.trim() === '') refuse('invalid', 'send.empty', 'Write something first.', { text: 'Write something first.' })
  if (channel === 'sms' && text.length > longestText) {
    const sentence = `A text message has at most ${longestText} characters. Write a letter instead.`
    refuse('invalid', 'send.long', sentence, { text: sentence })
  }
  const why = await whyNotReach(ctx, channel, to.address, purpose)
  if (why) refuse('conflict', why.reason, why.sentence, { to: why.sentence })
  const from = channel === 'email' ? houseAddress(ctx) : await ownNumber(ctx)
  if (from === '')
    refuse(
      'unavailable',
      'send.no-number',
      'No telephone number is free for your organization. Write a letter instead.',
    )

  const thread = sending.threadId ? await findThread(ctx, sending.threadId) : null
  const [known] = await ctx.correspondents(channel, [to.address])
  const threadId = thread?.id ?? newId('th', ctx.now)
  const messageId = newId('ms', ctx.now)
  const subject = sending.subject.trim() || thread?.subject || snippetOf(text).slice(0, 80)
  const message: MessageRow = {
    ...blank(ctx),
    id: messageId,
    threadId,
    direction: 'out',
    channel,
    status: 'queued',
    fromAddress: from,
    fromName: ctx.organization.name,
    toAddress: to.address,
    toName: to.name,
    subject,
    text,
    fresh: text,
    html,
    purpose,
    urgent,
    sendKey: sending.key,
    segments: channel === 'sms' ? segmentsOf(text).segments : null,
    files,
    nextTryAt: ctx.now,
  }
  const hung = await Promise.all(
    files.flatMap(({ id, name }) =>
      id === null ? [] : [attach(ctx, { file: id, about: messageId, role: 'document', name })],
    ),
  )
  const moved = { snippet: snippetOf(text), lastAt: ctx.now, waitsFor: 'them' as const, unread: false }
  return {
    guards: [
      ...hung.flatMap(({ guards = [] }) => guards),
      {
        count: sql`SELECT 1 - count(*) FROM messages WHERE send_key = ${sending.key}`,
        refusal: () => new Refusal('conflict', 'send.twin', 'This message was written at the same moment. Look again.'),
      },
    ],
    writes: [
      ...(thread
        ? updateThread(ctx, thread.id, { ...moved, channel })
        : insertThread(ctx, {
            id: threadId as Id<'th'>,
            subject,
            about: sending.about ?? null,
            channel,
            // What is sent waits for an answer; it stands in the inbox once one comes.
            state: 'done',
            party: to.name || known?.name || to.address,
            partyRecord: known?.recordId ?? null,
            assigneeId: ctx.actor.kind === 'member' ? (ctx.actor.id as Id<'mb'>) : null,
            snoozedUntil: null,
            createdAt: ctx.now,
            createdBy: ctx.actor.id,
            version: 1,
            ...moved,
          })),
      addParty(ctx, { threadId, channel, address: to.address, name: to.name, invited: true }),
      ...(channel === 'email' ? knowDomain(ctx, to.address) : []),
      insertMessage(ctx, message),
      ...hung.flatMap(({ writes }) => writes),
    ],
    facts: [
      ...hung.flatMap(({ facts = [] }) => facts),
      {
        name: 'communications.message-queued',
        subject: messageId,
        thread: threadId,
        about: sending.about ?? thread?.about ?? null,
      },
    ],
    threadId,
    messageId,
  }
}

/** A message's row before anything is said of it. */
export const blank = (ctx: Context): MessageRow => ({
  id: newId('ms', ctx.now),
  threadId: 'th_',
  direction: 'out',
  channel: 'email',
  status: 'draft',
  statusAt: ctx.now,
  statusDetail: '',
  fromAddress: '',
  fromName: '',
  toAddress: '',
  toName: '',
  subject: '',
  text: '',
  fresh: '',
  html: null,
  purpose: 'work',
  urgent: false,
  at: ctx.now,
  writtenBy: ctx.actor.id,
  sendKey: null,
  internetId: null,
  referencesIds: '',
  provider: '',
  providerId: null,
  tries: 0,
  nextTryAt: null,
  leaseUntil: null,
  segments: null,
  rawKey: null,
  rawBytes: 0,
  auth: 'unknown',
  authDetail: '',
  marks: [],
  files: [],
  version: 1,
})

/** A domain that the organization deals with: those that merely look like it are marked from now on. */
export const knowDomain = (ctx: Context, address: string) => {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return [
    ctx.db.run(
      sql`INSERT OR IGNORE INTO known_domains (domain, skeleton, since) VALUES (${domain}, ${foldedDomain(domain)}, ${ctx.now})`,
    ),
  ]
}

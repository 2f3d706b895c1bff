import { and, eq, inArray, or, sql } from 'drizzle-orm'
import * as z from 'zod'
import { attach } from '../../files'
import { newId } from '../../kernel/ids'
import { isSharedDomain } from '../../kernel/shared-domains'
import { action } from '../../platform/action'
import type { Write } from '../../platform/commit'
import type { Context } from '../../platform/context'
import { gateOf } from '../consent'
import { domainOf, foldedDomain, looksLike } from '../domains'
import { freshPart } from '../fresh'
import { type Channel, type Mark, snippetOf } from '../message'
import { byInternetIds, insertMessage, ledgerOf, type MessageRow } from '../message.queries'
import { threadOfAddress } from '../reply-address'
import { knownDomains, type MessageFile, postRules, threadParties } from '../schema'
import { blank, knowDomain } from '../sending'
import { type Thread, woken } from '../thread'
import {
  addParty,
  findThread,
  insertThread,
  lookUpByNumber,
  threadsInvited,
  threadsWith,
  updateThread,
} from '../thread.queries'

const text = (longest: number) => z.string().max(longest).default('')

/** The thread that an arrival belongs to, and how sure that is. */
type Place = { thread: Thread | null; sealed: boolean; invited: boolean; several: boolean }
const nowhere: Place = { thread: null, sealed: false, invited: false, several: false }

/** By the seal of the address first, then by what it answers, within the organization. A sender alone proves nothing. */
async function placeOfLetter(ctx: Context, to: string, references: readonly string[]): Promise<Place> {
  const number = await threadOfAddress(ctx, to)
  const sealed = number === null ? null : await lookUpByNumber(ctx, number)
  if (sealed) return { ...nowhere, thread: sealed, sealed: true }
  const answered = await byInternetIds(ctx, references)
  for (const id of references) {
    const parent = answered.find(({ internetId }) => internetId === id)
    if (parent) return { ...nowhere, thread: await findThread(ctx, parent.threadId) }
  }
  return nowhere
}

/**
 * A text message carries no seal. It answers the one thread in which we wrote to this number and wait; where there are
 * several, it stands in the newest of them, and a person looks.
 */
async function placeOfText(ctx: Context, from: string): Promise<Place> {
  const all = await threadsInvited(ctx, 'sms', from)
  const waiting = all.filter(({ thread, invited }) => invited && thread.waitsFor === 'them')
  const chosen = waiting[0] ?? all[0]
  if (!chosen) return nowhere
  return { thread: chosen.thread, sealed: waiting.length === 1, invited: chosen.invited, several: waiting.length > 1 }
}

/** What a person taught about this sender; the address before its domain. */
async function ruleFor(ctx: Context, address: string) {
  const rules = await ctx.db
    .select()
    .from(postRules)
    .where(
      or(
        and(eq(postRules.kind, 'address'), eq(postRules.value, address)),
        and(eq(postRules.kind, 'domain'), eq(postRules.value, domainOf(address))),
      ),
    )
    .limit(2)
  return rules.find(({ kind }) => kind === 'address') ?? rules[0] ?? null
}

/** Marks by whom it is from: strangers, look-alikes, answers that would go elsewhere. */
async function marksOf(
  ctx: Context,
  from: string,
  replyTo: string,
  thread: Thread | null,
): Promise<{ marks: Mark[]; invited: boolean }> {
  const domain = domainOf(from)
  const [before, parties, alike, known] = await Promise.all([
    threadsWith(ctx, 'email', from),
    thread
      ? ctx.db
          .select()
          .from(threadParties)
          .where(and(eq(threadParties.threadId, thread.id), eq(threadParties.channel, 'email')))
          .limit(50)
      : [],
    ctx.db
      .select()
      .from(knownDomains)
      .where(inArray(knownDomains.skeleton, [foldedDomain(domain)]))
      .limit(5),
    ctx.correspondents('email', [from]),
  ])
  const marks: Mark[] = []
  const invited = parties.some(
    (party) =>
      party.invited && (party.address === from || (domainOf(party.address) === domain && !isSharedDomain(domain))),
  )
  const pretends =
    alike.every((one) => one.domain !== domain) && alike.length > 0
      ? true
      : parties.some((party) => looksLike(domain, domainOf(party.address))) && !invited
  if (pretends) marks.push('look-alike')
  if (replyTo !== '' && domainOf(replyTo) !== domain) marks.push('reply-to-differs')
  if (thread && !invited) marks.push('unexpected-sender')
  if (before.length === 0 && known.length === 0) marks.push('first-time')
  return { marks, invited }
}

/** Writes down a message that came in, once: its key is the provider's or the letter's own name. */
export const receiveMessage = action({
  name: 'communications.message.receive',
  about: 'Writes down a message that came in, in the thread that it belongs to, or where nobody knows yet.',
  input: z.object({
    channel: z.enum(['email', 'sms']),
    from: text(254),
    fromName: text(120),
    to: text(320),
    replyTo: text(254),
    subject: text(300),
    text: text(100_000),
    internetId: z.string().max(1000).nullable().default(null),
    references: z.array(z.string().max(1000)).max(60).default([]),
    rawKey: z.string().nullable().default(null),
    rawBytes: z.number().int().default(0),
    auth: z.enum(['pass', 'fail', 'unknown']).default('unknown'),
    authDetail: text(300),
    marks: z.array(z.string()).default([]),
    provider: text(40),
    providerId: z.string().nullable().default(null),
    segments: z.number().int().nullable().default(null),
    automatic: z.boolean().default(false),
    files: z
      .array(
        z.object({ id: z.string().nullable(), name: z.string(), sizeBytes: z.number(), why: z.string().optional() }),
      )
      .default([]),
  }),
  run: async (ctx, input) => {
    const channel = input.channel as Channel
    const place =
      channel === 'email' ? await placeOfLetter(ctx, input.to, input.references) : await placeOfText(ctx, input.from)
    const rule = place.thread ? null : await ruleFor(ctx, input.from)
    const { marks, invited } =
      channel === 'email'
        ? await marksOf(ctx, input.from, input.replyTo, place.thread)
        : { marks: place.several ? (['several-threads'] as Mark[]) : [], invited: place.invited }
    const [known] = await ctx.correspondents(channel, [input.from])
    const messageId = newId('ms', ctx.now)
    const threadId = place.thread?.id ?? newId('th', ctx.now)
    const message: MessageRow = {
      ...blank(ctx),
      id: messageId,
      threadId,
      direction: 'in',
      channel,
      status: 'received',
      fromAddress: input.from,
      fromName: input.fromName || known?.name || '',
      toAddress: input.to,
      subject: input.subject,
      text: input.text,
      fresh: channel === 'email' ? freshPart(input.text) : input.text,
      internetId: input.internetId,
      referencesIds: [...input.references].reverse().slice(-20).join(' '),
      rawKey: input.rawKey,
      rawBytes: input.rawBytes,
      auth: input.auth,
      authDetail: input.authDetail,
      marks: [...new Set([...(input.marks as Mark[]), ...marks])],
      provider: input.provider,
      providerId: input.providerId,
      segments: input.segments,
      files: input.files as MessageFile[],
    }
    // With the thread's own seal, from somebody who was written to, and nothing that speaks against it.
    const trusted =
      invited &&
      place.sealed &&
      input.auth !== 'fail' &&
      !message.marks.some((mark) => ['look-alike', 'reply-to-differs', 'bounce'].includes(mark))
    const about = place.thread?.about ?? rule?.about ?? null
    const hung = await hangFiles(ctx, message, trusted ? about : null)
    const moved = {
      snippet: snippetOf(message.fresh || message.subject),
      lastAt: ctx.now,
      ...(input.automatic ? {} : { unread: true, waitsFor: 'us' as const }),
    }
    const belongs = rule !== null || (channel === 'sms' && known !== undefined)
    const writes: Write[] = [
      ...(place.thread
        ? updateThread(ctx, place.thread.id, {
            ...moved,
            ...(input.automatic ? {} : { state: woken(place.thread.state), snoozedUntil: null }),
          })
        : insertThread(ctx, {
            id: threadId,
            subject: input.subject || snippetOf(input.text).slice(0, 80) || 'Without a subject',
            about: rule?.about ?? null,
            channel,
            state: belongs ? 'open' : 'unmatched',
            party: known?.name || input.fromName || input.from || 'Nobody',
            partyRecord: known?.recordId ?? null,
            assigneeId: null,
            snoozedUntil: null,
            createdAt: ctx.now,
            createdBy: ctx.actor.id,
            version: 1,
            unread: true,
            waitsFor: 'us',
            snippet: moved.snippet,
            lastAt: ctx.now,
          })),
      ...(rule?.label
        ? [
            ctx.db.run(
              sql`INSERT OR IGNORE INTO thread_labels (label, thread_id, last_at) VALUES (${rule.label}, ${threadId}, ${ctx.now})`,
            ),
          ]
        : []),
      ...(input.from
        ? [addParty(ctx, { threadId, channel, address: input.from, name: input.fromName, invited: false })]
        : []),
      ...(trusted && channel === 'email' ? knowDomain(ctx, input.from) : []),
      insertMessage(ctx, message),
    ]
    return {
      subject: threadId,
      writes,
      facts: [
        {
          name: 'communications.message-received',
          subject: messageId,
          thread: threadId,
          about,
          channel,
          party: known?.recordId ?? null,
          trusted,
          automatic: input.automatic,
        },
      ],
      plans: hung,
      result: { id: messageId, threadId, trusted },
    }
  },
})

/** What came with a message hangs on it; on the record that it concerns too, where it is to be trusted. */
const hangFiles = (ctx: Context, { id, files }: MessageRow, about: string | null) =>
  Promise.all(
    files.flatMap((file) =>
      file.id === null
        ? []
        : [id, ...(about ? [about] : [])].map((on) =>
            attach(ctx, { file: file.id ?? '', about: on, role: 'document', name: file.name }),
          ),
    ),
  )

/** Says STOP, START or a pause in the ledger; answers whether a confirmation is due. */
export const isOptedOut = async (ctx: Context, number: string): Promise<boolean> => {
  const gate = gateOf('sms', 'work', await ledgerOf(ctx, 'sms', number))
  return !gate.open && gate.reason === 'consent.opted-out'
}

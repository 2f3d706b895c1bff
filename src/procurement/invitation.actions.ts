import * as z from 'zod'
import { newId } from '../kernel/ids'
import { currency, optionalBlock, optionalDate, optionalLine, textBlock } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { checkAnswerable, checkTakesAnswers, type Invitation } from './invitation'
import { receiptLetter } from './letters'
import { linkOf, planLetter } from './post'
import { type Corrections, checkQuote, type Quote, type QuoteLine } from './quote'
import { insertQuote, replaceQuotes, versionIsNext, versionsOf } from './quote.queries'
import type { RfqLine } from './rfq'
import { findInvitation, findRfq, invitationStillAt, linesOf, rfqTakesAnswers, updateInvitation } from './rfq.queries'

const id = z.string()
const scaled = z.number().int().min(0).nullable()

/** An answer's line as it is kept: scaled units and millionths. */
export const answerLine = z.object({
  lineId: z.string().transform((text) => text as RfqLine['id']),
  offer: z.enum(['exact', 'alternate', 'none']),
  price: scaled,
  per: z.number().int().min(1).max(10_000).default(1),
  minimum: scaled.default(null),
  pack: scaled.default(null),
  available: scaled.default(null),
  leadDays: z.number().int().min(0).max(730).nullable().default(null),
  breaks: z
    .array(z.object({ from: z.number().int().positive(), price: z.number().int().min(0) }))
    .max(8)
    .default([]),
  note: optionalBlock(1000),
  evidence: z.record(z.string(), z.string().max(400)).default({}),
})

export const answerHead = {
  currency,
  freightKind: z.enum(['included', 'flat', 'unknown']),
  freightMinor: scaled.default(null),
  freeAboveMinor: scaled.default(null),
  validUntil: optionalDate,
  reference: optionalLine(60),
  terms: optionalLine(200),
  note: optionalBlock(2000),
}

type Answer = Omit<
  Quote,
  | 'id'
  | 'rfqId'
  | 'vendorId'
  | 'invitationId'
  | 'version'
  | 'way'
  | 'late'
  | 'receivedAt'
  | 'receivedBy'
  | 'replacedAt'
  | 'corrections'
  | 'source'
> & {
  corrections?: Corrections

  lines: Omit<QuoteLine, 'id' | 'quoteId'>[]
}

/**
 * A new version of a vendor's answer, with its guards. Refuses as `checkQuote` does, and 'conflict' ('invitation.over')
 * where the RFQ is decided.
 */
export async function planQuote(
  ctx: Context,
  of: Pick<Quote, 'rfqId' | 'vendorId' | 'invitationId' | 'way' | 'source'>,
  { lines, corrections = {}, ...head }: Answer,
) {
  const [rfq, asked, before] = await Promise.all([
    findRfq(ctx, of.rfqId),
    linesOf(ctx, of.rfqId),
    versionsOf(ctx, of.rfqId, of.vendorId),
  ])
  checkTakesAnswers(rfq)
  checkQuote(lines, asked as RfqLine[])
  const quote: Quote = {
    id: newId('qt', ctx.now),
    ...of,
    ...head,
    corrections,
    version: (before[0]?.version ?? 0) + 1,
    late: rfq.state !== 'sent' || ctx.now >= rfq.replyBy,
    receivedAt: ctx.now,
    receivedBy: ctx.actor.id,
    replacedAt: null,
  }
  const rows = lines.map((line): QuoteLine => ({ id: newId('qy', ctx.now), quoteId: quote.id, ...line }))
  return {
    rfq,
    quote,
    plan: {
      guards: [versionIsNext(quote), rfqTakesAnswers(rfq.id)],
      writes: insertQuote(ctx, quote, rows),
      facts: [
        {
          name: 'procurement.quote-received',
          subject: quote.id,
          rfq: quote.rfqId,
          vendor: quote.vendorId,
          version: quote.version,
          late: quote.late,
        },
      ],
    },
  }
}

export const openInvitation = action({
  name: 'procurement.invitation.open',
  about: 'Notes that a vendor opened its link.',
  input: z.object({ id }),
  run: async (ctx, { id }) => {
    const before = await findInvitation(ctx, id)
    const state =
      before.state === 'sent' || before.state === 'queued' || before.state === 'bounced' ? 'opened' : before.state
    return {
      subject: before.rfqId,
      guards: [invitationStillAt(before)],
      writes: [updateInvitation(ctx, { ...before, state, openedAt: before.openedAt ?? ctx.now })],
      facts: [{ name: 'procurement.link-opened', subject: before.rfqId, vendor: before.vendorId }],
      result: { id: before.id },
    }
  },
})

export const saveAnswer = action({
  name: 'procurement.invitation.save',
  about: 'Keeps what a vendor has typed, to finish it later.',
  input: z.object({ id, draft: z.record(z.string().max(40), z.string().max(2000)) }),
  run: async (ctx, { id, draft }) => {
    const before = await findInvitation(ctx, id)
    checkAnswerable(before, await findRfq(ctx, before.rfqId))
    return {
      subject: before.rfqId,
      guards: [invitationStillAt(before)],
      writes: [updateInvitation(ctx, { ...before, draft })],
      facts: [],
      result: { id: before.id },
    }
  },
})

export const answerInvitation = action({
  name: 'procurement.quote.answer',
  about: 'Takes a vendor’s answer from its link. A second one is a new version; nothing is overwritten.',
  input: z.object({ id, ...answerHead, lines: z.array(answerLine).max(50) }),
  run: async (ctx, { id, ...answer }) => {
    const before = await findInvitation(ctx, id)
    checkAnswerable(before, await findRfq(ctx, before.rfqId))
    const after: Invitation = { ...before, state: 'answered', answeredAt: ctx.now, trouble: '', draft: null }
    const { quote, plan } = await planQuote(
      ctx,
      { rfqId: before.rfqId, vendorId: before.vendorId, invitationId: before.id, way: 'link', source: '' },
      answer,
    )
    // A copy for them; where it cannot be written, the answer has come all the same.
    const copy = await planLetter(ctx, {
      key: `quote:${quote.id}`,
      to: { address: before.email, name: before.person },
      letter: receiptLetter(before.disclosed, linkOf(ctx, before)),
      about: before.rfqId,
      threadId: before.threadId,
    })
    return {
      subject: before.rfqId,
      guards: [invitationStillAt(before)],
      writes: [updateInvitation(ctx, { ...after, threadId: before.threadId ?? copy.plan?.threadId ?? null })],
      plans: [plan, ...(copy.plan ? [copy.plan] : [])],
      facts: [],
      result: { id: quote.id, version: quote.version },
    }
  },
})

export const declineInvitation = action({
  name: 'procurement.quote.decline',
  about: 'A vendor says that it does not quote, and why. What it had quoted before counts no more.',
  input: z.object({ id, reason: textBlock(500, 'A word on why helps us to ask better next time.') }),
  run: async (ctx, { id, reason }) => {
    const before = await findInvitation(ctx, id)
    checkAnswerable(before, await findRfq(ctx, before.rfqId))
    return {
      subject: before.rfqId,
      guards: [invitationStillAt(before), rfqTakesAnswers(before.rfqId)],
      writes: [
        updateInvitation(ctx, { ...before, state: 'declined', answeredAt: ctx.now, trouble: reason, draft: null }),
        replaceQuotes(ctx, before),
      ],
      facts: [{ name: 'procurement.vendor-declined', subject: before.rfqId, vendor: before.vendorId }],
      reason,
      result: { id: before.id },
    }
  },
})

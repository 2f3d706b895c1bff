import * as z from 'zod'
import { planOnOrder } from '../inventory'
import { newId, secret } from '../kernel/ids'
import { convert, type Rate } from '../kernel/money'
import { attempt } from '../kernel/refusal'
import { currency, localDate, optionalBlock, textLine } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Write } from '../platform/context'
import type { Fact } from '../platform/schema'
import { reachable } from '../vendors'
import { checkFreight, checkReason, sharesOf } from './award'
import { comparisonOf } from './comparison'
import { rfqId, todayOf } from './fields'
import { thanksLetter } from './letters'
import { contentHash, dueOf, nextStep, type Order, type OrderLine, promiseOf, type Rules } from './order'
import { insertOrder, rulesSentence } from './order.queries'
import { planLetter } from './post'
import { quoteCounts, writeRate } from './quote.queries'
import { orderNeedsOf } from './requisition.queries'
import { awarded, label } from './rfq'
import { endInvitations, rfqStillAt, updateRfq } from './rfq.queries'

/**
 * Awards: each line to a quote, an order a vendor in one commit. Orders above the limit wait for approval; nothing is sent
 * by this.
 */
export const awardRfq = action({
  name: 'procurement.rfq.award',
  about:
    'Gives each line to a quote and makes one order a vendor. A reason is asked when a line does not go to the lowest.',
  input: z.object({
    id: rfqId,
    picks: z.array(z.object({ lineId: z.string(), quoteId: z.string() })).max(50),
    freights: z
      .array(z.object({ quoteId: z.string(), minor: z.number().int().min(0) }))
      .max(50)
      .default([])
      .describe('What freight costs where the quote does not say it, in its currency.'),
    reason: optionalBlock(1000),
  }),
  run: async (ctx, { id, picks, freights, reason }) => {
    const seen = await comparisonOf(ctx, id)
    const after = awarded(seen.rfq, reason, ctx.now)
    const shares = sharesOf(picks, seen, new Map(freights.map(({ quoteId, minor }) => [quoteId, minor])))
    checkFreight(shares)
    checkReason(picks, seen.comparison, reason)
    const [[rules], today, codes] = await Promise.all([rulesSentence(ctx), todayOf(ctx), ctx.takeCodes(shares.length)])
    const guards = [rfqStillAt(seen.rfq)]
    const writes: Write[] = []
    const onOrder: Parameters<typeof planOnOrder>[1] = []
    const orders: string[] = []
    const facts: Fact[] = []
    for (const [at, share] of shares.entries()) {
      const reach = await reachable(ctx, share.quote.vendorId, 'order')
      guards.push(reach.guard, quoteCounts(share.quote.id, reach.vendor.name))
      const orderId = newId('po', ctx.now)
      const lines = share.lines.map(
        ({ line, offer, quantity, price }, index): OrderLine => ({
          id: newId('py', ctx.now),
          orderId,
          position: index + 1,
          rfqLineId: line.id,
          partId: line.partId,
          partNumber: line.partNumber,
          words: offer.offer === 'alternate' && offer.note ? `${line.words} (${offer.note})`.slice(0, 300) : line.words,
          quantity,
          unit: line.unit,
          price,
          received: 0,
          damaged: 0,
          cancelled: 0,
          promisedOn: promiseOf(offer, today),
          leadDays: offer.leadDays,
          billed: 0,
        }),
      )
      const draft: Omit<Order, 'number'> = {
        id: orderId,
        revision: 1,
        vendorId: share.quote.vendorId,
        rfqId: seen.rfq.id,
        quoteId: share.quote.id,
        state: 'approval',
        currency: share.quote.currency,
        freightMinor: share.freightMinor,
        totalMinor: share.totalMinor,
        ownMinor: share.ownMinor,
        shipTo: seen.rfq.shipTo,
        about: seen.rfq.about,
        terms: share.quote.terms || reach.vendor.paymentTerms,
        notes: '',
        dueOn: dueOf(lines),
        contentHash: '',
        code: codes[at] ?? '',
        token: secret(),
        person: reach.contact?.name ?? '',
        email: reach.contact?.email ?? '',
        createdAt: ctx.now,
        createdBy: ctx.actor.id,
        sentAt: null,
        acknowledgedAt: null,
        chasedAt: null,
        threadId: null,
        messageId: null,
        trouble: '',
        version: 1,
      }
      const hash = await contentHash(draft, lines)
      const waits = nextStep({ ownMinor: draft.ownMinor, contentHash: hash }, [], rules as Rules) !== null
      const order: Omit<Order, 'number'> = { ...draft, contentHash: hash, state: waits ? 'approval' : 'approved' }
      writes.push(...insertOrder(ctx, order, lines))
      orders.push(orderId)
      facts.push({ name: 'procurement.order-written', subject: orderId, vendor: order.vendorId, waits })
      for (const { id: source, partId, quantity, promisedOn } of lines)
        if (partId) onOrder.push({ source, partId, quantity, dueOn: promisedOn, placeId: order.shipTo })
    }
    const won = new Set(shares.map(({ quote }) => quote.vendorId))
    const losers = seen.answers.filter(({ quote }) => !won.has(quote.vendorId))
    const { name } = await ctx.profile()
    const thanks = await Promise.all(
      losers.map(async ({ quote }) => {
        const invitation = seen.invitations.find(({ id }) => id === quote.invitationId)
        const reach = await attempt(() => reachable(ctx, quote.vendorId, 'write'))
        if (!invitation || !reach.ok) return []
        const { plan } = await planLetter(ctx, {
          key: `rfq-thanks:${quote.id}`,
          to: { address: invitation.email, name: invitation.person },
          letter: thanksLetter(name, label(seen.rfq)),
          about: seen.rfq.id,
          threadId: invitation.threadId,
        })
        return plan ?? []
      }),
    )
    facts.push(
      { name: 'procurement.rfq-awarded', subject: seen.rfq.id },
      ...losers.map(({ quote }) => ({ name: 'procurement.quote-lost', subject: quote.id, rfq: seen.rfq.id })),
    )
    return {
      subject: seen.rfq.id,
      guards,
      writes: [
        updateRfq(ctx, after),
        endInvitations(ctx, seen.rfq.id, 'expired'),
        ...orderNeedsOf(
          ctx,
          seen.rfq.id,
          picks.map(({ lineId }) => lineId),
        ),
        ...writes,
      ],
      plans: [planOnOrder(ctx, onOrder), ...thanks.flat()],
      facts,
      ...(reason ? { reason } : {}),
      result: { id: seen.rfq.id, orders },
    }
  },
})

export const setRate = action({
  name: 'procurement.rate.set',
  about: 'Writes what a currency is worth in that of the organization, on a day, and where that is from.',
  input: z.object({
    from: currency,
    rate: z.string().regex(/^\d{1,9}([.,]\d{1,12})?$/, 'Write the rate as a number above zero, such as 0.92035.'),
    on: localDate,
    source: textLine(120, 'Write where the rate is from, such as the central bank.'),
  }),
  run: async (ctx, { from, rate: text, on, source }) => {
    const { currency: to } = await ctx.profile()
    const rate: Rate = { from, to, rate: text.replace(',', '.'), on, source }
    convert({ minor: 100, currency: from }, rate)
    return {
      subject: ctx.organization.id,
      writes: [writeRate(ctx, rate)],
      facts: [{ name: 'procurement.rate-set', subject: ctx.organization.id, from, to }],
      result: { from, on },
    }
  },
})

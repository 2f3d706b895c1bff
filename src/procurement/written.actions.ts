import * as z from 'zod'
import { refuse } from '../kernel/refusal'
import { optionalBlock } from '../kernel/schemas'
import { action } from '../platform/action'
import { replyId, rfqId } from './fields'
import { checkTakesAnswers } from './invitation'
import { answerHead, answerLine, planQuote } from './invitation.actions'
import { decidedOn } from './reply'
import { findReply, replyStill, updateReply } from './reply.queries'
import { invitationStillAt, rfqWhole, updateInvitation } from './rfq.queries'

/**
 * Takes an answer that came by mail, text or telephone, as a person confirmed it. The words that it was read from are
 * kept beside it, and what the reader had read where the person confirmed something else.
 */
export const writeQuote = action({
  name: 'procurement.quote.write',
  about: 'Writes down a vendor’s answer that came by mail or telephone, with the words that it was read from.',
  input: z.object({
    rfqId,
    vendorId: z.string().regex(/^vd_[0-9a-hjkmnp-tv-z]{26}$/, 'Choose the vendor who answered.'),
    source: optionalBlock(20_000),
    ...answerHead,
    replyId: z
      .union([z.literal(''), replyId])
      .default('')
      .describe('The answer that it was read from.'),
    corrections: z
      .record(z.string().max(40), z.object({ read: z.string().max(300), said: z.string().max(300) }))
      .default({}),
    lines: z.array(answerLine).max(50),
  }),
  run: async (ctx, { rfqId: id, vendorId, source, replyId: from, ...answer }) => {
    const { rfq, invitations } = await rfqWhole(ctx, id)
    // Whoever was not asked does not answer: an answer to another RFQ changes nothing here.
    const invitation =
      invitations.find((one) => one.vendorId === vendorId && one.revision === rfq.revision) ??
      refuse('invalid', 'quote.not-asked', 'This vendor was not asked by this RFQ. Choose one that was.', {
        vendorId: 'Choose a vendor that was asked.',
      })
    const { vendor: _vendor, ...before } = invitation
    const reply = from ? await findReply(ctx, rfq.id, from) : null
    if (reply && reply.vendorId !== before.vendorId)
      refuse('invalid', 'reply.vendor', 'This answer is of another vendor. Open it again from the RFQ.')
    const way = source.trim() === '' ? ('hand' as const) : ('mail' as const)
    checkTakesAnswers(rfq)
    const { quote, plan } = await planQuote(
      ctx,
      { rfqId: rfq.id, vendorId: before.vendorId, invitationId: before.id, way, source },
      answer,
    )
    return {
      subject: rfq.id,
      guards: [invitationStillAt(before), ...(reply ? [replyStill(reply)] : [])],
      writes: [updateInvitation(ctx, { ...before, state: 'answered', answeredAt: ctx.now, trouble: '' })],
      plans: [
        plan,
        // After the quote that it points to.
        ...(reply
          ? [
              {
                writes: [
                  updateReply(
                    ctx,
                    decidedOn(reply, ctx.actor.id, ctx.now, { state: 'taken', quoteId: quote.id, why: '' }),
                  ),
                ],
              },
            ]
          : []),
      ],
      facts: [],
      result: { id: quote.id, version: quote.version },
    }
  },
})

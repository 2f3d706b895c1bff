import * as z from 'zod'
import { newId } from '../kernel/ids'
import { textLine } from '../kernel/schemas'
import { action } from '../platform/action'
import { replyId, rfqId } from './fields'
import { decidedOn, type Reply } from './reply'
import { findReply, insertReply, replyStill, updateReply } from './reply.queries'
import { findInvitation } from './rfq.queries'

/** Writes down that a vendor wrote back. What it says is read when somebody looks at it; it decides nothing by itself. */
export const noteReply = action({
  name: 'procurement.reply.note',
  about: 'Notes that a vendor wrote back about an RFQ. It waits for a person and changes nothing.',
  input: z.object({
    invitationId: z.string(),
    messageId: z.string(),
    threadId: z.string(),
    channel: z.enum(['email', 'sms']),
    trusted: z.boolean(),
    guessed: z.boolean(),
  }),
  run: async (ctx, { invitationId, ...of }) => {
    const { id, rfqId: rfq, vendorId } = await findInvitation(ctx, invitationId)
    const reply: Reply = {
      id: newId('vr', ctx.now),
      rfqId: rfq,
      vendorId,
      invitationId: id,
      ...of,
      state: 'waiting',
      quoteId: null,
      why: '',
      receivedAt: ctx.now,
      decidedAt: null,
      decidedBy: null,
    }
    return {
      subject: rfq,
      writes: [insertReply(ctx, reply)],
      facts: [{ name: 'procurement.vendor-replied', subject: rfq, vendor: vendorId, reply: reply.id }],
      result: { id: reply.id },
    }
  },
})

export const setReplyAside = action({
  name: 'procurement.reply.set-aside',
  about: 'Says that what a vendor wrote is no quote, and why. It stays in its thread.',
  input: z.object({ rfqId, id: replyId, why: textLine(300, 'Write why it is no quote, in a few words.') }),
  run: async (ctx, { rfqId: rfq, id, why }) => {
    const before = await findReply(ctx, rfq, id)
    const after = decidedOn(before, ctx.actor.id, ctx.now, { state: 'set-aside', quoteId: null, why })
    return {
      subject: before.rfqId,
      guards: [replyStill(before)],
      writes: [updateReply(ctx, after)],
      facts: [{ name: 'procurement.reply-set-aside', subject: before.rfqId, reply: before.id }],
      reason: why,
      result: { id: before.id },
    }
  },
})

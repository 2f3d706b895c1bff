import { and, desc, eq, sql } from 'drizzle-orm'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { vendors } from '../vendors'
import type { Reply } from './reply'
import { rfqInvitations, rfqs, vendorReplies } from './schema'

/** What came back about an RFQ, newest first, with the vendor's name; fifty at most. */
export const repliesOf = (ctx: Context, rfqId: string) =>
  ctx.db
    .select({ reply: vendorReplies, vendor: vendors.name })
    .from(vendorReplies)
    .innerJoin(vendors, eq(vendors.id, vendorReplies.vendorId))
    .where(eq(vendorReplies.rfqId, rfqId as Reply['rfqId']))
    .orderBy(desc(vendorReplies.id))
    .limit(50)

/** A message is noted once. */
export async function isNoted(ctx: Context, messageId: string): Promise<boolean> {
  const [found] = await ctx.db
    .select({ id: vendorReplies.id })
    .from(vendorReplies)
    .where(eq(vendorReplies.messageId, messageId))
  return found !== undefined
}

/** Refuses 'not-found' ('reply.unknown') also for one of another RFQ. */
export async function findReply(ctx: Context, rfqId: string, id: string): Promise<Reply> {
  const [found] = await ctx.db
    .select()
    .from(vendorReplies)
    .where(and(eq(vendorReplies.id, id as Reply['id']), eq(vendorReplies.rfqId, rfqId as Reply['rfqId'])))
  return found ?? refuse('not-found', 'reply.unknown', 'There is no such answer.')
}

/** The invitation in whose thread something was written, of the newest revision; null for another thread. */
export async function invitationOfThread(ctx: Context, threadId: string) {
  const [found] = await ctx.db
    .select()
    .from(rfqInvitations)
    .where(eq(rfqInvitations.threadId, threadId))
    .orderBy(desc(rfqInvitations.revision))
    .limit(1)
  return found ?? null
}

/** Invitations of a vendor to RFQs that are out; with an RFQ, to that one whatever its state. Three at most. */
export const invitationsToVendor = (ctx: Context, vendorId: string, rfqId: string | null) =>
  ctx.db
    .select({ invitation: rfqInvitations })
    .from(rfqInvitations)
    .innerJoin(rfqs, and(eq(rfqs.id, rfqInvitations.rfqId), eq(rfqs.revision, rfqInvitations.revision)))
    .where(
      and(
        eq(rfqInvitations.vendorId, vendorId as Reply['vendorId']),
        rfqId ? eq(rfqs.id, rfqId as Reply['rfqId']) : sql`${rfqs.state} IN ('sent', 'closed')`,
      ),
    )
    .orderBy(desc(rfqInvitations.id))
    .limit(3)

export const insertReply = (ctx: Context, reply: Reply): Write => ctx.db.insert(vendorReplies).values(reply)

export const updateReply = (ctx: Context, { id, ...reply }: Reply): Write =>
  ctx.db.update(vendorReplies).set(reply).where(eq(vendorReplies.id, id))

export const replyStill = ({ id, state }: Reply): Guard => ({
  count: sql`SELECT count(*) FROM vendor_replies WHERE id = ${id} AND state = ${state}`,
  refusal: () => new Refusal('conflict', 'reply.taken', 'Somebody else decided on this answer at the same moment.'),
})

/** Nothing of theirs waits to be read: who has answered is not reminded. */
export const nothingWaitsOf = (invitationId: string): Guard => ({
  count: sql`SELECT count(*) = 0 FROM vendor_replies WHERE invitation_id = ${invitationId} AND state = 'waiting'`,
  refusal: () =>
    new Refusal('conflict', 'invitation.no-reminder', 'They have answered by mail or text. Look at that first.'),
})

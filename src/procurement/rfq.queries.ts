import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import type { Instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { vendors } from '../vendors'
import { answersOver, type Invitation } from './invitation'
import { label, type Rfq, type RfqLine, type RfqState } from './rfq'
import { rfqInvitations, rfqLines, rfqs } from './schema'

const pageSize = 50

/** An RFQ as lists show it: how many were asked and how many answered. */
export type RfqRow = Pick<Rfq, 'id' | 'number' | 'title' | 'state' | 'replyOn' | 'neededOn' | 'about'> & {
  lines: number
  asked: number
  answered: number
}

/** One page of RFQs in a state, or those with answers that nobody has looked at; newest first. Refuses 'invalid' ('cursor'). */
export async function listRfqs(
  ctx: Context,
  state: RfqState | 'answers' | undefined,
  after?: string,
  vendorId?: string,
) {
  const cursor = readCursor(after, 1)
  const counted = (what: string) => sql<number>`(SELECT count(*) FROM ${sql.raw(what)})`
  const rows: RfqRow[] = await ctx.db
    .select({
      id: rfqs.id,
      number: rfqs.number,
      title: rfqs.title,
      state: rfqs.state,
      replyOn: rfqs.replyOn,
      neededOn: rfqs.neededOn,
      about: rfqs.about,
      lines: counted('rfq_lines WHERE rfq_id = rfqs.id').as('lines'),
      asked: counted('rfq_invitations WHERE rfq_id = rfqs.id AND revision = rfqs.revision').as('asked'),
      answered: counted('quotes WHERE rfq_id = rfqs.id AND replaced_at IS NULL').as('answered'),
    })
    .from(rfqs)
    .where(
      and(
        state === 'answers'
          ? sql`${rfqs.id} IN (SELECT rfq_id FROM vendor_replies WHERE state = 'waiting' LIMIT 200)`
          : state
            ? eq(rfqs.state, state)
            : undefined,
        vendorId ? sql`${rfqs.id} IN (SELECT rfq_id FROM rfq_invitations WHERE vendor_id = ${vendorId})` : undefined,
        cursor ? lt(rfqs.id, cursor[0] as Rfq['id']) : undefined,
      ),
    )
    .orderBy(desc(rfqs.id))
    .limit(pageSize + 1)
  return pageOf(rows, pageSize, (row) => [row.id])
}

/** Refuses 'not-found' ('rfq.unknown'). */
export async function findRfq(ctx: Context, id: string): Promise<Rfq> {
  const [rfq] = await ctx.db
    .select()
    .from(rfqs)
    .where(eq(rfqs.id, id as Rfq['id']))
  return rfq ?? refuse('not-found', 'rfq.unknown', 'There is no such RFQ.')
}

export const rfqsById = (ctx: Context, ids: readonly string[]): Promise<Rfq[]> =>
  ctx.db
    .select()
    .from(rfqs)
    .where(inArray(rfqs.id, ids.slice(0, 90) as Rfq['id'][]))

export const linesOf = (ctx: Context, rfqId: string) =>
  ctx.db
    .select()
    .from(rfqLines)
    .where(eq(rfqLines.rfqId, rfqId as Rfq['id']))
    .orderBy(asc(rfqLines.position))

/** An invitation with the vendor's name. */
export type InvitationRow = Invitation & { vendor: string }

export const invitationsOf = (ctx: Context, rfqId: string) =>
  ctx.db
    .select({ invitation: rfqInvitations, vendor: vendors.name })
    .from(rfqInvitations)
    .innerJoin(vendors, eq(vendors.id, rfqInvitations.vendorId))
    .where(eq(rfqInvitations.rfqId, rfqId as Rfq['id']))
    .orderBy(desc(rfqInvitations.revision), asc(vendors.name))

/** The whole of an RFQ in two round trips. Refuses 'not-found'. */
export async function rfqWhole(ctx: Context, id: string) {
  const rfq = await findRfq(ctx, id)
  const [lines, invitations] = await ctx.db.batch([linesOf(ctx, rfq.id), invitationsOf(ctx, rfq.id)])
  return {
    rfq,
    lines: lines as RfqLine[],
    invitations: invitations.map(({ invitation, vendor }): InvitationRow => ({ ...invitation, vendor })),
  }
}

/** Refuses 'not-found' ('invitation.unknown'). */
export async function findInvitation(ctx: Context, id: string): Promise<Invitation> {
  const [found] = await ctx.db
    .select()
    .from(rfqInvitations)
    .where(eq(rfqInvitations.id, id as Invitation['id']))
  return found ?? refuse('not-found', 'invitation.unknown', 'There is no such invitation.')
}

/** Null for a link that nobody was given. */
export async function invitationOfToken(ctx: Context, token: string): Promise<Invitation | null> {
  const [found] = await ctx.db.select().from(rfqInvitations).where(eq(rfqInvitations.token, token))
  return found ?? null
}

/** The invitation that a letter of the post office brought; null for another letter. */
export async function invitationOfMessage(ctx: Context, messageId: string): Promise<Invitation | null> {
  const [found] = await ctx.db.select().from(rfqInvitations).where(eq(rfqInvitations.messageId, messageId))
  return found ?? null
}

/** Invitations of RFQs that are out and whose last letter is older than a day; a hundred at most. */
export const silentInvitations = (ctx: Context, before: number) =>
  ctx.db
    .select({ invitation: rfqInvitations, replyBy: sql<Instant>`${rfqs.replyBy}`.as('reply_by') })
    .from(rfqs)
    .innerJoin(rfqInvitations, and(eq(rfqInvitations.rfqId, rfqs.id), eq(rfqInvitations.revision, rfqs.revision)))
    .where(
      sql`${rfqs.state} = 'sent' AND ${rfqInvitations.state} IN ('sent', 'opened') AND ${rfqInvitations.reminders} < 2
        AND coalesce(${rfqInvitations.remindedAt}, ${rfqInvitations.sentAt}) < ${before}
        AND NOT EXISTS (SELECT 1 FROM vendor_replies WHERE invitation_id = ${rfqInvitations.id} AND state = 'waiting')`,
    )
    .limit(100)

/** RFQs whose time to answer is over; a hundred at most. */
export const overdueRfqs = (ctx: Context) =>
  ctx.db.select().from(rfqs).where(sql`${rfqs.state} = 'sent' AND ${rfqs.replyBy} <= ${ctx.now}`).limit(100)

export const insertRfq = (ctx: Context, rfq: Omit<Rfq, 'number'>, lines: RfqLine[]): Write[] => [
  ctx.db.run(sql`INSERT INTO numbers (kind, last) VALUES ('rfq', 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1`),
  ctx.db.insert(rfqs).values({ ...rfq, number: sql`(SELECT last FROM numbers WHERE kind = 'rfq')` as never }),
  ...lines.map((line) => ctx.db.insert(rfqLines).values(line)),
]

export const updateRfq = (ctx: Context, { id, number: _number, createdAt: _at, ...rfq }: Rfq): Write =>
  ctx.db.update(rfqs).set(rfq).where(eq(rfqs.id, id))

export const insertInvitation = (ctx: Context, invitation: Invitation): Write =>
  ctx.db.insert(rfqInvitations).values(invitation)

export const updateInvitation = (ctx: Context, { id, ...invitation }: Invitation): Write =>
  ctx.db.update(rfqInvitations).set(invitation).where(eq(rfqInvitations.id, id))

/** Those that have not answered hear no more. */
export const endInvitations = (ctx: Context, rfqId: string, state: 'expired' | 'withdrawn'): Write =>
  ctx.db.run(
    sql`UPDATE rfq_invitations SET state = ${state} WHERE rfq_id = ${rfqId} AND state IN ('queued', 'sent', 'opened')`,
  )

/** Answers are still taken when it is written: nobody has decided in between. */
export const rfqTakesAnswers = (rfqId: string): Guard => ({
  count: sql`SELECT count(*) FROM rfqs WHERE id = ${rfqId} AND state IN ('sent', 'closed')`,
  refusal: () => new Refusal('conflict', 'invitation.over', answersOver),
})

export const rfqStillAt = (rfq: Rfq): Guard => ({
  count: sql`SELECT count(*) FROM rfqs WHERE id = ${rfq.id} AND version = ${rfq.version}`,
  refusal: () =>
    new Refusal(
      'conflict',
      'rfq.changed',
      `Somebody changed ${label(rfq)} at the same moment. Look at it again, then retry.`,
    ),
})

export const invitationStillAt = ({ id, state, reminders, answeredAt }: Invitation): Guard => ({
  count: sql`SELECT count(*) FROM rfq_invitations WHERE id = ${id} AND state = ${state} AND reminders = ${reminders}
    AND answered_at IS ${answeredAt}`,
  refusal: () => new Refusal('conflict', 'invitation.changed', 'This was changed at the same moment. Try once more.'),
})

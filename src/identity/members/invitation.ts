import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../../kernel/ids'
import type { Instant } from '../../kernel/instant'
import { Refusal, refuse } from '../../kernel/refusal'
import { emailAddress, optionalBlock, optionalLine, optionalPhone, textLine, version } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Guard } from '../../platform/commit'
import type { Context } from '../../platform/context'
import { pageOf, readCursor } from '../../platform/keyset'
import type { Projection } from '../../platform/room'
import { invitationDays } from '../letters'
import { agreements, consentsGiven } from '../policy'
import { isRole } from '../roles'
import { invitations, members } from '../schema'
import { decideGrants, grantsOfActor } from './grant'
import { grantsInput } from './member.actions'
import { listOwnRoles } from './member.queries'
import { grantsAsked, joining } from './membership'

export type Invitation = typeof invitations.$inferSelect
export type InvitationState = 'sent' | 'expired' | 'accepted' | 'revoked'

export const stateOfInvitation = (
  { acceptedAt, revokedAt, expiresAt }: Pick<Invitation, 'acceptedAt' | 'revokedAt' | 'expiresAt'>,
  now: number,
): InvitationState =>
  acceptedAt !== null ? 'accepted' : revokedAt !== null ? 'revoked' : now >= expiresAt ? 'expired' : 'sent'

const goodUntil = (now: Instant) => (now + invitationDays * 24 * 3_600_000) as Instant

/** Where the links of letters lead: the door outside any organization asks this. */
export const invitationLinks: Projection = {
  name: 'identity.invitation-links',
  about: 'Which organization an invitation’s link leads to.',
  after: ['identity.invitation-sent'],
  read: async (ctx, control, subject) => {
    const rows = await ctx.db
      .select({ id: invitations.id, hash: invitations.hash, expiresAt: invitations.expiresAt })
      .from(invitations)
      .where(
        subject === null
          ? and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt))
          : eq(invitations.id, subject as Id<'iv'>),
      )
    if (rows.length === 0) return []
    return [
      control
        .prepare(
          `INSERT OR IGNORE INTO invitation_links (hash, organization_id, invitation_id, expires_at)
           SELECT value ->> 'hash', ?2, value ->> 'id', value ->> 'expiresAt' FROM json_each(?1)`,
        )
        .bind(JSON.stringify(rows), ctx.organization.id),
    ]
  },
}

/** One page of invitations, the newest letters first. Refuses 'invalid' ('cursor'). */
export async function listInvitations(ctx: Context, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select()
    .from(invitations)
    .where(cursor ? sql`(${invitations.sentAt}, ${invitations.id}) < (${Number(cursor[0])}, ${cursor[1]})` : undefined)
    .orderBy(desc(invitations.sentAt), desc(invitations.id))
    .limit(51)
  return pageOf(rows, 50, (row) => [String(row.sentAt), row.id])
}

/** Refuses 'not-found'. */
export async function findInvitation(ctx: Context, id: string): Promise<Invitation> {
  const [invitation] = await ctx.db
    .select()
    .from(invitations)
    .where(eq(invitations.id, id as Id<'iv'>))
  return invitation ?? refuse('not-found', 'invitation.unknown', 'There is no such invitation.')
}

const changed = () =>
  new Refusal('conflict', 'invitation.changed', 'This invitation was changed at the same moment. Look at it again.')

const stillAt = ({ id, version }: Invitation): Guard => ({
  count: sql`SELECT count(*) FROM invitations WHERE id = ${id} AND version = ${version}`,
  refusal: changed,
})

const wrong = (reason: string, field: string, sentence: string) =>
  new Refusal('invalid', reason, sentence, { [field]: sentence })

export const sendInvitation = action({
  name: 'identity.invitation.send',
  about: 'Invites somebody by a letter, with the roles that they will have.',
  input: z.object({
    email: emailAddress,
    name: textLine(120, 'Write the name of the person.'),
    jobTitle: optionalLine(120),
    message: optionalBlock(500),
    grants: grantsInput,
    /** SHA-256 of the letter's token. */
    hash: z.string().length(43),
  }),
  run: async (ctx, { grants: asked, ...input }) => {
    const { grants, title } = await grantsAsked(ctx, asked)
    if (grants.length === 0) throw wrong('invitation.roles', 'roles', 'Choose at least one role.')
    decideGrants(grantsOfActor(ctx.actor), false, [], grants, title)
    const [here] = await ctx.db
      .select({ name: members.name })
      .from(members)
      .where(and(eq(members.email, input.email), isNull(members.leftAt)))
      .limit(1)
    if (here) throw wrong('invitation.here', 'email', `${here.name} has this address and is a member already.`)
    const id = newId('iv', ctx.now)
    return {
      subject: id,
      guards: [
        {
          count: sql`SELECT count(*) = 0 FROM invitations
            WHERE email = ${input.email} AND accepted_at IS NULL AND revoked_at IS NULL`,
          refusal: () =>
            wrong('invitation.open', 'email', 'This address is invited already. Send that invitation again instead.'),
        },
      ],
      writes: [
        ctx.db.insert(invitations).values({
          ...input,
          id,
          grants: asked,
          invitedBy: ctx.actor.id,
          createdAt: ctx.now,
          sentAt: ctx.now,
          expiresAt: goodUntil(ctx.now),
        }),
      ],
      facts: [{ name: 'identity.invitation-sent', subject: id }],
      changes: { roles: { from: [], to: asked.map(({ role }) => role) }, email: 'changed' },
      result: { id },
    }
  },
})

/** Refuses what an invitation is past. */
function checkOpen(invitation: Invitation, now: number, verb: string): void {
  const state = stateOfInvitation(invitation, now)
  if (state === 'accepted') refuse('conflict', 'invitation.used', `It was accepted already; it cannot be ${verb}.`)
  if (state === 'revoked') refuse('conflict', 'invitation.revoked', `It was revoked already; it cannot be ${verb}.`)
}

export const resendInvitation = action({
  name: 'identity.invitation.resend',
  about: 'Sends an invitation again: a new link for another week, the old one opens nothing more.',
  input: z.object({ id: z.string().max(40), version, hash: z.string().length(43) }),
  run: async (ctx, { id, version, hash }) => {
    const before = await findInvitation(ctx, id)
    if (version !== null && version !== before.version) throw changed()
    checkOpen(before, ctx.now, 'sent again')
    const { grants, title } = await grantsAsked(ctx, before.grants)
    decideGrants(grantsOfActor(ctx.actor), false, [], grants, title)
    return {
      subject: before.id,
      guards: [stillAt(before)],
      writes: [
        ctx.db
          .update(invitations)
          .set({ hash, sentAt: ctx.now, expiresAt: goodUntil(ctx.now), version: before.version + 1 })
          .where(eq(invitations.id, before.id)),
      ],
      facts: [{ name: 'identity.invitation-sent', subject: before.id }],
      result: { id: before.id },
    }
  },
})

export const revokeInvitation = action({
  name: 'identity.invitation.revoke',
  about: 'Revokes an invitation: its link opens nothing any more.',
  input: z.object({ id: z.string().max(40), version }),
  run: async (ctx, { id, version }) => {
    const before = await findInvitation(ctx, id)
    if (version !== null && version !== before.version) throw changed()
    checkOpen(before, ctx.now, 'revoked')
    return {
      subject: before.id,
      guards: [stillAt(before)],
      writes: [
        ctx.db
          .update(invitations)
          .set({ revokedAt: ctx.now, revokedBy: ctx.actor.id, version: before.version + 1 })
          .where(eq(invitations.id, before.id)),
      ],
      facts: [{ name: 'identity.invitation-revoked', subject: before.id }],
      result: { name: before.name },
    }
  },
})

export const acceptInvitation = action({
  name: 'identity.invitation.accept',
  about: 'Accepts an invitation with the link of its letter.',
  input: z.object({
    id: z.string().max(40),
    hash: z.string().length(43),
    name: textLine(120, 'Write your name.'),
    jobTitle: optionalLine(120),
    phone: optionalPhone(),
    sms: z.boolean(),
    agreed: z.literal(true, { error: `Tick this to go on: ${agreements.age.words} ${agreements.policy.words}` }),
  }),
  run: async (ctx, { id, hash, name, jobTitle, phone, sms }) => {
    if (ctx.actor.kind !== 'member') return refuse('forbidden', 'invitation.person', 'A person accepts an invitation.')
    const before = await findInvitation(ctx, id)
    checkOpen(before, ctx.now, 'accepted')
    if (before.hash !== hash || ctx.now >= before.expiresAt) {
      refuse('conflict', 'invitation.expired', 'This link is not good any more. Ask for the letter once more.')
    }
    // A role that was removed since is not given; the others are.
    const own = await listOwnRoles(ctx)
    const grants = before.grants.filter(({ role }) => isRole(role) || own.some((kept) => kept.id === role))
    const plan = await joining(ctx, {
      memberId: ctx.actor.id as Id<'mb'>,
      loginId: ctx.actor.loginId,
      email: before.email,
      name,
      jobTitle,
      phone,
      grants,
      consents: consentsGiven(ctx.now, sms),
      how: 'invitation',
    })
    return {
      subject: before.id,
      guards: [stillAt(before)],
      writes: [
        ctx.db
          .update(invitations)
          .set({ acceptedAt: ctx.now, acceptedBy: plan.memberId, version: before.version + 1 })
          .where(eq(invitations.id, before.id)),
      ],
      facts: [{ name: 'identity.invitation-accepted', subject: before.id }],
      plans: [plan],
      result: { memberId: plan.memberId },
    }
  },
})

import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { newId } from '../../kernel/ids'
import { Refusal, refuse } from '../../kernel/refusal'
import { emailAddress } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Guard } from '../../platform/commit'
import type { Context } from '../../platform/context'
import { membershipFacts } from '../projection'
import { isRole } from '../roles'
import { members, roleAssignments } from '../schema'
import { listOwnRoles, lookUpConnection } from './connection.queries'

/** Nobody with this login is here yet. */
export const isNew = (loginId: string): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM members WHERE login_id = ${loginId})`,
  refusal: () => new Refusal('conflict', 'member.there', 'This person became a member at the same moment. Try again.'),
})

/** A role that a machine gives: never ownership, and the least there is when the chosen one is gone. */
export async function roleForMachines(ctx: Context, chosen: string): Promise<string> {
  if (chosen === 'owner') return 'viewer'
  if (isRole(chosen)) return chosen
  return (await listOwnRoles(ctx)).some(({ id }) => id === chosen) ? chosen : 'viewer'
}

/** The writes by which somebody becomes a member with one role, everywhere; their first page asks what to agree to. */
export const memberWrites = (
  ctx: Context,
  member: { id: `mb_${string}`; loginId: string; name: string; email: string; jobTitle?: string; phone?: string },
  role: string,
) => [
  ctx.db.insert(members).values({ ...member, toAgree: true, joinedAt: ctx.now }),
  ctx.db.insert(roleAssignments).values({
    memberId: member.id,
    role,
    sites: null,
    grantedAt: ctx.now,
    grantedBy: ctx.actor.id,
  }),
]

/** The house itself does this, for somebody whom the organization's own provider vouches for. */
export const joinBySignOn = action({
  name: 'identity.member.join-by-sign-on',
  about: 'Makes a member of somebody who signs on for the first time, with the role that is chosen for that.',
  input: z.object({ loginId: z.string().startsWith('lg_'), email: emailAddress, name: z.string().min(1).max(120) }),
  run: async (ctx, { loginId, email, name }) => {
    const connection = await lookUpConnection(ctx)
    if (!connection || connection.state === 'draft')
      return refuse('conflict', 'sso.off', 'Single sign-on is switched off.')
    const id = newId('mb', ctx.now)
    const role = await roleForMachines(ctx, connection.defaultRole)
    return {
      subject: id,
      guards: [isNew(loginId)],
      writes: memberWrites(ctx, { id, loginId, name, email }, role),
      facts: [{ name: membershipFacts.joined, subject: id, by: 'single-sign-on' }],
      changes: { role: { from: null, to: role } },
      result: { id },
    }
  },
})

/** The house itself does this when an owner comes in by another way than the provider that is enforced. */
export const recordOwnWay = action({
  name: 'identity.single-sign-on.record-own-way',
  about: 'Writes down that an owner came in by a second factor of their own, past the identity provider.',
  input: z.object({ memberId: z.string().startsWith('mb_'), sessionId: z.string() }),
  run: async (ctx, { memberId, sessionId }) => {
    const [owner] = await ctx.db
      .select({ id: members.id })
      .from(members)
      .where(eq(members.id, memberId as `mb_${string}`))
    if (!owner) return refuse('not-found', 'member.unknown', 'There is no such person.')
    return {
      subject: memberId,
      writes: [],
      facts: [{ name: 'identity.sign-on-passed-by', subject: memberId, sessionId }],
      reason: 'An owner came in past the enforced single sign-on.',
      result: { memberId },
    }
  },
})

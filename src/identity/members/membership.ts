import { eq, sql } from 'drizzle-orm'
import { type Id, newId } from '../../kernel/ids'
import { Refusal, refuse } from '../../kernel/refusal'
import type { Guard, Plan } from '../../platform/commit'
import type { Context, Write } from '../../platform/context'
import { agreements } from '../policy'
import { membershipFacts } from '../projection'
import { grantOf, isRole, roles, titleOf } from '../roles'
import {
  type AskedGrant,
  consents as consentRows,
  type consents,
  type GivenConsent,
  members,
  roleAssignments,
  teamMembers,
} from '../schema'
import { listOwnRoles, lookUpByLogin } from './member.queries'

type Member = typeof members.$inferSelect

export const memberChanged = () =>
  new Refusal(
    'conflict',
    'member.changed',
    'Somebody changed this person meanwhile. Look at what it says now, then change it again.',
  )

export const stillAt = ({ id, version }: Pick<Member, 'id' | 'version'>): Guard => ({
  count: sql`SELECT count(*) FROM members WHERE id = ${id} AND version = ${version}`,
  refusal: memberChanged,
})

/** Holds while somebody else who can come in owns the organization: two who leave at once are seen one by one. */
export const anotherOwner = (id: string): Guard => ({
  count: sql`SELECT count(*) FROM (SELECT 1 FROM role_assignments JOIN members ON members.id = member_id
    WHERE role = 'owner' AND sites IS NULL AND left_at IS NULL AND disabled_at IS NULL AND member_id <> ${id} LIMIT 1)`,
  refusal: () =>
    new Refusal(
      'conflict',
      'member.last-owner',
      'This is the only owner. Make somebody else an owner first, then try again.',
    ),
})

/** The roles that were asked for, with what they bring. Refuses 'invalid' for one that is not there. */
export async function grantsAsked(ctx: Context, asked: AskedGrant[]) {
  const own = await listOwnRoles(ctx)
  const grants = asked.map(({ role, sites }) => {
    if (isRole(role)) return grantOf({ role, sites })
    const found = own.find(({ id }) => id === role)
    return found
      ? grantOf({ role, sites, permissions: found.permissions })
      : refuse('invalid', 'grant.role', 'One of these roles is not there any more. Look at the list again.')
  })
  if (new Set(asked.map(({ role }) => role)).size < asked.length) {
    refuse('invalid', 'grant.twice', 'A role is named twice: name it once, with all of its sites.')
  }
  const sites = [...new Set(asked.flatMap((grant) => grant.sites ?? []))]
  const known = await ctx.records(sites)
  if (sites.some((site) => !site.startsWith('st_') || !known.has(site))) {
    refuse('invalid', 'grant.site', 'One of these sites is not there any more. Look at the list again.')
  }
  const title = (role: string) =>
    isRole(role) ? roles[role].title : (own.find(({ id }) => id === role)?.name ?? titleOf(role))
  return { grants, title }
}

/** The writes that give a member exactly these roles. */
export const writeGrants = (ctx: Context, memberId: Id<'mb'>, asked: AskedGrant[]): Write[] => [
  ctx.db.run(sql`DELETE FROM role_assignments WHERE member_id = ${memberId}
    AND NOT EXISTS (SELECT 1 FROM json_each(${JSON.stringify(asked)}) WHERE value ->> 'role' = role_assignments.role)`),
  ...asked.map(({ role, sites }) =>
    ctx.db
      .insert(roleAssignments)
      .values({ memberId, role, sites, grantedAt: ctx.now, grantedBy: ctx.actor.id })
      .onConflictDoUpdate({
        target: [roleAssignments.memberId, roleAssignments.role],
        set: { sites, grantedAt: ctx.now, grantedBy: ctx.actor.id },
        setWhere: sql`${roleAssignments.sites} IS NOT ${sites === null ? null : JSON.stringify(sites)}`,
      }),
  ),
]

export const writeConsents = (
  ctx: Context,
  memberId: Id<'mb'>,
  given: GivenConsent[],
  how: (typeof consents.$inferSelect)['how'],
): Write[] =>
  given.map((consent) =>
    ctx.db.insert(consentRows).values({
      ...agreements[consent.kind],
      ...consent,
      id: newId('cn', ctx.now),
      memberId,
      how,
      at: consent.at as typeof ctx.now,
    }),
  )

export type Joining = {
  /** The id of somebody who was never here; left out, one is made. */
  memberId?: Id<'mb'>
  loginId: string
  name: string
  /** As compared. */
  email: string
  jobTitle: string
  phone: string
  grants: AskedGrant[]
  consents: GivenConsent[]
  how: 'invitation' | 'join-request'
}

/**
 * What it takes to make somebody a member, for the action that decided it: an invitation that was accepted, a request
 * that was granted, an identity provider that knows them. The control database follows by the fact that the plan
 * announces (`identity.memberships`), before that action answers.
 *
 * Somebody who was here before gets their old row back, with the roles that are given now and no others.
 * Refuses 'conflict' ('member.here') for somebody who is a member, 'forbidden' ('member.disabled') for one who is
 * disabled. The caller decides whether the roles may be given.
 */
export async function joining(ctx: Context, input: Joining): Promise<Plan & { memberId: Id<'mb'> }> {
  const { loginId, name, email, jobTitle, phone, grants, consents, how } = input
  const before = await lookUpByLogin(ctx, loginId)
  if (before?.leftAt === null && before.disabledAt !== null) {
    refuse('forbidden', 'member.disabled', 'You are a member here, but you are disabled. Ask an administrator.')
  }
  if (before?.leftAt === null) refuse('conflict', 'member.here', 'You are a member here already.')
  const memberId = before?.id ?? input.memberId ?? newId('mb', ctx.now)
  const row = { name, email, jobTitle, phone, joinedAt: ctx.now, leftAt: null, disabledAt: null }
  return {
    memberId,
    guards: before ? [stillAt(before)] : [],
    writes: [
      before
        ? ctx.db
            .update(members)
            .set({ ...row, version: before.version + 1 })
            .where(eq(members.id, before.id))
        : ctx.db.insert(members).values({ ...row, id: memberId, loginId }),
      ...(before ? [ctx.db.delete(teamMembers).where(eq(teamMembers.memberId, before.id))] : []),
      ...writeGrants(ctx, memberId, grants),
      ...writeConsents(ctx, memberId, consents, how),
    ],
    facts: [{ name: membershipFacts.joined, subject: memberId }],
  }
}

import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Id } from '../../kernel/ids'
import { refuse } from '../../kernel/refusal'
import { optionalLine, optionalPhone, textLine, version } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Context } from '../../platform/context'
import type { Fact } from '../../platform/schema'
import { maySee } from '../../platform/sensitive'
import { membershipFacts } from '../projection'
import { members, roleAssignments, teamMembers, teams } from '../schema'
import { checkAbove, decideGrants, grantsOfActor, isOwner } from './grant'
import { assignmentsOf, findRow, stateOf, teamsOf } from './member.queries'
import { anotherOwner, grantsAsked, memberChanged, stillAt, writeGrants } from './membership'

const one = z.object({ id: z.string().max(40), version })

/** Roles as they are asked for: each once, everywhere (`null`) or at certain sites. */
export const grantsInput = z
  .array(
    z.object({
      role: z.string().min(1).max(40),
      sites: z.array(z.string().max(40)).max(100).nullable(),
    }),
  )
  .max(30)

/** The member with what they may do. Refuses 'conflict' for a stale version and for somebody who has left. */
async function opened(ctx: Context, id: string, version: number | null) {
  const [member, assignments] = [await findRow(ctx, id), await assignmentsOf(ctx, id)]
  if (version !== null && version !== member.version) throw memberChanged()
  return { member, grants: assignments.map(({ grant }) => grant), state: stateOf(member) }
}

const bumped = (ctx: Context, { id, version }: { id: Id<'mb'>; version: number }, more: object = {}) =>
  ctx.db
    .update(members)
    .set({ ...more, version: version + 1 })
    .where(eq(members.id, id))

const gone = () => refuse('conflict', 'member.left', 'This person has left. Invite them again to bring them back.')

export const changeGrants = action({
  name: 'identity.member.grant',
  about: 'Gives a member roles and takes them away, everywhere or at certain sites.',
  input: one.extend({ grants: grantsInput }),
  run: async (ctx, { id, version, grants: asked }) => {
    const { member, grants: before, state } = await opened(ctx, id, version)
    if (state === 'left') gone()
    const { grants: after, title } = await grantsAsked(ctx, asked)
    const change = decideGrants(grantsOfActor(ctx.actor), ctx.actor.id === member.id, before, after, title)
    const word = (grant: { role: string; sites: readonly string[] | null }) =>
      grant.sites === null ? grant.role : `${grant.role} at ${grant.sites.join(', ')}`
    return {
      subject: member.id,
      guards: [stillAt(member), ...(change.ownershipTaken && state === 'active' ? [anotherOwner(member.id)] : [])],
      writes: [...writeGrants(ctx, member.id, asked), bumped(ctx, member)],
      facts: [
        { name: membershipFacts.grantsChanged, subject: member.id },
        ...(change.raised ? [{ name: 'identity.role-raised', subject: member.id }] : []),
      ],
      changes: { roles: { from: before.map(word), to: after.map(word) } },
      result: { version: member.version + 1 },
    }
  },
})

export const changeMember = action({
  name: 'identity.member.change',
  about: 'Corrects what is known of a member: name, job title, telephone, teams, department, position.',
  input: one.extend({
    name: textLine(120, 'Write the name.'),
    jobTitle: optionalLine(120),
    phone: optionalPhone(),
    teams: z.array(z.string().max(40)).max(40).default([]),
    department: z.string().max(40).default(''),
    position: z.string().max(40).default(''),
  }),
  run: async (ctx, { id, version, teams: asked, department, position, ...given }) => {
    const { member, grants, state } = await opened(ctx, id, version)
    // Who may not see the number does not clear it by saving the rest.
    const fields = ctx.actor.id === member.id || maySee(ctx, 'personal') ? given : { ...given, phone: member.phone }
    if (state === 'left') gone()
    if (ctx.actor.id !== member.id) checkAbove(grantsOfActor(ctx.actor), grants)
    const wanted = [...new Set([...asked, department, position].filter(Boolean))]
    const known = wanted.length
      ? await ctx.db
          .select({ id: teams.id, kind: teams.kind })
          .from(teams)
          .where(
            sql`${teams.removedAt} IS NULL AND ${teams.id} IN (SELECT value FROM json_each(${JSON.stringify(wanted)}))`,
          )
      : []
    const kindOf = (team: string) => known.find((row) => row.id === team)?.kind
    const wrong =
      asked.some((team) => kindOf(team) !== 'team') ||
      (department !== '' && kindOf(department) !== 'department') ||
      (position !== '' && kindOf(position) !== 'position')
    if (wrong) refuse('invalid', 'member.team', 'One of these teams is not there any more. Look at the list again.')
    const before = (await teamsOf(ctx, member.id)).map((team) => team.id)
    const moved = JSON.stringify([...before].sort()) !== JSON.stringify([...wanted].sort())
    return {
      subject: member.id,
      guards: [stillAt(member)],
      writes: [
        bumped(ctx, member, fields),
        ...(moved
          ? [
              ctx.db.run(sql`DELETE FROM team_members WHERE member_id = ${member.id}
                AND team_id NOT IN (SELECT value FROM json_each(${JSON.stringify(wanted)}))`),
              ...known.map((team) =>
                ctx.db
                  .insert(teamMembers)
                  .values({ teamId: team.id, memberId: member.id, kind: team.kind, since: ctx.now })
                  .onConflictDoNothing(),
              ),
            ]
          : []),
      ],
      facts: [{ name: 'identity.member-changed', subject: member.id }],
      // Personal data: only which fields.
      changes: {
        ...Object.fromEntries(
          Object.entries(fields)
            .filter(([field, value]) => member[field as 'name'] !== value)
            .map(([field]) => [field, 'changed' as const]),
        ),
        ...(moved ? { teams: { from: before, to: wanted } } : {}),
      },
      result: { version: member.version + 1 },
    }
  },
})

/** Refuses what nobody does to themselves, and what takes more rights than one has. */
function checkOther(ctx: Context, id: string, grants: Parameters<typeof checkAbove>[1], verb: string): void {
  if (ctx.actor.id === id) refuse('forbidden', 'member.self', `Nobody ${verb} themselves. Ask another administrator.`)
  checkAbove(grantsOfActor(ctx.actor), grants)
}

export const disableMember = action({
  name: 'identity.member.disable',
  about: 'Keeps a member out until they are enabled again; every door is shut at once.',
  input: one,
  run: async (ctx, { id, version }) => {
    const { member, grants, state } = await opened(ctx, id, version)
    if (state === 'left') gone()
    if (state === 'disabled') refuse('conflict', 'member.disabled', 'This person is disabled already.')
    checkOther(ctx, member.id, grants, 'disables')
    return {
      subject: member.id,
      guards: [stillAt(member), ...(isOwner(grants) ? [anotherOwner(member.id)] : [])],
      writes: [bumped(ctx, member, { disabledAt: ctx.now })],
      facts: [{ name: membershipFacts.disabled, subject: member.id }],
      changes: { state: { from: 'active', to: 'disabled' } },
      result: { version: member.version + 1 },
    }
  },
})

export const enableMember = action({
  name: 'identity.member.enable',
  about: 'Lets a disabled member in again; they sign in anew.',
  input: one,
  run: async (ctx, { id, version }) => {
    const { member, grants, state } = await opened(ctx, id, version)
    if (state !== 'disabled') refuse('conflict', 'member.not-disabled', 'This person is not disabled.')
    checkOther(ctx, member.id, grants, 'enables')
    return {
      subject: member.id,
      guards: [stillAt(member)],
      writes: [bumped(ctx, member, { disabledAt: null })],
      facts: [{ name: membershipFacts.enabled, subject: member.id }],
      changes: { state: { from: 'disabled', to: 'active' } },
      result: { version: member.version + 1 },
    }
  },
})

/** Ends a membership: no roles, no teams; the row stays, since records name it. */
const ending = (ctx: Context, member: { id: Id<'mb'>; version: number }) => [
  bumped(ctx, member, { leftAt: ctx.now }),
  ctx.db.delete(roleAssignments).where(eq(roleAssignments.memberId, member.id)),
  ctx.db.delete(teamMembers).where(eq(teamMembers.memberId, member.id)),
  ctx.db.update(teams).set({ leadId: null }).where(eq(teams.leadId, member.id)),
]

export const removeMember = action({
  name: 'identity.member.remove',
  about: 'Ends a membership: every door is shut at once. What the person did stays in the records.',
  input: one,
  run: async (ctx, { id, version }) => {
    const { member, grants, state } = await opened(ctx, id, version)
    if (state === 'left') gone()
    checkOther(ctx, member.id, grants, 'removes')
    return {
      subject: member.id,
      guards: [stillAt(member), ...(isOwner(grants) && state === 'active' ? [anotherOwner(member.id)] : [])],
      writes: ending(ctx, member),
      facts: [{ name: membershipFacts.left, subject: member.id }],
      changes: { state: { from: state, to: 'left' } },
      result: { version: member.version + 1 },
    }
  },
})

export const leave = action({
  name: 'identity.member.leave',
  about: 'Leaves the organization oneself. The last owner cannot.',
  input: z.object({}),
  run: async (ctx) => {
    const { member, grants } = await opened(ctx, ctx.actor.id, null)
    return {
      subject: member.id,
      guards: [stillAt(member), ...(isOwner(grants) ? [anotherOwner(member.id)] : [])],
      writes: ending(ctx, member),
      facts: [{ name: membershipFacts.left, subject: member.id }],
      changes: { state: { from: 'active', to: 'left' } },
      result: {},
    }
  },
})

export const transferOwnership = action({
  name: 'identity.ownership.transfer',
  about: 'Makes another member the owner in one’s place; one stays an administrator. All members are told.',
  input: z.object({ to: z.string().max(40), confirmed: z.string().max(200).default('') }),
  run: async (ctx, { to, confirmed }) => {
    if (!isOwner(grantsOfActor(ctx.actor)) || ctx.actor.kind !== 'member') {
      refuse('forbidden', 'ownership.not-owner', 'Only an owner passes ownership on.')
    }
    if (to === ctx.actor.id) {
      const sentence = 'You are the owner. Choose somebody else.'
      refuse('invalid', 'ownership.self', sentence, { to: sentence })
    }
    if (confirmed.trim() !== ctx.organization.name) {
      const sentence = `Write the name of the organization, ${ctx.organization.name}, to confirm.`
      refuse('invalid', 'ownership.confirmed', sentence, { confirmed: sentence })
    }
    const me = await findRow(ctx, ctx.actor.id)
    const { member, state } = await opened(ctx, to, null)
    if (state !== 'active') {
      const sentence = 'This person cannot come in now. Choose somebody who can.'
      refuse('invalid', 'ownership.away', sentence, { to: sentence })
    }
    const passed: Fact = { name: 'identity.ownership-transferred', subject: member.id, from: me.id }
    const give = (memberId: Id<'mb'>, role: string) =>
      ctx.db
        .insert(roleAssignments)
        .values({ memberId, role, sites: null, grantedAt: ctx.now, grantedBy: ctx.actor.id })
        .onConflictDoUpdate({ target: [roleAssignments.memberId, roleAssignments.role], set: { sites: null } })
    return {
      subject: member.id,
      guards: [stillAt(member), stillAt(me)],
      writes: [
        give(member.id, 'owner'),
        give(me.id, 'admin'),
        ctx.db.run(sql`DELETE FROM role_assignments WHERE member_id = ${me.id} AND role = 'owner'`),
        bumped(ctx, member),
        bumped(ctx, me),
      ],
      facts: [
        { name: membershipFacts.grantsChanged, subject: member.id },
        { name: membershipFacts.grantsChanged, subject: me.id },
        { name: 'identity.role-raised', subject: member.id },
        passed,
      ],
      changes: { owner: { from: me.id, to: member.id } },
      result: {},
    }
  },
})

import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { newId } from '../../kernel/ids'
import { Refusal, refuse } from '../../kernel/refusal'
import { optionalLine, textLine, version } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Guard } from '../../platform/commit'
import type { Context, Write } from '../../platform/context'
import { anotherOwner } from '../members/membership'
import { membershipFacts } from '../projection'
import { members } from '../schema'
import { isNew, memberWrites, roleForMachines } from '../sso/admission.actions'
import { lookUpConnection } from '../sso/connection.queries'
import { checkGrantable } from '../sso/role-choice'
import { type Group, listTeams, lookUpGroup, lookUpUser, putUser, unique } from './directory.queries'
import { no } from './errors'
import { directoryGroups, directoryTokens } from './schema'
import { nameOf } from './user'

const person = {
  userName: z.string().min(1).max(254),
  externalId: z.string().max(254).nullable(),
  givenName: z.string().max(60),
  familyName: z.string().max(60),
  displayName: z.string().max(120),
  email: z.string().min(3).max(254),
  jobTitle: z.string().max(120),
  phone: z.string().max(30),
  active: z.boolean(),
}

const unknown = (what: string) => refuse('not-found', 'scim.unknown', `There is no such ${what}.`)

/** The directory makes a member; the login is there already. */
export const provisionMember = action({
  name: 'identity.directory.provision',
  about: 'Makes a member of a person whom the organization’s directory sends, with the role that is chosen for that.',
  input: z.object({ ...person, loginId: z.string().startsWith('lg_') }),
  run: async (ctx, { loginId, ...user }) => {
    const id = newId('mb', ctx.now)
    const role = await roleForMachines(ctx, (await lookUpConnection(ctx))?.defaultRole ?? 'viewer')
    const { email, jobTitle, phone } = user
    return {
      subject: id,
      guards: [isNew(loginId), ...unique(id, user)],
      writes: [
        ...memberWrites(ctx, { id, loginId, name: nameOf(user), email, jobTitle, phone }, role),
        ...(user.active ? [] : [ctx.db.update(members).set({ disabledAt: ctx.now }).where(eq(members.id, id))]),
        putUser(ctx, id, user),
      ],
      facts: [{ name: membershipFacts.joined, subject: id, by: 'directory' }],
      changes: { role: { from: null, to: role } },
      result: { id },
    }
  },
})

const stillAt = ({ id, version }: { id: string; version: number }): Guard => ({
  count: sql`SELECT count(*) FROM members WHERE id = ${id} AND version = ${version}`,
  refusal: () => new Refusal('conflict', 'scim.changed', 'This person was changed at the same moment. Send it again.'),
})

/**
 * The directory changes a member: names, title, and whether they may come in. Not the e-mail address: it is the
 * person's own in their login.
 */
export const changeFromDirectory = action({
  name: 'identity.directory.change-member',
  about: 'Takes over what the organization’s directory says of a member; who is inactive there is out at once.',
  input: z.object({ ...person, id: z.string().startsWith('mb_') }),
  run: async (ctx, { id, ...user }) => {
    const before = (await lookUpUser(ctx, id)) ?? unknown('person')
    const switched = before.active !== user.active
    const [row] = await ctx.db
      .select({ leftAt: members.leftAt })
      .from(members)
      .where(eq(members.id, id as `mb_${string}`))
    if (row?.leftAt !== null && user.active) {
      refuse('conflict', 'scim.left', 'This person has left the organization. An administrator must invite them again.')
    }
    const name = nameOf(user)
    const fields = ['jobTitle', 'phone', 'externalId', 'userName', 'givenName', 'familyName'] as const
    const changed = [
      ...fields.filter((field) => before[field] !== user[field]),
      ...(before.displayName === name ? [] : ['name']),
    ]
    if (!switched && changed.length === 0) return { subject: id, writes: [], facts: [], result: { id } }
    return {
      subject: id,
      guards: [
        stillAt(before),
        ...unique(id, user),
        ...(switched && !user.active ? [{ ...anotherOwnerIfOwner(id), refusal: anotherOwner(id).refusal }] : []),
      ],
      writes: [
        ctx.db
          .update(members)
          .set({
            name,
            jobTitle: user.jobTitle,
            phone: user.phone,
            version: before.version + 1,
            ...(switched ? { disabledAt: user.active ? null : ctx.now } : {}),
          })
          .where(eq(members.id, id as `mb_${string}`)),
        putUser(ctx, id, user),
      ],
      facts: switched
        ? [{ name: user.active ? membershipFacts.enabled : membershipFacts.disabled, subject: id, by: 'directory' }]
        : [{ name: 'identity.member-changed', subject: id }],
      changes: {
        ...Object.fromEntries(changed.map((field) => [field, 'changed' as const])),
        ...(switched ? { active: { from: before.active, to: user.active } } : {}),
      },
      result: { id },
    }
  },
})

/** Holds for whoever is no owner, and for an owner beside whom another one can come in. */
const anotherOwnerIfOwner = (id: string): Pick<Guard, 'count'> => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM role_assignments WHERE member_id = ${id} AND role = 'owner')
    OR EXISTS (SELECT 1 FROM role_assignments JOIN members ON members.id = member_id
      WHERE role = 'owner' AND sites IS NULL AND left_at IS NULL AND disabled_at IS NULL AND member_id <> ${id})`,
})

/** Who granted a role or a place in a team: this group, so that it takes back only what it gave. */
const giver = (groupId: string) => `directory:${groupId}`

/**
 * Brings roles and teams of the people of a group in line with what the group brings. `people` is a JSON list of member
 * ids whose place may have changed. Ownership is never given and never taken.
 */
function alignRoles(ctx: Context, group: Pick<Group, 'id' | 'role' | 'teamId'>, people: string): Write[] {
  const inGroup = sql`EXISTS (SELECT 1 FROM directory_group_members WHERE group_id = ${group.id} AND directory_group_members.member_id = members.id)`
  const asked = sql`members.id IN (SELECT value FROM json_each(${people}))`
  const writes: Write[] = []
  if (group.role && group.role !== 'owner') {
    writes.push(
      ctx.db.run(sql`INSERT INTO role_assignments (member_id, role, sites, granted_at, granted_by)
        SELECT members.id, ${group.role}, NULL, ${ctx.now}, ${giver(group.id)} FROM members
        WHERE ${asked} AND ${inGroup} AND left_at IS NULL ON CONFLICT (member_id, role) DO NOTHING`),
      ctx.db.run(sql`DELETE FROM role_assignments WHERE role = ${group.role} AND granted_by = ${giver(group.id)}
        AND member_id IN (SELECT members.id FROM members WHERE ${asked} AND NOT ${inGroup})`),
    )
  }
  if (group.teamId) {
    writes.push(
      ctx.db.run(sql`INSERT INTO team_members (team_id, member_id, kind, since)
        SELECT ${group.teamId}, members.id, 'team', ${ctx.now} FROM members
        WHERE ${asked} AND ${inGroup} AND left_at IS NULL ON CONFLICT DO NOTHING`),
      ctx.db.run(sql`DELETE FROM team_members WHERE team_id = ${group.teamId}
        AND member_id IN (SELECT members.id FROM members WHERE ${asked} AND NOT ${inGroup})`),
    )
  }
  return writes
}

const groupAt = ({ id, version }: Group): Guard => ({
  count: sql`SELECT count(*) FROM directory_groups WHERE id = ${id} AND version = ${version}`,
  refusal: () => new Refusal('conflict', 'scim.changed', 'This group was changed at the same moment. Send it again.'),
})

const change = z.object({ kind: z.enum(['set', 'add', 'remove']), ids: z.array(z.string().max(60)).max(10_000) })

export const putGroup = action({
  name: 'identity.directory.put-group',
  about: 'Takes over a group of the organization’s directory and who is in it; its role and its team follow.',
  input: z.object({
    id: z.string().startsWith('dg_').nullable(),
    displayName: z.string().min(1).max(200).nullable(),
    externalId: z.string().max(254).nullable().optional(),
    members: z.array(change).max(1000),
  }),
  run: async (ctx, { id, displayName, externalId, members: changes }) => {
    const before = id === null ? null : ((await lookUpGroup(ctx, id)) ?? unknown('group'))
    const group: Group = {
      id: before?.id ?? newId('dg', ctx.now),
      displayName: displayName ?? before?.displayName ?? no('invalidValue', 'displayName is missing.'),
      externalId: externalId === undefined ? (before?.externalId ?? null) : externalId,
      teamId: before?.teamId ?? null,
      role: before?.role ?? null,
      madeAt: before?.madeAt ?? ctx.now,
      changedAt: ctx.now,
      version: (before?.version ?? 0) + 1,
    }
    const named = [...new Set(changes.filter(({ kind }) => kind !== 'remove').flatMap(({ ids }) => ids))]
    const found = await ctx.db.all<{ known: number }>(
      sql`SELECT count(*) AS known FROM members WHERE id IN (SELECT value FROM json_each(${JSON.stringify(named)}))`,
    )
    if ((found[0]?.known ?? 0) < named.length) no('invalidValue', 'members: one of these people is not known here.')
    const was = before
      ? (
          await ctx.db.all<{ id: string }>(
            sql`SELECT member_id AS id FROM directory_group_members WHERE group_id = ${group.id}`,
          )
        ).map((row) => row.id)
      : []
    const people = JSON.stringify([...new Set([...was, ...named])])
    return {
      subject: group.id,
      guards: [
        ...(before ? [groupAt(before)] : []),
        {
          count: sql`SELECT NOT EXISTS (SELECT 1 FROM directory_groups WHERE id <> ${group.id}
            AND (lower(display_name) = lower(${group.displayName}) OR external_id = ${group.externalId}))`,
          refusal: () => new Refusal('conflict', 'scim.uniqueness', 'There is a group of this name already.'),
        },
      ],
      writes: [
        ctx.db.insert(directoryGroups).values(group).onConflictDoUpdate({ target: directoryGroups.id, set: group }),
        ...changes.flatMap((entry) => moved(ctx, group.id, entry)),
        ...alignRoles(ctx, group, people),
      ],
      // The whole organization's copies are written anew: one fact, however many people.
      facts: [
        { name: group.role ? membershipFacts.grantsChanged : 'identity.directory-group-changed', subject: group.id },
      ],
      changes: { displayName: { from: before?.displayName ?? null, to: group.displayName } },
      result: { id: group.id },
    }
  },
})

function moved(ctx: Context, groupId: string, { kind, ids }: z.infer<typeof change>): Write[] {
  const list = JSON.stringify(ids)
  const insert = ctx.db.run(sql`INSERT INTO directory_group_members (group_id, member_id)
    SELECT ${groupId}, value FROM json_each(${list}) WHERE true ON CONFLICT DO NOTHING`)
  if (kind === 'add') return [insert]
  const inList = sql`member_id IN (SELECT value FROM json_each(${list}))`
  const gone = ctx.db.run(
    sql`DELETE FROM directory_group_members WHERE group_id = ${groupId} AND ${kind === 'set' ? sql`NOT ${inList}` : inList}`,
  )
  return kind === 'set' ? [gone, insert] : [gone]
}

export const removeGroup = action({
  name: 'identity.directory.remove-group',
  about: 'Takes away a group of the organization’s directory with the role and the places in a team that it gave.',
  input: z.object({ id: z.string().max(60) }),
  run: async (ctx, { id }) => {
    const before = (await lookUpGroup(ctx, id)) ?? unknown('group')
    return {
      subject: before.id,
      guards: [groupAt(before)],
      writes: [
        ctx.db.run(sql`DELETE FROM role_assignments WHERE granted_by = ${giver(before.id)}`),
        ...(before.teamId
          ? [
              ctx.db.run(sql`DELETE FROM team_members WHERE team_id = ${before.teamId}
                AND member_id IN (SELECT member_id FROM directory_group_members WHERE group_id = ${before.id})`),
            ]
          : []),
        ctx.db.run(sql`DELETE FROM directory_group_members WHERE group_id = ${before.id}`),
        ctx.db.delete(directoryGroups).where(eq(directoryGroups.id, before.id)),
      ],
      facts: [{ name: membershipFacts.grantsChanged, subject: before.id }],
      result: { id: before.id },
    }
  },
})

/** An administrator says what a group brings. */
export const mapGroup = action({
  name: 'identity.directory.map-group',
  about: 'Says which team the people in a group of the directory belong to and which role they get; never ownership.',
  input: z.object({ id: z.string().max(60), teamId: optionalLine(60), role: optionalLine(40), version }),
  run: async (ctx, { id, teamId, role, version: seen }) => {
    const before = (await lookUpGroup(ctx, id)) ?? unknown('group')
    if (seen !== null && seen !== before.version) throw groupAt(before).refusal()
    // A role that somebody else chose and one lacks oneself may stay, and may be taken away.
    if (role && role !== before.role) await checkGrantable(ctx, role, 'admin', 'role')
    if (teamId && !(await listTeams(ctx)).some((team) => team.id === teamId && team.kind === 'team')) {
      refuse('invalid', 'directory.team', 'Choose one of the teams in the list.', {
        teamId: 'Choose one of the teams in the list.',
      })
    }
    const after: Group = {
      ...before,
      teamId: teamId || null,
      role: role || null,
      changedAt: ctx.now,
      version: before.version + 1,
    }
    const rows = await ctx.db.all<{ id: string }>(
      sql`SELECT member_id AS id FROM directory_group_members WHERE group_id = ${before.id}`,
    )
    const people = JSON.stringify(rows.map((row) => row.id))
    return {
      subject: before.id,
      guards: [groupAt(before)],
      writes: [
        ...(before.role !== after.role
          ? [ctx.db.run(sql`DELETE FROM role_assignments WHERE granted_by = ${giver(before.id)}`)]
          : []),
        ...(before.teamId && before.teamId !== after.teamId
          ? [
              ctx.db.run(sql`DELETE FROM team_members WHERE team_id = ${before.teamId}
                AND member_id IN (SELECT value FROM json_each(${people}))`),
            ]
          : []),
        ctx.db.update(directoryGroups).set(after).where(eq(directoryGroups.id, before.id)),
        ...alignRoles(ctx, after, people),
      ],
      facts: [{ name: membershipFacts.grantsChanged, subject: before.id }],
      changes: {
        ...(before.role === after.role ? {} : { role: { from: before.role, to: after.role } }),
        ...(before.teamId === after.teamId ? {} : { team: { from: before.teamId, to: after.teamId } }),
      },
      result: { id: before.id },
    }
  },
})

export const makeToken = action({
  name: 'identity.directory.make-token',
  about: 'Makes a secret by which the organization’s directory writes its people here.',
  input: z.object({ name: textLine(80, 'Write what it is for, such as Entra ID.'), hash: z.string().length(43) }),
  run: async (ctx, { name, hash }) => {
    const id = newId('dt', ctx.now)
    return {
      subject: id,
      guards: [
        {
          count: sql`SELECT count(*) < 10 FROM directory_tokens WHERE revoked_at IS NULL`,
          refusal: () => new Refusal('conflict', 'directory.many', 'Ten secrets are the most. Revoke one first.'),
        },
      ],
      writes: [ctx.db.insert(directoryTokens).values({ id, hash, name, madeBy: ctx.actor.id, madeAt: ctx.now })],
      facts: [{ name: 'identity.directory-token-made', subject: id }],
      result: { id },
    }
  },
})

export const revokeToken = action({
  name: 'identity.directory.revoke-token',
  about: 'Ends a secret of the directory at once.',
  input: z.object({ id: z.string().max(60) }),
  run: async (ctx, { id }) => ({
    subject: id,
    guards: [
      {
        count: sql`SELECT count(*) FROM directory_tokens WHERE id = ${id} AND revoked_at IS NULL`,
        refusal: () =>
          new Refusal('not-found', 'directory.no-token', 'There is no such secret, or it is revoked already.'),
      },
    ],
    writes: [
      ctx.db
        .update(directoryTokens)
        .set({ revokedAt: ctx.now })
        .where(eq(directoryTokens.id, id as `dt_${string}`)),
    ],
    facts: [{ name: 'identity.directory-token-revoked', subject: id }],
    result: { id },
  }),
})

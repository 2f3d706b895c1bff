import { and, eq, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Id } from '../../kernel/ids'
import { refuse } from '../../kernel/refusal'
import type { Context, Grant } from '../../platform/context'
import { pageOf, readCursor } from '../../platform/keyset'
import { readable } from '../../platform/sensitive'
import { grantOf, isRole, titleOf } from '../roles'
import { members, ownRoles, roleAssignments, teamMembers, teams } from '../schema'

export type MemberState = 'active' | 'disabled' | 'left'

export const stateOf = (member: { leftAt: number | null; disabledAt: number | null }): MemberState =>
  member.leftAt !== null ? 'left' : member.disabledAt !== null ? 'disabled' : 'active'

/** How colleagues reach a person is theirs: it takes a permission of its own, but for oneself. */
const columnsFor = (ctx: Context, id?: string) =>
  readable(
    ctx,
    {
      id: members.id,
      name: members.name,
      email: members.email,
      jobTitle: members.jobTitle,
      phone: members.phone,
      joinedAt: members.joinedAt,
      leftAt: members.leftAt,
      disabledAt: members.disabledAt,
      version: members.version,
    },
    id === ctx.actor.id ? {} : { email: 'personal', phone: 'personal' },
  )

const rolesOf = sql<string[]>`(SELECT json_group_array(coalesce(roles.name, role)) FROM role_assignments
  LEFT JOIN roles ON roles.id = role WHERE member_id = members.id)`.mapWith((json) =>
  (JSON.parse(String(json)) as string[]).map((role) => (isRole(role) ? titleOf(role) : role)),
)

/** Each with a name of its own: two columns of one text would come back as one. */
const nameOfKind = (kind: 'department' | 'position') =>
  sql<string | null>`(SELECT teams.name FROM team_members JOIN teams ON teams.id = team_id
    WHERE team_members.member_id = members.id AND team_members.kind = ${kind})`.as(kind)

export type MemberFilter = {
  state?: MemberState | undefined
  role?: string | undefined
  /** A team, a department or a position. */
  team?: string | undefined
  /** A part of the name. */
  words?: string | undefined
}

const within = ({ state = 'active', role, team, words }: MemberFilter): (SQL | undefined)[] => [
  state === 'left' ? isNotNull(members.leftAt) : isNull(members.leftAt),
  state === 'disabled' ? isNotNull(members.disabledAt) : undefined,
  state === 'active' ? isNull(members.disabledAt) : undefined,
  role ? sql`EXISTS (SELECT 1 FROM role_assignments WHERE member_id = ${members.id} AND role = ${role})` : undefined,
  team ? sql`EXISTS (SELECT 1 FROM team_members WHERE member_id = ${members.id} AND team_id = ${team})` : undefined,
  words ? sql`instr(lower(${members.name}), lower(${words.trim()})) > 0` : undefined,
]

/** One page of the people by name. Refuses 'invalid' ('cursor'). */
export async function listMembers(ctx: Context, filter: MemberFilter, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select({
      ...columnsFor(ctx),
      roles: rolesOf,
      department: nameOfKind('department'),
      position: nameOfKind('position'),
    })
    .from(members)
    .where(
      and(...within(filter), cursor ? sql`(${members.name}, ${members.id}) > (${cursor[0]}, ${cursor[1]})` : undefined),
    )
    .orderBy(members.name, members.id)
    .limit(51)
  const { rows: shown, next } = pageOf(rows, 50, (row) => [row.name, row.id])
  return { rows: shown.map((row) => ({ ...row, state: stateOf(row) })), next }
}

export type Assignment = {
  role: string
  title: string
  sites: string[] | null
  grantedAt: number
  grantedBy: string
  grant: Grant
}

/** What a member was given, with the permissions that it brings. */
export async function assignmentsOf(ctx: Context, memberId: string): Promise<Assignment[]> {
  const rows = await ctx.db
    .select({
      role: roleAssignments.role,
      sites: roleAssignments.sites,
      grantedAt: roleAssignments.grantedAt,
      grantedBy: roleAssignments.grantedBy,
      name: ownRoles.name,
      permissions: ownRoles.permissions,
    })
    .from(roleAssignments)
    .leftJoin(ownRoles, and(eq(sql`${ownRoles.id}`, roleAssignments.role), isNull(ownRoles.removedAt)))
    .where(eq(roleAssignments.memberId, memberId as Id<'mb'>))
    .orderBy(roleAssignments.role)
  return rows.map(({ role, sites, grantedAt, grantedBy, name, permissions }) => ({
    role,
    title: name ?? titleOf(role),
    sites,
    grantedAt,
    grantedBy,
    grant: grantOf({ role, sites, permissions }),
  }))
}

/** One member, whole, as this actor may see them. Refuses 'not-found'. */
export async function findMember(ctx: Context, id: string) {
  const [member] = await ctx.db
    .select(columnsFor(ctx, id))
    .from(members)
    .where(eq(members.id, id as Id<'mb'>))
  if (!member) return refuse('not-found', 'member.unknown', 'There is no such person.')
  return { ...member, state: stateOf(member) }
}

/** What an action needs of a member whatever the actor may see. Refuses 'not-found'. */
export async function findRow(ctx: Context, id: string) {
  const [member] = await ctx.db
    .select()
    .from(members)
    .where(eq(members.id, id as Id<'mb'>))
  return member ?? refuse('not-found', 'member.unknown', 'There is no such person.')
}

export const lookUpByLogin = async (ctx: Context, loginId: string) =>
  (await ctx.db.select().from(members).where(eq(members.loginId, loginId)))[0] ?? null

/** The teams, the department and the position of a member. */
export const teamsOf = (ctx: Context, memberId: string) =>
  ctx.db
    .select({ id: teams.id, kind: teams.kind, name: teams.name })
    .from(teamMembers)
    .innerJoin(teams, eq(teams.id, teamMembers.teamId))
    .where(eq(teamMembers.memberId, memberId as Id<'mb'>))
    .orderBy(teams.kind, teams.name)

/** What the organization's own roles are called and bring; those that are there. */
export const listOwnRoles = (ctx: Context) =>
  ctx.db.select().from(ownRoles).where(isNull(ownRoles.removedAt)).orderBy(ownRoles.name).limit(200)

/** Names of members by id, at most ninety. */
export async function namesOfMembers(ctx: Context, ids: string[]): Promise<Map<string, string>> {
  const asked = [...new Set(ids)].slice(0, 90) as Id<'mb'>[]
  if (asked.length === 0) return new Map()
  const rows = await ctx.db
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(inArray(members.id, asked))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** People who are here whose name has these words: for choosing one. At most ten. */
export const searchMembers = (ctx: Context, words: string) =>
  ctx.db
    .select({ id: members.id, name: members.name, jobTitle: members.jobTitle })
    .from(members)
    .where(and(isNull(members.leftAt), sql`instr(lower(${members.name}), lower(${words.trim()})) > 0`))
    .orderBy(members.name)
    .limit(10)

import { asc, eq, isNull, sql } from 'drizzle-orm'
import { Refusal } from '../../kernel/refusal'
import type { Guard } from '../../platform/commit'
import type { Context, Write } from '../../platform/context'
import { teams } from '../schema'
import type { Condition } from './filter'
import { directoryGroups, directoryTokens } from './schema'
import type { Shown } from './user'

/** Rows of one page, at most. */
export const pageSize = 100

type Row = Omit<Shown, 'active' | 'groups'> & { active: number; groups: string; loginId: string }

const userColumns =
  sql.raw(`members.id AS id, members.login_id AS loginId, coalesce(user_name, members.email) AS userName, external_id AS externalId,
  coalesce(given_name, '') AS givenName, coalesce(family_name, '') AS familyName, members.name AS displayName,
  members.email AS email, job_title AS jobTitle, phone, left_at IS NULL AND disabled_at IS NULL AS active,
  joined_at AS joinedAt, coalesce(changed_at, joined_at) AS changedAt, members.version AS version,
  (SELECT json_group_array(json_object('id', directory_groups.id, 'name', display_name)) FROM directory_group_members
    JOIN directory_groups ON directory_groups.id = group_id WHERE directory_group_members.member_id = members.id) AS groups`)

const shown = ({ active, groups, ...row }: Row): Shown & { loginId: string } => ({
  ...row,
  active: active === 1,
  groups: JSON.parse(groups),
})

const joined = sql.raw('members LEFT JOIN directory_users ON directory_users.member_id = members.id')

export async function lookUpUser(ctx: Context, id: string) {
  const [row] = await ctx.db.all<Row>(sql`SELECT ${userColumns} FROM ${joined} WHERE members.id = ${id}`)
  return row ? shown(row) : null
}

type Words = ReturnType<typeof sql>

/** Equality by the column's index; a part of it by looking at each of the people, of whom there are some thousands. */
const text = (column: Words, { op, value }: Condition, lower = true): Words => {
  const wanted = lower ? value.toLowerCase() : value
  if (op === 'eq') return sql`${column} = ${wanted}`
  return op === 'sw'
    ? sql`instr(lower(${column}), ${value.toLowerCase()}) = 1`
    : sql`instr(lower(${column}), ${value.toLowerCase()}) > 0`
}

const [name, email, userName] = [sql.raw('members.name'), sql.raw('members.email'), sql.raw('user_name')]

/** Names by which the directory may look for people. */
const searchable: Record<string, (condition: Condition) => Words> = {
  id: (condition) => text(sql.raw('members.id'), condition, false),
  externalid: (condition) => text(sql.raw('external_id'), condition, false),
  username: (condition) => sql`(${text(userName, condition)} OR (user_name IS NULL AND ${text(email, condition)}))`,
  emails: (condition) => text(email, condition),
  'emails.value': (condition) => text(email, condition),
  displayname: (condition) => text(sql`lower(${name})`, condition),
  'name.formatted': (condition) => text(sql`lower(${name})`, condition),
  'name.givenname': (condition) => text(sql.raw('lower(given_name)'), condition),
  'name.familyname': (condition) => text(sql.raw('lower(family_name)'), condition),
  active: ({ value }) => sql`(left_at IS NULL AND disabled_at IS NULL) = ${value === 'true' ? 1 : 0}`,
}

/**
 * People whom one of the alternatives means, a page of them; null for a name that people cannot be looked for by, and
 * for an alternative that says no more than whether they are active.
 */
export async function searchUsers(ctx: Context, alternatives: Condition[][]) {
  const idle = (conditions: Condition[]) => conditions.every(({ attribute }) => attribute === 'active')
  if (alternatives.some(idle) || alternatives.flat().some(({ attribute }) => !searchable[attribute])) return null
  const each = alternatives.map(
    (conditions) =>
      sql`(${sql.join(
        conditions.map((condition) => searchable[condition.attribute]?.(condition) ?? sql`false`),
        sql.raw(' AND '),
      )})`,
  )
  const rows = await ctx.db.all<Row>(
    sql`SELECT ${userColumns} FROM ${joined} WHERE ${sql.join(each, sql.raw(' OR '))} ORDER BY members.id LIMIT ${pageSize}`,
  )
  return rows.map(shown)
}

/**
 * A page of all people by their ordinal, which is their place: nothing is counted and nothing is skipped over.
 * `total` is the ordinal of the last one.
 */
export async function pageOfUsers(ctx: Context, startIndex: number, count: number) {
  const [last] = await ctx.db.all<{ total: number }>(
    sql`SELECT coalesce(max(ordinal), 0) AS total FROM directory_users`,
  )
  const rows =
    count === 0
      ? []
      : await ctx.db.all<Row>(sql`
          SELECT ${userColumns} FROM directory_users JOIN members ON members.id = directory_users.member_id
          WHERE ordinal >= ${startIndex} ORDER BY ordinal LIMIT ${count}`)
  return { total: last?.total ?? 0, users: rows.map(shown) }
}

/** Gives members who came by another way their place in the directory's list; it is theirs for good. */
export const giveOrdinals = (ctx: Context) =>
  ctx.db.run(sql`
    INSERT INTO directory_users (member_id, user_name, changed_at)
    SELECT id, email, joined_at FROM members
    WHERE NOT EXISTS (SELECT 1 FROM directory_users WHERE member_id = members.id)
      AND NOT EXISTS (SELECT 1 FROM directory_users WHERE user_name = members.email)
    GROUP BY email ORDER BY joined_at, id`)

/** Writes what the directory calls a member. */
export const putUser = (
  ctx: Context,
  memberId: string,
  user: { userName: string; externalId: string | null; givenName: string; familyName: string },
): Write =>
  ctx.db.run(sql`
    INSERT INTO directory_users (member_id, user_name, external_id, given_name, family_name, managed, changed_at)
    VALUES (${memberId}, ${user.userName}, ${user.externalId}, ${user.givenName}, ${user.familyName}, 1, ${ctx.now})
    ON CONFLICT (member_id) DO UPDATE SET user_name = excluded.user_name, external_id = excluded.external_id,
      given_name = excluded.given_name, family_name = excluded.family_name, managed = 1,
      changed_at = excluded.changed_at, version = version + 1`)

const taken = (what: string) =>
  new Refusal('conflict', 'scim.uniqueness', `There is a person with this ${what} already.`)

/** Nobody else has the name or the id. */
export const unique = (memberId: string, user: { userName: string; externalId: string | null }): Guard[] => [
  {
    count: sql`SELECT NOT EXISTS (SELECT 1 FROM directory_users WHERE user_name = ${user.userName} AND member_id <> ${memberId})`,
    refusal: () => taken('userName'),
  },
  {
    count: sql`SELECT NOT EXISTS (SELECT 1 FROM directory_users WHERE external_id = ${user.externalId} AND member_id <> ${memberId})`,
    refusal: () => taken('externalId'),
  },
]

export type Group = typeof directoryGroups.$inferSelect

export async function lookUpGroup(ctx: Context, id: string): Promise<Group | null> {
  const [row] = await ctx.db
    .select()
    .from(directoryGroups)
    .where(eq(directoryGroups.id, id as Group['id']))
  return row ?? null
}

/** All groups by age. Directories have some dozens; a thousand are the most. */
export const listGroups = (ctx: Context): Promise<Group[]> =>
  ctx.db.select().from(directoryGroups).orderBy(asc(directoryGroups.id)).limit(1000)

export const membersOfGroup = (ctx: Context, groupId: string) =>
  ctx.db.all<{ id: string; name: string }>(sql`
    SELECT members.id AS id, members.name AS name FROM directory_group_members JOIN members ON members.id = member_id
    WHERE group_id = ${groupId} ORDER BY members.id LIMIT 10000`)

export async function isInGroup(ctx: Context, groupId: string, memberId: string): Promise<boolean> {
  const rows = await ctx.db.all(
    sql`SELECT 1 FROM directory_group_members WHERE group_id = ${groupId} AND member_id = ${memberId}`,
  )
  return rows.length > 0
}

/** How many people each group has, for the settings. */
export const groupSizes = (ctx: Context) =>
  ctx.db.all<{ id: string; size: number }>(
    sql`SELECT group_id AS id, count(*) AS size FROM directory_group_members GROUP BY group_id`,
  )

export const listTokens = (ctx: Context) =>
  ctx.db.select().from(directoryTokens).orderBy(asc(directoryTokens.id)).limit(50)

export async function lookUpToken(ctx: Context, hash: string) {
  const [row] = await ctx.db.select().from(directoryTokens).where(eq(directoryTokens.hash, hash))
  return row && row.revokedAt === null ? row : null
}

/** Written at most once in five minutes: directories ask often. */
export const tokenUsed = (ctx: Context, id: string) =>
  ctx.db.run(sql`UPDATE directory_tokens SET used_at = ${ctx.now}
    WHERE id = ${id} AND coalesce(used_at, 0) < ${ctx.now - 5 * 60_000}`)

export const listTeams = (ctx: Context) =>
  ctx.db
    .select({ id: teams.id, name: teams.name, kind: teams.kind })
    .from(teams)
    .where(isNull(teams.removedAt))
    .orderBy(asc(teams.name))
    .limit(200)

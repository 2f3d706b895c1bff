import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { members } from './schema'

const columns = {
  id: members.id,
  name: members.name,
  email: members.email,
  jobTitle: members.jobTitle,
  roles: sql<string>`(SELECT json_group_array(coalesce(roles.name, role)) FROM role_assignments
    LEFT JOIN roles ON roles.id = role WHERE member_id = members.id)`.mapWith(
    (json) => JSON.parse(String(json)) as string[],
  ),
  phone: members.phone,
  joinedAt: members.joinedAt,
}

/** One page of the people who are here, by name. Refuses 'invalid' ('cursor'). */
export async function listPeople(ctx: Context, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select(columns)
    .from(members)
    .where(
      and(
        isNull(members.leftAt),
        cursor ? sql`(${members.name}, ${members.id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
      ),
    )
    .orderBy(members.name, members.id)
    .limit(51)
  return pageOf(rows, 50, (row) => [row.name, row.id])
}

export async function findPerson(ctx: Context, id: string) {
  const [person] = await ctx.db
    .select(columns)
    .from(members)
    .where(eq(members.id, id as Id<'mb'>))
  return person ?? refuse('not-found', 'member.unknown', 'There is no such person.')
}

/** People whose name begins so; few, so the list is read. */
export const searchPeople = (ctx: Context, words: string) =>
  ctx.db
    .select(columns)
    .from(members)
    .where(and(isNull(members.leftAt), sql`instr(lower(${members.name}), lower(${words.trim()})) > 0`))
    .limit(10)

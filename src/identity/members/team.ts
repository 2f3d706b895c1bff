import { and, eq, isNull, sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../../kernel/ids'
import { Refusal, refuse } from '../../kernel/refusal'
import { optionalBlock, textLine, version } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Guard } from '../../platform/commit'
import type { Context } from '../../platform/context'
import { members, type TeamKind, teamMembers, teams } from '../schema'

export const teamKinds = ['team', 'department', 'position'] as const satisfies TeamKind[]

/** How a person says the kind. */
export const kindWords: Record<TeamKind, { one: string; many: string }> = {
  team: { one: 'team', many: 'Teams' },
  department: { one: 'department', many: 'Departments' },
  position: { one: 'position', many: 'Positions' },
}

type Team = typeof teams.$inferSelect

const people = sql<number>`(SELECT count(*) FROM team_members JOIN members ON members.id = member_id
  WHERE team_id = teams.id AND left_at IS NULL)`

/** Teams, departments and positions by name; an organization has few. At most three hundred. */
export const listTeams = (ctx: Context) =>
  ctx.db
    .select({
      id: teams.id,
      kind: teams.kind,
      name: teams.name,
      about: teams.about,
      leadId: teams.leadId,
      lead: members.name,
      people,
      version: teams.version,
    })
    .from(teams)
    .leftJoin(members, eq(members.id, teams.leadId))
    .where(isNull(teams.removedAt))
    .orderBy(teams.kind, teams.name)
    .limit(300)

/** Refuses 'not-found'; a removed one is not there any more. */
export async function findTeam(ctx: Context, id: string): Promise<Team> {
  const [team] = await ctx.db
    .select()
    .from(teams)
    .where(and(eq(teams.id, id as Id<'tm'>), isNull(teams.removedAt)))
  return team ?? refuse('not-found', 'team.unknown', 'There is no such team.')
}

const changed = () =>
  new Refusal('conflict', 'team.changed', 'Somebody changed this meanwhile. Look at it again, then change it.')

const stillAt = ({ id, version }: Team): Guard => ({
  count: sql`SELECT count(*) FROM teams WHERE id = ${id} AND version = ${version} AND removed_at IS NULL`,
  refusal: changed,
})

/** Holds while no other of its kind has the name. */
const nameFree = (kind: TeamKind, name: string, but: string): Guard => ({
  count: sql`SELECT count(*) = 0 FROM teams WHERE kind = ${kind} AND lower(name) = lower(${name})
    AND removed_at IS NULL AND id <> ${but}`,
  refusal: () => {
    const sentence = `There is a ${kindWords[kind].one} of this name already.`
    return new Refusal('invalid', 'team.name', sentence, { name: sentence })
  },
})

const leader = (id: string | null): Guard[] =>
  id === null
    ? []
    : [
        {
          count: sql`SELECT count(*) FROM members WHERE id = ${id} AND left_at IS NULL`,
          refusal: () => {
            const sentence = 'Choose somebody who is here.'
            return new Refusal('invalid', 'team.lead', sentence, { leadId: sentence })
          },
        },
      ]

const fields = {
  name: textLine(120, 'Write the name.'),
  about: optionalBlock(1000),
  leadId: z
    .string()
    .max(40)
    .nullish()
    .transform((id) => (id ? (id as Id<'mb'>) : null)),
}

export const createTeam = action({
  name: 'identity.team.create',
  about: 'Adds a team, a department or a position.',
  input: z.object({ kind: z.enum(teamKinds), ...fields }),
  run: async (ctx, input) => {
    const id = newId('tm', ctx.now)
    return {
      subject: id,
      guards: [nameFree(input.kind, input.name, id), ...leader(input.leadId)],
      writes: [ctx.db.insert(teams).values({ id, ...input, createdAt: ctx.now })],
      facts: [{ name: 'identity.team-created', subject: id }],
      changes: { name: { from: null, to: input.name }, kind: { from: null, to: input.kind } },
      result: { id, version: 1 },
    }
  },
})

export const changeTeam = action({
  name: 'identity.team.change',
  about: 'Changes the name, the purpose and the lead of a team, a department or a position.',
  input: z.object({ id: z.string().max(40), version, ...fields }),
  run: async (ctx, { id, version, ...input }) => {
    const before = await findTeam(ctx, id)
    if (version !== null && version !== before.version) throw changed()
    return {
      subject: before.id,
      guards: [stillAt(before), nameFree(before.kind, input.name, before.id), ...leader(input.leadId)],
      writes: [
        ctx.db
          .update(teams)
          .set({ ...input, version: before.version + 1 })
          .where(eq(teams.id, before.id)),
      ],
      facts: [{ name: 'identity.team-changed', subject: before.id }],
      changes: Object.fromEntries(
        Object.entries(input)
          .filter(([field, value]) => before[field as 'name'] !== value)
          .map(([field, value]) => [field, { from: before[field as 'name'], to: value }]),
      ),
      result: { id: before.id, version: before.version + 1 },
    }
  },
})

export const removeTeam = action({
  name: 'identity.team.remove',
  about: 'Removes a team, a department or a position; its people stay.',
  input: z.object({ id: z.string().max(40), version }),
  run: async (ctx, { id, version }) => {
    const before = await findTeam(ctx, id)
    if (version !== null && version !== before.version) throw changed()
    return {
      subject: before.id,
      guards: [stillAt(before)],
      writes: [
        ctx.db
          .update(teams)
          .set({ removedAt: ctx.now, version: before.version + 1 })
          .where(eq(teams.id, before.id)),
        ctx.db.delete(teamMembers).where(eq(teamMembers.teamId, before.id)),
      ],
      facts: [{ name: 'identity.team-removed', subject: before.id }],
      changes: { name: { from: before.name, to: null } },
      result: { id: before.id, name: before.name, kind: before.kind },
    }
  },
})

import { and, eq, isNull, sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../../kernel/ids'
import { Refusal, refuse } from '../../kernel/refusal'
import { optionalBlock, textLine, version } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Guard } from '../../platform/commit'
import type { Context } from '../../platform/context'
import { membershipFacts } from '../projection'
import { ownRoles } from '../schema'
import { grantsOfActor, holds } from './grant'

type OwnRole = typeof ownRoles.$inferSelect

/** Refuses 'not-found'; a removed one is not there any more. */
export async function findOwnRole(ctx: Context, id: string): Promise<OwnRole> {
  const [role] = await ctx.db
    .select()
    .from(ownRoles)
    .where(and(eq(ownRoles.id, id as Id<'rl'>), isNull(ownRoles.removedAt)))
  return role ?? refuse('not-found', 'role.unknown', 'There is no such role.')
}

const changed = () =>
  new Refusal('conflict', 'role.changed', 'Somebody changed this role meanwhile. Look at it again, then change it.')

const stillAt = ({ id, version }: OwnRole): Guard => ({
  count: sql`SELECT count(*) FROM roles WHERE id = ${id} AND version = ${version} AND removed_at IS NULL`,
  refusal: changed,
})

const nameFree = (name: string, but: string): Guard => ({
  count: sql`SELECT count(*) = 0 FROM roles WHERE lower(name) = lower(${name}) AND removed_at IS NULL AND id <> ${but}`,
  refusal: () => {
    const sentence = 'There is a role of this name already.'
    return new Refusal('invalid', 'role.name', sentence, { name: sentence })
  },
})

/**
 * The permissions of an own role: only names that the house knows, no patterns.
 * Refuses 'invalid' ('role.permission') for another, 'forbidden' ('role.lacking') for one that the actor lacks.
 */
function checkedPermissions(ctx: Context, asked: string[], before: string[]): string[] {
  const known = new Set(ctx.catalogue.map(({ name }) => name))
  const strange = asked.find((name) => !known.has(name))
  if (strange !== undefined) {
    const sentence = `There is no permission “${strange}”.`
    refuse('invalid', 'role.permission', sentence, { permissions: sentence })
  }
  const own = grantsOfActor(ctx.actor)
  const lacking = asked.find(
    (name) => !before.includes(name) && !holds(own, { role: '', permissions: [name], sites: null }),
  )
  if (lacking) {
    const about = ctx.catalogue.find(({ name }) => name === lacking)?.about ?? lacking
    const sentence = `You cannot put this into a role, since you may not do it everywhere yourself: ${about}`
    refuse('forbidden', 'role.lacking', sentence, { permissions: sentence })
  }
  return [...new Set(asked)].sort()
}

const fields = {
  name: textLine(80, 'Write the name of the role.'),
  about: optionalBlock(500),
  permissions: z.array(z.string().max(100)).max(500),
}

export const createRole = action({
  name: 'identity.role.create',
  about: 'Makes a role of the organization’s own from named permissions.',
  input: z.object(fields),
  run: async (ctx, input) => {
    const id = newId('rl', ctx.now)
    const permissions = checkedPermissions(ctx, input.permissions, [])
    return {
      subject: id,
      guards: [nameFree(input.name, id)],
      writes: [ctx.db.insert(ownRoles).values({ ...input, id, permissions, createdAt: ctx.now })],
      facts: [{ name: 'identity.role-created', subject: id }],
      changes: { name: { from: null, to: input.name }, permissions: { from: [], to: permissions } },
      result: { id, version: 1 },
    }
  },
})

export const changeRole = action({
  name: 'identity.role.change',
  about: 'Changes what an own role is called and permits; whoever has it may do so at once.',
  input: z.object({ id: z.string().max(40), version, ...fields }),
  run: async (ctx, { id, version, ...input }) => {
    const before = await findOwnRole(ctx, id)
    if (version !== null && version !== before.version) throw changed()
    const permissions = checkedPermissions(ctx, input.permissions, before.permissions)
    const raised = permissions.some((name) => !before.permissions.includes(name))
    return {
      subject: before.id,
      guards: [stillAt(before), nameFree(input.name, before.id)],
      writes: [
        ctx.db
          .update(ownRoles)
          .set({ name: input.name, about: input.about, permissions, version: before.version + 1 })
          .where(eq(ownRoles.id, before.id)),
      ],
      facts: [
        { name: membershipFacts.roleChanged, subject: before.id },
        ...(raised ? [{ name: 'identity.role-raised', subject: before.id }] : []),
      ],
      changes: {
        ...(before.name === input.name ? {} : { name: { from: before.name, to: input.name } }),
        permissions: { from: before.permissions, to: permissions },
      },
      result: { id: before.id, version: before.version + 1 },
    }
  },
})

export const removeRole = action({
  name: 'identity.role.remove',
  about: 'Removes an own role; whoever had it loses what it permitted at once.',
  input: z.object({ id: z.string().max(40), version }),
  run: async (ctx, { id, version }) => {
    const before = await findOwnRole(ctx, id)
    if (version !== null && version !== before.version) throw changed()
    return {
      subject: before.id,
      guards: [stillAt(before)],
      writes: [
        ctx.db
          .update(ownRoles)
          .set({ removedAt: ctx.now, version: before.version + 1 })
          .where(eq(ownRoles.id, before.id)),
        ctx.db.run(sql`UPDATE members SET version = version + 1
          WHERE id IN (SELECT member_id FROM role_assignments WHERE role = ${before.id})`),
        ctx.db.run(sql`DELETE FROM role_assignments WHERE role = ${before.id}`),
      ],
      facts: [{ name: membershipFacts.roleChanged, subject: before.id }],
      changes: { name: { from: before.name, to: null } },
      result: { name: before.name },
    }
  },
})

import * as z from 'zod'
import { refuse } from '../../kernel/refusal'
import { action } from '../../platform/action'
import type { Actor, Context, Grant } from '../../platform/context'
import { seeAsCookie } from '../../platform/cookies'
import type { Platform } from '../../platform/platform'
import type { Request } from '../../platform/routes'
import type { Residence } from '../../platform/tenancy'
import { grantOf, isRole, roles } from '../roles'
import { shared } from './grant'
import { assignmentsOf, findRow, listOwnRoles } from './member.queries'

type Seen = { title: string; grants: Grant[] }

/** A role or a member through whose rights one looks. Refuses 'not-found'. */
async function find(ctx: Context, as: string): Promise<Seen> {
  if (isRole(as)) return { title: roles[as].title, grants: [grantOf({ role: as, sites: null })] }
  if (as.startsWith('rl_')) {
    const own = (await listOwnRoles(ctx)).find(({ id }) => id === as)
    if (own) return { title: own.name, grants: [grantOf({ role: own.id, permissions: own.permissions, sites: null })] }
  }
  if (as.startsWith('mb_')) {
    const member = await findRow(ctx, as)
    return { title: member.name, grants: (await assignmentsOf(ctx, as)).map(({ grant }) => grant) }
  }
  return refuse('not-found', 'see-as.unknown', 'There is no such role or person.')
}

export const beginSeeing = action({
  name: 'identity.see-as.begin',
  about: 'Looks at the organization with the rights of a role or of a member; only looks.',
  input: z.object({ as: z.string().max(40) }),
  run: async (ctx, { as }) => {
    const { title } = await find(ctx, as)
    return {
      subject: as,
      writes: [],
      facts: [{ name: 'identity.see-as-begun', subject: as }],
      result: { title },
    }
  },
})

export const endSeeing = action({
  name: 'identity.see-as.end',
  about: 'Goes back to one’s own rights.',
  input: z.object({}),
  run: async (ctx) => ({
    subject: ctx.actor.id,
    writes: [],
    facts: [{ name: 'identity.see-as-ended', subject: ctx.actor.id }],
    result: {},
  }),
})

/**
 * The member as they look now: with their own grants, or, while they see as somebody, with what both may do. The cookie
 * can only take rights away, so it needs no seal; one that names nobody any more is let be.
 */
export async function asSeen(
  platform: Platform,
  c: Request,
  residence: Residence,
  actor: Extract<Actor, { kind: 'member' }>,
): Promise<Actor> {
  const [slug, as] = (seeAsCookie(c) ?? '').split(':')
  if (!as || slug !== residence.slug) return actor
  const ctx = await platform.openTenant(residence, { kind: 'system', id: 'house' }, c.var.requestId)
  const seen = await find(ctx, as).catch(() => null)
  return seen ? { ...actor, grants: shared(actor.grants, seen.grants), seeing: seen.title } : actor
}

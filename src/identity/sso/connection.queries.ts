import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { Refusal } from '../../kernel/refusal'
import type { Guard, Write } from '../../platform/commit'
import type { Context } from '../../platform/context'
import { ownRoles } from '../schema'
import type { Connection } from './connection'
import { domains, singleSignOn } from './schema'

export async function lookUpConnection(ctx: Context): Promise<Connection | null> {
  const [row] = await ctx.db.select().from(singleSignOn).where(eq(singleSignOn.onlyRow, 1))
  return row ?? null
}

export const connectionChanged = () =>
  new Refusal(
    'conflict',
    'sso.changed',
    'Somebody changed the single sign-on meanwhile. Look at what it says now, then change it again.',
  )

/** The connection still stands as it was read; 0 is none. */
export const connectionAt = (version: number): Guard => ({
  count: sql`SELECT coalesce((SELECT version FROM single_sign_on), 0) = ${version}`,
  refusal: connectionChanged,
})

export const putConnection = (ctx: Context, connection: Connection): Write =>
  ctx.db
    .insert(singleSignOn)
    .values({ onlyRow: 1, ...connection })
    .onConflictDoUpdate({ target: singleSignOn.onlyRow, set: connection })

export const takeConnection = (ctx: Context): Write => ctx.db.delete(singleSignOn)

export type Domain = typeof domains.$inferSelect

/** The organization's domains; a handful. */
export const listDomains = (ctx: Context): Promise<Domain[]> =>
  ctx.db.select().from(domains).orderBy(asc(domains.domain)).limit(100)

export async function lookUpDomain(ctx: Context, domain: string): Promise<Domain | null> {
  const [row] = await ctx.db.select().from(domains).where(eq(domains.domain, domain))
  return row ?? null
}

export async function countProved(ctx: Context): Promise<number> {
  const rows = await ctx.db
    .select({ domain: domains.domain })
    .from(domains)
    .where(isNotNull(domains.provedAt))
    .limit(100)
  return rows.length
}

/** The organization's own roles that are in use. */
export const listOwnRoles = (ctx: Context) =>
  ctx.db
    .select({ id: ownRoles.id, name: ownRoles.name, permissions: ownRoles.permissions })
    .from(ownRoles)
    .where(and(isNull(ownRoles.removedAt)))
    .orderBy(asc(ownRoles.name))
    .limit(100)

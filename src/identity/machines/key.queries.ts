import { and, desc, eq, getTableColumns, lt, sql } from 'drizzle-orm'
import type { Id } from '../../kernel/ids'
import { Refusal, refuse } from '../../kernel/refusal'
import type { Guard, Write } from '../../platform/commit'
import type { Context } from '../../platform/context'
import { pageOf, readCursor } from '../../platform/keyset'
import type { Platform } from '../../platform/platform'
import { members } from '../schema'
import type { ApiKey } from './key'
import { apiKeys, serviceAccounts } from './schema'

const { hash: _hash, ...columns } = getTableColumns(apiKeys)

/** A key as lists show it, with the names of its maker and of the service that it acts as. */
export type KeyRow = ApiKey & { maker: string; makerLeft: boolean; service: string | null }

const rowColumns = {
  ...columns,
  maker: sql<string>`${members.name}`.as('maker'),
  makerLeft: sql<number>`${members.leftAt} IS NOT NULL`.as('maker_left'),
  service: sql<string | null>`${serviceAccounts.name}`.as('service'),
}

const rowOf = ({ makerLeft, ...row }: Omit<KeyRow, 'makerLeft'> & { makerLeft: number }): KeyRow => ({
  ...row,
  makerLeft: makerLeft === 1,
})

const pageSize = 50

/**
 * One page of keys, newest first: all of them, or those that one member made, or those of a service.
 * Refuses 'invalid' ('cursor').
 */
export async function listKeys(
  ctx: Context,
  { makerId, serviceId }: { makerId?: Id<'mb'> | undefined; serviceId?: Id<'sv'> | undefined },
  after: string | undefined,
) {
  const cursor = readCursor(after, 1)
  const rows = await ctx.db
    .select(rowColumns)
    .from(apiKeys)
    .innerJoin(members, eq(members.id, apiKeys.makerId))
    .leftJoin(serviceAccounts, eq(serviceAccounts.id, apiKeys.serviceId))
    .where(
      and(
        makerId ? eq(apiKeys.makerId, makerId) : undefined,
        serviceId ? eq(apiKeys.serviceId, serviceId) : undefined,
        cursor ? lt(apiKeys.id, cursor[0] as Id<'ak'>) : undefined,
      ),
    )
    .orderBy(desc(apiKeys.id))
    .limit(pageSize + 1)
  return pageOf(rows.map(rowOf), pageSize, (row) => [row.id])
}

/** Refuses 'not-found'. */
export async function findKey(ctx: Context, id: string): Promise<KeyRow> {
  const [row] = await ctx.db
    .select(rowColumns)
    .from(apiKeys)
    .innerJoin(members, eq(members.id, apiKeys.makerId))
    .leftJoin(serviceAccounts, eq(serviceAccounts.id, apiKeys.serviceId))
    .where(eq(apiKeys.id, id as Id<'ak'>))
  return row ? rowOf(row) : refuse('not-found', 'key.unknown', 'There is no such key.')
}

export const insertKey = (ctx: Context, key: ApiKey, hash: string): Write =>
  ctx.db.insert(apiKeys).values({ ...key, scopes: [...key.scopes], hash })

export const updateKey = (ctx: Context, { id, revokedAt, revokedBy, version }: ApiKey): Write =>
  ctx.db.update(apiKeys).set({ revokedAt, revokedBy, version }).where(eq(apiKeys.id, id))

/** Still as it was read. */
export const keyStillAt = ({ id, version }: ApiKey): Guard => ({
  count: sql`SELECT count(*) FROM api_keys WHERE id = ${id} AND version = ${version}`,
  refusal: () => new Refusal('conflict', 'key.changed', 'Somebody ended this key at the same moment.'),
})

/** The service is on and still has what a new key of it brings. */
export const serviceStillGives = (id: Id<'sv'>, version: number): Guard => ({
  count: sql`SELECT count(*) FROM service_accounts WHERE id = ${id} AND version = ${version} AND disabled_at IS NULL`,
  refusal: () => new Refusal('conflict', 'service.changed', 'Somebody changed this service meanwhile. Look again.'),
})

/** When a key last came in, and from which network: only the doors know. */
export type LastUse = { id: string; usedAt: number | null; usedFrom: string | null }

export async function lastUses({ env }: Platform, ctx: Context, ids: readonly string[]): Promise<Map<string, LastUse>> {
  const { results } = await env.CONTROL.prepare(
    `SELECT id, used_at AS usedAt, used_from AS usedFrom FROM machine_keys
     WHERE organization_id = ? AND id IN (SELECT value FROM json_each(?))`,
  )
    .bind(ctx.organization.id, JSON.stringify(ids))
    .all<LastUse>()
  return new Map(results.map((row) => [row.id, row]))
}

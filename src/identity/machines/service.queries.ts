import { eq, sql } from 'drizzle-orm'
import type { Id } from '../../kernel/ids'
import { Refusal, refuse } from '../../kernel/refusal'
import type { Guard, Write } from '../../platform/commit'
import type { Context } from '../../platform/context'
import { pageOf, readCursor } from '../../platform/keyset'
import { apiKeys, serviceAccounts } from './schema'
import type { Service } from './service'

/** A service as the list shows it. */
export type ServiceRow = Service & { keys: number }

const pageSize = 50

/** One page of services by name, each with how many of its keys open something. Refuses 'invalid' ('cursor'). */
export async function listServices(ctx: Context, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const rows: ServiceRow[] = await ctx.db
    .select({
      id: serviceAccounts.id,
      name: serviceAccounts.name,
      about: serviceAccounts.about,
      permissions: serviceAccounts.permissions,
      createdAt: serviceAccounts.createdAt,
      createdBy: serviceAccounts.createdBy,
      disabledAt: serviceAccounts.disabledAt,
      version: serviceAccounts.version,
      keys: sql<number>`(SELECT count(*) FROM (SELECT 1 FROM ${apiKeys} WHERE ${apiKeys.serviceId} = ${serviceAccounts.id}
        AND ${apiKeys.revokedAt} IS NULL AND ${apiKeys.expiresAt} > ${ctx.now} LIMIT 100))`.as('keys'),
    })
    .from(serviceAccounts)
    .where(cursor ? sql`(${serviceAccounts.name}, ${serviceAccounts.id}) > (${cursor[0]}, ${cursor[1]})` : undefined)
    .orderBy(serviceAccounts.name, serviceAccounts.id)
    .limit(pageSize + 1)
  return pageOf(rows, pageSize, (row) => [row.name, row.id])
}

/** Refuses 'not-found'. */
export async function findService(ctx: Context, id: string): Promise<Service> {
  const [row] = await ctx.db
    .select()
    .from(serviceAccounts)
    .where(eq(serviceAccounts.id, id as Id<'sv'>))
  return row ?? refuse('not-found', 'service.unknown', 'There is no such service.')
}

export const insertService = (ctx: Context, service: Service): Write =>
  ctx.db.insert(serviceAccounts).values({ ...service, permissions: [...service.permissions] })

export const updateService = (ctx: Context, { id, name, about, permissions, disabledAt, version }: Service): Write =>
  ctx.db
    .update(serviceAccounts)
    .set({ name, about, permissions: [...permissions], disabledAt, version })
    .where(eq(serviceAccounts.id, id))

export const serviceStillAt = ({ id, version }: Service): Guard => ({
  count: sql`SELECT count(*) FROM service_accounts WHERE id = ${id} AND version = ${version}`,
  refusal: () =>
    new Refusal(
      'conflict',
      'service.changed',
      'Somebody changed this service meanwhile. Look at what it says now, then change it again.',
    ),
})

/** Nobody else is called so: two services of one name could not be told apart in the audit log. */
export const nameIsFree = (name: string, but: Id<'sv'> | null): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM service_accounts WHERE lower(name) = lower(${name}) AND id IS NOT ${but})`,
  refusal: () => {
    const sentence = `There is a service called ${name} already. Choose another name.`
    return new Refusal('conflict', 'service.name', sentence, { name: sentence })
  },
})

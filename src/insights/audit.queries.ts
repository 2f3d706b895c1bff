import { and, desc, eq, gte, inArray, lt, lte, type SQL } from 'drizzle-orm'
import { members, serviceAccounts } from '../identity/schema'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { auditEntries } from '../platform/schema'

export type AuditFilter = {
  actorId?: string | undefined
  action?: string | undefined
  subject?: string | undefined
  from?: Instant | undefined
  to?: Instant | undefined
}

export type Entry = {
  seq: number
  at: Instant
  actorKind: 'member' | 'service' | 'system' | 'operator'
  actorId: string
  action: string
  subject: string
  changes: Record<string, { from: unknown; to: unknown } | 'changed'>
  reason: string | null
  requestId: string
  addressPrefix: string | null
}

const columns = {
  seq: auditEntries.seq,
  at: auditEntries.at,
  actorKind: auditEntries.actorKind,
  actorId: auditEntries.actorId,
  action: auditEntries.action,
  subject: auditEntries.subject,
  changes: auditEntries.changes,
  reason: auditEntries.reason,
  requestId: auditEntries.requestId,
  addressPrefix: auditEntries.addressPrefix,
}

export const auditPageSize = 50

/** One page of the audit log, newest first. Refuses 'invalid' ('cursor'). */
export async function listAudit(ctx: Context, filter: AuditFilter, after: string | undefined, size = auditPageSize) {
  const cursor = readCursor(after, 1)
  const { actorId, action, subject, from, to } = filter
  const conditions: (SQL | undefined)[] = [
    actorId ? eq(auditEntries.actorId, actorId) : undefined,
    action ? eq(auditEntries.action, action) : undefined,
    subject ? eq(auditEntries.subject, subject) : undefined,
    from === undefined ? undefined : gte(auditEntries.at, from),
    to === undefined ? undefined : lte(auditEntries.at, to),
    cursor ? lt(auditEntries.seq, Number(cursor[0])) : undefined,
  ]
  const rows: Entry[] = await ctx.db
    .select(columns)
    .from(auditEntries)
    .where(and(...conditions))
    .orderBy(desc(auditEntries.seq))
    .limit(size + 1)
  return pageOf(rows, size, (row) => [String(row.seq)])
}

/** The log holds ids only; names are joined when it is shown, so that a person can be forgotten without breaking it. */
export async function namesOf(ctx: Context, ids: string[]): Promise<Map<string, string>> {
  const wanted = <P extends 'mb' | 'sv'>(prefix: P) =>
    [...new Set(ids.filter((id) => id.startsWith(`${prefix}_`)))].slice(0, 90) as Id<P>[]
  const [people, services] = [wanted('mb'), wanted('sv')]
  if (people.length + services.length === 0) return new Map()
  const [named, serving] = await ctx.db.batch([
    ctx.db.select({ id: members.id, name: members.name }).from(members).where(inArray(members.id, people)),
    ctx.db
      .select({ id: serviceAccounts.id, name: serviceAccounts.name })
      .from(serviceAccounts)
      .where(inArray(serviceAccounts.id, services)),
  ])
  return new Map([...named, ...serving].map(({ id, name }) => [id, name]))
}

/** Who may have done something: the people, then the services. */
export async function listActors(ctx: Context): Promise<{ id: string; name: string }[]> {
  const [people, services] = await ctx.db.batch([
    ctx.db.select({ id: members.id, name: members.name }).from(members).orderBy(members.name).limit(200),
    ctx.db
      .select({ id: serviceAccounts.id, name: serviceAccounts.name })
      .from(serviceAccounts)
      .orderBy(serviceAccounts.name)
      .limit(200),
  ])
  return [...people, ...services]
}

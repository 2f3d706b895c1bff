import { type SQL, sql } from 'drizzle-orm'
import { newId } from '../kernel/ids'
import { Refusal } from '../kernel/refusal'
import type { Context, Write } from './context'
import { insertMany } from './many'
import { auditEntries, type Changes, type Fact, outbox } from './schema'

export type { Write } from './context'

/**
 * Fails the whole batch unless the query counts exactly one. `refusal` says in words what did not hold; it is made
 * only when the guard failed.
 */
export type Guard = { count: SQL; refusal: () => Refusal }

/** What another room adds to this room's commit: decided by its own rules, neither committed nor permitted by it. */
export type Plan = { guards?: Guard[]; writes: Write[]; facts?: Fact[] }

/** What an action decided, before anything is written. */
export type Deed<R> = {
  /** The id of the record that it is about. */
  subject: string
  guards?: Guard[]
  writes: Write[]
  facts: Fact[]
  plans?: Plan[]
  changes?: Changes
  reason?: string
  /** What the caller gets, and gets again when the same key comes a second time. Ids and versions, no contents. */
  result: R
}

/** Which try this is: the key of the request and a print of what it asked. */
export type Try = { key: string; fingerprint: string } | null

/**
 * Writes a deed in one batch: the audit entry, guards, writes, the announcements. All of it or nothing.
 *
 * Refuses as the first guard says that does not hold. Answers `repeated` when the try's key is already taken.
 */
export async function commit<R>(
  ctx: Context,
  action: string,
  deed: Deed<R>,
  attempted: Try,
): Promise<'done' | 'repeated'> {
  const guards = [...(deed.guards ?? []), ...(deed.plans ?? []).flatMap((plan) => plan.guards ?? [])]
  const writes = [...deed.writes, ...(deed.plans ?? []).flatMap((plan) => plan.writes)]
  const facts = [...deed.facts, ...(deed.plans ?? []).flatMap((plan) => plan.facts ?? [])]
  const announcements = facts.map((fact) => ({
    id: newId('ob', ctx.now),
    name: fact.name,
    body: fact,
    requestId: ctx.requestId,
    createdAt: ctx.now,
  }))

  const whose = sql`INSERT INTO commit_guard (holds) SELECT count(*) FROM organization WHERE id = ${ctx.organization.id}`
  const batch: Write[] = [
    ctx.db.run(whose),
    ctx.db.insert(auditEntries).values({
      id: newId('au', ctx.now),
      at: ctx.now,
      actorKind: ctx.actor.kind,
      actorId: ctx.actor.id,
      sessionId: bearerOf(ctx),
      addressPrefix: ctx.addressPrefix,
      requestId: ctx.requestId,
      action,
      subject: deed.subject,
      facts,
      changes: deed.changes ?? {},
      reason: deed.reason ?? null,
      key: attempted?.key ?? null,
      fingerprint: attempted?.fingerprint ?? null,
      result: deed.result ?? null,
    }),
    ...guards.map(({ count }) => ctx.db.run(sql`INSERT INTO commit_guard (holds) ${count}`)),
    ...writes,
    ...insertMany(ctx, outbox, announcements),
    ctx.db.run(sql`DELETE FROM commit_guard`),
  ]

  try {
    await ctx.projecting(facts, () => ctx.execute(batch))
  } catch (error) {
    const words = `${error} ${error instanceof Error ? error.cause : ''}`
    if (attempted && words.includes('audit_entries.key')) return 'repeated'
    if (words.includes('CHECK constraint failed: holds')) throw await whyNot(ctx, guards)
    throw error
  }

  ctx.later(ctx.send(announcements.map(({ id }) => id)))
  return 'done'
}

/** By what the actor came in: the session of a browser, or a key. */
const bearerOf = ({ actor }: Context): string | null =>
  actor.kind === 'member' ? actor.sessionId : actor.kind === 'service' ? actor.keyId : null

/** Asks each guard again which one did not hold. */
async function whyNot(ctx: Context, guards: Guard[]): Promise<Refusal> {
  const counts = guards.length > 0 ? await ctx.execute(guards.map(({ count }) => ctx.db.run(count))) : []
  const failed = guards.find((_, index) => Object.values(counts[index]?.results[0] ?? {})[0] !== 1)
  return (
    failed?.refusal() ??
    new Refusal(
      'conflict',
      'changed-meanwhile',
      'Somebody changed this at the same moment. Look at it again, then retry.',
    )
  )
}

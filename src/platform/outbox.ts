import { and, asc, inArray, isNull, lt } from 'drizzle-orm'
import type { Context } from './context'
import { type Envelope, sealed } from './queue'
import { outbox } from './schema'

/** D1 binds at most 100 values in one statement, and queues take at most 100 messages in one call. */
const atOnce = 50

/**
 * Hands the named announcements to the queue and marks them as sent. At least once: a crash between the two sends
 * them again, and handlers know them by their key.
 */
export async function sendOutbox(
  ctx: Pick<Context, 'db' | 'organization' | 'now'>,
  work: Queue<Envelope>,
  key: string,
  ids: string[],
): Promise<void> {
  for (let start = 0; start < ids.length; start += atOnce) {
    const some = ids.slice(start, start + atOnce)
    const rows = await ctx.db
      .select()
      .from(outbox)
      .where(and(inArray(outbox.id, some), isNull(outbox.sentAt)))
      .orderBy(asc(outbox.id))
    if (rows.length === 0) continue
    const envelopes = await Promise.all(
      rows.map((row) =>
        sealed(key, {
          organizationId: ctx.organization.id,
          name: row.name,
          key: row.id,
          body: row.body,
          requestId: row.requestId,
          at: row.createdAt,
        }),
      ),
    )
    await work.sendBatch(envelopes.map((body) => ({ body })))
    await ctx.db
      .update(outbox)
      .set({ sentAt: ctx.now })
      .where(
        inArray(
          outbox.id,
          rows.map(({ id }) => id),
        ),
      )
  }
}

/** The announcements that have waited for longer than half a minute: what a crash left behind. */
export async function leftOver(ctx: Pick<Context, 'db' | 'now'>): Promise<{ id: string; createdAt: number }[]> {
  return ctx.db
    .select({ id: outbox.id, createdAt: outbox.createdAt })
    .from(outbox)
    .where(and(isNull(outbox.sentAt), lt(outbox.createdAt, (ctx.now - 30_000) as typeof ctx.now)))
    .orderBy(asc(outbox.createdAt))
    .limit(500)
}

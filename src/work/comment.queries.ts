import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { members } from '../identity'
import type { Context } from '../platform/context'
import { mentionsOf } from './comment'
import type { Order } from './order'
import { workEvents } from './schema'

/** What happened to an order, newest first; older than a cursor where one is given. */
export const eventsSentence = (ctx: Context, orderId: Order['id'], most = 60) =>
  ctx.db
    .select({
      id: workEvents.id,
      at: workEvents.at,
      kind: workEvents.kind,
      actorId: workEvents.actorId,
      fromStatus: workEvents.fromStatus,
      toStatus: workEvents.toStatus,
      text: workEvents.text,
      actor: sql<string | null>`${members.name}`.as('actor_name'),
    })
    .from(workEvents)
    .leftJoin(members, eq(members.id, workEvents.actorId as never))
    .where(eq(workEvents.orderId, orderId))
    .orderBy(desc(workEvents.at), desc(workEvents.id))
    .limit(most)

/** The members whom a text names with an @. */
export async function mentionedIn(ctx: Context, text: string): Promise<string[]> {
  if (!text.includes('@')) return []
  const people = await ctx.db
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(and(isNull(members.leftAt)))
    .orderBy(members.name)
    .limit(300)
  return mentionsOf(text, people)
}

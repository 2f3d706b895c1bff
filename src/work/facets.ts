import { sql } from 'drizzle-orm'
import type { Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { isFinished, type Order } from './order'
import { workFacets } from './schema'

/** Where an order belongs beside its own fields: all who work on it, and the paths of its asset and its place. */
export type Belonging = { people: readonly string[]; assetPath: string; placePath: string }

/** Later than any due date: what has none comes last. */
export const never = 9_000_000_000_000_000

/** Where it stands in its lists: open ones by when they are due, finished ones newest first. */
export const sortOf = (order: Order): number =>
  isFinished(order)
    ? -(order.closedAt && !order.completedAt ? order.closedAt : (order.completedAt ?? order.createdAt))
    : (order.dueAt ?? never)

const ids = (path: string) => path.split('/').filter(Boolean)

/** The lists that an order is in; '~' before those of finished ones. */
export function keysOf(order: Order, { people, assetPath, placePath }: Belonging): string[] {
  const who = [...new Set([...(order.assigneeId ? [order.assigneeId] : []), ...people])]
  const keys = [
    'all',
    `s:${order.status}`,
    `k:${order.kind}`,
    `p:${order.priority}`,
    ...who,
    ...(order.teamId ? [order.teamId] : []),
    ...(who.length === 0 && order.teamId === null ? ['nobody'] : []),
    ...ids(assetPath),
    ...ids(placePath),
  ]
  return isFinished(order) ? keys.map((key) => `~${key}`) : keys
}

/** Writes the lists of an order anew. */
export function placeInLists(ctx: Context, order: Order, belonging: Belonging): Write[] {
  const rows = keysOf(order, belonging).map((key) => [key, sortOf(order), order.id])
  return [
    ctx.db.delete(workFacets).where(sql`${workFacets.orderId} = ${order.id}`),
    ctx.db.run(sql`INSERT INTO work_facets (key, sort, order_id)
      SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(${JSON.stringify(rows)})`),
  ]
}

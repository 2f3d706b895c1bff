import type { Id } from '../kernel/ids'
import { newId } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { Plan } from '../platform/commit'
import type { Context } from '../platform/context'
import { placeInLists } from './facets'
import type { Kind, Order } from './order'
import { blank } from './order.fresh'
import { insertOrder } from './order.queries'

/** A job of the past, from another system: done, closed, with what it cost. */
export type PastJob = {
  title: string
  kind: Kind
  asset: { id: Id<'as'>; tag: string; name: string; path: string; siteId: Id<'st'> | null } | null
  doneAt: Instant
  /** In the organization's smallest unit; below zero is a credit. */
  costMinor: number
  outcome?: string
}

/**
 * Orders of the past as closed history: numbered like all others, in the lists of what is done, on the page of their
 * asset, and never changing again. Nothing is announced: nobody waits for them.
 */
export function planHistory(ctx: Context, jobs: readonly PastJob[]): Plan & { ids: Id<'wo'>[] } {
  const orders = jobs.map(
    ({ title, kind, asset, doneAt, costMinor, outcome = '' }): Omit<Order, 'number'> => ({
      ...blank(ctx, 'closed'),
      id: newId('wo', doneAt),
      title,
      description: '',
      kind,
      priority: 2,
      assetId: asset?.id ?? null,
      assetTag: asset?.tag ?? '',
      assetName: asset?.name ?? '',
      placeId: null,
      placeName: '',
      siteId: asset?.siteId ?? null,
      assigneeId: null,
      teamId: null,
      dueOn: null,
      dueMinute: null,
      dueAt: null,
      scheduledOn: null,
      estimateMinutes: null,
      outcome,
      createdAt: doneAt,
      completedAt: doneAt,
      closedAt: doneAt,
      closedBy: ctx.actor.id,
      costMinor,
    }),
  )
  return {
    ids: orders.map(({ id }) => id),
    writes: orders.flatMap((order, index) => [
      ...insertOrder(ctx, order),
      ...placeInLists(
        ctx,
        { ...order, number: 0 },
        { people: [], assetPath: jobs[index]?.asset?.path ?? '', placePath: order.siteId ? `${order.siteId}/` : '' },
      ),
    ]),
  }
}

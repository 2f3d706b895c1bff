import { and, eq, inArray, sql } from 'drizzle-orm'
import { findAsset } from '../assets'
import { members } from '../identity'
import { type Id, newId } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import { findPlace, sites } from '../places'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Belonging } from './facets'
import { label, type Order } from './order'
import { workEvents, workOrders, workPeople } from './schema'

/** Whether the actor may do this where the order is; one that is nowhere is for those who may everywhere. */
export const mayAt = (ctx: Context, permission: string, siteId: string | null): boolean =>
  siteId === null ? ctx.sitesFor(permission) === null : ctx.may(permission, siteId)

export const unknownOrder = (): never => refuse('not-found', 'order.unknown', 'There is no such work order.')

export const orderSentence = (ctx: Context, id: string) =>
  ctx.db
    .select()
    .from(workOrders)
    .where(eq(workOrders.id, id as Id<'wo'>))

/** Refuses 'not-found'; what is at a site that the actor may not see is not there. */
export async function findOrder(ctx: Context, id: string): Promise<Order> {
  return seenOrder(ctx, (await orderSentence(ctx, id))[0])
}

export const seenOrder = (ctx: Context, order: Order | undefined): Order =>
  order && mayAt(ctx, 'work.order.see', order.siteId) ? order : unknownOrder()

/** The order that an action is about. Refuses 'not-found', 'forbidden' ('not-permitted-here'). */
export async function orderFor(ctx: Context, id: string, permission: string): Promise<Order> {
  const order = await findOrder(ctx, id)
  permittedAt(ctx, permission, order.siteId)
  return order
}

export function permittedAt(ctx: Context, permission: string, siteId: string | null): void {
  if (!mayAt(ctx, permission, siteId)) {
    refuse('forbidden', 'not-permitted-here', 'Your role does not include this at that site. Ask an administrator.')
  }
}

export const orderChanged = (order: Pick<Order, 'number'>) =>
  new Refusal('conflict', 'order.changed', `Somebody changed ${label(order)} meanwhile. Look at what it says now.`)

/** The order is still as it was seen. */
export const stillAt = (order: Order): Guard => ({
  count: sql`SELECT count(*) FROM work_orders WHERE id = ${order.id} AND version = ${order.version}`,
  refusal: () => orderChanged(order),
})

/** It is not closed meanwhile: for what is written beside others and changes nothing of the order itself. */
export const stillOpen = (order: Order): Guard => ({
  count: sql`SELECT count(*) FROM work_orders WHERE id = ${order.id} AND status NOT IN ('closed', 'cancelled', 'rejected')`,
  refusal: () => orderChanged(order),
})

/** It is in one of these states at the moment of the commit. */
export const stillIn = (order: Pick<Order, 'id' | 'number'>, states: readonly Order['status'][]): Guard => ({
  count: sql`SELECT count(*) FROM work_orders WHERE id = ${order.id} AND status IN (SELECT value FROM json_each(${JSON.stringify(states)}))`,
  refusal: () => orderChanged(order),
})

/** Refuses 'conflict' when the person saw another version than the one that is there. */
export function seenAt(order: Order, version: number | null): Order {
  if (version !== null && version !== order.version) throw orderChanged(order)
  return order
}

/** Takes the next number in the commit itself: none is lost when the commit fails. */
export const insertOrder = (ctx: Context, order: Omit<Order, 'number'>): Write[] => [
  ctx.db.run(
    sql`INSERT INTO numbers (kind, last) VALUES ('work-order', 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1`,
  ),
  ctx.db
    .insert(workOrders)
    .values({ ...order, number: sql`(SELECT last FROM numbers WHERE kind = 'work-order')` as never }),
]

export const updateOrder = (
  ctx: Context,
  { id, number: _number, createdAt: _at, createdBy: _by, openSteps: _steps, ...order }: Order,
): Write => ctx.db.update(workOrders).set(order).where(eq(workOrders.id, id))

/** Who helps, by name. */
export const peopleSentence = (ctx: Context, orderId: string) =>
  ctx.db
    .select({ id: workPeople.memberId, name: members.name })
    .from(workPeople)
    .innerJoin(members, eq(members.id, workPeople.memberId))
    .where(eq(workPeople.orderId, orderId as Id<'wo'>))
    .orderBy(members.name)
    .limit(30)

export const writePeople = (ctx: Context, orderId: Id<'wo'>, people: readonly string[]): Write[] => [
  ctx.db.delete(workPeople).where(eq(workPeople.orderId, orderId)),
  ctx.db.run(
    sql`INSERT INTO work_people (order_id, member_id) SELECT ${orderId}, value FROM json_each(${JSON.stringify([...new Set(people)])})`,
  ),
]

/** The lists that an order belongs to: read before it is written. */
export async function belongingOf(
  ctx: Context,
  order: Pick<Order, 'assetId' | 'placeId'>,
  people: readonly string[],
): Promise<Belonging> {
  const [asset, place] = await Promise.all([
    order.assetId ? findAsset(ctx, order.assetId) : null,
    order.placeId ? findPlace(ctx, order.placeId) : null,
  ])
  return { people, assetPath: asset?.path ?? '', placePath: place?.path ?? '' }
}

/** The clock on the wall where the work is. */
export async function zoneOf(ctx: Context, siteId: string | null): Promise<string> {
  if (siteId !== null) {
    const [site] = await ctx.db
      .select({ timeZone: sites.timeZone })
      .from(sites)
      .where(eq(sites.id, siteId as Id<'st'>))
    if (site) return site.timeZone
  }
  return (await ctx.profile()).timeZone
}

type Event = Pick<typeof workEvents.$inferInsert, 'kind'> &
  Partial<Pick<typeof workEvents.$inferInsert, 'fromStatus' | 'toStatus' | 'text' | 'at'>>

/** One row of what happened. */
export const happened = (ctx: Context, orderId: Id<'wo'>, event: Event): Write =>
  ctx.db.insert(workEvents).values({
    id: newId('we', ctx.now),
    orderId,
    at: ctx.now,
    actorId: ctx.actor.id,
    text: '',
    ...event,
  })

/** What these orders are called, those that the actor may see. At most ninety. */
export async function ordersNamed(ctx: Context, ids: readonly string[]) {
  const rows = await ctx.db
    .select({
      id: workOrders.id,
      number: workOrders.number,
      title: workOrders.title,
      status: workOrders.status,
      siteId: workOrders.siteId,
      assetTag: workOrders.assetTag,
      assigneeId: workOrders.assigneeId,
    })
    .from(workOrders)
    .where(inArray(workOrders.id, ids.slice(0, 90) as Id<'wo'>[]))
  return rows.filter(({ siteId }) => mayAt(ctx, 'work.order.see', siteId))
}

/** The order of this number, as people say it. */
export const orderNumbered = (ctx: Context, number: number) =>
  ctx.db.select().from(workOrders).where(eq(workOrders.number, number))

/** The children that are not finished, and the orders that block this one. */
export const hangingSentences = (ctx: Context, order: Pick<Order, 'id'>) =>
  [
    ctx.db
      .select({
        id: workOrders.id,
        number: workOrders.number,
        title: workOrders.title,
        status: workOrders.status,
        siteId: workOrders.siteId,
      })
      .from(workOrders)
      .where(eq(workOrders.parentId, order.id))
      .orderBy(sql`${workOrders.status} IN ('completed', 'closed', 'cancelled', 'rejected')`, workOrders.id)
      .limit(60),
    ctx.db
      .select({
        id: workOrders.id,
        number: workOrders.number,
        title: workOrders.title,
        status: workOrders.status,
        siteId: workOrders.siteId,
        kind: sql<'blocks' | 'follow-up' | 'same'>`work_links.kind`.as('link_kind'),
        outward: sql<number>`work_links.from_id = ${order.id}`.as('outward'),
      })
      .from(workOrders)
      .innerJoin(
        sql`work_links`,
        and(
          sql`(work_links.from_id = ${order.id} OR work_links.to_id = ${order.id})`,
          sql`${workOrders.id} = CASE WHEN work_links.from_id = ${order.id} THEN work_links.to_id ELSE work_links.from_id END`,
        ),
      )
      .orderBy(sql`${workOrders.status} IN ('completed', 'closed', 'cancelled', 'rejected')`, workOrders.id)
      .limit(60),
  ] as const

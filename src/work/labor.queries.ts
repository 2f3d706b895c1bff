import { and, eq, isNull, sql } from 'drizzle-orm'
import { members } from '../identity'
import { type Id, newId } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { costOf, endOf, laborOf } from './labor'
import type { Order } from './order'
import { workLabor, workOrders, workRates } from './schema'

export type Labor = typeof workLabor.$inferSelect

/** How many entries the page of an order shows. */
const mostShown = 200

/** What was worked on an order, oldest first; what was voided too. At most two hundred: `workedOn` sums all. */
export const laborSentence = (ctx: Context, orderId: Order['id']) =>
  ctx.db
    .select({
      id: workLabor.id,
      memberId: workLabor.memberId,
      startedAt: workLabor.startedAt,
      endedAt: workLabor.endedAt,
      costMinor: workLabor.costMinor,
      rateScaled: workLabor.rateScaled,
      currency: workLabor.currency,
      way: workLabor.way,
      note: workLabor.note,
      enteredBy: workLabor.enteredBy,
      voidedAt: workLabor.voidedAt,
      voidReason: workLabor.voidReason,
      name: sql<string | null>`${members.name}`.as('name'),
    })
    .from(workLabor)
    .leftJoin(members, eq(members.id, workLabor.memberId))
    .where(eq(workLabor.orderId, orderId))
    .orderBy(workLabor.startedAt, workLabor.id)
    .limit(mostShown)

type Shown = Pick<Labor, 'memberId' | 'startedAt' | 'endedAt' | 'voidedAt'>

/** Crew and elapsed minutes of an order, of all that is written on it: `shown` is what its page has read already. */
export async function workedOn(ctx: Context, orderId: Order['id'], shown: readonly Shown[]) {
  const all: readonly Shown[] =
    shown.length < mostShown
      ? shown
      : await ctx.db
          .select({
            memberId: workLabor.memberId,
            startedAt: workLabor.startedAt,
            endedAt: workLabor.endedAt,
            voidedAt: workLabor.voidedAt,
          })
          .from(workLabor)
          .where(and(eq(workLabor.orderId, orderId), isNull(workLabor.voidedAt)))
  return laborOf(
    all.filter(({ voidedAt }) => voidedAt === null),
    ctx.now,
  )
}

/** The timer of a person that runs, and what it runs on. */
export const runningOf = (ctx: Context, memberId: string) =>
  ctx.db
    .select({
      id: workLabor.id,
      orderId: workLabor.orderId,
      startedAt: workLabor.startedAt,
      rateScaled: workLabor.rateScaled,
      currency: workLabor.currency,
      number: sql<number>`${workOrders.number}`.as('order_number'),
      title: sql<string>`${workOrders.title}`.as('order_title'),
      assetTag: sql<string>`${workOrders.assetTag}`.as('order_asset_tag'),
      assetName: sql<string>`${workOrders.assetName}`.as('order_asset_name'),
    })
    .from(workLabor)
    .innerJoin(workOrders, eq(workOrders.id, workLabor.orderId))
    .where(and(eq(workLabor.memberId, memberId as Id<'mb'>), isNull(workLabor.endedAt)))

/** What an hour of this person costs now: their own rate, else everybody's, else nothing. */
export async function rateOf(ctx: Context, memberId: string): Promise<number> {
  const rows = await ctx.db.select().from(workRates).where(sql`${workRates.memberId} IN (${memberId}, '')`)
  return (rows.find((row) => row.memberId === memberId) ?? rows[0])?.rateScaled ?? 0
}

/** What a person did around a time, on any order, voided entries left out. */
export const workedAround = (ctx: Context, memberId: string, from: Instant, to: Instant) =>
  ctx.db
    .select({ memberId: workLabor.memberId, startedAt: workLabor.startedAt, endedAt: workLabor.endedAt })
    .from(workLabor)
    .where(
      and(
        eq(workLabor.memberId, memberId as Id<'mb'>),
        isNull(workLabor.voidedAt),
        sql`${workLabor.startedAt} < ${to} AND ${workLabor.startedAt} > ${from - 86_400_000}`,
        sql`(${workLabor.endedAt} IS NULL OR ${workLabor.endedAt} > ${from})`,
      ),
    )
    .limit(50)

/** Nobody wrote time of this person over that stretch meanwhile. */
export const timeIsFree = (memberId: string, startedAt: Instant, endedAt: Instant): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM work_labor WHERE member_id = ${memberId} AND voided_at IS NULL
    AND started_at < ${endedAt} AND started_at > ${startedAt - 86_400_000} AND (ended_at IS NULL OR ended_at > ${startedAt}))`,
  refusal: () =>
    new Refusal('conflict', 'labor.overlap', 'At that time this person worked on something else already.', {
      startedAt: 'At that time this person worked on something else already.',
    }),
})

/** Starts the timer of the actor on an order, and stops the one that ran: nobody works in two places. */
export async function planTimer(ctx: Context, orderId: Order['id']): Promise<{ guards: Guard[]; writes: Write[] }> {
  const [[running], rateScaled, { currency }] = await Promise.all([
    runningOf(ctx, ctx.actor.id),
    rateOf(ctx, ctx.actor.id),
    ctx.profile(),
  ])
  if (running?.orderId === orderId) return { guards: [], writes: [] }
  const id = newId('lb', ctx.now)
  return {
    guards: [timerIs(ctx.actor.id, running?.id ?? null)],
    writes: [
      ...(running ? [endTimer(ctx, running)] : []),
      ctx.db.insert(workLabor).values({
        id,
        orderId,
        memberId: ctx.actor.id as Id<'mb'>,
        startedAt: ctx.now,
        endedAt: null,
        rateScaled,
        currency,
        costMinor: null,
        way: 'timer',
        note: '',
        enteredBy: ctx.actor.id,
        enteredAt: ctx.now,
        voidedAt: null,
        voidedBy: null,
        voidReason: '',
      }),
    ],
  }
}

/** The timer that runs is still the one that was seen. */
export const timerIs = (memberId: string, laborId: string | null): Guard => ({
  count:
    laborId === null
      ? sql`SELECT NOT EXISTS (SELECT 1 FROM work_labor WHERE member_id = ${memberId} AND ended_at IS NULL)`
      : sql`SELECT count(*) FROM work_labor WHERE id = ${laborId} AND ended_at IS NULL`,
  refusal: () =>
    new Refusal('conflict', 'labor.timer', 'Your timer was started or stopped at the same moment. Look at it again.'),
})

/** Its cost is counted at the rate that was copied when it began. */
export function endTimer(ctx: Context, timer: Pick<Labor, 'id' | 'startedAt' | 'rateScaled' | 'currency'>): Write {
  const endedAt = endOf(timer.startedAt, ctx.now)
  return ctx.db
    .update(workLabor)
    .set({ endedAt, costMinor: costOf(timer.rateScaled, timer.currency, timer.startedAt, endedAt).minor })
    .where(and(eq(workLabor.id, timer.id), isNull(workLabor.endedAt)))
}

/** Stops the actor’s timer where it runs on this order. */
export async function planStopTimer(ctx: Context, orderId: Order['id']): Promise<{ guards: Guard[]; writes: Write[] }> {
  const [running] = await runningOf(ctx, ctx.actor.id)
  if (running?.orderId !== orderId) return { guards: [], writes: [] }
  return { guards: [timerIs(ctx.actor.id, running.id)], writes: [endTimer(ctx, running)] }
}

/** Refuses 'not-found'. */
export async function findLabor(ctx: Context, id: string): Promise<Labor> {
  const [labor] = await ctx.db
    .select()
    .from(workLabor)
    .where(eq(workLabor.id, id as Id<'lb'>))
  return labor ?? refuse('not-found', 'labor.unknown', 'There is no such entry.')
}

import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Refusal } from '../kernel/refusal'
import type { Guard } from '../platform/commit'
import type { Context } from '../platform/context'
import { parts, stockMoves, stockReservations } from './schema'

/**
 * What was issued to a subject and came back of it, oldest first, by the ledger: it never changes by itself.
 * `valueMinor` is what it did to the value of the stock: below zero for an issue. At most three hundred lines.
 */
export const issuedTo = (ctx: Context, subject: string) =>
  ctx.db
    .select({
      id: stockMoves.id,
      kind: stockMoves.kind,
      partId: stockMoves.partId,
      number: parts.number,
      name: parts.name,
      unit: parts.unit,
      quantity: stockMoves.quantity,
      fromBin: stockMoves.fromBin,
      valueMinor: stockMoves.valueMinor,
      postedAt: stockMoves.postedAt,
    })
    .from(stockMoves)
    .innerJoin(parts, eq(parts.id, stockMoves.partId))
    .where(and(eq(stockMoves.subject, subject), sql`${stockMoves.kind} IN ('issue', 'return')`))
    .orderBy(stockMoves.seq)
    .limit(300)

/**
 * All that was issued to a subject and came back of it, summed by the ledger however many lines there are. `valueMinor`
 * is below zero for what left; `out` is of how many parts some is still out: what came back or was reversed is not.
 */
export const spentOn = (ctx: Context, subject: string) =>
  ctx.db
    .select({
      valueMinor: sql<number>`coalesce(sum(${stockMoves.valueMinor}), 0)`.as('spent'),
      lines: sql<number>`count(*)`.as('lines'),
      out: sql<number>`(SELECT count(*) FROM (${outOf(subject)}))`.as('parts_out'),
    })
    .from(stockMoves)
    .where(and(eq(stockMoves.subject, subject), sql`${stockMoves.kind} IN ('issue', 'return')`))

const outOf = (subject: string) => sql`SELECT 1 FROM stock_moves AS out WHERE out.subject = ${subject}
  AND out.kind IN ('issue', 'return') GROUP BY out.part_id HAVING sum(iif(out.from_bin IS NULL, -out.quantity, out.quantity)) <> 0`

/** The ledger has no other line of this subject than when `spentOn` was asked. */
export const spentStill = (subject: string, lines: number, refusal: () => Refusal): Guard => ({
  count: sql`SELECT (SELECT count(*) FROM stock_moves WHERE subject = ${subject} AND kind IN ('issue', 'return')) = ${lines}`,
  refusal,
})

/** Nothing that was issued to this subject is still out. */
export const nothingIssued = (subject: string, refusal: () => Refusal): Guard => ({
  count: sql`SELECT NOT EXISTS (${outOf(subject)})`,
  refusal,
})

/** How what is promised to several subjects stands: its states, without the parts. At most ninety subjects. */
export const reservedFor = (ctx: Context, subjects: readonly string[]) =>
  ctx.db
    .select({ subject: stockReservations.subject, state: stockReservations.state })
    .from(stockReservations)
    .where(
      and(
        inArray(stockReservations.subject, subjects.slice(0, 90)),
        sql`${stockReservations.state} IN ('assigned', 'reserved', 'kitted', 'staged', 'issued')`,
      ),
    )
    .limit(400)

import { and, eq, inArray, sql } from 'drizzle-orm'
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

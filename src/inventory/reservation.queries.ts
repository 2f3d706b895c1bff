import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import type { LocalDate } from '../kernel/local-date'
import { Refusal, refuse } from '../kernel/refusal'
import { places } from '../places'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import type { Reservation } from './reservation'
import { parts, stockReservations as table } from './schema'
import { movedMeanwhile } from './stock.queries'

/** Written out, so that the partial indexes are used. */
const open = sql`${table.state} IN ('assigned', 'reserved', 'kitted', 'staged')`

/** The reservations of these parts for these subjects that were not released, what is promised first, the oldest first. */
export async function openFor(ctx: Context, subjects: string[], partIds: string[]): Promise<Reservation[]> {
  const pages = inPages(subjects, 45).flatMap((some) => inPages(partIds, 45).map((parts) => [some, parts] as const))
  const found = await Promise.all(
    pages.map(([some, parts]) =>
      ctx.db
        .select()
        .from(table)
        .where(
          and(
            inArray(table.subject, some),
            inArray(table.partId, parts as Id<'pt'>[]),
            sql`${table.state} <> 'released'`,
          ),
        )
        .orderBy(sql`${table.binId} IS NULL`, table.id)
        .limit(500),
    ),
  )
  return found.flat()
}

/** D1 binds a hundred values in one statement. */
const inPages = (ids: string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, page) => ids.slice(page * size, (page + 1) * size))

/** Refuses 'not-found' ('reservation.unknown'). */
export async function findReservations(ctx: Context, ids: string[]): Promise<Reservation[]> {
  const found = await Promise.all(
    inPages([...new Set(ids)], 90).map((some) =>
      ctx.db
        .select()
        .from(table)
        .where(inArray(table.id, some as Id<'rs'>[])),
    ),
  )
  const rows = found.flat()
  if (rows.length < new Set(ids).size) {
    refuse('not-found', 'reservation.unknown', 'There is no such reservation. Open the list again.')
  }
  return rows
}

/** What is promised of a part out of a bin. */
export const reservationsIn = (ctx: Context, binId: string, partId: string): Promise<Reservation[]> =>
  ctx.db
    .select()
    .from(table)
    .where(and(eq(table.binId, binId), eq(table.partId, partId as Id<'pt'>)))

/** Demand of a part that is promised from no bin yet, the most urgent first. */
export const waitingFor = (ctx: Context, partId: string, until: LocalDate): Promise<Reservation[]> =>
  ctx.db
    .select()
    .from(table)
    .where(
      and(
        eq(table.partId, partId as Id<'pt'>),
        open,
        eq(table.state, 'assigned'),
        sql`coalesce(${table.requiredOn}, '') <= ${until}`,
      ),
    )
    .orderBy(table.requiredOn, table.id)
    .limit(40)

/** Parts of which demand has fallen due and that lie free somewhere. */
export const partsToPromise = (ctx: Context, today: LocalDate): Promise<{ partId: Id<'pt'> }[]> =>
  ctx.db.all(sql`
    SELECT DISTINCT part_id AS partId FROM stock_reservations JOIN parts ON parts.id = part_id JOIN stock USING (part_id)
    WHERE state IN ('assigned', 'reserved', 'kitted', 'staged') AND state = 'assigned' AND stock.quantity - unfit - hard > 0
      AND coalesce(required_on, '') <= date(${today}, '+' || (lead_days + (SELECT buffer_days FROM stock_policy)) || ' days')
    LIMIT 500`)

const row = {
  id: table.id,
  partId: table.partId,
  number: parts.number,
  name: parts.name,
  unit: parts.unit,
  state: table.state,
  quantity: table.quantity,
  issued: table.issued,
  returned: table.returned,
  binId: table.binId,
  bin: sql<string | null>`${places.name}`.as('bin'),
  subject: table.subject,
  requiredOn: table.requiredOn,
  note: table.note,
  createdAt: table.createdAt,
  version: table.version,
}

/** A reservation as lists show it. Quantities are scaled base units. */
export type ReservationRow = Pick<
  Reservation,
  | 'id'
  | 'partId'
  | 'state'
  | 'quantity'
  | 'issued'
  | 'returned'
  | 'binId'
  | 'subject'
  | 'requiredOn'
  | 'note'
  | 'createdAt'
  | 'version'
> & { number: string; name: string; unit: (typeof parts.$inferSelect)['unit']; bin: string | null }

const sentence = (ctx: Context, which: SQL | undefined) =>
  ctx.db
    .select(row)
    .from(table)
    .innerJoin(parts, eq(parts.id, table.partId))
    .leftJoin(places, eq(places.id, sql`${table.binId}`))
    .where(which)

/** All that is or was promised to one subject, the open ones first. At most two hundred. */
export const reservationsFor = (ctx: Context, subject: string): Promise<ReservationRow[]> =>
  sentence(ctx, eq(table.subject, subject))
    .orderBy(sql`${open} DESC`, sql`${table.binId} IS NULL`, places.name, table.id)
    .limit(200)

/** The ids of all promises to one subject that are open, however many. */
export const openPromises = (ctx: Context, subject: string) =>
  ctx.db
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.subject, subject), open))

/** No other promise to this subject was opened than those that were seen. */
export const promisesStill = (subject: string, seen: number, refusal: () => Refusal): Guard => ({
  count: sql`SELECT (SELECT count(*) FROM stock_reservations WHERE subject = ${subject} AND state IN ('assigned', 'reserved', 'kitted', 'staged')) = ${seen}`,
  refusal,
})

/** What a subject waits for: parts that no bin has promised it yet, by name. At most twenty. */
export const missingFor = (ctx: Context, subject: string) =>
  ctx.db
    .select({ name: parts.name })
    .from(table)
    .innerJoin(parts, eq(parts.id, table.partId))
    .where(and(eq(table.subject, subject), open, eq(table.state, 'assigned')))
    .orderBy(table.id)
    .limit(20)

/** What is promised of a part. At most fifty, the most urgent first. */
export const reservationsOf = (ctx: Context, partId: string): Promise<ReservationRow[]> =>
  sentence(ctx, and(eq(table.partId, partId as Id<'pt'>), open))
    .orderBy(table.requiredOn, table.id)
    .limit(50)

/** One page of all that is promised, the most urgent first; what has no day is wanted now. Refuses 'invalid' ('cursor'). */
export async function listReservations(ctx: Context, waiting: boolean, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const day = sql`coalesce(${table.requiredOn}, '')`
  const rows: ReservationRow[] = await sentence(
    ctx,
    and(
      open,
      waiting ? eq(table.state, 'assigned') : undefined,
      cursor ? sql`(${day}, ${table.id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
    ),
  )
    .orderBy(asc(day), table.id)
    .limit(51)
  return pageOf(rows, 50, ({ requiredOn, id }) => [requiredOn ?? '', id])
}

export const insertReservation = (ctx: Context, reservation: Reservation): Write =>
  ctx.db.insert(table).values(reservation)

export const updateReservation = (ctx: Context, { id, ...after }: Reservation): Write =>
  ctx.db.update(table).set(after).where(eq(table.id, id))

/** It is still at the version that was decided on; if not, the verb decides again. */
export const reservationStillAt = ({ id, version }: Reservation): Guard => ({
  count: sql`SELECT count(*) FROM stock_reservations WHERE id = ${id} AND version = ${version}`,
  refusal: () =>
    new Refusal('conflict', movedMeanwhile, 'Somebody changed this reservation at the same moment. Look at it again.'),
})

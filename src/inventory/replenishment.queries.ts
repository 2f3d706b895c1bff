import { and, eq, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import type { LocalDate } from '../kernel/local-date'
import type { UnitCode } from '../kernel/units'
import type { Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { todayOf } from './day'
import type { OrderUnit } from './pack'
import { type ReorderPolicy, type Suggestion, suggest } from './replenishment'
import { partPolicies } from './schema'

/** The policies of a part: that for all (an empty place) and those of storerooms. */
export const policiesOf = (ctx: Context, partId: string) =>
  ctx.db
    .select()
    .from(partPolicies)
    .where(eq(partPolicies.partId, partId as Id<'pt'>))
    .orderBy(partPolicies.placeId)
    .limit(50)

export const writePolicy = (ctx: Context, partId: Id<'pt'>, placeId: string, policy: ReorderPolicy | null): Write[] => [
  policy
    ? ctx.db
        .insert(partPolicies)
        .values({ partId, placeId, ...policy, version: 1 })
        .onConflictDoUpdate({ target: [partPolicies.partId, partPolicies.placeId], set: policy })
    : ctx.db.delete(partPolicies).where(and(eq(partPolicies.partId, partId), eq(partPolicies.placeId, placeId))),
  ...(placeId === ''
    ? [ctx.db.run(sql`UPDATE stock SET reorder_point = ${policy?.reorderPoint ?? null} WHERE part_id = ${partId}`)]
    : []),
]

/** A part that wants ordering. Quantities are scaled base units. */
export type Wanting = {
  partId: Id<'pt'>
  number: string
  name: string
  unit: UnitCode
  available: number
  onOrder: number
  reorderPoint: number
  lowSince: number | null
  vendorId: string | null
  vendor: string | null
  vendorNumber: string | null
  leadDays: number
  suggestion: Suggestion
}

type Row = Omit<Wanting, 'suggestion'> &
  ReorderPolicy & {
    coming: number
    wanted: number
    by: LocalDate
    soldUnit: UnitCode | null
    factor: number
    least: number
    multiple: number
  }

/** The days until something ordered today is here: by the preferred vendor, else by the part. */
const lead = sql`coalesce(sold.lead_days, parts.lead_days)`

/**
 * What is to be ordered, by part, so many from where the last page ended. The projection counts what is due by today plus
 * lead time. Reads the parts that are short and nothing of the others.
 */
export async function listWanting(
  ctx: Context,
  after = '',
  size = 50,
): Promise<{ rows: Wanting[]; next: string | null }> {
  const today = await todayOf(ctx)
  const by = sql`date(${today}, '+' || ${lead} || ' days')`
  const rows = await ctx.db.all<Row>(sql`
    SELECT stock.part_id AS partId, parts.number, parts.name, parts.unit,
      stock.quantity - stock.unfit - stock.hard AS available, stock.on_order AS onOrder,
      stock.reorder_point AS reorderPoint, stock.low_since AS lowSince,
      coalesce(policy.reorder_quantity, 0) AS reorderQuantity, policy.maximum,
      sold.vendor_id AS vendorId, sold.vendor_name AS vendor, sold.number AS vendorNumber, ${lead} AS leadDays,
      sold.unit AS soldUnit, sold.factor, sold.least, sold.multiple, ${by} AS by,
      (SELECT coalesce(sum(quantity), 0) FROM stock_on_order WHERE part_id = stock.part_id AND coalesce(due_on, '') <= ${by}) AS coming,
      (SELECT coalesce(sum(quantity - issued), 0) FROM stock_reservations WHERE part_id = stock.part_id
        AND state IN ('assigned', 'reserved', 'kitted', 'staged') AND state = 'assigned' AND coalesce(required_on, '') <= ${by}) AS wanted
    FROM stock JOIN parts ON parts.id = stock.part_id
    LEFT JOIN part_policies AS policy ON policy.part_id = stock.part_id AND policy.place_id = ''
    LEFT JOIN part_vendors AS sold ON sold.id = (SELECT id FROM part_vendors WHERE part_id = stock.part_id ORDER BY preferred DESC, id LIMIT 1)
    WHERE stock.reorder_point IS NOT NULL AND stock.quantity - stock.unfit - stock.hard - stock.soft <= stock.reorder_point
      AND stock.part_id > ${after} AND parts.retired_at IS NULL
    ORDER BY stock.part_id LIMIT ${size + 1}`)
  const shown = rows.slice(0, size)
  const wanting = shown.flatMap((row): Wanting[] => {
    const sold: OrderUnit | null = row.soldUnit
      ? { unit: row.soldUnit, factor: row.factor, least: row.least, multiple: row.multiple }
      : null
    const suggestion = suggest(row, row, row.unit, sold)
    return suggestion ? [{ ...row, suggestion }] : []
  })
  return { rows: wanting, next: rows.length > size ? (shown.at(-1)?.partId ?? null) : null }
}

/** Storerooms that are short by a policy of their own. At most fifty. */
export const shortStorerooms = (ctx: Context) =>
  ctx.db.all<{
    partId: Id<'pt'>
    number: string
    name: string
    unit: UnitCode
    place: string
    there: number
    elsewhere: number
    reorderPoint: number
    maximum: number | null
    reorderQuantity: number
  }>(sql`
    SELECT * FROM (
      SELECT policy.part_id AS partId, parts.number, parts.name, parts.unit, room.name AS place, policy.reorder_point AS reorderPoint,
        policy.maximum, policy.reorder_quantity AS reorderQuantity, stock.quantity - stock.unfit - stock.hard AS every,
        (SELECT coalesce(sum(held.on_hand - held.hard), 0) FROM stock_balances AS held JOIN places AS bin ON bin.id = held.bin_id
          WHERE held.part_id = policy.part_id AND held.condition = 'ok' AND bin.path >= room.path AND bin.path < room.path || '~') AS there,
        stock.quantity - stock.unfit - stock.hard - (SELECT coalesce(sum(held.on_hand - held.hard), 0) FROM stock_balances AS held
          JOIN places AS bin ON bin.id = held.bin_id WHERE held.part_id = policy.part_id AND held.condition = 'ok'
            AND bin.path >= room.path AND bin.path < room.path || '~') AS elsewhere
      FROM part_policies AS policy JOIN parts ON parts.id = policy.part_id JOIN stock ON stock.part_id = policy.part_id
      JOIN places AS room ON room.id = policy.place_id WHERE policy.place_id > ''
    ) WHERE there <= reorderPoint ORDER BY place, number LIMIT 50`)

/** What was used of a part in each of the last twelve months, the oldest first, in scaled base units. */
export async function usageByMonth(ctx: Context, partId: string): Promise<{ month: string; quantity: number }[]> {
  const today = await todayOf(ctx)
  const rows = await ctx.db.all<{ month: string; quantity: number }>(sql`
    SELECT strftime('%Y-%m', effective_at / 1000, 'unixepoch') AS month,
      sum(CASE WHEN kind = 'return' THEN -quantity WHEN reverses_id IS NOT NULL THEN -quantity ELSE quantity END) AS quantity
    FROM stock_moves WHERE part_id = ${partId} AND kind IN ('issue', 'return')
      AND effective_at >= unixepoch(${today}, 'start of month', '-11 months') * 1000
    GROUP BY month`)
  const [year = 0, month = 0] = today.split('-').map(Number)
  return Array.from({ length: 12 }, (_, index) => {
    const at = new Date(Date.UTC(year, month - 12 + index, 1)).toISOString().slice(0, 7)
    return { month: at, quantity: Math.max(0, rows.find((row) => row.month === at)?.quantity ?? 0) }
  })
}

/** What most of a part was used for in a year, the most first. At most ten. */
export const usageBySubject = (ctx: Context, partId: string) =>
  ctx.db.all<{ subject: string; quantity: number; valueMinor: number }>(sql`
    SELECT subject, sum(CASE WHEN kind = 'return' OR reverses_id IS NOT NULL THEN -quantity ELSE quantity END) AS quantity,
      -sum(value_minor) AS valueMinor
    FROM stock_moves WHERE part_id = ${partId} AND kind IN ('issue', 'return') AND subject IS NOT NULL
      AND posted_at > ${ctx.now - 365 * 86_400_000}
    GROUP BY subject HAVING sum(CASE WHEN kind = 'return' OR reverses_id IS NOT NULL THEN -quantity ELSE quantity END) > 0
    ORDER BY quantity DESC LIMIT 10`)

/** Puts every part into its class by the value that was used of it in a year: 80, 95, 100 per cent. Once a night. */
export const classify = (ctx: Context): Promise<unknown> =>
  ctx.execute([
    ctx.db.run(sql`UPDATE stock SET class = NULL, used_year = 0, used_value_minor = 0 WHERE class IS NOT NULL`),
    ctx.db.run(sql`
      WITH used AS (
        SELECT part_id, sum(CASE WHEN kind = 'return' OR reverses_id IS NOT NULL THEN -quantity ELSE quantity END) AS quantity,
          -sum(value_minor) AS value FROM stock_moves
        WHERE posted_at > ${ctx.now - 365 * 86_400_000} AND kind IN ('issue', 'return') GROUP BY part_id
      ), ranked AS (
        SELECT part_id, quantity, value, sum(value) OVER (ORDER BY value DESC, part_id) - value AS before, sum(value) OVER () AS total
        FROM used WHERE value > 0
      )
      UPDATE stock SET used_year = ranked.quantity, used_value_minor = ranked.value,
        class = CASE WHEN before * 100 < total * 80 THEN 'A' WHEN before * 100 < total * 95 THEN 'B' ELSE 'C' END
      FROM ranked WHERE ranked.part_id = stock.part_id`),
  ])

/** Value and number of parts by class and by how much they matter. */
export const classMatrix = (ctx: Context) =>
  ctx.db.all<{
    class: 'A' | 'B' | 'C' | null
    criticality: 'vital' | 'essential' | 'desirable'
    parts: number
    used: number
  }>(sql`
    SELECT stock.class, parts.criticality, count(*) AS parts, sum(used_value_minor) AS used FROM stock JOIN parts ON parts.id = stock.part_id
    WHERE stock.class IS NOT NULL GROUP BY stock.class, parts.criticality`)

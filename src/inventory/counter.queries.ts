import { sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import type { UnitCode } from '../kernel/units'
import type { Context } from '../platform/context'

/** What the actor wrote last into the ledger, the newest first. */
export const lastLinesOf = (ctx: Context, most: number) =>
  ctx.db.all<{
    id: Id<'mv'>
    partId: Id<'pt'>
    number: string
    name: string
    unit: UnitCode
    kind: string
    quantity: number
    bin: string | null
    subject: string | null
    at: number
    isReversed: number
  }>(sql`
    SELECT moves.id, moves.part_id AS partId, parts.number, parts.name, parts.unit, moves.kind, moves.quantity, places.name AS bin,
      moves.subject, moves.posted_at AS at, EXISTS (SELECT 1 FROM stock_moves AS undone WHERE undone.reverses_id = moves.id) AS isReversed
    FROM (SELECT * FROM stock_moves ORDER BY seq DESC LIMIT 200) AS moves JOIN parts ON parts.id = moves.part_id
    LEFT JOIN places ON places.id = coalesce(moves.from_bin, moves.to_bin)
    WHERE moves.actor_id = ${ctx.actor.id} AND moves.reverses_id IS NULL ORDER BY moves.seq DESC LIMIT ${most}`)

/** What lies in a bin. At most two hundred. */
export const partsIn = (ctx: Context, binId: string) =>
  ctx.db.all<{
    partId: Id<'pt'>
    number: string
    name: string
    unit: UnitCode
    condition: string
    lot: string
    onHand: number
    hard: number
  }>(sql`
    SELECT held.part_id AS partId, parts.number, parts.name, parts.unit, held.condition, coalesce(stock_lots.code, '') AS lot,
      held.on_hand AS onHand, held.hard FROM stock_balances AS held JOIN parts ON parts.id = held.part_id
    LEFT JOIN stock_lots ON stock_lots.id = held.lot_id WHERE held.bin_id = ${binId} AND held.on_hand > 0
    ORDER BY parts.number LIMIT 200`)

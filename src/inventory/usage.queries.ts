import { sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import type { UnitCode } from '../kernel/units'
import type { Context } from '../platform/context'

/** What one subject used, newest first, with what of it came back. At most two hundred lines. */
export const usedFor = (ctx: Context, subject: string) =>
  ctx.db.all<{
    id: Id<'mv'>
    partId: Id<'pt'>
    number: string
    name: string
    unit: UnitCode
    quantity: number
    returned: number
    valueMinor: number
    at: number
  }>(sql`
    SELECT moves.id, moves.part_id AS partId, parts.number, parts.name, parts.unit, moves.quantity,
      (SELECT coalesce(sum(back.quantity), 0) FROM stock_moves AS back WHERE back.returns_id = moves.id
        AND NOT EXISTS (SELECT 1 FROM stock_moves AS undone WHERE undone.reverses_id = back.id)) AS returned,
      moves.value_minor + (SELECT coalesce(sum(back.value_minor), 0) FROM stock_moves AS back WHERE back.returns_id = moves.id
        AND NOT EXISTS (SELECT 1 FROM stock_moves AS undone WHERE undone.reverses_id = back.id)) AS valueMinor,
      moves.posted_at AS at
    FROM stock_moves AS moves JOIN parts ON parts.id = moves.part_id
    WHERE moves.subject = ${subject} AND moves.kind = 'issue' AND moves.reverses_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM stock_moves AS undone WHERE undone.reverses_id = moves.id)
    ORDER BY moves.seq DESC LIMIT 200`)

import { and, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { listed } from '../platform/many'
import type { CostMethod } from './cost'
import { parts, stock, stockBalances, stockLayers, stockLots, stockMoves, stockPolicy } from './schema'
import { figuresOf, type Move, type Spot, type Stock, sameSpot } from './stock'

/** A part's ledger with what its sentences and rules need beside it. */
export type Ledger = Stock & {
  lots: { id: string; code: string; expiresOn: string | null }[]
  lastUnitValueMinor: number
  /** Wanted, promised from no bin yet. */
  soft: number
  /** Days from order to shelf. */
  leadDays: number
}

/** What is asked of several parts at once; D1 binds a hundred values in one statement. */
const mostAtOnce = 90

/** Reads the ledgers of these parts in one round trip. Refuses 'not-found' ('part.unknown') when one is missing. */
export async function loadLedgers(ctx: Context, ids: Id<'pt'>[]): Promise<{ ledgers: Ledger[]; policy: Policy }> {
  if (ids.length > mostAtOnce) {
    refuse('invalid', 'lines.too-many', `At most ${mostAtOnce} different parts can be moved at once. Do it in parts.`)
  }
  const [rows, balances, layers, lots, [policy]] = await ctx.db.batch([
    ctx.db
      .select({
        partId: parts.id,
        number: parts.number,
        unit: parts.unit,
        whole: parts.whole,
        tracking: parts.tracking,
        quantity: stock.quantity,
        valueMinor: stock.valueMinor,
        lastUnitValueMinor: stock.lastUnitValueMinor,
        soft: stock.soft,
        leadDays: parts.leadDays,
        version: sql<number>`${stock.version}`.as('stock_version'),
      })
      .from(parts)
      .innerJoin(stock, eq(stock.partId, parts.id))
      .where(inArray(parts.id, ids)),
    ctx.db.select().from(stockBalances).where(inArray(stockBalances.partId, ids)),
    ctx.db
      .select()
      .from(stockLayers)
      .where(inArray(stockLayers.partId, ids))
      .orderBy(stockLayers.partId, stockLayers.seq),
    ctx.db.select().from(stockLots).where(inArray(stockLots.partId, ids)).limit(5000),
    ctx.db.select().from(stockPolicy),
  ])
  if (!policy) throw new Error('The stock policy is gone')
  if (rows.length < new Set(ids).size) refuse('not-found', 'part.unknown', 'There is no such part.')
  const own = <T extends { partId: string }>(all: T[], id: string) => all.filter(({ partId }) => partId === id)
  const ledgers = rows.map(({ number, ...row }) => ({
    ...row,
    name: number,
    method: policy.method,
    balances: own(balances, row.partId).map(({ partId: _, ...balance }) => balance),
    layers: own(layers, row.partId).map(({ partId: _, ...layer }) => layer),
    lots: own(lots, row.partId),
  }))
  return { ledgers, policy }
}

/** How stock is kept. */
export async function readPolicy(ctx: Context): Promise<Policy> {
  const [policy] = await ctx.db.select().from(stockPolicy)
  if (!policy) throw new Error('The stock policy is gone')
  return policy
}

export type Policy = { method: CostMethod; openFrom: string; bufferDays: number; version: number }

/** The part's ledger is still at the version that was decided on. */
export const ledgerStillAt = ({ partId, version, name }: Stock): Guard => ({
  count: sql`SELECT count(*) FROM stock WHERE part_id = ${partId} AND version = ${version}`,
  refusal: () =>
    new Refusal('conflict', movedMeanwhile, `Somebody moved ${name} at the same moment. Look at it again, then retry.`),
})

/** The reason by which a verb knows that it may simply decide again on what is there now. */
export const movedMeanwhile = 'stock.moved'

/** What a line of the ledger says beside what it did. */
export type Note = {
  id: Id<'mv'>
  subject: string | null
  reason: string
  effectiveAt: Context['now']
  reversesId?: Id<'mv'> | undefined
  returnsId?: Id<'mv'> | undefined
}

export const insertMove = (ctx: Context, partId: string, move: Move, currency: string, note: Note): Write =>
  ctx.db.insert(stockMoves).values({
    id: note.id,
    partId: partId as Id<'pt'>,
    kind: move.kind,
    quantity: move.quantity,
    fromBin: move.from?.binId ?? null,
    fromCondition: move.from?.condition ?? null,
    toBin: move.to?.binId ?? null,
    toCondition: move.to?.condition ?? null,
    lotId: (move.from ?? move.to)?.lotId ?? '',
    valueMinor: move.valueMinor,
    varianceMinor: move.varianceMinor,
    currency,
    runningQuantity: move.runningQuantity,
    runningValueMinor: move.runningValueMinor,
    subject: note.subject,
    reason: note.reason,
    reversesId: note.reversesId ?? null,
    returnsId: note.returnsId ?? null,
    effectiveAt: note.effectiveAt,
    postedAt: ctx.now,
    actorId: ctx.actor.id,
  })

/** Brings the projection of a part from what it was to what it is: only the rows that differ. */
export function updateLedger(ctx: Context, before: Stock, after: Ledger): Write[] {
  const partId = after.partId as Id<'pt'>
  const at = ({ binId, condition, lotId }: Spot) =>
    and(
      eq(stockBalances.partId, partId),
      eq(stockBalances.binId, binId),
      eq(stockBalances.condition, condition),
      eq(stockBalances.lotId, lotId),
    )
  const balances = after.balances.flatMap((balance): Write[] => {
    const was = before.balances.find((one) => sameSpot(one, balance))
    if (was?.onHand === balance.onHand && was.hard === balance.hard) return []
    if (balance.onHand === 0 && balance.hard === 0) return was ? [ctx.db.delete(stockBalances).where(at(balance))] : []
    const { onHand, hard } = balance
    return [
      ctx.db
        .insert(stockBalances)
        .values({ partId, ...balance })
        .onConflictDoUpdate({
          target: [stockBalances.partId, stockBalances.binId, stockBalances.condition, stockBalances.lotId],
          set: { onHand, hard },
        }),
    ]
  })
  const gone = before.layers.filter(({ seq }) => !after.layers.some((layer) => layer.seq === seq))
  const layers = after.layers.filter((layer) => {
    const was = before.layers.find(({ seq }) => seq === layer.seq)
    return was?.quantity !== layer.quantity || was.valueMinor !== layer.valueMinor
  })
  const { reserved, available, onHand } = figuresOf(after.balances)
  return [
    ctx.db
      .update(stock)
      .set({
        quantity: after.quantity,
        valueMinor: after.valueMinor,
        hard: reserved,
        unfit: onHand - reserved - available,
        soft: after.soft,
        lastUnitValueMinor: after.lastUnitValueMinor,
        version: before.version + 1,
      })
      .where(eq(stock.partId, partId)),
    ...balances,
    ...gone.map(({ seq }) =>
      ctx.db.delete(stockLayers).where(and(eq(stockLayers.partId, partId), eq(stockLayers.seq, seq))),
    ),
    ...layers.map((layer) =>
      ctx.db
        .insert(stockLayers)
        .values({ partId, ...layer })
        .onConflictDoUpdate({
          target: [stockLayers.partId, stockLayers.seq],
          set: { quantity: layer.quantity, valueMinor: layer.valueMinor },
        }),
    ),
  ]
}

export const insertLot = (
  ctx: Context,
  lot: { id: Id<'lt'>; partId: Id<'pt'>; code: string; expiresOn: string | null },
) => ctx.db.insert(stockLots).values({ ...lot, expiresOn: lot.expiresOn as never, createdAt: ctx.now })

/** Who took last, from a bin or from any (null), for telling the one who came too late. */
export async function lastTaken(ctx: Context, partId: string, binId: string | null) {
  const from = binId === null ? sql`from_bin IS NOT NULL` : sql`from_bin = ${binId}`
  const [row] = await ctx.db.all<{ name: string | null; at: number; quantity: number }>(
    sql`SELECT members.name AS name, stock_moves.posted_at AS at, stock_moves.quantity AS quantity FROM stock_moves
        LEFT JOIN members ON members.id = stock_moves.actor_id
        WHERE ${from} AND part_id = ${partId} AND kind IN ('issue', 'scrap', 'transfer') ORDER BY seq DESC LIMIT 1`,
  )
  return row ?? null
}

/** These lines of the ledger, the latest first, and whether they were taken back. */
export const movesOfIds = async (ctx: Context, ids: readonly string[]) =>
  (
    await ctx.db
      .select({
        ...getTableColumns(stockMoves),
        isReversed:
          sql<number>`EXISTS (SELECT 1 FROM stock_moves AS back WHERE back.reverses_id = ${stockMoves.id})`.as(
            'is_reversed',
          ),
      })
      .from(stockMoves)
      .where(sql`${stockMoves.id} IN (${listed(ids)})`)
      .orderBy(desc(stockMoves.seq))
  ).map((move) => ({ ...move, isReversed: move.isReversed === 1 }))

/** A line of the ledger and what came back of it. Refuses 'not-found' ('move.unknown'). */
export async function findMove(ctx: Context, id: string) {
  const [[move], [back], [reversal]] = await ctx.db.batch([
    ctx.db
      .select()
      .from(stockMoves)
      .where(eq(stockMoves.id, id as Id<'mv'>)),
    ctx.db
      .select({
        quantity: sql<number>`coalesce(sum(${stockMoves.quantity}), 0)`.as('quantity'),
        valueMinor: sql<number>`coalesce(sum(${stockMoves.valueMinor}), 0)`.as('value'),
      })
      .from(stockMoves)
      // A return that was itself taken back is still out.
      .where(
        sql`${stockMoves.returnsId} = ${id} AND NOT EXISTS (SELECT 1 FROM stock_moves AS back WHERE back.reverses_id = stock_moves.id)`,
      ),
    ctx.db
      .select({ id: stockMoves.id })
      .from(stockMoves)
      .where(eq(stockMoves.reversesId, id as Id<'mv'>)),
  ])
  if (!move) return refuse('not-found', 'move.unknown', 'There is no such movement.')
  return { move, returned: back ?? { quantity: 0, valueMinor: 0 }, isReversed: reversal !== undefined }
}

export type Line = typeof stockMoves.$inferSelect

const spotOf = (binId: string | null, condition: Line['fromCondition'], lotId: string): Spot | null =>
  binId === null || condition === null ? null : { binId, condition, lotId }

/** A line as the decisions know it. */
export const moveOf = (line: Line): Move => ({
  kind: line.kind,
  quantity: line.quantity,
  from: spotOf(line.fromBin, line.fromCondition, line.lotId),
  to: spotOf(line.toBin, line.toCondition, line.lotId),
  valueMinor: line.valueMinor,
  varianceMinor: line.varianceMinor,
  runningQuantity: line.runningQuantity,
  runningValueMinor: line.runningValueMinor,
})

/** Where the projection of a part differs from the sum of its lines. */
export type Difference = {
  partId: string
  binId: string
  condition: string
  lotId: string
  kept: number
  proved: number
}

/**
 * Compares balances, totals and values with the ledger, part after part: what the nightly proof and its page ask.
 * Answers at most a hundred differences; none is how it must be.
 */
export const differences = (ctx: Context, partId: string | null = null): Promise<Difference[]> => {
  const one = partId ? sql`AND part_id = ${partId}` : sql``
  return ctx.db.all<Difference>(sql`
    WITH lines AS (
      SELECT part_id, to_bin AS bin_id, to_condition AS condition, lot_id, quantity AS by FROM stock_moves WHERE to_bin IS NOT NULL ${one}
      UNION ALL
      SELECT part_id, from_bin, from_condition, lot_id, -quantity FROM stock_moves WHERE from_bin IS NOT NULL ${one}
    ), proved AS (
      SELECT part_id, bin_id, condition, lot_id, sum(by) AS on_hand FROM lines GROUP BY part_id, bin_id, condition, lot_id HAVING sum(by) <> 0
    ), kept AS (
      SELECT part_id, bin_id, condition, lot_id, on_hand FROM stock_balances WHERE on_hand <> 0 ${one}
    ), worth AS (
      SELECT part_id, sum(value_minor) AS value FROM stock_moves WHERE 1 ${one} GROUP BY part_id
    ), total AS (
      SELECT part_id, sum(on_hand) AS on_hand, sum(hard) AS hard FROM stock_balances WHERE 1 ${one} GROUP BY part_id
    )
    SELECT * FROM (
      SELECT part_id AS partId, bin_id AS binId, condition, lot_id AS lotId, kept.on_hand AS kept, coalesce(proved.on_hand, 0) AS proved
      FROM kept LEFT JOIN proved USING (part_id, bin_id, condition, lot_id) WHERE kept.on_hand <> coalesce(proved.on_hand, 0)
      UNION ALL
      SELECT part_id, bin_id, condition, lot_id, 0, proved.on_hand
      FROM proved LEFT JOIN kept USING (part_id, bin_id, condition, lot_id) WHERE kept.part_id IS NULL
      UNION ALL
      SELECT part_id, '', 'value', '', value_minor, coalesce(worth.value, 0) FROM stock LEFT JOIN worth USING (part_id)
      WHERE value_minor <> coalesce(worth.value, 0) ${one}
      UNION ALL
      SELECT part_id, '', 'on hand', '', quantity, coalesce(total.on_hand, 0) FROM stock LEFT JOIN total USING (part_id)
      WHERE quantity <> coalesce(total.on_hand, 0) ${one}
      UNION ALL
      SELECT part_id, '', 'reserved', '', stock.hard, coalesce(total.hard, 0) FROM stock LEFT JOIN total USING (part_id)
      WHERE stock.hard <> coalesce(total.hard, 0) ${one}
    ) LIMIT 100`)
}

import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard } from '../platform/commit'
import type { Context, Write } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { insertMany } from '../platform/many'
import type { Bulk, BulkRowState } from './bulk'
import { assetBulkRows, assetBulks, assets } from './schema'

export async function lookUpBulk(ctx: Context, id: string): Promise<Bulk | null> {
  const [bulk] = await ctx.db
    .select()
    .from(assetBulks)
    .where(eq(assetBulks.id, id as Id<'bk'>))
  return bulk ?? null
}

/** A change of many is there for who made it. Refuses 'not-found' ('bulk.unknown'). */
export async function findBulk(ctx: Context, id: string): Promise<Bulk> {
  const bulk = await lookUpBulk(ctx, id)
  if (!bulk || bulk.createdBy !== ctx.actor.id) {
    return refuse('not-found', 'bulk.unknown', 'There is no such change of many assets.')
  }
  return bulk
}

export const bulkChanged = () =>
  new Refusal('conflict', 'bulk.changed', 'This change has gone on meanwhile. Look at it again.')

/** It is as it was seen: a step that comes twice changes nothing. */
export const bulkStillAt = ({ id, version, state }: Bulk): Guard => ({
  count: sql`SELECT count(*) FROM asset_bulks WHERE id = ${id} AND version = ${version} AND state = ${state}`,
  refusal: bulkChanged,
})

export const changedBulk = (ctx: Context, bulk: Bulk, after: Partial<Bulk>): Write =>
  ctx.db
    .update(assetBulks)
    .set({ ...after, tries: 0, movedAt: ctx.now, version: bulk.version + 1 })
    .where(eq(assetBulks.id, bulk.id))

export const insertBulkRows = (ctx: Context, bulk: Bulk, from: number, ids: readonly string[]): Write[] =>
  insertMany(
    ctx,
    assetBulkRows,
    ids.map((id, index) => ({
      bulkId: bulk.id,
      number: from + index,
      assetId: id as Id<'as'>,
      state: 'waiting' as const,
      reason: '',
      before: '',
    })),
  )

export type BulkRow = { number: number; assetId: Id<'as'>; before: string }

/** The next rows that are in a state. */
export const nextBulkRows = (ctx: Context, id: Id<'bk'>, state: BulkRowState, most: number): Promise<BulkRow[]> =>
  ctx.db
    .select({ number: assetBulkRows.number, assetId: assetBulkRows.assetId, before: assetBulkRows.before })
    .from(assetBulkRows)
    .where(and(eq(assetBulkRows.bulkId, id), eq(assetBulkRows.state, state)))
    .orderBy(asc(assetBulkRows.number))
    .limit(most)

/**
 * Keeps how these assets stand, once: what is kept already stays, so that a message that comes twice remembers what was
 * before the first one.
 */
export const keepStanding = (ctx: Context, id: Id<'bk'>, rows: readonly BulkRow[]): Write =>
  ctx.db.run(
    sql`UPDATE asset_bulk_rows SET before = (SELECT json_object('version', version, 'placeId', coalesce(place_id, ''),
          'parentId', coalesce(parent_id, ''), 'failsParent', fails_parent, 'groupNeeds', group_needs) FROM assets
        WHERE assets.id = asset_bulk_rows.asset_id)
      WHERE bulk_id = ${id} AND before = '' AND number IN (SELECT value FROM json_each(${JSON.stringify(rows.map(({ number }) => number))}))`,
  )

export type BulkOutcome = { number: number; state: BulkRowState; reason: string; before?: string }

/** Writes down what became of some rows. */
export function settleBulkRows(ctx: Context, id: Id<'bk'>, rows: readonly BulkOutcome[]): Write[] {
  if (rows.length === 0) return []
  const at = (index: number): SQL => sql.raw(`json_extract(one.value, '$[${index}]')`)
  const json = JSON.stringify(rows.map(({ number, state, reason, before = null }) => [number, state, reason, before]))
  return [
    ctx.db.run(
      sql`UPDATE asset_bulk_rows SET state = ${at(1)}, reason = ${at(2)}, before = coalesce(${at(3)}, before)
          FROM json_each(${json}) AS one WHERE bulk_id = ${id} AND number = ${at(0)}`,
    ),
  ]
}

/** One page of the rows that came to some ends, with the assets as they are called. Refuses 'invalid' ('cursor'). */
export async function listBulkRows(
  ctx: Context,
  id: Id<'bk'>,
  states: readonly BulkRowState[],
  after: string | undefined,
) {
  const cursor = readCursor(after, 1)
  const rows = await ctx.db
    .select({
      number: assetBulkRows.number,
      assetId: assetBulkRows.assetId,
      state: assetBulkRows.state,
      reason: assetBulkRows.reason,
      tag: assets.tag,
      name: assets.name,
    })
    .from(assetBulkRows)
    .innerJoin(assets, eq(assets.id, assetBulkRows.assetId))
    .where(
      and(
        eq(assetBulkRows.bulkId, id),
        inArray(assetBulkRows.state, [...states]),
        cursor ? sql`${assetBulkRows.number} > CAST(${cursor[0]} AS INTEGER)` : undefined,
      ),
    )
    .orderBy(asc(assetBulkRows.number))
    .limit(51)
  return pageOf(rows, 50, ({ number }) => [String(number)])
}

/** Changes of this person that are at work or wait for them, newest first, of their last ten. */
export const openBulksSentence = (ctx: Context) =>
  ctx.db
    .select({ id: assetBulks.id, what: assetBulks.what, state: assetBulks.state })
    .from(assetBulks)
    .where(
      sql`${assetBulks.id} IN (SELECT id FROM asset_bulks WHERE created_by = ${ctx.actor.id} ORDER BY id DESC LIMIT 10)
        AND ${assetBulks.state} IN ('gathering', 'choosing', 'running', 'undoing')`,
    )
    .orderBy(desc(assetBulks.id))

/** Those that are at work and have not gone on since a moment. */
export const bulksStandingStill = (ctx: Context, since: number) =>
  ctx.db
    .select({ id: assetBulks.id })
    .from(assetBulks)
    .where(sql`${assetBulks.state} IN ('gathering', 'running', 'undoing') AND ${assetBulks.movedAt} < ${since}`)
    .limit(20)

/** Erases those that were made before a moment, some at once; their rows go with them. */
export const eraseBulks = (ctx: Context, before: number) =>
  ctx.db.run(
    sql`DELETE FROM asset_bulks WHERE id IN (SELECT id FROM asset_bulks WHERE created_at < ${before} ORDER BY created_at LIMIT 20)`,
  )

import { and, isNull, sql } from 'drizzle-orm'
import { places } from '../places'
import type { Context } from '../platform/context'
import { assets } from './schema'

/** How many machines a tree shows before it asks to open a place. */
const most = 400

/**
 * The machines of all sites, or of one place, with their parts, and the places that they stand in.
 */
export async function topsSentence(ctx: Context, placeId: string | undefined) {
  const sites = ctx.sitesFor('assets.asset.see')
  const mine =
    sites === null ? undefined : sql`${assets.siteId} IN (SELECT value FROM json_each(${JSON.stringify(sites)}))`
  const within = placeId
    ? sql`assets.id IN (SELECT asset_id FROM asset_facets WHERE key = ${placeId} LIMIT ${most + 1})`
    : undefined
  const [rows, map] = await ctx.db.batch([
    ctx.db
      .select({
        id: assets.id,
        tag: assets.tag,
        name: assets.name,
        state: assets.state,
        parentId: assets.parentId,
        placeId: assets.placeId,
      })
      .from(assets)
      .where(and(isNull(assets.retiredAt), mine, within))
      .orderBy(assets.tagSort, assets.id)
      .limit(most + 1),
    ctx.db
      .select({ id: places.id, name: places.name, kind: places.kind, parentId: places.parentId, siteId: places.siteId })
      .from(places)
      .where(
        and(
          sql`${places.kind} <> 'bin'`,
          isNull(places.endedAt),
          sites === null ? undefined : sql`${places.siteId} IN (SELECT value FROM json_each(${JSON.stringify(sites)}))`,
        ),
      )
      .orderBy(places.depth, places.name)
      .limit(500),
  ])
  return { assets: rows.slice(0, most), places: map, more: rows.length > most }
}

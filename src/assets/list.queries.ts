import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import { members } from '../identity'
import { places } from '../places'
import type { Context } from '../platform/context'
import { type Cursor, readCursor, writeCursor } from '../platform/keyset'
import { fold, type ShownState } from './asset'
import { assetClasses, assetModels, assets } from './schema'

/** What a list of assets is narrowed to. */
export type AssetFilter = {
  /** A site or any place in it. */
  place?: string | undefined
  class?: string | undefined
  state?: ShownState | undefined
  criticality?: 'A' | 'B' | 'C' | undefined
  owner?: string | undefined
  q?: string | undefined
}

const rowColumns = {
  id: assets.id,
  tag: assets.tag,
  tagSort: assets.tagSort,
  name: assets.name,
  state: assets.state,
  stateSince: assets.stateSince,
  criticality: assets.criticality,
  serial: assets.serial,
  siteId: assets.siteId,
  placeId: assets.placeId,
  parentId: assets.parentId,
  version: assets.version,
  manufacturer: sql<string | null>`${assetModels.manufacturer}`.as('model_manufacturer'),
  model: sql<string | null>`${assetModels.name}`.as('model_name'),
  className: sql<string | null>`${assetClasses.name}`.as('class_name'),
  place: sql<string | null>`${places.name}`.as('place_name'),
  owner: sql<string | null>`${members.name}`.as('owner_name'),
}

const from = (ctx: Context) =>
  ctx.db
    .select(rowColumns)
    .from(assets)
    .leftJoin(assetModels, eq(assetModels.id, assets.modelId))
    .leftJoin(assetClasses, eq(assetClasses.id, assets.classId))
    .leftJoin(places, eq(places.id, assets.placeId))
    .leftJoin(members, eq(members.id, assets.ownerId))

export type AssetRow = Awaited<ReturnType<typeof from>>[number]

/** The rows of these assets, as far as the actor may see them. */
export async function assetRowsOf(ctx: Context, ids: readonly string[]): Promise<AssetRow[]> {
  const sites = atSites(ctx.sitesFor('assets.asset.see'))
  return from(ctx)
    .where(and(sql`assets.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`, sites))
    .orderBy(asc(assets.tagSort), asc(assets.id))
}

export const pageSize = 50

/** How many rows of the widest filter a page looks through for the others. */
const budget = 500

const isIn = (key: string): SQL =>
  sql`EXISTS (SELECT 1 FROM asset_facets WHERE key = ${key} AND tag_sort = assets.tag_sort AND asset_id = assets.id)`

/** Retired assets have ranges of their own, so that a list of those in use reads none of them. */
const keyed = ({ state }: AssetFilter, key: string): string => (state === 'retired' ? `~${key}` : key)

/** The sites that the actor may see assets at, as a condition. */
export const atSites = (sites: string[] | null): SQL | undefined =>
  sites === null ? undefined : sql`assets.site_id IN (SELECT value FROM json_each(${JSON.stringify(sites)}))`

/** The filters beside the one that drives the list. */
function others(filter: AssetFilter, sites: string[] | null, done: (keyof AssetFilter)[] = []): SQL[] {
  const {
    place,
    class: ofClass,
    state,
    criticality,
  } = Object.fromEntries(
    Object.entries(filter).filter(([name]) => !done.includes(name as keyof AssetFilter)),
  ) as AssetFilter
  return [
    place ? isIn(keyed(filter, place)) : undefined,
    ofClass ? isIn(keyed(filter, ofClass)) : undefined,
    state ? sql`assets.state = ${state}` : undefined,
    criticality ? sql`assets.criticality = ${criticality}` : undefined,
    filter.owner ? sql`assets.owner_id = ${filter.owner}` : undefined,
    atSites(sites),
  ].filter((condition) => condition !== undefined)
}

/**
 * One page of assets by tag. One filter drives it as a range of an index; the others look through at most `budget` rows
 * of that range, and where those do not fill the page, the next one goes on from there.
 */
export async function listAssets(ctx: Context, filter: AssetFilter, cursor: Cursor | null, size = pageSize) {
  const sites = ctx.sitesFor('assets.asset.see')
  const [only] = sites?.length === 1 ? sites : []
  const { driver, rest } = drivenBy(filter, sites, only)
  const after = cursor ? sql`AND (tag_sort, id) > (${cursor[0]}, ${cursor[1]})` : sql``
  const alone = rest.length === 0
  const range = sql`SELECT ${driver.id} AS id, tag_sort FROM ${driver.from} WHERE ${driver.where} ${
    driver.facet && cursor ? sql`AND (tag_sort, asset_id) > (${cursor[0]}, ${cursor[1]})` : after
  } ORDER BY tag_sort, ${driver.id} LIMIT ${alone ? size + 1 : budget}`
  const rows = from(ctx)
    .where(and(sql`assets.id IN (SELECT id FROM (${range}))`, ...rest))
    .orderBy(asc(assets.tagSort), asc(assets.id))
    .limit(size + 1)
  const last = ctx.db
    .select({
      tagSort: sql<string | null>`max(tag_sort)`.as('last_sort'),
      id: sql<string | null>`(SELECT id FROM (${range}) ORDER BY tag_sort DESC, id DESC LIMIT 1)`.as('last_id'),
      looked: sql<number>`count(*)`.as('looked'),
    })
    .from(sql`(${range})`)
  if (alone) return paged(await rows, size, null)
  const [found, [end]] = await ctx.db.batch([rows, last])
  return paged(found, size, end && end.looked === budget && end.tagSort && end.id ? [end.tagSort, end.id] : null)
}

function paged(rows: AssetRow[], size: number, lookFurther: Cursor | null) {
  const shown = rows.slice(0, size)
  const lastShown = shown.at(-1)
  if (rows.length > size && lastShown)
    return { rows: shown, next: writeCursor([lastShown.tagSort, lastShown.id]), sparse: false }
  return { rows: shown, next: lookFurther ? writeCursor(lookFurther) : null, sparse: lookFurther !== null }
}

/** Which filter drives: a place or a class (a range of the facets), else a rank or a state, else all by tag. */
function drivenBy(filter: AssetFilter, sites: string[] | null, only: string | undefined) {
  const key = filter.place ?? (filter.class && !only ? filter.class : only) ?? null
  if (key !== null) {
    const { state, criticality } = filter
    const narrowed =
      state && state !== 'retired'
        ? sql` AND state = ${state}`
        : criticality
          ? sql` AND criticality = ${criticality}`
          : sql``
    const rest = others(filter, key === only ? null : sites, [
      'place',
      ...(key === filter.class ? (['class'] as const) : []),
      ...(state ? (['state'] as const) : criticality ? (['criticality'] as const) : []),
    ])
    return {
      driver: {
        id: sql`asset_id`,
        from: sql`asset_facets`,
        where: sql`key = ${keyed(filter, key)}${narrowed}`,
        facet: true,
      },
      rest,
    }
  }
  const state = filter.state
  if (state && state !== 'operational') {
    return {
      driver: { id: sql`id`, from: sql`assets`, where: sql`state = ${state} AND successor_id IS NULL`, facet: false },
      rest: others(filter, sites, ['state']),
    }
  }
  if (filter.criticality) {
    return {
      driver: {
        id: sql`id`,
        from: sql`assets`,
        where: sql`criticality = ${filter.criticality} AND retired_at IS NULL`,
        facet: false,
      },
      rest: others(filter, sites, ['criticality']),
    }
  }
  return {
    driver: { id: sql`id`, from: sql`assets`, where: sql`retired_at IS NULL`, facet: false },
    rest: others(filter, sites),
  }
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

/**
 * Any identifier in part, with or without its separators, or words of the name: what the index is asked for. Null where
 * there are fewer than three letters to look for.
 */
export function matchOf(words: string): string | null {
  const whole = fold(words)
  const terms = words.trim().split(/\s+/).slice(0, 6)
  const usable = terms.filter((term) => [...term].length >= 3 && fold(term) !== '')
  const each = usable.map((term) => {
    const folded = fold(term)
    const name = `name : ${quoted(term)}`
    return [...folded].length >= 3 ? `(${name} OR folded : ${quoted(folded)})` : `(${name})`
  })
  const parts = [
    ...([...whole].length >= 3 ? [`(folded : ${quoted(whole)})`] : []),
    ...(each.length > 0 ? [`(${each.join(' AND ')})`] : []),
  ]
  return parts.length === 0 ? null : parts.join(' OR ')
}

/**
 * Assets that hold these words: the exact tag first, then by tag. Retired ones too, at the end. At most `most`, of the
 * first hundred that the index has.
 */
export async function searchAssets(
  ctx: Context,
  words: string,
  most: number,
  filter: AssetFilter = {},
): Promise<AssetRow[]> {
  const whole = fold(words)
  const match = matchOf(words)
  const narrowed = others(filter, ctx.sitesFor('assets.asset.see'))
  if (match === null && whole === '') return []
  const tagged = sql`assets.id IN (SELECT id FROM assets WHERE tag_folded >= ${whole} AND tag_folded < ${`${whole}\u{10ffff}`} LIMIT 100)`
  const worded = sql`assets.rowid IN (SELECT rowid FROM assets_words WHERE assets_words MATCH ${match} LIMIT 100)`
  // The index knows pieces of three letters: a tag as short as W-1 is looked for by itself.
  const short = whole !== '' && [...whole].length < 3
  const found = match === null ? tagged : short ? sql`(${tagged} OR ${worded})` : worded
  return from(ctx)
    .where(and(found, sql`assets.successor_id IS NULL`, ...narrowed))
    .orderBy(sql`assets.tag_folded <> ${whole}, assets.retired_at IS NOT NULL, assets.tag_sort`)
    .limit(most)
}

/** All rows of a list, page by page: each is read when it is asked for. */
export async function* pagesOf(ctx: Context, filter: AssetFilter, size: number): AsyncGenerator<AssetRow[]> {
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listAssets>> = await listAssets(
      ctx,
      filter,
      readCursor(after ?? undefined, 2),
      size,
    )
    yield page.rows
    after = page.next
  } while (after !== null)
}

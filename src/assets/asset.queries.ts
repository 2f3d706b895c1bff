import { and, asc, desc, eq, getTableColumns, inArray, isNull, ne, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { coverOf } from '../files'
import { members } from '../identity'
import { type Id, newId } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import { places } from '../places'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { type Asset, fold, foldSerial, identifiersOf, sortKey } from './asset'
import { assetClasses, assetEvents, assetFacets, assetModels, assets } from './schema'

export type AssetRecord = typeof assets.$inferSelect

const { folded: _folded, tagFolded: _tag, tagSort: _sort, serialFolded: _serial, ...columns } = getTableColumns(assets)

/** An asset as its row has it, without the keys that are made of it. */
export type AssetWhole = Omit<AssetRecord, 'folded' | 'tagFolded' | 'tagSort' | 'serialFolded'>

const parent = alias(assets, 'parent')
const site = alias(places, 'site')

/** With the names that its page shows. */
export type AssetShown = AssetWhole & {
  manufacturer: string | null
  model: string | null
  className: string | null
  classPath: string | null
  place: string | null
  placePath: string | null
  site: string | null
  owner: string | null
  parentTag: string | null
  parentName: string | null
  hasMachine: boolean
  /** The file of its first picture, else of its model's. */
  photo: string | null
}

const shownColumns = {
  ...columns,
  manufacturer: sql<string | null>`${assetModels.manufacturer}`.as('model_manufacturer'),
  model: sql<string | null>`${assetModels.name}`.as('model_name'),
  className: sql<string | null>`${assetClasses.name}`.as('class_name'),
  classPath: sql<string | null>`${assetClasses.path}`.as('class_path'),
  place: sql<string | null>`${places.name}`.as('place_name'),
  placePath: sql<string | null>`${places.path}`.as('place_path'),
  site: sql<string | null>`${site.name}`.as('site_name'),
  owner: sql<string | null>`${members.name}`.as('owner_name'),
  parentTag: sql<string | null>`${parent.tag}`.as('parent_tag'),
  parentName: sql<string | null>`${parent.name}`.as('parent_name'),
  hasMachine:
    sql<boolean>`(assets.parent_id IS NOT NULL OR EXISTS (SELECT 1 FROM assets AS below WHERE below.parent_id = assets.id))`
      .mapWith(Boolean)
      .as('has_machine'),
  photo: sql<string | null>`coalesce(${coverOf(assets.id)}, ${coverOf(assets.modelId)})`.as('photo'),
}

export const assetSentence = (ctx: Context, id: string) =>
  ctx.db
    .select(shownColumns)
    .from(assets)
    .leftJoin(assetModels, eq(assetModels.id, assets.modelId))
    .leftJoin(assetClasses, eq(assetClasses.id, assets.classId))
    .leftJoin(places, eq(places.id, assets.placeId))
    .leftJoin(site, eq(site.id, assets.siteId))
    .leftJoin(members, eq(members.id, assets.ownerId))
    .leftJoin(parent, eq(parent.id, assets.parentId))
    .where(eq(assets.id, id as Id<'as'>))

/** Whether the actor may do this where the asset stands; one that stands nowhere is for those who may everywhere. */
export const mayAt = (ctx: Context, permission: string, siteId: string | null): boolean =>
  siteId === null ? ctx.sitesFor(permission) === null : ctx.may(permission, siteId)

/** The asset, if this actor may see it where it stands. Refuses 'not-found'. */
export function seenAsset<T extends { siteId: string | null }>(ctx: Context, asset: T | undefined): T {
  return asset && mayAt(ctx, 'assets.asset.see', asset.siteId) ? asset : unknownAsset()
}

export const unknownAsset = (): never => refuse('not-found', 'asset.unknown', 'There is no such asset.')

/** Refuses 'not-found'. */
export async function findAsset(ctx: Context, id: string): Promise<AssetWhole> {
  const [asset] = await ctx.db
    .select(columns)
    .from(assets)
    .where(eq(assets.id, id as Id<'as'>))
  return seenAsset(ctx, asset)
}

/**
 * The asset that an action is about: it is there, and the actor may do this where it stands.
 * Refuses 'not-found', 'forbidden' ('not-permitted-here').
 */
export async function assetFor(ctx: Context, id: string, permission: string): Promise<AssetWhole> {
  const asset = await findAsset(ctx, id)
  permittedAt(ctx, permission, asset.siteId)
  return asset
}

export function permittedAt(ctx: Context, permission: string, siteId: string | null): void {
  if (!mayAt(ctx, permission, siteId)) {
    refuse('forbidden', 'not-permitted-here', 'Your role does not include this at that site. Ask an administrator.')
  }
}

/** Where the ids of merged assets lead. Refuses 'not-found'. */
export async function currentAssetId(ctx: Context, id: string): Promise<Id<'as'>> {
  let asset = await findAsset(ctx, id)
  for (let step = 0; asset.successorId && step < 50; step++) asset = await findAsset(ctx, asset.successorId)
  return asset.id
}

/** What these assets are called, those that the actor may see. At most ninety. */
export async function namesOfAssets(ctx: Context, ids: string[]) {
  const rows = await ctx.db
    .select({
      id: assets.id,
      tag: assets.tag,
      name: assets.name,
      siteId: assets.siteId,
      ownerId: assets.ownerId,
      retiredAt: assets.retiredAt,
      manufacturer: sql<string | null>`${assetModels.manufacturer}`.as('model_manufacturer'),
      model: sql<string | null>`${assetModels.name}`.as('model_name'),
      place: sql<string | null>`${places.name}`.as('place_name'),
      // Of its class, else of the class above.
      symptoms: sql<string | null>`(SELECT CASE WHEN own.symptoms = '[]'
        THEN (SELECT symptoms FROM asset_classes WHERE id = own.parent_id) ELSE own.symptoms END
        FROM asset_classes AS own WHERE own.id = assets.class_id)`.as('symptoms'),
    })
    .from(assets)
    .leftJoin(assetModels, eq(assetModels.id, assets.modelId))
    .leftJoin(places, eq(places.id, assets.placeId))
    .where(inArray(assets.id, ids.slice(0, 90) as Id<'as'>[]))
  return rows.filter(({ siteId }) => mayAt(ctx, 'assets.asset.see', siteId))
}

const partColumns = {
  id: assets.id,
  tag: assets.tag,
  name: assets.name,
  state: assets.state,
  failsParent: assets.failsParent,
  groupNeeds: assets.groupNeeds,
  parentId: assets.parentId,
  path: assets.path,
  siteId: assets.siteId,
}

/** The parts of a machine, from its top down, as far as a page shows them. */
export const machineSentence = (ctx: Context, topId: string, most = 200) =>
  ctx.db
    .select(partColumns)
    .from(assets)
    .where(
      and(sql`(${assets.path} >= ${`${topId}/`} AND ${assets.path} < ${`${topId}/~`})`, isNull(assets.successorId)),
    )
    .orderBy(asc(assets.path))
    .limit(most)

/** The assets of exactly this tag, whatever its separators; those in use first. */
export const assetsTagged = (ctx: Context, tag: string) =>
  ctx.db
    .select({ id: assets.id, tag: assets.tag, name: assets.name, siteId: assets.siteId, retiredAt: assets.retiredAt })
    .from(assets)
    .where(and(eq(assets.tagFolded, fold(tag)), isNull(assets.successorId)))
    .orderBy(sql`${assets.retiredAt} IS NOT NULL`)
    .limit(5)

/**
 * The assets with this serial of this make: the same thing, most likely. Manufacturer and model are compared as the
 * models are; where both are empty, every make's.
 */
export async function assetsWithSerial(
  ctx: Context,
  { manufacturer, model, serial }: { manufacturer: string; model: string; serial: string },
) {
  const folded = foldSerial(serial)
  if (folded === null) return []
  const rows = await ctx.db
    .select({
      id: assets.id,
      tag: assets.tag,
      name: assets.name,
      siteId: assets.siteId,
      manufacturer: sql<string | null>`${assetModels.manufacturer}`.as('model_manufacturer'),
      model: sql<string | null>`${assetModels.name}`.as('model_name'),
    })
    .from(assets)
    .leftJoin(assetModels, eq(assetModels.id, assets.modelId))
    .where(
      and(
        eq(assets.serialFolded, folded),
        isNull(assets.successorId),
        manufacturer ? eq(assetModels.manufacturerFolded, fold(manufacturer)) : undefined,
        model ? eq(assetModels.nameFolded, fold(model)) : undefined,
      ),
    )
    .limit(10)
  return rows.filter(({ siteId }) => mayAt(ctx, 'assets.asset.see', siteId))
}

/** A row with the keys that are made of it. */
export const keyed = (asset: AssetWhole, make: { manufacturer: string; model: string }) => ({
  ...asset,
  tagFolded: fold(asset.tag),
  tagSort: sortKey(asset.tag),
  serialFolded: foldSerial(asset.serial),
  folded: identifiersOf({ ...asset, ...make }),
})

type Make = { manufacturer: string; model: string }

export const insertAsset = (ctx: Context, asset: AssetWhole, make: Make): Write[] => [
  ctx.db.insert(assets).values(keyed(asset, make)),
  ...facetsOf(ctx, asset.id),
]

export function updateAsset(ctx: Context, asset: AssetWhole, make: Make): Write[] {
  const { id, createdAt: _at, createdBy: _by, state: _state, stateSince: _since, ...rest } = keyed(asset, make)
  return [ctx.db.update(assets).set(rest).where(eq(assets.id, id)), ...facetsOf(ctx, id)]
}

/** The places and classes that assets belong to, at every height, written anew. */
export const facetsOf = (ctx: Context, ...ids: string[]): Write[] =>
  facets(ctx, sql`assets.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`)

/** What is retired has keys of its own. */
const facetRow = sql`SELECT CASE WHEN assets.retired_at IS NULL THEN '' ELSE '~' END || up.key, assets.tag_sort, assets.id, assets.state,
  assets.criticality FROM up JOIN assets ON assets.id = up.asset_id`

export function facets(ctx: Context, which: SQL): Write[] {
  return [
    ctx.db.delete(assetFacets).where(sql`${assetFacets.assetId} IN (SELECT assets.id FROM assets WHERE ${which})`),
    ctx.db.run(sql`INSERT INTO asset_facets (key, tag_sort, asset_id, state, criticality)
      WITH RECURSIVE up (key, asset_id, above) AS (
        SELECT places.id, assets.id, places.parent_id FROM assets JOIN places ON places.id = assets.place_id
          WHERE ${which} AND assets.successor_id IS NULL
        UNION ALL
        SELECT places.id, up.asset_id, places.parent_id FROM up JOIN places ON places.id = up.above
      ) ${facetRow}`),
    ctx.db.run(sql`INSERT INTO asset_facets (key, tag_sort, asset_id, state, criticality)
      WITH RECURSIVE up (key, asset_id, above) AS (
        SELECT asset_classes.id, assets.id, asset_classes.parent_id FROM assets
          JOIN asset_classes ON asset_classes.id = assets.class_id WHERE ${which} AND assets.successor_id IS NULL
        UNION ALL
        SELECT asset_classes.id, up.asset_id, asset_classes.parent_id FROM up
          JOIN asset_classes ON asset_classes.id = up.above
      ) ${facetRow}`),
  ]
}

/** Parts below an asset follow it to another machine. */
export const carryParts = (ctx: Context, before: string, after: string): Write =>
  ctx.db
    .update(assets)
    .set({ path: sql`${after} || substr(${assets.path}, ${before.length + 1})` })
    .where(and(sql`${assets.path} >= ${before} AND ${assets.path} < ${`${before}~`}`, ne(assets.path, before)))

/** All that is part of an asset, itself included, where it stands: parts move with their machine. */
export const partsAt = (path: string, placeId: string | null): SQL =>
  sql`assets.path >= ${path} AND assets.path < ${`${path}~`} AND assets.place_id IS ${placeId}`

export const stillAt = (asset: Pick<Asset, 'id' | 'tag' | 'version'>): Guard => ({
  count: sql`SELECT count(*) FROM assets WHERE id = ${asset.id} AND version = ${asset.version}`,
  refusal: () => assetChanged(asset),
})

/** The asset is in use and where it was in its machine. */
export const stillInUse = (asset: Pick<Asset, 'id' | 'tag' | 'path'>): Guard => ({
  count: sql`SELECT count(*) FROM assets WHERE id = ${asset.id} AND path = ${asset.path} AND retired_at IS NULL`,
  refusal: () => assetChanged(asset),
})

export const assetChanged = (asset: Pick<Asset, 'tag'>) =>
  new Refusal(
    'conflict',
    'asset.changed',
    `Somebody changed ${asset.tag} meanwhile. Look at what it says now, then change it again.`,
  )

export const tagIsFree = (asset: { id: string; tag: string }): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM assets WHERE tag_folded = ${fold(asset.tag)} AND id <> ${asset.id} AND retired_at IS NULL)`,
  refusal: () => {
    const sentence = `Another asset in use has the tag ${asset.tag}. Choose another tag.`
    return new Refusal('conflict', 'asset.tag-taken', sentence, { tag: sentence })
  },
})

/** No other asset of the make has the serial. */
export const serialIsFree = (asset: { id: string; serial: string; modelId: string | null }): Guard[] => {
  const serial = foldSerial(asset.serial)
  if (serial === null || asset.modelId === null) return []
  return [
    {
      count: sql`SELECT NOT EXISTS (SELECT 1 FROM assets WHERE model_id = ${asset.modelId} AND serial_folded = ${serial} AND id <> ${asset.id} AND successor_id IS NULL)`,
      refusal: () => {
        const sentence = `An asset of this make has the serial ${asset.serial} already. It is most likely the same thing.`
        return new Refusal('conflict', 'asset.serial-taken', sentence, { serial: sentence })
      },
    },
  ]
}

type Happening = {
  assetId: Id<'as'>
  at: Instant
  kind: 'state' | 'place' | 'change' | 'note'
  what: string
  details?: Record<string, unknown>
  subject?: string
  id?: Id<'ev'>
  /** Who did it, where that is not the actor. */
  actorId?: string
}

/** Writes what happened into the asset's history. */
export const happened = (ctx: Context, event: Happening): Write =>
  ctx.db.insert(assetEvents).values({
    id: newId('ev', ctx.now),
    actorId: ctx.actor.id,
    details: {},
    subject: null,
    key: null,
    ...event,
  })

export type EventRow = typeof assetEvents.$inferSelect & { actor: string | null }

/** Refuses 'not-found'. */
export async function findEvent(ctx: Context, assetId: string, id: string) {
  const [event] = await ctx.db
    .select()
    .from(assetEvents)
    .where(and(eq(assetEvents.id, id as Id<'ev'>), eq(assetEvents.assetId, assetId as Id<'as'>)))
  return event ?? refuse('not-found', 'event.unknown', 'There is no such event.')
}

/** The newest of its events, without who did them. */
export const lastEventsSentence = (ctx: Context, assetId: string, most: number) =>
  ctx.db
    .select()
    .from(assetEvents)
    .where(eq(assetEvents.assetId, assetId as Id<'as'>))
    .orderBy(desc(assetEvents.at), desc(assetEvents.id))
    .limit(most)

/** One page of an asset's history, newest first. */
export function historySentence(
  ctx: Context,
  assetId: string,
  { kind, cursor, size }: { kind?: string | undefined; cursor: string[] | null; size: number },
) {
  return ctx.db
    .select({ ...getTableColumns(assetEvents), actor: sql<string | null>`${members.name}`.as('actor_name') })
    .from(assetEvents)
    .leftJoin(members, eq(members.id, assetEvents.actorId as never))
    .where(
      and(
        eq(assetEvents.assetId, assetId as Id<'as'>),
        kind ? eq(assetEvents.kind, kind) : undefined,
        cursor
          ? sql`(${assetEvents.at}, ${assetEvents.id}) < (CAST(${cursor[0]} AS INTEGER), ${cursor[1]})`
          : undefined,
      ),
    )
    .orderBy(desc(assetEvents.at), desc(assetEvents.id))
    .limit(size + 1)
}

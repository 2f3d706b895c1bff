import { eq, getTableColumns, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { members } from '../identity'
import { type Id, newId } from '../kernel/ids'
import { decimalOf } from '../kernel/money'
import { type PlaceCalled, placesByWords, placesOfIds, writeTrail } from '../places'
import type { Context } from '../platform/context'
import type { Incoming, Values } from '../platform/imports'
import type { Cursor } from '../platform/keyset'
import { listed } from '../platform/many'
import { fold, foldSerial } from './asset'
import type { AssetRecord } from './asset.queries'
import { atSites } from './list.queries'
import type { Model } from './model.queries'
import { assetClasses, assetModels, assets } from './schema'

/** An asset with the words by which files speak of what it is and where. */
export type AssetTold = AssetRecord & {
  className: string | null
  classCode: string | null
  manufacturer: string | null
  model: string | null
  owner: string | null
  ownerEmail: string | null
  parentTag: string | null
  place: PlaceCalled | null
}

const above = alias(assets, 'parent')

const from = (ctx: Context) =>
  ctx.db
    .select({
      ...getTableColumns(assets),
      className: sql<string | null>`${assetClasses.name}`.as('class_name'),
      classCode: sql<string | null>`${assetClasses.code}`.as('class_code'),
      manufacturer: sql<string | null>`${assetModels.manufacturer}`.as('model_manufacturer'),
      model: sql<string | null>`${assetModels.name}`.as('model_name'),
      owner: sql<string | null>`${members.name}`.as('owner_name'),
      ownerEmail: sql<string | null>`${members.email}`.as('owner_email'),
      parentTag: sql<string | null>`${above.tag}`.as('parent_tag'),
    })
    .from(assets)
    .leftJoin(assetModels, eq(assetModels.id, assets.modelId))
    .leftJoin(assetClasses, eq(assetClasses.id, assets.classId))
    .leftJoin(members, eq(members.id, assets.ownerId))
    .leftJoin(above, eq(above.id, assets.parentId))

async function placed(ctx: Context, rows: Omit<AssetTold, 'place'>[]): Promise<AssetTold[]> {
  const there = await placesOfIds(ctx, [...new Set(rows.flatMap(({ placeId }) => (placeId ? [placeId] : [])))])
  return rows.map((row) => ({ ...row, place: there.get(row.placeId ?? '') ?? null }))
}

/** Assets in use by their folded tags. */
export async function assetsByTag(ctx: Context, tags: readonly string[]): Promise<Map<string, AssetTold>> {
  const folded = [...new Set(tags.map(fold).filter(Boolean))]
  if (folded.length === 0) return new Map()
  const rows = await from(ctx).where(
    sql`${assets.id} IN (SELECT id FROM assets WHERE retired_at IS NULL AND tag_folded IN (${listed(folded)}))`,
  )
  return new Map((await placed(ctx, rows)).map((asset) => [asset.tagFolded, asset]))
}

async function assetsById(ctx: Context, ids: readonly string[]): Promise<Map<string, AssetTold>> {
  if (ids.length === 0) return new Map()
  const rows = await placed(ctx, await from(ctx).where(sql`${assets.id} IN (${listed(ids)})`))
  return new Map(rows.map((asset) => [asset.id as string, asset]))
}

/** Those in use that this actor may see, in the order of their tags. */
export const assetsForExport = async (ctx: Context, cursor: Cursor | null): Promise<AssetTold[]> =>
  placed(
    ctx,
    await from(ctx)
      .where(
        sql`${assets.retiredAt} IS NULL AND ${atSites(ctx.sitesFor('assets.asset.see')) ?? sql`TRUE`} ${cursor ? sql`AND (${assets.tagSort}, ${assets.id}) > (${cursor[0]}, ${cursor[1]})` : sql``}`,
      )
      .orderBy(assets.tagSort, assets.id)
      .limit(500),
  )

const amount = (minor: number | null, currency: string | null): string =>
  minor === null || currency === null ? '' : decimalOf({ minor, currency })

export const valuesOfAsset = (asset: AssetTold): Values => ({
  tag: asset.tag,
  name: asset.name,
  description: asset.description,
  class: asset.className ?? '',
  manufacturer: asset.manufacturer ?? '',
  model: asset.model ?? '',
  serial: asset.serial,
  place: asset.place ? writeTrail(asset.place.trail) : '',
  parent: asset.parentTag ?? '',
  owner: asset.ownerEmail ?? '',
  inServiceOn: asset.inServiceOn ?? '',
  warrantyUntil: asset.warrantyUntil ?? '',
  currency: asset.currency ?? '',
  purchase: amount(asset.purchaseMinor, asset.currency),
  replacement: amount(asset.replacementMinor, asset.currency),
})

/** What an asset says, in a row's own words where these mean the same. */
export function saysTheSame(
  asset: AssetTold,
  values: Values,
  places: ReadonlyMap<string, PlaceCalled | string>,
): Values {
  const said = valuesOfAsset(asset)
  const same: Record<string, string> = {}
  const keep = (key: string, means: boolean) => {
    if (values[key] && means) same[key] = values[key]
  }
  const is = (key: string, ...words: (string | null)[]) =>
    keep(
      key,
      words.some((word) => word !== null && word !== '' && fold(word) === fold(values[key] ?? '')),
    )
  is('tag', asset.tag)
  is('class', asset.className, asset.classCode)
  is('manufacturer', asset.manufacturer)
  is('model', asset.model)
  is('parent', asset.parentTag)
  keep(
    'owner',
    ownerKey(values.owner ?? '') === ownerKey(asset.owner ?? '') ||
      ownerKey(values.owner ?? '') === ownerKey(asset.ownerEmail ?? ''),
  )
  const place = places.get(values.place ?? '')
  keep('place', typeof place === 'object' && place.id === asset.placeId)
  return { ...said, ...same }
}

const ownerKey = (text: string) => text.normalize('NFC').trim().toLowerCase()

/** What the rows of a batch speak of, read once for all of them. */
export type Surroundings = {
  /** The records that rows change, by id. */
  before: ReadonlyMap<string, AssetTold>
  /** By folded tags. */
  parents: ReadonlyMap<string, AssetTold>
  /** Ids by folded names and codes. */
  classes: ReadonlyMap<string, Id<'ac'>>
  /** Ids by what rows call them. */
  owners: ReadonlyMap<string, string>
  places: ReadonlyMap<string, PlaceCalled | string>
  /** The model of a make, made where there is none; null where nothing is known of the make. */
  makeOf: (make: { manufacturer: string; model: string }, classId: Id<'ac'> | null) => Model | null
  /** Of these models those that are to be written. */
  made: (ids: (string | null)[]) => Model[]
}

export async function surroundingsOf(ctx: Context, rows: readonly Incoming[]): Promise<Surroundings> {
  const before = await assetsById(
    ctx,
    rows.flatMap(({ existing }) => (existing ? [existing.id] : [])),
  )
  const parents = await assetsByTag(
    ctx,
    rows.map(({ values }) => values.parent ?? ''),
  )
  const called = await placesByWords(
    ctx,
    rows.map(({ values }) => values.place ?? ''),
  )
  const classes = await ctx.db.select().from(assetClasses).limit(2000)
  const names = rows.flatMap(({ values }) => (values.owner ? [values.owner] : []))
  const people =
    names.length === 0
      ? []
      : await ctx.db
          .select({ id: members.id, name: members.name, email: members.email })
          .from(members)
          .where(sql`${members.leftAt} IS NULL`)
          .limit(5000)
  const owners = new Map(
    names.flatMap((name) => {
      const found = people.filter((one) => [one.name, one.email].some((word) => ownerKey(word) === ownerKey(name)))
      const [one] = found
      return one && found.length === 1 ? [[name, one.id as string] as const] : []
    }),
  )
  const models = await modelsOf(ctx, rows, before)
  const fresh = new Map<string, Model>()
  const makeKey = (manufacturer: string, name: string) => `${fold(manufacturer)}|${fold(name)}`
  return {
    before,
    parents,
    classes: new Map(
      [
        ...classes.map(({ id, code }) => [fold(code), id] as const),
        ...classes.map(({ id, name }) => [fold(name), id] as const),
      ].filter(([word]) => word !== ''),
    ),
    owners,
    places: called,
    makeOf: ({ manufacturer, model: name }, classId) => {
      const key = makeKey(manufacturer, name)
      if (key === '|') return null
      const there = models.get(key) ?? fresh.get(key)
      if (there) return there
      const model: Model = {
        id: newId('md', ctx.now),
        manufacturer,
        name,
        manufacturerFolded: fold(manufacturer),
        nameFolded: fold(name),
        classId,
        notes: '',
        specifications: {},
        createdAt: ctx.now,
        version: 1,
      }
      fresh.set(key, model)
      return model
    },
    made: (ids) => [...fresh.values()].filter(({ id }) => ids.includes(id)),
  }
}

async function modelsOf(ctx: Context, rows: readonly Incoming[], before: ReadonlyMap<string, AssetTold>) {
  const makes = rows.map(({ values, existing }) => {
    const asset = before.get(existing?.id ?? '')
    return [fold(values.manufacturer ?? asset?.manufacturer ?? ''), fold(values.model ?? asset?.model ?? '')]
  })
  const found = await ctx.db
    .select()
    .from(assetModels)
    .where(
      sql`${assetModels.id} IN (SELECT asset_models.id FROM json_each(${JSON.stringify([...new Set(makes.map((make) => JSON.stringify(make)))].map((make) => JSON.parse(make)))}) AS one CROSS JOIN asset_models ON manufacturer_folded = json_extract(one.value, '$[0]') AND name_folded = json_extract(one.value, '$[1]'))`,
    )
  return new Map(found.map((model) => [`${model.manufacturerFolded}|${model.nameFolded}`, model]))
}

/** Rows whose serial another asset of their make has, here or in the same batch; with the tag and the site of that one. */
export async function serialsInUse(
  ctx: Context,
  rows: readonly {
    row: number
    asset: { id: string; tag: string; serial: string; modelId: string | null; siteId: string | null }
  }[],
): Promise<Map<number, { tag: string; siteId: string | null }>> {
  const asked = rows.flatMap(({ row, asset }) => {
    const serial = foldSerial(asset.serial)
    return serial === null || asset.modelId === null
      ? []
      : [{ row, id: asset.id, tag: asset.tag, siteId: asset.siteId, model: asset.modelId, serial }]
  })
  const clashes = new Map<number, { tag: string; siteId: string | null }>()
  if (asked.length === 0) return clashes
  const there = await ctx.db.all<{ row: number; tag: string; siteId: string | null }>(
    sql`SELECT json_extract(one.value, '$.row') AS row, assets.tag AS tag, assets.site_id AS siteId FROM json_each(${JSON.stringify(asked)}) AS one CROSS JOIN assets ON assets.model_id = json_extract(one.value, '$.model') AND assets.serial_folded = json_extract(one.value, '$.serial')
          AND assets.successor_id IS NULL AND assets.id <> json_extract(one.value, '$.id')`,
  )
  for (const { row, ...other } of there) clashes.set(row, other)
  const first = new Map<string, { tag: string; siteId: string | null }>()
  for (const { row, tag, siteId, model, serial } of asked) {
    const key = `${model}|${serial}`
    const other = first.get(key)
    if (other !== undefined && !clashes.has(row)) clashes.set(row, other)
    if (other === undefined) first.set(key, { tag, siteId })
  }
  return clashes
}

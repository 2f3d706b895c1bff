import { and, eq, inArray, sql } from 'drizzle-orm'
import { type Id, newId } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { likeWords } from '../platform/like'
import { fold } from './asset'
import { assetModels, assets } from './schema'

export type Model = typeof assetModels.$inferSelect

/** Refuses 'not-found'. */
export async function findModel(ctx: Context, id: string): Promise<Model> {
  const [model] = await ctx.db
    .select()
    .from(assetModels)
    .where(eq(assetModels.id, id as Id<'md'>))
  return model ?? refuse('not-found', 'model.unknown', 'There is no such model.')
}

export async function lookUpModel(ctx: Context, manufacturer: string, name: string): Promise<Model | null> {
  const [model] = await ctx.db
    .select()
    .from(assetModels)
    .where(and(eq(assetModels.manufacturerFolded, fold(manufacturer)), eq(assetModels.nameFolded, fold(name))))
  return model ?? null
}

export const modelTitle = ({ manufacturer, name }: { manufacturer: string; name: string }) =>
  [manufacturer, name].filter(Boolean).join(' ')

/**
 * The model of a make, made where there is none: what an asset's commit adds. Null where nothing is known of the make.
 * Two that make the same at once: one is told to send again.
 */
export async function makeOf(
  ctx: Context,
  { manufacturer, model: name, classId }: { manufacturer: string; model: string; classId: Id<'ac'> | null },
): Promise<{ model: Model | null; guards: Guard[]; writes: Write[] }> {
  if (fold(manufacturer) === '' && fold(name) === '') return { model: null, guards: [], writes: [] }
  const there = await lookUpModel(ctx, manufacturer, name)
  if (there) return { model: there, guards: [], writes: [] }
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
  return { model, guards: [modelIsNew(model)], writes: [ctx.db.insert(assetModels).values(model)] }
}

export const modelIsNew = (model: Pick<Model, 'id' | 'manufacturer' | 'name'>): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM asset_models WHERE manufacturer_folded = ${fold(model.manufacturer)} AND name_folded = ${fold(model.name)} AND id <> ${model.id})`,
  refusal: () =>
    new Refusal('conflict', 'model.there', `${modelTitle(model)} is among the models already. Choose that one.`, {
      name: 'This make is among the models already.',
    }),
})

/** One page of models by maker and name. Refuses 'invalid' ('cursor'). */
export async function listModels(ctx: Context, after: string | undefined) {
  const cursor = readCursor(after, 3)
  const rows = await ctx.db
    .select({
      id: assetModels.id,
      manufacturer: assetModels.manufacturer,
      name: assetModels.name,
      version: assetModels.version,
      count:
        sql<number>`(SELECT count(*) FROM (SELECT 1 FROM assets WHERE assets.model_id = ${assetModels.id} LIMIT 100))`.as(
          'asset_count',
        ),
    })
    .from(assetModels)
    .where(
      cursor
        ? sql`(${assetModels.manufacturer}, ${assetModels.name}, ${assetModels.id}) > (${cursor[0]}, ${cursor[1]}, ${cursor[2]})`
        : undefined,
    )
    .orderBy(assetModels.manufacturer, assetModels.name, assetModels.id)
    .limit(51)
  return pageOf(rows, 50, (row) => [row.manufacturer, row.name, row.id])
}

/** Models whose maker or name begins so; at most `most`. */
export const searchModels = (ctx: Context, words: string, most: number) => {
  const [first = '', ...rest] = words.trim().split(/\s+/).map(fold)
  const second = rest.join('')
  return ctx.db
    .select({ id: assetModels.id, manufacturer: assetModels.manufacturer, name: assetModels.name })
    .from(assetModels)
    .where(
      sql`(${assetModels.manufacturerFolded} LIKE ${`${likeWords(first)}%`} AND ${assetModels.nameFolded} LIKE ${`${likeWords(second)}%`})
        OR ${assetModels.nameFolded} LIKE ${`${likeWords(first + second)}%`}`,
    )
    .orderBy(assetModels.manufacturer, assetModels.name)
    .limit(most)
}

/** What the search looks into follows the model's new name. */
export const refold = (ctx: Context, model: Pick<Model, 'id' | 'manufacturer' | 'name'>): Write =>
  ctx.db.run(sql`UPDATE assets SET folded = trim(tag_folded || ' ' ||
      coalesce(replace(replace(replace(replace(lower(serial), '-', ''), ' ', ''), '.', ''), '/', ''), '') || ' ' || ${fold(model.name)} || ' ' || ${fold(model.manufacturer)})
    WHERE model_id = ${model.id}`)

export const assetsOfModel = (ctx: Context, modelId: string, sites: string[] | null) =>
  ctx.db
    .select({
      id: assets.id,
      tag: assets.tag,
      name: assets.name,
      serial: assets.serial,
      state: assets.state,
      siteId: assets.siteId,
      inServiceOn: assets.inServiceOn,
    })
    .from(assets)
    .where(
      and(
        eq(assets.modelId, modelId as Id<'md'>),
        sql`${assets.successorId} IS NULL`,
        sites === null
          ? undefined
          : sql`(${assets.siteId} IS NULL OR ${assets.siteId} IN (SELECT value FROM json_each(${JSON.stringify(sites)})))`,
      ),
    )
    .orderBy(assets.tagSort, assets.id)
    .limit(200)

/** What these models are called. At most ninety. */
export const namesOfModels = (ctx: Context, ids: string[]) =>
  ctx.db
    .select({ id: assetModels.id, manufacturer: assetModels.manufacturer, name: assetModels.name })
    .from(assetModels)
    .where(inArray(assetModels.id, ids.slice(0, 90) as Id<'md'>[]))

import { sql } from 'drizzle-orm'
import { type Id, newId } from '../kernel/ids'
import type { LocalDate } from '../kernel/local-date'
import { moneyOfDecimal } from '../kernel/money'
import { Refusal } from '../kernel/refusal'
import { placesByWords } from '../places'
import type { Context } from '../platform/context'
import {
  changedSince,
  type Existing,
  type ImportedBy,
  type ImportKind,
  type Incoming,
  type Outcome,
  type Problems,
  stillAsBrought,
  stillAsRead,
  type Values,
} from '../platform/imports'
import { readCursor, writeCursor } from '../platform/keyset'
import { insertMany, listed, updateMany } from '../platform/many'
import type { Hold } from '../platform/room'
import { fold, pathIn } from './asset'
import { type AssetWhole, facetsOf, keyed } from './asset.queries'
import {
  type AssetTold,
  assetsByTag,
  assetsForExport,
  type Surroundings,
  saysTheSame,
  serialsInUse,
  surroundingsOf,
  valuesOfAsset,
} from './import.queries'
import { assetColumns } from './import-columns'
import { assetEvents, assetModels, assetNotes, assets } from './schema'

const gone = 'It has gone meanwhile.'

/** What the values of a row say of an asset; what they say nothing of stays. Refuses 'invalid' for an amount. */
function told(values: Values, before: AssetTold | null, near: Surroundings, by: ImportedBy) {
  const text = (key: string, otherwise: string) => values[key] ?? otherwise
  const date = (key: string, otherwise: LocalDate | null) =>
    values[key] === undefined ? otherwise : ((values[key] || null) as LocalDate | null)
  const currency = values.currency || before?.currency || by.currency
  const amount = (key: string, otherwise: number | null) => {
    const given = values[key]
    if (given === undefined) return otherwise
    return given === '' ? null : moneyOfDecimal(given, currency).minor
  }
  const purchaseMinor = amount('purchase', before?.purchaseMinor ?? null)
  const replacementMinor = amount('replacement', before?.replacementMinor ?? null)
  return {
    name: text('name', before?.name ?? ''),
    description: text('description', before?.description ?? ''),
    classId: values.class === undefined ? (before?.classId ?? null) : (near.classes.get(fold(values.class)) ?? null),
    serial: text('serial', before?.serial ?? ''),
    ownerId:
      values.owner === undefined
        ? (before?.ownerId ?? null)
        : ((near.owners.get(values.owner) ?? null) as Id<'mb'> | null),
    inServiceOn: date('inServiceOn', before?.inServiceOn ?? null),
    warrantyUntil: date('warrantyUntil', before?.warrantyUntil ?? null),
    currency: purchaseMinor === null && replacementMinor === null ? null : currency,
    purchaseMinor,
    replacementMinor,
  }
}

/** What a row calls and is not there. */
function unknown(values: Values, near: Surroundings): Problems {
  const problems: Record<string, string> = {}
  if (values.class && !near.classes.has(fold(values.class)))
    problems.class = `There is no class “${values.class}”. Add it among the classes first, or leave this empty.`
  if (values.owner && !near.owners.has(values.owner))
    problems.owner = `Nobody here is called “${values.owner}”. Write a member’s name or e-mail address.`
  const place = values.place ? near.places.get(values.place) : undefined
  if (typeof place === 'string') problems.place = place
  return problems
}

type Writing = {
  row: number
  asset: AssetWhole
  make: { manufacturer: string; model: string }
  fields: string[] | null
}

async function plan(ctx: Context, rows: readonly Incoming[], by: ImportedBy) {
  const near = await surroundingsOf(ctx, rows)
  const outcomes: Outcome[] = []
  const writing: Writing[] = []
  for (const { row, values, existing } of rows) {
    const decided = decide(ctx, { row, values, existing }, near, by)
    if ('problems' in decided) outcomes.push({ row, problems: decided.problems })
    else writing.push(decided)
  }
  const clashes = await serialsInUse(ctx, writing)
  for (const { row, asset } of writing) {
    const clash = clashes.get(row)
    outcomes.push(
      clash
        ? {
            row,
            problems: {
              serial: `${permitted(by, clash.siteId) ? clash.tag : 'Another asset'} of this make has the serial ${asset.serial} already. It is most likely the same thing.`,
            },
          }
        : { row, id: asset.id },
    )
  }
  const good = writing.filter(({ row }) => !clashes.has(row))
  const changed = good.flatMap(({ asset }) => near.before.get(asset.id) ?? [])
  return {
    outcomes,
    guards: by.dry ? [] : stillAsRead(assets, changed),
    writes: by.dry ? [] : writes(ctx, good, near, by),
  }
}

function decide(
  ctx: Context,
  { row, values, existing }: Incoming,
  near: Surroundings,
  by: ImportedBy,
): Writing | { problems: Problems } {
  const wrong = unknown(values, near)
  if (Object.keys(wrong).length > 0) return { problems: wrong }
  const before = existing ? (near.before.get(existing.id) ?? null) : null
  if (existing && !before) return { problems: { '': gone } }
  const called = before && values.manufacturer === undefined && values.model === undefined
  const names = called
    ? { manufacturer: before.manufacturer ?? '', model: before.model ?? '' }
    : {
        manufacturer: values.manufacturer ?? before?.manufacturer ?? '',
        model: values.model ?? before?.model ?? '',
      }
  try {
    const own = told(values, before, near, by)
    const make = near.makeOf(names, own.classId)
    if (before) {
      const moved = { place: 'It stands elsewhere', parent: 'It is a part of something else, or of nothing' }
      for (const key of ['place', 'parent'] as const) {
        if (values[key]) return { problems: { [key]: `${moved[key]}. Move it on its page: an import moves nothing.` } }
      }
      if (!permitted(by, before.siteId)) return { problems: { '': elsewhere } }
      const asset: AssetWhole = { ...before, ...own, modelId: make?.id ?? null, version: before.version + 1 }
      return { row, asset, make: names, fields: Object.keys(values) }
    }
    const whole = parentOf(values.parent ?? '', row, near, by)
    if (typeof whole === 'string' && whole !== 'coming') return { problems: { parent: whole } }
    const later = whole === 'coming'
    const parent = typeof whole === 'string' ? null : whole
    const place = values.place ? near.places.get(values.place) : undefined
    const at = typeof place === 'object' ? place : null
    const siteId = at?.siteId ?? parent?.siteId ?? null
    if (!later && !permitted(by, siteId)) return { problems: { place: elsewhere } }
    const id = newId('as', ctx.now)
    const asset: AssetWhole = {
      id,
      tag: values.tag ?? '',
      ...own,
      modelId: make?.id ?? null,
      placeId: at?.id ?? parent?.placeId ?? null,
      siteId,
      parentId: parent?.id ?? null,
      path: pathIn({ id }, parent),
      failsParent: 'always',
      groupNeeds: 1,
      state: 'operational',
      stateSince: ctx.now,
      criticality: null,
      scored: null,
      scoredOn: null,
      specifications: {},
      createdAt: ctx.now,
      createdBy: by.actorId,
      retiredAt: null,
      successorId: null,
      version: 1,
    }
    return { row, asset, make: names, fields: null }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { problems: { [error.reason.startsWith('money') ? 'purchase' : 'parent']: error.message } }
  }
}

const taken = 'This tag is in use where your role does not include this. Choose another one, or ask an administrator.'

const elsewhere = 'Your role does not include this at that site. Ask an administrator.'

/** What stands nowhere is for those who may everywhere. */
const permitted = ({ sites }: Pick<ImportedBy, 'sites'>, siteId: string | null): boolean =>
  sites === null || (siteId !== null && sites.includes(siteId))

/** The asset that a row calls; 'coming' where another row of the file will be it, else a sentence. */
function parentOf(tag: string, own: number, near: Surroundings, by: ImportedBy): AssetTold | string | null {
  if (tag === '') return null
  const there = near.parents.get(fold(tag))
  if (there && permitted(by, there.siteId)) return there
  const row = by.coming.get(fold(tag))
  if (row && row.row !== own && by.dry) return 'coming'
  return `There is no asset with the tag “${tag}”. Add it first, or as a row of this file.`
}

function writes(ctx: Context, writing: readonly Writing[], near: Surroundings, by: ImportedBy) {
  const added = writing.filter(({ fields }) => fields === null)
  const changed = writing.filter(({ fields }) => fields !== null)
  const rowOf = ({ asset, make }: Writing) => keyed(asset, make)
  const event = ({ asset, fields }: Writing) => ({
    id: newId('ev', ctx.now),
    assetId: asset.id,
    at: ctx.now,
    kind: 'change' as const,
    what: fields ? 'changed' : 'created',
    actorId: by.actorId,
    details: fields ? { fields } : {},
    subject: null,
    key: null,
  })
  if (writing.length === 0) return []
  return [
    ...insertMany(ctx, assetModels, near.made(writing.map(({ asset }) => asset.modelId))),
    ...insertMany(ctx, assets, added.map(rowOf)),
    ...updateMany(ctx, assets, changed.map(rowOf), [
      'name',
      'description',
      'classId',
      'modelId',
      'serial',
      'serialFolded',
      'folded',
      'ownerId',
      'inServiceOn',
      'warrantyUntil',
      'currency',
      'purchaseMinor',
      'replacementMinor',
      'version',
    ]),
    ...facetsOf(ctx, ...writing.map(({ asset }) => asset.id)),
    ...insertMany(ctx, assetEvents, writing.map(event)),
  ]
}

/** Those of the assets to which something happened since they were written, or that have parts. */
async function lived(ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await ctx.db.all<{ id: string; why: string }>(sql`
    ${changedSince(assets, ids)}
    UNION ALL SELECT parent_id, tag || ' is a part of it.' FROM assets WHERE parent_id IN (${listed(ids)})
    UNION ALL SELECT successor_id, tag || ' was merged into it.' FROM assets WHERE successor_id IN (${listed(ids)})
    UNION ALL SELECT asset_id, 'Something happened to it since: its history has more than this import.' FROM asset_events
      WHERE asset_id IN (${listed(ids)}) AND NOT (kind = 'change' AND what = 'created')
    UNION ALL SELECT asset_id, 'It was down.' FROM asset_stops WHERE asset_id IN (${listed(ids)})`)
  return new Map(rows.map(({ id, why }) => [id, why]))
}

/** Equipment by files. */
export const assetImport: ImportKind = {
  name: 'assets',
  title: 'Assets',
  one: 'asset',
  many: 'assets',
  about: 'Machines and their parts, with class, make, serial, place and what they are a part of.',
  icon: 'cog',
  may: 'assets.asset.import',
  href: '/assets',
  columns: assetColumns,
  key: ({ tag = '' }) => fold(tag),
  names: ({ tag = '' }) => [fold(tag)],
  refers: ({ parent = '' }) => fold(parent),
  check: ({ tag = '' }): Problems => (fold(tag) === '' ? { tag: 'A tag needs at least one letter or digit.' } : {}),
  find: async (ctx, rows, sites) => {
    const found = await assetsByTag(
      ctx,
      rows.map(({ values }) => values.tag ?? ''),
    )
    const called = await placesByWords(
      ctx,
      rows.map(({ values }) => values.place ?? ''),
    )
    const answers = new Map<number, Existing | { problems: Problems }>()
    for (const { row, values } of rows) {
      const asset = found.get(fold(values.tag ?? ''))
      if (!asset) continue
      if (!permitted({ sites }, asset.siteId)) {
        answers.set(row, { problems: { tag: taken } })
        continue
      }
      answers.set(row, {
        id: asset.id,
        title: `${asset.tag} ${asset.name}`,
        href: `/assets/${asset.id}`,
        values: saysTheSame(asset, values, called),
      })
    }
    return answers
  },
  plan,
  remove: async (ctx, ids) => {
    if (ids.length === 0) return { writes: [], stays: new Map() }
    const stays = await lived(ctx, ids)
    const free = ids.filter((id) => !stays.has(id))
    // A make that came with them goes with them, unless something else is of it, or something was built on it by now.
    const models = await ctx.db.all<{ id: string }>(
      sql`SELECT DISTINCT asset_models.id AS id FROM assets JOIN asset_models ON asset_models.id = assets.model_id
          WHERE assets.id IN (${listed(free)}) AND asset_models.created_at = assets.created_at AND asset_models.version = 1`,
    )
    const held = await ctx.heldBy(models.map(({ id }) => id))
    const makes = models.map(({ id }) => id).filter((id) => !held.has(id))
    return {
      guards: [stillAsBrought(assets, free)],
      writes: [
        ctx.db.run(sql`DELETE FROM asset_facets WHERE asset_id IN (${listed(free)})`),
        ctx.db.run(sql`DELETE FROM asset_events WHERE asset_id IN (${listed(free)})`),
        ctx.db.run(sql`DELETE FROM assets WHERE id IN (${listed(free)})`),
        ctx.db.run(
          sql`DELETE FROM asset_models WHERE id IN (${listed(makes)}) AND version = 1
              AND NOT EXISTS (SELECT 1 FROM assets WHERE assets.model_id = asset_models.id)
              AND NOT EXISTS (SELECT 1 FROM asset_notes WHERE asset_notes.about = asset_models.id)`,
        ),
      ],
      stays,
    }
  },
  list: async (ctx, after) => {
    const cursor = readCursor(after ?? undefined, 2)
    const rows = await assetsForExport(ctx, cursor)
    const last = rows.at(-1)
    return {
      rows: rows.map(valuesOfAsset),
      next: rows.length === 500 && last ? writeCursor([last.tagSort, last.id]) : null,
    }
  },
}

/** What stands in places, and what is known of assets and models: for taking imports back. */
export const holdsOfAssets: Hold[] = [
  { in: assets.placeId, why: sql`min(${assets.tag}) || ' stands there.'` },
  { in: assetNotes.about, why: sql`'A note was written about it.'` },
]

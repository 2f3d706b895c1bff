import { eq, inArray } from 'drizzle-orm'
import { coversSentence } from '../files'
import type { Id } from '../kernel/ids'
import { trailOf } from '../places'
import type { Context } from '../platform/context'
import { type AssetShown, assetSentence, historySentence, machineSentence, seenAsset } from './asset.queries'
import { eventShown } from './history'
import { modelTitle } from './model.queries'
import type { NoteRow } from './note.queries'
import { notesSentence } from './note.queries'
import { assetStops, assets } from './schema'
import { openConcernsSentence, openStopSentence } from './stop.queries'

/** Whom a note holds for: the asset, its model, its class and the classes above. */
export const aboutsOf = (asset: Pick<AssetShown, 'id' | 'modelId' | 'classPath'>): string[] => [
  asset.id,
  ...(asset.modelId ? [asset.modelId] : []),
  ...(asset.classPath ?? '').split('/').filter(Boolean),
]

export const noteShown = (note: NoteRow, asset: Pick<AssetShown, 'manufacturer' | 'model' | 'className'>) => ({
  id: note.id,
  about: note.about,
  scope: note.about.startsWith('md_')
    ? `all ${modelTitle({ manufacturer: asset.manufacturer ?? '', name: asset.model ?? '' })}`
    : note.about.startsWith('ac_')
      ? `all ${(asset.className ?? 'of its class').toLowerCase()}`
      : '',
  text: note.text,
  warning: note.warning,
  pinned: note.pinnedAt !== null,
  writtenAt: note.writtenAt,
  author: note.author ?? 'A former member',
  superseded: note.supersededAt !== null,
  version: note.version,
})

/** The address of the picture of a record. */
export function photoOf(
  ctx: Context,
  covers: { about: string; fileId: string }[],
  about: string | null,
): string | null {
  const cover = covers.find((row) => row.about === about)
  return cover ? `/${ctx.organization.slug}/files/${cover.fileId}/thumbnail` : null
}

/**
 * What every page of an asset shows: two round trips. Refuses 'not-found'. A merged one answers where it leads.
 */
export async function frameOf(ctx: Context, id: string) {
  const [row] = await assetSentence(ctx, id)
  const asset = seenAsset(ctx, row)
  const [notes, trail, parents, covers] = await ctx.db.batch([
    notesSentence(ctx, aboutsOf(asset)),
    trailOf(ctx, { path: asset.placePath ?? '' }),
    ctx.db
      .select({ id: assets.id, tag: assets.tag })
      .from(assets)
      .where(inArray(assets.id, asset.path.split('/').filter(Boolean).slice(0, -1) as Id<'as'>[]))
      .orderBy(assets.path),
    coversSentence(ctx, [asset.id, ...(asset.modelId ? [asset.modelId] : [])]),
  ])
  const shown = notes.map((note) => noteShown(note, asset))
  return {
    asset,
    notes: shown,
    frame: {
      asset,
      photo: photoOf(ctx, covers, asset.id) ?? photoOf(ctx, covers, asset.modelId),
      warnings: shown.filter(({ warning }) => warning).slice(0, 3),
      trail: [
        ...trail.map((step) => ({
          href: step.kind === 'site' ? `/sites/${step.id}` : `/places/${step.id}`,
          label: step.name,
        })),
        ...parents.map((step) => ({ href: `/assets/${step.id}`, label: step.tag })),
      ],
    },
  }
}

/** What the page of now shows beside it. */
export async function nowOf(ctx: Context, asset: AssetShown) {
  const [top = asset.id] = asset.path.split('/')
  const [stops, concerns, events, parts] = await ctx.db.batch([
    openStopSentence(ctx, asset.id),
    openConcernsSentence(ctx, asset.id),
    historySentence(ctx, asset.id, { cursor: null, size: 5 }),
    machineSentence(ctx, top, 60),
  ])
  const [stop] = stops
  const cause =
    stop?.becauseOf !== undefined && stop.becauseOf !== null
      ? await ctx.db
          .select({ id: assets.id, tag: assets.tag })
          .from(assetStops)
          .innerJoin(assets, eq(assets.id, assetStops.assetId))
          .where(eq(assetStops.id, stop.becauseOf))
      : []
  return {
    stop: stop ? { ...stop, becauseOf: cause[0] ?? null } : null,
    concerns,
    events: events.slice(0, 5).map(eventShown),
    parts: parts.filter(({ path }) => isNear(path, asset.path)),
  }
}

/** The trunk above, what stands beside it, and all below: not the whole machine. */
const isNear = (path: string, own: string) => {
  const parent = own.replace(/[^/]+\/$/, '')
  return own.startsWith(path) || path.startsWith(own) || path.replace(/[^/]+\/$/, '') === parent
}

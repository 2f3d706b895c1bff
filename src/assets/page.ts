import { inArray } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { alongPath, trailOf } from '../places'
import type { Context } from '../platform/context'
import { type AssetShown, assetSentence, lastEventsSentence, machineSentence, seenAsset } from './asset.queries'
import { namesOf } from './choices'
import { eventShown, nobody } from './history'
import { modelTitle } from './model.queries'
import type { NoteRow } from './note.queries'
import { notesInOrder, topNotesSentence } from './note.queries'
import { problemsSentence } from './problem.queries'
import { assets } from './schema'
import { stopShownSentence } from './stop.queries'

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

/** Where it stands, what it is a part of, and what must be known of it. */
async function around(ctx: Context, asset: AssetShown) {
  const [trail, parents, ...ranges] = await ctx.db.batch([
    trailOf(ctx, { path: asset.placePath ?? '' }),
    ctx.db
      .select({ id: assets.id, tag: assets.tag })
      .from(assets)
      .where(inArray(assets.id, asset.path.split('/').filter(Boolean).slice(0, -1) as Id<'as'>[]))
      .orderBy(assets.path),
    ...aboutsOf(asset).map((about) => topNotesSentence(ctx, about)),
  ])
  const notes = ranges.flat().sort(notesInOrder)
  const warnings = notes.filter(({ warning }) => warning).slice(0, 3)
  const others = notes.filter(({ warning }) => !warning).slice(0, 3)
  return {
    warnings,
    others,
    trail: [
      ...alongPath(trail, asset.placePath ?? '').map((step) => ({
        href: step.kind === 'site' ? `/sites/${step.id}` : `/places/${step.id}`,
        label: step.name,
      })),
      ...parents.map((step) => ({ href: `/assets/${step.id}`, label: step.tag })),
    ],
  }
}

const framed = (
  ctx: Context,
  asset: AssetShown,
  { warnings, trail }: Awaited<ReturnType<typeof around>>,
  names: Map<string, string>,
) => ({
  asset,
  photo: asset.photo === null ? null : `/${ctx.organization.slug}/files/${asset.photo}/thumbnail`,
  warnings: warnings.map((note) => noteShown({ ...note, author: names.get(note.writtenBy) ?? null }, asset)),
  trail,
})

/** What every page of an asset shows. Refuses 'not-found'. */
export async function frameOf(ctx: Context, id: string) {
  const asset = seenAsset(ctx, (await assetSentence(ctx, id))[0])
  const found = await around(ctx, asset)
  const names = await namesOf(
    ctx,
    found.warnings.map(({ writtenBy }) => writtenBy),
  )
  return { asset, frame: framed(ctx, asset, found, names) }
}

/** How many events the page of now shows. */
const lastEvents = 3

/**
 * The page of now, whole: people are looked up once each at the end, for the few of them stand in many rows.
 * Refuses 'not-found'.
 */
export async function nowOf(ctx: Context, id: string) {
  const asset = seenAsset(ctx, (await assetSentence(ctx, id))[0])
  const [found, [[stop], problems, events]] = await Promise.all([
    around(ctx, asset),
    ctx.db.batch([
      stopShownSentence(ctx, asset.id),
      problemsSentence(ctx, asset.id),
      lastEventsSentence(ctx, asset.id, lastEvents),
    ]),
  ])
  const names = await namesOf(ctx, [
    ...[...found.warnings, ...found.others].map(({ writtenBy }) => writtenBy),
    stop?.startedBy,
    ...problems.map(({ raisedBy }) => raisedBy),
    ...events.map(({ actorId }) => actorId),
  ])
  const by = (who: string) => names.get(who) ?? nobody(who)
  return {
    asset,
    frame: framed(ctx, asset, found, names),
    notes: found.others.map((note) => noteShown({ ...note, author: names.get(note.writtenBy) ?? null }, asset)),
    stop: stop
      ? {
          ...stop,
          by: by(stop.startedBy),
          becauseOf: stop.causeId && stop.causeTag ? { id: stop.causeId, tag: stop.causeTag } : null,
        }
      : null,
    problems: problems.map((problem) => ({ ...problem, by: by(problem.raisedBy) })),
    events: events.map((event) => eventShown({ ...event, actor: names.get(event.actorId) ?? null })),
  }
}

/** What an asset is a part of, what stands beside it, and all below: not the whole machine. */
export async function machineOf(ctx: Context, asset: AssetShown) {
  const [top = asset.id] = asset.path.split('/')
  return (await machineSentence(ctx, top, 200)).filter(({ path }) => isNear(path, asset.path))
}

const isNear = (path: string, own: string) => {
  const parent = own.replace(/[^/]+\/$/, '')
  return own.startsWith(path) || path.startsWith(own) || path.replace(/[^/]+\/$/, '') === parent
}

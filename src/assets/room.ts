import type { Room } from '../platform/room'
import { changeAsset, createAsset, mergeAsset, moveAsset, retireAsset } from './asset.actions'
import { assetApi } from './asset.api'
import { namesOfAssets } from './asset.queries'
import { assetPages } from './asset.routes'
import { bulkDays } from './bulk'
import { createBulk, nudgeBulk, runBulk, stopBulk, undoBulk } from './bulk.actions'
import { bulkApi } from './bulk.api'
import { bulksStandingStill, eraseBulks } from './bulk.queries'
import { bulkPages } from './bulk.routes'
import { gatherBulk, haltBulk, settleBulk } from './bulk.steps'
import { addField, beginClasses, changeClass, createClass, endField, moveClass } from './class.actions'
import { classApi } from './class.api'
import { assetImport, holdsOfAssets } from './import'
import { searchAssets } from './list.queries'
import { listPages } from './list.routes'
import { listeners } from './listeners'
import { addMeter, correctReading, endMeter, endTrigger, readMeter, setTrigger } from './meter.actions'
import { meterApi } from './meter.api'
import { firingsNamed, metersNamed } from './meter.queries'
import { meterPages } from './meter.routes'
import { changeModel } from './model.actions'
import { modelTitle, namesOfModels, searchModels } from './model.queries'
import { modelPages } from './model.routes'
import { needs } from './needs'
import { pinNote, supersedeNote, withdrawNote, writeNote } from './note.actions'
import { notesNamed, searchNotes } from './note.queries'
import { notePages } from './note.routes'
import { personalData } from './personal-data'
import { followReport, reportProblem } from './problem.actions'
import { problemPages } from './problem.routes'
import { wordsOf } from './search'
import { correctStop, recordStop, setState } from './state.actions'
import { statePages } from './state.routes'
import { undoState } from './undo.actions'
import { removeView, saveView } from './view.actions'

/** A change of many that has not gone on for so long has lost its message. */
const stillMs = 4 * 60_000

export const assets: Room = {
  name: 'assets',
  about: 'Equipment: what it is, where it stands, what state it is in, what happened to it and what people know of it.',
  actions: [
    createAsset,
    changeAsset,
    moveAsset,
    retireAsset,
    mergeAsset,
    setState,
    undoState,
    reportProblem,
    followReport,
    recordStop,
    correctStop,
    writeNote,
    supersedeNote,
    withdrawNote,
    pinNote,
    changeModel,
    createClass,
    changeClass,
    moveClass,
    beginClasses,
    addField,
    endField,
    saveView,
    removeView,
    addMeter,
    endMeter,
    readMeter,
    correctReading,
    setTrigger,
    endTrigger,
    createBulk,
    runBulk,
    stopBulk,
    undoBulk,
    gatherBulk,
    settleBulk,
    haltBulk,
    nudgeBulk,
  ],
  permissions: [
    { name: 'assets.asset.see', about: 'Looks at equipment, its history and what people know of it.' },
    { name: 'assets.asset.export', about: 'Takes lists of equipment out as a file.' },
    { name: 'assets.asset.import', about: 'Brings in equipment by files.' },
    { name: 'assets.view.share', about: 'Saves views of the list for everybody.' },
  ],
  // Its fixed paths come before those with an id.
  routes: [
    ...listPages.routes,
    ...bulkPages.routes,
    ...assetPages.routes,
    ...statePages.routes,
    ...problemPages.routes,
    ...notePages.routes,
    ...modelPages.routes,
    ...meterPages.routes,
    ...bulkApi.routes,
    ...assetApi.routes,
    ...meterApi.routes,
    ...classApi.routes,
  ],
  listeners,
  ticks: [
    {
      name: 'assets.nudge-bulks',
      about: 'Goes on with changes of many whose message was lost.',
      every: 'five minutes',
      scope: 'organization',
      which: 'active',
      run: async (ctx) => {
        for (const { id } of await bulksStandingStill(ctx, ctx.now - stillMs)) await nudgeBulk(ctx, { id })
      },
    },
    {
      name: 'assets.forget-bulks',
      about: `Erases what became of each asset of changes that are older than ${bulkDays} days.`,
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => {
        await eraseBulks(ctx, ctx.now - bulkDays * 86_400_000)
      },
    },
  ],
  records: [
    {
      prefix: 'me',
      see: 'assets.asset.see',
      change: readMeter.action,
      find: async (ctx, ids) =>
        (await metersNamed(ctx, ids)).map(({ id, name, tag }) => ({
          id,
          title: name,
          href: `/meters/${id}`,
          detail: tag,
        })),
    },
    {
      prefix: 'mf',
      see: 'assets.asset.see',
      change: readMeter.action,
      find: async (ctx, ids) =>
        (await firingsNamed(ctx, ids)).map(({ id, name, title, meterId }) => ({
          id,
          title: `${name}: ${title}`,
          href: `/meters/${meterId}`,
        })),
    },
    {
      prefix: 'as',
      see: 'assets.asset.see',
      change: changeAsset.action,
      find: async (ctx, ids) => (await namesOfAssets(ctx, ids)).map(cardOf),
      codes: {
        kind: 'Asset',
        called: async (ctx, words) =>
          (
            await namesOfAssets(
              ctx,
              (await searchAssets(ctx, words, 10)).map(({ id }) => id),
            )
          ).map(cardOf),
      },
    },
    {
      prefix: 'nt',
      see: 'assets.asset.see',
      change: writeNote.action,
      find: async (ctx, ids) =>
        (await notesNamed(ctx, ids)).map(({ id, about, text }) => ({
          id,
          title: `Note: ${text.split('\n')[0]?.slice(0, 60) ?? ''}`,
          href: about.startsWith('as_')
            ? `/assets/${about}/notes`
            : about.startsWith('md_')
              ? `/models/${about}`
              : `/classes/${about}`,
        })),
    },
    {
      prefix: 'md',
      see: 'assets.asset.see',
      change: changeModel.action,
      find: async (ctx, ids) =>
        (await namesOfModels(ctx, ids)).map((model) => ({
          id: model.id,
          title: modelTitle(model),
          href: `/models/${model.id}`,
        })),
    },
  ],
  imports: [assetImport],
  holds: holdsOfAssets,
  panels: [
    { on: 'place', title: 'Equipment here', href: (id) => `/assets/in/${id}`, may: 'assets.asset.see' },
    { on: 'asset', title: 'Meters', href: (id) => `/meters/on/${id}`, may: 'assets.asset.see' },
  ],
  needs,
  search: {
    permission: 'assets.asset.see',
    find: async (ctx, words) => {
      const match = wordsOf(words)
      const [found, models, notes] = await Promise.all([
        searchAssets(ctx, words, 10),
        searchModels(ctx, words, 5),
        match ? searchNotes(ctx, match, 5) : [],
      ])
      return [
        ...found.map((asset) => ({
          href: `/assets/${asset.id}`,
          title: `${asset.tag} ${asset.name}`,
          detail: [
            asset.place,
            modelTitle({ manufacturer: asset.manufacturer ?? '', name: asset.model ?? '' }),
            asset.serial,
          ]
            .filter(Boolean)
            .join(' · '),
          kind: 'Assets',
        })),
        ...models.map((model) => ({
          href: `/models/${model.id}`,
          title: modelTitle(model),
          detail: 'Model',
          kind: 'Models',
        })),
        ...(await notesFound(ctx, notes)),
      ]
    },
  },
  personalData,
}

/** An asset as other rooms speak of it, and as its label says it. */
const cardOf = (asset: Awaited<ReturnType<typeof namesOfAssets>>[number]) => ({
  id: asset.id,
  title: `${asset.tag} ${asset.name}`,
  href: `/assets/${asset.id}`,
  tag: asset.tag,
  detail: [modelTitle({ manufacturer: asset.manufacturer ?? '', name: asset.model ?? '' }), asset.place]
    .filter(Boolean)
    .join(', '),
  retired: asset.retiredAt !== null,
  ownerId: asset.ownerId,
  symptoms: asset.symptoms === null ? [] : (JSON.parse(asset.symptoms) as string[]),
})

/** Notes that were found, those about assets at other sites left out. */
async function notesFound(ctx: Parameters<typeof searchNotes>[0], notes: Awaited<ReturnType<typeof searchNotes>>) {
  const seen = new Set(
    (
      await namesOfAssets(
        ctx,
        notes.map(({ about }) => about).filter((id) => id.startsWith('as_')),
      )
    ).map(({ id }) => String(id)),
  )
  return notes
    .filter(({ about }) => !about.startsWith('as_') || seen.has(about))
    .map((note) => ({
      href: note.about.startsWith('as_')
        ? `/assets/${note.about}/notes`
        : note.about.startsWith('md_')
          ? `/models/${note.about}`
          : `/classes/${note.about}`,
      title: note.text.split('\n')[0]?.slice(0, 100) ?? '',
      detail: `Note by ${note.author ?? 'a former member'}`,
      kind: 'Notes',
    }))
}

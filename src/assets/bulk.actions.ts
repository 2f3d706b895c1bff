import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalLine, version } from '../kernel/schemas'
import { findPlace } from '../places'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { moveAsset } from './asset.actions'
import { permittedAt } from './asset.queries'
import { type Bulk, type BulkDeed, bulkDays, bulkDeeds, bulkMustBe } from './bulk'
import { bulkChanged, bulkStillAt, changedBulk, findBulk } from './bulk.queries'
import { assetBulks } from './schema'
import { setState } from './state.actions'
import { undoState } from './undo.actions'

export const bulkId = z.string().regex(/^bk_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such change.')

/** The verb of one asset behind each deed, whose permission is asked, and the one that takes it back. */
export const verbOf = { move: moveAsset, state: setState } as const
const backOf = { move: moveAsset, state: undoState } as const

/** The fact by which the house goes on with a change of many. */
export const goOnWithBulk = (id: string) => ({ name: 'assets.bulk-go-on', subject: id })

function checkMay(ctx: Context, permission: string): void {
  if (!ctx.may(permission))
    refuse('forbidden', 'not-permitted', `Your role does not include “${permission}”. Ask an administrator.`)
}

const seen = (bulk: Bulk, version: number | null): Bulk => {
  if (version !== null && version !== bulk.version) throw bulkChanged()
  return bulk
}

export const createBulk = action({
  name: 'assets.bulk.create',
  about: 'Gathers all assets that match filters of the list, so that they are moved or change their state together.',
  input: z.object({
    what: z.enum(bulkDeeds),
    query: z.string().max(600).default('').describe('Filters as the address of the list has them: “state=down”.'),
  }),
  run: async (ctx, { what, query }) => {
    checkMay(ctx, verbOf[what].action)
    const id = newId('bk', ctx.now)
    const bulk: Bulk = {
      id,
      what,
      query,
      state: 'gathering',
      cursor: null,
      seenSites: ctx.sitesFor('assets.asset.see'),
      sites: ctx.sitesFor(verbOf[what].action),
      told: {},
      counts: {},
      trouble: '',
      tries: 0,
      movedAt: ctx.now,
      createdAt: ctx.now,
      createdBy: ctx.actor.id,
      finishedAt: null,
      version: 1,
    }
    return {
      subject: id,
      writes: [ctx.db.insert(assetBulks).values(bulk)],
      facts: [goOnWithBulk(id)],
      result: { id, version: 1 },
    }
  },
})

type Told = { placeId: string; state: string; cause: string }

/** What becomes of each. Refuses 'invalid' with one sentence a field, and as the place does. */
async function toldOf(ctx: Context, what: BulkDeed, { placeId, state, cause }: Told): Promise<Record<string, string>> {
  if (what === 'move') {
    if (placeId === '') {
      const sentence = 'Choose where they stand.'
      refuse('invalid', 'bulk.place', sentence, { placeId: sentence })
    }
    const place = await findPlace(ctx, placeId)
    permittedAt(ctx, moveAsset.action, place.siteId)
    return { placeId, place: place.name }
  }
  if (state === '') {
    const sentence = 'Choose what they are now.'
    refuse('invalid', 'bulk.state-missing', sentence, { state: sentence })
  }
  if (state === 'needs-maintenance' && cause === '') {
    const sentence = 'Write what they need.'
    refuse('invalid', 'asset.why', sentence, { cause: sentence })
  }
  return { state, cause }
}

export const runBulk = action({
  name: 'assets.bulk.run',
  about: 'Moves all that were gathered, or changes their state, one after the other in the background.',
  input: z.object({
    id: bulkId,
    version,
    placeId: z.string().max(40).default(''),
    state: z.enum(['', 'operational', 'needs-maintenance', 'down']).default(''),
    cause: optionalLine(300),
  }),
  run: async (ctx, { id, version, ...input }) => {
    const bulk = seen(await findBulk(ctx, id), version)
    bulkMustBe(bulk, 'choosing')
    checkMay(ctx, verbOf[bulk.what].action)
    const told = await toldOf(ctx, bulk.what, input)
    return {
      subject: bulk.id,
      guards: [bulkStillAt(bulk)],
      writes: [changedBulk(ctx, bulk, { state: 'running', told, sites: ctx.sitesFor(verbOf[bulk.what].action) })],
      facts: [{ name: 'assets.bulk-begun', subject: bulk.id, what: bulk.what }, goOnWithBulk(bulk.id)],
      result: { id: bulk.id, version: bulk.version + 1 },
    }
  },
})

export const stopBulk = action({
  name: 'assets.bulk.stop',
  about: 'Ends a change of many before its time; what was changed stays so until it is taken back.',
  input: z.object({ id: bulkId }),
  run: async (ctx, { id }) => {
    const bulk = await findBulk(ctx, id)
    bulkMustBe(bulk, 'gathering', 'choosing', 'running')
    return {
      subject: bulk.id,
      guards: [bulkStillAt(bulk)],
      writes: [changedBulk(ctx, bulk, { state: 'stopped', finishedAt: ctx.now })],
      facts: [{ name: 'assets.bulk-stopped', subject: bulk.id }],
      result: { id: bulk.id, version: bulk.version + 1 },
    }
  },
})

export const undoBulk = action({
  name: 'assets.bulk.undo',
  about: 'Takes a change of many back, one after the other, where nobody has changed the asset since.',
  input: z.object({ id: bulkId, version }),
  run: async (ctx, { id, version }) => {
    const bulk = seen(await findBulk(ctx, id), version)
    bulkMustBe(bulk, 'done', 'stopped')
    checkMay(ctx, backOf[bulk.what].action)
    if ((bulk.counts.done ?? 0) === 0) refuse('conflict', 'bulk.nothing', 'Nothing of this was changed.')
    return {
      subject: bulk.id,
      guards: [bulkStillAt(bulk)],
      writes: [
        changedBulk(ctx, bulk, { state: 'undoing', trouble: '', sites: ctx.sitesFor(backOf[bulk.what].action) }),
      ],
      facts: [{ name: 'assets.bulk-undoing', subject: bulk.id }, goOnWithBulk(bulk.id)],
      result: { id: bulk.id, version: bulk.version + 1 },
    }
  },
})

/** Says again that a change of many is at work, where the word for it was lost. */
export const nudgeBulk = action({
  name: 'assets.bulk.nudge',
  about: `Goes on with a change of many that has stood still; its list is kept for ${bulkDays} days.`,
  input: z.object({ id: bulkId }),
  run: async (ctx, { id }) => ({
    subject: id,
    writes: [ctx.db.run(sql`UPDATE asset_bulks SET moved_at = ${ctx.now} WHERE id = ${id}`)],
    facts: [goOnWithBulk(id)],
    result: { id },
  }),
})

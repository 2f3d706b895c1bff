import { and, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { attempt } from '../kernel/refusal'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { readCursor } from '../platform/keyset'
import { moveAsset } from './asset.actions'
import {
  type Bulk,
  type BulkRowState,
  bulkHalted,
  bulkProgress,
  bulkRecounted,
  bulkRowStates,
  mostInBulk,
  rowRefused,
} from './bulk'
import { bulkId, goOnWithBulk } from './bulk.actions'
import {
  type BulkOutcome,
  type BulkRow,
  bulkChanged,
  bulkStillAt,
  changedBulk,
  insertBulkRows,
  keepStanding,
  lookUpBulk,
  nextBulkRows,
  settleBulkRows,
} from './bulk.queries'
import { filterOf } from './filter'
import { listAssets, searchAssets } from './list.queries'
import { assetBulks } from './schema'
import { setState } from './state.actions'
import { undoState } from './undo.actions'

/** Assets of one message: each is a commit of its own, and a message has only so many statements. */
const perMessage = 40

/** Assets that one step of gathering takes in. */
const perPage = 500

/** How often one step is tried before it waits for a person. */
const mostTries = 3

/** The house acts for who pressed: this verb, and where they might look and do it. */
function inTheNameOf(ctx: Context, bulk: Bulk): Context {
  const sitesFor = (permission: string) => (permission === 'assets.asset.see' ? bulk.seenSites : bulk.sites)
  return {
    ...ctx,
    actor: { kind: 'system', id: bulk.createdBy },
    sitesFor,
    may: (permission, siteId) => {
      const sites = sitesFor(permission)
      return sites === null || (siteId === undefined ? sites.length > 0 : siteId !== null && sites.includes(siteId))
    },
  }
}

/** Refuses 'conflict' where nobody works on it any more, or another message has. */
async function atWork(ctx: Context, id: string, version: number): Promise<Bulk> {
  const bulk = await lookUpBulk(ctx, id)
  if (!bulk || bulk.version !== version || !['gathering', 'running', 'undoing'].includes(bulk.state)) {
    throw bulkChanged()
  }
  return bulk
}

export const gatherBulk = action({
  name: 'assets.bulk.gather',
  about: 'Takes the next page of the list into a change of many.',
  input: z.object({ id: bulkId, version: z.number().int() }),
  run: async (ctx, { id, version }) => {
    const bulk = await atWork(ctx, id, version)
    const { q, ...filter } = filterOf(Object.fromEntries(new URLSearchParams(bulk.query)))
    const page = q
      ? { rows: await searchAssets(ctx, q, 100, filter), next: null }
      : await listAssets(ctx, filter, readCursor(bulk.cursor ?? undefined, 2), perPage)
    const before = bulkProgress(bulk).all
    const all = before + page.rows.length
    const over = all > mostInBulk
    const ends = page.next === null || over
    return {
      subject: bulk.id,
      guards: [bulkStillAt(bulk)],
      writes: [
        ...insertBulkRows(
          ctx,
          bulk,
          before,
          page.rows.map((row) => row.id),
        ),
        changedBulk(ctx, bulk, {
          cursor: page.next,
          counts: all === 0 ? {} : { waiting: all },
          ...(over
            ? {
                state: 'stopped',
                finishedAt: ctx.now,
                trouble: `More than ${mostInBulk.toLocaleString('en')} assets match. Narrow the filters, and change one part after the other.`,
              }
            : ends
              ? { state: 'choosing' }
              : {}),
        }),
      ],
      facts: ends ? [{ name: 'assets.bulk-gathered', subject: bulk.id }] : [goOnWithBulk(bulk.id)],
      result: { id: bulk.id },
    }
  },
})

export const settleBulk = action({
  name: 'assets.bulk.settle',
  about: 'Writes down what became of some assets of a change of many.',
  input: z.object({
    id: bulkId,
    version: z.number().int(),
    rows: z.array(
      z.object({
        number: z.number().int(),
        state: z.enum(bulkRowStates),
        reason: z.string().max(500),
        before: z.string().optional(),
      }),
    ),
  }),
  run: async (ctx, { id, version, rows }) => {
    const bulk = await atWork(ctx, id, version)
    const undoing = bulk.state === 'undoing'
    const counts = bulkRecounted(bulk.counts, undoing ? 'done' : 'waiting', rows)
    // Assets that were deleted meanwhile are counted and are not there.
    const ends = rows.length === 0 || (counts[undoing ? 'done' : 'waiting'] ?? 0) === 0
    const state = undoing ? ('undone' as const) : ('done' as const)
    return {
      subject: bulk.id,
      guards: [bulkStillAt(bulk)],
      writes: [
        ...settleBulkRows(ctx, bulk.id, rows as BulkOutcome[]),
        changedBulk(ctx, bulk, { counts, ...(ends ? { state, finishedAt: ctx.now } : {}) }),
      ],
      facts: ends ? [{ name: `assets.bulk-${state}`, subject: bulk.id }] : [goOnWithBulk(bulk.id)],
      result: { id: bulk.id },
    }
  },
})

export const haltBulk = action({
  name: 'assets.bulk.halt',
  about: 'Stops a change of many that cannot go on by itself, and says why.',
  input: z.object({ id: bulkId, version: z.number().int(), sentence: z.string().max(500) }),
  run: async (ctx, { id, version, sentence }) => {
    const bulk = await atWork(ctx, id, version)
    return {
      subject: bulk.id,
      guards: [bulkStillAt(bulk)],
      writes: [changedBulk(ctx, bulk, { state: bulkHalted(bulk), trouble: sentence, finishedAt: ctx.now })],
      facts: [{ name: 'assets.bulk-stopped', subject: bulk.id }],
      result: { id: bulk.id },
    }
  },
})

type Standing = { version: number; placeId: string; parentId: string; failsParent: string; groupNeeds: number }

/** Does to one asset what is said of all. With its key, what came twice is done once. */
async function changeOne(ctx: Context, { id, what, told }: Bulk, { number, assetId, before }: BulkRow) {
  const key = `${id}:${number}`
  if (what === 'move') {
    const standing = JSON.parse(before) as Standing
    const input = { ...standing, id: assetId, placeId: told.placeId }
    const { version } = await moveAsset(ctx, input, { key })
    return JSON.stringify({ ...standing, after: version })
  }
  const { event } = await setState(ctx, { id: assetId, state: told.state, cause: told.cause }, { key })
  return JSON.stringify({ event })
}

async function takeOneBack(ctx: Context, { id, what }: Bulk, { number, assetId, before }: BulkRow) {
  const key = `${id}:${number}:back`
  const { after, event, ...standing } = JSON.parse(before) as Standing & { after?: number; event?: string }
  if (what === 'move') await moveAsset(ctx, { ...standing, id: assetId, version: after }, { key })
  else await undoState(ctx, { id: assetId, event }, { key })
}

/** One after the other, each a deed of its own: what is refused of one leaves the others done. */
async function workThrough(ctx: Context, bulk: Bulk, rows: readonly BulkRow[]): Promise<BulkOutcome[]> {
  const own = inTheNameOf(ctx, bulk)
  const outcomes: BulkOutcome[] = []
  for (const row of rows) {
    const { number } = row
    if (bulk.state === 'undoing') {
      const done = await attempt(() => takeOneBack(own, bulk, row))
      const state: BulkRowState = done.ok ? 'undone' : 'kept'
      outcomes.push({ number, state, reason: done.ok ? '' : done.refusal.message.slice(0, 500) })
      continue
    }
    const done = await attempt(() => changeOne(own, bulk, row))
    if (done.ok) outcomes.push({ number, state: 'done', reason: '', before: done.value })
    // The store is away for a moment: nothing is known of this one yet.
    else if (done.refusal.code === 'unavailable') throw done.refusal
    else outcomes.push({ number, ...rowRefused(done.refusal) })
  }
  return outcomes
}

const gaveUp = 'A step of this failed several times. What was changed is listed; take it back, or do the rest again.'

/**
 * Goes on with a change of many: a page of the list, or some assets, then the fact that asks for the next. It may come
 * twice and out of turn: each asset is changed by a key of its own, and the step is written down once.
 */
export async function workOnBulk(ctx: Context, id: string): Promise<void> {
  const bulk = await lookUpBulk(ctx, id)
  if (!bulk || !['gathering', 'running', 'undoing'].includes(bulk.state)) return
  const at = { id: bulk.id, version: bulk.version }
  if (bulk.tries >= mostTries) {
    await haltBulk(ctx, { ...at, sentence: gaveUp })
    return
  }
  // Counted before the work: a worker that dies over it cannot count afterwards.
  await ctx.db
    .update(assetBulks)
    .set({ tries: sql`${assetBulks.tries} + 1` })
    .where(and(eq(assetBulks.id, bulk.id), eq(assetBulks.version, bulk.version)))
  const done = await attempt(async () => {
    if (bulk.state === 'gathering') {
      // Who pressed sees what is gathered; the house writes it down.
      await gatherBulk({ ...inTheNameOf(ctx, bulk), may: ctx.may }, at)
      return
    }
    const state = bulk.state === 'running' ? 'waiting' : 'done'
    const next = await nextBulkRows(ctx, bulk.id, state, perMessage)
    if (bulk.what === 'move' && bulk.state === 'running') await ctx.execute([keepStanding(ctx, bulk.id, next)])
    const rows = bulk.what === 'move' ? await nextBulkRows(ctx, bulk.id, state, perMessage) : next
    await settleBulk(ctx, { ...at, rows: await workThrough(ctx, bulk, rows) })
  })
  if (done.ok || done.refusal.reason === 'bulk.changed') return
  if (done.refusal.code !== 'invalid') {
    throw new Error(`A change of many waits: ${done.refusal.reason}`, { cause: done.refusal })
  }
  await haltBulk(ctx, { ...at, sentence: done.refusal.message })
}

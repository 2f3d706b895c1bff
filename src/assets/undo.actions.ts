import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { planReportsReopened } from '../codes'
import { type Id, newId } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import { action } from '../platform/action'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Fact } from '../platform/schema'
import { inUse } from './asset'
import { assetId } from './asset.actions'
import { type AssetWhole, assetFor, findEvent, happened } from './asset.queries'
import { settleConcern, unsettleConcerns } from './problem.queries'
import { assetStops } from './schema'
import { cascade, type Step } from './stop'
import { aboveOf, findStop, openStopIs, statesOf, stepWrites, stillAbove } from './stop.queries'

/** A state that was set by mistake is taken back so long after; later, one says what it is now. */
const undoneWithinMs = 15 * 60_000

/** What a change of state did, as its event keeps it for being taken back. */
export type Done = {
  /** The stop that began or ended. */
  stop: Id<'dt'> | null
  /** The concern that was raised. */
  concern: Id<'cn'> | null
  /** The concerns that were settled, and the reports that were closed with them. */
  settled: string[]
  reports: string[]
  writtenAt: Instant
}

type Part = { guards: Guard[]; writes: Write[]; touched: string[] }

/** The stop never was: it goes, with what it stopped above it. */
async function unstopped(ctx: Context, asset: AssetWhole, stopId: Id<'dt'>): Promise<Part> {
  const stop = await findStop(ctx, stopId)
  const above = await aboveOf(ctx, asset.path)
  const steps = cascade(above, { id: asset.id, openStop: null, at: ctx.now }, () => newId('dt', ctx.now))
  const closing = steps.flatMap((step) => (step.do === 'close' ? [step.stopId] : []))
  const blamed = steps.filter((step): step is Extract<Step, { do: 'blame' }> => step.do === 'blame')
  return {
    guards: [openStopIs(asset.id, stop), ...stillAbove(above)],
    writes: [
      ...stepWrites(ctx, blamed, stop),
      // All in one statement: each names the one below it.
      ctx.db.run(
        sql`DELETE FROM asset_stops WHERE id IN (SELECT value FROM json_each(${JSON.stringify([stop.id, ...closing])}))`,
      ),
    ],
    touched: steps.map(({ assetId }) => assetId),
  }
}

/** The stop never ended: it goes on, and those above that its links stop stand again. */
async function stoppedAgain(ctx: Context, asset: AssetWhole, stopId: Id<'dt'>): Promise<Part> {
  const stop = await findStop(ctx, stopId)
  const ended = stop.endedAt ?? ctx.now
  const above = await aboveOf(ctx, asset.path)
  const steps = cascade(above, { id: asset.id, openStop: stop.id, at: ended }, () => newId('dt', ctx.now))
  return {
    guards: [openStopIs(asset.id, null), ...stillAbove(above)],
    writes: [
      ctx.db
        .update(assetStops)
        .set({ endedAt: null, endedBy: null, version: stop.version + 1 })
        .where(eq(assetStops.id, stop.id)),
      ...stepWrites(ctx, steps, stop),
    ],
    touched: steps.map(({ assetId }) => assetId),
  }
}

export const undoState = action({
  name: 'assets.state.undo',
  about: 'Takes back the state that one has just set by mistake; that it was taken back stays in the history.',
  input: z.object({
    id: assetId,
    event: z.string().regex(/^ev_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such event.'),
  }),
  run: async (ctx, { id, event: eventId }) => {
    const asset = await assetFor(ctx, id, 'assets.state.undo')
    inUse(asset)
    const event = await findEvent(ctx, asset.id, eventId)
    const done = event.details.done as Done | undefined
    if (!done || event.actorId !== ctx.actor.id || ctx.now - done.writtenAt > undoneWithinMs) {
      refuse('conflict', 'state.undo-late', 'This can no longer be taken back. Say what state it is in now.')
    }
    const isNewest = notYet(asset.id, eventId)
    const [row] = await ctx.db.all<{ holds: number }>(sql`SELECT (${isNewest.count}) AS holds`)
    if (row?.holds !== 1) throw isNewest.refusal()
    const nothing: Part = { guards: [], writes: [], touched: [] }
    const part =
      done.stop === null
        ? nothing
        : event.what === 'down'
          ? await unstopped(ctx, asset, done.stop)
          : await stoppedAgain(ctx, asset, done.stop)
    return {
      subject: asset.id,
      guards: [isNewest, ...part.guards],
      plans: [await planReportsReopened(ctx, done.reports)],
      writes: [
        ...part.writes,
        ...(done.concern ? [settleConcern(ctx, done.concern, true)] : []),
        unsettleConcerns(ctx, done.settled),
        statesOf(ctx, [asset.id, ...part.touched]),
        happened(ctx, {
          assetId: asset.id,
          at: ctx.now,
          kind: 'state',
          what: 'undone',
          details: { state: event.what },
          subject: eventId,
        }),
      ],
      facts: newsOf(asset, event.what, done.stop),
      changes: { state: { from: asset.state, to: 'as before' } },
      result: { id: asset.id },
    }
  },
})

const newsOf = ({ id, siteId }: AssetWhole, state: string, stop: Id<'dt'> | null): Fact[] => {
  const news = { subject: id, siteId }
  const undone: Fact = { ...news, name: 'assets.state-undone', state }
  if (stop === null) return [undone]
  return [undone, { ...news, name: state === 'down' ? 'assets.asset-up' : 'assets.asset-down', stopId: stop }]
}

/** It is the newest of the asset's changes of state: nobody has built on it, and it was not taken back before. */
const notYet = (assetId: string, eventId: string): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM asset_events AS later JOIN asset_events AS event ON event.id = ${eventId}
    WHERE later.asset_id = ${assetId} AND later.kind = 'state' AND ((later.what = 'undone' AND later.subject = event.id)
      OR (later.id > event.id AND later.what IN ('down', 'operational', 'needs-maintenance'))))`,
  refusal: () =>
    new Refusal(
      'conflict',
      'state.undo-late',
      'Its state was changed meanwhile. Look at it, and say what state it is in now.',
    ),
})

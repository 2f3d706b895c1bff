import { type Id, newId } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { type AssetWhole, happened } from './asset.queries'
import { cascade, type Stop, timed } from './stop'
import {
  aboveOf,
  insertStop,
  openStopIs,
  openStopSentence,
  statesOf,
  stepWrites,
  stillAbove,
  stopsAround,
  stretchIsFree,
  updateStop,
} from './stop.queries'

const nothingElse = { concern: null, settled: [], reports: [] }

const nextStop = (ctx: Context) => () => newId('dt', ctx.now)

/**
 * An asset stops: its open stop begins, and those above it that its links stop.
 * Refuses 'conflict' where it is down already ('asset.down') or another stop covers that time ('stop.overlap').
 */
export async function stopping(
  ctx: Context,
  asset: AssetWhole,
  { at, cause, kind, event }: { at: Instant; cause: string; kind: Stop['class']; event?: Id<'ev'> },
) {
  const [open] = await openStopSentence(ctx, asset.id)
  if (open) refuse('conflict', 'asset.down', `${asset.tag} is down already. Look at it again.`)
  timed({ startedAt: at, endedAt: null }, await stopsAround(ctx, asset.id, at, null), {
    now: ctx.now,
    createdAt: asset.createdAt,
  })
  const stop: Stop = {
    id: newId('dt', ctx.now),
    assetId: asset.id,
    class: kind,
    cause,
    startedAt: at,
    endedAt: null,
    startedBy: ctx.actor.id,
    endedBy: null,
    becauseOf: null,
    version: 1,
  }
  const above = await aboveOf(ctx, asset.path)
  const steps = cascade(above, { id: asset.id, openStop: stop.id, at }, nextStop(ctx))
  return {
    guards: [openStopIs(asset.id, null), stretchIsFree(asset.id, stop), ...stillAbove(above)],
    writes: [
      insertStop(ctx, stop),
      ...stepWrites(ctx, steps, stop),
      statesOf(ctx, [asset.id, ...steps.map(({ assetId }) => assetId)]),
      happened(ctx, {
        assetId: asset.id,
        at,
        kind: 'state',
        what: 'down',
        details: {
          class: kind,
          cause,
          ...(event ? { done: { ...nothingElse, stop: stop.id, writtenAt: ctx.now } } : {}),
        },
        subject: stop.id,
        ...(event ? { id: event } : {}),
      }),
      ...steps.map((step) =>
        happened(ctx, {
          assetId: step.assetId,
          at: step.do === 'open' ? step.startedAt : at,
          kind: 'state',
          what: step.do === 'open' ? 'down' : 'operational',
          details: step.do === 'open' ? { class: kind, cause: step.cause } : {},
          subject: asset.id,
        }),
      ),
    ],
    facts: [
      { name: 'assets.asset-down', subject: asset.id, stopId: stop.id, siteId: asset.siteId },
      ...steps
        .filter((step) => step.do === 'open')
        .map((step) => ({ name: 'assets.asset-down', subject: step.assetId, stopId: step.id, siteId: asset.siteId })),
    ],
  }
}

/** An asset works again: its open stop ends, and those of the assets above that nothing else keeps down. */
export async function restarting(ctx: Context, asset: AssetWhole, open: Stop, at: Instant) {
  const ended: Stop = { ...open, endedAt: at, endedBy: ctx.actor.id, version: open.version + 1 }
  timed(ended, [], { now: ctx.now, createdAt: asset.createdAt })
  const above = await aboveOf(ctx, asset.path)
  const steps = cascade(above, { id: asset.id, openStop: null, at }, nextStop(ctx))
  return {
    guards: [openStopIs(asset.id, open), ...stillAbove(above)],
    writes: [
      updateStop(ctx, ended),
      ...stepWrites(ctx, steps, open),
      statesOf(ctx, [asset.id, ...steps.map(({ assetId }) => assetId)]),
      ...steps
        .filter((step) => step.do === 'close')
        .map((step) =>
          happened(ctx, {
            assetId: step.assetId,
            at: step.endedAt,
            kind: 'state',
            what: 'operational',
            subject: asset.id,
          }),
        ),
    ],
    facts: [
      { name: 'assets.asset-up', subject: asset.id, stopId: open.id, siteId: asset.siteId },
      ...steps
        .filter((step) => step.do === 'close')
        .map((step) => ({ name: 'assets.asset-up', subject: step.assetId, stopId: step.stopId, siteId: asset.siteId })),
    ],
  }
}

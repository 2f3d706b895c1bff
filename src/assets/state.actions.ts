import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { newId } from '../kernel/ids'
import { type Instant, instant, isoOf } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import { optionalLine, textBlock, textLine, version } from '../kernel/schemas'
import { action } from '../platform/action'
import { inUse } from './asset'
import { assetId } from './asset.actions'
import { assetFor, happened } from './asset.queries'
import { insertConcern, openConcernsSentence } from './problem.queries'
import { running } from './running'
import { type Stop, stopClasses, timed } from './stop'
import {
  findStop,
  insertStop,
  openStopIs,
  openStopSentence,
  statesOf,
  stopsAround,
  stretchIsFree,
  updateStop,
} from './stop.queries'
import { restarting, stopping } from './stopping'
import type { Done } from './undo.actions'

/** A moment as a form or JSON says it; empty is now. */
const moment = z
  .union([z.literal('').transform(() => null), z.number().int(), z.string()])
  .nullable()
  .default(null)
  .transform((given, check): Instant | null => {
    if (given === null) return null
    const at = typeof given === 'number' ? given : Date.parse(given)
    if (Number.isFinite(at) && Math.abs(at) < 8e15) return instant(at)
    check.addIssue({ code: 'custom', message: 'Write the day and the time.', input: given })
    return z.NEVER
  })

export const setState = action({
  name: 'assets.state.set',
  about: 'Says that an asset is down, needs maintenance, or is operational, since when and why.',
  input: z.object({
    id: assetId,
    state: z.enum(['operational', 'needs-maintenance', 'down']),
    class: z.enum(stopClasses).default('failure').describe('Why it stopped; of a stop only.'),
    cause: optionalLine(300),
    at: moment.describe('When it was so; empty for now.'),
  }),
  run: async (ctx, { id, state, class: kind, cause, at: said }) => {
    const asset = await assetFor(ctx, id, 'assets.state.set')
    inUse(asset)
    const at = said ?? ctx.now
    if (said !== null && said > ctx.now) {
      const sentence = 'Write a time that is over already.'
      refuse('invalid', 'stop.future', sentence, { at: sentence })
    }
    const event = newId('ev', ctx.now)
    const base = { subject: asset.id, result: { id: asset.id, state, event } }
    const changes = { state: { from: asset.state, to: state } }
    if (state === 'down') return { ...base, changes, ...(await stopping(ctx, asset, { at, cause, kind, event })) }

    const [[open], concerns] = await ctx.db.batch([
      openStopSentence(ctx, asset.id),
      openConcernsSentence(ctx, asset.id),
    ])
    if (open?.becauseOf) {
      refuse(
        'conflict',
        'asset.stopped-by-part',
        `${asset.tag} is down because ${open.cause}. Say of that part that it works again.`,
      )
    }
    if (asset.state === state) {
      refuse(
        'conflict',
        'asset.state-same',
        `${asset.tag} is ${state === 'operational' ? 'operational' : 'waiting for maintenance'} already. Somebody was faster: look again.`,
      )
    }
    if (state === 'needs-maintenance') {
      if (cause === '') {
        const sentence = 'Write what it needs.'
        refuse('invalid', 'asset.why', sentence, { cause: sentence })
      }
      const concern = newId('cn', ctx.now)
      const up = open
        ? await restarting(ctx, asset, open, at)
        : { guards: [openStopIs(asset.id, null)], writes: [], facts: [] }
      return {
        ...base,
        changes,
        guards: up.guards,
        writes: [
          ...up.writes,
          insertConcern(ctx, { id: concern, assetId: asset.id, why: cause, raisedAt: at, raisedBy: ctx.actor.id }),
          statesOf(ctx, [asset.id]),
          happened(ctx, {
            assetId: asset.id,
            at,
            kind: 'state',
            what: 'needs-maintenance',
            details: {
              cause,
              done: { stop: open?.id ?? null, concern, settled: [], reports: [], writtenAt: ctx.now } satisfies Done,
            },
            subject: concern,
            id: event,
          }),
        ],
        facts: [
          ...up.facts,
          { name: 'assets.concern-raised', subject: asset.id, concernId: concern, siteId: asset.siteId },
        ],
      }
    }
    return { ...base, changes, ...(await running(ctx, asset, open, concerns, { at, cause, event })) }
  },
})

export const recordStop = action({
  name: 'assets.stop.record',
  about: 'Writes down a stop that is over, with its start and its end.',
  input: z.object({
    id: assetId,
    class: z.enum(stopClasses),
    cause: textLine(300, 'Write why it stopped.'),
    startedAt: moment,
    endedAt: moment,
  }),
  run: async (ctx, { id, startedAt, endedAt, class: kind, cause }) => {
    const asset = await assetFor(ctx, id, 'assets.stop.record')
    inUse(asset)
    const missing = Object.entries({ startedAt, endedAt }).filter(([, at]) => at === null)
    if (startedAt === null || endedAt === null) {
      const sentence = 'Write the day and the time.'
      return refuse('invalid', 'stop.times', sentence, Object.fromEntries(missing.map(([field]) => [field, sentence])))
    }
    timed({ startedAt, endedAt }, await stopsAround(ctx, asset.id, startedAt, endedAt), {
      now: ctx.now,
      createdAt: asset.createdAt,
    })
    const stop: Stop = {
      id: newId('dt', ctx.now),
      assetId: asset.id,
      class: kind,
      cause,
      startedAt,
      endedAt,
      startedBy: ctx.actor.id,
      endedBy: ctx.actor.id,
      becauseOf: null,
      version: 1,
    }
    return {
      subject: asset.id,
      guards: [stretchIsFree(asset.id, stop)],
      writes: [
        insertStop(ctx, stop),
        statesOf(ctx, [asset.id]),
        happened(ctx, {
          assetId: asset.id,
          at: startedAt,
          kind: 'state',
          what: 'down',
          details: { class: kind, cause },
          subject: stop.id,
        }),
        happened(ctx, { assetId: asset.id, at: endedAt, kind: 'state', what: 'operational', subject: stop.id }),
      ],
      facts: [{ name: 'assets.stop-recorded', subject: asset.id, stopId: stop.id, siteId: asset.siteId }],
      changes: { stop: { from: null, to: `${isoOf(startedAt)} to ${isoOf(endedAt)}, ${kind}` } },
      result: { id: asset.id, stopId: stop.id },
    }
  },
})

export const correctStop = action({
  name: 'assets.stop.correct',
  about: 'Corrects when a stop began or ended and why, with a reason; what it said before stays in the history.',
  input: z.object({
    id: z.string().regex(/^dt_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such stop.'),
    version,
    class: z.enum(stopClasses),
    cause: optionalLine(300),
    startedAt: moment,
    endedAt: moment,
    reason: textBlock(500, 'Write why you correct it.'),
  }),
  run: async (ctx, { id, version: seen, startedAt: began, endedAt: ended, class: kind, cause, reason }) => {
    const before = await findStop(ctx, id)
    const asset = await assetFor(ctx, before.assetId, 'assets.stop.correct')
    if (seen !== null && seen !== before.version) {
      refuse('conflict', 'stop.changed', 'Somebody corrected this stop meanwhile. Look at what it says now.')
    }
    if (before.becauseOf) {
      refuse(
        'conflict',
        'stop.of-part',
        `This stop follows from a part: ${before.cause}. Correct the stop of that part.`,
      )
    }
    if (before.endedAt === null && ended !== null) {
      const sentence = 'This stop goes on. Say that it works again instead of writing an end.'
      refuse('invalid', 'stop.open', sentence, { endedAt: sentence })
    }
    if (before.endedAt !== null && ended === null) {
      const sentence = 'Write when it ended.'
      refuse('invalid', 'stop.times', sentence, { endedAt: sentence })
    }
    const after: Stop = {
      ...before,
      class: kind,
      cause,
      startedAt: began ?? before.startedAt,
      endedAt: ended,
      version: before.version + 1,
    }
    const others = (await stopsAround(ctx, asset.id, after.startedAt, after.endedAt)).filter(
      (other) => other.id !== before.id,
    )
    timed(after, others, { now: ctx.now, createdAt: asset.createdAt })
    const told = (stop: Stop) => ({
      startedAt: stop.startedAt,
      endedAt: stop.endedAt,
      class: stop.class,
      cause: stop.cause,
    })
    return {
      subject: asset.id,
      guards: [
        {
          count: sql`SELECT count(*) FROM asset_stops WHERE id = ${before.id} AND version = ${before.version}`,
          refusal: () => openStopIs(asset.id, before).refusal(),
        },
        stretchIsFree(asset.id, after),
      ],
      writes: [
        updateStop(ctx, after),
        // What the part's stop caused above it keeps the part's times, where nothing else covers them.
        ctx.db.run(sql`UPDATE asset_stops SET started_at = ${after.startedAt}, version = version + 1
          WHERE because_of = ${before.id} AND started_at = ${before.startedAt} AND NOT EXISTS (
            SELECT 1 FROM asset_stops AS other WHERE other.asset_id = asset_stops.asset_id AND other.id <> asset_stops.id
              AND (other.ended_at IS NULL OR other.ended_at > ${after.startedAt}) AND other.started_at < asset_stops.started_at)
            AND (ended_at IS NULL OR ended_at > ${after.startedAt})`),
        ctx.db.run(sql`UPDATE asset_stops SET ended_at = ${after.endedAt}, version = version + 1
          WHERE because_of = ${before.id} AND ended_at = ${before.endedAt} AND ${after.endedAt} > started_at AND NOT EXISTS (
            SELECT 1 FROM asset_stops AS other WHERE other.asset_id = asset_stops.asset_id AND other.id <> asset_stops.id
              AND other.started_at < ${after.endedAt} AND other.started_at >= asset_stops.ended_at)`),
        statesOf(ctx, asset.path.split('/').filter(Boolean)),
        happened(ctx, {
          assetId: asset.id,
          at: ctx.now,
          kind: 'state',
          what: 'stop-corrected',
          details: { before: told(before), after: told(after), reason },
          subject: before.id,
        }),
      ],
      facts: [{ name: 'assets.stop-corrected', subject: asset.id, stopId: before.id, siteId: asset.siteId }],
      changes: {
        ...(before.startedAt === after.startedAt ? {} : { startedAt: { from: before.startedAt, to: after.startedAt } }),
        ...(before.endedAt === after.endedAt ? {} : { endedAt: { from: before.endedAt, to: after.endedAt } }),
        ...(before.class === after.class ? {} : { class: { from: before.class, to: after.class } }),
        ...(before.cause === after.cause ? {} : { cause: 'changed' as const }),
      },
      reason,
      result: { id: before.id, assetId: asset.id, version: after.version },
    }
  },
})

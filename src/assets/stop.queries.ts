import { and, desc, eq, gt, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { members } from '../identity'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { assetStops, assets } from './schema'
import type { Above, Step, Stop } from './stop'

/** The open stop of an asset. */
export const openStopSentence = (ctx: Context, assetId: string) =>
  ctx.db
    .select()
    .from(assetStops)
    .where(and(eq(assetStops.assetId, assetId as Id<'as'>), isNull(assetStops.endedAt)))

const causing = alias(assetStops, 'causing')

/** The open stop with the part that causes it. */
export const stopShownSentence = (ctx: Context, assetId: string) =>
  ctx.db
    .select({
      id: assetStops.id,
      cause: assetStops.cause,
      class: assetStops.class,
      startedAt: assetStops.startedAt,
      startedBy: assetStops.startedBy,
      causeId: sql<string | null>`${assets.id}`.as('cause_id'),
      causeTag: sql<string | null>`${assets.tag}`.as('cause_tag'),
    })
    .from(assetStops)
    .leftJoin(causing, eq(causing.id, assetStops.becauseOf))
    .leftJoin(assets, eq(assets.id, causing.assetId))
    .where(and(eq(assetStops.assetId, assetId as Id<'as'>), isNull(assetStops.endedAt)))

/** The stops of an asset that reach into a time, newest first, with the part that caused each. At most 500. */
export const stopsSentence = (ctx: Context, assetId: string, since: Instant, most = 500) =>
  ctx.db
    .select({
      id: assetStops.id,
      assetId: assetStops.assetId,
      class: assetStops.class,
      cause: assetStops.cause,
      startedAt: assetStops.startedAt,
      endedAt: assetStops.endedAt,
      startedBy: assetStops.startedBy,
      endedBy: assetStops.endedBy,
      becauseOf: assetStops.becauseOf,
      version: assetStops.version,
      by: sql<string | null>`${members.name}`.as('by_name'),
    })
    .from(assetStops)
    .leftJoin(members, eq(members.id, assetStops.startedBy as never))
    .where(
      and(eq(assetStops.assetId, assetId as Id<'as'>), or(isNull(assetStops.endedAt), gt(assetStops.endedAt, since))),
    )
    .orderBy(desc(assetStops.startedAt))
    .limit(most)

/** Refuses 'not-found'. */
export async function findStop(ctx: Context, id: string): Promise<Stop> {
  const [stop] = await ctx.db
    .select()
    .from(assetStops)
    .where(eq(assetStops.id, id as Id<'dt'>))
  return stop ?? refuse('not-found', 'stop.unknown', 'There is no such stop.')
}

/** The stops of an asset that reach into a stretch, for telling whether they overlap. */
export const stopsAround = (ctx: Context, assetId: string, from: Instant, to: Instant | null) =>
  ctx.db
    .select({ id: assetStops.id, startedAt: assetStops.startedAt, endedAt: assetStops.endedAt })
    .from(assetStops)
    .where(
      and(
        eq(assetStops.assetId, assetId as Id<'as'>),
        or(isNull(assetStops.endedAt), gt(assetStops.endedAt, from)),
        to === null ? undefined : sql`${assetStops.startedAt} < ${to}`,
      ),
    )
    .limit(50)

/** Everything above an asset with the parts of each, nearest first: what a cascade is decided on. */
export async function aboveOf(ctx: Context, path: string): Promise<Above[]> {
  const ids = path.split('/').filter(Boolean).slice(0, -1).reverse() as Id<'as'>[]
  if (ids.length === 0) return []
  const [wholes, parts] = await ctx.db.batch([
    ctx.db
      .select({
        id: assets.id,
        tag: assets.tag,
        retiredAt: assets.retiredAt,
        stopId: sql<Id<'dt'> | null>`${assetStops.id}`.as('stop_id'),
        becauseOf: assetStops.becauseOf,
        startedAt: assetStops.startedAt,
        lastEnd:
          sql<Instant | null>`(SELECT max(ended_at) FROM asset_stops AS past WHERE past.asset_id = assets.id)`.as(
            'last_end',
          ),
      })
      .from(assets)
      .leftJoin(assetStops, and(eq(assetStops.assetId, assets.id), isNull(assetStops.endedAt)))
      .where(inArray(assets.id, ids)),
    ctx.db
      .select({
        id: assets.id,
        tag: assets.tag,
        parentId: assets.parentId,
        failsParent: assets.failsParent,
        groupNeeds: assets.groupNeeds,
        openStop: sql<Id<'dt'> | null>`${assetStops.id}`.as('stop_id'),
      })
      .from(assets)
      .leftJoin(assetStops, and(eq(assetStops.assetId, assets.id), isNull(assetStops.endedAt)))
      .where(and(inArray(assets.parentId, ids), isNull(assets.retiredAt)))
      .orderBy(assets.tagSort),
  ])
  return ids.flatMap((id) => {
    const whole = wholes.find((row) => row.id === id)
    if (!whole) return []
    return [
      {
        id,
        tag: whole.tag,
        retired: whole.retiredAt !== null,
        open:
          whole.stopId === null
            ? null
            : { id: whole.stopId, becauseOf: whole.becauseOf, startedAt: whole.startedAt as Instant },
        lastEnd: whole.lastEnd,
        parts: parts.filter(({ parentId }) => parentId === id),
      },
    ]
  })
}

/** The open stops among the parts are still those that were seen: what the cascade was decided on holds. */
export const stillAbove = (above: readonly Above[]): Guard[] =>
  above.map(({ id, parts }) => {
    const seen = parts
      .map(({ openStop }) => openStop)
      .filter((stop) => stop !== null)
      .sort()
      .join(',')
    return {
      count: sql`SELECT coalesce((SELECT group_concat(stop_id) FROM (SELECT asset_stops.id AS stop_id FROM assets
        JOIN asset_stops ON asset_stops.asset_id = assets.id AND asset_stops.ended_at IS NULL
        WHERE assets.parent_id = ${id} AND assets.retired_at IS NULL ORDER BY asset_stops.id)), '') = ${seen}`,
      refusal: meanwhile,
    }
  })

const meanwhile = () =>
  new Refusal(
    'conflict',
    'asset.state-changed',
    'Somebody changed the state of this machine at the same moment. Look at it again, then retry.',
  )

/** The asset's open stop is the one that was seen, or none was seen and there is none. */
export const openStopIs = (assetId: string, stop: Pick<Stop, 'id' | 'version'> | null): Guard => ({
  count: stop
    ? sql`SELECT count(*) FROM asset_stops WHERE id = ${stop.id} AND version = ${stop.version} AND ended_at IS NULL`
    : sql`SELECT NOT EXISTS (SELECT 1 FROM asset_stops WHERE asset_id = ${assetId} AND ended_at IS NULL)`,
  refusal: meanwhile,
})

/** No other stop of the asset reaches into the stretch. */
export const stretchIsFree = (
  assetId: string,
  { id, startedAt, endedAt }: Pick<Stop, 'id' | 'startedAt' | 'endedAt'>,
): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM asset_stops WHERE asset_id = ${assetId} AND id <> ${id}
    AND (ended_at IS NULL OR ended_at > ${startedAt}) AND (${endedAt} IS NULL OR started_at < ${endedAt}))`,
  refusal: meanwhile,
})

export const insertStop = (ctx: Context, stop: Stop): Write => ctx.db.insert(assetStops).values(stop)

export const updateStop = (ctx: Context, { id, assetId: _asset, ...stop }: Stop): Write =>
  ctx.db.update(assetStops).set(stop).where(eq(assetStops.id, id))

/** The cascade's steps as statements. */
export const stepWrites = (ctx: Context, steps: readonly Step[], of: Pick<Stop, 'class'>): Write[] =>
  steps.map((step) => {
    if (step.do === 'open') {
      return insertStop(ctx, {
        id: step.id,
        assetId: step.assetId,
        class: of.class,
        cause: step.cause,
        startedAt: step.startedAt,
        endedAt: null,
        startedBy: ctx.actor.id,
        endedBy: null,
        becauseOf: step.becauseOf,
        version: 1,
      })
    }
    const set =
      step.do === 'close'
        ? { endedAt: step.endedAt, endedBy: ctx.actor.id }
        : { becauseOf: step.becauseOf, cause: step.cause }
    return ctx.db
      .update(assetStops)
      .set({ ...set, version: sql`${assetStops.version} + 1` as never })
      .where(eq(assetStops.id, step.stopId))
  })

/** The state that is shown, of what is known by the end of the commit: `shownState` in SQL. */
export const refreshStates = (ctx: Context, which: SQL): Write =>
  ctx.db.run(sql`UPDATE assets SET
    state = CASE
      WHEN retired_at IS NOT NULL THEN 'retired'
      WHEN EXISTS (SELECT 1 FROM asset_stops WHERE asset_id = assets.id AND ended_at IS NULL) THEN 'down'
      WHEN EXISTS (SELECT 1 FROM asset_concerns WHERE asset_id = assets.id AND settled_at IS NULL) THEN 'needs-maintenance'
      ELSE 'operational' END,
    state_since = coalesce(
      retired_at,
      (SELECT started_at FROM asset_stops WHERE asset_id = assets.id AND ended_at IS NULL),
      (SELECT min(raised_at) FROM asset_concerns WHERE asset_id = assets.id AND settled_at IS NULL),
      max(created_at,
        coalesce((SELECT max(ended_at) FROM asset_stops WHERE asset_id = assets.id), 0),
        coalesce((SELECT max(settled_at) FROM asset_concerns WHERE asset_id = assets.id), 0)))
    WHERE ${which}`)

export const statesOf = (ctx: Context, ids: readonly string[]): Write =>
  refreshStates(ctx, sql`id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`)

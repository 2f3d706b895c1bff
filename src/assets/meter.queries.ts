import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard } from '../platform/commit'
import type { Context } from '../platform/context'
import { listed } from '../platform/many'
import { findAsset, permittedAt } from './asset.queries'
import type { Meter, Reading } from './meter'
import { meterFirings, meterReadings, meters, meterTriggers } from './schema'

const unknownMeter = (): never => refuse('not-found', 'meter.unknown', 'There is no such meter.')

/** A meter with its asset. Refuses 'not-found', where the actor may not see the asset as well. */
export async function findMeter(ctx: Context, id: string) {
  const [meter] = await ctx.db
    .select()
    .from(meters)
    .where(eq(meters.id, id as Id<'me'>))
  if (!meter) return unknownMeter()
  return { meter: meter as Meter, asset: await findAsset(ctx, meter.assetId) }
}

/** Refuses 'not-found', 'forbidden' ('not-permitted-here'), 'conflict' ('meter.ended'). */
export async function meterFor(ctx: Context, id: string, permission: string) {
  const found = await findMeter(ctx, id)
  permittedAt(ctx, permission, found.asset.siteId)
  if (found.meter.endedAt !== null) {
    refuse('conflict', 'meter.ended', `${found.meter.name} is not read any more.`)
  }
  return found
}

/** Nobody read it meanwhile. */
export const meterStillAt = ({ id, version, name }: Meter): Guard => ({
  count: sql`SELECT count(*) FROM meters WHERE id = ${id} AND version = ${version}`,
  refusal: () =>
    new Refusal('conflict', 'meter.read', `Somebody read ${name} at the same moment. Look at what they wrote.`),
})

export const raiseMeter = (ctx: Context, { id, version }: Meter) =>
  ctx.db
    .update(meters)
    .set({ version: version + 1 })
    .where(eq(meters.id, id))

const holding = (meterId: string) => and(eq(meterReadings.meterId, meterId as Id<'me'>), isNull(meterReadings.voidedAt))

/** The readings around a moment, one that is corrected left out. */
export async function neighbours(ctx: Context, meterId: string, at: Instant, except = '') {
  const near = sql`${meterReadings.id} <> ${except}`
  const [[before], [after]] = await ctx.db.batch([
    ctx.db
      .select()
      .from(meterReadings)
      .where(and(holding(meterId), near, sql`${meterReadings.takenAt} <= ${at}`))
      .orderBy(desc(meterReadings.takenAt), desc(meterReadings.id))
      .limit(1),
    ctx.db
      .select()
      .from(meterReadings)
      .where(and(holding(meterId), near, sql`${meterReadings.takenAt} > ${at}`))
      .orderBy(meterReadings.takenAt, meterReadings.id)
      .limit(1),
  ])
  return { before: before ?? null, after: after ?? null } as { before: Reading | null; after: Reading | null }
}

/** The latest readings, newest first, with those that were corrected; `most` of them. */
export const readingsSentence = (ctx: Context, meterId: string, most: number, withVoided = true) =>
  ctx.db
    .select({
      id: meterReadings.id,
      way: meterReadings.way,
      value: meterReadings.value,
      total: meterReadings.total,
      word: meterReadings.word,
      takenAt: meterReadings.takenAt,
      enteredAt: meterReadings.enteredAt,
      rootId: meterReadings.rootId,
      source: meterReadings.source,
      note: meterReadings.note,
      voidedAt: meterReadings.voidedAt,
      by: sql<string | null>`members.name`.as('by'),
    })
    .from(meterReadings)
    .leftJoin(sql`members`, sql`members.id = ${meterReadings.enteredBy}`)
    .where(withVoided ? eq(meterReadings.meterId, meterId as Id<'me'>) : holding(meterId))
    .orderBy(desc(meterReadings.takenAt), desc(meterReadings.id))
    .limit(most)

export const triggersSentence = (ctx: Context, meterId: string) =>
  ctx.db
    .select()
    .from(meterTriggers)
    .where(and(eq(meterTriggers.meterId, meterId as Id<'me'>), isNull(meterTriggers.endedAt)))
    .orderBy(meterTriggers.id)
    .limit(20)

export const firingsSentence = (ctx: Context, meterId: string, most: number) =>
  ctx.db
    .select()
    .from(meterFirings)
    .where(eq(meterFirings.meterId, meterId as Id<'me'>))
    .orderBy(desc(meterFirings.firedAt), desc(meterFirings.id))
    .limit(most)

/** The meters of an asset, each with its last reading. */
export async function metersOfAsset(ctx: Context, assetId: string) {
  const found = await ctx.db
    .select()
    .from(meters)
    .where(and(eq(meters.assetId, assetId as Id<'as'>), isNull(meters.endedAt)))
    .orderBy(meters.id)
    .limit(30)
  if (found.length === 0) return []
  const last = await ctx.db.all<{ meterId: string; value: number | null; word: string; takenAt: number }>(sql`
    SELECT m.value AS meterId, r.value AS value, r.word AS word, r.taken_at AS takenAt
    FROM json_each(${JSON.stringify(found.map(({ id }) => id))}) AS m
    JOIN meter_readings r ON r.id = (SELECT id FROM meter_readings WHERE meter_id = m.value AND voided_at IS NULL
      ORDER BY taken_at DESC, id DESC LIMIT 1)`)
  return found.map((meter) => ({ ...(meter as Meter), last: last.find(({ meterId }) => meterId === meter.id) ?? null }))
}

/** What fired: the trigger, its meter and asset, the reading that holds now, and what fired of it before. */
export async function findFiring(ctx: Context, id: string) {
  const [firing] = await ctx.db
    .select()
    .from(meterFirings)
    .where(eq(meterFirings.id, id as Id<'mf'>))
  if (!firing) return refuse('not-found', 'firing.unknown', 'There is no such trigger.')
  const { meter, asset } = await findMeter(ctx, firing.meterId)
  const [[trigger], [reading], earlier] = await ctx.db.batch([
    ctx.db.select().from(meterTriggers).where(eq(meterTriggers.id, firing.triggerId)),
    ctx.db
      .select()
      .from(meterReadings)
      .where(and(eq(meterReadings.meterId, firing.meterId), eq(meterReadings.rootId, firing.readingId)))
      .orderBy(desc(meterReadings.id))
      .limit(1),
    ctx.db
      .select({ id: meterFirings.id })
      .from(meterFirings)
      .where(and(eq(meterFirings.triggerId, firing.triggerId), sql`${meterFirings.id} <> ${firing.id}`))
      .orderBy(desc(meterFirings.firedAt))
      .limit(20),
  ])
  if (!trigger || !reading) return unknownMeter()
  return { firing, meter, asset, trigger, reading, earlier: earlier.map((one) => String(one.id)) }
}

/** What these firings are called, those of assets that the actor may see. At most ninety. */
export async function firingsNamed(ctx: Context, ids: readonly string[]) {
  const rows = await ctx.db.all<{
    id: string
    title: string
    meterId: string
    name: string
    siteId: string | null
  }>(sql`
    SELECT f.id AS id, t.title AS title, m.id AS meterId, m.name AS name, a.site_id AS siteId
    FROM meter_firings f JOIN meter_triggers t ON t.id = f.trigger_id JOIN meters m ON m.id = f.meter_id
      JOIN assets a ON a.id = m.asset_id
    WHERE f.id IN (${listed(ids.slice(0, 90))})`)
  const sites = ctx.sitesFor('assets.asset.see')
  return rows.filter(({ siteId }) => sites === null || (siteId !== null && sites.includes(siteId)))
}

/** What these meters are called, likewise. At most ninety. */
export async function metersNamed(ctx: Context, ids: readonly string[]) {
  const rows = await ctx.db.all<{ id: string; name: string; tag: string; siteId: string | null }>(sql`
    SELECT m.id AS id, m.name AS name, a.tag AS tag, a.site_id AS siteId
    FROM meters m JOIN assets a ON a.id = m.asset_id WHERE m.id IN (${listed(ids.slice(0, 90))})`)
  const sites = ctx.sitesFor('assets.asset.see')
  return rows.filter(({ siteId }) => sites === null || (siteId !== null && sites.includes(siteId)))
}

import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import type { Field } from './field'
import { assetClasses, assetFields } from './schema'

export type AssetClass = typeof assetClasses.$inferSelect

/** Classes a page shows; ISO 14224's own list has about sixty. */
const most = 500

export const classesSentence = (ctx: Context) =>
  ctx.db.select().from(assetClasses).orderBy(assetClasses.name, assetClasses.id).limit(most)

/** Refuses 'not-found'. */
export async function findClass(ctx: Context, id: string): Promise<AssetClass> {
  const [found] = await ctx.db
    .select()
    .from(assetClasses)
    .where(eq(assetClasses.id, id as Id<'ac'>))
  return found ?? refuse('not-found', 'class.unknown', 'There is no such class.')
}

/** The questions that a class asks, those of the classes above it first. */
export async function fieldsOfClass(
  ctx: Context,
  path: string | null,
): Promise<(Field & { classId: string; version: number })[]> {
  const ids = (path ?? '').split('/').filter(Boolean) as Id<'ac'>[]
  if (ids.length === 0) return []
  const rows = await ctx.db
    .select()
    .from(assetFields)
    .where(and(inArray(assetFields.classId, ids), isNull(assetFields.endedAt)))
    .orderBy(assetFields.createdAt, assetFields.id)
    .limit(200)
  return rows.sort((one, other) => ids.indexOf(one.classId) - ids.indexOf(other.classId))
}

/** What usually goes wrong with what is of this class: its own list, else that of the nearest class above. */
export async function symptomsOf(ctx: Context, path: string | null): Promise<string[]> {
  const ids = (path ?? '').split('/').filter(Boolean) as Id<'ac'>[]
  if (ids.length === 0) return []
  const rows = await ctx.db
    .select({ id: assetClasses.id, symptoms: assetClasses.symptoms })
    .from(assetClasses)
    .where(inArray(assetClasses.id, ids))
  const nearest = ids.reverse().find((id) => rows.some((row) => row.id === id && row.symptoms.length > 0))
  return rows.find(({ id }) => id === nearest)?.symptoms ?? []
}

/** Refuses 'not-found'. */
export async function findField(ctx: Context, id: string) {
  const [found] = await ctx.db
    .select()
    .from(assetFields)
    .where(eq(assetFields.id, id as Id<'fd'>))
  return found ?? refuse('not-found', 'field.unknown', 'There is no such field.')
}

export const nameIsFree = (parentId: string | null, name: string, id: string) => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM asset_classes WHERE coalesce(parent_id, '') = ${parentId ?? ''} AND lower(name) = lower(${name}) AND id <> ${id})`,
})

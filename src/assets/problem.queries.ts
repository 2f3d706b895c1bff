import { and, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import { coverOf } from '../files'
import type { Id } from '../kernel/ids'
import { Refusal } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { assetConcerns } from './schema'

export type Concern = typeof assetConcerns.$inferSelect

/** What an asset needs, oldest first. */
export const openConcernsSentence = (ctx: Context, assetId: string) =>
  ctx.db
    .select()
    .from(assetConcerns)
    .where(and(eq(assetConcerns.assetId, assetId as Id<'as'>), isNull(assetConcerns.settledAt)))
    .orderBy(assetConcerns.raisedAt)
    .limit(20)

/** The same with a picture of what was reported. */
export const problemsSentence = (ctx: Context, assetId: string) =>
  ctx.db
    .select({ ...getTableColumns(assetConcerns), photo: coverOf(assetConcerns.reportId).as('photo') })
    .from(assetConcerns)
    .where(and(eq(assetConcerns.assetId, assetId as Id<'as'>), isNull(assetConcerns.settledAt)))
    .orderBy(assetConcerns.raisedAt)
    .limit(8)

/** The reports that these came of. */
export const reportsOf = (concerns: readonly Pick<Concern, 'reportId'>[]): string[] =>
  concerns.map(({ reportId }) => reportId).filter((id) => id !== null)

/** Null where the report is not about equipment, or nothing has come of it yet. */
export async function lookUpConcernOf(ctx: Context, reportId: string): Promise<Concern | null> {
  const [concern] = await ctx.db
    .select()
    .from(assetConcerns)
    .where(eq(assetConcerns.reportId, reportId as Id<'rp'>))
  return concern ?? null
}

export const insertConcern = (ctx: Context, concern: typeof assetConcerns.$inferInsert): Write =>
  ctx.db.insert(assetConcerns).values(concern)

export const settleConcerns = (ctx: Context, assetId: string): Write =>
  ctx.db
    .update(assetConcerns)
    .set({ settledAt: ctx.now, settledBy: ctx.actor.id })
    .where(and(eq(assetConcerns.assetId, assetId as Id<'as'>), isNull(assetConcerns.settledAt)))

/** One concern ends, or begins again. */
export const settleConcern = (ctx: Context, id: Concern['id'], settled: boolean): Write =>
  ctx.db
    .update(assetConcerns)
    .set(settled ? { settledAt: ctx.now, settledBy: ctx.actor.id } : { settledAt: null, settledBy: null })
    .where(eq(assetConcerns.id, id))

/** What was settled by mistake is open again. */
export const unsettleConcerns = (ctx: Context, ids: readonly string[]): Write =>
  ctx.db
    .update(assetConcerns)
    .set({ settledAt: null, settledBy: null })
    .where(sql`${assetConcerns.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`)

/** Nobody was faster: the concern of the report is as it was seen, or there is none yet. */
export const concernIs = (reportId: string, concern: Concern | null): Guard => ({
  count:
    concern === null
      ? sql`SELECT NOT EXISTS (SELECT 1 FROM asset_concerns WHERE report_id = ${reportId})`
      : sql`SELECT count(*) FROM asset_concerns WHERE id = ${concern.id} AND settled_at IS ${concern.settledAt}`,
  refusal: () =>
    new Refusal('conflict', 'problem.changed', 'Somebody changed this problem at the same moment. Look at it again.'),
})

import { and, inArray, isNull } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { mayAt } from './asset.queries'
import { type AssetFilter, pagesOf, searchAssets } from './list.queries'
import { assets } from './schema'

/** How many assets are changed while somebody waits: each is a commit of its own, and a request has only so many. */
export const bulkMost = 150

const columns = {
  id: assets.id,
  tag: assets.tag,
  siteId: assets.siteId,
  parentId: assets.parentId,
  failsParent: assets.failsParent,
  groupNeeds: assets.groupNeeds,
}

/**
 * The assets that were chosen: those that were ticked, or all that match the filter. Refuses 'invalid' ('bulk.none',
 * 'bulk.many').
 */
export async function chosenAssets(ctx: Context, { ids, filter }: { ids: string[]; filter: AssetFilter | null }) {
  const wanted = filter === null ? ids : await matching(ctx, filter)
  if (wanted.length === 0) refuse('invalid', 'bulk.none', 'Choose at least one asset first.')
  if (wanted.length > bulkMost) {
    refuse(
      'invalid',
      'bulk.many',
      `At most ${bulkMost} labels are printed at once. Narrow the filters, or choose rows.`,
    )
  }
  const rows = await ctx.db
    .select(columns)
    .from(assets)
    .where(and(inArray(assets.id, wanted.slice(0, 90) as Id<'as'>[]), isNull(assets.successorId)))
  const more =
    wanted.length > 90
      ? await ctx.db
          .select(columns)
          .from(assets)
          .where(and(inArray(assets.id, wanted.slice(90) as Id<'as'>[]), isNull(assets.successorId)))
      : []
  return [...rows, ...more].filter(({ siteId }) => mayAt(ctx, 'assets.asset.see', siteId))
}

/** The ids of all that match, one more than is changed at once where there are so many. */
async function matching(ctx: Context, { q, ...filter }: AssetFilter): Promise<string[]> {
  if (q) return (await searchAssets(ctx, q, bulkMost + 1, filter)).map(({ id }) => id)
  const ids: string[] = []
  for await (const rows of pagesOf(ctx, filter, bulkMost + 1)) {
    ids.push(...rows.map(({ id }) => id))
    if (ids.length > bulkMost) break
  }
  return ids.slice(0, bulkMost + 1)
}

/** Whether more match than are changed while somebody waits. */
export const isMany = async (ctx: Context, filter: AssetFilter): Promise<boolean> =>
  (await matching(ctx, filter)).length > bulkMost

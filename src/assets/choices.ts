import { inArray, isNull } from 'drizzle-orm'
import { members } from '../identity'
import type { Id } from '../kernel/ids'
import type { Context } from '../platform/context'
import type { AssetClass } from './class.queries'

/** Who can answer for an asset, by name. */
export const ownersSentence = (ctx: Context) =>
  ctx.db
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(isNull(members.leftAt))
    .orderBy(members.name)
    .limit(200)

/** What these people are called. */
export async function namesOf(ctx: Context, ids: (string | null | undefined)[]): Promise<Map<string, string>> {
  const asked = [...new Set(ids.filter((id) => id?.startsWith('mb_')))] as Id<'mb'>[]
  if (asked.length === 0) return new Map()
  const rows = await ctx.db
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(inArray(members.id, asked.slice(0, 90)))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The classes as a list to choose from: each below its own, set in. */
export function classChoices(classes: readonly AssetClass[]): { value: string; label: string }[] {
  const below = (parentId: string | null, depth: number): { value: string; label: string }[] =>
    classes
      .filter((row) => row.parentId === parentId)
      .flatMap((row) => [{ value: row.id, label: `${'\u2003'.repeat(depth)}${row.name}` }, ...below(row.id, depth + 1)])
  return below(null, 0)
}

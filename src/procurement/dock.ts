import { and, inArray, isNull, sql } from 'drizzle-orm'
import type { DockLine } from '../../templates/procurement/receive'
import { binsOf, findPart } from '../inventory'
import { places } from '../places'
import type { Context } from '../platform/context'
import { type OrderLine, openOf } from './order'

/** The lines of an order as the dock needs them: where such parts lie, how they are counted and followed. */
export async function dockLines(ctx: Context, lines: OrderLine[]): Promise<DockLine[]> {
  const partIds = [...new Set(lines.flatMap(({ partId }) => partId ?? []))]
  const [bins, parts] = await Promise.all([binsOf(ctx, partIds), Promise.all(partIds.map((id) => findPart(ctx, id)))])
  const named =
    bins.length === 0
      ? []
      : await ctx.db
          .select({ id: places.id, name: places.name })
          .from(places)
          .where(
            and(
              inArray(places.name, [...new Set(bins.map(({ bin }) => bin))].slice(0, 90)),
              isNull(places.endedAt),
              sql`${places.kind} IN ('bin', 'storeroom')`,
            ),
          )
  return lines.map((line) => {
    const part = parts.find(({ id }) => id === line.partId)
    const name = bins.find(({ partId }) => partId === line.partId)?.bin
    return {
      ...line,
      open: openOf(line),
      bin: named.find((bin) => bin.name === name) ?? null,
      whole: part?.whole ?? true,
      tracking: part?.tracking ?? 'none',
      expires: part?.expires ?? false,
    }
  })
}

/** Where damaged pieces are set aside at a site: the bin that is called so. */
export async function quarantineOf(ctx: Context, siteId: string): Promise<{ id: string; name: string } | null> {
  const [bin] = await ctx.db
    .select({ id: places.id, name: places.name })
    .from(places)
    .where(
      sql`${places.siteId} = ${siteId} AND ${places.kind} = 'bin' AND ${places.endedAt} IS NULL AND ${places.name} LIKE '%quarantine%'`,
    )
    .orderBy(places.name)
    .limit(1)
  return bin ?? null
}

import { and, inArray, isNull, sql } from 'drizzle-orm'
import type { DockLine } from '../../templates/procurement/receive'
import { binsOf, findPart } from '../inventory'
import { places } from '../places'
import type { Context } from '../platform/context'
import { type OrderLine, openOf } from './order'

/** The lines of an order as the dock of its site needs them: where such parts lie there, how they are counted. */
export async function dockLines(ctx: Context, lines: OrderLine[], siteId: string): Promise<DockLine[]> {
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
              sql`${places.siteId} = ${siteId}`,
              isNull(places.endedAt),
              sql`${places.kind} IN ('bin', 'storeroom')`,
            ),
          )
  return lines.map(({ price: _price, ...line }) => {
    const part = parts.find(({ id }) => id === line.partId)
    // The fullest bin of the part that is at this site.
    const bin = bins
      .filter(({ partId }) => partId === line.partId)
      .flatMap(({ bin }) => named.find(({ name }) => name === bin) ?? [])[0]
    return {
      ...line,
      open: openOf(line),
      bin: bin ?? null,
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

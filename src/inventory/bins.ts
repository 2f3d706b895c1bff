import { inArray } from 'drizzle-orm'
import { Refusal, refuse } from '../kernel/refusal'
import { type Place, type PlaceId, places, stillStands } from '../places'
import type { Guard } from '../platform/commit'
import type { Context } from '../platform/context'

/** Where stock may lie: in a bin, or in a storeroom that has none. */
const kinds = ['bin', 'storeroom'] as const

/**
 * The bins of these ids. Stock that is laid into one needs its guard: the bin must still stand at the moment of the
 * commit.
 *
 * Refuses 'not-found' ('bin.unknown') for what is no bin or is at a site where the actor has no right, and 'conflict'
 * ('bin.ended') for one that was merged or retired meanwhile, with where its stock went.
 */
export async function findBins(
  ctx: Context,
  permission: string,
  { from = [], to = [] }: { from?: string[]; to?: string[] },
): Promise<{ bins: Map<string, Place>; guards: Guard[] }> {
  const ids = [...new Set([...from, ...to])] as PlaceId[]
  const pages = Array.from({ length: Math.ceil(ids.length / 90) }, (_, page) => ids.slice(page * 90, (page + 1) * 90))
  const rows = (
    await Promise.all(pages.map((some) => ctx.db.select().from(places).where(inArray(places.id, some))))
  ).flat()
  const bins = new Map<string, Place>()
  for (const id of ids) {
    const place = rows.find((row) => row.id === id) as Place | undefined
    if (!place || !kinds.some((kind) => kind === place.kind) || !ctx.may(permission, place.siteId)) {
      return refuse(
        'not-found',
        'bin.unknown',
        'There is no such bin. Scan its label again, or choose it from the list.',
        {
          binId: 'Choose a bin.',
        },
      )
    }
    if (to.includes(id) && place.endedAt !== null) throw await ended(ctx, place)
    bins.set(id, place)
  }
  return { bins, guards: [...new Set(to)].map((id) => stillStands(bins.get(id) as Place)) }
}

async function ended(ctx: Context, place: Place): Promise<Refusal> {
  const [successor] = place.successorId
    ? await ctx.db
        .select({ name: places.name })
        .from(places)
        .where(inArray(places.id, [place.successorId]))
    : []
  const sentence = successor
    ? `Bin ${place.name} was merged into ${successor.name}. Use that one.`
    : `Bin ${place.name} is no longer used. Choose another.`
  return new Refusal('conflict', 'bin.ended', sentence, { binId: sentence })
}

/** What places are called, by id. */
export async function placeNames(ctx: Context, ids: string[]): Promise<Map<string, string>> {
  const known = [...new Set(ids)].slice(0, 90) as PlaceId[]
  if (known.length === 0) return new Map()
  const rows = await ctx.db.select({ id: places.id, name: places.name }).from(places).where(inArray(places.id, known))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

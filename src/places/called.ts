import { sql } from 'drizzle-orm'
import type { Context } from '../platform/context'
import { listed } from '../platform/many'
import { candidates, isCalled, only, withTrails } from './import'
import type { Place } from './place'
import { readTrail, writeTrail } from './place-trail'
import { places } from './schema'

/** A place with the names from its site down. */
export type PlaceCalled = Place & { trail: string[] }

/**
 * The places in use that these words call (a name, a code, or the whole way), sites too. A sentence where there is none
 * or where there are several.
 */
export async function placesByWords(
  ctx: Context,
  words: readonly string[],
): Promise<Map<string, PlaceCalled | string>> {
  const asked = [...new Set(words.filter(Boolean))]
  const found = await candidates(
    ctx,
    asked.flatMap((text) => [text, readTrail(text).at(-1) ?? '']),
  )
  return new Map(
    asked.map((text) => {
      const [one, other] = only(
        found.filter((place) => isCalled(place, text)),
        text,
      )
      if (!one) return [text, `There is no place called “${text}”. Add it first.`]
      return [text, other ? `Several places are called “${text}”. Write the whole way: ${writeTrail(one.trail)}` : one]
    }),
  )
}

/** These places by their ids, those that have ended too. */
export async function placesOfIds(ctx: Context, ids: readonly string[]): Promise<Map<string, PlaceCalled>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .select()
    .from(places)
    .where(sql`${places.id} IN (${listed(ids)})`)
  return new Map((await withTrails(ctx, rows)).map((place) => [place.id as string, place]))
}

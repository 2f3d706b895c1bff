import { and, eq, getTableColumns, inArray, isNull, ne, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { likeWords } from '../platform/like'
import { deepest, foldCode, type Kind, type Place, type PlaceId } from './place'
import { places } from './schema'

const { codeFolded: _folded, ...columns } = getTableColumns(places)

const rowColumns = {
  id: places.id,
  kind: places.kind,
  name: places.name,
  code: places.code,
  parentId: places.parentId,
  depth: places.depth,
  endedAt: places.endedAt,
}

const pageSize = 50

/** All that stands in a place, itself included: one range of the paths. */
export const inSubtree = (column: unknown, path: string): SQL =>
  sql`(${column} >= ${path} AND ${column} < ${`${path}~`})`

const byId = (ctx: Context, id: string) =>
  ctx.db
    .select(columns)
    .from(places)
    .where(eq(places.id, id as PlaceId))

/** Refuses 'not-found'. */
export async function findPlace(ctx: Context, id: string): Promise<Place> {
  const [place] = await byId(ctx, id)
  return place ?? unknownPlace()
}

export const unknownPlace = (): never => refuse('not-found', 'place.unknown', 'There is no such place.')

export const lookUpPlace = (ctx: Context, id: string) => byId(ctx, id)

/** The place that an id leads to: itself, or where its contents are now. Refuses 'not-found'. */
export async function currentPlace(ctx: Context, id: string): Promise<Place> {
  let place = await findPlace(ctx, id)
  // Successors end before they have one of their own, so the chain has an end; the bound is for a damaged one.
  for (let step = 0; place.successorId && step < 50; step++) place = await findPlace(ctx, place.successorId)
  return place
}

/** From the site down to the place, itself included. */
export const trailOf = (ctx: Context, place: Pick<Place, 'path'>) =>
  ctx.db
    .select({ id: places.id, name: places.name, kind: places.kind, code: places.code })
    .from(places)
    .where(inArray(places.id, place.path.split('/').filter(Boolean) as PlaceId[]))

/** The steps of a trail from the top down: the database is not asked to sort what the path says already. */
export const alongPath = <T extends { id: string }>(steps: T[], path: string): T[] =>
  [...steps].sort((one, other) => path.indexOf(one.id) - path.indexOf(other.id))

/** What these places are called and where they are. At most ninety. */
export const namesOfPlaces = (ctx: Context, ids: string[]) =>
  ctx.db
    .select({
      id: places.id,
      kind: places.kind,
      name: places.name,
      code: places.code,
      endedAt: places.endedAt,
      site: sql<string>`${site.name}`.as('site_name'),
    })
    .from(places)
    .innerJoin(site, eq(site.id, places.siteId))
    .where(inArray(places.id, ids.slice(0, 90) as PlaceId[]))

/** The sites that are in use, by name, at most a hundred. */
export const openSites = (ctx: Context): Promise<{ id: string; title: string }[]> =>
  ctx.db
    .select({ id: places.id, title: places.name })
    .from(places)
    .where(and(eq(places.kind, 'site'), isNull(places.endedAt)))
    .orderBy(places.name, places.id)
    .limit(100)

/** How many places a tree shows before it asks to open one. */
export const mostInTree = 500

/** The upper places of all sites, bins left out, by depth and name; one more than the tree shows. */
export const treeSentence = (ctx: Context) =>
  ctx.db
    .select(rowColumns)
    .from(places)
    // Spelled as the partial index has it.
    .where(and(sql`${places.kind} <> 'bin'`, isNull(places.endedAt)))
    .orderBy(places.depth, places.name, places.id)
    .limit(mostInTree + 1)

/** One page of what stands directly in a place, by name. Refuses 'invalid' ('cursor'). */
export async function listChildren(ctx: Context, parentId: string, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select(rowColumns)
    .from(places)
    .where(
      and(
        eq(places.parentId, parentId as PlaceId),
        cursor ? sql`(${places.name}, ${places.id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
      ),
    )
    .orderBy(places.name, places.id)
    .limit(pageSize + 1)
  return pageOf(rows, pageSize, (row) => [row.name, row.id])
}

/** One page of places of a kind, or of all within one, by name. Refuses 'invalid' ('cursor'). */
export async function listPlaces(ctx: Context, { kind }: { kind: Kind }, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select(columns)
    .from(places)
    .where(
      and(
        eq(places.kind, kind),
        cursor ? sql`(${places.name}, ${places.id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
      ),
    )
    .orderBy(places.name, places.id)
    .limit(pageSize + 1)
  return pageOf(rows, pageSize, (row) => [row.name, row.id])
}

/** The kinds that stand directly in a place and are in use. */
export async function kindsInside(ctx: Context, id: string): Promise<Kind[]> {
  const rows = await ctx.db
    .selectDistinct({ kind: places.kind })
    .from(places)
    .where(and(eq(places.parentId, id as PlaceId), isNull(places.endedAt)))
  return rows.map(({ kind }) => kind)
}

const parent = alias(places, 'parent')
const site = alias(places, 'site')

/** Places in use whose name or code holds the words, or whose code it is without its separators. */
export function searchPlaces(ctx: Context, words: string, { most, kinds }: { most: number; kinds?: Kind[] }) {
  const text = words.trim().slice(0, 100)
  const folded = foldCode(text) ?? ''
  const match =
    [...text].length >= 3 && folded.length >= 3
      ? sql`${places}.rowid IN (SELECT rowid FROM places_words WHERE places_words MATCH ${matching(text, folded)} LIMIT 100)`
      : text
        ? sql`(${places.name} LIKE ${`${likeWords(text)}%`} OR ${places.codeFolded} LIKE ${`${likeWords(folded) || ' '}%`})`
        : undefined
  return ctx.db
    .select({
      id: places.id,
      kind: places.kind,
      name: places.name,
      code: places.code,
      parent: sql<string | null>`${parent.name}`.as('parent_name'),
      site: sql<string>`${site.name}`.as('site_name'),
    })
    .from(places)
    .leftJoin(parent, eq(parent.id, places.parentId))
    .innerJoin(site, eq(site.id, places.siteId))
    .where(and(match, isNull(places.endedAt), kinds ? inArray(places.kind, kinds) : undefined))
    .orderBy(places.depth, places.name)
    .limit(most)
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

const matching = (text: string, folded: string) =>
  folded === text.toLowerCase() ? quoted(text) : `${quoted(text)} OR code_folded : ${quoted(folded)}`

/** The places of exactly this name or code, whatever its capitals; at most two. */
export const placesCalled = (ctx: Context, words: string) =>
  ctx.db
    .select({ id: places.id, kind: places.kind })
    .from(places)
    .where(
      and(
        isNull(places.endedAt),
        sql`(lower(${places.name}) = lower(${words.trim()}) OR ${places.codeFolded} = ${foldCode(words) ?? ' '})`,
      ),
    )
    .limit(2)

export const insertPlace = (ctx: Context, place: Place): Write =>
  ctx.db.insert(places).values({ ...place, codeFolded: foldCode(place.code) })

export const updatePlace = (ctx: Context, { id, createdAt: _at, ...place }: Place): Write =>
  ctx.db
    .update(places)
    .set({ ...place, codeFolded: foldCode(place.code) })
    .where(eq(places.id, id))

/** Everything below a place follows it. */
export const carryAlong = (
  ctx: Context,
  before: Place,
  after: Pick<Place, 'id' | 'path' | 'depth' | 'siteId'>,
): Write =>
  ctx.db
    .update(places)
    .set({
      path: sql`${after.path} || substr(${places.path}, ${before.path.length + 1})`,
      depth: sql`${places.depth} + ${after.depth - before.depth}`,
      siteId: after.siteId,
    })
    .where(and(inSubtree(places.path, before.path), ne(places.id, before.id)))

/** What stands directly in one place stands directly in another. */
export const adopt = (ctx: Context, from: Place, to: Place): Write =>
  ctx.db.update(places).set({ parentId: to.id }).where(eq(places.parentId, from.id))

/** The place is still as it was seen. */
export const stillAt = (place: Place): Guard => ({
  count: sql`SELECT count(*) FROM places WHERE id = ${place.id} AND version = ${place.version} AND path = ${place.path}`,
  refusal: () => placeChanged(place),
})

/** The place is still in use and where it was: what is put into it may count on that. */
export const stillStands = (place: Place): Guard => ({
  count: sql`SELECT count(*) FROM places WHERE id = ${place.id} AND path = ${place.path} AND ended_at IS NULL`,
  refusal: () => placeChanged(place),
})

/** Nothing in the subtree comes to stand deeper than places may. */
export const fitsBelow = (before: Place, depth: number): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM places WHERE path >= ${before.path} AND path < ${`${before.path}~`} AND depth + ${depth - before.depth} > ${deepest})`,
  refusal: () =>
    new Refusal('conflict', 'place.deep', `Places stand at most ${deepest} deep. Choose one further up.`, {
      parentId: `Places stand at most ${deepest} deep. Choose one further up.`,
    }),
})

/** No other place in use at the site has the code. */
export const codeIsFree = (place: Pick<Place, 'id' | 'code' | 'siteId'>): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM places WHERE site_id = ${place.siteId} AND code_folded = ${foldCode(place.code)} AND id <> ${place.id} AND ended_at IS NULL)`,
  refusal: () => codeTaken(place.code),
})

/** No code of the subtree is in use at the other site, where all of it goes. */
export const codesAreFree = (path: string, siteId: string): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM places AS moved JOIN places AS there ON there.site_id = ${siteId}
    AND there.code_folded = moved.code_folded AND there.ended_at IS NULL
    WHERE moved.path >= ${path} AND moved.path < ${`${path}~`} AND moved.code_folded IS NOT NULL AND moved.ended_at IS NULL
    AND NOT (there.path >= ${path} AND there.path < ${`${path}~`}))`,
  refusal: () =>
    new Refusal(
      'conflict',
      'place.codes-taken',
      'A code of what you move is in use at the other site. Change one of the two first.',
    ),
})

export const codeTaken = (code: string) =>
  new Refusal('conflict', 'place.code-taken', `Another place of this site has the code ${code}.`, {
    code: `Another place of this site has the code ${code}.`,
  })

export const placeChanged = (place: Pick<Place, 'name'>) =>
  new Refusal(
    'conflict',
    'place.changed',
    `Somebody changed ${place.name} meanwhile. Look at what it says now, then change it again.`,
  )

import { and, eq, getTableColumns, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { type Criticality, folded, type Part } from './part'
import { partNumbers, parts, stock } from './schema'

const { numberFolded: _folded, ...columns } = getTableColumns(parts)

const rowColumns = {
  id: parts.id,
  number: parts.number,
  name: parts.name,
  manufacturer: parts.manufacturer,
  criticality: parts.criticality,
  unit: parts.unit,
  photoId: parts.photoId,
  onHand: stock.quantity,
  reserved: stock.hard,
  available: sql<number>`${stock.quantity} - ${stock.unfit} - ${stock.hard}`.as('available'),
  onOrder: stock.onOrder,
}

/** A part as lists show it, with its four numbers in scaled base units. */
export type PartRow = {
  id: Id<'pt'>
  number: string
  name: string
  manufacturer: string
  criticality: Criticality
  unit: Part['unit']
  photoId: string | null
  onHand: number
  reserved: number
  available: number
  onOrder: number
}

export type PartFilter = { categoryId?: string | undefined; retired?: boolean | undefined }

export const pageSize = 50

/** One page of parts by number. Reads the rows that it shows and one more. Refuses 'invalid' ('cursor'). */
export async function listParts(ctx: Context, { categoryId, retired }: PartFilter, after?: string) {
  const cursor = readCursor(after, 2)
  const conditions: (SQL | undefined)[] = [
    retired ? isNotNull(parts.retiredAt) : isNull(parts.retiredAt),
    categoryId ? eq(parts.categoryId, categoryId as Id<'pc'>) : undefined,
    cursor ? sql`(${parts.number}, ${parts.id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
  ]
  const rows: PartRow[] = await ctx.db
    .select(rowColumns)
    .from(parts)
    .innerJoin(stock, eq(stock.partId, parts.id))
    .where(and(...conditions))
    .orderBy(parts.number, parts.id)
    .limit(pageSize + 1)
  return pageOf(rows, pageSize, (row) => [row.number, row.id])
}

/** Refuses 'not-found' ('part.unknown'). */
export async function findPart(ctx: Context, id: string): Promise<Part> {
  const [part] = await ctx.db
    .select(columns)
    .from(parts)
    .where(eq(parts.id, id as Id<'pt'>))
  return part ?? refuse('not-found', 'part.unknown', 'There is no such part.')
}

/** The part and what is in stock of it, and whether the ledger has a line of it. */
export async function findPartWithStock(ctx: Context, id: string) {
  const [[part], [own], [moved]] = await ctx.db.batch([
    ctx.db
      .select(columns)
      .from(parts)
      .where(eq(parts.id, id as Id<'pt'>)),
    ctx.db
      .select()
      .from(stock)
      .where(eq(stock.partId, id as Id<'pt'>)),
    ctx.db
      .select({ one: sql<number>`1`.as('one') })
      .from(sql`(SELECT 1 FROM stock_moves WHERE part_id = ${id} LIMIT 1)`),
  ])
  if (!part || !own) return refuse('not-found', 'part.unknown', 'There is no such part.')
  return { part: part as Part, stock: own, hasMoved: moved !== undefined }
}

/** What these parts are called. At most ninety. */
export const namesOfParts = (ctx: Context, ids: string[]) =>
  ctx.db
    .select({ id: parts.id, number: parts.number, name: parts.name })
    .from(parts)
    .where(inArray(parts.id, ids.slice(0, 90) as Id<'pt'>[]))

/**
 * Parts by any number in part, with or without separators, or by the words of their name. At most `most`, those whose
 * number it is first. Reads a few dozen rows however many parts there are.
 */
export async function searchParts(ctx: Context, words: string, most: number): Promise<PartRow[]> {
  const number = folded(words).slice(0, 60)
  const terms = words.match(/[\p{L}\p{N}]+/gu)?.slice(0, 8) ?? []
  if (terms.length === 0) return []
  const match = terms.map((term) => `"${term}"*`).join(' ')
  const found = await ctx.db.batch([
    ctx.db.select({ partId: partNumbers.partId }).from(partNumbers).where(eq(partNumbers.folded, number)).limit(most),
    ctx.db
      .select({ partId: partNumbers.partId })
      .from(partNumbers)
      .where(
        number.length < 3
          ? // Shorter than a trigram: the beginning of a number.
            sql`${partNumbers.folded} >= ${number} AND ${partNumbers.folded} < ${`${number}\u{10ffff}`}`
          : sql`${partNumbers}.rowid IN (SELECT rowid FROM part_numbers_words WHERE part_numbers_words MATCH ${`"${number}"`} LIMIT 40)`,
      )
      .limit(40),
    ctx.db
      .select({ partId: parts.id })
      .from(parts)
      .where(sql`${parts}.rowid IN (SELECT rowid FROM parts_words WHERE parts_words MATCH ${match} LIMIT 40)`),
  ])
  const ids = [...new Set(found.flat().map(({ partId }) => partId))].slice(0, 60)
  if (ids.length === 0) return []
  const rows: PartRow[] = await ctx.db
    .select(rowColumns)
    .from(parts)
    .innerJoin(stock, eq(stock.partId, parts.id))
    .where(and(inArray(parts.id, ids), isNull(parts.retiredAt)))
  return rows.sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id)).slice(0, most)
}

const numbersOf = (part: Part) =>
  [
    { kind: 'own' as const, number: part.number },
    { kind: 'maker' as const, number: part.manufacturerNumber },
  ]
    .map((entry) => ({ ...entry, partId: part.id, folded: folded(entry.number) }))
    .filter((entry) => entry.folded !== '')

/** A new part has a ledger from its first moment. */
export const insertPart = (ctx: Context, part: Part): Write[] => [
  ctx.db.insert(parts).values({ ...part, numberFolded: folded(part.number) }),
  ctx.db.run(sql`INSERT INTO stock (part_id) VALUES (${part.id})`),
  ctx.db.insert(partNumbers).values(numbersOf(part)),
]

export const updatePart = (ctx: Context, { id, createdAt: _at, createdBy: _by, ...part }: Part): Write[] => [
  ctx.db
    .update(parts)
    .set({ ...part, numberFolded: folded(part.number) })
    .where(eq(parts.id, id)),
  ctx.db.delete(partNumbers).where(and(eq(partNumbers.partId, id), inArray(partNumbers.kind, ['own', 'maker']))),
  ctx.db.insert(partNumbers).values(numbersOf({ ...part, id } as Part)),
]

export const partStillAt = (part: Part): Guard => ({
  count: sql`SELECT count(*) FROM parts WHERE id = ${part.id} AND version = ${part.version}`,
  refusal: () => partChanged(part),
})

export const partChanged = ({ number }: Pick<Part, 'number'>) =>
  new Refusal(
    'conflict',
    'part.changed',
    `Somebody changed ${number} meanwhile. Look at what it says now, then change it again.`,
  )

/** No other part has this number, with whatever separators. */
export const numberIsFree = ({ id, number }: Pick<Part, 'id' | 'number'>): Guard => ({
  count: sql`SELECT count(*) = 0 FROM parts WHERE number_folded = ${folded(number)} AND id <> ${id}`,
  refusal: () => {
    const sentence = `There is a part ${number} already. Search for it, or give this one another number.`
    return new Refusal('conflict', 'part.number-taken', sentence, { number: sentence })
  },
})

import { and, desc, eq, getTableColumns, inArray, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { members } from '../identity'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import { places } from '../places'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { type Criticality, folded, type Part } from './part'
import { partNumbers, parts, stock, stockBalances, stockLots, stockMoves } from './schema'
import { differences } from './stock.queries'

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
  reorderPoint: stock.reorderPoint,
  valueMinor: stock.valueMinor,
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
  /** Null where it is never ordered by itself. */
  reorderPoint: number | null
  valueMinor: number
}

export type PartFilter = {
  categoryId?: string | undefined
  retired?: boolean | undefined
  /** Those at or below the point at which they are bought again. */
  low?: boolean | undefined
  criticality?: Criticality | undefined
}

/** Written out as the partial index has it, so that it is used. */
const isLow = sql`stock.reorder_point IS NOT NULL AND stock.quantity - stock.unfit - stock.hard <= stock.reorder_point`

export const pageSize = 50

/** One page of parts by number. Reads the rows that it shows and one more. Refuses 'invalid' ('cursor'). */
export async function listParts(ctx: Context, { categoryId, retired, low, criticality }: PartFilter, after?: string) {
  const cursor = readCursor(after, 2)
  const conditions: (SQL | undefined)[] = [
    retired ? isNotNull(parts.retiredAt) : isNull(parts.retiredAt),
    categoryId ? eq(parts.categoryId, categoryId as Id<'pc'>) : undefined,
    criticality ? eq(parts.criticality, criticality) : undefined,
    low ? isLow : undefined,
    !cursor
      ? undefined
      : low
        ? sql`${stock.partId} > ${cursor[1]}`
        : sql`(${parts.number}, ${parts.id}) > (${cursor[0]}, ${cursor[1]})`,
  ]
  const rows: PartRow[] = await ctx.db
    .select(rowColumns)
    .from(parts)
    .innerJoin(stock, eq(stock.partId, parts.id))
    .where(and(...conditions))
    .orderBy(...(low ? [stock.partId] : [parts.number, parts.id]))
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
    .select({
      id: parts.id,
      number: parts.number,
      name: parts.name,
      manufacturer: parts.manufacturer,
      retiredAt: parts.retiredAt,
    })
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

export const numbersOf = (part: Part) =>
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

export const categoryIsThere = ({ categoryId }: Pick<Part, 'categoryId'>): Guard => ({
  count: sql`SELECT ${categoryId} IS NULL OR EXISTS (SELECT 1 FROM part_categories WHERE id = ${categoryId})`,
  refusal: () => {
    const sentence = 'This category is not there any more. Choose another one.'
    return new Refusal('invalid', 'part.category', sentence, { categoryId: sentence })
  },
})

/** What lies where of a part, with the names of bins, and its lots: for its page and its forms. */
export async function whereabouts(ctx: Context, id: string) {
  const [bins, lines] = await ctx.db.batch([
    ctx.db
      .select({
        binId: stockBalances.binId,
        bin: sql<string>`${places.name}`.as('bin'),
        condition: stockBalances.condition,
        lotId: stockBalances.lotId,
        lot: sql<string>`coalesce(${stockLots.code}, '')`.as('lot'),
        expiresOn: stockLots.expiresOn,
        onHand: stockBalances.onHand,
        hard: stockBalances.hard,
      })
      .from(stockBalances)
      .innerJoin(places, eq(places.id, sql`${stockBalances.binId}`))
      .leftJoin(stockLots, eq(stockLots.id, sql`${stockBalances.lotId}`))
      .where(eq(stockBalances.partId, id as Id<'pt'>))
      .orderBy(places.name, stockBalances.condition, stockLots.expiresOn)
      .limit(200),
    ledgerSentence(ctx, id, null, 8),
  ])
  return { bins, lines }
}

/** The lines of a part's ledger, newest first: so many and one more. */
export function ledgerSentence(ctx: Context, partId: string, before: number | null, size: number) {
  const to = alias(places, 'to_place')
  const from = alias(places, 'from_place')
  const reversal = alias(stockMoves, 'reversal')
  return ctx.db
    .select({
      id: stockMoves.id,
      seq: stockMoves.seq,
      kind: stockMoves.kind,
      quantity: stockMoves.quantity,
      from: sql<string | null>`${from.name}`.as('from_name'),
      fromCondition: stockMoves.fromCondition,
      to: sql<string | null>`${to.name}`.as('to_name'),
      toCondition: stockMoves.toCondition,
      lot: sql<string>`coalesce(${stockLots.code}, '')`.as('lot'),
      valueMinor: stockMoves.valueMinor,
      runningQuantity: stockMoves.runningQuantity,
      subject: stockMoves.subject,
      reason: stockMoves.reason,
      reversesId: stockMoves.reversesId,
      reversedBy: sql<string | null>`${reversal.id}`.as('reversed_by'),
      effectiveAt: stockMoves.effectiveAt,
      postedAt: stockMoves.postedAt,
      who: sql<string | null>`${members.name}`.as('who'),
    })
    .from(stockMoves)
    .leftJoin(from, eq(from.id, sql`${stockMoves.fromBin}`))
    .leftJoin(to, eq(to.id, sql`${stockMoves.toBin}`))
    .leftJoin(stockLots, eq(stockLots.id, sql`${stockMoves.lotId}`))
    .leftJoin(reversal, eq(reversal.reversesId, stockMoves.id))
    .leftJoin(members, eq(members.id, sql`${stockMoves.actorId}`))
    .where(and(eq(stockMoves.partId, partId as Id<'pt'>), before === null ? undefined : lt(stockMoves.seq, before)))
    .orderBy(desc(stockMoves.seq))
    .limit(size + 1)
}

export type LedgerLine = Awaited<ReturnType<typeof ledgerSentence>>[number]

/** One page of a part's ledger, newest first. Refuses 'invalid' ('cursor'). */
export async function listLines(ctx: Context, partId: string, after: string | undefined) {
  const cursor = readCursor(after, 1)
  const rows = await ledgerSentence(ctx, partId, cursor ? Number(cursor[0]) : null, pageSize)
  return pageOf(rows, pageSize, (row) => [String(row.seq)])
}

/** The bins where good stock of these parts lies, the fullest first. */
export const binsOf = async (ctx: Context, ids: Id<'pt'>[]) =>
  ids.length === 0
    ? []
    : ctx.db
        .select({ partId: stockBalances.partId, bin: sql<string>`${places.name}`.as('bin') })
        .from(stockBalances)
        .innerJoin(places, eq(places.id, sql`${stockBalances.binId}`))
        .where(and(inArray(stockBalances.partId, ids), sql`${stockBalances.condition} = 'ok'`))
        .orderBy(stockBalances.partId, desc(stockBalances.onHand))
        .limit(500)

/** One line of the ledger with its part. Refuses 'not-found' ('move.unknown'). */
export async function lineWithPart(ctx: Context, id: string) {
  const [found] = await ctx.db
    .select({ partId: stockMoves.partId, seq: stockMoves.seq })
    .from(stockMoves)
    .where(eq(stockMoves.id, id as Id<'mv'>))
  if (!found) return refuse('not-found', 'move.unknown', 'There is no such movement.')
  const [[line], part] = await Promise.all([
    ledgerSentence(ctx, found.partId, found.seq + 1, 0),
    findPart(ctx, found.partId),
  ])
  return line ? { line, part } : refuse('not-found', 'move.unknown', 'There is no such movement.')
}

/** What the proof of the stock finds, with the names of parts and bins. */
export async function namesOfDifferences(ctx: Context) {
  const found = await differences(ctx)
  const [names, bins] = await Promise.all([
    namesOfParts(ctx, [...new Set(found.map(({ partId }) => partId))]),
    ctx.db
      .select({ id: places.id, name: places.name })
      .from(places)
      .where(inArray(places.id, [...new Set(found.map(({ binId }) => binId))].slice(0, 90) as never[])),
  ])
  return found.map(({ partId, binId, condition, kept, proved }) => ({
    partId,
    number: names.find((part) => part.id === partId)?.number ?? partId,
    bin: bins.find((bin) => bin.id === binId)?.name ?? binId,
    condition,
    kept,
    proved,
  }))
}

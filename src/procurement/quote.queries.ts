import { and, asc, desc, eq, inArray, isNull, lte, sql } from 'drizzle-orm'
import type { LocalDate } from '../kernel/local-date'
import type { Rate } from '../kernel/money'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { vendors } from '../vendors'
import type { Quote, QuoteLine } from './quote'
import { exchangeRates, quoteLines, quotes } from './schema'

/** The answers to an RFQ that count, with their lines and the vendor's name, by name. */
export async function answersTo(ctx: Context, rfqId: string) {
  const [heads, lines] = await ctx.db.batch([
    ctx.db
      .select({ quote: quotes, vendor: vendors.name })
      .from(quotes)
      .innerJoin(vendors, eq(vendors.id, quotes.vendorId))
      .where(and(eq(quotes.rfqId, rfqId as Quote['rfqId']), isNull(quotes.replacedAt)))
      .orderBy(asc(quotes.receivedAt), asc(quotes.id)),
    ctx.db
      .select({ line: quoteLines })
      .from(quoteLines)
      .innerJoin(quotes, eq(quotes.id, quoteLines.quoteId))
      .where(and(eq(quotes.rfqId, rfqId as Quote['rfqId']), isNull(quotes.replacedAt))),
  ])
  return heads.map(({ quote, vendor }) => ({
    quote: quote as Quote,
    vendor,
    lines: lines.filter(({ line }) => line.quoteId === quote.id).map(({ line }) => line as QuoteLine),
  }))
}

/** A quote with its lines. Refuses 'not-found' ('quote.unknown'). */
export async function findQuote(ctx: Context, id: string) {
  const [[head], lines] = await ctx.db.batch([
    ctx.db
      .select({ quote: quotes, vendor: vendors.name })
      .from(quotes)
      .innerJoin(vendors, eq(vendors.id, quotes.vendorId))
      .where(eq(quotes.id, id as Quote['id'])),
    ctx.db
      .select()
      .from(quoteLines)
      .where(eq(quoteLines.quoteId, id as Quote['id'])),
  ])
  if (!head) return refuse('not-found', 'quote.unknown', 'There is no such quote.')
  return { quote: head.quote as Quote, vendor: head.vendor, lines: lines as QuoteLine[] }
}

/** The versions of a vendor's answer, newest first. */
export const versionsOf = (ctx: Context, rfqId: string, vendorId: string): Promise<Quote[]> =>
  ctx.db
    .select()
    .from(quotes)
    .where(and(eq(quotes.rfqId, rfqId as Quote['rfqId']), eq(quotes.vendorId, vendorId as Quote['vendorId'])))
    .orderBy(desc(quotes.version))
    .limit(50)

/** What a vendor has answered so far is kept, and counts no more. */
export const replaceQuotes = (ctx: Context, { rfqId, vendorId }: Pick<Quote, 'rfqId' | 'vendorId'>): Write =>
  ctx.db.run(
    sql`UPDATE quotes SET replaced_at = ${ctx.now} WHERE rfq_id = ${rfqId} AND vendor_id = ${vendorId}
      AND replaced_at IS NULL`,
  )

export const insertQuote = (ctx: Context, quote: Quote, lines: QuoteLine[]): Write[] => [
  replaceQuotes(ctx, quote),
  ctx.db.insert(quotes).values(quote),
  ...lines.map((line) => ctx.db.insert(quoteLines).values(line)),
]

/** The quote that somebody decided on is still the vendor's last word. */
export const quoteCounts = (id: string, vendor: string): Guard => ({
  count: sql`SELECT count(*) FROM quotes WHERE id = ${id} AND replaced_at IS NULL`,
  refusal: () =>
    new Refusal(
      'conflict',
      'quote.replaced',
      `${vendor} answered anew at the same moment. Compare the quotes again, then award.`,
    ),
})

/** No other version came in between. */
export const versionIsNext = ({ rfqId, vendorId, version }: Quote): Guard => ({
  count: sql`SELECT count(*) = 0 FROM quotes WHERE rfq_id = ${rfqId} AND vendor_id = ${vendorId} AND version >= ${version}`,
  refusal: () =>
    new Refusal('conflict', 'quote.newer', 'Another answer of yours arrived at the same moment. Open the link again.'),
})

/** The rates of a day or the last before it, into one currency. */
export async function ratesInto(ctx: Context, currency: string, from: string[], day: LocalDate): Promise<Rate[]> {
  const others = [...new Set(from)].filter((one) => one !== currency)
  if (others.length === 0) return []
  const rows = await ctx.db
    .select()
    .from(exchangeRates)
    .where(
      and(
        inArray(exchangeRates.fromCurrency, others.slice(0, 50)),
        eq(exchangeRates.toCurrency, currency),
        lte(exchangeRates.onDay, day),
      ),
    )
    .orderBy(desc(exchangeRates.onDay))
    .limit(200)
  return others.flatMap((other) => {
    const row = rows.find(({ fromCurrency }) => fromCurrency === other)
    return row ? [{ from: other, to: currency, rate: row.rate, on: row.onDay, source: row.source }] : []
  })
}

export const writeRate = (ctx: Context, rate: Rate): Write =>
  ctx.db
    .insert(exchangeRates)
    .values({
      fromCurrency: rate.from,
      toCurrency: rate.to,
      onDay: rate.on,
      rate: rate.rate,
      source: rate.source,
      writtenBy: ctx.actor.id,
    })
    .onConflictDoUpdate({
      target: [exchangeRates.fromCurrency, exchangeRates.toCurrency, exchangeRates.onDay],
      set: { rate: rate.rate, source: rate.source, writtenBy: ctx.actor.id },
    })

import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import type { RfqLine } from './rfq'

export type Offer = 'exact' | 'alternate' | 'none'
export type FreightKind = 'included' | 'flat' | 'unknown'

/** From so many (scaled units) on, one unit costs so much (millionths). */
export type Break = { from: number; price: number }

/** What a reader had read where a person confirmed something else, by the field of the form. */
export type Corrections = Record<string, { read: string; said: string }>

/** What a vendor offers for one line. Null is not stated; it is never taken for zero. */
export type QuoteLine = {
  id: Id<'qy'>
  quoteId: Id<'qt'>
  lineId: Id<'ry'>
  offer: Offer
  /** Of one unit of the line, in millionths of the quote's currency. */
  price: number | null
  /** For how many the vendor wrote it: 100 for “68.50 per 100”. */
  per: number
  minimum: number | null
  pack: number | null
  /** How many they have, when that is less than was asked. */
  available: number | null
  /** Working days. */
  leadDays: number | null
  breaks: Break[]
  note: string
  /** The words of the source by field. */
  evidence: Record<string, string>
}

/** An answer of a vendor. A newer one is a version of its own; nothing is overwritten. */
export type Quote = {
  id: Id<'qt'>
  rfqId: Id<'rf'>
  vendorId: Id<'vd'>
  invitationId: Id<'rn'> | null
  version: number
  way: 'link' | 'mail' | 'hand'
  currency: string
  freightKind: FreightKind
  freightMinor: number | null
  freeAboveMinor: number | null
  validUntil: LocalDate | null
  /** Its number in the vendor's books. */
  reference: string
  terms: string
  note: string
  source: string
  late: boolean
  receivedAt: Instant
  receivedBy: string
  replacedAt: Instant | null
  corrections: Corrections
}

/** What is asked back before a quote is kept. Refuses 'invalid' ('quote.empty', 'quote.line', 'quote.breaks'). */
export function checkQuote(lines: Omit<QuoteLine, 'id' | 'quoteId'>[], asked: RfqLine[]): void {
  if (!lines.some(({ offer, price }) => offer !== 'none' && price !== null)) {
    refuse('invalid', 'quote.empty', 'Give a price for at least one line, or decline with a reason.')
  }
  const known = new Set(asked.map(({ id }) => id))
  if (lines.some(({ lineId }) => !known.has(lineId)) || new Set(lines.map(({ lineId }) => lineId)).size < lines.length)
    refuse('invalid', 'quote.line', 'These lines are not those that were asked for. Open the link again.')
  for (const { breaks } of lines) {
    const rising = breaks.every((one, at) => at === 0 || one.from > (breaks[at - 1]?.from ?? 0))
    if (!rising) refuse('invalid', 'quote.breaks', 'Write price breaks from the smallest quantity to the largest.')
  }
}

/** What has to be looked at in an answer, each in a few words. */
export function flagsOf(line: QuoteLine, asked: RfqLine): string[] {
  if (line.offer === 'none') return []
  return [
    ...(line.price === null ? ['Price not stated'] : []),
    ...(line.leadDays === null ? ['Lead time not stated'] : []),
    ...(line.offer === 'alternate' ? ['Alternate part'] : []),
    ...(line.per > 1 ? [`Priced per ${line.per}`] : []),
    ...(line.available !== null && line.available < asked.quantity ? ['Not all available'] : []),
  ]
}

/** How many have to be bought to get so many: at least the minimum, in whole packs. Scaled units. */
export function payable(needed: number, { minimum, pack }: Pick<QuoteLine, 'minimum' | 'pack'>): number {
  const least = Math.max(needed, minimum ?? 0)
  return pack && pack > 0 ? Math.ceil(least / pack) * pack : least
}

/** What one unit costs when so many are bought: the last break that is reached. */
export const priceAt = ({ price, breaks }: Pick<QuoteLine, 'price' | 'breaks'>, quantity: number): number | null =>
  breaks.filter(({ from }) => from <= quantity).at(-1)?.price ?? price

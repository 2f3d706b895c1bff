import { type Money, money, type Rate } from '../kernel/money'
import { refuse } from '../kernel/refusal'
import { priceTimesQuantity } from '../kernel/unit-price'
import { type Comparison, freightOf, inOwn } from './compare'
import { payable, priceAt, type Quote, type QuoteLine } from './quote'
import type { RfqLine } from './rfq'

/** Which quote gets a line. */
export type Pick = { lineId: string; quoteId: string }

/** Freight that a person asked for and wrote down, by quote: amounts of the quote's currency. */
export type Freights = ReadonlyMap<string, number>

/** What goes to one vendor. Prices are millionths, quantities scaled. */
export type Share = {
  quote: Quote
  lines: { line: RfqLine; offer: QuoteLine; quantity: number; price: number }[]
  freightMinor: number
  totalMinor: number
  /** The total in the organization's currency. */
  ownMinor: number
  /** Freight is not stated, and nobody has written it down yet. */
  atLeast: boolean
}

type Given = {
  comparison: Comparison
  offers: Map<string, QuoteLine[]>
  rates: Rate[]
  currency: string
}

/**
 * What each vendor would get. Refuses 'invalid' ('award.nothing', 'award.line-twice', 'award.no-price', 'award.no-rate',
 * 'award.line').
 */
export function sharesOf(
  picks: Pick[],
  { comparison, offers, rates, currency }: Given,
  freights: Freights = new Map(),
): Share[] {
  if (picks.length === 0) refuse('invalid', 'award.nothing', 'Choose a vendor for at least one line.')
  if (new Set(picks.map(({ lineId }) => lineId)).size < picks.length)
    refuse('invalid', 'award.line-twice', 'A line goes to one vendor. Choose one for each.')
  const quotes = [...new Set(picks.map(({ quoteId }) => quoteId))]
  return quotes.map((quoteId) => {
    const column = comparison.columns.find(({ quote }) => quote.id === quoteId)
    const own = column && offers.get(quoteId)
    if (!column || !own) return refuse('invalid', 'award.line', 'Choose among the quotes that are shown.')
    const { quote } = column
    const lines = picks
      .filter((pick) => pick.quoteId === quoteId)
      .map(({ lineId }) => {
        const line = comparison.rows.find(({ line }) => line.id === lineId)?.line
        const offer = own.find((one) => one.lineId === lineId)
        if (!line || !offer) return refuse('invalid', 'award.line', 'Choose among the quotes that are shown.')
        const quantity = payable(line.quantity, offer)
        const price = priceAt(offer, quantity)
        if (offer.offer === 'none' || price === null)
          return refuse(
            'invalid',
            'award.no-price',
            `Line ${line.position}: there is no price to award. Ask for it first.`,
          )
        return { line, offer, quantity, price }
      })
      .sort((one, other) => one.line.position - other.line.position)
    const goods = lines.reduce(
      (sum, { line, quantity, price }) =>
        sum +
        priceTimesQuantity(
          { scaled: price, currency: quote.currency, per: line.unit },
          { scaled: quantity, unit: line.unit },
        ).minor,
      0,
    )
    const freight = freightOf(quote, goods) ?? freights.get(quoteId) ?? null
    const total: Money = money(goods + (freight ?? 0), quote.currency)
    const ownMinor = inOwn(total, currency, rates)
    if (ownMinor === null)
      return refuse('invalid', 'award.no-rate', `Write first what ${quote.currency} is worth in ${currency}.`)
    return { quote, lines, freightMinor: freight ?? 0, totalMinor: total.minor, ownMinor, atLeast: freight === null }
  })
}

/**
 * Refuses 'invalid' ('award.freight') while the freight of an order is not known: nobody orders at a price that has a
 * hole. Free freight is written as zero.
 */
export function checkFreight(shares: Share[]): void {
  const fields = Object.fromEntries(
    shares
      .filter(({ atLeast }) => atLeast)
      .map(({ quote }) => [`freight-${quote.id}`, 'Ask for it and write it here; 0 where it is free.']),
  )
  if (Object.keys(fields).length > 0)
    refuse('invalid', 'award.freight', 'Freight is not stated. Ask what it costs before you order.', fields)
}

/** The lines that do not go to whoever is the cheapest of what is known. */
export const notLowest = (picks: Pick[], { rows }: Comparison): number[] =>
  rows.flatMap(({ line, cells }) => {
    const quoteId = picks.find(({ lineId }) => lineId === line.id)?.quoteId
    const cell = cells.find((one) => one.quoteId === quoteId)
    return cell && !cell.lowest ? [line.position] : []
  })

/** Refuses 'invalid' ('award.reason') where a line does not go to the lowest and nobody says why. */
export function checkReason(picks: Pick[], comparison: Comparison, reason: string): void {
  const lines = notLowest(picks, comparison)
  if (lines.length === 0 || reason.trim() !== '') return
  const which = lines.length === 1 ? `Line ${lines[0]} does` : `Lines ${lines.join(', ')} do`
  const sentence = `${which} not go to the lowest price. Say why, for whoever asks later.`
  refuse('invalid', 'award.reason', sentence, { reason: sentence })
}

import { currencyDecimals } from '../kernel/currency'
import type { LocalDate } from '../kernel/local-date'
import { convert, type Money, money, type Rate, share } from '../kernel/money'
import { priceTimesQuantity } from '../kernel/unit-price'
import { flagsOf, payable, priceAt, type Quote, type QuoteLine } from './quote'
import type { RfqLine } from './rfq'

/** What a vendor's offer for one line comes to. Amounts are in the organization's smallest unit of currency. */
export type Cell = {
  quoteId: string
  offer: 'exact' | 'alternate' | 'none' | 'missing'
  /** Price, minimum and packs paid, freight shared; null where the price or the rate is not known. */
  landedMinor: number | null
  /** The same for one unit that is needed, in millionths. */
  unitScaled: number | null
  freightMinor: number
  /** Freight is not stated: it costs at least so much. */
  atLeast: boolean
  /** How many are paid for, scaled. */
  paid: number
  leadDays: number | null
  flags: string[]
  /** Why it is the best of its line; null where it is not. */
  best: string | null
  /** It costs the least of what is known. */
  lowest: boolean
}

export type Column = {
  quote: Quote
  /** Everything that it offers, landed; null where something of it is not known. */
  totalMinor: number | null
  atLeast: boolean
  offered: number
  /** The last of its lines comes after so many working days; null where one is not stated. */
  leadDays: number | null
  /** Its currency has no rate: nothing of it can be compared. */
  noRate: boolean
}

export type Comparison = { columns: Column[]; rows: { line: RfqLine; cells: Cell[] }[] }

type Given = {
  lines: RfqLine[]
  quotes: { quote: Quote; lines: QuoteLine[] }[]
  /** Of the quotes' currencies into the organization's. */
  rates: Rate[]
  currency: string
  /** What a working day of waiting costs; zero where nothing stands still. */
  waitingMinor: number
  today: LocalDate
}

/** The value of an offer in its own currency: at the price of the quantity that has to be paid. Null: not stated. */
export function offerValue(offer: QuoteLine, line: RfqLine, currency: string): Money | null {
  const paid = payable(line.quantity, offer)
  const price = priceAt(offer, paid)
  if (offer.offer === 'none' || price === null) return null
  return priceTimesQuantity({ scaled: price, currency, per: line.unit }, { scaled: paid, unit: line.unit })
}

/** Freight of so much of a quote, in its currency: nothing above its free limit. Null: not stated. */
export function freightOf({ freightKind, freightMinor, freeAboveMinor }: Quote, valueMinor: number): number | null {
  if (freightKind === 'included') return 0
  if (freightKind === 'unknown' || freightMinor === null) return null
  return freeAboveMinor !== null && valueMinor >= freeAboveMinor ? 0 : freightMinor
}

/** An amount in the organization's currency; null without a rate. */
export function inOwn(amount: Money, currency: string, rates: Rate[]): number | null {
  if (amount.currency === currency) return amount.minor
  const rate = rates.find(({ from, to }) => from === amount.currency && to === currency)
  return rate ? convert(amount, rate).minor : null
}

/**
 * All quotes by all lines, as one can be compared with another: landed, in one currency. Freight is shared by value over
 * everything that the quote offers. What is not stated stays unknown and never counts as nothing.
 */
export function compare({ lines, quotes, rates, currency, waitingMinor, today }: Given): Comparison {
  const sides = quotes.map(({ quote, lines: offers }) => side(quote, offers, lines, currency, rates, today))
  const rows = lines.map((line, at) => ({
    line,
    cells: marked(
      sides.map(({ cells }) => cells[at] as Cell),
      waitingMinor,
    ),
  }))
  return { columns: sides.map(({ column }) => column), rows }
}

function side(quote: Quote, offers: QuoteLine[], lines: RfqLine[], currency: string, rates: Rate[], today: LocalDate) {
  const offerOf = (line: RfqLine) => offers.find(({ lineId }) => lineId === line.id)
  const values = lines.map((line) => {
    const offer = offerOf(line)
    return offer ? offerValue(offer, line, quote.currency) : null
  })
  const known = values.map((value) => value?.minor ?? 0)
  const all = known.reduce((sum, minor) => sum + minor, 0)
  const freight = freightOf(quote, all)
  const shares = all > 0 ? share(money(freight ?? 0, quote.currency), known) : known.map(() => money(0, quote.currency))
  const noRate = inOwn(money(0, quote.currency), currency, rates) === null

  const cells = lines.map((line, at): Cell => {
    const offer = offerOf(line)
    const value = values[at]
    const paid = offer ? payable(line.quantity, offer) : line.quantity
    const own = value ? inOwn(value, currency, rates) : null
    const freightMinor = inOwn(shares[at] ?? money(0, quote.currency), currency, rates) ?? 0
    const landedMinor = own === null ? null : own + freightMinor
    return {
      quoteId: quote.id,
      offer: offer?.offer ?? 'missing',
      landedMinor,
      unitScaled: landedMinor === null ? null : perUnit(landedMinor, line, currency),
      freightMinor,
      atLeast: freight === null,
      paid,
      leadDays: offer?.leadDays ?? null,
      flags: [
        ...(offer ? flagsOf(offer, line) : []),
        ...(offer && offer.offer !== 'none' && freight === null ? ['Freight not stated'] : []),
        ...(paid > line.quantity && value ? [`Pays for ${paid / 100_000}`] : []),
        ...(quote.validUntil !== null && quote.validUntil < today && value ? ['The offer has expired'] : []),
        ...(noRate && value ? [`No rate for ${quote.currency}`] : []),
      ],
      best: null,
      lowest: false,
    }
  })
  const offered = cells.filter(({ offer }) => offer === 'exact' || offer === 'alternate')
  const leads = offered.map(({ leadDays }) => leadDays)
  const column: Column = {
    quote,
    totalMinor:
      offered.length === 0 || offered.some(({ landedMinor }) => landedMinor === null)
        ? null
        : offered.reduce((sum, { landedMinor }) => sum + (landedMinor ?? 0), 0),
    atLeast: freight === null,
    offered: offered.length,
    leadDays:
      leads.some((days) => days === null) || leads.length === 0 ? null : Math.max(...leads.map((days) => days ?? 0)),
    noRate,
  }
  return { column, cells }
}

/** Landed cost of one unit that is needed, in millionths of the organization's currency. */
function perUnit(landedMinor: number, line: RfqLine, currency: string): number {
  const scaled =
    (BigInt(landedMinor) * 10n ** BigInt(6 - currencyDecimals(currency)) * 100_000n * 2n + BigInt(line.quantity)) /
    (2n * BigInt(line.quantity))
  return Number(scaled)
}

/** Marks the lowest and the best: the best costs least with the waiting counted. Whole offers only compete. */
function marked(cells: Cell[], waitingMinor: number): Cell[] {
  const priced = cells.filter(({ landedMinor }) => landedMinor !== null)
  if (priced.length === 0) return cells
  const lowestMinor = Math.min(...priced.map(({ landedMinor }) => landedMinor ?? 0))
  const timed = waitingMinor > 0 ? priced.filter(({ leadDays }) => leadDays !== null) : priced
  // With freight unknown it is cheapest only on paper: it wins where nothing else is known whole.
  const whole = timed.filter(({ atLeast }) => !atLeast)
  const field = whole.length > 0 ? whole : timed
  const cost = (cell: Cell) => (cell.landedMinor ?? 0) + (waitingMinor > 0 ? (cell.leadDays ?? 0) * waitingMinor : 0)
  const best = [...field].sort((one, other) => cost(one) - cost(other))[0]
  const unknown = priced.length < cells.filter(({ offer }) => offer !== 'none' && offer !== 'missing').length
  return cells.map((cell) => {
    const lowest = cell.landedMinor === lowestMinor
    if (cell !== best) return { ...cell, lowest }
    const cheapest = [...field].sort((one, other) => (one.landedMinor ?? 0) - (other.landedMinor ?? 0))[0]
    const sooner = (cheapest?.leadDays ?? 0) - (cell.leadDays ?? 0)
    const words =
      cheapest !== cell && sooner > 0
        ? `${sooner} working ${sooner === 1 ? 'day' : 'days'} sooner`
        : unknown || priced.some(({ atLeast }) => atLeast)
          ? 'lowest known landed'
          : 'lowest landed'
    return { ...cell, lowest, best: words }
  })
}

import { dayOf, readQuote } from '../../src/adapters/local/quote-reader.ts'
import { currencyMarks, manyWords } from '../../src/adapters/local/quote-words.ts'
import { readAmount } from '../../src/kernel/amount-text.ts'
import type { AskedLine, ReadField, ReadQuote } from '../../src/ports/quote-reader.ts'

/** What an answer says in truth; null is not stated. Decimals as a machine writes them, lead time in working days. */
export type Truth = {
  currency: string | null
  freight: string | null
  validUntil: string | null
  lines: {
    position: number
    price: string | null
    per: string
    minimum: string | null
    lead: string | null
    noBid: boolean
  }[]
}

/** One answer with what it says in truth. */
export type Answer = { name: string; text: string; truth: Truth }

type Offer = { price: string; per: number; minimum: number | null; days: number; noBid: boolean }
type Told = { offers: Offer[]; freight: string; valid: string }
type Way = {
  name: string
  comma: boolean
  currency: string
  write: (told: Told, number: (text: string) => string) => string
}

export const asked: AskedLine[] = [
  { position: 1, words: 'Mechanical seal kit 45 mm', partNumber: 'SEA-0045-SF', quantity: '1', unit: 'EA' },
  { position: 2, words: 'Ball bearing 6309-2Z/C3', partNumber: 'BRG-6309-2Z', quantity: '2', unit: 'EA' },
  { position: 3, words: 'Hex bolt M12 × 60, A4-80', partNumber: 'BLT-M12-60', quantity: '200', unit: 'EA' },
]

const names = {
  en: ['seal kit 45 mm', 'ball bearing 6309-2Z/C3', 'hex bolt M12 × 60'],
  part: asked.map(({ partNumber }) => partNumber),
}
const iso = (day: string) => day
const dotted = (day: string) => day.split('-').reverse().join('.')
const short = (day: string, months: string[]) =>
  `${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`
const english = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** One offer a row in some form; what stands around it is the style's. */
const rows = (told: Told, write: (offer: Offer, at: number) => string, none: (at: number) => string) =>
  told.offers.map((offer, at) => (offer.noBid ? none(at) : write(offer, at))).join('\n')

const per = (word: string, { per: count }: Offer) => (count === 1 ? '' : ` ${word} ${count}`)
const least = (word: string, { minimum }: Offer) => (minimum === null ? '' : `, ${word} ${minimum}`)

/** Thirty styles: five languages, both decimal marks, rows, tables and sentences. */
const languages = [
  {
    key: 'en',
    currency: 'EUR',
    comma: false,
    per: 'per',
    min: 'MOQ',
    days: 'working days',
    no: 'no bid',
    freight: 'Freight',
    valid: 'Valid until',
    hello: 'Dear Luis,\n\nthank you for your enquiry. We offer:',
    bye: 'Kind regards',
    date: (day: string) => short(day, english),
  },
  {
    key: 'gb',
    currency: 'GBP',
    comma: false,
    per: 'per',
    min: 'minimum order',
    days: 'business days',
    no: 'we do not offer',
    freight: 'Carriage',
    valid: 'Valid to',
    hello: 'Hi Luis',
    bye: 'Thanks',
    date: iso,
  },
  {
    key: 'de',
    currency: 'EUR',
    comma: true,
    per: 'pro',
    min: 'Mindestmenge',
    days: 'Arbeitstage',
    no: 'kein Angebot',
    freight: 'Fracht',
    valid: 'Gültig bis',
    hello: 'Sehr geehrter Herr Romero,\n\nwir bieten an:',
    bye: 'Mit freundlichen Grüßen',
    date: dotted,
  },
  {
    key: 'nl',
    currency: 'EUR',
    comma: true,
    per: 'per',
    min: 'minimaal',
    days: 'werkdagen',
    no: 'niet leverbaar',
    freight: 'Verzendkosten',
    valid: 'Geldig tot',
    hello: 'Beste Luis,\n\nHierbij onze offerte:',
    bye: 'Met vriendelijke groet',
    date: dotted,
  },
  {
    key: 'fr',
    currency: 'EUR',
    comma: true,
    per: 'par',
    min: 'quantité minimum',
    days: 'jours ouvrés',
    no: 'pas disponible',
    freight: 'Frais de port',
    valid: 'Valable jusqu’au',
    hello: 'Bonjour,\n\nvoici notre offre :',
    bye: 'Cordialement',
    date: dotted,
  },
  {
    key: 'pl',
    currency: 'PLN',
    comma: true,
    per: 'za',
    min: 'minimalna ilość',
    days: 'dni roboczych',
    no: 'brak oferty',
    freight: 'Koszt dostawy',
    valid: 'Ważne do',
    hello: 'Dzień dobry,\n\noferujemy:',
    bye: 'Z poważaniem',
    date: iso,
  },
]

const ways: Way[] = languages.flatMap((of): Way[] => {
  const end = (told: Told, number: (text: string) => string) =>
    `\n\n${of.freight} ${number(told.freight)} ${of.currency}\n${of.valid} ${of.date(told.valid)}\n\n${of.bye}\n`
  const common = { comma: of.comma, currency: of.currency }
  return [
    {
      ...common,
      name: `${of.key}: rows by part number`,
      write: (told, number) =>
        `${of.hello}\n\n${rows(
          told,
          (offer, at) =>
            `${names.part[at]}: ${of.currency} ${number(offer.price)}${per(of.per, offer)}${least(of.min, offer)}, ${offer.days} ${of.days}`,
          (at) => `${names.part[at]}: ${of.no}`,
        )}${end(told, number)}`,
    },
    {
      ...common,
      name: `${of.key}: numbered rows`,
      write: (told, number) =>
        `${rows(
          told,
          (offer, at) =>
            `${at + 1}. ${number(offer.price)} ${of.currency}${per(of.per, offer)} - ${offer.days} ${of.days}${least(of.min, offer)}`,
          (at) => `${at + 1}. ${of.no}`,
        )}${end(told, number)}`,
    },
    {
      ...common,
      name: `${of.key}: a table with bars`,
      write: (told, number) =>
        `${of.hello}\n\n${rows(
          told,
          (offer, at) =>
            `| ${at + 1} | ${names.part[at]} | ${names.en[at]} | ${number(offer.price)} ${of.currency}${per(of.per, offer)} | ${offer.days} ${of.days} |${offer.minimum ? ` ${of.min} ${offer.minimum} |` : ''}`,
          (at) => `| ${at + 1} | ${names.part[at]} | ${of.no} |`,
        )}${end(told, number)}`,
    },
    {
      ...common,
      name: `${of.key}: two rows a line`,
      write: (told, number) =>
        `${rows(
          told,
          (offer, at) =>
            `${names.part[at]} ${names.en[at]}\n   ${of.currency} ${number(offer.price)}${per(of.per, offer)}${least(of.min, offer)}\n   ${offer.days} ${of.days}`,
          (at) => `${names.part[at]}\n   ${of.no}`,
        )}${end(told, number)}`,
    },
    {
      ...common,
      name: `${of.key}: our letter quoted below`,
      write: (told, number) =>
        `${rows(
          told,
          (offer, at) =>
            `${names.en[at]} ${of.currency} ${number(offer.price)}${per(of.per, offer)}, ${offer.days} ${of.days}${least(of.min, offer)}`,
          (at) => `${names.en[at]}: ${of.no}`,
        )}${end(told, number)}\n> RFQ-318: please quote\n> 1. 1 ea Mechanical seal kit, SEA-0045-SF, EUR 1.00\n`,
    },
  ]
})

/** A number that is the same at every run. */
export function* chance(seed: number) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state / 2 ** 32
  }
}

const written = (decimal: string, comma: boolean, grouped: boolean): string => {
  const [whole = '', fraction] = decimal.split('.')
  const parted = grouped ? whole.replace(/\B(?=(\d{3})+$)/g, comma ? '.' : ',') : whole
  return fraction ? parted + (comma ? ',' : '.') + fraction : parted
}

/** The corpus: each style eleven times, with other prices, days and gaps. Written by the project; no data of anybody. */
export function corpus(): Answer[] {
  const next = chance(318)
  const draw = () => next.next().value as number
  return ways.flatMap((way) =>
    Array.from({ length: 11 }, (_, round) => {
      const offers = [600, 50, 1].map((size, at): Offer => {
        const per = at === 2 && round % 3 === 0 ? 100 : 1
        const cents = Math.round((size * (0.8 + draw() * 1.5) + (round === 5 ? 1000 : 0)) * per * 100)
        const minimum = round % 4 === 1 && at > 0 ? (at === 1 ? 10 : 500) : null
        return {
          price: (cents / 100).toFixed(2),
          per,
          minimum,
          days: 1 + Math.floor(draw() * 14),
          noBid: round % 5 === 4 && at === 1,
        }
      })
      const told: Told = {
        offers,
        freight: (20 + Math.round(draw() * 80)).toFixed(2),
        valid: `2026-12-${String(13 + Math.floor(draw() * 15)).padStart(2, '0')}`,
      }
      const text = way.write(told, (decimal) => written(decimal, way.comma, round % 2 === 0))
      return {
        name: `${way.name} ${round + 1}`,
        text,
        truth: {
          currency: way.currency,
          freight: told.freight,
          validUntil: told.valid,
          lines: offers.map(({ price, per, minimum, days, noBid }, at) => ({
            position: at + 1,
            price: noBid ? null : price,
            per: String(per),
            minimum: noBid || minimum === null ? null : String(minimum),
            lead: noBid ? null : String(days),
            noBid,
          })),
        },
      }
    }),
  )
}

export type Score = { right: number; wrong: number; missing: number; unflagged: number }

/** What stands at the place that a reader names, as the kind of value that it is said to be. */
const places: Record<string, (slice: string, value: string) => boolean> = {
  currency: (slice, value) => currencyMarks.some(([mark, code]) => code === value && mark.test(slice)) || slice === '$',
  'valid until': (slice, value) => dayOf(slice)?.day === value,
  'lead time': (slice, value) => /[\p{L}\d]/u.test(slice) && value !== '',
}
const isNumber = (slice: string, value: string) =>
  (['.', ','] as const).some((style) => Number(readAmount(slice, style)?.decimal) === Number(value))

/**
 * Compares what was read with the truth, field by field. Only what is stated or read counts: to leave out what nobody
 * said is no merit. A value is right when it is the true one and stands in the source at the place that is named. A price
 * and for how many it is are one field: neither is worth anything without the other.
 */
export function scored(read: (text: string) => ReadQuote, answers: Answer[]) {
  const scores = new Map<string, Score>()
  const trouble: string[] = []
  for (const { name, text, truth } of answers) {
    const quote = read(text)
    const count = (field: string, wanted: string | null, got: string | null, right: boolean, flagged: boolean) => {
      if (wanted === null && got === null) return
      const score = scores.get(field) ?? { right: 0, wrong: 0, missing: 0, unflagged: 0 }
      scores.set(field, score)
      if (right) score.right++
      else if (got === null) score.missing++
      else score.wrong++
      if (!right && got !== null && !flagged) score.unflagged++
      if (!right && trouble.length < 25)
        trouble.push(`${name}: ${field} ${got ?? 'nothing'}, in truth ${wanted ?? 'nothing'}`)
    }
    const placed = (field: string, got: ReadField) =>
      (places[field] ?? isNumber)(text.slice(got.from, got.to), got.value)
    const mark = (field: string, wanted: string | null, got: ReadField | null, flagged: boolean) => {
      const same = wanted !== null && got !== null && (got.value === wanted || Number(got.value) === Number(wanted))
      count(
        field,
        wanted,
        got?.value ?? null,
        same && got !== null && placed(field, got),
        flagged || (got?.confidence ?? 1) < 0.7,
      )
    }
    mark('currency', truth.currency, quote.currency, quote.flags.length > 0)
    mark('freight', truth.freight, quote.freight, false)
    mark('valid until', truth.validUntil, quote.validUntil, false)
    for (const line of truth.lines) {
      const got = quote.lines.find(({ position }) => position === line.position)
      const flagged = (got?.flags.length ?? 0) > 0
      const each = (price: string, per: string) => Number(price) / Number(per)
      const wanted = line.price === null ? null : `${line.price} per ${line.per}`
      const price = got?.price ?? null
      const per = got?.per?.value ?? '1'
      const same =
        line.price !== null && price !== null && Math.abs(each(price.value, per) - each(line.price, line.per)) < 1e-9
      count(
        'unit price',
        wanted,
        price && `${price.value} per ${per}`,
        same &&
          price !== null &&
          placed('price', price) &&
          (!got?.per || isPer(text.slice(got.per.from, got.per.to), per)),
        // A price per hundred is shown with its flag; what is wrong must say more than that.
        (got?.flags.some((flag) => !flag.startsWith('Priced per')) ?? false) || (price?.confidence ?? 1) < 0.7,
      )
      mark('minimum', line.minimum, got?.minimum ?? null, flagged)
      mark('lead time', line.lead, got?.leadDays ?? null, flagged)
      count('no bid', line.noBid ? 'yes' : null, got?.noBid ? 'yes' : null, line.noBid && got?.noBid === true, flagged)
    }
  }
  return { scores, trouble }
}

const isPer = (slice: string, value: string) => isNumber(slice, value) || manyWords[slice.toLowerCase()] === value

export const embedded = (text: string) => readQuote(text, asked)

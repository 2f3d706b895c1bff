import { readAmount } from '../../kernel/amount-text'
import type { AskedLine, QuoteReader, ReadField, ReadLine, ReadQuote } from '../../ports/quote-reader'
import * as say from './quote-words'

/** A stretch of the source: a row, or a sentence of one. */
type Piece = { text: string; from: number }

type Style = ',' | '.'

const at = (piece: Piece, index: number, length: number, value: string, confidence: number): ReadField => ({
  value,
  confidence,
  from: piece.from + index,
  to: piece.from + index + length,
})

/** What the vendor wrote itself: what it quotes of our letter is ours. */
export function ownWords(source: string): string {
  const quoted =
    /^(?:>|-{2,} ?(?:original|ursprüngliche|oorspronkelijk|message d)|on .{5,80} wrote:|am .{5,80} schrieb|op .{5,80} schreef|le .{5,80} a écrit|w dniu .{5,80} napisał)/imu
  const begin = quoted.exec(source)?.index
  return begin === undefined ? source : source.slice(0, begin)
}

/** Rows, and the sentences in them: a point ends one where a capital follows. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  for (const row of text.matchAll(/[^\n]+/gu)) {
    for (const part of row[0].matchAll(/(?:[^.;!?]|[.;!?](?!\s+\p{Lu}|$))+[.;!?]?/gu)) {
      if (part[0].trim()) pieces.push({ text: part[0], from: row.index + part.index })
    }
  }
  return pieces
}

/** Which mark parts decimals in this text; null where it does not show. */
export function styleOf(text: string): Style | null {
  const count = (mark: string) => [...text.matchAll(new RegExp(`\\d[${mark}]\\d{1,2}(?![\\d.,])`, 'gu'))].length
  const thousands = (mark: string) => [...text.matchAll(new RegExp(`\\d[${mark}]\\d{3}[.,]\\d`, 'gu'))].length
  const comma = count(',') + thousands('.')
  const point = count('.') + thousands(',')
  return comma === point ? null : comma > point ? ',' : '.'
}

const folded = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []

/** Which asked line a piece speaks of, and how sure that is. */
function lineOf(piece: Piece, asked: readonly AskedLine[]): { position: number; confidence: number } | null {
  const flat = folded(piece.text)
  const byNumber = asked.filter(({ partNumber }) => partNumber.length > 3 && flat.includes(folded(partNumber)))
  if (byNumber.length === 1 && byNumber[0]) return { position: byNumber[0].position, confidence: 1 }
  const own = new Set(wordsOf(piece.text))
  const scores = asked
    .map((line) => {
      const words = [...new Set(wordsOf(line.words))]
      return { position: line.position, hits: words.filter((word) => own.has(word)).length, of: words.length }
    })
    .sort((one, other) => other.hits / Math.max(other.of, 1) - one.hits / Math.max(one.of, 1))
  const [best, second] = scores
  if (
    best &&
    best.hits >= Math.min(2, best.of) &&
    best.hits / best.of >= 0.5 &&
    (!second || best.hits / best.of > second.hits / Math.max(second.of, 1))
  )
    return { position: best.position, confidence: 0.85 }
  const spoken =
    /^\s*(?:(?:pos(?:ition|\.)?|line|item|zeile|regel|ligne|poz(?:\.|ycja)?|nr\.?|#)\s*)?(\d{1,2})\s*[.):|\t-]/iu.exec(
      piece.text,
    )
  const position = Number(spoken?.[1])
  if (spoken && asked.some((line) => line.position === position)) return { position, confidence: 0.8 }
  return null
}

/** For how many a price can be given on the form; a price for another number is a person's to reckon. */
const offeredFor = ['1', '10', '100', '1000']

/** For how many the price before is, by the words behind it; null where they say nothing of it. */
function perOf(rest: string): { text: string; index: number; value: string } | null {
  const words = Object.keys(say.manyWords).join('|')
  // A number of days behind a stroke is when it comes.
  const days = `(?!\\s*(?:${say.working}|${say.weeks}|${say.calendar})(?![\\p{L}]))`
  const found = new RegExp(
    `^[^\\d]{0,14}?(?<!\\p{L})${say.perWord}\\s*(\\d{1,3}(?:[., ]\\d{3})+|\\d{1,5}|${words})(?![\\p{L}\\d.,]*\\d)${days}`,
    'iu',
  ).exec(rest)
  if (!found?.[1]) return null
  const value = say.manyWords[found[1].toLowerCase()] ?? found[1].replaceAll(/[., ]/g, '')
  return { text: found[1], index: found[0].lastIndexOf(found[1]), value }
}

type ReadPrice = Pick<ReadLine, 'price' | 'per'> & { flag: string | null }

/** The price of a piece, with for how many it is. */
function priceOf(piece: Piece, style: Style | null): ReadPrice | null {
  const { money, figure } = say
  const shapes = [
    new RegExp(`${money}\\s*(${figure})`, 'iu'),
    new RegExp(`(${figure})\\s*(?:,-)?\\s*${money}`, 'iu'),
    new RegExp(`(?:price|preis|prijs|prix|cena|@|à)\\D{0,12}(${figure})`, 'iu'),
  ]
  for (const [rank, shape] of shapes.entries()) {
    const found = shape.exec(piece.text)
    const text = found?.[1]
    if (!found || !text) continue
    const read = readAmount(text, style ?? undefined)
    if (!read) continue
    const index = found.index + found[0].indexOf(text)
    const price = at(piece, index, text.length, read.decimal, rank === 2 ? 0.7 : read.sure ? 0.95 : 0.5)
    const rest = piece.text.slice(index + text.length)
    const per = perOf(rest)
    if (!per) return { price, per: null, flag: null }
    if (!offeredFor.includes(per.value))
      return { price: null, per: null, flag: `${text} is for ${per.value}: write the price of one` }
    return {
      price,
      per: per.value === '1' ? null : at(piece, index + text.length + per.index, per.text.length, per.value, 0.9),
      flag: null,
    }
  }
  return null
}

/** Working days until it comes. Weeks are five; calendar days are told as about five in seven. */
function leadOf(piece: Piece): ReadField | null {
  const number = `(\\d{1,3}|${Object.keys(say.smallNumbers).join('|')})`
  const range = `${number}(?:\\s*(?:-|–|to|bis|tot|à|do)\\s*(\\d{1,3}))?\\s*`
  for (const [unit, turn, confidence] of [
    [say.working, (days: number) => days, 0.95],
    [say.weeks, (count: number) => count * 5, 0.85],
    [say.calendar, (days: number) => Math.ceil((days * 5) / 7), 0.6],
  ] as const) {
    const found = new RegExp(`(?<![\\p{L}\\d])${range}${unit}(?![\\p{L}])`, 'iu').exec(piece.text)
    if (!found?.[1]) continue
    // “30 days net” is when one pays.
    if (
      /net|netto|zahlung|payment|betaling|paiement|płatno|valid|gültig|geldig|valable|ważn/iu.test(piece.text) &&
      unit !== say.working
    )
      continue
    const count = Number(found[2] ?? say.smallNumbers[found[1].toLowerCase()] ?? found[1])
    return at(piece, found.index, found[0].length, String(turn(count)), confidence)
  }
  const there = say.stock.exec(piece.text)
  return there ? at(piece, there.index, there[0].length, '1', 0.5) : null
}

function numberAfter(piece: Piece, word: string, style: Style | null, confidence: number): ReadField | null {
  const found = new RegExp(`${word}[^\\d\\n]{0,24}(${say.figure})`, 'iu').exec(piece.text)
  const read = found?.[1] ? readAmount(found[1], style ?? undefined) : null
  if (!found?.[1] || !read) return null
  return at(
    piece,
    found.index + found[0].lastIndexOf(found[1]),
    found[1].length,
    read.decimal,
    read.sure ? confidence : 0.5,
  )
}

/** An ISO day of '07.12.2026', '7 Dec 2026', '2026-12-07'; one of two numbers below 13 is not sure which is the month. */
export function dayOf(text: string): { day: string; sure: boolean; index: number; length: number } | null {
  const two = (number: number) => String(number).padStart(2, '0')
  const iso = /\b(20\d\d)-(\d\d)-(\d\d)\b/.exec(text)
  if (iso) return { day: iso[0], sure: true, index: iso.index, length: iso[0].length }
  const named = /\b(\d{1,2})\.?\s*(\p{L}{3})\p{L}*\.?,?\s*(20\d\d)\b/u.exec(text)
  const month = say.months[named?.[2]?.toLowerCase() ?? '']
  if (named && month)
    return {
      day: `${named[3]}-${two(month)}-${two(Number(named[1]))}`,
      sure: true,
      index: named.index,
      length: named[0].length,
    }
  const dotted = /\b(\d{1,2})([./-])(\d{1,2})\2(20\d\d)\b/.exec(text)
  if (!dotted) return null
  const [first, second] = [Number(dotted[1]), Number(dotted[3])]
  if (first > 31 || second > 31 || (first > 12 && second > 12)) return null
  const [day, at] = second > 12 ? [second, first] : [first, second]
  return {
    day: `${dotted[4]}-${two(at)}-${two(day)}`,
    sure: dotted[2] === '.' || first > 12 || second > 12,
    index: dotted.index,
    length: dotted[0].length,
  }
}

const emptyLine = (position: number): ReadLine => ({
  position,
  price: null,
  per: null,
  quantity: null,
  minimum: null,
  leadDays: null,
  noBid: false,
  flags: [],
})

/** Reads an answer by rules. The same text gives the same fields; every value stands in the source where it says. */
export function readQuote(source: string, asked: readonly AskedLine[]): ReadQuote {
  const own = ownWords(source)
  const style = styleOf(own)
  const pieces = piecesOf(own)
  const quote: ReadQuote = {
    currency: null,
    freight: null,
    freightIncluded: false,
    freeAbove: null,
    validUntil: null,
    terms: null,
    total: null,
    lines: [],
    flags: [],
  }
  const lines = new Map<number, ReadLine>()
  let current: number | null = asked.length === 1 ? (asked[0]?.position ?? null) : null

  for (const [mark, code] of say.currencyMarks) {
    const found = mark.exec(own)
    if (!found) continue
    if (quote.currency) quote.flags.push('Two currencies are named')
    else quote.currency = { value: code, confidence: 0.95, from: found.index, to: found.index + found[0].length }
  }
  const dollar = /(?<!US)\$/.exec(own)
  if (!quote.currency && dollar) {
    quote.currency = { value: 'USD', confidence: 0.5, from: dollar.index, to: dollar.index + 1 }
    quote.flags.push('“$” could be several currencies')
  }

  for (const piece of pieces) {
    const { text } = piece
    const spoken = lineOf(piece, asked)
    const whole = !spoken || spoken.confidence < 0.85
    const about = (word: string) => whole && new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, 'iu').test(text)
    if (about(say.validWord)) {
      const day = dayOf(text)
      if (day) {
        quote.validUntil ??= at(piece, day.index, day.length, day.day, day.sure ? 0.95 : 0.5)
        continue
      }
    }
    if (about(say.freightWord)) {
      quote.freeAbove ??= numberAfter(piece, say.freeAbove, style, 0.85)
      const cost = numberAfter({ ...piece, text }, say.freightWord, style, 0.9)
      if (cost && cost.from !== quote.freeAbove?.from) quote.freight ??= cost
      else if (say.includedWord.test(text) && quote.freeAbove === null) quote.freightIncluded = true
      continue
    }
    if (about(say.totalWord)) {
      quote.total ??= numberAfter(piece, say.totalWord, style, 0.85)
      continue
    }
    if (about(say.termsWord)) {
      quote.terms ??= at(piece, 0, text.length, text.trim(), 0.7)
      continue
    }
    current = spoken?.position ?? current
    if (current === null) continue
    const line = lines.get(current) ?? emptyLine(current)
    lines.set(current, line)
    if (say.noBid.test(text)) {
      line.noBid = true
      continue
    }
    const price = priceOf(piece, style)
    if (price?.flag) line.flags.push(price.flag)
    else if (price && line.price === null) Object.assign(line, { price: price.price, per: price.per })
    else if (price && price.price?.value !== line.price?.value) line.flags.push('Several prices are named')
    line.leadDays ??= leadOf(piece)
    line.minimum ??= numberAfter(piece, `(?<!\\p{L})${say.minimumWord}`, style, 0.85)
    const count = new RegExp(
      `(${say.figure})\\s*(?:x|×|pcs?\\b|pieces?|ea\\b|stk|st\\b|stuks?|stück|pièces?|szt)`,
      'iu',
    ).exec(text)
    const read = count?.[1] ? readAmount(count[1], style ?? undefined) : null
    const taken = count ? piece.from + count.index : -1
    if (count?.[1] && read && line.quantity === null && taken !== line.per?.from && taken !== line.minimum?.from)
      line.quantity = at(piece, count.index, count[1].length, read.decimal, 0.8)
  }
  quote.lines = [...lines.values()].sort((one, other) => (one.position ?? 0) - (other.position ?? 0))
  return flagged(quote, source, asked)
}

/** What a person must look at. */
function flagged(quote: ReadQuote, source: string, asked: readonly AskedLine[]): ReadQuote {
  if (say.orders.test(source)) quote.flags.push('It gives orders to whoever reads it: nothing was done')
  if (say.bank.test(source))
    quote.flags.push('It speaks of a bank account: ask by telephone, on a number that you know')
  if (!quote.currency) quote.flags.push('No currency is named')
  for (const line of quote.lines) {
    const wanted = asked.find(({ position }) => position === line.position)
    if (!line.noBid && line.price === null && line.flags.length === 0) line.flags.push('Price not found')
    if (line.price && line.price.confidence < 0.6) line.flags.push('Thousands or decimals?')
    if (line.per) line.flags.push(`Priced per ${line.per.value}`)
    if (line.quantity && wanted && Number(line.quantity.value) !== Number(wanted.quantity))
      line.flags.push(`For ${line.quantity.value}, asked were ${wanted.quantity}`)
  }
  if (quote.total) {
    const sum = quote.lines.reduce((all, line) => {
      const count = Number(
        line.quantity?.value ?? asked.find(({ position }) => position === line.position)?.quantity ?? 0,
      )
      return all + Math.round((Number(line.price?.value ?? 0) * count * 100) / Number(line.per?.value ?? 1))
    }, 0)
    const stated = Math.round(Number(quote.total.value) * 100)
    const freight = Math.round(Number(quote.freight?.value ?? 0) * 100)
    if (stated !== sum && stated !== sum + freight) quote.flags.push('The total does not add up')
  }
  return quote
}

export const embeddedQuoteReader: QuoteReader = { read: async (source, asked) => readQuote(source, asked) }

import { countries } from '../kernel/countries'
import { currencies, currencyDecimals } from '../kernel/currency'
import { isSafe, readDecimal, writeDecimal } from '../kernel/decimal'
import { localDate } from '../kernel/local-date'
import { parseMoney } from '../kernel/money'
import { readNumber } from '../kernel/number-text'
import { Refusal, refuse } from '../kernel/refusal'
import { cleanText } from '../kernel/text'
import type { ImportColumn, Problems, Values } from '../platform/imports'
import { type Dates, type Decimal, slashed } from './styles'
import type { Cell } from './table'

/** How the texts of a file are to be understood. */
export type Styles = { decimal: Decimal; dates: Dates; currency: string }

/** Decimals of a number that is neither money nor whole. */
const decimals = 6

const localeOf = (decimal: Decimal) => (decimal === ',' ? 'de-DE' : 'en-US')

const no = (reason: string, sentence: string): never => refuse('invalid', `cell.${reason}`, sentence)

const shown = (text: string) => `“${[...text].slice(0, 40).join('')}${[...text].length > 40 ? '…' : ''}”`

/** As it is compared: without capitals, accents and separators. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** A spreadsheet's error, or a database's word for nothing. */
const nothing = ['NULL', '#N/A', '#NV', '#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NULL!', '#NUM!']

/** A number of a workbook as people would have typed it: they hold fifteen digits, and no exponent. */
export function textOfNumber(number: number): string {
  const text = String(Number(number.toPrecision(15)))
  if (!/e/i.test(text)) return text
  return number.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })
}

const formula = /^'+(?=[=+\-@\t\r])/

/** What stands in a cell as plain text. The apostrophe by which files keep formulas asleep is no part of it. */
export const plainText = (cell: Cell): string =>
  typeof cell === 'number' ? textOfNumber(cell) : formula.test(cell) ? cell.slice(1) : cell

/** A text for a file that a spreadsheet will open: what looks like a formula is kept asleep, so that reading gives it back. */
export const asleep = (text: string): string => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text)

/**
 * Reads one cell in the machine's form; empty is ''. Refuses 'invalid' ('cell.…') with a sentence that says what stands
 * there and what is expected.
 */
export function readCell(column: ImportColumn, cell: Cell, styles: Styles): string {
  const text = plainText(cell).trim()
  const words = column.kind === 'code' || column.kind === 'line' || column.kind === 'block'
  if (text === '' || (!words && nothing.includes(text.toUpperCase()))) return ''
  switch (column.kind) {
    case 'code':
    case 'line':
      return cleanText(text.replaceAll(/\s*\n\s*|\t/g, ' '), { longest: column.longest ?? 200, lines: 'one' })
    case 'block':
      return cleanText(text, { longest: column.longest ?? 4000, lines: 'many' })
    case 'whole':
      return numberOf(text, cell, 0, styles)
    case 'number':
      return numberOf(text, cell, decimals, styles)
    case 'money':
      return moneyOf(text, cell, styles)
    case 'currency':
      return currencyOf(text)
    case 'date':
      return dayOf(text, styles.dates)
    case 'yes-no':
      return yesOrNo(text)
    case 'choice':
      return choiceOf(column, text)
    case 'country':
      return countryOf(text)
  }
}

/** Thousands in groups of three, by the sign that is not the decimals' or by a space or an apostrophe. */
const groups = {
  ',': /^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$|^-?\d{1,3}(?:[\u00a0\u202f '’]\d{3})+(?:,\d+)?$|^-?\d+(?:,\d+)?$/,
  '.': /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^-?\d{1,3}(?:[\u00a0\u202f '’]\d{3})+(?:\.\d+)?$|^-?\d+(?:\.\d+)?$/,
}

/** What most cells are, read without the pains that the others take: making a form of a locale costs a millisecond. */
function simple(text: string, cell: Cell, places: number, decimal: Decimal): bigint | null {
  if (typeof cell === 'number') return readDecimal(text, places)
  if (!groups[decimal].test(text)) return null
  const plain = text.replaceAll(decimal === ',' ? /[.\u00a0\u202f '’]/g : /[,\u00a0\u202f '’]/g, '')
  return readDecimal(decimal === ',' ? plain.replace(',', '.') : plain, places)
}

function numberOf(text: string, cell: Cell, places: number, { decimal }: Styles): string {
  const plain = simple(text, cell, places, decimal)
  if (plain !== null && text.length < 30) return writeDecimal(plain, places)
  const locale = typeof cell === 'number' ? 'en-US' : localeOf(decimal)
  try {
    return writeDecimal(
      readNumber(text, { locale, decimals: places, least: 0 }, { reason: 'cell', thing: 'number' }),
      places,
    )
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.reason === 'cell.decimals') {
      return no(
        'number',
        places === 0
          ? `${shown(text)} is not a whole number.`
          : `${shown(text)} has too many decimals: at most ${places} are kept.`,
      )
    }
    return no(
      'number',
      `${shown(text)} is not a number. Write it as ${decimal === ',' ? '1.234,5' : '1,234.5'}, without a unit.`,
    )
  }
}

function moneyOf(text: string, cell: Cell, { decimal, currency }: Styles): string {
  const places = currencyDecimals(currency)
  const plain = simple(text, cell, places, decimal)
  if (plain !== null && isSafe(plain)) return writeDecimal(plain, places, places)
  // Programs write four decimals of which the last are zero.
  const trimmed = text.replace(/([.,]\d*?)0+$/, (whole, kept: string) =>
    kept.length - 1 <= places && whole.length - 1 > Math.max(places, 3) ? kept.padEnd(places + 1, '0') : whole,
  )
  try {
    return writeDecimal(
      BigInt(parseMoney(trimmed, currency, typeof cell === 'number' ? 'en-US' : localeOf(decimal)).minor),
      places,
      places,
    )
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.reason === 'money.currency-mismatch' && namesCurrency(text))
      return no(
        'money',
        `${shown(text)} is not in ${currency}. Map a column of currencies, or write amounts in ${currency}.`,
      )
    if (error.reason === 'money.decimals') return no('money', `${shown(text)} has more decimals than ${currency} has.`)
    return no('money', `${shown(text)} is not an amount. Write it as ${decimal === ',' ? '1.234,50' : '1,234.50'}.`)
  }
}

/** A sign of money or a currency's code; “pcs” is none. */
const namesCurrency = (text: string): boolean =>
  /\p{Sc}/u.test(text) || currencies().some((code) => new RegExp(`(^|[^a-z])${code}([^a-z]|$)`, 'i').test(text))

function currencyOf(text: string): string {
  const code = { '€': 'EUR', $: 'USD', '£': 'GBP' }[text] ?? text.toUpperCase()
  try {
    currencyDecimals(code)
    return code
  } catch {
    return no('currency', `${shown(text)} is no currency. Write its code, such as EUR.`)
  }
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function dayOf(text: string, dates: Dates): string {
  const valid = (year: string | number, month: string | number, day: string | number): string => {
    const two = (part: string | number) => String(part).padStart(2, '0')
    try {
      return localDate(`${year}-${two(month)}-${two(day)}`)
    } catch {
      return no('date', `${shown(text)} is no day of the calendar.`)
    }
  }
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (iso) return valid(iso[1] ?? '', iso[2] ?? '', iso[3] ?? '')
  const word = /^(\d{1,2})[ ./-]+([a-z]{3})[a-z]*[ ./-]+(\d{4})(?:[ T].*)?$/i.exec(text)
  const month = months.indexOf((word?.[2] ?? '').toLowerCase()) + 1
  if (word && month > 0) return valid(word[3] ?? '', month, word[1] ?? '')
  const [, first = '', second = '', year = ''] = slashed.exec(text) ?? []
  if (year === '') return no('date', `${shown(text)} is not a date. Write it as 2026-03-31.`)
  if (dates === 'dmy' || (dates !== 'mdy' && Number(first) > 12)) return valid(year, second, first)
  if (dates === 'mdy' || Number(second) > 12) return valid(year, first, second)
  if (first === second) return valid(year, first, second)
  return no('date', `${shown(text)} can be meant in two ways. Say how the file writes its dates.`)
}

const yes = ['yes', 'y', 'true', '1', 'x', 'on', 'ja', 'oui', 'si', 'sim', 'active']
const not = ['no', 'n', 'false', '0', 'off', 'nein', 'nee', 'non', 'nao', 'inactive']

function yesOrNo(text: string): string {
  if (yes.includes(folded(text))) return 'yes'
  if (not.includes(folded(text))) return 'no'
  return no('yes-no', `${shown(text)} is neither yes nor no.`)
}

function choiceOf({ choices = [] }: ImportColumn, text: string): string {
  const found = choices.find(({ value, title, words = [] }) =>
    [value, title, ...words].some((word) => folded(word) === folded(text)),
  )
  return found?.value ?? no('choice', `${shown(text)} is none of: ${choices.map(({ title }) => title).join(', ')}.`)
}

function countryOf(text: string): string {
  const all = countries()
  const named = folded(text) === 'usa' || folded(text) === 'us' ? 'US' : folded(text) === 'uk' ? 'GB' : null
  const found =
    named ??
    all.find(({ value }) => value === text.toUpperCase())?.value ??
    all.find(({ label }) => folded(label) === folded(text))?.value
  return found ?? no('country', `${shown(text)} is no country. Write its name in English, or its two letters.`)
}

/** Which column of the file, or which fixed text, each of the kind's columns has. */
export type Mapping = { columns: Record<string, number>; fixed: Record<string, string> }

/** The cells of a row by the columns that they are mapped to, and what is wrong with them. Pure. */
export function readRow(
  kindColumns: readonly ImportColumn[],
  cells: readonly Cell[],
  { columns, fixed }: Mapping,
  styles: Styles,
): { values: Values; problems: Problems } {
  const values: Record<string, string> = {}
  const problems: Problems = {}
  const currencies = kindColumns.filter(({ kind }) => kind === 'currency')
  const rest = kindColumns.filter(({ kind }) => kind !== 'currency')
  let own = styles
  for (const column of [...currencies, ...rest]) {
    const index = columns[column.key]
    const given = index === undefined ? undefined : cells[index]
    const cell = given === undefined || given === '' ? fixed[column.key] : given
    if (index === undefined && fixed[column.key] === undefined) continue
    try {
      const value = readCell(column, cell ?? '', own)
      values[column.key] = value
      if (column.kind === 'currency' && value !== '') own = { ...styles, currency: value }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems[column.key] = error.message
    }
  }
  return { values, problems }
}

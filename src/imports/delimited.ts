import Papa from 'papaparse'
import { refuse } from '../kernel/refusal'
import { Decoding, type Encoding } from './encoding'
import { type Cell, checkWidth, mostWide, type Row } from './table'

/** Of two that part the rows alike, the earlier one: commas stand in numbers and sentences too. */
export const delimiters = ['\t', ';', '|', ','] as const
export type Delimiter = (typeof delimiters)[number]

/** Characters of one row: what is longer is a quotation mark that nobody closes. */
const longestRow = 1_000_000

/** Characters that are parsed in one go. */
const atOnce = 262_144

/** “sep=;”, which spreadsheets write into the first line for each other. */
const saysDelimiter = /^sep=(.)\n/i

/** What parts the cells, by the beginning of a text. */
export function delimiterOf(text: string): Delimiter {
  const said = saysDelimiter.exec(text)?.[1]
  const known = delimiters.find((delimiter) => delimiter === said)
  if (known) return known
  // Without its cut-off last row.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1) || text
  const { meta } = Papa.parse(whole, {
    preview: 40,
    newline: '\n',
    skipEmptyLines: true,
    delimitersToGuess: [...delimiters],
  })
  return delimiters.find((delimiter) => delimiter === meta.delimiter) ?? ','
}

type Parsed = { data: string[][]; errors: { code: string; row?: number }[]; meta: { cursor: number } }

/**
 * The rows of a text that comes in pieces, numbered as a spreadsheet numbers them, blank ones left out.
 *
 * Refuses 'invalid': letters of another encoding ('import.encoding'), a quotation mark without its other one
 * ('import.quotes'), more columns than are read ('import.wide').
 */
export async function* delimitedRows(
  pieces: AsyncIterable<Uint8Array>,
  { encoding, delimiter }: { encoding: Encoding; delimiter: Delimiter },
): AsyncGenerator<Row> {
  const decoding = new Decoding(encoding)
  const parser = new Papa.Parser({ delimiter, newline: '\n', quoteChar: '"' })
  let text = ''
  let number = 0
  let first = true

  function* rowsOf(last: boolean): Generator<Row> {
    if (first && (last || text.length > 8)) {
      const said = saysDelimiter.exec(text)
      if (said) {
        text = text.slice(said[0].length)
        number++
      }
      first = false
    }
    const { data, errors, meta } = parser.parse(text, 0, !last) as Parsed
    if (last && errors.some(({ code }) => code === 'MissingQuotes')) unclosed(number + data.length)
    const broken = new Set(
      errors.flatMap(({ code, row }) => (code === 'InvalidQuotes' && row !== undefined ? [row] : [])),
    )
    // After the last line end there is one more row, which is empty.
    for (const [index, cells] of data.entries()) {
      number++
      if (cells.every((cell) => cell.trim() === '')) continue
      checkWidth(cells.length, number)
      yield { number, cells, broken: broken.has(index) }
    }
    text = last ? '' : text.slice(meta.cursor)
    if (text.length > longestRow) tooLong(text, delimiter, number + 1)
  }

  for await (const bytes of pieces) {
    text += decoding.take(bytes)
    if (text.length >= atOnce) yield* rowsOf(false)
  }
  text += decoding.take(null)
  if (text !== '') yield* rowsOf(true)
}

function tooLong(text: string, delimiter: string, row: number): never {
  if (!text.includes('"')) checkWidth(text.split(delimiter, mostWide + 2).length, row)
  return unclosed(row)
}

function unclosed(row: number): never {
  const sentence = `In row ${row} a quotation mark begins a text that does not end. Close it there, then send the file again.`
  return refuse('invalid', 'import.quotes', sentence, { file: sentence })
}

/** The rows at the beginning of a text, as far as they are whole. */
export function firstRows(
  text: string,
  delimiter: Delimiter,
  { whole, most }: { whole: boolean; most: number },
): Row[] {
  const skipped = saysDelimiter.exec(text)?.[0] ?? ''
  const { data } = new Papa.Parser({ delimiter, newline: '\n', quoteChar: '"' }).parse(
    text.slice(skipped.length),
    0,
    !whole,
  ) as Parsed
  return data
    .map((cells, index): Row => ({ number: index + 1 + (skipped ? 1 : 0), cells: cells as Cell[], broken: false }))
    .filter(({ cells }) => cells.some((cell) => String(cell).trim() !== ''))
    .slice(0, most)
}

import { readFrom } from '../files'
import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import type { ImportKind } from '../platform/imports'
import { type Delimiter, delimitedRows, delimiterOf, firstRows } from './delimited'
import { Decoding, type Encoding, encodingOf, natureOf } from './encoding'
import { beginsWithHeads, type Sample } from './mapping'
import { type Dates, type Decimal, datesOf, decimalOf } from './styles'
import { type Cell, mostBytes, mostWide, type Row } from './table'
import { openWorkbook, sheetRows, type Workbook } from './workbook'

/** How a file is read: found out, then corrected by a person. */
export type Reading = {
  nature: 'text' | 'workbook'
  encoding: Encoding
  delimiter: Delimiter
  /** Of a workbook. */
  sheet: string
  sheets: string[]
  heads: boolean
  decimal: Decimal
  dates: Dates
}

/** What a person may say of it; what is left out is found out. */
export type Told = Partial<Pick<Reading, 'encoding' | 'delimiter' | 'sheet' | 'heads' | 'decimal' | 'dates'>>

export type Look = { reading: Reading; sample: Sample }

/** With the name of the file. */
type Looked = Look & { fileName: string }

/** Bytes at the beginning of a text by which it is known. */
const sampleBytes = 262_144

/** Rows by which columns are known. */
const sampleRows = 60

/** Letters of a cell that are shown. */
const shownLetters = 120

const no = (reason: string, sentence: string): never => refuse('invalid', reason, sentence, { file: sentence })

/** The bytes of a stored file, one piece after another. */
export async function* piecesOf(ctx: Context, file: string): AsyncGenerator<Uint8Array> {
  const { bytes } = await readFrom(ctx, file)
  for await (const piece of bytes as unknown as AsyncIterable<Uint8Array>) yield piece
}

/**
 * Looks at a stored file: how it is to be read, and its first rows. Refuses 'invalid' for what is no table, each with
 * its own reason and the way out.
 */
export async function lookAt(ctx: Context, file: string, kind: ImportKind, told: Told = {}): Promise<Looked> {
  const { bytes, sizeBytes, name: fileName } = await readFrom(ctx, file, { from: 0, length: sampleBytes })
  const head = new Uint8Array(await new Response(bytes).arrayBuffer())
  const nature = natureOf(head)
  if (nature === 'empty') return no('import.empty', 'This file is empty. Choose another one.')
  if (sizeBytes > mostBytes[nature]) {
    const mb = mostBytes[nature] / 1024 / 1024
    no(
      'import.large',
      `${nature === 'text' ? 'A table' : 'A workbook'} may have at most ${mb} MB. Split it, or save it as CSV.`,
    )
  }
  const found = nature === 'workbook' ? await ofWorkbook(ctx, file, told) : ofText(head, sizeBytes, told)
  const cells = found.rows.map((row) => row.cells)
  if (cells.length === 0) no('import.empty', 'There are no rows in this file. Choose another one.')
  const heads = told.heads ?? beginsWithHeads(cells, kind.columns)
  if (heads && cells.length === 1) no('import.only-heads', 'This file has heads and no rows under them.')
  const { locale } = await ctx.profile()
  const all = cells.slice(heads ? 1 : 0)
  const otherwise = new Intl.NumberFormat(locale).format(1.5).includes(',') ? ',' : '.'
  return {
    reading: {
      nature,
      encoding: found.encoding,
      delimiter: found.delimiter,
      sheet: found.sheet,
      sheets: found.sheets,
      heads,
      decimal: told.decimal ?? decimalOf(all.flat(), otherwise),
      dates: told.dates ?? datesOf(all.flat()),
    },
    sample: sampleOf(cells, heads),
    fileName,
  }
}

function sampleOf(cells: Cell[][], heads: boolean): Sample {
  const shortened = (cell: Cell) => (typeof cell === 'string' ? cell.slice(0, shownLetters) : cell)
  const width = Math.min(
    mostWide,
    cells.reduce((most, row) => Math.max(most, row.length), 0),
  )
  const [first = [], ...rest] = cells
  return {
    heads: heads ? Array.from({ length: width }, (_, index) => String(shortened(first[index] ?? ''))) : null,
    rows: (heads ? rest : cells).slice(0, sampleRows).map((row) => row.map(shortened)),
    width,
  }
}

function ofText(head: Uint8Array, sizeBytes: number, told: Told) {
  const whole = head.byteLength >= sizeBytes
  const encoding = told.encoding ?? encodingOf(head)
  const decoding = new Decoding(encoding)
  const text = decoding.take(head) + (whole ? decoding.take(null) : '')
  const delimiter = told.delimiter ?? delimiterOf(text)
  const rows = firstRows(text, delimiter, { whole, most: sampleRows + 1 })
  if (rows.length === 0 && !whole) {
    no('import.one-row', 'The first row of this file has no end. Is a quotation mark open, or is it all in one line?')
  }
  const widest = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  if (widest > mostWide)
    no('import.wide', `This has ${widest.toLocaleString('en')} columns; at most ${mostWide} are read.`)
  return { encoding, delimiter, sheet: '', sheets: [] as string[], rows }
}

async function ofWorkbook(ctx: Context, file: string, told: Told) {
  const workbook = await openWorkbook(piecesOf(ctx, file))
  const shown = workbook.sheets.filter(({ hidden }) => !hidden)
  const sheet = shown.find(({ name }) => name === told.sheet) ?? shown[0] ?? workbook.sheets[0]
  const rows: Row[] = []
  for await (const row of sheetRows(piecesOf(ctx, file), sheet?.path ?? '', workbook)) {
    rows.push(row)
    if (rows.length > sampleRows) break
  }
  return {
    encoding: 'utf-8' as const,
    delimiter: ',' as const,
    sheet: sheet?.name ?? '',
    sheets: (shown.length > 0 ? shown : workbook.sheets).map(({ name }) => name),
    rows,
  }
}

/** All rows of a stored file as it is to be read, its heads left out. */
export async function* rowsOf(ctx: Context, file: string, reading: Reading): AsyncGenerator<Row> {
  let heads = reading.heads
  for await (const row of reading.nature === 'workbook'
    ? ofSheet(ctx, file, reading)
    : delimitedRows(piecesOf(ctx, file), reading)) {
    if (!heads) yield row
    heads = false
  }
}

async function* ofSheet(ctx: Context, file: string, { sheet }: Reading): AsyncGenerator<Row> {
  const workbook: Workbook = await openWorkbook(piecesOf(ctx, file))
  const path = workbook.sheets.find(({ name }) => name === sheet)?.path
  if (path === undefined) no('import.sheet', `There is no sheet “${sheet}” in this workbook any more.`)
  yield* sheetRows(piecesOf(ctx, file), path ?? '', workbook)
}

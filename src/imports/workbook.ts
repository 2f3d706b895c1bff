import { refuse } from '../kernel/refusal'
import { type Cell, checkWidth, type Row } from './table'
import { dateOfSerial, isDateFormat } from './workbook-dates'
import { eachElement, textOf } from './xml'

/*
 * A workbook is a ZIP of XML (ECMA-376). It is read as a stream and never held whole: once for what it holds and for
 * its texts, which every cell shares, and once more for the rows of one sheet.
 */

export type Sheet = { name: string; path: string; hidden: boolean }

/** What must be known before a sheet's rows are read. */
export type Workbook = { sheets: Sheet[]; texts: string[]; dates: boolean[]; from1904: boolean }

/** Bytes and letters that unpacking may come to: what is more is no table, or a trap. */
const most = { sheet: 400 * 1024 * 1024, other: 40 * 1024 * 1024, texts: 24_000_000, entries: 1000, ratio: 250 }

/** Packed bytes that are unpacked in one go: even a trap grows a thousandfold at most. */
const atOnce = 8192

type Pieces = AsyncIterable<Uint8Array>
type Wanted = (name: string) => ((text: string, last: boolean) => void) | null

const no = (reason: string, sentence: string): never => refuse('invalid', reason, sentence, { file: sentence })
const damaged = () => no('import.workbook', 'This workbook is damaged. Open it, save it again as .xlsx, and send that.')
const tooFar = () =>
  no('import.unpacks-too-far', 'This workbook unpacks to far more than it has. Save the sheet as CSV and send that.')

/** Unpacks the entries that are wanted, piece by piece. Answers after each piece, so that what came can be handed on. */
async function* unpacked(pieces: Pieces, wanted: Wanted): AsyncGenerator<void> {
  const { Unzip, UnzipInflate } = await import('fflate')
  let entries = 0
  let taken = 0
  let given = 0
  let trouble: unknown = null
  const unzip = new Unzip((entry) => {
    if (++entries > most.entries) tooFar()
    const take = wanted(entry.name)
    if (!take) return
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
    const bound = entry.name.includes('worksheets/') ? most.sheet : most.other
    let size = 0
    entry.ondata = (error, bytes, final) => {
      if (trouble) return
      try {
        if (error) damaged()
        size += bytes.byteLength
        given += bytes.byteLength
        if (size > bound || given > 1_000_000 + taken * most.ratio) tooFar()
        take(decode(decoder, bytes, final), final)
      } catch (caught) {
        trouble = caught
      }
    }
    entry.start()
  })
  unzip.register(UnzipInflate)
  for await (const piece of pieces) {
    for (let from = 0; from < piece.byteLength; from += atOnce) {
      const some = piece.subarray(from, from + atOnce)
      taken += some.byteLength
      try {
        unzip.push(some)
      } catch (error) {
        trouble ??= error
      }
      if (trouble) throw asRefusal(trouble)
      yield
    }
  }
  try {
    unzip.push(new Uint8Array(), true)
  } catch (error) {
    trouble ??= error
  }
  if (trouble) throw asRefusal(trouble)
  yield
}

function decode(decoder: TextDecoder, bytes: Uint8Array, final: boolean): string {
  try {
    return decoder.decode(bytes, { stream: !final })
  } catch {
    return damaged()
  }
}

/** What the unpacker throws is a damaged file; what we refused ourselves stays as it is. */
function asRefusal(trouble: unknown): unknown {
  if (trouble instanceof Error && trouble.name === 'Refusal') return trouble
  try {
    return damaged()
  } catch (refusal) {
    return refusal
  }
}

/** Reads everything but the sheets. Refuses 'invalid' ('import.workbook', 'import.unpacks-too-far', 'import.texts'). */
export async function openWorkbook(pieces: Pieces): Promise<Workbook> {
  const parts: Record<string, string> = {}
  const texts: string[] = []
  let letters = 0
  let open = ''
  const whole = (name: string) => (text: string) => {
    parts[name] = (parts[name] ?? '') + text
  }
  const wanted: Wanted = (name) => {
    if (/^xl\/(workbook|styles)\.xml$|^xl\/_rels\/workbook\.xml\.rels$/.test(name)) return whole(name)
    if (!/^xl\/sharedStrings\.xml$/i.test(name)) return null
    return (text) => {
      open = eachElement(open + text, 'si', (_, inner) => {
        const shared = textOf(inner)
        letters += shared.length
        if (letters > most.texts) {
          no(
            'import.texts',
            'This workbook holds more text than can be read at once. Save the sheet as CSV and send that.',
          )
        }
        texts.push(shared)
      })
    }
  }
  for await (const _ of unpacked(pieces, wanted)) {
    // Everything is taken by `wanted`.
  }
  const book = parts['xl/workbook.xml'] ?? damaged()
  const targets = new Map<string, string>()
  eachElement(parts['xl/_rels/workbook.xml.rels'] ?? '', 'Relationship', ({ Id = '', Target = '' }) => {
    targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`)
  })
  const sheets: Sheet[] = []
  eachElement(book, 'sheet', (attributes) => {
    const path = targets.get(attributes['r:id'] ?? attributes.id ?? '') ?? ''
    if (path.includes('worksheets/'))
      sheets.push({ name: attributes.name ?? '', path, hidden: (attributes.state ?? 'visible') !== 'visible' })
  })
  if (sheets.length === 0) damaged()
  return { sheets, texts, dates: dateStyles(parts['xl/styles.xml'] ?? ''), from1904: /date1904="(1|true)"/.test(book) }
}

/** Which of the styles that cells name by number show a date. */
function dateStyles(styles: string): boolean[] {
  const codes = new Map<number, string>()
  eachElement(styles, 'numFmt', ({ numFmtId = '', formatCode = '' }) => codes.set(Number(numFmtId), formatCode))
  const cells = /<(?:\w+:)?cellXfs[\s>][\s\S]*?<\/(?:\w+:)?cellXfs>/.exec(styles)?.[0] ?? ''
  // A format that is not named is the general one.
  return [...cells.matchAll(/<(?:\w+:)?xf\b([^>]*)>/g)].map(([, attributes = '']) => {
    const id = Number(/numFmtId="(\d+)"/.exec(attributes)?.[1] ?? 0)
    return isDateFormat(id, codes.get(id) ?? '')
  })
}

/** The rows of one sheet, blank ones left out. Refuses 'invalid' as `openWorkbook`, and 'import.wide'. */
export async function* sheetRows(pieces: Pieces, path: string, workbook: Workbook): AsyncGenerator<Row> {
  let open = ''
  let last = 0
  let ready: Row[] = []
  const take = (text: string) => {
    open = eachElement(open + text, 'row', ({ r }, inner) => {
      last = Number(r) > last ? Number(r) : last + 1
      const cells = cellsOf(inner, last, workbook)
      if (cells.some((cell) => cell !== '')) ready.push({ number: last, cells, broken: false })
    })
    if (open.length > 8_000_000) tooFar()
  }
  for await (const _ of unpacked(pieces, (name) => (name === path ? take : null))) {
    if (ready.length === 0) continue
    yield* ready
    ready = []
  }
}

/** “C12” is the third column. */
function columnOf(reference: string): number {
  let column = 0
  for (const letter of reference) {
    const code = letter.charCodeAt(0)
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  return column
}

function cellsOf(inner: string, row: number, workbook: Workbook): Cell[] {
  const cells: Cell[] = []
  eachElement(inner, 'c', (attributes, content) => {
    const column = columnOf(attributes.r ?? '') || cells.length + 1
    checkWidth(column, row)
    while (cells.length < column - 1) cells.push('')
    cells[column - 1] = cellOf(attributes, content, workbook)
  })
  return cells
}

/** A formula is never worked out: what its cell showed when the workbook was saved stands in it. */
function cellOf({ t = 'n', s = '' }: Record<string, string>, content: string, workbook: Workbook): Cell {
  if (t === 'inlineStr') return textOf(content).trim()
  const value = textOf(/<(?:\w+:)?v(?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?v>/.exec(content)?.[0] ?? '')
  if (value === '') return ''
  if (t === 's') return (workbook.texts[Number(value)] ?? '').trim()
  if (t === 'b') return value === '1' ? 'yes' : 'no'
  if (t === 'str' || t === 'd' || t === 'e') return value.trim()
  const number = Number(value)
  if (!Number.isFinite(number)) return value
  return workbook.dates[Number(s || '0')] ? dateOfSerial(number, workbook.from1904) : number
}

import Papa from 'papaparse'
import type { Context } from '../platform/context'
import type { ImportColumn, ImportKind, Problems } from '../platform/imports'
import { streamOf, workbookPieces } from '../platform/workbook'
import { asleep, plainText } from './cell'
import type { Import } from './import'
import { columnsFor } from './import.actions'
import { rowsOnPage } from './import.queries'
import { namesOfColumns } from './mapping'
import { readPage } from './pages'

/** As people choose a column's value: a choice by its title, all else as it is. */
const shown = ({ kind, choices = [] }: ImportColumn, value: string): string =>
  kind === 'choice' ? (choices.find((choice) => choice.value === value)?.title ?? value) : value

const csv = (rows: string[][]): string => `${Papa.unparse(rows, { newline: '\r\n' })}\r\n`

/** UTF-8 with its mark, so that a spreadsheet reads it right. */
const mark = '\ufeff'

/** Text that is sent as it is made. */
const streamed = (pieces: AsyncIterable<string>): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  return streamOf(
    (async function* () {
      for await (const piece of pieces) yield encoder.encode(piece)
    })(),
  )
}

/** A whole list as a file that can be imported again: the same columns, so that bringing it back changes nothing. */
export function exportCsv(ctx: Context, kind: ImportKind): ReadableStream<Uint8Array> {
  const columns = columnsFor(ctx, kind)
  return streamed(
    (async function* () {
      yield mark + csv([columns.map(({ title }) => title)])
      for await (const rows of exported(ctx, kind, columns)) yield csv(rows)
    })(),
  )
}

async function* exported(ctx: Context, kind: ImportKind, columns: readonly ImportColumn[]): AsyncGenerator<string[][]> {
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<ImportKind['list']>> = await kind.list(ctx, after)
    if (page.rows.length > 0) {
      yield page.rows.map((values) => columns.map((column) => asleep(shown(column, values[column.key] ?? ''))))
    }
    after = page.next
  } while (after !== null)
}

/** The same as a workbook. Every cell is text: no formula can be in it. */
export function exportWorkbook(ctx: Context, kind: ImportKind): ReadableStream<Uint8Array> {
  const columns = columnsFor(ctx, kind)
  const heads = columns.map(({ title }) => title)
  return streamOf(workbookPieces(kind.title, heads, exported(ctx, kind, columns)))
}

/** The heads of a kind's columns, to be filled in. */
export const template = (ctx: Context, kind: ImportKind): string =>
  mark + csv([columnsFor(ctx, kind).map(({ title }) => title)])

/** The problems of a row as one text. */
export const problemText = (kind: ImportKind, problems: Problems): string =>
  Object.entries(problems)
    .map(([key, sentence]) => {
      const title = kind.columns.find((column) => column.key === key)?.title
      return title ? `${title}: ${sentence}` : sentence
    })
    .join(' ')

/** The rows that could not be taken, as they were sent, with what is wrong in a column of its own: mended, they can be sent again. */
export function problemCsv(ctx: Context, kind: ImportKind, one: Import): ReadableStream<Uint8Array> {
  return streamed(
    (async function* () {
      yield mark + csv([[...namesOfColumns(one.sample), 'Row', 'Problem']])
      for (let page = 1; page <= one.pages; page++) {
        const bad = new Map(
          (await rowsOnPage(ctx, one.id, page, ['bad', 'left', 'kept'])).map(({ row, problems }) => [row, problems]),
        )
        if (bad.size === 0) continue
        const rows = (await readPage(ctx, one.id, page)).filter(([number]) => bad.has(number))
        yield csv(
          rows.map(([number, cells]) => [
            ...Array.from({ length: one.sample.width }, (_, index) => asleep(plainText(cells[index] ?? ''))),
            String(number),
            asleep(problemText(kind, JSON.parse(bad.get(number) || '{}') as Problems)),
          ]),
        )
      }
    })(),
  )
}

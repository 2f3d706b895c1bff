import Papa from 'papaparse'
import type { Context } from '../platform/context'
import { workbookPieces } from '../platform/workbook'
import { type AssetFilter, type AssetRow, assetRowsOf, pagesOf, searchAssets } from './list.queries'

/** Rows that are read at once. */
const pageSize = 500

/** All rows of a list, or of it those that were chosen, page by page. */
export async function* exportPages(
  ctx: Context,
  { q, ...filter }: AssetFilter,
  ids: string[],
): AsyncGenerator<AssetRow[]> {
  if (ids.length > 0) yield await assetRowsOf(ctx, ids)
  else if (q) yield await searchAssets(ctx, q, 100, filter)
  else yield* pagesOf(ctx, filter, pageSize)
}

const heads = [
  'Tag',
  'Name',
  'State',
  'Since',
  'Criticality',
  'Class',
  'Manufacturer',
  'Model',
  'Serial',
  'Place',
  'Owner',
] as const

const words = { operational: 'Operational', 'needs-maintenance': 'Needs maintenance', down: 'Down', retired: 'Retired' }

const cells = (row: AssetRow): string[] => [
  row.tag,
  row.name,
  words[row.state],
  new Date(row.stateSince).toISOString(),
  row.criticality ?? '',
  row.className ?? '',
  row.manufacturer ?? '',
  row.model ?? '',
  row.serial,
  row.place ?? '',
  row.owner ?? '',
]

/** UTF-8 with its mark, so that a spreadsheet reads it right; what looks like a formula is text. */
export async function* csvPieces(pages: AsyncIterable<AssetRow[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const lines = (data: string[][]) => `${Papa.unparse(data, { escapeFormulae: true, newline: '\r\n' })}\r\n`
  yield encoder.encode(`\ufeff${lines([[...heads]])}`)
  for await (const rows of pages) if (rows.length > 0) yield encoder.encode(lines(rows.map(cells)))
}

async function* cellsOf(pages: AsyncIterable<AssetRow[]>): AsyncGenerator<string[][]> {
  for await (const rows of pages) yield rows.map(cells)
}

export const excelPieces = (pages: AsyncIterable<AssetRow[]>): AsyncGenerator<Uint8Array> =>
  workbookPieces('Assets', heads, cellsOf(pages))

import Papa from 'papaparse'
import type { Context } from '../platform/context'
import { readCursor } from '../platform/keyset'
import { type AssetFilter, type AssetRow, listAssets, searchAssets } from './list.queries'

/** Rows in one file; what is more is exported in parts by its filters. */
export const exportMost = 5000

/** The rows of a list, or of it those that were chosen. */
export async function exportRows(ctx: Context, { q, ...filter }: AssetFilter, ids: string[]): Promise<AssetRow[]> {
  const rows: AssetRow[] = []
  if (q) rows.push(...(await searchAssets(ctx, q, 100, filter)))
  else {
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<typeof listAssets>> = await listAssets(
        ctx,
        filter,
        readCursor(after ?? undefined, 2),
        500,
      )
      rows.push(...page.rows)
      after = page.next
    } while (after !== null && rows.length < exportMost)
  }
  const chosen = new Set(ids)
  return (chosen.size > 0 ? rows.filter(({ id }) => chosen.has(id)) : rows).slice(0, exportMost)
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
export const csvOf = (rows: AssetRow[]): string =>
  `\ufeff${Papa.unparse({ fields: [...heads], data: rows.map(cells) }, { escapeFormulae: true, newline: '\r\n' })}\r\n`

/** A workbook of one sheet. Every cell is text: no formula can be in it. */
export async function workbookOf(rows: AssetRow[]): Promise<Blob> {
  const { default: writeWorkbook } = await import('write-excel-file/universal')
  const text = (value: string) => ({ value, type: String })
  return writeWorkbook(
    [
      heads.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
      ...rows.map((row) => cells(row).map(text)),
    ],
    {
      sheet: 'Assets',
      stickyRowsCount: 1,
    },
  ).toBlob()
}

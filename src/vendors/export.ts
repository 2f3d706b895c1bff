import Papa from 'papaparse'
import type { Context } from '../platform/context'
import { streamOf, workbookPieces } from '../platform/workbook'
import { listVendors, searchVendors, surroundingsOf, type VendorFilter, type VendorRow } from './vendor.queries'

/** Rows in one file; what is more is exported in parts by its filters. */
export const exportMost = 5000

const heads = [
  'Number',
  'Name',
  'Tier',
  'Categories',
  'Currency',
  'Payment days',
  'Contact',
  'E-mail',
  'Telephone',
  'Town',
  'Country',
]

const tierWords = { approved: 'Approved', pending: 'Pending', blacklisted: 'Blacklisted' }

type Around = Awaited<ReturnType<typeof surroundingsOf>>[number]

const cells = (row: VendorRow, around: Around | undefined): string[] => [
  `V-${row.number}`,
  row.name,
  tierWords[row.tier],
  row.categories.join(', '),
  row.currency,
  row.paymentDays === null ? '' : String(row.paymentDays),
  around?.contact?.name ?? '',
  around?.contact?.email ?? '',
  around?.contact?.phone ?? '',
  around?.address?.city ?? '',
  around?.address?.country ?? '',
]

/** The rows of a list as lines of text, page after page. */
export async function exportLines(ctx: Context, words: string, filter: VendorFilter): Promise<string[][]> {
  const lines: string[][] = []
  const add = async (rows: VendorRow[]) => {
    const around = await surroundingsOf(
      ctx,
      rows.map(({ id }) => id),
    )
    lines.push(
      ...rows.map((row) =>
        cells(
          row,
          around.find(({ id }) => id === row.id),
        ),
      ),
    )
  }
  if (words) {
    await add(await searchVendors(ctx, words, 90, filter))
    return lines
  }
  let after: string | undefined
  do {
    const page = await listVendors(ctx, filter, after, 90)
    await add(page.rows)
    after = page.next ?? undefined
  } while (after && lines.length < exportMost)
  return lines.slice(0, exportMost)
}

/** UTF-8 with its mark, so that a spreadsheet reads it right; what looks like a formula is text. */
export const csvOf = (lines: string[][]): string =>
  `\ufeff${Papa.unparse({ fields: heads, data: lines }, { escapeFormulae: true, newline: '\r\n' })}\r\n`

/** A workbook of one sheet. Every cell is text: no formula can be in it. */
export const workbookOf = (lines: string[][]): ReadableStream<Uint8Array> =>
  streamOf(
    workbookPieces(
      'Vendors',
      heads,
      (async function* () {
        yield lines
      })(),
    ),
  )

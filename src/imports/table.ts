import { refuse } from '../kernel/refusal'

/** What stands in a file's cell: text, or a number of a workbook. */
export type Cell = string | number

/** A row with its number as a spreadsheet shows it. `broken`: its quotation marks do not match. */
export type Row = { number: number; cells: Cell[]; broken: boolean }

/** Columns that are read. */
export const mostWide = 300

/** Rows that are read. */
export const mostRows = 250_000

const mb = 1024 * 1024

/** Bytes of a text, and of a workbook as it is packed. */
export const mostBytes = { text: 100 * mb, workbook: 25 * mb }

/** What can be sent, said before anybody chooses. */
export const limitsInWords = `CSV, TSV or Excel (.xlsx), at most ${mostRows.toLocaleString('en')} rows and ${mostWide} columns; a workbook up to 25 MB.`

/** Refuses 'invalid' ('import.wide'). */
export function checkWidth(columns: number, row: number): void {
  if (columns <= mostWide) return
  const sentence = `Row ${row} has more than ${mostWide} columns. Is the character between the columns the right one?`
  refuse('invalid', 'import.wide', sentence, { file: sentence, delimiter: sentence })
}

/** Refuses 'invalid' ('import.long'). */
export function checkLength(rows: number): void {
  if (rows <= mostRows) return
  const sentence = `This has more than ${mostRows.toLocaleString('en')} rows. Split it, and send one part after the other.`
  refuse('invalid', 'import.long', sentence, { file: sentence })
}

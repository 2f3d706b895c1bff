import { refuse } from '../kernel/refusal'
import type { ImportColumn, ImportKind } from '../platform/imports'
import { folded, type Mapping, plainText, readCell, type Styles } from './cell'
import type { Dates } from './styles'
import type { Cell } from './table'

/** Rows by which a first row is known as heads, and columns by what stands in them. */
export type Sample = { heads: string[] | null; rows: Cell[][]; width: number }

const numeric = /^[-+]?[\d.,' ]*\d$/
const dated = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/

const isWord = (cell: Cell) =>
  typeof cell === 'string' && cell.trim() !== '' && !numeric.test(cell.trim()) && !dated.test(cell.trim())

/**
 * Whether the first row says what stands in the columns: it has words and no numbers, and either one of them is known or
 * something else than words stands under one.
 */
export function beginsWithHeads(rows: readonly (readonly Cell[])[], columns: readonly ImportColumn[]): boolean {
  const [first, ...rest] = rows
  if (!first) return false
  const said = first.filter((cell) => String(cell).trim() !== '')
  if (said.length === 0 || !said.every(isWord)) return false
  const known = new Set(columns.flatMap(wordsOf))
  if (said.some((cell) => known.has(folded(String(cell))))) return true
  return (
    rest.length > 0 &&
    first.some(
      (cell, index) => isWord(cell) && rest.some((row) => !isWord(row[index] ?? '') && (row[index] ?? '') !== ''),
    )
  )
}

const wordsOf = ({ key, title, words = [] }: ImportColumn): string[] => [key, title, ...words].map(folded)

/** Names for the columns of a file: what its heads say, told apart where two say the same, or their letters. */
export function namesOfColumns({ heads, width }: Pick<Sample, 'heads' | 'width'>): string[] {
  const seen = new Map<string, number>()
  return Array.from({ length: width }, (_, index) => {
    const said = plainText(heads?.[index] ?? '')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, 80)
    if (said === '') return `Column ${letterOf(index)}`
    const before = seen.get(said) ?? 0
    seen.set(said, before + 1)
    return before === 0 ? said : `${said} (${before + 1})`
  })
}

/** “AB” of the 28th column, as spreadsheets call it. */
export function letterOf(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest > 0 ? letterOf(rest - 1) : '') + String.fromCharCode(65 + (index % 26))
}

/** By what another file of the same shape is known again: its heads, or how wide it is. */
export const shapeOf = ({ heads, width }: Pick<Sample, 'heads' | 'width'>): string =>
  heads ? `heads:${heads.map(folded).join('|')}`.slice(0, 2000) : `wide:${width}`

/** How well a name fits a column: 3 is the same word, 1 a part of it. */
function nameFits(name: string, column: ImportColumn): number {
  const said = folded(name)
  if (said === '') return 0
  const words = wordsOf(column)
  if (words.includes(said)) return words.indexOf(said) < 2 ? 4 : 3
  if (said.length < 4) return 0
  return words.some((word) => word.length >= 4 && (said.startsWith(word) || said.endsWith(word))) ? 1.5 : 0
}

/** How well the contents fit: below zero where most of them cannot be read as such, above where they tell by themselves. */
function contentsFit(cells: readonly Cell[], column: ImportColumn, styles: Styles): number {
  const full = cells.filter((cell) => plainText(cell).trim() !== '')
  if (full.length === 0) return 0
  const readable = full.filter((cell) => {
    try {
      return readCell(column, cell, styles) !== ''
    } catch {
      return false
    }
  }).length
  const share = readable / full.length
  if (share < 0.5) return -5
  const texts = full.map((cell) => plainText(cell).trim())
  const distinct = new Set(texts).size / texts.length
  const wordy = texts.filter((text) => /\p{L}{2,}\s+\p{L}/u.test(text)).length / texts.length
  const coded = texts.filter((text) => /\d/.test(text) && /\p{L}/u.test(text) && !/\s/.test(text)).length / texts.length
  switch (column.kind) {
    case 'choice':
    case 'currency':
    case 'country':
      return share
    case 'date':
      return share > 0.9 ? 0.6 : 0
    case 'code':
      return column.required ? distinct * 0.2 + coded * distinct * 0.8 : coded * 0.3
    case 'line':
      return column.required ? wordy * distinct * 0.9 + (texts.some((text) => /\p{L}{3}/u.test(text)) ? 0.1 : -1) : 0
    default:
      return 0
  }
}

/**
 * Which column of the file is which of the kind's: by their names, and by what stands in them where the names say
 * nothing. A column is given once. Columns without heads are proposed only where their contents tell.
 */
export function propose(sample: Sample, columns: readonly ImportColumn[], styles: Styles): Record<string, number> {
  const names = sample.heads
  const fits: { key: string; index: number; score: number }[] = []
  for (const column of columns) {
    for (let index = 0; index < sample.width; index++) {
      const cells = sample.rows.map((row) => row[index] ?? '')
      const byName = names ? nameFits(names[index] ?? '', column) : 0
      const byContents = contentsFit(cells, column, styles)
      // Something that has another name is proposed by its contents only where it must be there.
      const alone = names ? 0 : byContents
      const score = byName > 0 ? byName + byContents : alone
      const enough = byName > 0 ? score > 0 : column.required ? score >= 0.3 : score >= 0.75 && column.kind === 'choice'
      if (enough) fits.push({ key: column.key, index, score })
    }
  }
  const mapped: Record<string, number> = {}
  const taken = new Set<number>()
  for (const { key, index } of fits.sort((one, other) => other.score - one.score || one.index - other.index)) {
    if (Object.hasOwn(mapped, key) || taken.has(index)) continue
    mapped[key] = index
    taken.add(index)
  }
  // What must be there takes a column from what may be: a file's only “Description” is its name.
  const required = new Set(columns.filter((column) => column.required).map(({ key }) => key))
  for (const { key, index } of fits) {
    if (!required.has(key) || Object.hasOwn(mapped, key)) continue
    const holder = Object.keys(mapped).find((other) => mapped[other] === index)
    if (holder && required.has(holder)) continue
    if (holder) delete mapped[holder]
    mapped[key] = index
  }
  return mapped
}

/**
 * Refuses 'invalid' with one sentence a column: required ones that are neither mapped nor fixed ('import.unmapped'), the
 * same column of the file twice ('import.twice'), a fixed text that cannot be read ('import.fixed'), dates that can be
 * meant in two ways ('import.dates').
 */
export function checkMapping(
  kind: Pick<ImportKind, 'columns'>,
  { columns, fixed }: Mapping,
  { width, dates, styles }: { width: number; dates: Dates; styles: Styles },
): void {
  const wrong: Record<string, string> = {}
  const used = new Map<number, string>()
  for (const column of kind.columns) {
    const index = columns[column.key]
    const text = fixed[column.key]
    if (index === undefined && text === undefined && column.required) {
      wrong[`map.${column.key}`] = `Say which column is “${column.title}”, or write one text for all rows.`
    }
    if (index !== undefined) {
      const other = used.get(index)
      if (index < 0 || index >= width) wrong[`map.${column.key}`] = 'The file has no such column.'
      else if (other) wrong[`map.${column.key}`] = `This column is “${other}” already. Choose another one.`
      used.set(index, column.title)
      if (column.kind === 'date' && dates === 'unclear') {
        wrong.dates = 'Say how the file writes its dates: they can be meant in two ways.'
      }
    }
    if (text === undefined) continue
    try {
      readCell(column, text, { ...styles, dates: 'none' })
    } catch (error) {
      wrong[`fixed.${column.key}`] = error instanceof Error ? error.message : ''
    }
  }
  if (used.size === 0) wrong.mapping = 'No column of the file is mapped yet. Say at least which one is which.'
  if (Object.keys(wrong).length > 0) {
    refuse('invalid', 'import.mapping', 'There is a problem with the columns.', wrong)
  }
}

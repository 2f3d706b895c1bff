import type { Cell } from './table'

/** Which sign parts the decimals in texts. */
export type Decimal = '.' | ','

/** How days are written: '31/3/2026', '3/31/2026', or so that it cannot be told. Those of ISO 8601 are always read. */
export type Dates = 'dmy' | 'mdy' | 'unclear' | 'none'

const byComma = /^[-+]?(?:\d{1,3}(?:[. ']\d{3})+|\d+),(?:\d{1,2}|\d{4,})$/
const byPoint = /^[-+]?(?:\d{1,3}(?:[, ']\d{3})+|\d+)\.(?:\d{1,2}|\d{4,})$/

/** By what the cells show; by the organization's own way where they show nothing. */
export function decimalOf(cells: Iterable<Cell>, otherwise: Decimal): Decimal {
  let [commas, points] = [0, 0]
  for (const cell of cells) {
    if (typeof cell === 'number') continue
    const text = cell
      .trim()
      .replaceAll(/[€$£]|\s(?=[€$£])/g, '')
      .trim()
    if (byComma.test(text)) commas++
    else if (byPoint.test(text)) points++
  }
  return commas === points ? otherwise : commas > points ? ',' : '.'
}

export const slashed = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T].*)?$/

/** By a day that can be no month. */
export function datesOf(cells: Iterable<Cell>): Dates {
  let [dayFirst, monthFirst, either] = [false, false, false]
  for (const cell of cells) {
    const [, first, second] = (typeof cell === 'string' && slashed.exec(cell.trim())) || []
    if (first === undefined || second === undefined) continue
    either = true
    if (Number(first) > 12) dayFirst = true
    if (Number(second) > 12) monthFirst = true
  }
  if (!either) return 'none'
  if (dayFirst === monthFirst) return 'unclear'
  return dayFirst ? 'dmy' : 'mdy'
}

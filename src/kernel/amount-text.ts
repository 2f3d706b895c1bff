/** A number in somebody's words: its machine's form, and what else it could mean. */
export type ReadNumber = { decimal: string; sure: boolean }

/**
 * Reads a number however it is written: '1.234,50', "1'234.50", '1 234,5', '12.50'. One mark with exactly three digits
 * behind it could part thousands or decimals: then it is not sure, and taken as thousands where the other mark of the
 * same text says so (`style`).
 *
 * Null for what is no number.
 */
export function readAmount(given: string, style?: ',' | '.'): ReadNumber | null {
  const text = given.trim().replaceAll(/[\s\u00a0\u202f'’]/g, '')
  if (!/^\d{1,12}([.,]\d{1,12})*$/.test(text)) return null
  const marks = [...text].filter((letter) => letter === ',' || letter === '.')
  const last = marks.at(-1)
  if (!last) return { decimal: text, sure: true }
  const [whole = '', fraction = ''] = [text.slice(0, text.lastIndexOf(last)), text.slice(text.lastIndexOf(last) + 1)]
  const digits = whole.replaceAll(/[.,]/g, '')
  if (new Set(marks).size === 2)
    return wellGrouped(whole, last) ? { decimal: `${digits}.${fraction}`, sure: true } : null
  if (marks.length > 1) return wellGrouped(text, last) ? { decimal: digits + fraction, sure: true } : null
  if (fraction.length !== 3 || whole.length > 3 || whole === '0')
    return { decimal: `${digits}.${fraction}`, sure: true }
  if (style) return { decimal: last === style ? `${digits}.${fraction}` : digits + fraction, sure: true }
  return { decimal: digits + fraction, sure: false }
}

/** A machine's decimal written so that `readAmount` is sure of it: two decimals at least, and never three. */
export function sureText(decimal: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.')
  const least = fraction.length === 3 ? 4 : 2
  return `${whole}.${fraction.padEnd(least, '0')}`
}

/** Thousands stand in threes. */
const wellGrouped = (text: string, decimalMark: string): boolean => {
  const mark = decimalMark === ',' ? /[.]/ : /[,]/
  const groups = text.split(text.includes('.') && text.includes(',') ? /[.,]/ : mark)
  const parts = groups.length > 1 ? groups : text.split(/[.,]/)
  return parts.slice(1).every((part) => part.length === 3)
}

/** Formats of dates that every workbook knows by their number. Source: ECMA-376, part 1, 18.8.30. */
const builtIn = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** Whether a number format shows a date or a time. */
export function isDateFormat(id: number, code: string): boolean {
  if (code === '') return builtIn(id)
  // Without what is quoted, escaped or in brackets, such as a colour or a currency.
  const bare = code.replaceAll(/"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*./gi, '')
  return /[ymdhs]/i.test(bare) && !/general/i.test(bare)
}

const dayMs = 86_400_000

/**
 * The date that a workbook keeps as a count of days, as '2026-03-31', with ' 14:30' where it has an hour. Spreadsheets
 * believe that 1900 was a leap year; before its March their days are one too many.
 */
export function dateOfSerial(serial: number, from1904: boolean): string {
  if (serial < 0 || serial > 2_958_465) return String(serial)
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial
  const at = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000)
  const text = at.toISOString()
  return at.getTime() % dayMs === 0 ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`
}

import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../kernel/instant'
import { instant } from '../kernel/instant'

/** What a clock on the wall showed, as a form sends it ('2026-11-24T13:42'), as a moment; other texts stay as they are. */
export function momentOf(text: string | undefined, timeZone: string): string {
  const given = (text ?? '').trim()
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(given)) return given
  try {
    return new Date(Temporal.PlainDateTime.from(given).toZonedDateTime(timeZone).epochMilliseconds).toISOString()
  } catch {
    return given
  }
}

/** A moment as such a form shows it. */
export const wallOf = (at: Instant, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant(at))
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })

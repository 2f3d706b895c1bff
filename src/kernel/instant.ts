import { refuse } from './refusal'

/** A moment: whole milliseconds since 1970 in UTC. */
export type Instant = number & { readonly instant: unique symbol }

/** What a date of JavaScript reaches, either side of 1970. */
const furthest = 8_640_000_000_000_000

/** The number as a moment. Only clocks, databases and parsers may say so; what no clock shows throws. */
export function instant(milliseconds: number): Instant {
  const whole = Math.trunc(milliseconds)
  if (!(Math.abs(whole) <= furthest)) throw new RangeError(`not a moment: ${milliseconds}`)
  return whole as Instant
}

/**
 * Reads a moment as ISO 8601 has it, with its zone: '2026-03-31T08:15:00Z', '2026-03-31T10:15:00.250+02:00'.
 * Refuses 'invalid' ('instant.form') for anything else; a time without a zone is no moment.
 */
export function parseInstant(given: string): Instant {
  const no = () => refuse('invalid', 'instant.form', 'Write the time with its zone, such as 2026-03-31T08:15:00Z.')
  const parts =
    /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/.exec(given)
  const milliseconds = parts ? Date.parse(given) : Number.NaN
  if (Number.isNaN(milliseconds)) return no()
  // The 31st of February is not the 3rd of March.
  const day = Date.parse(`${parts?.[1]}T00:00:00Z`)
  return new Date(day).toISOString().startsWith(parts?.[1] ?? '') ? instant(milliseconds) : no()
}

/** '2026-03-31T08:15:00.000Z', for machines. */
export const isoOf = (at: Instant): string => new Date(at).toISOString()

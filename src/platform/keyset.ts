import { refuse } from '../kernel/refusal'

/** Where a page of a list ended: the values of its order, the last one unique. */
export type Cursor = string[]

const encoder = new TextEncoder()

/** A cursor as a word for a URL. */
export const writeCursor = (values: Cursor): string =>
  btoa(String.fromCharCode(...encoder.encode(JSON.stringify(values))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/**
 * Reads a cursor of so many values; null when none is given.
 * Refuses 'invalid' ('cursor') for one that we did not write.
 */
export function readCursor(word: string | undefined, length: number): Cursor | null {
  if (!word) return null
  try {
    const bytes = Uint8Array.from(atob(word.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    )
    const values: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
    if (Array.isArray(values) && values.length === length && values.every((value) => typeof value === 'string')) {
      return values
    }
  } catch {
    // Not ours: refused below.
  }
  return refuse('invalid', 'cursor', 'This link to the next page is damaged. Go back to the start of the list.')
}

/** A page of a list: its rows and where the next one begins, null at the end. Ask the database for one row more. */
export function pageOf<T>(rows: T[], size: number, cursorOf: (row: T) => Cursor): { rows: T[]; next: string | null } {
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > size && last ? writeCursor(cursorOf(last)) : null }
}

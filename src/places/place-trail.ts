/** The names from the site down, as one text: 'Rotterdam plant > Stores > Room A'. A '>' of a name is doubled. */
export const writeTrail = (names: readonly string[]): string =>
  names.map((name) => name.replaceAll('>', '>>')).join(' > ')

/** Reads it back; one name alone is a way of one. */
export const readTrail = (text: string): string[] =>
  text
    .split(/(?<!>) > (?!>)/)
    .map((name) => name.replaceAll('>>', '>').trim())
    .filter(Boolean)

/** A name as it is compared: capitals and runs of spaces count for nothing. */
export const nameKey = (name: string): string => name.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim()

/** A way as it is compared. */
export const trailKey = (names: readonly string[]): string => writeTrail(names.map(nameKey))

/** The names from the site down, as one text: 'Rotterdam plant > Stores > Room A'. A '>' of a name has a '\\' before it. */
export const writeTrail = (names: readonly string[]): string =>
  names.map((name) => name.replaceAll(/[\\>]/g, '\\$&')).join(' > ')

/** Reads it back; one name alone is a way of one. */
export function readTrail(text: string): string[] {
  const names = ['']
  for (const [piece, escaped] of text.matchAll(/\\([\\>])|\s>\s|[\s\S]/g)) {
    if (escaped === undefined && piece.length === 3) names.push('')
    else names[names.length - 1] += escaped ?? piece
  }
  return names.map((name) => name.trim()).filter(Boolean)
}

/** A name as it is compared: capitals and runs of spaces count for nothing. */
export const nameKey = (name: string): string => name.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim()

/** A way as it is compared. */
export const trailKey = (names: readonly string[]): string => writeTrail(names.map(nameKey))

/** The letters of GSM 03.38 that take one unit, and those that take two. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const double = '\f^{}\\[~]|€'

export type Segments = { encoding: 'GSM-7' | 'UCS-2'; units: number; segments: number }

/**
 * How many parts a text message takes: 160 units of GSM-7 or 70 of UCS-2 alone, 153 or 67 in each of several. A pair of
 * units is never cut in two. Source: 3GPP TS 23.038; integrations 6.5.
 */
export function segmentsOf(text: string): Segments {
  const letters = [...text]
  const gsm = letters.every((letter) => basic.includes(letter) || double.includes(letter))
  const costOf = gsm ? (letter: string) => (double.includes(letter) ? 2 : 1) : (letter: string) => letter.length
  const [single, several] = gsm ? [160, 153] : [70, 67]
  const encoding = gsm ? 'GSM-7' : 'UCS-2'
  const units = letters.reduce((sum, letter) => sum + costOf(letter), 0)
  if (units <= single) return { encoding, units, segments: units === 0 ? 0 : 1 }
  let segments = 1
  let used = 0
  for (const letter of letters) {
    const cost = costOf(letter)
    if (used + cost > several) {
      segments++
      used = 0
    }
    used += cost
  }
  return { encoding, units, segments }
}

/** Curly quotes, dashes and hard blanks in the letters that take one unit: a third of the price, the same words. */
export const plainLetters = (text: string): string =>
  text
    .replaceAll(/[\u2018\u2019\u201a\u2032]/g, "'")
    .replaceAll(/[\u201c\u201d\u201e\u2033]/g, '"')
    .replaceAll(/[\u2010-\u2015]/g, '-')
    .replaceAll('\u2026', '...')
    .replaceAll(/[\u00a0\u2007\u202f]/g, ' ')

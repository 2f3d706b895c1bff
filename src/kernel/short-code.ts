/** Digits and capitals without I, L, O and U (Crockford's base 32): no two of them look alike. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Letters of a code. 32⁸ are a million million: guessing finds nothing. */
const length = 8

/** Eight random letters. Every letter is equally likely: 256 is a multiple of 32. */
export const newCode = (): string =>
  [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => alphabet[byte & 31]).join('')

/**
 * The code in what a person typed or a camera read: our own address (`https://…/q/7K3F9Q2X`) or its eight letters,
 * with or without the dash, in any case. I and L are read as 1, O as 0. Null when it is none.
 */
export function readCode(text: string): string | null {
  const path = /^(?:https?:\/\/[^/\s]+)?\/q\/([^/?#\s]+)\/?(?:[?#]\S*)?$/i.exec(text.trim())?.[1]
  const letters = (path ?? text).replaceAll(/[\s-]/g, '').toUpperCase().replaceAll(/[IL]/g, '1').replaceAll('O', '0')
  return letters.length === length && [...letters].every((letter) => alphabet.includes(letter)) ? letters : null
}

/** As it is printed and said: 7K3F-9Q2X. */
export const spokenCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`

/** Crockford’s base 32: no I, L, O and U, which look like something else on paper. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 24 letters of 5 bits: 120 bits, so a plain hash keeps them. Source: OWASP ASVS 5.0, 6.5.2 (112 bits). */
const letters = 24

/** How many there are in a set. A new set replaces the old one as a whole. */
export const codesInSet = 10

/** A new code as it is printed: six groups of four. */
export function newRecoveryCode(): string {
  const text = [...crypto.getRandomValues(new Uint8Array(letters))].map((byte) => alphabet[byte % 32]).join('')
  return text.replaceAll(/(.{4})(?=.)/g, '$1-')
}

/** A code as it is compared, whatever a person made of it while typing; null when it cannot be one. */
export function plainCode(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}.]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return plain.length === letters && [...plain].every((letter) => alphabet.includes(letter)) ? plain : null
}

import { createHash } from 'node:crypto'

/**
 * Letters and digits that a listed password has at least. Ours have 15 characters or more; a listed one of twelve with
 * up to three more behind it is as easily guessed.
 */
export const leastLetters = 12

/** As it is compared: without case, signs and spaces. */
export const plainOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** The first 32 bits of SHA-256. Of ten thousand good passwords less than one meets a listed print by chance. */
export const printOf = (plain: string): number => createHash('sha256').update(plain).digest().readUInt32BE(0)

/** Ascending numbers as their differences, seven bits a byte, in base64: a third of what they are as numbers in text. */
export function packed(prints: number[]): string {
  const bytes: number[] = []
  let before = 0
  for (const print of prints) {
    let rest = print - before
    before = print
    while (rest >= 128) {
      bytes.push((rest % 128) + 128)
      rest = Math.floor(rest / 128)
    }
    bytes.push(rest)
  }
  return Buffer.from(bytes).toString('base64')
}

export function unpacked(text: string): Set<number> {
  const prints = new Set<number>()
  let [print, difference, weight] = [0, 0, 1]
  for (const byte of Buffer.from(text, 'base64')) {
    difference += (byte & 127) * weight
    weight *= 128
    if (byte >= 128) continue
    print += difference
    prints.add(print)
    ;[difference, weight] = [0, 1]
  }
  return prints
}

/** Says whether the text, or all of it but its last three letters, is on the list. */
export function isListed(plain: string, prints: Set<number>): boolean {
  const letters = [...plain]
  for (let without = 0; without <= 3 && letters.length - without >= leastLetters; without++) {
    if (prints.has(printOf(letters.slice(0, letters.length - without).join('')))) return true
  }
  return false
}

/** Says whether the text, or all of it but its last three letters, is one piece over and over. */
export function isRepeated(plain: string): boolean {
  for (let without = 0; without <= 3 && without < plain.length - 3; without++) {
    const head = plain.slice(0, plain.length - without)
    if (`${head}${head}`.indexOf(head, 1) < head.length) return true
  }
  return false
}

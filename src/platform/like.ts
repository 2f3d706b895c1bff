const encoder = new TextEncoder()

/**
 * A person's words as part of a LIKE pattern: without its signs, and cut to what D1 takes, which is a pattern of 50 bytes
 * in all. Source: D1's limits.
 */
export function likeWords(words: string): string {
  let kept = ''
  let bytes = 0
  for (const letter of words.replaceAll(/[%_]/g, '')) {
    bytes += encoder.encode(letter).byteLength
    if (bytes > 46) break
    kept += letter
  }
  return kept
}

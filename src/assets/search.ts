/** A person's words as FTS5 takes them: each quoted, so that none is an operator, the last a beginning. */
export function wordsOf(words: string): string | null {
  const terms = words.match(/[\p{L}\p{N}]+/gu)?.slice(0, 8) ?? []
  return terms.length === 0 ? null : terms.map((term) => `"${term}"*`).join(' ')
}

/** Longer texts are not looked through for what they quote: nobody writes so much above an answer. */
const longest = 200_000

/**
 * What is new in a letter, without what it quotes. The whole letter is kept beside it; where nothing of it seems new,
 * the whole is.
 */
export async function freshPart(text: string): Promise<string> {
  if (text.length > longest) return text
  // Marks of our own letters come first: below them everything is quoted.
  const [above = text] = text.split(/^.*reply above this line.*$/im)
  try {
    const { extractFromPlain } = await import('planer')
    const fresh = String(extractFromPlain(above)).trim()
    return fresh || text
  } catch {
    return above.trim() || text
  }
}

/** Longer texts are not looked through for what they quote: nobody writes so much above an answer. */
const longest = 200_000

/** No program writes longer ones before what it quotes. */
const longestLine = 1_000

/**
 * Lines by which mail programs begin what they quote: attributions of a dozen languages, the block of Outlook, the mark
 * of our own letters, and a signature's two dashes.
 */
const beginnings: readonly RegExp[] = [
  /^.*reply above this line.*$/i,
  /^\s*-{2,}\s*(original message|ursprüngliche nachricht|oorspronkelijk bericht|message d'origine|forwarded message)\b.*$/i,
  /^\s*_{20,}\s*$/,
  /^\s*(on|am|le|op|el|il|em|den|w dniu|dnia)\b.{4,200}\b(wrote|schrieb|a écrit|schreef|escribió|ha scritto|escreveu|skrev|napisał\(?a?\)?)\b.{0,120}:?\s*$/i,
  /^\s*(from|von|van|de|od)\s*:\s.+@.+$/i,
  /^\s*\*?(from|von|van|od)\s*:\*?\s.+$/i,
  /^-- ?$/,
  /^\s*(sent from my|von meinem|verzonden vanaf|envoyé de mon)\b.*$/i,
]

/** An attribution may break over two lines: 'On Mon, Ana <a@b> ⏎ wrote:'. */
const broken = /^\s*(on|am|le|op)\b.{4,200}$/i
const rest = /^.{0,120}\b(wrote|schrieb|a écrit|schreef)\b.{0,120}:\s*$/i

/**
 * What is new in a letter, without what it quotes. The whole letter is kept beside it; where nothing of it seems new, or
 * the answers stand between the quoted lines, the whole is.
 */
export function freshPart(text: string): string {
  if (text.length > longest) return text
  const lines = text.split('\n')
  const end = lines.findIndex(
    (line, at) =>
      line.length <= longestLine &&
      (beginnings.some((pattern) => pattern.test(line)) ||
        (broken.test(line) && rest.test((lines[at + 1] ?? '').slice(0, longestLine)))),
  )
  const above = end === -1 ? lines : lines.slice(0, end)
  const below = end === -1 ? [] : lines.slice(end + 1)
  // Answers between the quoted lines belong together with them.
  const between = below.filter((line) => line.trim() !== '' && !/^\s*[>|]/.test(line)).length
  const quoted = below.some((line) => /^\s*>/.test(line))
  const fresh = above
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')
    .trim()
  if (fresh === '' || (quoted && between > 0 && /^\s*>/.test(above.at(-1) ?? ''))) return text
  return fresh
}

/**
 * Splits a migration into its statements. Knows quotes, comments and the `BEGIN … END` of triggers, at whose
 * semicolons nothing ends.
 */
export function statementsOf(text: string): string[] {
  const statements: string[] = []
  let statement = ''
  let depth = 0
  const piece = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\b[A-Za-z_]+\b|;|[\s\S]/g
  for (const [token] of text.matchAll(piece)) {
    if (token.startsWith('--') || token.startsWith('/*')) continue
    const word = token.toUpperCase()
    if (word === 'BEGIN' || (word === 'CASE' && depth > 0)) depth++
    if (word === 'END' && depth > 0) depth--
    if (token === ';' && depth === 0) {
      if (statement.trim()) statements.push(statement.trim())
      statement = ''
    } else statement += token
  }
  if (statement.trim()) statements.push(statement.trim())
  return statements
}

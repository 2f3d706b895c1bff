type Level = 'info' | 'warn' | 'error'

/**
 * One structured line. Ids, names of routes and numbers only: no contents, no personal data, no secrets.
 * JSON encodes control characters, so a value cannot forge a line.
 */
export function log(level: Level, event: string, fields: Record<string, string | number | boolean | null>): void {
  const line = JSON.stringify({ level, event, ...fields })
  if (level === 'error') console.error(line)
  else if (level === 'warn') console.warn(line)
  else console.log(line)
}

/**
 * The kind of a fault without what it was about. A failed query carries its values from its second line on, and what
 * is quoted may be a value too: neither goes into a log.
 */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const root = error.cause instanceof Error ? error.cause : error
  const [first = ''] = root.message.split('\n')
  return `${root.name}: ${first.replaceAll(/'[^']*'|"[^"]*"/g, '…').slice(0, 200)}`
}

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

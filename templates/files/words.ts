const mb = 1024 * 1024

/** A size as people say it. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  if (bytes < mb) return `${Math.round(bytes / 1024)} kB`
  return `${(bytes / mb).toFixed(bytes < 10 * mb ? 1 : 0)} MB`
}

export const purposes = ['open', 'report', 'list', 'claim'] as const
export type Purpose = (typeof purposes)[number]

export const ways = ['link', 'camera', 'typed', 'picture'] as const
export type Way = (typeof ways)[number]

export type Device = 'phone' | 'tablet' | 'desktop' | 'unknown'

/** Scans are kept for so many years. Source: MRO Command Privacy Policy 6, activity logs. */
export const keptYears = 2

/** What kind of thing a browser runs on, by what it says of itself. */
export function deviceOf(userAgent: string): Device {
  if (/iPad|Tablet|Android(?!.*Mobile)/i.test(userAgent)) return 'tablet'
  if (/Mobi|iPhone|Android/i.test(userAgent)) return 'phone'
  return /Windows|Macintosh|Linux|CrOS/i.test(userAgent) ? 'desktop' : 'unknown'
}

/** A town and a country: never nearer. */
export const placeOf = (network: { city?: unknown; country?: unknown } | undefined): string =>
  [network?.city, network?.country]
    .filter((part): part is string => typeof part === 'string' && part !== '')
    .map((part) => part.slice(0, 60))
    .join(', ')

/** A text as a scan keeps it: what a camera reads can be anything, so control characters go and the rest is cut. */
export const rawOf = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .trim()
    .slice(0, 300)

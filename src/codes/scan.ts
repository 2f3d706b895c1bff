import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'

export const purposes = ['open', 'report', 'list', 'claim'] as const
export type Purpose = (typeof purposes)[number]

export const ways = ['link', 'camera', 'typed', 'picture'] as const
export type Way = (typeof ways)[number]

export type Device = 'phone' | 'tablet' | 'desktop' | 'unknown'

/** One look at a code. It is written once and never changed. */
export type Scan = {
  id: Id<'sc'>
  at: Instant
  /** What was read, as it was read. */
  raw: string
  /** The code that it was, ours or a maker's; null for one that nobody here knows. */
  codeId: string | null
  target: string | null
  /** Who scanned; null for a stranger. */
  actorId: string | null
  device: Device
  /** A town and a country at most, as the network tells; empty when it does not. */
  place: string
  purpose: Purpose
  way: Way
}

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

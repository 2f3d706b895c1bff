import { Refusal, type RefusalCode } from '../kernel/refusal'
import { type Flash, setFlash } from './cookies'
import type { Request } from './routes'

/** One table for all doors: what a refusal is in HTTP. */
export const statusOf = {
  invalid: 422,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  limit: 429,
  unavailable: 503,
} as const satisfies Record<RefusalCode, number>

/** A reason may have a status of its own. */
export const statusFor = (refusal: Refusal): 400 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 503 => {
  if (refusal.reason === 'body.too-large') return 413
  if (refusal.reason === 'body.type') return 415
  if (refusal.reason === 'body.unreadable') return 400
  if (refusal.reason === 'etag') return 412
  return statusOf[refusal.code]
}

/** After a form: go and look (303), with a word of what was done. `path` begins with a slash, within the house. */
export function seeOther(c: Request, path: string, flash?: Flash): Response {
  if (flash) setFlash(c, flash)
  return c.redirect(path, 303)
}

/** A problem as RFC 9457 has it. `type` is a stable name, `errors` has one sentence a field. */
export function problem(c: Request, refusal: Refusal): Response {
  const status = statusFor(refusal)
  if (refusal.retryAfterSeconds !== null) c.header('Retry-After', String(refusal.retryAfterSeconds))
  return c.json(
    {
      type: `urn:mro:problem:${refusal.reason}`,
      title: refusal.message,
      status,
      code: refusal.code,
      instance: `urn:mro:request:${c.var.requestId}`,
      ...(Object.keys(refusal.fields).length > 0 ? { errors: refusal.fields } : {}),
    },
    status,
    { 'Content-Type': 'application/problem+json' },
  )
}

/** Says which version of a record an answer shows. */
export const etag = (version: number): string => `"v${version}"`

/** The version that a request says it changes: `If-Match`, else null. */
export function versionAsked(c: Request): number | null {
  const match = /^(?:W\/)?"v(\d{1,9})"$/.exec(c.req.header('If-Match') ?? '')
  return match ? Number(match[1]) : null
}

/**
 * The version that a request changes, where it says one. Refuses 'conflict' ('etag', answered as 412) when `If-Match`
 * names another than the one that is there.
 */
export function versionMatched(c: Request, there: number): { version?: number } {
  const asked = versionAsked(c)
  if (asked === null) return {}
  if (asked === there) return { version: asked }
  throw new Refusal('conflict', 'etag', 'This has changed since you read it. Read it again, then change it.')
}

/** The policy of every page, with more for one page that needs it: `{ 'frame-src': "'self'" }`. */
export function policyWith(more: Record<string, string>): string {
  const parts = (houseHeaders['Content-Security-Policy'] ?? '').split('; ')
  const kept = parts.filter((part) => !(part.split(' ')[0] ?? '') || !Object.hasOwn(more, part.split(' ')[0] ?? ''))
  return [...kept, ...Object.entries(more).map(([name, value]) => `${name} ${value}`)].join('; ')
}

/** The headers of every answer. Pages of people are never stored by anyone. */
export const houseHeaders: Record<string, string> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), microphone=(self), geolocation=(), payment=(), usb=()',
  'Cache-Control': 'no-store',
}

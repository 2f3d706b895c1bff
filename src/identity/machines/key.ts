import { type Id, secret } from '../../kernel/ids'
import type { Instant } from '../../kernel/instant'
import { refuse } from '../../kernel/refusal'

/**
 * `key`: the same text with every request, for what runs on a server. `rotating`: a first refresh token, for an app
 * that exchanges it at `/oauth/token` and keeps the next one each time.
 */
export type KeyKind = 'key' | 'rotating'

/** What a machine proves itself with. Its text is shown once and kept as a hash; it acts as its maker or a service. */
export type ApiKey = {
  id: Id<'ak'>
  kind: KeyKind
  name: string
  /** The last four letters of its text, by which people tell keys apart. */
  hint: string
  /** The service that it acts as; null: it acts as its maker. */
  serviceId: Id<'sv'> | null
  makerId: Id<'mb'>
  /** Permissions by their whole names, within the maker's rights when it was made. */
  scopes: readonly string[]
  createdAt: Instant
  expiresAt: Instant
  revokedAt: Instant | null
  /** A member, or `house` when a refresh token came back that had been used. */
  revokedBy: string | null
  version: number
}

const dayMs = 24 * 3_600_000

/** A key lives a year at most. Source: security targets S12. */
export const longestDays = 365

/** Requests that one key may send, evenly over a minute. */
export const requestsPerMinute = 600

/** A refresh token that nobody uses ends after so many days; each use brings a new one. Never beyond its key's end. */
export const refreshDays = 30

/** How keys begin, so that a scanner finds one that was left lying about: `mro_` a key, `mrr_` a refresh token. */
export const prefixOf = { key: 'mro_', rotating: 'mrr_' } as const satisfies Record<KeyKind, string>

/** A new text of 256 random bits. */
export const newText = (kind: KeyKind): string => prefixOf[kind] + secret()

/** Says whether this has the form of such a text. */
export const isText = (kind: KeyKind, text: string): boolean =>
  text.startsWith(prefixOf[kind]) && /^[A-Za-z0-9_-]{43}$/.test(text.slice(prefixOf[kind].length))

export type KeyState = 'active' | 'expired' | 'revoked'

export const stateOf = (key: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: number): KeyState =>
  key.revokedAt !== null ? 'revoked' : key.expiresAt <= now ? 'expired' : 'active'

type Wanted = {
  name: string
  kind: KeyKind
  scopes: readonly string[]
  days: number
  hint: string
}

/**
 * A new key of a member.
 *
 * Refuses 'invalid' without a scope, beyond a year, and a rotating one for a service ('key.kind': a service has its
 * client credentials); 'forbidden' ('key.scope') for a scope that the maker lacks, or the service it is for.
 */
export function makeKey(
  wanted: Wanted,
  maker: { id: Id<'mb'>; may: (permission: string) => boolean },
  service: { id: Id<'sv'>; name: string; permissions: readonly string[]; disabledAt: number | null } | null,
  id: Id<'ak'>,
  now: Instant,
): ApiKey {
  const { name, kind, scopes, days, hint } = wanted
  if (scopes.length === 0) {
    refuse('invalid', 'key.scopes', 'Choose what the key may do.', { scopes: 'Choose at least one thing.' })
  }
  if (!Number.isInteger(days) || days < 1 || days > longestDays) {
    const sentence = `A key lives between 1 and ${longestDays} days.`
    refuse('invalid', 'key.days', sentence, { days: sentence })
  }
  if (service?.disabledAt) {
    refuse('conflict', 'service.disabled', `${service.name} is switched off. Switch it on, then make a key for it.`)
  }
  if (service && kind === 'rotating') {
    const sentence = 'A service signs in by its key; a rotating one is for an app of a person.'
    refuse('invalid', 'key.kind', sentence, { kind: sentence })
  }
  const lacking = scopes.filter((scope) => scope.endsWith('*') || !maker.may(scope))
  if (lacking.length > 0) {
    const sentence = `You cannot give what you do not have: ${lacking.join(', ')}.`
    refuse('forbidden', 'key.scope', sentence, { scopes: sentence })
  }
  const beyond = service ? scopes.filter((scope) => !service.permissions.includes(scope)) : []
  if (beyond.length > 0) {
    const sentence = `${service?.name} may not do this itself: ${beyond.join(', ')}.`
    refuse('forbidden', 'key.scope', sentence, { scopes: sentence })
  }
  return {
    id,
    kind,
    name,
    hint,
    serviceId: service?.id ?? null,
    makerId: maker.id,
    scopes: [...new Set(scopes)].sort(),
    createdAt: now,
    expiresAt: (now + days * dayMs) as Instant,
    revokedAt: null,
    revokedBy: null,
    version: 1,
  }
}

/** Ends a key, for good. Refuses 'conflict' ('key.revoked') when it has been ended already. */
export function revokeKey(key: ApiKey, by: string, now: Instant): ApiKey {
  if (key.revokedAt !== null) refuse('conflict', 'key.revoked', `The key “${key.name}” has been revoked already.`)
  return { ...key, revokedAt: now, revokedBy: by, version: key.version + 1 }
}

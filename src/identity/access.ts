import ipaddr from 'ipaddr.js'
import type { Denied } from '../platform/http'
import type { Proof, SessionKind, Way } from '../platform/routes'

const minute = 60_000

/** What an organization asks of those who come in. */
export type AccessPolicy = {
  /** Minutes without a request after which one signs in again. */
  idleMinutes: number
  /** Minutes after signing in, at work or not. */
  absoluteMinutes: number
  secondFactor: 'optional' | 'required'
  /** Only by the organization's own identity provider. */
  ssoEnforced: boolean
  /** Networks in CIDR notation that people may come from; none: from anywhere. */
  networks: readonly string[]
}

/**
 * Between these an organization chooses: it may shorten, never lengthen.
 * Source: NIST SP 800-63B-4, 2.2.3 (AAL2): an hour without use, a day in any case.
 */
export const bounds = {
  idleMinutes: { least: 15, most: 60 },
  absoluteMinutes: { least: 8 * 60, most: 24 * 60 },
} as const

/** Minutes without a request on a shared tablet, whatever the organization chose. */
export const sharedIdleMinutes = 10

/** What holds outside any organization, and in one that has chosen nothing. */
export const defaultPolicy: AccessPolicy = {
  idleMinutes: bounds.idleMinutes.most,
  absoluteMinutes: bounds.absoluteMinutes.most,
  secondFactor: 'optional',
  ssoEnforced: false,
  networks: [],
}

/** A session as it stands at the door of an organization, or of the house where there is none. */
export type Standing = {
  kind: SessionKind
  createdAt: number
  /** When it was last seen here. */
  seenAt: number
  proofs: readonly Proof[]
  /** The whole network address of the request; empty where the edge does not say. */
  address: string
  organizationId: string | null
  /** Owners keep a way in when the identity provider is away: a passkey, or a password and a second factor. */
  owner: boolean
}

/** The instant at which the session ends when nothing more is asked of it, in milliseconds. */
export function endOf(
  { kind, createdAt, seenAt }: Pick<Standing, 'kind' | 'createdAt' | 'seenAt'>,
  policy: AccessPolicy,
) {
  const idle = kind === 'shared' ? Math.min(sharedIdleMinutes, policy.idleMinutes) : policy.idleMinutes
  return Math.min(seenAt + idle * minute, createdAt + policy.absoluteMinutes * minute)
}

/** The first reason for which the session does not open the door now, or null. */
export function denialOf(standing: Standing, policy: AccessPolicy, now: number): Denied | null {
  if (now >= endOf(standing, policy)) return 'expired'
  if (!isFrom(policy.networks, standing.address)) return 'network'
  const own = standing.organizationId !== null && has(standing.proofs, `sso:${standing.organizationId}`)
  if (policy.ssoEnforced && !own && !(standing.owner && isTwoFactor(standing.proofs))) return 'sso-needed'
  if (policy.secondFactor === 'required' && !own && !isTwoFactor(standing.proofs)) return 'factor-needed'
  // What one organization's provider says opens that organization and no other that its person belongs to.
  const only = standing.proofs.length > 0 && standing.proofs.every(({ way }) => way.startsWith('sso:'))
  if (standing.organizationId !== null && only && !own) return 'expired'
  return null
}

const has = (proofs: readonly Proof[], ...ways: Way[]) => proofs.some(({ way }) => ways.includes(way))

/**
 * Two factors: a passkey, which asks for the device and for its owner, or something known together with something
 * held. A PIN opens a session on a tablet only that an administrator put there: the tablet is what is held. A mailed code
 * is no second factor. Source: NIST SP 800-63B-4, 2.2.1 and 3.1.3.1.
 */
export const isTwoFactor = (proofs: readonly Proof[]): boolean =>
  has(proofs, 'passkey', 'pin') ||
  (has(proofs, 'totp', 'recovery') &&
    proofs.some(({ way }) => way === 'password' || way === 'code' || way.startsWith('sso:')))

/** Reads a network such as 192.0.2.0/24 or 2001:db8::/32 in its shortest form, or null. */
export function networkOf(text: string): string | null {
  const given = text.trim()
  try {
    const [address, bits] = given.includes('/') ? ipaddr.parseCIDR(given) : whole(ipaddr.parse(given))
    const kind = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6
    return `${kind.networkAddressFromCIDR(`${address}/${bits}`)}/${bits}`
  } catch {
    return null
  }
}

const whole = (address: ipaddr.IPv4 | ipaddr.IPv6) => [address, address.kind() === 'ipv4' ? 32 : 128] as const

/** Says whether the address is in one of the networks; with none of them every address is. */
export function isFrom(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true
  if (!ipaddr.isValid(address)) return false
  // An IPv4 address in IPv6 clothes is the IPv4 address.
  const seen = ipaddr.process(address)
  return networks.some((network) => {
    const [of, bits] = ipaddr.parseCIDR(network)
    return of.kind() === seen.kind() && seen.match(of as never, bits)
  })
}

import type { Grant } from '../../platform/context'
import { includes } from '../roles'

/** What two grants have in common of where they hold: `null` is everywhere. */
const commonSites = (one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null => {
  if (one === null) return other
  if (other === null) return one
  return one.filter((site) => other.includes(site))
}

/**
 * The grants narrowed to some permissions, each by its whole name: what a key brings of its maker's rights of today.
 * A scope that the maker has lost, or never had, is left out, so a key is never wider than its maker.
 */
export function narrowed(grants: readonly Grant[], scopes: readonly string[]): Grant[] {
  return grants
    .map(({ role, permissions, sites }) => ({
      role,
      permissions: scopes.filter((scope) => !scope.endsWith('*') && includes(permissions, scope)),
      sites,
    }))
    .filter(({ permissions }) => permissions.length > 0)
}

/**
 * What a service may do by a key: what it was given, what the key brings of that, and what the maker of the key may do
 * today, where they may do it.
 */
export function serviceGrants(given: readonly string[], scopes: readonly string[], maker: readonly Grant[]): Grant[] {
  const service: Grant = { role: 'service', permissions: given, sites: null }
  return narrowed([service], scopes).flatMap(({ permissions }) =>
    narrowed(maker, permissions).map((grant) => ({
      role: 'service',
      permissions: grant.permissions,
      sites: commonSites(service.sites, grant.sites),
    })),
  )
}

import { refuse } from '../../kernel/refusal'
import type { Actor, Grant } from '../../platform/context'
import { includes, isForSites, roles } from '../roles'

/** What an actor itself has to give. The house acts for nobody and lacks nothing. */
export const grantsOfActor = (actor: Actor): readonly Grant[] =>
  actor.kind === 'member' || actor.kind === 'service'
    ? actor.grants
    : [{ role: 'owner', permissions: roles.owner.permissions, sites: null }]

export const isOwner = (grants: readonly Grant[]): boolean =>
  grants.some(({ role, sites }) => role === 'owner' && sites === null)

/** Whether somebody with these grants has everything that another grant brings, wherever it brings it. */
export function holds(own: readonly Grant[], wanted: Grant): boolean {
  if (wanted.role === 'owner' && !isOwner(own)) return false
  const holdsAt = (siteId: string | null) => {
    const here = own.filter(({ sites }) => sites === null || (siteId !== null && sites.includes(siteId)))
    const mine = here.flatMap(({ permissions }) => permissions)
    return wanted.permissions.every((permission) => includes(mine, permission))
  }
  return wanted.sites === null ? holdsAt(null) : wanted.sites.every(holdsAt)
}

/** Whether somebody may change what another person may do: only who has all that the other has. */
export const isAbove = (own: readonly Grant[], theirs: readonly Grant[]): boolean =>
  theirs.every((grant) => holds(own, grant))

const same = (one: Grant, other: Grant) =>
  one.role === other.role && JSON.stringify(one.sites) === JSON.stringify(other.sites)

export type GrantChange = {
  given: Grant[]
  taken: Grant[]
  /** The person may do something that they could not do before. */
  raised: boolean
  ownershipTaken: boolean
}

/**
 * Decides a change of what a person may do.
 *
 * Refuses 'forbidden' when it is one's own ('grant.own') or gives or takes what one lacks ('grant.lacking');
 * 'invalid' for a role at no site ('grant.nowhere'), and for ownership at certain sites ('grant.owner-everywhere').
 * Source: security targets C9.
 */
export function decideGrants(
  own: readonly Grant[],
  isSelf: boolean,
  before: readonly Grant[],
  after: readonly Grant[],
  titleOf: (role: string) => string,
): GrantChange {
  if (isSelf) refuse('forbidden', 'grant.own', 'Nobody changes their own roles. Ask another administrator.')
  for (const { role, sites } of after) {
    if (sites?.length === 0) {
      const sentence = `Choose the sites of “${titleOf(role)}”, or give it everywhere.`
      refuse('invalid', 'grant.nowhere', sentence, { [`role.${role}`]: sentence })
    }
    if (role === 'owner' && sites !== null) {
      const sentence = 'An owner owns the whole organization: choose everywhere.'
      refuse('invalid', 'grant.owner-everywhere', sentence, { 'role.owner': sentence })
    }
  }
  const given = after.filter((grant) => !before.some((kept) => same(kept, grant)))
  const taken = before.filter((grant) => !after.some((kept) => same(kept, grant)))
  const lacking = [...given, ...taken].find((grant) => !holds(own, grant))
  if (lacking) {
    const sentence = `You cannot give or take “${titleOf(lacking.role)}”: it includes what you may not do yourself.`
    refuse('forbidden', 'grant.lacking', sentence, { [`role.${lacking.role}`]: sentence })
  }
  return {
    given,
    taken,
    raised: given.some((grant) => !holds(before, grant)),
    ownershipTaken: isOwner(before) && !isOwner(after),
  }
}

/** Refuses 'forbidden' ('member.above') when the other person may do what the actor may not. */
export function checkAbove(own: readonly Grant[], theirs: readonly Grant[]): void {
  if (isAbove(own, theirs)) return
  refuse(
    'forbidden',
    'member.above',
    'This person may do more than you. Ask somebody who has all of their roles, such as an owner.',
  )
}

/**
 * What both may do: what is left of the one's rights when they look through the other's.
 * Of two patterns the narrower stays; of two lists of sites what they share.
 */
export function shared(own: readonly Grant[], theirs: readonly Grant[]): Grant[] {
  return own.flatMap((mine) =>
    theirs.flatMap((their) => {
      const permissions = [
        ...their.permissions.filter((permission) => includes(mine.permissions, permission)),
        ...mine.permissions.filter((permission) => includes(their.permissions, permission)),
      ]
      const sites =
        mine.sites === null
          ? their.sites
          : their.sites === null
            ? mine.sites
            : mine.sites.filter((site) => their.sites?.includes(site))
      return permissions.length === 0 || sites?.length === 0
        ? []
        : [{ role: their.role, permissions: [...new Set(permissions)], sites }]
    }),
  )
}

/** The grants that give somebody a permission, for “why may they?”. */
export const grantsThatGive = (grants: readonly Grant[], permission: string): Grant[] =>
  grants.filter(
    ({ permissions, sites }) => includes(permissions, permission) && (sites === null || isForSites(permission)),
  )

import type { Instant } from '../../kernel/instant'
import { refuse } from '../../kernel/refusal'

/** `draft`: being set up. `on`: people may sign in by it. `enforced`: they must, but for owners with a second factor. */
export type State = 'draft' | 'on' | 'enforced'

/** What an administrator sets. The secret is in its box. */
export type Settings = {
  kind: 'oidc' | 'saml'
  issuer: string
  clientId: string
  clientSecret: string
  entryPoint: string
  certificates: string[]
  trustsUnsaid: boolean
  providerBegins: boolean
  defaultRole: string
}

export type Connection = Settings & {
  state: State
  /** The version with which somebody came through; what was changed since is not tested. */
  testedVersion: number | null
  testedAt: Instant | null
  changedAt: Instant
  version: number
}

/** What decides whose word is taken: changed, it must be tested anew, and nobody is sent there until then. */
const trusted = ['kind', 'issuer', 'clientId', 'entryPoint'] as const

/** The connection with other settings. A new certificate or secret keeps it on: providers change them while it is in use. */
export function configured(before: Connection | null, settings: Settings, now: Instant): Connection {
  if (!before) return { ...settings, state: 'draft', testedVersion: null, testedAt: null, changedAt: now, version: 1 }
  const version = before.version + 1
  const same = trusted.every((field) => before[field] === settings[field])
  const tested = before.testedVersion === before.version && same
  return {
    ...before,
    ...settings,
    state: same ? before.state : 'draft',
    testedVersion: tested ? version : null,
    testedAt: tested ? before.testedAt : null,
    changedAt: now,
    version,
  }
}

export const isTested = ({ testedVersion, version }: Connection): boolean => testedVersion === version

/**
 * Switches the connection on, to enforced, or back.
 * Refuses 'conflict' ('sso.not-tested', 'sso.no-domain', 'sso.not-on') for a step that would shut people out.
 */
export function switched(before: Connection, to: State, provedDomains: number, now: Instant): Connection {
  if (to !== 'draft') {
    if (!isTested(before)) {
      refuse(
        'conflict',
        'sso.not-tested',
        'Test the connection first: nobody has come through with these settings yet.',
      )
    }
    if (provedDomains === 0) {
      refuse('conflict', 'sso.no-domain', 'Prove a domain first: only people with an address there can sign in.')
    }
  }
  if (to === 'enforced' && before.state === 'draft') {
    refuse('conflict', 'sso.not-on', 'Switch it on first. Enforce it when your people have signed in by it.')
  }
  const version = before.version + 1
  return { ...before, state: to, changedAt: now, testedVersion: isTested(before) ? version : null, version }
}

import type { Id } from '../../kernel/ids'
import type { Instant } from '../../kernel/instant'
import { refuse } from '../../kernel/refusal'

/** An integration that acts as itself: it has no login and no password, only keys; the audit log names it. */
export type Service = {
  id: Id<'sv'>
  name: string
  about: string
  /** What it was given, by whole names; its keys bring this or less. */
  permissions: readonly string[]
  createdAt: Instant
  createdBy: Id<'mb'>
  disabledAt: Instant | null
  version: number
}

/**
 * Refuses 'forbidden' ('service.permission') for what the giver does not have everywhere: nobody grants what they
 * lack. What the service already has may stay, whoever changes the rest.
 */
export function checkGiven(
  wanted: readonly string[],
  before: readonly string[],
  hasEverywhere: (permission: string) => boolean,
): void {
  const lacking = wanted.filter(
    (permission) => !before.includes(permission) && (permission.endsWith('*') || !hasEverywhere(permission)),
  )
  if (lacking.length === 0) return
  const sentence = `You cannot give what you do not have: ${lacking.join(', ')}.`
  refuse('forbidden', 'service.permission', sentence, { permissions: sentence })
}

/** Switches a service off: its keys open nothing from then on. Refuses 'conflict' when it is off already. */
export function disable(service: Service, now: Instant): Service {
  if (service.disabledAt !== null) refuse('conflict', 'service.disabled', `${service.name} is switched off already.`)
  return { ...service, disabledAt: now, version: service.version + 1 }
}

/** Switches it on again: keys that have not ended meanwhile open again. Refuses 'conflict' when it is on. */
export function enable(service: Service): Service {
  if (service.disabledAt === null) refuse('conflict', 'service.enabled', `${service.name} is switched on already.`)
  return { ...service, disabledAt: null, version: service.version + 1 }
}

import * as z from 'zod'
import { action } from '../../platform/action'
import type { Platform } from '../../platform/platform'
import type { Session } from '../../platform/routes'
import { membershipsOf } from '../account.queries'

/** What a person changes about how they sign in. */
export const factorDeeds = [
  'passkey-added',
  'passkey-removed',
  'app-set-up',
  'app-removed',
  'codes-made',
  'password-changed',
  'address-changed',
] as const
export type FactorDeed = (typeof factorDeeds)[number]

/** One's own deed; it has happened already, in the login. */
export const recordFactor = action({
  name: 'identity.factor.record',
  about: 'Writes down that a member changed how they sign in: a passkey, an authenticator app, codes, a password.',
  input: z.object({ deed: z.enum(factorDeeds) }),
  run: async (ctx, { deed }) => ({
    subject: ctx.actor.id,
    writes: [],
    facts: [{ name: 'identity.factors-changed', subject: ctx.actor.id, deed }],
    reason: deed,
    result: { deed },
  }),
})

/** Into the audit log of every organization of the person: administrators see that it changed, not what it is. */
export async function recordFactors(
  platform: Platform,
  requestId: string,
  { id: sessionId, loginId, name }: Session,
  deed: FactorDeed,
): Promise<void> {
  for (const { organizationId, memberId } of await membershipsOf(platform, loginId)) {
    const actor = { kind: 'member', id: memberId, loginId, sessionId, name, grants: [] } as const
    await recordFactor(await platform.openTenant(organizationId, actor, requestId), { deed })
  }
}

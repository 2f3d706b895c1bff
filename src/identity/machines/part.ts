import { inArray, lt } from 'drizzle-orm'
import type { Instant } from '../../kernel/instant'
import type { Room } from '../../platform/room'
import { longestDays } from './key'
import { endKeyFamily, makeApiKey, revokeApiKey } from './key.actions'
import { machinePages } from './machines.routes'
import { oauthRoutes } from './oauth.routes'
import { machinesPersonalData } from './personal-data'
import { machineKeys } from './projection'
import { apiKeys } from './schema'
import { changeService, createService, disableService, enableService } from './service.actions'
import { forgetTokens } from './token.queries'

const dayMs = 24 * 3_600_000

/** Keys, tokens and service accounts: what this part brings to the identity room. */
export const machines = {
  actions: [makeApiKey, revokeApiKey, endKeyFamily, createService, changeService, disableService, enableService],
  permissions: [
    { name: 'identity.key.manage', about: 'Looks at the API keys of everybody, and ends them.' },
    { name: 'identity.service.see', about: 'Looks at the service accounts and their keys.' },
  ],
  routes: [...oauthRoutes.routes, ...machinePages.routes],
  projections: [machineKeys],
  ticks: [
    {
      name: 'identity.forget-tokens',
      about: 'Erases tokens and keys that nobody can use any more, and publishes the next signing key in time.',
      every: 'hour',
      scope: 'house',
      run: forgetTokens,
    },
    {
      name: 'identity.forget-keys',
      about: 'Erases API keys a year after they ended.',
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => {
        const before = (ctx.now - longestDays * dayMs) as Instant
        const old = ctx.db.select({ id: apiKeys.id }).from(apiKeys).where(lt(apiKeys.expiresAt, before)).limit(1000)
        await ctx.db.delete(apiKeys).where(inArray(apiKeys.id, old))
      },
    },
  ],
  personalData: machinesPersonalData,
} satisfies Pick<Room, 'actions' | 'permissions' | 'routes' | 'projections' | 'ticks' | 'personalData'>

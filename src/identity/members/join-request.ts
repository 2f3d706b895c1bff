import { isNull } from 'drizzle-orm'
import type { Context } from '../../platform/context'
import { joinRequests } from '../schema'

/** How many people ask to be let in; a hundred is many. */
export const requestsWaiting = async (ctx: Context): Promise<number> =>
  (await ctx.db.select({ id: joinRequests.id }).from(joinRequests).where(isNull(joinRequests.decidedAt)).limit(100))
    .length

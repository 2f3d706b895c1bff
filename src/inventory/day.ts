import { dayOf, type LocalDate } from '../kernel/local-date'
import type { Context } from '../platform/context'

/** Today where the organization is. */
export const todayOf = async (ctx: Context): Promise<LocalDate> => dayOf(ctx.now, (await ctx.profile()).timeZone)

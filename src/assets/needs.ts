import { and, sql } from 'drizzle-orm'
import type { Context } from '../platform/context'
import type { Room } from '../platform/room'
import { atSites } from './list.queries'
import { assets } from './schema'

const list = async (ctx: Context) => {
  const down = ctx.db
    .select({ one: sql`1` })
    .from(assets)
    .where(
      and(sql`${assets.state} = 'down'`, sql`${assets.successorId} IS NULL`, atSites(ctx.sitesFor('assets.asset.see'))),
    )
    .limit(100)
  const [row] = await ctx.db.select({ count: sql<number>`count(*)` }).from(sql`(${down})`)
  return [
    {
      title: 'Machines down',
      count: row?.count ?? 0,
      words: 'Standing still',
      href: '/assets?state=down',
      urgent: true,
    },
  ]
}

export const needs: Room['needs'] = { permission: 'assets.state.set', list }

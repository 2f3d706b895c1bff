import { sql } from 'drizzle-orm'
import type { Context } from '../platform/context'
import type { Room } from '../platform/room'

const list = async (ctx: Context) => {
  const [row] = await ctx.db.all<{ waiting: number }>(
    sql`SELECT count(*) AS waiting FROM (SELECT 1 FROM join_requests WHERE decided_at IS NULL LIMIT 100)`,
  )
  return [{ title: 'Ask to join', count: row?.waiting ?? 0, words: 'Let in or decline', href: '/join-requests' }]
}

export const needs: Room['needs'] = { permission: 'identity.join-request.decide', list }

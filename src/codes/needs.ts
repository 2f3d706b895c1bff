import { sql } from 'drizzle-orm'
import type { Context } from '../platform/context'
import type { Room } from '../platform/room'

const list = async (ctx: Context) => {
  const [row] = await ctx.db.all<{ received: number }>(
    sql`SELECT count(*) AS received FROM (SELECT 1 FROM reports WHERE state = 'received' LIMIT 100)`,
  )
  const count = row?.received ?? 0
  return [{ title: 'New problem reports', count, words: 'Accept, merge or answer', href: '/reports?state=received' }]
}

export const needs: Room['needs'] = { permission: 'codes.report.triage', list }

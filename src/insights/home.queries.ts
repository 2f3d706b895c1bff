import { and, gte, isNull, sql } from 'drizzle-orm'
import { tasks } from '../calendar/schema'
import type { Instant } from '../kernel/instant'
import type { Context } from '../platform/context'

/** When tasks were done since a moment; at most a thousand. */
export const doneByDay = (ctx: Context, since: Instant) =>
  ctx.db
    .select({ doneAt: tasks.doneAt })
    .from(tasks)
    .where(and(sql`${tasks.status} = 'done'`, gte(tasks.doneAt, since), isNull(tasks.removedAt)))
    .limit(1000)

/** What a new organization has begun with. */
export const setUpSteps = (ctx: Context) =>
  ctx.db
    .select({
      addressed: sql<number>`(SELECT address <> '{}' FROM organization)`.as('addressed'),
      sites: sql<number>`(SELECT count(*) FROM (SELECT 1 FROM sites LIMIT 1))`.as('sites'),
      tasks: sql<number>`(SELECT count(*) FROM (SELECT 1 FROM tasks LIMIT 1))`.as('tasks'),
    })
    .from(sql`(SELECT 1)`)

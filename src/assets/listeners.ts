import { sql } from 'drizzle-orm'
import { findReport } from '../codes'
import { newId } from '../kernel/ids'
import type { Context } from '../platform/context'
import type { Listener } from '../platform/room'
import { facets } from './asset.queries'
import { workOnBulk } from './bulk.steps'
import { follow } from './problem'
import { followReport } from './problem.actions'
import { lookUpConcernOf } from './problem.queries'

/**
 * A place that was merged or retired hands over what stands in it: the assets stand where its successor is, and each
 * keeps that in its history. A second time there is nothing left to do.
 */
async function followSuccessor(ctx: Context, placeId: string, successorId: string | null): Promise<void> {
  if (successorId) {
    const standing = sql`assets.place_id = ${placeId}`
    await ctx.execute([
      ctx.db.run(sql`INSERT INTO asset_events (id, asset_id, at, kind, what, actor_id, details, subject)
        SELECT 'ev_' || lower(hex(randomblob(13))), assets.id, ${ctx.now}, 'place', 'moved', 'house',
          json_object('from', (SELECT name FROM places WHERE id = ${placeId}), 'to', (SELECT name FROM places WHERE id = ${successorId})),
          ${placeId} FROM assets WHERE ${standing}`),
      ctx.db.run(sql`UPDATE assets SET place_id = ${successorId} WHERE place_id = ${placeId}`),
    ])
  }
  await standAgain(ctx, successorId ?? placeId)
}

/** Assets in and below a place belong to the places above it as these are now. */
async function standAgain(ctx: Context, placeId: string): Promise<void> {
  const which = sql`assets.place_id IN (SELECT below.id FROM places AS below JOIN places AS top ON top.id = ${placeId}
    AND below.path >= top.path AND below.path < top.path || '~')`
  await ctx.execute([
    ctx.db.run(
      sql`UPDATE assets SET site_id = (SELECT site_id FROM places WHERE places.id = assets.place_id) WHERE ${which}`,
    ),
    ...facets(ctx, which),
  ])
}

/** Decides by how the report stands now; what was done in the commit that announced it is not done again. */
async function followsReport(ctx: Context, fact: { subject: string } & Record<string, unknown>, key: string) {
  if (typeof fact.target !== 'string' || !fact.target.startsWith('as_')) return
  const [report, concern] = await Promise.all([findReport(ctx, fact.subject), lookUpConcernOf(ctx, fact.subject)])
  if (report.target.startsWith('as_') && follow(report, concern)) await followReport(ctx, { id: report.id }, { key })
}

/** What other rooms announce of an asset stands in its history. */
async function intoHistory(
  ctx: Context,
  fact: { name: string; subject: string } & Record<string, unknown>,
  key: string,
) {
  if (fact.name.startsWith('assets.')) return
  // What is reported is written as a problem, not as news of another room.
  if (fact.name.startsWith('codes.report-')) return
  const about = [fact.assetId, fact.about, fact.target, fact.subject].find(
    (id) => typeof id === 'string' && id.startsWith('as_'),
  )
  if (typeof about !== 'string') return
  const [room = ''] = fact.name.split('.')
  const by = typeof fact.by === 'string' ? fact.by : 'house'
  const details = Object.fromEntries(Object.entries(fact).filter(([name]) => !['name', 'subject', 'by'].includes(name)))
  await ctx.db.run(sql`INSERT OR IGNORE INTO asset_events (id, asset_id, at, kind, what, actor_id, details, subject, key)
    SELECT ${newId('ev', ctx.now)}, id, ${ctx.now}, ${room}, ${fact.name}, ${by}, ${JSON.stringify(details)}, ${fact.subject}, ${key}
    FROM assets WHERE id = ${about}`)
}

export const listeners: Listener[] = [
  {
    to: 'assets.bulk-go-on',
    name: 'assets.work-on-bulk',
    about: 'Takes the next steps of a change of many assets.',
    handle: (ctx, fact) => workOnBulk(ctx, fact.subject),
  },
  ...(['places.place-merged', 'places.place-retired'] as const).map((to) => ({
    to,
    name: `assets.follow-${to}`,
    about: 'Assets stand where the place that took over stands.',
    handle: async (ctx: Context, fact: { subject: string } & Record<string, unknown>) =>
      followSuccessor(ctx, fact.subject, typeof fact.successorId === 'string' ? fact.successorId : null),
  })),
  {
    to: 'places.place-moved',
    name: 'assets.follow-places.place-moved',
    about: 'Assets in a place that was moved belong to the places above it as they are now.',
    handle: (ctx, fact) => standAgain(ctx, fact.subject),
  },
  ...(['received', 'reopened', 'merged', 'declined', 'done'] as const).map((step) => ({
    to: `codes.report-${step}`,
    name: `assets.follow-report-${step}`,
    about: 'What is reported of an asset is a problem of it, as long as the report is open.',
    handle: followsReport,
  })),
  {
    to: '*',
    name: 'assets.history',
    about: 'Writes what other rooms announce of an asset into its history.',
    handle: intoHistory,
  },
]

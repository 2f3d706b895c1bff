import { planReportsDone } from '../codes'
import { type Id, newId } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { Plan } from '../platform/commit'
import type { Context } from '../platform/context'
import { type AssetWhole, findAsset, happened } from './asset.queries'
import { openConcernsSentence, reportsOf, settleConcerns } from './problem.queries'
import type { Stop } from './stop'
import { openStopIs, openStopSentence, statesOf } from './stop.queries'
import { restarting } from './stopping'
import type { Done } from './undo.actions'

type Concerns = Awaited<ReturnType<typeof openConcernsSentence>>
type How = { at: Instant; cause: string; event: Id<'ev'>; doneReports?: readonly string[] }

/**
 * An asset works again: its open stop ends where there is one, what it needed is settled, and what was reported of it is
 * done; `doneReports` are done by the same commit already.
 */
export async function running(
  ctx: Context,
  asset: AssetWhole,
  open: Stop | undefined,
  concerns: Concerns,
  { at, cause, event, doneReports = [] }: How,
) {
  const up = open
    ? await restarting(ctx, asset, open, at)
    : { guards: [openStopIs(asset.id, null)], writes: [], facts: [] }
  const told = reportsOf(concerns)
  return {
    guards: up.guards,
    plans: [
      await planReportsDone(
        ctx,
        told.filter((id) => !doneReports.includes(id)),
        cause,
      ),
    ],
    writes: [
      ...up.writes,
      settleConcerns(ctx, asset.id),
      statesOf(ctx, [asset.id]),
      happened(ctx, {
        assetId: asset.id,
        at,
        kind: 'state',
        what: 'operational',
        details: {
          ...(cause ? { cause } : {}),
          settled: concerns.length,
          done: {
            stop: open?.id ?? null,
            concern: null,
            settled: concerns.map(({ id }) => id),
            reports: told,
            writtenAt: ctx.now,
          } satisfies Done,
        },
        id: event,
      }),
    ],
    facts: [
      ...up.facts,
      ...(concerns.length > 0 ? [{ name: 'assets.concerns-settled', subject: asset.id, siteId: asset.siteId }] : []),
    ],
  }
}

/**
 * The own open stop of an asset ends within the commit of another room, which says so: the work on it is done. Nothing
 * where it has none, or stands because of a part. Refuses as writing down the end of a stop does.
 */
export async function planRunsAgain(ctx: Context, assetId: string, how: Omit<How, 'event'>): Promise<Plan[]> {
  const asset = await findAsset(ctx, assetId)
  const [[open], concerns] = await ctx.db.batch([openStopSentence(ctx, asset.id), openConcernsSentence(ctx, asset.id)])
  if (!open || open.becauseOf) return []
  const { plans, ...plan } = await running(ctx, asset, open, concerns, { ...how, event: newId('ev', ctx.now) })
  return [plan, ...plans]
}

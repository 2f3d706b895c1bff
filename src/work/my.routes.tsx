import { Page } from '../../templates/layouts/page'
import { AssetWork } from '../../templates/work/asset-panel'
import { MyWorkPage } from '../../templates/work/my-work'
import { findAsset } from '../assets'
import { coversSentence } from '../files'
import { teamsOf } from '../identity'
import { reservedFor } from '../inventory'
import { addDays, dayOf, startOfDay } from '../kernel/local-date'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages } from '../platform/routes'
import { runningOf } from './labor.queries'
import { listSentence, type OrderRow, paged } from './list.queries'
import { sheetsOf } from './lock'
import { takeOrder } from './order.actions'
import { mayAt } from './order.queries'
import { costPermission } from './shown'
import { movesOf } from './transition'

const waits = ['waiting-material', 'waiting-condition', 'on-hold']

/** A list of jobs in the groups of the day: each job stands in one. */
export function groupsOf<T extends Pick<OrderRow, 'status' | 'dueAt' | 'scheduledOn'>>(
  rows: readonly T[],
  { now, endOfDay, today }: { now: number; endOfDay: number; today: string },
): { late: T[]; today: T[]; waiting: T[]; later: T[] } {
  const groups: { late: T[]; today: T[]; waiting: T[]; later: T[] } = { late: [], today: [], waiting: [], later: [] }
  for (const row of rows) {
    const isToday =
      row.status === 'in-progress' ||
      (row.dueAt !== null && row.dueAt <= endOfDay) ||
      (row.scheduledOn !== null && row.scheduledOn <= today)
    const group = waits.includes(row.status)
      ? groups.waiting
      : row.dueAt !== null && row.dueAt < now
        ? groups.late
        : isToday
          ? groups.today
          : groups.later
    group.push(row)
  }
  return groups
}

/** Pictures and parts beside the rows of a list: two round trips whatever its length. */
async function shownJobs(ctx: Context, rows: OrderRow[]) {
  const assets = [...new Set(rows.flatMap(({ assetId }) => assetId ?? []))].slice(0, 80)
  const [covers, promised] = await Promise.all([
    coversSentence(ctx, assets),
    reservedFor(
      ctx,
      rows.map(({ id }) => id),
    ),
  ])
  return rows.map((row) => {
    const cover = covers.find(({ about }) => about === row.assetId)
    const states = promised.filter(({ subject }) => subject === row.id).map(({ state }) => state)
    return {
      ...row,
      photo: cover ? `/${ctx.organization.slug}/files/${cover.fileId}/thumbnail` : null,
      parts:
        states.length === 0
          ? ('none' as const)
          : states.includes('assigned')
            ? ('missing' as const)
            : ('ready' as const),
    }
  })
}

/** What is one's own to do, and what hangs on the page of an asset. */
export const myPages = new Pages()
  .get('/work', { may: takeOrder.action }, async (ctx, c) => {
    const teams = (await teamsOf(ctx, ctx.actor.id)).filter(({ kind }) => kind === 'team').slice(0, 4)
    const [mine, nobodys, running, ...ofTeams] = await ctx.db.batch([
      listSentence(ctx, { person: ctx.actor.id }, null, 50),
      listSentence(ctx, { person: 'nobody' }, null, 4),
      runningOf(ctx, ctx.actor.id),
      ...teams.map(({ id }) => listSentence(ctx, { team: id }, null, 15)),
    ])
    const own = paged(mine, 50, null)
    const known = new Set(own.rows.map(({ id }) => id))
    const shared = ofTeams.flatMap((rows) => paged(rows, 15, null).rows).filter(({ id }) => !known.has(id))
    const { timeZone } = await ctx.profile()
    const today = dayOf(ctx.now, timeZone)
    const all = await shownJobs(ctx, [...own.rows, ...shared, ...paged(nobodys, 4, null).rows])
    const split = own.rows.length + shared.length
    const groups = groupsOf(all.slice(0, split), {
      now: ctx.now,
      endOfDay: startOfDay(addDays(today, 1), timeZone),
      today,
    })
    const [timer] = running
    const page = (
      <MyWorkPage
        groups={[
          { id: 'late', title: 'Overdue', rows: groups.late, more: false },
          { id: 'today', title: 'Today', rows: groups.today, more: false },
          { id: 'waiting', title: 'Waiting', rows: groups.waiting, more: false },
          { id: 'later', title: 'Later', rows: groups.later, more: own.next !== null },
        ]}
        counts={{ late: groups.late.length, today: groups.today.length, waiting: groups.waiting.length }}
        running={timer ?? null}
        nobodys={all.slice(split)}
      />
    )
    return show(c, ctx, page)
  })

  // Hung on the page of an asset.
  .get('/work/on/:id{as_[^/]+}', { may: 'work.order.see' }, async (ctx, c) => {
    const asset = await findAsset(ctx, c.req.param('id') ?? '')
    const [open, past] = await ctx.db.batch([
      listSentence(ctx, { asset: asset.id }, null, 10),
      listSentence(ctx, { asset: asset.id, view: 'done' }, null, 5),
    ])
    const sheets = await sheetsOf(ctx, asset.path)
    const done = paged(past, 5, null)
    const panel = (
      <AssetWork
        asset={asset}
        open={paged(open, 10, null).rows.map((order) => ({
          ...order,
          mine: order.assigneeId === ctx.actor.id,
          starts:
            mayAt(ctx, 'work.order.move', order.siteId) &&
            movesOf(order, (permission) => mayAt(ctx, permission, order.siteId)).includes('in-progress'),
        }))}
        past={done.rows}
        more={done.next !== null}
        locked={sheets.length > 0}
        showsCost={mayAt(ctx, costPermission, asset.siteId)}
      />
    )
    if (c.req.header('HX-Request')) return show(c, ctx, panel)
    return show(
      c,
      ctx,
      <Page title={`Work on ${asset.tag}`} door="work">
        {panel}
      </Page>,
    )
  })

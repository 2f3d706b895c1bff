import { and, eq, type SQL, sql } from 'drizzle-orm'
import { members } from '../identity'
import type { Context } from '../platform/context'
import { type Cursor, writeCursor } from '../platform/keyset'
import { matchOf } from '../platform/words'
import { isFinished, type Kind, type Priority, type Status } from './order'
import { workFacets, workOrders } from './schema'

/** What a list of orders is narrowed to. */
export type OrderFilter = {
  /** What is to be done, or what is over. A status says it by itself. */
  view?: 'open' | 'late' | 'done' | undefined
  status?: Status | undefined
  kind?: Kind | undefined
  priority?: Priority | undefined
  /** A person's id, or 'nobody'. */
  person?: string | undefined
  team?: string | undefined
  /** An asset and its parts. */
  asset?: string | undefined
  place?: string | undefined
  q?: string | undefined
}

export const rowColumns = {
  id: workOrders.id,
  number: workOrders.number,
  title: workOrders.title,
  kind: workOrders.kind,
  priority: workOrders.priority,
  status: workOrders.status,
  reason: workOrders.reason,
  assetId: workOrders.assetId,
  assetTag: workOrders.assetTag,
  assetName: workOrders.assetName,
  placeName: workOrders.placeName,
  siteId: workOrders.siteId,
  assigneeId: workOrders.assigneeId,
  teamId: workOrders.teamId,
  dueOn: workOrders.dueOn,
  dueMinute: workOrders.dueMinute,
  dueAt: workOrders.dueAt,
  scheduledOn: workOrders.scheduledOn,
  estimateMinutes: workOrders.estimateMinutes,
  completedAt: workOrders.completedAt,
  closedAt: workOrders.closedAt,
  costMinor: workOrders.costMinor,
  version: workOrders.version,
  assignee: sql<string | null>`${members.name}`.as('assignee_name'),
}

export const pageSize = 50

/** How many rows of the driving list a page looks through for the other filters. */
const budget = 500

const from = (ctx: Context) =>
  ctx.db
    .select({ ...rowColumns, sort: workFacets.sort })
    .from(workFacets)
    .innerJoin(workOrders, eq(workOrders.id, workFacets.orderId))
    .leftJoin(members, eq(members.id, workOrders.assigneeId))

export type OrderRow = Omit<Awaited<ReturnType<typeof from>>[number], 'sort'>

const isDone = ({ view, status }: OrderFilter): boolean => (status ? isFinished({ status }) : view === 'done')

/** The lists that a filter names, the narrowest first; the first one drives. */
function listsOf(ctx: Context, filter: OrderFilter): { keys: string[]; sites: string[] | null } {
  const sites = ctx.sitesFor('work.order.see')
  const [only] = sites?.length === 1 ? sites : []
  const keys = [
    filter.asset,
    filter.person,
    filter.team,
    filter.place,
    filter.status && `s:${filter.status}`,
    filter.priority && `p:${filter.priority}`,
    filter.kind && `k:${filter.kind}`,
    only,
  ].filter((key) => key !== undefined)
  return { keys: keys.length > 0 ? keys : ['all'], sites: only ? null : sites }
}

/** The sentence of one page, for pages that read other things in the same round trip. */
export function listSentence(ctx: Context, filter: OrderFilter, cursor: Cursor | null, size = pageSize) {
  const { keys, sites } = listsOf(ctx, filter)
  const mark = isDone(filter) ? '~' : ''
  const [driver = 'all', ...others] = keys.map((key) => mark + key)
  const range: (SQL | undefined)[] = [
    sql`${workFacets.key} = ${driver}`,
    filter.view === 'late' ? sql`${workFacets.sort} < ${ctx.now}` : undefined,
    cursor
      ? sql`(${workFacets.sort}, ${workFacets.orderId}) > (CAST(${cursor[0]} AS INTEGER), ${cursor[1]})`
      : undefined,
  ]
  const narrowed: SQL[] = [
    ...others.map(
      (key) =>
        sql`EXISTS (SELECT 1 FROM work_facets AS other WHERE other.key = ${key} AND other.sort = ${workFacets.sort} AND other.order_id = ${workFacets.orderId})`,
    ),
    ...(sites === null ? [] : [sql`${workOrders.siteId} IN (SELECT value FROM json_each(${JSON.stringify(sites)}))`]),
  ]
  const bounded =
    narrowed.length === 0
      ? undefined
      : sql`${workFacets.orderId} IN (SELECT order_id FROM work_facets WHERE ${and(...range)} ORDER BY sort, order_id LIMIT ${budget})`
  return from(ctx)
    .where(and(...range, bounded, ...narrowed))
    .orderBy(workFacets.sort, workFacets.orderId)
    .limit(size + 1)
}

/** How far the other filters were looked for: where the next page goes on when this one is not full. */
const reachSentence = (ctx: Context, filter: OrderFilter, cursor: Cursor | null) => {
  const { keys } = listsOf(ctx, filter)
  const driver = (isDone(filter) ? '~' : '') + keys[0]
  const after = cursor ? sql`AND (sort, order_id) > (CAST(${cursor[0]} AS INTEGER), ${cursor[1]})` : sql``
  const late = filter.view === 'late' ? sql`AND sort < ${ctx.now}` : sql``
  const range = sql`SELECT sort, order_id FROM work_facets WHERE key = ${driver} ${late} ${after} ORDER BY sort, order_id LIMIT ${budget}`
  return ctx.db
    .select({
      looked: sql<number>`(SELECT count(*) FROM (${range}))`.as('looked'),
      sort: sql<number | null>`(SELECT sort FROM (${range}) ORDER BY sort DESC, order_id DESC LIMIT 1)`.as('last_sort'),
      id: sql<string | null>`(SELECT order_id FROM (${range}) ORDER BY sort DESC, order_id DESC LIMIT 1)`.as('last_id'),
    })
    .from(sql`(SELECT 1)`)
}

type Page = { rows: OrderRow[]; next: string | null; sparse: boolean }

/** One page: open ones by when they are due, finished ones newest first. Refuses 'invalid' ('cursor'). */
export async function listOrders(
  ctx: Context,
  filter: OrderFilter,
  cursor: Cursor | null,
  size = pageSize,
): Promise<Page> {
  const { keys, sites } = listsOf(ctx, filter)
  if (keys.length === 1 && sites === null) return paged(await listSentence(ctx, filter, cursor, size), size, null)
  const [rows, [reach]] = await ctx.db.batch([
    listSentence(ctx, filter, cursor, size),
    reachSentence(ctx, filter, cursor),
  ])
  const further = reach && reach.looked === budget && reach.id ? [String(reach.sort), reach.id] : null
  return paged(rows, size, further)
}

export function paged(rows: (OrderRow & { sort: number })[], size: number, further: Cursor | null): Page {
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  const bare = shown.map(({ sort: _sort, ...row }) => row)
  if (rows.length > size && last) return { rows: bare, next: writeCursor([String(last.sort), last.id]), sparse: false }
  return { rows: bare, next: further ? writeCursor(further) : null, sparse: further !== null }
}

/** Orders that hold these words or have this number, best first; at most so many of the first hundred. */
export async function searchOrders(ctx: Context, words: string, most: number): Promise<OrderRow[]> {
  const number = /^(?:wo[\s-]?)?(\d{1,9})$/i.exec(words.trim())?.[1]
  const match = matchOf(words)
  if (!number && match === null) return []
  const sites = ctx.sitesFor('work.order.see')
  const found = number
    ? sql`${workOrders.number} = ${Number(number)}`
    : sql`work_orders.rowid IN (SELECT rowid FROM work_orders_words WHERE work_orders_words MATCH ${match} ORDER BY rowid DESC LIMIT 100)`
  return ctx.db
    .select(rowColumns)
    .from(workOrders)
    .leftJoin(members, eq(members.id, workOrders.assigneeId))
    .where(
      and(
        found,
        sites === null
          ? undefined
          : sql`${workOrders.siteId} IN (SELECT value FROM json_each(${JSON.stringify(sites)}))`,
      ),
    )
    .orderBy(sql`${workOrders.closedAt} IS NOT NULL, ${workOrders.id} DESC`)
    .limit(most)
}

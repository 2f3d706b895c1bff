import { OrderBoardPage } from '../../templates/work/board'
import { OrdersPage } from '../../templates/work/orders'
import { namesOfAssets } from '../assets'
import { attempt, type Refusal } from '../kernel/refusal'
import { findPlace, siteChoices } from '../places'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { readCursor } from '../platform/keyset'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { listOrders, listSentence, type OrderFilter, paged, searchOrders } from './list.queries'
import { moveOrder } from './move.actions'
import { kinds, priorities, type Status, statuses } from './order'
import { assignOrder } from './order.actions'
import { mayAt, ordersNamed } from './order.queries'
import { at, costPermission, peopleChoices, teamChoices, troubleOf } from './shown'
import { movesOf } from './transition'
import { removeView, saveView, viewsSentence } from './view.actions'

/** The filters of an address; what is not known is left out. */
export function filterOf(query: Record<string, string>): OrderFilter {
  const id = (name: string, prefix: RegExp) => (prefix.test(query[name] ?? '') ? query[name] : undefined)
  return {
    view: (['late', 'done'] as const).find((view) => view === query.view),
    status: statuses.find((status) => status === query.status),
    kind: kinds.find((kind) => kind === query.kind),
    priority: priorities.find((rank) => String(rank) === query.priority),
    person: id('person', /^(mb_[0-9a-z]{26}|nobody)$/),
    team: id('team', /^tm_[0-9a-z]{26}$/),
    asset: id('asset', /^as_[0-9a-z]{26}$/),
    place: id('place', /^(st|pl)_[0-9a-z]{26}$/),
    q: query.q?.trim().slice(0, 100) || undefined,
  }
}

const queryOf = (filter: OrderFilter): URLSearchParams =>
  new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])) as [string, string][],
  )

/** Orders changed at once from a list: each is a deed of its own. */
const bulkMost = 50

async function showList(c: Request, ctx: Context, trouble: Refusal | null = null) {
  const filter = filterOf(c.req.query())
  const { q, ...rest } = filter
  const cursor = readCursor(c.req.query('after'), 2)
  const [page, [views, sites], people, teams, assets, place] = await Promise.all([
    q ? searchOrders(ctx, q, 100).then((rows) => ({ rows, next: null, sparse: false })) : listOrders(ctx, rest, cursor),
    ctx.db.batch([viewsSentence(ctx), siteChoices(ctx)]),
    peopleChoices(ctx),
    teamChoices(ctx),
    filter.asset ? namesOfAssets(ctx, [filter.asset]) : [],
    filter.place ? attempt(() => findPlace(ctx, filter.place ?? '')) : null,
  ])
  const query = queryOf(filter)
  const next = new URLSearchParams(query)
  if (page.next) next.set('after', page.next)
  const [asset] = assets
  return show(
    c,
    ctx,
    <OrdersPage
      rows={page.rows.map((row) => ({
        ...row,
        costMinor: mayAt(ctx, costPermission, row.siteId) ? row.costMinor : null,
      }))}
      next={page.next ? `/orders?${next}` : null}
      sparse={page.sparse}
      first={!c.req.query('after')}
      filter={filter}
      query={query.toString()}
      names={{ asset: asset ? asset.tag : null, place: place?.ok ? place.value.name : null }}
      views={views.map((view) => ({ ...view, mine: view.ownerId === ctx.actor.id }))}
      people={people}
      teams={teams}
      sites={sites.map(({ id, name }) => ({ value: id, label: name }))}
      bulkMost={bulkMost}
      showsCost={ctx.may(costPermission)}
      trouble={troubleOf(trouble)}
    />,
    trouble ? statusFor(trouble) : 200,
  )
}

const lanes: { status: Status; title: string }[] = [
  { status: 'approved', title: 'Open' },
  { status: 'scheduled', title: 'Scheduled' },
  { status: 'waiting-material', title: 'Waiting for parts' },
  { status: 'in-progress', title: 'In progress' },
  { status: 'on-hold', title: 'On hold' },
  { status: 'completed', title: 'Done, to review' },
]
const laneSize = 30

/** The list and the board of orders, saved views, and what is done with many at once. */
export const listPages = new Pages()
  .get('/orders', { may: 'work.order.see' }, (ctx, c) => showList(c, ctx))

  .get('/orders/board', { may: 'work.order.see' }, async (ctx, c) => {
    const [first, ...rest] = lanes.map(({ status }) => listSentence(ctx, { status }, null, laneSize))
    if (!first) throw new Error('A board has lanes')
    const pages = (await ctx.db.batch([first, ...rest])).map((rows) => paged(rows, laneSize, null))
    const shown = lanes.map(({ status, title }, index) => {
      const page = pages[index] ?? { rows: [], next: null }
      return {
        status,
        title,
        more: page.next !== null,
        rows: page.rows.map((order) => ({
          ...order,
          moves: movesOf(order, (permission) => mayAt(ctx, permission, order.siteId)),
        })),
      }
    })
    return show(c, ctx, <OrderBoardPage lanes={shown} />)
  })

  .post('/orders/views', { may: saveView.action }, async (ctx, c) => {
    const done = await attempt(() => saveView(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showList(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/orders?${done.value.query}`), {
      text: 'The view is saved.',
      undo: { action: '/orders/views/removal', fields: { id: done.value.id } },
    })
  })

  .post('/orders/views/removal', { may: removeView.action }, async (ctx, c) => {
    const done = await removeView(ctx, { id: c.var.form.id }, { key: c.var.key })
    return seeOther(c, at(ctx, '/orders'), {
      text: `The view ${done.name} is removed.`,
      undo: {
        action: '/orders/views',
        fields: { name: done.name, query: done.query, ...(done.shared ? { shared: 'on' } : {}) },
      },
    })
  })

  .post('/orders/bulk', { may: assignOrder.action }, async (ctx, c) => {
    const { form, key } = c.var
    const ids = Object.keys(form)
      .flatMap((name) => (name.startsWith('pick.') ? [name.slice(5)] : []))
      .slice(0, bulkMost)
    const back = at(
      ctx,
      form.query ? `/orders?${queryOf(filterOf(Object.fromEntries(new URLSearchParams(form.query))))}` : '/orders',
    )
    const orders = await ordersNamed(ctx, ids)
    let changed = 0
    let why = orders.length === 0 ? 'Choose some rows first.' : ''
    const part = Object.fromEntries(
      ['assigneeId', 'priority', 'scheduledOn'].flatMap((name) => (form[name] ? [[name, form[name]]] : [])),
    )
    if (form.do !== 'close' && Object.keys(part).length === 0) why = 'Say what is to change.'
    for (const order of why ? [] : orders) {
      const own = key ? `${key}:${order.id}` : undefined
      const done = await attempt<unknown>(() =>
        form.do === 'close'
          ? moveOrder(ctx, { id: order.id, status: 'closed' }, { key: own })
          : assignOrder(ctx, { id: order.id, ...part }, { key: own }),
      )
      if (done.ok) changed++
      else why = done.refusal.message
    }
    const left = orders.length - changed
    const text =
      changed === 0 && why
        ? why
        : `${changed} ${changed === 1 ? 'order is' : 'orders are'} changed.${left > 0 ? ` ${left} stayed as they were: ${why}` : ''}`
    return seeOther(c, back, { text, undo: null })
  })

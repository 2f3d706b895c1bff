import { BulkProgress, BulkRowsPage, BulkRunPage } from '../../templates/assets/bulk'
import { attempt, type Refusal } from '../kernel/refusal'
import { withPlace } from '../places'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { troubleOf } from './asset.routes'
import { type Bulk, bulkDays, bulkProgress, bulkRowStates } from './bulk'
import { runBulk, stopBulk, undoBulk } from './bulk.actions'
import { findBulk, listBulkRows } from './bulk.queries'

const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const id = (c: Request) => c.req.param('id') ?? ''
const one = '/assets/bulks/:id{bk_[^/]+}'

const shown = (ctx: Context, bulk: Bulk) => ({
  ...bulk,
  ...bulkProgress(bulk),
  mayUndo: ['done', 'stopped'].includes(bulk.state) && ctx.may(undoBulk.action),
  keptDays: bulkDays,
})

async function showBulk(ctx: Context, c: Request, bulk: Bulk, trouble: Refusal | null = null) {
  const states = bulk.state === 'undone' ? (['kept'] as const) : (['refused'] as const)
  const over = ['done', 'stopped', 'undone'].includes(bulk.state)
  const { rows } = over ? await listBulkRows(ctx, bulk.id, states, undefined) : { rows: [] }
  return show(
    c,
    ctx,
    <BulkRunPage bulk={shown(ctx, bulk)} rows={rows} values={c.var.form ?? {}} trouble={troubleOf(trouble)} />,
    trouble ? statusFor(trouble) : 200,
  )
}

/** A button: what is refused is shown on its page. */
async function pressed(ctx: Context, c: Request, work: () => Promise<unknown>): Promise<Response> {
  const done = await attempt(work)
  if (done.ok || ['bulk.state', 'bulk.changed'].includes(done.refusal.reason)) {
    return seeOther(
      c,
      at(ctx, `/assets/bulks/${id(c)}`),
      done.ok ? undefined : { text: done.refusal.message, undo: null },
    )
  }
  return showBulk(ctx, c, await findBulk(ctx, id(c)), done.refusal)
}

/** Changes of all assets that match the filters of the list, made in the background. */
export const bulkPages = new Pages()
  .get(one, { may: 'assets.asset.see' }, async (ctx, c) => showBulk(ctx, c, await findBulk(ctx, id(c))))

  .get(`${one}/progress`, { may: 'assets.asset.see' }, async (ctx, c) => {
    const bulk = await findBulk(ctx, id(c))
    if (!c.req.header('HX-Request')) return showBulk(ctx, c, bulk)
    // The page around it has something else to show now.
    const working = ['gathering', 'running', 'undoing'].includes(bulk.state)
    if (!working) c.header('HX-Redirect', at(ctx, `/assets/bulks/${bulk.id}`))
    return show(c, ctx, <BulkProgress bulk={shown(ctx, bulk)} />)
  })

  .get(`${one}/rows`, { may: 'assets.asset.see' }, async (ctx, c) => {
    const bulk = await findBulk(ctx, id(c))
    const state = bulkRowStates.find((name) => name === c.req.query('state')) ?? 'refused'
    const { rows, next } = await listBulkRows(ctx, bulk.id, [state], c.req.query('after'))
    const way = next ? `/assets/bulks/${bulk.id}/rows?state=${state}&after=${next}` : null
    return show(c, ctx, <BulkRowsPage bulk={shown(ctx, bulk)} state={state} rows={rows} next={way} />)
  })

  .post(`${one}/run`, { may: runBulk.action }, (ctx, c) =>
    pressed(ctx, c, async () => {
      const form = await withPlace(ctx, c.var.form, 'placeId')
      return runBulk(ctx, { ...form, id: id(c) }, { key: c.var.key })
    }),
  )

  .post(`${one}/stop`, { may: stopBulk.action }, (ctx, c) =>
    pressed(ctx, c, () => stopBulk(ctx, { id: id(c) }, { key: c.var.key })),
  )

  .post(`${one}/undo`, { may: undoBulk.action }, (ctx, c) =>
    pressed(ctx, c, () => undoBulk(ctx, { ...c.var.form, id: id(c) }, { key: c.var.key })),
  )

import { BulkPage } from '../../templates/assets/bulk'
import { AssetsPage, AssetTreePage, StandingHere } from '../../templates/assets/list'
import { Page } from '../../templates/layouts/page'
import { coversSentence } from '../files'
import { exporting } from '../identity'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { findPlace, siteChoices, withPlace } from '../places'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { readCursor } from '../platform/keyset'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { streamOf } from '../platform/workbook'
import { moveAsset } from './asset.actions'
import { troubleOf } from './asset.routes'
import { createBulk } from './bulk.actions'
import { openBulksSentence } from './bulk.queries'
import { classChoices, ownersSentence } from './choices'
import { bulkMost, chosenAssets, isMany } from './chosen.queries'
import { classesSentence } from './class.queries'
import { csvPieces, excelPieces, exportPages } from './export'
import { filterOf } from './filter'
import { type AssetFilter, listAssets, searchAssets } from './list.queries'
import { photoOf } from './page'
import { setState } from './state.actions'
import { topsSentence } from './tree.queries'
import { removeView, saveView, viewsSentence } from './view.actions'

const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

const queryOf = (filter: AssetFilter): URLSearchParams =>
  new URLSearchParams(Object.entries(filter).filter(([, value]) => value) as [string, string][])

async function showList(c: Request, ctx: Context, trouble: Refusal | null = null) {
  const filter = filterOf(c.req.query())
  const { q, ...rest } = filter
  const cursor = readCursor(c.req.query('after'), 2)
  const [page, [views, classes, owners, sites, bulks], place] = await Promise.all([
    q
      ? searchAssets(ctx, q, 100, rest).then((rows) => ({ rows, next: null, sparse: false }))
      : listAssets(ctx, rest, cursor),
    ctx.db.batch([
      viewsSentence(ctx),
      classesSentence(ctx),
      ownersSentence(ctx),
      siteChoices(ctx),
      openBulksSentence(ctx),
    ]),
    filter.place ? findPlace(ctx, filter.place) : null,
  ])
  const covers = await coversSentence(
    ctx,
    page.rows.map(({ id }) => id),
  )
  const query = queryOf(filter)
  const next = new URLSearchParams(query)
  if (page.next) next.set('after', page.next)
  return show(
    c,
    ctx,
    <AssetsPage
      rows={page.rows.map((row) => ({ ...row, photo: photoOf(ctx, covers, row.id) }))}
      next={page.next ? `/assets?${next}` : null}
      sparse={page.sparse}
      first={!c.req.query('after')}
      filter={filter}
      query={query.toString()}
      names={{
        place: place?.name ?? null,
        class: classes.find(({ id }) => id === filter.class)?.name ?? null,
        owner: owners.find(({ id }) => id === filter.owner)?.name ?? null,
      }}
      views={views.map((view) => ({ ...view, mine: view.ownerId === ctx.actor.id }))}
      classes={classChoices(classes)}
      owners={owners.map(({ id, name }) => ({ value: id, label: name }))}
      sites={sites.map(({ id, name }) => ({ value: id, label: name }))}
      bulkMost={bulkMost}
      bulks={bulks}
      trouble={troubleOf(trouble)}
    />,
    trouble ? statusFor(trouble) : 200,
  )
}

async function standingHere(ctx: Context, c: Request) {
  const place = await findPlace(ctx, c.req.param('id') ?? '')
  const { rows, next } = await listAssets(ctx, { place: place.id }, null, 12)
  const panel = <StandingHere rows={rows} more={next ? `/assets?place=${place.id}` : null} />
  if (c.req.header('HX-Request')) return show(c, ctx, panel)
  return show(
    c,
    ctx,
    <Page title={`Equipment in ${place.name}`} door="assets">
      {panel}
    </Page>,
  )
}

/** The list of assets as a table and as a tree; saved views; what is done with many at once. */
export const listPages = new Pages()
  .get('/assets', { may: 'assets.asset.see' }, (ctx, c) => showList(c, ctx))

  .get('/assets/tree', { may: 'assets.asset.see' }, async (ctx, c) => {
    const { places, assets, more } = await topsSentence(ctx, c.req.query('place'))
    return show(c, ctx, <AssetTreePage places={places} assets={assets} more={more} />)
  })

  .get('/assets/export', { may: 'assets.asset.export', stepUp: true }, async (ctx, c) => {
    await exporting(ctx, 'The list of equipment', null)
    const pages = exportPages(ctx, filterOf(c.req.query()), (c.req.queries('id') ?? []).slice(0, 500))
    const excel = c.req.query('as') === 'xlsx'
    const type = excel ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv; charset=utf-8'
    return c.body(streamOf(excel ? excelPieces(pages) : csvPieces(pages)) as never, 200, {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="assets.${excel ? 'xlsx' : 'csv'}"`,
    })
  })

  // Hung on the page of a place.
  .get('/assets/in/:id{pl_[^/]+}', { may: 'assets.asset.see' }, standingHere)
  .get('/assets/in/:id{st_[^/]+}', { may: 'assets.asset.see' }, standingHere)

  .post('/assets/views', { may: saveView.action }, async (ctx, c) => {
    const done = await attempt(() => saveView(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showList(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/assets?${done.value.query}`), {
      text: 'The view is saved.',
      undo: { action: '/assets/views/removal', fields: { id: done.value.id } },
    })
  })

  .post('/assets/views/removal', { may: removeView.action }, async (ctx, c) => {
    const done = await removeView(ctx, { id: c.var.form.id }, { key: c.var.key })
    return seeOther(c, at(ctx, '/assets'), {
      text: `The view ${done.name} is removed.`,
      undo: {
        action: '/assets/views',
        fields: { name: done.name, query: done.query, ...(done.shared ? { shared: 'on' } : {}) },
      },
    })
  })

  .post('/assets/bulk', { may: 'assets.asset.see' }, async (ctx, c) => {
    const { do: what = '', query = '', all = '' } = c.var.form
    const filter = filterOf(Object.fromEntries(new URLSearchParams(query)))
    const ids = pickedOf(c.var.form)
    if (what === 'csv' || what === 'xlsx') {
      const chosen = all ? '' : ids.map((id) => `&id=${id}`).join('')
      return seeOther(c, at(ctx, `/assets/export?as=${what}${query ? `&${query}` : ''}${chosen}`))
    }
    // So many are changed in the background, and what became of each is listed.
    if (all && (what === 'move' || what === 'state') && (await isMany(ctx, filter))) {
      const { id } = await createBulk(ctx, { what, query: queryOf(filter).toString() }, { key: c.var.key })
      return seeOther(c, at(ctx, `/assets/bulks/${id}`))
    }
    if (what === 'labels') {
      const chosen = await attempt(() => chosenAssets(ctx, { ids, filter: all ? filter : null }))
      if (!chosen.ok) return showList(c, ctx, chosen.refusal)
      return seeOther(c, at(ctx, `/labels?ids=${chosen.value.map(({ id }) => id).join('+')}`))
    }
    const done = await attempt(async () => {
      const chosen = await chosenAssets(ctx, { ids, filter: all ? filter : null })
      if (!c.var.form.sure) return { chosen, changed: null }
      const form = what === 'move' ? await withPlace(ctx, c.var.form, 'placeId') : c.var.form
      const work = what === 'move' ? moving(ctx, form) : stating(ctx, form)
      return {
        chosen,
        changed: await manyAtOnce(chosen, (asset) => work(asset, c.var.key ? `${c.var.key}:${asset.id}` : undefined)),
      }
    })
    if (!done.ok && !c.var.form.sure) return showList(c, ctx, done.refusal)
    if (!done.ok || done.value.changed === null) {
      const chosen = done.ok ? done.value.chosen : await chosenAssets(ctx, { ids, filter: null })
      const page = (
        <BulkPage
          what={what === 'move' ? 'move' : 'state'}
          assets={chosen}
          query={query}
          values={c.var.form}
          trouble={done.ok ? null : troubleOf(done.refusal)}
        />
      )
      return show(c, ctx, page, done.ok ? 200 : statusFor(done.refusal))
    }
    const { changed, left, why } = done.value.changed
    return seeOther(c, at(ctx, query ? `/assets?${query}` : '/assets'), {
      text: `${changed} ${changed === 1 ? 'asset is' : 'assets are'} changed.${left > 0 ? ` ${left} stayed as they were: ${why}` : ''}`,
      undo: null,
    })
  })

/** The rows that were ticked, or those that a page before carries along. */
const pickedOf = (form: Record<string, string>): string[] => [
  ...new Set([
    ...(form.ids ?? '').split(' ').filter(Boolean),
    ...Object.keys(form).flatMap((name) => (name.startsWith('pick.') ? [name.slice(5)] : [])),
  ]),
]

const moving =
  (ctx: Context, { placeId = '' }: Record<string, string>) =>
  ({ id, parentId, failsParent, groupNeeds }: Chosen, key: string | undefined) => {
    if (placeId === '') {
      const sentence = 'Choose where they stand.'
      return refuse('invalid', 'bulk.place', sentence, { placeId: sentence })
    }
    return moveAsset(ctx, { id, placeId, parentId: parentId ?? '', failsParent, groupNeeds }, { key })
  }

const stating =
  (ctx: Context, { state = '', cause = '' }: Record<string, string>) =>
  ({ id }: Chosen, key: string | undefined) =>
    setState(ctx, { id, state, cause }, { key })

type Chosen = Awaited<ReturnType<typeof chosenAssets>>[number]

/** One after the other, each a deed of its own: what is refused of one leaves the others done. */
async function manyAtOnce(assets: Chosen[], work: (asset: Chosen) => Promise<unknown>) {
  let changed = 0
  let why = ''
  for (const asset of assets) {
    const done = await attempt(() => work(asset))
    if (done.ok) changed++
    else if (done.refusal.code === 'invalid' && changed === 0) throw done.refusal
    else why = done.refusal.message
  }
  return { changed, left: assets.length - changed, why }
}

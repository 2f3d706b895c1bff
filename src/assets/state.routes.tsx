import { eq } from 'drizzle-orm'
import { StatePage, StopFormPage } from '../../templates/assets/forms'
import { type Downtime, DowntimePanel, StopsPage } from '../../templates/assets/history'
import { Page } from '../../templates/layouts/page'
import { instant } from '../kernel/instant'
import { addDays, dayOf, startOfDay } from '../kernel/local-date'
import { attempt } from '../kernel/refusal'
import { siteStretches, sites } from '../places'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { assetFor, assetSentence, seenAsset } from './asset.queries'
import { troubleOf } from './asset.routes'
import { downtimeOf } from './downtime'
import { stopWords } from './history'
import { momentOf, wallOf } from './local-moment'
import { frameOf } from './page'
import { correctStop, recordStop, setState } from './state.actions'
import { findStop, stopsSentence } from './stop.queries'
import { undoState } from './undo.actions'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const one = '/assets/:id{as_[^/]+}'
const stop = '/assets/stops/:id{dt_[^/]+}'

const whole = async (ctx: Context, c: Request) => seenAsset(ctx, (await assetSentence(ctx, id(c)))[0])

/** The clock on the wall where the asset stands; that of the organization where it stands nowhere. */
async function zoneOf(ctx: Context, siteId: string | null): Promise<string> {
  if (siteId === null) return (await ctx.profile()).timeZone
  const [site] = await ctx.db
    .select({ timeZone: sites.timeZone })
    .from(sites)
    .where(eq(sites.id, siteId as never))
  return site?.timeZone ?? (await ctx.profile()).timeZone
}

const days = 90

async function downtime(ctx: Context, asset: { id: string; siteId: string | null }): Promise<Downtime> {
  const timeZone = await zoneOf(ctx, asset.siteId)
  const first = addDays(dayOf(ctx.now, timeZone), 1 - days)
  const from = startOfDay(first, timeZone)
  // A day of grace behind now, so that today's column shows the whole of today's shifts.
  const to = startOfDay(addDays(dayOf(ctx.now, timeZone), 1), timeZone)
  const [stops, open] = await Promise.all([
    stopsSentence(ctx, asset.id, from),
    asset.siteId ? siteStretches(ctx, asset.siteId, { from, to }) : Promise.resolve([{ from, to }]),
  ])
  return {
    ...downtimeOf(stops, open, { first, count: days, timeZone, now: ctx.now }),
    aroundTheClock: open.length === 1,
  }
}

/** Times of a form as moments, by the clock where the asset stands. */
async function timed(ctx: Context, form: Record<string, string>, siteId: string | null) {
  const zone = await zoneOf(ctx, siteId)
  return {
    ...form,
    ...Object.fromEntries(
      ['at', 'startedAt', 'endedAt'].filter((name) => name in form).map((name) => [name, momentOf(form[name], zone)]),
    ),
  }
}

/** Pages about the state of an asset: what it is, what stops it, what stopped it. */
export const statePages = new Pages()
  .get(`${one}/state`, { may: setState.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    // A problem that somebody reported leads here with what was said.
    const { state = '', cause = '', at: since = '' } = c.req.query()
    const moment = /^\d{13}$/.test(since) ? wallOf(instant(Number(since)), await zoneOf(ctx, asset.siteId)) : ''
    const values: Record<string, string> = state ? { state, cause: cause.slice(0, 300), at: moment } : {}
    return show(c, ctx, <StatePage asset={asset} is={asset.state} values={values} trouble={null} />)
  })

  .post(`${one}/state`, { may: setState.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    const done = await attempt(async () =>
      setState(ctx, { ...(await timed(ctx, c.var.form, asset.siteId)), id: asset.id }, { key: c.var.key }),
    )
    if (!done.ok) {
      const page = <StatePage asset={asset} is={asset.state} values={c.var.form} trouble={troubleOf(done.refusal)} />
      return show(c, ctx, page, statusFor(done.refusal))
    }
    const words = { operational: 'is operational', 'needs-maintenance': 'needs maintenance', down: 'is down' }
    return seeOther(c, at(ctx, `/assets/${asset.id}`), {
      text: `${asset.tag} ${words[done.value.state]}.`,
      undo: { action: `/assets/${asset.id}/state/undoing`, fields: { event: done.value.event } },
    })
  })

  .post(`${one}/state/undoing`, { may: undoState.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    await undoState(ctx, { id: asset.id, event: c.var.form.event ?? '' }, { key: c.var.key })
    return seeOther(c, at(ctx, `/assets/${asset.id}`), { text: `${asset.tag} is as it was.`, undo: null })
  })

  .get(`${one}/downtime`, { may: 'assets.asset.see' }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    const panel = <DowntimePanel asset={asset} down={await downtime(ctx, asset)} />
    if (c.req.header('HX-Request')) return show(c, ctx, panel)
    return show(
      c,
      ctx,
      <Page title={`Downtime of ${asset.tag}`} door="assets">
        {panel}
      </Page>,
    )
  })

  .get(`${one}/stops`, { may: 'assets.asset.see' }, async (ctx, c) => {
    const { asset, frame } = await frameOf(ctx, id(c))
    const rows = await stopsSentence(ctx, asset.id, instant(0), 200)
    return show(
      c,
      ctx,
      <StopsPage
        {...frame}
        stops={rows.map((row) => ({
          ...row,
          classWord: stopWords[row.class],
          by: row.by ?? 'The house',
          ofPart: row.becauseOf !== null,
        }))}
      />,
    )
  })

  .get(`${one}/stops/new`, { may: recordStop.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    return show(c, ctx, <StopFormPage asset={asset} values={{}} trouble={null} correcting={null} before={null} />)
  })

  .post(`${one}/stops`, { may: recordStop.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    const done = await attempt(async () =>
      recordStop(ctx, { ...(await timed(ctx, c.var.form, asset.siteId)), id: asset.id }, { key: c.var.key }),
    )
    if (done.ok) return seeOther(c, at(ctx, `/assets/${asset.id}/stops`), { text: 'The stop is saved.', undo: null })
    const trouble = troubleOf(done.refusal)
    const page = <StopFormPage asset={asset} values={c.var.form} trouble={trouble} correcting={null} before={null} />
    return show(c, ctx, page, statusFor(done.refusal))
  })

  .get(stop, { may: correctStop.action }, async (ctx, c) => showCorrection(c, ctx, null, null))

  .post(stop, { may: correctStop.action }, async (ctx, c) => {
    const before = await findStop(ctx, id(c))
    const asset = await assetFor(ctx, before.assetId, correctStop.action)
    const done = await attempt(async () =>
      correctStop(ctx, { ...(await timed(ctx, c.var.form, asset.siteId)), id: before.id }, { key: c.var.key }),
    )
    if (!done.ok) return showCorrection(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/assets/${asset.id}/stops`), { text: 'The stop is corrected.', undo: null })
  })

async function showCorrection(
  c: Request,
  ctx: Context,
  values: Record<string, string> | null,
  refusal: Parameters<typeof statusFor>[0] | null,
) {
  const before = await findStop(ctx, id(c))
  const asset = await assetFor(ctx, before.assetId, correctStop.action)
  const zone = await zoneOf(ctx, asset.siteId)
  const wall = (moment: number | null) => (moment === null ? '' : wallOf(instant(moment), zone))
  const written = {
    startedAt: wall(before.startedAt),
    endedAt: wall(before.endedAt),
    class: before.class,
    cause: before.cause,
  }
  const page = (
    <StopFormPage
      asset={asset}
      values={values ?? written}
      trouble={troubleOf(refusal)}
      correcting={{ id: before.id, version: before.version, open: before.endedAt === null }}
      before={`${written.startedAt.replace('T', ' ')} to ${written.endedAt.replace('T', ' ') || 'now'}, ${stopWords[before.class].toLowerCase()}${before.cause ? `: ${before.cause}` : ''}`}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

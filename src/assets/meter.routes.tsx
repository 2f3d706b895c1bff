import { AssetMeters, MeterFormPage, MeterPage } from '../../templates/assets/meters'
import { attempt, type Refusal } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { findAsset } from './asset.queries'
import { troubleOf } from './asset.routes'
import { momentOf } from './local-moment'
import { outside, perDay, type Reading } from './meter'
import { addMeter, correctReading, endMeter, endTrigger, readMeter, setTrigger } from './meter.actions'
import { findMeter, firingsSentence, metersOfAsset, readingsSentence, triggersSentence } from './meter.queries'
import { plainValue, triggerWords, valueText } from './meter.words'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const one = '/meters/:id{me_[^/]+}'
const onAsset = '/meters/on/:id{as_[^/]+}'

/** How many readings a page shows; the chart shows the same. */
const shownReadings = 100

async function showMeter(c: Request, ctx: Context, refusal: Refusal | null = null) {
  const { meter, asset } = await findMeter(ctx, id(c))
  const [readings, triggers, fired] = await ctx.db.batch([
    readingsSentence(ctx, meter.id, shownReadings),
    triggersSentence(ctx, meter.id),
    firingsSentence(ctx, meter.id, 100),
  ])
  const { locale, timeZone } = await ctx.profile()
  const text = (value: number | null) => valueText(value, meter.unit, locale)
  const holding = readings.filter(({ voidedAt }) => voidedAt === null)
  const day = perDay([...holding].reverse() as Reading[])
  const page = (
    <MeterPage
      meter={{
        ...meter,
        lowText: text(meter.low),
        highText: text(meter.high),
        rollsText: text(meter.rollsAt),
        perDay: day === null ? null : text(Math.round(day / 10_000) * 10_000),
      }}
      asset={asset}
      timeZone={timeZone}
      readings={readings.map((reading) => ({
        ...reading,
        text: reading.word || text(reading.value),
        outside: outside(meter, reading.value),
        fired: fired.some(({ readingId }) => readingId === reading.rootId),
      }))}
      points={[...holding].reverse().flatMap((reading) => {
        const value = plainValue(meter.kind === 'continuous' ? reading.total : reading.value)
        return value === null ? [] : [{ at: reading.takenAt, value }]
      })}
      limits={{ low: plainValue(meter.low), high: plainValue(meter.high) }}
      triggers={triggers.map((trigger) => ({
        id: trigger.id,
        title: trigger.title,
        words: triggerWords(trigger, meter.unit, locale),
        bandText: trigger.band > 0 ? text(trigger.band) : '',
        fired: fired.filter(({ triggerId }) => triggerId === trigger.id).length,
      }))}
      values={refusal ? c.var.form : {}}
      asksWay={refusal?.reason === 'reading.falls' || refusal?.reason === 'reading.no-rollover'}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showForm(c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) {
  const asset = await findAsset(ctx, id(c))
  const page = <MeterFormPage asset={asset} values={values} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** Meters: on the page of their asset, and each with a page of its own. */
export const meterPages = new Pages()
  .get(onAsset, { may: 'assets.asset.see' }, async (ctx, c) => {
    const asset = await findAsset(ctx, id(c))
    const { locale } = await ctx.profile()
    const rows = (await metersOfAsset(ctx, asset.id)).map((meter) => ({
      ...meter,
      text: meter.last ? meter.last.word || valueText(meter.last.value, meter.unit, locale) : '',
      outside: outside(meter, meter.last?.value ?? null),
    }))
    return show(c, ctx, <AssetMeters asset={asset} rows={rows} whole={!c.req.header('HX-Request')} />)
  })

  .get(`${onAsset}/new`, { may: addMeter.action }, (ctx, c) => showForm(c, ctx, {}, null))

  .post(onAsset, { may: addMeter.action }, async (ctx, c) => {
    const asset = await findAsset(ctx, id(c))
    const done = await attempt(() => addMeter(ctx, { ...c.var.form, assetId: asset.id }, { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/meters/${done.value.id}`), { text: 'The meter is there. Read it now.', undo: null })
  })

  .get(one, { may: 'assets.asset.see' }, (ctx, c) => showMeter(c, ctx))

  .post(`${one}/readings`, { may: readMeter.action }, async (ctx, c) => {
    const { meter, asset } = await findMeter(ctx, id(c))
    const { timeZone } = await ctx.profile()
    const { value = '', way, takenAt, note } = c.var.form
    const done = await attempt(() =>
      readMeter(
        ctx,
        { id: meter.id, value, note, ...(way ? { way } : {}), takenAt: momentOf(takenAt, timeZone) },
        { key: c.var.key },
      ),
    )
    if (!done.ok) return showMeter(c, ctx, done.refusal)
    const { outside: where, fired } = done.value
    const limit = where ? ` It is ${where === 'high' ? 'above' : 'below'} its limit.` : ''
    const text = `${meter.name} is written down.${limit}${fired > 0 ? ' A work order is raised.' : ''}`
    return seeOther(c, at(ctx, c.var.form.back === 'asset' ? `/assets/${asset.id}` : `/meters/${meter.id}`), {
      text,
      undo: null,
    })
  })

  .post(`${one}/corrections`, { may: correctReading.action }, async (ctx, c) => {
    const { meter } = await findMeter(ctx, id(c))
    const { readingId = '', corrected = '', note } = c.var.form
    const done = await attempt(() =>
      correctReading(ctx, { id: meter.id, readingId, value: corrected, note }, { key: c.var.key }),
    )
    if (!done.ok) return showMeter(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/meters/${meter.id}`), { text: 'The reading is corrected.', undo: null })
  })

  .post(`${one}/triggers`, { may: setTrigger.action }, async (ctx, c) => {
    const { meter } = await findMeter(ctx, id(c))
    const { operator, triggerValue = '', band, title, priority } = c.var.form
    const done = await attempt(() =>
      setTrigger(
        ctx,
        { id: meter.id, operator, value: triggerValue, band, title, ...(priority ? { priority } : {}) },
        { key: c.var.key },
      ),
    )
    if (!done.ok) return showMeter(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/meters/${meter.id}`), { text: 'It is watched.', undo: null })
  })

  .post(`${one}/triggers/removal`, { may: endTrigger.action }, async (ctx, c) => {
    const { meter } = await findMeter(ctx, id(c))
    const done = await attempt(() =>
      endTrigger(ctx, { id: meter.id, triggerId: c.var.form.triggerId ?? '' }, { key: c.var.key }),
    )
    if (!done.ok) return showMeter(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/meters/${meter.id}`), { text: 'It is not watched for this any more.', undo: null })
  })

  .post(`${one}/end`, { may: endMeter.action }, async (ctx, c) => {
    const { meter, asset } = await findMeter(ctx, id(c))
    const done = await attempt(() => endMeter(ctx, { id: meter.id }, { key: c.var.key }))
    if (!done.ok) return showMeter(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/assets/${asset.id}`), { text: `${meter.name} is not read any more.`, undo: null })
  })

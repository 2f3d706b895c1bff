import { eq, sql } from 'drizzle-orm'
import { CostFormPage } from '../../templates/work/costs'
import { LaborFormPage, RatesPage, VoidLaborPage } from '../../templates/work/labor'
import { momentOf } from '../assets'
import { members } from '../identity'
import { formatMoney, money } from '../kernel/money'
import { attempt, type Refusal } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { addCost, voidCost } from './cost.actions'
import { addLabor, setRate, startTimer, stopTimer, voidLabor } from './labor.actions'
import { findLabor } from './labor.queries'
import { label, type Order } from './order'
import { findOrder, mayAt, zoneOf } from './order.queries'
import { one, showOrder } from './order.routes'
import { withPerson } from './picked'
import { workRates } from './schema'
import { at, troubleOf } from './shown'
import { nameOf } from './wording'

const id = (c: Request) => c.req.param('id') ?? ''

const showLabor = (c: Request, ctx: Context, order: Order, refusal: Refusal | null) =>
  show(
    c,
    ctx,
    <LaborFormPage
      order={order}
      values={c.var.form}
      others={mayAt(ctx, 'work.labor.others', order.siteId)}
      trouble={troubleOf(refusal)}
    />,
    refusal ? statusFor(refusal) : 200,
  )

async function showVoid(c: Request, ctx: Context, refusal: Refusal | null) {
  const labor = await findLabor(ctx, id(c))
  const order = await findOrder(ctx, labor.orderId)
  const minutes = Math.floor(((labor.endedAt ?? ctx.now) - labor.startedAt) / 60_000)
  const page = (
    <VoidLaborPage
      order={order}
      laborId={labor.id}
      words={`${minutes} min of ${await nameOf(ctx, labor.memberId)}. It stays to be read and counts nothing.`}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showRates(c: Request, ctx: Context, refusal: Refusal | null) {
  const { currency, locale } = await ctx.profile()
  const rows = await ctx.db
    .select({
      memberId: workRates.memberId,
      rateScaled: workRates.rateScaled,
      name: sql<string | null>`${members.name}`.as('name'),
    })
    .from(workRates)
    .leftJoin(members, eq(members.id, workRates.memberId as never))
    .orderBy(sql`${workRates.memberId} <> '', ${members.name}`)
    .limit(300)
  const decimals = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  const shift = 10 ** (6 - (decimals.maximumFractionDigits ?? 2))
  const page = (
    <RatesPage
      rates={rows.map(({ memberId, rateScaled, name }) => ({
        memberId,
        name: memberId === '' ? 'Everybody without a rate of their own' : (name ?? 'A former member'),
        perHour: formatMoney(money(Math.round(rateScaled / shift), currency), locale),
      }))}
      values={c.var.form}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

const showCost = (c: Request, ctx: Context, order: Order, refusal: Refusal | null) =>
  show(
    c,
    ctx,
    <CostFormPage order={order} values={c.var.form} trouble={troubleOf(refusal)} />,
    refusal ? statusFor(refusal) : 200,
  )

/** Time and money on an order. */
export const laborPages = new Pages()
  .post('/work/timer/end', { may: stopTimer.action }, async (ctx, c) => {
    const done = await stopTimer(ctx, {}, { key: c.var.key })
    return seeOther(c, at(ctx, `/orders/${done.id}`), { text: 'Your timer is stopped.', undo: null })
  })

  .post(`${one}/timer`, { may: startTimer.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const done = await attempt(() => startTimer(ctx, { id: order.id }, { key: c.var.key }))
    if (!done.ok) return showOrder(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/orders/${order.id}`), { text: 'Your timer runs.', undo: null })
  })

  .get(`${one}/labor`, { may: addLabor.action }, async (ctx, c) => showLabor(c, ctx, await findOrder(ctx, id(c)), null))

  .post(`${one}/labor`, { may: addLabor.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const done = await attempt(async () => {
      const form = await withPerson(ctx, c.var.form, 'memberId')
      const startedAt = momentOf(form.startedAt, await zoneOf(ctx, order.siteId))
      return addLabor(ctx, { ...form, startedAt, id: order.id }, { key: c.var.key })
    })
    if (!done.ok) return showLabor(c, ctx, order, done.refusal)
    return seeOther(c, at(ctx, `/orders/${order.id}#labor`), {
      text: `The time is written on ${label(order)}.`,
      undo: null,
    })
  })

  .get('/labor/:id{lb_[^/]+}/voiding', { may: voidLabor.action }, (ctx, c) => showVoid(c, ctx, null))

  .post('/labor/:id{lb_[^/]+}/voiding', { may: voidLabor.action }, async (ctx, c) => {
    await findOrder(ctx, (await findLabor(ctx, id(c))).orderId)
    const done = await attempt(() => voidLabor(ctx, { id: id(c), reason: c.var.form.reason }, { key: c.var.key }))
    if (!done.ok) return showVoid(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/orders/${done.value.id}#labor`), { text: 'The time is taken back.', undo: null })
  })

  .get('/work/rates', { may: setRate.action }, (ctx, c) => showRates(c, ctx, null))

  .post('/work/rates', { may: setRate.action }, async (ctx, c) => {
    const done = await attempt(async () =>
      setRate(ctx, await withPerson(ctx, c.var.form, 'memberId'), { key: c.var.key }),
    )
    if (!done.ok) return showRates(c, ctx, done.refusal)
    return seeOther(c, at(ctx, '/work/rates'), { text: 'The rate is saved.', undo: null })
  })

  .get(`${one}/costs`, { may: addCost.action }, async (ctx, c) => showCost(c, ctx, await findOrder(ctx, id(c)), null))

  .post(`${one}/costs`, { may: addCost.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const done = await attempt(() => addCost(ctx, { ...c.var.form, id: order.id }, { key: c.var.key }))
    if (!done.ok) return showCost(c, ctx, order, done.refusal)
    return seeOther(c, at(ctx, `/orders/${order.id}#cost`), { text: 'The cost is saved.', undo: null })
  })

  .post(`${one}/costs/removal`, { may: voidCost.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const done = await attempt(() =>
      voidCost(ctx, { id: order.id, costId: c.var.form.costId ?? '' }, { key: c.var.key }),
    )
    if (!done.ok) return showOrder(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/orders/${order.id}#cost`), { text: 'The cost is taken back.', undo: null })
  })

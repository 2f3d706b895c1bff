import { OrderPage } from '../../templates/work/order'
import { OrderFormPage } from '../../templates/work/order-form'
import { findAsset, namesOfAssets } from '../assets'
import { attempt, type Refusal } from '../kernel/refusal'
import { findPlace } from '../places'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { writeComment } from './comment.actions'
import { listSentence } from './list.queries'
import { label, type Order } from './order'
import { changeOrder, createOrder, inputOf, takeOrder } from './order.actions'
import { pageOf } from './order.page'
import { findOrder, peopleSentence } from './order.queries'
import { picked } from './picked'
import { at, teamChoices, troubleOf } from './shown'
import { nameOf } from './wording'

const id = (c: Request) => c.req.param('id') ?? ''
export const one = '/orders/:id{wo_[^/]+}'

/** The page of an order, with what was typed where a part of it was refused. */
export async function showOrder(c: Request, ctx: Context, refusal: Refusal | null = null) {
  const page = await pageOf(ctx, id(c))
  const element = <OrderPage {...page} values={refusal ? c.var.form : {}} trouble={troubleOf(refusal)} />
  return show(c, ctx, element, refusal ? statusFor(refusal) : 200)
}

/** Words for what a form chose by id. */
async function withWords(ctx: Context, values: Record<string, string>): Promise<Record<string, string>> {
  const [asset, place, assignee, helper] = await Promise.all([
    values.assetId && !values['assetId-words'] ? namesOfAssets(ctx, [values.assetId]) : [],
    values.placeId && !values['placeId-words'] ? attempt(() => findPlace(ctx, values.placeId ?? '')) : null,
    values.assigneeId && !values['assigneeId-words'] ? nameOf(ctx, values.assigneeId) : '',
    values.helpers && !values['helpers-words'] ? nameOf(ctx, values.helpers.split(' ')[0] ?? '') : '',
  ])
  return {
    'assetId-words': asset[0] ? `${asset[0].tag} ${asset[0].name}` : '',
    'placeId-words': place?.ok ? place.value.name : '',
    'assigneeId-words': assignee,
    'helpers-words': helper,
    ...values,
  }
}

async function showForm(
  c: Request,
  ctx: Context,
  order: Order | null,
  values: Record<string, string>,
  refusal: Refusal | null,
) {
  const [teams, same, words] = await Promise.all([
    teamChoices(ctx),
    !order && values.assetId ? listSentence(ctx, { asset: values.assetId }, null, 3) : [],
    withWords(ctx, values),
  ])
  const page = <OrderFormPage order={order} values={words} teams={teams} same={same} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

const given = [
  'title',
  'assetId',
  'placeId',
  'assigneeId',
  'follows',
  'parentId',
  'priority',
  'kind',
  'dueOn',
  'report',
]

/** Pages of one work order. */
export const orderPages = new Pages()
  .get('/orders/new', { may: createOrder.action }, async (ctx, c) => {
    const query = c.req.query()
    const values = Object.fromEntries(given.flatMap((name) => (query[name] ? [[name, query[name].slice(0, 200)]] : [])))
    const before = values.follows ? await findOrder(ctx, values.follows) : null
    const parent = values.parentId ? await findOrder(ctx, values.parentId) : null
    const assetId = values.assetId || before?.assetId || parent?.assetId || ''
    if (assetId) await findAsset(ctx, assetId)
    return showForm(c, ctx, null, { ...values, assetId }, null)
  })

  .post('/orders', { may: createOrder.action }, async (ctx, c) => {
    const done = await attempt(async () => createOrder(ctx, await picked(ctx, c.var.form), { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, null, c.var.form, done.refusal)
    const order = await findOrder(ctx, done.value.id)
    const text = order.status === 'requested' ? `${label(order)} is asked for.` : `${label(order)} is written.`
    return seeOther(c, at(ctx, `/orders/${order.id}`), { text, undo: null })
  })

  .get(one, { may: 'work.order.see' }, (ctx, c) => showOrder(c, ctx))

  .get(`${one}/edit`, { may: changeOrder.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const helpers = (await peopleSentence(ctx, order.id)).map((row) => String(row.id))
    return showForm(c, ctx, order, { ...inputOf(order, helpers), parentId: order.parentId ?? '' }, null)
  })

  .post(one, { may: changeOrder.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const done = await attempt(async () =>
      changeOrder(ctx, { ...(await picked(ctx, c.var.form)), id: order.id }, { key: c.var.key }),
    )
    if (!done.ok) return showForm(c, ctx, await findOrder(ctx, order.id), c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/orders/${order.id}`), { text: `${label(order)} is saved.`, undo: null })
  })

  .post(`${one}/take`, { may: takeOrder.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const done = await attempt(() =>
      takeOrder(ctx, { id: order.id, version: c.var.form.version ?? null }, { key: c.var.key }),
    )
    if (!done.ok) return showOrder(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/orders/${order.id}`), { text: `${label(order)} is yours.`, undo: null })
  })

  .post(`${one}/comments`, { may: writeComment.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const done = await attempt(() => writeComment(ctx, { id: order.id, text: c.var.form.text }, { key: c.var.key }))
    if (!done.ok) return showOrder(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/orders/${order.id}#say`), { text: 'It is said.', undo: null })
  })

import { FailureFields } from '../../templates/work/failures'
import { CompletePage, LinkPage, MovePage } from '../../templates/work/moves'
import { attempt, type Refusal } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { type FailureCode, failureLevels, suggest } from './failure'
import { asksFailure, failureCodesFor } from './failure.queries'
import { laborSentence, workedOn } from './labor.queries'
import { signLockStep } from './lock.actions'
import { completeOrder, moveOrder, openStopOf, wordsOf } from './move.actions'
import { label, type Order, type Status, statuses, statusWords } from './order'
import { linkOrders, unlinkOrders } from './order.actions'
import { findOrder, orderNumbered } from './order.queries'
import { one, showOrder } from './order.routes'
import { at, troubleOf } from './shown'

const id = (c: Request) => c.req.param('id') ?? ''
const statusOf = (word: string | undefined): Status => statuses.find((status) => status === word) ?? 'on-hold'

const showMove = (c: Request, ctx: Context, order: Order, to: Status, refusal: Refusal | null) =>
  show(
    c,
    ctx,
    <MovePage order={order} to={to} values={c.var.form} trouble={troubleOf(refusal)} />,
    refusal ? statusFor(refusal) : 200,
  )

/** The lists of what a failure may be, with what the words of the order speak of. */
const listsOf = (codes: FailureCode[], words: string) =>
  failureLevels.map((level) => ({
    level,
    suggested: suggest(words, codes, level),
    all: codes.filter((one) => one.level === level),
  }))

async function showComplete(c: Request, ctx: Context, refusal: Refusal | null) {
  const order = await findOrder(ctx, id(c))
  const [codes, stop] = await Promise.all([failureCodesFor(ctx, order), openStopOf(ctx, order)])
  const { crewMinutes } = await workedOn(ctx, order.id, await laborSentence(ctx, order.id))
  const page = (
    <CompletePage
      order={order}
      minutes={crewMinutes}
      stop={stop}
      failure={asksFailure(order, codes) ? listsOf(codes, wordsOf(order, c.var.form.outcome ?? '')) : null}
      values={c.var.form}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** Back to where the button was: the board, the machine, or the order. */
const backOf = (c: Request, ctx: Context, order: Order) =>
  c.req.query('back') === 'board' ? at(ctx, '/orders/board') : at(ctx, `/orders/${order.id}`)

const words = (order: Order, status: Status) => `${label(order)} is ${statusWords[status]}.`

/** Pages by which an order moves. */
export const movePages = new Pages()
  .get(`${one}/pause`, { may: moveOrder.action }, async (ctx, c) =>
    showMove(c, ctx, await findOrder(ctx, id(c)), 'on-hold', null),
  )

  .get(`${one}/move`, { may: moveOrder.action }, async (ctx, c) =>
    showMove(c, ctx, await findOrder(ctx, id(c)), statusOf(c.req.query('to')), null),
  )

  .post(`${one}/status`, { may: moveOrder.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const { version = '', status = '', reason = '', why = '' } = c.var.form
    const said = [why, reason].filter(Boolean).join(': ')
    const done = await attempt(() =>
      moveOrder(ctx, { id: order.id, version: version || null, status, reason: said }, { key: c.var.key }),
    )
    if (done.ok) {
      return seeOther(c, backOf(c, ctx, order), { text: words(order, done.value.status), undo: null })
    }
    // A move that lacks its reason, or its end, has a form of its own.
    if (done.refusal.reason === 'order.reason' || c.var.form.form === 'move') {
      const now = await findOrder(ctx, order.id)
      return showMove(c, ctx, now, statusOf(status), done.refusal)
    }
    return showOrder(c, ctx, done.refusal)
  })

  .get(`${one}/completion`, { may: completeOrder.action }, (ctx, c) => showComplete(c, ctx, null))

  // What is written of the work suggests what the failure was.
  .get(`${one}/completion/failure`, { may: completeOrder.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const codes = await failureCodesFor(ctx, order)
    const { outcome = '', ...values } = c.req.query()
    const lists = listsOf(codes, wordsOf(order, outcome.slice(0, 4000)))
    return show(c, ctx, <FailureFields order={order} lists={lists} values={values} trouble={null} />)
  })

  .post(`${one}/completion`, { may: completeOrder.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const { version = '', ...form } = c.var.form
    const done = await attempt(() =>
      completeOrder(
        ctx,
        { ...form, runs: form.runs ?? '', id: order.id, version: version || null },
        { key: c.var.key },
      ),
    )
    if (!done.ok) return showComplete(c, ctx, done.refusal)
    const text = done.value.already ?? `${label(order)} is completed. Well done.`
    return seeOther(c, at(ctx, `/orders/${order.id}`), { text, undo: null })
  })

  .post(`${one}/locks`, { may: signLockStep.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const done = await attempt(() =>
      signLockStep(ctx, { id: order.id, stepId: c.var.form.stepId ?? '' }, { key: c.var.key }),
    )
    if (!done.ok) return showOrder(c, ctx, done.refusal)
    const left = done.value.left
    return seeOther(c, at(ctx, `/orders/${order.id}`), {
      text: left === 0 ? 'Signed. All steps are signed.' : `Signed. ${left} to go.`,
      undo: null,
    })
  })

  .get(`${one}/links`, { may: linkOrders.action }, async (ctx, c) =>
    show(c, ctx, <LinkPage order={await findOrder(ctx, id(c))} values={{}} trouble={null} />),
  )

  .post(`${one}/links`, { may: linkOrders.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const number = /^(?:wo[\s-]?)?(\d{1,9})$/i.exec(c.var.form.to?.trim() ?? '')?.[1]
    const [other] = number ? await orderNumbered(ctx, Number(number)) : []
    const done = await attempt(() =>
      linkOrders(
        ctx,
        { id: order.id, kind: c.var.form.kind, to: other?.id ?? c.var.form.to ?? '' },
        { key: c.var.key },
      ),
    )
    if (!done.ok) {
      const page = <LinkPage order={order} values={c.var.form} trouble={troubleOf(done.refusal)} />
      return show(c, ctx, page, statusFor(done.refusal))
    }
    return seeOther(c, at(ctx, `/orders/${order.id}`), { text: 'The orders are linked.', undo: null })
  })

  .post(`${one}/links/removal`, { may: unlinkOrders.action }, async (ctx, c) => {
    const order = await findOrder(ctx, id(c))
    const done = await attempt(() => unlinkOrders(ctx, { ...c.var.form, id: order.id }, { key: c.var.key }))
    if (!done.ok) return showOrder(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/orders/${order.id}`), { text: 'The link is taken away.', undo: null })
  })

import { OrderPartsPage, PartOptions } from '../../templates/work/parts'
import { findPart, Reader, searchParts } from '../inventory'
import { attempt, type Refusal } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { isOver, label } from './order'
import { findOrder } from './order.queries'
import { one } from './order.routes'
import { issuePart, planPart, releasePart, returnPart } from './part.actions'
import { partsOf } from './part.page'
import { at, troubleOf } from './shown'

const id = (c: Request) => c.req.param('id') ?? ''
const page = `${one}/parts`

/** A form with the part that its words name. */
async function withPart(ctx: Context, form: Record<string, string>): Promise<Record<string, string>> {
  const words = form['partId-words']?.trim() ?? ''
  if (form.partId || words === '') return form
  const [only, ...others] = await searchParts(ctx, words, 2)
  return only && others.length === 0 ? { ...form, partId: only.id } : form
}

async function showParts(c: Request, ctx: Context, refusal: Refusal | null) {
  const order = await findOrder(ctx, id(c))
  const element = (
    <OrderPartsPage
      order={order}
      parts={await partsOf(ctx, order.id, order.siteId)}
      open={!isOver(order)}
      values={c.var.form}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, element, refusal ? statusFor(refusal) : 200)
}

/** A quantity that a person typed, as their numbers are written; `exact` is one that the page itself knew. */
async function withQuantity(ctx: Context, form: Record<string, string>): Promise<Record<string, string>> {
  if (form.exact) return { ...form, quantity: form.exact }
  if (!form.partId) return form
  const reader = await Reader.of(ctx, await findPart(ctx, form.partId), form)
  return { ...form, quantity: reader.quantity('quantity') }
}

type Verb = (ctx: Context, input: unknown, options: { key: string | undefined }) => Promise<unknown>

const doing = (verb: Verb, text: string) => async (ctx: Context, c: Request) => {
  const order = await findOrder(ctx, id(c))
  const done = await attempt(async () => {
    const form = await withPart(ctx, c.var.form)
    return verb(
      ctx,
      { ...(verb === releasePart ? form : await withQuantity(ctx, form)), id: order.id },
      { key: c.var.key },
    )
  })
  if (!done.ok) return showParts(c, ctx, done.refusal)
  return seeOther(c, at(ctx, `/orders/${order.id}/parts`), { text: `${text} ${label(order)}.`, undo: null })
}

/** Parts of an order: what it needs, what was taken, what came back. */
export const partPages = new Pages()
  .get('/orders/parts/pick', { may: planPart.action }, async (ctx, c) =>
    show(c, ctx, <PartOptions parts={await searchParts(ctx, c.req.query('q') ?? '', 12)} />),
  )
  .get(page, { may: 'work.order.see' }, (ctx, c) => showParts(c, ctx, null))
  .post(page, { may: planPart.action }, doing(planPart, 'The part is written down for'))
  .post(`${page}/issues`, { may: issuePart.action }, doing(issuePart, 'The part is issued to'))
  .post(`${page}/returns`, { may: returnPart.action }, doing(returnPart, 'It is brought back from'))
  .post(`${page}/releases`, { may: releasePart.action }, doing(releasePart, 'It is not needed any more for'))

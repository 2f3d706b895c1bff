import { OrderLinkPage } from '../../templates/procurement/order-link'
import { VendorSaysPage } from '../../templates/procurement/quote-link'
import { wideFonts } from '../codes'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { findSite } from '../places'
import { seeOther, statusFor } from '../platform/answers'
import type { Platform } from '../platform/platform'
import { showOpen } from '../platform/render'
import { Open, type Request } from '../platform/routes'
import { label } from './order'
import { acknowledgeOrder } from './order.actions'
import { findOrder, orderOfToken } from './order.queries'
import { pdfAnswer, promisesOf } from './order.routes'
import { orderPdf } from './order-pdf'
import { ofTheLink, strangersContext } from './quote.door'

async function opened(platform: Platform, c: Request) {
  const ctx = await strangersContext(platform, c)
  const known = await orderOfToken(ctx, c.req.param('token') ?? '')
  // What has not gone out yet is nobody's business.
  if (!known || known.sentAt === null) return refuse('not-found', 'nothing-here', 'There is nothing at this address.')
  const { order, lines } = await findOrder(ctx, known.id)
  return { ctx, order, lines, path: `/order/${order.code}/${order.token}` }
}

async function showIt(c: Request, it: Awaited<ReturnType<typeof opened>>, refusal: Refusal | null) {
  const { ctx, order, lines, path } = it
  const [{ name }, site] = await Promise.all([ctx.profile(), findSite(ctx, order.shipTo)])
  if (order.state !== 'sent' && order.state !== 'acknowledged') {
    const words = order.state === 'cancelled' ? 'was cancelled. Do not deliver it.' : 'is done. Thank you.'
    return showOpen(
      c,
      <VendorSaysPage
        organization={name}
        title={`${label(order)} ${order.state === 'cancelled' ? 'is cancelled' : 'is done'}`}
      >
        <p>
          {label(order)} {words}
        </p>
      </VendorSaysPage>,
      410,
    )
  }
  const { lines: street, postcode, city, country } = site.address
  const page = (
    <OrderLinkPage
      organization={name}
      path={path}
      order={order}
      lines={lines}
      shipTo={[site.name, street, [postcode, city].filter(Boolean).join(' '), country].filter(Boolean).join(', ')}
      values={c.var.form}
      trouble={refusal ? { sentence: refusal.message, fields: refusal.fields } : null}
    />
  )
  return showOpen(c, page, refusal ? statusFor(refusal) : 200)
}

/** Vendors confirm their orders by a link, without an account. */
export const orderDoor = new Open()
  .get('/order/:code/:token', { may: 'anyone', within: ofTheLink }, async (platform, c) =>
    showIt(c, await opened(platform, c), null),
  )
  .get('/order/:code/:token/pdf', { may: 'anyone', within: ofTheLink }, async (platform, c) => {
    const it = await opened(platform, c)
    // Over is over on paper too: nobody prints an order that is not to be delivered.
    if (it.order.state === 'cancelled') return showIt(c, it, null)
    return pdfAnswer(c, await orderPdf(it.ctx, it.order.id, { fonts: () => wideFonts(platform), prices: true }))
  })
  .post('/order/:code/:token', { may: 'anyone', within: ofTheLink }, async (platform, c) => {
    const it = await opened(platform, c)
    const promises = promisesOf(it.lines, c.var.form)
    const options = { key: c.var.key && `${c.var.key}:${it.order.id}` }
    const done = await attempt(() => acknowledgeOrder(it.ctx, { id: it.order.id, promises, byVendor: 'on' }, options))
    return done.ok ? seeOther(c, it.path) : showIt(c, it, done.refusal)
  })

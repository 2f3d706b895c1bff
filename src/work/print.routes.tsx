import { sql } from 'drizzle-orm'
import { languages, symptomIn } from '../../templates/codes/words'
import { Page } from '../../templates/layouts/page'
import { OrderPrintPage, ReportWork } from '../../templates/work/print'
import { findReport, qrSvg, voicesOf, wideFonts } from '../codes'
import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages } from '../platform/routes'
import { createOrder } from './order.actions'
import { pageOf } from './order.page'
import { findOrder, mayAt } from './order.queries'
import { one } from './order.routes'
import { orderPdf } from './order-pdf'
import { workOrders } from './schema'

/** The orders that came of a report. */
const ordersOf = (ctx: Context, reportId: string) =>
  ctx.db
    .select({
      id: workOrders.id,
      number: workOrders.number,
      title: workOrders.title,
      status: workOrders.status,
      siteId: workOrders.siteId,
    })
    .from(workOrders)
    .where(sql`${workOrders.source} = ${reportId}`)
    .limit(10)

/** The sheet of paper of an order, and what hangs on the page of a report. */
export const printPages = new Pages()
  .get(`${one}/print`, { may: 'work.order.see' }, async (ctx, c) =>
    show(c, ctx, <OrderPrintPage {...(await pageOf(ctx, c.req.param('id') ?? ''))} />),
  )

  .get(`${one}/pdf`, { may: 'work.order.see' }, async (ctx, c) => {
    const { name, bytes } = await orderPdf(ctx, c.req.param('id') ?? '', { fonts: () => wideFonts(c.var.platform) })
    return c.body(bytes, 200, {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `inline; filename="${name}"`,
      'Cache-Control': 'private, no-store',
    })
  })

  .get(`${one}/qr.svg`, { may: 'work.order.see' }, async (ctx, c) => {
    const order = await findOrder(ctx, c.req.param('id') ?? '')
    const address = `${ctx.origin}/${ctx.organization.slug}/orders/${order.id}`
    return c.body(qrSvg(address, 'M'), 200, { 'Content-Type': 'image/svg+xml' })
  })

  .get('/work/of/:id{rp_[^/]+}', { may: 'work.order.see' }, async (ctx, c) => {
    const report = await findReport(ctx, c.req.param('id') ?? '')
    if (!(await ctx.records([report.target])).has(report.target)) {
      refuse('not-found', 'report.unknown', 'There is no such report.')
    }
    const [orders, voices] = await ctx.db.batch([ordersOf(ctx, report.id), voicesOf(ctx, report.id)])
    const open = report.state === 'received' || report.state === 'triaged'
    const said = report.symptoms.map((symptom) => symptomIn(languages.en, symptom)).join(', ')
    const title = [said, voices[0]?.words.split('\n')[0] ?? ''].filter(Boolean).join(': ').slice(0, 190)
    const query = new URLSearchParams({
      report: report.id,
      title,
      priority: report.down ? '4' : '2',
      ...(report.target.startsWith('as_') ? { assetId: report.target } : { placeId: report.target }),
    })
    const panel = (
      <ReportWork
        orders={orders.filter(({ siteId }) => mayAt(ctx, 'work.order.see', siteId))}
        make={
          open && orders.length === 0 && ctx.may(createOrder.action) && ctx.may('codes.report.triage')
            ? `/orders/new?${query}`
            : null
        }
      />
    )
    if (c.req.header('HX-Request')) return show(c, ctx, panel)
    return show(
      c,
      ctx,
      <Page title="Work of a report" door="work">
        {panel}
      </Page>,
    )
  })

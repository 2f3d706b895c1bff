import type { Room } from '../platform/room'
import { vendorsById } from '../vendors'
import { awardRfq, setRate } from './award.actions'
import { awardPages } from './award.routes'
import { holds } from './holds'
import { answerInvitation, declineInvitation, openInvitation, saveAnswer } from './invitation.actions'
import { cancelInvoice, enterInvoice, releaseInvoice } from './invoice.actions'
import { invoicePages } from './invoice.routes'
import { ticks } from './jobs'
import { listeners } from './listeners'
import { needs } from './needs'
import { label as orderLabel } from './order'
import {
  acknowledgeOrder,
  approveLarge,
  approveOrder,
  cancelOrder,
  chaseOrder,
  markSent,
  sendOrder,
} from './order.actions'
import { orderDoor } from './order.door'
import { ordersById } from './order.queries'
import { orderPages } from './order.routes'
import { personalData } from './personal-data'
import { procurementApi } from './procurement.api'
import { quoteDoor } from './quote.door'
import { receiveOrder } from './receipt.actions'
import { noteReply, setReplyAside } from './reply.actions'
import { label as needLabel } from './requisition'
import { createRequisition, dropRequisition } from './requisition.actions'
import { requisitionsById } from './requisition.queries'
import { requisitionPages } from './requisition.routes'
import { label as rfqLabel } from './rfq'
import { cancelRfq, closeRfq, createRfq, markAsked, remindVendor, sendRfq } from './rfq.actions'
import { rfqsById } from './rfq.queries'
import { rfqPages } from './rfq.routes'
import { writeQuote } from './written.actions'
import { writtenPages } from './written.routes'

export const procurement: Room = {
  name: 'procurement',
  about: 'From a need to a part on the shelf: who is asked, what they answer, what is ordered and what came.',
  actions: [
    createRequisition,
    dropRequisition,
    createRfq,
    sendRfq,
    markAsked,
    remindVendor,
    closeRfq,
    cancelRfq,
    openInvitation,
    saveAnswer,
    answerInvitation,
    declineInvitation,
    writeQuote,
    noteReply,
    setReplyAside,
    awardRfq,
    setRate,
    approveOrder,
    sendOrder,
    markSent,
    acknowledgeOrder,
    cancelOrder,
    chaseOrder,
    receiveOrder,
    enterInvoice,
    releaseInvoice,
    cancelInvoice,
  ],
  permissions: [
    { name: 'procurement.requisition.see', about: 'Looks at what is needed.' },
    { name: 'procurement.rfq.see', about: 'Looks at RFQs and who was asked.' },
    { name: 'procurement.quote.see', about: 'Looks at quotes and compares them.' },
    { name: 'procurement.order.see', about: 'Looks at orders and what came of them.' },
    { name: 'procurement.invoice.see', about: 'Looks at invoices of vendors and what is not billed yet.' },
    { name: approveLarge, about: 'Approves the second step of large orders.' },
  ],
  routes: [
    ...requisitionPages.routes,
    ...rfqPages.routes,
    ...writtenPages.routes,
    ...awardPages.routes,
    ...orderPages.routes,
    ...invoicePages.routes,
    ...quoteDoor.routes,
    ...orderDoor.routes,
    ...procurementApi.routes,
  ],
  listeners,
  ticks,
  records: [
    {
      prefix: 'rq',
      see: 'procurement.requisition.see',
      change: dropRequisition.action,
      find: async (ctx, ids) =>
        (await requisitionsById(ctx, ids)).map((need) => ({
          id: need.id,
          title: `${needLabel(need)} ${need.words}`,
          href: `/requisitions/${need.id}`,
          tag: needLabel(need),
        })),
    },
    {
      prefix: 'rf',
      see: 'procurement.rfq.see',
      change: createRfq.action,
      find: async (ctx, ids) =>
        (await rfqsById(ctx, ids)).map((rfq) => ({
          id: rfq.id,
          title: `${rfqLabel(rfq)} ${rfq.title}`,
          href: `/rfqs/${rfq.id}`,
          tag: rfqLabel(rfq),
          ownerId: rfq.ownerId,
        })),
    },
    {
      prefix: 'po',
      see: 'procurement.order.see',
      change: sendOrder.action,
      find: async (ctx, ids) => {
        const found = await ordersById(ctx, ids)
        const vendors = await vendorsById(
          ctx,
          found.map(({ vendorId }) => vendorId),
        )
        return found.map((order) => ({
          id: order.id,
          title: `${orderLabel(order)} ${vendors.find(({ id }) => id === order.vendorId)?.name ?? ''}`.trim(),
          href: `/purchase-orders/${order.id}`,
          tag: orderLabel(order),
          ownerId: order.createdBy,
        }))
      },
    },
  ],
  panels: [
    ...['rfq', 'purchase-order'].map((on) => ({
      on,
      title: 'Messages',
      href: (id: string) => `/threads/panel?about=${id}`,
      may: 'communications.thread.see',
    })),
    {
      on: 'vendor',
      title: 'Buying',
      href: (id) => `/purchase-orders/vendor?about=${id}`,
      may: 'procurement.order.see',
    },
  ],
  needs,
  holds,
  personalData,
}

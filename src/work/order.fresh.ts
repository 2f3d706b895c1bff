import { newId } from '../kernel/ids'
import type { Context } from '../platform/context'
import type { Order } from './order'

/** What a new order is beside its wording. */
export const blank = (ctx: Context, status: Order['status']) => ({
  id: newId('wo', ctx.now),
  status,
  reason: '',
  parentId: null,
  source: null,
  procedureVersionId: null,
  openSteps: 0,
  hazards: [] as string[],
  problemId: null,
  causeId: null,
  remedyId: null,
  failureWords: '',
  outcome: '',
  createdBy: ctx.actor.id,
  createdAt: ctx.now,
  approvedAt: status === 'approved' ? ctx.now : null,
  startedAt: null,
  completedAt: null,
  completedBy: null,
  closedAt: null,
  closedBy: null,
  costMinor: null,
  version: 1,
})

/** What rooms above and below hear of an order: ids only. */
export const told = (
  ctx: Context,
  order: Pick<Order, 'id' | 'assetId' | 'siteId' | 'assigneeId' | 'status' | 'source'>,
) => ({
  subject: order.id,
  assetId: order.assetId,
  siteId: order.siteId,
  assigneeId: order.assigneeId,
  status: order.status,
  source: order.source,
  by: ctx.actor.id,
})

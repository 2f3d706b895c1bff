import * as z from 'zod'
import { Refusal } from '../kernel/refusal'
import { checkedInput } from '../platform/action'
import { etag, versionAsked } from '../platform/answers'
import type { Context } from '../platform/context'
import { readCursor } from '../platform/keyset'
import { Api, type Request } from '../platform/routes'
import { writeComment } from './comment.actions'
import { addCost } from './cost.actions'
import { addLabor } from './labor.actions'
import { listOrders } from './list.queries'
import { filterOf } from './list.routes'
import { completeOrder, moveOrder } from './move.actions'
import { kinds, type Order, statuses } from './order'
import { assignOrder, changeOrder, createOrder } from './order.actions'
import { findOrder, mayAt } from './order.queries'
import { costPermission } from './shown'

const row = z.object({
  id: z.string(),
  number: z.number().int(),
  title: z.string(),
  kind: z.enum(kinds),
  priority: z.number().int(),
  status: z.enum(statuses),
  reason: z.string(),
  assetId: z.string().nullable(),
  assetTag: z.string(),
  siteId: z.string().nullable(),
  assigneeId: z.string().nullable(),
  dueOn: z.string().nullable(),
  dueAt: z.number().int().nullable().describe('Milliseconds since 1970, by the clock of the site.'),
  scheduledOn: z.string().nullable(),
  completedAt: z.number().int().nullable(),
  closedAt: z.number().int().nullable(),
  version: z.number().int(),
})

const whole = row.extend({
  description: z.string(),
  placeId: z.string().nullable(),
  parentId: z.string().nullable(),
  teamId: z.string().nullable(),
  estimateMinutes: z.number().int().nullable(),
  hazards: z.array(z.string()),
  outcome: z.string(),
  source: z.string().nullable(),
  createdAt: z.number().int(),
  startedAt: z.number().int().nullable(),
  costMinor: z.number().int().nullable().optional().describe('Final, once it is closed; for those who may see costs.'),
})

const listQuery = z.object({
  view: z.enum(['open', 'late', 'done']).optional(),
  status: z.enum(statuses).optional(),
  kind: z.enum(kinds).optional(),
  priority: z.string().optional(),
  person: z.string().optional(),
  team: z.string().optional(),
  asset: z.string().optional(),
  place: z.string().optional(),
  after: z.string().optional().describe('The `next` of the page before.'),
})

const written = z.object({ id: z.string(), version: z.number().int() })
const moved = written.extend({ number: z.number().int(), status: z.enum(statuses) })
const noted = z.object({ id: z.string() })

/** The version that a change is made to: `If-Match`, else the body's. Refuses 'conflict' ('etag') for a stale one. */
async function matched(ctx: Context, c: Request): Promise<{ order: Order; version: number | null }> {
  const order = await findOrder(ctx, c.req.param('id') ?? '')
  const asked = versionAsked(c)
  if (asked !== null && asked !== order.version) {
    throw new Refusal('conflict', 'etag', 'The order has changed since you read it. Read it again, then change it.')
  }
  const { version } = c.var.form as { version?: unknown }
  return { order, version: asked ?? (typeof version === 'number' ? version : null) }
}

const picked = <T extends z.ZodObject>(schema: T, order: Record<string, unknown>) =>
  Object.fromEntries(Object.keys(schema.shape).flatMap((name) => (name in order ? [[name, order[name]]] : [])))

const options = (c: Request) => ({ key: c.var.key })
const one = '/orders/:id{wo_[^/]+}'

/** JSON under /orders, from the same actions as the pages. */
export const orderApi = new Api()
  .add(
    'GET',
    '/orders',
    {
      may: 'work.order.see',
      about: 'Lists work orders: open ones by when they are due, finished ones newest first.',
      query: listQuery,
      answer: z.object({ items: z.array(row), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { after, ...query } = checkedInput(listQuery, c.req.query())
      const { rows, next } = await listOrders(ctx, filterOf(query as Record<string, string>), readCursor(after, 2))
      return c.json({ items: rows.map((order) => picked(row, order)), next })
    },
  )
  .add(
    'POST',
    '/orders',
    { may: createOrder.action, about: createOrder.about, action: createOrder, answer: written, status: 201 },
    async (ctx, c) => {
      const made = await createOrder(ctx, c.var.form, options(c))
      return c.json(made, 201, {
        Location: `/api/v1/${ctx.organization.slug}/orders/${made.id}`,
        ETag: etag(made.version),
      })
    },
  )
  .add('GET', one, { may: 'work.order.see', about: 'One work order, whole.', answer: whole }, async (ctx, c) => {
    const { costMinor, ...order } = await findOrder(ctx, c.req.param('id') ?? '')
    const shown = mayAt(ctx, costPermission, order.siteId) ? { ...order, costMinor } : order
    return c.json(picked(whole, shown), 200, { ETag: etag(order.version) })
  })
  .add(
    'PUT',
    one,
    { may: changeOrder.action, about: changeOrder.about, action: changeOrder, answer: written },
    async (ctx, c) => {
      const { order, version } = await matched(ctx, c)
      const done = await changeOrder(ctx, { ...c.var.form, id: order.id, version }, options(c))
      return c.json(done, 200, { ETag: etag(done.version) })
    },
  )
  .add(
    'PATCH',
    one,
    { may: assignOrder.action, about: assignOrder.about, action: assignOrder, answer: written },
    async (ctx, c) => {
      const { order, version } = await matched(ctx, c)
      const done = await assignOrder(ctx, { ...c.var.form, id: order.id, version }, options(c))
      return c.json(done, 200, { ETag: etag(done.version) })
    },
  )
  .add(
    'PUT',
    `${one}/status`,
    { may: moveOrder.action, about: moveOrder.about, action: moveOrder, answer: moved },
    async (ctx, c) => {
      const { order, version } = await matched(ctx, c)
      const { status, reason } = c.var.form
      const done = await moveOrder(ctx, { status, reason, id: order.id, version }, options(c))
      return c.json(done, 200, { ETag: etag(done.version) })
    },
  )
  .add(
    'POST',
    `${one}/completion`,
    {
      may: completeOrder.action,
      about: completeOrder.about,
      action: completeOrder,
      answer: moved.extend({ already: z.string().nullable().describe('What somebody else did before, or null.') }),
    },
    async (ctx, c) => {
      const { order, version } = await matched(ctx, c)
      return c.json(await completeOrder(ctx, { ...c.var.form, id: order.id, version }, options(c)))
    },
  )
  .add(
    'POST',
    `${one}/labor`,
    {
      may: addLabor.action,
      about: addLabor.about,
      action: addLabor,
      answer: noted.extend({ laborId: z.string() }),
      status: 201,
    },
    async (ctx, c) => {
      const order = await findOrder(ctx, c.req.param('id') ?? '')
      return c.json(await addLabor(ctx, { ...c.var.form, id: order.id }, options(c)), 201)
    },
  )
  .add(
    'POST',
    `${one}/costs`,
    {
      may: addCost.action,
      about: addCost.about,
      action: addCost,
      answer: noted.extend({ costId: z.string() }),
      status: 201,
    },
    async (ctx, c) => {
      const order = await findOrder(ctx, c.req.param('id') ?? '')
      return c.json(await addCost(ctx, { ...c.var.form, id: order.id }, options(c)), 201)
    },
  )
  .add(
    'POST',
    `${one}/comments`,
    { may: writeComment.action, about: writeComment.about, action: writeComment, answer: noted, status: 201 },
    async (ctx, c) => {
      const order = await findOrder(ctx, c.req.param('id') ?? '')
      return c.json(await writeComment(ctx, { ...c.var.form, id: order.id }, options(c)), 201)
    },
  )

import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { planReportAccepted } from '../codes'
import { attach, attachmentsSentence } from '../files'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalLine, version } from '../kernel/schemas'
import { action, checkedInput } from '../platform/action'
import type { Guard, Plan } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Changes } from '../platform/schema'
import { placeInLists } from './facets'
import { changeable, isFinished, label, type Order, reword } from './order'
import { told } from './order.fresh'
import {
  belongingOf,
  findOrder,
  happened,
  mayAt,
  orderFor,
  peopleSentence,
  seenAt,
  stillAt,
  stillOpen,
  updateOrder,
  writePeople,
} from './order.queries'
import { notRaised, planNew } from './raise.plans'
import { workLinks } from './schema'
import { orderId, parentOf, whole, worded } from './wording'

/** Who raises orders that nobody has to approve. */
export const beginPermission = 'work.order.begin'

const written = (order: Pick<Order, 'id' | 'version'>) => ({ id: order.id, version: order.version })

export const createOrder = action({
  name: 'work.order.create',
  about: 'Writes a work order for an asset or a place. Who may not begin work by themselves asks for its approval.',
  input: whole.extend({
    parentId: optionalLine(40).describe('The order that it is a part of; empty for none.'),
    follows: optionalLine(40).describe('The order that it follows from; empty for none.'),
    report: optionalLine(40).describe('The report that it comes of: whoever reported it is told; empty for none.'),
  }),
  run: async (ctx, { parentId, follows, report, ...input }) => {
    const said = await worded(ctx, input, null, 'work.order.create')
    const parent = await parentOf(ctx, parentId, null)
    const before = follows ? await findOrder(ctx, follows) : null
    const status = mayAt(ctx, beginPermission, said.wording.siteId) ? ('approved' as const) : ('requested' as const)
    const { order, ...plan } = await planNew(ctx, said, status, {
      parentId: parent?.id ?? null,
      source: report || (before?.id ?? null),
    })
    return {
      subject: order.id,
      guards: parent ? [stillAt(parent)] : [],
      plans: [plan, ...(report ? await takingOn(ctx, report, order.id) : [])],
      writes: before
        ? [
            ctx.db.insert(workLinks).values({ fromId: before.id, kind: 'follow-up', toId: order.id }),
            happened(ctx, before.id, { kind: 'link', text: `follow-up ${order.id}` }),
          ]
        : [],
      facts: [],
      result: written(order),
    }
  },
})

/**
 * What goes with an order that comes of a report: the report is accepted, and its pictures hang on both. Refuses
 * 'forbidden' for who may not accept reports, 'conflict' ('order.raised') when there is an order already.
 */
async function takingOn(ctx: Context, reportId: string, orderId: Order['id']): Promise<Plan[]> {
  if (!ctx.may('codes.report.triage')) {
    refuse('forbidden', 'report.triage', 'Your role does not include accepting reports. Ask a planner.')
  }
  const { report, ...accepted } = await planReportAccepted(ctx, reportId)
  if (!(await ctx.records([report.target])).has(report.target)) {
    refuse('not-found', 'report.unknown', 'There is no such report.')
  }
  const files = await attachmentsSentence(ctx, [report.id])
  const hung = await Promise.all(
    files.map(({ fileId, role, name }) => attach(ctx, { file: fileId, about: orderId, role, name })),
  )
  return [{ ...accepted, guards: [...(accepted.guards ?? []), notRaised(report.id)] }, ...hung]
}

const wordsOfPeople: readonly (keyof Order)[] = ['title', 'description']

/** What changed, for the audit log; people’s own words only say that they did. */
export function changesOf(before: Order, after: Order): Changes {
  const changes: Changes = {}
  for (const name of Object.keys(before) as (keyof Order)[]) {
    if (name === 'version' || JSON.stringify(before[name]) === JSON.stringify(after[name])) continue
    changes[name] = wordsOfPeople.includes(name) ? 'changed' : { from: before[name], to: after[name] }
  }
  return changes
}

export const changeOrder = action({
  name: 'work.order.change',
  about: 'Changes what an order says: its words, who does it, when it is due and for which day it is planned.',
  input: whole.extend({ id: orderId, version, parentId: optionalLine(40) }),
  run: async (ctx, { id, version: seen, parentId, ...input }) => {
    const before = seenAt(await orderFor(ctx, id, 'work.order.change'), seen)
    const { wording, people, belonging } = await worded(ctx, input, before, 'work.order.change')
    const parent = parentId === (before.parentId ?? '') ? null : await parentOf(ctx, parentId, before.id)
    const after = {
      ...reword(before, wording),
      parentId: parentId === (before.parentId ?? '') ? before.parentId : (parent?.id ?? null),
    }
    return {
      subject: before.id,
      guards: [stillAt(before), ...(parent ? [stillAt(parent)] : [])],
      writes: [
        updateOrder(ctx, after),
        ...writePeople(ctx, before.id, people),
        ...placeInLists(ctx, after, { people, ...belonging }),
        happened(ctx, before.id, { kind: 'change', text: Object.keys(changesOf(before, after)).join(' ') }),
      ],
      facts: [{ name: 'work.order-changed', ...told(ctx, after), formerId: before.assigneeId }],
      changes: changesOf(before, after),
      result: written(after),
    }
  },
})

/** A part of an order is changed and everything else stays: for boards, bulk and one-tap forms. */
export const assignOrder = action({
  name: 'work.order.assign',
  about: 'Gives an order to somebody, sets its priority, or says for which day it is planned; what is left out stays.',
  input: z.object({
    id: orderId,
    version,
    assigneeId: z.string().max(40).optional(),
    priority: z.coerce.number().int().min(1).max(4).optional(),
    // Read as the whole form reads it, which says what is wrong with a day.
    scheduledOn: z.string().nullable().optional(),
  }),
  run: async (ctx, { id, version: seen, ...input }) => {
    const before = seenAt(await orderFor(ctx, id, 'work.order.assign'), seen)
    return changedPart(ctx, before, input)
  },
})

export const takeOrder = action({
  name: 'work.order.take',
  about: 'Takes an order that nobody does yet.',
  input: z.object({ id: orderId, version }),
  run: async (ctx, { id, version: seen }) => {
    const before = seenAt(await orderFor(ctx, id, 'work.order.take'), seen)
    if (before.assigneeId !== null && before.assigneeId !== ctx.actor.id) {
      refuse('conflict', 'order.taken', `${label(before)} is somebody else’s already. Ask them, or a planner.`)
    }
    if (isFinished(before)) refuse('conflict', 'order.over', `${label(before)} is ${before.status} already.`)
    return changedPart(ctx, before, { assigneeId: ctx.actor.id })
  },
})

type Part = { assigneeId?: string | undefined; priority?: number | undefined; scheduledOn?: string | null | undefined }

async function changedPart(ctx: Context, before: Order, part: Part) {
  changeable(before)
  const people = (await peopleSentence(ctx, before.id)).map(({ id }) => String(id))
  const input = checkedInput(whole, {
    ...inputOf(before, people),
    ...Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)),
  })
  const { wording } = await worded(ctx, input, before, 'work.order.see')
  const after = reword(before, wording)
  const helpers = people.filter((id) => id !== after.assigneeId)
  return {
    subject: before.id,
    guards: [stillAt(before)],
    writes: [
      updateOrder(ctx, after),
      ...writePeople(ctx, before.id, helpers),
      ...placeInLists(ctx, after, await belongingOf(ctx, after, helpers)),
      happened(ctx, before.id, { kind: 'change', text: Object.keys(changesOf(before, after)).join(' ') }),
    ],
    facts: [{ name: 'work.order-changed', ...told(ctx, after), formerId: before.assigneeId }],
    changes: changesOf(before, after),
    result: written(after),
  }
}

const clock = (minute: number | null) =>
  minute === null ? '' : `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Whole minutes as `hours` reads them: '0:50'. */
const hoursText = (minutes: number | null) =>
  minutes === null ? '' : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`

/** An order as a form shows it. */
export const inputOf = (order: Order, helpers: readonly string[]) => ({
  title: order.title,
  description: order.description,
  kind: order.kind,
  priority: String(order.priority),
  assetId: order.assetId ?? '',
  placeId: order.assetId ? '' : (order.placeId ?? ''),
  assigneeId: order.assigneeId ?? '',
  helpers: helpers.join(' '),
  teamId: order.teamId ?? '',
  dueOn: order.dueOn ?? '',
  dueTime: clock(order.dueMinute),
  scheduledOn: order.scheduledOn ?? '',
  estimate: hoursText(order.estimateMinutes),
})

export const linkOrders = action({
  name: 'work.order.link',
  about: 'Says that one order must be finished before another begins, or that both are the same.',
  input: z.object({ id: orderId, kind: z.enum(['blocks', 'same']), to: orderId }),
  run: async (ctx, { id, kind, to }) => {
    const from = await orderFor(ctx, id, 'work.order.link')
    const other = await orderFor(ctx, to, 'work.order.link')
    changeable(from)
    changeable(other)
    if (from.id === other.id) {
      const sentence = 'Choose another order.'
      refuse('invalid', 'order.link', sentence, { to: sentence })
    }
    return {
      subject: from.id,
      guards: [stillAt(from), stillAt(other), ...(kind === 'blocks' ? [noCircle(from, other)] : [])],
      writes: [
        ctx.db.insert(workLinks).values({ fromId: from.id, kind, toId: other.id }).onConflictDoNothing(),
        happened(ctx, from.id, { kind: 'link', text: `${kind} ${other.id}` }),
      ],
      facts: [{ name: 'work.orders-linked', subject: from.id, kind, other: other.id }],
      result: { id: from.id },
    }
  },
})

/** The one that is to wait does not hold up the other already, over however many orders between. */
const noCircle = (first: Order, then: Order): Guard => ({
  count: sql`SELECT NOT EXISTS (
    WITH RECURSIVE after(id) AS (
      SELECT ${then.id} UNION SELECT to_id FROM work_links JOIN after ON from_id = after.id WHERE kind = 'blocks'
    ) SELECT 1 FROM after WHERE id = ${first.id})`,
  refusal: () => {
    const sentence = `${label(first)} waits for ${label(then)} already: neither could begin.`
    return new Refusal('conflict', 'order.circle', sentence, { to: sentence })
  },
})

export const unlinkOrders = action({
  name: 'work.order.unlink',
  about: 'Takes a link between two orders away: the one does not wait for the other any more.',
  input: z.object({ id: orderId, kind: z.enum(['blocks', 'same']), to: orderId }),
  run: async (ctx, { id, kind, to }) => {
    const order = await orderFor(ctx, id, 'work.order.unlink')
    const other = await findOrder(ctx, to)
    const between = sql`kind = ${kind} AND ((from_id = ${order.id} AND to_id = ${other.id}) OR (from_id = ${other.id} AND to_id = ${order.id}))`
    return {
      subject: order.id,
      guards: [
        stillOpen(order),
        {
          count: sql`SELECT count(*) FROM (SELECT 1 FROM work_links WHERE ${between} LIMIT 1)`,
          refusal: () => new Refusal('conflict', 'order.unlinked', 'They are not linked any more. Look again.'),
        },
      ],
      writes: [
        ctx.db.run(sql`DELETE FROM work_links WHERE ${between}`),
        happened(ctx, order.id, { kind: 'link', text: `not ${kind} ${other.id}` }),
      ],
      facts: [{ name: 'work.orders-unlinked', subject: order.id, kind, other: other.id }],
      result: { id: order.id },
    }
  },
})

import { inArray } from 'drizzle-orm'
import { findTeam, members } from '../identity'
import { spentOn } from '../inventory'
import type { Id } from '../kernel/ids'
import { attempt } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { eventsSentence } from './comment.queries'
import { costOfSums, costsSentence, sumsSentence } from './cost.queries'
import { failureNamed } from './failure.queries'
import { laborSentence, workedOn } from './labor.queries'
import { isOver } from './order'
import { hangingSentences, mayAt, orderSentence, peopleSentence, seenOrder } from './order.queries'
import { partsOf } from './part.page'
import { costPermission } from './shown'
import { lockStepsSentence } from './standing'
import { movesOf } from './transition'

const linkWords = {
  'blocks-out': 'Waits for this one',
  'blocks-in': 'Must be finished before',
  'follow-up-out': 'Follows from it',
  'follow-up-in': 'Follows from',
  'same-out': 'Says the same',
  'same-in': 'Says the same',
} as const

/** What these people are called. */
async function namesOf(ctx: Context, ids: (string | null)[]): Promise<Map<string, string>> {
  const asked = [...new Set(ids.filter((id) => id?.startsWith('mb_')))] as Id<'mb'>[]
  if (asked.length === 0) return new Map()
  const rows = await ctx.db
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(inArray(members.id, asked))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Everything that the page of an order shows, in four round trips. Refuses 'not-found'. */
export async function pageOf(ctx: Context, id: string) {
  const order = seenOrder(ctx, (await orderSentence(ctx, id))[0])
  const [children, around] = hangingSentences(ctx, order)
  const [below, linked, locks, labor, costs, sums, spent, events, helpers, parents] = await ctx.db.batch([
    children,
    around,
    lockStepsSentence(ctx, order.id),
    laborSentence(ctx, order.id),
    costsSentence(ctx, order.id),
    sumsSentence(ctx, order.id),
    spentOn(ctx, order.id),
    eventsSentence(ctx, order.id),
    peopleSentence(ctx, order.id),
    orderSentence(ctx, order.parentId ?? ''),
  ])
  const [{ currency }, names, team, sources, parts, worked, failure] = await Promise.all([
    ctx.profile(),
    namesOf(ctx, [order.assigneeId, order.createdBy, order.completedBy]),
    order.teamId ? attempt(() => findTeam(ctx, order.teamId ?? '')) : null,
    order.source ? ctx.records([order.source]) : null,
    partsOf(ctx, order.id, order.siteId),
    workedOn(ctx, order.id, labor),
    failureNamed(ctx, order),
  ])
  const source = order.source ? sources?.get(order.source) : undefined
  const showsCost = mayAt(ctx, costPermission, order.siteId)
  const counting = labor.filter(({ voidedAt }) => voidedAt === null)
  const cost = showsCost ? costOfSums(currency, sums, spent) : null
  const open = !isOver(order)
  const may = (permission: string) => mayAt(ctx, permission, order.siteId)
  const sees = (one: { siteId: string | null }) => mayAt(ctx, 'work.order.see', one.siteId)
  const parent = parents.find(sees)
  return {
    order: {
      ...order,
      author: names.get(order.createdBy) ?? 'The house',
      closer: names.get(order.completedBy ?? '') ?? null,
      assignee: names.get(order.assigneeId ?? '') ?? null,
      team: team?.ok ? team.value.name : null,
      helpers: helpers.map(({ id: helper, name }) => ({ id: String(helper), name })),
      failure: [...failure.map(({ name }) => name), order.failureWords].filter(Boolean).join(' · '),
    },
    moves: movesOf(order, may),
    parent: parent ?? null,
    below: below.filter(sees),
    links: linked
      .filter(sees)
      .map((one) => ({ ...one, words: linkWords[`${one.kind}-${one.outward ? 'out' : 'in'}`] })),
    locks,
    labor: {
      entries: labor.map((entry) => ({
        ...entry,
        voided: entry.voidedAt !== null,
        mine: entry.memberId === ctx.actor.id,
      })),
      ...worked,
      costMinor: cost ? cost.labor.minor : null,
      adds: open && may('work.labor.add'),
      voidsOthers: may('work.labor.others'),
    },
    parts,
    editsParts: open && (may('work.part.plan') || may('work.part.issue')),
    costs: cost
      ? {
          laborMinor: cost.labor.minor,
          partsMinor: cost.parts.minor,
          others: costs.map((one) => ({ ...one, voided: one.voidedAt !== null })),
          totalMinor: order.costMinor ?? cost.total.minor,
          final: order.costMinor !== null,
          adds: open && may('work.cost.add'),
        }
      : null,
    events: events.map((event) => ({
      ...event,
      actor: event.actor ?? (event.actorId.startsWith('mb_') ? 'A former member' : 'The house'),
    })),
    timerSince:
      counting.find(({ memberId, endedAt }) => memberId === ctx.actor.id && endedAt === null)?.startedAt ?? null,
    source: source ? { href: source.href, title: source.title } : null,
  }
}

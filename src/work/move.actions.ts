import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { planRunsAgain, stopShownSentence } from '../assets'
import { planReportsDone } from '../codes'
import { nothingIssued, openPromises, planRelease, promisesStill } from '../inventory'
import { type Instant, instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalBlock, optionalLine, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Guard, Plan, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { again } from './again'
import { costNow, nothingWritten } from './cost.queries'
import { placeInLists } from './facets'
import { chosenOf, failureLevels, suggest } from './failure'
import { asksFailure, failureCodesFor, writeCoding } from './failure.queries'
import { planStopTimer, planTimer } from './labor.queries'
import { copiedLockOut } from './lock'
import { label, type Order, type Status, statuses } from './order'
import { told } from './order.fresh'
import { belongingOf, happened, mayAt, orderFor, peopleSentence, seenAt, stillAt, updateOrder } from './order.queries'
import { workLockSteps } from './schema'
import { standingOf } from './standing'
import { move } from './transition'
import { nameOf, orderId } from './wording'

const factOf: Partial<Record<Status, string>> = {
  'in-progress': 'work.order-started',
  'on-hold': 'work.order-held',
  'waiting-material': 'work.order-waits',
  'waiting-condition': 'work.order-waits',
}

type How = { to: Status; reason: string; at?: Instant | undefined; computed?: boolean; also?: Partial<Order> }

/** An order moved, with everything that goes with it: its lists, its event, its timer, its locks. */
export async function moved(ctx: Context, before: Order, { to, reason, at = ctx.now, computed = false, also }: How) {
  const [seen, people] = await Promise.all([standingOf(ctx, before), peopleSentence(ctx, before.id)])
  const needsProblem = to === 'completed' && asksFailure(before, await failureCodesFor(ctx, before))
  const standing = { ...seen, needsProblem }
  const by = ctx.actor.id
  const asked = { ...before, ...also }
  const after = move(asked, {
    to,
    reason,
    by,
    at,
    computed,
    standing,
    may: (permission) => mayAt(ctx, permission, before.siteId),
  })
  const belonging = await belongingOf(
    ctx,
    after,
    people.map(({ id }) => String(id)),
  )
  const approves = after.status === 'approved'
  const lock = approves ? await copiedLockOut(ctx, before.id, belonging.assetPath) : null
  const timer =
    ctx.actor.kind !== 'member'
      ? { guards: [], writes: [] }
      : after.status === 'in-progress'
        ? await planTimer(ctx, before.id)
        : await planStopTimer(ctx, before.id)
  const reopened = before.status === 'completed' && to === 'in-progress'
  const unsign: Write[] = reopened
    ? [ctx.db.update(workLockSteps).set({ signedAt: null, signedBy: null }).where(eq(workLockSteps.orderId, before.id))]
    : []
  const ending = await endingOf(ctx, after)
  const kept = { ...after, hazards: lock?.hazards ?? after.hazards, costMinor: ending.costMinor }
  return {
    after: kept,
    subject: before.id,
    guards: [stillAt(before), ...timer.guards, ...ending.guards],
    plans: [...ending.plans, ...(await reported(ctx, kept))],
    writes: [
      updateOrder(ctx, kept),
      ...(lock?.writes ?? []),
      ...unsign,
      ...timer.writes,
      ...placeInLists(ctx, kept, belonging),
      happened(ctx, before.id, {
        kind: 'move',
        fromStatus: before.status,
        toStatus: after.status,
        text: after.reason || reason,
        at,
      }),
    ],
    facts: [
      {
        name: reopened ? 'work.order-reopened' : (factOf[after.status] ?? `work.order-${after.status}`),
        ...told(ctx, kept),
      },
    ],
    changes: { status: { from: before.status, to: after.status } },
    ...(reason ? { reason } : {}),
    result: { id: before.id, number: before.number, version: after.version, status: after.status },
  }
}

/**
 * What goes with the end of an order: parts that are still promised to it go back to everybody, and what it cost is final.
 * Nothing was written on it, issued to it or promised to it in between, or the commit fails.
 */
async function endingOf(ctx: Context, { id, number, status }: Order): Promise<Ending> {
  const none: Ending = { costMinor: null, guards: [], plans: [] }
  const meanwhile = () =>
    new Refusal('conflict', 'order.changed', `Somebody worked on ${label({ number })} at the same moment. Look again.`)
  if (status === 'completed') {
    const count = sql`SELECT NOT EXISTS (SELECT 1 FROM work_labor WHERE order_id = ${id} AND ended_at IS NULL AND member_id <> ${ctx.actor.id})`
    return { ...none, guards: [{ count, refusal: meanwhile }] }
  }
  if (status !== 'closed' && status !== 'cancelled') return none
  const [now, open] = await Promise.all([costNow(ctx, id, meanwhile), openPromises(ctx, id)])
  const written = status === 'closed' ? now.guards : [nothingWritten(id, meanwhile), nothingIssued(id, meanwhile)]
  return {
    costMinor: status === 'closed' ? now.cost.total.minor : null,
    guards: [...written, promisesStill(id, open.length, meanwhile)],
    plans:
      open.length === 0
        ? []
        : [
            await planRelease(
              ctx,
              open.map((one) => one.id),
            ),
          ],
  }
}

/** What was reported is done when the work is. */
const reported = async (ctx: Context, { status, source, outcome }: Order): Promise<Plan[]> =>
  status === 'completed' && source?.startsWith('rp_')
    ? [await planReportsDone(ctx, [source], outcome.slice(0, 500))]
    : []

type Ending = { costMinor: number | null; guards: Guard[]; plans: Plan[] }

/** All that was written of what went wrong: what the lists are searched for. */
export const wordsOf = (order: Pick<Order, 'title' | 'description' | 'outcome'>, outcome: string): string =>
  [order.title, order.description, outcome || order.outcome].join(' ')

/** When it happened, as a form or JSON says it; empty is now. Never later than now. */
export const happenedAt = z
  .union([z.literal('').transform(() => null), z.number().int(), z.string()])
  .nullable()
  .default(null)
  .transform((given, check): Instant | null => {
    if (given === null) return null
    const at = typeof given === 'number' ? given : Date.parse(given)
    if (Number.isFinite(at) && Math.abs(at) < 8e15) return instant(at)
    check.addIssue({ code: 'custom', message: 'Write the day and the time.', input: given })
    return z.NEVER
  })

export const moveOrder = again(
  action({
    name: 'work.order.move',
    about: 'Moves an order: approves, plans, schedules, starts, holds, completes, closes, reopens or cancels it.',
    input: z.object({ id: orderId, version, status: z.enum(statuses), reason: optionalBlock(500) }),
    run: async (ctx, { id, version: seen, status, reason }) => {
      const before = seenAt(await orderFor(ctx, id, 'work.order.move'), seen)
      if (status === 'waiting-material') {
        refuse(
          'invalid',
          'order.computed',
          'An order waits for parts by itself, while some that it needs are not reserved.',
        )
      }
      const { after: _after, ...deed } = await moved(ctx, before, { to: status, reason })
      return deed
    },
  }),
)

const verb = action({
  name: 'work.order.complete',
  about: 'Says that the work of an order is done: what was done and, of a failure, what it was.',
  input: z.object({
    id: orderId,
    version,
    outcome: optionalBlock(4000).describe('What was done.'),
    problemId: optionalLine(40).describe('What was seen, of the list of its class; asked of a repair.'),
    causeId: optionalLine(40).describe('Why it came.'),
    remedyId: optionalLine(40).describe('What was done about it.'),
    failureWords: optionalLine(300).describe('What the lists do not have.'),
    at: happenedAt.describe('When it was done, when that was earlier.'),
    runs: z
      .enum(['yes', 'no', ''])
      .optional()
      .describe('Whether its asset, which is down, runs again: then its stop ends. Left out, the stop goes on.'),
  }),
  run: async (ctx, { id, version: seen, outcome, at, runs, ...failure }) => {
    const before = await orderFor(ctx, id, 'work.order.complete')
    if (before.status === 'completed') return lateCompletion(ctx, before, outcome)
    seenAt(before, seen)
    if (at !== null && at > ctx.now) {
      const sentence = 'Write a time that is over already.'
      refuse('invalid', 'order.future', sentence, { at: sentence })
    }
    if (at !== null && at < Math.max(before.createdAt, before.startedAt ?? 0)) {
      const sentence = `Write a time after ${label(before)} was begun.`
      refuse('invalid', 'order.early', sentence, { at: sentence })
    }
    const codes = await failureCodesFor(ctx, before)
    const chosen = chosenOf(codes, failure)
    const told = wordsOf(before, outcome)
    const also: Partial<Order> = {
      outcome: outcome || before.outcome,
      problemId: chosen.problem?.id ?? before.problemId,
      causeId: chosen.cause?.id ?? before.causeId,
      remedyId: chosen.remedy?.id ?? before.remedyId,
      failureWords: failure.failureWords || before.failureWords,
    }
    const {
      after: _after,
      result,
      ...deed
    } = await moved(ctx, before, {
      to: 'completed',
      reason: '',
      also,
      ...(at === null ? {} : { at }),
    })
    const again = await runningAgain(ctx, before, at ?? ctx.now, runs)
    const coded = failureLevels.flatMap((level) => {
      const one = chosen[level]
      return one ? [writeCoding(ctx, before.id, level, suggest(told, codes, level)[0]?.id ?? null, one.id)] : []
    })
    return {
      ...deed,
      plans: [...deed.plans, ...again],
      writes: [...deed.writes, ...coded],
      result: { ...result, already: null as string | null },
    }
  },
})

/**
 * The stop of its asset ends with the work, where a person says that it runs again. Refuses 'invalid' ('order.runs')
 * where they were asked and did not say.
 */
async function runningAgain(ctx: Context, order: Order, at: Instant, runs: 'yes' | 'no' | '' | undefined) {
  if (order.assetId === null || runs === undefined || runs === 'no') return []
  const stop = await openStopOf(ctx, order)
  if (stop === null) return []
  if (runs === '') {
    const sentence = `Say whether ${order.assetTag} runs again.`
    refuse('invalid', 'order.runs', sentence, { runs: sentence })
  }
  return planRunsAgain(ctx, order.assetId, {
    at,
    cause: `${label(order)} is completed`,
    doneReports: order.source ? [order.source] : [],
  })
}

/** The own open stop of what an order is about; a stop that a part causes ends with that part. */
export async function openStopOf(ctx: Context, { assetId }: Pick<Order, 'assetId'>) {
  if (assetId === null) return null
  const [stop] = await stopShownSentence(ctx, assetId)
  return stop && stop.causeId === null ? { startedAt: stop.startedAt, cause: stop.cause } : null
}

/**
 * Somebody else completed it first. What this person wrote and the time that their timer counted are kept on the order,
 * and they are told what the other did.
 */
async function lateCompletion(ctx: Context, order: Order, outcome: string) {
  if (order.completedBy === ctx.actor.id) {
    refuse('conflict', 'order.there', `${label(order)} is completed already: you did that.`)
  }
  const [timer, who] = await Promise.all([planStopTimer(ctx, order.id), nameOf(ctx, order.completedBy)])
  return {
    subject: order.id,
    guards: [stillAt(order), ...timer.guards],
    writes: [...timer.writes, ...(outcome ? [happened(ctx, order.id, { kind: 'comment', text: outcome })] : [])],
    facts: outcome ? [{ name: 'work.order-commented', ...told(ctx, order) }] : [],
    changes: {},
    result: {
      id: order.id,
      number: order.number,
      version: order.version,
      status: order.status,
      already: `${who} completed ${label(order)} before you.${order.outcome ? ` They wrote: “${order.outcome}”` : ''} ${
        outcome ? 'What you wrote is kept on the order as a note.' : ''
      }`.trim(),
    },
  }
}

/** Completes an order. Of two who do at the same moment one is first; the other one’s words are kept, and they are told. */
export const completeOrder: typeof verb = Object.assign(
  (async (ctx, input, options) => {
    try {
      return await verb(ctx, input, options)
    } catch (error) {
      if (!(error instanceof Refusal) || error.reason !== 'order.changed') throw error
      const id = (input as { id?: unknown }).id
      const [now] = await ctx.db.all<{ status: string }>(sql`SELECT status FROM work_orders WHERE id = ${String(id)}`)
      if (now?.status !== 'completed') throw error
      return verb(ctx, input, options)
    }
  }) as typeof verb,
  { action: verb.action, about: verb.about, input: verb.input },
)

export const reckonMaterial = action({
  name: 'work.order.reckon-material',
  about: 'Lets an order wait for parts that nothing has promised yet, and go on when all are promised.',
  input: z.object({ id: orderId }),
  run: async (ctx, { id }) => {
    const before = await orderFor(ctx, id, 'work.order.reckon-material')
    const { missingParts } = await standingOf(ctx, before)
    const to =
      before.status === 'scheduled' && missingParts.length > 0
        ? ('waiting-material' as const)
        : before.status === 'waiting-material' && missingParts.length === 0
          ? ('scheduled' as const)
          : null
    if (to === null) {
      return { subject: before.id, writes: [], facts: [], result: { id: before.id, status: before.status } }
    }
    const { after, result: _result, ...deed } = await moved(ctx, before, { to, reason: '', computed: true })
    return { ...deed, result: { id: before.id, status: after.status } }
  },
})

import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { members } from '../identity'
import { type Id, newId } from '../kernel/ids'
import { instant } from '../kernel/instant'
import { parseMoney } from '../kernel/money'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalLine, textLine, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { costOf, written } from './labor'
import { endTimer, findLabor, planTimer, rateOf, runningOf, timeIsFree, timerIs, workedAround } from './labor.queries'
import { happenedAt } from './move.actions'
import { changeable, label, type Order } from './order'
import { happened, mayAt, orderFor, stillIn, stillOpen } from './order.queries'
import { workLabor, workRates } from './schema'
import { hours, orderId } from './wording'

const laborId = z.string().regex(/^lb_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such entry.')

const fact = (ctx: Context, order: Order, name: string) => ({
  name: `work.labor-${name}`,
  subject: order.id,
  by: ctx.actor.id,
})

export const startTimer = action({
  name: 'work.labor.start',
  about: 'Starts one’s own timer on an order that is in progress; the timer that ran stops.',
  input: z.object({ id: orderId }),
  run: async (ctx, { id }) => {
    const order = await orderFor(ctx, id, 'work.labor.start')
    if (order.status !== 'in-progress') {
      refuse('conflict', 'labor.not-begun', `${label(order)} is not in progress: start it first.`)
    }
    const timer = await planTimer(ctx, order.id)
    if (timer.writes.length === 0) refuse('conflict', 'labor.runs', 'Your timer runs on it already.')
    return {
      subject: order.id,
      guards: [stillIn(order, ['in-progress']), ...timer.guards],
      writes: timer.writes,
      facts: [fact(ctx, order, 'started')],
      result: { id: order.id },
    }
  },
})

export const stopTimer = action({
  name: 'work.labor.stop',
  about: 'Stops one’s own timer. The order stays as it is.',
  input: z.object({}),
  run: async (ctx) => {
    const [running] = await runningOf(ctx, ctx.actor.id)
    if (!running) return refuse('conflict', 'labor.none', 'Your timer does not run.')
    return {
      subject: running.orderId,
      guards: [timerIs(ctx.actor.id, running.id)],
      writes: [endTimer(ctx, running)],
      facts: [{ name: 'work.labor-stopped', subject: running.orderId, by: ctx.actor.id }],
      result: { id: running.orderId, laborId: running.id, number: running.number },
    }
  },
})

export const addLabor = action({
  name: 'work.labor.add',
  about: 'Writes down time that was worked, with the rate of that person as it is now.',
  input: z.object({
    id: orderId,
    memberId: optionalLine(40).describe('Who worked; empty for oneself. For others, the role must include it.'),
    startedAt: happenedAt.describe('When it began; empty: so long before now.'),
    hours,
    note: optionalLine(300),
  }),
  run: async (ctx, { id, memberId: who, startedAt: began, hours: minutes, note }) => {
    const order = await orderFor(ctx, id, 'work.labor.add')
    changeable(order)
    const memberId = who || ctx.actor.id
    if (memberId !== ctx.actor.id && !mayAt(ctx, 'work.labor.others', order.siteId)) {
      const sentence = 'Your role does not include writing the time of others.'
      refuse('forbidden', 'labor.others', sentence, { memberId: sentence })
    }
    await hereMember(ctx, memberId)
    if (minutes === null) {
      const sentence = 'Write how many hours.'
      return refuse('invalid', 'labor.hours', sentence, { hours: sentence })
    }
    const startedAt = began ?? instant(ctx.now - minutes * 60_000)
    const endedAt = instant(startedAt + minutes * 60_000)
    const [others, rateScaled, { currency }] = await Promise.all([
      workedAround(ctx, memberId, startedAt, endedAt),
      rateOf(ctx, memberId),
      ctx.profile(),
    ])
    written({ startedAt, endedAt }, others, ctx.now)
    const labor = newId('lb', ctx.now)
    return {
      subject: order.id,
      guards: [stillOpen(order), timeIsFree(memberId, startedAt, endedAt)],
      writes: [
        ctx.db.insert(workLabor).values({
          id: labor,
          orderId: order.id,
          memberId: memberId as Id<'mb'>,
          startedAt,
          endedAt,
          rateScaled,
          currency,
          costMinor: costOf(rateScaled, currency, startedAt, endedAt).minor,
          way: 'hand',
          note,
          enteredBy: ctx.actor.id,
          enteredAt: ctx.now,
          voidedAt: null,
          voidedBy: null,
          voidReason: '',
        }),
        happened(ctx, order.id, { kind: 'labor', text: String(minutes) }),
      ],
      facts: [fact(ctx, order, 'added')],
      result: { id: order.id, laborId: labor },
    }
  },
})

/** Refuses 'invalid' ('labor.person'). */
async function hereMember(ctx: Context, id: string): Promise<void> {
  const [member] = await ctx.db
    .select({ id: members.id })
    .from(members)
    .where(eq(members.id, id as Id<'mb'>))
  if (member) return
  const sentence = 'Choose somebody of your organization.'
  refuse('invalid', 'labor.person', sentence, { memberId: sentence })
}

export const voidLabor = action({
  name: 'work.labor.void',
  about: 'Takes an entry of time back, with a reason; it stays to be read and counts nothing.',
  input: z.object({ id: laborId, reason: textLine(300, 'Write why it is taken back.') }),
  run: async (ctx, { id, reason }) => {
    const labor = await findLabor(ctx, id)
    const order = await orderFor(ctx, labor.orderId, 'work.labor.void')
    changeable(order)
    if (labor.memberId !== ctx.actor.id && !mayAt(ctx, 'work.labor.others', order.siteId)) {
      refuse('forbidden', 'labor.others', 'Your role does not include changing the time of others.')
    }
    if (labor.voidedAt !== null) refuse('conflict', 'labor.voided', 'This entry was taken back already.')
    if (labor.endedAt === null) refuse('conflict', 'labor.runs', 'This timer runs: stop it first.')
    return {
      subject: order.id,
      guards: [
        stillOpen(order),
        {
          count: sql`SELECT count(*) FROM work_labor WHERE id = ${labor.id} AND voided_at IS NULL`,
          refusal: () => new Refusal('conflict', 'labor.voided', 'This entry was taken back already.'),
        },
      ],
      writes: [
        ctx.db
          .update(workLabor)
          .set({ voidedAt: ctx.now, voidedBy: ctx.actor.id, voidReason: reason })
          .where(eq(workLabor.id, labor.id)),
        happened(ctx, order.id, { kind: 'labor', text: '' }),
      ],
      facts: [fact(ctx, order, 'voided')],
      reason,
      result: { id: order.id },
    }
  },
})

export const setRate = action({
  name: 'work.rate.set',
  about: 'Says what an hour of work costs: of one person, or of everybody who has no rate of their own.',
  input: z.object({
    memberId: optionalLine(40).describe('Empty for everybody.'),
    rate: textLine(24, 'Write what an hour costs.').describe('As the organization writes money.'),
    version,
  }),
  run: async (ctx, { memberId, rate }) => {
    const { currency, locale } = await ctx.profile()
    if (memberId) await hereMember(ctx, memberId)
    const { minor } = readRate(rate, currency, locale)
    if (minor < 0) {
      const sentence = 'A rate is not below zero.'
      refuse('invalid', 'rate.below', sentence, { rate: sentence })
    }
    const decimals = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    const rateScaled = minor * 10 ** (6 - (decimals.maximumFractionDigits ?? 2))
    return {
      subject: memberId || ctx.organization.id,
      writes: [
        ctx.db
          .insert(workRates)
          .values({ memberId, rateScaled, changedAt: ctx.now, changedBy: ctx.actor.id, version: 1 })
          .onConflictDoUpdate({
            target: workRates.memberId,
            set: { rateScaled, changedAt: ctx.now, changedBy: ctx.actor.id },
          }),
      ],
      facts: [{ name: 'work.rate-set', subject: memberId || ctx.organization.id }],
      changes: { rate: 'changed' },
      result: { memberId },
    }
  },
})

function readRate(rate: string, currency: string, locale: string) {
  try {
    return parseMoney(rate, currency, locale)
  } catch (error) {
    if (error instanceof Refusal) refuse('invalid', error.reason, error.message, { rate: error.message })
    throw error
  }
}

import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalLine, textLine, ticked, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { findBins } from './bins'
import { worthOfMore } from './cost'
import { type CountLine, type CountSession, cancel, label, post, take } from './count'
import {
  balancesIn,
  binsDue,
  binsUnder,
  countStillAt,
  emptiedIn,
  findCount,
  findRule,
  insertCount,
  lineStillAt,
  mostLines,
  updateCount,
  updateLine,
} from './count.queries'
import { amount, deed, ledgerAction, scaled } from './ledger-action'
import { settle } from './posting'
import { isHard, type Reservation, release, remaining, unkept } from './reservation'
import { announced } from './reservation.plans'
import { reservationStillAt, reservationsIn, updateReservation } from './reservation.queries'
import { balanceAt } from './stock'
import { planMoves } from './stock.plans'
import { ledgerStillAt, loadLedgers } from './stock.queries'

const sessionId = z.string().regex(/^cs_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such count.')
const lineId = z.string().regex(/^cl_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such line.')
const number = (most: number, fallback: number) =>
  z
    .union([
      z.number().int(),
      z
        .string()
        .trim()
        .regex(/^\d{1,9}$/, 'Write a whole number.'),
    ])
    .default(fallback)
    .transform(Number)
    .refine((value) => value <= most, `Write ${most} at most.`)

export const openCount = action({
  name: 'inventory.count.open',
  about: 'Begins a count of bins: of one, of all in a storeroom, or of those that a rule asks for.',
  input: z.object({
    placeId: optionalLine(40).describe('A bin or a storeroom.'),
    ruleId: optionalLine(40),
    title: optionalLine(120),
    blind: ticked,
    tolerancePercent: number(100, 5),
    approvalMinor: number(1_000_000_000, 10_000),
  }),
  run: async (ctx, { placeId, ruleId, title, ...said }) => {
    const { bins, look } = ruleId ? await binsOfRule(ctx, ruleId) : await binsOfPlace(ctx, placeId)
    const held = (
      await Promise.all(
        Array.from({ length: Math.ceil(bins.length / 90) }, (_, page) =>
          look(
            ctx,
            bins.slice(page * 90, page * 90 + 90).map(({ id }) => id),
          ),
        ),
      )
    ).flat()
    if (held.length === 0) {
      const sentence = 'Nothing lies there by the ledger: there is nothing to count. Receive what you found instead.'
      refuse('conflict', 'count.nothing', sentence, { placeId: sentence })
    }
    if (held.length > mostLines) {
      const sentence = `More than ${mostLines} lines lie there: too many for one count. Choose fewer bins.`
      refuse('invalid', 'count.too-many', sentence, { placeId: sentence })
    }
    const id = newId('cs', ctx.now)
    const session: Omit<CountSession, 'number'> = {
      id,
      title: title || (bins.length === 1 ? `Bin ${bins[0]?.name}` : `${bins.length} bins`),
      ruleId: (ruleId || null) as Id<'cr'> | null,
      ...said,
      state: 'open',
      accuracy: null,
      createdAt: ctx.now,
      createdBy: ctx.actor.id,
      closedAt: null,
      closedBy: null,
      version: 1,
    }
    const lines = held.map(
      ({ partId, binId, lotId }): CountLine => ({
        id: newId('cl', ctx.now),
        sessionId: id,
        partId,
        binId,
        lotId,
        state: 'to-count',
        expected: null,
        counted: null,
        difference: null,
        countedAt: null,
        countedBy: null,
        firstBy: null,
        firstDifference: null,
        moveId: null,
        version: 1,
      }),
    )
    return {
      subject: id,
      writes: insertCount(ctx, session, lines),
      facts: [{ name: 'inventory.count-opened', subject: id, lines: lines.length, by: ctx.actor.id }],
      result: { id },
    }
  },
})

async function binsOfPlace(ctx: Context, placeId: string) {
  await findBins(ctx, 'inventory.count.open', { to: [placeId] })
  return { bins: await binsUnder(ctx, placeId), look: balancesIn }
}

async function binsOfRule(ctx: Context, ruleId: string) {
  const rule = await findRule(ctx, ruleId)
  await findBins(ctx, 'inventory.count.open', { from: [rule.placeId] })
  const due = await binsDue(ctx, rule, ctx.now - rule.everyDays * 86_400_000)
  if (due.length === 0) refuse('conflict', 'count.nothing', 'No bin is due by this rule now.')
  return { bins: due, look: rule.kind === 'zero' ? emptiedIn : balancesIn }
}

export const takeCount = ledgerAction({
  name: 'inventory.count.take',
  about: 'Writes down what lies in a bin. Far off, somebody else counts it again.',
  input: z.object({ sessionId, lineId, counted: amount }),
  run: async (ctx, { sessionId, lineId, counted }) => {
    const { session, lines } = await findCount(ctx, sessionId)
    const line = lines.find(({ id }) => id === lineId)
    if (!line) return refuse('not-found', 'count.line', 'This is not part of the count.')
    await findBins(ctx, 'inventory.count.take', { to: [line.binId] })
    const { ledgers } = await loadLedgers(ctx, [line.partId])
    const [ledger] = ledgers
    if (!ledger) throw new Error('A part was lost')
    const quantity = scaled(counted, ledger)
    if (ledger.whole && quantity % 100_000 !== 0) {
      const sentence = `${ledger.name} is counted in whole units. Write a number without a fraction.`
      refuse('invalid', 'quantity.whole', sentence, { counted: sentence })
    }
    const now = balanceAt(ledger, { binId: line.binId, condition: 'ok', lotId: line.lotId }).onHand
    const after = take(session, line, { counted: quantity, now, by: ctx.actor.id, at: ctx.now })
    return {
      subject: session.id,
      // The ledger must not have moved between what was read and what is written: the difference is to that moment.
      guards: [lineStillAt(line), ledgerStillAt(ledger), countStillAt(session)],
      writes: [updateLine(ctx, after)],
      facts: [{ name: 'inventory.counted', subject: session.id, line: line.id, state: after.state, by: ctx.actor.id }],
      result: { moves: [] },
    }
  },
})

export const postCount = ledgerAction({
  name: 'inventory.count.post',
  about: 'Ends a count: the ledger follows what was found. Above a value somebody who did not count approves it.',
  input: z.object({ sessionId, version }),
  run: async (ctx, { sessionId, version }) => {
    const { session, lines } = await findCount(ctx, sessionId)
    if (version !== null && version !== session.version) throw countStillAt(session).refusal()
    const off = lines.filter(({ difference }) => (difference ?? 0) !== 0)
    const partIds = [...new Set(off.map(({ partId }) => partId))]
    if (partIds.length > 90)
      refuse('invalid', 'count.too-many', 'More than ninety parts are off. Something larger is wrong: recount.')
    const { ledgers } = partIds.length > 0 ? await loadLedgers(ctx, partIds) : { ledgers: [] }
    const offMinor = off.reduce((sum, { partId, difference }) => {
      const ledger = ledgers.find((one) => one.partId === partId)
      return sum + (ledger ? worthOfMore(ledger, Math.abs(difference ?? 0), ledger.lastUnitValueMinor) : 0)
    }, 0)
    const mayApprove = ctx.may('inventory.count.approve')
    const after = post(session, lines, { by: ctx.actor.id, at: ctx.now, offMinor, mayApprove })
    const { guards } = await findBins(ctx, 'inventory.count.post', {
      to: [...new Set(off.map(({ binId }) => binId))],
    })
    const promised = await Promise.all(
      off.map(({ partId, binId, difference }) =>
        (difference ?? 0) < 0 ? reservationsIn(ctx, binId, partId) : ([] as Reservation[]),
      ),
    )
    const loosened: { was: Reservation; now: Reservation }[] = []
    const plan = await planMoves(
      ctx,
      off.map(({ partId, binId, lotId, difference }, index) => ({
        partId,
        subject: session.id,
        reason: label(session),
        decide: (ledger) => {
          const spot = { binId, condition: 'ok' as const, lotId }
          const { onHand, hard } = balanceAt(ledger, spot)
          const found = Math.max(0, onHand + (difference ?? 0))
          const own = (promised[index] ?? []).filter((row) => isHard(row) && row.lotId === lotId)
          const lost = unkept(own, hard - found)
          loosened.push(...lost)
          const by = lost.reduce((sum, { was }) => sum + remaining(was), 0)
          const posting = settle(release(ledger, spot, by), spot, found, 'count', ledger.lastUnitValueMinor)
          return posting && { ...posting, softBy: by }
        },
      })),
    )
    const writes: Write[] = [
      updateCount(ctx, after),
      ctx.db.run(sql`UPDATE count_lines SET state = 'posted', version = version + 1 WHERE session_id = ${session.id}`),
      ...plan.moves.map(({ id, ask }) =>
        ctx.db.run(sql`UPDATE count_lines SET move_id = ${id} WHERE id = ${off[ask]?.id ?? ''}`),
      ),
      ...loosened.map(({ now }) => updateReservation(ctx, now)),
    ]
    return {
      ...deed(plan, partIds[0], label(session), [
        ...guards,
        countStillAt(session),
        ...loosened.map(({ was }) => reservationStillAt(was)),
      ]),
      subject: session.id,
      writes,
      facts: [
        { name: 'inventory.count-posted', subject: session.id, accuracy: after.accuracy, offMinor, by: ctx.actor.id },
        ...loosened.map(({ now }) => announced(ctx, now)),
      ],
    }
  },
})

export const cancelCount = action({
  name: 'inventory.count.cancel',
  about: 'Ends a count without posting anything.',
  input: z.object({ sessionId, version }),
  run: async (ctx, { sessionId, version }) => {
    const { session, lines } = await findCount(ctx, sessionId)
    await findBins(ctx, 'inventory.count.cancel', { from: lines.map(({ binId }) => binId) })
    if (version !== null && version !== session.version) throw countStillAt(session).refusal()
    return {
      subject: session.id,
      guards: [countStillAt(session)],
      writes: [updateCount(ctx, cancel(session, ctx.actor.id, ctx.now))],
      facts: [{ name: 'inventory.count-cancelled', subject: session.id, by: ctx.actor.id }],
      result: { id: session.id },
    }
  },
})

export const writeRule = action({
  name: 'inventory.count.rule',
  about: 'Says which bins of a storeroom are counted when, or ends such a rule.',
  input: z.object({
    id: optionalLine(40),
    end: ticked,
    name: textLine(120, 'Write what the rule is called.').or(z.literal('')).default(''),
    kind: z.enum(['period', 'turnover', 'accuracy', 'zero']).default('period'),
    placeId: optionalLine(40),
    everyDays: number(3650, 90),
    turnoverMinor: number(1_000_000_000, 100_000),
    accuracyFloor: number(100, 95),
    mostBins: number(90, 20),
  }),
  run: async (ctx, { id, end, ...said }) => {
    if (id && end) {
      const rule = await findRule(ctx, id)
      await findBins(ctx, 'inventory.count.rule', { from: [rule.placeId] })
      return {
        subject: rule.id,
        writes: [ctx.db.run(sql`UPDATE count_rules SET ended_at = ${ctx.now} WHERE id = ${rule.id}`)],
        facts: [{ name: 'inventory.count-rule-ended', subject: rule.id, by: ctx.actor.id }],
        result: { id: rule.id },
      }
    }
    if (said.name === '')
      refuse('invalid', 'rule.name', 'Write what the rule is called.', { name: 'Write what the rule is called.' })
    const { guards } = await findBins(ctx, 'inventory.count.rule', { to: [said.placeId] })
    const made = newId('cr', ctx.now)
    return {
      subject: made,
      guards,
      writes: [
        ctx.db.run(sql`INSERT INTO count_rules (id, name, kind, place_id, every_days, turnover_minor, accuracy_floor, most_bins, created_at)
          VALUES (${made}, ${said.name}, ${said.kind}, ${said.placeId}, ${said.everyDays}, ${said.turnoverMinor}, ${said.accuracyFloor}, ${said.mostBins}, ${ctx.now})`),
      ],
      facts: [{ name: 'inventory.count-rule-made', subject: made, by: ctx.actor.id }],
      result: { id: made },
    }
  },
})

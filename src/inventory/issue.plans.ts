import type { Id } from '../kernel/ids'
import type { LocalDate } from '../kernel/local-date'
import { quantity as readQuantity } from '../kernel/quantity'
import { refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { findBins } from './bins'
import { todayOf } from './day'
import { checkExpiry, knownLot } from './lots'
import { giveBack, issue } from './posting'
import {
  handOut,
  isHard,
  isOpen,
  pick,
  type Reservation,
  release,
  remaining,
  spotOfReservation,
  type Taking,
} from './reservation'
import { announced } from './reservation.plans'
import { openFor, reservationStillAt, updateReservation } from './reservation.queries'
import { type Condition, inWords, type Stock } from './stock'
import { type Ask, planMoves, type Step, type StockPlan } from './stock.plans'
import { findMove, type Ledger } from './stock.queries'

/** What is handed out. `quantity` is a decimal in the part's base unit; without a bin the best ones are chosen. */
export type IssueAsk = {
  partId: Id<'pt'>
  quantity: string
  subject: string
  binId?: string | null
  /** The code or id of the lot or serial number; empty where the part has none, or to take what expires first. */
  lot?: string
  reason?: string
}

/**
 * Hands parts out. What was reserved for the same subject is used up by it: its promise is kept first, from its bin
 * unless another is named. Several moves may answer one ask, when it takes from several bins.
 *
 * Refuses 'not-found' ('part.unknown', 'bin.unknown'), 'invalid' as quantities and lots do, 'conflict' ('stock.short',
 * with who took last and when; 'stock.promised', 'stock.unfit', 'lot.expired'), and as back-dating does.
 */
export async function planIssue(
  ctx: Context,
  asks: IssueAsk[],
  { effectiveOn = null, permission }: { effectiveOn?: LocalDate | null; permission?: string } = {},
): Promise<StockPlan> {
  const from = asks.flatMap(({ binId }) => binId || [])
  const [today, promised] = await Promise.all([
    todayOf(ctx),
    openFor(ctx, [...new Set(asks.map(({ subject }) => subject))], [...new Set(asks.map(({ partId }) => partId))]),
    permission && from.length > 0 ? findBins(ctx, permission, { from }) : null,
  ])
  const rows = new Map(promised.filter(isOpen).map((row) => [row.id, row]))
  const touched = new Set<Reservation['id']>()
  const plan = await planMoves(
    ctx,
    asks.map((ask) => ({
      partId: ask.partId,
      subject: ask.subject,
      reason: ask.reason ?? '',
      from: ask.binId ? { binId: ask.binId } : null,
      decide: (ledger) => {
        const wanted = readQuantity(ask.quantity, ledger.unit).scaled
        const lotId = knownLot(ledger, ask.lot ?? '')
        checkExpiry(today, ledger, lotId)
        const own = [...rows.values()].filter((row) => row.partId === ask.partId && row.subject === ask.subject)
        const kept = keepPromises(ledger, own.filter(isOpen), wanted, ask.binId ?? null, lotId)
        for (const { row, quantity } of kept.of) {
          rows.set(row.id, handOut(row, quantity))
          touched.add(row.id)
        }
        const picks = ask.binId
          ? [{ spot: { binId: ask.binId, condition: 'ok' as const, lotId }, quantity: wanted }]
          : best(ledger, kept.stock, kept.of, wanted, today, lotId)
        let stock = kept.stock
        const steps = picks.map(({ spot, quantity }): Step => {
          const posting = issue(stock, spot, quantity)
          stock = posting.stock
          return posting
        })
        return steps.map((step, index) => (index === 0 ? { ...step, softBy: -kept.soft } : step))
      },
    })),
    effectiveOn,
  )
  const before = new Map(promised.map((row) => [row.id, row]))
  const changed = [...touched].map((id) => ({ was: before.get(id) as Reservation, now: rows.get(id) as Reservation }))
  const guards: Guard[] = changed.map(({ was }) => reservationStillAt(was))
  // Several asks may have used one reservation up: it changes once.
  const writes: Write[] = changed.map(({ was, now }) => updateReservation(ctx, { ...now, version: was.version + 1 }))
  return {
    ...plan,
    guards: [...guards, ...(plan.guards ?? [])],
    writes: [...plan.writes, ...writes],
    // Who waits for it hears that it waits no longer.
    facts: [...plan.facts, ...changed.map(({ now }) => announced(ctx, now))],
  }
}

type Kept = { stock: Stock; soft: number; of: { row: Reservation; quantity: number }[] }

/** Takes back the promises that this hand-out keeps, those of its bin first, so that what they held is free for it. */
function keepPromises(ledger: Ledger, own: Reservation[], wanted: number, binId: string | null, lotId: string): Kept {
  const kept: Kept = { stock: ledger, soft: 0, of: [] }
  const nearest = [...own].sort((one, other) => Number(other.binId === binId) - Number(one.binId === binId))
  let left = wanted
  for (const row of nearest) {
    if (left === 0) break
    // A promise of another lot is kept by that lot only.
    if (lotId !== '' && row.lotId !== '' && row.lotId !== lotId) continue
    const quantity = Math.min(left, remaining(row))
    if (isHard(row)) kept.stock = release(kept.stock, spotOfReservation(row), quantity)
    else kept.soft += quantity
    kept.of.push({ row, quantity })
    left -= quantity
  }
  return kept
}

/** The bins of kept promises, then the best others. Refuses 'conflict' ('stock.short'). */
function best(ledger: Ledger, stock: Stock, kept: Kept['of'], wanted: number, today: string, lotId: string): Taking[] {
  const picks: Taking[] = kept
    .filter(({ row }) => isHard(row))
    .map(({ row, quantity }) => ({ spot: spotOfReservation(row), quantity }))
  for (const { spot } of picks) checkExpiry(today, ledger, spot.lotId)
  const left = picks.reduce((rest, one) => rest - one.quantity, wanted)
  if (left === 0) return picks
  const without = picks.reduce<Stock>((rest, { spot, quantity }) => issue(rest, spot, quantity).stock, stock)
  const others = pick(without, left, { lots: ledger.lots, today, lotId: lotId || null })
  const short = others.reduce((rest, one) => rest - one.quantity, left)
  if (short > 0) {
    const free = wanted - short
    const words = free === 0 ? 'none is free' : `only ${inWords(ledger, free)} is free`
    refuse('conflict', 'stock.short', `Of ${ledger.name} ${words}.`, { quantity: `Of ${ledger.name} ${words}.` })
  }
  return [...picks, ...others]
}

/** What comes back of an issue. `quantity` is a decimal in the part's base unit. */
export type ReturnAsk = {
  moveId: Id<'mv'>
  quantity: string
  binId: string
  condition?: Condition
  reason?: string
}

/**
 * Takes back what was issued, at the cost that it left with.
 * Refuses 'not-found' ('move.unknown', 'bin.unknown'), 'conflict' ('return.of-what', 'return.more', 'bin.ended').
 */
export async function planReturn(ctx: Context, ask: ReturnAsk, permission: string): Promise<StockPlan> {
  const { moveId, quantity, binId, condition = 'ok', reason = '' } = ask
  const [{ move, returned, isReversed }, { guards }] = await Promise.all([
    findMove(ctx, moveId),
    findBins(ctx, permission, { to: [binId] }),
  ])
  if (move.kind !== 'issue' || isReversed || move.reversesId !== null) {
    refuse('conflict', 'return.of-what', 'This was not issued, or it was taken back: there is nothing to return.')
  }
  const issued = { quantity: move.quantity, valueMinor: -move.valueMinor, returned }
  let back = 0
  const stockAsk: Ask = {
    partId: move.partId,
    subject: move.subject,
    reason,
    returnsId: move.id,
    decide: (ledger) => {
      back = readQuantity(quantity, ledger.unit).scaled
      return giveBack(ledger, { binId, condition, lotId: move.lotId }, back, issued)
    },
  }
  const plan = await planMoves(ctx, [stockAsk])
  const promised = move.subject ? await openFor(ctx, [move.subject], [move.partId]) : []
  const writes: Write[] = []
  const rowGuards: Guard[] = []
  for (const row of promised) {
    const quantityBack = Math.min(back, row.issued - row.returned)
    if (quantityBack <= 0) continue
    back -= quantityBack
    const after = { ...row, returned: row.returned + quantityBack, version: row.version + 1 }
    const isBack = !isOpen(row) && after.returned === after.issued
    rowGuards.push(reservationStillAt(row))
    writes.push(updateReservation(ctx, { ...after, state: isBack ? 'returned' : row.state }))
  }
  return {
    ...plan,
    guards: [...guards, ...rowGuards, ...(plan.guards ?? [])],
    writes: [...plan.writes, ...writes],
  }
}

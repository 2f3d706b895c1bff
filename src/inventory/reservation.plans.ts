import { type Id, newId } from '../kernel/ids'
import type { LocalDate } from '../kernel/local-date'
import { quantity as readQuantity } from '../kernel/quantity'
import { refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Fact } from '../platform/schema'
import { todayOf } from './day'
import {
  carry,
  isDue,
  isHard,
  isOpen,
  letGo,
  pick,
  type Reservation,
  release,
  remaining,
  reserve,
  spotOfReservation,
} from './reservation'
import {
  findReservations,
  insertReservation,
  reservationStillAt,
  updateReservation,
  waitingFor,
} from './reservation.queries'
import { inWords, type Stock } from './stock'
import { type Ask, planMoves, type StockPlan } from './stock.plans'
import { type Ledger, readPolicy } from './stock.queries'

/**
 * What somebody is to get. `quantity` is a decimal in the part's base unit. `soft` only says the demand, `hard` promises
 * from bins or refuses, `automatic` promises what is free once its day is nearer than buying it anew would take.
 */
export type ReserveAsk = {
  partId: Id<'pt'>
  quantity: string
  subject: string
  requiredOn?: LocalDate | null
  how?: 'automatic' | 'soft' | 'hard'
  binId?: string | null
  lotId?: string | null
  note?: string
}

export type ReservePlan = StockPlan & {
  reservations: { id: Id<'rs'>; partId: Id<'pt'>; state: Reservation['state']; quantity: number; ask: number }[]
}

/** What is said of a reservation whose state changed. */
export const announced = (ctx: Context, { id, partId, state, subject, quantity }: Reservation): Fact => ({
  name: 'inventory.reservation-changed',
  subject: partId,
  reservation: id,
  state,
  quantity,
  for: subject,
  by: ctx.actor.id,
})

/**
 * Promises parts to subjects. One ask may become several reservations: one a bin, and one for what is not free.
 * Refuses 'not-found' ('part.unknown'), 'invalid' as quantities do, and for `hard` 'conflict' ('stock.promised').
 */
export async function planReserve(ctx: Context, asks: ReserveAsk[]): Promise<ReservePlan> {
  const [today, policy] = await Promise.all([todayOf(ctx), readPolicy(ctx)])
  const made: { reservation: Reservation; ask: number }[] = []
  const plan = await planMoves(
    ctx,
    asks.map(
      (ask, index): Ask => ({
        partId: ask.partId,
        decide: (ledger) => {
          const { how = 'automatic', requiredOn = null, binId = null, lotId = null, note = '' } = ask
          const wanted = wholeAmount(ledger, ask.quantity)
          const promises =
            how === 'hard' || (how === 'automatic' && isDue(requiredOn, today, ledger.leadDays, policy.bufferDays))
          const picks = promises ? pick(ledger, wanted, { lots: ledger.lots, today, binId, lotId }) : []
          const left = picks.reduce((rest, one) => rest - one.quantity, wanted)
          if (how === 'hard' && left > 0) throw tooFew(ledger, wanted - left)
          const base = { partId: ask.partId, issued: 0, returned: 0, subject: ask.subject, requiredOn, note }
          const row = (more: Pick<Reservation, 'state' | 'quantity' | 'binId' | 'lotId'>) =>
            made.push({
              ask: index,
              reservation: {
                id: newId('rs', ctx.now),
                ...base,
                ...more,
                createdAt: ctx.now,
                createdBy: ctx.actor.id,
                version: 1,
              },
            })
          for (const { spot, quantity } of picks)
            row({ state: 'reserved', quantity, binId: spot.binId, lotId: spot.lotId })
          if (left > 0) row({ state: 'assigned', quantity: left, binId: null, lotId: lotId ?? '' })
          const stock = picks.reduce<Stock>((rest, { spot, quantity }) => reserve(rest, spot, quantity), ledger)
          return { stock, move: null, softBy: left }
        },
      }),
    ),
  )
  const rows = made.map(({ reservation }) => reservation)
  return {
    ...plan,
    writes: [...plan.writes, ...rows.map((reservation) => insertReservation(ctx, reservation))],
    facts: [...plan.facts, ...rows.map((reservation) => announced(ctx, reservation))],
    reservations: made.map(({ reservation: { id, partId, state, quantity }, ask }) => ({
      id,
      partId,
      state,
      quantity,
      ask,
    })),
  }
}

/** A decimal of the base unit as scaled units, above zero, whole where the part comes whole. */
function wholeAmount(ledger: Ledger, text: string): number {
  const { scaled } = readQuantity(text, ledger.unit)
  if (scaled <= 0) refuse('invalid', 'quantity.none', 'Say how many: more than nothing.', { quantity: 'Say how many.' })
  if (ledger.whole && scaled % 100_000 !== 0) {
    const sentence = `${ledger.name} is counted in whole units. Write a number without a fraction.`
    refuse('invalid', 'quantity.whole', sentence, { quantity: sentence })
  }
  return scaled
}

const tooFew = (ledger: Ledger, free: number): never => {
  const sentence = `Of ${ledger.name} only ${inWords(ledger, free)} is free. Reserve less, or say the demand and let it wait.`
  return refuse('conflict', 'stock.promised', sentence, { quantity: sentence })
}

/** How the reservations of a plan change the stock of their parts, one after another. */
async function planChange(
  ctx: Context,
  reservations: Reservation[],
  change: (ledger: Ledger, reservation: Reservation) => { after: Reservation[]; step: ReturnType<Ask['decide']> },
  reason = '',
): Promise<StockPlan> {
  const guards: Guard[] = reservations.map(reservationStillAt)
  const writes: Write[] = []
  const facts: Fact[] = []
  const plan = await planMoves(
    ctx,
    reservations.map((reservation) => ({
      partId: reservation.partId,
      subject: reservation.subject,
      reason,
      decide: (ledger) => {
        const { after, step } = change(ledger, reservation)
        for (const row of after) {
          writes.push(row.id === reservation.id ? updateReservation(ctx, row) : insertReservation(ctx, row))
          facts.push(announced(ctx, row))
        }
        return step
      },
    })),
  )
  return {
    ...plan,
    guards: [...guards, ...(plan.guards ?? [])],
    writes: [...plan.writes, ...writes],
    facts: [...plan.facts, ...facts],
  }
}

/** Gives back what is not needed. Refuses 'not-found' ('reservation.unknown') and 'conflict' ('reservation.over'). */
export const planRelease = async (ctx: Context, ids: string[]): Promise<StockPlan> =>
  planChange(ctx, await findReservations(ctx, ids), (ledger, reservation) => ({
    after: [letGo(reservation)],
    step: isHard(reservation)
      ? { stock: release(ledger, spotOfReservation(reservation), remaining(reservation)), move: null }
      : { stock: ledger, move: null, softBy: -remaining(reservation) },
  }))

/**
 * Puts reservations together: into a tote where they lie (`kitted`), or in a bin where the job fetches them (`staged`).
 * Refuses 'conflict' ('reservation.soft') for what is promised from no bin.
 */
export const planStage = async (ctx: Context, ids: string[], toBinId: string | null): Promise<StockPlan> =>
  planChange(
    ctx,
    await findReservations(ctx, ids),
    (ledger, reservation) => {
      if (!isOpen(reservation)) letGo(reservation)
      if (!isHard(reservation)) {
        refuse('conflict', 'reservation.soft', `${ledger.name} is promised from no bin yet: there is nothing to fetch.`)
      }
      const spot = spotOfReservation(reservation)
      const version = reservation.version + 1
      if (toBinId === null || toBinId === spot.binId) {
        const state = toBinId === null ? ('kitted' as const) : ('staged' as const)
        return { after: [{ ...reservation, state, version }], step: { stock: ledger, move: null } }
      }
      const left = remaining(reservation)
      return {
        after: [{ ...reservation, state: 'staged', binId: toBinId, version }],
        step: carry(ledger, spot, { ...spot, binId: toBinId }, left, left),
      }
    },
    'Staged',
  )

/**
 * Promises from bins what was only wanted, as far as some is free, the most urgent first. Null when nothing can be.
 */
export async function planPromise(ctx: Context, partId: Id<'pt'>): Promise<StockPlan | null> {
  const [today, policy] = await Promise.all([todayOf(ctx), readPolicy(ctx)])
  const waiting = await waitingFor(ctx, partId, '9999-12-31' as LocalDate)
  if (waiting.length === 0) return null
  let promised = false
  const plan = await planChange(ctx, waiting, (ledger, reservation) => {
    const left = remaining(reservation)
    const due = isDue(reservation.requiredOn, today, ledger.leadDays, policy.bufferDays)
    const lotId = reservation.lotId || null
    const picks = due ? pick(ledger, left, { lots: ledger.lots, today, lotId }) : []
    const rest = picks.reduce((sum, one) => sum - one.quantity, left)
    if (picks.length === 0) return { after: [], step: null }
    promised = true
    const after = picks.map(({ spot, quantity }, index): Reservation => {
      const at = { state: 'reserved' as const, binId: spot.binId, lotId: spot.lotId }
      // The first takes the row over unless demand is left, which keeps it.
      return index === 0 && rest === 0
        ? { ...reservation, ...at, quantity: quantity + reservation.issued, version: reservation.version + 1 }
        : { ...reservation, ...at, id: newId('rs', ctx.now), quantity, issued: 0, returned: 0, version: 1 }
    })
    if (rest > 0) after.push({ ...reservation, quantity: rest + reservation.issued, version: reservation.version + 1 })
    const stock = picks.reduce<Stock>((held, { spot, quantity }) => reserve(held, spot, quantity), ledger)
    return { after, step: { stock, move: null, softBy: rest - left } }
  })
  return promised ? plan : null
}

import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { addDays, type LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import {
  type Balance,
  balanceAt,
  checkAmount,
  conditionWords,
  inWords,
  lay,
  lift,
  type Posting,
  type Spot,
  type Stock,
  withBalance,
} from './stock'

/**
 * From wish to hand. `assigned` is demand only (soft); `reserved`, `kitted` and `staged` promise what lies in a bin
 * (hard); the others are over.
 */
export const reservationStates = ['assigned', 'reserved', 'kitted', 'staged', 'issued', 'returned', 'released'] as const
export type ReservationState = (typeof reservationStates)[number]

/** Part of a stock that somebody is to get: so many scaled units, for what, by when, and where they lie once promised. */
export type Reservation = {
  id: Id<'rs'>
  partId: Id<'pt'>
  state: ReservationState
  quantity: number
  issued: number
  returned: number
  /** Set while the promise is hard. */
  binId: string | null
  lotId: string
  /** The id of what it is for: a work order, an asset, a member; or a cost centre in words. */
  subject: string
  requiredOn: LocalDate | null
  note: string
  createdAt: Instant
  createdBy: string
  version: number
}

export const hardStates: readonly ReservationState[] = ['reserved', 'kitted', 'staged']
export const openStates: readonly ReservationState[] = ['assigned', ...hardStates]
export const isHard = ({ state }: Pick<Reservation, 'state'>): boolean => hardStates.includes(state)
export const isOpen = ({ state }: Pick<Reservation, 'state'>): boolean => openStates.includes(state)

/** What is still to be handed out of it. */
export const remaining = ({ quantity, issued }: Pick<Reservation, 'quantity' | 'issued'>): number => quantity - issued

export const spotOfReservation = ({ binId, lotId }: Pick<Reservation, 'binId' | 'lotId'>): Spot => {
  if (binId === null) throw new RangeError('what is promised softly lies nowhere')
  return { binId, condition: 'ok', lotId }
}

/**
 * Whether demand is to be promised from a bin now: when what would have to be bought for it instead could no longer
 * come in time. Without a day it is wanted at once.
 * Source: features 2.8 rule 8, “hard when required_by − now ≤ lead_time + buffer”.
 */
export const isDue = (requiredOn: LocalDate | null, today: LocalDate, leadDays: number, bufferDays: number): boolean =>
  requiredOn === null || requiredOn <= addDays(today, leadDays + bufferDays)

/** Promises so much of a spot. Refuses 'conflict' ('stock.unfit', 'stock.promised') when it is not free. */
export function reserve(stock: Stock, spot: Spot, quantity: number): Stock {
  checkAmount(stock, quantity, [spot])
  const balance = balanceAt(stock, spot)
  const free = balance.onHand - balance.hard
  if (spot.condition !== 'ok') {
    refuse('conflict', 'stock.unfit', `What lies there is ${conditionWords[spot.condition]} and cannot be reserved.`)
  }
  if (quantity > free) {
    const sentence = `Of ${stock.name} only ${inWords(stock, free)} in this bin is free.`
    refuse('conflict', 'stock.promised', sentence, { quantity: sentence })
  }
  return withBalance(stock, { ...balance, hard: balance.hard + quantity })
}

/** Takes a promise back. */
export function release(stock: Stock, spot: Spot, quantity: number): Stock {
  const balance = balanceAt(stock, spot)
  if (quantity > balance.hard) throw new RangeError('more is released than was promised')
  return withBalance(stock, { ...balance, hard: balance.hard - quantity })
}

/** Moves goods with what is promised of them: to where a job is staged, or out of a bin that is no more. */
export function carry(stock: Stock, from: Spot, to: Spot, quantity: number, hard: number): Posting {
  const laid = lay(lift(stock, from, quantity, hard), to, quantity)
  const there = balanceAt(laid, to)
  const { quantity: runningQuantity, valueMinor: runningValueMinor } = stock
  return {
    stock: withBalance(laid, { ...there, hard: there.hard + hard }),
    move: { kind: 'transfer', quantity, from, to, valueMinor: 0, varianceMinor: 0, runningQuantity, runningValueMinor },
  }
}

type Lots = readonly { id: string; expiresOn: string | null }[]

/** So much to be taken from a spot. */
export type Taking = { spot: Spot; quantity: number }

/**
 * Where to take so much from, good and free and not expired: what expires first goes first; else the bin that is asked
 * for, then one that has all of it, then the fullest, so that few bins are walked to. Answers less where there is less.
 */
export function pick(
  stock: Stock,
  quantity: number,
  {
    lots,
    today,
    binId = null,
    lotId = null,
  }: { lots: Lots; today: string; binId?: string | null; lotId?: string | null },
): Taking[] {
  const dayOf = (balance: Balance) => lots.find(({ id }) => id === balance.lotId)?.expiresOn ?? '9999-12-31'
  const free = ({ onHand, hard }: Balance) => onHand - hard
  const order = (one: Balance, other: Balance) =>
    Number(other.binId === binId) - Number(one.binId === binId) ||
    dayOf(one).localeCompare(dayOf(other)) ||
    Number(free(other) >= quantity) - Number(free(one) >= quantity) ||
    free(other) - free(one) ||
    one.binId.localeCompare(other.binId)
  const picks: Taking[] = []
  let left = quantity
  const usable = stock.balances.filter(
    (balance) =>
      balance.condition === 'ok' &&
      free(balance) > 0 &&
      dayOf(balance) >= today &&
      (lotId === null || balance.lotId === lotId),
  )
  for (const balance of usable.sort(order)) {
    if (left === 0) break
    const taken = Math.min(left, free(balance))
    picks.push({ spot: { binId: balance.binId, condition: 'ok', lotId: balance.lotId }, quantity: taken })
    left -= taken
  }
  return picks
}

/** So much of a reservation was handed out. */
export function handOut(reservation: Reservation, quantity: number): Reservation {
  const issued = reservation.issued + Math.min(quantity, remaining(reservation))
  const isWhole = issued === reservation.quantity
  return {
    ...reservation,
    issued,
    state: isWhole ? 'issued' : reservation.state,
    binId: isWhole ? null : reservation.binId,
    version: reservation.version + 1,
  }
}

/** What nobody needs any more goes back to everybody. Refuses 'conflict' ('reservation.over'). */
export function letGo(reservation: Reservation): Reservation {
  if (!isOpen(reservation)) refuse('conflict', 'reservation.over', 'This reservation is over already.')
  return {
    ...reservation,
    state: reservation.issued > 0 ? 'issued' : 'released',
    binId: null,
    version: reservation.version + 1,
  }
}

/**
 * The promises that cannot be kept when so much of what is promised is not there: those wanted latest become demand
 * again, until what is left fits.
 */
export function unkept(promised: readonly Reservation[], over: number): { was: Reservation; now: Reservation }[] {
  const latest = [...promised].sort((one, other) => (other.requiredOn ?? '').localeCompare(one.requiredOn ?? ''))
  const lost: Reservation[] = []
  for (let left = over; left > 0 && latest.length > 0; ) {
    const [row] = latest.splice(0, 1)
    if (!row) break
    lost.push(row)
    left -= remaining(row)
  }
  return lost.map((was) => ({
    was,
    now: { ...was, state: 'assigned', binId: null, lotId: '', version: was.version + 1 },
  }))
}

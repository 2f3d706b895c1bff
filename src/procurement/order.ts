import { hashOf, type Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import type { UnitCode } from '../kernel/units'
import { workingDaysAfter } from './working-days'

/**
 * Where an order stands. It waits for approval, may go out, is sent, acknowledged by the vendor, received whole; or it is
 * declined or cancelled. How much of it came, its lines say.
 */
export type OrderState = 'approval' | 'approved' | 'sent' | 'acknowledged' | 'received' | 'cancelled' | 'declined'

export type Order = {
  id: Id<'po'>
  /** Its spoken name, PO-2207: gap-free. */
  number: number
  revision: number
  vendorId: Id<'vd'>
  rfqId: Id<'rf'> | null
  quoteId: Id<'qt'> | null
  state: OrderState
  currency: string
  freightMinor: number
  totalMinor: number
  /** The total in the organization's currency, at the rate of the award. */
  ownMinor: number
  shipTo: string
  about: string | null
  terms: string
  notes: string
  /** When the last of it is due. */
  dueOn: LocalDate | null
  contentHash: string
  code: string
  token: string
  person: string
  email: string
  createdAt: Instant
  createdBy: string
  sentAt: Instant | null
  acknowledgedAt: Instant | null
  chasedAt: Instant | null
  /** Where it is written with the vendor in the post office, and the letter that brought it; null without an address. */
  threadId: string | null
  messageId: string | null
  /** Why its letter did not arrive; empty while it did. */
  trouble: string
  version: number
}

/** A line; quantities are scaled units, the price millionths. */
export type OrderLine = {
  id: Id<'py'>
  orderId: Id<'po'>
  position: number
  rfqLineId: Id<'ry'> | null
  partId: Id<'pt'> | null
  partNumber: string
  words: string
  quantity: number
  unit: UnitCode
  price: number
  /** In good order. */
  received: number
  damaged: number
  cancelled: number
  promisedOn: LocalDate | null
  /** What of it invoices say. */
  billed: number
  /** Working days that the quote stated, counted from the day on which the order goes out. */
  leadDays: number | null
}

export const label = ({ number }: Pick<Order, 'number'>): string => `PO-${number}`

/** The day that the vendor's lead time comes to, counted from the day of ordering; null where it stated none. */
export const promiseOf = ({ leadDays }: Pick<OrderLine, 'leadDays'>, from: LocalDate): LocalDate | null =>
  leadDays === null ? null : workingDaysAfter(from, leadDays)

/** What is still to come of a line. */
export const openOf = ({
  quantity,
  received,
  cancelled,
}: Pick<OrderLine, 'quantity' | 'received' | 'cancelled'>): number => Math.max(0, quantity - received - cancelled)

/** How far it has come, from its lines. */
export function arrivalOf(
  lines: Pick<OrderLine, 'quantity' | 'received' | 'cancelled'>[],
): 'nothing' | 'part' | 'whole' {
  if (lines.every((line) => openOf(line) === 0)) return 'whole'
  return lines.some(({ received }) => received > 0) ? 'part' : 'nothing'
}

/**
 * A print of all that an approval is about: vendor, lines, prices, freight, where it goes. Whoever approved, approved
 * this and nothing else: after a change the print is another, and the approval holds no more.
 */
export const contentHash = (
  order: Pick<Order, 'vendorId' | 'currency' | 'freightMinor' | 'totalMinor' | 'shipTo' | 'terms'>,
  lines: Pick<OrderLine, 'position' | 'partId' | 'words' | 'quantity' | 'unit' | 'price'>[],
): Promise<string> =>
  hashOf(
    JSON.stringify([
      order.vendorId,
      order.currency,
      order.freightMinor,
      order.totalMinor,
      order.shipTo,
      order.terms,
      lines.map(({ position, partId, words, quantity, unit, price }) => [
        position,
        partId,
        words,
        quantity,
        unit,
        price,
      ]),
    ]),
  )

/** Above which amounts an order is approved, and from which on by a second person too; in the organization's currency. */
export type Rules = { approveAboveMinor: number; secondAboveMinor: number; overPercent: number }

export type Approval = { step: 1 | 2; contentHash: string; decision: 'approved' | 'declined'; decidedBy: string }

/** The steps that an order of this amount takes. */
export const stepsFor = (ownMinor: number, rules: Rules): (1 | 2)[] =>
  ownMinor > rules.secondAboveMinor ? [1, 2] : ownMinor > rules.approveAboveMinor ? [1] : []

/** The step that is to be decided next; null where none is left. Only approvals of this very content count. */
export const nextStep = (
  order: Pick<Order, 'ownMinor' | 'contentHash'>,
  approvals: Approval[],
  rules: Rules,
): 1 | 2 | null =>
  stepsFor(order.ownMinor, rules).find(
    (step) =>
      !approvals.some(
        (one) => one.step === step && one.contentHash === order.contentHash && one.decision === 'approved',
      ),
  ) ?? null

/**
 * Decides on a step. Refuses 'conflict' ('order.not-waiting', 'order.changed' where the person saw other contents) and
 * 'forbidden' ('order.own', 'order.same-approver', 'order.second-step').
 */
export function decided(
  order: Order,
  approvals: Approval[],
  rules: Rules,
  { by, seenHash, approve, maySecond }: { by: string; seenHash: string; approve: boolean; maySecond: boolean },
): { order: Order; step: 1 | 2 } {
  const step = nextStep(order, approvals, rules)
  if (order.state !== 'approval' || step === null)
    return refuse('conflict', 'order.not-waiting', `${label(order)} does not wait for an approval any more.`)
  if (seenHash !== order.contentHash)
    return refuse(
      'conflict',
      'order.changed',
      `${label(order)} has changed since you saw it. Look at it again, then decide.`,
    )
  if (order.createdBy === by) return refuse('forbidden', 'order.own', 'You made this order: somebody else approves it.')
  if (approvals.some((one) => one.decidedBy === by && one.contentHash === order.contentHash))
    return refuse('forbidden', 'order.same-approver', 'You approved the first step: the second is for another person.')
  if (step === 2 && !maySecond)
    return refuse('forbidden', 'order.second-step', 'This amount takes somebody who may approve large orders.')
  const after = [...approvals, { step, contentHash: order.contentHash, decision: 'approved' as const, decidedBy: by }]
  const state = !approve ? 'declined' : nextStep(order, after, rules) === null ? 'approved' : 'approval'
  return { order: { ...order, state, version: order.version + 1 }, step }
}

/**
 * The order on its way to the vendor: lead times count from today, not from the award. Refuses 'conflict'
 * ('order.not-approved') unless its very content is approved.
 */
export function sent(
  order: Order,
  lines: OrderLine[],
  approvals: Approval[],
  rules: Rules,
  { at, today }: { at: Instant; today: LocalDate },
): { order: Order; lines: OrderLine[] } {
  if (order.state !== 'approved' || nextStep(order, approvals, rules) !== null)
    refuse('conflict', 'order.not-approved', `${label(order)} is not approved as it stands now.`)
  const promised = lines.map((line) => ({ ...line, promisedOn: promiseOf(line, today) ?? line.promisedOn }))
  return {
    order: { ...order, state: 'sent', sentAt: order.sentAt ?? at, dueOn: dueOf(promised), version: order.version + 1 },
    lines: promised,
  }
}

/**
 * The vendor has it and says when it comes. A day that stays as it was may have passed; a new one may not.
 *
 * Refuses 'conflict' ('order.not-out') and 'invalid' ('order.promise-line', 'order.promise-past'), each on its field.
 */
export function acknowledged(
  order: Order,
  lines: OrderLine[],
  promises: ReadonlyMap<string, LocalDate>,
  { at, today }: { at: Instant; today: LocalDate },
) {
  if (order.state !== 'sent' && order.state !== 'acknowledged')
    refuse('conflict', 'order.not-out', `${label(order)} is ${order.state}: there is nothing to acknowledge.`)
  const fields: Record<string, string> = {}
  for (const [id, on] of promises) {
    const line = lines.find((one) => one.id === id)
    if (!line) refuse('invalid', 'order.promise-line', 'This line is not of this order. Open it again.')
    if (line.promisedOn === on) continue
    const field = `promise-${line.position}`
    if (openOf(line) === 0) fields[field] = 'This line is here already: its day does not change any more.'
    else if (on < today) fields[field] = 'This day has passed. Choose today or a later one.'
  }
  const [first] = Object.values(fields)
  if (first) refuse('invalid', 'order.promise-past', first, fields)
  const promised = lines.map((line) => ({ ...line, promisedOn: promises.get(line.id) ?? line.promisedOn }))
  return {
    order: {
      ...order,
      state: 'acknowledged' as const,
      acknowledgedAt: order.acknowledgedAt ?? at,
      dueOn: dueOf(promised),
      version: order.version + 1,
    },
    lines: promised,
  }
}

/** Refuses 'conflict' ('order.not-billable') for an order that never went out. */
export function checkBillable(order: Pick<Order, 'number' | 'state' | 'sentAt'>): void {
  if (order.sentAt === null)
    refuse('conflict', 'order.not-billable', `${label(order)} has not gone out: nothing can be billed for it.`)
}

/** When the last of what is open is due; null where a line says nothing. */
export const dueOf = (lines: OrderLine[]): LocalDate | null => {
  const days = lines.filter((line) => openOf(line) > 0).map(({ promisedOn }) => promisedOn)
  return days.length === 0 || days.includes(null)
    ? (days
        .flatMap((day) => day ?? [])
        .sort()
        .at(-1) ?? null)
    : (days.sort().at(-1) ?? null)
}

/** What has not come is not wanted any more. Refuses 'conflict' ('order.over', 'order.nothing-open'). */
export function cancelRest(order: Order, lines: OrderLine[]): { order: Order; lines: OrderLine[] } {
  if (order.state === 'received' || order.state === 'cancelled' || order.state === 'declined')
    refuse('conflict', 'order.over', `${label(order)} is ${order.state} already.`)
  const after = lines.map((line) => ({ ...line, cancelled: line.cancelled + openOf(line) }))
  const state = after.some(({ received }) => received > 0) ? 'received' : 'cancelled'
  return { order: { ...order, state, dueOn: null, version: order.version + 1 }, lines: after }
}

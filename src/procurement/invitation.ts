import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import type { UnitCode } from '../kernel/units'
import { label, type Rfq, type RfqLine } from './rfq'

export type InvitationState =
  | 'queued'
  | 'sent'
  | 'bounced'
  | 'opened'
  | 'answered'
  | 'declined'
  | 'expired'
  | 'withdrawn'

/**
 * Exactly what a vendor is told: the letter and the link page are made of this and of nothing else, and it is kept as it
 * was. Nothing of other vendors, of stock, of prices paid, or of the machine that waits is in it.
 */
export type Disclosure = {
  number: string
  revision: number
  from: string
  /** Who asks, and how they are reached. */
  person: string
  shipTo: { name: string; lines: string; instructions: string }
  neededOn: LocalDate | null
  replyOn: LocalDate
  notes: string
  lines: {
    id: string
    position: number
    partNumber: string
    words: string
    specification: string
    quantity: number
    unit: UnitCode
    alternates: boolean
  }[]
}

/** One vendor, asked once a revision. */
export type Invitation = {
  id: Id<'rn'>
  rfqId: Id<'rf'>
  vendorId: Id<'vd'>
  revision: number
  contactId: string | null
  person: string
  email: string
  disclosed: Disclosure
  code: string
  token: string
  state: InvitationState
  trouble: string
  sentAt: Instant | null
  openedAt: Instant | null
  answeredAt: Instant | null
  reminders: number
  remindedAt: Instant | null
  draft: Record<string, string> | null
}

type Surroundings = Pick<Disclosure, 'from' | 'person' | 'shipTo'>

/** What goes out of an RFQ, in the order of its lines. */
export function disclosureOf(rfq: Rfq, lines: RfqLine[], { from, person, shipTo }: Surroundings): Disclosure {
  return {
    number: label(rfq),
    revision: Math.max(rfq.revision, 1),
    from,
    person,
    shipTo,
    neededOn: rfq.neededOn,
    replyOn: rfq.replyOn,
    notes: rfq.notes,
    lines: lines.map(({ id, position, partNumber, words, specification, quantity, unit, alternates }) => ({
      id,
      position,
      partNumber,
      words,
      specification,
      quantity,
      unit,
      alternates,
    })),
  }
}

/** At most so many reminders, the first no sooner than this after the letter, and so far apart. */
export const mostReminders = 2
const patienceMs = 24 * 3_600_000

/** Why a vendor is not reminded now; null where it may be. It is the same rule for the clock and for a button. */
export function whyNoReminder(
  { state, reminders, sentAt, remindedAt, email }: Invitation,
  rfq: Pick<Rfq, 'state' | 'replyBy'>,
  at: Instant,
): string | null {
  if (rfq.state !== 'sent' || rfq.replyBy <= at) return 'The time to answer is over.'
  if (state !== 'sent' && state !== 'opened') return 'They have answered, or were not reached.'
  if (email === '') return 'No address is written down.'
  if (reminders >= mostReminders) return `They were reminded ${mostReminders} times already.`
  if (at - (remindedAt ?? sentAt ?? at) < patienceMs) return 'The last letter is less than a day old.'
  return null
}

/** Refuses 'conflict' ('invitation.over') for a link that leads to nothing any more. */
export function checkAnswerable({ state }: Invitation, rfq: Pick<Rfq, 'state'>): void {
  const sentence = 'This request is over. Thank you; there is nothing more to do.'
  if (state === 'withdrawn' || rfq.state === 'awarded' || rfq.state === 'cancelled')
    refuse('conflict', 'invitation.over', sentence)
}

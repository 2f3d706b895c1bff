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
  /** Where it is written with them in the post office, and the letter that asked; null without an address. */
  threadId: string | null
  messageId: string | null
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

/**
 * What became of its letter: it went out, or why not. Whoever opened it or answered has it, whatever the post says; and
 * only what went out counts as sent.
 */
export function reached(invitation: Invitation, trouble: string, at: Instant): Invitation {
  const { state } = invitation
  if (trouble !== '')
    return state === 'queued' || state === 'sent' ? { ...invitation, state: 'bounced', trouble } : invitation
  return {
    ...invitation,
    state: state === 'queued' || state === 'bounced' ? 'sent' : state,
    trouble: state === 'declined' ? invitation.trouble : '',
    sentAt: invitation.sentAt ?? at,
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

export const answersOver = 'This request is over. Thank you; there is nothing more to do.'

/** Refuses 'conflict' ('invitation.over') for a link that leads to nothing any more. */
export function checkAnswerable({ state }: Pick<Invitation, 'state'>, rfq: Pick<Rfq, 'state'>): void {
  if (state === 'withdrawn') refuse('conflict', 'invitation.over', answersOver)
  checkTakesAnswers(rfq)
}

/** Refuses 'conflict' ('invitation.over') where it is decided, or nothing is out. Late answers are kept. */
export function checkTakesAnswers({ state }: Pick<Rfq, 'state'>): void {
  if (state !== 'sent' && state !== 'closed') refuse('conflict', 'invitation.over', answersOver)
}

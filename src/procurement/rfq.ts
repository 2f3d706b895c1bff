import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import type { UnitCode } from '../kernel/units'

/** A request for quotes: written, sent, closed for answers, awarded; or cancelled from any of them. */
export type RfqState = 'draft' | 'sent' | 'closed' | 'awarded' | 'cancelled'

export type Rfq = {
  id: Id<'rf'>
  /** Its spoken name, RFQ-318. */
  number: number
  title: string
  state: RfqState
  /** How often it went out: 0 for a draft. */
  revision: number
  /** The site that it is delivered to. */
  shipTo: string
  neededOn: LocalDate | null
  replyOn: LocalDate
  /** The end of that day at the site. */
  replyBy: Instant
  /** What it is for: the asset that waits. */
  about: string | null
  /** What a working day of waiting costs, in the organization's currency; null where nothing stands still. */
  waitingMinor: number | null
  notes: string
  ownerId: string
  createdAt: Instant
  sentAt: Instant | null
  closedAt: Instant | null
  awardReason: string
  version: number
}

/** A line of it; `quantity` is scaled units. */
export type RfqLine = {
  id: Id<'ry'>
  rfqId: Id<'rf'>
  position: number
  requisitionId: Id<'rq'> | null
  partId: Id<'pt'> | null
  partNumber: string
  words: string
  specification: string
  quantity: number
  unit: UnitCode
  /** An equal part will do. */
  alternates: boolean
}

export const label = ({ number }: Pick<Rfq, 'number'>): string => `RFQ-${number}`

export const replyPassed = 'The day to answer by has passed. Choose a later one.'

/** How many vendors can be asked at once. */
export const mostVendors = 20

const over = (rfq: Rfq, sentence: string) => refuse('conflict', `rfq.${rfq.state}`, sentence)

/**
 * The RFQ as it goes out once more. Refuses 'conflict' when it is over ('rfq.closed', 'rfq.awarded', 'rfq.cancelled'), and
 * 'invalid' without lines ('rfq.no-lines'), without vendors ('rfq.no-vendors'), with too many ('rfq.many-vendors') or with
 * a day to answer by that has passed ('rfq.reply-by').
 */
export function sent(rfq: Rfq, lines: number, vendors: number, at: Instant): Rfq {
  if (rfq.state !== 'draft' && rfq.state !== 'sent')
    over(rfq, `${label(rfq)} is ${rfq.state}: nobody can be asked any more.`)
  if (lines === 0) refuse('invalid', 'rfq.no-lines', 'Say first what you need: an RFQ has at least one line.')
  if (vendors === 0)
    refuse('invalid', 'rfq.no-vendors', 'Choose at least one vendor.', { vendors: 'Choose at least one vendor.' })
  if (vendors > mostVendors)
    refuse('invalid', 'rfq.many-vendors', `Choose at most ${mostVendors} vendors.`, {
      vendors: 'Choose fewer vendors.',
    })
  if (rfq.replyBy <= at) {
    refuse('invalid', 'rfq.reply-by', replyPassed, { replyOn: replyPassed })
  }
  return {
    ...rfq,
    state: 'sent',
    revision: Math.max(rfq.revision, 1),
    sentAt: rfq.sentAt ?? at,
    version: rfq.version + 1,
  }
}

/** No more answers are waited for. Late ones are kept and marked. Refuses 'conflict' where it is not out. */
export function closed(rfq: Rfq, at: Instant): Rfq {
  if (rfq.state !== 'sent') over(rfq, `${label(rfq)} is ${rfq.state} already.`)
  return { ...rfq, state: 'closed', closedAt: at, version: rfq.version + 1 }
}

/** Nothing is bought by it. Refuses 'conflict' once it is awarded or cancelled. */
export function cancelled(rfq: Rfq, at: Instant): Rfq {
  if (rfq.state === 'awarded' || rfq.state === 'cancelled') over(rfq, `${label(rfq)} is ${rfq.state} already.`)
  return { ...rfq, state: 'cancelled', closedAt: at, version: rfq.version + 1 }
}

/** Refuses 'conflict' where it cannot be decided: nothing is out, or it is decided already. */
export function awarded(rfq: Rfq, reason: string, at: Instant): Rfq {
  if (rfq.state !== 'sent' && rfq.state !== 'closed')
    over(rfq, `${label(rfq)} is ${rfq.state}: there is nothing to award.`)
  return { ...rfq, state: 'awarded', closedAt: rfq.closedAt ?? at, awardReason: reason, version: rfq.version + 1 }
}

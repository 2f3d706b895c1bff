import type { UnitCode } from '../../src/kernel/units'

/*
 * What the screens of buying show, as plain data. Quantities are hundred-thousandths of the unit, prices millionths of
 * the currency, amounts its smallest unit, moments milliseconds, days ISO dates.
 */
export type Requisition = {
  id: string
  number: number
  partId: string | null
  words: string
  quantity: number
  unit: UnitCode
  neededOn: string | null
  state: 'open' | 'asked' | 'ordered' | 'dropped'
  rfqId: string | null
  reason: string
}

export type RfqState = 'draft' | 'sent' | 'closed' | 'awarded' | 'cancelled'

export type Rfq = {
  id: string
  number: number
  title: string
  state: RfqState
  neededOn: string | null
  replyOn: string
  waitingMinor: number | null
  notes: string
  sentAt: number | null
  awardReason: string
}

export type RfqLine = {
  id: string
  position: number
  partId: string | null
  partNumber: string
  words: string
  specification: string
  quantity: number
  unit: UnitCode
  alternates: boolean
}

export type RfqRow = {
  id: string
  number: number
  title: string
  state: RfqState
  replyOn: string
  lines: number
  asked: number
  answered: number
}

export type Disclosure = {
  number: string
  revision: number
  from: string
  person: string
  shipTo: { name: string; lines: string; instructions: string }
  neededOn: string | null
  replyOn: string
  notes: string
  lines: Omit<RfqLine, 'partId'>[]
}

export type InvitationRow = {
  id: string
  vendorId: string
  vendor: string
  revision: number
  person: string
  email: string
  disclosed: Disclosure
  state: 'queued' | 'sent' | 'bounced' | 'opened' | 'answered' | 'declined' | 'expired' | 'withdrawn'
  trouble: string
  sentAt: number | null
  openedAt: number | null
  answeredAt: number | null
  reminders: number
}

/** What a vendor wrote back by mail or text. */
export type ReplyRow = {
  id: string
  vendorId: string
  vendor: string
  threadId: string
  channel: 'email' | 'sms'
  trusted: boolean
  guessed: boolean
  state: 'waiting' | 'taken' | 'set-aside'
  quoteId: string | null
  why: string
  receivedAt: number
}

export type Suggestion = {
  id: string
  name: string
  tier: 'approved' | 'pending' | 'blacklisted'
  reasons: string[]
  barred: string | null
  email: string
  city: string
  chosen: boolean
}

export type Quote = {
  id: string
  version: number
  way: 'link' | 'mail' | 'hand'
  currency: string
  freightKind: 'included' | 'flat' | 'unknown'
  freightMinor: number | null
  freeAboveMinor: number | null
  validUntil: string | null
  reference: string
  terms: string
  note: string
  late: boolean
  receivedAt: number
  replacedAt: number | null
}

export type QuoteLine = {
  lineId: string
  offer: 'exact' | 'alternate' | 'none'
  price: number | null
  minimum: number | null
  pack: number | null
  leadDays: number | null
  breaks: { from: number; price: number }[]
  note: string
  evidence: Record<string, string>
}

export type Cell = {
  quoteId: string
  offer: 'exact' | 'alternate' | 'none' | 'missing'
  landedMinor: number | null
  unitScaled: number | null
  freightMinor: number
  atLeast: boolean
  paid: number
  leadDays: number | null
  flags: string[]
  best: string | null
}

export type Column = {
  quote: Quote
  totalMinor: number | null
  atLeast: boolean
  offered: number
  leadDays: number | null
}

export type Comparison = { columns: Column[]; rows: { line: RfqLine; cells: Cell[] }[] }

export type Rate = { from: string; to: string; rate: string; on: string; source: string }

export type OrderState = 'approval' | 'approved' | 'sent' | 'acknowledged' | 'received' | 'cancelled' | 'declined'

export type Order = {
  id: string
  number: number
  revision: number
  vendorId: string
  rfqId: string | null
  state: OrderState
  currency: string
  terms: string
  dueOn: string | null
  contentHash: string
  sentAt: number | null
  acknowledgedAt: number | null
  /** Why its letter did not arrive; empty while it did. */
  trouble: string
}

/** What an order costs, for who may see it: amounts, and prices of its lines by their ids. */
export type Prices = {
  freightMinor: number
  totalMinor: number
  ownMinor: number
  lines: ReadonlyMap<string, number>
}

export type OrderRow = {
  id: string
  number: number
  state: OrderState
  currency: string
  /** Absent for who does not see prices. */
  totalMinor?: number
  dueOn: string | null
  createdAt: number
  vendor: string
}

export type OrderLine = {
  id: string
  position: number
  partId: string | null
  partNumber: string
  words: string
  quantity: number
  unit: UnitCode
  received: number
  damaged: number
  cancelled: number
  promisedOn: string | null
}

export type Approval = {
  step: 1 | 2
  contentHash: string
  decision: 'approved' | 'declined'
  reason: string
  decidedAt: number
  who: string
}

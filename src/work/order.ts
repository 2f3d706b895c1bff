import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import type { PlaceId } from '../places'

/** Where an order stands. Completed is physically done; closed is reviewed, its costs final, and never changes again. */
export const statuses = [
  'requested',
  'rejected',
  'approved',
  'planned',
  'scheduled',
  'waiting-material',
  'waiting-condition',
  'in-progress',
  'on-hold',
  'completed',
  'closed',
  'cancelled',
] as const
export type Status = (typeof statuses)[number]

/** What kind of work it is; it says which rules hold (a corrective order names its problem). */
export const kinds = [
  'corrective',
  'preventive',
  'inspection',
  'improvement',
  'safety',
  'calibration',
  'project',
] as const
export type Kind = (typeof kinds)[number]

/** 1 can wait; 4 is now. */
export const priorities = [1, 2, 3, 4] as const
export type Priority = (typeof priorities)[number]

/** A promise to maintain one thing, from first report to sign-off. */
export type Order = {
  id: Id<'wo'>
  /** Its spoken name, WO-1042; gap-free within an organization. */
  number: number
  title: string
  description: string
  kind: Kind
  priority: Priority
  status: Status
  /** Why it waits, is on hold, was rejected, cancelled or reopened. */
  reason: string
  assetId: Id<'as'> | null
  /** What the asset and the place are called, for lists; of a closed order what they were called. */
  assetTag: string
  assetName: string
  placeId: PlaceId | null
  placeName: string
  siteId: Id<'st'> | null
  parentId: Id<'wo'> | null
  assigneeId: Id<'mb'> | null
  teamId: Id<'tm'> | null
  dueOn: LocalDate | null
  /** Minutes after midnight by the site's clock; null is by the end of the day. */
  dueMinute: number | null
  /** Both as a moment, by the site's zone. */
  dueAt: Instant | null
  /** The day for which it is scheduled. */
  scheduledOn: LocalDate | null
  estimateMinutes: number | null
  /** What it came of: a report (`rp_`), a plan’s occurrence, another order; null for one that a person wrote. */
  source: string | null
  /** The version of a procedure that it pins; its steps hang on the order. */
  procedureVersionId: string | null
  /** Required steps that are still to do: kept by whoever hangs steps on it. */
  openSteps: number
  /** Copied at approval, one each: later changes of the asset’s sheet do not change what this crew was told. */
  hazards: string[]
  /** The failure report: a problem, its cause, its remedy, from the lists of the asset’s class. */
  problemId: string | null
  causeId: string | null
  remedyId: string | null
  failureWords: string
  /** What was done, in words. */
  outcome: string
  createdBy: string
  createdAt: Instant
  approvedAt: Instant | null
  startedAt: Instant | null
  completedAt: Instant | null
  completedBy: string | null
  closedAt: Instant | null
  closedBy: string | null
  /** What it cost in the end; null until it is closed. */
  costMinor: number | null
  version: number
}

export const label = ({ number }: Pick<Order, 'number'>): string => `WO-${number}`

/** Nothing about it changes any more. */
export const isOver = ({ status }: Pick<Order, 'status'>): boolean =>
  status === 'closed' || status === 'cancelled' || status === 'rejected'

/** Nobody works on it any more: off the lists of what is to be done. */
export const isFinished = (order: Pick<Order, 'status'>): boolean => isOver(order) || order.status === 'completed'

/** What a person may write into an order. */
export type Wording = Pick<
  Order,
  | 'title'
  | 'description'
  | 'kind'
  | 'priority'
  | 'assetId'
  | 'assetTag'
  | 'assetName'
  | 'placeId'
  | 'placeName'
  | 'siteId'
  | 'assigneeId'
  | 'teamId'
  | 'dueOn'
  | 'dueMinute'
  | 'dueAt'
  | 'scheduledOn'
  | 'estimateMinutes'
>

/** Refuses 'conflict' ('order.over') for one that is closed, cancelled or rejected. */
export function reword(order: Order, wording: Partial<Wording>): Order {
  changeable(order)
  return { ...order, ...wording, version: order.version + 1 }
}

/** Refuses 'conflict' ('order.over'). */
export function changeable(order: Pick<Order, 'status' | 'number'>): void {
  if (!isOver(order)) return
  refuse('conflict', 'order.over', `${label(order)} is ${order.status} and stays as it is. Write a new order.`)
}

/** What a status is called in a sentence: “WO-12 is waiting for parts.” */
export const statusWords: Record<Status, string> = {
  requested: 'requested',
  rejected: 'rejected',
  approved: 'approved',
  planned: 'planned',
  scheduled: 'scheduled',
  'waiting-material': 'waiting for parts',
  'waiting-condition': 'waiting for the plant',
  'in-progress': 'in progress',
  'on-hold': 'on hold',
  completed: 'completed',
  closed: 'closed',
  cancelled: 'cancelled',
}

/** Why no parts are put on it, in a sentence; null where some may be. */
export const closedBecause = (order: Pick<Order, 'status' | 'number'>): string | null =>
  isOver(order)
    ? `${label(order)} is ${statusWords[order.status]}: nothing is put on it any more.`
    : order.status === 'requested'
      ? `${label(order)} is not approved yet: nothing is put on it before.`
      : null

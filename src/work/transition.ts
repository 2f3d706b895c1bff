import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import { label, type Order, type Status, statusWords } from './order'

/** What is known of an order beside itself when somebody moves it. */
export type Standing = {
  /** Labor, parts or costs are written on it, or its asset stood still for it. */
  hasActuals: boolean
  /** Orders below it that are not finished, by their numbers. */
  openChildren: string[]
  /** Orders that must be finished before it begins. */
  blockers: string[]
  /** Steps that isolate the machine and are not signed. */
  unsignedIsolation: number
  /** The machine is locked out for it. */
  hasLockOut: boolean
  /** Steps that bring it back and are not signed. */
  unsignedRestoration: number
  /** Parts that no bin has promised yet, by name. */
  missingParts: string[]
  /** People whose timer runs on it, the actor left out. */
  running: string[]
  /** Required steps that are still to do, by what they say. */
  missingSteps?: string[]
  /** A failure is told by a problem, unless the class of the asset waives it. */
  needsProblem: boolean
}

/** Who may say so, beside whoever may move orders at all. */
const extra: Partial<Record<`${Status}>${Status}`, string>> = {
  'requested>approved': 'work.order.approve',
  'requested>rejected': 'work.order.approve',
  'completed>closed': 'work.order.close',
  'completed>in-progress': 'work.order.reopen',
}
const cancelling = 'work.order.cancel'

/**
 * Which status may follow which. `waiting-material` is computed: nobody says it, and it clears by itself.
 * Source: features 2.3, after IBM’s published matrix.
 */
const table: Record<Status, readonly Status[]> = {
  requested: ['approved', 'rejected'],
  rejected: [],
  approved: ['planned', 'scheduled', 'in-progress', 'cancelled'],
  planned: ['scheduled', 'in-progress', 'cancelled'],
  scheduled: ['in-progress', 'waiting-condition', 'waiting-material', 'planned', 'cancelled'],
  'waiting-material': ['scheduled', 'planned', 'cancelled'],
  'waiting-condition': ['scheduled', 'cancelled'],
  'in-progress': ['on-hold', 'completed'],
  'on-hold': ['in-progress'],
  completed: ['closed', 'in-progress'],
  closed: [],
  cancelled: [],
}

const computed: readonly Status[] = ['waiting-material']

/** How a person says a move. */
export const moveWords: Record<Status, string> = {
  requested: 'requested',
  rejected: 'rejected',
  approved: 'approved',
  planned: 'planned',
  scheduled: 'scheduled',
  'waiting-material': 'put to wait for parts',
  'waiting-condition': 'put to wait for the plant',
  'in-progress': 'started',
  'on-hold': 'put on hold',
  completed: 'completed',
  closed: 'closed',
  cancelled: 'cancelled',
}

/** Why nothing follows, or something does not. */
const because: Partial<Record<Status, string>> = {
  rejected: 'It was rejected: ask anew.',
  closed: 'It is closed: its costs are final. Write a follow-up order instead.',
  cancelled: 'It was cancelled: write a new order.',
  completed: 'The work is done.',
  'waiting-material': 'Parts are missing; it goes on by itself when they are reserved.',
  'on-hold': 'Work on it has begun.',
  'in-progress': 'Work on it has begun.',
}

const namesReason: readonly Status[] = ['rejected', 'on-hold', 'waiting-condition', 'cancelled']

/** What this actor may do with the order from here, computed moves left out. */
export function movesOf(order: Pick<Order, 'status'>, may: (permission: string) => boolean): Status[] {
  return table[order.status].filter((to) => !computed.includes(to) && permitted(order.status, to, may))
}

function permitted(from: Status, to: Status, may: (permission: string) => boolean): boolean {
  const needed = to === 'cancelled' ? cancelling : extra[`${from}>${to}`]
  return needed === undefined || may(needed)
}

export type Asked = {
  to: Status
  reason: string
  by: string
  /** When it happened, which may be before it is told. */
  at: Instant
  may: (permission: string) => boolean
  standing: Standing
  /** The house itself moves by what it computes. */
  computed?: boolean
}

const list = (names: string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')

/**
 * Moves an order: THE way in which a status changes, for every caller.
 *
 * Refuses 'conflict': a move that is not in the table ('order.move', saying which are and why), cancelling with actuals
 * ('order.actuals'), starting behind another order ('order.blocked') or before the machine is isolated
 * ('order.isolation'), completing with steps, children, timers of others or locks open ('order.steps',
 * 'order.children', 'order.running', 'order.restoration'); 'forbidden' ('order.not-yours') for who
 * may not say so; 'invalid' ('order.reason', 'order.problem') where a word is missing.
 */
export function move(order: Order, asked: Asked): Order {
  const { to, reason, by, at, standing } = asked
  const from = order.status
  const legal = table[from].filter((status) => asked.computed || !computed.includes(status))
  if (!legal.includes(to)) illegal(order, to, legal)
  if (!asked.computed && !permitted(from, to, asked.may)) {
    const can = movesOf(order, asked.may).map((status) => moveWords[status])
    refuse(
      'forbidden',
      'order.not-yours',
      `${label(order)} is ${moveWords[to]} by a planner or a manager.${can.length > 0 ? ` You can say that it is ${list(can)}.` : ''}`,
    )
  }
  const reopens = from === 'completed' && to === 'in-progress'
  if ((namesReason.includes(to) || reopens) && reason === '') {
    const sentence = reopens
      ? 'Write why it is opened again.'
      : to === 'on-hold'
        ? 'Write what it waits for: parts, access, a vendor.'
        : 'Write why.'
    refuse('invalid', 'order.reason', sentence, { reason: sentence })
  }
  if (to === 'cancelled') checkCancel(order, standing)
  if (to === 'in-progress' && !reopens) checkStart(order, standing)
  if (to === 'completed') checkComplete(order, standing)

  // Scheduling what lacks parts is waiting for them; what is opened again behind locks is locked anew before it starts.
  const lands =
    to === 'scheduled' && standing.missingParts.length > 0
      ? 'waiting-material'
      : reopens && standing.hasLockOut
        ? 'on-hold'
        : to
  if (lands === from) {
    refuse('conflict', 'order.parts', `${label(order)} still waits for ${list(standing.missingParts)}.`)
  }
  const says =
    lands === 'waiting-material' ? list(standing.missingParts) : namesReason.includes(lands) || reopens ? reason : ''
  return {
    ...order,
    status: lands,
    reason: says,
    approvedAt: lands === 'approved' ? at : order.approvedAt,
    startedAt: lands === 'in-progress' ? (order.startedAt ?? at) : order.startedAt,
    completedAt: lands === 'completed' ? at : reopens ? null : order.completedAt,
    completedBy: lands === 'completed' ? by : reopens ? null : order.completedBy,
    closedAt: lands === 'closed' ? at : order.closedAt,
    closedBy: lands === 'closed' ? by : order.closedBy,
    version: order.version + 1,
  }
}

function illegal(order: Order, to: Status, legal: readonly Status[]): never {
  const { status } = order
  if (status === to) {
    return refuse(
      'conflict',
      'order.there',
      `${label(order)} is already ${statusWords[to]}. Somebody was faster: look again.`,
    )
  }
  const why = because[status]
  const can = legal.length > 0 ? ` From here it can be ${legal.map((one) => moveWords[one]).join(', or ')}.` : ''
  return refuse(
    'conflict',
    'order.move',
    `${label(order)} is ${statusWords[status]}: it cannot be ${moveWords[to]}.${why ? ` ${why}` : ''}${can}`,
  )
}

function checkCancel(order: Order, { hasActuals }: Standing): void {
  if (!hasActuals) return
  refuse(
    'conflict',
    'order.actuals',
    `${label(order)} has labor, parts or costs on it: it is not cancelled any more. Start and complete it with what was done, or take those entries back first.`,
  )
}

function checkStart(order: Order, { blockers, unsignedIsolation }: Standing): void {
  if (blockers.length > 0) {
    refuse('conflict', 'order.blocked', `${label(order)} waits for ${list(blockers)}. Finish that first.`)
  }
  if (unsignedIsolation > 0) {
    const steps = unsignedIsolation === 1 ? 'One step' : `${unsignedIsolation} steps`
    refuse(
      'conflict',
      'order.isolation',
      `${steps} of the lock-out ${unsignedIsolation === 1 ? 'is' : 'are'} not signed. Isolate the machine and sign each step, then start.`,
    )
  }
}

function checkComplete(order: Order, standing: Standing): void {
  if (order.openSteps > 0) {
    const steps = order.openSteps === 1 ? 'One required step is' : `${order.openSteps} required steps are`
    const named = standing.missingSteps?.length ? `: ${list(standing.missingSteps)}` : ''
    refuse('conflict', 'order.steps', `${steps} still to do${named}.`)
  }
  if (standing.openChildren.length > 0) {
    refuse('conflict', 'order.children', `${list(standing.openChildren)} below it is not finished yet.`)
  }
  if (standing.running.length > 0) {
    refuse('conflict', 'order.running', `${list(standing.running)} still works on it: their timer runs. Stop it first.`)
  }
  if (standing.needsProblem && order.problemId === null) {
    const sentence = 'Choose what the problem was: it is how failures are counted.'
    refuse('invalid', 'order.problem', sentence, { problemId: sentence })
  }
  if (standing.unsignedRestoration > 0) {
    refuse('conflict', 'order.restoration', 'The locks are not off yet: sign the steps that bring the machine back.')
  }
}

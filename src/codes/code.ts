import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import { spokenCode } from '../kernel/short-code'

export const states = ['blank', 'live', 'revoked', 'retired', 'replaced'] as const
export type State = (typeof states)[number]

/** One printed code: eight letters that lead to a record, or will. */
export type Code = {
  id: Id<'cd'>
  /** As it stands in the address: 7K3F9Q2X. */
  code: string
  state: State
  /** The id of the record that it is on; kept when the code goes out of use. */
  target: string | null
  /** The code that took its place; set exactly while the state is 'replaced'. */
  replacedBy: Id<'cd'> | null
  batchId: Id<'cb'> | null
  /** Whether strangers may report through it, where the organization lets them at all. */
  public: boolean
  madeAt: Instant
  madeBy: string
  /** Rises by one with every saved change. */
  version: number
}

export type What =
  | 'made'
  | 'assigned'
  | 'reassigned'
  | 'released'
  | 'revoked'
  | 'reinstated'
  | 'retired'
  | 'replaced'
  | 'opened'
  | 'closed'

/** A changed code, and the word for what was done. */
export type Changed = { code: Code; what: What }

/** Codes in one batch. Source: three boxes of 22 sheets of 30; more are two batches. */
export const largestBatch = 2000

export const label = ({ code }: Pick<Code, 'code'>): string => spokenCode(code)

const next = (code: Code, change: Partial<Code>): Code => ({ ...code, ...change, version: code.version + 1 })

/**
 * Puts a code on a record: a blank one is claimed, one in use moves.
 * Refuses 'conflict' ('code.out-of-use') for one that is out of use, and ('code.there') when it is on that record.
 */
export function assign(code: Code, target: string): Changed {
  inUse(code)
  if (code.target === target) refuse('conflict', 'code.there', `${label(code)} is on this already.`)
  return { code: next(code, { state: 'live', target }), what: code.target === null ? 'assigned' : 'reassigned' }
}

/** Takes it off its record; it can be put on another. Refuses 'conflict' ('code.out-of-use'), ('code.blank'). */
export function release(code: Code): Changed {
  inUse(code)
  if (code.target === null) refuse('conflict', 'code.blank', `${label(code)} is on nothing already.`)
  return { code: next(code, { state: 'blank', target: null }), what: 'released' }
}

/** Stops a code that fell into wrong hands: it opens nothing any more. Refuses 'conflict' ('code.out-of-use'). */
export function revoke(code: Code): Changed {
  inUse(code)
  return { code: next(code, { state: 'revoked' }), what: 'revoked' }
}

/** Refuses 'conflict' ('code.in-use') unless it is revoked or retired. */
export function reinstate(code: Code): Changed {
  if (code.state !== 'revoked' && code.state !== 'retired') {
    refuse(
      'conflict',
      'code.in-use',
      code.state === 'replaced'
        ? `${label(code)} was replaced. The code that took its place is in use.`
        : `${label(code)} is in use already.`,
    )
  }
  return { code: next(code, { state: code.target === null ? 'blank' : 'live' }), what: 'reinstated' }
}

/** The label is gone or worn out. The code still says what it was on. Refuses 'conflict' ('code.out-of-use'). */
export function retire(code: Code): Changed {
  inUse(code)
  return { code: next(code, { state: 'retired' }), what: 'retired' }
}

/**
 * Another code takes its place on the same record.
 * Refuses 'conflict' ('code.out-of-use'), and ('code.blank') for one that is on nothing.
 */
export function replace(code: Code, by: Id<'cd'>): Changed {
  inUse(code)
  if (code.target === null) refuse('conflict', 'code.blank', `${label(code)} is on nothing yet: print another one.`)
  return { code: next(code, { state: 'replaced', replacedBy: by }), what: 'replaced' }
}

/** Lets strangers report through this code, or not. Refuses 'conflict' ('code.there') when it is so already. */
export function open(code: Code, isPublic: boolean): Changed {
  inUse(code)
  if (code.public === isPublic) {
    refuse('conflict', 'code.there', `${label(code)} is ${isPublic ? 'open' : 'closed'} to strangers already.`)
  }
  return { code: next(code, { public: isPublic }), what: isPublic ? 'opened' : 'closed' }
}

function inUse(code: Code): void {
  if (code.state === 'blank' || code.state === 'live') return
  refuse(
    'conflict',
    'code.out-of-use',
    code.state === 'replaced'
      ? `${label(code)} was replaced by another code and stays as it is.`
      : `${label(code)} is ${code.state}. Take it into use again first.`,
  )
}

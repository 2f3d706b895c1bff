import { hashOf } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import type { Platform } from '../platform/platform'

/** Tries within a quarter of an hour before the wait begins and doubles. Source: security targets S2. */
const limits = { account: 10, address: 100, letters: 5, second: 10, pin: 5 } as const

const windowMs = 15 * 60_000

/**
 * Counts a try of something that can be guessed or abused. Refuses 'limit' with the seconds to wait.
 * It counts for addresses that have no login too, so the answer says nothing of who exists.
 */
export async function countTry({ env, now }: Platform, kind: keyof typeof limits, whose: string): Promise<void> {
  const counter = env.LIMITER.getByName(`${kind}:${await hashOf(whose)}`)
  const waitMs = await counter.take(now(), limits[kind], windowMs)
  if (waitMs === 0) return
  const seconds = Math.ceil(waitMs / 1000)
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  refuse(
    'limit',
    'too-many-tries',
    `There were many tries in a short time. Please wait ${wait}, then try again.`,
    {},
    seconds,
  )
}

/** Forgets the tries of somebody who has proved who they are. */
export async function forgetTries({ env }: Platform, kind: keyof typeof limits, whose: string): Promise<void> {
  await env.LIMITER.getByName(`${kind}:${await hashOf(whose)}`).clear()
}

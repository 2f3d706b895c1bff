import type { Proof } from '../../platform/routes'
import { isTwoFactor } from '../access'

/** Milliseconds for which a proof is fresh enough for what must not be done from a forgotten desk. */
export const stepUpMs = 10 * 60_000

/** What a session still has to prove; `null` when it has proved enough. */
export type Missing = { first: boolean; second: boolean } | null

/**
 * What is missing for a deed that asks for a fresh proof: one within the last ten minutes, and with the second factor
 * of those who have one. A passkey is both at once.
 */
export function missingOf(proofs: readonly Proof[], hasSecond: boolean, now: number): Missing {
  const fresh = proofs.filter(({ at }) => at > now - stepUpMs)
  if (hasSecond ? isTwoFactor(fresh) : fresh.length > 0) return null
  const first = !fresh.some(({ way }) => way === 'password' || way === 'code' || way.startsWith('sso:'))
  const second = hasSecond && !fresh.some(({ way }) => way === 'totp' || way === 'recovery')
  return { first, second }
}

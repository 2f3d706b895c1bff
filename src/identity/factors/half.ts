import { closeBox, openBox } from '../../kernel/sealed-box'
import { clearHalf, halfCookie, setHalf } from '../../platform/cookies'
import type { Platform } from '../../platform/platform'
import type { Proof, Request, Way } from '../../platform/routes'
import { openSession } from '../session'
import { factorsOf, hasSecond } from './factors.queries'

/** Milliseconds between the first factor and the second. */
const halfMs = 10 * 60_000

/** Somebody who proved the first factor, in this browser, and is asked for the second. It opens nothing by itself. */
export type Half = { loginId: string; proofs: Proof[]; next: string; expiresAt: number }

/**
 * Somebody has just proved who they are in this way. Opens their session, or, where they have a second factor, keeps
 * what they proved and answers the page that asks for it: every way in goes through here, and none goes around it.
 * A passkey is both factors at once.
 */
export async function arrive(platform: Platform, c: Request, loginId: string, way: Way, next: string): Promise<string> {
  if (way === 'passkey' || !hasSecond(await factorsOf(platform, loginId))) {
    await openSession(platform, c, loginId, way)
    return next
  }
  const at = platform.now()
  const half: Half = { loginId, proofs: [{ way, at }], next, expiresAt: at + halfMs }
  setHalf(c, await closeBox(platform.env.SECRET, 'half', half), halfMs / 1000)
  return '/sign-in/second'
}

/** What this browser has proved so far, or null when that is nothing or too long ago. */
export async function halfOf({ env, now }: Platform, c: Request): Promise<Half | null> {
  const kept = halfCookie(c)
  const half = kept ? await openBox<Half>(env.SECRET, 'half', kept) : null
  return half && now() < half.expiresAt ? half : null
}

/**
 * The second factor is proved: the session begins with both; with null, an administrator's letter stood in for it once.
 * Answers where the person wanted to go.
 */
export async function complete(platform: Platform, c: Request, half: Half, way: Way | null): Promise<string> {
  const second = way === null ? [] : [{ way, at: platform.now() }]
  await openSession(platform, c, half.loginId, [...half.proofs, ...second])
  clearHalf(c)
  return half.next
}

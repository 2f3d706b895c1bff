import { hashOf, secret } from '../../kernel/ids'
import { refuse } from '../../kernel/refusal'
import { closeBox, openBox } from '../../kernel/sealed-box'
import type { Platform } from '../../platform/platform'

/** What a passkey is asked for. A challenge of one purpose is none of another. */
export type Purpose = 'add' | 'sign-in' | 'second' | 'prove' | 'tablet'

/** Milliseconds for which a challenge may be answered. Source: security targets S8. */
export const challengeMs = 5 * 60_000

type Challenge = {
  challenge: string
  purpose: Purpose
  /** Whose browser it was given to: the value that its forms carry. */
  bearer: string
  expiresAt: number
}

/**
 * A new challenge and the box in which the browser brings it back. Nothing is written until it is answered, so nobody
 * can fill a table by asking.
 */
export async function newChallenge({ env, now }: Platform, purpose: Purpose, bearer: string) {
  const challenge = secret()
  const kept: Challenge = { challenge, purpose, bearer, expiresAt: now() + challengeMs }
  return { challenge, box: await closeBox(env.SECRET, 'challenge', kept) }
}

/**
 * Takes a challenge back, once, before the answer is looked at: a wrong answer uses it up too.
 * Refuses 'invalid' ('passkey.challenge') when it is not ours, not this browser's, late, or used.
 */
export async function takeChallenge(
  platform: Platform,
  purpose: Purpose,
  bearer: string,
  box: string,
): Promise<string> {
  const { env, now } = platform
  const kept = await openBox<Challenge>(env.SECRET, 'challenge', box)
  const fits = kept?.purpose === purpose && kept.bearer === bearer && now() < kept.expiresAt
  if (!fits || !(await spend(platform, `challenge:${kept.challenge}`, kept.expiresAt))) {
    return refuse(
      'invalid',
      'passkey.challenge',
      'This took longer than five minutes, or it was sent twice. Press the button once more.',
    )
  }
  return kept.challenge
}

/** Uses something up. Answers whether it was still there to be used. */
export async function spend({ env }: Platform, what: string, expiresAt: number): Promise<boolean> {
  const { meta } = await env.CONTROL.prepare(
    'INSERT INTO spent (hash, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
    .bind(await hashOf(what), expiresAt)
    .run()
  return meta.changes === 1
}

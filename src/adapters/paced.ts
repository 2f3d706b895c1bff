import { refuse } from '../kernel/refusal'
import type { Mail } from '../ports/mail'

/** Milliseconds that a letter waits at most for its turn; what would wait longer comes again later. */
const longestWaitMs = 20_000

/** Hands out moments, `everyMs` apart: answers the milliseconds until the next one, null where it is further than `mostMs`. */
export type Turns = (everyMs: number, mostMs: number) => Promise<number | null>

const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

/**
 * Keeps a provider's rate over all workers: each letter waits for a moment of its own, so that two thousand at once go out
 * one after the other instead of being turned away. Refuses 'limit' ('mail.limit') where too many wait.
 */
export const pacedMail = (mail: Mail, everyMs: number, turns: Turns, wait = sleep): Mail => ({
  ...mail,
  send: async (letter) => {
    const waitMs = await turns(everyMs, longestWaitMs)
    if (waitMs === null) {
      const seconds = longestWaitMs / 1000
      return refuse('limit', 'mail.limit', 'Many letters are on their way. This one waits a moment.', {}, seconds)
    }
    if (waitMs > 0) await wait(waitMs)
    return mail.send(letter)
  },
})

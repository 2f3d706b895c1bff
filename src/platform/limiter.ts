/** How much is let through: `most` within `windowMs`, then one after each wait, which doubles up to `longestMs`. */
export type Allowance = { most: number; windowMs: number; firstMs: number; longestMs: number }

/** What a counter remembers: the tries of its window, how often the wait grew, and when the next try is due. */
export type Counter = { tries: number[]; grown: number; nextAt: number; lastAt: number }

export const fresh: Counter = { tries: [], grown: 0, nextAt: 0, lastAt: 0 }

/**
 * Counts one try at `now`. Answers the counter after it and the milliseconds to wait; 0: the try is let through.
 *
 * A try that must wait changes nothing, so hammering makes nobody wait longer. A window in which nothing was let
 * through takes one doubling back.
 */
export function take(counter: Counter, now: number, allowance: Allowance): { counter: Counter; waitMs: number } {
  const { most, windowMs, firstMs, longestMs } = allowance
  if (counter.nextAt > now) return { counter, waitMs: counter.nextAt - now }
  const tries = [...counter.tries.filter((at) => at > now - windowMs), now]
  const forgiven = Math.floor((now - counter.lastAt) / windowMs)
  const grown = Math.max(0, counter.grown - forgiven) + (tries.length >= most ? 1 : 0)
  const nextAt = grown === 0 ? 0 : now + Math.min(longestMs, firstMs * 2 ** (grown - 1))
  return { counter: { tries, grown, nextAt, lastAt: now }, waitMs: 0 }
}

/** Takes back the newest try: it was right, and only wrong ones count. */
export function giveBack(counter: Counter, allowance: Allowance): Counter {
  const tries = counter.tries.slice(0, -1)
  if (counter.tries.length < allowance.most) return { ...counter, tries }
  const grown = Math.max(0, counter.grown - 1)
  return { ...counter, tries, grown, nextAt: grown === 0 ? 0 : counter.nextAt }
}

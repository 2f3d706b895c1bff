import { DurableObject } from 'cloudflare:workers'
import type { Env } from './env'

/** An exact counter of tries, one object for each thing that is counted. It forgets by itself. */
export class LimiterObject extends DurableObject<Env> {
  /**
   * Counts one try. Answers 0 while at most `limit` tries fell within the last `windowMs`, else the milliseconds to
   * wait, doubling with each further try up to `windowMs`.
   */
  async take(now: number, limit: number, windowMs: number): Promise<number> {
    const kept = (await this.ctx.storage.get<{ tries: number[]; waitUntil: number; over: number }>('state')) ?? {
      tries: [],
      waitUntil: 0,
      over: 0,
    }
    if (kept.waitUntil > now) return kept.waitUntil - now

    const tries = kept.tries.filter((at) => at > now - windowMs)
    const over = tries.length >= limit ? kept.over + 1 : 0
    const wait = over > 0 ? Math.min(windowMs, 30_000 * 2 ** (over - 1)) : 0
    await this.ctx.storage.put('state', {
      tries: over > 0 ? tries : [...tries, now],
      waitUntil: now + wait,
      over,
    })
    await this.ctx.storage.setAlarm(Date.now() + 2 * windowMs)
    return wait
  }

  /**
   * Takes one of `limit` requests that flow back evenly over `windowMs`. Answers 0, or the milliseconds until there is
   * one again; what is refused costs nothing.
   */
  async spend(now: number, limit: number, windowMs: number): Promise<number> {
    const kept = (await this.ctx.storage.get<{ left: number; at: number }>('flow')) ?? { left: limit, at: now }
    const left = Math.min(limit, kept.left + (Math.max(0, now - kept.at) * limit) / windowMs)
    if (left < 1) return Math.ceil(((1 - left) * windowMs) / limit)
    await this.ctx.storage.put('flow', { left: left - 1, at: now })
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + 2 * windowMs)
    return 0
  }

  /** Forgets the tries: somebody proved who they are. */
  async clear(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }
}

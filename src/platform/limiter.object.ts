import { DurableObject } from 'cloudflare:workers'
import type { Env } from './env'
import { type Allowance, type Counter, fresh, giveBack, take } from './limiter'

/** An exact counter, one object for each thing that is counted. It forgets by itself. */
export class LimiterObject extends DurableObject<Env> {
  /** Work that is going on now, by its number, and when its lease ends. Lost with the object, which is meant. */
  readonly #leases = new Map<number, number>()
  #number = 0
  /** The next free moment of a rate. Lost with the object, which sleeps only when nobody waits. */
  #turn = 0

  /** Counts one try; answers 0 when it is let through, else the milliseconds to wait. */
  async take(now: number, allowance: Allowance): Promise<number> {
    const before = await this.#counter()
    const { counter, waitMs } = take(before, now, allowance)
    if (counter !== before) await this.#keep(counter, allowance)
    return waitMs
  }

  /** Takes back the newest try: it was right. */
  async giveBack(allowance: Allowance): Promise<void> {
    await this.#keep(giveBack(await this.#counter(), allowance), allowance)
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

  /** Lends one of `most` places for `leaseMs`, by the object's own clock. Answers its number, or 0 when all are taken. */
  async borrow(most: number, leaseMs: number): Promise<number> {
    const now = Date.now()
    for (const [number, ends] of this.#leases) if (ends <= now) this.#leases.delete(number)
    if (this.#leases.size >= most) return 0
    this.#leases.set(++this.#number, now + leaseMs)
    return this.#number
  }

  /** The milliseconds until a moment of the caller's own, `everyMs` after the last one; null where it is too far off. */
  async turn(everyMs: number, mostMs: number): Promise<number | null> {
    const now = Date.now()
    const turn = Math.max(now, this.#turn)
    if (turn - now > mostMs) return null
    this.#turn = turn + everyMs
    return turn - now
  }

  async giveUp(number: number): Promise<void> {
    this.#leases.delete(number)
  }

  /** Counts what happens by the object's own clock: for what must not happen too often in real time. */
  async takeNow(allowance: Allowance): Promise<number> {
    return this.take(Date.now(), allowance)
  }

  async #counter(): Promise<Counter> {
    return (await this.ctx.storage.get<Counter>('counter')) ?? fresh
  }

  async #keep(counter: Counter, { windowMs, longestMs }: Allowance): Promise<void> {
    await this.ctx.storage.put('counter', counter)
    // By then every doubling is forgiven.
    await this.ctx.storage.setAlarm(Date.now() + (counter.grown + 1) * windowMs + longestMs)
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }
}

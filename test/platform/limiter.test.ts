import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../../src/identity/limits'
import { type Allowance, type Counter, fresh, giveBack, take } from '../../src/platform/limiter'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Tries at these instants; answers how many were let through. */
function letThrough(instants: number[], allowance: Allowance): number {
  let counter: Counter = fresh
  let through = 0
  for (const at of instants) {
    const taken = take(counter, at, allowance)
    counter = taken.counter
    if (taken.waitMs === 0) through++
  }
  return through
}

describe('10,000 guesses against one account in an hour', () => {
  const at = (count: number, every: number) => Array.from({ length: count }, (_, index) => index * every)
  it.each([
    ['all evenly', at(10_000, hour / 10_000)],
    ['all at once', at(10_000, 0)],
    [
      'nine in each quarter of an hour, then all that goes',
      [
        ...[0, 15, 30, 45].flatMap((minutes) => Array.from({ length: 9 }, () => minutes * minute)),
        ...at(9_964, second / 10).map((ms) => 45 * minute + ms),
      ].filter((ms) => ms < hour),
    ],
    ['one each minute', at(60, minute)],
  ])('let through at most 40: %s [MRO-5e] [OPS-3b]', (_, instants) => {
    expect(letThrough(instants, limits.account)).toBeLessThanOrEqual(40)
  })

  it('let through at most 40 whatever their times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: hour - 1 }), { minLength: 100, maxLength: 1000 }), (instants) => {
        expect(
          letThrough(
            instants.sort((one, other) => one - other),
            limits.account,
          ),
        ).toBeLessThanOrEqual(40)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a counter', () => {
  const allowance = limits.account
  const tried = (count: number, from: Counter = fresh, at = 0) => {
    let counter = from
    for (let index = 0; index < count; index++) counter = take(counter, at, allowance).counter
    return counter
  }

  it('lets ten through, then waits that double up to a quarter of an hour', () => {
    let counter = tried(10)
    const waits: number[] = []
    let now = 0
    for (let step = 0; step < 5; step++) {
      const { waitMs } = take(counter, now, allowance)
      waits.push(waitMs / minute)
      now += waitMs
      // The others of a real attack fall into the same window.
      counter = { ...take(counter, now, allowance).counter, tries: Array.from({ length: 10 }, () => now) }
    }
    expect(waits).toEqual([1, 2, 4, 8, 15])
  })

  it('hammering while it waits does not make the wait longer', () => {
    const counter = tried(10)
    const hammered = tried(1000, counter, 30 * second)
    expect(hammered).toEqual(counter)
    expect(take(hammered, minute, allowance).waitMs).toBe(0)
  })

  it('forgives one doubling for every quiet quarter of an hour', () => {
    const counter: Counter = { tries: [], grown: 5, nextAt: 0, lastAt: 0 }
    expect(take(counter, 2 * 15 * minute, allowance).counter.grown).toBe(3)
    expect(take(counter, 5 * 15 * minute, allowance).counter).toMatchObject({ grown: 0, nextAt: 0 })
  })

  it('gives back what was right, also the wait that it began', () => {
    expect(giveBack(tried(3), allowance).tries.length).toBe(2)
    expect(giveBack(tried(10), allowance)).toMatchObject({ grown: 0, nextAt: 0 })
  })
})

import { describe, expect, it } from 'vitest'
import { firingsOf, type Operator, perDay, type Reading, type Trigger, totalOf, type Way } from '../../src/assets/meter'
import { Refusal } from '../../src/kernel/refusal'

const reading = (value: number, total: number, way: Way = 'reading') =>
  ({ id: 'mr_1', way, value, total, word: '', takenAt: 0, rootId: 'mr_1' }) as unknown as Reading
const asked = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
}

describe('what a counter has counted', () => {
  const five = { rollsAt: 100_000, name: 'Hours' }
  it.each<[string, [number, Way, Reading | null, Reading | null, (number | null)?], unknown]>([
    ['the first reading is what it shows', [500, 'reading', null, null], 500],
    ['it goes on', [700, 'reading', reading(500, 500), null], 700],
    ['the same again', [500, 'reading', reading(500, 500), null], 500],
    ['one that falls is asked about', [400, 'reading', reading(500, 500), null], 'reading.falls'],
    ['over its end', [300, 'rollover', reading(99_900, 99_900), null], 100_300],
    ['a meter without an end', [300, 'rollover', reading(99_900, 99_900), null, null], 'reading.no-rollover'],
    ['a new meter counts on from what the old one had', [0, 'replacement', reading(99_900, 99_900), null], 99_900],
    ['and the new one goes on', [250, 'reading', reading(0, 99_900, 'replacement'), null], 100_150],
    ['late, between two', [600, 'reading', reading(500, 500), reading(700, 700)], 600],
    ['late, more than what was read later', [800, 'reading', reading(500, 500), reading(700, 700)], 'reading.between'],
    ['late, before a rollover', [99_950, 'reading', reading(99_900, 99_900), reading(10, 100_010, 'rollover')], 99_950],
    ['a rollover before later readings', [5, 'rollover', reading(500, 500), reading(700, 700)], 'reading.order'],
    ['more than it can show', [100_000, 'reading', null, null], 'reading.beyond'],
    ['below zero', [-1, 'reading', null, null], 'reading.negative'],
  ])('%s', (_name, [value, way, before, after, rollsAt = 100_000], wanted) => {
    const meter = { ...five, rollsAt }
    expect(asked(() => totalOf(meter, { way, value, takenAt: 0 as never }, before, after))).toEqual(wanted)
  })
})

describe('a trigger fires at', () => {
  const fire = (operator: Operator, values: (number | string)[], more: Partial<Trigger> = {}) =>
    firingsOf(
      { operator, value: 80, word: '', band: 0, base: null, createdAt: 0 as never, ...more },
      values.map((value, index) => ({
        rootId: String(index),
        takenAt: index as never,
        value: typeof value === 'number' ? value : null,
        word: typeof value === 'string' ? value : '',
      })),
    ).map(Number)
  it.each<[string, number[], number[]]>([
    ['above: the edge, once', fire('above', [70, 81, 82, 90]), [1]],
    ['above: again after it came back', fire('above', [81, 79, 85]), [0, 2]],
    ['above: not again within the band', fire('above', [81, 78, 85, 69, 85], { band: 10 }), [0, 4]],
    ['above: not at the limit itself', fire('above', [80]), []],
    ['below, with a band', fire('below', [90, 79, 82, 70, 86, 79], { band: 5 }), [1, 5]],
    ['equal', fire('equal', [79, 80, 80, 81, 80]), [1, 4]],
    ['equal to a word', fire('equal', ['clear', 'milky', 'milky', 'clear', 'milky'], { word: 'milky' }), [1, 4]],
    ['increases by', fire('increases-by', [0, 79, 80, 100, 159, 160]), [2, 5]],
    ['increases by: late reading counts on from where it was due', fire('increases-by', [0, 100, 160]), [1, 2]],
    ['increases by: from a base', fire('increases-by', [50, 90], { base: 20 }), []],
    ['increases by: from a base, reached', fire('increases-by', [50, 100], { base: 20 }), [1]],
    ['increases by: twice as much is one order', fire('increases-by', [0, 170, 239, 240]), [1, 3]],
    ['decreases by', fire('decreases-by', [200, 130, 120, 41, 40]), [2, 4]],
    ['rises from the last one', fire('rises-from-last', [0, 79, 160, 300, 310, 400]), [2, 5]],
    ['falls from the last one', fire('falls-from-last', [300, 250, 170, 169]), [2]],
    ['nothing from before it was set', fire('above', [90, 95], { createdAt: 2 as never }), []],
  ])('%s', (_name, found, wanted) => expect(found).toEqual(wanted))
})

it('a day’s average says nothing of one reading', () => {
  const at = (days: number, total: number) => ({ takenAt: (days * 86_400_000) as never, total })
  expect([perDay([]), perDay([at(0, 5)]), perDay([at(0, 100), at(4, 500), at(10, 1100)])]).toEqual([null, null, 100])
})

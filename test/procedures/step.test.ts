import { describe, expect, it } from 'vitest'
import { Refusal } from '../../src/kernel/refusal'
import { approve, type ProcedureVersion } from '../../src/procedures/procedure'
import { checkStep, judge, movedStep, type Said, type Step, withoutStep, withStep } from '../../src/procedures/step'

const step = (more: Partial<Step> = {}): Step => ({
  id: 'sp_1',
  kind: 'number',
  text: 'Bearing temperature',
  help: '',
  required: true,
  unit: '°C',
  low: 20,
  high: 80,
  choices: [],
  bad: [],
  meter: '',
  ...more,
})
const said = (more: Partial<Said> = {}): Said => ({
  value: null,
  words: '',
  result: '',
  note: '',
  pictures: 0,
  ...more,
})

/** What comes of it: the answer, or the reason why it is refused. */
function outcomeOf<T>(act: () => T): T | string {
  try {
    return act()
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
}

describe('an answer', () => {
  const choice = step({ kind: 'choice', choices: ['clear', 'milky'], bad: ['milky'] })
  it.each<[string, Step, Partial<Said>, unknown]>([
    ['within its limits passes', step(), { value: 71 }, ['pass', false]],
    ['at the limit passes', step(), { value: 80 }, ['pass', false]],
    ['above is kept and fails, whatever was pressed', step(), { value: 92, result: 'pass' }, ['fail', true]],
    ['outside may be a flag', step(), { value: 5, result: 'flag' }, ['flag', true]],
    ['inside may fail by what else was seen', step(), { value: 50, result: 'fail' }, ['fail', false]],
    ['nothing is no number', step(), {}, 'step.empty'],
    ['does not apply, with a reason', step(), { result: 'na', note: 'Fan is out' }, ['na', false]],
    ['does not apply, without one', step(), { result: 'na' }, 'step.reason'],
    ['a check is done by going on', step({ kind: 'check' }), {}, ['pass', false]],
    ['an inspection says how it came out', step({ kind: 'inspect' }), {}, 'step.result'],
    ['an inspection', step({ kind: 'inspect' }), { result: 'flag' }, ['flag', false]],
    ['words', step({ kind: 'text' }), { words: 'Belt worn' }, ['pass', false]],
    ['no words', step({ kind: 'text' }), {}, 'step.empty'],
    ['a good choice', choice, { words: 'clear' }, ['pass', false]],
    ['a bad choice fails', choice, { words: 'milky', result: 'pass' }, ['fail', false]],
    ['another choice', choice, { words: 'black' }, 'step.choice'],
    ['a photo that is not there', step({ kind: 'photo' }), {}, 'step.photo'],
    ['a photo', step({ kind: 'photo' }), { pictures: 1 }, ['pass', false]],
  ])('%s', (_name, of, given, wanted) => {
    const answer = outcomeOf(() => judge(of, said(given)))
    expect(typeof answer === 'string' ? answer : [answer.result, answer.isOutside]).toEqual(wanted)
  })
})

it('steps are added, changed, moved and taken away; what could not be answered is refused', () => {
  const [one, two] = [step({ id: 'sp_1' }), step({ id: 'sp_2' })]
  expect(withStep([one], two)).toEqual([one, two])
  expect(withStep([one, two], { ...two, text: 'New' })[1]?.text).toBe('New')
  expect(movedStep([one, two], 'sp_2', -1)).toEqual([two, one])
  expect(movedStep([one, two], 'sp_1', -1)).toEqual([one, two])
  expect(withoutStep([one, two], 'sp_1')).toEqual([two])
  expect([
    outcomeOf(() => withoutStep([one], 'sp_9')),
    outcomeOf(() => checkStep(step({ low: 9, high: 1 }))),
    outcomeOf(() => checkStep(step({ kind: 'choice', choices: ['a'] }))),
    outcomeOf(() => checkStep(step({ kind: 'meter' }))),
  ]).toEqual(['step.unknown', 'step.limits', 'step.choices', 'step.meter'])
})

it('a draft is approved once, and not empty', () => {
  const draft = { state: 'draft', steps: [step()], number: 2 } as ProcedureVersion
  const done = approve(draft, 'mb_1', 5 as never)
  expect([done.state, done.approvedBy]).toEqual(['approved', 'mb_1'])
  expect(outcomeOf(() => approve(done, 'mb_1', 6 as never))).toBe('procedure.approved')
  expect(outcomeOf(() => approve({ ...draft, steps: [] }, 'mb_1', 6 as never))).toBe('procedure.empty')
})

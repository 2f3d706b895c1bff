import { describe, expect, it } from 'vitest'
import { chosenOf, type FailureCode, suggest } from '../../src/work/failure'
import { failuresOfAll, failuresOfClass } from '../../src/work/iso14224'
import { reasonOf } from '../support/reasons'

const codes: FailureCode[] = [
  ...failuresOfClass('PU').map((entry) => ({
    ...entry,
    id: `fc_pu_${entry.code}` as const,
    classId: 'ac_pu' as const,
  })),
  ...failuresOfAll.map((entry) => ({ ...entry, id: `fc_${entry.level}_${entry.code}` as const, classId: null })),
]

describe('what is written of a failure suggests its code, the likeliest first', () => {
  for (const [words, level, expected] of [
    ['Replace leaking mechanical seal, water stands on the base plate', 'problem', 'ELP'],
    ['Hydraulic oil drips from the hose', 'problem', 'ELU'],
    ['Grinding noise at the drive end', 'problem', 'NOI'],
    ['Gets too hot after an hour', 'problem', 'OHE'],
    ['Trips after ten minutes', 'problem', 'UST'],
    ['Lost its prime, no suction', 'problem', 'CAV'],
    ['The belt was worn through', 'cause', '2.4'],
    ['Bearing was dry: lubrication was missed', 'cause', 'O3'],
    ['New seal fitted and the old one replaced', 'remedy', 'REP'],
    ['Tightened and aligned', 'remedy', 'ADJ'],
  ] as const) {
    it(`${words}: ${expected}`, () => expect(suggest(words, codes, level)[0]?.code).toBe(expected))
  }

  it('and nothing where it speaks of none; “other” is never suggested by being other', () => {
    expect(suggest('Please have a look when you can', codes, 'problem')).toEqual([])
    expect(suggest('Something other than that', codes, 'problem')).toEqual([])
  })
})

describe('what a person chose', () => {
  const none = { problemId: '', causeId: '', remedyId: '', failureWords: '' }

  it('is kept by level, and nothing where nothing was chosen', () => {
    expect(chosenOf(codes, none)).toEqual({})
    const said = { ...none, problemId: 'fc_problem_ELP', remedyId: 'fc_remedy_REP' }
    expect(Object.entries(chosenOf(codes, said)).map(([level, one]) => [level, one.code])).toEqual([
      ['problem', 'ELP'],
      ['remedy', 'REP'],
    ])
  })

  it('is refused where it is of another list or level, and where “other” says nothing', async () => {
    expect(await reasonOf(() => chosenOf(codes, { ...none, problemId: 'fc_remedy_REP' }))).toBe('failure.unknown')
    expect(await reasonOf(() => chosenOf(codes, { ...none, causeId: 'fc_x' }))).toBe('failure.unknown')
    expect(await reasonOf(() => chosenOf(codes, { ...none, problemId: 'fc_problem_OTH' }))).toBe('failure.words')
    const other = chosenOf(codes, { ...none, problemId: 'fc_problem_OTH', failureWords: 'Mice' })
    expect(other.problem?.code).toBe('OTH')
  })
})

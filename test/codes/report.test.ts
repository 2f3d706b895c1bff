import { describe, expect, it } from 'vitest'
import {
  decline,
  finish,
  join,
  likelyTheSame,
  merge,
  type Report,
  type ReportState,
  reopen,
  triage,
} from '../../src/codes/report'
import { Refusal } from '../../src/kernel/refusal'
import { agoIn, fill, languageOf, languages, symptomIn } from '../../templates/codes/words'

const at = (minutes: number) => (minutes * 60_000) as Report['receivedAt']
const report = (state: ReportState, more: Partial<Report> = {}): Report => ({
  id: 'rp_1',
  number: 12,
  target: 'as_1',
  codeId: 'cd_1',
  state,
  symptoms: ['leak'],
  down: false,
  reason: '',
  mergedInto: state === 'merged' ? 'rp_2' : null,
  voices: 1,
  receivedAt: at(0),
  changedAt: at(0),
  version: 1,
  ...more,
})
const other = report('received', { id: 'rp_2', number: 13 })

const outcome = (work: () => Report): string => {
  try {
    const { state, voices, reason, version } = work()
    return [state, `${voices} said so`, reason, `version ${version}`].filter(Boolean).join(', ')
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
}

describe('a report', () => {
  it.each<[string, ReportState, (report: Report) => Report, string]>([
    ['received is accepted', 'received', (r) => triage(r, at(1)), 'triaged, 1 said so, version 2'],
    ['accepted is not accepted again', 'triaged', (r) => triage(r, at(1)), 'report.there'],
    [
      'received is declined with a reason',
      'received',
      (r) => decline(r, 'It is a shadow', at(1)),
      'declined, 1 said so, It is a shadow, version 2',
    ],
    ['is not declined without one', 'received', (r) => decline(r, '', at(1)), 'report.reason'],
    ['accepted is done', 'triaged', (r) => finish(r, '', at(1)), 'done, 1 said so, version 2'],
    ['done is not done again', 'done', (r) => finish(r, '', at(1)), 'report.closed'],
    ['declined is not done', 'declined', (r) => finish(r, '', at(1)), 'report.closed'],
    ['goes on in another', 'received', (r) => merge(r, other, at(1)), 'merged, 1 said so, version 2'],
    ['does not go on in itself', 'received', (r) => merge(r, r, at(1)), 'report.merge'],
    ['does not go on in a closed one', 'received', (r) => merge(r, { ...other, state: 'done' }, at(1)), 'report.merge'],
    [
      'does not go on in one about another thing',
      'received',
      (r) => merge(r, { ...other, target: 'as_2' }, at(1)),
      'report.merge',
    ],
    ['merged opens again', 'merged', (r) => reopen(r, at(1)), 'received, 1 said so, version 2'],
    ['received does not open again', 'received', (r) => reopen(r, at(1)), 'report.open'],
    [
      'is joined',
      'received',
      (r) => join(r, { symptoms: ['noise'], down: true }, at(1)),
      'received, 2 said so, version 2',
    ],
    ['done is not joined', 'done', (r) => join(r, { symptoms: [], down: false }, at(1)), 'report.closed'],
  ])('that %s', (_, state, work, expected) => {
    expect(outcome(() => work(report(state)))).toBe(expected)
  })

  it.each<[string, Partial<Report>, string[], number, boolean]>([
    ['of the same symptom, 14 minutes ago', {}, ['leak'], 14, true],
    ['of another symptom', {}, ['noise'], 14, false],
    ['of the same symptom, three days and a minute ago', {}, ['leak'], 72 * 60 + 1, false],
    ['that is done', { state: 'done' }, ['leak'], 14, false],
    ['when nothing is chosen yet', {}, [], 14, true],
  ])('%s is the same: %s', (_, more, symptoms, minutes, same) => {
    expect(likelyTheSame([report('received', more)], symptoms, at(minutes)) !== null).toBe(same)
  })
})

describe('what strangers read', () => {
  it('is in six languages, whole, with the same gaps to fill', () => {
    const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort()
    for (const [language, words] of Object.entries(languages)) {
      expect([language, Object.keys(words).sort()]).toEqual([language, Object.keys(languages.en).sort()])
      for (const [name, text] of Object.entries(words)) {
        const own = languages.en[name as keyof typeof words]
        expect([language, name, text.length > 0, gaps(text)]).toEqual([language, name, true, gaps(own)])
      }
    }
  })

  it.each([
    [undefined, 'de-AT,de;q=0.9,en;q=0.8', 'de'],
    [undefined, 'pt-BR, pl;q=0.7, en;q=0.3', 'pl'],
    [undefined, 'ja', 'en'],
    [undefined, undefined, 'en'],
    ['fr', 'de', 'fr'],
    ['constructor', 'nl', 'nl'],
  ])('asked for %s by a browser of %s is in %s', (chosen, accepts, expected) => {
    expect(languageOf(chosen, accepts)).toBe(expected)
  })

  it('says how long ago, and the plant’s own words as they are', () => {
    expect(fill(languages.en.same, { ago: agoIn(languages.en, 14 * 60_000) })).toBe('Reported already 14 minutes ago')
    expect(agoIn(languages.de, 3 * 3_600_000)).toBe('vor 3 Stunden')
    expect(agoIn(languages.fr, 0)).toBe('il y a 1 minutes')
    expect([
      symptomIn(languages.nl, 'leak'),
      symptomIn(languages.nl, 'Film tears'),
      symptomIn(languages.nl, 'toString'),
    ]).toEqual(['Lekkage', 'Film tears', 'toString'])
  })
})

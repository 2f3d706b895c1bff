import { expect, it } from 'vitest'
import { readRows, requirements, troubles } from '../../scripts/asvs'

const rows = readRows()

it('every requirement of ASVS 5.0.0, level 1 and 2, has a row with its level, a state, a reason, and tests that exist [MRO-5f]', () => {
  expect(requirements.size).toBe(253)
  expect(troubles(rows)).toEqual([])
})

it('authentication, sessions, authorization, tokens and what is a client of OAuth leave nothing open [MRO-5f]', () => {
  const open = rows.filter(({ id, state }) => state === 'open' && /^V(6|7|8|9|10)\./.test(id))
  expect(open.map(({ id }) => id)).toEqual([])
})

it('a row that is wrong is found', () => {
  const [first] = rows
  if (!first) throw new Error('There are no rows')
  const wrong = (changed: Partial<typeof first>) => troubles([{ ...first, ...changed }, ...rows.slice(1)])
  expect(troubles(rows.slice(1))).toEqual([`${first.id} has 0 rows`])
  expect(wrong({ level: 'L3' })[0]).toContain('is of')
  expect(wrong({ state: 'green' as never })[0]).toContain('which is none')
  expect(wrong({ reason: '' })[0]).toContain('no reason')
  expect(wrong({ state: 'tested', tests: [] })[0]).toContain('names no test')
  expect(wrong({ tests: [{ path: 'test/none.test.ts', title: 'a test of nobody' }] })[0]).toContain('there is no')
})

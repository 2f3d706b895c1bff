// Each requirement of OWASP ASVS 5.0.0, level 1 and 2, with its state and the tests that prove it: `npm run asvs`.
// `--check` fails on a missing row, an unknown state or a test that does not exist; `--ran` also on one that did not
// run or did not pass in the last `npm test`.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './files.ts'

/**
 * The requirements by section, those of level 1 with a star. Source: OWASP ASVS 5.0.0; ids and levels only, the texts
 * are at https://github.com/OWASP/ASVS (CC BY-SA 4.0).
 */
const sections = `
1.1: 1 2; 1.2: 1* 2* 3* 4* 5* 6 7 8 9; 1.3: 1* 2* 3 4 5 6 7 8 9 10 11; 1.4: 1 2 3; 1.5: 1* 2; 2.1: 1* 2 3
2.2: 1* 2* 3; 2.3: 1* 2 3 4; 2.4: 1; 3.2: 1* 2*; 3.3: 1* 2 3 4; 3.4: 1* 2* 3 4 5 6; 3.5: 1* 2* 3* 4 5
3.7: 1 2; 4.1: 1* 2 3; 4.2: 1; 4.3: 1 2; 4.4: 1* 2 3 4; 5.1: 1; 5.2: 1* 2* 3; 5.3: 1* 2*; 5.4: 1 2 3
6.1: 1* 2 3; 6.2: 1* 2* 3* 4* 5* 6* 7* 8* 9 10 11 12; 6.3: 1* 2* 3 4; 6.4: 1* 2* 3 4; 6.5: 1 2 3 4 5
6.6: 1 2 3; 6.8: 1 2 3 4; 7.1: 1 2 3; 7.2: 1* 2* 3* 4*; 7.3: 1 2; 7.4: 1* 2* 3 4 5; 7.5: 1 2; 7.6: 1 2
8.1: 1* 2; 8.2: 1* 2* 3; 8.3: 1*; 8.4: 1; 9.1: 1* 2* 3*; 9.2: 1* 2 3 4; 10.1: 1 2; 10.2: 1 2; 10.3: 1 2 3 4
10.4: 1* 2* 3* 4* 5* 6 7 8 9 10 11; 10.5: 1 2 3 4 5; 10.6: 1 2; 10.7: 1 2 3; 11.1: 1 2; 11.2: 1 2 3
11.3: 1* 2* 3; 11.4: 1* 2 3 4; 11.5: 1; 11.6: 1; 12.1: 1* 2 3; 12.2: 1* 2*; 12.3: 1 2 3 4; 13.1: 1
13.2: 1 2 3 4 5; 13.3: 1 2; 13.4: 1* 2 3 4 5; 14.1: 1 2; 14.2: 1* 2 3 4; 14.3: 1* 2 3; 15.1: 1* 2 3
15.2: 1* 2 3; 15.3: 1* 2 3 4 5 6 7; 16.1: 1; 16.2: 1 2 3 4 5; 16.3: 1 2 3 4; 16.4: 1 2 3; 16.5: 1 2 3
17.1: 1; 17.2: 1 2 3 4; 17.3: 1 2`

const states = ['tested', 'document', 'platform', 'not applicable', 'conditional', 'open'] as const
type State = (typeof states)[number]

export type Row = { id: string; level: string; state: State; reason: string; tests: { path: string; title: string }[] }

/** Every requirement with its level, as the standard has them. */
export const requirements: ReadonlyMap<string, string> = new Map(
  sections
    .trim()
    .split(/[;\n]/)
    .flatMap((section) => {
      const [head = '', numbers = ''] = section.split(':')
      return numbers
        .trim()
        .split(' ')
        .map((number): [string, string] => [
          `V${head.trim()}.${number.replace('*', '')}`,
          number.endsWith('*') ? 'L1' : 'L2',
        ])
    }),
)

/** The rows of docs/asvs.tsv. A test is named by its file and a part of its title; several have ` ; ` between. */
export function readRows(): Row[] {
  const [, ...lines] = readFileSync(join(root, 'docs/asvs.tsv'), 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [id = '', level = '', state = '', reason = '', tests = ''] = line.split('\t')
    return {
      id,
      level,
      state: state as State,
      reason,
      tests: tests
        .split(' ; ')
        .filter(Boolean)
        .map((test) => {
          const [path = '', ...title] = test.split(': ')
          return { path: path.trim(), title: title.join(': ').trim() }
        }),
    }
  })
}

/** What may be the title of a test in a file: every text that is the first thing given to a call. */
const titlesIn = (text: string): string[] =>
  [...text.matchAll(/\(\s*'((?:[^'\\]|\\.)*)'|\(\s*`([^`]*)`/g)].map(([, plain, made]) => plain ?? made ?? '')

/** What is wrong with the rows, a sentence each. */
export function troubles(rows: readonly Row[]): string[] {
  const found: string[] = []
  const known = new Map<string, string[]>()
  const titlesOf = (path: string) => {
    if (!known.has(path))
      known.set(path, existsSync(join(root, path)) ? titlesIn(readFileSync(join(root, path), 'utf8')) : [])
    return known.get(path) ?? []
  }
  for (const [id, level] of requirements) {
    const own = rows.filter((row) => row.id === id)
    if (own.length !== 1) found.push(`${id} has ${own.length} rows`)
    else if (own[0]?.level !== level) found.push(`${id} is of ${level}`)
  }
  for (const { id, state, reason, tests } of rows) {
    if (!requirements.has(id)) found.push(`${id} is not a requirement of level 1 or 2`)
    if (!states.includes(state)) found.push(`${id} has the state ${state}, which is none`)
    if (reason.length < 10) found.push(`${id} says no reason`)
    if ((state === 'tested' || state === 'document') && tests.length === 0) found.push(`${id} names no test`)
    for (const { path, title } of tests) {
      if (title.length < 8) found.push(`${id}: a part of a title of ${path} is too short`)
      else if (!titlesOf(path).some((own) => own.includes(title)))
        found.push(`${id}: there is no “${title}” in ${path}`)
    }
  }
  return found
}

type Report = {
  testResults: { name: string; assertionResults: { fullName: string; status: string }[] }[]
}

/** Those of the tests that did not pass in the last run, a sentence each. */
export function notPassed(rows: readonly Row[]): string[] {
  const reports = ['plain', 'workerd', 'browser']
    .map((project) => join(root, '.build', `vitest-${project}.json`))
    .filter((file) => existsSync(file))
    .flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as Report).testResults)
  return rows.flatMap(({ id, tests }) =>
    tests.flatMap(({ path, title }) => {
      const own = reports
        .filter(({ name }) => name.endsWith(path))
        .flatMap(({ assertionResults }) => assertionResults)
        .filter(({ fullName }) => fullName.includes(title))
      if (own.length === 0) return [`${id}: “${title}” of ${path} did not run`]
      const failed = own.filter(({ status }) => status !== 'passed')
      return failed.length > 0 ? [`${id}: “${failed[0]?.fullName}” of ${path} ${failed[0]?.status}`] : []
    }),
  )
}

if (import.meta.main) {
  const rows = readRows()
  const wrong = troubles(rows)
  if (process.argv.includes('--ran')) wrong.push(...notPassed(rows))
  for (const sentence of wrong) console.error(sentence)
  if (!process.argv.includes('--check')) {
    for (const { id, level, state, reason, tests } of rows) {
      console.log(`${id.padEnd(9)} ${level} ${state.padEnd(15)} ${reason}`)
      for (const { path, title } of tests) console.log(`             ${path}: ${title}`)
    }
  }
  const count = (state: State) => `${rows.filter((row) => row.state === state).length} ${state}`
  console.log(`ASVS 5.0.0, level 1 and 2: ${rows.length} requirements, ${states.map(count).join(', ')}`)
  process.exit(wrong.length > 0 ? 1 : 0)
}

// Each promise of the policies with the tests that prove it. `--check` fails on a test that names an unknown promise.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf, root } from './files.ts'

const [, ...rows] = readFileSync(join(root, 'docs/promises.tsv'), 'utf8').trim().split('\n')
const promises = rows.map((row) => {
  const [id = '', section = '', promised = ''] = row.split('\t')
  return { id, section, promised }
})

const tests = filesOf(['test'], /\.tsx?$/).flatMap(({ path, text }) =>
  [
    ...text.matchAll(
      /(?:it|test|describe)(?:\.\w+)*\(\s*(?:\[[\s\S]*?\]\)\(\s*)?'((?:[^'\\]|\\.)*)'|\]\)\('((?:[^'\\]|\\.)*)'/g,
    ),
  ].flatMap(([, title, each]) => {
    const words = title ?? each ?? ''
    return [...words.matchAll(/\[([A-Z]+-[\w.]+)\]/g)].map(([, id]) => ({
      id: id ?? '',
      path,
      words: words.replaceAll(/ ?\[[^\]]*\]/g, ''),
    }))
  }),
)

const unknown = tests.filter(({ id }) => !promises.some((promise) => promise.id === id))
for (const { id, path } of unknown) console.error(`${path}: there is no promise ${id}`)
if (process.argv.includes('--check')) {
  console.log(`${new Set(tests.map(({ id }) => id)).size} of ${promises.length} promises have a test`)
  process.exit(unknown.length > 0 ? 1 : 0)
}
for (const { id, promised } of promises) {
  const own = tests.filter((test) => test.id === id)
  console.log(`${own.length > 0 ? '✓' : '·'} ${id.padEnd(10)} ${promised}`)
  for (const { path, words } of own) console.log(`             ${path}: ${words}`)
}

// Where a noun lives: `npm run where task`.
import { filesOf } from './files.ts'

const [noun] = process.argv.slice(2)
if (!noun) {
  console.error('Name a noun: npm run where task')
  process.exit(2)
}
const stem = noun.toLowerCase().replace(/s$/, '')
const files = filesOf(['src', 'templates', 'migrations', 'test', 'docs'], /\.(tsx?|sql|md|css)$/)
const named = files.filter(({ path }) => path.toLowerCase().includes(stem))
if (named.length === 0) console.log(`No file is named after ${noun}.`)
for (const { path, text } of named)
  console.log(`${path.padEnd(48)} ${String(text.split('\n').length).padStart(5)} lines`)
const routes = files
  .filter(({ path }) => path.startsWith('src/'))
  .flatMap(({ path, text }) =>
    [...text.matchAll(/\.(get|post|add)\(\s*'([^']*)'(?:,\s*(?:`([^`]*)`|'([^']*)'))?/g)].map(
      ([, verb, first, tick, quote]) => ({ path, route: `${verb} ${first} ${tick ?? quote ?? ''}` }),
    ),
  )
  .filter(({ route }) => route.includes(stem))
if (routes.length > 0) console.log('\nRoutes')
for (const { path, route } of routes) console.log(`${path.padEnd(48)} ${route}`)

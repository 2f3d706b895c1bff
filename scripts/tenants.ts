// Organizations as a whole, on this machine: list, add, migrate, export, restore, verify-audit.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openHouse, root } from './local/house.ts'

const usage = `npm run tenants -- list
npm run tenants -- add "Hoist Works" ines@hoist.example
npm run tenants -- migrate
npm run tenants -- export northfield FILE.ndjson
npm run tenants -- restore northfield FILE.ndjson
npm run tenants -- verify-audit northfield`

const [command = '', first = '', second = ''] = process.argv.slice(2)
const arguments_: Record<string, number> = { list: 0, add: 2, migrate: 0, export: 2, restore: 2, 'verify-audit': 1 }
if (!(command in arguments_) || [first, second].filter(Boolean).length < (arguments_[command] ?? 0)) fail(usage)

const port = Number(process.env.PORT ?? 8787)
const running = await fetch(`http://localhost:${port}/health`).catch(() => null)
if (running) fail(`The house is running on port ${port}. Stop it first: two programs cannot write the same databases.`)

const house = await openHouse({
  folder: join(root, '.data'),
  port: 0,
  quiet: true,
  entry: join(root, 'src/local/tenants-worker.ts'),
})
const query: Record<string, string> = command === 'add' ? { name: first, email: second } : { slug: first }
const body = command === 'restore' ? readFileSync(second, 'utf8') : null
const answer = await house.ask(`/${command}?${new URLSearchParams(query)}`, { method: 'POST', body })
const result = (await answer.json()) as Record<string, unknown>
await house.close()

if (!answer.ok) fail(String(result.refused ?? 'That did not work.'))
if (command === 'list') console.table(result)
else if (command === 'export') {
  writeFileSync(second, String(result.text))
  console.log(`Wrote ${String(result.text).trim().split('\n').length - 1} rows to ${second}`)
} else if (command === 'verify-audit') {
  if (result.whole) console.log(`Whole: ${result.entries} entries, ${result.sealed} sealed.`)
  else fail(`Broken at entry ${result.brokenAt}: ${result.why}.`)
} else console.log(result)
process.exit(0)

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}

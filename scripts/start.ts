// Starts the house on this machine with a demo organization. `--fresh` begins anew, `PORT` changes the port.
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { buildAssets } from './assets.ts'
import { openHouse, root } from './local/house.ts'

const port = Number(process.env.PORT ?? 8787)
const folder = join(root, '.data')
if (!Number.isInteger(port) || port < 1 || port > 65_535)
  fail(`PORT is ${process.env.PORT}: give a number from 1 to 65535.`)
if (process.argv.includes('--fresh')) rmSync(folder, { recursive: true, force: true })
if (!(await isFree(port))) fail(`Port ${port} is taken. Stop what uses it, or choose another one: PORT=8790 npm start`)

buildAssets()
const house = await openHouse({ folder, port })
const local = { method: 'POST', headers: { 'X-Local': 'yes' } }
await house.ask('/dev/open', local)
const seeded = (await (await house.ask('/dev/seed', local)).json()) as {
  password: string
  people: { name: string; title: string; email: string; link: string }[]
}

console.log(`Ready on ${house.url}`)
console.log('\nNorthfield Packaging. Come in as:')
for (const { name, title, email, link } of seeded.people)
  console.log(`  ${`${name}, ${title}`.padEnd(36)} ${email.padEnd(28)} ${link}`)
console.log(`\nThe password of each of them here is: ${seeded.password}`)
console.log(`Mail that would have gone out: ${house.url}/dev/mail\n`)

// The clock of the house strikes as wrangler.toml says.
const strike = (cron: string) => house.ask(`/dev/strike/${encodeURIComponent(cron)}`, local).catch(() => undefined)
const timers = [setInterval(() => strike('*/5 * * * *'), 5 * 60_000), setInterval(() => strike('0 * * * *'), 3_600_000)]
await strike('*/5 * * * *')

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, async () => {
    for (const timer of timers) clearInterval(timer)
    await house.close()
    process.exit(0)
  })
}

function isFree(wanted: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .once('listening', () => server.close(() => resolve(true)))
      .listen(wanted, 'localhost')
  })
}

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}

// Makes what a Cloudflare account needs for the house: `npm run provision`, `-- --databases 80` for a larger pool.
// It may be stopped and run again at any point; what is there is left alone.
import { createInterface } from 'node:readline/promises'
import { carryOut, configFile, costs, plan, survey, wrangler } from './account.ts'

const flags = process.argv.slice(2)
const databases = Number(flags[flags.indexOf('--databases') + 1] ?? 40)
const count = flags.includes('--databases') ? databases : 40
if (!Number.isInteger(count) || count < 1 || count > 4500) {
  console.error('--databases takes a whole number from 1 to 4500: one worker binds no more.')
  process.exit(2)
}

console.log('Looking at what the account has …')
const account = survey(wrangler)
const steps = plan(account, count)
if (steps.every((step) => step.do === 'write'))
  console.log('Everything is there already; only wrangler.toml is written again.')
else {
  console.log('\nThis will:')
  for (const { words } of steps) console.log(`  • ${words}`)
  console.log('\nWhat it costs:')
  for (const line of costs(count)) console.log(`  ${line}`)
}

if (!flags.includes('--yes')) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question('\nGo on? Type yes: ')
  terminal.close()
  if (answer.trim().toLowerCase() !== 'yes') {
    console.log('Nothing was made.')
    process.exit(1)
  }
}
carryOut(steps, account, count, wrangler, configFile, (line) => console.log(line))
console.log('\nDone. Set ORIGIN and MAIL_FROM in wrangler.toml, then: npm run deploy')

// Builds the assets, deploys the worker, and asks it whether it is well.
import { readFileSync } from 'node:fs'
import { configFile, wrangler } from './account.ts'
import { buildAssets } from './assets.ts'

const config = readFileSync(configFile, 'utf8')
const origin = /^ORIGIN = "([^"]+)"/m.exec(config)?.[1] ?? ''
if (origin.endsWith('.example'))
  fail('Set ORIGIN in wrangler.toml to the address that people will use, such as https://mro.your-company.com.')
if (config.includes('database_id = "00000000-'))
  fail('wrangler.toml still names the databases of this machine. Run npm run provision first.')

buildAssets()
console.log(wrangler(['deploy', '--minify']))
for (let attempt = 1; attempt <= 10; attempt++) {
  const answer = await fetch(`${origin}/health`).catch(() => null)
  if (answer?.ok) {
    console.log(`${origin} is well.`)
    process.exit(0)
  }
  await new Promise((resolve) => setTimeout(resolve, 3000))
}
fail(`${origin}/health does not answer. Look at the worker’s logs: npx wrangler tail`)

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}

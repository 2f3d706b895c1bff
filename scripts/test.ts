// Every test there is: `npm test`. Some of it: `npm test -- plain workerd`.
import { buildAssets } from './assets.ts'
import { runStages } from './stages.ts'

buildAssets()
const wanted = process.argv.slice(2)
await runStages(
  wanted.length > 0 ? wanted : ['types', 'lint', 'unused', 'promises', 'plain', 'workerd', 'browser', 'asvs'],
)

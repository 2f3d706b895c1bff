// What takes seconds: types, lint, the house tests that need no runtime.
import { buildAssets } from './assets.ts'
import { runStages } from './stages.ts'

buildAssets()
await runStages(['types', 'lint', 'house'])

import type { TestProject } from 'vitest/node'
import { buildAssets } from '../../scripts/assets.ts'
import { findBrowser } from '../../scripts/browser.ts'
import { openHouse } from '../../scripts/local/house.ts'

declare module 'vitest' {
  interface ProvidedContext {
    url: string
    naughty: string[]
    everyNaughty: boolean
    trial: Record<string, string>
    letters: Record<string, string>
    browser: string
  }
}

/** One house in memory for all journeys. */
export default async function setup(project: TestProject) {
  const browser = findBrowser()
  buildAssets()
  const house = await openHouse({ folder: null, port: 8799, quiet: true })
  const local = { method: 'POST', headers: { 'X-Local': 'yes' } }
  await house.ask('/dev/open', local)
  await house.ask('/dev/seed', local)
  project.provide('url', house.url)
  project.provide('browser', browser)
  return () => house.close()
}

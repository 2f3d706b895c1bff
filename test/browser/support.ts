import { readFileSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { browserFlags } from '../../scripts/browser.ts'

export const url = inject('url')

export const phone = { viewport: { width: 390, height: 844 } } satisfies BrowserContextOptions
export const desk = { viewport: { width: 1440, height: 900 } } satisfies BrowserContextOptions

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: inject('browser'), args: browserFlags })

export type Tab = { page: Page; trouble: string[]; close: () => Promise<void> }

/** A browser window of its own. `trouble` gathers what its console complains of. */
export async function open(browser: Browser, options: BrowserContextOptions, who?: string): Promise<Tab> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) trouble.push(message.text())
  })
  page.on('pageerror', (error) => trouble.push(error.message))
  if (who) await page.goto(`${url}/dev/enter/${who}`)
  return { page, trouble, close: () => context.close() }
}

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')

/** Nothing cut off sideways, and nothing that axe finds. */
export async function expectSound(page: Page, name: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect([name, over <= 0]).toEqual([name, true])
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { axe: checker } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; any: { message: string }[] }[] }[] }> }
    }
    const { violations } = await checker.run()
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.any[0]?.message ?? ''}`,
    )
  })
  expect([name, found]).toEqual([name, []])
}

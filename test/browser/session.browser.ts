import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { desk, expectSound, launch, open, phone, url } from './support.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

/** The server thinks that this browser asked nothing for so long. */
async function wait(page: Page, minutes: number): Promise<void> {
  const other = await page.context().newPage()
  await other.goto(`${url}/dev/wait/${minutes}`)
  await other.close()
}

const session = (page: Page) =>
  page.evaluate(async (path) => {
    const answer = await fetch(path, { headers: { 'X-Quiet': '1' } })
    return Math.round(((await answer.json()) as { endsInMs: number }).endsInMs / 60_000)
  }, '/northfield/session')

it('two minutes before the end the page warns; one tap extends it, and what was typed stays [MAI-3b] [MRO-5e]', async () => {
  const { page, trouble, close } = await open(browser, phone, 'dana')
  await page.clock.install()
  await page.goto(`${url}/northfield/tasks/new`)
  await page.getByLabel('What is to be done?').fill('Look at the belt of conveyor 3')
  await wait(page, 57)
  await page.clock.fastForward('57:00')
  expect(await page.locator('#patience').isVisible()).toBe(false)
  await wait(page, 1.5)
  await page.clock.fastForward('01:30')
  const warning = page.locator('#patience')
  await warning.waitFor()
  expect(await warning.textContent()).toContain('You will be signed out in')
  await expectSound(page, 'the warning')
  await warning.getByRole('button', { name: 'Stay signed in' }).click()
  await warning.waitFor({ state: 'hidden' })
  expect(await session(page)).toBe(60)
  expect(await page.getByLabel('What is to be done?').inputValue()).toBe('Look at the belt of conveyor 3')

  // Nobody taps: after the end the page leads to signing in, and back with what was typed.
  await wait(page, 61)
  await page.clock.fastForward(61 * 60_000)
  await warning.getByText('What you typed on this page is kept').waitFor()
  await warning.getByRole('link', { name: 'Sign in again' }).click()
  await page.getByLabel('E-mail').fill('dana@northfield.example')
  await page.locator('#password').fill('packing tape on line three')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'New task' }).waitFor()
  expect(await page.getByLabel('What is to be done?').inputValue()).toBe('Look at the belt of conveyor 3')
  expect(trouble).toEqual([])
  await close()
})

it('without JavaScript, a form that was sent too late is shown again after signing in, and saved by one press [MAI-1h]', async () => {
  const { page, close } = await open(browser, { ...desk, javaScriptEnabled: false }, 'dana')
  await page.goto(`${url}/northfield/tasks/new`)
  await page.getByLabel('What is to be done?').fill('Oil the hinges of gate 4')
  await wait(page, 61)
  await page.getByRole('button', { name: 'Save task' }).click()
  await page.getByText('What you sent is not lost').waitFor()
  await page.getByLabel('E-mail').fill('dana@northfield.example')
  await page.locator('#password').fill('packing tape on line three')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Not saved yet' }).waitFor()
  await page.getByText('Oil the hinges of gate 4').waitFor()
  await page.getByRole('button', { name: 'Save it now' }).click()
  await page.getByRole('heading', { name: 'Oil the hinges of gate 4' }).waitFor()
  await close()
})

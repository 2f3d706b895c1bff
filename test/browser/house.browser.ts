import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse } from '../../scripts/local/house.ts'
import { desk, expectSound, launch, open, phone, url } from './support.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

/** The code that was mailed to an address. Northfield's own letters to vendors come and go in the same box meanwhile. */
const code = async (page: Page, address: string): Promise<string> => {
  const box = await page.context().newPage()
  const letter = box.locator('summary', { hasText: `to ${address}` }).locator('b', { hasText: /^\d{6} is your code/ })
  await box.goto(`${url}/dev/mail`)
  for (let tries = 0; tries < 20 && (await letter.count()) === 0; tries++) {
    await box.waitForTimeout(500)
    await box.reload()
  }
  const subject = await letter.first().textContent()
  await box.close()
  return /\d{6}/.exec(subject ?? '')?.[0] ?? ''
}

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('%s', (_, javaScriptEnabled) => {
  it('a person opens an organization, writes the first task and does it', async () => {
    const { page, trouble, close } = await open(browser, { ...phone, javaScriptEnabled })
    await page.goto(`${url}/sign-up`)
    await page.getByLabel('Name of the organization').fill(`Hoist Works ${javaScriptEnabled}`)
    await page.getByLabel('Your name').fill('Ines Duarte')
    await page.getByLabel('Your e-mail address at work').fill(`ines.${javaScriptEnabled}@hoist.example`)
    await page.locator('#password').fill('green cranes lift slowly')
    await page.getByRole('button', { name: 'Open the organization' }).click()
    await page.getByText('There is a problem').waitFor()
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ines Duarte')

    await page.locator('#password').fill('green cranes lift slowly')
    await page.locator('#agreed').check()
    await page.getByRole('button', { name: 'Open the organization' }).click()
    await page.getByLabel('Six digits').waitFor()
    await page.getByLabel('Six digits').fill(await code(page, `ines.${javaScriptEnabled}@hoist.example`))
    await page.getByRole('button', { name: 'Open the organization' }).click()
    await page.getByRole('heading', { name: 'Nothing needs you now' }).waitFor()

    await page.locator('main').getByRole('link', { name: 'New task' }).click()
    await page.getByLabel('What is to be done?').fill('Look at the rope of crane 2')
    await page.getByRole('combobox', { name: /Person/ }).fill('Ines Duarte')
    await page.getByRole('button', { name: 'Save task' }).click()
    await page.getByRole('heading', { name: 'Look at the rope of crane 2' }).waitFor()
    await page.getByRole('button', { name: 'Mark as done' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('TK-1 is to do again').waitFor()
    expect(trouble).toEqual([])
    await close()
  })

  it('a person signs in with the password, finds a task by half a word, and signs out', async () => {
    const { page, close } = await open(browser, { ...desk, javaScriptEnabled })
    await page.goto(`${url}/northfield/tasks`)
    await page.getByLabel('E-mail').fill('dana@northfield.example')
    await page.locator('#password').fill('packing tape on line three')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'Tasks' }).waitFor()
    await page.getByLabel('Search everything').fill('insur')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: /insurer’s inspector/ }).waitFor()
    await page.locator('.me').getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto(`${url}/northfield/tasks`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await close()
  })
})

it('the keyboard and the palette reach what the mouse does', async () => {
  const { page, trouble, close } = await open(browser, desk, 'dana')
  await page.goto(`${url}/northfield/`)
  await page.keyboard.press('g')
  await page.waitForTimeout(60)
  await page.keyboard.press('t')
  await page.waitForURL('**/tasks')
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('A number, a name, or what to do').fill('TK-2')
  await page
    .locator('#palette')
    .getByRole('link', { name: /Walk line 3/ })
    .waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /Walk line 3/ }).waitFor()
  await page.getByText('What happened', { exact: true }).waitFor()
  await page.keyboard.press('Shift+?')
  await page.getByRole('heading', { name: 'Keyboard' }).waitFor()
  expect(trouble).toEqual([])
  await close()
})

it('a person chooses whom to give a task as they type', async () => {
  const { page, trouble, close } = await open(browser, desk, 'dana')
  await page.goto(`${url}/northfield/tasks/new`)
  await page.getByLabel('What is to be done?').fill('Fill the grit boxes')
  await page.getByRole('combobox', { name: /Person/ }).fill('kee')
  await page.getByRole('option', { name: /Kees Mulder/ }).click()
  await page.getByRole('button', { name: 'Save task' }).click()
  await page.getByText('Kees Mulder').first().waitFor()
  expect(trouble).toEqual([])
  await close()
})

it('offline, a page that was seen opens, and another says so kindly', async () => {
  const { page, close } = await open(browser, phone, 'kees')
  await page.goto(`${url}/northfield/`)
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.waitForTimeout(300)
  await page.goto(`${url}/northfield/tasks`)
  await page.waitForTimeout(300)
  await page.context().setOffline(true)
  await page.goto(`${url}/northfield/tasks`)
  expect(await page.getByRole('heading', { name: 'Tasks' }).isVisible()).toBe(true)
  await page.goto(`${url}/northfield/people`).catch(() => undefined)
  expect(await page.getByRole('heading', { name: 'You are offline' }).isVisible()).toBe(true)
  await page.context().setOffline(false)
  await close()
})

it('stopping and starting the house keeps what was written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mro-kept-'))
  const local = { method: 'POST', headers: { 'X-Local': 'yes' } }
  for (const round of [1, 2]) {
    const house = await openHouse({ folder, port: 8798, databases: 2, quiet: true })
    await house.ask('/dev/open', local)
    if (round === 1) await house.ask('/dev/claim?name=kept', local)
    const control = await house.miniflare.getD1Database('CONTROL')
    const { results } = await control.prepare('SELECT slug, status FROM organizations').all()
    expect([round, results]).toEqual([round, [{ slug: 'kept', status: 'open' }]])
    await house.close()
  }
  rmSync(folder, { recursive: true, force: true })
})

const pages = [
  '',
  'tasks',
  'tasks/board',
  'tasks/new',
  'tasks?view=done',
  'people',
  'sites',
  'sites/new',
  'settings',
  'settings/organization',
  'settings/connections',
  'profile',
  'audit',
  'search?q=line',
  'scan',
  'nowhere',
]

describe.each([
  ['phone, day', { ...phone, colorScheme: 'light' as const }],
  ['phone, night', { ...phone, colorScheme: 'dark' as const }],
  ['desk, day', { ...desk, colorScheme: 'light' as const }],
  ['desk, night', { ...desk, colorScheme: 'dark' as const }],
])('%s', (_, options) => {
  it('every page is sound: nothing cut off, nothing that axe finds', async () => {
    const { page, trouble, close } = await open(browser, options, 'dana')
    for (const path of pages) {
      const answer = await page.goto(`${url}/northfield/${path}`)
      expect([path, answer?.status()]).toEqual([path, path === 'nowhere' ? 404 : 200])
      await expectSound(page, path)
    }
    await page.goto(`${url}/northfield/tasks`)
    await page.locator('tbody a').first().click()
    await page.getByText('What happened', { exact: true }).waitFor()
    await expectSound(page, 'a task')
    for (const path of ['operator', 'kit', 'organizations', 'api/v1', 'dev/mail', 'dev/phone', 'dev/push']) {
      const answer = await page.goto(`${url}/${path}`)
      expect([path, answer?.status()]).toEqual([path, 200])
      await expectSound(page, path)
    }
    expect(trouble).toEqual([])
    await close()
    const door = await open(browser, options)
    for (const path of ['sign-in', 'sign-up', 'reset']) {
      await door.page.goto(`${url}/${path}`)
      await expectSound(door.page, path)
    }
    await door.close()
  })
})

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectSound, launch, open, phone, url } from './support.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const api = `${url}/api/v1/northfield`
const pump = async (page: Page) => {
  const found = await page.request.get(`${api}/assets?q=P-204`)
  const { items } = (await found.json()) as { items: { id: string; tag: string }[] }
  return items.find(({ tag }) => tag === 'P-204')?.id ?? ''
}

it('a technician scans a machine, taps what is wrong and sends: three taps, fifteen seconds at most', async () => {
  const { page, trouble, close } = await open(browser, phone, 'amara')
  const id = await pump(page)
  const codes = await page.request.get(`${api}/codes?state=live`)
  const { items } = (await codes.json()) as { items: { code: string; target: string }[] }
  const letters = items.find(({ target }) => target === id)?.code ?? ''
  const began = Date.now()
  await page.goto(`${url}/q/${letters}`)
  await page.getByRole('heading', { name: 'Cooling water pump' }).waitFor()
  let taps = 0
  await page.getByRole('link', { name: 'Report problem' }).first().click()
  taps++
  await page.getByText('Vibration', { exact: true }).click()
  taps++
  await expectSound(page, 'the report of a member')
  await page.getByRole('button', { name: 'Send report' }).click()
  taps++
  await page.getByText('Thank you. It is reported.').waitFor()
  await page.getByRole('link', { name: 'Vibration' }).first().waitFor()
  console.log(`scan to report of a member: ${taps} taps, ${((Date.now() - began) / 1000).toFixed(1)} s`)
  expect([taps, Date.now() - began < 15_000]).toEqual([3, true])
  await expectSound(page, 'an asset with a problem')
  expect(trouble).toEqual([])
  await close()
})

it('a manual is searched and read page by page, from the machine on', async () => {
  const { page, trouble, close } = await open(browser, phone, 'amara')
  await page.goto(`${url}/northfield/assets/${await pump(page)}/documents`)
  await page.getByRole('link', { name: 'Booklet of the cooling water pumps.pdf' }).click()
  await page.getByText('11 pages').waitFor()
  await page.getByRole('searchbox').last().fill('moisten')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Page 7' }).first().click()
  await page.getByText('Moisten the new seal with clean water').first().waitFor()
  await expectSound(page, 'the page of a manual')
  await page.getByRole('link', { name: 'Page 8' }).click()
  await page.getByText('Aligning the coupling').first().waitFor()
  expect(trouble).toEqual([])
  await close()
})

it('a nameplate that was photographed before leads to the asset that has its serial', async () => {
  const { page, trouble, close } = await open(browser, phone, 'dana')
  const id = await pump(page)
  const hanging = await page.request.get(`${api}/files/attachments?about=${id}`)
  const { items } = (await hanging.json()) as { items: { fileId: string; role: string }[] }
  const plate = items.find(({ role }) => role === 'nameplate')?.fileId ?? ''
  await page.goto(`${url}/northfield/nameplates/${plate}`)
  await page.locator('.plate-busy').waitFor({ state: 'detached', timeout: 60_000 })
  const read = await page.getByRole('textbox', { name: 'Serial number' }).inputValue()
  console.log(`the plate's serial was read as ${read || 'nothing'}`)
  await page.getByRole('textbox', { name: 'Serial number' }).fill('A96122014P1142')
  await page.getByRole('textbox', { name: 'Manufacturer' }).fill('Grundfos')
  await page.getByRole('textbox', { name: 'Model' }).fill('CR 32-4')
  await expectSound(page, 'what a plate says')
  await page.getByRole('button', { name: 'Go on with this' }).click()
  await page.getByText('It is most likely the same thing.').first().waitFor()
  await page.getByLabel('What is it called?').fill('Another pump')
  await page.getByRole('button', { name: 'Save asset' }).click()
  await page.getByText('An asset of this make has the serial A96122014P1142 already.').first().waitFor()
  expect(await page.getByLabel('What is it called?').inputValue()).toBe('Another pump')
  await page.getByRole('link', { name: 'Open it' }).first().click()
  await page.getByRole('heading', { name: 'Cooling water pump' }).waitFor()
  // The engine says what it guesses of the picture.
  expect(trouble.filter((line) => !line.startsWith('Estimating resolution'))).toEqual([])
  await close()
})

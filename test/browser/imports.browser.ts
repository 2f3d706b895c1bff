import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { desk, expectSound, launch, open, phone, url } from './support.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const table = (mark: string) =>
  [
    'Equipment;Description;Superior equipment;Purchase value',
    `W-${mark};Wrapper ${mark};;41.200,00`,
    `CV-${mark};Infeed conveyor;W-${mark};3.300,00`,
    `CX-${mark};Outfeed conveyor;W-${mark};4 pcs`,
  ].join('\r\n')

describe.each([
  ['with JavaScript', true, desk],
  ['without JavaScript', false, phone],
])('%s', (_, javaScriptEnabled, screen) => {
  it('a spreadsheet is sent, its columns are seen, its bad row is told, the rest becomes equipment, and all is undone', async () => {
    const mark = javaScriptEnabled ? '81' : '82'
    const { page, trouble, close } = await open(browser, { ...screen, javaScriptEnabled }, 'dana')
    await page.goto(`${url}/northfield/imports/new`)
    await page.getByLabel('Assets').check()
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: `line ${mark}.csv`, mimeType: 'text/csv', buffer: Buffer.from(table(mark)) })
    await page.getByRole('button', { name: 'Send the file' }).click()
    await page.getByRole('heading', { name: `line ${mark}.csv` }).waitFor()
    expect(await page.locator('[id="map.parent"]').inputValue()).toBe('2')
    if (javaScriptEnabled) await expectSound(page, 'the columns of an import')

    await page.getByRole('button', { name: 'Check all rows' }).click()
    /** What the house does by itself is seen by itself, or by looking again. */
    const until = async (words: string | RegExp) => {
      const seen = page.locator('main').getByText(words).first()
      for (let time = 0; time < 60 && !(await seen.isVisible()); time++) {
        await page.waitForTimeout(500)
        if (!javaScriptEnabled) await page.reload()
      }
      await seen.waitFor()
    }
    await until('1 row has a problem')
    await page.getByText('“4 pcs” is not an amount').waitFor()
    await page.getByLabel(/Leave out the 1 row/).check()
    await page.getByRole('button', { name: 'Add 2 assets' }).click()
    await until('2 assets added.')
    await page.goto(`${url}/northfield/assets?q=CV-${mark}`)
    await page
      .getByRole('link', { name: new RegExp(`CV-${mark}`) })
      .first()
      .waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Undo this import' }).click()
    await until(/2 rows are taken back/)
    expect(trouble).toEqual([])
    await close()
  })
})

import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { desk, expectSound, launch, open, phone, url } from './support.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

/** Chromium's own authenticator: it keeps keys, finds them without a name, and makes sure of the person. */
async function withAuthenticator(page: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, id: authenticatorId }
}

const credentials = async ({ cdp, id }: { cdp: CDPSession; id: string }) =>
  (await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials

it('a person adds a passkey, prints recovery codes, signs out, and signs in with the passkey alone [MRO-2.1d]', async () => {
  const { page, trouble, close } = await open(browser, phone, 'luis')
  const device = await withAuthenticator(page)
  await page.goto(`${url}/security`)
  await page.getByRole('heading', { name: 'How you sign in' }).waitFor()
  await expectSound(page, 'security')
  await page.getByRole('link', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name of the device').fill('Luis’s telephone')
  await expectSound(page, 'new passkey')
  await page.getByRole('button', { name: 'Make the passkey' }).click()
  await page.getByRole('button', { name: 'Make my codes' }).click()
  await page.getByText('They are shown this once').waitFor()
  expect(await page.locator('.codes code').count()).toBe(10)
  await expectSound(page, 'recovery codes')
  await page.getByRole('link', { name: 'I have them: go on' }).click()
  await page.getByRole('link', { name: 'Luis’s telephone' }).waitFor()
  const [kept] = await credentials(device)
  expect([kept?.rpId, kept?.isResidentCredential]).toEqual(['localhost', true])

  await page.goto(`${url}/northfield/settings`)
  await page.locator('main').getByRole('button', { name: 'Sign out' }).click()
  await page.goto(`${url}/northfield/tasks`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await expectSound(page, 'sign in')
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('heading', { name: 'Tasks' }).waitFor()

  // The same device a second time is known: it says so, and nothing is added.
  await page.goto(`${url}/security/passkeys/new`)
  await page.getByLabel('Name of the device').fill('Again')
  await page.getByRole('button', { name: 'Make the passkey' }).click()
  await page.getByText('This device has a passkey here already.').waitFor()
  expect(await credentials(device)).toHaveLength(1)
  expect(trouble).toEqual([])
  await close()
})

it('a device that has no passkey of ours says so in words and another way stays open', async () => {
  const { page, close } = await open(browser, desk)
  await withAuthenticator(page)
  await page.goto(`${url}/sign-in`)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText('Nothing was chosen, or it took too long').waitFor()
  await page.getByLabel('E-mail').fill('dana@northfield.example')
  await page.locator('#password').fill('packing tape on line three')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(/northfield/)
  await close()
})

it('a tablet is shared: a technician sets a PIN, taps the name, types the PIN, and hands it on [MRO-5e]', async () => {
  const own = await open(browser, phone, 'amara')
  await own.page.goto(`${url}/northfield/profile/pin`)
  await own.page.getByLabel('PIN', { exact: true }).or(own.page.getByLabel('New PIN')).fill('481516')
  await own.page.getByLabel('The same again').fill('481516')
  await expectSound(own.page, 'pin')
  await own.page
    .getByRole('button', { name: /the PIN$/ })
    .first()
    .click()
  await own.page.getByText('Your PIN is set').waitFor()
  await own.close()

  const { page, trouble, close } = await open(browser, { viewport: { width: 1024, height: 768 } }, 'dana')
  await page.goto(`${url}/northfield/settings/shared-tablets`)
  await expectSound(page, 'shared tablets')
  await page.getByLabel('Name of the tablet').fill('Line 3, left')
  await page.getByRole('button', { name: 'Make it a shared tablet' }).click()
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
  await expectSound(page, 'tiles')
  const tile = await page.getByRole('link', { name: /Amara Okafor/ }).boundingBox()
  expect(tile?.height).toBeGreaterThanOrEqual(56)
  await page.getByRole('link', { name: /Amara Okafor/ }).click()
  const key = await page.getByRole('button', { name: '4', exact: true }).boundingBox()
  expect(key?.height).toBeGreaterThanOrEqual(56)
  await expectSound(page, 'pin pad')
  for (const digit of '481516') await page.getByRole('button', { name: digit, exact: true }).click()
  await page.getByRole('button', { name: 'Open the tablet' }).click()
  await page.getByRole('button', { name: /Switch person/ }).click()
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
  await page.goto(`${url}/northfield/tasks`)
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
  expect(trouble).toEqual([])
  await close()
})

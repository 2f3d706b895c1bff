import { beforeEach, describe, expect, it } from 'vitest'
import { Visitor } from '../../support/visitor'
import { env, type Person, World } from '../../support/world'
import {
  addPasskey,
  byPassword,
  codeOf,
  codesIn,
  emailOf,
  letters,
  password,
  proofsOf,
  requireSecond,
  setUpApp,
  withPassword,
} from './support'

let world: World
let ana: Person
let desk: Visitor

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  await withPassword(ana)
  desk = new Visitor(world, ana)
})

const wait = (ms: number) => {
  world.now = (world.now + ms) as typeof world.now
}
const second = (browser: Visitor, fields: Record<string, string>) => browser.post('/sign-in/second', fields)
const row = <T>(sql: string) => env.CONTROL.prepare(sql).first<T>()

describe('an authenticator app', () => {
  it('shows its secret until the first code and never again; in the database it is closed [MRO-2.1d] [OPS-3b]', async () => {
    expect((await desk.post('/security/app')).location).toBe('/security/app?next=%2Fsecurity')
    const { html } = await desk.get('/security/app')
    const secret = (/<code class="path">([^<]+)</.exec(html)?.[1] ?? '').replaceAll(' ', '')
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    const square = await desk.get('/security/app/square')
    expect([square.status, square.headers.get('Content-Type')]).toEqual([200, 'image/svg+xml'])
    expect(square.html).toContain('<svg')
    expect(html).toContain('src="/security/app/square"')

    const done = await desk.post('/security/app/confirmation', { code: codeOf(secret, world.now) })
    expect(done.location).toBe('/security/codes?next=%2Fsecurity')
    expect((await desk.get('/security/app')).location).toContain('/security/second-factor')
    expect((await desk.get('/security/app/square')).status).toBe(404)
    const kept = JSON.stringify(await row('SELECT * FROM authenticator_apps'))
    expect(kept).not.toContain(secret)
    expect(kept).not.toContain(Buffer.from(secret).toString('base64'))
    expect(await letters()).toEqual(['An authenticator app was set up'])
  })

  it('is asked for after the password and after a mailed code; before it nothing is open [MRO-2.1d]', async () => {
    const secret = await setUpApp(world, desk)
    wait(60_000)
    const { browser, answer } = await byPassword(world, ana, '/acme/tasks')
    expect([answer.status, answer.location]).toEqual([303, '/sign-in/second'])
    expect(browser.cookies.has('__Host-sid')).toBe(false)
    expect((await browser.get('/acme/tasks')).location).toContain('/sign-in')
    expect((await browser.get('/sign-in/second')).html).toContain('Code of your authenticator app')
    const done = await second(browser, { way: 'app', code: codeOf(secret, world.now) })
    expect([done.status, done.location]).toEqual([303, '/acme/tasks'])
    expect((await browser.get('/acme/tasks')).status).toBe(200)
    expect(await proofsOf(ana.loginId)).toEqual(['password', 'totp'])
    expect(browser.cookies.has('__Host-half')).toBe(false)

    const mailed = new Visitor(world)
    await mailed.get('/sign-in')
    const asked = await mailed.post('/sign-in', { email: emailOf(ana), way: 'code' })
    const ticket = /name="ticket" value="([^"]+)"/.exec(asked.html)?.[1] ?? ''
    const code = /\d{6}/.exec((await letters()).at(-1) ?? '')?.[0] ?? ''
    expect((await mailed.post('/sign-in/code', { ticket, code, email: emailOf(ana) })).location).toBe('/sign-in/second')
  })

  it('opens once a step, whoever is faster, and not with the step before it [OPS-3b]', async () => {
    const secret = await setUpApp(world, desk)
    wait(90_000)
    const [one, other] = [await byPassword(world, ana), await byPassword(world, ana)]
    const code = codeOf(secret, world.now)
    expect((await second(one.browser, { code })).status).toBe(303)
    const again = await second(other.browser, { code })
    expect([again.status, again.html.includes('used already')]).toEqual([422, true])
    expect((await second(other.browser, { code: codeOf(secret, world.now - 30_000) })).html).toContain('used already')
    expect((await second(other.browser, { code: codeOf(secret, world.now + 30_000) })).status).toBe(303)
  })

  it('of a clock that is off by ten minutes is told so, and the shown code is worth nothing later', async () => {
    const secret = await setUpApp(world, desk)
    wait(60_000)
    const { browser } = await byPassword(world, ana)
    const early = codeOf(secret, world.now + 10 * 60_000)
    const answer = await second(browser, { code: early })
    expect(answer.status).toBe(422)
    expect(answer.html).toContain('The clock of your device is about 10 minutes ahead')
    expect((await second(browser, { code: codeOf(secret, world.now - 10 * 60_000) })).html).toContain(
      '10 minutes behind',
    )
    wait(9 * 60_000)
    const next = await byPassword(world, ana)
    wait(60_000)
    expect((await second(next.browser, { code: early })).html).toContain('used already')
  })

  it('is guessed at most ten times in a quarter of an hour', async () => {
    await setUpApp(world, desk)
    wait(60_000)
    const { browser } = await byPassword(world, ana)
    const statuses: number[] = []
    for (let time = 0; time < 12; time++) statuses.push((await second(browser, { code: '000000' })).status)
    expect(statuses).toEqual([...Array(10).fill(422), 429, 429])
  })

  it('is removed by its owner after a proof; then the password is enough again', async () => {
    await setUpApp(world, desk)
    expect((await desk.get('/security/app/removal')).status).toBe(200)
    expect((await desk.post('/security/app/removal')).status).toBe(303)
    expect((await desk.post('/security/app/removal')).status).toBe(404)
    expect((await byPassword(world, ana)).answer.location).toBe('/acme')
  })

  it('that is set up anew takes the place of the old one with its first code, not before', async () => {
    const old = await setUpApp(world, desk)
    wait(60_000)
    await desk.post('/security/app')
    const { browser } = await byPassword(world, ana)
    expect((await second(browser, { code: codeOf(old, world.now) })).status).toBe(303)
    wait(16 * 60_000)
    expect((await desk.get('/security/app')).status).toBe(303)
  })
})

describe('a passkey as second factor', () => {
  it('is taken after the password, from its owner only', async () => {
    const device = await addPasskey(desk)
    const bo = await world.member(ana, 'Bo', 'technician')
    const boDevice = await addPasskey(new Visitor(world, bo), 'Bo’s')
    const { browser, answer } = await byPassword(world, ana)
    expect(answer.location).toBe('/sign-in/second')
    const ask = () => browser.json<{ options: { challenge: string }; box: string }>('/passkey-options?for=second')
    const theirs = await ask()
    const wrong = await second(browser, { way: 'passkey', box: theirs.box, answer: await boDevice.get(theirs.options) })
    expect([wrong.status, wrong.html.includes('do not know this passkey')]).toEqual([422, true])
    const own = await ask()
    expect(
      (await second(browser, { way: 'passkey', box: own.box, answer: await device.get(own.options) })).status,
    ).toBe(303)
    expect(await proofsOf(ana.loginId)).toEqual(['password', 'passkey'])
  })
})

describe('recovery codes', () => {
  const make = async () => codesIn((await desk.post('/security/codes')).html)

  it('are ten of 120 bits, shown once, kept as hashes, and work once each [MRO-2.1d]', async () => {
    await setUpApp(world, desk)
    const codes = await make()
    expect([codes.length, new Set(codes).size]).toEqual([10, 10])
    const kept = JSON.stringify((await env.CONTROL.prepare('SELECT * FROM recovery_codes').all()).results)
    for (const code of codes) expect(kept).not.toContain(code.replaceAll('-', ''))
    expect((await desk.get('/security/codes')).html).not.toContain(codes[0])

    const sloppy = (codes[0] ?? '').toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
    const { browser } = await byPassword(world, ana)
    expect((await browser.get('/sign-in/second?way=recovery')).html).toContain('Recovery code')
    expect((await second(browser, { way: 'recovery', recovery: sloppy })).status).toBe(303)
    expect(await letters()).toContain('A recovery code was used to sign in; 9 are left')
    const again = await byPassword(world, ana)
    const refused = await second(again.browser, { way: 'recovery', recovery: codes[0] ?? '' })
    expect([refused.status, refused.html.includes('Each works once')]).toEqual([422, true])
  })

  it('are replaced as a set', async () => {
    await setUpApp(world, desk)
    const [old = ''] = await make()
    const [fresh = ''] = await make()
    const { browser } = await byPassword(world, ana)
    expect((await second(browser, { way: 'recovery', recovery: old })).status).toBe(422)
    expect((await second(browser, { way: 'recovery', recovery: fresh })).status).toBe(303)
    expect(await row('SELECT count(*) AS n FROM recovery_codes')).toEqual({ n: 10 })
  })
})

describe('a reset of the password', () => {
  it('does not go around the second factor (ASVS 6.4.3) [OPS-3b]', async () => {
    await setUpApp(world, desk)
    const browser = new Visitor(world)
    await browser.get('/reset')
    const asked = await browser.post('/reset', { email: emailOf(ana) })
    const ticket = /name="ticket" value="([^"]+)"/.exec(asked.html)?.[1] ?? ''
    const code = /\d{6}/.exec((await letters()).at(-1) ?? '')?.[0] ?? ''
    const fresh = 'nine new bearings hum at night'
    expect((await browser.post('/reset/code', { ticket, code, email: emailOf(ana), password: fresh })).status).toBe(200)
    expect(browser.cookies.has('__Host-sid')).toBe(false)
    await browser.get('/sign-in')
    const signed = await browser.post('/sign-in', { email: emailOf(ana), password: fresh })
    expect([signed.location, browser.cookies.has('__Host-sid')]).toEqual(['/sign-in/second', false])
    expect(await row('SELECT count(*) AS n FROM authenticator_apps WHERE secret_box IS NOT NULL')).toEqual({ n: 1 })
  })
})

describe('half a sign-in', () => {
  it('ends after ten minutes, and a changed box of it is nothing', async () => {
    await setUpApp(world, desk)
    const { browser } = await byPassword(world, ana)
    wait(10 * 60_000)
    expect((await browser.get('/sign-in/second')).location).toBe('/sign-in')
    const other = await byPassword(world, ana)
    const box = other.browser.cookies.get('__Host-half') ?? ''
    other.browser.cookies.set('__Host-half', `${box.startsWith('A') ? 'B' : 'A'}${box.slice(1)}`)
    expect((await other.browser.get('/sign-in/second')).location).toBe('/sign-in')
  })
})

describe('an organization that asks for a second factor', () => {
  it('leads members without one through setting it up; nothing else of it is open until then [MRO-5e] [OPS-3b]', async () => {
    await requireSecond(ana.organizationId)
    const { browser, answer } = await byPassword(world, ana, '/acme/tasks')
    expect(answer.location).toBe('/acme/tasks')
    for (const path of ['/acme/tasks', '/acme', '/acme/profile', '/acme/settings']) {
      const to = `/sign-in/factor?organization=acme&next=${encodeURIComponent(path)}`
      expect([path, (await browser.get(path)).location]).toEqual([path, to])
    }
    expect((await browser.get('/api/v1/acme/tasks')).status).toBe(403)
    const before = await world.everything(ana)
    expect((await browser.post('/acme/tasks', { title: 'Around it' })).location).toContain('/sign-in/factor')
    expect(await world.everything(ana)).toBe(before)

    const led = await browser.get('/sign-in/factor?organization=acme&next=/acme/tasks')
    expect(led.html).toContain('acme asks everybody for a second factor')
    await browser.post('/security/app', { next: '/acme/tasks' })
    const { html } = await browser.get('/security/app?next=/acme/tasks')
    const secret = (/<code class="path">([^<]+)</.exec(html)?.[1] ?? '').replaceAll(' ', '')
    const done = await browser.post('/security/app/confirmation', {
      code: codeOf(secret, world.now),
      next: '/acme/tasks',
    })
    expect(done.location).toBe('/security/codes?next=%2Facme%2Ftasks')
    expect((await browser.get('/acme/tasks')).status).toBe(200)
  })

  it('asks those who have one to prove it, in the session that they have', async () => {
    const secret = await setUpApp(world, desk)
    await env.CONTROL.prepare(`UPDATE sessions SET proofs = '[{"way":"password","at":${world.now}}]'`).run()
    await requireSecond(ana.organizationId)
    wait(60_000)
    expect((await desk.get('/acme/tasks')).location).toBe('/sign-in/factor?organization=acme&next=%2Facme%2Ftasks')
    const led = await desk.get('/sign-in/factor?organization=acme&next=/acme/tasks')
    expect(led.location).toBe('/prove?second=yes&next=%2Facme%2Ftasks')
    expect((await desk.get(led.location)).html).toContain('asks for your second factor')
    const done = await desk.post('/prove', { next: '/acme/tasks', second: 'yes', code: codeOf(secret, world.now) })
    expect([done.status, done.location]).toEqual([303, '/acme/tasks'])
    expect((await desk.get('/acme/tasks')).status).toBe(200)
  })

  it('says nothing of its name to others', async () => {
    const zed = await world.organization('zenith', 'Zed')
    const html = (await new Visitor(world, zed).get('/sign-in/factor?organization=acme&next=/')).html
    expect(html).not.toContain('acme asks')
  })
})

it('a password alone stays enough for those who have no second factor', async () => {
  expect(password.length).toBeGreaterThan(15)
  expect((await byPassword(world, ana, '/acme/tasks')).answer.location).toBe('/acme/tasks')
})

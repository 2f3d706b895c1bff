import { beforeEach, describe, expect, it } from 'vitest'
import { browserName, placeName } from '../../src/identity/browser'
import { hashing, hashingInTurn, limits } from '../../src/identity/limits'
import { hashPassword } from '../../src/identity/password'
import { forgetOld } from '../../src/identity/session'
import { hashOf } from '../../src/kernel/ids'
import { attempt } from '../../src/kernel/refusal'
import { env, hidden, type Person, World } from '../support/world'

const minute = 60_000
const password = 'four rusty valves sing loudly'
const email = 'ana@acme.example'
const chrome =
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  await env.CONTROL.prepare('UPDATE logins SET password_hash = ?')
    .bind(await hashPassword(password, env.PEPPER))
    .run()
})

/** A browser with the cookies that it was given. */
class Browser {
  readonly #cookies = new Map<string, string>()
  constructor(readonly address = '192.0.2.7') {}

  async ask(path: string, form?: Record<string, string>): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await world.ask(path, {
      method: form ? 'POST' : 'GET',
      headers: {
        Cookie: cookie,
        'User-Agent': chrome,
        'CF-Connecting-IP': this.address,
        'Sec-Fetch-Site': 'same-origin',
        ...(form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(form ? { body: new URLSearchParams(form) } : {}),
      // As the edge tells it.
      ...({ cf: { country: 'NL', city: 'Arnhem' } } as object),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      this.#cookies.set(name, value)
    }
    return answer
  }

  async signIn(given: string, to = email): Promise<Response> {
    const csrf = hidden(await (await this.ask('/sign-in')).text(), 'csrf')
    return this.ask('/sign-in', { csrf, email: to, password: given, next: '/acme' })
  }

  forgetSession() {
    this.#cookies.delete('__Host-sid')
  }
}

const rows = async (sql: string) => (await env.CONTROL.prepare(sql).all<Record<string, unknown>>()).results
const letters = async () =>
  (await rows("SELECT body FROM local_messages WHERE channel = 'mail' ORDER BY rowid")).map(
    ({ body }) => JSON.parse(String(body)) as { subject: string; text: string },
  )

describe('the history of signing in', () => {
  it('keeps what was right and wrong, with the network and place, and how long the session was [MRO-2.6a] [MRO-2.6d] [MAI-1h]', async () => {
    const browser = new Browser()
    expect((await browser.signIn('wrong wrong wrong wrong')).status).toBe(422)
    world.now = (world.now + 1000) as typeof world.now
    expect((await browser.signIn(password)).status).toBe(303)
    world.now = (world.now + 5 * minute) as typeof world.now
    expect((await browser.ask('/acme')).status).toBe(200)
    const csrf = hidden(await (await browser.ask('/acme')).text(), 'csrf')
    await browser.ask('/sign-out', { csrf })
    const history = await rows('SELECT * FROM sign_ins ORDER BY at')
    expect(history.map(({ outcome, way }) => [outcome, way])).toEqual([
      ['wrong', 'password'],
      ['in', 'password'],
    ])
    expect(history[1]).toMatchObject({ address_prefix: '192.0.2.0/24', ended_at: world.now, browser: chrome })
    expect(JSON.stringify(history)).not.toContain('192.0.2.7')
  })

  it('of an address without a login nothing is kept', async () => {
    const answer = await new Browser().signIn(password, 'nobody@acme.example')
    expect(answer.status).toBe(422)
    expect(await rows('SELECT * FROM sign_ins')).toEqual([])
    expect(await rows('SELECT * FROM devices')).toEqual([])
  })

  it('is forgotten after two years, and a device after one [MRO-2.6d]', async () => {
    await new Browser().signIn(password)
    const year = 365 * 24 * 60 * minute
    world.now = (world.now + year - 1000) as typeof world.now
    await forgetOld(world.platform)
    expect((await rows('SELECT 1 FROM devices')).length).toBe(1)
    world.now = (world.now + 1000) as typeof world.now
    await forgetOld(world.platform)
    expect((await rows('SELECT 1 FROM devices')).length).toBe(0)
    expect((await rows('SELECT 1 FROM sign_ins')).length).toBe(1)
    world.now = (world.now + year) as typeof world.now
    await forgetOld(world.platform)
    expect((await rows('SELECT 1 FROM sign_ins')).length).toBe(0)
  })
})

describe('a new device', () => {
  it('is told by mail once; the first one of a login and one that is known are not [MRO-5e]', async () => {
    const [first, second] = [new Browser(), new Browser('198.51.100.9')]
    await first.signIn(password)
    expect(await letters()).toEqual([])
    await second.signIn(password)
    const [letter, ...more] = await letters()
    expect(letter?.subject).toBe('A new device signed in')
    expect(letter?.text).toContain('Chrome on Android')
    expect(letter?.text).toContain('198.51.100.0/24')
    expect(letter?.text).toContain(`${env.ORIGIN}/reset`)
    expect(more).toEqual([])
    await second.signIn(password)
    expect((await letters()).length).toBe(1)
    expect((await rows('SELECT 1 FROM devices')).length).toBe(2)
  })

  it('keeps its secret as a hash only', async () => {
    const browser = new Browser()
    const token =
      /__Host-device=([^;]+)/.exec((await browser.signIn(password)).headers.getSetCookie().join())?.[1] ?? ''
    expect(token).toMatch(/^[\w-]{43}$/)
    expect((await rows('SELECT hash FROM devices'))[0]?.hash).toBe(await hashOf(token))
  })
})

describe('too many tries', () => {
  it('wait, and no stranger keeps the owner’s own device out; the stranger gets no hint [MRO-5e] [OPS-3b]', async () => {
    const own = new Browser()
    await own.signIn(password)
    own.forgetSession()
    const account = env.LIMITER.getByName(`account:${await hashOf(email)}`)
    for (let time = 0; time < limits.account.most; time++) await account.take(world.now, limits.account)
    const stranger = await new Browser('203.0.113.5').signIn(password)
    expect([stranger.status, stranger.headers.get('Retry-After')]).toEqual([429, '60'])
    expect((await own.signIn(password)).headers.get('Location')).toBe('/acme')
    // The same for an address that nobody has.
    const nobody = env.LIMITER.getByName(`account:${await hashOf('nil@acme.example')}`)
    for (let time = 0; time < limits.account.most; time++) await nobody.take(world.now, limits.account)
    expect((await new Browser('203.0.113.5').signIn(password, 'nil@acme.example')).status).toBe(429)
  })

  it('one password on many addresses of a domain waits too, but for its own devices', async () => {
    const own = new Browser()
    await own.signIn(password)
    own.forgetSession()
    const domain = env.LIMITER.getByName(`organization:${await hashOf('acme.example')}`)
    for (let time = 0; time < limits.organization.most; time++) await domain.take(world.now, limits.organization)
    expect((await new Browser('203.0.113.5').signIn(password)).status).toBe(429)
    expect((await own.signIn(password)).status).toBe(303)
  })

  it('right ones do not count: an office that signs in at eight is not held back', async () => {
    const office = new Browser()
    const network = env.LIMITER.getByName(`address:${await hashOf('192.0.2.0/24')}`)
    for (let time = 0; time < limits.address.most - 1; time++) await network.take(world.now, limits.address)
    for (let time = 0; time < 3; time++) expect((await office.signIn(password)).status).toBe(303)
    expect((await office.signIn('wrong wrong wrong wrong')).status).toBe(422)
    expect((await office.signIn(password)).status).toBe(429)
  })

  it('hashes two at once for a network, and the third waits its turn', async () => {
    const request = { req: { header: () => '192.0.2.7' } } as never
    let [now, most] = [0, 0]
    const work = async () => {
      now++
      most = Math.max(most, now)
      await new Promise((resolve) => setTimeout(resolve, 100))
      now--
      return 'done'
    }
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => attempt(() => hashingInTurn(world.platform, request, email, work))),
    )
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(3)
    expect(most).toBeLessThanOrEqual(hashing.atOnce)
  })
})

describe('a mailed code', () => {
  it('signs in for ten minutes, not longer, and a wrong one stands in the history', async () => {
    const browser = new Browser()
    const ask = async () => {
      const csrf = hidden(await (await browser.ask('/sign-in')).text(), 'csrf')
      const page = await (await browser.ask('/sign-in', { csrf, email, way: 'code', next: '/acme' })).text()
      const code = /\d{6}/.exec((await letters()).at(-1)?.subject ?? '')?.[0] ?? ''
      return { csrf, ticket: hidden(page, 'ticket'), code }
    }
    const first = await ask()
    world.now = (world.now + 10 * minute + 1000) as typeof world.now
    expect((await browser.ask('/sign-in/code', first)).status).toBe(422)
    const second = await ask()
    world.now = (world.now + 10 * minute - 1000) as typeof world.now
    const wrong = second.code === '000000' ? '000001' : '000000'
    expect((await browser.ask('/sign-in/code', { ...second, code: wrong })).status).toBe(422)
    expect((await browser.ask('/sign-in/code', second)).status).toBe(303)
    expect((await rows('SELECT outcome, way FROM sign_ins ORDER BY rowid')).map(({ outcome }) => outcome)).toEqual([
      'wrong',
      'wrong',
      'in',
    ])
    expect(ana.loginId).toBe((await rows('SELECT login_id FROM sign_ins'))[0]?.login_id)
  })
})

it('names browsers and places as people do', () => {
  expect([browserName(chrome), browserName(''), browserName('curl/8.5')]).toEqual([
    'Chrome on Android',
    'A browser that does not say which',
    expect.any(String),
  ])
  expect([placeName('NL', 'Arnhem'), placeName('NL', ''), placeName('', 'Arnhem')]).toEqual([
    'Arnhem, Netherlands',
    'Netherlands',
    null,
  ])
})

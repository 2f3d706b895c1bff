import { beforeEach, describe, expect, it } from 'vitest'
import { sweepEmailChanges } from '../../src/identity/account'
import { hashPassword, isPassword } from '../../src/identity/password'
import { hashOf, newId } from '../../src/kernel/ids'
import { env, hidden, type Person, World } from '../support/world'

const minute = 60_000
const password = 'four rusty valves sing loudly'
const fresh = 'nine copper kettles whistle'

let world: World
let ana: Person
let zed: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  zed = await world.organization('zenith', 'Zed')
  await env.CONTROL.prepare('UPDATE logins SET password_hash = ?')
    .bind(await hashPassword(password, env.PEPPER))
    .run()
})

const rows = async (sql: string, ...values: unknown[]) =>
  (
    await env.CONTROL.prepare(sql)
      .bind(...values)
      .all<Record<string, unknown>>()
  ).results
const letters = async () =>
  (await rows("SELECT recipient, body FROM local_messages WHERE channel = 'mail' ORDER BY rowid")).map(
    ({ recipient, body }) => ({
      to: String(recipient),
      ...(JSON.parse(String(body)) as { subject: string; text: string }),
    }),
  )
const codeTo = async (address: string) =>
  /\d{6}/.exec((await letters()).filter(({ to }) => to === address).at(-1)?.subject ?? '')?.[0] ?? ''
const tokenOf = (answer: Response) => /__Host-sid=([^;]+)/.exec(answer.headers.getSetCookie().join())?.[1] ?? ''

/** Another browser in which the person is signed in. */
async function anotherSession(person: Person, name: string): Promise<Person> {
  const token = `token-${name}`
  await env.CONTROL.prepare(
    `INSERT INTO sessions (hash, id, login_id, created_at, seen_at, proved_at, rotated_at, proofs, address_prefix, browser, country, city)
     VALUES (?1, ?2, ?3, ?4, ?4, ?4, ?4, '[]', '198.51.100.0/24', ?5, 'DE', 'Kassel')`,
  )
    .bind(
      await hashOf(token),
      newId('ss', world.now),
      person.loginId,
      world.now,
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    )
    .run()
  return { ...person, token }
}

describe('a new password', () => {
  it('asks the current one, ends every other session, turns the token and is told by mail [MRO-2.1d] [MRO-5e]', async () => {
    const other = await anotherSession(ana, 'telephone')
    const page = await world.get(ana, '/security/password')
    expect(await page.text()).toContain('autocomplete="current-password"')
    const done = await world.post(ana, '/security/password', { current: password, password: fresh })
    expect([done.status, done.headers.get('Location')]).toEqual([303, '/security'])
    expect((await world.get(other, '/acme')).status).toBe(303)
    expect((await world.get(ana, '/acme')).status).toBe(303)
    expect((await world.get({ ...ana, token: tokenOf(done) }, '/acme')).status).toBe(200)
    const [login] = await rows('SELECT password_hash FROM logins WHERE id = ?', ana.loginId)
    expect(await isPassword(fresh, String(login?.password_hash), env.PEPPER)).toBe(true)
    expect((await letters()).at(-1)?.subject).toBe('Your password was changed')
    const told = "SELECT actor_id, reason FROM audit_entries WHERE action = 'identity.factor.record'"
    expect(await (await world.as(ana)).db.all(told)).toEqual([{ actor_id: ana.memberId, reason: 'password-changed' }])
    expect(await (await world.as(zed)).db.all(told)).toEqual([])
    expect((await world.get(zed, '/zenith')).status).toBe(200)
  })

  it('is not taken with a wrong current one, or when it is weak, and nothing is written', async () => {
    const before = await rows('SELECT * FROM logins')
    const wrong = await world.post(ana, '/security/password', { current: 'wrong wrong wrong', password: fresh })
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('not your current password')])
    const weak = await world.post(ana, '/security/password', { current: password, password: 'passwordpassword' })
    expect([weak.status, await weak.text()]).toEqual([422, expect.stringContaining('repeats the same')])
    expect(await rows('SELECT * FROM logins')).toEqual(before)
    expect(await letters()).toEqual([])
    expect((await world.get(ana, '/acme')).status).toBe(200)
  })

  it('from an old proof asks for a fresh one first', async () => {
    world.now = (world.now + 40 * minute) as typeof world.now
    const page = await world.get(ana, '/security/password')
    expect(page.headers.get('Location')).toMatch(/^\/prove/)
  })
})

describe('a new e-mail address', () => {
  const begin = async (to: string) => {
    const page = await (await world.post(ana, '/security/email', { email: to })).text()
    return { oldTicket: hidden(page, 'oldTicket'), newTicket: hidden(page, 'newTicket'), to }
  }

  it('is confirmed on both sides, follows into every organization, and both are told [MRO-2.6a]', async () => {
    const change = await begin('Ana.New@acme.example')
    const codes = { oldCode: await codeTo('ana@acme.example'), newCode: await codeTo('ana.new@acme.example') }
    const half = await world.post(ana, '/security/email/confirmation', { ...change, ...codes, newCode: '' })
    expect(half.status).toBe(422)
    expect((await rows('SELECT email FROM logins WHERE id = ?', ana.loginId))[0]?.email).toBe('ana@acme.example')
    const done = await world.post(ana, '/security/email/confirmation', { ...change, ...codes })
    expect(done.headers.get('Location')).toBe('/security')
    expect((await rows('SELECT email FROM logins WHERE id = ?', ana.loginId))[0]?.email).toBe('ana.new@acme.example')
    const ctx = await world.as(ana)
    const [member] = await ctx.db.all<{ email: string }>(`SELECT email FROM members WHERE id = '${ana.memberId}'`)
    expect(member?.email).toBe('ana.new@acme.example')
    const told = (await letters()).filter(({ subject }) => subject === 'Your e-mail address was changed')
    expect(told.map(({ to }) => to).sort()).toEqual(['ana.new@acme.example', 'ana@acme.example'])
  })

  it('that a crash left half way is finished by the clock, once', async () => {
    await env.CONTROL.prepare('UPDATE logins SET email = ?, email_changed_at = ? WHERE id = ?')
      .bind('ana.new@acme.example', world.now, ana.loginId)
      .run()
    await sweepEmailChanges(world.platform)
    const ctx = await world.as(ana)
    const email = async () => (await ctx.db.all<{ email: string }>('SELECT email FROM members'))[0]?.email
    expect(await email()).toBe('ana@acme.example')
    world.now = (world.now + 2 * minute) as typeof world.now
    await sweepEmailChanges(world.platform)
    await sweepEmailChanges(world.platform)
    expect(await email()).toBe('ana.new@acme.example')
    expect(await rows('SELECT 1 FROM logins WHERE email_changed_at IS NOT NULL')).toEqual([])
    expect(await ctx.db.all("SELECT 1 FROM audit_entries WHERE action = 'identity.member.follow-email'")).toHaveLength(
      1,
    )
  })

  it('that somebody has tells nothing on the page, tells its owner, and is never taken', async () => {
    const plain = (html: string) =>
      html.replaceAll(/value="[^"]*"|[\w.]+@[\w.]+|(op|csrf|name)="[^"]*"|data-csrf="[^"]*"/g, '')
    const taken = await (await world.post(ana, '/security/email', { email: 'zed@zenith.example' })).text()
    const free = await (await world.post(ana, '/security/email', { email: 'nil@zenith.example' })).text()
    expect(plain(taken)).toBe(plain(free))
    expect((await letters()).find(({ to }) => to === 'zed@zenith.example')?.subject).toBe(
      'Your address is in use already',
    )
    expect(await codeTo('zed@zenith.example')).toBe('')
  })

  it('codes of another login open nothing', async () => {
    const change = await begin('ana.new@acme.example')
    const codes = { oldCode: await codeTo('ana@acme.example'), newCode: await codeTo('ana.new@acme.example') }
    expect((await world.post(zed, '/security/email/confirmation', { ...change, ...codes })).status).toBe(422)
    expect((await rows('SELECT 1 FROM logins WHERE email = ?', 'ana.new@acme.example')).length).toBe(0)
  })
})

describe('devices', () => {
  it('are listed with browser, place, first and last use; one or all others are ended [MRO-2.6a] [MRO-2.6d] [MAI-1h]', async () => {
    const phone = await anotherSession(ana, 'phone')
    const desk = await anotherSession(ana, 'desk')
    const html = await (await world.get(ana, '/security/devices')).text()
    expect(html).toContain('Firefox on Windows')
    expect(html).toContain('Kassel, Germany')
    expect(html).toContain('this device')
    const [row] = await rows('SELECT id FROM sessions WHERE hash = ?', await hashOf('token-phone'))
    // Nobody ends another person's.
    await world.post(zed, `/security/devices/${row?.id}/end`)
    expect((await world.get(phone, '/acme')).status).toBe(200)
    await world.post(ana, `/security/devices/${row?.id}/end`)
    expect((await world.get(phone, '/acme')).status).toBe(303)
    expect((await world.get(desk, '/acme')).status).toBe(200)
    await world.post(ana, '/security/devices/end-others')
    expect((await world.get(desk, '/acme')).status).toBe(303)
    expect((await world.get(ana, '/acme')).status).toBe(200)
    expect((await world.get(zed, '/zenith')).status).toBe(200)
  })

  it('the history shows what was wrong, and only one’s own [MRO-2.6a]', async () => {
    const note = (loginId: string, outcome: string, way: string) =>
      env.CONTROL.prepare(
        `INSERT INTO sign_ins (id, login_id, at, way, outcome, ended_at, browser, address_prefix, country, city)
         VALUES (?, ?, ?, ?, ?, ?, '', '192.0.2.0/24', 'NL', 'Arnhem')`,
      )
        .bind(
          newId('si', world.now),
          loginId,
          world.now - 90 * minute,
          way,
          outcome,
          outcome === 'in' ? world.now : null,
        )
        .run()
    await note(ana.loginId, 'in', 'password+totp')
    await note(ana.loginId, 'wrong', 'password')
    await note(zed.loginId, 'in', 'passkey')
    const html = await (await world.get(ana, '/security/history')).text()
    for (const words of ['password and authenticator app', 'Wrong password', '1 h 30 min', 'Arnhem, Netherlands'])
      expect(html).toContain(words)
    expect(html).not.toContain('by passkey')
    expect((await world.get(ana, '/security/history?after=nonsense')).status).toBe(422)
  })
})

describe('the session’s end', () => {
  const left = async (answer: Response) => ((await answer.json()) as { endsInMs: number }).endsInMs

  it('is told without lengthening it, and one tap lengthens it [MRO-5e]', async () => {
    await world.get(ana, '/acme')
    const begun = world.now
    world.now = (begun + 58.5 * minute) as typeof world.now
    expect(await left(await world.get(ana, '/acme/session', { 'X-Quiet': '1' }))).toBe(1.5 * minute)
    expect(await left(await world.get(ana, '/acme/session', { 'X-Quiet': '1' }))).toBe(1.5 * minute)
    expect(await left(await world.post(ana, '/acme/session'))).toBe(60 * minute)
    world.now = (begun + 100 * minute) as typeof world.now
    const page = await world.get(ana, '/acme')
    expect(page.status).toBe(200)
    expect(await page.text()).toContain(`data-ends="${60 * minute}"`)
  })

  it('leads a page back to itself, also when only a part of it asked', async () => {
    world.now = (world.now + 61 * minute) as typeof world.now
    const part = await world.get(ana, '/acme/people/pick', {
      'HX-Request': 'true',
      'HX-Current-URL': `${env.ORIGIN}/acme/tasks/new`,
    })
    expect([part.status, part.headers.get('HX-Redirect')]).toEqual([
      401,
      '/sign-in?why=expired&next=%2Facme%2Ftasks%2Fnew',
    ])
    const page = await (await world.get(ana, '/sign-in?why=expired&next=%2Facme%2Ftasks%2Fnew')).text()
    expect(page).toContain('You were signed out')
    expect(page).toContain('name="next" value="/acme/tasks/new"')
  })
})

describe('consents', () => {
  it('are given and taken back with the words that stood there, and only added to [MRO-2.6d]', async () => {
    const ctx = await world.as(ana)
    const none = await world.post(ana, '/acme/profile/consents', { sms: 'on' })
    expect([none.status, await none.text()]).toEqual([422, expect.stringContaining('telephone number')])
    await ctx.db.run("UPDATE members SET phone = '+13125550123'")
    for (const sms of ['on', 'on', '']) {
      world.now = (world.now + 1000) as typeof world.now
      await world.post(ana, '/acme/profile/consents', { sms })
    }
    const kept = await ctx.db.all<{ given: number; words: string; how: string }>(
      "SELECT given, words, how FROM consents WHERE kind = 'sms' ORDER BY id",
    )
    expect(kept.map(({ given, how }) => [given, how])).toEqual([
      [1, 'profile'],
      [0, 'profile'],
    ])
    expect(kept[0]?.words).toContain('Reply STOP')
    const html = await (await world.get(ana, '/acme/profile/consents')).text()
    expect(html).toContain('Taken back')
    for (const sql of ['UPDATE consents SET given = 1', 'DELETE FROM consents']) {
      const changed = await ctx.db.run(sql).then(
        () => '',
        (error: Error) => `${error} ${error.cause}`,
      )
      expect([sql, changed]).toEqual([sql, expect.stringContaining('append-only')])
    }
    // An entry that comes again, in whatever words, is the first one; what is older than three years may go.
    const before = await ctx.db.all('SELECT * FROM consents ORDER BY id')
    await ctx.db.run(`INSERT OR REPLACE INTO consents (id, member_id, kind, purpose, channel, given, words, version, at, how)
      SELECT id, member_id, kind, purpose, channel, 1 - given, 'other', version, at, how FROM consents`)
    expect(await ctx.db.all('SELECT * FROM consents ORDER BY id')).toEqual(before)
    await ctx.db.run(`INSERT INTO consents (id, member_id, kind, purpose, channel, given, words, version, at, how)
      VALUES ('cn_old', '${ana.memberId}', 'sms', 'work-messages', 'text', 0, 'w', '2020-01', 1, 'profile')`)
    await ctx.db.run("DELETE FROM consents WHERE id = 'cn_old'")
    expect(await ctx.db.all('SELECT * FROM consents ORDER BY id')).toEqual(before)
  })
})

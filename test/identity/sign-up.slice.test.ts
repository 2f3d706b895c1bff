import { beforeEach, describe, expect, it } from 'vitest'
import { agreements } from '../../src/identity/policy'
import { env, hidden, World } from '../support/world'

let world: World

beforeEach(async () => {
  world = await World.open()
})

const fields = {
  organizationName: 'Łódź Stal & Söhne',
  name: 'Ewa Nowak',
  jobTitle: 'Plant manager',
  email: 'Ewa@Stal.example',
  password: 'four rusty valves sing loudly',
  timeZone: 'Europe/Warsaw',
  currency: 'PLN',
  agreed: 'on',
  phone: '',
  sms: '',
}

type Visit = { cookie: string; csrf: string; html: string }

/** A browser that is not signed in. */
async function visit(path: string): Promise<Visit> {
  const page = await world.ask(path)
  const html = await page.text()
  return { cookie: (page.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '', csrf: hidden(html, 'csrf'), html }
}

const send = ({ cookie, csrf }: Visit, path: string, body: Record<string, string>) =>
  world.ask(path, {
    method: 'POST',
    headers: { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ csrf, ...body }),
  })

const lastCode = async () => {
  const row = await env.CONTROL.prepare(
    "SELECT body FROM local_messages WHERE channel = 'mail' ORDER BY rowid DESC LIMIT 1",
  ).first<{ body: string }>()
  return /\d{6}/.exec(JSON.parse(row?.body ?? '{}').subject ?? '')?.[0] ?? ''
}

async function signUp(changes: Partial<typeof fields> = {}) {
  const browser = await visit('/sign-up')
  const asked = await send(browser, '/sign-up', { ...fields, ...changes })
  const html = await asked.text()
  return { browser, asked, html, ticket: hidden(html, 'ticket'), code: await lastCode() }
}

const count = async (table: string) =>
  (await env.CONTROL.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())?.n

describe('opening an organization', () => {
  it('takes a form, a mailed code, and is usable at once', async () => {
    const { browser, asked, ticket, code } = await signUp()
    expect(asked.status).toBe(200)
    expect(await count('organizations')).toBe(0)

    const opened = await send(browser, '/verify', { ticket, code })
    expect(opened.status).toBe(303)
    expect(opened.headers.get('Location')).toBe('/lodz-stal-sohne')
    const session = /__Host-sid=([^;]+)/.exec(opened.headers.get('Set-Cookie') ?? '')?.[1]
    const home = await world.ask('/lodz-stal-sohne', { headers: { Cookie: `__Host-sid=${session}` } })
    expect(home.status).toBe(200)
    expect(await home.text()).toContain('Łódź Stal &amp; Söhne')
  })

  it('keeps what was typed, names every field that is wrong, and writes nothing', async () => {
    const browser = await visit('/sign-up')
    const answer = await send(browser, '/sign-up', {
      ...fields,
      email: 'ewa@',
      password: 'short',
      agreed: '',
      timeZone: 'Mars/Olympus',
    })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    for (const name of ['email', 'password', 'agreed', 'timeZone']) expect(html).toContain(`href="#${name}"`)
    expect(html).toContain('value="Ewa Nowak"')
    expect(html).not.toContain('value="short"')
    expect(await count('tickets')).toBe(0)
  })

  it('a wrong code counts down and then the ticket is void, with the right code too', async () => {
    const { browser, ticket, code } = await signUp()
    const wrong = code === '000000' ? '000001' : '000000'
    for (let left = 4; left >= 1; left--) {
      expect(await (await send(browser, '/verify', { ticket, code: wrong })).text()).toContain(
        left === 1 ? 'one try is left' : `${left} tries are left`,
      )
    }
    await send(browser, '/verify', { ticket, code: wrong })
    expect((await send(browser, '/verify', { ticket, code })).status).toBe(422)
    expect(await count('organizations')).toBe(0)
  })

  it('keeps the job title, the number and what was agreed to: the exact words, their version, the moment; texts only when ticked [MRO-2.1a] [MAI-1a] [MRO-10] [MAI-9]', async () => {
    const given = await signUp({ phone: '+48 22 555 01 02', sms: 'on' })
    await send(given.browser, '/verify', { ticket: given.ticket, code: given.code })
    const silent = await signUp({ email: 'quiet@stal.example', organizationName: 'Quiet' })
    await send(silent.browser, '/verify', { ticket: silent.ticket, code: silent.code })
    const kept = async (email: string) => {
      const row = await env.CONTROL.prepare(
        'SELECT organization_id AS id, member_id AS member FROM memberships JOIN logins ON logins.id = login_id WHERE email = ?',
      )
        .bind(email)
        .first<{ id: string; member: string }>()
      const ctx = await world.platform.openTenant(row?.id ?? '', { kind: 'system', id: 'house' }, 'test')
      return {
        member: await ctx.db.all('SELECT name, job_title, phone FROM members'),
        consents: await ctx.db.all(
          'SELECT kind, purpose, channel, given, words, version, at, how FROM consents ORDER BY kind',
        ),
      }
    }
    const as = (kinds: (keyof typeof agreements)[]) =>
      kinds.map((kind) => ({ kind, given: 1, ...agreements[kind], at: world.now, how: 'sign-up' }))
    expect(await kept('ewa@stal.example')).toEqual({
      member: [{ name: 'Ewa Nowak', job_title: 'Plant manager', phone: '+48225550102' }],
      consents: as(['age', 'policy', 'sms']),
    })
    expect((await kept('quiet@stal.example')).consents).toEqual(as(['age', 'policy']))
    // The box stands unticked, with the words that are kept beside it.
    const { html } = await visit('/sign-up')
    expect(html).toContain(agreements.sms.words)
    expect(html).not.toMatch(/name="sms"[^>]*checked/)
  })

  it('a code opens once, and not after half an hour', async () => {
    const { browser, ticket, code } = await signUp()
    expect((await send(browser, '/verify', { ticket, code })).status).toBe(303)
    expect((await send(browser, '/verify', { ticket, code })).status).toBe(422)
    expect(await count('organizations')).toBe(1)

    const late = await signUp({ email: 'late@stal.example' })
    world.now = (world.now + 30 * 60_000) as typeof world.now
    expect((await send(late.browser, '/verify', { ticket: late.ticket, code: late.code })).status).toBe(422)
    expect(await count('organizations')).toBe(1)
  })

  it('without a free database says so kindly, tells the operator, and the code stays good', async () => {
    await world.organization('first', 'Ann')
    const { browser, ticket, code } = await signUp()
    const taken = env.CONTROL.prepare(
      'UPDATE databases SET organization_id = (SELECT id FROM organizations LIMIT 1) || binding WHERE organization_id IS NULL',
    )
    await env.CONTROL.batch([
      env.CONTROL.prepare('PRAGMA defer_foreign_keys = on'),
      env.CONTROL.prepare(
        "INSERT INTO organizations SELECT (SELECT id FROM organizations LIMIT 1) || binding, binding, binding, 'closed', NULL, 0, 0 FROM databases WHERE organization_id IS NULL",
      ),
      taken,
    ])
    const full = await send(browser, '/verify', { ticket, code })
    expect(full.status).toBe(503)
    expect(await full.text()).toContain('no room for another organization')
    expect(await count('logins')).toBe(1)
    expect((await env.CONTROL.prepare('SELECT kind FROM notices').first<{ kind: string }>())?.kind).toBe('pool.empty')
    expect((await visit('/sign-up')).html).toContain('No room at this moment')

    await env.CONTROL.prepare("UPDATE databases SET organization_id = NULL WHERE binding = 'TENANT_DB_0039'").run()
    expect((await send(browser, '/verify', { ticket, code })).status).toBe(303)
  })

  it('a crash after the claim is finished by the next request', async () => {
    const ana = await world.organization('acme', 'Ana')
    const founding = {
      timeZone: 'UTC',
      currency: 'USD',
      locale: 'en-US',
      units: 'us',
      member: {
        id: ana.memberId,
        loginId: ana.loginId,
        name: 'Ana',
        email: 'ana@acme.example',
        jobTitle: '',
        phone: '',
        role: 'owner',
      },
    }
    // As it stands in the middle: claimed, nothing in the database yet.
    const binding = await env.CONTROL.prepare('SELECT binding FROM databases WHERE organization_id = ?')
      .bind(ana.organizationId)
      .first<{ binding: string }>()
    await env.CONTROL.batch([
      env.CONTROL.prepare('UPDATE databases SET organization_id = NULL, schema_version = 0 WHERE binding = ?').bind(
        binding?.binding ?? '',
      ),
      env.CONTROL.prepare(
        "UPDATE databases SET organization_id = ?, schema_version = 0 WHERE binding = 'TENANT_DB_0030'",
      ).bind(ana.organizationId),
      env.CONTROL.prepare("UPDATE organizations SET status = 'opening', founding = ? WHERE id = ?").bind(
        JSON.stringify(founding),
        ana.organizationId,
      ),
    ])
    const [one, two] = await Promise.all([world.get(ana, '/acme'), world.get(ana, '/acme')])
    expect([one.status, two.status]).toEqual([200, 200])
    expect(await env.CONTROL.prepare('SELECT status, founding FROM organizations').first()).toEqual({
      status: 'open',
      founding: null,
    })
  })
})

describe('signing in', () => {
  const signedUp = async () => {
    const { browser, ticket, code } = await signUp()
    await send(browser, '/verify', { ticket, code })
  }

  it('by password; a wrong one and an unknown address get the same answer', async () => {
    await signedUp()
    const browser = await visit('/sign-in')
    const right = await send(browser, '/sign-in', {
      email: 'ewa@stal.example',
      password: fields.password,
      next: '/lodz-stal-sohne/tasks',
    })
    expect(right.headers.get('Location')).toBe('/lodz-stal-sohne/tasks')
    const words = async (email: string) => {
      const answer = await send(browser, '/sign-in', { email, password: 'wrong wrong wrong wrong' })
      return [answer.status, (await answer.text()).replaceAll(email, '').replaceAll(/req_\w+|value="[\w-]{22}"/g, '')]
    }
    expect(await words('ewa@stal.example')).toEqual(await words('nobody@stal.example'))
  })

  it('never leads to another site', async () => {
    await signedUp()
    const browser = await visit('/sign-in')
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const answer = await send(browser, '/sign-in', { email: 'ewa@stal.example', password: fields.password, next })
      expect([next, answer.headers.get('Location')]).toEqual([next, '/'])
    }
  })

  it('by a mailed code; an address without a login gets the same page and no letter', async () => {
    await signedUp()
    const browser = await visit('/sign-in')
    const known = await (await send(browser, '/sign-in', { email: 'ewa@stal.example', way: 'code' })).text()
    const code = await lastCode()
    const letters = await count('local_messages')
    const unknown = await (await send(browser, '/sign-in', { email: 'nil@stal.example', way: 'code' })).text()
    expect(await count('local_messages')).toBe(letters)
    const plain = (html: string) => html.replaceAll(/value="[^"]*"|(ewa|nil)@stal\.example/g, '')
    expect(plain(known)).toBe(plain(unknown))
    const into = await send(browser, '/sign-in/code', { ticket: hidden(known, 'ticket'), code, next: '/' })
    expect(into.headers.get('Set-Cookie')).toContain('__Host-sid=')
  })

  it('waits after ten wrong passwords, for addresses that do not exist too, and ends with the right one', async () => {
    const browser = await visit('/sign-in')
    const attempt = () => send(browser, '/sign-in', { email: 'nobody@stal.example', password: 'wrong wrong wrong' })
    for (let tries = 0; tries < 10; tries++) expect((await attempt()).status).toBe(422)
    const waiting = await attempt()
    expect(waiting.status).toBe(429)
    world.now = (world.now + 31_000) as typeof world.now
  })

  it('a new password ends every session', async () => {
    await signedUp()
    const browser = await visit('/reset')
    const asked = await (await send(browser, '/reset', { email: 'ewa@stal.example' })).text()
    const sessions = await count('sessions')
    expect(sessions).toBeGreaterThan(0)
    const done = await send(browser, '/reset/code', {
      ticket: hidden(asked, 'ticket'),
      code: await lastCode(),
      email: 'ewa@stal.example',
      password: 'nine copper kettles whistle',
    })
    expect(done.status).toBe(200)
    expect(await count('sessions')).toBe(0)
    const old = await send(await visit('/sign-in'), '/sign-in', {
      email: 'ewa@stal.example',
      password: fields.password,
    })
    expect(old.status).toBe(422)
  })

  it('ends after an hour without use and after a day in any case, at the exact second', async () => {
    const ana = await world.organization('acme', 'Ana')
    const at = (ms: number) => {
      world.now = ms as typeof world.now
      return world.get(ana, '/acme')
    }
    const begun = world.now
    expect((await at(begun + 3_600_000 - 1000)).status).toBe(200)
    expect((await at(begun + 2 * 3_600_000 - 1000)).status).toBe(303)
    await env.CONTROL.prepare('UPDATE session_visits SET seen_at = ?')
      .bind(begun + 24 * 3_600_000 - 2000)
      .run()
    expect((await at(begun + 24 * 3_600_000 - 1000)).status).toBe(200)
    expect((await at(begun + 24 * 3_600_000)).status).toBe(303)
  })

  it('signing out ends the session in the database and clears the browser', async () => {
    const ana = await world.organization('acme', 'Ana')
    const out = await world.post(ana, '/sign-out')
    expect(out.headers.get('Clear-Site-Data')).toContain('storage')
    expect((await world.get(ana, '/acme')).status).toBe(303)
  })
})

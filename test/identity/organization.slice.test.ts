import { beforeEach, describe, expect, it, vi } from 'vitest'
import { env, type Person, World } from '../support/world'

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
})

const organization = {
  name: 'Acme Hoists',
  legalName: 'Acme Hoists B.V.',
  timeZone: 'Europe/Amsterdam',
  currency: 'EUR',
  locale: 'nl-NL',
  units: 'metric',
  fiscalYearStartMonth: '7',
  'address.lines': 'Kade 1',
  'address.city': 'Rotterdam',
  'address.country': 'nl',
  'billing.lines': 'Postbus 9',
  'billing.city': 'Venlo',
}

describe('the organization', () => {
  it('has names, an address, a billing address and several ship-to sites [MRO-2.1b]', async () => {
    expect((await world.post(ana, '/acme/settings/organization', { ...organization, version: '1' })).status).toBe(303)
    const page = await (await world.get(ana, '/acme/settings/organization')).text()
    for (const text of ['Acme Hoists B.V.', 'Kade 1', 'Postbus 9', 'Venlo']) expect(page).toContain(text)
    for (const name of ['Plant', 'Warehouse']) {
      await world.post(ana, '/acme/sites', { name, timeZone: 'UTC', receives: 'on', 'address.city': `${name}dorp` })
    }
    const sites = await (await world.get(ana, '/acme/sites')).text()
    for (const text of ['Plantdorp', 'Warehousedorp', 'Sent here']) expect(sites).toContain(text)
  })

  it('of two who save it, the second is shown what is there and loses nothing', async () => {
    await world.post(ana, '/acme/settings/organization', { ...organization, version: '1' })
    const before = await world.everything(ana)
    const late = await world.post(ana, '/acme/settings/organization', {
      ...organization,
      name: 'Acme Lifts',
      version: '1',
    })
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('Acme Lifts')
    expect(await world.everything(ana)).toBe(before)
  })

  it('puts up a picture by its bytes, not by its name, and takes it down', async () => {
    const send = async (bytes: Uint8Array<ArrayBuffer>, name: string) => {
      const body = new FormData()
      body.set('csrf', ana.csrf)
      body.set('logo', new File([bytes], name))
      return world.ask('/acme/settings/logo', {
        method: 'POST',
        headers: { Cookie: `__Host-sid=${ana.token}`, 'Sec-Fetch-Site': 'same-origin' },
        body,
      })
    }
    const before = await world.everything(ana)
    for (const [bytes, name] of [
      [new TextEncoder().encode('<svg onload="alert(1)"/>'), 'logo.png'],
      [new Uint8Array(), 'logo.png'],
      [new Uint8Array(520 * 1024), 'logo.png'],
    ] as [Uint8Array<ArrayBuffer>, string][]) {
      expect((await send(bytes, name)).status).toBe(422)
    }
    expect((await send(new Uint8Array(600 * 1024), 'logo.png')).status).toBe(413)
    expect(await world.everything(ana)).toBe(before)

    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
    expect((await send(png, 'whatever.exe')).status).toBe(303)
    const logo = await world.get(ana, '/acme/settings/logo')
    expect([logo.headers.get('Content-Type'), logo.headers.get('Content-Security-Policy')]).toEqual([
      'image/png',
      "default-src 'none'; sandbox",
    ])
    expect(new Uint8Array(await logo.arrayBuffer())).toEqual(png)
    const [object] = (await env.FILES.list()).objects
    expect(object?.key.startsWith(ana.organizationId)).toBe(true)
    await world.post(ana, '/acme/settings/logo/removal')
    expect((await world.get(ana, '/acme/settings/logo')).status).toBe(404)
    expect((await env.FILES.list()).objects).toEqual([])
  })
})

describe('what protects people’s data', () => {
  it('no session, code or password stands anywhere in the clear [MRO-5a] [MAI-3a] [OPS-4d]', async () => {
    const page = await world.ask('/sign-up')
    const html = await page.text()
    const cookie = (page.headers.get('Set-Cookie') ?? '').split(';')[0] ?? ''
    const password = 'seven blue anvils hum'
    const form = {
      csrf: /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '',
      organizationName: 'B',
      name: 'Bo',
      email: 'bo@b.example',
      password,
      timeZone: 'UTC',
      currency: 'EUR',
      agreed: 'on',
    }
    const asked = await world.ask('/sign-up', {
      method: 'POST',
      headers: { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' },
      body: new URLSearchParams(form),
    })
    const ticket = /name="ticket" value="([^"]+)"/.exec(await asked.text())?.[1] ?? 'none'
    const tables = ['logins', 'sessions', 'tickets', 'memberships', 'organizations']
    const kept = JSON.stringify(
      await Promise.all(
        tables.map(async (table) => (await env.CONTROL.prepare(`SELECT * FROM ${table}`).all()).results),
      ),
    )
    expect(kept).toContain('$scrypt$n=16384,r=8,p=5$')
    for (const word of [password, ticket, ana.token]) expect(kept).not.toContain(word)
  })

  it('the cookie is for this host, TLS and the server only, and plain HTTP is sent to TLS [MRO-5a]', async () => {
    const answer = await world.ask('/sign-in')
    expect(answer.headers.get('Set-Cookie')).toMatch(/^__Host-visit=.*Path=\/; HttpOnly; Secure; SameSite=Lax/)
    const ctx = { waitUntil: () => undefined, passThroughOnException: () => undefined } as unknown as ExecutionContext
    const plain = await world.house.fetch(
      new Request('http://mro.example/sign-in?next=/x'),
      { ...env, ORIGIN: 'https://mro.example' },
      ctx,
    )
    expect([plain.status, plain.headers.get('Location')]).toEqual([308, 'https://mro.example/sign-in?next=/x'])
  })

  it('the log has a line a request with its id, and no names, words or secrets [MRO-2.6f]', async () => {
    const lines: string[] = []
    const spies = (['log', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(line)),
    )
    await world.post(ana, '/acme/tasks', { title: 'A secret\n{"level":"error"}' })
    await world.post(ana, '/acme/tasks', { title: 'A secret plan' })
    const answer = await world.get(ana, '/acme/people?secret=1')
    for (const spy of spies) spy.mockRestore()
    const requests = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'request')
    expect(requests.map(({ route, status }) => [route, status])).toEqual([
      ['/:organization/tasks', 422],
      ['/:organization/tasks', 303],
      ['/:organization/people', 200],
    ])
    expect(requests.at(-1).requestId).toBe(answer.headers.get('X-Request-Id'))
    for (const word of ['secret', 'ana@', 'Ana', ana.token, ana.csrf, 'acme'])
      expect(lines.join('\n')).not.toContain(word)
  })

  it('a fault shows its id and no words of the machine, and says nothing of its values', async () => {
    const lines: string[] = []
    const spy = vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line))
    const ctx = await world.as(ana)
    await ctx.db.run('DROP TABLE places_words')
    const answer = await world.get(ana, '/acme/search?q=privatewords')
    spy.mockRestore()
    const html = await answer.text()
    expect(answer.status).toBe(500)
    expect(html).toContain(answer.headers.get('X-Request-Id'))
    expect(html).not.toMatch(/SQLITE|no such table|D1_ERROR/)
    expect(lines.some((line) => line.includes('"event":"fault"'))).toBe(true)
    expect(lines.join('')).not.toContain('privatewords')
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { Visitor } from '../../support/visitor'
import { env, type Person, World } from '../../support/world'
import { prove } from '../sso/support'

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
})

const password = 'seven quiet herons wade'

async function codeTo(address: string): Promise<string> {
  const row = await env.CONTROL.prepare(
    "SELECT body FROM local_messages WHERE channel = 'mail' AND recipient = ? ORDER BY rowid DESC",
  )
    .bind(address)
    .first<{ body: string }>()
  return /\d{6}/.exec(row?.body ?? '')?.[0] ?? ''
}

const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

async function makeLogin(browser: Visitor, email: string) {
  await browser.get('/new-login')
  const asked = await browser.post('/new-login', { name: 'Bo Berg', email, password })
  const ticket = hidden(asked.html, 'ticket')
  return browser.post('/new-login/code', { ticket, email, code: await codeTo(email) })
}

describe('somebody without a login', () => {
  it('proves an address of a proved domain, asks, and is let in with a role and what they agreed to [MRO-2.1a]', async () => {
    await prove(world, ana, 'acme.example', 'ask')
    const browser = new Visitor(world)
    expect((await browser.get('/sign-in')).html).toContain('href="/new-login"')
    const made = await makeLogin(browser, 'bo@acme.example')
    expect([made.status, made.location]).toEqual([303, '/organizations'])
    expect((await browser.get('/organizations')).html).toContain('href="/join/acme"')
    expect((await browser.get('/acme')).status).toBe(404)
    await browser.get('/join/acme')
    const asked = await browser.post('/join/acme', { name: 'Bo Berg', agreed: 'on', message: 'New on line 3' })
    expect(asked.location).toBe('/organizations')

    const waiting = (await (await world.get(ana, '/api/v1/acme/join-requests')).json()) as { items: { id: string }[] }
    expect(waiting.items).toMatchObject([{ name: 'Bo Berg', email: 'bo@acme.example', message: 'New on line 3' }])
    const decision = `/api/v1/acme/join-requests/${waiting.items[0]?.id}/decision`
    const none = await world.json(ana, 'POST', decision, { accept: true })
    expect([none.status, ((await none.json()) as { errors: object }).errors]).toEqual([
      422,
      { roles: 'Choose at least one role.' },
    ])
    const input = { accept: true, grants: [{ role: 'technician', sites: null }] }
    expect((await world.json(ana, 'POST', decision, input)).status).toBe(200)
    expect((await browser.get('/acme')).status).toBe(200)
    const ctx = await world.as(ana)
    expect(await ctx.db.all("SELECT kind FROM consents WHERE how = 'join-request' ORDER BY kind")).toEqual([
      { kind: 'age' },
      { kind: 'policy' },
    ])
  })

  it('of another domain finds nobody to ask; who has a login already comes in by it, and its password stays', async () => {
    await prove(world, ana, 'acme.example', 'ask')
    const stranger = new Visitor(world)
    await makeLogin(stranger, 'bo@elsewhere.example')
    const page = (await stranger.get('/organizations')).html
    expect([page.includes('/join/'), page.includes('not a member of any organization')]).toEqual([false, true])
    expect((await stranger.get('/join/acme')).status).toBe(404)

    const before = await env.CONTROL.prepare('SELECT * FROM logins ORDER BY id').all()
    const known = new Visitor(world)
    const made = await makeLogin(known, 'ana@acme.example')
    expect([made.status, (await known.get('/acme')).status]).toEqual([303, 200])
    expect((await env.CONTROL.prepare('SELECT * FROM logins ORDER BY id').all()).results).toEqual(before.results)
  })

  it('a weak password, no name, a wrong code: what was typed stays, and nothing is written', async () => {
    const browser = new Visitor(world)
    await browser.get('/new-login')
    const weak = await browser.post('/new-login', { name: '', email: 'bo@acme.example', password: 'short' })
    expect(weak.status).toBe(422)
    for (const text of ['Write your name.', 'value="bo@acme.example"']) expect(weak.html).toContain(text)
    const asked = await browser.post('/new-login', { name: 'Bo', email: 'bo@acme.example', password })
    const wrong = await browser.post('/new-login/code', {
      ticket: hidden(asked.html, 'ticket'),
      email: 'bo@acme.example',
      code: '000000',
    })
    expect(wrong.status).toBe(422)
    const { results } = await env.CONTROL.prepare("SELECT 1 FROM logins WHERE email = 'bo@acme.example'").all()
    expect(results).toEqual([])
  })
})

describe('invitations as JSON', () => {
  it('are sent, listed, sent again and revoked; the letter goes out, and a stranger finds nothing', async () => {
    const vic = await world.member(ana, 'Vic', 'viewer')
    const zed = await world.organization('zenith', 'Zed')
    const api = '/api/v1/acme/invitations'
    const input = { name: 'Bo', email: 'bo@elsewhere.example', grants: [{ role: 'viewer', sites: null }] }
    expect((await world.json(vic, 'POST', api, input)).status).toBe(403)
    const made = await world.json(ana, 'POST', api, input, { 'Idempotency-Key': 'once' })
    const { id } = (await made.json()) as { id: string }
    expect([
      made.status,
      ((await (await world.json(ana, 'POST', api, input, { 'Idempotency-Key': 'once' })).json()) as { id: string }).id,
    ]).toEqual([201, id])
    const letters = () =>
      env.CONTROL.prepare(
        "SELECT count(*) AS sent FROM local_messages WHERE recipient = 'bo@elsewhere.example'",
      ).first()
    expect(await letters()).toEqual({ sent: 1 })
    const listed = (await (await world.get(ana, api)).json()) as { items: Record<string, unknown>[] }
    expect(listed.items).toMatchObject([{ id, email: 'bo@elsewhere.example', state: 'sent' }])
    expect(JSON.stringify(listed)).not.toContain('hash')
    expect((await world.json(zed, 'DELETE', `/api/v1/zenith/invitations/${id}`, {})).status).toBe(404)
    world.now = (world.now + 1000) as typeof world.now
    expect((await world.json(ana, 'POST', `${api}/${id}/resending`, {})).status).toBe(200)
    expect(await letters()).toEqual({ sent: 2 })
    expect((await world.json(ana, 'DELETE', `${api}/${id}`, {})).status).toBe(200)
    expect((await world.json(ana, 'DELETE', `${api}/${id}`, {})).status).toBe(409)
    const after = (await (await world.get(ana, api)).json()) as { items: Record<string, unknown>[] }
    expect(after.items).toMatchObject([{ state: 'revoked' }])
    world.now = (world.now + 11 * 60_000) as typeof world.now
    expect((await world.json(ana, 'POST', api, { ...input, email: 'cy@elsewhere.example' })).status).toBe(403)
  })
})

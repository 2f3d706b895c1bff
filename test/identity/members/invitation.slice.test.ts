import { beforeEach, describe, expect, it } from 'vitest'
import { agreements } from '../../../src/identity/policy'
import { hashOf } from '../../../src/kernel/ids'
import { env, hidden, origin, type Person, sent, World } from '../../support/world'

let world: World
let ana: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
})

const password = 'seven quiet herons wade'

const invite = (fields: Record<string, string> = {}, by = ana) =>
  world.post(by, '/acme/invitations', {
    name: 'Bo Berg',
    email: 'bo@elsewhere.example',
    'role.technician': 'on',
    ...fields,
  })

/** The newest link that went out to an address. */
async function linkTo(address: string): Promise<string> {
  const { results } = await env.CONTROL.prepare(
    "SELECT body FROM local_messages WHERE channel = 'mail' AND recipient LIKE ? ORDER BY at DESC, id DESC",
  )
    .bind(`%${address}%`)
    .all<{ body: string }>()
  const [, path = ''] = new RegExp(`${origin}(/invitations/[\\w-]+)`).exec(results[0]?.body ?? '') ?? []
  expect(path).not.toBe('')
  return path
}

/** Answers the link as somebody without a login does, in a browser of their own. */
async function accept(path: string, fields: Record<string, string> = {}) {
  const page = await world.ask(path)
  const cookie = page.headers.get('Set-Cookie')?.split(';')[0] ?? ''
  const csrf = hidden(await page.text(), 'csrf')
  return world.ask(path, {
    method: 'POST',
    headers: {
      Cookie: cookie,
      'Content-Type': 'application/x-www-form-urlencoded',
      'Sec-Fetch-Site': 'same-origin',
    },
    body: new URLSearchParams({ csrf, name: 'Bo Berg', password, agreed: 'on', ...fields }),
  })
}

const rows = async (sql: string) => (await (await world.as(ana)).db.all(sql)) as Record<string, unknown>[]
const invitation = async () => (await rows('SELECT * FROM invitations'))[0] as { id: string; version: number }

/** A person with a login of their own, signed in. */
const elsewhere = () => world.organization('zenith', 'Zed')

describe('an invitation', () => {
  it('is sent, and joined by somebody new, who has a login, the roles and a record of what they agreed to [MRO-2.1a] [MAI-1a] [MRO-10] [MAI-9]', async () => {
    expect((await invite({ jobTitle: 'Fitter', message: 'See you on Monday' })).status).toBe(303)
    const path = await linkTo('bo@elsewhere.example')
    const page = await (await world.ask(path)).text()
    for (const word of ['Join acme', 'Technician', 'bo@elsewhere.example', agreements.sms.words])
      expect(page).toContain(word)
    // Nobody is opted in beforehand.
    expect(page).not.toMatch(/name="sms"[^>]*checked/)

    const joined = await accept(path, { phone: '+31 10 123 4567', sms: 'on', jobTitle: 'Fitter' })
    expect([joined.status, joined.headers.get('Location')]).toEqual([303, '/acme'])
    expect(joined.headers.getSetCookie().join()).toContain('__Host-sid=')
    expect(await rows("SELECT name, email, job_title, phone, left_at FROM members WHERE name = 'Bo Berg'")).toEqual([
      { name: 'Bo Berg', email: 'bo@elsewhere.example', job_title: 'Fitter', phone: '+31101234567', left_at: null },
    ])
    expect(
      await rows('SELECT kind, purpose, channel, given, words, version, at, how FROM consents ORDER BY kind'),
    ).toEqual(
      (['age', 'policy', 'sms'] as const).map((kind) => ({
        kind,
        given: 1,
        ...agreements[kind],
        at: world.now,
        how: 'invitation',
      })),
    )
    const row = await env.CONTROL.prepare(
      "SELECT grants FROM memberships JOIN logins ON logins.id = login_id WHERE email = 'bo@elsewhere.example'",
    ).first<{ grants: string }>()
    expect(JSON.parse(row?.grants ?? '')).toEqual([{ role: 'technician', sites: null }])
    expect(sent.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['identity.invitation-accepted', 'identity.member-joined']),
    )

    // Once.
    const again = await world.ask(path)
    expect([again.status, await again.text()]).toEqual([410, expect.stringContaining('This invitation was used')])
  })

  it('keeps its token nowhere: only a hash of it', async () => {
    await invite()
    const token = (await linkTo('bo@elsewhere.example')).split('/').at(-1) ?? ''
    expect(token.length).toBe(43)
    const kept = JSON.stringify([
      await world.everything(ana),
      (await env.CONTROL.prepare('SELECT * FROM invitation_links').all()).results,
    ])
    expect(kept).not.toContain(token)
    expect(kept).toContain(await hashOf(token))
  })

  it('sent twice by one form is one letter with one link', async () => {
    const page = await (await world.get(ana, '/acme/invitations/new')).text()
    const op = hidden(page, 'op')
    await invite({ op })
    await invite({ op })
    const { results } = await env.CONTROL.prepare(
      "SELECT id FROM local_messages WHERE recipient LIKE '%bo@elsewhere%'",
    ).all()
    expect(results).toHaveLength(1)
    expect(await rows('SELECT id FROM invitations')).toHaveLength(1)
  })

  it('is for its own address: another account is told so and nothing is taken over', async () => {
    await invite()
    const path = await linkTo('bo@elsewhere.example')
    const zed = await elsewhere()
    const before = await world.everything(ana)
    for (const answer of [await world.get(zed, path), await world.post(zed, path, { name: 'Zed', agreed: 'on' })]) {
      const text = await answer.text()
      expect(answer.status).toBe(403)
      expect(text).toContain('This invitation is for another account')
    }
    expect(await world.everything(ana)).toBe(before)
  })

  it('of somebody with a login asks them to sign in, never signs them in, and is joined by them', async () => {
    const zed = await elsewhere()
    await invite({ email: 'zed@zenith.example', name: 'Zed' })
    const path = await linkTo('zed@zenith.example')
    const asked = await world.ask(path)
    expect(asked.headers.get('Location')).toBe(`/sign-in?next=${encodeURIComponent(path)}`)
    expect(asked.headers.getSetCookie().join()).not.toContain('__Host-sid=')
    expect(await (await world.get(zed, path)).text()).not.toContain('Choose a password')
    const joined = await world.post(zed, path, { name: 'Zed', agreed: 'on' })
    expect(joined.headers.get('Location')).toBe('/acme')
    // Several organizations, one login: a link opens in its own.
    expect((await world.get(zed, '/acme/tasks')).status).toBe(200)
    expect((await world.get(zed, '/zenith/tasks')).status).toBe(200)
    const chooser = await (await world.get(zed, '/')).text()
    for (const word of ['acme', 'zenith', 'Technician', 'Owner']) expect(chooser).toContain(word)
  })

  it.each([
    ['revoked', 'This invitation was revoked'],
    ['resent', 'There is a newer letter'],
    ['expired', 'This invitation has expired'],
  ])('that is %s has a page of its own and writes nothing', async (what, words) => {
    await invite()
    const path = await linkTo('bo@elsewhere.example')
    const { id } = await invitation()
    if (what === 'revoked') await world.post(ana, `/acme/invitations/${id}/revocation`)
    if (what === 'resent') {
      world.now = (world.now + 1000) as typeof world.now
      await world.post(ana, `/acme/invitations/${id}/resending`)
      expect((await world.ask(await linkTo('bo@elsewhere.example'))).status).toBe(200)
    }
    if (what === 'expired') world.now = (world.now + 7 * 24 * 3_600_000) as typeof world.now
    const before = await world.everything(ana)
    const looked = await world.ask(path)
    expect([looked.status, (await looked.text()).includes(words)]).toEqual([410, true])
    expect(await world.everything(ana)).toBe(before)
  })

  it('that nobody sent leads nowhere', async () => {
    const answer = await world.ask('/invitations/nothing')
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('This link leads nowhere')])
  })

  it('is not joined without the age and the terms, with a weak password, or without a name; what was typed stays', async () => {
    await invite()
    const path = await linkTo('bo@elsewhere.example')
    const before = await world.everything(ana)
    for (const [fields, words] of [
      [{ agreed: '' }, 'Tick this to go on'],
      [{ name: '' }, 'Write your name'],
      [{ password: 'short' }, 'password'],
      [{ sms: 'on', jobTitle: 'Kept as typed' }, 'Write the number that text messages go to'],
    ] as const) {
      const answer = await accept(path, fields)
      const text = await answer.text()
      expect([words, answer.status, text.includes(words)]).toEqual([words, 422, true])
      if ('jobTitle' in fields) expect(text).toContain('Kept as typed')
    }
    expect(await world.everything(ana)).toBe(before)
    expect(await env.CONTROL.prepare("SELECT 1 FROM logins WHERE email = 'bo@elsewhere.example'").first()).toBeNull()
  })

  it.each([
    ['a member already', { email: 'ana@acme.example' }, 'is a member already'],
    ['no role', { 'role.technician': '' }, 'Choose at least one role'],
    ['no address', { email: 'bo' }, 'mail'],
  ])('is refused for %s', async (_, fields, words) => {
    const before = await world.everything(ana)
    const answer = await invite(fields)
    expect([answer.status, (await answer.text()).includes(words)]).toEqual([422, true])
    expect(await world.everything(ana)).toBe(before)
  })

  it('gives nothing that its sender lacks, and one address has one at a time', async () => {
    const eve = await world.member(ana, 'Eve', 'admin')
    expect((await invite({ 'role.owner': 'on' }, eve)).status).toBe(403)
    expect((await invite()).status).toBe(303)
    expect(await (await invite()).text()).toContain('invited already')
  })

  it('accepted twice at the same moment makes one member', async () => {
    const zed = await elsewhere()
    await invite({ email: 'zed@zenith.example', name: 'Zed' })
    const path = await linkTo('zed@zenith.example')
    const both = await Promise.all([1, 2].map(() => world.post(zed, path, { name: 'Zed', agreed: 'on' })))
    expect(both.map(({ status }) => status).sort()).toContain(303)
    expect(await rows("SELECT id FROM members WHERE name = 'Zed'")).toHaveLength(1)
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { Visitor } from '../../support/visitor'
import { env, type Person, World } from '../../support/world'
import { addPasskey, letters } from '../factors/support'

let world: World
let ana: Person
let bo: Person
let tablet: Visitor

const pin = '481516'

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  tablet = new Visitor(world, ana)
})

const wait = (ms: number) => {
  world.now = (world.now + ms) as typeof world.now
}
/** Makes the browser a shared tablet, and looks at its tiles as the redirect does. */
async function share(fields: Record<string, string> = {}) {
  const all = { name: 'Line 3, left', standsAt: 'Rotterdam plant', op: 'one', ...fields }
  const made = await tablet.post('/acme/settings/shared-tablets', all)
  if (made.status === 303) await tablet.get(made.location)
  return made
}
const setPinOf = (person: Person, value = pin, again = value) =>
  new Visitor(world, person).post('/acme/profile/pin', { pin: value, again })
const open = (value = pin, who: Visitor = tablet) =>
  who.post(`/tablet/${bo.memberId}/pin`, { pin: value, next: '/acme/tasks' })

describe('a shared tablet', () => {
  it('is made so on the device itself, shows who can open it, and opens by PIN for one organization [MRO-5e] [OPS-3b]', async () => {
    await setPinOf(bo)
    const made = await share()
    expect([made.status, made.location]).toEqual([303, '/tablet'])
    expect(tablet.cookies.has('__Host-sid')).toBe(false)
    expect(await env.CONTROL.prepare('SELECT hash FROM shared_device_doors').first<{ hash: string }>()).not.toEqual({
      hash: tablet.cookies.get('__Host-tablet'),
    })
    const tiles = await tablet.get('/tablet')
    expect([tiles.status, tiles.html.includes('>Bo<'), tiles.html.includes('>Ana<')]).toEqual([200, true, false])
    expect((await tablet.get(`/tablet/${bo.memberId}`)).html).toContain('data-pad')
    expect((await tablet.get('/sign-in?next=/acme/tasks')).location).toBe('/tablet?next=%2Facme%2Ftasks')

    const opened = await open()
    expect([opened.status, opened.location]).toEqual([303, '/acme/tasks'])
    const page = await tablet.get('/acme/tasks')
    expect([page.status, page.html.includes('Switch person')]).toEqual([200, true])
    expect(await env.CONTROL.prepare("SELECT kind, proofs FROM sessions WHERE kind = 'shared'").first()).toEqual({
      kind: 'shared',
      proofs: JSON.stringify([{ way: 'pin', at: world.now }]),
    })
  })

  it('reaches no other organization of the person, and nothing of their login', async () => {
    await setPinOf(bo)
    const zed = await world.organization('zenith', 'Zed')
    await env.CONTROL.prepare(
      'UPDATE memberships SET login_id = ?1, grants = \'[{"role":"owner","sites":null}]\' WHERE organization_id = ?2',
    )
      .bind(bo.loginId, zed.organizationId)
      .run()
    await share()
    await open()
    expect((await tablet.get('/zenith/tasks')).status).toBe(404)
    for (const path of ['/', '/organizations', '/security', '/prove', '/security/codes'])
      expect([path, (await tablet.get(path)).location]).toEqual([path, '/acme'])
  })

  it('does nothing that asks for a fresh proof', async () => {
    await setPinOf(bo)
    await share()
    await open()
    await tablet.get('/acme/tasks')
    const before = await world.everything(ana)
    const answer = await tablet.post('/acme/profile/pin', { pin: '729405', again: '729405' })
    expect([answer.status, answer.html.includes('not done on a shared tablet')]).toEqual([403, true])
    expect(await world.everything(ana)).toBe(before)
  })

  it('locks after ten minutes without use, at the second, and comes back to where one was [MRO-5e]', async () => {
    await setPinOf(bo)
    await share()
    await open()
    wait(10 * 60_000 - 1)
    expect((await tablet.get('/acme/tasks')).status).toBe(200)
    wait(10 * 60_000)
    const locked = await tablet.get('/acme/tasks')
    expect(locked.location).toContain('/sign-in')
    expect((await tablet.get(locked.location)).location).toBe('/tablet?next=%2Facme%2Ftasks')
  })

  it('changes hands by one tap', async () => {
    await setPinOf(bo)
    await share()
    await open()
    await tablet.get('/acme/tasks')
    const switched = await tablet.post('/tablet/switch')
    expect([switched.location, tablet.cookies.has('__Host-sid')]).toEqual(['/tablet', false])
    expect((await tablet.get('/acme/tasks')).status).toBe(303)
  })

  it('opens by passkey for its owner only', async () => {
    const device = await addPasskey(new Visitor(world, bo))
    const anas = await addPasskey(tablet)
    await share()
    await tablet.get('/tablet')
    const ask = () =>
      tablet.json<{ options: { challenge: string }; box: string }>(`/tablet/${bo.memberId}/passkey-options?for=tablet`)
    const theirs = await ask()
    const wrong = { box: theirs.box, answer: await anas.get(theirs.options) }
    expect((await tablet.post(`/tablet/${bo.memberId}/passkey`, wrong)).status).toBe(422)
    const own = await ask()
    const right = { box: own.box, answer: await device.get(own.options), next: '/acme/tasks' }
    expect((await tablet.post(`/tablet/${bo.memberId}/passkey`, right)).location).toBe('/acme/tasks')
    expect(await env.CONTROL.prepare("SELECT count(*) AS n FROM sessions WHERE kind = 'shared'").first()).toEqual({
      n: 1,
    })
  })

  it('is ended from afar: whoever is on it is out, it shows nobody, and the list says so', async () => {
    await setPinOf(bo)
    await share()
    await open()
    const desk = new Visitor(world, await world.member(ana, 'Mia', 'admin'))
    const list = await desk.get('/acme/settings/shared-tablets')
    expect([list.html.includes('Line 3, left'), list.html.includes('Rotterdam plant')]).toEqual([true, true])
    const id = /shared-tablets\/(sd_[a-z0-9]+)\/end/.exec(list.html)?.[1]
    expect(list.html).toContain('by Ana')
    expect((await desk.post(`/acme/settings/shared-tablets/${id}/end`)).status).toBe(303)
    expect((await tablet.get('/acme/tasks')).location).toContain('/sign-in')
    const gone = await tablet.get('/tablet')
    expect([gone.status, gone.html.includes('>Bo<')]).toEqual([404, false])
    expect(tablet.cookies.has('__Host-tablet')).toBe(false)
    expect((await desk.post(`/acme/settings/shared-tablets/${id}/end`)).status).toBe(409)
    expect((await desk.get('/acme/settings/shared-tablets')).html).toContain('Ended')
  })

  it('is the same one when the form arrives twice', async () => {
    const again = new Visitor(world, ana)
    again.cookies.set('__Host-sid', ana.token)
    await share()
    await again.post('/acme/settings/shared-tablets', { name: 'Line 3, left', standsAt: 'Rotterdam plant', op: 'one' })
    expect(await env.CONTROL.prepare('SELECT count(*) AS n FROM shared_device_doors').first()).toEqual({ n: 1 })
  })

  it('is made by administrators only, after a fresh proof, and has a name', async () => {
    expect((await new Visitor(world, bo).post('/acme/settings/shared-tablets', { name: 'Mine' })).status).toBe(403)
    expect((await share({ name: ' ' })).status).toBe(422)
    wait(10 * 60_000)
    expect((await share()).html).toContain('Is it you?')
    expect(await env.CONTROL.prepare('SELECT count(*) AS n FROM shared_device_doors').first()).toEqual({ n: 0 })
  })

  it('is nothing to a browser that holds nothing', async () => {
    await setPinOf(bo)
    const stranger = new Visitor(world)
    expect((await stranger.get('/tablet')).status).toBe(404)
    await stranger.get('/sign-in')
    expect((await open(pin, stranger)).status).toBe(404)
    stranger.cookies.set('__Host-tablet', 'A'.repeat(43))
    expect((await stranger.get(`/tablet/${bo.memberId}`)).status).toBe(404)
  })
})

describe('a PIN', () => {
  it('is tried five times a person and tablet, then one waits; others go on', async () => {
    await setPinOf(bo)
    await setPinOf(ana)
    tablet = new Visitor(world, ana)
    await share()
    const statuses: number[] = []
    for (let time = 0; time < 7; time++) statuses.push((await open('000001')).status)
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429, 429])
    expect((await open()).status).toBe(429)
    expect((await tablet.post(`/tablet/${ana.memberId}/pin`, { pin })).status).toBe(303)
    wait(16 * 60_000)
    expect((await open()).status).toBe(303)
  })

  it.each([
    ['12345', 'at least 6 digits'],
    ['abcdef', 'digits only'],
    ['123456', 'first that anybody tries'],
    ['555555', 'first that anybody tries'],
    ['121212', 'first that anybody tries'],
    ['4815162342108', 'at most 12'],
  ])('is not %s: it says %s', async (weak, words) => {
    const before = await world.everything(ana)
    const answer = await setPinOf(bo, weak)
    expect([answer.status, answer.html.includes(words), answer.html.includes(weak)]).toEqual([422, true, false])
    expect(await world.everything(ana)).toBe(before)
  })

  it('is kept as a password is, told by mail, and nowhere in the audit log [MRO-2.1d]', async () => {
    expect((await setPinOf(bo, pin, '481517')).html).toContain('not the same')
    await setPinOf(bo)
    const all = await world.everything(ana)
    expect([all.includes('$scrypt$n=16384'), all.includes(pin)]).toEqual([true, false])
    const { results } = await env.CONTROL.prepare('SELECT body FROM local_messages').all<{ body: string }>()
    expect(results.map(({ body }) => body).join('')).not.toContain(pin)
    expect(await letters()).toEqual(['Your PIN for shared tablets of acme was set'])
    expect((await new Visitor(world, bo).post('/acme/profile/pin/removal')).status).toBe(303)
    await share()
    expect((await open()).location).toBe('/tablet')
    expect((await tablet.get('/tablet')).html).toContain('Nobody has a PIN')
  })

  it('of somebody who left opens nothing', async () => {
    await setPinOf(bo)
    await share()
    const ctx = await world.as(ana)
    await ctx.db.run(`UPDATE members SET left_at = ${world.now} WHERE id = '${bo.memberId}'`)
    expect((await open()).status).toBe(303)
    expect((await open()).location).toBe('/tablet')
    expect(tablet.cookies.has('__Host-sid')).toBe(false)
  })
})

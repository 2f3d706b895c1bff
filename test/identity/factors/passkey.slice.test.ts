import { beforeEach, describe, expect, it } from 'vitest'
import { Authenticator, type Lies } from '../../support/authenticator'
import { Visitor } from '../../support/visitor'
import { env, origin, type Person, World } from '../../support/world'

type Options = { options: { challenge: string; rpId: string; user: { id: string } }; box: string }

let world: World
let ana: Person
let desk: Visitor
let device: Authenticator

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  desk = new Visitor(world, ana)
  device = await Authenticator.make(origin)
})

const wait = (ms: number) => {
  world.now = (world.now + ms) as typeof world.now
}
const optionsFor = (who: Visitor, purpose: string) => who.json<Options>(`/passkey-options?for=${purpose}`)

async function register(lies: Lies = {}) {
  const { options, box } = await optionsFor(desk, 'add')
  return desk.post('/security/passkeys', {
    name: 'Desk',
    box,
    answer: await device.create(options, lies),
    next: '/security',
  })
}

/** Signs in at a browser that nobody knows. */
async function signIn(lies: Lies = {}, browser = new Visitor(world)) {
  await browser.get('/sign-in?next=/acme/tasks')
  const { options, box } = await optionsFor(browser, 'sign-in')
  const fields = { box, answer: await device.get(options, lies), next: '/acme/tasks' }
  return { browser, fields, answer: await browser.post('/sign-in/passkey', fields) }
}

const passkeys = async () =>
  (await env.CONTROL.prepare('SELECT * FROM passkeys').all<Record<string, string | number>>()).results
const sessions = async () => (await env.CONTROL.prepare('SELECT * FROM sessions ORDER BY created_at').all()).results

describe('a passkey', () => {
  it('is added, signs in without a name, and counts as both factors [MRO-2.1d]', async () => {
    const added = await register()
    expect([added.status, added.location]).toEqual([303, '/security/codes?next=%2Fsecurity'])
    expect(await passkeys()).toMatchObject([{ login_id: ana.loginId, name: 'Desk', counter: 1, synced: 0 }])

    wait(60_000)
    const { browser, answer } = await signIn()
    expect([answer.status, answer.location]).toEqual([303, '/acme/tasks'])
    expect((await browser.get('/acme/tasks')).status).toBe(200)
    expect(await passkeys()).toMatchObject([{ counter: 2, used_at: world.now }])
    expect(JSON.parse(String((await sessions()).at(-1)?.proofs))).toEqual([{ way: 'passkey', at: world.now }])
  })

  it('asks the device to be found without a name and to make sure of the person', async () => {
    const { options } = await optionsFor(desk, 'add')
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'MRO Command' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    await register()
    const anonymous = await optionsFor(new Visitor(world), 'sign-in')
    expect(anonymous.options).toMatchObject({ rpId: 'localhost', userVerification: 'required' })
    expect(anonymous.options).not.toHaveProperty('allowCredentials')
    // A page that is only looked at fills no table.
    expect(await env.CONTROL.prepare('SELECT count(*) AS n FROM spent').first()).toEqual({ n: 1 })
  })

  it.each<[string, Lies, string]>([
    ['for another site', { origin: 'https://rno-command.example' }, 'answered for another site'],
    ['for another host', { rpId: 'rno-command.example' }, 'answered for another site'],
    ['of the other ceremony', { type: 'webauthn.create' }, 'arrived damaged'],
    ['to another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }, 'earlier question'],
    ['of a device that asked nobody', { verified: false }, 'did not check that it is you'],
    ['whose counter went back', { counter: 1 }, 'used elsewhere meanwhile'],
    ['whose counter stood still', { counter: 2 }, 'used elsewhere meanwhile'],
    ['with a wrong signature', { forged: true }, 'arrived damaged'],
    ['that names another person', { userHandle: Buffer.from('lg_somebody').toString('base64url') }, 'do not know this'],
  ])('answering %s opens nothing, says why, and changes nothing', async (_, lies, words) => {
    await register()
    expect((await signIn()).answer.status).toBe(303)
    const before = [await passkeys(), await sessions()]
    const { browser, answer } = await signIn(lies)
    expect(answer.status).toBe(422)
    expect(answer.html).toContain(words)
    expect(answer.html).toContain('Sign in another way')
    expect(browser.cookies.has('__Host-sid')).toBe(false)
    expect([await passkeys(), await sessions()]).toEqual(before)
  })

  it.each<[string, Lies, string]>([
    ['for another site', { origin: 'https://rno-command.example' }, 'answered for another site'],
    ['for another host', { rpId: 'rno-command.example' }, 'answered for another site'],
    ['of the other ceremony', { type: 'webauthn.get' }, 'arrived damaged'],
    ['to another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }, 'earlier question'],
    ['of a device that asked nobody', { verified: false }, 'did not check that it is you'],
  ])('is not added by an answer %s', async (_, lies, words) => {
    const answer = await register(lies)
    expect(answer.status).toBe(422)
    expect(answer.html).toContain(words)
    expect(answer.html).toContain('value="Desk"')
    expect(await passkeys()).toEqual([])
  })

  it('is proved once by each answer: a replay opens nothing', async () => {
    await register()
    const { browser, fields } = await signIn()
    await browser.post('/sign-out')
    await browser.get('/sign-in')
    const again = await browser.post('/sign-in/passkey', fields)
    expect([again.status, again.html.includes('sent twice')]).toEqual([422, true])
    // Neither does a stolen answer in another browser.
    const thief = new Visitor(world)
    await thief.get('/sign-in')
    expect((await thief.post('/sign-in/passkey', fields)).status).toBe(422)
  })

  it('is asked by a challenge that stands for five minutes, for one purpose, in one browser', async () => {
    await register()
    const browser = new Visitor(world)
    await browser.get('/sign-in')
    const late = await optionsFor(browser, 'sign-in')
    const lateAnswer = await device.get(late.options)
    wait(5 * 60_000)
    expect((await browser.post('/sign-in/passkey', { box: late.box, answer: lateAnswer })).html).toContain(
      'five minutes',
    )

    const add = await optionsFor(desk, 'add')
    const fresh = await optionsFor(browser, 'sign-in')
    const answer = await device.get(fresh.options)
    expect((await browser.post('/sign-in/passkey', { box: add.box, answer })).status).toBe(422)
    const other = new Visitor(world)
    await other.get('/sign-in')
    expect((await other.post('/sign-in/passkey', { box: fresh.box, answer })).status).toBe(422)
    wait(1)
    const last = await optionsFor(browser, 'sign-in')
    wait(5 * 60_000 - 1)
    expect(
      (await browser.post('/sign-in/passkey', { box: last.box, answer: await device.get(last.options) })).status,
    ).toBe(303)
  })

  it('that is unknown or was removed opens nothing; removing ends the other devices and is told by mail', async () => {
    await register()
    const { browser: phone } = await signIn()
    const [{ id } = { id: '' }] = await passkeys()
    const removed = await desk.post(`/security/passkeys/${id}/removal`)
    expect([removed.status, removed.location]).toEqual([303, '/security'])
    expect((await phone.get('/acme/tasks')).location).toContain('/sign-in')
    expect((await desk.get('/acme/tasks')).status).toBe(200)
    expect((await signIn()).answer.html).toContain('do not know this passkey')
    expect(await letters()).toEqual(['A passkey was added: Desk', 'A passkey was removed: Desk'])
  })

  it('of a disabled login opens nothing', async () => {
    await register()
    await env.CONTROL.prepare('UPDATE logins SET disabled_at = 1').run()
    expect((await signIn()).answer.status).toBe(422)
  })

  it('that never counts, as those of password managers, signs in again and again', async () => {
    device = await Authenticator.make(origin, 0)
    await register()
    expect([(await signIn()).answer.status, (await signIn()).answer.status]).toEqual([303, 303])
  })

  it('is seen, named and removed by its owner only', async () => {
    await register()
    const [{ id } = { id: '' }] = await passkeys()
    const bo = new Visitor(world, await world.member(ana, 'Bo', 'admin'))
    for (const answer of [
      await bo.get(`/security/passkeys/${id}`),
      await bo.post(`/security/passkeys/${id}`, { name: 'Mine' }),
      await bo.post(`/security/passkeys/${id}/removal`),
    ])
      expect(answer.status).toBe(404)
    expect(await passkeys()).toMatchObject([{ name: 'Desk' }])
    expect((await desk.post(`/security/passkeys/${id}`, { name: ' ' })).status).toBe(422)
    expect((await desk.post(`/security/passkeys/${id}`, { name: 'Blue key' })).status).toBe(303)
    expect(await passkeys()).toMatchObject([{ name: 'Blue key' }])
  })

  it('takes no answer that is not one', async () => {
    await register()
    const before = [await passkeys(), await sessions()]
    for (const answer of [
      '',
      '{}',
      '[]',
      'null',
      '{"id":1}',
      JSON.stringify({ id: 'x', rawId: 'x', type: 'public-key', response: { clientDataJSON: '!!' } }),
    ]) {
      const browser = new Visitor(world)
      await browser.get('/sign-in')
      const { box } = await optionsFor(browser, 'sign-in')
      expect([answer, (await browser.post('/sign-in/passkey', { box, answer })).status]).toEqual([answer, 422])
    }
    expect([await passkeys(), await sessions()]).toEqual(before)
  })
})

const letters = async () =>
  (
    await env.CONTROL.prepare("SELECT body FROM local_messages WHERE channel = 'mail' ORDER BY rowid").all<{
      body: string
    }>()
  ).results.map(({ body }) => JSON.parse(body).subject)

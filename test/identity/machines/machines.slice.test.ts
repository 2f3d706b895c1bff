import { beforeEach, describe, expect, it } from 'vitest'
import { requestsPerMinute } from '../../../src/identity/machines/key'
import { makeApiKey, revokeApiKey } from '../../../src/identity/machines/key.actions'
import { changeService, disableService, enableService } from '../../../src/identity/machines/service.actions'
import { instant } from '../../../src/kernel/instant'
import { accessTokenOf, asked, type Held, keyOf, serviceOf, type Tokens, tokenForm } from '../../support/machines'
import { env, type Person, World } from '../../support/world'

const see = 'calendar.task.see'
const create = 'calendar.task.create'
const day = 24 * 3_600_000
const minute = 60_000

let world: World
let ana: Person
let zed: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  zed = await world.organization('zenith', 'Zed')
})

const pass = (ms: number) => {
  world.now = instant(world.now + ms)
}
const tasks = (bearer: string, organization = 'acme') => asked(world, bearer, 'GET', `/api/v1/${organization}/tasks`)
const write = (bearer: string, title: string, headers: Record<string, string> = {}) =>
  asked(world, bearer, 'POST', '/api/v1/acme/tasks', { title }, headers)
const control = (sql: string) => env.CONTROL.prepare(sql).first<Record<string, unknown>>()

type Entry = { actorKind: string; actorId: string; sessionId: string | null; action: string; reason: string | null }
const lastEntry = async (person = ana): Promise<Entry | undefined> => {
  const ctx = await world.as(person)
  const [entry] = await ctx.db.all<Entry>(
    'SELECT actor_kind AS actorKind, actor_id AS actorId, session_id AS sessionId, action, reason FROM audit_entries ORDER BY seq DESC LIMIT 1',
  )
  return entry
}

/** Refused as a machine is: a problem, a challenge, no word of why. */
async function expectUnknown(answer: Response): Promise<void> {
  expect([answer.status, answer.headers.get('Content-Type'), answer.headers.get('WWW-Authenticate')]).toEqual([
    401,
    'application/problem+json',
    'Bearer realm="MRO Command", error="invalid_token"',
  ])
  expect(await answer.json()).toMatchObject({ type: 'urn:mro:problem:bearer', status: 401 })
}

describe('a key of a person', () => {
  it('reads and writes as its maker, in the audit log by the key [OPS-4b]', async () => {
    const key = await keyOf(world, ana, [see, create])
    const written = await write(key.text, 'From the ERP')
    expect(written.status).toBe(201)
    expect(await lastEntry()).toMatchObject({
      actorKind: 'member',
      actorId: ana.memberId,
      sessionId: key.id,
      action: create,
    })
    expect(await (await tasks(key.text)).text()).toContain('From the ERP')
  })

  it('needs no CSRF value and heeds no cookie: it is judged alone', async () => {
    const key = await keyOf(world, ana, [see])
    const owner = { Cookie: `__Host-sid=${ana.token}`, 'X-CSRF-Token': ana.csrf, 'Sec-Fetch-Site': 'same-origin' }
    const before = await world.everything(ana)
    const answer = await write(key.text, 'Not by this key', owner)
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([
      403,
      `Bearer realm="MRO Command", error="insufficient_scope", scope="${create}"`,
    ])
    await expectUnknown(await write('mro_nonsense', 'Not by this word', owner))
    expect(await world.everything(ana)).toBe(before)
  })

  it('opens no page, and its own session none either', async () => {
    const key = await keyOf(world, ana, [see])
    for (const path of ['/acme/tasks', '/acme/settings/keys', '/organizations']) {
      const answer = await world.ask(path, { headers: { Authorization: `Bearer ${key.text}` } })
      expect([path, answer.status]).not.toEqual([path, 200])
    }
  })

  it('does only what was ticked, and only while its maker may [MRO-4.3] [OPS-4c]', async () => {
    const ben = await world.member(ana, 'Ben', 'manager')
    const key = await keyOf(world, ben, [see, create], { role: 'manager' })
    expect((await write(key.text, 'As a manager')).status).toBe(201)
    await env.CONTROL.prepare('UPDATE memberships SET grants = ? WHERE member_id = ?')
      .bind(JSON.stringify([{ role: 'viewer', sites: null }]), ben.memberId)
      .run()
    expect((await write(key.text, 'As a viewer')).status).toBe(403)
    expect((await tasks(key.text)).status).toBe(200)
    await env.CONTROL.prepare('UPDATE memberships SET ended_at = ? WHERE member_id = ?')
      .bind(world.now, ben.memberId)
      .run()
    await expectUnknown(await tasks(key.text))
  })

  it('ends with its maker’s login', async () => {
    const key = await keyOf(world, ana, [see])
    await env.CONTROL.prepare('UPDATE logins SET disabled_at = ? WHERE id = ?').bind(world.now, ana.loginId).run()
    await expectUnknown(await tasks(key.text))
  })

  it('is over at its end, to the millisecond', async () => {
    const key = await keyOf(world, ana, [see], { days: 7 })
    pass(7 * day - 1)
    expect((await tasks(key.text)).status).toBe(200)
    pass(1)
    await expectUnknown(await tasks(key.text))
  })

  it('is dead with its revocation, between two requests [OPS-4b]', async () => {
    const key = await keyOf(world, ana, [see])
    expect((await tasks(key.text)).status).toBe(200)
    await revokeApiKey(await world.as(ana), { id: key.id })
    await expectUnknown(await tasks(key.text))
    expect(await lastEntry()).toMatchObject({ action: 'identity.key.revoke', actorId: ana.memberId })
  })

  it('opens nothing at another organization, which looks as if it were not there [MRO-5b] [OPS-4a]', async () => {
    const key = await keyOf(world, ana, [see])
    const [theirs, nowhere] = [await tasks(key.text, 'zenith'), await tasks(key.text, 'nowhere')]
    await expectUnknown(theirs.clone())
    const [one, other] = [await theirs.json(), await nowhere.json()] as Record<string, unknown>[]
    expect({ ...one, instance: '' }).toEqual({ ...other, instance: '' })
  })

  it('is kept as a print only', async () => {
    const key = await keyOf(world, ana, [see])
    const rows = await env.CONTROL.prepare('SELECT * FROM machine_keys').all()
    expect(JSON.stringify(rows.results) + (await world.everything(ana))).not.toContain(key.text.slice(4))
  })

  it('says when it was last used and from where', async () => {
    const key = await keyOf(world, ana, [see])
    await asked(world, key.text, 'GET', '/api/v1/acme/tasks', undefined, { 'CF-Connecting-IP': '203.0.113.77' })
    expect(await control('SELECT used_at, used_from FROM machine_keys')).toEqual({
      used_at: world.now,
      used_from: '203.0.113.0/24',
    })
    expect(await (await world.get(ana, `/acme/settings/keys/${key.id}`)).text()).toContain('203.0.113.0/24')
  })

  it('has its share of a minute, which flows back', async () => {
    const key = await keyOf(world, ana, [see])
    const other = await keyOf(world, ana, [see])
    const stub = env.LIMITER.getByName(`key:${key.id}`)
    await Promise.all(Array.from({ length: requestsPerMinute }, () => stub.spend(world.now, requestsPerMinute, minute)))
    const refused = await tasks(key.text)
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '1'])
    expect((await tasks(other.text)).status).toBe(200)
    pass(1000)
    expect((await tasks(key.text)).status).toBe(200)
  })

  it('only from the organization’s networks, where it names some', async () => {
    const key = await keyOf(world, ana, [see])
    await env.CONTROL.prepare(
      `INSERT INTO access_policies (organization_id, idle_minutes, absolute_minutes, second_factor, sso_enforced, networks, version)
       VALUES (?, 60, 1440, 'optional', 0, '["192.0.2.0/24"]', 1)`,
    )
      .bind(ana.organizationId)
      .run()
    const from = (address: string) =>
      asked(world, key.text, 'GET', '/api/v1/acme/tasks', undefined, { 'CF-Connecting-IP': address })
    expect([(await from('192.0.2.9')).status, (await from('198.51.100.9')).status]).toEqual([200, 403])
  })

  const words: [string, (text: string) => string][] = [
    ['nothing', () => ''],
    ['a word without a scheme', (text) => text],
    ['Basic', (text) => `Basic ${btoa(`x:${text}`)}`],
    ['two words', (text) => `Bearer ${text} ${text}`],
    ['a scheme that only begins like it', (text) => `Bearers ${text}`],
    ['a key cut short', (text) => `Bearer ${text.slice(0, -1)}`],
    ['a key with one letter more', (text) => `Bearer ${text}A`],
    ['a key in other letters', (text) => `Bearer ${text.toUpperCase()}`],
    ['a key as a refresh token', (text) => `Bearer ${text.replace('mro_', 'mrr_')}`],
    ['its print', () => `Bearer mro_${'A'.repeat(43)}`],
  ]
  it('is refused as anything else', async () => {
    const key = await keyOf(world, ana, [see])
    for (const [name, header] of words) {
      const answer = await world.ask('/api/v1/acme/tasks', { headers: { Authorization: header(key.text) } })
      expect([name, answer.status]).toEqual([name, 401])
      await expectUnknown(answer)
    }
  })

  it('without any, the house asks for one', async () => {
    const answer = await world.ask('/api/v1/acme/tasks')
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="MRO Command"'])
  })
})

describe('the doors read a copy that cannot lag', () => {
  it('a key that was revoked behind a fence is refused, though the copy says otherwise [OPS-4b]', async () => {
    const key = await keyOf(world, ana, [see])
    await revokeApiKey(await world.as(ana), { id: key.id })
    // A crash between the commit and the copy leaves the fence and an old copy.
    await env.CONTROL.batch([
      env.CONTROL.prepare('UPDATE machine_keys SET ended_at = NULL, version = 0'),
      env.CONTROL.prepare('INSERT INTO fences (id, organization_id, raised_at) VALUES (?, ?, ?)').bind(
        'fe_1',
        ana.organizationId,
        world.now,
      ),
    ])
    await expectUnknown(await tasks(key.text))
    expect((await control('SELECT ended_at FROM machine_keys'))?.ended_at).not.toBeNull()
  })
})

describe('a service', () => {
  let scada: Held
  beforeEach(async () => {
    scada = await serviceOf(world, ana, 'SCADA gateway', [see, create])
  })

  it('appears in the audit log as itself [OPS-4b]', async () => {
    expect((await write(scada.text, 'Vibration is high')).status).toBe(201)
    expect(await lastEntry()).toMatchObject({ actorKind: 'service', actorId: scada.serviceId, sessionId: scada.id })
    expect(await (await world.get(ana, '/acme/audit')).text()).toContain('SCADA gateway')
  })

  it('does what it was given and no more; what is taken is gone with the next request [OPS-4c]', async () => {
    expect((await asked(world, scada.text, 'GET', '/api/v1/acme/places')).status).toBe(403)
    await changeService(await world.as(ana), {
      id: scada.serviceId,
      name: 'SCADA gateway',
      about: '',
      permissions: [see],
    })
    expect((await write(scada.text, 'No longer')).status).toBe(403)
    expect((await tasks(scada.text)).status).toBe(200)
  })

  it('is switched off and on', async () => {
    await disableService(await world.as(ana), { id: scada.serviceId })
    await expectUnknown(await tasks(scada.text))
    await enableService(await world.as(ana), { id: scada.serviceId })
    expect((await tasks(scada.text)).status).toBe(200)
  })

  it('never does more than the maker of its key today', async () => {
    const ben = await world.member(ana, 'Ben', 'admin')
    const key = await keyOf(world, ben, [see, create], { serviceId: scada.serviceId })
    expect((await write(key.text, 'By Ben’s key')).status).toBe(201)
    await env.CONTROL.prepare('UPDATE memberships SET grants = ? WHERE member_id = ?')
      .bind(JSON.stringify([{ role: 'viewer', sites: null }]), ben.memberId)
      .run()
    expect((await write(key.text, 'No longer')).status).toBe(403)
  })

  it('makes no keys and opens no services itself', async () => {
    const { platform } = world
    const grants = [{ role: 'service', permissions: ['*'], sites: null }]
    const ctx = await platform.openTenant(
      ana.organizationId,
      { kind: 'service', id: scada.serviceId ?? '', name: 'SCADA gateway', keyId: scada.id, grants },
      'test',
    )
    const before = await world.everything(ana)
    const wanted = { name: 'x', scopes: [see], days: 1, hash: 'x'.repeat(43), hint: 'xxxx' }
    await expect(makeApiKey(ctx, wanted)).rejects.toMatchObject({ reason: 'key.by-machine' })
    expect(await world.everything(ana)).toBe(before)
  })
})

describe('client credentials', () => {
  let scada: Held
  beforeEach(async () => {
    scada = await serviceOf(world, ana, 'SCADA gateway', [see, create])
  })
  const fields = () => ({ grant_type: 'client_credentials', client_id: scada.id, client_secret: scada.text })

  it('bring an ES256 token of ten minutes for this organization alone [OPS-4b]', async () => {
    const answer = await tokenForm(world, '/oauth/token', fields())
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
    const { access_token, ...rest } = (await answer.json()) as Tokens
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 600, scope: `${create} ${see}` })
    const [head, body] = access_token.split('.').map((part) => {
      try {
        return JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/')))
      } catch {
        return null
      }
    })
    expect(head).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(body).toMatchObject({
      iss: env.ORIGIN,
      aud: `${env.ORIGIN}/organizations/${ana.organizationId}`,
      sub: scada.serviceId,
      client_id: scada.id,
    })
    expect((await write(access_token, 'By token')).status).toBe(201)
    expect(await lastEntry()).toMatchObject({ actorKind: 'service', actorId: scada.serviceId, sessionId: scada.id })
    await expectUnknown(await tasks(access_token, 'zenith'))
    pass(11 * minute - 1)
    expect((await tasks(access_token)).status).toBe(200)
    pass(1000)
    await expectUnknown(await tasks(access_token))
  })

  it('come by Basic too, and may ask for less', async () => {
    const basic = { Authorization: `Basic ${btoa(`${scada.id}:${scada.text}`)}` }
    const answer = await tokenForm(world, '/oauth/token', { grant_type: 'client_credentials', scope: see }, basic)
    const { access_token, scope } = (await answer.json()) as Tokens
    expect(scope).toBe(see)
    expect([(await tasks(access_token)).status, (await write(access_token, 'x')).status]).toEqual([200, 403])
  })

  it('a token dies with its key, its service and its scope', async () => {
    const token = await accessTokenOf(world, scada)
    expect((await tasks(token)).status).toBe(200)
    await changeService(await world.as(ana), {
      id: scada.serviceId,
      name: 'SCADA gateway',
      about: '',
      permissions: [see],
    })
    expect((await write(token, 'No longer')).status).toBe(403)
    await revokeApiKey(await world.as(ana), { id: scada.id })
    await expectUnknown(await tasks(token))
  })

  it('one token is ended by its client, and only by it [OPS-4b]', async () => {
    const [first, second] = [await accessTokenOf(world, scada), await accessTokenOf(world, scada)]
    const other = await serviceOf(world, ana, 'Grafana', [see])
    const revoke = (extra: Record<string, string>) => tokenForm(world, '/oauth/revoke', { token: first, ...extra })
    expect((await revoke({})).status).toBe(401)
    expect((await revoke({ client_id: other.id, client_secret: other.text })).status).toBe(200)
    expect((await tasks(first)).status).toBe(200)
    expect((await revoke({ client_id: scada.id, client_secret: scada.text })).status).toBe(200)
    await expectUnknown(await tasks(first))
    expect((await tasks(second)).status).toBe(200)
  })

  const refusals: [string, (of: Held) => Record<string, string>, number, string][] = [
    ['no grant', (of) => ({ client_id: of.id, client_secret: of.text }), 400, 'invalid_request'],
    [
      'the password grant',
      (of) => ({ grant_type: 'password', client_id: of.id, client_secret: of.text }),
      400,
      'unsupported_grant_type',
    ],
    [
      'the code grant',
      (of) => ({ grant_type: 'authorization_code', client_id: of.id, client_secret: of.text, code: 'x' }),
      400,
      'unsupported_grant_type',
    ],
    ['no secret', (of) => ({ grant_type: 'client_credentials', client_id: of.id }), 401, 'invalid_client'],
    [
      'another secret',
      (of) => ({ grant_type: 'client_credentials', client_id: of.id, client_secret: `mro_${'A'.repeat(43)}` }),
      401,
      'invalid_client',
    ],
    [
      'another client',
      (of) => ({ grant_type: 'client_credentials', client_id: 'ak_1', client_secret: of.text }),
      401,
      'invalid_client',
    ],
    ['no client', (of) => ({ grant_type: 'client_credentials', client_secret: of.text }), 401, 'invalid_client'],
    [
      'a scope that it lacks',
      (of) => ({
        grant_type: 'client_credentials',
        client_id: of.id,
        client_secret: of.text,
        scope: 'identity.member.see',
      }),
      400,
      'invalid_scope',
    ],
    [
      'another organization as resource',
      (of) => ({
        grant_type: 'client_credentials',
        client_id: of.id,
        client_secret: of.text,
        resource: 'https://other.example',
      }),
      400,
      'invalid_target',
    ],
    ['a refresh token that is none', () => ({ grant_type: 'refresh_token', refresh_token: 'x' }), 400, 'invalid_grant'],
  ]
  it('are refused with anything else, and nothing is written', async () => {
    const before = await world.everything(ana)
    for (const [name, made, status, error] of refusals) {
      const answer = await tokenForm(world, '/oauth/token', made(scada))
      const said = (await answer.json()) as { error: string }
      expect([name, answer.status, said.error]).toEqual([name, status, error])
      expect([name, answer.headers.get('WWW-Authenticate') !== null]).toEqual([name, status === 401])
    }
    expect(await world.everything(ana)).toBe(before)
  })

  it('are not for the key of a person', async () => {
    const key = await keyOf(world, ana, [see])
    const answer = await tokenForm(world, '/oauth/token', {
      grant_type: 'client_credentials',
      client_id: key.id,
      client_secret: key.text,
    })
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'unauthorized_client' }])
  })

  it('sixty times a minute from one network', async () => {
    const stub = env.LIMITER.getByName('oauth:unknown')
    await Promise.all(Array.from({ length: 60 }, () => stub.spend(world.now, 60, minute)))
    const answer = await tokenForm(world, '/oauth/token', fields())
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '1'])
  })
})

describe('a rotating key', () => {
  let key: Held
  beforeEach(async () => {
    key = await keyOf(world, ana, [see, create], { kind: 'rotating' })
  })
  const refresh = async (token: string, extra: Record<string, string> = {}) => {
    const answer = await tokenForm(world, '/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: token,
      ...extra,
    })
    return { status: answer.status, ...((await answer.json()) as Tokens & { error?: string }) }
  }

  it('brings an access token and the next refresh token, each time anew [OPS-4b]', async () => {
    const first = await refresh(key.text)
    expect([first.status, first.expires_in, first.scope]).toEqual([200, 600, `${create} ${see}`])
    const second = await refresh(first.refresh_token, { client_id: key.id })
    expect(new Set([key.text, first.refresh_token, second.refresh_token]).size).toBe(3)
    expect((await write(second.access_token, 'By the app')).status).toBe(201)
    expect(await lastEntry()).toMatchObject({ actorKind: 'member', actorId: ana.memberId, sessionId: key.id })
  })

  it('opens nothing by itself', async () => {
    await expectUnknown(await tasks(key.text))
  })

  it('a used refresh token that comes back ends the whole family, in the audit log too [OPS-4b]', async () => {
    const first = await refresh(key.text)
    const second = await refresh(first.refresh_token)
    expect((await tasks(second.access_token)).status).toBe(200)
    expect(await refresh(first.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' })
    expect(await lastEntry()).toMatchObject({ actorKind: 'system', action: 'identity.key.end-family' })
    expect((await lastEntry())?.reason).toContain('came back')
    await expectUnknown(await tasks(second.access_token))
    expect(await refresh(second.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' })
    expect(await (await world.get(ana, `/acme/settings/keys/${key.id}`)).text()).toContain('Revoked')
  })

  it('of twenty that come together one at most is answered, and then the family is over', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(key.text)))
    const good = answers.filter(({ status }) => status === 200)
    expect(good.length).toBeLessThanOrEqual(1)
    for (const { refresh_token } of good) expect((await refresh(refresh_token)).status).toBe(400)
  })

  it('ends when nobody uses it for thirty days, and with the key in any case', async () => {
    pass(30 * day)
    expect((await refresh(key.text)).status).toBe(400)
    const short = await keyOf(world, ana, [see], { kind: 'rotating', days: 7 })
    let token = short.text
    for (let time = 0; time < 6; time++) {
      pass(day)
      token = (await refresh(token)).refresh_token
    }
    pass(day)
    expect((await refresh(token)).status).toBe(400)
  })

  it('changes nothing when it is asked wrongly: the token stays good', async () => {
    expect(await refresh(key.text, { scope: 'identity.member.see' })).toMatchObject({
      status: 400,
      error: 'invalid_scope',
    })
    expect(await refresh(key.text, { client_id: 'ak_other' })).toMatchObject({ status: 400, error: 'invalid_grant' })
    expect(await refresh(key.text, { resource: 'x' })).toMatchObject({ status: 400, error: 'invalid_target' })
    expect((await refresh(key.text)).status).toBe(200)
  })

  it('is ended by the app that holds it [OPS-4b]', async () => {
    const { access_token, refresh_token } = await refresh(key.text)
    expect((await tokenForm(world, '/oauth/revoke', { token: refresh_token })).status).toBe(200)
    await expectUnknown(await tasks(access_token))
    expect((await refresh(refresh_token)).status).toBe(400)
  })

  it('a token that nobody knows is ended without a word', async () => {
    const before = await world.everything(ana)
    for (const token of [`mrr_${'A'.repeat(43)}`, 'x', 'a.b.c']) {
      const answer = await tokenForm(world, '/oauth/revoke', { token })
      expect([answer.status, await answer.text()]).toEqual([200, ''])
    }
    expect(await world.everything(ana)).toBe(before)
  })

  it('nobody’s copy of the database makes a used one unused again', async () => {
    await refresh(key.text)
    const { machineKeys } = await import('../../../src/identity/machines/projection')
    const ctx = await world.as(ana)
    await env.CONTROL.batch(await machineKeys.read(ctx, env.CONTROL, null))
    expect((await refresh(key.text)).status).toBe(400)
  })
})

describe('the keys that sign', () => {
  const jwks = async () =>
    ((await (await world.ask('/.well-known/jwks.json')).json()) as { keys: Record<string, string>[] }).keys

  it('are published without their private half, which is sealed where it is kept [OPS-4b]', async () => {
    await accessTokenOf(world, await serviceOf(world, ana, 'SCADA', [see]))
    const [key, ...others] = await jwks()
    expect(others).toEqual([])
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    const kept = await control('SELECT private_key FROM signing_keys')
    expect(String(kept?.private_key)).toMatch(/^[\w-]{200,}$/)
    expect(String(kept?.private_key)).not.toContain('"d"')
  })

  it('turn: the next is published a day before, the old one verifies until its tokens are out [OPS-4b]', async () => {
    const scada = await serviceOf(world, ana, 'SCADA', [see])
    await accessTokenOf(world, scada)
    const tick = world.house.rooms.flatMap((room) => room.ticks).find(({ name }) => name === 'identity.forget-tokens')
    const strike = async () => tick?.scope === 'house' && (await tick.run(world.platform))
    pass(29 * day)
    await strike()
    const both = (await jwks()).map(({ kid }) => kid)
    expect(both.length).toBe(2)
    pass(day - 1000)
    const old = await accessTokenOf(world, scada)
    pass(2000)
    const fresh = await accessTokenOf(world, scada)
    const kidOf = (token: string) => JSON.parse(atob(token.split('.')[0] ?? '')).kid
    expect([kidOf(old), kidOf(fresh)]).toEqual([both[1], both[0]])
    expect([(await tasks(old)).status, (await tasks(fresh)).status]).toEqual([200, 200])
    pass(15 * minute)
    await strike()
    expect((await jwks()).map(({ kid }) => kid)).toEqual([both[0]])
  })

  it('another SECRET makes another key at once, and none is signed with that cannot be opened', async () => {
    const scada = await serviceOf(world, ana, 'SCADA', [see])
    await accessTokenOf(world, scada)
    await env.CONTROL.prepare("UPDATE signing_keys SET private_key = 'AAAA'").run()
    expect((await tasks(await accessTokenOf(world, scada))).status).toBe(200)
    expect((await control('SELECT count(*) AS keys FROM signing_keys'))?.keys).toBe(2)
  })

  it('stand on a page, and in the metadata of RFC 8414', async () => {
    await accessTokenOf(world, await serviceOf(world, ana, 'SCADA', [see]))
    const [key] = await jwks()
    expect(await (await world.ask('/oauth/keys')).text()).toContain(key?.kid)
    const metadata = await (await world.ask('/.well-known/oauth-authorization-server')).json()
    expect(metadata).toMatchObject({
      issuer: env.ORIGIN,
      token_endpoint: `${env.ORIGIN}/oauth/token`,
      grant_types_supported: ['client_credentials', 'refresh_token'],
      response_types_supported: [],
    })
  })
})

describe('the pages', () => {
  const wanted = { name: 'Stock for the ERP', days: '90', [`scope:${see}`]: 'on', op: 'rendering-1' }

  it('show a key once', async () => {
    const made = await world.post(ana, '/acme/settings/keys', wanted)
    const html = await made.text()
    const text = /mro_[\w-]{43}/.exec(html)?.[0] ?? ''
    expect([made.status, made.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
    expect((await tasks(text)).status).toBe(200)
    const id = /ak_[0-9a-z]{26}/.exec(html)?.[0]
    for (const path of ['/acme/settings/keys', `/acme/settings/keys/${id}`]) {
      const page = await (await world.get(ana, path)).text()
      expect(page).toContain(text.slice(-4))
      expect(page).not.toContain(text)
    }
  })

  it('the same form a second time makes no second key and shows no text that opens nothing', async () => {
    await world.post(ana, '/acme/settings/keys', wanted)
    const before = await world.everything(ana)
    const again = await world.post(ana, '/acme/settings/keys', wanted)
    expect([again.status, again.headers.get('Location')]).toEqual([303, '/acme/settings/keys'])
    expect(await world.everything(ana)).toBe(before)
  })

  it('say in words what is missing, keep what was typed, and write nothing', async () => {
    const before = await world.everything(ana)
    const answer = await world.post(ana, '/acme/settings/keys', { name: 'ERP', days: '400' })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('Choose at least one thing')
    expect(html).toContain('value="ERP"')
    expect(await world.everything(ana)).toBe(before)
  })

  it('show administrators all keys and makers their own', async () => {
    const mia = await world.member(ana, 'Mia', 'manager')
    const key = await keyOf(world, ana, [see])
    const own = await keyOf(world, mia, [see], { role: 'manager' })
    const list = await (await world.get(mia, '/acme/settings/keys')).text()
    expect([list.includes(own.id), list.includes(key.id)]).toEqual([true, false])
    expect((await world.get(mia, `/acme/settings/keys/${key.id}`)).status).toBe(404)
    const before = await world.everything(ana)
    expect((await world.post(mia, `/acme/settings/keys/${key.id}/revocation`)).status).toBe(404)
    expect(await world.everything(ana)).toBe(before)
    const all = await (await world.get(ana, '/acme/settings/keys')).text()
    expect([all.includes(own.id), all.includes(key.id)]).toEqual([true, true])
    expect((await world.post(ana, `/acme/settings/keys/${own.id}/revocation`)).status).toBe(303)
    await expectUnknown(await tasks(own.text))
  })

  it('a manager makes no key for a service, though the form is sent by hand', async () => {
    const mia = await world.member(ana, 'Mia', 'manager')
    const scada = await serviceOf(world, ana, 'SCADA', [see])
    const before = await world.everything(ana)
    const sent = { ...wanted, serviceId: scada.serviceId ?? '' }
    expect((await world.post(mia, '/acme/settings/keys', sent)).status).toBe(404)
    expect(await world.everything(ana)).toBe(before)
  })

  it('nobody gives a service or a key what they lack', async () => {
    const mia = await world.member(ana, 'Mia', 'manager')
    const before = await world.everything(ana)
    const answer = await world.post(mia, '/acme/settings/keys', {
      ...wanted,
      'scope:identity.organization.change': 'on',
    })
    expect(answer.status).toBe(403)
    expect(await world.everything(ana)).toBe(before)
  })

  it('open a service, change it, and refuse a name twice and a stale copy', async () => {
    const form = { name: 'SCADA gateway', about: 'Vibration', [`scope:${see}`]: 'on' }
    const made = await world.post(ana, '/acme/settings/services', form)
    const path = made.headers.get('Location') ?? ''
    expect(path).toMatch(/^\/acme\/settings\/services\/sv_/)
    expect((await world.post(ana, '/acme/settings/services', { ...form, name: 'scada GATEWAY' })).status).toBe(409)
    expect((await world.post(ana, path, { ...form, about: 'Heat', version: '1' })).status).toBe(303)
    expect((await world.post(ana, path, { ...form, about: 'Noise', version: '1' })).status).toBe(409)
    expect(await (await world.get(ana, path)).text()).toContain('Heat')
    expect((await world.post(ana, `${path}/disabling`, { version: '2' })).status).toBe(303)
    expect(await (await world.get(ana, path)).text()).toContain('Switched off')
    expect((await world.post(ana, `${path}/enabling`, { version: '3' })).status).toBe(303)
  })

  it('another organization finds none of it [MRO-5b] [OPS-4a]', async () => {
    const scada = await serviceOf(world, ana, 'SCADA', [see])
    for (const path of [`/settings/keys/${scada.id}`, `/settings/services/${scada.serviceId}`]) {
      expect((await world.get(zed, `/zenith${path}`)).status).toBe(404)
      expect((await world.get(zed, `/acme${path}`)).status).toBe(404)
    }
  })
})

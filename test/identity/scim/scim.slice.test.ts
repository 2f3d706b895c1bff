import { beforeEach, describe, expect, it } from 'vitest'
import { hashOf } from '../../../src/kernel/ids'
import { projectAll } from '../../../src/platform/projection'
import { asked, keyOf } from '../../support/machines'
import { env, type Person, World } from '../../support/world'
import { prove } from '../sso/support'

let world: World
let ana: Person
let token: string

/** Makes a secret as an administrator does and reads it from the page that shows it. */
async function secretOf(owner: Person): Promise<string> {
  const page = await (
    await world.post(owner, `/${owner.organization}/settings/directory/secrets`, { name: 'Entra' })
  ).text()
  return /mro_scim_[\w-]{43}/.exec(page)?.[0] ?? ''
}

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  await prove(world, ana, 'acme.example')
  token = await secretOf(ana)
  // That it was used is written down once in five minutes.
  await ask('GET', '/ServiceProviderConfig')
})

const ask = (method: string, path: string, body?: unknown, bearer = token, slug = 'acme') =>
  world.ask(`/scim/v2/${slug}${path}`, {
    method,
    headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
// biome-ignore lint/suspicious/noExplicitAny: what the protocol answers is looked into freely here
const json = async (answer: Promise<Response>): Promise<any> => (await answer).json()
const bo = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'bo@acme.example',
  externalId: 'x1',
  active: true,
  displayName: 'Bo Acme',
  name: { givenName: 'Bo', familyName: 'Acme' },
}
const patch = (...Operations: unknown[]) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations })

const grantsOf = async (memberId: string) =>
  (await env.CONTROL.prepare('SELECT grants, ended_at AS ended FROM memberships WHERE member_id = ?')
    .bind(memberId)
    .first<{ grants: string; ended: number | null }>()) ?? { grants: '[]', ended: 0 }

describe('people', () => {
  it('are made, found, changed, put out at once and let in again [MRO-5c]', async () => {
    const made = await ask('POST', '/Users', bo)
    const person = (await made.json()) as { id: string; active: boolean; meta: { location: string } }
    expect([made.status, made.headers.get('Content-Type'), made.headers.get('Location')]).toEqual([
      201,
      'application/scim+json; charset=utf-8',
      person.meta.location,
    ])
    expect((await grantsOf(person.id)).grants).toContain('"viewer"')
    const found = await json(ask('GET', `/Users?filter=${encodeURIComponent('userName eq "BO@acme.example"')}`))
    expect([found.totalResults, found.Resources[0].id, found.startIndex]).toEqual([1, person.id, 1])

    // A browser of theirs is open when the directory says that they are gone.
    const { login_id: loginId } = (await env.CONTROL.prepare('SELECT login_id FROM memberships WHERE member_id = ?')
      .bind(person.id)
      .first<{ login_id: string }>()) ?? { login_id: '' }
    await env.CONTROL.prepare(
      "INSERT INTO sessions (hash, id, login_id, created_at, seen_at, proved_at, address_prefix, browser, proofs) VALUES (?3, 'ss_bo', ?1, ?2, ?2, ?2, '', '', '[]')",
    )
      .bind(loginId, world.now, await hashOf('test'))
      .run()
    const inside = () => world.ask('/acme/agreement', { headers: { Cookie: '__Host-sid=test' } })
    expect((await inside()).status).toBe(200)
    const out = await json(
      ask('PATCH', `/Users/${person.id}`, patch({ op: 'Replace', path: 'active', value: 'False' })),
    )
    expect(out.active).toBe(false)
    expect((await inside()).status).toBe(404)
    expect((await grantsOf(person.id)).ended).not.toBeNull()
    const back = await json(ask('PATCH', `/Users/${person.id}`, patch({ op: 'replace', value: { active: true } })))
    expect(back.active).toBe(true)
    // What was open stays shut: they sign in anew.
    expect((await inside()).status).toBe(303)

    expect((await ask('DELETE', `/Users/${person.id}`)).status).toBe(204)
    const gone = await json(ask('GET', `/Users/${person.id}`))
    expect([gone.active, (await inside()).status]).toEqual([false, 404])
  })

  it('are found by a part of their name, by one of two, and by both; what is asked of nobody is nobody’s', async () => {
    for (const name of ['Fenna Fit', 'Finn Fix', 'Zoe Zap'])
      await ask('POST', '/Users', {
        ...bo,
        userName: `${name.split(' ')[0]}@acme.example`,
        externalId: name,
        displayName: name,
        name: {},
      })
    const found = async (filter: string) =>
      (await json(ask('GET', `/Users?filter=${encodeURIComponent(filter)}`))).Resources?.map(
        ({ displayName }: { displayName: string }) => displayName,
      ) ?? 'refused'
    expect(await found('displayName sw "fi"')).toEqual(['Finn Fix'])
    expect((await found('displayName co "fi"')).sort()).toEqual(['Fenna Fit', 'Finn Fix'])
    expect((await found('userName eq "zoe@acme.example" or externalId eq "Fenna Fit"')).sort()).toEqual([
      'Fenna Fit',
      'Zoe Zap',
    ])
    expect(await found('active eq true and (displayName co "fi" or displayName co "zap") and userName sw "z"')).toEqual(
      ['Zoe Zap'],
    )
    expect(await found('displayName co "%"')).toEqual([])
    expect(await found('active eq true')).toBe('refused')
    expect(await found('nickName eq "z"')).toBe('refused')
  })

  it('who are put out lose their sessions and their keys at once, and are asked what they agree to when they come first', async () => {
    const person = await json(ask('POST', '/Users', bo))
    const login = await env.CONTROL.prepare('SELECT login_id AS id FROM memberships WHERE member_id = ?')
      .bind(person.id)
      .first<{ id: string }>()
    const him: Person = {
      name: 'Bo',
      organization: 'acme',
      organizationId: ana.organizationId,
      memberId: person.id,
      loginId: login?.id ?? '',
      token: 'bos',
      csrf: '',
    }
    await world.signIn(him)
    // Nobody has shown him a box yet: the first page does, once, and what he agreed to is kept.
    const first = await world.get(him, '/acme/people?q=x')
    expect(first.headers.get('Location')).toBe('/acme/agreement?next=%2Facme%2Fpeople%3Fq%3Dx')
    expect((await world.post(him, '/acme/agreement', { next: '/acme/people' })).status).toBe(422)
    expect(
      (await world.post(him, '/acme/agreement', { agreed: 'on', next: '/acme/people' })).headers.get('Location'),
    ).toBe('/acme/people')
    expect((await world.get(him, '/acme/people')).status).toBe(200)
    const ctx = await world.as(ana)
    expect(
      await ctx.db.all(
        `SELECT kind, purpose, channel, how FROM consents WHERE member_id = '${person.id}' ORDER BY kind`,
      ),
    ).toEqual([
      { kind: 'age', purpose: 'being-of-age', channel: 'none', how: 'first-visit' },
      { kind: 'policy', purpose: 'terms', channel: 'none', how: 'first-visit' },
    ])
    // Entra gives him a group that brings a role; he makes a key by it.
    await ctx.db.run(
      `INSERT OR REPLACE INTO role_assignments (member_id, role, granted_at, granted_by) VALUES ('${person.id}', 'manager', 0, 'x')`,
    )
    await ask('PATCH', `/Users/${person.id}`, patch({ op: 'Replace', path: 'title', value: 'Fitter' }))
    const system = await world.platform.openTenant(ana.organizationId, { kind: 'system', id: 'house' }, 'test')
    await projectAll(world.platform, system)
    const key = await keyOf(world, him, ['calendar.task.see'], { role: 'manager' })
    expect((await asked(world, key.text, 'GET', '/api/v1/acme/tasks')).status).toBe(200)
    world.now = (world.now + 1000) as typeof world.now
    await ask('PATCH', `/Users/${person.id}`, patch({ op: 'Replace', path: 'active', value: 'False' }))
    expect((await asked(world, key.text, 'GET', '/api/v1/acme/tasks')).status).toBe(401)
    expect((await world.get(him, '/acme/people')).status).toBe(404)
  })

  it('who are there already are found and taken over with the roles that they have', async () => {
    const vic = await world.member(ana, 'Vic', 'planner')
    const found = await json(ask('GET', `/Users?filter=${encodeURIComponent('userName eq "vic@acme.example"')}`))
    expect(found.Resources[0].id).toBe(vic.memberId)
    await ask('PUT', `/Users/${vic.memberId}`, {
      ...bo,
      userName: 'vic@acme.example',
      externalId: 'x2',
      displayName: 'Victor',
    })
    expect((await grantsOf(vic.memberId)).grants).toContain('"planner"')
    const again = await ask('POST', '/Users', { ...bo, userName: 'vic@acme.example' })
    expect([again.status, (await json(Promise.resolve(again))).scimType]).toEqual([409, 'uniqueness'])
  })

  it('are listed by place: nobody twice, nobody left out', async () => {
    for (const name of ['b1', 'b2', 'b3', 'b4'])
      await ask('POST', '/Users', { ...bo, userName: `${name}@acme.example`, externalId: name })
    const seen: string[] = []
    for (const startIndex of [1, 3, 5]) {
      const page = await json(ask('GET', `/Users?startIndex=${startIndex}&count=2`))
      expect([page.totalResults, page.startIndex]).toEqual([5, startIndex])
      seen.push(...page.Resources.map(({ id }: { id: string }) => id))
    }
    expect([seen.length, new Set(seen).size]).toEqual([5, 5])
    const none = await json(ask('GET', '/Users?count=0'))
    expect([none.totalResults, none.Resources]).toEqual([5, []])
  })

  it('the last owner stays, and nothing is written', async () => {
    const before = await world.everything(ana)
    const answer = await ask('DELETE', `/Users/${ana.memberId}`)
    expect(answer.status).toBe(409)
    expect((await json(Promise.resolve(answer))).detail).toContain('only owner')
    const tried = await ask('PATCH', `/Users/${ana.memberId}`, patch({ op: 'replace', path: 'active', value: false }))
    expect([tried.status, await world.everything(ana)]).toEqual([409, before])
  })

  it.each([
    ['of a domain that is not proved', { ...bo, userName: 'bo@zenith.example' }, 'invalidValue'],
    ['without an address', { ...bo, userName: 'bo' }, 'invalidValue'],
    ['without a name', { ...bo, userName: '' }, 'invalidValue'],
    ['that are none', [], 'invalidSyntax'],
  ])('%s are refused, and nothing is written', async (_, body, type) => {
    const before = await world.everything(ana)
    const answer = await ask('POST', '/Users', body)
    expect([answer.status, (await json(Promise.resolve(answer))).scimType]).toEqual([400, type])
    expect(await world.everything(ana)).toBe(before)
  })
})

describe('groups', () => {
  it('bring a role and take it back; never ownership, never what the administrator lacks', async () => {
    const { id } = await json(ask('POST', '/Users', bo))
    const group = await json(
      ask('POST', '/Groups', { displayName: 'Planners', externalId: 'g1', members: [{ value: id }] }),
    )
    expect(group.members[0].value).toBe(id)
    const base = '/acme/settings/directory/groups'
    expect((await world.post(ana, base, { id: group.id, role: 'owner', teamId: '' })).status).toBe(422)
    expect((await world.post(ana, base, { id: group.id, role: 'planner', teamId: '' })).status).toBe(303)
    expect((await grantsOf(id)).grants).toContain('"planner"')
    await ask('PATCH', `/Groups/${group.id}`, patch({ op: 'Remove', path: 'members', value: [{ value: id }] }))
    expect((await grantsOf(id)).grants).not.toContain('"planner"')
    await ask('PATCH', `/Groups/${group.id}`, patch({ op: 'Add', path: 'members', value: [{ value: id }] }))
    expect((await grantsOf(id)).grants).toContain('"planner"')
    const has = await json(
      ask('GET', `/Groups?filter=${encodeURIComponent(`id eq "${group.id}" and members eq "${id}"`)}`),
    )
    expect(has.totalResults).toBe(1)
    expect((await ask('DELETE', `/Groups/${group.id}`)).status).toBe(204)
    expect((await grantsOf(id)).grants).not.toContain('"planner"')
    expect((await ask('GET', `/Groups/${group.id}`)).status).toBe(404)
  })

  it('bring their people into a team', async () => {
    const team = (await json(world.json(ana, 'POST', '/api/v1/acme/teams', { kind: 'team', name: 'Night shift' }))).id
    const { id } = await json(ask('POST', '/Users', bo))
    const group = await json(ask('POST', '/Groups', { displayName: 'Night', members: [] }))
    await world.post(ana, '/acme/settings/directory/groups', { id: group.id, teamId: team, role: '' })
    await ask('PATCH', `/Groups/${group.id}`, patch({ op: 'add', path: 'members', value: [{ value: id }] }))
    const ctx = await world.as(ana)
    expect(await ctx.db.all(`SELECT member_id FROM team_members WHERE team_id = '${team}'`)).toHaveLength(1)
    await ask('PUT', `/Groups/${group.id}`, { displayName: 'Night', members: [] })
    expect(await ctx.db.all(`SELECT member_id FROM team_members WHERE team_id = '${team}'`)).toHaveLength(0)
  })

  it('with somebody unknown, or a name that is taken, are refused', async () => {
    expect((await ask('POST', '/Groups', { displayName: 'A', members: [{ value: 'mb_nobody' }] })).status).toBe(400)
    await ask('POST', '/Groups', { displayName: 'A' })
    expect((await ask('POST', '/Groups', { displayName: 'a' })).status).toBe(409)
  })
})

describe('the secret', () => {
  it('of nobody, of another organization, or revoked opens nothing, and all three look the same', async () => {
    const zed = await world.organization('zenith', 'Zed')
    const theirs = await secretOf(zed)
    const before = await world.everything(ana)
    const answers = [
      await ask('GET', '/Users', undefined, 'none'),
      await ask('POST', '/Users', bo, theirs),
      await ask('GET', '/Users', undefined, theirs, 'nowhere'),
      await ask('GET', '/Users', undefined, `mro_scim_${'x'.repeat(43)}`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401])
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    expect(await world.everything(ana)).toBe(before)

    const page = await (await world.get(ana, '/acme/settings/directory')).text()
    await world.post(ana, '/acme/settings/directory/secrets/revocation', {
      id: /dt_[0-9a-z]{26}/.exec(page)?.[0] ?? '',
    })
    expect((await ask('GET', '/Users')).status).toBe(401)
  })

  it('is kept as its print only [MRO-2.1d]', async () => {
    expect(token).toMatch(/^mro_scim_/)
    expect(await world.everything(ana)).not.toContain(token)
    expect(await (await world.get(ana, '/acme/settings/directory')).text()).not.toContain(token)
  })
})

it('says what it understands', async () => {
  const config = await json(ask('GET', '/ServiceProviderConfig'))
  expect([config.patch.supported, config.filter.supported, config.bulk.supported]).toEqual([true, true, false])
  expect((await json(ask('GET', '/ResourceTypes'))).totalResults).toBe(2)
  expect((await json(ask('GET', '/Schemas'))).totalResults).toBe(2)
  const bad = await json(ask('GET', `/Users?filter=${encodeURIComponent('userName gt "b"')}`))
  expect([bad.status, bad.scimType, bad.schemas]).toEqual([
    '400',
    'invalidFilter',
    ['urn:ietf:params:scim:api:messages:2.0:Error'],
  ])
})

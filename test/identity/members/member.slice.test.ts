import { beforeEach, describe, expect, it } from 'vitest'
import { changeGrants, disableMember, leave, removeMember } from '../../../src/identity/members/member.actions'
import { Refusal } from '../../../src/kernel/refusal'
import { env, type Person, sent, World } from '../../support/world'

let world: World
let ana: Person
let bo: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
})

/** The reason for which it is refused. */
const reason = (work: () => Promise<unknown>) =>
  work().then(
    () => 'done',
    (error) => (error instanceof Refusal ? error.reason : String(error)),
  )

const status = async (who: Person, path: string) => (await world.get(who, path)).status
const rolesOf = async (who: Person) => {
  const answer = await world.get(ana, `/api/v1/acme/members/${who.memberId}`)
  return ((await answer.json()) as { roles: { role: string; sites: string[] | null }[] }).roles
}
const putRoles = (by: Person, who: Person, grants: unknown) =>
  world.json(by, 'PUT', `/api/v1/acme/members/${who.memberId}/roles`, { grants })

describe('roles of a member', () => {
  it('are given and taken by their page, at once, with their audit entry [MRO-2.1c] [MAI-1a]', async () => {
    expect(await status(bo, '/acme/roles')).toBe(403)
    const given = await world.post(ana, `/acme/people/${bo.memberId}/roles`, {
      'role.manager': 'on',
      'role.buyer': 'on',
    })
    expect(given.status).toBe(303)
    expect(await rolesOf(bo)).toEqual([
      { role: 'buyer', sites: null },
      { role: 'manager', sites: null },
    ])
    expect(await status(bo, '/acme/roles')).toBe(200)
    expect(sent.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['identity.grants-changed', 'identity.role-raised']),
    )
    const taken = await world.post(ana, `/acme/people/${bo.memberId}/roles`, {})
    expect(taken.status).toBe(303)
    // Between two requests of one session.
    expect(await status(bo, '/acme/roles')).toBe(403)
    expect(await status(bo, '/acme/tasks')).toBe(403)
    const page = await (await world.get(ana, `/acme/people/${bo.memberId}`)).text()
    expect(page).toContain('may do nothing in it')
    const audit = await (await world.get(ana, `/acme/audit/of/${bo.memberId}`)).text()
    expect(audit).toContain('granted the member')
  })

  it('hold at certain sites and not at others', async () => {
    const site = await world.post(ana, '/acme/sites', { name: 'Venlo', timeZone: 'UTC' })
    const st = site.headers.get('Location')?.split('/').at(-1) ?? ''
    const given = await world.post(ana, `/acme/people/${bo.memberId}/roles`, {
      'role.planner': 'on',
      'where.planner': 'sites',
      [`at.planner.${st}`]: 'on',
    })
    expect(given.status).toBe(303)
    expect(await rolesOf(bo)).toEqual([{ role: 'planner', sites: [st] }])
    const row = await env.CONTROL.prepare('SELECT grants FROM memberships WHERE member_id = ?')
      .bind(bo.memberId)
      .first<{ grants: string }>()
    expect(JSON.parse(row?.grants ?? '')).toEqual([{ role: 'planner', sites: [st] }])
    expect(await (await world.get(ana, `/acme/people/${bo.memberId}`)).text()).toContain('At Venlo')
  })

  it.each([
    ['one’s own', () => ana, [{ role: 'admin', sites: null }], 'grant.own'],
    ['a role that is not there', () => bo, [{ role: 'rl_nothing', sites: null }], 'grant.role'],
    ['a role at no site', () => bo, [{ role: 'buyer', sites: [] }], 'grant.nowhere'],
    ['a role at an unknown site', () => bo, [{ role: 'buyer', sites: ['st_unknown'] }], 'grant.site'],
    ['a site that is a person', () => bo, [{ role: 'buyer', sites: ['mb_1'] }], 'grant.site'],
    [
      'a role twice',
      () => bo,
      [
        { role: 'buyer', sites: null },
        { role: 'buyer', sites: [] },
      ],
      'grant.twice',
    ],
  ])('refuse %s and write nothing [MRO-2.1c]', async (_, who, grants, expected) => {
    const before = await world.everything(ana)
    const ctx = await world.as(ana)
    expect(await reason(() => changeGrants(ctx, { id: who().memberId, grants }))).toBe(expected)
    expect(await world.everything(ana)).toBe(before)
  })

  it('are given by nobody who lacks them: not an administrator, not an own role [OPS-4c]', async () => {
    const eve = await world.member(ana, 'Eve', 'admin')
    expect((await putRoles(eve, bo, [{ role: 'owner', sites: null }])).status).toBe(403)
    // An own role that may give roles, and little else.
    const made = await world.json(ana, 'POST', '/api/v1/acme/roles', {
      name: 'Personnel',
      permissions: ['identity.member.see', 'identity.member.grant', 'calendar.task.see', 'identity.role.create'],
    })
    const { id } = (await made.json()) as { id: string }
    const pat = await world.member(ana, 'Pat', 'requester')
    expect((await putRoles(ana, pat, [{ role: id, sites: null }])).status).toBe(200)
    const before = await world.everything(ana)
    expect(
      (
        await putRoles(pat, bo, [
          { role: 'technician', sites: null },
          { role: 'admin', sites: null },
        ])
      ).status,
    ).toBe(403)
    // Nor taken: Bo is a technician, which Pat is not.
    expect((await putRoles(pat, bo, [])).status).toBe(403)
    const richer = { name: 'Richer', permissions: ['calendar.task.see', 'identity.member.remove'] }
    expect((await world.json(pat, 'POST', '/api/v1/acme/roles', richer)).status).toBe(403)
    expect(await world.everything(ana)).toBe(before)
    const poorer = { name: 'Poorer', permissions: ['calendar.task.see'] }
    expect((await world.json(pat, 'POST', '/api/v1/acme/roles', poorer)).status).toBe(201)
  })
})

describe('a membership', () => {
  it('is disabled, enabled and ended by its pages; every door shuts at once [MRO-4.3]', async () => {
    expect(await status(bo, '/acme/tasks')).toBe(200)
    expect((await world.post(ana, `/acme/people/${bo.memberId}/disabling`)).status).toBe(303)
    expect(await status(bo, '/acme/tasks')).toBe(404)
    expect((await world.get(ana, '/acme/people?state=disabled').then((answer) => answer.text())).includes('Bo')).toBe(
      true,
    )
    expect((await world.post(ana, `/acme/people/${bo.memberId}/enabling`)).status).toBe(303)
    // The old session does not come back: it is proved anew.
    expect((await world.get(bo, '/acme/tasks')).headers.get('Location')).toContain('/sign-in')
    expect((await world.post(ana, `/acme/people/${bo.memberId}/removal`)).status).toBe(303)
    expect(await status(bo, '/acme/tasks')).toBe(404)
    expect(await (await world.get(ana, '/acme/people')).text()).not.toContain('>Bo<')
  })

  it('is not ended by who may do less, and by nobody for themselves', async () => {
    const eve = await world.member(ana, 'Eve', 'admin')
    const before = await world.everything(ana)
    const asEve = await world.as(eve, 'admin')
    expect(await reason(() => removeMember(asEve, { id: ana.memberId }))).toBe('member.above')
    expect(await reason(() => disableMember(asEve, { id: ana.memberId }))).toBe('member.above')
    expect(await reason(() => disableMember(asEve, { id: eve.memberId }))).toBe('member.self')
    expect(await world.everything(ana)).toBe(before)
  })

  it('of the last owner stays', async () => {
    const before = await world.everything(ana)
    expect((await world.post(ana, '/acme/settings/leaving')).status).toBe(409)
    expect(await world.everything(ana)).toBe(before)
  })

  it('of two owners who leave at once, one stays', async () => {
    const zoe = await world.member(ana, 'Zoe', 'owner')
    const [asAna, asZoe] = [await world.as(ana), await world.as(zoe)]
    const both = await Promise.allSettled([leave(asAna, {}), leave(asZoe, {})])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    const row = await env.CONTROL.prepare(
      `SELECT count(*) AS owners FROM memberships WHERE organization_id = ? AND ended_at IS NULL AND grants LIKE '%"owner"%'`,
    )
      .bind(ana.organizationId)
      .first<{ owners: number }>()
    expect(row?.owners).toBe(1)
  })

  it('passes ownership on only by its owner, who confirms; everybody is told', async () => {
    const eve = await world.member(ana, 'Eve', 'admin')
    const before = await world.everything(ana)
    expect((await world.post(eve, '/acme/settings/ownership', { to: eve.memberId, confirmed: 'acme' })).status).toBe(
      403,
    )
    expect((await world.post(ana, '/acme/settings/ownership', { to: bo.memberId, confirmed: 'acne' })).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
    expect((await world.post(ana, '/acme/settings/ownership', { to: bo.memberId, confirmed: 'acme' })).status).toBe(303)
    expect((await rolesOf(bo)).map(({ role }) => role)).toContain('owner')
    expect((await rolesOf(ana)).map(({ role }) => role)).toEqual(['admin'])
    expect(sent.map(({ name }) => name)).toContain('identity.ownership-transferred')
  })
})

describe('fields that take a right of their own', () => {
  it('are absent from page, list, JSON and search without it, and there with it [OPS-4c] [MRO-4.3]', async () => {
    const email = 'bo@acme.example'
    const matrix: Record<string, boolean> = {}
    for (const role of [
      'requester',
      'viewer',
      'technician',
      'storekeeper',
      'buyer',
      'accountant',
      'planner',
      'manager',
      'admin',
    ]) {
      const who = await world.member(ana, `The ${role}`, role)
      const seen = await Promise.all(
        [
          `/acme/people/${bo.memberId}`,
          '/acme/people',
          `/api/v1/acme/members/${bo.memberId}`,
          '/api/v1/acme/members',
          '/acme/search?q=bo',
        ].map(async (path) => (await (await world.get(who, path)).text()).includes(email)),
      )
      matrix[role] = seen[0] ?? false
      expect([role, new Set(seen.slice(0, 4)).size]).toEqual([role, 1])
      expect([role, seen[4]]).toEqual([role, false])
    }
    expect(matrix).toEqual({
      requester: false,
      viewer: false,
      technician: false,
      storekeeper: false,
      buyer: false,
      accountant: false,
      planner: true,
      manager: true,
      admin: true,
    })
    // One's own is one's own.
    expect(await (await world.get(bo, `/acme/people/${bo.memberId}`)).text()).toContain(email)
  }, 60_000)
})

describe('teams, departments and positions', () => {
  it('are made, filled by a member’s page, filtered by, and removed [OPS-1a] [MRO-2.1a]', async () => {
    const make = async (kind: string, name: string) => {
      const answer = await world.json(ana, 'POST', '/api/v1/acme/teams', { kind, name })
      return ((await answer.json()) as { id: string }).id
    }
    const [shift, upkeep, fitter] = [
      await make('team', 'Night shift'),
      await make('department', 'Maintenance'),
      await make('position', 'Fitter'),
    ]
    const saved = await world.post(ana, `/acme/people/${bo.memberId}`, {
      name: 'Bo Berg',
      jobTitle: 'Technician',
      phone: '+31101234567',
      department: upkeep,
      position: fitter,
      [`team.${shift}`]: 'on',
    })
    expect(saved.status).toBe(303)
    const page = await (await world.get(ana, `/acme/people/${bo.memberId}`)).text()
    for (const word of ['Bo Berg', 'Night shift', 'Maintenance', 'Fitter', '+31101234567']) expect(page).toContain(word)
    expect(await (await world.get(ana, `/acme/people?team=${upkeep}`)).text()).toContain('Bo Berg')
    const listed = (await (await world.get(ana, `/api/v1/acme/members?team=${upkeep}`)).json()) as { items: unknown[] }
    expect(listed.items).toMatchObject([{ name: 'Bo Berg', department: 'Maintenance', position: 'Fitter' }])
    expect(await (await world.get(ana, `/acme/people?team=${upkeep}&q=ana`)).text()).toContain('Nobody is so')
    // A department is no team, and there is one.
    const wrong = await world.post(ana, `/acme/people/${bo.memberId}`, { name: 'Bo', department: shift })
    expect(wrong.status).toBe(422)
    const twice = await world.json(ana, 'POST', '/api/v1/acme/teams', { kind: 'team', name: 'night SHIFT' })
    expect(twice.status).toBe(422)
    expect((await world.post(ana, `/acme/teams/${shift}/removal`)).status).toBe(303)
    expect(await (await world.get(ana, `/acme/people/${bo.memberId}`)).text()).not.toContain('Night shift')
  })

  it('who may not see a number does not clear it by saving the rest', async () => {
    await world.post(ana, `/acme/people/${bo.memberId}`, { name: 'Bo', phone: '+31101234567' })
    const made = await world.json(ana, 'POST', '/api/v1/acme/roles', {
      name: 'Personnel',
      permissions: ['identity.member.see', 'identity.member.change', 'calendar.task.see'],
    })
    const { id } = (await made.json()) as { id: string }
    const pat = await world.member(ana, 'Pat', 'technician')
    await putRoles(ana, pat, [
      { role: id, sites: null },
      { role: 'technician', sites: null },
    ])
    const saved = await world.post(pat, `/acme/people/${bo.memberId}`, { name: 'Bo the second', phone: '' })
    expect(saved.status).toBe(303)
    const page = await (await world.get(ana, `/acme/people/${bo.memberId}`)).text()
    expect(page).toContain('Bo the second')
    expect(page).toContain('+31101234567')
  })
})

describe('an own role', () => {
  it('is made, given, widened, narrowed and removed; each holds at once [MRO-2.1c]', async () => {
    const made = await world.post(ana, '/acme/roles', {
      name: 'Crew lead',
      'permission.calendar.task.see': 'on',
      'permission.identity.member.see': 'on',
    })
    const id = made.headers.get('Location')?.split('/').at(-1) ?? ''
    await putRoles(ana, bo, [{ role: id, sites: null }])
    expect(await status(bo, '/acme/tasks')).toBe(200)
    expect(await (await world.get(ana, '/acme/people')).text()).toContain('Crew lead')
    expect(await status(bo, '/acme/tasks/new')).toBe(403)
    await world.post(ana, `/acme/roles/${id}`, {
      name: 'Crew lead',
      'permission.calendar.task.see': 'on',
      'permission.calendar.task.create': 'on',
    })
    expect(await status(bo, '/acme/tasks/new')).toBe(200)
    expect(sent.map(({ name, body }) => [name, body.subject])).toContainEqual(['identity.role-raised', id])
    const page = await (await world.get(ana, `/acme/people/${bo.memberId}/rights`)).text()
    expect(page).toContain('Crew lead, everywhere')
    await world.post(ana, `/acme/roles/${id}`, { name: 'Crew lead' })
    expect(await status(bo, '/acme/tasks')).toBe(403)
    await world.post(ana, `/acme/roles/${id}/removal`)
    expect(await rolesOf(bo)).toEqual([])
    expect(await status(ana, `/acme/roles/${id}`)).toBe(404)
  })

  it('refuses names that the house does not know, patterns, and a name that is taken', async () => {
    const before = await world.everything(ana)
    for (const permissions of [['*'], ['calendar.*'], ['nothing.at.all'], ['constructor']]) {
      const answer = await world.json(ana, 'POST', '/api/v1/acme/roles', { name: 'X', permissions })
      expect(answer.status).toBe(422)
    }
    expect(await world.everything(ana)).toBe(before)
  })

  it('the matrix shows every role and every permission with its sentence [MRO-2.1c]', async () => {
    const page = await (await world.get(ana, '/acme/roles')).text()
    for (const word of ['Maintenance manager', 'Accountant', 'Requester', 'Gives a member roles and takes them away'])
      expect(page).toContain(word)
  })
})

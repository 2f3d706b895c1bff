import { beforeEach, describe, expect, it, vi } from 'vitest'
import { env, type Person, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let cy: Person
let zed: Person
let site: string
let task: string

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  cy = await world.member(ana, 'Cy', 'viewer')
  zed = await world.organization('zenith', 'Zed')
  const made = await world.post(ana, '/acme/sites', { name: 'Rotterdam plant', timeZone: 'UTC' })
  site = made.headers.get('Location')?.split('/').at(-1) ?? ''
  const written = await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: 'Grease fan F-03' })
  task = ((await written.json()) as { id: string }).id
})

type Code = { id: string; code: string; state: string; target: string | null; version: number }

const batch = async (size: number): Promise<Code[]> => {
  const made = await world.json(ana, 'POST', '/api/v1/acme/codes/batches', { name: 'Line 3', size })
  expect(made.status).toBe(201)
  const { id } = (await made.json()) as { id: string }
  return await (await world.get(ana, `/api/v1/acme/codes?batchId=${id}`))
    .json()
    .then((page) => (page as { items: Code[] }).items)
}
const one = async (id: string) => (await (await world.get(ana, `/api/v1/acme/codes/${id}`)).json()) as Code
const onSite = async (): Promise<Code> => {
  const made = await world.json(ana, 'POST', '/api/v1/acme/codes', { targets: [site] })
  const { ids } = (await made.json()) as { ids: string[] }
  return one(ids[0] ?? '')
}
const scans = async () => (await world.as(ana)).db.all<Record<string, unknown>>('SELECT * FROM scans ORDER BY rowid')

describe('codes', () => {
  it('are printed in batches before there is anything to put them on, and claimed on the first scan [MRO-3.1f]', async () => {
    const [blank] = await batch(3)
    const scan = await world.get(bo, `/q/${blank?.code}`)
    expect(scan.headers.get('Location')).toBe(`/acme/codes/${blank?.id}`)
    const page = await (await world.get(bo, `/acme/codes/${blank?.id}`)).text()
    expect(page).toContain('What does this label stick on?')
    const claimed = await world.post(bo, `/acme/codes/${blank?.id}/assignment`, {
      'target-words': 'Rotterdam plant',
      version: '1',
      op: 'claim',
    })
    expect(claimed.status).toBe(303)
    expect(await one(blank?.id ?? '')).toMatchObject({ state: 'live', target: site, version: 2 })
    expect((await world.get(bo, `/q/${blank?.code}`)).headers.get('Location')).toBe(`/acme/sites/${site}`)
  })

  it('are unique over all organizations: what one has, the other cannot get', async () => {
    const [blank] = await batch(40)
    const { results } = await env.CONTROL.prepare('SELECT count(*) AS codes FROM code_directory').all()
    expect(results).toEqual([{ codes: 40 }])
    const stolen = env.CONTROL.prepare('INSERT INTO code_directory (code, organization_id, taken_at) VALUES (?, ?, 1)')
    await expect(stolen.bind(blank?.code, zed.organizationId).run()).rejects.toThrow(/UNIQUE|PRIMARY/)
  })

  it('are assigned, moved, replaced, retired, revoked and taken into use again, each with its line of history [MRO-2.2h]', async () => {
    const code = await onSite()
    const path = `/acme/codes/${code.id}`
    const version = async () => String((await one(code.id)).version)
    for (const [to, fields] of [
      ['assignment', { target: task }],
      ['assignment', { target: site }],
      ['retirement', {}],
      ['reinstatement', {}],
      ['revocation', { reason: 'Found outside the gate' }],
      ['reinstatement', {}],
      ['replacement', {}],
    ] as const) {
      const answer = await world.post(ana, `${path}/${to}`, { ...fields, version: await version() })
      expect([to, answer.status]).toEqual([to, 303])
    }
    const ctx = await world.as(ana)
    const history = await ctx.db.all<{ what: string; to_target: string; by: string }>(
      `SELECT what, to_target, by FROM code_changes WHERE code_id = '${code.id}' ORDER BY rowid`,
    )
    expect(history.map(({ what }) => what)).toEqual([
      'made',
      'reassigned',
      'reassigned',
      'retired',
      'reinstated',
      'revoked',
      'reinstated',
      'replaced',
    ])
    expect(history[1]).toEqual({ what: 'reassigned', to_target: task, by: ana.memberId })
    const page = await (await world.get(ana, path)).text()
    for (const words of ['moved it to', 'Found outside the gate', 'Replaced by']) expect(page).toContain(words)
    await expect(ctx.db.run(`UPDATE code_changes SET what = 'made'`)).rejects.toThrow()
  })

  it('of two people who claim the same label at once, one does and the other is told', async () => {
    const [blank] = await batch(1)
    const answers = await Promise.all(
      [ana, bo].map((who, index) =>
        world.post(who, `/acme/codes/${blank?.id}/assignment`, { target: index ? site : task, version: '1' }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
  })

  it('sent twice by one form is one deed', async () => {
    const [blank] = await batch(1)
    for (const _ of [1, 2]) {
      const answer = await world.post(bo, `/acme/codes/${blank?.id}/assignment`, {
        target: site,
        version: '1',
        op: 'x',
      })
      expect(answer.status).toBe(303)
    }
    expect((await one(blank?.id ?? '')).version).toBe(2)
  })

  it('are not put on what is not there, nor on what another organization has; nothing is written', async () => {
    const [blank] = await batch(1)
    const theirs = await world.post(zed, '/zenith/sites', { name: 'Theirs', timeZone: 'UTC' })
    const foreign = theirs.headers.get('Location')?.split('/').at(-1) ?? ''
    const before = [await world.everything(ana), await world.everything(zed)]
    for (const target of [foreign, 'st_00000000000000000000000000', 'nonsense', '']) {
      const answer = await world.post(bo, `/acme/codes/${blank?.id}/assignment`, { target, version: '1' })
      expect([target, answer.status]).toEqual([target, 422])
    }
    const vague = await world.post(bo, `/acme/codes/${blank?.id}/assignment`, { 'target-words': 'no such thing' })
    expect(await vague.text()).toContain('Nothing here is called so')
    expect((await world.post(cy, `/acme/codes/${blank?.id}/assignment`, { target: site })).status).toBe(403)
    expect((await world.post(bo, `/acme/codes/${blank?.id}/revocation`, {})).status).toBe(403)
    expect([await world.everything(ana), await world.everything(zed)]).toEqual(before)
  })

  it('of many records are made in one go, and only where none is in use', async () => {
    const first = await world.json(ana, 'POST', '/api/v1/acme/codes', { targets: [site] })
    const both = await world.json(ana, 'POST', '/api/v1/acme/codes', { targets: [site, task] })
    const [{ ids: one }, { ids: two }] = [
      (await first.json()) as { ids: string[] },
      (await both.json()) as { ids: string[] },
    ]
    expect(two.length).toBe(2)
    expect(two).toContain(one[0])
  })
})

describe('a scan', () => {
  it('by a member leads straight to the record in one redirect, within 40 rows [MRO-2.6c]', async () => {
    const code = await onSite()
    const lines = vi.spyOn(console, 'log')
    const scan = await world.get(bo, `/q/${code.code}`, { 'User-Agent': 'Mozilla/5.0 (iPhone) Mobile' })
    expect([scan.status, scan.headers.get('Location')]).toEqual([303, `/acme/sites/${site}`])
    expect((await world.get(bo, scan.headers.get('Location') ?? '')).status).toBe(200)
    const read = lines.mock.calls.map(([line]) => (JSON.parse(String(line)) as { rowsRead: number }).rowsRead)
    expect(read.length).toBe(2)
    // The control database reads at most ten more for each: session, login, code, organization, database, membership.
    expect(read.reduce((sum, rows) => sum + rows, 0)).toBeLessThanOrEqual(20)
    expect(await scans()).toMatchObject([
      {
        raw: `/q/${code.code}`,
        code_id: code.id,
        target: site,
        actor_id: bo.memberId,
        device: 'phone',
        purpose: 'open',
        way: 'link',
      },
    ])
  })

  it('is written down once and never changed; HEAD and a browser that fetches ahead are none [MRO-2.2h] [MAI-1g]', async () => {
    const code = await onSite()
    await world.get(bo, `/q/${code.code}`, { 'Sec-Purpose': 'prefetch' })
    await world.ask(`/q/${code.code}`, { method: 'HEAD' })
    expect(await scans()).toEqual([])
    await world.get(bo, `/q/${code.code}`)
    await world.get(null, `/q/${code.code}`)
    expect((await scans()).map(({ actor_id }) => actor_id)).toEqual([bo.memberId, null])
    const ctx = await world.as(ana)
    await expect(ctx.db.run("UPDATE scans SET raw = 'other'")).rejects.toThrow()
    await ctx.db.run('UPDATE scans SET actor_id = NULL')
  })

  it('is shown on the record and on the code to those who keep the codes, and to whose the record is', async () => {
    const made = await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: 'Mine', assigneeId: bo.memberId })
    const { id } = (await made.json()) as { id: string }
    const issued = await world.json(ana, 'POST', '/api/v1/acme/codes', { targets: [id, site] })
    const [mine, theirs] = await Promise.all(((await issued.json()) as { ids: string[] }).ids.map(one))
    for (const code of [mine, theirs]) await world.get(cy, `/q/${code?.code}`)
    const seen = async (who: Person, target: string) =>
      (await (await world.get(who, `/acme/codes/on/${target}`)).text()).includes('looked by the phone')
    expect([await seen(ana, site), await seen(bo, site), await seen(bo, id), await seen(cy, id)]).toEqual([
      true,
      false,
      true,
      false,
    ])
    const all = async (who: Person) => (await world.get(who, `/acme/codes/on/${site}/scans`)).text()
    expect(await all(ana)).toContain('looked by the phone')
    expect(await all(bo)).toContain('You have not scanned it yet')
    expect(await all(cy)).toContain('Your scans of Rotterdam plant')
    expect((await world.get(ana, `/acme/codes/of/${site}`, { 'HX-Request': 'true' })).status).toBe(200)
  })

  it('is forgotten after two years, and not a day sooner', async () => {
    const code = await onSite()
    await world.get(bo, `/q/${code.code}`)
    const tick = world.house.rooms.flatMap(({ ticks }) => ticks).find(({ name }) => name === 'codes.forget-scans')
    const run = async () => {
      const ctx = await world.platform.openTenant(ana.organizationId, { kind: 'system', id: 'house' }, 'test')
      await tick?.run(ctx as never)
      return (await scans()).length
    }
    world.now = (world.now + 729 * 86_400_000) as typeof world.now
    expect(await run()).toBe(1)
    world.now = (world.now + 3 * 86_400_000) as typeof world.now
    expect(await run()).toBe(0)
  })
})

describe('a code that does not simply open', () => {
  const look = async (who: Person | null, code: string) => {
    const answer = await world.get(who, `/q/${code}`)
    return { status: answer.status, to: answer.headers.get('Location'), html: await answer.text() }
  }

  it('has a kind page of its own: unknown, another organization’s, revoked, retired, replaced', async () => {
    const code = await onSite()
    expect(await look(bo, 'ZZZZZZZZ')).toMatchObject({ status: 404 })
    expect((await look(bo, 'ZZZZZZZZ')).html).toContain('Nobody knows the code ZZZZ-ZZZZ')
    expect((await look(bo, 'nonsense-that-is-long')).status).toBe(404)
    const elsewhere = await look(zed, code.code)
    expect(elsewhere.status).toBe(403)
    expect(elsewhere.html).toContain('belongs to another organization')
    for (const word of ['acme', 'Acme', 'Rotterdam']) expect(elsewhere.html).not.toContain(word)

    await world.post(ana, `/acme/codes/${code.id}/retirement`, {})
    const retired = await look(bo, code.code)
    expect([retired.status, retired.html.includes('Open Rotterdam plant')]).toEqual([200, true])
    await world.post(ana, `/acme/codes/${code.id}/reinstatement`, {})
    await world.post(ana, `/acme/codes/${code.id}/revocation`, {})
    const revoked = await look(bo, code.code)
    expect([revoked.html.includes('was revoked'), revoked.html.includes('Open Rotterdam')]).toEqual([true, false])
    await world.post(ana, `/acme/codes/${code.id}/reinstatement`, {})
    const replaced = await world.post(bo, `/acme/codes/${code.id}/replacement`, {})
    const by = await one(replaced.headers.get('Location')?.split('/').at(-1) ?? '')
    const old = await look(bo, code.code)
    expect(old.html).toContain(`${by.code.slice(0, 4)}-${by.code.slice(4)}`)
    expect(old.html).toContain('Open Rotterdam plant')
    expect((await look(bo, by.code)).to).toBe(`/acme/sites/${site}`)
  })

  it('tells a stranger nothing: a known code and an unknown one both ask to sign in, and lead back', async () => {
    const code = await onSite()
    for (const letters of [code.code, 'ZZZZZZZZ']) {
      expect(await look(null, letters)).toMatchObject({
        status: 303,
        to: `/sign-in?next=${encodeURIComponent(`/q/${letters}`)}`,
      })
    }
  })
})

describe('a maker’s bar code', () => {
  const add = (target: string, value: string, symbology = 'ean-13') =>
    world.post(bo, `/acme/codes/on/${target}/bar-codes`, { symbology, value })

  it('is on one record only; a second is told which has it, and nothing is written', async () => {
    expect((await add(site, '036000291452')).status).toBe(303)
    const before = await world.everything(ana)
    const again = await add(task, '0036000291452')
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('0036000291452 is on Rotterdam plant already')
    expect((await add(task, '4006381333930')).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
  })

  it('comes off, goes elsewhere, and does not come back while it is there', async () => {
    await add(site, '4006381333931')
    const page = await (await world.get(ana, `/acme/codes/on/${site}`)).text()
    const id = /bar-codes\/(bc_\w+)\/removal/.exec(page)?.[1] ?? ''
    expect((await world.post(ana, `/acme/codes/bar-codes/${id}/removal`)).status).toBe(303)
    expect((await add(task, '4006381333931')).status).toBe(303)
    expect((await world.post(bo, `/acme/codes/bar-codes/${id}/restoration`)).status).toBe(409)
    const ctx = await world.as(ana)
    expect(await ctx.db.all('SELECT target FROM bar_codes WHERE removed_at IS NULL')).toEqual([{ target: task }])
  })

  it('of two people who add it to two things at once is on one', async () => {
    const answers = await Promise.all([add(site, '96385074', 'ean-8'), add(task, '96385074', 'ean-8')])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
  })

  it('and a code are found by the search', async () => {
    await add(site, 'PN-4471-B', 'code-128')
    const code = await onSite()
    expect(await (await world.get(bo, '/acme/search?q=pn-4471-b')).text()).toContain(`/acme/sites/${site}`)
    expect(await (await world.get(bo, `/acme/search?q=${code.code.toLowerCase()}`)).text()).toContain(
      `/acme/codes/${code.id}`,
    )
  })
})

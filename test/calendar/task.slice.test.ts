import { beforeEach, describe, expect, it } from 'vitest'
import { type Person, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let cy: Person
let zed: Person

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  cy = await world.member(ana, 'Cy', 'viewer')
  zed = await world.organization('zenith', 'Zed')
})

const make = async (fields: Record<string, string> = {}) => {
  const made = await world.json(bo, 'POST', '/api/v1/acme/tasks', { title: 'Grease fan F-03', ...fields })
  expect(made.status).toBe(201)
  return (await made.json()) as { id: string; version: number }
}

describe('a task by its pages', () => {
  it('is written, begun, done and reopened, each with its audit entry [MRO-5d]', async () => {
    const made = await world.post(bo, '/acme/tasks', { title: 'Grease fan F-03', dueOn: '2026-11-25', op: 'one' })
    expect(made.status).toBe(303)
    const path = made.headers.get('Location') ?? ''
    expect(await (await world.get(bo, path)).text()).toContain('Grease fan F-03')

    for (const status of ['doing', 'done', 'to-do'])
      expect((await world.post(bo, `${path}/status`, { status })).status).toBe(303)
    const ctx = await world.as(ana)
    const entries = await ctx.db.all<{ action: string; actor_id: string }>(
      'SELECT action, actor_id FROM audit_entries ORDER BY seq',
    )
    expect(entries).toEqual([
      { action: 'calendar.task.create', actor_id: bo.memberId },
      { action: 'calendar.task.move', actor_id: bo.memberId },
      { action: 'calendar.task.move', actor_id: bo.memberId },
      { action: 'calendar.task.move', actor_id: bo.memberId },
    ])
  })

  it('sent twice by one form is one task [OPS-3a]', async () => {
    const first = await world.post(bo, '/acme/tasks', { title: 'Once', op: 'same' })
    const second = await world.post(bo, '/acme/tasks', { title: 'Once', op: 'same' })
    expect(second.headers.get('Location')).toBe(first.headers.get('Location'))
    const ctx = await world.as(ana)
    expect(await ctx.db.all('SELECT number FROM tasks')).toEqual([{ number: 1 }])
  })

  it('sent twice at the same moment is one task', async () => {
    const both = await Promise.all([1, 2, 3].map(() => world.post(bo, '/acme/tasks', { title: 'Once', op: 'same' })))
    expect(new Set(both.map((answer) => answer.headers.get('Location'))).size).toBe(1)
    const ctx = await world.as(ana)
    expect(await ctx.db.all('SELECT number FROM tasks')).toEqual([{ number: 1 }])
  })

  it('keeps what was typed and says what is wrong by the field, and writes nothing', async () => {
    const before = await world.everything(ana)
    const answer = await world.post(bo, '/acme/tasks', { title: ' ', notes: 'Two strokes each', dueOn: '2026-02-31' })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('Write what is to be done.')
    expect(html).toContain('href="#dueOn"')
    expect(html).toContain('Two strokes each')
    expect(await world.everything(ana)).toBe(before)
  })

  it('shows both versions when two people save it', async () => {
    const { id } = await make()
    await world.post(ana, `/acme/tasks/${id}`, { title: 'Grease fans F-03 and F-04', version: '1' })
    const before = await world.everything(ana)
    const late = await world.post(bo, `/acme/tasks/${id}`, { title: 'Grease fan F-03 twice', version: '1' })
    const html = await late.text()
    expect(late.status).toBe(409)
    expect(html).toContain('Grease fans F-03 and F-04')
    expect(html).toContain('Grease fan F-03 twice')
    expect(html).toContain('name="version" value="2"')
    expect(await world.everything(ana)).toBe(before)
  })

  it('of two people who press Done at once, one does it and the other is told', async () => {
    const { id } = await make()
    const answers = await Promise.all(
      [ana, bo].map((who) => world.post(who, `/acme/tasks/${id}/status`, { status: 'done', version: '1' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
    const ctx = await world.as(ana)
    expect(await ctx.db.all("SELECT count(*) AS moves FROM audit_entries WHERE action = 'calendar.task.move'")).toEqual(
      [{ moves: 1 }],
    )
  })

  it('is done from its row in the list, and undone', async () => {
    const { id } = await make()
    const list = await (await world.get(bo, '/acme/tasks')).text()
    expect(list).toContain(`value="${id} 1 done"`)
    const done = await world.post(bo, '/acme/tasks/moves', { move: `${id} 1 done`, back: '/acme/tasks', op: 'x' })
    expect(done.headers.get('Location')).toBe('/acme/tasks')
    expect(await (await world.get(bo, '/acme/tasks')).text()).not.toContain('Grease fan')
    await world.post(bo, `/acme/tasks/${id}/status`, { version: '2', status: 'to-do', op: 'y' })
    expect(await (await world.get(bo, '/acme/tasks')).text()).toContain('Grease fan')
  })

  it('of another organization is not moved by a row that names it', async () => {
    const { id } = await make()
    const before = await world.everything(ana)
    expect((await world.post(zed, '/zenith/tasks/moves', { move: `${id} 1 done` })).status).toBe(404)
    expect((await world.post(bo, '/acme/tasks/moves', { move: 'nonsense' })).status).toBe(404)
    expect((await world.post(bo, '/acme/tasks/moves', { move: `${id} 1 flying` })).status).toBe(422)
    expect(await world.everything(ana)).toBe(before)
  })

  it('is removed and brought back', async () => {
    const { id } = await make()
    const removed = await world.post(ana, `/acme/tasks/${id}/removal`, { version: '1' })
    expect(removed.status).toBe(303)
    expect(await (await world.get(ana, '/acme/tasks')).text()).not.toContain('Grease fan')
    await world.post(ana, `/acme/tasks/${id}/restoration`, {})
    expect(await (await world.get(ana, '/acme/tasks')).text()).toContain('Grease fan')
  })
})

describe('who may', () => {
  it('a viewer looks and changes nothing [MRO-4.3]', async () => {
    const { id } = await make()
    expect((await world.get(cy, `/acme/tasks/${id}`)).status).toBe(200)
    const before = await world.everything(ana)
    expect((await world.post(cy, `/acme/tasks/${id}/status`, { status: 'done' })).status).toBe(403)
    expect((await world.post(cy, '/acme/tasks', { title: 'Mine' })).status).toBe(403)
    expect(await world.everything(ana)).toBe(before)
  })

  it('a stranger finds nothing, in the words of an unknown id', async () => {
    const { id } = await make()
    const foreign = await world.get(zed, `/acme/tasks/${id}`)
    const unknown = await world.get(zed, '/zenith/tasks/tk_00000000000000000000000000')
    expect([foreign.status, unknown.status]).toEqual([404, 404])
    const strip = (html: string) =>
      html.replaceAll(
        /req_\w+|value="[^"]*"|data-csrf="[^"]*"|There is no such task\.|There is nothing at this address\./g,
        '',
      )
    expect(strip(await foreign.text())).toBe(strip(await unknown.text()))
  })
})

describe('a task by JSON', () => {
  it('carries its version as ETag and refuses a stale If-Match', async () => {
    const { id } = await make()
    const read = await world.get(bo, `/api/v1/acme/tasks/${id}`)
    expect(read.headers.get('ETag')).toBe('"v1"')
    expect(
      (await world.json(bo, 'PUT', `/api/v1/acme/tasks/${id}/status`, { status: 'done' }, { 'If-Match': '"v1"' }))
        .status,
    ).toBe(200)
    const before = await world.everything(ana)
    const stale = await world.json(
      bo,
      'PUT',
      `/api/v1/acme/tasks/${id}/status`,
      { status: 'to-do' },
      { 'If-Match': '"v1"' },
    )
    expect(stale.status).toBe(412)
    expect(stale.headers.get('Content-Type')).toContain('application/problem+json')
    expect(await world.everything(ana)).toBe(before)
  })

  it('with one Idempotency-Key is made once; another body under it is refused', async () => {
    const send = (title: string) => world.json(bo, 'POST', '/api/v1/acme/tasks', { title }, { 'Idempotency-Key': 'k1' })
    const [one, two, other] = [await send('Once'), await send('Once'), await send('Else')]
    expect(await two.json()).toEqual(await one.json())
    expect(other.status).toBe(422)
    expect(((await other.json()) as { type: string }).type).toBe('urn:mro:problem:key.reused')
  })

  it('lists page after page without a gap, reading only what it shows', async () => {
    const ctx = await world.as(ana)
    await ctx.db.run(
      "INSERT INTO tasks (id, number, title, status, due_on, created_by, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT printf('tk_%026d', i), i, 'Task ' || i, 'to-do', date('2026-11-24', '+' || (i % 40) || ' days'), 'x', 1 FROM n",
    )
    const seen = new Set<string>()
    let after = ''
    do {
      const page = (await (await world.get(bo, `/api/v1/acme/tasks?after=${after}`)).json()) as {
        items: { id: string }[]
        next: string | null
      }
      for (const { id } of page.items) seen.add(id)
      after = page.next ?? ''
    } while (after)
    expect(seen.size).toBe(1000)

    const { listTasks } = await import('../../src/calendar/task.queries')
    const fresh = await world.as(ana)
    const { rows } = await listTasks(fresh, { view: 'open' })
    expect(rows.length).toBe(50)
    expect(fresh.meter.rowsRead).toBeLessThanOrEqual(150)
    expect(fresh.meter.roundTrips).toBe(1)
  })

  it('refuses a cursor that is not ours', async () => {
    for (const cursor of ['x', 'W10', btoa('["a"]'), '%00', btoa('{"a":1}')]) {
      const answer = await world.get(bo, `/api/v1/acme/tasks?after=${cursor}`)
      expect([cursor, answer.status]).toEqual([cursor, 422])
    }
  })
})

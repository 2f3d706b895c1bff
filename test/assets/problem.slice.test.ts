import { beforeEach, describe, expect, it, vi } from 'vitest'
import { instant } from '../../src/kernel/instant'
import { handle } from '../../src/platform/queue'
import { jpegOf } from '../support/pictures'
import { hidden, type Person, sent, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let rex: Person
let pump: string
let code: { id: string; code: string }

const idOf = (answer: Response) => answer.headers.get('Location')?.split('/').at(-1)?.split('?')[0] ?? ''
const make = async (fields: Record<string, unknown>) =>
  ((await (await world.json(ana, 'POST', '/api/v1/acme/assets', fields)).json()) as { id: string }).id

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  rex = await world.member(ana, 'Rex', 'requester')
  const plant = idOf(await world.post(ana, '/acme/sites', { name: 'Rotterdam plant', timeZone: 'Europe/Amsterdam' }))
  const hall = await world.json(ana, 'POST', '/api/v1/acme/places', { kind: 'area', name: 'Hall', parentId: plant })
  await world.post(ana, '/acme/classes/beginning')
  const [pumps] = await rows("SELECT id FROM asset_classes WHERE code = 'PU'")
  const line = await make({ tag: 'L3', name: 'Packaging line 3' })
  pump = await make({
    tag: 'P-204',
    name: 'Cooling water pump',
    classId: pumps?.id,
    manufacturer: 'Grundfos',
    model: 'CR 32-4',
    placeId: ((await hall.json()) as { id: string }).id,
    parentId: line,
    failsParent: 'never',
    ownerId: bo.memberId,
  })
  const issued = await world.json(ana, 'POST', '/api/v1/acme/codes', { targets: [pump] })
  const [id] = ((await issued.json()) as { ids: string[] }).ids
  code = (await (await world.get(ana, `/api/v1/acme/codes/${id}`)).json()) as typeof code
  await world.post(ana, '/acme/codes/settings', { publicReports: 'on' })
})

const deliver = async () => {
  for (const envelope of sent.splice(0)) await handle(world.platform, world.house.rooms, envelope)
}
const state = async () => {
  const answer = await world.get(ana, `/api/v1/acme/assets/${pump}`)
  return ((await answer.json()) as { state: string }).state
}
const page = async (path: string, by = ana) => (await world.get(by, `/acme${path}`)).text()
const rows = async (sql: string) => (await world.as(ana)).db.all<Record<string, unknown>>(sql)

/** A stranger's browser: it looks at the code and sends the form that it got, with pictures. */
async function stranger(fields: Record<string, string>, photos: [name: string, bytes: Uint8Array<ArrayBuffer>][] = []) {
  const seen = await world.ask(`/q/${code.code}`, { headers: { 'CF-Connecting-IP': '192.0.2.7' } })
  const cookie = /__Host-visit=[^;]+/.exec(seen.headers.get('set-cookie') ?? '')?.[0] ?? ''
  let html = await seen.text()
  const send = async (more: Record<string, string>, pictures: typeof photos) => {
    const body = new FormData()
    for (const [name, value] of Object.entries({
      csrf: hidden(html, 'csrf'),
      op: hidden(html, 'op'),
      lang: 'en',
      ...more,
    }))
      body.set(name, value)
    for (const [name, bytes] of pictures) body.append('photo', new File([bytes], name, { type: 'image/jpeg' }))
    const answer = await world.ask(`/q/${code.code}/reports`, {
      method: 'POST',
      headers: { 'CF-Connecting-IP': '192.0.2.7', Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' },
      body,
    })
    html = await answer.text()
    return { status: answer.status, to: answer.headers.get('Location') ?? '', html }
  }
  return { ...(await send(fields, photos)), again: send }
}

describe('what a stranger reports of an asset', () => {
  it('is a problem of it with its photo, as long as the report is open; the stranger follows it', async () => {
    expect(await page(`/assets/${pump}`)).not.toContain('What it needs')
    // What usually goes wrong with pumps is offered first, in the stranger's language.
    const [pumps] = await rows("SELECT id, name, parent_id FROM asset_classes WHERE code = 'PU'")
    const wrong = { name: String(pumps?.name), code: 'PU', parentId: String(pumps?.parent_id) }
    await world.post(ana, `/acme/classes/${pumps?.id}`, { ...wrong, symptoms: 'Leak\n Loses its prime \n\nLeak' })
    const offers = await (await world.ask(`/q/${code.code}?lang=de`)).text()
    for (const words of ['Leck', 'Loses its prime']) expect(offers).toContain(words)
    expect(offers).not.toContain('Vibration')
    expect(await page(`/assets/${pump}/report`, bo)).toContain('Loses its prime')
    const done = await stranger({ s0: 'on', down: 'on', words: 'Under the seal' }, [['IMG_1.jpg', jpegOf()]])
    expect(done.status).toBe(303)
    expect(await state()).toBe('operational')
    const [report] = await rows('SELECT id FROM reports')
    const told = [...sent]
    await deliver()
    for (const envelope of told) await handle(world.platform, world.house.rooms, envelope)
    // Nobody without an account begins a downtime: that clock counts in figures.
    expect(await state()).toBe('needs-maintenance')
    expect(await rows('SELECT why, raised_by, said_down, report_id FROM asset_concerns')).toEqual([
      { why: 'Leak: Under the seal', raised_by: 'visitor', said_down: 1, report_id: report?.id },
    ])
    await world.settle()
    const fact = sent.find(({ name }) => name === 'assets.problem-reported')?.body
    const [picture] = await rows('SELECT file_id FROM attachments')
    expect(fact).toMatchObject({ subject: pump, reporter: 'visitor', down: true, files: picture?.file_id })
    expect(JSON.stringify(fact)).not.toContain('seal')
    const html = await page(`/assets/${pump}`, bo)
    for (const words of ['What it needs', 'Leak: Under the seal', 'A stranger', `/acme/reports/${report?.id}`])
      expect(html).toContain(words)
    expect(html).toContain(`/acme/files/${picture?.file_id}/thumbnail`)
    expect((await world.get(bo, `/acme/files/${picture?.file_id}/content`)).status).toBe(200)
    expect(html).toContain('They say it stands')
    const since = /href="\/acme(\/assets\/\w+\/state\?[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(await page(since, bo)).toContain('Leak: Under the seal')
    expect(await page(`/reports`, bo)).toContain('P-204 Cooling water pump')

    await world.post(ana, `/acme/reports/${report?.id}/state`, { state: 'triaged' })
    await deliver()
    expect(await state()).toBe('needs-maintenance')
    const mover = { state: 'declined', reason: 'It is condensation' }
    await world.post(ana, `/acme/reports/${report?.id}/state`, mover)
    await deliver()
    expect(await state()).toBe('operational')
    expect(await (await world.ask(done.to)).text()).toContain('It is condensation')
    await world.post(ana, `/acme/reports/${report?.id}/state`, { state: 'received' })
    await deliver()
    expect(await state()).toBe('needs-maintenance')
    await world.json(bo, 'PUT', `/api/v1/acme/assets/${pump}/state`, { state: 'operational', cause: 'Seal replaced' })
    await deliver()
    expect(await rows('SELECT state, reason FROM reports')).toEqual([{ state: 'done', reason: 'Seal replaced' }])
    expect(await (await world.ask(done.to)).text()).toContain('Seal replaced')
    const history = await page(`/assets/${pump}/history`, bo)
    for (const words of ['A stranger', 'reported a problem', 'declined a problem', 'opened a problem again'])
      expect(history).toContain(words)
  })

  it('comes with pictures only, and keeps those through another try', async () => {
    const written = async () => [
      await rows('SELECT id FROM reports'),
      await rows('SELECT id FROM files'),
      await rows('SELECT id FROM uploads'),
      await rows('SELECT count(*) AS entries FROM audit_entries'),
    ]
    const before = await written()
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    const lie = new Uint8Array([...svg].map((letter) => letter.charCodeAt(0)))
    const refused = await stranger({ s0: 'on', words: 'Look' }, [['photo.jpg', lie]])
    expect([
      refused.status,
      refused.html.includes('This picture cannot be kept'),
      refused.html.includes('Look'),
    ]).toEqual([422, true, true])
    expect(await written()).toEqual(before)
    await stranger({ s0: 'on' })
    const offered = await stranger({ s0: 'on' }, [['a.jpg', jpegOf({ seed: 5 })]])
    expect([offered.status, offered.html.includes('1 pictures are here already')]).toEqual([200, true])
    const kept = hidden(offered.html, 'kept')
    const forged = kept.replace(/^fl_\w+/, `fl_${'0'.repeat(26)}`)
    const separately = await offered.again({ s0: 'on', separately: 'yes', kept: `${forged} ${kept}` }, [])
    expect(separately.status).toBe(303)
    expect(await rows("SELECT about FROM attachments WHERE about LIKE 'rp_%'")).toEqual([
      { about: (await rows('SELECT id FROM reports ORDER BY number DESC LIMIT 1'))[0]?.id },
    ])
  })

  it('follows the asset that it is merged into, with its code', async () => {
    await stranger({ s0: 'on' })
    await deliver()
    const other = await make({ tag: 'P-9', name: 'Pump' })
    expect((await world.post(ana, `/acme/assets/${pump}/merging`, { successorId: other })).status).toBe(303)
    expect((await world.get(bo, `/q/${code.code}`)).headers.get('Location')).toBe(`/acme/assets/${other}`)
    const again = await world.ask(`/q/${code.code}`)
    expect([again.status, (await again.text()).includes('P-9 Pump')]).toEqual([200, true])
    expect(await page(`/assets/${other}`)).toContain('What it needs')
    await world.post(ana, `/acme/assets/${other}/retirement`, { reason: 'Scrapped' })
    expect(await rows('SELECT state FROM reports')).toEqual([{ state: 'done' }])
  })
})

describe('what a member reports', () => {
  it('is one report and one problem, offered to who says the same, with a photo; a requester may', async () => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ csrf: rex.csrf, symptom: 'leak', words: 'Puddle', op: 'a' }))
      body.set(name, value)
    body.append('photo', new File([jpegOf({ seed: 3 })], 'puddle.jpg'))
    const headers = { Cookie: `__Host-sid=${rex.token}`, 'Sec-Fetch-Site': 'same-origin' }
    const done = await world.ask(`/acme/assets/${pump}/report`, { method: 'POST', headers, body })
    expect(done.status).toBe(303)
    const told = [...sent]
    await deliver()
    for (const envelope of told) await handle(world.platform, world.house.rooms, envelope)
    expect(await rows('SELECT raised_by FROM asset_concerns')).toEqual([{ raised_by: rex.memberId }])
    expect(await rows('SELECT number, symptoms FROM reports')).toEqual([{ number: 1, symptoms: '["leak"]' }])
    expect((await rows("SELECT about FROM attachments WHERE about LIKE 'rp_%'")).length).toBe(1)
    const same = await world.post(bo, `/acme/assets/${pump}/report`, { symptom: 'leak', op: 'b' })
    expect([same.status, (await same.text()).includes('Add mine to it')]).toEqual([200, true])
    const [report] = await rows('SELECT id FROM reports')
    await world.post(bo, `/acme/assets/${pump}/report`, { symptom: 'leak', join: String(report?.id), op: 'c' })
    expect(await rows('SELECT voices FROM reports')).toEqual([{ voices: 2 }])
    const venlo = idOf(await world.post(ana, '/acme/sites', { name: 'Venlo', timeZone: 'Europe/Amsterdam', op: 'v' }))
    const elsewhere = await world.member(ana, 'Elsa', 'technician', [venlo])
    expect((await world.get(elsewhere, `/acme/reports/${report?.id}`)).status).toBe(404)
    expect(await page('/reports', elsewhere)).not.toContain('Leak')
  })

  it('scan and page of an asset with all that one has read at most 40 rows', async () => {
    const [pumps] = await rows("SELECT id FROM asset_classes WHERE code = 'PU'")
    await world.json(ana, 'POST', '/api/v1/acme/notes', { about: pumps?.id, text: 'Never against a closed valve' })
    for (const [index, text] of ['Vent it twice', 'The guard rattles', 'Ours is SEA-0045'].entries())
      await world.json(ana, 'POST', '/api/v1/acme/notes', { about: pump, text, warning: index === 0 ? 'on' : '' })
    for (let index = 0; index < 6; index++) {
      world.now = instant(world.now + 60_000)
      for (const to of ['down', 'operational'])
        await world.json(bo, 'PUT', `/api/v1/acme/assets/${pump}/state`, { state: to, cause: 'Tripped' })
      world.now = instant(world.now + 60_000)
    }
    await world.json(bo, 'POST', `/api/v1/acme/assets/${pump}/problems`, { symptom: 'Noise', down: true })
    const lines = vi.spyOn(console, 'log')
    const scan = await world.get(bo, `/q/${code.code}`)
    const html = await (await world.get(bo, scan.headers.get('Location') ?? '')).text()
    for (const words of ['Vent it twice', 'Noise', 'Why it is down', 'Last events']) expect(html).toContain(words)
    const read = lines.mock.calls.map(([line]) => (JSON.parse(String(line)) as { rowsRead: number }).rowsRead)
    lines.mockRestore()
    expect(read.length).toBe(2)
    expect([read, read.reduce((sum, count) => sum + count, 0) <= 40]).toEqual([read, true])
  })
})

describe('a state that was set by mistake', () => {
  /** The event that the answer offers to take back. */
  const undoing = async (answer: Response) => {
    const [event] = await rows("SELECT id FROM asset_events WHERE details ->> 'done' IS NOT NULL ORDER BY id DESC")
    expect(decodeURIComponent(decodeURIComponent(answer.headers.get('set-cookie') ?? ''))).toContain(String(event?.id))
    return String(event?.id)
  }
  const setTo = (fields: Record<string, string>) => world.post(bo, `/acme/assets/${pump}/state`, fields)
  const undo = (event: string, by = bo) => world.post(by, `/acme/assets/${pump}/state/undoing`, { event })
  const stops = () => rows('SELECT asset_id, ended_at FROM asset_stops ORDER BY started_at')

  it('is taken back with all that it did, and that stays in the history', async () => {
    const [line] = await rows("SELECT id FROM assets WHERE tag = 'L3'")
    await world.json(ana, 'PUT', `/api/v1/acme/assets/${pump}/place`, { parentId: line?.id, failsParent: 'always' })
    world.now = instant(world.now + 60_000)
    const down = await undoing(await setTo({ state: 'down', cause: 'Wrong machine', op: 'a' }))
    expect((await stops()).length).toBe(2)
    expect((await undo(down, ana)).status).toBe(409)
    expect((await undo(down)).status).toBe(303)
    expect([await stops(), await state()]).toEqual([[], 'operational'])
    expect((await undo(down)).status).toBe(409)

    world.now = instant(world.now + 60_000)
    await world.json(bo, 'POST', `/api/v1/acme/assets/${pump}/problems`, { symptom: 'Noise', down: true })
    world.now = instant(world.now + 60_000)
    const up = await undoing(await setTo({ state: 'operational', cause: 'Done', op: 'b' }))
    expect([await state(), (await rows('SELECT state FROM reports'))[0]]).toEqual(['operational', { state: 'done' }])
    world.now = instant(world.now + 60_000)
    expect((await undo(up)).status).toBe(303)
    expect([await state(), (await rows('SELECT state FROM reports'))[0]]).toEqual(['down', { state: 'received' }])
    expect((await rows('SELECT id FROM asset_concerns WHERE settled_at IS NULL')).length).toBe(1)
    expect((await stops()).filter(({ ended_at: ended }) => ended === null).length).toBe(2)
    expect(await page(`/assets/${pump}/history`)).toContain('took that back')

    world.now = instant(world.now + 60_000)
    const needs = await undoing(await setTo({ state: 'needs-maintenance', cause: 'Seal', op: 'c' }))
    world.now = instant(world.now + 16 * 60_000)
    const before = await world.everything(ana)
    expect((await undo(needs)).status).toBe(409)
    expect(await world.everything(ana)).toBe(before)
  })
})

describe('the JSON side', () => {
  const api = '/api/v1/acme'
  const json = async (answer: Response) => (await answer.json()) as Record<string, never> & { id: string }

  it('has doors of sites, classes, views and reports; a stale copy is told so by 412 everywhere', async () => {
    const sites = (await json(await world.get(bo, `${api}/sites`))) as unknown as { items: { id: string }[] }
    const plant = sites.items[0]?.id ?? ''
    const wording = { name: 'Rotterdam', timeZone: 'Europe/Amsterdam' }
    expect((await world.json(ana, 'PUT', `${api}/sites/${plant}`, wording, { 'If-Match': '"v1"' })).status).toBe(200)
    const classes = (await json(await world.get(bo, `${api}/classes`))) as unknown as {
      items: { id: string; code: string; symptoms: string[] }[]
    }
    const pumps = classes.items.find((row) => row.code === 'PU')
    expect(pumps?.symptoms).toContain('leak')
    const named = { name: 'Pumps, all', code: 'PU', symptoms: ['leak', 'Cavitates'] }
    expect((await world.json(ana, 'PUT', `${api}/classes/${pumps?.id}`, named)).status).toBe(200)
    expect(await json(await world.get(bo, `${api}/classes/${pumps?.id}`))).toMatchObject(named)
    const view = await json(await world.json(bo, 'POST', `${api}/views`, { name: 'Stopped', query: 'state=down' }))
    expect(await json(await world.get(bo, `${api}/views`))).toMatchObject({ items: [{ id: view.id }] })
    expect((await world.json(bo, 'DELETE', `${api}/views/${view.id}`, {})).status).toBe(200)

    const sent = await json(await world.json(bo, 'POST', `${api}/reports`, { target: pump, symptoms: ['leak'] }))
    world.now = instant(world.now + 1000)
    await world.json(rex, 'POST', `${api}/reports/${sent.id}/voices`, { words: 'Me too', linkHash: 'x'.repeat(43) })
    expect(await json(await world.get(bo, `${api}/reports/${sent.id}`))).toMatchObject({ voices: 2, version: 2 })
    expect(await rows('SELECT link_hash FROM report_voices')).toEqual([{ link_hash: null }, { link_hash: null }])
    await deliver()
    const problems = await json(await world.get(bo, `${api}/assets/${pump}/problems`))
    expect(problems).toMatchObject({ items: [{ why: 'Leak', reportId: sent.id }] })
    const told = await json(await world.get(bo, `${api}/assets/${pump}/history?kind=state`))
    expect(told).toMatchObject({ items: [{ what: 'reported' }], next: null })

    const before = await world.everything(ana)
    const stale = { 'If-Match': '"v9"' }
    for (const [method, path, body] of [
      ['PUT', `/sites/${plant}`, wording],
      ['PUT', `/classes/${pumps?.id}`, named],
      ['PUT', `/reports/${sent.id}/state`, { state: 'done' }],
      ['PUT', `/codes/${code.id}/target`, { target: plant }],
      ['POST', `/codes/${code.id}/revocation`, {}],
      ['PUT', `/assets/${pump}/state`, { state: 'down' }],
    ] as const)
      expect([path, (await world.json(ana, method, api + path, body, stale)).status]).toEqual([path, 412])
    expect(await world.everything(ana)).toBe(before)
    const done = await world.json(
      ana,
      'PUT',
      `${api}/reports/${sent.id}/state`,
      { state: 'done' },
      { 'If-Match': '"v2"' },
    )
    expect(done.status).toBe(200)
  })

  it('shows a note with its photos, which go on when it is said better; a file gets another name', async () => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ csrf: bo.csrf, text: 'Look at the vent screw', about: pump, op: 'n' }))
      body.set(name, value)
    body.append('photo', new File([jpegOf({ seed: 7 })], 'screw.jpg'))
    const headers = { Cookie: `__Host-sid=${bo.token}`, 'Sec-Fetch-Site': 'same-origin' }
    expect((await world.ask(`/acme/assets/${pump}/notes`, { method: 'POST', headers, body })).status).toBe(303)
    const [note] = await rows('SELECT id FROM asset_notes')
    const [picture] = await rows('SELECT id, file_id FROM attachments')
    expect(await page(`/assets/${pump}/notes`, bo)).toContain(`/acme/files/${picture?.file_id}/thumbnail`)
    await world.post(bo, `/acme/notes/${note?.id}/better`, { text: 'Look at both vent screws', version: '1' })
    expect((await rows("SELECT about FROM attachments WHERE about LIKE 'nt_%'")).length).toBe(2)
    const renamed = await world.post(bo, `/acme/files/attachments/${picture?.id}/name`, { name: 'Vent screw.jpg' })
    expect([renamed.status, renamed.status === 303 ? '' : await renamed.text()]).toEqual([303, ''])
    expect(await rows(`SELECT name FROM attachments WHERE id = '${picture?.id}'`)).toEqual([{ name: 'Vent screw.jpg' }])
  })
})

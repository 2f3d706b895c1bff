import { beforeEach, expect, it } from 'vitest'
import { type Person, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let site: string
let code: string

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  const made = await world.post(ana, '/acme/sites', { name: 'Rotterdam plant', timeZone: 'UTC' })
  site = made.headers.get('Location')?.split('/').at(-1) ?? ''
  const issued = await world.json(ana, 'POST', '/api/v1/acme/codes', { targets: [site] })
  const [id] = ((await issued.json()) as { ids: string[] }).ids
  code = ((await (await world.get(ana, `/api/v1/acme/codes/${id}`)).json()) as { code: string }).code
})

const fragment = (fields: Record<string, string>) =>
  world.post(bo, '/acme/scan', fields, { 'HX-Request': 'true' }).then((answer) => answer.text())

it('the scanner’s page alone may run WebAssembly', async () => {
  const policy = async (path: string) => (await world.get(bo, path)).headers.get('Content-Security-Policy') ?? ''
  expect(await policy('/acme/scan')).toContain("script-src 'self' 'wasm-unsafe-eval'")
  expect(await policy('/acme/codes')).not.toContain('wasm')
})

it('what is typed leads to the record, by a code of ours and by a maker’s, and is a scan with its purpose [MRO-2.6c]', async () => {
  await world.post(bo, `/acme/codes/on/${site}/bar-codes`, { symbology: 'ean-13', value: '4006381333931' })
  for (const q of [
    code,
    `${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase(),
    `http://localhost:8787/q/${code}`,
    '4006381333931',
  ]) {
    const answer = await world.post(bo, '/acme/scan', { q, mode: 'open' })
    expect([q, answer.status, answer.headers.get('Location')]).toEqual([q, 303, `/acme/sites/${site}`])
  }
  const report = await world.post(bo, '/acme/scan', { q: code, mode: 'report' })
  expect(report.headers.get('Location')).toBe(`/acme/reports/about/${site}`)
  const ctx = await world.as(ana)
  const scans = await ctx.db.all('SELECT purpose, way, actor_id, target FROM scans ORDER BY rowid')
  expect(scans.length).toBe(5)
  expect(scans.at(-1)).toEqual({ purpose: 'report', way: 'typed', actor_id: bo.memberId, target: site })
})

it('what nobody knows is said, searched for, and written down; rows of a list say what each is', async () => {
  const unknown = await world.post(bo, '/acme/scan', { q: 'NO-SUCH-<b>THING' })
  const html = await unknown.text()
  expect([unknown.status, html.includes('Nothing here has this code'), html.includes('<b>THING')]).toEqual([
    200,
    true,
    false,
  ])
  const row = await fragment({ q: code, mode: 'list', way: 'camera' })
  expect(row).toContain(`data-id="${site}"`)
  expect(row).toContain('data-state="found"')
  const made = await world.json(ana, 'POST', '/api/v1/acme/codes/batches', { name: 'x', size: 1 })
  const { id } = (await made.json()) as { id: string }
  const page = (await (await world.get(ana, `/api/v1/acme/codes?batchId=${id}`)).json()) as {
    items: { code: string }[]
  }
  expect(await fragment({ q: page.items[0]?.code ?? '', mode: 'list' })).toContain('data-state="blank"')
  expect((await world.get(bo, '/acme/scan')).status).toBe(200)
  const ctx = await world.as(ana)
  expect(await ctx.db.all('SELECT code_id FROM scans WHERE code_id IS NULL')).toEqual([{ code_id: null }])
})

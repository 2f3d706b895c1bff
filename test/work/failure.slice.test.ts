import { beforeEach, describe, expect, it } from 'vitest'
import { type Person, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let pump: string

const api = '/api/v1/acme'
type Code = { id: string; code: string; class_id: string | null }

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  const site = await world.post(ana, '/acme/sites', { name: 'Plant', timeZone: 'America/New_York' })
  await world.post(ana, '/acme/classes/beginning', {})
  const [pumps] = await all<{ id: string }>("SELECT id FROM asset_classes WHERE code = 'PU'")
  const asset = await world.json(ana, 'POST', `${api}/assets`, {
    name: 'Cooling pump',
    tag: 'P-204',
    placeId: site.headers.get('Location')?.split('/').at(-1),
    classId: pumps?.id,
  })
  pump = ((await asset.json()) as { id: string }).id
})

const all = async <T>(query: string) => (await world.as(ana)).db.all<T>(query)
const refused = async (answer: Response) => [answer.status, ((await answer.json()) as { type: string }).type]
const begun = async (fields: Record<string, unknown> = {}) => {
  const made = await world.json(ana, 'POST', `${api}/orders`, { title: 'Seal leaks water', assetId: pump, ...fields })
  const { id } = (await made.json()) as { id: string }
  await world.json(bo, 'PUT', `${api}/orders/${id}/status`, { status: 'in-progress' })
  return id
}
const complete = (id: string, body: Record<string, unknown>) =>
  world.json(bo, 'POST', `${api}/orders/${id}/completion`, body)

describe('the machine', () => {
  it('runs again when its work is completed, or stands on: whoever completes it says which', async () => {
    const stopped = async () =>
      world.json(bo, 'PUT', `${api}/assets/${pump}/state`, { state: 'down', cause: 'Seal', at: world.now - 3_600_000 })
    const stops = () => all<{ ended_at: number | null }>('SELECT ended_at FROM asset_stops ORDER BY id')
    const page = async (id: string) => (await world.get(bo, `/acme/orders/${id}/completion`)).text()
    const id = await begun()
    expect(await page(id)).not.toContain('run again?')
    await stopped()
    expect(await page(id)).toContain('Does P-204 run again?')
    const before = await world.everything(ana)
    const unsaid = await world.post(bo, `/acme/orders/${id}/completion`, { outcome: 'Seal replaced' })
    expect([unsaid.status, await unsaid.text()]).toEqual([422, expect.stringContaining('Say whether P-204 runs again')])
    expect(await world.everything(ana)).toBe(before)
    expect((await world.post(bo, `/acme/orders/${id}/completion`, { runs: 'no' })).status).toBe(303)
    expect(await stops()).toEqual([{ ended_at: null }])

    const other = await begun()
    expect((await world.post(bo, `/acme/orders/${other}/completion`, { runs: 'yes', op: 'b' })).status).toBe(303)
    expect(await stops()).toEqual([{ ended_at: world.now }])
    expect(await all('SELECT state FROM assets')).toEqual([{ state: 'operational' }])
    expect(await (await world.get(ana, `/acme/assets/${pump}/history`)).text()).toContain('WO-2 is completed')
  })
})

describe('a failure', () => {
  it('is told by the lists of its class when a repair is completed: suggested by its words, chosen by a person [MAI-1c]', async () => {
    const free = await begun()
    expect((await complete(free, { outcome: 'No lists yet' })).status).toBe(200)
    expect((await world.post(bo, '/acme/work/failures/beginning', {})).status).toBe(403)
    expect((await world.post(ana, '/acme/work/failures/beginning', {})).status).toBe(303)
    expect((await world.post(ana, '/acme/work/failures/beginning', { op: 'again' })).status).toBe(409)

    const id = await begun()
    const before = await world.everything(ana)
    expect(await refused(await complete(id, { outcome: 'Done' }))).toEqual([422, 'urn:mro:problem:order.problem'])
    const codes = await all<Code>('SELECT id, code, class_id FROM work_failure_codes')
    const of = (code: string) => codes.find((one) => one.code === code)?.id ?? ''
    expect(await refused(await complete(id, { problemId: of('BLT') }))).toEqual([
      422,
      'urn:mro:problem:failure.unknown',
    ])
    expect(await refused(await complete(id, { problemId: of('OTH') }))).toEqual([422, 'urn:mro:problem:failure.words'])
    expect(await world.everything(ana)).toBe(before)

    // Suggested, and not chosen by itself.
    const form = await (await world.get(bo, `/acme/orders/${id}/completion`)).text()
    expect(form).toContain('Suggested by what is written')
    expect(form.indexOf(of('ELP'))).toBeLessThan(form.indexOf(of('BRD')))
    expect(form).not.toContain('selected=""')
    expect(form).toContain(of('CAV'))
    expect(form).not.toContain(of('BLT'))
    const more = await (
      await world.get(bo, `/acme/orders/${id}/completion/failure?outcome=Belt+replaced&problemId=${of('ELP')}`)
    ).text()
    expect(more).toContain(`value="${of('ELP')}" selected=""`)
    expect(more.indexOf(of('REP'))).toBeLessThan(more.indexOf(of('ADJ')))

    const done = await world.post(bo, `/acme/orders/${id}/completion`, {
      outcome: 'Seal replaced, the old one was worn',
      problemId: of('ELP'),
      causeId: of('O3'),
      remedyId: of('REP'),
      failureWords: 'Ran dry',
    })
    expect(done.status).toBe(303)
    expect(await (await world.get(bo, `/acme/orders/${id}`)).text()).toContain(
      'External leakage, process medium · Maintenance error · Replace · Ran dry',
    )
    // What was suggested stands beside what was chosen.
    const kept = await all<{ level: string; suggested_id: string; chosen_id: string; chosen_by: string }>(
      'SELECT level, suggested_id, chosen_id, chosen_by FROM work_codings ORDER BY level',
    )
    const row = (level: string, suggested: string, chosen: string) => ({
      level,
      suggested_id: of(suggested),
      chosen_id: of(chosen),
      chosen_by: bo.memberId,
    })
    expect(kept).toEqual([row('cause', '1.1', 'O3'), row('problem', 'ELP', 'ELP'), row('remedy', 'REP', 'REP')])

    // What is no repair is not asked; what is taken off the list stays on the order and is offered no more.
    const round = await begun({ kind: 'preventive' })
    expect(await (await world.get(bo, `/acme/orders/${round}/completion`)).text()).not.toContain('problemId')
    expect((await complete(round, {})).status).toBe(200)
    expect((await world.post(ana, '/acme/work/failures/ending', { id: of('ELP') })).status).toBe(303)
    expect((await world.post(ana, '/acme/work/failures/ending', { id: of('ELP'), op: 'b' })).status).toBe(409)
    expect(await (await world.get(bo, `/acme/orders/${id}`)).text()).toContain('External leakage, process medium')
    const other = await begun()
    expect(await refused(await complete(other, { problemId: of('ELP') }))).toEqual([
      422,
      'urn:mro:problem:failure.unknown',
    ])
    const own = { level: 'problem', code: 'elp', name: 'Leaks at the shaft', words: 'leak shaft' }
    expect((await world.post(ana, '/acme/work/failures', own)).status).toBe(303)
    const twice = await world.post(ana, '/acme/work/failures', { ...own, op: 'b' })
    expect([twice.status, await twice.text()]).toEqual([409, expect.stringContaining('in this list already')])
    expect(await (await world.get(ana, '/acme/work/failures')).text()).toContain('Leaks at the shaft')
  })
})

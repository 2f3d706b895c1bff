import { beforeEach, describe, expect, it } from 'vitest'
import { handle } from '../../src/platform/queue'
import { env, hidden, origin, type Person, sent, World } from '../support/world'

let world: World
let ana: Person
let bo: Person
let cy: Person
let site: string
let code: { id: string; code: string }

const open = (publicReports = 'on') => world.post(ana, '/acme/codes/settings', { publicReports })

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  bo = await world.member(ana, 'Bo', 'technician')
  cy = await world.member(ana, 'Cy', 'viewer')
  const made = await world.post(ana, '/acme/sites', { name: 'Rotterdam plant', timeZone: 'UTC' })
  site = made.headers.get('Location')?.split('/').at(-1) ?? ''
  const issued = await world.json(ana, 'POST', '/api/v1/acme/codes', { targets: [site] })
  const [id] = ((await issued.json()) as { ids: string[] }).ids
  code = (await (await world.get(ana, `/api/v1/acme/codes/${id}`)).json()) as typeof code
})

/** A stranger's browser: it looks, and sends the form that it got. */
class Stranger {
  readonly #address: string
  #cookie = ''
  constructor(address = '192.0.2.7') {
    this.#address = address
  }
  async look(path = `/q/${code.code}`, headers: Record<string, string> = {}) {
    const answer = await world.ask(path, { headers: { ...this.#headers(), ...headers } })
    const visit = /__Host-visit=[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0]
    if (visit) this.#cookie = visit
    return { status: answer.status, to: answer.headers.get('Location'), html: await answer.text() }
  }
  async send(html: string, fields: Record<string, string>) {
    const answer = await world.ask(`/q/${code.code}/reports`, {
      method: 'POST',
      headers: {
        ...this.#headers(),
        'Content-Type': 'application/x-www-form-urlencoded',
        'Sec-Fetch-Site': 'same-origin',
      },
      body: new URLSearchParams({ csrf: hidden(html, 'csrf'), op: hidden(html, 'op'), lang: 'en', ...fields }),
    })
    return { status: answer.status, to: answer.headers.get('Location') ?? '', html: await answer.text() }
  }
  #headers() {
    return { 'CF-Connecting-IP': this.#address, ...(this.#cookie ? { Cookie: this.#cookie } : {}) }
  }
}

const reports = async () =>
  (await world.as(ana)).db.all<Record<string, unknown>>('SELECT * FROM reports ORDER BY number')
const deliver = async () => {
  for (const envelope of sent.splice(0)) await handle(world.platform, world.house.rooms, envelope)
}
const letters = async () =>
  (
    await env.CONTROL.prepare("SELECT recipient, body FROM local_messages WHERE channel = 'mail' ORDER BY at, id").all<{
      recipient: string
      body: string
    }>()
  ).results

describe('a stranger who scans a code', () => {
  it('reports in two taps without an account, and follows the report by its link', async () => {
    await open()
    const stranger = new Stranger()
    const page = await stranger.look()
    expect(page.status).toBe(200)
    for (const words of ['Rotterdam plant', 'acme', 'Leak', 'Send the report']) expect(page.html).toContain(words)
    const done = await stranger.send(page.html, {
      s0: 'on',
      down: 'on',
      email: 'eva@example.com',
      words: 'Under the seal',
    })
    expect(done.status).toBe(303)
    expect(done.to).toMatch(new RegExp(`^/q/${code.code}/reports/[\\w-]{43}\\?lang=en&new=yes$`))
    expect(await reports()).toMatchObject([
      { number: 1, target: site, state: 'received', symptoms: '["leak"]', down: 1 },
    ])
    const status = await stranger.look(done.to)
    expect(status.html).toContain('Thank you. The report has arrived.')
    expect(status.html).toContain('nobody has looked at it yet')
    const ctx = await world.as(ana)
    const everything = await world.everything(ana)
    const token = done.to.split('/').at(-1)?.split('?')[0] ?? ''
    expect(everything).not.toContain(token)
    expect(await ctx.db.all('SELECT purpose, actor_id FROM scans ORDER BY rowid')).toEqual([
      { purpose: 'open', actor_id: null },
      { purpose: 'report', actor_id: null },
    ])
    const [letter] = await letters()
    expect([letter?.recipient, letter?.body.includes(`${origin}/q/${code.code}/reports/${token}`)]).toEqual([
      'eva@example.com',
      true,
    ])
  })

  it('is told at each step in the language of the report, if an address was left', async () => {
    await open()
    const stranger = new Stranger()
    const page = await stranger.look(`/q/${code.code}?lang=de`)
    expect(page.html).toContain('<html lang="de"')
    const done = await stranger.send(page.html, { s1: 'on', email: 'eva@example.com', lang: 'de' })
    const [report] = await reports()
    const path = `/acme/reports/${report?.id}/state`
    expect((await world.post(cy, path, { state: 'triaged' })).status).toBe(403)
    expect((await world.post(ana, path, { state: 'triaged', version: '1' })).status).toBe(303)
    await deliver()
    const bare = await world.post(ana, path, { state: 'declined', version: '2' })
    expect([bare.status, (await bare.text()).includes('Say why in a sentence')]).toEqual([422, true])
    await world.post(ana, path, { state: 'declined', version: '2', reason: 'Das Geräusch gehört zum Entlüften' })
    await deliver()
    await deliver()
    const subjects = (await letters()).map(({ body }) => (JSON.parse(body) as { subject: string }).subject)
    expect(subjects.sort()).toEqual([
      'Danke. Die Meldung ist angekommen. Rotterdam plant',
      'RP-1: Angenommen: es wird daran gearbeitet',
      'RP-1: Es wird nichts unternommen',
    ])
    expect((await stranger.look(done.to)).html).toContain('Grund: Das Geräusch gehört zum Entlüften')
  })

  it('is offered a report of the same, and adds to it or reports separately', async () => {
    await open()
    const first = new Stranger()
    await first.send((await first.look()).html, { s0: 'on' })
    world.now = (world.now + 14 * 60_000) as typeof world.now
    const second = new Stranger('198.51.100.9')
    const page = await second.look()
    expect(page.html).toContain('Reported already 14 minutes ago')
    expect(page.html).toContain('Send the report')
    const before = await world.everything(ana)
    const offered = await second.send(page.html, { s0: 'on', words: 'Puddle' })
    expect([offered.status, offered.html.includes('Add mine to it'), offered.html.includes('Puddle')]).toEqual([
      200,
      true,
      true,
    ])
    expect(await world.everything(ana)).toBe(before)
    const [report] = await reports()
    expect((await second.send(offered.html, { s0: 'on', words: 'Puddle', join: String(report?.id) })).status).toBe(303)
    expect(await reports()).toMatchObject([{ voices: 2 }])
    const third = new Stranger('203.0.113.1')
    const apart = await third.send((await third.look()).html, { s0: 'on', separately: 'yes' })
    expect(apart.status).toBe(303)
    expect((await reports()).length).toBe(2)
  })

  it('who sends the form twice has reported once, with one link', async () => {
    await open()
    const stranger = new Stranger()
    const { html } = await stranger.look()
    const both = [
      await stranger.send(html, { s2: 'on', separately: 'yes' }),
      await stranger.send(html, { s2: 'on', separately: 'yes' }),
    ]
    expect(new Set(both.map(({ to }) => to)).size).toBe(1)
    expect((await reports()).length).toBe(1)
  })

  it('who says nothing, or writes no address, keeps what was typed, and nothing is written', async () => {
    await open()
    const stranger = new Stranger()
    const { html } = await stranger.look()
    const before = await world.everything(ana)
    const empty = await stranger.send(html, { down: 'on', name: 'Eva' })
    expect([empty.status, empty.html.includes('Choose what is wrong'), empty.html.includes('value="Eva"')]).toEqual([
      422,
      true,
      true,
    ])
    const wrong = await stranger.send(html, { s0: 'on', email: 'not an address', lang: 'fr' })
    expect([wrong.status, wrong.html.includes('Ce n’est pas une adresse e-mail')]).toEqual([422, true])
    expect(await world.everything(ana)).toBe(before)
  })

  it('cannot flood: after ten through one code, or from one network, there is a wait in words', async () => {
    await open()
    const answers: number[] = []
    for (let index = 0; index < 12; index++) {
      const stranger = new Stranger(`192.0.${index}.7`)
      const { html } = await stranger.look()
      answers.push((await stranger.send(html, { s3: 'on', separately: 'yes' })).status)
    }
    expect(answers).toEqual([...Array<number>(10).fill(303), 429, 429])
    expect((await reports()).length).toBe(10)
  })

  it('finds nothing where it is not open: not the organization, not a revoked code, not a closed one', async () => {
    const signIn = `/sign-in?next=${encodeURIComponent(`/q/${code.code}`)}`
    expect((await new Stranger().look()).to).toBe(signIn)
    await open()
    expect((await new Stranger().look()).status).toBe(200)
    await world.post(ana, `/acme/codes/${code.id}/opening`, { public: '' })
    expect((await new Stranger().look()).to).toBe(signIn)
    await world.post(ana, `/acme/codes/${code.id}/opening`, { public: 'on' })
    const stranger = new Stranger()
    const { html } = await stranger.look()
    await world.post(ana, `/acme/codes/${code.id}/revocation`)
    const before = await world.everything(ana)
    expect(await stranger.send(html, { s0: 'on' })).toMatchObject({ status: 303, to: signIn })
    expect(await world.everything(ana)).toBe(before)
    expect((await stranger.look(`/q/${code.code}/reports/${'x'.repeat(43)}`)).status).toBe(404)
    expect((await stranger.look(`/q/ZZZZZZZZ/reports/${'x'.repeat(43)}`)).status).toBe(404)
  })
})

describe('a member', () => {
  it('reports on a record’s page, and sees what is open there', async () => {
    const page = await (await world.get(bo, `/acme/reports/about/${site}`)).text()
    expect(page).toContain('Won’t start')
    const done = await world.post(bo, `/acme/reports/about/${site}`, { s0: 'on', words: 'At the flange', op: 'a' })
    expect([done.status, done.headers.get('Location')]).toEqual([303, `/acme/sites/${site}`])
    const again = await world.post(bo, `/acme/reports/about/${site}`, { s0: 'on', op: 'b' })
    expect((await again.text()).includes('Add mine to it')).toBe(true)
    const panel = await world.get(bo, `/acme/reports/of/${site}`, { 'HX-Request': 'true' })
    expect(await panel.text()).toContain('Leak')
    expect((await world.post(cy, `/acme/reports/about/${site}`, { s0: 'on' })).status).toBe(403)
  })

  it('merges two, undoes it, and who was told of one follows the other', async () => {
    for (const [op, field] of [
      ['a', 's0'],
      ['b', 's1'],
    ] as const) {
      await world.post(bo, `/acme/reports/about/${site}`, { [field]: 'on', op })
    }
    const [one, two] = await reports()
    const merged = await world.post(ana, `/acme/reports/${one?.id}/state`, {
      state: 'merged',
      into: String(two?.id),
      version: '1',
    })
    expect(merged.status).toBe(303)
    expect(await (await world.get(ana, `/acme/reports/${one?.id}`)).text()).toContain('Goes on in')
    await world.post(ana, `/acme/reports/${one?.id}/state`, { state: 'received', version: '2' })
    expect(await reports()).toMatchObject([{ state: 'received', merged_into: null }, { state: 'received' }])
  })

  it('of two who close it at once, one does and the other is told', async () => {
    await world.post(bo, `/acme/reports/about/${site}`, { s0: 'on' })
    const [report] = await reports()
    const answers = await Promise.all(
      ['done', 'triaged'].map((state) => world.post(ana, `/acme/reports/${report?.id}/state`, { state, version: '1' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
  })

  it('is forgotten as a reporter a year after the report is closed', async () => {
    await open()
    const stranger = new Stranger()
    await stranger.send((await stranger.look()).html, { s0: 'on', email: 'eva@example.com', name: 'Eva' })
    const [report] = await reports()
    await world.post(ana, `/acme/reports/${report?.id}/state`, { state: 'done' })
    const tick = world.house.rooms.flatMap(({ ticks }) => ticks).find(({ name }) => name === 'codes.forget-reporters')
    const contacts = async (days: number) => {
      world.now = (world.now + days * 86_400_000) as typeof world.now
      const ctx = await world.platform.openTenant(ana.organizationId, { kind: 'system', id: 'house' }, 'test')
      await tick?.run(ctx as never)
      return ctx.db.all('SELECT name, email FROM report_voices')
    }
    expect(await contacts(364)).toEqual([{ name: 'Eva', email: 'eva@example.com' }])
    expect(await contacts(3)).toEqual([{ name: '', email: '' }])
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { jpegOf } from '../support/pictures'
import { linesOf } from '../support/plates'
import { sendFile } from '../support/uploads'
import { type Person, World } from '../support/world'

let world: World
let ana: Person
let photo: string

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  const bytes = jpegOf({ width: 800, height: 600, orientation: 1 })
  photo = (await sendFile(world, ana, { name: 'plate.jpg', bytes, role: 'nameplate' })).file
})

const read = (who: Person, lines: string, headers: Record<string, string> = {}) =>
  world.post(who, `/acme/nameplates/${photo}/reading`, { lines }, headers)

describe('a nameplate', () => {
  it('becomes a form, each field beside the piece of picture it was read from [MRO-2.2e] [MRO-3.2h]', async () => {
    const page = await world.get(ana, `/acme/nameplates/${photo}`)
    expect(page.headers.get('Content-Security-Policy')).toContain("script-src 'self' 'wasm-unsafe-eval'")
    expect((await world.get(ana, '/acme/tasks')).headers.get('Content-Security-Policy')).not.toContain('wasm')

    const before = await world.everything(ana)
    const lines = JSON.stringify(
      linesOf('GRUNDFOS\nType CR 32-4 A-F-A-E\nSerial No. 10023456  Year 2019\n3 x 400 V  7.5 kW', 0.7),
    )
    const form = await (await read(ana, lines, { 'HX-Request': 'true' })).text()
    expect(form).toContain('name="manufacturer" class="input-full" value="GRUNDFOS"')
    expect(form).toContain('value="CR 32-4 A-F-A-E"')
    expect(form).toContain('value="10023456"')
    expect(form).toContain('Year of construction 2019 · 7.5 kW · 3 x 400 V')
    expect(form).toContain(`<input type="hidden" name="photo" value="${photo}"`)
    expect(form).toContain('action="/acme/assets/new"')
    expect(form).toContain('viewBox="')
    expect(form).toContain('Check it, 70 %')
    expect(form).not.toContain('<html')
    // Reading saves nothing: a person confirms it first.
    expect(await world.everything(ana)).toBe(before)
  })

  it.each([
    ['nothing was read', '[]', 200, 'Nothing on it could be read'],
    ['there are only marks', JSON.stringify(linesOf('~~ ..')), 200, 'Nothing on it could be read'],
    ['the lines are damaged', '[{', 422, 'There is a problem'],
    ['the lines are of another shape', '[{"words":[{"text":7}]}]', 422, 'There is a problem'],
    ['the words are markup', JSON.stringify(linesOf('S/N <img/src=x>1')), 200, 'What the plate says'],
  ])('never blocks: where %s, the photo is kept and the form is there', async (_, lines, status, words) => {
    const answer = await read(ana, lines)
    const page = await answer.text()
    expect([answer.status, page.includes(words), page.includes('<img/src')]).toEqual([status, true, false])
    expect((await world.get(ana, `/acme/files/${photo}/content`)).status).toBe(200)
    expect(await (await world.get(ana, `/acme/nameplates/${photo}`)).text()).toContain('name="serial"')
  })

  it('without JavaScript is sent by a plain form, and leads to the empty form beside the photo', async () => {
    const form = new FormData()
    for (const [name, value] of Object.entries({ csrf: ana.csrf, op: 'once', about: '', role: 'nameplate' }))
      form.set(name, value)
    form.append('file', new File([jpegOf({ seed: 5 })], 'other.jpg'))
    const sent = await world.ask('/acme/files', {
      method: 'POST',
      headers: { Cookie: `__Host-sid=${ana.token}`, 'Sec-Fetch-Site': 'same-origin' },
      body: form,
    })
    expect([sent.status, sent.headers.get('Location')]).toEqual([
      303,
      expect.stringMatching(/^\/acme\/nameplates\/fl_/),
    ])
    expect((await world.get(ana, sent.headers.get('Location') ?? '')).status).toBe(200)
  })

  it('is its sender’s until an asset has it', async () => {
    const bo = await world.member(ana, 'Bo', 'admin')
    expect((await world.get(bo, `/acme/nameplates/${photo}`)).status).toBe(404)
    expect((await read(bo, '[]')).status).toBe(404)
    const { file } = await sendFile(world, ana, { name: 'a.txt', bytes: new TextEncoder().encode('abc') as never })
    expect((await world.get(ana, `/acme/nameplates/${file}`)).status).toBe(404)
  })
})

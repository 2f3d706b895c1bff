import { beforeEach, describe, expect, it } from 'vitest'
import { partBytes } from '../../src/files/file'
import { handle } from '../../src/platform/queue'
import { rooms } from '../../src/rooms'
import { jpegOf, position } from '../support/pictures'
import { begin, partOf, sendFile, trySending } from '../support/uploads'
import { env, hidden, type Person, sent, World } from '../support/world'

let world: World
let ana: Person
let task: string

const hour = 3_600_000
const text = (words: string) => new TextEncoder().encode(words) as Uint8Array<ArrayBuffer>
const bodyOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())
const lying = async () => (await env.FILES.list()).objects.map(({ key }) => key)

const attachmentsOf = async (who: Person, about: string) => {
  const answer = await world.get(who, `/api/v1/${who.organization}/files/attachments?about=${about}`)
  return ((await answer.json()) as { items: { id: string; fileId: string; name: string; role: string }[] }).items
}

const taskOf = async (who: Person, title = 'Look at pump P-204') => {
  const made = await world.json(who, 'POST', `/api/v1/${who.organization}/tasks`, { title })
  return ((await made.json()) as { id: string }).id
}

/** Runs the daily sweep of one organization, as its queue message does. */
async function sweepOf(who: Person) {
  sent.length = 0
  await world.house.scheduled({ cron: '0 * * * *' } as ScheduledController, env, {
    waitUntil: () => undefined,
  } as unknown as ExecutionContext)
  const envelope = sent.find(
    ({ name, organizationId }) => name === 'tick:files.sweep' && organizationId === who.organizationId,
  )
  if (!envelope) throw new Error('It is not the hour of the sweep')
  await handle(world.platform, rooms, envelope)
  const row = await env.CONTROL.prepare('SELECT detail FROM heartbeats WHERE name = ?')
    .bind(`files.sweep:${who.organizationId}`)
    .first<{ detail: string }>()
  return JSON.parse(row?.detail ?? '{}') as Record<string, number | boolean>
}

/** To the hour in which the clock sweeps, so many days later. */
async function toSweep(days: number) {
  const day = new Date(world.now + days * 24 * hour)
  world.now = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 3, 0) as typeof world.now
  await stayIn()
}

/** Everybody is at their desk again: sessions do not end while time passes in a test. */
const stayIn = () =>
  env.CONTROL.batch([
    env.CONTROL.prepare('UPDATE sessions SET created_at = ?1, seen_at = ?1, rotated_at = ?1').bind(world.now),
    env.CONTROL.prepare('UPDATE session_visits SET first_at = ?1, seen_at = ?1').bind(world.now),
  ])

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  task = await taskOf(ana)
})

describe('a file', () => {
  it('comes in parts, hangs on its record, and is served with headers that make it harmless [MRO-2.7] [MAI-1f]', async () => {
    const { file } = await sendFile(world, ana, { name: 'P-204.jpg', bytes: jpegOf(), about: task, role: 'photo' })
    expect(await attachmentsOf(ana, task)).toMatchObject([{ fileId: file, name: 'P-204.jpg', role: 'photo' }])

    const answer = await world.get(ana, `/acme/files/${file}/content`)
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'image/jpeg'])
    expect(answer.headers.get('Content-Security-Policy')).toContain('sandbox')
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(answer.headers.get('Content-Disposition')).toContain('inline; filename="P-204.jpg"')
    expect(answer.headers.get('Cache-Control')).toBe('private, no-cache')
    expect(new TextDecoder('latin1').decode(await bodyOf(answer))).not.toContain(position)

    const page = await (await world.get(ana, `/acme/files/${file}`)).text()
    expect(page).toContain('P-204.jpg')
    expect(page).toContain('Look at pump P-204')
    // What came is nowhere in the store any more: no part, no position.
    expect((await lying()).map((key) => key.split('/')[1])).toEqual(['files'])
    const [entry] = await (await world.as(ana)).db.all<{ action: string; subject: string }>(
      "SELECT action, subject FROM audit_entries WHERE action = 'files.upload.finish'",
    )
    expect(entry).toEqual({ action: 'files.upload.finish', subject: task })
  })

  it('of nine megabytes goes on where it broke off; the same part twice is harmless', async () => {
    const bytes = new Uint8Array(2 * partBytes + 1000).map((_, index) => index % 251)
    const given = { name: 'film.bin', bytes, about: task, role: 'document' }
    const begun = await begin(world, ana, given, { fingerprint: 'film:1' })
    expect([begun.parts, begun.here]).toEqual([3, []])
    const path = `/api/v1/acme/files/uploads/${begun.id}`
    for (const number of [3, 1, 1])
      expect((await world.bytes(ana, `${path}/parts/${number}`, partOf(bytes, begun, number))).status).toBe(200)
    expect((await world.bytes(ana, `${path}/parts/2`, bytes.slice(0, 77))).status).toBe(422)
    expect((await world.bytes(ana, `${path}/parts/4`, bytes.slice(0, 77))).status).toBe(422)

    const before = await world.everything(ana)
    const early = await world.json(ana, 'PUT', `${path}/completion`, { id: begun.id })
    expect([early.status, ((await early.json()) as { title: string }).title]).toEqual([
      409,
      'One part of this file has not come yet. Send it on.',
    ])
    expect(await world.everything(ana)).toBe(before)
    expect(await (await world.get(ana, `/acme/files/panel?about=${task}`)).text()).toContain('67 % is here')

    // The page was closed; the same file chosen again is the same upload.
    const again = await begin(world, ana, given, { fingerprint: 'film:1' })
    expect([again.id, again.here]).toEqual([begun.id, [1, 3]])
    await world.bytes(ana, `${path}/parts/2`, partOf(bytes, begun, 2))
    const twice = await Promise.all(
      [1, 2].map(() => world.json(ana, 'PUT', `${path}/completion`, { id: begun.id }).then((answer) => answer.json())),
    )
    expect(twice[0]).toEqual(twice[1])
    const { file } = twice[0] as { file: string }
    const whole = await world.get(ana, `/acme/files/${file}/content`)
    expect(await bodyOf(whole)).toEqual(bytes)
    expect(whole.headers.get('Content-Disposition')).toContain('attachment')
    // Who lost the race may have left a stray for the sweeper; the database knows one.
    expect(await (await world.as(ana)).db.all('SELECT id FROM files')).toEqual([{ id: file }])
  })

  it('is served in parts, and not again when the browser has it', async () => {
    const { file } = await sendFile(world, ana, { name: 'a.txt', bytes: text('0123456789'), about: task })
    const path = `/acme/files/${file}/content`
    const part = await world.get(ana, path, { Range: 'bytes=2-4' })
    expect([part.status, await part.text(), part.headers.get('Content-Range')]).toEqual([206, '234', 'bytes 2-4/10'])
    const none = await world.get(ana, path, { Range: 'bytes=10-' })
    expect([none.status, none.headers.get('Content-Range')]).toEqual([416, 'bytes */10'])
    const tag = part.headers.get('ETag') ?? ''
    expect((await world.get(ana, path, { 'If-None-Match': tag })).status).toBe(304)
    const other = await world.get(ana, path, { Range: 'bytes=2-4', 'If-Range': '"another"' })
    expect([other.status, await other.text()]).toEqual([200, '0123456789'])
  })

  it('with the same bytes is stored once, under each of its names', async () => {
    const other = await taskOf(ana, 'Another')
    const one = await sendFile(world, ana, { name: 'one.txt', bytes: text('the same'), about: task })
    const two = await sendFile(world, ana, { name: 'two.txt', bytes: text('the same'), about: other })
    const again = await sendFile(world, ana, { name: 'three.txt', bytes: text('the same'), about: other })
    expect(new Set([one.file, two.file, again.file]).size).toBe(1)
    expect((await attachmentsOf(ana, other)).map(({ name }) => name)).toEqual(['two.txt'])
    expect((await lying()).length).toBe(1)
  })

  it('that two people send at the same moment is stored once', async () => {
    const bo = await world.member(ana, 'Bo', 'manager')
    const sending = (who: Person, name: string) =>
      sendFile(world, who, { name, bytes: text('same moment'), about: task })
    const [one, two] = await Promise.all([sending(ana, 'a.txt'), sending(bo, 'b.txt')])
    expect(one.file).toBe(two.file)
    expect((await attachmentsOf(ana, task)).length).toBe(1)
  })

  it.each<[string, Uint8Array<ArrayBuffer>, number, string]>([
    ['lies.jpg', text('<html><script>alert(1)</script>'), 422, 'file.lies'],
    ['lies.pdf', jpegOf(), 422, 'file.lies'],
    ['broken.jpg', jpegOf().slice(0, -6), 422, 'picture.damaged'],
    ['huge.png', text(''), 422, 'file.empty'],
    ['tool.exe', text('MZ'), 422, 'file.program'],
    [
      'renamed.txt',
      new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, ...new Array(60).fill(0)]),
      422,
      'file.program',
    ],
  ])('%s is refused with a sentence, and nothing is stored', async (name, bytes, status, reason) => {
    const begun = await world.json(ana, 'POST', '/api/v1/acme/files/uploads', {
      name,
      sizeBytes: bytes.byteLength,
      about: task,
    })
    let answer = begun
    if (begun.ok) {
      const { id } = (await begun.json()) as { id: string }
      await world.bytes(ana, `/api/v1/acme/files/uploads/${id}/parts/1`, bytes)
      const before = await world.everything(ana)
      answer = await world.json(ana, 'PUT', `/api/v1/acme/files/uploads/${id}/completion`, { id })
      expect(await world.everything(ana)).toBe(before)
    }
    expect([answer.status, ((await answer.json()) as { type: string }).type]).toEqual([
      status,
      `urn:mro:problem:${reason}`,
    ])
    expect(await attachmentsOf(ana, task)).toEqual([])
    expect((await lying()).filter((key) => key.includes('/files/'))).toEqual([])
  })

  it.each([
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['page.html', '<!doctype html><script>alert(1)</script>'],
    ['page.xhtml', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'],
    ['sheet', 'anything'],
  ])('%s is kept as it is and only ever handed over', async (name, words) => {
    const { file } = await sendFile(world, ana, { name, bytes: text(words), about: task })
    const answer = await world.get(ana, `/acme/files/${file}/content`)
    expect(await answer.text()).toBe(words)
    expect(answer.headers.get('Content-Type')).toBe('application/octet-stream')
    expect(answer.headers.get('Content-Disposition')).toContain('attachment')
    expect(answer.headers.get('Content-Security-Policy')).toBe("sandbox; default-src 'none'; frame-ancestors 'none'")
    expect(await (await world.get(ana, `/acme/files/${file}`)).text()).toContain('This file is kept as it is')
  })

  it('has its thumbnail from the browser, and stands for itself without one', async () => {
    const bytes = jpegOf({ width: 2000, height: 1500, orientation: 1 })
    const begun = await begin(world, ana, { name: 'a.jpg', bytes, about: task, role: 'photo' })
    const path = `/api/v1/acme/files/uploads/${begun.id}`
    await world.bytes(ana, `${path}/parts/1`, bytes)
    const small = jpegOf({ width: 320, height: 240, orientation: null, seed: 9 })
    expect((await world.bytes(ana, `${path}/thumbnail`, small)).status).toBe(200)
    const { file } = (await (await world.json(ana, 'PUT', `${path}/completion`, { id: begun.id })).json()) as {
      file: string
    }
    const shown = await bodyOf(await world.get(ana, `/acme/files/${file}/thumbnail`))
    expect([shown.byteLength < bytes.byteLength, new TextDecoder('latin1').decode(shown).includes('GPS')]).toEqual([
      true,
      false,
    ])

    const plain = await sendFile(world, ana, { name: 'b.jpg', bytes: jpegOf({ seed: 3 }), about: task, role: 'photo' })
    expect((await world.get(ana, `/acme/files/${plain.file}/thumbnail`)).headers.get('Content-Type')).toBe('image/jpeg')
  })

  it('comes by a plain form, several at once; one that is refused is named and the others are kept', async () => {
    const page = await (await world.get(ana, `/acme/files/panel?about=${task}`)).text()
    expect(page).toContain('enctype="multipart/form-data"')
    expect(page).toContain('Pictures (JPEG, PNG, WebP) up to 25 MB')
    const send = (files: [string, Uint8Array<ArrayBuffer>][], op = hidden(page, 'op')) => {
      const form = new FormData()
      for (const [name, value] of Object.entries({
        csrf: ana.csrf,
        op,
        about: task,
        role: 'photo',
      }))
        form.set(name, value)
      for (const [name, bytes] of files) form.append('file', new File([bytes], name))
      form.append('file', new File([], ''))
      return world.ask('/acme/files', {
        method: 'POST',
        headers: { Cookie: `__Host-sid=${ana.token}`, 'Sec-Fetch-Site': 'same-origin' },
        body: form,
      })
    }
    const both = [
      ['a.jpg', jpegOf()],
      ['b.jpg', jpegOf({ seed: 2 })],
    ] as [string, Uint8Array<ArrayBuffer>][]
    const done = await send(both)
    expect([done.status, done.headers.get('Location')]).toEqual([303, `/acme/tasks/${task}`])
    expect((await send(both)).status).toBe(303)
    expect((await attachmentsOf(ana, task)).map(({ name }) => name).sort()).toEqual(['a.jpg', 'b.jpg'])

    const mixed = await send(
      [
        ['c.exe', text('MZ')],
        ['d.jpg', jpegOf({ seed: 4 })],
      ],
      'another rendering',
    )
    expect(mixed.status).toBe(422)
    expect(await mixed.text()).toContain('c.exe: Programs are not kept here.')
  })
})

describe('who may see a file', () => {
  it('is who may see a record that it hangs on, and its sender for a day', async () => {
    const bo = await world.member(ana, 'Bo', 'technician')
    const zed = await world.organization('zenith', 'Zed')
    const { file } = await sendFile(world, bo, { name: 'a.txt', bytes: text('mine') })
    const statusFor = async (who: Person) => (await world.get(who, `/acme/files/${file}`)).status
    expect([await statusFor(bo), await statusFor(ana), await statusFor(zed)]).toEqual([200, 404, 404])

    const path = '/api/v1/acme/files/attachments'
    expect((await world.json(ana, 'POST', path, { file, about: task })).status).toBe(404)
    expect((await world.json(bo, 'POST', path, { file, about: task })).status).toBe(201)
    expect([await statusFor(bo), await statusFor(ana), await statusFor(zed)]).toEqual([200, 200, 404])

    await world.json(ana, 'DELETE', `/api/v1/acme/tasks/${task}`, {})
    world.now = (world.now + 25 * hour) as typeof world.now
    await stayIn()
    expect([await statusFor(bo), await statusFor(ana)]).toEqual([404, 404])
  })

  it('a record that one may not change takes no file, and one that is not there neither', async () => {
    const bo = await world.member(ana, 'Bo', 'technician')
    const site = await world.post(ana, '/acme/sites', { name: 'Plant', timeZone: 'UTC' })
    const about = site.headers.get('Location')?.split('/').at(-1) ?? ''
    const before = await world.everything(ana)
    const start = (id: string) =>
      world.json(bo, 'POST', '/api/v1/acme/files/uploads', { name: 'a.txt', sizeBytes: 3, about: id })
    expect([(await start(about)).status, (await start('tk_nothing')).status, (await start('xx_1')).status]).toEqual([
      403, 404, 404,
    ])
    expect(await world.everything(ana)).toBe(before)
    expect((await trySending(world, ana, { name: 'a.txt', bytes: text('abc'), about })).status).toBe(200)
  })

  it('nobody goes on with what another person is sending', async () => {
    const bo = await world.member(ana, 'Bo', 'admin')
    const begun = await begin(world, ana, { name: 'a.txt', bytes: text('abc') })
    const path = `/api/v1/acme/files/uploads/${begun.id}`
    const answers = [
      await world.get(bo, path),
      await world.bytes(bo, `${path}/parts/1`, text('abc')),
      await world.bytes(bo, `${path}/thumbnail`, text('abc')),
      await world.json(bo, 'PUT', `${path}/completion`, { id: begun.id }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    expect(await lying()).toEqual([])
  })
})

describe('store and database', () => {
  it('agree: what the last record let go of is erased a day later, and until then it comes back', async () => {
    const { file } = await sendFile(world, ana, { name: 'a.txt', bytes: text('abc'), about: task })
    const [{ id } = { id: '' }] = await attachmentsOf(ana, task)
    const off = await world.post(ana, `/acme/files/attachments/${id}/removal`)
    expect([off.status, off.headers.get('Location')]).toEqual([303, `/acme/tasks/${task}`])
    expect(await attachmentsOf(ana, task)).toEqual([])
    await world.post(ana, '/acme/files/attachments', { file, about: task, role: 'document', name: 'a.txt' })
    expect((await attachmentsOf(ana, task)).length).toBe(1)

    await toSweep(2)
    expect(await sweepOf(ana)).toMatchObject({ files: 1, missing: 0, differing: 0, erased: 0, ok: true })
    const [{ id: second } = { id: '' }] = await attachmentsOf(ana, task)
    await world.json(ana, 'DELETE', `/api/v1/acme/files/attachments/${second}`, {})
    await toSweep(2)
    // Its object is young by the runtime's own clock: it is a stray until it is a day old.
    expect(await sweepOf(ana)).toMatchObject({ files: 0, missing: 0, ok: true })
    expect((await world.get(ana, `/acme/files/${file}`)).status).toBe(404)
  })

  it('an upload that nobody goes on with expires, and its parts with it', async () => {
    const begun = await begin(world, ana, { name: 'a.txt', bytes: text('abc'), about: task })
    await world.bytes(ana, `/api/v1/acme/files/uploads/${begun.id}/parts/1`, text('abc'))
    expect((await lying()).length).toBe(1)
    await toSweep(3)
    expect(await sweepOf(ana)).toMatchObject({ erased: 1, ok: true })
    expect(await lying()).toEqual([])
    expect((await world.get(ana, `/api/v1/acme/files/uploads/${begun.id}`)).status).toBe(404)
  })

  it('a stray is erased when it is a day old; a file whose bytes are gone or differ is told to the operator, once', async () => {
    const kept = await sendFile(world, ana, { name: 'kept.txt', bytes: text('kept'), about: task })
    await sendFile(world, ana, { name: 'lost.txt', bytes: text('lost'), about: task })
    await sendFile(world, ana, { name: 'differs.txt', bytes: text('differs'), about: task })
    const keys = await lying()
    const keyOf = async (words: string) => {
      for (const key of keys) if ((await (await env.FILES.get(key))?.text()) === words) return key
      return ''
    }
    const [lost, differs] = [await keyOf('lost'), await keyOf('differs')]
    await env.FILES.delete(lost)
    await env.FILES.put(differs, 'another length')
    const stray = `${ana.organizationId}/files/${'0'.repeat(64)}-fl_${'0'.repeat(26)}`
    await env.FILES.put(stray, 'stray')
    const last = `${ana.organizationId}/files/${'f'.repeat(64)}-fl_${'0'.repeat(26)}`
    await env.FILES.put(last, 'stray')

    await toSweep(3)
    expect(await sweepOf(ana)).toMatchObject({ files: 3, missing: 1, differing: 1, erased: 2, ok: false })
    await sweepOf(ana)
    const { results } = await env.CONTROL.prepare(
      "SELECT sentence, times FROM notices WHERE kind = 'files.sweep'",
    ).all()
    expect(results).toEqual([
      { sentence: 'The file store and the database disagree about 2 of 3 files. (acme)', times: 2 },
    ])
    expect((await lying()).sort()).toEqual([await keyOf('kept'), differs].sort())
    expect((await world.get(ana, `/acme/files/${kept.file}/content`)).status).toBe(200)
  })
})

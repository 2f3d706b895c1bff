import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pagesAtOnce } from '../../src/files/pdf-text'
import { handle } from '../../src/platform/queue'
import { rooms } from '../../src/rooms'
import { lockedPdf, pdfOf } from '../support/papers'
import { sendFile } from '../support/uploads'
import { env, type Person, sent, World } from '../support/world'

let world: World
let ana: Person
let task: string

/** Carries every message, and those that come of it, one after another; each one `times` times. */
async function carry(times = 1): Promise<string[]> {
  const names: string[] = []
  for (let envelope = sent.shift(); envelope; envelope = sent.shift()) {
    names.push(envelope.name)
    for (let time = 0; time < times; time++) await handle(world.platform, rooms, envelope)
    await world.settle()
  }
  return names
}

const pageOf = async (who: Person, path: string) => (await world.get(who, path)).text()

const rowOf = async (file: string) => {
  const [row] = await (await world.as(ana)).db.all<Record<string, unknown>>(
    `SELECT text_state AS state, text_reason AS reason, pages, pages_read AS pagesRead, active FROM files WHERE id = '${file}'`,
  )
  return row
}

// It is the largest package of the house: taking it up counts against no test.
beforeAll(() => import('unpdf'), 60_000)

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  const made = await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: 'Look at pump P-204' })
  task = ((await made.json()) as { id: string }).id
  sent.length = 0
})

const sendManual = (bytes: Uint8Array<ArrayBuffer>, name = 'Pump manual.pdf') =>
  sendFile(world, ana, { name, bytes, about: task, role: 'manual' })

describe('a manual', () => {
  it('is read page by page, and found with the page on which the words stand [MRO-2.2f] [MRO-3.2h]', async () => {
    const pages = [
      'Contents',
      'Grease the bearings every 500 hours with SKF LGHP 2.',
      'Drehmoment der Überwurfmutter: 45 Nm',
    ]
    const { file } = await sendManual(pdfOf(pages))
    expect(await rowOf(file)).toMatchObject({ state: 'waiting', pages: null })
    expect(await pageOf(ana, `/acme/files/${file}`)).toContain('Its text is being read')
    // Each message twice: the second changes nothing.
    await carry(2)
    expect(await rowOf(file)).toMatchObject({ state: 'ready', reason: null, pages: 3, pagesRead: 3, active: 0 })

    const found = await pageOf(ana, '/acme/search?q=bearing')
    expect(found).toContain('Pump manual.pdf, page 2')
    expect(found).toContain('Grease the bearings every 500 hours')
    expect(found).toContain(`/acme/files/${file}?page=2&amp;q=bearing`)
    expect(await pageOf(ana, '/acme/search?q=uberwurfmutter')).toContain('Pump manual.pdf, page 3')
    expect(await pageOf(ana, '/acme/search?q=pump+manual')).toContain(`/acme/files/${file}`)

    const answer = await world.get(ana, `/acme/files/${file}?page=2&q=bearing`)
    const page = await answer.text()
    expect(answer.headers.get('Content-Security-Policy')).toContain("frame-src 'self'")
    expect(page).toContain(`/acme/files/${file}/content#page=2`)
    expect(page).toContain('<mark>bearing</mark>s every 500 hours')
    expect(page).toContain(`/acme/files/${file}?page=1&amp;q=bearing`)
    expect(page).toContain(`/acme/files/${file}?page=3&amp;q=bearing`)

    const content = await world.get(ana, `/acme/files/${file}/content`)
    expect(content.headers.get('Content-Disposition')).toContain('inline')
    expect(content.headers.get('X-Frame-Options')).toBe('SAMEORIGIN')
    expect(content.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'self'")
    const kept = await world.get(ana, `/acme/files/${file}/content?download=1`)
    expect(kept.headers.get('Content-Disposition')).toContain('attachment')
  }, 60_000)

  it('is found by nobody who may not see its record', async () => {
    await sendManual(pdfOf(['The valve of the washer']))
    await carry()
    const zed = await world.organization('zenith', 'Zed')
    expect(await pageOf(ana, '/acme/search?q=washer')).toContain('page 1')
    expect(await pageOf(zed, '/zenith/search?q=washer')).not.toContain('Pump manual')
    await world.json(ana, 'DELETE', `/api/v1/acme/tasks/${task}`, {})
    expect(await pageOf(ana, '/acme/search?q=washer')).not.toContain('Pump manual')
  })

  it('of many pages is read in steps, each begun by the one before', async () => {
    const count = 2 * pagesAtOnce + 1
    const { file } = await sendManual(pdfOf(Array.from({ length: count }, (_, index) => `Section ${index + 1} ends`)))
    const names = await carry()
    expect(names.filter((name) => name === 'files.pages-read').length).toBe(2)
    expect(names.at(-1)).toBe('files.text-read')
    expect(await rowOf(file)).toMatchObject({ state: 'ready', pages: count, pagesRead: count })
    expect(await pageOf(ana, `/acme/search?q=section+${count}`)).toContain(`page ${count}`)
  })

  it.each<[string, () => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>, string, string]>([
    ['damaged', () => pdfOf(['Words']).slice(0, 200), 'damaged', 'It is damaged'],
    ['locked', lockedPdf, 'locked', 'It is locked with a password'],
    ['of pictures', () => pdfOf(['', '']), 'no-text', 'no text, as scanners make them'],
    ['that unpacks to far more than it has', () => bomb(), 'unpacks-too-far', 'unpacks to far more than it has'],
  ])('%s stays a plain file and says why its text is not searchable', async (_, make, reason, words) => {
    const { file } = await sendManual(await make())
    await carry(2)
    expect(await rowOf(file)).toMatchObject({ state: 'refused', reason })
    expect(await pageOf(ana, `/acme/files/${file}`)).toContain(words)
    expect((await world.get(ana, `/acme/files/${file}/content`)).status).toBe(200)
    expect(sent).toEqual([])
  })

  it('with a script inside is never shown, only handed over', async () => {
    const { file } = await sendManual(pdfOf(['Words'], { script: 'app.alert(1)' }))
    await carry()
    expect(await rowOf(file)).toMatchObject({ state: 'ready', active: 1 })
    const page = await pageOf(ana, `/acme/files/${file}`)
    expect([page.includes('<iframe'), page.includes('This PDF has scripts or files inside')]).toEqual([false, true])
    const content = await world.get(ana, `/acme/files/${file}/content`)
    expect(content.headers.get('Content-Disposition')).toContain('attachment')
    expect(content.headers.get('Content-Security-Policy')).toContain('sandbox')
  })

  it('whose reading fails again and again is given up, and can be asked for again', async () => {
    const bytes = pdfOf(['Words'])
    const { file } = await sendManual(bytes)
    const [{ key } = { key: '' }] = (await env.FILES.list()).objects.filter((object) => object.key.includes('/files/'))
    await env.FILES.delete(key)
    const [message] = sent.filter(({ name }) => name === 'files.file-stored')
    if (!message) throw new Error('Nobody was asked to read')
    for (let time = 0; time < 3; time++) await expect(handle(world.platform, rooms, message)).rejects.toThrow()
    await handle(world.platform, rooms, message)
    expect(await rowOf(file)).toMatchObject({ state: 'refused', reason: 'gave-up' })

    await env.FILES.put(key, bytes)
    sent.length = 0
    expect((await world.post(ana, `/acme/files/${file}/reading`)).status).toBe(303)
    await carry()
    expect(await rowOf(file)).toMatchObject({ state: 'ready', pages: 1 })
  })
})

/** A page whose content is eighty megabytes of spaces, packed into eighty kilobytes. */
async function bomb(): Promise<Uint8Array<ArrayBuffer>> {
  const spaces = new Uint8Array(1024 * 1024).fill(32)
  const source = new ReadableStream({
    start(controller) {
      for (let time = 0; time < 80; time++) controller.enqueue(spaces)
      controller.close()
    },
  })
  const packed = await new Response(source.pipeThrough(new CompressionStream('deflate') as never)).bytes()
  const head = new TextEncoder().encode(
    `%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Filter/FlateDecode/Length ${packed.byteLength}>>\nstream\n`,
  )
  const end = new TextEncoder().encode('\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF')
  return new Uint8Array(await new Blob([head, packed, end]).arrayBuffer())
}

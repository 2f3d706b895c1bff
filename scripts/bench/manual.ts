import type { House } from '../local/house.ts'
import { cpuMs, onDatabase, type Row, row } from './measure.ts'

type Paper = { addPage(): Paper; fontSize(points: number): Paper; text(words: string): Paper; end(): void }

/** A manual as makers write them: so many pages of small print, each with its own section and figures. */
async function manualOf(pages: number): Promise<Uint8Array<ArrayBuffer>> {
  // Node's build of the package has its fonts inside; of its types only these are ours.
  const { PDFDocument } = (await import('pdfkit' as string)) as { PDFDocument: new (options: object) => Paper }
  const { toBytes } = (await import('pdfkit/output' as string)) as { toBytes(doc: Paper): Promise<Uint8Array> }
  const doc = new PDFDocument({ autoFirstPage: false })
  const bytes = toBytes(doc)
  for (let page = 1; page <= pages; page++) {
    doc.addPage().fontSize(9)
    for (let step = 1; step <= 45; step++)
      doc.text(
        `${page}.${step} Loosen the coupling guard, turn the shaft by hand and torque bolt M${step} to ${page + step} Nm; see table ${page}.`,
      )
  }
  doc.end()
  return new Uint8Array(await bytes)
}

/**
 * Sends a manual and waits until its words can be found. Answers the CPU of its dearest step and the whole time.
 * `cookie` is of a person who may send files; `pid` is the runtime's process.
 */
export async function indexing(
  house: House,
  cookie: string,
  binding: string,
  pid: number,
  pages: number,
): Promise<Row[]> {
  const manual = await manualOf(pages)
  // Making it held everything up: connections that were closed meanwhile are noticed first.
  await new Promise((resolve) => setTimeout(resolve, 500))
  const page = await (await house.ask('/northfield/tasks', { headers: { Cookie: cookie } })).text()
  const headers = {
    Cookie: cookie,
    'X-CSRF-Token': /data-csrf="([^"]+)"/.exec(page)?.[1] ?? '',
    'Sec-Fetch-Site': 'same-origin',
  }
  const ask = async (method: string, path: string, body: BodyInit, type: string) =>
    (
      await house.ask(`/api/v1/northfield/files/uploads${path}`, {
        method,
        headers: { ...headers, 'Content-Type': type },
        body,
      })
    ).json()
  const json = (method: string, path: string, body: object) =>
    ask(method, path, JSON.stringify(body), 'application/json')
  const begun = (await json('POST', '', { name: 'manual.pdf', sizeBytes: manual.byteLength })) as {
    id: string
    parts: number
    partBytes: number
  }
  for (let part = 1; part <= begun.parts; part++) {
    const bytes = manual.slice((part - 1) * begun.partBytes, part * begun.partBytes)
    await ask('PUT', `/${begun.id}/parts/${part}`, bytes, 'application/octet-stream')
  }
  const { file } = (await json('PUT', `/${begun.id}/completion`, { id: begun.id })) as { file: string }

  const began = performance.now()
  let [read, cpu, dearest, state] = [0, cpuMs(pid), 0, 'waiting']
  while (state !== 'ready') {
    if (state === 'refused' || performance.now() - began > 300_000)
      throw new Error(`The manual is ${state} at page ${read}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const { results } = await onDatabase(house, binding, 'SELECT text_state, pages_read FROM files WHERE id = ?', file)
    const [found] = results as { text_state: string; pages_read: number }[]
    state = found?.text_state ?? 'gone'
    if (found && found.pages_read > read) {
      const now = cpuMs(pid)
      dearest = Math.max(dearest, now - cpu)
      read = found.pages_read
      cpu = now
    }
  }
  return [
    row(`manual of ${pages} pages: CPU of its dearest step`, dearest / 1000, 's', 30),
    row(`manual of ${pages} pages: until its words can be found`, (performance.now() - began) / 1000, 's'),
    row(`manual of ${pages} pages: size`, manual.byteLength / 1024, 'kB'),
  ]
}

import { prepare } from './picture'

type State = { id: string; parts: number; partBytes: number; here: number[]; done: boolean }
type Problem = { title?: string }

/** What the house refused: another try would be refused too. */
class Refused extends Error {}

const base = () => document.body.dataset.base ?? ''

/** Files that are on their way at the same time. */
const atOnce = 2
/** Waits between tries when the connection is gone, in milliseconds. */
const waits = [1000, 3000, 8000, 20_000]

/** Sends the files of upload forms in parts, and goes on where a connection broke. */
export function uploads(): void {
  const queue: (() => Promise<void>)[] = []
  let running = 0
  const next = () => {
    while (running < atOnce) {
      const work = queue.shift()
      if (!work) return
      running++
      void work().finally(() => {
        running--
        if (running === 0 && queue.length === 0) settled()
        next()
      })
    }
  }
  document.addEventListener('change', (event) => {
    const input = event.target
    if (!(input instanceof HTMLInputElement) || input.type !== 'file') return
    if (input.dataset.shrink !== undefined) {
      void shrink(input)
      return
    }
    const form = input.closest<HTMLFormElement>('form[data-upload]')
    const list = form?.querySelector('.up-list')
    if (!form || !list) return
    for (const file of input.files ?? []) {
      const row = rowOf(list, file)
      const work = () => sendRow(form, file, row)
      row.again.addEventListener('click', () => {
        queue.push(work)
        next()
      })
      queue.push(work)
    }
    input.value = ''
    next()
  })
  // A picture that a page waits for leads on to the page about it.
  document.addEventListener('file-saved', (event) => {
    const way = (event.target as HTMLElement).closest<HTMLElement>('[data-goes-to]')?.dataset.goesTo
    if (way) window.location.assign(way + (event as CustomEvent<Stored>).detail.file)
  })
  window.addEventListener('beforeunload', (event) => {
    if (running > 0) event.preventDefault()
  })
}

/** Pictures of a plain form are small before they are sent; until then its button waits. */
async function shrink(input: HTMLInputElement): Promise<void> {
  const buttons = input.form?.querySelectorAll<HTMLButtonElement>('button[type=submit]') ?? []
  for (const button of buttons) button.disabled = true
  try {
    const small = new DataTransfer()
    for (const file of input.files ?? []) {
      const { blob, name } = await prepare(file)
      small.items.add(new File([blob], name, { type: blob.type || file.type }))
    }
    input.files = small.files
    const shots = input.closest('.field')?.querySelector('.shots')
    shots?.replaceChildren(...[...small.files].map(shotOf))
  } finally {
    for (const button of buttons) button.disabled = false
  }
}

function shotOf(file: File): HTMLImageElement {
  const shot = document.createElement('img')
  shot.src = URL.createObjectURL(file)
  shot.alt = file.name
  shot.addEventListener('load', () => URL.revokeObjectURL(shot.src))
  return shot
}

/** What has arrived is shown by its panel; what was refused stays said. */
function settled(): void {
  for (const row of document.querySelectorAll('.up-done')) row.remove()
  document.body.dispatchEvent(new CustomEvent('files-changed'))
}

type Row = { line: HTMLLIElement; bar: HTMLProgressElement; said: HTMLElement; again: HTMLButtonElement }

function rowOf(list: Element, file: File): Row {
  const line = document.createElement('li')
  line.className = 'up-row'
  const name = document.createElement('b')
  name.textContent = file.name
  const bar = document.createElement('progress')
  bar.max = 1
  bar.value = 0
  bar.setAttribute('aria-label', `Sent of ${file.name}`)
  const said = document.createElement('span')
  said.className = 'muted'
  said.textContent = 'Waiting'
  const again = document.createElement('button')
  again.type = 'button'
  again.className = 'bt bt-s'
  again.textContent = 'Try again'
  again.hidden = true
  line.append(name, bar, said, again)
  list.append(line)
  return { line, bar, said, again }
}

async function sendRow(form: HTMLFormElement, file: File, { line, bar, said, again }: Row): Promise<void> {
  again.hidden = true
  line.classList.remove('up-wrong')
  const say = (words: string, part?: number) => {
    said.textContent = words
    if (part !== undefined) bar.value = part
  }
  try {
    const field = (name: string) => form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? ''
    const stored = await send(file, { about: field('about'), role: field('role') }, say)
    say('Saved', 1)
    line.classList.add('up-done')
    form.dispatchEvent(new CustomEvent('file-saved', { bubbles: true, detail: stored }))
  } catch (error) {
    line.classList.add('up-wrong')
    say(error instanceof Refused ? error.message : 'The connection broke. What was sent is kept.')
    again.hidden = error instanceof Refused
  }
}

type Stored = { file: string; name: string; kind: string }

async function send(
  file: File,
  to: { about: string; role: string },
  say: (words: string, part?: number) => void,
): Promise<Stored> {
  say('Preparing')
  const { blob, name, thumbnail } = await prepare(file)
  const fingerprint = `${file.name}:${file.size}:${file.lastModified}`
  const begun = await ask<State>('POST', '/files/uploads', { name, sizeBytes: blob.size, fingerprint, ...to })
  const one = `/files/uploads/${begun.id}`
  const here = new Set(begun.here)
  for (let number = 1; number <= begun.parts; number++) {
    if (here.has(number)) continue
    const from = (number - 1) * begun.partBytes
    const part = blob.slice(from, from + begun.partBytes)
    await patiently(say, () =>
      put(`${one}/parts/${number}`, part, (sent) => {
        const whole = (from + sent) / blob.size
        say(`${Math.round(whole * 100)} %`, whole)
      }),
    )
  }
  // Without its thumbnail a picture stands for itself.
  if (thumbnail) await put(`${one}/thumbnail`, thumbnail, () => undefined).catch(() => undefined)
  say('Looking at it', 1)
  return patiently(say, () => ask<Stored>('PUT', `${one}/completion`, { id: begun.id }))
}

/** Tries again while the connection is gone; what the house refuses is refused. */
async function patiently<T>(say: (words: string) => void, work: () => Promise<T>): Promise<T> {
  for (const wait of waits) {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Refused) throw error
      say('The connection is gone: trying again')
      await new Promise((resolve) => {
        const timer = window.setTimeout(resolve, wait)
        window.addEventListener('online', () => [window.clearTimeout(timer), resolve(null)], { once: true })
      })
    }
  }
  return work()
}

const headers = (type: string) => ({ 'Content-Type': type, 'X-CSRF-Token': document.body.dataset.csrf ?? '' })

async function ask<T>(method: string, path: string, body: unknown): Promise<T> {
  const answer = await fetch(`/api/v1${base()}${path}`, {
    method,
    headers: headers('application/json'),
    body: JSON.stringify(body),
  })
  const said = (await answer.json()) as T & Problem
  if (answer.ok) return said
  throw answer.status >= 500 || answer.status === 429
    ? new Error(said.title)
    : new Refused(said.title ?? 'This was refused.')
}

/** Sends bytes with their progress, which `fetch` does not tell. */
function put(path: string, bytes: Blob, sent: (bytes: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', `/api/v1${base()}${path}`)
    for (const [name, value] of Object.entries(headers('application/octet-stream')))
      request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', (event) => sent(event.loaded))
    request.addEventListener('load', () => {
      if (request.status < 300) return resolve()
      const { title } = readProblem(request.responseText)
      reject(request.status >= 500 || request.status === 429 ? new Error(title) : new Refused(title))
    })
    request.addEventListener('error', () => reject(new Error('network')))
    request.addEventListener('abort', () => reject(new Error('network')))
    request.send(bytes)
  })
}

function readProblem(text: string): Problem {
  try {
    return JSON.parse(text) as Problem
  } catch {
    return { title: 'This was refused.' }
  }
}

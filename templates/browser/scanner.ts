import { type Decoder, openDecoder } from './decoder'

/** The same code is not taken again for so long; the camera rests after so long without one. */
const againMs = 3000
const idleMs = 30_000
const lookEveryMs = 120

const box = document.querySelector<HTMLElement>('[data-scanner]')
if (box) scanner(box)

function scanner(root: HTMLElement): void {
  const one = <E extends HTMLElement>(name: string) => root.querySelector<E>(`[data-${name}]`)
  const video = one<HTMLVideoElement>('video')
  const view = one('view')
  const list = one('list')
  const form = root.querySelector<HTMLFormElement>('form.scan-form')
  const words = form?.querySelector<HTMLInputElement>('#q')
  if (!video || !view || !list || !form || !words) return

  let decoder: Promise<Decoder> | null = null
  let stream: MediaStream | null = null
  let lock: WakeLockSentinel | null = null
  let timer = 0
  let lastSeen = 0
  let last = { text: '', at: 0 }
  const decode = () => {
    decoder ??= openDecoder(root.dataset.wasm ?? '')
    return decoder
  }
  const mode = () => form.querySelector<HTMLInputElement>('[name=mode]:checked')?.value ?? 'open'
  const say = (text: string) => {
    for (const name of ['words', 'said']) {
      const place = one(name)
      if (place) place.textContent = text
    }
  }
  const trouble = (text: string) => {
    const place = one('trouble')
    if (!place) return
    place.textContent = text
    place.hidden = text === ''
  }

  // One look at the server a code; what it says is a row of the list, or the page itself.
  const take = async (text: string, way: 'camera' | 'typed' | 'picture') => {
    const now = Date.now()
    root.dataset.raw = text
    // A camera sees the same code many times a second; who types or chooses a picture means it.
    if (way === 'camera' && text === last.text && now - last.at < againMs) return
    last = { text, at: now }
    lastSeen = now
    if (way === 'camera') signal(view)
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>)
    body.set('q', text)
    body.set('way', way)
    const answer = await fetch(root.dataset.scanner ?? '', {
      method: 'POST',
      body,
      headers: { 'HX-Request': 'true' },
    }).catch(() => null)
    if (!answer?.ok) {
      say('That could not be looked up. Check the connection, then scan it again.')
      last.at = 0
      return
    }
    const holder = document.createElement('ol')
    holder.innerHTML = await answer.text()
    const row = holder.querySelector<HTMLElement>('li')
    if (!row) return
    if (mode() !== 'list' && row.dataset.href && row.dataset.state !== 'unknown') {
      say('Found. It opens.')
      await stop()
      location.href = row.dataset.href
      return
    }
    add(row)
  }

  const add = (row: HTMLElement) => {
    const there = row.dataset.id ? list.querySelector<HTMLElement>(`[data-id="${row.dataset.id}"]`) : null
    if (mode() !== 'list') list.replaceChildren(row)
    else if (there) {
      const note = there.querySelector('.muted')
      if (note) note.textContent = 'On the list already'
    } else list.prepend(row)
    const running = one('running')
    if (running) running.hidden = false
    const ids = [...list.querySelectorAll<HTMLElement>('[data-id]')].map(({ dataset }) => dataset.id ?? '')
    const field = one<HTMLInputElement>('ids')
    if (field) field.value = ids.join(' ')
    const batch = one('batch')
    if (batch) batch.hidden = mode() !== 'list' || ids.length === 0
    say(row.textContent?.trim() ?? '')
  }

  const look = async () => {
    window.clearTimeout(timer)
    if (!stream) return
    if (Date.now() - lastSeen > idleMs) {
      await stop()
      return trouble('The camera rests, since nothing was scanned for half a minute. Start it again.')
    }
    const text = await (await decode())(video, false).catch(() => null)
    if (text) await take(text, 'camera')
    timer = window.setTimeout(() => void look(), lookEveryMs)
  }

  const start = async (id?: string) => {
    trouble('')
    const wanted = id ?? localStorage.getItem('scanner-camera') ?? undefined
    try {
      stream = await camera(wanted)
    } catch (error) {
      return trouble(refused(error))
    }
    video.srcObject = stream
    await video.play()
    view.hidden = false
    root.classList.add('looking')
    lastSeen = Date.now()
    say('Hold a code into the frame.')
    lock = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null
    await cameras()
    const [track] = stream.getVideoTracks()
    const torch = one<HTMLButtonElement>('torch')
    const abilities = track?.getCapabilities?.() as { torch?: boolean } | undefined
    if (torch) torch.hidden = abilities?.torch !== true
    void look()
  }

  const stop = async () => {
    window.clearTimeout(timer)
    for (const track of stream?.getTracks() ?? []) track.stop()
    stream = null
    view.hidden = true
    root.classList.remove('looking')
    await lock?.release().catch(() => undefined)
  }

  const cameras = async () => {
    const choice = one<HTMLSelectElement>('cameras')
    const all = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput')
    if (!choice || all.length < 2) return
    const now = stream?.getVideoTracks()[0]?.getSettings().deviceId
    choice.replaceChildren(
      ...all.map(
        ({ deviceId, label }, index) => new Option(label || `Camera ${index + 1}`, deviceId, false, deviceId === now),
      ),
    )
    choice.hidden = false
  }

  one('start')?.addEventListener('click', () => void start())
  one('stop')?.addEventListener('click', () => void stop())
  one('cameras')?.addEventListener('change', (event) => {
    const id = (event.target as HTMLSelectElement).value
    localStorage.setItem('scanner-camera', id)
    void stop().then(() => start(id))
  })
  one('torch')?.addEventListener('click', (event) => {
    const button = event.currentTarget as HTMLButtonElement
    const on = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(on))
    void stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
  })
  one('clear')?.addEventListener('click', () => {
    list.replaceChildren()
    for (const name of ['batch', 'running']) one(name)?.setAttribute('hidden', '')
  })
  one<HTMLInputElement>('picture')?.addEventListener('change', async (event) => {
    const input = event.target as HTMLInputElement
    const [file] = input.files ?? []
    if (!file) return
    trouble('')
    delete root.dataset.raw
    const picture = await createImageBitmap(file).catch(() => null)
    const text = picture ? await (await decode())(picture, true).catch(() => null) : null
    input.value = ''
    root.dataset.read = file.name
    if (text) return take(text, 'picture')
    trouble(
      picture
        ? 'There is no code in this picture that can be read. Take it nearer and straight, or type the code.'
        : 'This is no picture that can be opened here. Choose a JPEG or PNG.',
    )
  })

  // Typing and hand scanners end with Enter.
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    event.stopPropagation()
    const text = words.value.trim()
    words.value = ''
    if (text) void take(text, 'typed')
  })
  // At a desk a hand scanner must never write into the void.
  if (window.matchMedia('(pointer: fine)').matches) {
    words.focus()
    document.addEventListener('keydown', (event) => {
      const busy = event.target instanceof HTMLElement && /INPUT|SELECT|TEXTAREA/.test(event.target.tagName)
      if (!busy && !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1) words.focus()
    })
  } else words.blur()
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void stop()
  })
}

/** The camera that was chosen, else the one at the back, else any. */
async function camera(id: string | undefined): Promise<MediaStream> {
  const size = { width: { ideal: 1920 }, height: { ideal: 1080 } }
  const wishes: MediaTrackConstraints[] = [
    ...(id ? [{ deviceId: { exact: id }, ...size }] : []),
    { facingMode: { ideal: 'environment' }, ...size },
    {},
  ]
  let trouble: unknown = new DOMException('', 'NotFoundError')
  for (const video of wishes) {
    try {
      if (!navigator.mediaDevices) break
      return await navigator.mediaDevices.getUserMedia({ video: Object.keys(video).length > 0 ? video : true })
    } catch (error) {
      trouble = error
      if (error instanceof DOMException && error.name === 'NotAllowedError') break
    }
  }
  throw trouble
}

function refused(error: unknown): string {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError') {
    return 'The camera is not allowed here. Allow it in the browser’s settings for this address, or type the code below.'
  }
  if (name === 'NotReadableError')
    return 'Another program uses the camera. Close it and start again, or type the code below.'
  return 'There is no camera here. Type the code below, use a hand scanner, or read a picture.'
}

/** Green, a short tone, and a buzz: one knows without looking. */
function signal(view: HTMLElement): void {
  view.classList.add('hit')
  window.setTimeout(() => view.classList.remove('hit'), 600)
  navigator.vibrate?.(60)
  try {
    const audio = new AudioContext()
    const tone = audio.createOscillator()
    const loudness = audio.createGain()
    loudness.gain.value = 0.08
    tone.frequency.value = 1760
    tone.connect(loudness).connect(audio.destination)
    tone.start()
    tone.stop(audio.currentTime + 0.09)
    tone.onended = () => void audio.close()
  } catch {
    // A browser without sound shows green.
  }
}

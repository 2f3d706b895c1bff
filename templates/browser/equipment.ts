const minuteMs = 60_000

/** As the kit's `lengthWords`: the clock goes on as the server wrote it. */
function lengthWords(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / minuteMs))
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (hours < 1) return `${minutes} min`
  if (days < 2) return minutes % 60 === 0 || hours >= 24 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return days < 14 && hours % 24 !== 0 ? `${days} d ${hours % 24} h` : `${days} d`
}

/** Clocks of things that are down run on while one looks. */
export function runningClocks(): void {
  const tick = () => {
    for (const clock of document.querySelectorAll<HTMLElement>('[data-since]')) {
      const ms = Date.now() - Number(clock.dataset.since)
      // Beyond two weeks the server's words stand: a minute changes nothing there.
      if (ms < 14 * 86_400_000) clock.textContent = lengthWords(ms)
    }
  }
  window.setInterval(tick, 15_000)
}

type Recognition = {
  lang: string
  continuous: boolean
  interimResults: boolean
  start(): void
  stop(): void
  onresult:
    | ((event: {
        resultIndex: number
        results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>
      }) => void)
    | null
  onend: (() => void) | null
}

/** Dictation where the browser has it; elsewhere the control stays hidden. */
export function dictation(): void {
  const known = window as unknown as {
    SpeechRecognition?: new () => Recognition
    webkitSpeechRecognition?: new () => Recognition
  }
  const Recognizer = known.SpeechRecognition ?? known.webkitSpeechRecognition
  if (!Recognizer) return
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-dictate]')) {
    const field = document.getElementById(button.dataset.dictate ?? '') as HTMLTextAreaElement | null
    if (!field) continue
    button.hidden = false
    let running: Recognition | null = null
    button.addEventListener('click', () => {
      if (running) return running.stop()
      const recognition = new Recognizer()
      recognition.lang = document.documentElement.lang || 'en'
      recognition.continuous = true
      recognition.interimResults = false
      recognition.onresult = ({ resultIndex, results }) => {
        for (let index = resultIndex; index < results.length; index++) {
          const words = results[index]?.isFinal ? results[index]?.[0]?.transcript.trim() : ''
          if (words) field.value = field.value ? `${field.value.trimEnd()} ${words}` : words
        }
        field.dispatchEvent(new Event('input', { bubbles: true }))
      }
      recognition.onend = () => {
        running = null
        button.setAttribute('aria-pressed', 'false')
      }
      running = recognition
      button.setAttribute('aria-pressed', 'true')
      recognition.start()
    })
  }
}

/** The box in a table's head chooses all rows; the bar below counts them. */
export function choosingRows(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form:has([data-chosen])')) {
    const boxes = () => [...document.querySelectorAll<HTMLInputElement>(`input[name^="pick."][form="${form.id}"]`)]
    const all = document.querySelector<HTMLInputElement>(`[data-choose-all="${form.id}"]`)
    const count = form.querySelector<HTMLElement>('[data-chosen]')
    const show = () => {
      const chosen = boxes().filter(({ checked }) => checked).length
      if (count) count.textContent = chosen === 0 ? 'Choose rows' : `${chosen} chosen`
      if (all) all.checked = chosen > 0 && chosen === boxes().length
    }
    all?.addEventListener('change', () => {
      for (const box of boxes()) box.checked = all.checked
      show()
    })
    document.addEventListener('change', show)
    if (all) all.hidden = false
    show()
  }
}

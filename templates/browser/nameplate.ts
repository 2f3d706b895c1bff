import { createWorker, OEM, PSM, type Page as Recognized } from 'tesseract.js'

type Word = { text: string; confidence: number; box: { x: number; y: number; width: number; height: number } }

const folder = '/vendor/tesseract'

/** As many lines and words as the house takes. */
const mostLines = 150
const mostWords = 60

const plate = document.querySelector<HTMLElement>('[data-plate]')
const says = document.querySelector<HTMLElement>('#plate-says')
if (plate && says) void read(plate, says)

/** Reads the plate, in this browser or by the house, and puts in the form what was read. What was typed meanwhile stays. */
async function read(plate: HTMLElement, says: HTMLElement): Promise<void> {
  const note = document.createElement('p')
  note.className = 'plate-busy'
  note.setAttribute('role', 'status')
  note.textContent = 'Reading the plate…'
  says.prepend(note)
  says.querySelector('.plate-ask')?.remove()
  try {
    const lines = plate.dataset.takes === 'lines' ? await linesOf(plate.dataset.picture ?? '', note) : []
    const answer = await fetch(plate.dataset.reading ?? '', {
      method: 'POST',
      headers: { 'HX-Request': 'true', 'X-CSRF-Token': document.body.dataset.csrf ?? '' },
      body: new URLSearchParams({ lines: JSON.stringify(lines) }),
    })
    if (!answer.ok) throw new Error(String(answer.status))
    if (typed(says)) note.remove()
    else says.innerHTML = await answer.text()
  } catch {
    note.textContent = 'The plate could not be read. The photo is kept: type what it says.'
  }
}

const typed = (says: HTMLElement) =>
  [...says.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input:not([type=hidden]), textarea')].some(
    ({ value, defaultValue }) => value !== defaultValue,
  )

async function linesOf(address: string, note: HTMLElement): Promise<{ words: Word[] }[]> {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(String(answer.status))
  const drawn = await createImageBitmap(await answer.blob(), { imageOrientation: 'from-image' })
  const canvas = document.createElement('canvas')
  canvas.width = drawn.width
  canvas.height = drawn.height
  canvas.getContext('2d')?.drawImage(drawn, 0, 0)
  drawn.close()
  // Without these addresses the engine would ask another site for its parts.
  const worker = await createWorker('eng', OEM.LSTM_ONLY, {
    workerPath: `${folder}/worker.min.js`,
    corePath: folder,
    langPath: folder,
    workerBlobURL: false,
    logger: ({ status, progress }) => {
      if (status === 'recognizing text') note.textContent = `Reading the plate: ${Math.round(progress * 100)} %`
    },
  })
  try {
    await worker.setParameters({ tessedit_pageseg_mode: PSM.SPARSE_TEXT })
    const { data } = await worker.recognize(canvas, {}, { blocks: true, text: false })
    return sideBySide(wordsOf(data))
  } finally {
    await worker.terminate()
  }
}

const wordsOf = ({ blocks }: Recognized): Word[] =>
  (blocks ?? [])
    .flatMap(({ paragraphs }) => paragraphs)
    .flatMap(({ lines }) => lines)
    .flatMap(({ words }) => words)
    .filter(({ text, confidence }) => text.trim() !== '' && confidence > 20)
    .map(({ text, confidence, bbox }) => ({
      text: text.trim().slice(0, 200),
      confidence: Math.min(1, Math.max(0, confidence / 100)),
      box: { x: bbox.x0, y: bbox.y0, width: bbox.x1 - bbox.x0, height: bbox.y1 - bbox.y0 },
    }))

/** Words whose middles are at one height stand on one line, from left to right: the engine parts a plate's columns. */
function sideBySide(words: Word[]): { words: Word[] }[] {
  const middle = ({ box }: Word) => box.y + box.height / 2
  const lines: Word[][] = []
  for (const word of [...words].sort((one, other) => middle(one) - middle(other))) {
    const line = lines.at(-1)
    const last = line?.at(-1)
    if (line && last && Math.abs(middle(last) - middle(word)) < Math.min(last.box.height, word.box.height) * 0.6)
      line.push(word)
    else lines.push([word])
  }
  return lines
    .slice(0, mostLines)
    .map((line) => ({ words: line.sort((one, other) => one.box.x - other.box.x).slice(0, mostWords) }))
}

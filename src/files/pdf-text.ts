import type { TextReason } from './file'
import { unpacksTooFar } from './pdf-guard'

const mb = 1024 * 1024

/** A worker has 128 MB; a PDF is in it three times while its pages are read. */
export const readableBytes = 32 * mb

export const mostPages = 5000

/** Characters of a page that are kept: a page of small print has six thousand. */
const longestPage = 20_000

/** Pages that one step reads at most, and characters after which it stops: a step must stay far below 30 s of CPU. */
export const pagesAtOnce = 60
const lettersAtOnce = 400_000

export type PageText = { page: number; text: string }

/** The pages of one step, those without text left out, and where the next step begins; null after the last page. */
export type Step = { pages: number; texts: PageText[]; next: number | null; active: boolean }

/**
 * Reads pages of a PDF, from page `from + 1` on, as many as one step may.
 * Answers a reason instead where the document cannot be read at all; a single page that cannot be read is empty.
 */
export async function readStep(bytes: Uint8Array<ArrayBuffer>, from: number): Promise<Step | TextReason> {
  if (bytes.byteLength > readableBytes) return 'too-large'
  if (from === 0 && (await unpacksTooFar(bytes))) return 'unpacks-too-far'
  const { getDocumentProxy } = await import('unpdf')
  // pdf.js takes the bytes for itself and leaves an empty buffer behind: it gets a copy.
  const opened = await getDocumentProxy(bytes.slice(), {
    disableFontFace: true,
    useSystemFonts: false,
    stopAtErrors: false,
    verbosity: 0,
  }).catch((error: unknown) => (error instanceof Error && error.name === 'PasswordException' ? 'locked' : 'damaged'))
  if (typeof opened === 'string') return opened as TextReason
  try {
    const pages = opened.numPages
    if (pages > mostPages) return 'too-large'
    const active = from === 0 && ((await opened.getJSActions()) !== null || (await opened.getAttachments()) !== null)
    const texts: PageText[] = []
    let letters = 0
    let page = from
    while (page < pages && page - from < pagesAtOnce && letters < lettersAtOnce) {
      page++
      const text = await textOf(opened, page)
      letters += text.length
      if (text !== '') texts.push({ page, text })
    }
    return { pages, texts, next: page < pages ? page : null, active }
  } finally {
    await opened.loadingTask.destroy()
  }
}

type Opened = Awaited<ReturnType<typeof import('unpdf').getDocumentProxy>>

/** A page's words in lines, as the document has them. */
async function textOf(opened: Opened, number: number): Promise<string> {
  try {
    const page = await opened.getPage(number)
    const { items } = await page.getTextContent()
    page.cleanup()
    const text = items
      .map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : ''))
      .join('')
      .normalize('NFC')
      // Soft hyphens at line ends, control characters and halves of characters find nothing.
      .replaceAll(/\u00ad\n?/g, '')
      .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ')
      .toWellFormed()
      .replaceAll(/[ \t]+/g, ' ')
      .replaceAll(/ ?\n[ \n]*/g, '\n')
      .trim()
    return text.slice(0, longestPage)
  } catch {
    return ''
  }
}

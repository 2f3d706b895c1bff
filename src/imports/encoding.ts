import { refuse } from '../kernel/refusal'

/** How the letters of a text file are kept in its bytes. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

/** What the first bytes of a file are, whatever its name says. */
export type Nature = 'text' | 'workbook' | 'empty'

const begins = (bytes: Uint8Array, ...values: number[]) => values.every((value, index) => bytes[index] === value)

const no = (reason: string, sentence: string): never => refuse('invalid', reason, sentence, { file: sentence })

/**
 * Says whether the bytes are a table's text or a workbook. Refuses 'invalid' for anything else ('import.old-workbook',
 * 'import.pdf', 'import.web-page', 'import.binary'), each with the way out.
 */
export function natureOf(bytes: Uint8Array): Nature {
  if (bytes.byteLength === 0) return 'empty'
  if (begins(bytes, 0x50, 0x4b, 0x03, 0x04)) return 'workbook'
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    no('import.old-workbook', 'This is a workbook of the old kind (.xls), or a locked one. Save it as .xlsx or as CSV.')
  }
  if (begins(bytes, 0x25, 0x50, 0x44, 0x46)) no('import.pdf', 'This is a PDF. Send the table as CSV or as .xlsx.')
  const start = new TextDecoder('windows-1252').decode(bytes.slice(0, 500)).replace(/^[^<]{0,4}/, '')
  if (/^<(!doctype html|html|\?xml|table)/i.test(start)) {
    no('import.web-page', 'This is a web page with the name of a table. Open it and save it as .xlsx or as CSV.')
  }
  if (withoutText(bytes)) no('import.binary', 'This is not a table: its bytes are no text. Send CSV, TSV or .xlsx.')
  return 'text'
}

/** A tenth of control characters is no text, nor are NULs that do not stand as UTF-16 has them. */
function withoutText(bytes: Uint8Array): boolean {
  if (encodingOf(bytes).startsWith('utf-16')) return false
  const sample = bytes.subarray(0, 65_536)
  let control = 0
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++
  return control > sample.length / 10
}

/** The encoding by the mark at the beginning, else by what the bytes can be. */
export function encodingOf(bytes: Uint8Array): Encoding {
  if (begins(bytes, 0xef, 0xbb, 0xbf)) return 'utf-8'
  if (begins(bytes, 0xff, 0xfe)) return 'utf-16le'
  if (begins(bytes, 0xfe, 0xff)) return 'utf-16be'
  const sample = bytes.subarray(0, 65_536)
  const zeros = [0, 0]
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  if (odd > sample.length / 5 && even < odd / 10) return 'utf-16le'
  if (even > sample.length / 5 && odd < even / 10) return 'utf-16be'
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252'
}

/** A letter that the sample cuts off at its end is no fault. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

/** Turns bytes that come in pieces into text, with every line ended by `\n`. Refuses 'invalid' ('import.encoding'). */
export class Decoding {
  readonly #decoder: TextDecoder
  /** A carriage return at the end of a piece: what follows says whether it is half of a line end. */
  #held = false

  constructor(encoding: Encoding) {
    this.#decoder = new TextDecoder(encoding, { fatal: encoding === 'utf-8', ignoreBOM: false })
  }

  take(bytes: Uint8Array | null): string {
    let text: string
    try {
      text = bytes === null ? this.#decoder.decode() : this.#decoder.decode(bytes, { stream: true })
    } catch {
      return refuse(
        'invalid',
        'import.encoding',
        'This file has letters that are not UTF-8. Choose Windows-1252 as its encoding.',
        { encoding: 'Choose another encoding.' },
      )
    }
    if (this.#held) text = `\r${text}`
    this.#held = bytes !== null && text.endsWith('\r')
    if (this.#held) text = text.slice(0, -1)
    return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text
  }
}

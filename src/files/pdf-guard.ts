import { Buffer } from 'node:buffer'

const mb = 1024 * 1024

/** The most that one stream of a page may unpack to, and all of them together. */
const longestStream = 24 * mb
const mostTogether = 256 * mb

/** Deflate makes at most a thousand bytes of one: shorter streams cannot go too far. */
const harmless = Math.floor(longestStream / 1032)

/**
 * Says whether reading a PDF would unpack to far more than it has. Pictures are left out, since reading text does not
 * unpack them. Streams that are packed twice, or packed so that they cannot be measured here, are taken for too far
 * when they are long.
 */
export async function unpacksTooFar(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const pdf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let together = 0
  for (let at = pdf.indexOf('stream'); at >= 0; at = pdf.indexOf('stream', at + 6)) {
    const before = pdf.toString('latin1', Math.max(0, at - 2048), at)
    if (before.endsWith('end')) continue
    const words = before.slice(before.lastIndexOf(' obj'))
    const start = at + (pdf[at + 6] === 13 ? 8 : 7)
    const end = pdf.indexOf('endstream', start)
    if (end < 0) return false
    at = end
    if (/\/Subtype\s*\/Image/.test(words)) continue
    const packings = words.match(/\/(?:FlateDecode|Fl|LZWDecode|LZW)\b/g)?.length ?? 0
    if (packings > 1) return true
    if (packings === 0 || end - start <= harmless) continue
    if (/\/(?:LZWDecode|LZW|ASCII85Decode|A85|ASCIIHexDecode|AHx)\b/.test(words)) {
      if (end - start > 4 * harmless) return true
      continue
    }
    const size = await inflatedSize(bytes.subarray(start, end))
    together += size
    if (size > longestStream || together > mostTogether) return true
  }
  return false
}

/** A piece that is given in at once: it unpacks to four megabytes at most. */
const pieceBytes = 4096

/**
 * How much a stream unpacks to, as far as it matters; what is locked or damaged unpacks to what came before that.
 * The runtime's own inflater keeps what it has unpacked to itself when a stream ends in an error, as line ends after a
 * stream are to it: so it is this one.
 */
async function inflatedSize(packed: Uint8Array<ArrayBuffer>): Promise<number> {
  const { Unzlib } = await import('fflate')
  let size = 0
  const inflating = new Unzlib((piece) => {
    size += piece.byteLength
  })
  try {
    for (let at = 0; at < packed.byteLength && size <= longestStream; at += pieceBytes) {
      inflating.push(packed.subarray(at, at + pieceBytes))
    }
  } catch {
    // A password or damage: pdf.js says what it is.
  }
  return size
}

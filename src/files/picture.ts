import { refuse } from '../kernel/refusal'

/**
 * A picture without what its camera wrote into it: no position, no time, no serial number, no preview of what was cut
 * away. Only which side is up stays, so that browsers turn it upright. The picture itself is not encoded again.
 */
export type Cleaned = { bytes: Uint8Array<ArrayBuffer>; width: number; height: number }

/** The most that a picture may have: a browser must be able to unpack it. */
const longestSide = 12_000
const mostPixels = 50_000_000

/**
 * Takes a picture's metadata out. `type` is what its first bytes showed.
 * Refuses 'invalid': 'picture.damaged' where the parts do not follow one another, 'picture.pixels' above 50 megapixels.
 */
export function cleaned(bytes: Uint8Array, type: string): Cleaned {
  const read = { 'image/jpeg': jpeg, 'image/png': png, 'image/webp': webp }[type]
  if (!read) throw new RangeError(`${type} is not a picture that is cleaned`)
  const found = read(bytes)
  if (!found || found.width === 0 || found.height === 0) {
    return no('picture.damaged', 'This picture is damaged: it breaks off or its parts are mixed up. Take it again.')
  }
  const { width, height } = found
  if (width > longestSide || height > longestSide || width * height > mostPixels) {
    no('picture.pixels', `This picture has ${width} × ${height} points; 50 million and 12,000 a side are the most.`)
  }
  const upright = found.orientation >= 5 ? { width: height, height: width } : { width, height }
  return { bytes: joined(found.parts), ...upright }
}

type Found = { parts: Uint8Array[]; width: number; height: number; orientation: number }

const no = (reason: string, sentence: string): never => refuse('invalid', reason, sentence, { file: sentence })

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const textAt = (bytes: Uint8Array, at: number, length: number) =>
  String.fromCharCode(...bytes.subarray(at, at + length))

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

/** Which side is up, by EXIF (1 to 8); 1 where it says nothing that can be read. `tiff` begins at its byte order. */
function orientationOf(tiff: Uint8Array): number {
  if (tiff.byteLength < 14) return 1
  const order = textAt(tiff, 0, 2)
  if (order !== 'II' && order !== 'MM') return 1
  const little = order === 'II'
  const view = viewOf(tiff)
  const start = view.getUint32(4, little)
  if (start + 2 > tiff.byteLength) return 1
  const count = Math.min(view.getUint16(start, little), 500)
  for (let index = 0; index < count; index++) {
    const at = start + 2 + index * 12
    if (at + 12 > tiff.byteLength) return 1
    if (view.getUint16(at, little) !== 0x0112) continue
    const value = view.getUint16(at + 8, little)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

/** The smallest EXIF that says which side is up and nothing else. */
// biome-ignore format: the fields of TIFF stand in lines of their own
const exifOf = (orientation: number): Uint8Array =>
  new Uint8Array([
    0x4d, 0x4d, 0x00, 0x2a, 0, 0, 0, 8, // big-endian, first directory at 8
    0, 1, // one entry:
    0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, // orientation, one short
    0, 0, 0, 0, // no further directory
  ])

/** Segments that the picture needs: APP0 JFIF, APP2 with a colour profile, APP14 Adobe, and all that are no APPn. */
function keepsSegment(marker: number, bytes: Uint8Array, at: number): boolean {
  if (marker === 0xe0) return true
  if (marker === 0xe2) return textAt(bytes, at + 4, 11) === 'ICC_PROFILE'
  if (marker === 0xee) return true
  return !(marker >= 0xe0 && marker <= 0xef) && marker !== 0xfe
}

function jpeg(bytes: Uint8Array): Found | null {
  const view = viewOf(bytes)
  const parts: Uint8Array[] = []
  let [width, height, orientation, scans] = [0, 0, 1, 0]
  if (bytes.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null
  let at = 2
  while (at + 2 <= bytes.byteLength) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0xd9) {
      if (scans === 0) return null
      // What follows the end is other pictures, films and their positions.
      const upright = orientation === 1 ? [] : [app1(orientation)]
      return {
        parts: [bytes.subarray(0, 2), ...upright, ...parts, bytes.subarray(at, at + 2)],
        width,
        height,
        orientation,
      }
    }
    if (at + 4 > bytes.byteLength) return null
    const length = view.getUint16(at + 2)
    const end = at + 2 + length
    if (length < 2 || end > bytes.byteLength) return null
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker) && length >= 7) {
      height = view.getUint16(at + 5)
      width = view.getUint16(at + 7)
    }
    if (marker === 0xe1 && textAt(bytes, at + 4, 4) === 'Exif')
      orientation = orientationOf(bytes.subarray(at + 10, end))
    if (keepsSegment(marker, bytes, at)) parts.push(bytes.subarray(at, end))
    at = end
    if (marker === 0xda) {
      scans++
      const scanEnd = endOfScan(bytes, at)
      if (scanEnd === null) return null
      parts.push(bytes.subarray(at, scanEnd))
      at = scanEnd
    }
  }
  return null
}

/** Where the coded picture is interrupted by a marker that is not part of it. */
function endOfScan(bytes: Uint8Array, start: number): number | null {
  for (let at = bytes.indexOf(0xff, start); at >= 0 && at + 1 < bytes.byteLength; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return null
}

function app1(orientation: number): Uint8Array {
  const exif = exifOf(orientation)
  const length = 2 + 6 + exif.byteLength
  return joined([new Uint8Array([0xff, 0xe1, length >> 8, length & 255, 0x45, 0x78, 0x69, 0x66, 0, 0]), exif])
}

const pngKept = 'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP'.split(' ')

function png(bytes: Uint8Array): Found | null {
  const view = viewOf(bytes)
  const parts: Uint8Array[] = [bytes.subarray(0, 8)]
  let [width, height, orientation] = [0, 0, 1]
  let at = 8
  while (at + 12 <= bytes.byteLength) {
    const length = view.getUint32(at)
    const name = textAt(bytes, at + 4, 4)
    const end = at + 12 + length
    if (end > bytes.byteLength) return null
    if (at === 8) {
      if (name !== 'IHDR' || length !== 13) return null
      width = view.getUint32(at + 8)
      height = view.getUint32(at + 12)
    }
    if (name === 'eXIf') orientation = orientationOf(bytes.subarray(at + 8, end - 4))
    if (name === 'IEND') {
      if (orientation !== 1) parts.splice(2, 0, pngChunk('eXIf', exifOf(orientation)))
      parts.push(bytes.subarray(at, end))
      return { parts, width, height, orientation }
    }
    if (pngKept.includes(name)) parts.push(bytes.subarray(at, end))
    at = end
  }
  return null
}

function pngChunk(name: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(12 + data.byteLength)
  const view = viewOf(chunk)
  view.setUint32(0, data.byteLength)
  chunk.set(new TextEncoder().encode(name), 4)
  chunk.set(data, 8)
  view.setUint32(8 + data.byteLength, crc32(chunk.subarray(4, 8 + data.byteLength)))
  return chunk
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

const webpKept = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']

function webp(bytes: Uint8Array): Found | null {
  const view = viewOf(bytes)
  if (bytes.byteLength < 20) return null
  const stop = Math.min(bytes.byteLength, view.getUint32(4, true) + 8)
  const parts: Uint8Array[] = []
  let [width, height, orientation, at] = [0, 0, 1, 12]
  let header: Uint8Array | null = null
  while (at + 8 <= stop) {
    const name = textAt(bytes, at, 4)
    const length = view.getUint32(at + 4, true)
    const end = at + 8 + length + (length & 1)
    if (at + 8 + length > stop) return null
    const data = bytes.subarray(at + 8, at + 8 + length)
    const inside = viewOf(data)
    if (name === 'EXIF') orientation = orientationOf(textAt(data, 0, 4) === 'Exif' ? data.subarray(6) : data)
    if (name === 'VP8X' && length >= 10) {
      width = 1 + (inside.getUint32(4, true) & 0xffffff)
      height = 1 + (inside.getUint32(6, true) >>> 8)
      header = bytes.slice(at, end)
      parts.push(header)
    } else if (webpKept.includes(name)) {
      if (name === 'VP8 ' && length >= 10 && width === 0) {
        width = inside.getUint16(6, true) & 0x3fff
        height = inside.getUint16(8, true) & 0x3fff
      }
      if (name === 'VP8L' && length >= 5 && width === 0) {
        const bits = inside.getUint32(1, true)
        width = 1 + (bits & 0x3fff)
        height = 1 + ((bits >> 14) & 0x3fff)
      }
      parts.push(bytes.subarray(at, Math.min(end, stop)))
    }
    at = end
  }
  if (parts.length === 0) return null
  if (header) {
    // The header says which parts follow: of EXIF (bit 3) and XMP (bit 2) only a side that is up may stay.
    header[8] = ((header[8] ?? 0) & ~0x0c) | (orientation === 1 ? 0 : 0x08)
    if (orientation !== 1) parts.push(riffChunk('EXIF', exifOf(orientation)))
  } else orientation = 1
  const body = joined([new TextEncoder().encode('WEBP'), ...parts])
  const head = new Uint8Array(8)
  head.set(new TextEncoder().encode('RIFF'))
  viewOf(head).setUint32(4, body.byteLength, true)
  return { parts: [head, body], width, height, orientation }
}

function riffChunk(name: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(8 + data.byteLength + (data.byteLength & 1))
  chunk.set(new TextEncoder().encode(name))
  viewOf(chunk).setUint32(4, data.byteLength, true)
  chunk.set(data, 8)
  return chunk
}

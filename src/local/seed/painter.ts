/** Draws flat pictures with smooth edges and writes them as PNG: the demo's photos are drawn, and say so. */

export type Color = readonly [number, number, number]
type Point = readonly [number, number]

const clamp = (value: number) => Math.min(1, Math.max(0, value))

export class Painter {
  readonly #pixels: Uint8Array<ArrayBuffer>
  readonly width: number
  readonly height: number

  constructor(width: number, height: number, ground: Color) {
    this.width = width
    this.height = height
    this.#pixels = new Uint8Array(width * height * 3)
    for (let at = 0; at < width * height; at++) this.#pixels.set(ground, at * 3)
  }

  /** Paints what lies inside: `inside` answers how far, in pixels, negative outside. */
  #fill([x0, y0, x1, y1]: [number, number, number, number], color: Color, inside: (x: number, y: number) => number) {
    for (let y = Math.max(0, Math.floor(y0 - 1)); y < Math.min(this.height, Math.ceil(y1 + 1)); y++) {
      for (let x = Math.max(0, Math.floor(x0 - 1)); x < Math.min(this.width, Math.ceil(x1 + 1)); x++) {
        const part = clamp(inside(x + 0.5, y + 0.5) + 0.5)
        if (part === 0) continue
        const at = (y * this.width + x) * 3
        for (const [index, want] of color.entries()) {
          const is = this.#pixels[at + index] ?? 0
          this.#pixels[at + index] = Math.round(is + (want - is) * part)
        }
      }
    }
  }

  /** A rectangle from its upper left corner, with round corners. */
  box(x: number, y: number, width: number, height: number, color: Color, round = 0): this {
    const [cx, cy, hx, hy] = [x + width / 2, y + height / 2, width / 2 - round, height / 2 - round]
    this.#fill([x, y, x + width, y + height], color, (px, py) => {
      const [dx, dy] = [Math.abs(px - cx) - hx, Math.abs(py - cy) - hy]
      return round - Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) - Math.min(Math.max(dx, dy), 0)
    })
    return this
  }

  disc(x: number, y: number, radius: number, color: Color): this {
    this.#fill([x - radius, y - radius, x + radius, y + radius], color, (px, py) => radius - Math.hypot(px - x, py - y))
    return this
  }

  /** A line through points, its ends round. */
  line(points: readonly Point[], width: number, color: Color): this {
    for (const [index, from] of points.entries()) {
      const to = points[index + 1]
      if (!to) break
      const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
      const long = dx * dx + dy * dy || 1
      const half = width / 2
      const box: [number, number, number, number] = [
        Math.min(from[0], to[0]) - half,
        Math.min(from[1], to[1]) - half,
        Math.max(from[0], to[0]) + half,
        Math.max(from[1], to[1]) + half,
      ]
      this.#fill(box, color, (px, py) => {
        const along = clamp(((px - from[0]) * dx + (py - from[1]) * dy) / long)
        return half - Math.hypot(px - from[0] - along * dx, py - from[1] - along * dy)
      })
    }
    return this
  }

  /** Capitals and digits as they are engraved on plates; `size` is the height of a letter. */
  words(text: string, x: number, y: number, size: number, color: Color, weight = size / 8): this {
    const unit = size / 6
    let at = x
    for (const letter of text) {
      for (const stroke of (strokes[letter] ?? '').split('|').filter(Boolean)) {
        const points = stroke.split(' ').map((pair): Point => {
          const [px = 0, py = 0] = pair.split(',').map(Number)
          return [at + px * unit, y + size - py * unit]
        })
        this.line(points, weight, color)
      }
      at += unit * (letter === ' ' ? 3.4 : '.,:'.includes(letter) ? 2.2 : letter === 'I' ? 2.6 : 5.6)
    }
    return this
  }

  async png(): Promise<Uint8Array<ArrayBuffer>> {
    const rows = new Uint8Array(this.height * (this.width * 3 + 1))
    for (let y = 0; y < this.height; y++) {
      const row = this.#pixels.subarray(y * this.width * 3, (y + 1) * this.width * 3)
      rows.set(row, y * (this.width * 3 + 1) + 1)
    }
    const packed = new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate')))
    const head = new DataView(new ArrayBuffer(13))
    head.setUint32(0, this.width)
    head.setUint32(4, this.height)
    head.setUint32(8, 0x08020000)
    const parts = [
      new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]),
      chunk('IHDR', new Uint8Array(head.buffer)),
      chunk('IDAT', new Uint8Array(await packed.arrayBuffer())),
      chunk('IEND', new Uint8Array()),
    ]
    return new Uint8Array(await new Blob(parts).arrayBuffer())
  }
}

function chunk(name: string, data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  for (let index = 0; index < 4; index++) bytes[4 + index] = name.charCodeAt(index)
  bytes.set(data, 8)
  view.setUint32(data.length + 8, crc(bytes.subarray(4, data.length + 8)))
  return bytes
}

function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}

/** Letters as strokes on a grid of four by six, from the base line up. */
const strokes: Record<string, string> = {
  A: '0,0 2,6 4,0|0.8,2.2 3.2,2.2',
  B: '0,0 0,6 2.6,6 3.6,5.2 3.6,4 2.6,3.2 0,3.2|2.6,3.2 4,2.4 4,0.9 2.8,0 0,0',
  C: '4,1 3,0 1.2,0 0,1.2 0,4.8 1.2,6 3,6 4,5',
  D: '0,0 0,6 2.4,6 4,4.6 4,1.4 2.4,0 0,0',
  E: '4,0 0,0 0,6 4,6|0,3.1 3.2,3.1',
  F: '0,0 0,6 4,6|0,3.1 3.2,3.1',
  G: '4,5 3,6 1.2,6 0,4.8 0,1.2 1.2,0 3,0 4,1 4,2.8 2.4,2.8',
  H: '0,0 0,6|4,0 4,6|0,3.1 4,3.1',
  I: '0.6,0 0.6,6',
  J: '0,1.2 1,0 2.4,0 3.4,1 3.4,6',
  K: '0,0 0,6|4,6 0,2.4|1.3,3.6 4,0',
  L: '0,6 0,0 3.8,0',
  M: '0,0 0,6 2,2.6 4,6 4,0',
  N: '0,0 0,6 4,0 4,6',
  O: '1.3,0 0,1.4 0,4.6 1.3,6 2.7,6 4,4.6 4,1.4 2.7,0 1.3,0',
  P: '0,0 0,6 2.8,6 4,5 4,3.8 2.8,2.8 0,2.8',
  Q: '1.3,0 0,1.4 0,4.6 1.3,6 2.7,6 4,4.6 4,1.4 2.7,0 1.3,0|2.4,1.6 4.2,-0.4',
  R: '0,0 0,6 2.8,6 4,5 4,3.8 2.8,2.8 0,2.8|2,2.8 4,0',
  S: '4,5 3,6 1.1,6 0,5 0,4 1,3.2 3,2.8 4,2 4,1 2.9,0 1,0 0,1',
  T: '0,6 4,6|2,6 2,0',
  U: '0,6 0,1.2 1.2,0 2.8,0 4,1.2 4,6',
  V: '0,6 2,0 4,6',
  W: '0,6 1,0 2,4 3,0 4,6',
  X: '0,0 4,6|0,6 4,0',
  Y: '0,6 2,3 4,6|2,3 2,0',
  Z: '0,6 4,6 0,0 4,0',
  '0': '1.3,0 0,1.4 0,4.6 1.3,6 2.7,6 4,4.6 4,1.4 2.7,0 1.3,0',
  '1': '0.8,4.8 2.2,6 2.2,0',
  '2': '0,4.8 1,6 3,6 4,5 4,3.8 0,0 4,0',
  '3': '0,5.2 1,6 3,6 4,5.1 4,4 3,3.2 1.6,3.2|3,3.2 4,2.4 4,0.9 3,0 1,0 0,0.8',
  '4': '3,0 3,6 0,1.8 4.2,1.8',
  '5': '3.8,6 0.5,6 0.2,3.4 2.6,3.6 4,2.6 4,1 2.8,0 1,0 0,0.8',
  '6': '3.4,6 1.6,6 0,3.6 0,1.2 1.2,0 2.8,0 4,1.2 4,2.4 2.8,3.5 1.2,3.5 0,2.4',
  '7': '0,6 4,6 1.4,0',
  '8': '1.2,3.2 0.2,4.2 0.2,5.1 1.2,6 2.8,6 3.8,5.1 3.8,4.2 2.8,3.2 1.2,3.2 0,2.2 0,1 1.2,0 2.8,0 4,1 4,2.2 2.8,3.2',
  '9': '0.6,0 2.4,0 4,2.4 4,4.8 2.8,6 1.2,6 0,4.8 0,3.6 1.2,2.5 2.8,2.5 4,3.6',
  '-': '0.6,2.8 3.4,2.8',
  '/': '0,-0.4 4,6.4',
  '.': '0.5,0.1 0.5,0.3',
  ',': '0.6,0.3 0.2,-0.9',
  ':': '0.5,0.2 0.5,0.4|0.5,3.6 0.5,3.8',
}

import { refuse } from '../kernel/refusal'
import { type Face, fitted, pointMm, widthOf, wrapped } from './lettering'
import type { Correction } from './qr'
import type { Stock } from './stocks'

/** What stands on a label. */
export type LabelText = {
  /** 7K3F-9Q2X. */
  code: string
  title: string
  tag: string
  organization: string
  /** “Scan to report a problem”, where strangers may; else empty. */
  invitation: string
}

/** What is drawn, in millimetres from the label's upper left corner; `y` of a text is its base line. */
export type Mark =
  | { kind: 'symbol'; x: number; y: number; moduleMm: number; modules: boolean[][] }
  | { kind: 'text'; x: number; y: number; sizePt: number; face: Face; text: string }

export type Label = { marks: Mark[]; moduleMm: number | null }

/** Phones read nothing finer. Source: Denso Wave's table and the readers listed in the design, section 4.2. */
export const finestModuleMm = 0.4
/** White modules around a symbol. */
const quiet = 4
/** Room for a line, in multiples of its size. */
const leading = 1.22

/** More correction where there is room and wear, less on narrow tapes. Source: the design, section 4.2. */
export function correctionOf({ label, sheet }: Stock): Correction {
  const side = Math.min(label.width, label.height)
  if (side >= 50) return 'H'
  return sheet === null && side <= 18 ? 'M' : 'Q'
}

/** A module as the printer makes it: whole dots, or squares come out uneven. */
function moduleIn(space: number, count: number, dpi: number): number {
  const dot = 25.4 / dpi
  return Math.floor(space / (count + 2 * quiet) / dot + 1e-6) * dot
}

type Line = { text: string; sizePt: number; face: Face; rows: number; need: number }

/** The lines of a label, each with how much it is needed: 0 stays to the last. */
function linesOf({ title, tag, code, organization, invitation }: LabelText, scale: number): Line[] {
  const lines: Line[] = [
    { text: title, sizePt: 9 * scale, face: 'bold', rows: 2, need: 2 },
    { text: tag, sizePt: 10 * scale, face: 'mono', rows: 1, need: 1 },
    { text: code, sizePt: 9 * scale, face: 'mono', rows: 1, need: 0 },
    { text: organization, sizePt: 6.5 * scale, face: 'sans', rows: 1, need: 4 },
    { text: invitation, sizePt: 6.5 * scale, face: 'sans', rows: 1, need: 3 },
  ]
  return lines.filter(({ text }) => text !== '')
}

type Set = { sizePt: number; face: Face; text: string }

const heightOf = (set: Set[]): number => set.reduce((sum, { sizePt }) => sum + sizePt * leading * pointMm, 0)

/** A tag or a code is never cut: it is set smaller, as far as eyes go. */
const shrunk =
  (width: number) =>
  (line: Line): Line =>
    line.face === 'mono'
      ? { ...line, sizePt: Math.max(5, Math.min(line.sizePt, (0.999 * width) / widthOf(line.text, 'mono', 1))) }
      : line

/** The lines that fit into a box; the least needed go first, then a title's second line. */
function setIn(lines: Line[], width: number, height: number): Set[] {
  let kept = [...lines]
  for (;;) {
    const set = kept.map(shrunk(width)).flatMap(({ text, sizePt, face, rows }) =>
      (rows > 1 ? wrapped(text, face, sizePt, width, rows) : [fitted(text, face, sizePt, width)]).map((line) => ({
        sizePt,
        face,
        text: line,
      })),
    )
    if (heightOf(set) <= height + 1e-6 || kept.length === 0) return set.filter(({ text }) => text !== '')
    const twoLined = kept.find(({ need, rows }) => need === 2 && rows === 2)
    const least = Math.max(...kept.map(({ need }) => need))
    kept =
      twoLined && least <= 2
        ? kept.map((line) => (line === twoLined ? { ...line, rows: 1 } : line))
        : kept.filter(({ need }) => need !== least)
  }
}

const placed = (set: Set[], x: number, top: number): Mark[] => {
  let y = top
  return set.map(({ sizePt, face, text }) => {
    const room = sizePt * leading * pointMm
    y += room
    return { kind: 'text', x, y: y - room * 0.26, sizePt, face, text }
  })
}

/**
 * Lays one label out: the symbol with its quiet zone, the texts beside it or, on a label that is about square, under it.
 * `modules` is null for a label of texts only.
 *
 * Refuses 'invalid' ('label.module') when the symbol's squares would be finer than phones can read.
 */
export function layLabel(stock: Stock, text: LabelText, modules: boolean[][] | null, dpi = stock.dpi): Label {
  const { width, height } = stock.label
  const { edge } = stock
  const inside = { width: width - 2 * edge, height: height - 2 * edge }
  const scale = Math.max(0.78, Math.min(2, inside.height / 20))
  if (modules === null) {
    const set = setIn(linesOf(text, scale), inside.width, inside.height)
    return { marks: placed(set, edge, edge + (inside.height - heightOf(set)) / 2), moduleMm: null }
  }
  const count = modules.length
  const beside = width / height >= 1.25
  const lines = linesOf(text, beside ? scale : Math.min(1.3, scale))
  // Under the symbol, a line more is a finer symbol: the least needed lines go before it gets too fine.
  const under = beside
    ? []
    : ([4, 3, 2, 1, 0]
        .map((most) =>
          setIn(
            lines.filter(({ need }) => need <= most),
            inside.width,
            inside.height * 0.4,
          ),
        )
        .find((set) => moduleIn(Math.min(inside.width, inside.height - heightOf(set)), count, dpi) >= 0.5) ??
      setIn(
        lines.filter(({ need }) => need === 0),
        inside.width,
        inside.height * 0.4,
      ))
  // Beside the symbol the code must have room to be read, as long as that leaves the symbol its size.
  const column = widthOf(text.code, 'mono', 8)
  const narrower = Math.min(inside.height, inside.width - column)
  const space = !beside
    ? Math.min(inside.width, inside.height - heightOf(under))
    : moduleIn(narrower, count, dpi) >= 0.5
      ? narrower
      : inside.height
  const moduleMm = moduleIn(space, count, dpi)
  if (moduleMm < finestModuleMm - 1e-6) {
    const sentence = `On ${stock.name} the squares of the code would be ${(space / (count + 2 * quiet)).toFixed(2)} mm wide, and phones need ${finestModuleMm} mm. Choose larger labels, or print the text only.`
    refuse('invalid', 'label.module', sentence, { stock: sentence })
  }
  const side = moduleMm * (count + 2 * quiet)
  const corner = beside
    ? { x: edge, y: (height - side) / 2 }
    : { x: (width - side) / 2, y: edge + (inside.height - side - heightOf(under)) / 2 }
  const symbol: Mark = {
    kind: 'symbol',
    x: corner.x + quiet * moduleMm,
    y: corner.y + quiet * moduleMm,
    moduleMm,
    modules,
  }
  if (!beside) return { marks: [symbol, ...placed(under, edge, corner.y + side)], moduleMm }
  const left = edge + side
  const set = setIn(lines, width - edge - left, inside.height)
  return { marks: [symbol, ...placed(set, left, edge + (inside.height - heightOf(set)) / 2)], moduleMm }
}

/** How a printer is off: what a person read from its calibration page. */
export type Correcting = { offsetXMm: number; offsetYMm: number; scale: number }

export const uncorrected: Correcting = { offsetXMm: 0, offsetYMm: 0, scale: 1 }

/** Sheets of labels: which label stands in which cell of which sheet, from the cell to begin with. */
export function sheetsOf<T>(stock: Stock, labels: T[], firstCell: number): { label: T; cell: number }[][] {
  const cells = stock.sheet ? stock.sheet.columns * stock.sheet.rows : 1
  const sheets: { label: T; cell: number }[][] = []
  labels.forEach((label, index) => {
    const at = index + firstCell
    const sheet = Math.floor(at / cells)
    sheets[sheet] = [...(sheets[sheet] ?? []), { label, cell: at % cells }]
  })
  return sheets.filter(Boolean)
}

/** “Modules 0.60 mm: good for phones up to about 23 cm.” */
export const readingWords = (moduleMm: number, count: number): string =>
  `Squares of ${moduleMm.toFixed(2)} mm: good for phones up to about ${Math.round((moduleMm * count * 10) / 10)} cm away.`

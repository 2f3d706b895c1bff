import { type Correcting, type Label, type Mark, sheetsOf } from './label'
import { isWestern, pointMm } from './lettering'
import { cellAt, paperOf, type Stock } from './stocks'

/** Fonts with letters beyond those of Western Europe, by the face that they stand for. */
export type WideFonts = { sans: Uint8Array; bold: Uint8Array; mono: Uint8Array }

const point = (mm: number) => mm / pointMm
const western = { sans: 'Helvetica', bold: 'Helvetica-Bold', mono: 'Courier-Bold' }

/** Whether these labels need fonts that a PDF must bring along. */
export const needsWideFonts = (labels: Label[]): boolean =>
  labels.some(({ marks }) => marks.some((mark) => mark.kind === 'text' && !isWestern(mark.text)))

type Doc = import('pdfkit').PDFDocument

async function newDocument(
  title: string,
  wide: WideFonts | null,
): Promise<{ doc: Doc; finish: () => Promise<Uint8Array<ArrayBuffer>> }> {
  // Heavy, so only where a PDF is made.
  const [{ PDFDocument, registerStdFonts }, { toBytes }, ...fonts] = await Promise.all([
    import('pdfkit'),
    import('pdfkit/output'),
    import('pdfkit/standard-fonts/Helvetica'),
    import('pdfkit/standard-fonts/HelveticaBold'),
    import('pdfkit/standard-fonts/CourierBold'),
  ])
  for (const font of fonts) registerStdFonts?.(font.default)
  const doc = new PDFDocument({ autoFirstPage: false, margin: 0, info: { Title: title, Producer: 'MRO Command' } })
  for (const [face, bytes] of Object.entries(wide ?? {})) doc.registerFont(`wide-${face}`, bytes)
  return { doc, finish: () => toBytes(doc) }
}

function draw(doc: Doc, mark: Mark): void {
  if (mark.kind === 'text') {
    const font = isWestern(mark.text) ? western[mark.face] : `wide-${mark.face}`
    doc.font(font).fontSize(mark.sizePt)
    doc.text(mark.text, point(mark.x), point(mark.y), { lineBreak: false, baseline: 'alphabetic' })
    return
  }
  // One rectangle a run, and one fill: no seams between modules.
  mark.modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x++
      doc.rect(
        point(mark.x + from * mark.moduleMm),
        point(mark.y + y * mark.moduleMm),
        point((x - from + 1) * mark.moduleMm),
        point(mark.moduleMm),
      )
    }
  })
  doc.fill('#000')
}

const addPage = (doc: Doc, stock: Stock, { offsetXMm, offsetYMm, scale }: Correcting) => {
  const { width, height } = paperOf(stock)
  doc.addPage({ size: [point(width), point(height)], margin: 0 })
  doc.translate(point(offsetXMm), point(offsetYMm)).scale(scale)
}

/** The labels as a PDF: sheets from the cell to begin with, or a page each on a roll. */
export async function labelsPdf(
  stock: Stock,
  labels: Label[],
  {
    firstCell,
    correcting,
    title,
    wide,
  }: { firstCell: number; correcting: Correcting; title: string; wide: WideFonts | null },
): Promise<Uint8Array<ArrayBuffer>> {
  const { doc, finish } = await newDocument(title, wide)
  for (const sheet of sheetsOf(stock, labels, firstCell)) {
    addPage(doc, stock, correcting)
    for (const { label, cell } of sheet) {
      const { x, y } = cellAt(stock, cell)
      doc.save().translate(point(x), point(y))
      for (const mark of label.marks) draw(doc, mark)
      doc.restore()
    }
  }
  doc.end()
  return finish()
}

/** A cross in the first and the last cell and rulers at two edges: what a printer is off by is read from it. */
export async function calibrationPdf(stock: Stock, correcting: Correcting): Promise<Uint8Array<ArrayBuffer>> {
  const { doc, finish } = await newDocument(`Calibration, ${stock.name}`, null)
  addPage(doc, stock, correcting)
  const { width, height } = paperOf(stock)
  const last = stock.sheet ? stock.sheet.columns * stock.sheet.rows - 1 : 0
  doc.lineWidth(0.5)
  for (const cell of new Set([0, last])) {
    const { x, y } = cellAt(stock, cell)
    const [w, h] = [stock.label.width, stock.label.height]
    doc.rect(point(x), point(y), point(w), point(h)).stroke()
    doc
      .moveTo(point(x + w / 2 - 5), point(y + h / 2))
      .lineTo(point(x + w / 2 + 5), point(y + h / 2))
      .stroke()
    doc
      .moveTo(point(x + w / 2), point(y + h / 2 - 5))
      .lineTo(point(x + w / 2), point(y + h / 2 + 5))
      .stroke()
  }
  if (stock.sheet) {
    const [x0, y0] = [width / 2, height / 2]
    for (let mm = 0; mm <= 40; mm++) {
      const tick = mm % 10 === 0 ? 4 : mm % 5 === 0 ? 3 : 2
      doc
        .moveTo(point(x0 - 20 + mm), point(y0))
        .lineTo(point(x0 - 20 + mm), point(y0 - tick))
        .stroke()
      doc
        .moveTo(point(x0 - 30), point(y0 - 20 + mm))
        .lineTo(point(x0 - 30 - tick), point(y0 - 20 + mm))
        .stroke()
    }
    doc.font('Helvetica').fontSize(9)
    doc.text('Print at 100 %, no fitting. These rulers are 40 mm long.', point(x0 - 20), point(y0 + 6), {
      lineBreak: false,
    })
    doc.text(
      'Measure how far the frames stand from the cut labels, to the right and down.',
      point(x0 - 20),
      point(y0 + 11),
      {
        lineBreak: false,
      },
    )
  }
  doc.end()
  return finish()
}

type Block = {
  head: string
  lines?: readonly string[]
  steps?: readonly string[]
  rows?: readonly (readonly [string, string])[]
}

/** A page of a paper, with what stands on it. */
export type PaperPage = { title: string; blocks: readonly Block[] }

/** A paper as a PDF with real text: what the file store reads, searches and shows page by page. */
export async function paper(
  title: string,
  subtitle: string,
  pages: readonly PaperPage[],
): Promise<Uint8Array<ArrayBuffer>> {
  const [{ PDFDocument, registerStdFonts }, { toBytes }, ...fonts] = await Promise.all([
    import('pdfkit'),
    import('pdfkit/output'),
    import('pdfkit/standard-fonts/Helvetica'),
    import('pdfkit/standard-fonts/HelveticaBold'),
  ])
  for (const font of fonts) registerStdFonts?.(font.default)
  const doc = new PDFDocument({ autoFirstPage: false, margin: 56, info: { Title: title, Producer: 'MRO Command' } })
  const a4: [number, number] = [595.28, 841.89]
  const text = (words: string, size: number, bold: boolean, x: number, y: number, width: number): number => {
    doc.font(bold ? 'Helvetica-Bold' : 'Helvetica').fontSize(size)
    doc.text(words, x, y, { width, lineGap: 2 })
    return doc.y
  }
  const cover = () => {
    doc.addPage({ size: a4, margin: 0 })
    text(title, 30, true, 56, 220, 480)
    text(subtitle, 14, false, 56, doc.y + 16, 480)
    text('Written for the demo organization of MRO Command. It is nobody else’s document.', 10, false, 56, 740, 480)
  }
  cover()
  pages.forEach(({ title: head, blocks }, index) => {
    doc.addPage({ size: a4, margin: 0 })
    let y = text(head, 20, true, 56, 56, 480) + 12
    for (const { head: name, lines = [], steps = [], rows = [] } of blocks) {
      y = text(name, 13, true, 56, y, 480) + 6
      for (const line of lines) y = text(line, 11, false, 56, y, 480) + 6
      steps.forEach((step, number) => {
        text(`${number + 1}.`, 11, true, 56, y, 24)
        y = text(step, 11, false, 84, y, 452) + 6
      })
      for (const [left, right] of rows) {
        const one = text(left, 11, true, 56, y, 170)
        y = Math.max(one, text(right, 11, false, 240, y, 296)) + 6
      }
      y += 10
    }
    text(`${title} · page ${index + 2}`, 9, false, 56, 790, 480)
  })
  doc.end()
  return toBytes(doc)
}

import { isWestern, qrModules, type WideFonts } from '../codes'
import type { Context } from '../platform/context'
import { label } from './order'
import { pageOf } from './order.page'
import { paperName, paperOf } from './order-paper'

const sheet = { width: 595, height: 842, left: 48, right: 547, bottom: 790 }
const western = { sans: 'Helvetica', bold: 'Helvetica-Bold' }

/**
 * The paper of an order, A4: the machine large, the way back as a code, what is dangerous first, boxes to tick; its number
 * and page on every page. `fonts` is asked only where it has letters beyond Western Europe’s. Refuses 'not-found'.
 */
export async function orderPdf(
  ctx: Context,
  id: string,
  { fonts }: { fonts: () => Promise<WideFonts> },
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  const [page, { name, locale, timeZone, currency }] = await Promise.all([pageOf(ctx, id), ctx.profile()])
  const { order } = page
  const blocks = paperOf(page, { locale, timeZone, currency })
  // Heavy, so only where a PDF is made.
  const [{ PDFDocument, registerStdFonts }, { toBytes }, ...standard] = await Promise.all([
    import('pdfkit'),
    import('pdfkit/output'),
    import('pdfkit/standard-fonts/Helvetica'),
    import('pdfkit/standard-fonts/HelveticaBold'),
  ])
  for (const font of standard) registerStdFonts?.(font.default)
  const doc = new PDFDocument({
    autoFirstPage: false,
    margin: 0,
    info: { Title: `${label(order)} ${order.title}`, Producer: 'MRO Command' },
  })
  const shown = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')
  const said = JSON.stringify([blocks, order.title, name])
  const faces = isWestern(shown(said))
    ? western
    : await fonts().then(({ sans, bold }) => {
        doc.registerFont('wide-sans', sans)
        doc.registerFont('wide-bold', bold)
        return { sans: 'wide-sans', bold: 'wide-bold' }
      })
  const set = (size: number, bold: boolean) => doc.font(bold ? faces.bold : faces.sans).fontSize(size)
  const write = (text: string, x: number, y: number, size = 10, bold = false) => {
    set(size, bold)
    doc.text(shown(text), x, y, { lineBreak: false })
  }
  const right = (text: string, y: number, size = 10, bold = false) => {
    set(size, bold)
    doc.text(shown(text), sheet.right - doc.widthOfString(shown(text)), y, { lineBreak: false })
  }
  /** Words in rows that are at most so wide; a word that is wider is broken: nothing is cut. */
  const wrapped = (text: string, most: number, size = 10, bold = false): string[] => {
    set(size, bold)
    const rows: string[] = []
    let row = ''
    for (const whole of shown(text).split(/\s+/)) {
      for (const word of doc.widthOfString(whole) > most ? (whole.match(/.{1,40}/gu) ?? []) : [whole]) {
        const longer = row ? `${row} ${word}` : word
        if (row && doc.widthOfString(longer) > most) {
          rows.push(row)
          row = word
        } else row = longer
      }
    }
    return [...rows, row].filter(Boolean)
  }
  const ruler = (y: number) => doc.rect(sheet.left, y, sheet.right - sheet.left, 0.5).fill('#000')

  let number = 0
  const begin = (): number => {
    number++
    doc.addPage({ size: [sheet.width, sheet.height], margin: 0 })
    write(name, sheet.left, 36, 9)
    right(`${label(order)}, page ${number}`, 36, 9)
    ruler(50)
    return 64
  }
  let y = begin()
  const room = (height: number) => {
    if (y + height > sheet.bottom) y = begin()
  }

  const modules = qrModules(`${ctx.origin}/${ctx.organization.slug}/orders/${order.id}`, 'M')
  const side = 84 / modules.length
  modules.forEach((dark, row) => {
    dark.forEach((isDark, column) => {
      if (isDark) doc.rect(sheet.right - 84 + column * side, y + row * side, side, side)
    })
  })
  doc.fill('#000')
  write(label(order), sheet.left, y, 22, true)
  const title = wrapped(order.title, 390, 14, true)
  title.forEach((row, at) => {
    write(row, sheet.left, y + 30 + at * 18, 14, true)
  })
  y += Math.max(96, 42 + title.length * 18)

  for (const { heading, rows, lines = 0 } of blocks) {
    if (heading) {
      room(40)
      write(heading, sheet.left, y, 11, true)
      y += 18
    }
    for (const { text, box, right: edge, bold = false } of rows) {
      const indent = box ? 18 : 0
      const all = wrapped(text, (edge ? 400 : 499) - indent, 10, bold)
      room(14 * Math.min(all.length, 4))
      if (box) doc.rect(sheet.left, y, 9, 9).lineWidth(0.7).stroke()
      if (box === 'ticked') {
        doc
          .moveTo(sheet.left + 2, y + 5)
          .lineTo(sheet.left + 4, y + 7)
          .lineTo(sheet.left + 8, y + 2)
          .stroke()
      }
      if (edge) right(edge, y, 10, bold)
      for (const row of all) {
        room(14)
        write(row, sheet.left + indent, y, 10, bold)
        y += 14
      }
      if (box) y += 3
    }
    for (let line = 0; line < lines; line++) {
      room(26)
      y += 26
      ruler(y)
    }
    y += 12
  }
  doc.end()
  return { name: paperName(order), bytes: await toBytes(doc) }
}

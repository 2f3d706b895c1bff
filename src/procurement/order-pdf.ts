import { isWestern, type WideFonts } from '../codes'
import { formatMoney, money } from '../kernel/money'
import { formatQuantity } from '../kernel/quantity'
import { formatPriceNumber, priceTimesQuantity } from '../kernel/unit-price'
import { findSite } from '../places'
import type { Context } from '../platform/context'
import { findVendor, surroundingsOf } from '../vendors'
import { label } from './order'
import { findOrder } from './order.queries'
import { rfqsById } from './rfq.queries'

const page = { width: 595, height: 842, left: 48, right: 547 }
const western = { sans: 'Helvetica', bold: 'Helvetica-Bold' }

type Options = {
  /** Letters beyond Western Europe's; asked for only where the order has some. */
  fonts: () => Promise<WideFonts>
  /** Without prices it is a paper for the dock. */
  prices: boolean
}

/**
 * The order as its vendor gets it: A4, one column of lines, numbers to the right, its number on every page. What is
 * cancelled or has not gone out says so on every page.
 */
export async function orderPdf(
  ctx: Context,
  id: string,
  { fonts, prices }: Options,
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  const { order, lines } = await findOrder(ctx, id)
  const [vendor, site, [around], [rfq], { name, locale, timeZone }] = await Promise.all([
    findVendor(ctx, order.vendorId),
    findSite(ctx, order.shipTo),
    surroundingsOf(ctx, [order.vendorId]),
    order.rfqId ? rfqsById(ctx, [order.rfqId]) : [],
    ctx.profile(),
  ])
  // Heavy, so only where a PDF is made.
  const [{ PDFDocument, registerStdFonts }, { toBytes }, ...standard] = await Promise.all([
    import('pdfkit'),
    import('pdfkit/output'),
    import('pdfkit/standard-fonts/Helvetica'),
    import('pdfkit/standard-fonts/HelveticaBold'),
  ])
  for (const font of standard) registerStdFonts?.(font.default)
  const title = `${label(order)} ${name}`
  const doc = new PDFDocument({ autoFirstPage: false, margin: 0, info: { Title: title, Producer: 'MRO Command' } })
  const date = (at: number) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(at)
  const dayWords = (day: string) =>
    new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
  const amount = (minor: number) => formatMoney(money(minor, order.currency), locale)

  const to = site.address
  const { lines: street, postcode, city, country } = around?.address ?? {}
  const blocks = [
    [
      vendor.legalName || vendor.name,
      order.person,
      street ?? '',
      [postcode, city].filter(Boolean).join(' '),
      country ?? '',
    ],
    [
      name,
      site.name,
      to.lines ?? '',
      [to.postcode, to.city].filter(Boolean).join(' '),
      to.country ?? '',
      site.instructions,
    ],
  ] as const
  const facts = [
    ['Date', date(order.sentAt ?? order.createdAt)],
    ['Needed by', rfq?.neededOn ? dayWords(rfq.neededOn) : 'As promised'],
    ['Terms', order.terms || 'As agreed'],
    ['Currency', order.currency],
  ] as const

  // One letter that the standard fonts do not have, and the whole paper is set in the wide one: no word in two faces.
  const said = [...blocks.flat(), ...facts.flat(), ...lines.map(({ words, partNumber }) => words + partNumber)].join('')
  const shown = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')
  const faces = isWestern(shown(said + name + amount(order.totalMinor)))
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
  const right = (text: string, x: number, y: number, size = 10, bold = false) => {
    set(size, bold)
    doc.text(shown(text), x - doc.widthOfString(shown(text)), y, { lineBreak: false })
  }
  /** Words in rows that are at most so wide: nothing is cut. */
  const wrapped = (text: string, most: number, size = 10): string[] => {
    set(size, false)
    const rows: string[] = []
    let row = ''
    for (const word of shown(text).split(/\s+/)) {
      const longer = row ? `${row} ${word}` : word
      if (row && doc.widthOfString(longer) > most) {
        rows.push(row)
        row = word
      } else row = longer
    }
    return [...rows, row].filter(Boolean)
  }

  const standing =
    order.state === 'cancelled' ? 'CANCELLED: DO NOT DELIVER' : order.sentAt === null ? 'DRAFT: NOT SENT' : ''
  let number = 0
  const begin = (): number => {
    number++
    doc.addPage({ size: [page.width, page.height], margin: 0 })
    write(name, page.left, 48, 14, true)
    right('PURCHASE ORDER', page.right, 46, 16, true)
    const revision = order.revision > 1 ? `, revision ${order.revision}` : ''
    right(`${label(order)}${revision}, page ${number}`, page.right, 68, 10)
    if (standing) right(standing, page.right, 84, 10, true)
    return 120
  }
  const head = (y: number): number => {
    write('#', page.left, y, 9, true)
    write('Description, part number', 72, y, 9, true)
    right('Quantity', 370, y, 9, true)
    if (prices) right('Unit price', 455, y, 9, true)
    if (prices) right('Amount', page.right, y, 9, true)
    doc.rect(page.left, y + 14, page.right - page.left, 0.7).fill('#000')
    return y + 24
  }

  let y = begin()
  const block = (x: number, heading: string, rows: readonly string[]): number => {
    write(heading, x, y, 9, true)
    const all = rows.filter(Boolean).flatMap((row) => wrapped(row, 232))
    all.forEach((row, at) => {
      write(row, x, y + 14 + at * 13)
    })
    return 14 + all.length * 13
  }
  const tall = Math.max(block(page.left, 'To', blocks[0]), block(310, 'Deliver to', blocks[1]))
  y += Math.max(106, tall + 14)
  facts.forEach(([key, value], at) => {
    write(key, page.left + at * 125, y, 9, true)
    wrapped(value, 118).forEach((row, index) => {
      write(row, page.left + at * 125, y + 13 + index * 12, 10)
    })
  })
  y = head(y + 32 + 12 * Math.max(...facts.map(([, value]) => wrapped(value, 118).length)))
  for (const line of lines) {
    const words = wrapped(line.words, prices ? 220 : 230)
    if (y + words.length * 13 + 20 > page.height - 90) y = head(begin())
    write(String(line.position), page.left, y)
    words.forEach((row, at) => {
      write(row, 72, y + at * 13)
    })
    if (line.partNumber) write(line.partNumber, 72, y + words.length * 13, 8)
    right(formatQuantity({ scaled: line.quantity, unit: line.unit }, locale), 370, y)
    if (prices) {
      const price = { scaled: line.price, currency: order.currency, per: line.unit }
      right(formatPriceNumber(price, locale), 455, y)
      right(amount(priceTimesQuantity(price, { scaled: line.quantity, unit: line.unit }).minor), page.right, y)
    }
    y += words.length * 13 + (line.partNumber ? 18 : 8)
  }
  if (y > page.height - 150) y = begin()
  doc.rect(300, y + 4, page.right - 300, 0.7).fill('#000')
  if (prices) {
    right('Freight', 455, y + 14)
    right(amount(order.freightMinor), page.right, y + 14)
    right('Total without VAT', 455, y + 32, 11, true)
    right(amount(order.totalMinor), page.right, y + 32, 11, true)
  }
  if (order.state !== 'cancelled')
    write('Please confirm the order and the days of delivery by the link in our letter.', page.left, y + 70, 9)
  doc.end()
  return { name: `${label(order)}.pdf`, bytes: await toBytes(doc) }
}

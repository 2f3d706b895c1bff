import { formatMoney, money } from '../kernel/money'
import { formatQuantity } from '../kernel/quantity'
import { formatPriceNumber, priceTimesQuantity } from '../kernel/unit-price'
import { findSite } from '../places'
import type { Context } from '../platform/context'
import { findVendor, surroundingsOf } from '../vendors'
import { label } from './order'
import { findOrder } from './order.queries'

const page = { width: 595, height: 842, left: 48, right: 547 }

/** Helvetica has the letters of Western Europe; others are written by the nearest plain one. */
const plain = (text: string): string =>
  text
    .replaceAll('×', 'x')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[–—]/g, '-')
    .replaceAll(/[“”„]/g, '"')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll('ß', 'ss')
    .replaceAll('€', 'EUR ')
    .replaceAll(/[^\x20-\x7e\n]/g, ' ')

/** The order as its vendor gets it: A4, one column of lines, numbers to the right, its number on every page. */
export async function orderPdf(ctx: Context, id: string): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  const { order, lines } = await findOrder(ctx, id)
  const [vendor, site, [around], { name, locale, timeZone }] = await Promise.all([
    findVendor(ctx, order.vendorId),
    findSite(ctx, order.shipTo),
    surroundingsOf(ctx, [order.vendorId]),
    ctx.profile(),
  ])
  // Heavy, so only where a PDF is made.
  const [{ PDFDocument, registerStdFonts }, { toBytes }, ...fonts] = await Promise.all([
    import('pdfkit'),
    import('pdfkit/output'),
    import('pdfkit/standard-fonts/Helvetica'),
    import('pdfkit/standard-fonts/HelveticaBold'),
  ])
  for (const font of fonts) registerStdFonts?.(font.default)
  const title = `${label(order)} ${name}`
  const doc = new PDFDocument({ autoFirstPage: false, margin: 0, info: { Title: title, Producer: 'MRO Command' } })

  const write = (text: string, x: number, y: number, size = 10, bold = false) => {
    doc.font(bold ? 'Helvetica-Bold' : 'Helvetica').fontSize(size)
    doc.text(plain(text), x, y, { lineBreak: false })
  }
  const right = (text: string, x: number, y: number, size = 10, bold = false) => {
    doc.font(bold ? 'Helvetica-Bold' : 'Helvetica').fontSize(size)
    doc.text(plain(text), x - doc.widthOfString(plain(text)), y, { lineBreak: false })
  }
  const date = (at: number) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(at)
  const amount = (minor: number) => formatMoney(money(minor, order.currency), locale)

  let number = 0
  const begin = (): number => {
    number++
    doc.addPage({ size: [page.width, page.height], margin: 0 })
    write(name, page.left, 48, 14, true)
    right('PURCHASE ORDER', page.right, 46, 16, true)
    right(
      `${label(order)}${order.revision > 1 ? `, revision ${order.revision}` : ''} - page ${number}`,
      page.right,
      68,
      10,
    )
    if (order.sentAt === null) right('DRAFT - NOT SENT', page.right, 84, 10, true)
    return 120
  }
  const head = (y: number): number => {
    for (const [text, x] of [
      ['#', page.left],
      ['Our part, description', 72],
    ] as const)
      write(text, x, y, 9, true)
    for (const [text, x] of [
      ['Quantity', 370],
      ['Unit price', 455],
      ['Amount', page.right],
    ] as const)
      right(text, x, y, 9, true)
    doc.rect(page.left, y + 14, page.right - page.left, 0.7).fill('#000')
    return y + 24
  }

  let y = begin()
  const block = (x: number, heading: string, rows: string[]) => {
    write(heading, x, y, 9, true)
    rows.filter(Boolean).forEach((row, at) => {
      write(row.slice(0, 48), x, y + 14 + at * 13)
    })
  }
  const { lines: street, postcode, city, country } = around?.address ?? {}
  block(page.left, 'To', [
    vendor.legalName || vendor.name,
    order.person,
    street ?? '',
    [postcode, city].filter(Boolean).join(' '),
    country ?? '',
  ])
  const to = site.address
  block(310, 'Deliver to', [
    name,
    site.name,
    to.lines ?? '',
    [to.postcode, to.city].filter(Boolean).join(' '),
    to.country ?? '',
    site.instructions,
  ])
  y += 106
  const facts = [
    ['Date', date(order.sentAt ?? order.createdAt)],
    ['Needed by', order.dueOn ?? 'as promised'],
    ['Terms', order.terms || 'as agreed'],
    ['Currency', order.currency],
  ] as const
  facts.forEach(([key, value], at) => {
    write(key, page.left + at * 125, y, 9, true)
    write(value.slice(0, 26), page.left + at * 125, y + 13, 10)
  })
  y = head(y + 44)
  for (const line of lines) {
    const words = wrapped(plain(line.words), 46)
    if (y + words.length * 13 + 20 > page.height - 90) y = head(begin())
    write(String(line.position), page.left, y)
    words.forEach((row, at) => {
      write(row, 72, y + at * 13)
    })
    if (line.partNumber) write(line.partNumber, 72, y + words.length * 13, 8)
    right(formatQuantity({ scaled: line.quantity, unit: line.unit }, locale), 370, y)
    const price = { scaled: line.price, currency: order.currency, per: line.unit }
    right(formatPriceNumber(price, locale), 455, y)
    right(amount(priceTimesQuantity(price, { scaled: line.quantity, unit: line.unit }).minor), page.right, y)
    y += words.length * 13 + (line.partNumber ? 18 : 8)
  }
  if (y > page.height - 150) y = begin()
  doc.rect(300, y + 4, page.right - 300, 0.7).fill('#000')
  right('Freight', 455, y + 14)
  right(amount(order.freightMinor), page.right, y + 14)
  right('Total without VAT', 455, y + 32, 11, true)
  right(amount(order.totalMinor), page.right, y + 32, 11, true)
  write('Please confirm the order and the days of delivery by the link in our letter.', page.left, y + 70, 9)
  doc.end()
  return { name: `${label(order)}.pdf`, bytes: await toBytes(doc) }
}

/** Words in rows of at most so many letters: a specification is never cut. */
function wrapped(text: string, most: number): string[] {
  const rows: string[] = []
  let row = ''
  for (const word of text.split(/\s+/).flatMap((long) => long.match(new RegExp(`.{1,${most}}`, 'g')) ?? [])) {
    if (row && row.length + word.length + 1 > most) {
      rows.push(row)
      row = word
    } else row = row ? `${row} ${word}` : word
  }
  return [...rows, row].filter(Boolean)
}

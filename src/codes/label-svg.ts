import type { Label, Mark } from './label'
import { sheetsOf } from './label'
import { pointMm } from './lettering'
import { pathOf } from './qr'
import { cellAt, paperOf, type Stock } from './stocks'

const safe = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const short = (mm: number) => String(Math.round(mm * 1000) / 1000)

const faces = {
  sans: 'font-family="Helvetica, Arial, sans-serif"',
  bold: 'font-family="Helvetica, Arial, sans-serif" font-weight="bold"',
  mono: 'font-family="Courier New, Courier, monospace" font-weight="bold"',
}

const drawn = (mark: Mark): string =>
  mark.kind === 'text'
    ? `<text x="${short(mark.x)}" y="${short(mark.y)}" font-size="${short(mark.sizePt * pointMm)}" ${faces[mark.face]}>${safe(mark.text)}</text>`
    : `<path transform="translate(${short(mark.x)} ${short(mark.y)}) scale(${mark.moduleMm})" d="${pathOf(mark.modules, 0)}"/>`

/** The first sheet as a picture of true size, with the edges of the labels. */
export function sheetSvg(stock: Stock, labels: Label[], firstCell: number): string {
  const { width, height } = paperOf(stock)
  const cells = stock.sheet ? stock.sheet.columns * stock.sheet.rows : 1
  const [first = []] = sheetsOf(stock, labels, firstCell)
  const frames = Array.from({ length: cells }, (_, cell) => {
    const { x, y } = cellAt(stock, cell)
    return `<rect x="${short(x)}" y="${short(y)}" width="${short(stock.label.width)}" height="${short(stock.label.height)}" rx="1" fill="none" stroke="#8b94a3" stroke-width=".2" stroke-dasharray="1 1"/>`
  })
  const inside = first.map(({ label, cell }) => {
    const { x, y } = cellAt(stock, cell)
    return `<g transform="translate(${short(x)} ${short(y)})">${label.marks.map(drawn).join('')}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${short(width)}mm" height="${short(height)}mm" viewBox="0 0 ${short(width)} ${short(height)}"><rect width="100%" height="100%" fill="#fff"/>${frames.join('')}${inside.join('')}</svg>`
}

/** The packages bring no types; this is what we use of them. */
declare module 'pdfkit' {
  export class PDFDocument {
    constructor(options: { autoFirstPage: boolean; margin: number; info: { Title: string; Producer: string } })
    registerFont(name: string, bytes: Uint8Array): this
    addPage(options: { size: [width: number, height: number]; margin: number }): this
    font(name: string): this
    fontSize(points: number): this
    widthOfString(text: string): number
    text(
      text: string,
      x: number,
      y: number,
      options: { lineBreak?: boolean; baseline?: 'alphabetic'; width?: number; lineGap?: number },
    ): this
    /** Where the next line would stand. */
    readonly y: number
    rect(x: number, y: number, width: number, height: number): this
    fill(colour: string): this
    lineWidth(points: number): this
    moveTo(x: number, y: number): this
    lineTo(x: number, y: number): this
    stroke(): this
    save(): this
    restore(): this
    translate(x: number, y: number): this
    scale(factor: number): this
    end(): void
  }
  /** Node's build has the standard fonts in it and lacks this. */
  export const registerStdFonts: ((font: unknown) => void) | undefined
}
declare module 'pdfkit/output' {
  import type { PDFDocument } from 'pdfkit'

  export function toBytes(document: PDFDocument): Promise<Uint8Array<ArrayBuffer>>
}
declare module 'pdfkit/standard-fonts/*' {
  const font: unknown
  export default font
}

/** The package brings no types; this is what we use of it. */
declare module 'qrcode-svg' {
  export default class QRCode {
    constructor(options: {
      content: string
      padding?: number
      width?: number
      height?: number
      color?: string
      background?: string
      ecl?: 'L' | 'M' | 'Q' | 'H'
      join?: boolean
      container?: 'svg' | 'svg-viewbox' | 'g' | 'none'
    })
    svg(): string
    /** The symbol: true is dark. */
    readonly qrcode: { modules: boolean[][] }
  }
}

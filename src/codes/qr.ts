import QRCode from 'qrcode-svg'

/** How much of a symbol may be lost: M 15 %, Q 25 %, H 30 %. Source: ISO/IEC 18004, 6.5. */
export type Correction = 'M' | 'Q' | 'H'

/** The symbol as rows of modules, true is dark, without its quiet zone. */
export function qrModules(content: string, correction: Correction): boolean[][] {
  // The package's own drawing takes columns for rows and comes out mirrored; its symbol is right.
  return new QRCode({ content, ecl: correction, padding: 0 }).qrcode.modules
}

/** Modules of white that must surround a symbol. Source: ISO/IEC 18004, 5.3.8. */
export const quietModules = 4

/** What a printed code says: the house's address and the code, nothing of whose it is. */
export const addressOfCode = (origin: string, code: string): string => `${origin}/q/${code}`

/** One path for all dark modules: a rectangle for each run in a row, so that no seams show between them. */
export function pathOf(modules: boolean[][], at = quietModules): string {
  const runs: string[] = []
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x++
      runs.push(`M${from + at} ${y + at}h${x - from + 1}v1h${from - x - 1}z`)
    }
  })
  return runs.join('')
}

/** The symbol with its quiet zone as a picture of its own. */
export function qrSvg(content: string, correction: Correction = 'Q'): string {
  const modules = qrModules(content, correction)
  const side = modules.length + 2 * quietModules
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${pathOf(modules)}"/></svg>`
}

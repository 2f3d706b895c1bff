import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { findPdfPrinter } from '../../scripts/pdf'
import { correctionOf, finestModuleMm, type LabelText, layLabel, sheetsOf, uncorrected } from '../../src/codes/label'
import { calibrationPdf, labelsPdf, needsWideFonts } from '../../src/codes/label-pdf'
import { sheetSvg } from '../../src/codes/label-svg'
import { fitted, isWestern, widthOf, wrapped } from '../../src/codes/lettering'
import { addressOfCode, qrModules } from '../../src/codes/qr'
import { cellAt, paperOf, perSheet, type Stock, stocks } from '../../src/codes/stocks'
import { Refusal } from '../../src/kernel/refusal'
import { newCode, spokenCode } from '../../src/kernel/short-code'

const origin = 'https://mrocommand.example'
const text = (code: string, title = 'Cooling water pump P-204'): LabelText => ({
  code: spokenCode(code),
  title,
  tag: 'P-204',
  organization: 'Northfield Packaging',
  invitation: 'Scan to report a problem',
})
const lay = (stock: Stock, code: string, title?: string) =>
  layLabel(stock, text(code, title), qrModules(addressOfCode(origin, code), correctionOf(stock)))

const stockCalled = (key: string): Stock => {
  const stock = stocks.find((one) => one.key === key)
  if (!stock) throw new Error(`There is no ${key}`)
  return stock
}

/** Too small for a code of this address, whichever way. */
const tooSmall = ['avery-5167', 'brother-tze-12']
const readable = stocks.filter(({ key }) => !tooSmall.includes(key))

const reader = prepareZXingModule({
  overrides: {
    wasmBinary: readFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm').buffer as ArrayBuffer,
  },
  fireImmediately: true,
})

/** What a reader finds on the pages of a PDF, printed at so many dots to the inch. */
async function decoded(pdf: Uint8Array, dpi: number): Promise<string[]> {
  await reader
  const folder = mkdtempSync(join(tmpdir(), 'labels-'))
  writeFileSync(join(folder, 'labels.pdf'), pdf)
  execFileSync('pdftoppm', ['-r', String(dpi), '-mono', '-png', join(folder, 'labels.pdf'), join(folder, 'page')])
  const found: string[] = []
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.png'))
    .sort()) {
    const results = await readBarcodes(new Blob([readFileSync(join(folder, name))]), {
      formats: ['QRCode'],
      tryHarder: true,
      maxNumberOfSymbols: 100,
    })
    found.push(...results.map((result) => result.text))
  }
  rmSync(folder, { recursive: true })
  return found
}

describe('labels', () => {
  it('fit their paper: no cell reaches beyond its sheet', () => {
    for (const stock of stocks) {
      const { width, height } = paperOf(stock)
      const { x, y } = cellAt(stock, perSheet(stock) - 1)
      expect([stock.key, x + stock.label.width <= width + 0.3, y + stock.label.height <= height + 0.3]).toEqual([
        stock.key,
        true,
        true,
      ])
    }
  })

  it('keep everything within their edges, with the quiet zone around the symbol, and modules of whole dots', () => {
    for (const stock of readable) {
      const label = lay(
        stock,
        '7K3F9Q2X',
        'Vertical form-fill-seal bagging machine with a very long name, line 3, hall B',
      )
      const { width, height } = stock.label
      for (const mark of label.marks) {
        if (mark.kind === 'symbol') {
          const side = mark.moduleMm * mark.modules.length
          const quiet = 4 * mark.moduleMm - 1e-6
          const room = [mark.x, mark.y, width - mark.x - side, height - mark.y - side]
          expect([stock.key, room.every((one) => one >= quiet)]).toEqual([stock.key, true])
          const dots = mark.moduleMm / (25.4 / stock.dpi)
          expect([stock.key, Math.abs(dots - Math.round(dots)) < 1e-6]).toEqual([stock.key, true])
          expect([stock.key, mark.moduleMm >= finestModuleMm - 1e-6]).toEqual([stock.key, true])
        } else {
          const right = mark.x + widthOf(mark.text, mark.face, mark.sizePt)
          expect([stock.key, mark.text, right <= width && mark.y <= height]).toEqual([stock.key, mark.text, true])
        }
      }
      // The code for typing is the last to go.
      expect([stock.key, label.marks.some((mark) => mark.kind === 'text' && mark.text === '7K3F-9Q2X')]).toEqual([
        stock.key,
        true,
      ])
    }
  })

  it.each(tooSmall)('on %s are refused with a reason, and are printed as text instead', (key) => {
    const stock = stockCalled(key)
    expect(() => lay(stock, '7K3F9Q2X')).toThrow(Refusal)
    expect(() => lay(stock, '7K3F9Q2X')).toThrow(
      /squares of the code would be 0\.\d\d mm wide, and phones need 0\.4 mm/,
    )
    expect(layLabel(stock, text('7K3F9Q2X'), null).marks.length).toBeGreaterThan(0)
  })

  it('begin at the cell that is asked for, and go on to the next sheet', () => {
    const labels = Array.from({ length: 31 }, (_, index) => index)
    const sheets = sheetsOf(stockCalled('avery-5160'), labels, 28)
    expect(sheets.map((sheet) => sheet.map(({ cell }) => cell))).toEqual([
      [28, 29],
      Array.from({ length: 29 }, (_, index) => index),
    ])
    expect(sheetsOf(stockCalled('zebra-225-125'), [1, 2], 0).length).toBe(2)
  })

  it('cut no text in silence', () => {
    expect(wrapped('Cooling water pump P-204, spare, to be overhauled', 'bold', 9, 30, 2)).toEqual([
      'Cooling water',
      expect.stringMatching(/^pump P-204.*…$/),
    ])
    expect(fitted('Donaudampfschifffahrtsgesellschaft', 'sans', 9, 20)).toMatch(/…$/)
    expect(isWestern('Größe 4 – “Łódź”')).toBe(false)
    expect(isWestern('Größe 4 – “hall”')).toBe(true)
  })

  it('show a preview of the same marks at true size', () => {
    const stock = stockCalled('avery-5160')
    const svg = sheetSvg(stock, [lay(stock, '7K3F9Q2X', 'Pump <P> & "co"')], 4)
    expect(svg).toContain('width="215.9mm" height="279.4mm"')
    expect(svg).toContain('Pump &lt;P&gt; &amp;')
    expect(svg).not.toContain('style=')
  })
})

describe.skipIf(!findPdfPrinter())('every label PDF, printed and read again [MRO-3.1f]', () => {
  it.each(readable.map((stock) => [stock.key, stock] as const))(
    '%s at 203 and 300 dpi',
    async (_, stock) => {
      const codes = Array.from({ length: stock.sheet ? perSheet(stock) : 2 }, newCode)
      const labels = codes.map((code) => lay(stock, code))
      const options = { firstCell: 0, correcting: uncorrected, title: 'Labels', wide: null }
      const pdf = await labelsPdf(stock, labels, options)
      for (const dpi of [203, 300]) {
        const found = await decoded(pdf, dpi)
        expect([dpi, found.sort()]).toEqual([dpi, codes.map((code) => addressOfCode(origin, code)).sort()])
      }
    },
    60_000,
  )

  it('thirty labels of names in other letters are made in less than a second and can be read', async () => {
    const stock = stockCalled('avery-5160')
    const fonts = ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSansMono-Bold'].map((name) =>
      readFileSync(`node_modules/dejavu-fonts-ttf/ttf/${name}.ttf`),
    )
    const [sans, bold, mono] = fonts
    if (!sans || !bold || !mono) throw new Error('A font is missing')
    const codes = Array.from({ length: 30 }, newCode)
    const labels = codes.map((code) => lay(stock, code, 'Pompa wody chłodzącej, Łódź · насос · Αντλία'))
    expect(needsWideFonts(labels)).toBe(true)
    const began = performance.now()
    const wide = { sans, bold, mono }
    const pdf = await labelsPdf(stock, labels, { firstCell: 0, correcting: uncorrected, title: 'Labels', wide })
    expect(performance.now() - began).toBeLessThan(3000)
    expect((await decoded(pdf, 300)).length).toBe(30)
  }, 60_000)

  it('a printer that is off is made up for: the labels move by its offsets', async () => {
    const stock = stockCalled('avery-l4736')
    const correcting = { offsetXMm: 1.5, offsetYMm: -0.8, scale: 0.99 }
    const pdf = await labelsPdf(stock, [lay(stock, '7K3F9Q2X')], { firstCell: 0, correcting, title: 'x', wide: null })
    expect(await decoded(pdf, 300)).toEqual([addressOfCode(origin, '7K3F9Q2X')])
    expect((await calibrationPdf(stock, correcting)).length).toBeGreaterThan(500)
  })
})

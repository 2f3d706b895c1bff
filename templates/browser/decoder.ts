import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

/** The symbologies that we look for, by the names of the browser and of the library. */
const native = ['qr_code', 'data_matrix', 'code_128', 'code_39', 'ean_13', 'ean_8', 'upc_a']
const own = ['QRCode', 'DataMatrix', 'Code128', 'Code39', 'EAN13', 'EAN8', 'UPCA'] as const

type Detector = { detect(source: CanvasImageSource): Promise<{ rawValue: string }[]> }
type Detectors = { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> }

export type Decoder = (source: HTMLVideoElement | ImageBitmap, hard: boolean) => Promise<string | null>

/** The browser's own detector where it reads all that we print and makers use; else ours, served by ourselves. */
export async function openDecoder(wasm: string): Promise<Decoder> {
  const detectors = (window as unknown as { BarcodeDetector?: Detectors }).BarcodeDetector
  const supported = detectors ? await detectors.getSupportedFormats().catch(() => []) : []
  if (detectors && ['qr_code', 'data_matrix', 'code_128'].every((format) => supported.includes(format))) {
    const detector = new detectors({ formats: native.filter((format) => supported.includes(format)) })
    const ours = zxing(wasm)
    return async (source, hard) =>
      (await detector.detect(source).catch(() => []))[0]?.rawValue ?? (hard ? ours(source, true) : null)
  }
  return zxing(wasm)
}

function zxing(wasm: string): Decoder {
  let ready = false
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  return async (source, hard) => {
    if (!ready) {
      prepareZXingModule({ overrides: { locateFile: () => wasm } })
      ready = true
    }
    const [width, height] =
      source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height]
    if (!pen || width === 0) return null
    canvas.width = width
    canvas.height = height
    pen.drawImage(source, 0, 0)
    const found = await readBarcodes(pen.getImageData(0, 0, width, height), {
      formats: [...own],
      tryHarder: hard,
      tryRotate: true,
      tryInvert: hard,
      tryDownscale: true,
      // A picture may hold a code within a code: the whole one is meant, which comes first when all are read.
      ...(hard ? {} : { maxNumberOfSymbols: 1 }),
    })
    return found.find((one) => one.isValid)?.text ?? null
  }
}

import { describe, expect, it } from 'vitest'
import { bytesOfPart, partBytes, partsHere, partsOf } from '../../src/files/file'
import { checkPromise, judge } from '../../src/files/file-kind'
import { cleaned } from '../../src/files/picture'
import { disposition, rangeOf } from '../../src/files/serving'
import { outcome } from '../kernel/reason'
import { jpegOf, pngOf, position, webpOf } from '../support/pictures'

const mb = 1024 * 1024
const textIn = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes)

describe('what a file is, by its bytes', () => {
  it.each<[name: string, sniffed: string | null, kind: string, type: string, kept: string]>([
    ['P-204.jpg', 'image/jpeg', 'photo', 'image/jpeg', 'P-204.jpg'],
    ['P-204.JPEG', 'image/jpeg', 'photo', 'image/jpeg', 'P-204.JPEG'],
    ['sent by a telephone.jpg', 'image/webp', 'photo', 'image/webp', 'sent by a telephone.webp'],
    ['plate', 'image/png', 'photo', 'image/png', 'plate.png'],
    ['manual', 'application/pdf', 'pdf', 'application/pdf', 'manual.pdf'],
    ['manual.pdf', 'application/pdf', 'pdf', 'application/pdf', 'manual.pdf'],
    ['drawing.svg', 'application/xml', 'plain', 'application/octet-stream', 'drawing.svg'],
    ['page.html', null, 'plain', 'application/octet-stream', 'page.html'],
    ['list.csv', null, 'plain', 'text/csv; charset=utf-8', 'list.csv'],
    ['pump.step', null, 'plain', 'application/octet-stream', 'pump.step'],
    ['nothing is known of it', null, 'plain', 'application/octet-stream', 'nothing is known of it'],
  ])('%s with bytes of %s is a %s', (name, sniffed, kind, type, kept) => {
    expect(judge({ name, sizeBytes: 100, sniffed })).toEqual({ kind, type, name: kept })
  })

  it.each<[name: string, sniffed: string | null, sizeBytes: number, reason: string]>([
    ['manual.pdf', null, 100, 'file.lies'],
    ['manual.pdf', 'image/jpeg', 100, 'file.lies'],
    ['photo.jpg', 'application/pdf', 100, 'file.lies'],
    ['photo.png', 'text/html', 100, 'file.lies'],
    ['notes.txt', 'application/pdf', 100, 'file.lies'],
    ['page.html', 'image/png', 100, 'file.lies'],
    ['setup.exe', null, 100, 'file.program'],
    ['setup.txt', 'application/x-msdownload', 100, 'file.program'],
    ['IMG_2041.HEIC', 'image/heic', 100, 'file.heic'],
    ['IMG_2041.jpg', 'image/heic', 100, 'file.heic'],
    ['photo.jpg', 'image/jpeg', 25 * mb + 1, 'file.too-large'],
    ['manual.pdf', 'application/pdf', 200 * mb + 1, 'file.too-large'],
    ['film.mp4', 'video/mp4', 100 * mb + 1, 'file.too-large'],
    ['photo', 'image/jpeg', 25 * mb + 1, 'file.too-large'],
    ['empty.txt', null, 0, 'file.empty'],
  ])('%s with bytes of %s is refused', (name, sniffed, sizeBytes, reason) => {
    expect(outcome(() => judge({ name, sizeBytes, sniffed }))).toBe(reason)
  })

  it('says before a byte has come what will not be taken', () => {
    expect(outcome(() => checkPromise('setup.exe', 10))).toBe('file.program')
    expect(outcome(() => checkPromise('photo.jpg', 26 * mb))).toBe('file.too-large')
    expect(checkPromise('manual.pdf', 200 * mb)).toBeUndefined()
  })
})

describe('a picture without what its camera wrote', () => {
  it.each<[string, Uint8Array, string, number, number]>([
    ['a JPEG on its side', jpegOf({ orientation: 6 }), 'image/jpeg', 480, 640],
    ['a JPEG that is upright', jpegOf({ orientation: 1 }), 'image/jpeg', 640, 480],
    ['a JPEG without EXIF', jpegOf({ orientation: null }), 'image/jpeg', 640, 480],
    ['a JPEG with a film behind it', jpegOf({ after: `ftypmp42 ${position}` }), 'image/jpeg', 480, 640],
    ['a PNG upside down', pngOf({ orientation: 3 }), 'image/png', 32, 16],
    ['a WebP on its side', webpOf({ orientation: 8 }), 'image/webp', 200, 320],
    ['a WebP that is upright', webpOf({ orientation: 1 }), 'image/webp', 320, 200],
  ])('%s: no position left, its size as it is looked at', (_, given, type, width, height) => {
    expect(textIn(given)).toContain('GPS')
    const kept = cleaned(given, type)
    expect(textIn(kept.bytes)).not.toMatch(/GPS|Ana|51\.9/)
    expect([kept.width, kept.height]).toEqual([width, height])
    // Cleaned again it is the same: the side that is up has stayed.
    expect(cleaned(kept.bytes, type)).toEqual(kept)
  })

  it('keeps the colours and the coded picture', () => {
    const kept = textIn(cleaned(jpegOf({ seed: 77 }), 'image/jpeg').bytes)
    expect(kept).toContain('ICC_PROFILE')
    expect(kept).toContain('M\u00ff\u0000\u0007\u00ff\u00d0\u0009\u00ff\u00d9')
    expect(textIn(cleaned(pngOf(), 'image/png').bytes)).toContain('pHYs')
  })

  it.each<[string, Uint8Array, string]>([
    ['a JPEG that breaks off', jpegOf().slice(0, -4), 'image/jpeg'],
    ['a JPEG of nothing', new Uint8Array([0xff, 0xd8, 0xff, 0xd9]), 'image/jpeg'],
    ['a JPEG whose segment is longer than it', new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1]), 'image/jpeg'],
    ['a JPEG that says its height is nothing', jpegOf({ height: 0 }), 'image/jpeg'],
    ['a PNG that breaks off', pngOf().slice(0, 60), 'image/png'],
    ['a WebP of nothing', new Uint8Array(30), 'image/webp'],
  ])('%s is refused', (_, given, type) => {
    expect(outcome(() => cleaned(given, type))).toBe('picture.damaged')
  })

  it('with more points than a browser can unpack is refused', () => {
    expect(outcome(() => cleaned(pngOf({ width: 60_000, height: 60_000 }), 'image/png'))).toBe('picture.pixels')
    expect(outcome(() => cleaned(jpegOf({ width: 12_001, height: 10 }), 'image/jpeg'))).toBe('picture.pixels')
  })
})

describe('an upload in parts', () => {
  it('knows how long each part is', () => {
    expect(partsOf(1)).toBe(1)
    expect(partsOf(partBytes)).toBe(1)
    expect(partsOf(partBytes + 1)).toBe(2)
    expect([1, 2, 3].map((number) => bytesOfPart(2 * partBytes + 5, number))).toEqual([partBytes, partBytes, 5])
    for (const number of [0, 4, 1.5, Number.NaN])
      expect(outcome(() => bytesOfPart(2 * partBytes + 5, number))).toBe('upload.part')
  })

  it('counts a part of another length as missing', () => {
    const size = 2 * partBytes + 5
    expect(partsHere(size, [])).toEqual([])
    expect(
      partsHere(size, [
        { number: 3, sizeBytes: 5 },
        { number: 1, sizeBytes: partBytes },
        { number: 2, sizeBytes: 100 },
        { number: 9, sizeBytes: partBytes },
      ]),
    ).toEqual([1, 3])
  })
})

describe('a part of a file', () => {
  it.each<[string | undefined, unknown]>([
    [undefined, null],
    ['bytes=0-99', { from: 0, length: 100 }],
    ['bytes=900-', { from: 900, length: 100 }],
    ['bytes=900-5000', { from: 900, length: 100 }],
    ['bytes=-100', { from: 900, length: 100 }],
    ['bytes=-5000', { from: 0, length: 1000 }],
    ['bytes=1000-', 'none'],
    ['bytes=-0', 'none'],
    ['bytes=0-9,20-29', null],
    ['bytes=9-3', null],
    ['pages=1-2', null],
    ['bytes=-', null],
  ])('%s', (header, expected) => {
    expect(rangeOf(header, 1000)).toEqual(expected)
  })

  it('has a name that no header can be broken with', () => {
    expect(disposition('attachment', 'Pumpe "ä"\\.pdf')).toBe(
      `attachment; filename="Pumpe ____.pdf"; filename*=UTF-8''Pumpe%20%22%C3%A4%22%5C.pdf`,
    )
  })
})

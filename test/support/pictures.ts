// Pictures that have the structure of real ones and as much inside as their readers look at.

const text = (words: string) => [...words].map((letter) => letter.charCodeAt(0))
const u16 = (value: number) => [value >> 8, value & 255]
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)]
const le32 = (value: number) => u32(value).reverse()
const bytesOf = (...parts: number[][]) => new Uint8Array(parts.flat()) as Uint8Array<ArrayBuffer>

/** A position as a camera writes it: 51° 54' north of a plant in Rotterdam. */
export const position = 'GPS 51.9053N 4.4667E'

/** EXIF that says which side is up and where the picture was taken. */
export const exif = (orientation: number): number[] => [
  ...text('MM'),
  ...u16(42),
  ...u32(8),
  ...u16(2),
  ...u16(0x0112),
  ...u16(3),
  ...u32(1),
  ...u16(orientation),
  ...u16(0),
  ...u16(0x8825),
  ...u16(4),
  ...u32(1),
  ...u32(38),
  ...u32(0),
  ...text(position),
]

type Picture = { width?: number; height?: number; orientation?: number | null; seed?: number; after?: string }

const segment = (marker: number, data: number[]) => [0xff, marker, ...u16(data.length + 2), ...data]

export const jpegOf = ({ width = 640, height = 480, orientation = 6, seed = 1, after = '' }: Picture = {}) =>
  bytesOf(
    [0xff, 0xd8],
    segment(0xe0, [...text('JFIF'), 0, 1, 2, 0, 0, 1, 0, 1, 0, 0]),
    orientation === null ? [] : segment(0xe1, [...text('Exif'), 0, 0, ...exif(orientation)]),
    segment(0xe1, text(`http://ns.adobe.com/xap/1.0/\0<x ${position}/>`)),
    segment(0xed, text(`Photoshop 3.0\0 ${position}`)),
    segment(0xe2, text('ICC_PROFILE\0 colours')),
    segment(0xe2, text(`MPF\0 ${position}`)),
    segment(0xfe, text(`taken by Ana, ${position}`)),
    segment(
      0xdb,
      Array.from({ length: 65 }, (_, index) => index),
    ),
    segment(0xc0, [8, ...u16(height), ...u16(width), 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]),
    segment(0xda, [3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]),
    // The coded picture: a stuffed 0xff and a restart marker are part of it.
    [seed, 0xff, 0x00, 7, 0xff, 0xd0, 9],
    [0xff, 0xd9],
    text(after),
  )

const chunk = (name: string, data: number[]) => [...u32(data.length), ...text(name), ...data, 0, 0, 0, 0]

export const pngOf = ({ width = 32, height = 16, orientation = 3 }: Picture = {}) =>
  bytesOf(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk('IHDR', [...u32(width), ...u32(height), 8, 2, 0, 0, 0]),
    chunk('tEXt', text(`Comment\0${position}`)),
    orientation === null ? [] : chunk('eXIf', exif(orientation)),
    chunk('pHYs', [0, 0, 0, 1, 0, 0, 0, 1, 1]),
    chunk('IDAT', [1, 2, 3]),
    chunk('IEND', []),
    text(position),
  )

const riff = (name: string, data: number[]) => [
  ...text(name),
  ...le32(data.length),
  ...data,
  ...(data.length % 2 === 1 ? [0] : []),
]

export const webpOf = ({ width = 320, height = 200, orientation = 8 }: Picture = {}) => {
  const body = [
    ...text('WEBP'),
    ...riff('VP8X', [0x0c, 0, 0, 0, ...le32(width - 1).slice(0, 3), ...le32(height - 1).slice(0, 3)]),
    ...riff('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0, 5]),
    ...(orientation === null ? [] : riff('EXIF', exif(orientation))),
    ...riff('XMP ', text(position)),
  ]
  return bytesOf(text('RIFF'), le32(body.length), body)
}

/** Stands where fontkit asks for a decompressor of WOFF2: the fonts of our papers are TrueType. Refuses every call. */
export default function decompress(): never {
  throw new Error('Fonts in WOFF2 are not drawn: bring them as TrueType')
}

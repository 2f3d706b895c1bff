/** Widths of the letters from space to tilde in thousandths of the size. Source: Adobe's metrics of Helvetica. */
const sans =
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584'
const bold =
  '278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584'

const widths = { sans: sans.split(' ').map(Number), bold: bold.split(' ').map(Number) }

export type Face = 'sans' | 'bold' | 'mono'

/** Millimetres of a point. */
export const pointMm = 25.4 / 72

/** The Windows code page 1252: what the fonts that every PDF program has can show. */
const westernOnly = /^[\u0020-\u007e\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/

export const isWestern = (text: string): boolean => westernOnly.test(text)

/** How wide a text is, in millimetres. Letters beyond the plain ones, and the wider font for them, are taken as wide. */
export function widthOf(text: string, face: Face, sizePt: number): number {
  if (face === 'mono') return [...text].length * 0.602 * sizePt * pointMm
  const known = widths[face]
  const thousandths = [...text].reduce((sum, letter) => sum + (known[letter.charCodeAt(0) - 32] ?? 640), 0)
  return (thousandths / 1000) * sizePt * pointMm * (isWestern(text) ? 1 : 1.2)
}

const ellipsis = '…'

/** As much of a text as fits, with an ellipsis where it was cut. */
export function fitted(text: string, face: Face, sizePt: number, width: number): string {
  if (widthOf(text, face, sizePt) <= width) return text
  const letters = [...text]
  while (letters.length > 0 && widthOf(letters.join('').trimEnd() + ellipsis, face, sizePt) > width) letters.pop()
  return letters.length > 0 ? letters.join('').trimEnd() + ellipsis : ''
}

/** Broken at spaces into at most so many lines; what is left over ends in an ellipsis, never in silence. */
export function wrapped(text: string, face: Face, sizePt: number, width: number, most: number): string[] {
  const lines: string[] = []
  let line = ''
  const words = text.split(/\s+/).filter(Boolean)
  for (const [index, word] of words.entries()) {
    const longer = line ? `${line} ${word}` : word
    if (widthOf(longer, face, sizePt) <= width || line === '') line = longer
    else if (lines.length === most - 1) {
      lines.push(fitted([line, ...words.slice(index)].join(' '), face, sizePt, width))
      return lines.map((one) => fitted(one, face, sizePt, width))
    } else {
      lines.push(line)
      line = word
    }
  }
  if (line) lines.push(line)
  return lines.map((one) => fitted(one, face, sizePt, width))
}

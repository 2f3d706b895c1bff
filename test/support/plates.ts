import type { PlateLine } from '../../src/ports/plate-reader'

/** Lines as an engine reads them: each letter ten points wide, each line forty below the one before. */
export const linesOf = (plate: string, confidence = 0.9): PlateLine[] =>
  plate
    .trim()
    .split('\n')
    .map((line, row) => {
      let at = line.length - line.trimStart().length
      const words = line.trim().split(/(\s+)/)
      const found = words.flatMap((text) => {
        const box = { x: at * 10, y: row * 40, width: text.length * 10, height: 30 }
        at += text.length
        return /\S/.test(text) ? [{ text, confidence, box }] : []
      })
      return { words: found }
    })

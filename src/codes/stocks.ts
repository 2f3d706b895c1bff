/** Labels as they are sold. Lengths are millimetres; `left` and `top` are the first label's, `stepX` and `stepY` its pitch. */
export type Stock = {
  key: string
  name: string
  label: { width: number; height: number }
  /** The sheet that they stick on; null for a roll, where every label is a page. */
  sheet: {
    width: number
    height: number
    columns: number
    rows: number
    left: number
    top: number
    stepX: number
    stepY: number
  } | null
  /** White that a label needs at its edge. */
  edge: number
  /** Dots to the inch of the printers that take it. */
  dpi: number
}

const inch = 25.4
const letter = { width: 8.5 * inch, height: 11 * inch }
const a4 = { width: 210, height: 297 }

type Grid = [columns: number, rows: number, left: number, top: number, stepX: number, stepY: number]

const sheet = (
  key: string,
  name: string,
  paper: { width: number; height: number },
  [width, height]: [number, number],
  [columns, rows, left, top, stepX, stepY]: Grid,
): Stock => ({
  key,
  name,
  label: { width, height },
  sheet: { ...paper, columns, rows, left, top, stepX, stepY },
  edge: 1.6,
  dpi: 600,
})

const inches = (key: string, name: string, size: [number, number], grid: Grid): Stock => {
  const [columns, rows, ...lengths] = grid
  const [left = 0, top = 0, stepX = 0, stepY = 0] = lengths.map((length) => length * inch)
  return sheet(key, name, letter, [size[0] * inch, size[1] * inch], [columns, rows, left, top, stepX, stepY])
}

const roll = (key: string, name: string, [width, height]: [number, number], edge: number, dpi: number): Stock => ({
  key,
  name,
  label: { width, height },
  sheet: null,
  edge,
  dpi,
})

/**
 * Sheets and rolls that can be had everywhere. Source: the makers' templates as gLabels and Snipe-IT have them; where
 * these differ by half a millimetre, the calibration page and the printer's own offsets make up for it.
 */
export const stocks: readonly Stock[] = [
  inches('avery-5160', 'Avery 5160 (8160, 5520), 30 to a Letter sheet', [2.625, 1], [3, 10, 0.1875, 0.5, 2.75, 1]),
  inches('avery-5161', 'Avery 5161, 20 to a Letter sheet', [4, 1], [2, 10, 0.15625, 0.5, 4.1875, 1]),
  inches('avery-5163', 'Avery 5163 (8163, 5523), 10 to a Letter sheet', [4, 2], [2, 5, 0.15625, 0.5, 4.1875, 2]),
  inches('avery-5164', 'Avery 5164, 6 to a Letter sheet', [4, 10 / 3], [2, 3, 0.15625, 0.5, 4.1875, 10 / 3]),
  inches('avery-5167', 'Avery 5167 (5267), 80 to a Letter sheet', [1.75, 0.5], [4, 20, 0.28125, 0.5, 2.0625, 0.5]),
  inches('avery-6570', 'Avery 6570, 32 to a Letter sheet', [1.75, 1.25], [4, 8, 0.5, 0.5, 1.938, 1.25]),
  inches('avery-22806', 'Avery 22806, 12 squares to a Letter sheet', [2, 2], [3, 4, 0.625, 0.625, 2.625, 2.583]),
  sheet('avery-l7160', 'Avery L7160, 21 to an A4 sheet', a4, [63.5, 38.1], [3, 7, 7.2, 15.1, 66.04, 38.1]),
  sheet('avery-l7162', 'Avery L7162, 16 to an A4 sheet', a4, [99.1, 33.87], [2, 8, 4.67, 13.05, 101.6, 33.87]),
  sheet('avery-l7163', 'Avery L7163, 14 to an A4 sheet', a4, [99.1, 38.1], [2, 7, 4.67, 15.19, 101.6, 38.1]),
  sheet('avery-l4736', 'Avery L4736 (L4778), 48 to an A4 sheet', a4, [45.7, 21.2], [4, 12, 9.8, 21.5, 48.3, 21.2]),
  sheet('avery-3490', 'Avery Zweckform 3490, 24 to an A4 sheet', a4, [70, 36], [3, 8, 0, 4.4, 70, 36]),
  roll('brother-dk-11201', 'Brother DK-11201, 29 × 90 mm', [90, 29], 1.5, 300),
  roll('brother-dk-11202', 'Brother DK-11202, 62 × 100 mm', [100, 62], 1.5, 300),
  roll('brother-dk-11204', 'Brother DK-11204, 17 × 54 mm', [54, 17], 0.5, 300),
  roll('brother-dk-11208', 'Brother DK-11208, 38 × 90 mm', [90, 38], 1.5, 300),
  roll('brother-tze-24', 'Brother TZe tape, 24 mm', [60, 24], 3, 180),
  roll('brother-tze-18', 'Brother TZe tape, 18 mm', [60, 18], 1, 180),
  roll('brother-tze-12', 'Brother TZe tape, 12 mm', [60, 12], 1, 180),
  roll('dymo-11354', 'Dymo 11354, 57 × 32 mm', [57, 32], 1.5, 300),
  roll('dymo-30332', 'Dymo 30332, 25 × 25 mm', [25.4, 25.4], 1, 300),
  roll('dymo-99012', 'Dymo 99012, 36 × 89 mm', [89, 36], 1.5, 300),
  roll('zebra-225-125', 'Zebra thermal roll, 2.25 × 1.25 in', [2.25 * inch, 1.25 * inch], 1.5, 203),
]

export const perSheet = ({ sheet }: Stock): number => (sheet ? sheet.columns * sheet.rows : 1)

/** Where a cell of a sheet is, cells counted from 0 along the rows. */
export const cellAt = ({ sheet }: Stock, cell: number): { x: number; y: number } =>
  sheet
    ? {
        x: sheet.left + (cell % sheet.columns) * sheet.stepX,
        y: sheet.top + Math.floor(cell / sheet.columns) * sheet.stepY,
      }
    : { x: 0, y: 0 }

export const paperOf = ({ sheet, label }: Stock): { width: number; height: number } => sheet ?? label

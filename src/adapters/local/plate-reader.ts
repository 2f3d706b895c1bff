import type { PlateReader } from '../../ports/plate-reader'
import { fieldsOfPlate } from './nameplate'

/** The embedded default: the browser reads the lines with a packaged engine, rules make fields of them. No key. */
export const localPlateReader = (): PlateReader => ({
  takes: 'lines',
  read: async ({ lines }) => fieldsOfPlate(lines),
})

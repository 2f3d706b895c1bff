import * as z from 'zod'
import { newId } from '../kernel/ids'
import { textLine, version } from '../kernel/schemas'
import { action } from '../platform/action'
import {
  deletePrinter,
  findPrinter,
  insertPrinter,
  nameIsFree,
  type Printer,
  printerAt,
  printerChanged,
  updatePrinter,
} from './label.queries'

/** Millimetres as a person types them, with a point or a comma. */
const millimetres = z
  .string()
  .default('0')
  .transform((text) => Number(text.trim().replace(',', '.').replace(/^[−–]/, '-') || '0'))
  .refine((mm) => Number.isFinite(mm) && Math.abs(mm) <= 10, 'Write millimetres between -10 and 10, such as -0.8.')

const percent = z
  .string()
  .default('100')
  .transform((text) => Number(text.trim().replace(',', '.').replace('%', '') || '100'))
  .refine((value) => value >= 97 && value <= 103, 'Write a percentage between 97 and 103.')

const fields = {
  name: textLine(80, 'Write the name of the printer, as people there call it.'),
  offsetX: millimetres,
  offsetY: millimetres,
  scale: percent,
}

/** Kept as whole thousandths. */
const kept = (input: { name: string; offsetX: number; offsetY: number; scale: number }) => ({
  name: input.name,
  offsetXUm: Math.round(input.offsetX * 1000),
  offsetYUm: Math.round(input.offsetY * 1000),
  scalePermille: Math.round(input.scale * 10),
})

const printerId = z.string().regex(/^lp_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such printer.')

export const addPrinter = action({
  name: 'codes.printer.add',
  about: 'Writes down a label printer and how far it prints beside the cut labels.',
  input: z.object(fields),
  run: async (ctx, input) => {
    const printer: Printer = { id: newId('lp', ctx.now), ...kept(input), version: 1 }
    return {
      subject: printer.id,
      guards: [nameIsFree(printer.name, printer.id)],
      writes: [insertPrinter(ctx, printer)],
      facts: [{ name: 'codes.printer-added', subject: printer.id }],
      result: { id: printer.id, version: 1 },
    }
  },
})

export const changePrinter = action({
  name: 'codes.printer.change',
  about: 'Corrects a printer’s name and offsets.',
  input: z.object({ id: printerId, version, ...fields }),
  run: async (ctx, { id, version, ...input }) => {
    const before = await findPrinter(ctx, id)
    if (version !== null && version !== before.version) throw printerChanged(before)
    const after: Printer = { ...before, ...kept(input), version: before.version + 1 }
    return {
      subject: id,
      guards: [printerAt(before), nameIsFree(after.name, id)],
      writes: [updatePrinter(ctx, after)],
      facts: [{ name: 'codes.printer-changed', subject: id }],
      changes: Object.fromEntries(
        (['name', 'offsetXUm', 'offsetYUm', 'scalePermille'] as const)
          .filter((field) => before[field] !== after[field])
          .map((field) => [field, { from: before[field], to: after[field] }]),
      ),
      result: { id, version: after.version },
    }
  },
})

export const removePrinter = action({
  name: 'codes.printer.remove',
  about: 'Takes a printer off the list.',
  input: z.object({ id: printerId }),
  run: async (ctx, { id }) => {
    const before = await findPrinter(ctx, id)
    return {
      subject: id,
      guards: [printerAt(before)],
      writes: [deletePrinter(ctx, before.id)],
      facts: [{ name: 'codes.printer-removed', subject: id }],
      changes: { name: { from: before.name, to: null } },
      result: { id },
    }
  },
})

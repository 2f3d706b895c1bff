import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalBlock, optionalLine, textLine, ticked, unitCode, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Changes } from '../platform/schema'
import { bringBack, criticalities, folded, type Part, redescribe, retire, trackings } from './part'
import {
  categoryIsThere,
  findPart,
  findPartWithStock,
  insertPart,
  numberIsFree,
  partChanged,
  partStillAt,
  updatePart,
} from './part.queries'
import { ledgerStillAt, loadLedgers } from './stock.queries'

const partId = z
  .string()
  .regex(/^pt_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such part.')
  .transform((id) => id as Id<'pt'>)

const wording = {
  number: textLine(60, 'Write the part’s number.').refine(
    (text) => folded(text) !== '',
    'A part number has letters or digits.',
  ),
  name: textLine(200, 'Write what the part is called.'),
  description: optionalBlock(5000),
  categoryId: optionalLine(40).transform((id) => (id || null) as Id<'pc'> | null),
  manufacturer: optionalLine(120),
  manufacturerNumber: optionalLine(80),
  criticality: z.enum(criticalities).default('essential'),
  unit: unitCode,
  whole: ticked,
  tracking: z.enum(trackings).default('none'),
  expires: ticked,
  repairable: ticked,
  hazard: optionalBlock(1000),
  storage: optionalBlock(1000),
  leadDays: z
    .union([
      z.number(),
      z
        .string()
        .trim()
        .regex(/^\d{1,4}$/, 'Write the days as a whole number.'),
    ])
    .default(7)
    .transform(Number)
    .refine((days) => days <= 1000, 'Write a thousand days at most.')
    .describe('Days from order to shelf, where no vendor says otherwise.'),
  specifications: z
    .array(z.object({ name: textLine(80), value: textLine(200), unit: z.union([z.literal(''), unitCode]).default('') }))
    .max(60)
    .default([]),
}

function changesOf(before: Part, after: Part): Changes {
  const changes: Changes = {}
  for (const field of Object.keys(after) as (keyof Part)[]) {
    if (field === 'version' || JSON.stringify(before[field]) === JSON.stringify(after[field])) continue
    changes[field] =
      field === 'description' || field === 'specifications' ? 'changed' : { from: before[field], to: after[field] }
  }
  return changes
}

/** What expires has lots: without one nobody knows which is old. */
const checkLots = ({ expires, tracking }: Pick<Part, 'expires' | 'tracking'>): void => {
  const sentence = 'What expires is kept by lot or serial number. Choose one of them.'
  if (expires && tracking === 'none') refuse('invalid', 'part.expires', sentence, { tracking: sentence })
}

export const createPart = action({
  name: 'inventory.part.create',
  about: 'Writes down a part that is kept in stock: its numbers, what it is, and what it is counted in.',
  input: z.object(wording),
  run: async (ctx, input) => {
    checkLots(input)
    const part: Part = {
      id: newId('pt', ctx.now),
      ...input,
      photoId: null,
      createdAt: ctx.now,
      createdBy: ctx.actor.id,
      retiredAt: null,
      version: 1,
    }
    return {
      subject: part.id,
      guards: [numberIsFree(part), categoryIsThere(part)],
      writes: insertPart(ctx, part),
      facts: [{ name: 'inventory.part-created', subject: part.id, by: ctx.actor.id }],
      result: { id: part.id, version: 1 },
    }
  },
})

export const changePart = action({
  name: 'inventory.part.change',
  about: 'Changes what is known of a part. What the ledger counts by stays once there was a movement.',
  input: z.object({ id: partId, version, ...wording }),
  run: async (ctx, { id, version, ...said }) => {
    checkLots(said)
    const { part, hasMoved } = await findPartWithStock(ctx, id)
    if (version !== null && version !== part.version) throw partChanged(part)
    const after = redescribe(part, said, hasMoved)
    return {
      subject: id,
      guards: [partStillAt(part), numberIsFree(after), categoryIsThere(after)],
      writes: updatePart(ctx, after),
      facts: [{ name: 'inventory.part-changed', subject: id, by: ctx.actor.id }],
      changes: changesOf(part, after),
      result: { id, version: after.version },
    }
  },
})

export const retirePart = action({
  name: 'inventory.part.retire',
  about: 'Says that a part is no longer bought or issued. There must be none in stock and none on order.',
  input: z.object({ id: partId, version }),
  run: async (ctx, { id, version }) => {
    const [{ part, stock }, { ledgers }] = await Promise.all([findPartWithStock(ctx, id), loadLedgers(ctx, [id])])
    if (version !== null && version !== part.version) throw partChanged(part)
    const after = retire(part, stock, ctx.now)
    return {
      subject: id,
      guards: [partStillAt(part), ...ledgers.map(ledgerStillAt)],
      writes: updatePart(ctx, after),
      facts: [{ name: 'inventory.part-retired', subject: id, by: ctx.actor.id }],
      changes: { retiredAt: { from: null, to: ctx.now } },
      result: { id, version: after.version },
    }
  },
})

export const bringPartBack = action({
  name: 'inventory.part.bring-back',
  about: 'Uses a retired part again.',
  input: z.object({ id: partId, version }),
  run: async (ctx, { id, version }) => {
    const part = await findPart(ctx, id)
    if (version !== null && version !== part.version) throw partChanged(part)
    const after = bringBack(part)
    return {
      subject: id,
      guards: [partStillAt(part)],
      writes: updatePart(ctx, after),
      facts: [{ name: 'inventory.part-brought-back', subject: id, by: ctx.actor.id }],
      changes: { retiredAt: { from: part.retiredAt, to: null } },
      result: { id, version: after.version },
    }
  },
})

import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { readDecimal } from '../kernel/decimal'
import { type Id, newId } from '../kernel/ids'
import { decimalOfQuantity, quantity as readQuantity } from '../kernel/quantity'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalLine, textLine, ticked, unitCode } from '../kernel/schemas'
import { priceDecimals } from '../kernel/unit-price'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { findVendor, lookUpVendorByName } from '../vendors'
import { amount, partId } from './ledger-action'
import { toBase } from './pack'
import { findPart } from './part.queries'
import { findVendorPart, removeVendor, type VendorPart, writeVendorPart } from './part-details.queries'

const days = z
  .string()
  .trim()
  .regex(/^(\d{1,3}|1000)?$/, 'Write the days as a whole number, a thousand at most.')
  .default('')
  .transform((text) => (text === '' ? null : Number(text)))

const some = z
  .string()
  .trim()
  .regex(/^(\d{1,9}(\.\d{1,5})?)?$/, 'Write a number, such as 10 or 2.5.')
  .default('')

const vendorFields = {
  vendorName: optionalLine(120).describe(
    'Who sells it, in words, where it is none of the vendors; a vendor of that name is taken for it.',
  ),
  vendorId: optionalLine(40),
  number: optionalLine(80),
  unit: unitCode,
  factor: some.describe('Base units in one of the unit that it is bought in; empty where units say so themselves.'),
  least: some.describe('Bought at least, in that unit.'),
  multiple: some.describe('And in multiples of so many.'),
  leadDays: days,
  price: z
    .string()
    .trim()
    .default('')
    .refine(
      (text) => text === '' || readDecimal(text, priceDecimals) !== null,
      'Write the price as a number, such as 4.20.',
    ),
  preferred: ticked,
}

/** Refuses 'not-found' for a vendor that is not there, and 'invalid' ('vendor-part.nobody') when nobody is named. */
async function sellerOf(
  ctx: Context,
  id: string,
  words: string,
): Promise<{ vendorId: string | null; vendorName: string }> {
  const vendor = id ? await findVendor(ctx, id) : await lookUpVendorByName(ctx, words)
  if (vendor) return { vendorId: vendor.id, vendorName: vendor.name }
  const sentence = 'Write who sells it.'
  if (words === '') refuse('invalid', 'vendor-part.nobody', sentence, { vendorId: sentence, vendorName: sentence })
  return { vendorId: null, vendorName: words }
}

export const writeVendorOfPart = action({
  name: 'inventory.part.sell',
  about: 'Writes down who sells a part: under which number, in what packs, at what price, and how long it takes.',
  input: z.object({ partId, id: optionalLine(40), ...vendorFields }),
  run: async (ctx, { id, partId, ...said }) => {
    const [part, before, seller] = await Promise.all([
      findPart(ctx, partId),
      id ? findVendorPart(ctx, id) : null,
      sellerOf(ctx, said.vendorId, said.vendorName),
    ])
    if (before && before.partId !== partId)
      refuse('not-found', 'vendor-part.unknown', 'No vendor of this part is written down so.')
    const scaled = (text: string, least: number) => (text === '' ? least : readQuantity(text, said.unit).scaled)
    const one = 100_000
    // Without a factor the units must say it themselves: it is never taken for one.
    const factor =
      said.factor === '' ? toBase({ scaled: one, unit: said.unit }, part.unit, []).scaled : scaled(said.factor, 0)
    const multiple = scaled(said.multiple, one)
    const no = (field: string) =>
      new Refusal('invalid', 'quantity.none', 'Write more than nothing.', { [field]: 'Write more than nothing.' })
    if (factor <= 0) throw no('factor')
    if (multiple <= 0) throw no('multiple')
    const row: VendorPart = {
      id: before?.id ?? newId('vp', ctx.now),
      partId,
      ...said,
      ...seller,
      factor,
      least: scaled(said.least, 0),
      multiple,
      createdAt: before?.createdAt ?? ctx.now,
      createdBy: before?.createdBy ?? ctx.actor.id,
    }
    return {
      subject: partId,
      writes: writeVendorPart(ctx, row, before),
      facts: [{ name: 'inventory.part-vendor-written', subject: partId, vendorPart: row.id, by: ctx.actor.id }],
      changes: {
        vendor: {
          from: before?.vendorName ?? null,
          to: `${seller.vendorName}, ${decimalOfQuantity({ scaled: factor, unit: part.unit })}`,
        },
      },
      result: { id: row.id },
    }
  },
})

export const removeVendorOfPart = action({
  name: 'inventory.part.stop-selling',
  about: 'Takes a vendor off a part.',
  input: z.object({ id: textLine(40) }),
  run: async (ctx, { id }) => {
    const row = await findVendorPart(ctx, id)
    return {
      subject: row.partId,
      writes: removeVendor(ctx, row),
      facts: [{ name: 'inventory.part-vendor-removed', subject: row.partId, by: ctx.actor.id }],
      result: { partId: row.partId },
    }
  },
})

export const relatePart = action({
  name: 'inventory.part.relate',
  about: 'Says what can be taken instead of a part, or which asset or model takes it, and how many.',
  input: z.object({
    partId,
    kind: z.enum(['substitute', 'use']),
    other: textLine(40, 'Choose what it is related to.'),
    quantity: amount.or(z.literal('')).default(''),
    note: optionalLine(300),
    remove: ticked,
    bothWays: ticked,
  }),
  run: async (ctx, { partId, kind, other, quantity, note, remove, bothWays }) => {
    const part = await findPart(ctx, partId)
    const writes = []
    if (kind === 'substitute') {
      if (other === partId) {
        const sentence = 'A part cannot stand in for itself. Choose another.'
        refuse('invalid', 'part.itself', sentence, { other: sentence })
      }
      const instead = await findPart(ctx, other)
      if (remove)
        writes.push(ctx.db.run(sql`DELETE FROM part_substitutes WHERE part_id = ${partId} AND instead_id = ${other}`))
      else {
        if (instead.unit !== part.unit) {
          const sentence = `${instead.number} is counted in another unit, so it cannot simply be taken instead.`
          refuse('invalid', 'unit.mismatch', sentence, { other: sentence })
        }
        const pairs: [Id<'pt'>, Id<'pt'>][] = bothWays
          ? [
              [partId, instead.id],
              [instead.id, partId],
            ]
          : [[partId, instead.id]]
        for (const [one, two] of pairs)
          writes.push(
            ctx.db.run(sql`INSERT INTO part_substitutes (part_id, instead_id, note) VALUES (${one}, ${two}, ${note})
            ON CONFLICT (part_id, instead_id) DO UPDATE SET note = excluded.note`),
          )
      }
    } else {
      if (!/^(as|md)_/.test(other) || !(await ctx.records([other])).has(other)) {
        const sentence = 'There is no such asset or model. Choose it from the list.'
        refuse('not-found', 'use.unknown', sentence, { other: sentence })
      }
      const { scaled } = readQuantity(quantity || '1', part.unit)
      if (scaled <= 0)
        refuse('invalid', 'quantity.none', 'Say how many it takes.', { quantity: 'Say how many it takes.' })
      writes.push(
        remove
          ? ctx.db.run(sql`DELETE FROM part_uses WHERE target = ${other} AND part_id = ${partId}`)
          : ctx.db.run(sql`INSERT INTO part_uses (target, part_id, quantity, note) VALUES (${other}, ${partId}, ${scaled}, ${note})
            ON CONFLICT (target, part_id) DO UPDATE SET quantity = excluded.quantity, note = excluded.note`),
      )
    }
    return {
      subject: partId,
      writes,
      facts: [{ name: 'inventory.part-related', subject: partId, kind, other, removed: remove, by: ctx.actor.id }],
      result: { id: partId },
    }
  },
})

export const writeCategory = action({
  name: 'inventory.category.write',
  about: 'Adds a category of parts, or gives one another name.',
  input: z.object({
    id: optionalLine(40),
    name: textLine(80, 'Write what the category is called.'),
    parentId: optionalLine(40),
  }),
  run: async (ctx, { id, name, parentId }) => {
    const all = await ctx.db.all<{ id: string; name: string; path: string; parentId: string | null }>(
      sql`SELECT id, name, path, parent_id AS parentId FROM part_categories LIMIT 1000`,
    )
    const own = id ? all.find((row) => row.id === id) : null
    const parent = parentId ? all.find((row) => row.id === parentId) : null
    if ((id && !own) || (parentId && !parent)) refuse('not-found', 'category.unknown', 'There is no such category.')
    const under = own ? own.parentId : (parent?.id ?? null)
    if (all.some((row) => row.id !== id && row.parentId === under && row.name.toLowerCase() === name.toLowerCase())) {
      const sentence = `There is a category ${name} here already. Give this one another name.`
      refuse('conflict', 'category.taken', sentence, { name: sentence })
    }
    const made = own?.id ?? newId('pc', ctx.now)
    return {
      subject: made,
      writes: [
        own
          ? ctx.db.run(sql`UPDATE part_categories SET name = ${name}, version = version + 1 WHERE id = ${made}`)
          : ctx.db.run(
              sql`INSERT INTO part_categories (id, name, parent_id, path) VALUES (${made}, ${name}, ${under}, ${`${parent?.path ?? ''}${made}/`})`,
            ),
      ],
      facts: [{ name: 'inventory.category-written', subject: made, by: ctx.actor.id }],
      ...(own ? { changes: { name: { from: own.name, to: name } } } : {}),
      result: { id: made },
    }
  },
})

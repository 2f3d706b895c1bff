import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { decimalOfQuantity, quantity as readQuantity } from '../kernel/quantity'
import { refuse } from '../kernel/refusal'
import { optionalBlock, optionalDate, optionalLine, textLine, ticked } from '../kernel/schemas'
import type { UnitCode } from '../kernel/units'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { amount, deed, ledgerAction, partId } from './ledger-action'
import { findPart } from './part.queries'
import { planReserve } from './reservation.plans'
import { checkOpenSubject } from './subject'

export type Kit = {
  id: Id<'kt'>
  name: string
  notes: string
  lines: { partId: Id<'pt'>; number: string; name: string; unit: UnitCode; quantity: number; available: number }[]
}

/** The kits, by name, each with what is in it. At most a hundred. */
export async function listKits(ctx: Context): Promise<Kit[]> {
  const [kits, lines] = await Promise.all([
    ctx.db.all<Omit<Kit, 'lines'>>(
      sql`SELECT id, name, notes FROM stock_kits WHERE ended_at IS NULL ORDER BY name, id LIMIT 100`,
    ),
    ctx.db.all<Kit['lines'][number] & { kitId: string }>(sql`
      SELECT kit_id AS kitId, part_id AS partId, parts.number, parts.name, parts.unit, stock_kit_lines.quantity,
        stock.quantity - stock.unfit - stock.hard AS available
      FROM stock_kit_lines JOIN stock_kits ON stock_kits.id = kit_id JOIN parts ON parts.id = part_id JOIN stock USING (part_id)
      WHERE stock_kits.ended_at IS NULL ORDER BY parts.number LIMIT 2000`),
  ])
  return kits.map((kit) => ({ ...kit, lines: lines.filter(({ kitId }) => kitId === kit.id) }))
}

/** Refuses 'not-found' ('kit.unknown'). */
export async function findKit(ctx: Context, id: string): Promise<Kit> {
  return (
    (await listKits(ctx)).find((kit) => kit.id === id) ?? refuse('not-found', 'kit.unknown', 'There is no such kit.')
  )
}

export const writeKit = action({
  name: 'inventory.kit.write',
  about: 'Says which parts go together as a kit, or ends one.',
  input: z.object({
    id: optionalLine(40),
    end: ticked,
    name: textLine(120, 'Write what the kit is called.'),
    notes: optionalBlock(1000),
    lines: z
      .array(z.object({ partId, quantity: amount }))
      .max(40, 'A kit has at most 40 parts.')
      .default([]),
  }),
  run: async (ctx, { id, end, name, notes, lines }) => {
    const before = id ? await findKit(ctx, id) : null
    const made = before?.id ?? newId('kt', ctx.now)
    if (!end && lines.length === 0)
      refuse('invalid', 'kit.empty', 'Say what is in it.', { lines: 'Say what is in it.' })
    const rows = await Promise.all(
      lines.map(async (line) => {
        const part = await findPart(ctx, line.partId)
        const { scaled } = readQuantity(line.quantity, part.unit)
        if (scaled <= 0 || (part.whole && scaled % 100_000 !== 0)) {
          const sentence = `Write how many of ${part.number}, ${part.whole ? 'in whole units' : 'more than nothing'}.`
          refuse('invalid', 'quantity.none', sentence, { lines: sentence })
        }
        return { id: part.id, scaled }
      }),
    )
    return {
      subject: made,
      writes: [
        ctx.db.run(sql`INSERT INTO stock_kits (id, name, notes, created_at, ended_at) VALUES (${made}, ${name}, ${notes}, ${ctx.now}, ${end ? ctx.now : null})
          ON CONFLICT (id) DO UPDATE SET name = excluded.name, notes = excluded.notes, ended_at = excluded.ended_at, version = version + 1`),
        ...(end
          ? []
          : [
              ctx.db.run(sql`DELETE FROM stock_kit_lines WHERE kit_id = ${made}`),
              ...rows.map((row) =>
                ctx.db.run(sql`INSERT INTO stock_kit_lines (kit_id, part_id, quantity) VALUES (${made}, ${row.id}, ${row.scaled})
                  ON CONFLICT (kit_id, part_id) DO UPDATE SET quantity = quantity + excluded.quantity`),
              ),
            ]),
      ],
      facts: [{ name: end ? 'inventory.kit-ended' : 'inventory.kit-written', subject: made, by: ctx.actor.id }],
      result: { id: made },
    }
  },
})

export const reserveKit = ledgerAction({
  name: 'inventory.kit.reserve',
  about: 'Reserves all parts of a kit for a work order, an asset, a person or a cost centre.',
  input: z.object({
    id: textLine(40),
    subject: textLine(60, 'Say what it is for.'),
    requiredOn: optionalDate,
  }),
  run: async (ctx, { id, subject, requiredOn }) => {
    const [kit] = await Promise.all([findKit(ctx, id), checkOpenSubject(ctx, subject)])
    const asks = kit.lines.map(({ partId, quantity, unit }) => ({
      partId,
      quantity: decimalOfQuantity({ scaled: quantity, unit }),
      subject,
      requiredOn,
      note: kit.name,
    }))
    return deed(await planReserve(ctx, asks), kit.lines[0]?.partId, kit.name)
  },
})

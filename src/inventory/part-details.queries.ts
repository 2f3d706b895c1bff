import { eq, inArray, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import type { Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { folded } from './part'
import { partCategories, partNumbers, partSubstitutes, parts, partUses, partVendors, stock } from './schema'

export type VendorPart = typeof partVendors.$inferSelect

/** Who sells a part, the preferred one first. At most fifty. */
export const vendorsOf = (ctx: Context, partId: string) =>
  ctx.db
    .select()
    .from(partVendors)
    .where(eq(partVendors.partId, partId as Id<'pt'>))
    .orderBy(sql`${partVendors.preferred} DESC`, partVendors.id)
    .limit(50)

/** Refuses 'not-found' ('vendor-part.unknown'). */
export async function findVendorPart(ctx: Context, id: string): Promise<VendorPart> {
  const [row] = await ctx.db
    .select()
    .from(partVendors)
    .where(eq(partVendors.id, id as Id<'vp'>))
  return row ?? refuse('not-found', 'vendor-part.unknown', 'No vendor of this part is written down so.')
}

const withoutNumber = (ctx: Context, { partId, number }: Pick<VendorPart, 'partId' | 'number'>): Write =>
  ctx.db.run(sql`DELETE FROM part_numbers WHERE part_id = ${partId} AND kind = 'vendor' AND folded = ${folded(number)}
    AND NOT EXISTS (SELECT 1 FROM part_vendors WHERE part_id = ${partId} AND number = ${number})`)

/** One vendor of a part; at most one is preferred. Its number finds the part from then on. */
export const writeVendorPart = (ctx: Context, row: VendorPart, before: VendorPart | null): Write[] => [
  ...(row.preferred
    ? [ctx.db.update(partVendors).set({ preferred: false }).where(eq(partVendors.partId, row.partId))]
    : []),
  ctx.db.insert(partVendors).values(row).onConflictDoUpdate({ target: partVendors.id, set: row }),
  ...(before ? [withoutNumber(ctx, before)] : []),
  ...(folded(row.number)
    ? [
        ctx.db
          .insert(partNumbers)
          .values({ partId: row.partId, kind: 'vendor', number: row.number, folded: folded(row.number) })
          .onConflictDoNothing(),
      ]
    : []),
]

export const removeVendor = (ctx: Context, row: VendorPart): Write[] => [
  ctx.db.delete(partVendors).where(eq(partVendors.id, row.id)),
  withoutNumber(ctx, row),
]

const other = alias(parts, 'other')

/** What can be taken instead of a part, with what of it is available. */
export const substitutesOf = (ctx: Context, partId: string) =>
  ctx.db
    .select({
      id: sql<string>`${other.id}`.as('other_id'),
      number: other.number,
      name: other.name,
      unit: other.unit,
      note: partSubstitutes.note,
      available: sql<number>`${stock.quantity} - ${stock.unfit} - ${stock.hard}`.as('available'),
    })
    .from(partSubstitutes)
    .innerJoin(other, eq(other.id, partSubstitutes.insteadId))
    .innerJoin(stock, eq(stock.partId, partSubstitutes.insteadId))
    .where(eq(partSubstitutes.partId, partId as Id<'pt'>))
    .limit(50)

/** Where a part is used: assets and models, by id. */
export const usesOf = (ctx: Context, partId: string) =>
  ctx.db
    .select()
    .from(partUses)
    .where(eq(partUses.partId, partId as Id<'pt'>))
    .limit(90)

/** The bill of spares of these records, with what there is of each. */
export const sparesOf = (ctx: Context, targets: string[]) =>
  ctx.db
    .select({
      target: partUses.target,
      id: parts.id,
      number: parts.number,
      name: parts.name,
      unit: parts.unit,
      quantity: partUses.quantity,
      note: partUses.note,
      onHand: sql<number>`${stock.quantity}`.as('on_hand'),
      reserved: stock.hard,
      available: sql<number>`${stock.quantity} - ${stock.unfit} - ${stock.hard}`.as('available'),
      onOrder: stock.onOrder,
    })
    .from(partUses)
    .innerJoin(parts, eq(parts.id, partUses.partId))
    .innerJoin(stock, eq(stock.partId, partUses.partId))
    .where(inArray(partUses.target, targets.slice(0, 20)))
    .orderBy(parts.number)
    .limit(200)

/** Every category, by its place in the tree. At most a thousand. */
export const listCategories = (ctx: Context) =>
  ctx.db.select().from(partCategories).orderBy(partCategories.name).limit(1000)

export type Category = Awaited<ReturnType<typeof listCategories>>[number]

/** The categories as a list to choose from, each below its own, set in. */
export function categoryChoices(categories: readonly Category[]): { value: string; label: string }[] {
  const below = (parentId: string | null, depth: number): { value: string; label: string }[] =>
    categories
      .filter((row) => row.parentId === parentId)
      .flatMap((row) => [{ value: row.id, label: `${'\u2003'.repeat(depth)}${row.name}` }, ...below(row.id, depth + 1)])
  return below(null, 0)
}

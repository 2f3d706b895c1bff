import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import type { BarCode } from './bar-code'
import { barCodes } from './schema'

/** Awaitable and batchable: at most one row, since a bar code is on one record only. */
export const barCodeCalled = (ctx: Context, match: string) =>
  ctx.db
    .select()
    .from(barCodes)
    .where(and(eq(barCodes.match, match), isNull(barCodes.removedAt)))

/** Refuses 'not-found'. */
export async function findBarCode(ctx: Context, id: string): Promise<BarCode> {
  const [row] = await ctx.db
    .select()
    .from(barCodes)
    .where(eq(barCodes.id, id as Id<'bc'>))
  return row ?? refuse('not-found', 'bar-code.unknown', 'There is no such bar code.')
}

export const barCodesOn = (ctx: Context, target: string) =>
  ctx.db
    .select()
    .from(barCodes)
    .where(and(eq(barCodes.target, target), isNull(barCodes.removedAt)))
    .orderBy(desc(barCodes.addedAt))
    .limit(50)

export const insertBarCode = (ctx: Context, row: BarCode): Write => ctx.db.insert(barCodes).values(row)

export const updateBarCode = (ctx: Context, { id, removedAt, version }: BarCode): Write =>
  ctx.db.update(barCodes).set({ removedAt, version }).where(eq(barCodes.id, id))

/** The bar code is still as it was seen. */
export const barCodeAt = (row: BarCode): Guard => ({
  count: sql`SELECT count(*) FROM bar_codes WHERE id = ${row.id} AND version = ${row.version}`,
  refusal: () => new Refusal('conflict', 'bar-code.changed', 'Somebody changed this bar code meanwhile. Look again.'),
})

/** Nothing else here has this bar code. */
export const nobodyHas = (match: string, refusal: () => Refusal): Guard => ({
  count: sql`SELECT count(*) = 0 FROM bar_codes WHERE match = ${match} AND removed_at IS NULL`,
  refusal,
})

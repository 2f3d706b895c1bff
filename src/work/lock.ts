import { inArray } from 'drizzle-orm'
import { type Id, newId } from '../kernel/ids'
import type { Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { workLockSteps, workSheets } from './schema'

/** What is dangerous at an asset, and how it is locked out and brought back. */
export type Sheet = typeof workSheets.$inferSelect

/** The sheets of an asset and of what it is a part of, from the top down: all of them hold. */
export async function sheetsOf(ctx: Context, assetPath: string): Promise<Sheet[]> {
  const ids = assetPath.split('/').filter(Boolean) as Id<'as'>[]
  if (ids.length === 0) return []
  const sheets = await ctx.db.select().from(workSheets).where(inArray(workSheets.assetId, ids))
  return sheets.sort((one, other) => ids.indexOf(one.assetId) - ids.indexOf(other.assetId))
}

/**
 * What an order copies when it is approved: hazards, then the steps of isolation from the top of the machine down, and
 * those of restoration from the bottom up. A copy: what the sheet says later does not change what this crew was told.
 * Source: features 2.3 rule 6.
 */
export function lockOut(sheets: readonly Pick<Sheet, 'hazards' | 'isolation' | 'restoration'>[]) {
  const once = (lines: string[]) => [...new Set(lines)]
  return {
    hazards: once(sheets.flatMap(({ hazards }) => hazards)),
    isolation: once(sheets.flatMap(({ isolation }) => isolation)),
    restoration: once([...sheets].reverse().flatMap(({ restoration }) => restoration)),
  }
}

/** The copied hazards and the writes of the copied steps. */
export async function copiedLockOut(ctx: Context, orderId: Id<'wo'>, assetPath: string) {
  const { hazards, isolation, restoration } = lockOut(await sheetsOf(ctx, assetPath))
  const steps = [
    ...isolation.map((text, position) => ({ phase: 'isolation' as const, text, position })),
    ...restoration.map((text, position) => ({ phase: 'restoration' as const, text, position })),
  ]
  const writes: Write[] = steps.map((step) =>
    ctx.db.insert(workLockSteps).values({ id: newId('ls', ctx.now), orderId, signedAt: null, signedBy: null, ...step }),
  )
  return { hazards, writes }
}

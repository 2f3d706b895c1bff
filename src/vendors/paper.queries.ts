import { and, asc, desc, eq, isNotNull, isNull, lte } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { vendorAddresses, vendorDocuments, vendorLifts } from './schema'
import type { Lift } from './tier'

/** Where a vendor is; fifty at most. */
export const addressesSentence = (ctx: Context, vendorId: string) =>
  ctx.db
    .select()
    .from(vendorAddresses)
    .where(eq(vendorAddresses.vendorId, vendorId as Id<'vd'>))
    .orderBy(asc(vendorAddresses.kind), asc(vendorAddresses.id))
    .limit(50)

export type VendorAddress = typeof vendorAddresses.$inferSelect

/** Refuses 'not-found' ('address.unknown'). */
export async function findAddress(ctx: Context, id: string): Promise<VendorAddress> {
  const [address] = await ctx.db
    .select()
    .from(vendorAddresses)
    .where(eq(vendorAddresses.id, id as Id<'va'>))
  return address ?? refuse('not-found', 'address.unknown', 'There is no such address.')
}

export type VendorDocument = typeof vendorDocuments.$inferSelect

/** A vendor's papers, the one that ends first on top; a hundred at most. */
export const documentsSentence = (ctx: Context, vendorId: string) =>
  ctx.db
    .select()
    .from(vendorDocuments)
    .where(eq(vendorDocuments.vendorId, vendorId as Id<'vd'>))
    .orderBy(asc(vendorDocuments.expiresOn), asc(vendorDocuments.id))
    .limit(100)

/** Refuses 'not-found' ('document.unknown'). */
export async function findDocument(ctx: Context, id: string): Promise<VendorDocument> {
  const [paper] = await ctx.db
    .select()
    .from(vendorDocuments)
    .where(eq(vendorDocuments.id, id as Id<'vx'>))
  return paper ?? refuse('not-found', 'document.unknown', 'There is no such document.')
}

/** Papers that end by that day and that nobody was told of; a hundred at a time. */
export const endingDocuments = (ctx: Context, by: LocalDate): Promise<VendorDocument[]> =>
  ctx.db
    .select()
    .from(vendorDocuments)
    .where(
      and(isNotNull(vendorDocuments.expiresOn), isNull(vendorDocuments.toldOn), lte(vendorDocuments.expiresOn, by)),
    )
    .orderBy(asc(vendorDocuments.expiresOn))
    .limit(100)

/** The wishes to lift a vendor's blacklisting, the newest first; ten at most. */
export const liftsSentence = (ctx: Context, vendorId: string) =>
  ctx.db
    .select()
    .from(vendorLifts)
    .where(eq(vendorLifts.vendorId, vendorId as Id<'vd'>))
    .orderBy(desc(vendorLifts.askedAt))
    .limit(10)

/** Refuses 'not-found' ('lift.unknown'). */
export async function findLift(ctx: Context, id: string): Promise<Lift> {
  const [lift] = await ctx.db
    .select()
    .from(vendorLifts)
    .where(eq(vendorLifts.id, id as Id<'vl'>))
  return lift ?? refuse('not-found', 'lift.unknown', 'There is no such request.')
}

export async function lookUpOpenLift(ctx: Context, vendorId: string): Promise<Lift | null> {
  const [lift] = await ctx.db
    .select()
    .from(vendorLifts)
    .where(and(eq(vendorLifts.vendorId, vendorId as Id<'vd'>), isNull(vendorLifts.decision)))
  return lift ?? null
}

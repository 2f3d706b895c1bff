import { and, eq, getTableColumns, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { matchOf } from '../platform/words'
import { vendorAddresses, vendorCategories, vendorContacts, vendors } from './schema'
import type { Tier } from './tier'
import { foldedName, label, type Vendor } from './vendor'

const { nameFolded: _folded, ...columns } = getTableColumns(vendors)

const rowColumns = {
  id: vendors.id,
  number: vendors.number,
  name: vendors.name,
  tier: vendors.tier,
  categories: vendors.categories,
  currency: vendors.currency,
  paymentDays: vendors.paymentDays,
  mergedInto: vendors.mergedInto,
  endedAt: vendors.endedAt,
}

/** A vendor as lists show it. */
export type VendorRow = Pick<
  Vendor,
  'id' | 'number' | 'name' | 'tier' | 'categories' | 'currency' | 'paymentDays' | 'mergedInto' | 'endedAt'
>

export type VendorFilter = { tier?: Tier | undefined; category?: string | undefined; ended?: boolean | undefined }

const pageSize = 50

/** One page of vendors by name. Refuses 'invalid' ('cursor'). */
export async function listVendors(ctx: Context, filter: VendorFilter, after?: string, size = pageSize) {
  const { tier, category, ended } = filter
  const cursor = readCursor(after, 2)
  const ofTier = tier ? eq(vendors.tier, tier) : undefined
  const state = ended ? isNotNull(vendors.endedAt) : isNull(vendors.endedAt)
  const [name, id] = category ? [vendorCategories.name, vendorCategories.vendorId] : [vendors.name, vendors.id]
  const conditions: (SQL | undefined)[] = [
    state,
    ofTier,
    category ? eq(vendorCategories.category, category) : undefined,
    cursor ? sql`(${name}, ${id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
  ]
  const query = category
    ? ctx.db
        .select(rowColumns)
        .from(vendorCategories)
        .innerJoin(vendors, eq(vendors.id, vendorCategories.vendorId))
        .where(and(...conditions))
    : ctx.db
        .select(rowColumns)
        .from(vendors)
        .where(and(...conditions))
  const rows: VendorRow[] = await query.orderBy(name, id).limit(size + 1)
  return pageOf(rows, size, (row) => [row.name, row.id])
}

/** Refuses 'not-found' ('vendor.unknown'). */
export async function findVendor(ctx: Context, id: string): Promise<Vendor> {
  const [vendor] = await ctx.db
    .select(columns)
    .from(vendors)
    .where(eq(vendors.id, id as Id<'vd'>))
  return vendor ?? refuse('not-found', 'vendor.unknown', 'There is no such vendor.')
}

/** Those of these vendors that are there; ninety at most. */
export const vendorsById = (ctx: Context, ids: readonly string[]): Promise<Vendor[]> =>
  ctx.db
    .select(columns)
    .from(vendors)
    .where(inArray(vendors.id, ids.slice(0, 90) as Id<'vd'>[]))

/** A vendor of that name that is written down already. */
export async function lookUpTwin(ctx: Context, name: string): Promise<Pick<Vendor, 'id' | 'number' | 'name'> | null> {
  const [twin] = await ctx.db
    .select({ id: vendors.id, number: vendors.number, name: vendors.name })
    .from(vendors)
    .where(and(eq(vendors.nameFolded, foldedName(name)), isNull(vendors.mergedInto)))
    .limit(1)
  return twin ?? null
}

/** Vendors by number, by the beginnings of their words, or by a person or address there. At most `most`. */
export async function searchVendors(
  ctx: Context,
  words: string,
  most: number,
  filter: VendorFilter = {},
): Promise<VendorRow[]> {
  const state = filter.ended ? isNotNull(vendors.endedAt) : isNull(vendors.endedAt)
  const ofTier = filter.tier ? eq(vendors.tier, filter.tier) : undefined
  const number = /^(?:v-?)?(\d{1,9})$/i.exec(words.trim())?.[1]
  if (number) {
    return ctx.db
      .select(rowColumns)
      .from(vendors)
      .where(and(eq(vendors.number, Number(number)), state, ofTier))
  }
  const match = matchOf(words)
  if (!match) return []
  return ctx.db
    .select(rowColumns)
    .from(vendors)
    .where(
      and(
        sql`${vendors.id} IN (
          SELECT id FROM vendors WHERE rowid IN (SELECT rowid FROM vendors_words WHERE vendors_words MATCH ${match} LIMIT 100)
          UNION SELECT vendor_id FROM vendor_contacts WHERE removed_at IS NULL AND rowid IN
            (SELECT rowid FROM vendor_contacts_words WHERE vendor_contacts_words MATCH ${match} LIMIT 100))`,
        state,
        ofTier,
      ),
    )
    .orderBy(vendors.name, vendors.id)
    .limit(most)
}

/** For each of these vendors whom to write to and where it is; ninety at most. */
export async function surroundingsOf(ctx: Context, ids: readonly string[]) {
  const some = ids.slice(0, 90) as Id<'vd'>[]
  if (some.length === 0) return []
  const [contacts, addresses] = await ctx.db.batch([
    ctx.db
      .select({
        vendorId: vendorContacts.vendorId,
        name: vendorContacts.name,
        email: vendorContacts.email,
        phone: vendorContacts.phone,
      })
      .from(vendorContacts)
      .where(
        and(inArray(vendorContacts.vendorId, some), isNull(vendorContacts.removedAt), eq(vendorContacts.main, true)),
      ),
    ctx.db
      .select({ vendorId: vendorAddresses.vendorId, address: vendorAddresses.address })
      .from(vendorAddresses)
      .where(and(inArray(vendorAddresses.vendorId, some), eq(vendorAddresses.kind, 'office'))),
  ])
  return some.map((id) => ({
    id,
    contact: contacts.find(({ vendorId }) => vendorId === id) ?? null,
    address: addresses.find(({ vendorId }) => vendorId === id)?.address ?? null,
  }))
}

/** The categories that vendors have, each found by one step in the index; a hundred at most. */
export async function listCategories(ctx: Context): Promise<string[]> {
  const rows = await ctx.db.all<{ category: string }>(sql`
    WITH RECURSIVE found (category) AS (
      SELECT min(category) FROM vendor_categories
      UNION ALL
      SELECT (SELECT min(category) FROM vendor_categories WHERE category > found.category) FROM found
      WHERE found.category IS NOT NULL LIMIT 101
    ) SELECT category FROM found WHERE category IS NOT NULL LIMIT 100`)
  return rows.map(({ category }) => category)
}

const categoryWrites = (
  ctx: Context,
  { id, name, categories }: Pick<Vendor, 'id' | 'name' | 'categories'>,
): Write[] => [
  ctx.db.delete(vendorCategories).where(eq(vendorCategories.vendorId, id)),
  ...(categories.length > 0
    ? [
        ctx.db
          .insert(vendorCategories)
          .values(categories.map((category) => ({ category, name, vendorId: id })))
          .onConflictDoNothing(),
      ]
    : []),
]

/** The next spoken number is taken inside the commit, so two at once get two. */
export const insertVendor = (ctx: Context, vendor: Omit<Vendor, 'number'>): Write[] => [
  ctx.db.run(
    sql`INSERT INTO numbers (kind, last) VALUES ('vendor', 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1`,
  ),
  ctx.db.insert(vendors).values({
    ...vendor,
    nameFolded: foldedName(vendor.name),
    number: sql`(SELECT last FROM numbers WHERE kind = 'vendor')` as never,
  }),
  ...categoryWrites(ctx, vendor),
]

export const updateVendor = (ctx: Context, vendor: Vendor): Write[] => {
  const { id, number: _number, createdAt: _at, createdBy: _by, ...rest } = vendor
  return [
    ctx.db
      .update(vendors)
      .set({ ...rest, nameFolded: foldedName(vendor.name) })
      .where(eq(vendors.id, id)),
    // What is out of use stands in no list of a category.
    ...categoryWrites(ctx, vendor.mergedInto === null ? vendor : { ...vendor, categories: [] }),
  ]
}

/** The vendor is still as it was seen. */
export const vendorStillAt = (vendor: Vendor): Guard => ({
  count: sql`SELECT count(*) FROM vendors WHERE id = ${vendor.id} AND version = ${vendor.version}`,
  refusal: () => vendorChanged(vendor),
})

/** The vendor may still be reached at the moment of the commit: neither blacklisted nor ended meanwhile. */
export const stillReachable = (vendor: Pick<Vendor, 'id' | 'name'>): Guard => ({
  count: sql`SELECT count(*) FROM vendors WHERE id = ${vendor.id} AND tier <> 'blacklisted' AND ended_at IS NULL`,
  refusal: () =>
    new Refusal(
      'conflict',
      'vendor.blacklisted',
      `${vendor.name} was blacklisted or taken out of use at this moment. Nothing was sent. Choose another vendor.`,
    ),
})

export const vendorChanged = (vendor: Pick<Vendor, 'number' | 'name'>) =>
  new Refusal(
    'conflict',
    'vendor.changed',
    `Somebody changed ${vendor.name} (${label(vendor)}) meanwhile. Look at what it says now, then change it again.`,
  )

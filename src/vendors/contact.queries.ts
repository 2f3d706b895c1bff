import { and, asc, desc, eq, getTableColumns, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Contact } from './contact'
import { vendorContacts } from './schema'

const { domain: _domain, ...columns } = getTableColumns(vendorContacts)

/** People at a vendor, the main one first; a hundred at most. */
export const contactsSentence = (ctx: Context, vendorId: string) =>
  ctx.db
    .select(columns)
    .from(vendorContacts)
    .where(and(eq(vendorContacts.vendorId, vendorId as Id<'vd'>), isNull(vendorContacts.removedAt)))
    .orderBy(desc(vendorContacts.main), asc(vendorContacts.name), asc(vendorContacts.id))
    .limit(100)

/** Refuses 'not-found' ('contact.unknown'). */
export async function findContact(ctx: Context, id: string): Promise<Contact> {
  const [contact] = await ctx.db
    .select(columns)
    .from(vendorContacts)
    .where(eq(vendorContacts.id, id as Id<'vc'>))
  return contact ?? refuse('not-found', 'contact.unknown', 'There is no such person at a vendor.')
}

/** Those of these people that are there; ninety at most. */
export const contactsById = (ctx: Context, ids: readonly string[]): Promise<Contact[]> =>
  ctx.db
    .select(columns)
    .from(vendorContacts)
    .where(and(inArray(vendorContacts.id, ids.slice(0, 90) as Id<'vc'>[]), isNull(vendorContacts.removedAt)))

export const insertContact = (ctx: Context, contact: Contact): Write => ctx.db.insert(vendorContacts).values(contact)

export const updateContact = (ctx: Context, { id, vendorId: _vendor, ...contact }: Contact): Write =>
  ctx.db.update(vendorContacts).set(contact).where(eq(vendorContacts.id, id))

/** One person of a vendor is the main one: the others are no more. */
export const othersNotMain = (ctx: Context, { id, vendorId }: Pick<Contact, 'id' | 'vendorId'>): Write =>
  ctx.db
    .update(vendorContacts)
    .set({ main: false })
    .where(and(eq(vendorContacts.vendorId, vendorId), ne(vendorContacts.id, id), eq(vendorContacts.main, true)))

export const contactStillAt = ({ id, version, name }: Contact): Guard => ({
  count: sql`SELECT count(*) FROM vendor_contacts WHERE id = ${id} AND version = ${version}`,
  refusal: () => contactChanged({ name }),
})

export const contactChanged = ({ name }: Pick<Contact, 'name'>) =>
  new Refusal('conflict', 'contact.changed', `Somebody changed ${name} meanwhile. Look again, then change it.`)

import { and, inArray, isNull, sql } from 'drizzle-orm'
import { isSharedDomain } from '../kernel/shared-domains'
import type { Context, Correspondent } from '../platform/context'
import { listed } from '../platform/many'
import { whyNotReachable } from './reachable'
import { vendorContacts } from './schema'
import { vendorsById } from './vendor.queries'

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

const vendorsOf = async (ctx: Context, rows: readonly { vendorId: string }[]) =>
  rows.length > 0 ? vendorsById(ctx, [...new Set(rows.map(({ vendorId }) => vendorId))]) : []

/** The people of vendors behind these addresses, and why a vendor may not be written to, by the one rule of this room. */
export async function vendorCorrespondents(
  ctx: Context,
  channel: Correspondent['channel'],
  addresses: readonly string[],
): Promise<Correspondent[]> {
  const by = channel === 'email' ? vendorContacts.email : vendorContacts.phone
  const columns = { address: by, name: vendorContacts.name, vendorId: vendorContacts.vendorId }
  const [rows, barred] = await Promise.all([
    ctx.db
      .select(columns)
      .from(vendorContacts)
      .where(and(inArray(by, [...addresses]), isNull(vendorContacts.removedAt)))
      .limit(100),
    blacklistedBehind(ctx, channel, addresses),
  ])
  const vendors = await vendorsOf(ctx, rows)
  const known = rows.flatMap(({ address, name, vendorId }) => {
    const vendor = vendors.find(({ id }) => id === vendorId)
    if (!vendor) return []
    const barred = whyNotReachable(ctx, vendor, 'write')
    return [{ channel, address, name: `${name}, ${vendor.name}`, recordId: vendor.id, barred, timeZone: null }]
  })
  // Whoever is written down at a vendor that may be reached is reached there.
  return [...known, ...barred.filter(({ address }) => known.every((one) => one.address !== address))]
}

/**
 * Blacklisted vendors to which an address leads although nobody there is written down with it: a person who was taken off
 * the list, another person at the same domain. A blacklisting is of the company, not of one mailbox.
 */
async function blacklistedBehind(
  ctx: Context,
  channel: Correspondent['channel'],
  addresses: readonly string[],
): Promise<Correspondent[]> {
  if (addresses.length === 0) return []
  const domains = addresses.map(domainOf).filter((domain) => !isSharedDomain(domain))
  const leads =
    channel === 'email'
      ? sql`(email IN (${listed(addresses)}) OR domain IN (${listed(domains)}))`
      : sql`phone IN (${listed(addresses)})`
  // From the few that are blacklisted to their people, those who were taken off too.
  const rows = await ctx.db.all<{ email: string; domain: string; phone: string; vendorId: string }>(sql`
    SELECT email, domain, phone, vendors.id AS vendorId FROM vendors INDEXED BY vendors_blacklisted
      CROSS JOIN vendor_contacts ON vendor_contacts.vendor_id = vendors.id
    WHERE tier = 'blacklisted' AND ${leads} LIMIT 100`)
  const vendors = await vendorsOf(ctx, rows)
  return addresses.flatMap((address) => {
    const row = rows.find(({ email, domain, phone }) =>
      channel === 'email'
        ? email === address || (domains.includes(domainOf(address)) && domain === domainOf(address))
        : phone === address,
    )
    const vendor = row && vendors.find(({ id }) => id === row.vendorId)
    const barred = vendor && whyNotReachable(ctx, vendor, 'write')
    return barred ? [{ channel, address, name: vendor.name, recordId: vendor.id, barred, timeZone: null }] : []
  })
}

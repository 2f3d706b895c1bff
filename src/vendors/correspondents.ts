import { and, inArray, isNull } from 'drizzle-orm'
import type { Context, Correspondent } from '../platform/context'
import { whyNotReachable } from './reachable'
import { vendorContacts } from './schema'
import { vendorsById } from './vendor.queries'

/** The people of vendors behind these addresses, and why a vendor may not be written to, by the one rule of this room. */
export async function vendorCorrespondents(
  ctx: Context,
  channel: Correspondent['channel'],
  addresses: readonly string[],
): Promise<Correspondent[]> {
  const by = channel === 'email' ? vendorContacts.email : vendorContacts.phone
  const rows = await ctx.db
    .select({ address: by, name: vendorContacts.name, vendorId: vendorContacts.vendorId })
    .from(vendorContacts)
    .where(and(inArray(by, [...addresses]), isNull(vendorContacts.removedAt)))
    .limit(100)
  const vendors =
    rows.length > 0
      ? await vendorsById(
          ctx,
          rows.map(({ vendorId }) => vendorId),
        )
      : []
  return rows.flatMap(({ address, name, vendorId }) => {
    const vendor = vendors.find(({ id }) => id === vendorId)
    if (!vendor) return []
    const barred = whyNotReachable(ctx, vendor, 'write')
    return [{ channel, address, name: `${name}, ${vendor.name}`, recordId: vendor.id, barred, timeZone: null }]
  })
}

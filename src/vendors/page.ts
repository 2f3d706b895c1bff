import { shipToSites } from '../places'
import type { Context } from '../platform/context'
import { distanceKm, type Point } from './address'
import { contactsSentence } from './contact.queries'
import { addressesSentence, documentsSentence, liftsSentence, type VendorAddress } from './paper.queries'
import { findVendor } from './vendor.queries'

const pointOf = ({ latitudeMicro, longitudeMicro }: VendorAddress): Point | null =>
  latitudeMicro === null || longitudeMicro === null ? null : { latitudeMicro, longitudeMicro }

export type Distance = { siteId: string; site: string; km: number }

/** How far a vendor's nearest address is from each ship-to site, nearest first, in whole kilometres. */
export function distancesOf(
  addresses: VendorAddress[],
  sites: { id: string; name: string; latitudeMicro: number; longitudeMicro: number }[],
): Distance[] {
  // Goods come from a warehouse where there is one.
  const stores = addresses.filter(({ kind }) => kind === 'warehouse')
  const points = (stores.length > 0 ? stores : addresses).flatMap((address) => pointOf(address) ?? [])
  if (points.length === 0) return []
  return sites
    .map((site) => ({
      siteId: site.id,
      site: site.name,
      km: Math.min(...points.map((point) => distanceKm(point, site))),
    }))
    .sort((one, other) => one.km - other.km)
}

/** All that a vendor's page shows of its own, in two round trips. Refuses 'not-found'. */
export async function vendorWhole(ctx: Context, id: string) {
  const vendor = await findVendor(ctx, id)
  const [contacts, addresses, documents, lifts, sites] = await ctx.db.batch([
    contactsSentence(ctx, vendor.id),
    addressesSentence(ctx, vendor.id),
    documentsSentence(ctx, vendor.id),
    liftsSentence(ctx, vendor.id),
    shipToSites(ctx),
  ])
  return { vendor, contacts, addresses, documents, lifts, distances: distancesOf(addresses, sites) }
}

/**
 * The door of the vendors. Whoever means to write to a vendor, ask it or order from it calls `reachable` first and puts
 * its guard into the commit; nobody reads the tier by themselves.
 */
export type { Contact } from './contact'
export { contactsById } from './contact.queries'
export { vendorWhole } from './page'
export { type Reach, reachable, whyNotReachable } from './reachable'
export { vendors } from './schema'
export { type Purpose, type Tier, tiers } from './tier'
export { label as vendorLabel, type Vendor } from './vendor'
export {
  findVendor,
  lookUpTwin as lookUpVendorByName,
  searchVendors,
  surroundingsOf,
  vendorsById,
} from './vendor.queries'

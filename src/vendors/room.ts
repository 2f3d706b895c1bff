import type { Room } from '../platform/room'
import { addContact, changeContact, removeContact, restoreContact } from './contact.actions'
import { contactPages } from './contact.routes'
import { vendorCorrespondents } from './correspondents'
import { askForLift, decideOnLift } from './lift.actions'
import { addAddress, addDocument, changeAddress, removeAddress, removeDocument, warnOfDocuments } from './paper.actions'
import { personalData } from './personal-data'
import { reachPending } from './tier'
import { label } from './vendor'
import { bringVendorBack, changeTier, changeVendor, createVendor, endVendor, mergeVendor } from './vendor.actions'
import { vendorApi } from './vendor.api'
import { searchVendors, vendorsById } from './vendor.queries'
import { vendorPages } from './vendor.routes'

export const vendors: Room = {
  name: 'vendors',
  about: 'Whom the organization buys from, how they are reached, and whether they may be.',
  actions: [
    createVendor,
    changeVendor,
    endVendor,
    bringVendorBack,
    mergeVendor,
    changeTier,
    askForLift,
    decideOnLift,
    addContact,
    changeContact,
    removeContact,
    restoreContact,
    addAddress,
    changeAddress,
    removeAddress,
    addDocument,
    removeDocument,
    warnOfDocuments,
  ],
  permissions: [
    { name: 'vendors.vendor.see', about: 'Looks at vendors, their people and terms.' },
    { name: 'vendors.vendor.export', about: 'Takes the list of vendors away as a file.' },
    { name: reachPending, about: 'Asks and orders from vendors that are not approved yet.' },
  ],
  routes: [...vendorPages.routes, ...contactPages.routes, ...vendorApi.routes],
  listeners: [],
  ticks: [
    {
      name: 'vendors.documents',
      about: 'Announces papers of vendors that end within a month.',
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => {
        await warnOfDocuments(ctx, {})
      },
    },
  ],
  records: [
    {
      prefix: 'vd',
      see: 'vendors.vendor.see',
      change: changeVendor.action,
      find: async (ctx, ids) =>
        (await vendorsById(ctx, ids)).map((vendor) => ({
          id: vendor.id,
          title: vendor.name,
          href: `/vendors/${vendor.id}`,
          tag: label(vendor),
          retired: vendor.endedAt !== null,
        })),
    },
  ],
  correspondents: vendorCorrespondents,
  search: {
    permission: 'vendors.vendor.see',
    find: async (ctx, words) =>
      (await searchVendors(ctx, words, 8)).map((vendor) => ({
        href: `/vendors/${vendor.id}`,
        title: vendor.name,
        detail: [label(vendor), vendor.categories.slice(0, 3).join(', ')].filter(Boolean).join(' · '),
        kind: 'Vendors',
      })),
  },
  personalData,
}

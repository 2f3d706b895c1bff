import type { Room } from '../platform/room'
import { changeSite, closeSite, createSite, namesOfSites, reopenSite, searchSites } from './site'
import { sitePages } from './site.routes'

export const places: Room = {
  name: 'places',
  about: 'Sites: where goods are sent and work is done.',
  actions: [createSite, changeSite, closeSite, reopenSite],
  permissions: [{ name: 'places.site.see', about: 'Looks at sites.' }],
  routes: sitePages.routes,
  listeners: [],
  ticks: [],
  records: [
    {
      prefix: 'st',
      see: 'places.site.see',
      change: changeSite.action,
      find: async (ctx, ids) =>
        (await namesOfSites(ctx, ids)).map(({ id, name }) => ({ id, title: name, href: `/sites/${id}` })),
    },
  ],
  search: {
    permission: 'places.site.see',
    find: async (ctx, words) =>
      (await searchSites(ctx, words)).map(({ id, name }) => ({
        href: `/sites/${id}`,
        title: name,
        detail: 'Site',
        kind: 'Sites',
      })),
  },
  personalData: [
    {
      table: 'sites',
      database: 'tenant',
      purpose: 'To know where goods are sent, and to whom there.',
      retention: 'While the organization is a customer.',
      columns: {
        id: { personal: 'none' },
        name: { personal: 'none' },
        address: { personal: 'none' },
        contact: { personal: 'contact', erasure: 'clear' },
        phone: { personal: 'contact', erasure: 'clear' },
        instructions: { personal: 'contact', erasure: 'redact' },
        time_zone: { personal: 'none' },
        receives: { personal: 'none' },
        created_at: { personal: 'none' },
        closed_at: { personal: 'none' },
        version: { personal: 'none' },
      },
    },
  ],
}

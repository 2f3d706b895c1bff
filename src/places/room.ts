import type { Room } from '../platform/room'
import { holdsOfPlaces, placeImport } from './import'
import { type Kind, kinds } from './place'
import { changePlace, createPlace, mergePlace, movePlace, restorePlace, retirePlace } from './place.actions'
import { placeApi } from './place.api'
import { namesOfPlaces, openSites, searchPlaces } from './place.queries'
import { placePages } from './place.routes'
import { changeSite, closeSite, createSite, reopenSite, setHours } from './site.actions'
import { siteApi } from './site.api'
import { sitePages } from './site.routes'
import { siteImport } from './site-import'

type Named = { id: string; kind: Kind; name: string; code: string; site: string; endedAt?: number | null }

const asFound = ({ id, kind, name, code, site, endedAt = null }: Named) => ({
  id,
  title: name,
  href: kind === 'site' ? `/sites/${id}` : `/places/${id}`,
  tag: code,
  detail: kind === 'site' ? '' : `${kind} in ${site}`,
  retired: endedAt !== null,
})

export const places: Room = {
  name: 'places',
  about: 'Sites with their hours, and the areas, lines, storerooms and bins in them.',
  actions: [
    createSite,
    changeSite,
    setHours,
    closeSite,
    reopenSite,
    createPlace,
    changePlace,
    movePlace,
    mergePlace,
    retirePlace,
    restorePlace,
  ],
  permissions: [
    { name: 'places.site.see', about: 'Looks at sites.' },
    { name: 'places.place.see', about: 'Looks at areas, lines, storerooms and bins.' },
    { name: 'places.site.import', about: 'Brings in sites by files.' },
    { name: 'places.place.import', about: 'Brings in areas, lines, storerooms and bins by files.' },
  ],
  routes: [...sitePages.routes, ...placePages.routes, ...placeApi.routes, ...siteApi.routes],
  listeners: [],
  ticks: [],
  records: [
    {
      prefix: 'st',
      see: 'places.site.see',
      change: changeSite.action,
      find: async (ctx, ids) => (await namesOfPlaces(ctx, ids)).map(asFound),
      codes: {
        kind: 'Site',
        called: async (ctx, words) => (await searchPlaces(ctx, words, { most: 10, kinds: ['site'] })).map(asFound),
      },
      choices: openSites,
    },
    {
      prefix: 'pl',
      see: 'places.place.see',
      change: changePlace.action,
      find: async (ctx, ids) => (await namesOfPlaces(ctx, ids)).map(asFound),
      codes: {
        kind: 'Place',
        called: async (ctx, words) =>
          (await searchPlaces(ctx, words, { most: 10, kinds: kinds.filter((kind) => kind !== 'site') })).map(asFound),
      },
    },
  ],
  imports: [siteImport, placeImport],
  holds: holdsOfPlaces,
  search: {
    permission: 'places.place.see',
    find: async (ctx, words) =>
      (await searchPlaces(ctx, words, { most: 8 })).map(({ id, kind, name, code, parent }) => ({
        href: kind === 'site' ? `/sites/${id}` : `/places/${id}`,
        title: name,
        detail: [code, parent ? `${kind} in ${parent}` : kind].filter(Boolean).join(' · '),
        kind: 'Places',
      })),
  },
  personalData: [
    {
      table: 'places',
      database: 'tenant',
      purpose: 'To know where things stand.',
      retention: 'While the organization is a customer.',
      columns: Object.fromEntries(
        [
          'id',
          'kind',
          'name',
          'code',
          'code_folded',
          'notes',
          'parent_id',
          'site_id',
          'path',
          'depth',
          'created_at',
          'ended_at',
          'successor_id',
          'version',
        ].map((column) => [
          column,
          column === 'notes' ? { personal: 'member', erasure: 'redact' } : { personal: 'none' },
        ]),
      ),
    },
    {
      table: 'sites',
      database: 'tenant',
      purpose: 'To know where goods are sent, and to whom there.',
      retention: 'While the organization is a customer.',
      columns: {
        id: { personal: 'none' },
        address: { personal: 'none' },
        contact: { personal: 'contact', erasure: 'clear' },
        phone: { personal: 'contact', erasure: 'clear' },
        instructions: { personal: 'contact', erasure: 'redact' },
        time_zone: { personal: 'none' },
        receives: { personal: 'none' },
        latitude_micro: { personal: 'none' },
        longitude_micro: { personal: 'none' },
        hours: { personal: 'none' },
      },
    },
  ],
}

import { sql } from 'drizzle-orm'
import { type Id, newId } from '../kernel/ids'
import { phoneNumber } from '../kernel/phone'
import { Refusal } from '../kernel/refusal'
import { timeZone } from '../kernel/time-zone'
import type { Context } from '../platform/context'
import {
  changedSince,
  type Existing,
  type ImportKind,
  type Outcome,
  type Problems,
  stillAsBrought,
  stillAsRead,
  type Values,
} from '../platform/imports'
import { readCursor, writeCursor } from '../platform/keyset'
import { insertMany, listed, updateMany } from '../platform/many'
import { nameKey } from './place-trail'
import { places, sites } from './schema'
import { parseCoordinates, writeCoordinates } from './site'

const addressParts = ['lines', 'postcode', 'city', 'region', 'country'] as const

type Row = typeof sites.$inferSelect & { name: string; version: number }

const columns = {
  id: sites.id,
  address: sites.address,
  contact: sites.contact,
  phone: sites.phone,
  instructions: sites.instructions,
  timeZone: sites.timeZone,
  receives: sites.receives,
  latitudeMicro: sites.latitudeMicro,
  longitudeMicro: sites.longitudeMicro,
  hours: sites.hours,
  name: places.name,
  version: places.version,
}

const valuesOf = (site: Row): Values => ({
  name: site.name,
  ...Object.fromEntries(
    addressParts.map((part) => [part, String((site.address as Record<string, unknown>)[part] ?? '')]),
  ),
  timeZone: site.timeZone,
  contact: site.contact,
  phone: site.phone,
  instructions: site.instructions,
  receives: site.receives ? 'yes' : 'no',
  coordinates:
    site.latitudeMicro === null || site.longitudeMicro === null
      ? ''
      : writeCoordinates({ latitudeMicro: site.latitudeMicro, longitudeMicro: site.longitudeMicro }),
})

/** What a kernel reader refuses, as the column's problem. */
function trouble(
  problems: Record<string, string>,
  key: string,
  text: string | undefined,
  read: (text: string) => unknown,
) {
  if (!text) return
  try {
    read(text)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    problems[key] = error.message
  }
}

/** The row of a site with what a file says of it; what it says nothing of stays. */
function told(values: Values, before: Row | null, zone: string) {
  const text = (key: string, otherwise: string) => values[key] ?? otherwise
  const address = Object.fromEntries(
    addressParts
      .map(
        (part) =>
          [part, text(part, String((before?.address as Record<string, unknown> | undefined)?.[part] ?? ''))] as const,
      )
      .filter(([, value]) => value !== ''),
  )
  const coordinates =
    values.coordinates === undefined
      ? { latitudeMicro: before?.latitudeMicro ?? null, longitudeMicro: before?.longitudeMicro ?? null }
      : (parseCoordinates(values.coordinates) ?? { latitudeMicro: null, longitudeMicro: null })
  const phone = text('phone', before?.phone ?? '')
  const country = values.country || String((before?.address as Record<string, unknown> | undefined)?.country ?? '')
  return {
    address: address as Row['address'],
    contact: text('contact', before?.contact ?? ''),
    phone: phone === '' ? '' : phoneNumber(phone, country),
    instructions: text('instructions', before?.instructions ?? ''),
    timeZone: values.timeZone ? timeZone(values.timeZone) : (before?.timeZone ?? zone),
    receives: values.receives === undefined ? (before?.receives ?? false) : values.receives === 'yes',
    ...coordinates,
  }
}

/** The number of a row, or null where it is none. */
function phoneOf(values: Values, before: Row): string | null {
  try {
    return told(values, before, 'UTC').phone
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return null
  }
}

async function sitesCalled(ctx: Context, names: string[]): Promise<Row[]> {
  return ctx.db
    .select(columns)
    .from(places)
    .innerJoin(sites, sql`${sites.id} = ${places.id}`)
    .where(
      sql`${places.id} IN (SELECT id FROM places WHERE ended_at IS NULL AND lower(name) IN (SELECT lower(value) FROM json_each(${JSON.stringify(names)})))`,
    )
}

const placeOf = (ctx: Context, id: Id<'st'>, name: string): typeof places.$inferInsert => ({
  id,
  kind: 'site',
  name,
  code: '',
  codeFolded: null,
  notes: '',
  parentId: null,
  siteId: id,
  path: `${id}/`,
  depth: 0,
  createdAt: ctx.now,
  endedAt: null,
  successorId: null,
  version: 1,
})

/** Sites with their addresses by files. */
export const siteImport: ImportKind = {
  name: 'sites',
  title: 'Sites',
  one: 'site',
  many: 'sites',
  about: 'Plants, warehouses, offices: each with its address and who is there.',
  icon: 'warehouse',
  may: 'places.site.import',
  href: '/sites',
  columns: [
    {
      key: 'name',
      title: 'Name',
      words: ['site', 'plant', 'location', 'facility', 'site name'],
      kind: 'line',
      longest: 120,
      required: true,
    },
    {
      key: 'lines',
      title: 'Address',
      words: ['street', 'streetAddress', 'address line', 'address 1', 'addressline1', 'street and number'],
      kind: 'block',
      longest: 300,
    },
    {
      key: 'postcode',
      title: 'Postcode',
      words: ['zip', 'zip code', 'postal code', 'postalCode', 'plz'],
      kind: 'code',
      longest: 20,
    },
    { key: 'city', title: 'City', words: ['town', 'place', 'ort'], kind: 'line', longest: 120 },
    {
      key: 'region',
      title: 'Region',
      words: ['state', 'province', 'stateOrProvince', 'county'],
      kind: 'line',
      longest: 120,
    },
    { key: 'country', title: 'Country', words: ['country code', 'land', 'nation'], kind: 'country' },
    {
      key: 'timeZone',
      title: 'Time zone',
      words: ['tz', 'timezone', 'zone'],
      kind: 'code',
      longest: 60,
      hint: 'The organization’s own where it is empty.',
    },
    { key: 'contact', title: 'Contact', words: ['contact person', 'attention', 'manager'], kind: 'line', longest: 120 },
    { key: 'phone', title: 'Phone', words: ['telephone', 'phone number', 'tel'], kind: 'code', longest: 40 },
    {
      key: 'instructions',
      title: 'Instructions',
      words: ['delivery instructions', 'directions', 'notes', 'description'],
      kind: 'block',
      longest: 1000,
    },
    { key: 'receives', title: 'Receives goods', words: ['ship to', 'receives', 'delivery address'], kind: 'yes-no' },
    {
      key: 'coordinates',
      title: 'Coordinates',
      words: ['lat long', 'latitude longitude', 'gps', 'position'],
      kind: 'code',
      longest: 60,
      hint: 'Latitude and longitude in degrees: 51.8869, 4.4370.',
    },
  ],
  key: ({ name = '' }) => nameKey(name),
  check: ({ timeZone: zone, phone, coordinates, country }): Problems => {
    const problems: Record<string, string> = {}
    trouble(problems, 'timeZone', zone, timeZone)
    // Without a country the number of a site that is here already may be read as of its own.
    if (country || phone?.startsWith('+')) trouble(problems, 'phone', phone, (text) => phoneNumber(text, country))
    trouble(problems, 'coordinates', coordinates, parseCoordinates)
    return problems
  },
  find: async (ctx, rows) => {
    const found = await sitesCalled(
      ctx,
      rows.map(({ values }) => values.name ?? ''),
    )
    return new Map(
      rows.flatMap(({ row, values }): [number, Existing | { problems: Problems }][] => {
        const [one, other] = found.filter((site) => nameKey(site.name) === nameKey(values.name ?? ''))
        if (!one) return []
        if (other) return [[row, { problems: { name: 'Several sites are called so. Rename one of them first.' } }]]
        const { phone = '' } = values
        const same = phone !== '' && phoneOf(values, one) === one.phone
        return [
          [
            row,
            {
              id: one.id,
              title: one.name,
              href: `/sites/${one.id}`,
              values: { ...valuesOf(one), ...(same ? { phone } : {}) },
            },
          ],
        ]
      }),
    )
  },
  plan: async (ctx, rows, by) => {
    const before = new Map(
      (
        await sitesCalled(
          ctx,
          rows.map(({ values, existing }) => existing?.title ?? values.name ?? ''),
        )
      ).map((site) => [site.id as string, site]),
    )
    const { timeZone: zone } = await ctx.profile()
    const outcomes: Outcome[] = []
    const inserts: { place: typeof places.$inferInsert; site: typeof sites.$inferInsert }[] = []
    const updates: (typeof sites.$inferInsert & { name: string; version: number })[] = []
    for (const { row, values, existing } of rows) {
      // A role that was given at certain sites adds none, and changes its own.
      if (by.sites !== null && !(existing && by.sites.includes(existing.id))) {
        outcomes.push({
          row,
          problems: { '': 'You may not do this for the whole organization. Ask an administrator.' },
        })
        continue
      }
      const there = existing ? (before.get(existing.id) ?? null) : null
      if (existing && !there) {
        outcomes.push({ row, problems: { '': 'It has gone meanwhile.' } })
        continue
      }
      const id = there?.id ?? newId('st', ctx.now)
      try {
        const site = { id, ...told(values, there, zone), hours: there?.hours ?? null }
        if (there) updates.push({ ...site, name: values.name || there.name, version: there.version + 1 })
        else inserts.push({ place: placeOf(ctx, id, values.name ?? ''), site })
        outcomes.push({ row, id })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const about = ['phone', 'time-zone', 'coordinates'].find((word) => error.reason.startsWith(word))
        outcomes.push({ row, problems: { [about === 'time-zone' ? 'timeZone' : (about ?? '')]: error.message } })
      }
    }
    return {
      outcomes,
      guards: by.dry
        ? []
        : stillAsRead(
            places,
            updates.map(({ id, version }) => ({ id, version: version - 1 })),
          ),
      writes: by.dry
        ? []
        : [
            ...insertMany(
              ctx,
              places,
              inserts.map(({ place }) => place),
            ),
            ...insertMany(
              ctx,
              sites,
              inserts.map(({ site }) => site),
            ),
            ...updateMany(ctx, places, updates as never, ['name', 'version']),
            ...updateMany(ctx, sites, updates, [
              'address',
              'contact',
              'phone',
              'instructions',
              'timeZone',
              'receives',
              'latitudeMicro',
              'longitudeMicro',
            ]),
          ],
    }
  },
  remove: async (ctx, ids) => {
    if (ids.length === 0) return { writes: [], stays: new Map() }
    const rows = await ctx.db.all<{ id: string; why: string }>(
      sql`${changedSince(places, ids)}
          UNION ALL SELECT site_id, min(name) || ' stands in it.' FROM places WHERE kind <> 'site' AND site_id IN (${listed(ids)}) GROUP BY site_id`,
    )
    const stays = new Map(rows.map(({ id, why }) => [id, why]))
    const free = ids.filter((id) => !stays.has(id))
    return {
      guards: [stillAsBrought(places, free)],
      writes: [
        ctx.db.run(sql`DELETE FROM sites WHERE id IN (${listed(free)})`),
        ctx.db.run(sql`DELETE FROM places WHERE id IN (${listed(free)})`),
      ],
      stays,
    }
  },
  list: async (ctx, after) => {
    const cursor = readCursor(after ?? undefined, 1)
    const rows = await ctx.db
      .select(columns)
      .from(places)
      .innerJoin(sites, sql`${sites.id} = ${places.id}`)
      .where(sql`${places.endedAt} IS NULL ${cursor ? sql`AND ${places.id} > ${cursor[0]}` : sql``}`)
      .orderBy(places.id)
      .limit(500)
    const last = rows.at(-1)
    return { rows: rows.map(valuesOf), next: rows.length === 500 && last ? writeCursor([last.id]) : null }
  },
}

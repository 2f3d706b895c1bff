import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { addressInput, addressOf } from '../identity'
import { newId } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalBlock, optionalLine, optionalPhone, textLine, ticked, timeZone, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { holidayCountries, holidayRegions } from './holidays'
import { type OperatingHours, parseExceptions, parseShifts } from './operating-hours'
import { insertPlace } from './place.queries'
import { places, sites } from './schema'
import { parseCoordinates } from './site'
import { findSite, type Site } from './site.queries'

/** A reader of ours as a field's step: what it refuses becomes the field's sentence. */
const reading =
  <T>(reader: (text: string) => T) =>
  (text: string, check: z.core.$RefinementCtx): T => {
    try {
      return reader(text)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      check.addIssue({ code: 'custom', message: error.message, input: text })
      return z.NEVER
    }
  }

const fields = {
  name: textLine(120, 'Write the name of the site.'),
  contact: optionalLine(120),
  phone: optionalPhone(),
  instructions: optionalBlock(1000),
  timeZone,
  receives: ticked,
  coordinates: optionalLine(60)
    .transform(reading(parseCoordinates))
    .describe('Latitude and longitude in degrees: 51.8869, 4.4370.'),
  ...addressInput('address'),
}

type Given = {
  contact: string
  phone: string
  instructions: string
  timeZone: string
  receives: boolean
  coordinates: ReturnType<typeof parseCoordinates>
} & Record<string, unknown>

const valuesOf = (input: Given) => ({
  contact: input.contact,
  phone: input.phone,
  instructions: input.instructions,
  timeZone: input.timeZone,
  receives: input.receives,
  latitudeMicro: input.coordinates?.latitudeMicro ?? null,
  longitudeMicro: input.coordinates?.longitudeMicro ?? null,
  address: addressOf(input, 'address'),
})

export const siteChanged = (site: Pick<Site, 'name'>) =>
  new Refusal(
    'conflict',
    'site.changed',
    `Somebody changed ${site.name} meanwhile. Look at what it says now, then change it again.`,
  )

type Changed = Partial<Omit<Site, 'id' | 'version' | 'createdAt'>>

/** A changed site with its guard: its name and end stand with its place, the rest in its own row. */
function deed(ctx: Context, before: Site, after: Changed, fact: string) {
  const version = before.version + 1
  const { name, closedAt, ...own } = after
  const place = {
    version,
    ...(name === undefined ? {} : { name }),
    ...(closedAt === undefined ? {} : { endedAt: closedAt as never }),
  }
  const writes: Write[] = [ctx.db.update(places).set(place).where(eq(places.id, before.id))]
  if (Object.keys(own).length > 0) writes.push(ctx.db.update(sites).set(own).where(eq(sites.id, before.id)))
  return {
    subject: before.id,
    guards: [
      {
        count: sql`SELECT count(*) FROM places WHERE id = ${before.id} AND version = ${before.version}`,
        refusal: () => siteChanged(before),
      },
    ],
    writes,
    facts: [{ name: fact, subject: before.id }],
    changes: Object.fromEntries(
      Object.entries(after)
        .filter(([field, value]) => JSON.stringify(before[field as 'name']) !== JSON.stringify(value))
        .map(([field, value]) => [
          field,
          field === 'contact' || field === 'phone'
            ? ('changed' as const)
            : { from: before[field as 'name'], to: value },
        ]),
    ),
    result: { id: before.id, version },
  }
}

export const createSite = action({
  name: 'places.site.create',
  about: 'Adds a site with its address; goods are sent there when it is a ship-to site.',
  input: z.object(fields),
  run: async (ctx, input) => {
    const id = newId('st', ctx.now)
    return {
      subject: id,
      writes: [
        insertPlace(ctx, {
          id,
          kind: 'site',
          name: input.name,
          code: '',
          notes: '',
          parentId: null,
          siteId: id,
          path: `${id}/`,
          depth: 0,
          createdAt: ctx.now,
          endedAt: null,
          successorId: null,
          version: 1,
        }),
        ctx.db.insert(sites).values({ id, ...valuesOf(input), hours: null }),
      ],
      facts: [{ name: 'places.site-created', subject: id }],
      result: { id, version: 1 },
    }
  },
})

const siteId = z.string().regex(/^st_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such site.')

const seen = (site: Site, version: number | null): Site => {
  if (version !== null && version !== site.version) throw siteChanged(site)
  return site
}

export const changeSite = action({
  name: 'places.site.change',
  about: 'Changes the name, address, coordinates, contact and delivery instructions of a site.',
  input: z.object({ id: siteId, version, ...fields }),
  run: async (ctx, { id, version, ...input }) => {
    const before = seen(await findSite(ctx, id), version)
    return deed(ctx, before, { name: input.name, ...valuesOf(input) }, 'places.site-changed')
  },
})

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

const shifts = optionalLine(300).transform(reading(parseShifts))

export const setHours = action({
  name: 'places.site.set-hours',
  about: 'Says when a site works: the shifts of each weekday, days that differ, and public holidays.',
  input: z.object({
    id: siteId,
    version,
    clock: z.enum(['always', 'shifts']).describe('Around the clock, or by the shifts that follow.'),
    ...(Object.fromEntries(weekdays.map((day) => [day, shifts])) as Record<(typeof weekdays)[number], typeof shifts>),
    exceptions: optionalBlock(20_000).transform(reading(parseExceptions)),
    country: optionalLine(2).describe('Whose public holidays are free; empty for none.'),
    region: optionalLine(10),
  }),
  run: async (ctx, { id, version, clock, exceptions, country, region, ...input }) => {
    const before = seen(await findSite(ctx, id), version)
    await knownHolidays(country, region)
    const hours: OperatingHours | null =
      clock === 'always'
        ? null
        : {
            week: weekdays.map((day) => input[day]),
            exceptions,
            holidays: country ? { country, region } : null,
          }
    return deed(ctx, before, { hours }, 'places.site-hours-set')
  },
})

/** Refuses 'invalid' for a country or region whose holidays nobody knows. */
async function knownHolidays(country: string, region: string): Promise<void> {
  if (country === '') return
  const says = (field: string, sentence: string) => refuse('invalid', 'site.holidays', sentence, { [field]: sentence })
  if (!(await holidayCountries()).some(({ value }) => value === country)) says('country', 'Choose a country.')
  if (region && !(await holidayRegions(country)).some(({ value }) => value === region)) {
    says('region', 'Choose a region of this country, or none.')
  }
}

export const closeSite = action({
  name: 'places.site.close',
  about: 'Closes a site: nothing new is sent there. It can be opened again.',
  input: z.object({ id: siteId, version }),
  run: async (ctx, { id }) => {
    const before = await findSite(ctx, id)
    if (before.closedAt !== null) refuse('conflict', 'site.closed', `${before.name} is closed already.`)
    return deed(ctx, before, { closedAt: ctx.now }, 'places.site-closed')
  },
})

export const reopenSite = action({
  name: 'places.site.reopen',
  about: 'Opens a closed site again.',
  input: z.object({ id: siteId, version }),
  run: async (ctx, { id }) => {
    const before = await findSite(ctx, id)
    if (before.closedAt === null) refuse('conflict', 'site.open', `${before.name} is open already.`)
    return deed(ctx, before, { closedAt: null }, 'places.site-reopened')
  },
})

import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import * as z from 'zod'
import { addressInput, addressOf } from '../identity'
import { type Id, newId } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalBlock, optionalLine, optionalPhone, textLine, ticked, timeZone, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { sites } from './schema'

/** A place with an address of its own: goods are sent there, work is done there. */
export type Site = typeof sites.$inferSelect

/** Refuses 'not-found'. */
export async function findSite(ctx: Context, id: string): Promise<Site> {
  const [site] = await ctx.db
    .select()
    .from(sites)
    .where(eq(sites.id, id as Id<'st'>))
  return site ?? refuse('not-found', 'site.unknown', 'There is no such site.')
}

/** One page of sites by name. Refuses 'invalid' ('cursor'). */
export async function listSites(ctx: Context, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select()
    .from(sites)
    .where(cursor ? sql`(${sites.name}, ${sites.id}) > (${cursor[0]}, ${cursor[1]})` : undefined)
    .orderBy(sites.name, sites.id)
    .limit(51)
  return pageOf(rows, 50, (site) => [site.name, site.id])
}

/** What these sites are called. At most ninety. */
export const namesOfSites = (ctx: Context, ids: string[]) =>
  ctx.db
    .select({ id: sites.id, name: sites.name })
    .from(sites)
    .where(inArray(sites.id, ids.slice(0, 90) as Id<'st'>[]))

export const searchSites = (ctx: Context, words: string) =>
  ctx.db
    .select({ id: sites.id, name: sites.name })
    .from(sites)
    .where(and(isNull(sites.closedAt), sql`instr(lower(${sites.name}), lower(${words.trim()})) > 0`))
    .limit(10)

const fields = {
  name: textLine(120, 'Write the name of the site.'),
  contact: optionalLine(120),
  phone: optionalPhone(),
  instructions: optionalBlock(1000),
  timeZone,
  receives: ticked,
  ...addressInput('address'),
}

const valuesOf = (
  input: {
    name: string
    contact: string
    phone: string
    instructions: string
    timeZone: string
    receives: boolean
  } & Record<string, unknown>,
) => ({
  name: input.name,
  contact: input.contact,
  phone: input.phone,
  instructions: input.instructions,
  timeZone: input.timeZone,
  receives: input.receives,
  address: addressOf(input, 'address'),
})

export const siteChanged = (site: Pick<Site, 'name'>) =>
  new Refusal(
    'conflict',
    'site.changed',
    `Somebody changed ${site.name} meanwhile. Look at what it says now, then change it again.`,
  )

/** A changed site with its guard. */
function deed(ctx: Context, before: Site, after: Partial<Site>, fact: string) {
  const version = before.version + 1
  return {
    subject: before.id,
    guards: [
      {
        count: sql`SELECT count(*) FROM sites WHERE id = ${before.id} AND version = ${before.version}`,
        refusal: () => siteChanged(before),
      },
    ],
    writes: [
      ctx.db
        .update(sites)
        .set({ ...after, version })
        .where(eq(sites.id, before.id)),
    ],
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
      writes: [ctx.db.insert(sites).values({ id, ...valuesOf(input), createdAt: ctx.now, closedAt: null, version: 1 })],
      facts: [{ name: 'places.site-created', subject: id }],
      result: { id, version: 1 },
    }
  },
})

const siteId = z.string().regex(/^st_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such site.')

export const changeSite = action({
  name: 'places.site.change',
  about: 'Changes the name, address, contact and delivery instructions of a site.',
  input: z.object({ id: siteId, version, ...fields }),
  run: async (ctx, input) => {
    const before = await findSite(ctx, input.id)
    if (input.version !== null && input.version !== before.version) throw siteChanged(before)
    return deed(ctx, before, valuesOf(input), 'places.site-changed')
  },
})

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

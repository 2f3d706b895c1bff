import { eq, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { dayOf, type LocalDate, weekday } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { holidaysOf } from './holidays'
import { operatingMinutes, operatingStretches, type Stretch, shiftsOn } from './operating-hours'
import { places, sites } from './schema'

/** A place with an address of its own: goods are sent there, work is done there. */
export type Site = typeof sites.$inferSelect & {
  name: string
  createdAt: number
  closedAt: number | null
  version: number
}

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
  createdAt: places.createdAt,
  closedAt: sql<number | null>`${places.endedAt}`.as('closed_at'),
  version: places.version,
}

/** Refuses 'not-found'. */
export async function findSite(ctx: Context, id: string): Promise<Site> {
  const [site] = await ctx.db
    .select(columns)
    .from(sites)
    .innerJoin(places, eq(places.id, sites.id))
    .where(eq(sites.id, id as Id<'st'>))
  return site ?? refuse('not-found', 'site.unknown', 'There is no such site.')
}

/** One page of sites by name. Refuses 'invalid' ('cursor'). */
export async function listSites(ctx: Context, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select(columns)
    .from(places)
    .innerJoin(sites, eq(sites.id, places.id))
    .where(
      cursor
        ? sql`${places.kind} = 'site' AND (${places.name}, ${places.id}) > (${cursor[0]}, ${cursor[1]})`
        : sql`${places.kind} = 'site'`,
    )
    .orderBy(places.name, places.id)
    .limit(51)
  return pageOf(rows, 50, (site) => [site.name, site.id])
}

/** The sites in use by name, for choosing one; at most two hundred. */
export const siteChoices = (ctx: Context) =>
  ctx.db
    .select({ id: places.id, name: places.name })
    .from(places)
    .where(sql`${places.kind} = 'site' AND ${places.endedAt} IS NULL`)
    .orderBy(places.name)
    .limit(200)

/** The ship-to sites in use of which it is known where they are; two hundred at most. */
export const shipToSites = (ctx: Context) =>
  ctx.db
    .select({
      id: sites.id,
      name: places.name,
      latitudeMicro: sql<number>`${sites.latitudeMicro}`.as('latitude_micro'),
      longitudeMicro: sql<number>`${sites.longitudeMicro}`.as('longitude_micro'),
    })
    .from(places)
    .innerJoin(sites, eq(sites.id, places.id))
    .where(
      sql`${places.kind} = 'site' AND ${places.endedAt} IS NULL AND ${sites.receives} = 1 AND ${sites.latitudeMicro} IS NOT NULL`,
    )
    .orderBy(places.name)
    .limit(200)

const yearsAround = ({ from, to }: Stretch, timeZone: string) => ({
  from: Number(dayOf(from, timeZone).slice(0, 4)) - 1,
  to: Number(dayOf(to, timeZone).slice(0, 4)) + 1,
})

/** When a site works between two moments, its holidays left out. Refuses 'not-found'. */
export async function siteStretches(ctx: Context, siteId: string, between: Stretch): Promise<Stretch[]> {
  const { hours, timeZone } = await findSite(ctx, siteId)
  return operatingStretches(
    hours,
    await holidaysOf(hours?.holidays ?? null, yearsAround(between, timeZone)),
    timeZone,
    between,
  )
}

/** Operating minutes of a site between two moments. Refuses 'not-found'. */
export async function siteMinutes(ctx: Context, siteId: string, between: Stretch): Promise<number> {
  const { hours, timeZone } = await findSite(ctx, siteId)
  const holidays = await holidaysOf(hours?.holidays ?? null, yearsAround(between, timeZone))
  return operatingMinutes(hours, holidays, timeZone, between)
}

/** The next public holidays of a site from a day on. */
export async function nextHolidays(site: Pick<Site, 'hours'>, from: LocalDate, most: number) {
  const year = Number(from.slice(0, 4))
  const all = [...(await holidaysOf(site.hours?.holidays ?? null, { from: year, to: year + 1 }))]
  return all
    .filter(([day]) => day >= from)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, most)
    .map(([on, name]) => ({ on, name }))
}

/**
 * The days of a site: its zone; `isHoliday`, on which nobody works though others of its weekday do; `isIdle`, on which
 * nobody ever does. A site without hours has neither. Refuses 'not-found'.
 */
export async function siteDays(ctx: Context, siteId: string, years: { from: number; to: number }) {
  const { hours, timeZone } = await findSite(ctx, siteId)
  const holidays = await holidaysOf(hours?.holidays ?? null, years)
  const isIdle = (day: LocalDate) => hours !== null && (hours.week[weekday(day) - 1] ?? []).length === 0
  const isClosed = (day: LocalDate) =>
    hours !== null && shiftsOn(hours, holidays, day).length === 0 && (holidays.has(day) || !isIdle(day))
  return { timeZone, isHoliday: isClosed, isIdle }
}

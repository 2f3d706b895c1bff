import { HoursPage, SiteFormPage, SitePage, SitesPage } from '../../templates/places/sites'
import { countries } from '../kernel/countries'
import { dayOf } from '../kernel/local-date'
import { attempt, type Refusal } from '../kernel/refusal'
import { timeZones } from '../kernel/time-zone'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { holidayCountries, holidayRegions } from './holidays'
import { writeExceptions, writeShifts } from './operating-hours'
import { findPlace } from './place.queries'
import { surroundings } from './place.routes'
import { writeCoordinates } from './site'
import { changeSite, closeSite, createSite, reopenSite, setHours } from './site.actions'
import { findSite, listSites, nextHolidays, type Site } from './site.queries'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

const coordinatesOf = ({ latitudeMicro, longitudeMicro }: Site) =>
  latitudeMicro === null || longitudeMicro === null ? '' : writeCoordinates({ latitudeMicro, longitudeMicro })

const valuesOf = (site: Site): Record<string, string> => ({
  name: site.name,
  contact: site.contact,
  phone: site.phone,
  instructions: site.instructions,
  timeZone: site.timeZone,
  receives: site.receives ? 'on' : '',
  coordinates: coordinatesOf(site),
  ...Object.fromEntries(Object.entries(site.address).map(([field, value]) => [`address.${field}`, value ?? ''])),
})

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

const hoursValues = ({ hours, address }: Site): Record<string, string> => ({
  clock: hours ? 'shifts' : 'always',
  ...Object.fromEntries(days.map((day, index) => [day, writeShifts(hours?.week[index] ?? [])])),
  exceptions: writeExceptions(hours?.exceptions ?? []),
  country: hours ? (hours.holidays?.country ?? '') : (address.country ?? ''),
  region: hours?.holidays?.region ?? '',
})

const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)

async function showForm(
  c: Request,
  ctx: Context,
  site: Site | null,
  values: Record<string, string>,
  refusal: Refusal | null,
) {
  const zones = timeZones().map((value) => ({ value, label: value.replaceAll('_', ' ') }))
  const page = (
    <SiteFormPage
      site={site}
      values={values}
      trouble={troubleOf(refusal)}
      zones={zones}
      countries={[{ value: '', label: 'Choose' }, ...countries()]}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showHours(
  c: Request,
  ctx: Context,
  site: Site,
  values: Record<string, string>,
  refusal: Refusal | null,
) {
  const [known, regions] = await Promise.all([holidayCountries(), holidayRegions(values.country ?? '').catch(() => [])])
  const page = (
    <HoursPage
      site={site}
      values={values}
      trouble={troubleOf(refusal)}
      countries={[{ value: '', label: 'No public holidays' }, ...known]}
      regions={regions}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** Pages under /sites. */
export const sitePages = new Pages()
  .get('/sites', { may: 'places.site.see' }, async (ctx, c) => {
    const { rows, next } = await listSites(ctx, c.req.query('after'))
    return show(c, ctx, <SitesPage rows={rows} next={next ? `/sites?after=${next}` : null} />)
  })

  .get('/sites/new', { may: createSite.action }, async (ctx, c) =>
    showForm(c, ctx, null, { timeZone: (await ctx.profile()).timeZone, receives: 'on' }, null),
  )

  .post('/sites', { may: createSite.action }, async (ctx, c) => {
    const done = await attempt(() => createSite(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, null, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/sites/${done.value.id}`), { text: 'The site is saved.', undo: null })
  })

  .get('/sites/:id{st_[^/]+}', { may: 'places.site.see' }, async (ctx, c) => {
    const site = await findSite(ctx, id(c))
    const [around, holidays] = await Promise.all([
      findPlace(ctx, site.id).then((place) => surroundings(ctx, c, place)),
      nextHolidays(site, dayOf(ctx.now, site.timeZone), 4),
    ])
    return show(
      c,
      ctx,
      <SitePage
        site={site}
        coordinates={coordinatesOf(site)}
        week={site.hours?.week.map((shifts) => writeShifts(shifts).replaceAll('-', '–')) ?? null}
        exceptions={(site.hours?.exceptions ?? [])
          .filter(({ on }) => on >= dayOf(ctx.now, site.timeZone))
          .slice(0, 5)
          .map(({ on, name, shifts }) => ({ on, name, hours: writeShifts(shifts) || 'closed' }))}
        holidays={holidays}
        around={around}
      />,
    )
  })

  .get('/sites/:id{st_[^/]+}/edit', { may: changeSite.action }, async (ctx, c) => {
    const site = await findSite(ctx, id(c))
    return showForm(c, ctx, site, valuesOf(site), null)
  })

  .get('/sites/:id{st_[^/]+}/hours', { may: setHours.action }, async (ctx, c) => {
    const site = await findSite(ctx, id(c))
    return showHours(c, ctx, site, hoursValues(site), null)
  })

  .post('/sites/:id{st_[^/]+}/hours', { may: setHours.action }, async (ctx, c) => {
    const site = await findSite(ctx, id(c))
    const done = await attempt(() => setHours(ctx, { ...c.var.form, id: site.id }, { key: c.var.key }))
    if (!done.ok) return showHours(c, ctx, site, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/sites/${site.id}`), { text: `The hours of ${site.name} are saved.`, undo: null })
  })

  .post('/sites/:id{st_[^/]+}', { may: changeSite.action }, async (ctx, c) => {
    const site = await findSite(ctx, id(c))
    const done = await attempt(() => changeSite(ctx, { ...c.var.form, id: site.id }, { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, await findSite(ctx, id(c)), c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/sites/${site.id}`), { text: `${site.name} is saved.`, undo: null })
  })

  .post('/sites/:id{st_[^/]+}/closing', { may: closeSite.action }, async (ctx, c) => {
    const site = await closeSite(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, at(ctx, `/sites/${site.id}`), {
      text: 'The site is closed.',
      undo: { action: `/sites/${site.id}/reopening`, fields: {} },
    })
  })

  .post('/sites/:id{st_[^/]+}/reopening', { may: reopenSite.action }, async (ctx, c) => {
    const site = await reopenSite(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, at(ctx, `/sites/${site.id}`), { text: 'The site is open again.', undo: null })
  })

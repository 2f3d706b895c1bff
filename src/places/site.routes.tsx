import { SiteFormPage, SitePage, SitesPage } from '../../templates/places/sites'
import { countries } from '../kernel/countries'
import { attempt, type Refusal } from '../kernel/refusal'
import { timeZones } from '../kernel/time-zone'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { changeSite, closeSite, createSite, findSite, listSites, reopenSite, type Site } from './site'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

const valuesOf = (site: Site): Record<string, string> => ({
  name: site.name,
  contact: site.contact,
  phone: site.phone,
  instructions: site.instructions,
  timeZone: site.timeZone,
  receives: site.receives ? 'on' : '',
  ...Object.fromEntries(Object.entries(site.address).map(([field, value]) => [`address.${field}`, value ?? ''])),
})

async function showForm(
  c: Request,
  ctx: Context,
  site: Site | null,
  values: Record<string, string>,
  refusal: Refusal | null,
) {
  const trouble = refusal ? { sentence: refusal.message, fields: refusal.fields } : null
  const zones = timeZones().map((value) => ({ value, label: value.replaceAll('_', ' ') }))
  const page = (
    <SiteFormPage
      site={site}
      values={values}
      trouble={trouble}
      zones={zones}
      countries={[{ value: '', label: 'Choose' }, ...countries()]}
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

  .get('/sites/:id{st_[^/]+}', { may: 'places.site.see' }, async (ctx, c) =>
    show(c, ctx, <SitePage site={await findSite(ctx, id(c))} />),
  )

  .get('/sites/:id{st_[^/]+}/edit', { may: changeSite.action }, async (ctx, c) => {
    const site = await findSite(ctx, id(c))
    return showForm(c, ctx, site, valuesOf(site), null)
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

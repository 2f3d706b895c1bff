import * as z from 'zod'
import { etag, versionMatched } from '../platform/answers'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { changeSite, closeSite, createSite, reopenSite, setHours } from './site.actions'
import { findSite, listSites } from './site.queries'

const row = z.object({
  id: z.string(),
  name: z.string(),
  address: z.record(z.string(), z.unknown()),
  contact: z.string(),
  phone: z.string(),
  instructions: z.string(),
  timeZone: z.string(),
  receives: z.boolean(),
  latitudeMicro: z.number().int().nullable().describe('Millionths of a degree.'),
  longitudeMicro: z.number().int().nullable(),
  closedAt: z.number().int().nullable(),
  version: z.number().int(),
})

const listQuery = z.object({ after: z.string().optional().describe('The `next` of the page before.') })
const written = z.object({ id: z.string(), version: z.number().int() })
const one = '/sites/:id{st_[^/]+}'
const options = (c: Request) => ({ key: c.var.key })

/** What is asked of a site that is there. Refuses 'not-found', and 'conflict' ('etag') for a version that is not. */
async function asked(ctx: Context, c: Request) {
  const site = await findSite(ctx, c.req.param('id') ?? '')
  return { ...c.var.form, id: site.id, ...versionMatched(c, site.version) }
}

/** JSON of sites, from the same actions as the pages. */
export const siteApi = new Api()
  .add(
    'GET',
    '/sites',
    {
      may: 'places.site.see',
      about: 'Lists sites by name.',
      query: listQuery,
      answer: z.object({ items: z.array(row), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { rows, next } = await listSites(ctx, c.req.query('after'))
      return c.json({ items: rows.map((site) => row.parse(site)), next })
    },
  )
  .add(
    'POST',
    '/sites',
    { may: createSite.action, about: createSite.about, action: createSite, answer: written, status: 201 },
    async (ctx, c) => c.json(await createSite(ctx, c.var.form, options(c)), 201),
  )
  .add('GET', one, { may: 'places.site.see', about: 'One site.', answer: row }, async (ctx, c) => {
    const site = await findSite(ctx, c.req.param('id') ?? '')
    return c.json(row.parse(site), 200, { ETag: etag(site.version) })
  })
  .add(
    'PUT',
    one,
    { may: changeSite.action, about: changeSite.about, action: changeSite, answer: written },
    async (ctx, c) => c.json(await changeSite(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'PUT',
    `${one}/hours`,
    { may: setHours.action, about: setHours.about, action: setHours, answer: written },
    async (ctx, c) => c.json(await setHours(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/closing`,
    { may: closeSite.action, about: closeSite.about, action: closeSite, answer: written },
    async (ctx, c) => c.json(await closeSite(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/reopening`,
    { may: reopenSite.action, about: reopenSite.about, action: reopenSite, answer: written },
    async (ctx, c) => c.json(await reopenSite(ctx, await asked(ctx, c), options(c))),
  )

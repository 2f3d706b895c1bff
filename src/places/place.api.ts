import * as z from 'zod'
import { checkedInput } from '../platform/action'
import { etag, versionMatched } from '../platform/answers'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { kinds } from './place'
import { changePlace, createPlace, mergePlace, movePlace, restorePlace, retirePlace } from './place.actions'
import { findPlace, listChildren, listPlaces } from './place.queries'

const whole = z.object({
  id: z.string(),
  kind: z.enum(kinds),
  name: z.string(),
  code: z.string(),
  notes: z.string(),
  parentId: z.string().nullable(),
  siteId: z.string(),
  path: z.string().describe('The ids from the site down, each followed by a slash.'),
  depth: z.number().int(),
  createdAt: z.number().int(),
  endedAt: z.number().int().nullable(),
  successorId: z.string().nullable().describe('Where what was here is now.'),
  version: z.number().int(),
})

const row = whole.pick({ id: true, kind: true, name: true, code: true, parentId: true, depth: true, endedAt: true })
const listQuery = z.object({
  kind: z.enum(kinds).default('site'),
  in: z.string().optional().describe('The place whose direct contents are listed, instead of a kind.'),
  after: z.string().optional().describe('The `next` of the page before.'),
})
const written = z.object({ id: z.string(), version: z.number().int() })
const one = '/places/:id{pl_[^/]+}'

const id = (c: Request) => c.req.param('id') ?? ''
const options = (c: Request) => ({ key: c.var.key })

/** What is asked of a place that is there. Refuses 'not-found', and 'conflict' ('etag') for a version that is not. */
async function asked(ctx: Context, c: Request) {
  const place = await findPlace(ctx, id(c))
  return { ...c.var.form, id: place.id, ...versionMatched(c, place.version) }
}

/** JSON under /places, from the same actions as the pages. */
export const placeApi = new Api()
  .add(
    'GET',
    '/places',
    {
      may: 'places.place.see',
      about: 'Lists places of a kind, or what stands directly in one, by name.',
      query: listQuery,
      answer: z.object({ items: z.array(row), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { in: parent, kind, after } = checkedInput(listQuery, c.req.query())
      const { rows, next } = parent ? await listChildren(ctx, parent, after) : await listPlaces(ctx, { kind }, after)
      return c.json({
        items: rows.map(({ id, kind, name, code, parentId, depth, endedAt }) => ({
          id,
          kind,
          name,
          code,
          parentId,
          depth,
          endedAt,
        })),
        next,
      })
    },
  )
  .add(
    'POST',
    '/places',
    { may: createPlace.action, about: createPlace.about, action: createPlace, answer: written, status: 201 },
    async (ctx, c) => {
      const made = await createPlace(ctx, c.var.form, options(c))
      return c.json(made, 201, {
        Location: `/api/v1/${ctx.organization.slug}/places/${made.id}`,
        ETag: etag(made.version),
      })
    },
  )
  .add('GET', one, { may: 'places.place.see', about: 'One place, whole.', answer: whole }, async (ctx, c) => {
    const place = await findPlace(ctx, id(c))
    c.header('ETag', etag(place.version))
    return c.json(place)
  })
  .add(
    'PUT',
    one,
    { may: changePlace.action, about: changePlace.about, action: changePlace, answer: written },
    async (ctx, c) => c.json(await changePlace(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'PUT',
    `${one}/parent`,
    { may: movePlace.action, about: movePlace.about, action: movePlace, answer: written },
    async (ctx, c) => c.json(await movePlace(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/merging`,
    { may: mergePlace.action, about: mergePlace.about, action: mergePlace, answer: written },
    async (ctx, c) => c.json(await mergePlace(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/retirement`,
    { may: retirePlace.action, about: retirePlace.about, action: retirePlace, answer: written },
    async (ctx, c) => c.json(await retirePlace(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/restoration`,
    { may: restorePlace.action, about: restorePlace.about, action: restorePlace, answer: written },
    async (ctx, c) => c.json(await restorePlace(ctx, await asked(ctx, c), options(c))),
  )

import { EndingPage, MovePage, PlaceFormPage, PlaceOptions, PlacePage, PlacesPage } from '../../templates/places/places'
import { attempt, type Refusal } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { withPlace } from './picked'
import { type Kind, kindsWithin, type Place } from './place'
import { changePlace, createPlace, mergePlace, movePlace, restorePlace, retirePlace } from './place.actions'
import {
  alongPath,
  currentPlace,
  findPlace,
  listChildren,
  lookUpPlace,
  mostInTree,
  searchPlaces,
  trailOf,
  treeSentence,
} from './place.queries'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

/** Where a place's page is: a site has its own. */
const pathOf = (place: Pick<Place, 'id' | 'kind'>) =>
  place.kind === 'site' ? `/sites/${place.id}` : `/places/${place.id}`

const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)

/** What stands around a place, for its page. */
export async function surroundings(ctx: Context, c: Request, place: Place) {
  const [children, steps] = await Promise.all([listChildren(ctx, place.id, c.req.query('after')), trailOf(ctx, place)])
  const trail = alongPath(steps, place.path)
  return {
    children: children.rows,
    next: children.next ? `${pathOf(place)}?after=${children.next}` : null,
    trail: trail.slice(0, -1),
    kinds: place.endedAt === null ? kindsWithin(place.kind) : [],
  }
}

async function showForm(
  c: Request,
  ctx: Context,
  { place, parent, kinds }: { place: Place | null; parent: Place; kinds: Kind[] },
  values: Record<string, string>,
  refusal: Refusal | null,
) {
  const page = (
    <PlaceFormPage place={place} parent={parent} kinds={kinds} values={values} trouble={troubleOf(refusal)} />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function newInside(ctx: Context, c: Request) {
  const parent = await findPlace(ctx, id(c))
  const kinds = kindsWithin(parent.kind)
  return showForm(c, ctx, { place: null, parent, kinds }, { kind: c.req.query('kind') ?? kinds[0] ?? '' }, null)
}

/** Pages under /places. */
export const placePages = new Pages()
  .get('/places', { may: 'places.place.see' }, async (ctx, c) => {
    const rows = await treeSentence(ctx)
    return show(c, ctx, <PlacesPage rows={rows.slice(0, mostInTree)} more={rows.length > mostInTree} />)
  })

  .get('/places/pick', { may: 'places.place.see' }, async (ctx, c) =>
    show(c, ctx, <PlaceOptions places={await searchPlaces(ctx, c.req.query('q') ?? '', { most: 12 })} />),
  )

  .get('/places/:id{pl_[^/]+}/new', { may: createPlace.action }, newInside)
  .get('/sites/:id{st_[^/]+}/new', { may: createPlace.action }, newInside)

  .post('/places', { may: createPlace.action }, async (ctx, c) => {
    const done = await attempt(() => createPlace(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) {
      const parent = await findPlace(ctx, c.var.form.parentId ?? '')
      return showForm(c, ctx, { place: null, parent, kinds: kindsWithin(parent.kind) }, c.var.form, done.refusal)
    }
    if (c.var.form.again) {
      return seeOther(
        c,
        at(ctx, `${pathOf(await findPlace(ctx, c.var.form.parentId ?? ''))}/new?kind=${c.var.form.kind}`),
        {
          text: `${c.var.form.name} is saved. Write the next one.`,
          undo: null,
        },
      )
    }
    return seeOther(c, at(ctx, `/places/${done.value.id}`), { text: 'The place is saved.', undo: null })
  })

  .get('/places/:id{pl_[^/]+}', { may: 'places.place.see' }, async (ctx, c) => {
    const place = await findPlace(ctx, id(c))
    if (place.successorId) {
      const now = await currentPlace(ctx, place.id)
      return seeOther(c, at(ctx, pathOf(now)), { text: `${place.name} is ${now.name} now.`, undo: null })
    }
    return show(c, ctx, <PlacePage place={place} around={await surroundings(ctx, c, place)} />)
  })

  .get('/places/:id{pl_[^/]+}/edit', { may: changePlace.action }, async (ctx, c) => {
    const place = await findPlace(ctx, id(c))
    const { name, code, notes } = place
    const parent = await findPlace(ctx, place.parentId ?? '')
    return showForm(c, ctx, { place, parent, kinds: [] }, { name, code, notes }, null)
  })

  .post('/places/:id{pl_[^/]+}', { may: changePlace.action }, async (ctx, c) => {
    const done = await attempt(() => changePlace(ctx, { ...c.var.form, id: id(c) }, { key: c.var.key }))
    const place = await findPlace(ctx, id(c))
    if (!done.ok) {
      const parent = await findPlace(ctx, place.parentId ?? '')
      return showForm(c, ctx, { place, parent, kinds: [] }, c.var.form, done.refusal)
    }
    return seeOther(c, at(ctx, `/places/${place.id}`), { text: `${place.name} is saved.`, undo: null })
  })

  .get('/places/:id{pl_[^/]+}/move', { may: movePlace.action }, async (ctx, c) =>
    show(c, ctx, <MovePage place={await findPlace(ctx, id(c))} values={{}} trouble={null} />),
  )

  .post('/places/:id{pl_[^/]+}/move', { may: movePlace.action }, async (ctx, c) => {
    const place = await findPlace(ctx, id(c))
    const done = await attempt(async () =>
      movePlace(ctx, { ...(await withPlace(ctx, c.var.form, 'parentId')), id: place.id }, { key: c.var.key }),
    )
    if (!done.ok) {
      const page = <MovePage place={place} values={c.var.form} trouble={troubleOf(done.refusal)} />
      return show(c, ctx, page, statusFor(done.refusal))
    }
    const [now] = await lookUpPlace(ctx, c.var.form.parentId ?? '')
    return seeOther(c, at(ctx, `/places/${place.id}`), {
      text: `${place.name} stands ${now ? `in ${now.name}` : 'elsewhere'} now.`,
      undo: {
        action: `/places/${place.id}/move`,
        fields: { version: String(done.value.version), parentId: place.parentId ?? '' },
      },
    })
  })

  .get('/places/:id{pl_[^/]+}/merging', { may: mergePlace.action }, async (ctx, c) =>
    show(c, ctx, <EndingPage place={await findPlace(ctx, id(c))} how="merge" values={{}} trouble={null} />),
  )

  .post('/places/:id{pl_[^/]+}/merging', { may: mergePlace.action }, async (ctx, c) => {
    const place = await findPlace(ctx, id(c))
    const done = await attempt(async () =>
      mergePlace(ctx, { ...(await withPlace(ctx, c.var.form, 'successorId')), id: place.id }, { key: c.var.key }),
    )
    if (done.ok) return seeOther(c, at(ctx, `/places/${place.id}`))
    const page = <EndingPage place={place} how="merge" values={c.var.form} trouble={troubleOf(done.refusal)} />
    return show(c, ctx, page, statusFor(done.refusal))
  })

  .get('/places/:id{pl_[^/]+}/retirement', { may: retirePlace.action }, async (ctx, c) =>
    show(c, ctx, <EndingPage place={await findPlace(ctx, id(c))} how="retire" values={{}} trouble={null} />),
  )

  .post('/places/:id{pl_[^/]+}/retirement', { may: retirePlace.action }, async (ctx, c) => {
    const place = await findPlace(ctx, id(c))
    const done = await attempt(async () =>
      retirePlace(ctx, { ...(await withPlace(ctx, c.var.form, 'successorId')), id: place.id }, { key: c.var.key }),
    )
    if (!done.ok) {
      const page = <EndingPage place={place} how="retire" values={c.var.form} trouble={troubleOf(done.refusal)} />
      return show(c, ctx, page, statusFor(done.refusal))
    }
    const after = await findPlace(ctx, place.id)
    return seeOther(c, at(ctx, `/places/${place.id}`), {
      text: `${place.name} is retired.`,
      undo: after.successorId
        ? null
        : { action: `/places/${place.id}/restoration`, fields: { version: String(done.value.version) } },
    })
  })

  .post('/places/:id{pl_[^/]+}/restoration', { may: restorePlace.action }, async (ctx, c) => {
    await restorePlace(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, `/places/${id(c)}`), { text: 'The place is in use again.', undo: null })
  })

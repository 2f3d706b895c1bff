import {
  CategoriesPage,
  RelationFormPage,
  Spares,
  SparesPage,
  VendorFormPage,
} from '../../templates/inventory/part-details'
import type { TreeNode } from '../../templates/kit'
import { decimalOfQuantity } from '../kernel/quantity'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { units } from '../kernel/units'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { findPart, searchParts } from './part.queries'
import { relatePart, removeVendorOfPart, writeCategory, writeVendorOfPart } from './part-details.actions'
import { type Category, categoryChoices, findVendorPart, listCategories, sparesOf } from './part-details.queries'
import { Reader } from './reader'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const one = '/parts/:id{pt_[^/]+}'
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)
const allUnits = () => units().map(({ code, name, sign }) => ({ value: code, label: `${name} (${sign})` }))

async function showVendor(
  c: Request,
  ctx: Context,
  vendor: string | null,
  values: Record<string, string>,
  refusal: Refusal | null,
) {
  const part = await findPart(ctx, id(c))
  const page = (
    <VendorFormPage part={part} id={vendor} values={values} trouble={troubleOf(refusal)} units={allUnits()} />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showRelation(
  c: Request,
  ctx: Context,
  kind: 'substitute' | 'use',
  values: Record<string, string>,
  refusal: Refusal | null,
) {
  const page = (
    <RelationFormPage part={await findPart(ctx, id(c))} kind={kind} values={values} trouble={troubleOf(refusal)} />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

const nodesOf = (all: readonly Category[], parentId: string | null): TreeNode[] =>
  all
    .filter((row) => row.parentId === parentId)
    .map((row) => ({
      id: row.id,
      href: `/parts?category=${row.id}`,
      label: row.name,
      open: true,
      children: nodesOf(all, row.id),
    }))

async function showCategories(c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) {
  const all = await listCategories(ctx)
  const page = (
    <CategoriesPage
      nodes={nodesOf(all, null)}
      choices={categoryChoices(all)}
      values={values}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** The part that a form's words name, where the browser could not choose one. */
async function partOf(ctx: Context, form: Record<string, string>, field: string): Promise<string> {
  const words = form[`${field}-words`]?.trim() ?? ''
  if (form[field] || !words) return form[field] ?? ''
  const [first, second] = await searchParts(ctx, words, 2)
  if (first && !second) return first.id
  const sentence = first
    ? `Several parts are found by ${words}: write the whole number.`
    : `No part is found by ${words}.`
  return refuse('invalid', 'part.words', sentence, { [field]: sentence })
}

/** Who sells a part, what stands in for it, where it is used, and the categories. */
export const partDetailPages = new Pages()
  .get('/parts/categories', { may: 'inventory.part.see' }, (ctx, c) => showCategories(c, ctx, {}, null))
  .post('/parts/categories', { may: writeCategory.action }, async (ctx, c) => {
    const done = await attempt(() => writeCategory(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showCategories(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, '/parts/categories'), { text: 'The category is saved.', undo: null })
  })

  .get(`${one}/vendors/new`, { may: writeVendorOfPart.action }, (ctx, c) => showVendor(c, ctx, null, {}, null))
  .get(`${one}/vendors/:vendor{vp_[^/]+}`, { may: writeVendorOfPart.action }, async (ctx, c) => {
    const row = await findVendorPart(ctx, c.req.param('vendor') ?? '')
    if (row.partId !== id(c)) refuse('not-found', 'vendor-part.unknown', 'No vendor of this part is written down so.')
    const decimal = (scaled: number) => decimalOfQuantity({ scaled, unit: row.unit })
    const values = {
      vendorId: row.vendorId ?? '',
      'vendorId-words': row.vendorName,
      number: row.number,
      unit: row.unit,
      factor: decimal(row.factor),
      least: row.least === 0 ? '' : decimal(row.least),
      multiple: decimal(row.multiple),
      leadDays: row.leadDays === null ? '' : String(row.leadDays),
      price: row.price,
      preferred: row.preferred ? 'on' : '',
    }
    return showVendor(c, ctx, row.id, values, null)
  })
  .post(`${one}/vendors`, { may: writeVendorOfPart.action }, async (ctx, c) => {
    const part = await findPart(ctx, id(c))
    const done = await attempt(async () => {
      const reader = await Reader.of(ctx, part, c.var.form)
      return writeVendorOfPart(
        ctx,
        {
          ...c.var.form,
          vendorName: c.var.form['vendorId-words'] ?? c.var.form.vendorName,
          partId: part.id,
          price: reader.price('price'),
        },
        { key: c.var.key },
      )
    })
    if (!done.ok) return showVendor(c, ctx, c.var.form.id || null, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/parts/${part.id}`), { text: 'The vendor is saved.', undo: null })
  })
  .post(`${one}/vendors/:vendor{vp_[^/]+}/removal`, { may: removeVendorOfPart.action }, async (ctx, c) => {
    const { partId } = await removeVendorOfPart(ctx, { id: c.req.param('vendor') }, { key: c.var.key })
    return seeOther(c, at(ctx, `/parts/${partId}`), { text: 'The vendor is taken off.', undo: null })
  })

  .get(`${one}/relations/substitute`, { may: relatePart.action }, (ctx, c) =>
    showRelation(c, ctx, 'substitute', {}, null),
  )
  .get(`${one}/relations/use`, { may: relatePart.action }, (ctx, c) => showRelation(c, ctx, 'use', {}, null))
  .post(`${one}/relations`, { may: relatePart.action }, async (ctx, c) => {
    const kind = c.var.form.kind === 'use' ? 'use' : 'substitute'
    const part = await findPart(ctx, id(c))
    const done = await attempt(async () => {
      const reader = await Reader.of(ctx, part, c.var.form)
      const quantity = kind === 'use' && c.var.form.quantity ? reader.quantity('quantity') : ''
      const other = kind === 'substitute' ? await partOf(ctx, c.var.form, 'other') : (c.var.form.other ?? '')
      return relatePart(ctx, { ...c.var.form, partId: part.id, kind, other, quantity }, { key: c.var.key })
    })
    if (!done.ok) return showRelation(c, ctx, kind, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/parts/${part.id}`), {
      text: c.var.form.remove ? 'It is removed.' : 'It is written down.',
      undo: null,
    })
  })

/** The bill of spares of an asset or of a model: a fragment for its page, and a page of its own. */
async function showSpares(ctx: Context, c: Request) {
  const card = (await ctx.records([id(c)])).get(id(c))
  if (!card) return refuse('not-found', 'record.unknown', 'There is no such record.')
  const rows = await sparesOf(ctx, [id(c)])
  if (c.req.header('HX-Request') !== undefined) return show(c, ctx, <Spares rows={rows} />)
  return show(c, ctx, <SparesPage title={card.title} href={card.href} rows={rows} />)
}
for (const kind of ['as', 'md'])
  partDetailPages.get(`/stock/spares/:id{${kind}_[^/]+}`, { may: 'inventory.part.see' }, showSpares)

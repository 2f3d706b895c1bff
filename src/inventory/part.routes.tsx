import { type LineRow, LinesPage, PartPage } from '../../templates/inventory/part'
import { PartFormPage } from '../../templates/inventory/part-form'
import { PartsPage, type PartsView } from '../../templates/inventory/parts'
import { coversSentence } from '../files'
import { attempt, type Refusal } from '../kernel/refusal'
import { units } from '../kernel/units'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { maySee } from '../platform/sensitive'
import { type Part, readSpecifications, writeSpecifications } from './part'
import { bringPartBack, changePart, createPart, retirePart } from './part.actions'
import {
  binsOf,
  findPartWithStock,
  type LedgerLine,
  listLines,
  listParts,
  type PartFilter,
  type PartRow,
  searchParts,
  whereabouts,
} from './part.queries'
import { categoryChoices, listCategories, substitutesOf, usesOf, vendorsOf } from './part-details.queries'
import { reservationsOf } from './reservation.queries'
import { named } from './reservation.routes'
import { subjectsNamed } from './subject'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const one = '/parts/:id{pt_[^/]+}'

/** What things cost is told to those who may see it. */
export async function linesFor(ctx: Context, lines: LedgerLine[]): Promise<LineRow[]> {
  const names = await subjectsNamed(
    ctx,
    lines.map(({ subject }) => subject),
  )
  return lines.map((line) => ({
    ...line,
    title: names.get(line.subject ?? '')?.title ?? null,
    valueMinor: maySee(ctx, 'cost') ? line.valueMinor : null,
  }))
}

const unitChoices = () => units().map(({ code, name, sign }) => ({ value: code, label: `${name} (${sign})` }))

const valuesOf = (part: Part): Record<string, string> => ({
  number: part.number,
  name: part.name,
  description: part.description,
  manufacturer: part.manufacturer,
  manufacturerNumber: part.manufacturerNumber,
  criticality: part.criticality,
  unit: part.unit,
  whole: part.whole ? 'on' : '',
  tracking: part.tracking,
  expires: part.expires ? 'on' : '',
  repairable: part.repairable ? 'on' : '',
  hazard: part.hazard,
  storage: part.storage,
  leadDays: String(part.leadDays),
  categoryId: part.categoryId ?? '',
  specifications: writeSpecifications(part.specifications),
})

const showForm = async (
  c: Request,
  ctx: Context,
  { part, fixed }: { part: Part | null; fixed: boolean },
  values: Record<string, string>,
  refusal: Refusal | null,
) =>
  show(
    c,
    ctx,
    <PartFormPage
      part={part}
      values={values}
      trouble={refusal ? { sentence: refusal.message, fields: refusal.fields } : null}
      units={unitChoices()}
      categories={categoryChoices(await listCategories(ctx))}
      fixed={fixed}
    />,
    refusal ? statusFor(refusal) : 200,
  )

/** A part's form: one line a fact of its data sheet. */
const said = (form: Record<string, string>) => ({
  ...form,
  specifications: readSpecifications(form.specifications ?? ''),
})

/** Rows with their fullest bin, their photo, and what only some may see. */
const dressed = async (ctx: Context, rows: PartRow[]) => {
  const ids = rows.map((row) => row.id)
  const [bins, covers] = await Promise.all([binsOf(ctx, ids), ids.length > 0 ? coversSentence(ctx, ids) : []])
  const told = maySee(ctx, 'cost')
  return rows.map((row) => {
    const own = bins.filter(({ partId }) => partId === row.id)
    const cover = covers.find(({ about }) => about === row.id)
    return {
      ...row,
      bin: own[0]?.bin ?? null,
      bins: own.length,
      photo: cover ? at(ctx, `/files/${cover.fileId}/thumbnail`) : null,
      valueMinor: told ? row.valueMinor : null,
    }
  })
}

const filters: Record<PartsView, PartFilter> = {
  all: {},
  low: { low: true },
  vital: { criticality: 'vital' },
  retired: { retired: true },
}
const viewOf = (word: string | undefined): PartsView =>
  word === 'low' || word === 'vital' || word === 'retired' ? word : 'all'

/** Pages under /parts. */
export const partPages = new Pages()
  .get('/parts', { may: 'inventory.part.see' }, async (ctx, c) => {
    const { q = '', after, category = '' } = c.req.query()
    const words = q.trim().slice(0, 200)
    const view = viewOf(c.req.query('view'))
    const { rows, next } = words
      ? { rows: await searchParts(ctx, words, 50), next: null }
      : await listParts(ctx, { ...filters[view], categoryId: category || undefined }, after)
    const sorted = category ? (await listCategories(ctx)).find(({ id: one }) => one === category) : null
    const query = new URLSearchParams({
      ...(view === 'all' ? {} : { view }),
      ...(category ? { category } : {}),
      after: next ?? '',
    })
    return show(
      c,
      ctx,
      <PartsPage
        rows={await dressed(ctx, rows)}
        next={next ? `/parts?${query}` : null}
        words={words}
        view={view}
        category={sorted ? { id: sorted.id, name: sorted.name } : null}
        first={!after}
      />,
    )
  })

  .get('/parts/new', { may: createPart.action }, async (ctx, c) =>
    showForm(
      c,
      ctx,
      { part: null, fixed: false },
      { unit: 'EA', whole: 'on', number: c.req.query('number') ?? '' },
      null,
    ),
  )

  .post('/parts', { may: createPart.action }, async (ctx, c) => {
    const done = await attempt(() => createPart(ctx, said(c.var.form), { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, { part: null, fixed: false }, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/parts/${done.value.id}`), { text: 'The part is saved.', undo: null })
  })

  .get(one, { may: 'inventory.part.see' }, async (ctx, c) => {
    const [{ part, stock }, { bins, lines }, reserved, [vendors, substitutes, uses, covers, categories]] =
      await Promise.all([
        findPartWithStock(ctx, id(c)),
        whereabouts(ctx, id(c)),
        reservationsOf(ctx, id(c)),
        ctx.db.batch([
          vendorsOf(ctx, id(c)),
          substitutesOf(ctx, id(c)),
          usesOf(ctx, id(c)),
          coversSentence(ctx, [id(c)]),
          listCategories(ctx),
        ]),
      ])
    const machines = await ctx.records(uses.map(({ target }) => target))
    const figures = {
      onHand: stock.quantity,
      reserved: stock.hard,
      available: stock.quantity - stock.unfit - stock.hard,
      onOrder: stock.onOrder,
      soft: stock.soft,
      reorderPoint: stock.reorderPoint,
      valueMinor: maySee(ctx, 'cost') ? stock.valueMinor : null,
    }
    return show(
      c,
      ctx,
      <PartPage
        part={part}
        figures={figures}
        bins={bins}
        lines={await linesFor(ctx, lines.slice(0, 8))}
        more={lines.length > 8}
        photo={covers[0] ? at(ctx, `/files/${covers[0].fileId}/thumbnail`) : null}
        category={categories.find((row) => row.id === part.categoryId)?.name ?? null}
        reserved={await named(ctx, reserved)}
        vendors={vendors.map((row) => ({ ...row, price: maySee(ctx, 'vendor-price') ? row.price : null }))}
        substitutes={substitutes}
        uses={uses.flatMap(({ target, quantity, note }) => {
          const card = machines.get(target)
          return card ? [{ target, quantity, note, title: card.title, href: card.href }] : []
        })}
      />,
    )
  })

  .get(`${one}/lines`, { may: 'inventory.part.see' }, async (ctx, c) => {
    const { part } = await findPartWithStock(ctx, id(c))
    const { rows, next } = await listLines(ctx, part.id, c.req.query('after'))
    return show(
      c,
      ctx,
      <LinesPage
        part={part}
        lines={await linesFor(ctx, rows)}
        next={next ? `/parts/${part.id}/lines?after=${next}` : null}
      />,
    )
  })

  .get(`${one}/edit`, { may: changePart.action }, async (ctx, c) => {
    const { part, hasMoved } = await findPartWithStock(ctx, id(c))
    return showForm(c, ctx, { part, fixed: hasMoved }, valuesOf(part), null)
  })

  .post(one, { may: changePart.action }, async (ctx, c) => {
    const { part, hasMoved } = await findPartWithStock(ctx, id(c))
    const done = await attempt(() => changePart(ctx, { ...said(c.var.form), id: part.id }, { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, { part, fixed: hasMoved }, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/parts/${part.id}`), { text: `${part.number} is saved.`, undo: null })
  })

  .post(`${one}/retirement`, { may: retirePart.action }, async (ctx, c) => {
    const done = await retirePart(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, `/parts/${done.id}`), {
      text: 'The part is retired.',
      undo: { action: `/parts/${done.id}/return-to-use`, fields: { version: String(done.version) } },
    })
  })

  .post(`${one}/return-to-use`, { may: bringPartBack.action }, async (ctx, c) => {
    const done = await bringPartBack(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, `/parts/${done.id}`), { text: 'The part is in use again.', undo: null })
  })

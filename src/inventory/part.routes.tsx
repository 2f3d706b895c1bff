import { type LineRow, LinesPage, PartPage } from '../../templates/inventory/part'
import { PartFormPage } from '../../templates/inventory/part-form'
import { PartsPage } from '../../templates/inventory/parts'
import { attempt, type Refusal } from '../kernel/refusal'
import { units } from '../kernel/units'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { maySee } from '../platform/sensitive'
import type { Part } from './part'
import { bringPartBack, changePart, createPart, retirePart } from './part.actions'
import {
  binsOf,
  findPartWithStock,
  type LedgerLine,
  listLines,
  listParts,
  type PartRow,
  searchParts,
  whereabouts,
} from './part.queries'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const one = '/parts/:id{pt_[^/]+}'

/** What things cost is told to those who may see it. */
export const linesFor = (ctx: Context, lines: LedgerLine[]): LineRow[] =>
  lines.map((line) => ({ ...line, valueMinor: maySee(ctx, 'cost') ? line.valueMinor : null }))

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
})

const showForm = (
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
      fixed={fixed}
    />,
    refusal ? statusFor(refusal) : 200,
  )

/** A part's form says nothing of its specifications and category yet: they stay as they are. */
const withTheRest = (part: Part, form: Record<string, string>) => ({
  ...form,
  id: part.id,
  categoryId: part.categoryId ?? '',
  specifications: part.specifications,
})

const withBins = async (ctx: Context, rows: PartRow[]) => {
  const bins = await binsOf(
    ctx,
    rows.map((row) => row.id),
  )
  return rows.map((row) => {
    const own = bins.filter(({ partId }) => partId === row.id)
    return { ...row, bin: own[0]?.bin ?? null, bins: own.length }
  })
}

/** Pages under /parts. */
export const partPages = new Pages()
  .get('/parts', { may: 'inventory.part.see' }, async (ctx, c) => {
    const { q = '', retired, after } = c.req.query()
    const words = q.trim()
    const isRetired = retired === 'true'
    const { rows, next } = words
      ? { rows: await searchParts(ctx, words, 50), next: null }
      : await listParts(ctx, { retired: isRetired }, after)
    const query = new URLSearchParams({ ...(isRetired ? { retired: 'true' } : {}), after: next ?? '' })
    return show(
      c,
      ctx,
      <PartsPage
        rows={await withBins(ctx, rows)}
        next={next ? `/parts?${query}` : null}
        words={words}
        retired={isRetired}
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
    const done = await attempt(() => createPart(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, { part: null, fixed: false }, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/parts/${done.value.id}`), { text: 'The part is saved.', undo: null })
  })

  .get(one, { may: 'inventory.part.see' }, async (ctx, c) => {
    const [{ part, stock }, { bins, lines }] = await Promise.all([
      findPartWithStock(ctx, id(c)),
      whereabouts(ctx, id(c)),
    ])
    const figures = {
      onHand: stock.quantity,
      reserved: stock.hard,
      available: stock.quantity - stock.unfit - stock.hard,
      onOrder: stock.onOrder,
      valueMinor: maySee(ctx, 'cost') ? stock.valueMinor : null,
    }
    return show(
      c,
      ctx,
      <PartPage
        part={part}
        figures={figures}
        bins={bins}
        lines={linesFor(ctx, lines.slice(0, 8))}
        more={lines.length > 8}
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
        lines={linesFor(ctx, rows)}
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
    const done = await attempt(() => changePart(ctx, withTheRest(part, c.var.form), { key: c.var.key }))
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

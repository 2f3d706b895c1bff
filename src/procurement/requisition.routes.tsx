import { NeedPage, NeedsFormPage, NeedsPage, type Proposal } from '../../templates/procurement/needs'
import { findPart, listWanting, namesOfParts, searchParts } from '../inventory'
import { readAmount } from '../kernel/amount-text'
import { decimalOfQuantity } from '../kernel/quantity'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { at, id, namesOf, statusOr, troubleOf } from './common'
import { readNeeds } from './reading/need'
import { label as needLabel } from './requisition'
import { createRequisition, dropRequisition } from './requisition.actions'
import { findRequisition, listRequisitions, openNeedsOfParts } from './requisition.queries'
import { label } from './rfq'
import { rfqsById } from './rfq.queries'

const see = { may: 'procurement.requisition.see' }
const one = '/requisitions/:id{rq_[^/]+}'
const states = ['open', 'asked', 'ordered', 'dropped'] as const

const partNames = async (ctx: Context, ids: (string | null)[]) => {
  const rows = await namesOfParts(ctx, [...new Set(ids.flatMap((id) => id ?? []))])
  return (id: string | null) => rows.find((row) => row.id === id)?.name ?? null
}

async function showNeed(c: Request, ctx: Context, refusal: Refusal | null) {
  const need = await findRequisition(ctx, id(c))
  const [part, who, rfq] = await Promise.all([
    partNames(ctx, [need.partId]),
    namesOf(ctx, [need.createdBy]),
    need.rfqId ? rfqsById(ctx, [need.rfqId]) : [],
  ])
  const page = (
    <NeedPage
      need={need}
      part={part(need.partId)}
      who={who(need.createdBy)}
      rfq={rfq[0] ? label(rfq[0]) : null}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

/** Each line with the parts that it may be: a person says which. */
const proposalsOf = (ctx: Context, lines: { words: string; quantity: string }[]): Promise<Proposal[]> =>
  Promise.all(
    lines.map(async ({ words, quantity }) => ({
      words,
      quantity,
      parts: (await searchParts(ctx, words, 4)).map(({ id, number, name }) => ({ id, number, name })),
    })),
  )

/** That a part is on the list already; nothing where it is not. */
const alreadyOf = (open: { partId: string; number: number }[], partId: string): Pick<Proposal, 'already'> => {
  const one = open.find((need) => need.partId === partId)
  return one ? { already: `${needLabel(one)} asks for it already` } : {}
}

/** One known part, as another room's page asks for it: a job that waits, a part's own page. Refuses 'not-found'. */
async function proposalOf(ctx: Context, id: string, quantity: string): Promise<Proposal> {
  const part = await findPart(ctx, id)
  const open = await openNeedsOfParts(ctx, [part.id])
  return { words: part.name, quantity, parts: [part], ...alreadyOf(open, part.id) }
}

/** What runs low, with the sum of the stores behind it; forty at once. */
async function lowStock(ctx: Context): Promise<Proposal[]> {
  const { rows } = await listWanting(ctx, '', 40)
  const open = await openNeedsOfParts(
    ctx,
    rows.map(({ partId }) => partId),
  )
  return rows.map(({ partId, number, name, unit, suggestion }) => ({
    words: name,
    quantity: decimalOfQuantity({ scaled: suggestion.base, unit }),
    parts: [{ id: partId, number, name }],
    why: suggestion.words,
    ...alreadyOf(open, partId),
  }))
}

/** The needs of the form. Refuses 'invalid' with the field of a number that is none. */
function needsOf(form: Record<string, string>) {
  const count = Math.min(Number(form.count) || 0, 40)
  const kept = Array.from({ length: count }, (_, index) => index).filter((index) => form[`skip-${index}`] !== 'on')
  return kept.map((index) => {
    const read = readAmount(form[`quantity-${index}`] ?? '')
    const sentence = 'Write how many, as a number such as 2 or 2.5.'
    if (!read?.sure) refuse('invalid', 'requisition.quantity', sentence, { [`quantity-${index}`]: sentence })
    return {
      partId: form[`part-${index}`] ?? '',
      words: form[`words-${index}`] ?? '',
      quantity: read.decimal,
      neededOn: form.neededOn ?? '',
      about: form.about ?? '',
    }
  })
}

/** Pages of needs. */
export const requisitionPages = new Pages()
  .get('/requisitions', see, async (ctx, c) => {
    const { state: word, after } = c.req.query()
    const state = states.find((one) => one === word) ?? 'open'
    const { rows, next } = await listRequisitions(ctx, state, after)
    const [part, who] = await Promise.all([
      partNames(
        ctx,
        rows.map(({ partId }) => partId),
      ),
      namesOf(
        ctx,
        rows.map(({ createdBy }) => createdBy),
      ),
    ])
    const shown = rows.map((row) => ({ ...row, part: part(row.partId), who: who(row.createdBy) }))
    return show(
      c,
      ctx,
      <NeedsPage rows={shown} next={next && `/requisitions?state=${state}&after=${next}`} state={state} />,
    )
  })

  .get('/requisitions/new', { may: createRequisition.action }, async (ctx, c) => {
    const { from = '', part = '', quantity = '1', about = '', on = '', text = '' } = c.req.query()
    const values = { from, about: about.slice(0, 60), neededOn: on.slice(0, 10), text: text.slice(0, 2000) }
    const proposals =
      from === 'reorder' ? await lowStock(ctx) : part ? [await proposalOf(ctx, part, quantity.slice(0, 20))] : null
    if (proposals?.length === 0) {
      const flash = { text: 'Nothing runs low just now.', undo: null }
      return seeOther(c, at(ctx, '/requisitions'), flash)
    }
    return show(c, ctx, <NeedsFormPage values={values} proposals={proposals} trouble={null} />)
  })

  .post('/requisitions/reading', { may: createRequisition.action }, async (ctx, c) => {
    const lines = readNeeds(c.var.form.text ?? '')
    const sentence = 'Write at least one thing that is needed.'
    const trouble = lines.length === 0 ? { sentence, fields: { text: sentence } } : null
    const proposals = trouble ? null : await proposalsOf(ctx, lines)
    const page = <NeedsFormPage values={c.var.form} proposals={proposals} trouble={trouble} />
    return show(c, ctx, page, trouble ? 422 : 200)
  })

  .post('/requisitions', { may: createRequisition.action }, async (ctx, c) => {
    const { form, key } = c.var
    const done = await attempt(async () => createRequisition(ctx, { needs: needsOf(form) }, { key }))
    if (done.ok) {
      const words =
        done.value.ids.length === 1 ? 'The need is written down.' : `${done.value.ids.length} needs are written down.`
      return seeOther(c, at(ctx, '/requisitions'), { text: words, undo: null })
    }
    const count = Math.min(Number(form.count) || 0, 40)
    const lines = Array.from({ length: count }, (_, index) => ({
      words: form[`words-${index}`] ?? '',
      quantity: form[`quantity-${index}`] ?? '',
    }))
    const page = (
      <NeedsFormPage
        values={form}
        proposals={count > 0 ? await proposalsOf(ctx, lines) : null}
        trouble={troubleOf(done.refusal)}
      />
    )
    return show(c, ctx, page, statusOr(done.refusal))
  })

  .get(one, see, (ctx, c) => showNeed(c, ctx, null))

  .post(`${one}/drop`, { may: dropRequisition.action }, async (ctx, c) => {
    const { reason = '' } = c.var.form
    const done = await attempt(() => dropRequisition(ctx, { id: id(c), reason }, { key: c.var.key }))
    if (!done.ok) return showNeed(c, ctx, done.refusal)
    return seeOther(c, at(ctx, '/requisitions'), { text: `R-${done.value.number} is off the list.`, undo: null })
  })

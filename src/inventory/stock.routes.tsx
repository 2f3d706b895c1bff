import type { Child } from 'hono/jsx'
import { ProofPage } from '../../templates/inventory/proof'
import {
  CountPage,
  type FormProps,
  IssuePage,
  ReceiptPage,
  ReturnPage,
  RevaluationPage,
  ReversalPage,
  ScrapPage,
  TransferPage,
} from '../../templates/inventory/stock-forms'
import { formatMoney } from '../kernel/money'
import { attempt, type Refusal } from '../kernel/refusal'
import type { Action } from '../platform/action'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { findPartWithStock, lineWithPart, namesOfDifferences, whereabouts } from './part.queries'
import { linesFor } from './part.routes'
import { unitsOf } from './part-units'
import { subjectOf } from './pick.routes'
import { Reader } from './reader'
import {
  adjustStock,
  issueStock,
  receiveStock,
  returnStock,
  revalueStock,
  reverseMove,
  scrapStock,
  transferStock,
} from './stock.actions'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
type Form = Record<string, string>

type Deed = {
  path: string
  verb: Action
  /** Whether the form needs to know what lies where. */
  input: (reader: Reader, c: Request) => Promise<unknown> | unknown
  page: (props: FormProps & { bins: Awaited<ReturnType<typeof whereabouts>>['bins']; now: string }) => Child
  words: string
  /** A first value of the form, from the address: scanned labels name their bin. */
  first?: (query: Form) => Form
}

const said = ({ form }: Reader) => ({ reason: form.reason ?? '', effectiveOn: form.effectiveOn || null })

const deeds: Deed[] = [
  {
    path: 'issue',
    verb: issueStock,
    input: async (reader, c) => {
      const { binId, lot } = reader.spot()
      const line = { partId: reader.part.id, binId, lot, quantity: reader.quantity('quantity') }
      return { lines: [line], subject: await subjectOf(reader.ctx, c), ...said(reader) }
    },
    page: (props) => <IssuePage {...props} bins={props.bins.filter(({ condition }) => condition === 'ok')} />,
    words: 'is issued',
  },
  {
    path: 'receipt',
    verb: receiveStock,
    input: async (reader) => {
      const { condition = 'ok', lot = '', expiresOn } = reader.form
      const line = {
        partId: reader.part.id,
        binId: await reader.bin('binId'),
        condition,
        lot,
        expiresOn: expiresOn || null,
        quantity: reader.quantity('quantity'),
        price: reader.unit === reader.part.unit ? reader.price('price') : '',
        value: reader.value('price', 'quantity'),
      }
      return { lines: [line], ...said(reader) }
    },
    page: (props) => <ReceiptPage {...props} />,
    words: 'is in stock',
  },
  {
    path: 'transfer',
    verb: transferStock,
    input: async (reader) => {
      const toBinId = await reader.bin('toBinId')
      const toCondition = reader.form.toCondition ?? 'ok'
      const quantity = reader.quantity('quantity')
      return { lines: [{ partId: reader.part.id, ...reader.spot(), toBinId, toCondition, quantity }], ...said(reader) }
    },
    page: (props) => <TransferPage {...props} />,
    words: 'is moved',
  },
  {
    path: 'count',
    verb: adjustStock,
    input: async (reader) => ({
      partId: reader.part.id,
      binId: await reader.bin('binId'),
      lot: reader.form.lot ?? '',
      counted: reader.quantity('counted'),
      ...said(reader),
    }),
    page: (props) => <CountPage {...props} />,
    words: 'is counted',
  },
  {
    path: 'scrapping',
    verb: scrapStock,
    input: (reader) => ({
      partId: reader.part.id,
      ...reader.spot(),
      quantity: reader.quantity('quantity'),
      ...said(reader),
    }),
    page: (props) => <ScrapPage {...props} />,
    words: 'is scrapped',
  },
  {
    path: 'revaluation',
    verb: revalueStock,
    input: (reader) => ({ partId: reader.part.id, value: reader.money('value'), reason: reader.form.reason ?? '' }),
    page: (props) => <RevaluationPage {...props} />,
    words: 'is revalued',
  },
]

const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)

async function showDeed(c: Request, ctx: Context, deed: Deed, values: Form, refusal: Refusal | null) {
  const [{ part, stock }, { bins }, { currency, locale }] = await Promise.all([
    findPartWithStock(ctx, id(c)),
    whereabouts(ctx, id(c)),
    ctx.profile(),
  ])
  const now = formatMoney({ minor: stock.valueMinor, currency }, locale)
  const page = deed.page({ part, values, trouble: troubleOf(refusal), bins, now, units: await unitsOf(ctx, part) })
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** The deeds of the stores, a form each under its part. */
export const stockPages = new Pages()

for (const deed of deeds) {
  const path = `/parts/:id{pt_[^/]+}/${deed.path}`
  stockPages.get(path, { may: deed.verb.action }, (ctx, c) => showDeed(c, ctx, deed, c.req.query(), null))
  stockPages.post(path, { may: deed.verb.action }, async (ctx, c) => {
    const { part } = await findPartWithStock(ctx, id(c))
    const done = await attempt(async () => {
      const reader = await Reader.of(ctx, part, c.var.form)
      return deed.verb(ctx, await deed.input(reader, c), { key: c.var.key }) as Promise<{ moves: string[] }>
    })
    if (!done.ok) return showDeed(c, ctx, deed, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/parts/${part.id}`), { text: `${part.number} ${deed.words}.`, undo: null })
  })
}

const moves = '/stock/moves/:id{mv_[^/]+}'

async function showMove(
  c: Request,
  ctx: Context,
  Screen: typeof ReturnPage | typeof ReversalPage,
  values: Form,
  refusal: Refusal | null,
) {
  const { line, part } = await lineWithPart(ctx, id(c))
  const [shown] = await linesFor(ctx, [line])
  if (!shown) throw new Error('A line was lost')
  const page = <Screen part={part} line={shown} values={values} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

stockPages
  .get(`${moves}/return`, { may: returnStock.action }, (ctx, c) => showMove(c, ctx, ReturnPage, {}, null))
  .post(`${moves}/return`, { may: returnStock.action }, async (ctx, c) => {
    const { part } = await lineWithPart(ctx, id(c))
    const done = await attempt(async () => {
      const reader = await Reader.of(ctx, part, c.var.form)
      const { condition = 'ok', reason = '' } = c.var.form
      const input = { moveId: id(c), binId: await reader.bin('binId'), condition, reason }
      return returnStock(ctx, { ...input, quantity: reader.quantity('quantity') }, { key: c.var.key })
    })
    if (!done.ok) return showMove(c, ctx, ReturnPage, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/parts/${part.id}`), { text: `${part.number} is back.`, undo: null })
  })

  .get(`${moves}/reversal`, { may: reverseMove.action }, (ctx, c) => showMove(c, ctx, ReversalPage, {}, null))
  .post(`${moves}/reversal`, { may: reverseMove.action }, async (ctx, c) => {
    const { part } = await lineWithPart(ctx, id(c))
    const input = { moveId: id(c), reason: c.var.form.reason ?? '' }
    const done = await attempt(() => reverseMove(ctx, input, { key: c.var.key }))
    if (!done.ok) return showMove(c, ctx, ReversalPage, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/parts/${part.id}`), { text: 'The movement is taken back.', undo: null })
  })

  .get('/stock/proof', { may: 'inventory.stock.prove' }, async (ctx, c) =>
    show(c, ctx, <ProofPage differences={await namesOfDifferences(ctx)} at={ctx.now} />),
  )

import {
  KitFormPage,
  KitsPage,
  LendPage,
  LoansPage,
  ReserveKitPage,
  TakeBackPage,
} from '../../templates/inventory/kits'
import { spotChoices } from '../../templates/inventory/stock-forms'
import { StockPolicyPage, ValuePage } from '../../templates/inventory/value'
import { type LocalDate, localDate, startOfMonth } from '../kernel/local-date'
import { decimalOfQuantity, parseQuantity } from '../kernel/quantity'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { todayOf } from './day'
import { findKit, listKits, reserveKit, writeKit } from './kit.actions'
import { findLoan, lendTool, listLoans, takeToolBack } from './loan.actions'
import { findPartWithStock, searchParts, whereabouts } from './part.queries'
import { subjectOf } from './pick.routes'
import { Reader } from './reader'
import { readPolicy } from './stock.queries'
import { subjectsNamed } from './subject'
import { closePeriod, movementsOf, switchMethod, valueAt } from './value'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)
const status = (refusal: Refusal | null) => (refusal ? statusFor(refusal) : 200)

/** The lines of a kit as people type them: how many, then the number of the part. */
async function kitLines(ctx: Context, text: string) {
  const { locale } = await ctx.profile()
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
  return Promise.all(
    lines.slice(0, 41).map(async (line) => {
      const [, amount = '1', number = line] = /^([\d.,]+)\s+(.+)$/.exec(line) ?? []
      const say = (sentence: string) => refuse('invalid', 'kit.line', sentence, { lines: sentence })
      const [first, second] = await searchParts(ctx, number, 2)
      if (!first) return say(`No part is found by “${number}”.`)
      const isExact = first.number.toLowerCase() === number.toLowerCase()
      if (second && !isExact) return say(`Several parts are found by “${number}”. Write the whole number.`)
      return { partId: first.id, quantity: decimalOfQuantity(parseQuantity(amount, first.unit, locale)) }
    }),
  )
}

const showReserveKit = async (c: Request, ctx: Context, refusal: Refusal | null) =>
  show(
    c,
    ctx,
    <ReserveKitPage kit={await findKit(ctx, id(c))} values={c.var.form} trouble={troubleOf(refusal)} />,
    status(refusal),
  )

async function showLend(c: Request, ctx: Context, refusal: Refusal | null) {
  const [{ part }, { bins }] = await Promise.all([findPartWithStock(ctx, id(c)), whereabouts(ctx, id(c))])
  const choices = spotChoices(
    part,
    bins.filter(({ condition }) => condition === 'ok'),
  )
  return show(
    c,
    ctx,
    <LendPage part={part} choices={choices} values={c.var.form} trouble={troubleOf(refusal)} />,
    status(refusal),
  )
}

async function showTakeBack(c: Request, ctx: Context, refusal: Refusal | null) {
  const loan = await findLoan(ctx, id(c))
  const [{ part }, names] = await Promise.all([
    findPartWithStock(ctx, loan.partId),
    subjectsNamed(ctx, [loan.borrower]),
  ])
  const shown = { id: loan.id, number: part.number, title: names.get(loan.borrower)?.title ?? loan.borrower }
  return show(c, ctx, <TakeBackPage loan={shown} values={c.var.form} trouble={troubleOf(refusal)} />, status(refusal))
}

const dayAsked = (word: string | undefined, otherwise: LocalDate): LocalDate =>
  word && /^\d{4}-\d{2}-\d{2}$/.test(word) ? localDate(word) : otherwise

async function showPolicy(c: Request, ctx: Context, refusal: Refusal | null) {
  return show(
    c,
    ctx,
    <StockPolicyPage policy={await readPolicy(ctx)} values={c.var.form} trouble={troubleOf(refusal)} />,
    status(refusal),
  )
}

/** Kits, lent tools, and what the stock is worth. */
export const deskPages = new Pages()
  .get('/stock/kits', { may: 'inventory.part.see' }, async (ctx, c) =>
    show(c, ctx, <KitsPage kits={await listKits(ctx)} />),
  )
  .get('/stock/kits/new', { may: writeKit.action }, async (ctx, c) =>
    show(c, ctx, <KitFormPage id={null} values={{}} trouble={null} />),
  )
  .get('/stock/kits/:id{kt_[^/]+}/edit', { may: writeKit.action }, async (ctx, c) => {
    const kit = await findKit(ctx, id(c))
    const lines = kit.lines
      .map(({ quantity, unit, number }) => `${decimalOfQuantity({ scaled: quantity, unit })} ${number}`)
      .join('\n')
    return show(c, ctx, <KitFormPage id={kit.id} values={{ name: kit.name, notes: kit.notes, lines }} trouble={null} />)
  })
  .post('/stock/kits', { may: writeKit.action }, async (ctx, c) => {
    const { form } = c.var
    const done = await attempt(async () =>
      writeKit(ctx, { ...form, lines: await kitLines(ctx, form.lines ?? '') }, { key: c.var.key }),
    )
    if (!done.ok)
      return show(
        c,
        ctx,
        <KitFormPage id={form.id || null} values={form} trouble={troubleOf(done.refusal)} />,
        status(done.refusal),
      )
    return seeOther(c, at(ctx, '/stock/kits'), {
      text: form.end ? 'The kit is out of use.' : 'The kit is saved.',
      undo: null,
    })
  })
  .get('/stock/kits/:id{kt_[^/]+}/reservation', { may: reserveKit.action }, (ctx, c) => showReserveKit(c, ctx, null))
  .post('/stock/kits/:id{kt_[^/]+}/reservation', { may: reserveKit.action }, async (ctx, c) => {
    const subject = await subjectOf(ctx, c)
    const input = { id: id(c), subject, requiredOn: c.var.form.requiredOn || null }
    const done = await attempt(() => reserveKit(ctx, input, { key: c.var.key }))
    if (!done.ok && done.refusal.code === 'not-found' && done.refusal.reason === 'kit.unknown') throw done.refusal
    if (!done.ok) return showReserveKit(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/stock/for/${encodeURIComponent(subject)}`), {
      text: 'The kit is reserved.',
      undo: null,
    })
  })

  .get('/stock/loans', { may: 'inventory.part.see' }, async (ctx, c) => {
    const rows = await listLoans(ctx)
    const names = await subjectsNamed(
      ctx,
      rows.map(({ borrower }) => borrower),
    )
    return show(
      c,
      ctx,
      <LoansPage rows={rows.map((row) => ({ ...row, title: names.get(row.borrower)?.title ?? row.borrower }))} />,
    )
  })
  .get('/parts/:id{pt_[^/]+}/loan', { may: lendTool.action }, (ctx, c) => showLend(c, ctx, null))
  .post('/parts/:id{pt_[^/]+}/loan', { may: lendTool.action }, async (ctx, c) => {
    const { part } = await findPartWithStock(ctx, id(c))
    const done = await attempt(async () => {
      const reader = await Reader.of(ctx, part, c.var.form)
      const { binId, lot } = reader.spot()
      const { dueOn = '', reason = '' } = c.var.form
      const borrower = await subjectOf(ctx, c)
      return lendTool(
        ctx,
        { partId: part.id, quantity: reader.quantity('quantity'), binId, lot, borrower, dueOn, reason },
        { key: c.var.key },
      )
    })
    if (!done.ok) return showLend(c, ctx, done.refusal)
    return seeOther(c, at(ctx, '/stock/loans'), { text: `${part.number} is lent.`, undo: null })
  })
  .get('/stock/loans/:id{ln_[^/]+}', { may: takeToolBack.action }, (ctx, c) => showTakeBack(c, ctx, null))
  .post('/stock/loans/:id{ln_[^/]+}', { may: takeToolBack.action }, async (ctx, c) => {
    const loan = await findLoan(ctx, id(c))
    const done = await attempt(async () => {
      const { condition = 'ok', reason = '' } = c.var.form
      return takeToolBack(
        ctx,
        { loanId: loan.id, binId: await Reader.bin(ctx, c.var.form, 'binId'), condition, reason },
        { key: c.var.key },
      )
    })
    if (!done.ok) return showTakeBack(c, ctx, done.refusal)
    return seeOther(c, at(ctx, '/stock/loans'), { text: 'It is back.', undo: null })
  })

  .get('/stock/value', { may: 'inventory.value.see' }, async (ctx, c) => {
    const today = await todayOf(ctx)
    const day = dayAsked(c.req.query('day'), today)
    const from = dayAsked(c.req.query('from'), startOfMonth(day))
    const [value, movements, policy] = await Promise.all([
      valueAt(ctx, day),
      movementsOf(ctx, from, day),
      readPolicy(ctx),
    ])
    return show(c, ctx, <ValuePage day={day} from={from} {...value} movements={movements} policy={policy} />)
  })
  .get('/stock/policy', { may: 'inventory.value.see' }, (ctx, c) => showPolicy(c, ctx, null))
  .post('/stock/policy/method', { may: switchMethod.action }, async (ctx, c) => {
    const done = await attempt(() => switchMethod(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showPolicy(c, ctx, done.refusal)
    return seeOther(c, at(ctx, '/stock/value'), { text: 'Stock is valued so from now on.', undo: null })
  })
  .post('/stock/policy/closing', { may: closePeriod.action }, async (ctx, c) => {
    const done = await attempt(() => closePeriod(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showPolicy(c, ctx, done.refusal)
    return seeOther(c, at(ctx, '/stock/value'), { text: `All before ${done.value.openFrom} is closed.`, undo: null })
  })

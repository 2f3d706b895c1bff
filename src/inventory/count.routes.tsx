import { CountSessionPage, CountsPage, NewCountPage, RulePage } from '../../templates/inventory/counts'
import { parseMoney } from '../kernel/money'
import { decimalOfQuantity, parseQuantity } from '../kernel/quantity'
import { attempt, Refusal, refuse } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { placeNames } from './bins'
import { cancelCount, openCount, postCount, takeCount, writeRule } from './count.actions'
import { accuracies, binsDue, findCount, linesToWalk, listCounts, listRules } from './count.queries'
import { Reader } from './reader'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const one = '/stock/counts/:id{cs_[^/]+}'
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)

async function showSession(
  c: Request,
  ctx: Context,
  values: Record<string, string>,
  refusal: Refusal | null,
  wanted?: string,
) {
  const [{ session }, rows] = await Promise.all([findCount(ctx, id(c)), linesToWalk(ctx, id(c))])
  const lines = rows.map((row) => ({ ...row, mine: row.countedBy === ctx.actor.id }))
  const mayCount = (line: (typeof lines)[number]) =>
    line.state === 'to-count' || (line.state === 'recount' && !line.mine)
  const now = ctx.may(takeCount.action)
    ? (lines.find((line) => line.id === wanted && mayCount(line)) ?? lines.find(mayCount) ?? null)
    : null
  const page = (
    <CountSessionPage session={session} lines={lines} at={now} values={values} trouble={troubleOf(refusal)} />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** An amount of money of a form as whole smallest units, by the field's name. */
async function minorOf(ctx: Context, form: Record<string, string>, field: string): Promise<number> {
  const { currency, locale } = await ctx.profile()
  try {
    return parseMoney(form[field] ?? '', currency, locale).minor
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(error.code, error.reason, error.message, { [field]: error.message })
  }
}

/** Counting: its desk, its sessions, its rules. */
export const countPages = new Pages()
  .get('/stock/counts', { may: takeCount.action }, async (ctx, c) => {
    const [{ rows, next }, rules, accuracy] = await Promise.all([
      listCounts(ctx, c.req.query('after')),
      listRules(ctx),
      accuracies(ctx),
    ])
    const names = await placeNames(
      ctx,
      rules.map(({ placeId }) => placeId),
    )
    const due = await Promise.all(
      rules.map(async (rule) => (await binsDue(ctx, rule, ctx.now - rule.everyDays * 86_400_000)).length),
    )
    const shown = rules.map((rule, index) => ({
      ...rule,
      place: names.get(rule.placeId) ?? 'a storeroom that is gone',
      due: due[index] ?? 0,
    }))
    return show(
      c,
      ctx,
      <CountsPage rows={rows} next={next ? `/stock/counts?after=${next}` : null} rules={shown} accuracy={accuracy} />,
    )
  })

  .get('/stock/counts/new', { may: openCount.action }, async (ctx, c) =>
    show(c, ctx, <NewCountPage values={c.req.query()} trouble={null} />),
  )
  .post('/stock/counts', { may: openCount.action }, async (ctx, c) => {
    const { form } = c.var
    const done = await attempt(async () => {
      const placeId = form.ruleId ? '' : await Reader.bin(ctx, form, 'placeId')
      const approval = form.approval === undefined ? {} : { approvalMinor: await minorOf(ctx, form, 'approval') }
      return openCount(ctx, { ...form, placeId, ...approval }, { key: c.var.key })
    })
    if (!done.ok)
      return show(
        c,
        ctx,
        <NewCountPage values={{ ...form, blind: form.blind ?? '' }} trouble={troubleOf(done.refusal)} />,
        statusFor(done.refusal),
      )
    return seeOther(c, at(ctx, `/stock/counts/${done.value.id}`))
  })

  .get('/stock/counts/rules/new', { may: writeRule.action }, async (ctx, c) =>
    show(c, ctx, <RulePage values={{}} trouble={null} />),
  )
  .post('/stock/counts/rules', { may: writeRule.action }, async (ctx, c) => {
    const { form } = c.var
    const done = await attempt(async () => {
      if (form.end) return writeRule(ctx, form, { key: c.var.key })
      const placeId = await Reader.bin(ctx, form, 'placeId')
      return writeRule(
        ctx,
        { ...form, placeId, turnoverMinor: await minorOf(ctx, form, 'turnover') },
        { key: c.var.key },
      )
    })
    if (!done.ok)
      return show(c, ctx, <RulePage values={form} trouble={troubleOf(done.refusal)} />, statusFor(done.refusal))
    return seeOther(c, at(ctx, '/stock/counts'), {
      text: form.end ? 'The rule is ended.' : 'The rule is in force.',
      undo: null,
    })
  })

  .get(one, { may: takeCount.action }, (ctx, c) => showSession(c, ctx, {}, null, c.req.query('line')))
  .post(`${one}/lines/:line{cl_[^/]+}`, { may: takeCount.action }, async (ctx, c) => {
    const lineId = c.req.param('line') ?? ''
    const done = await attempt(async () => {
      const line = (await linesToWalk(ctx, id(c))).find((row) => row.id === lineId)
      if (!line) return refuse('not-found', 'count.line', 'This is not part of the count.')
      const { locale } = await ctx.profile()
      try {
        const counted = decimalOfQuantity(parseQuantity(c.var.form.counted ?? '', line.unit, locale))
        return await takeCount(ctx, { sessionId: id(c), lineId, counted }, { key: c.var.key })
      } catch (error) {
        if (!(error instanceof Refusal) || Object.keys(error.fields).length > 0) throw error
        throw new Refusal(error.code, error.reason, error.message, { counted: error.message })
      }
    })
    if (!done.ok && done.refusal.code === 'not-found') throw done.refusal
    if (!done.ok) return showSession(c, ctx, c.var.form, done.refusal, lineId)
    return seeOther(c, at(ctx, `/stock/counts/${id(c)}`))
  })
  .post(`${one}/posting`, { may: postCount.action }, async (ctx, c) => {
    const done = await attempt(() =>
      postCount(ctx, { sessionId: id(c), version: c.var.form.version ?? null }, { key: c.var.key }),
    )
    if (!done.ok && done.refusal.code === 'not-found') throw done.refusal
    if (!done.ok) return showSession(c, ctx, {}, done.refusal)
    return seeOther(c, at(ctx, `/stock/counts/${id(c)}`), { text: 'The count is posted.', undo: null })
  })
  .post(`${one}/cancelling`, { may: cancelCount.action }, async (ctx, c) => {
    await cancelCount(ctx, { sessionId: id(c), version: c.var.form.version ?? null }, { key: c.var.key })
    return seeOther(c, at(ctx, '/stock/counts'), { text: 'The count is cancelled. Nothing was posted.', undo: null })
  })

import { AwardPage, ComparePage } from '../../templates/procurement/compare'
import { QuotePage } from '../../templates/procurement/quote'
import { parseMoney } from '../kernel/money'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { checkReason, type Pick, sharesOf } from './award'
import { awardRfq, setRate } from './award.actions'
import { at, cardOf, id, namesOf, statusOr, troubleOf } from './common'
import { comparisonOf } from './comparison'
import { nextStep, type Rules } from './order'
import { ordersOfRfq, rulesSentence } from './order.queries'
import { needPrices } from './priced'
import { flagsOf } from './quote'
import { findQuote, versionsOf } from './quote.queries'
import { findRfq, linesOf } from './rfq.queries'

const see = { may: 'procurement.quote.see' }
const one = '/rfqs/:id{rf_[^/]+}'

type Compared = Awaited<ReturnType<typeof comparisonOf>>

/** What the form picked: by the position of the line. */
const picksOf = ({ lines }: Compared, form: Record<string, string>): Pick[] =>
  lines.flatMap(({ id, position }) => {
    const quoteId = form[`pick-${position}`]
    return quoteId ? [{ lineId: id, quoteId }] : []
  })

async function showCompare(c: Request, ctx: Context, form: Record<string, string>, refusal: Refusal | null) {
  needPrices(ctx)
  const seen = await comparisonOf(ctx, id(c))
  const { rfq, comparison, answers, rates, currency, invitations } = seen
  const open = rfq.state === 'sent' || rfq.state === 'closed'
  const picked = picksOf(seen, form)
  const best = comparison.rows.flatMap(({ line, cells }) => {
    const cell = cells.find(({ best }) => best !== null)
    return cell ? [[line.id, cell.quoteId] as [string, string]] : []
  })
  const won = open ? [] : await ordersOfRfq(ctx, rfq.id)
  const page = (
    <ComparePage
      rfq={rfq}
      comparison={comparison}
      offers={seen.offers}
      vendors={new Map(answers.map(({ quote, vendor }) => [quote.id, vendor]))}
      asked={
        new Set([...invitations.map(({ vendorId }) => vendorId), ...answers.map(({ quote }) => quote.vendorId)]).size
      }
      currency={currency}
      rates={rates}
      missing={[
        ...new Set(comparison.columns.filter(({ noRate }) => noRate).map(({ quote }) => quote.currency)),
      ].filter(() => ctx.may(setRate.action))}
      about={await cardOf(ctx, rfq.about)}
      picks={
        new Map(
          picked.length > 0
            ? picked.map(({ lineId, quoteId }) => [lineId, quoteId])
            : won.length > 0
              ? []
              : open
                ? best
                : [],
        )
      }
      reason={form.reason ?? ''}
      trouble={troubleOf(refusal)}
      mayAward={open && ctx.may(awardRfq.action)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

/** Freight that somebody wrote down for quotes that do not state it. Refuses 'invalid' ('award.freight') on its field. */
async function freightsOf(ctx: Context, seen: Compared, form: Record<string, string>): Promise<Map<string, number>> {
  const { locale } = await ctx.profile()
  const freights = new Map<string, number>()
  for (const { quote } of seen.answers) {
    const text = form[`freight-${quote.id}`]?.trim() ?? ''
    if (text === '') continue
    const read = await attempt(() => parseMoney(text, quote.currency, locale))
    if (read.ok && read.value.minor >= 0) freights.set(quote.id, read.value.minor)
    else {
      const sentence = read.ok ? 'Write an amount, not less than nothing.' : read.refusal.message
      refuse('invalid', 'award.freight', sentence, { [`freight-${quote.id}`]: sentence })
    }
  }
  return freights
}

async function showAward(c: Request, ctx: Context, form: Record<string, string>, refusal: Refusal | null = null) {
  needPrices(ctx)
  const seen = await comparisonOf(ctx, id(c))
  const picks = picksOf(seen, form)
  const freights = refusal ? new Map() : await freightsOf(ctx, seen, form)
  const shares = sharesOf(picks, seen, freights)
  checkReason(picks, seen.comparison, form.reason ?? '')
  const [rules] = await rulesSentence(ctx)
  const page = (
    <AwardPage
      rfq={seen.rfq}
      currency={seen.currency}
      reason={form.reason ?? ''}
      approvers="somebody who may approve orders says yes first"
      values={form}
      trouble={troubleOf(refusal)}
      picks={seen.lines.flatMap(({ id, position }) => {
        const pick = picks.find(({ lineId }) => lineId === id)
        return pick ? [[String(position), pick.quoteId] as [string, string]] : []
      })}
      shares={shares.map(({ quote, lines, ...share }) => ({
        ...share,
        quoteId: quote.id,
        vendor: seen.answers.find((answer) => answer.quote.id === quote.id)?.vendor ?? '',
        currency: quote.currency,
        waits: nextStep({ ownMinor: share.ownMinor, contentHash: '' }, [], rules as Rules) !== null,
        lines: lines.map(({ line, quantity, price }) => ({
          position: line.position,
          words: line.words,
          quantity,
          unit: line.unit,
          price,
        })),
      }))}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

/** Comparing and awarding. */
export const awardPages = new Pages()
  .get(`${one}/quotes`, see, (ctx, c) => showCompare(c, ctx, {}, null))

  .post(`${one}/award`, { may: awardRfq.action }, async (ctx, c) => {
    const { form, key } = c.var
    if (form.deed === 'look') {
      const looked = await attempt(() => showAward(c, ctx, form))
      return looked.ok ? looked.value : showCompare(c, ctx, form, looked.refusal)
    }
    const done = await attempt(async () => {
      const seen = await comparisonOf(ctx, id(c))
      const freights = [...(await freightsOf(ctx, seen, form))].map(([quoteId, minor]) => ({ quoteId, minor }))
      const deed = { id: seen.rfq.id, picks: picksOf(seen, form), freights, reason: form.reason ?? '' }
      return awardRfq(ctx, deed, { key })
    })
    if (!done.ok)
      return done.refusal.reason === 'award.freight'
        ? showAward(c, ctx, form, done.refusal)
        : showCompare(c, ctx, form, done.refusal)
    const [only, ...others] = done.value.orders
    const words =
      others.length === 0 ? 'Awarded: one order is written.' : `Awarded: ${others.length + 1} orders are written.`
    return seeOther(c, at(ctx, others.length === 0 ? `/purchase-orders/${only}` : '/purchase-orders'), {
      text: words,
      undo: null,
    })
  })

  .post(`${one}/rates`, { may: setRate.action }, async (ctx, c) => {
    const { from, rate, on, source } = c.var.form
    const done = await attempt(() => setRate(ctx, { from, rate, on, source }, { key: c.var.key }))
    if (!done.ok) return showCompare(c, ctx, {}, done.refusal)
    return seeOther(c, at(ctx, `/rfqs/${id(c)}/quotes`), {
      text: `The rate of ${done.value.from} is written.`,
      undo: null,
    })
  })

  .get('/quotes/:id{qt_[^/]+}', see, async (ctx, c) => {
    needPrices(ctx)
    const { quote, vendor, lines } = await findQuote(ctx, id(c))
    const [rfq, asked, versions, who] = await Promise.all([
      findRfq(ctx, quote.rfqId),
      linesOf(ctx, quote.rfqId),
      versionsOf(ctx, quote.rfqId, quote.vendorId),
      namesOf(ctx, [quote.receivedBy]),
    ])
    const page = (
      <QuotePage
        quote={quote}
        vendor={vendor}
        rfq={rfq}
        rows={asked.map((line) => {
          const offer = lines.find(({ lineId }) => lineId === line.id) ?? null
          return { line, offer, flags: offer ? flagsOf(offer, line) : [] }
        })}
        versions={versions}
        who={who(quote.receivedBy)}
      />
    )
    return show(c, ctx, page)
  })

import type { Rate } from '../kernel/money'
import type { Context } from '../platform/context'
import { type Comparison, compare } from './compare'
import { todayOf } from './fields'
import type { QuoteLine } from './quote'
import { answersTo, ratesInto } from './quote.queries'
import type { Rfq, RfqLine } from './rfq'
import { rfqWhole } from './rfq.queries'

/** An RFQ with its answers, compared at the rates of today. Refuses 'not-found'. */
export async function comparisonOf(ctx: Context, id: string) {
  const { rfq, lines, invitations } = await rfqWhole(ctx, id)
  const [answers, { currency }, today] = await Promise.all([answersTo(ctx, rfq.id), ctx.profile(), todayOf(ctx)])
  const rates: Rate[] = await ratesInto(
    ctx,
    currency,
    answers.map(({ quote }) => quote.currency),
    today,
  )
  const comparison: Comparison = compare({
    lines,
    quotes: answers,
    rates,
    currency,
    waitingMinor: rfq.waitingMinor ?? 0,
    today,
  })
  return {
    rfq: rfq as Rfq,
    lines: lines as RfqLine[],
    invitations,
    answers,
    rates,
    currency,
    today,
    comparison,
    offers: new Map<string, QuoteLine[]>(answers.map(({ quote, lines: own }) => [quote.id, own])),
  }
}

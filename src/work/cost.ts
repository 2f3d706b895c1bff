import { addMoney, type Money, money, negateMoney, sumOf, zero } from '../kernel/money'

type Labor = { costMinor: number | null; currency: string; voidedAt: number | null }
type Issue = { valueMinor: number }
type Other = { amountMinor: number; currency: string; counts: boolean; voidedAt: number | null }

/** What an order cost, and of what that is made. */
export type Cost = { labor: Money; parts: Money; others: Money; total: Money }

/**
 * Labor at the rates copied when it was entered, parts at what the ledger says that they were worth when they left, less
 * what came back, services and others as they were entered. Nothing is recomputed from what things cost today.
 * Source: features 2.3 rule 8.
 */
export function costOfOrder(
  currency: string,
  { labor, issues, others }: { labor: readonly Labor[]; issues: readonly Issue[]; others: readonly Other[] },
): Cost {
  const ofLabor = sumOf(
    currency,
    labor.filter(({ voidedAt }) => voidedAt === null).map(({ costMinor, currency: own }) => money(costMinor ?? 0, own)),
  )
  const ofParts = negateMoney(
    sumOf(
      currency,
      issues.map(({ valueMinor }) => money(valueMinor, currency)),
    ),
  )
  const ofOthers = sumOf(
    currency,
    others
      .filter(({ counts, voidedAt }) => counts && voidedAt === null)
      .map(({ amountMinor, currency: own }) => money(amountMinor, own)),
  )
  const total = [ofLabor, ofParts, ofOthers].reduce(addMoney, zero(currency))
  return { labor: ofLabor, parts: ofParts, others: ofOthers, total }
}

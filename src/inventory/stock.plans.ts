import { sql } from 'drizzle-orm'
import { type Id, newId } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { instant } from '../kernel/instant'
import { type LocalDate, startOfDay } from '../kernel/local-date'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Plan, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Fact } from '../platform/schema'
import { inWords, type Move, type MoveKind, type Posting, type Spot, type Stock } from './stock'
import {
  insertLot,
  insertMove,
  type Ledger,
  lastTaken,
  ledgerStillAt,
  loadLedgers,
  movedMeanwhile,
  type Policy,
  updateLedger,
} from './stock.queries'

/** What is decided: the stock afterwards, its line where it moved, and by how much soft demand changes. */
export type Step = Pick<Posting, 'stock'> & { move: Move | null; softBy?: number }

/** One thing that is asked of the ledger: of which part, what is decided, and what the line says beside it. */
export type Ask = {
  partId: Id<'pt'>
  /** Null where nothing has to be written: the count was right. Several steps follow one another. */
  decide: (ledger: Ledger) => Step | Step[] | null
  /** The bin that is taken from, or null for any, for telling who was faster. */
  from?: Pick<Spot, 'binId'> | null
  subject?: string | null
  reason?: string
  reversesId?: Id<'mv'>
  returnsId?: Id<'mv'>
  /** What a whole unit cost, when goods came in: what the next that is found is worth. */
  unitValueMinor?: number
}

/** A line that a plan will write: what it did to the value of the stock, below zero out. */
export type PlannedMove = {
  id: Id<'mv'>
  partId: Id<'pt'>
  kind: MoveKind
  /** Scaled base units. */
  quantity: number
  valueMinor: number
  currency: string
  /** Which ask it answers. */
  ask: number
}

export type StockPlan = Plan & { moveIds: Id<'mv'>[]; moves: PlannedMove[]; facts: Fact[] }

/**
 * Decides lines of the ledger one after another, several of one part too, and answers what has to be written: guards at
 * the versions that were read, lines, projections, and one fact `inventory.stock-moved` a line. Other rooms compose it
 * into their own commit; it asks no permission.
 *
 * `effectiveOn` is a day of the past for what is entered late: only the quantity is back-dated, its value counts from
 * now. With `refused`, what an ask's own rules refuse is put there by its number, and the others are decided without it.
 * Refuses 'invalid' ('period.closed', 'period.future'), 'conflict' as the decisions do, with who took it and when.
 * Source: features 2.8 rules 1 to 5.
 */
export async function planMoves(
  ctx: Context,
  asks: Ask[],
  effectiveOn: LocalDate | null = null,
  refused: Map<number, Refusal> | null = null,
): Promise<StockPlan> {
  const ids = [...new Set(asks.map(({ partId }) => partId))]
  const [{ ledgers, policy }, profile] = await Promise.all([loadLedgers(ctx, ids), ctx.profile()])
  const effectiveAt = effectiveMoment(effectiveOn, policy, profile.timeZone, ctx.now)
  const before = new Map(ledgers.map((ledger) => [ledger.partId, ledger]))
  const after = new Map(before)
  const lines: Write[] = []
  const facts: Fact[] = []
  const moves: PlannedMove[] = []

  for (const [index, ask] of asks.entries()) {
    const ledger = after.get(ask.partId) as Ledger
    const decision = await decided(ctx, ask, ledger).catch((error) => {
      if (!refused || !(error instanceof Refusal)) throw error
      refused.set(index, error)
      return null
    })
    const steps = decision === null ? [] : [decision].flat()
    const last = steps.at(-1)
    if (!last) continue
    after.set(ask.partId, {
      ...ledger,
      ...last.stock,
      soft: steps.reduce((soft, { softBy = 0 }) => soft + softBy, ledger.soft),
      lastUnitValueMinor: ask.unitValueMinor ?? ledger.lastUnitValueMinor,
    })
    for (const { move } of steps) {
      if (!move) continue
      const id = newId('mv', ctx.now)
      const { subject = null, reason = '', reversesId, returnsId } = ask
      lines.push(
        insertMove(ctx, ask.partId, move, profile.currency, {
          id,
          subject,
          reason,
          effectiveAt,
          reversesId,
          returnsId,
        }),
      )
      const { kind, quantity, valueMinor } = move
      moves.push({ id, partId: ask.partId, kind, quantity, valueMinor, currency: profile.currency, ask: index })
      facts.push({ name: 'inventory.stock-moved', subject: ask.partId, move: id, kind, for: subject, by: ctx.actor.id })
    }
  }

  const changed = ids.filter((id) => before.get(id) !== after.get(id))
  const guards: Guard[] = changed.map((id) => ledgerStillAt(before.get(id) as Ledger))
  if (effectiveOn !== null) guards.push(stillOpen(effectiveOn))
  const projections = changed.flatMap((id) => updateLedger(ctx, before.get(id) as Ledger, after.get(id) as Ledger))
  return { guards, writes: [...projections, ...lines], facts, moves, moveIds: moves.map(({ id }) => id) }
}

async function decided(ctx: Context, ask: Ask, ledger: Ledger): Promise<Step | Step[] | null> {
  try {
    return ask.decide(ledger)
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== 'stock.short' || ask.from === undefined) throw error
    const taken = await lastTaken(ctx, ask.partId, ask.from?.binId ?? null)
    if (!taken) throw error
    const sentence = `${error.message} ${await whoTook(ctx, ledger, taken)}`
    throw new Refusal(error.code, error.reason, sentence, { quantity: sentence })
  }
}

/** “Kees Mulder took 2 ea at 13:42.” The day stands before the hour when it was not today. */
async function whoTook(
  ctx: Context,
  stock: Stock,
  { name, at, quantity }: { name: string | null; at: number; quantity: number },
) {
  const { timeZone, locale } = await ctx.profile()
  const isToday = startOfToday(ctx, timeZone) <= at
  const when = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    ...(isToday ? {} : { day: 'numeric', month: 'short' }),
  }).format(at)
  return `${name ?? 'The house'} took ${inWords(stock, quantity)} ${isToday ? 'at' : 'on'} ${when}.`
}

const startOfToday = ({ now }: Context, timeZone: string): number =>
  startOfDay(new Intl.DateTimeFormat('en-CA', { timeZone }).format(now) as LocalDate, timeZone)

function effectiveMoment(on: LocalDate | null, policy: Policy, timeZone: string, now: Instant): Instant {
  if (on === null) return now
  const at = startOfDay(on, timeZone)
  if (at > now) {
    const sentence = 'This day has not come yet. Write today or a day before.'
    refuse('invalid', 'period.future', sentence, { effectiveOn: sentence })
  }
  if (on < policy.openFrom) throw closed(policy.openFrom)
  return instant(at)
}

const closed = (openFrom: string) => {
  const sentence = `The stock period before ${openFrom} is closed. Write a day from then on; what was counted wrong is corrected by a count today.`
  return new Refusal('invalid', 'period.closed', sentence, { effectiveOn: sentence })
}

/** The period was not closed while this was decided. */
const stillOpen = (on: LocalDate): Guard => ({
  count: sql`SELECT count(*) FROM stock_policy WHERE open_from <= ${on}`,
  refusal: () => closed('that day'),
})

/** The lot of a code, found or made. `write` is null where it is there already. */
export function lotOf(
  ctx: Context,
  ledger: Ledger,
  code: string,
  expiresOn: string | null,
): { id: string; write: Write | null } {
  const known = ledger.lots.find((lot) => lot.code === code)
  if (known) return { id: known.id, write: null }
  const id = newId('lt', ctx.now)
  return { id, write: insertLot(ctx, { id, partId: ledger.partId as Id<'pt'>, code, expiresOn }) }
}

/** How often a verb decides again when somebody else moved the same part at the same moment. */
const tries = 8

/**
 * Runs a verb of the ledger, and again on what is there now when another was faster: of many who take the last one, one
 * gets it, and the others hear that it is gone, not that somebody was there at the same moment.
 */
export async function decidingAgain<R>(verb: () => Promise<R>): Promise<R> {
  for (let time = 1; ; time++) {
    try {
      return await verb()
    } catch (error) {
      if (!(error instanceof Refusal) || error.reason !== movedMeanwhile || time === tries) throw error
    }
  }
}

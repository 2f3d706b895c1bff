import { sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import type { LocalDate } from '../kernel/local-date'
import { quantity as readQuantity } from '../kernel/quantity'
import { type Refusal, refuse } from '../kernel/refusal'
import { priceTimesQuantity, unitPrice } from '../kernel/unit-price'
import type { Plan, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { findBins } from './bins'
import { worthOfMore } from './cost'
import { checkLotDay } from './lots'
import { receive } from './posting'
import type { Condition } from './stock'
import { type Ask, lotOf, planMoves, type StockPlan } from './stock.plans'

/**
 * What comes in. `quantity` is a decimal in the part's base unit, `price` that of one base unit in the organization's
 * currency with at most six decimals; `valueMinor` says the whole value instead, such as a line of an order that was
 * converted. With neither, it is worth what the last one was.
 */
export type ReceiveAsk = {
  partId: Id<'pt'>
  binId: string
  quantity: string
  condition?: Condition
  price?: string
  valueMinor?: number
  lot?: string
  expiresOn?: string | null
  subject?: string
  reason?: string
}

/**
 * Takes goods into bins. Refuses 'not-found' ('part.unknown', 'bin.unknown'), 'conflict' ('bin.ended'), 'invalid' as
 * quantities, prices and lots do, and as back-dating does. With `refused`, lines that are refused by themselves are put
 * there by their number, and the others come in without them.
 */
export async function planReceive(
  ctx: Context,
  given: ReceiveAsk[],
  {
    effectiveOn = null,
    permission,
    refused = null,
  }: { effectiveOn?: LocalDate | null; permission: string; refused?: Map<number, Refusal> | null },
): Promise<StockPlan> {
  const [{ currency }, { guards }] = await Promise.all([
    ctx.profile(),
    findBins(ctx, permission, { to: given.map(({ binId }) => binId) }),
  ])
  const lots: Write[] = []
  const made = new Map<string, string>()
  const asks = given.map((line): Ask => {
    const { subject = '', reason = '', lot = '', condition = 'ok' } = line
    const ask: Ask = {
      partId: line.partId,
      subject: subject || null,
      reason,
      decide: (ledger) => {
        const amount = readQuantity(line.quantity, ledger.unit)
        if (lot) checkLotDay(ledger, lot, line.expiresOn ?? null)
        const known = made.get(`${line.partId} ${lot}`)
        const found = !lot
          ? { id: '', write: null }
          : known
            ? { id: known, write: null }
            : lotOf(ctx, ledger, lot, line.expiresOn ?? null)
        const value =
          line.valueMinor ??
          (line.price
            ? priceTimesQuantity(unitPrice(line.price, currency, ledger.unit), amount).minor
            : worthOfMore(ledger, amount.scaled, ledger.lastUnitValueMinor))
        // What came damaged and is worth nothing says nothing of the next one's price.
        if (amount.scaled > 0 && (condition === 'ok' || value > 0)) {
          ask.unitValueMinor = worthOfMore({ quantity: amount.scaled, valueMinor: value, layers: [] }, 100_000, 0)
        }
        const posting = receive(ledger, { binId: line.binId, condition, lotId: found.id }, amount.scaled, value)
        // Not before: a line that is refused makes no lot.
        if (found.write) lots.push(found.write)
        if (lot) made.set(`${line.partId} ${lot}`, found.id)
        return posting
      },
    }
    return ask
  })
  const plan = await planMoves(ctx, asks, effectiveOn, refused)
  return { ...plan, guards: [...guards, ...(plan.guards ?? [])], writes: [...lots, ...plan.writes] }
}

/**
 * How much of a line of an order is still to come: say it again whenever that changes, zero when all is here or it is
 * cancelled. `source` is the line's id, `quantity` scaled base units.
 */
export type OnOrder = {
  source: string
  partId: Id<'pt'>
  quantity: number
  dueOn: LocalDate | null
  /** The storeroom or site that it is for. */
  placeId: string | null
}

/** Keeps what is on order, a row a line of an order, and its total beside the stock. Saying it twice changes nothing. */
export function planOnOrder(ctx: Context, lines: OnOrder[]): Plan {
  const writes = lines.flatMap(({ source, partId, quantity, dueOn, placeId }): Write[] => {
    if (!Number.isSafeInteger(quantity) || quantity < 0) {
      refuse('invalid', 'on-order.quantity', 'What is still to come is nothing or more.')
    }
    const row =
      quantity === 0
        ? sql`DELETE FROM stock_on_order WHERE source = ${source}`
        : sql`INSERT INTO stock_on_order (source, part_id, quantity, due_on, place_id, updated_at)
            VALUES (${source}, ${partId}, ${quantity}, ${dueOn}, ${placeId}, ${ctx.now})
            ON CONFLICT (source) DO UPDATE SET quantity = excluded.quantity, due_on = excluded.due_on,
              place_id = excluded.place_id, updated_at = excluded.updated_at`
    const total = sql`UPDATE stock SET on_order = (SELECT coalesce(sum(quantity), 0) FROM stock_on_order WHERE part_id = ${partId})
      WHERE part_id = ${partId}`
    return [ctx.db.run(row), ctx.db.run(total)]
  })
  return { writes }
}

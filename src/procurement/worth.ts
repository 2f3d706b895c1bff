import { money, type Rate, share } from '../kernel/money'
import { refuse } from '../kernel/refusal'
import { priceTimesQuantity } from '../kernel/unit-price'
import { inOwn } from './compare'
import type { Order, OrderLine } from './order'
import type { Taken } from './receipt'

/**
 * What the taken pieces are worth in the organization's currency: good ones their price and their part of the line's
 * freight, so that all receipts of a line together come to the cent of the order; damaged ones nothing, they are still
 * owed. At the rate of the day. Refuses 'invalid' ('receipt.no-rate').
 */
export function worthOf(taken: Taken[], order: Order, lines: OrderLine[], currency: string, rates: Rate[]): number[] {
  const goods = (line: OrderLine, quantity: number) =>
    priceTimesQuantity(
      { scaled: line.price, currency: order.currency, per: line.unit },
      { scaled: quantity, unit: line.unit },
    ).minor
  const whole = lines.map((line) => goods(line, line.quantity))
  const freight = whole.some((minor) => minor > 0)
    ? share(money(order.freightMinor, order.currency), whole)
    : whole.map(() => money(0, order.currency))
  /** What so many of a line are worth, from the first on. */
  const upTo = (at: number, quantity: number): number => {
    const line = lines[at] as OrderLine
    const [part] = share(freight[at] ?? money(0, order.currency), [
      Math.min(quantity, line.quantity),
      Math.max(0, line.quantity - quantity),
    ])
    return goods(line, quantity) + (part?.minor ?? 0)
  }
  return taken.map(({ orderLineId, quantity, condition }) => {
    if (condition === 'quarantine') return 0
    const at = lines.findIndex(({ id }) => id === orderLineId)
    const before = lines[at]?.received ?? 0
    const worth = upTo(at, before + quantity) - upTo(at, before)
    const own = inOwn(money(worth, order.currency), currency, rates)
    return own ?? refuse('invalid', 'receipt.no-rate', `Write first what ${order.currency} is worth in ${currency}.`)
  })
}

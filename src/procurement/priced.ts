import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { maySee, sensitive } from '../platform/sensitive'
import type { Order, OrderLine } from './order'

/** Whether this actor sees what vendors ask. */
export const seesPrices = (ctx: Pick<Context, 'may' | 'sitesFor'>): boolean => maySee(ctx, 'vendor-price')

/** Refuses 'forbidden' ('prices') whoever does not see what vendors ask: for what is nothing but prices. */
export function needPrices(ctx: Pick<Context, 'may' | 'sitesFor'>): void {
  if (seesPrices(ctx)) return
  const sentence = `Quotes are prices, and your role does not include “${sensitive['vendor-price'].permission}”. Ask an administrator.`
  refuse('forbidden', 'prices', sentence)
}

/** What an order costs: amounts in the smallest unit, prices in millionths by the id of the line. */
export type Prices = {
  freightMinor: number
  totalMinor: number
  ownMinor: number
  lines: ReadonlyMap<string, number>
}

export type OrderWithoutPrices = Omit<Order, 'freightMinor' | 'totalMinor' | 'ownMinor'>
export type LineWithoutPrice = Omit<OrderLine, 'price'>

/** An order as its page shows it: what it costs apart from the rest, and only for who may see it. */
export function apart(ctx: Context, order: Order, lines: OrderLine[]) {
  const { freightMinor, totalMinor, ownMinor, ...bare } = order
  const prices: Prices = {
    freightMinor,
    totalMinor,
    ownMinor,
    lines: new Map(lines.map(({ id, price }) => [id, price])),
  }
  return {
    order: bare as OrderWithoutPrices,
    lines: lines.map(({ price: _price, ...line }): LineWithoutPrice => line),
    prices: seesPrices(ctx) ? prices : null,
  }
}

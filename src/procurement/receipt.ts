import type { Id } from '../kernel/ids'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import { arrivalOf, dueOf, label, type Order, type OrderLine, openOf } from './order'

/** What somebody counted at the dock, of one line; scaled units. Nothing is taken as come by itself. */
export type Counted = {
  lineId: string
  good: number
  damaged: number
  binId: string
  quarantineId: string
  lot: string
  expiresOn: LocalDate | null
  note: string
}

export type Taken = {
  orderLineId: Id<'py'>
  binId: string | null
  quantity: number
  condition: 'ok' | 'quarantine'
  lot: string
  expiresOn: LocalDate | null
  note: string
}

/** How many of a line may still be taken: what is wanted with the tolerance of the whole line, once, less what came. */
export const mostOf = ({ quantity, cancelled, received }: OrderLine, overPercent: number): number =>
  Math.max(0, quantity - cancelled + Math.floor((quantity * overPercent) / 100) - received)

/**
 * What comes in by this receipt, and the order afterwards. Damaged pieces go to quarantine and are still owed.
 *
 * Refuses 'conflict' ('order.not-out'), 'invalid' ('receipt.nothing', 'receipt.line', 'receipt.line-twice',
 * 'receipt.over', 'receipt.bin').
 */
export function received(
  order: Order,
  lines: OrderLine[],
  counted: Counted[],
  overPercent: number,
): { order: Order; lines: OrderLine[]; taken: Taken[] } {
  if (order.state !== 'sent' && order.state !== 'acknowledged')
    refuse('conflict', 'order.not-out', `${label(order)} is ${order.state}: nothing is expected of it.`)
  if (new Set(counted.map(({ lineId }) => lineId)).size < counted.length)
    refuse('invalid', 'receipt.line-twice', 'A line is counted twice. Count each line once.')
  const came = counted.filter(({ good, damaged }) => good > 0 || damaged > 0)
  if (came.length === 0) refuse('invalid', 'receipt.nothing', 'Count at least one piece, then save.')

  const taken = came.flatMap((count): Taken[] => {
    const line = lines.find(({ id }) => id === count.lineId)
    if (!line) return refuse('invalid', 'receipt.line', 'This line is not of this order. Open it again.')
    const field = `good-${line.position}`
    if (count.good > mostOf(line, overPercent)) {
      const sentence = `Line ${line.position}: ${openOf(line) / 100_000} are still to come. Count again, or set the others aside as the wrong delivery.`
      refuse('invalid', 'receipt.over', sentence, { [field]: sentence })
    }
    if (line.partId && count.good > 0 && !count.binId) {
      const sentence = `Line ${line.position}: choose the bin that it goes to.`
      refuse('invalid', 'receipt.bin', sentence, { [`bin-${line.position}`]: sentence })
    }
    if (line.partId && count.damaged > 0 && !count.quarantineId) {
      const sentence = `Line ${line.position}: choose where the damaged ones are set aside.`
      refuse('invalid', 'receipt.bin', sentence, { [`quarantine-${line.position}`]: sentence })
    }
    const common = { orderLineId: line.id, lot: count.lot, expiresOn: count.expiresOn, note: count.note }
    return [
      ...(count.good > 0
        ? [{ ...common, binId: line.partId ? count.binId : null, quantity: count.good, condition: 'ok' as const }]
        : []),
      ...(count.damaged > 0
        ? [
            {
              ...common,
              binId: line.partId ? count.quarantineId : null,
              quantity: count.damaged,
              condition: 'quarantine' as const,
            },
          ]
        : []),
    ]
  })
  const sum = (id: string, condition: Taken['condition']) =>
    taken
      .filter((one) => one.orderLineId === id && one.condition === condition)
      .reduce((all, { quantity }) => all + quantity, 0)
  const after = lines.map((line) => ({
    ...line,
    received: line.received + sum(line.id, 'ok'),
    damaged: line.damaged + sum(line.id, 'quarantine'),
  }))
  const whole = arrivalOf(after) === 'whole'
  return {
    order: { ...order, state: whole ? 'received' : order.state, dueOn: dueOf(after), version: order.version + 1 },
    lines: after,
    taken,
  }
}

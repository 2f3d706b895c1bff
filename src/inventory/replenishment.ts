import type { LocalDate } from '../kernel/local-date'
import { type UnitCode, unit as unitOf } from '../kernel/units'
import { type OrderUnit, orderable } from './pack'

const one = 100_000

/** When a part is bought again and how much: so many, or up to a maximum. Scaled base units. */
export type ReorderPolicy = { reorderPoint: number; reorderQuantity: number; maximum: number | null }

/** What is known of a part's future until the day by which something ordered today would be here. Scaled base units. */
export type Outlook = { available: number; coming: number; wanted: number; by: LocalDate }

export type Suggestion = {
  projected: number
  /** To be ordered, in base units, and in the unit in which it is bought. */
  base: number
  bought: number
  unit: UnitCode
  /** The sum in words. */
  words: string
}

/** Available, and what comes, less what is wanted by then. Source: features 2.8, Projected(t). */
export const projectedOf = ({ available, coming, wanted }: Outlook): number => available + coming - wanted

/**
 * What to order now: when the projection at today plus lead time is at the reorder point or below, the reorder quantity
 * or up to the maximum, rounded up to what the vendor sells. Null when there is enough.
 * Source: features 2.8: Odoo's forecast and maximum, ERPNext's level; not Maximo's “+1”, which orders at fractions.
 */
export function suggest(
  outlook: Outlook,
  policy: ReorderPolicy,
  unit: UnitCode,
  sold: OrderUnit | null,
): Suggestion | null {
  const projected = projectedOf(outlook)
  if (projected > policy.reorderPoint) return null
  const target = Math.max(policy.maximum ?? 0, policy.reorderPoint)
  const needed = Math.max(
    policy.reorderQuantity > 0 ? Math.max(policy.reorderQuantity, policy.reorderPoint - projected) : target - projected,
    1,
  )
  const order = orderable(needed, sold ?? { unit, factor: one, least: 0, multiple: one })
  const say = (scaled: number) => `${scaled / one}`
  const sign = unitOf(unit).sign
  const sum = [
    `${say(outlook.available)} available`,
    outlook.coming > 0 ? `+ ${say(outlook.coming)} coming` : '',
    outlook.wanted > 0 ? `− ${say(outlook.wanted)} wanted` : '',
  ]
    .filter(Boolean)
    .join(' ')
  const why =
    policy.reorderQuantity > 0
      ? `order ${say(needed)}${needed > policy.reorderQuantity ? ' to be back at the point' : ''}`
      : `up to ${say(target)} is ${say(needed)}`
  const pack =
    order.base === needed
      ? ''
      : `; rounded up to ${say(order.bought)} ${unitOf(sold?.unit ?? unit).name}${sold && sold.unit !== unit ? ` of ${say(sold.factor)}` : ''} = ${say(order.base)} ${sign}`
  return {
    projected,
    base: order.base,
    bought: order.bought,
    unit: sold?.unit ?? unit,
    words: `${sum} = ${say(projected)} ${sign} by ${outlook.by}, at or below ${say(policy.reorderPoint)}: ${why}${pack}.`,
  }
}

/** How sure one wants to be that a part is there while it is on its way. */
export const serviceLevels = ['90', '95', '98', '99', '99.9'] as const
export type ServiceLevel = (typeof serviceLevels)[number]

/** Standard normal quantiles of the levels. */
const z: Record<ServiceLevel, number> = { '90': 1.2816, '95': 1.6449, '98': 2.0537, '99': 2.3263, '99.9': 3.0902 }

/** Slower than so many uses a lead time, single uses count, and their number is Poisson’s; above, the normal one does. */
const slowBelow = 10

/** The least s for which so many uses or fewer are as likely as asked, where `mean` are expected. */
export function poissonPoint(mean: number, level: ServiceLevel): number {
  let term = Math.exp(-mean)
  let sum = term
  let s = 0
  while (sum < Number(level) / 100 && s < 10_000) {
    s += 1
    term *= mean / s
    sum += term
  }
  return s
}

/**
 * The reorder point that twelve months of use and a lead time suggest, in whole units, and why. `months` are whole and
 * part units used, the oldest first.
 * Source: features 2.8: a Poisson tail for slow spares, demand over lead time plus z·σ·√L for movers.
 */
export function suggestedPoint(
  months: readonly number[],
  leadDays: number,
  level: ServiceLevel,
): { point: number; words: string } {
  const total = months.reduce((sum, month) => sum + month, 0)
  const perDay = total / 365
  const mean = perDay * leadDays
  const told = mean < 0.1 ? mean.toFixed(3) : mean.toFixed(1)
  if (mean < slowBelow) {
    const point = poissonPoint(mean, level)
    return {
      point,
      words: `${round(total)} used in twelve months are ${told} in ${leadDays} days: a slow mover. With ${point} in stock they last in ${level} of 100 lead times (Poisson).`,
    }
  }
  const average = total / months.length
  const spread = Math.sqrt(months.reduce((sum, month) => sum + (month - average) ** 2, 0) / months.length)
  const safety = z[level] * (spread / Math.sqrt(365 / 12)) * Math.sqrt(leadDays)
  const point = Math.ceil(mean + safety)
  return {
    point,
    words: `${round(total)} used in twelve months are ${told} in ${leadDays} days; ${Math.ceil(safety)} more as safety stock keep it there in ${level} of 100 lead times (normal).`,
  }
}

const round = (value: number) => String(Math.round(value * 100) / 100)

/** A vital spare is never of the class that nobody looks after. Source: features 2.8, ABC crossed with VED. */
export const classOf = (
  byValue: 'A' | 'B' | 'C' | null,
  criticality: 'vital' | 'essential' | 'desirable',
): 'A' | 'B' | 'C' => (criticality === 'vital' && byValue !== 'A' ? 'B' : (byValue ?? 'C'))

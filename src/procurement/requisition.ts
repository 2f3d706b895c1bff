import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import type { UnitCode } from '../kernel/units'

/** Where a need stands: written down, asked of vendors, ordered, or not wanted any more. */
export type RequisitionState = 'open' | 'asked' | 'ordered' | 'dropped'

/** One thing that somebody needs. `quantity` is scaled units. */
export type Requisition = {
  id: Id<'rq'>
  /** Its spoken name, R-12. */
  number: number
  /** The part that it is; null while nobody confirmed which. */
  partId: Id<'pt'> | null
  words: string
  quantity: number
  unit: UnitCode
  neededOn: LocalDate | null
  /** What it is for: an asset, a work order. */
  about: string | null
  state: RequisitionState
  rfqId: Id<'rf'> | null
  /** The line of the RFQ that asks for it. */
  rfqLineId: Id<'ry'> | null
  reason: string
  createdAt: Instant
  createdBy: string
  version: number
}

export const label = ({ number }: Pick<Requisition, 'number'>): string => `R-${number}`

/** Takes a need off the list, with why. Refuses 'conflict' ('requisition.not-open'). */
export function drop(requisition: Requisition, reason: string): Requisition {
  if (requisition.state !== 'open')
    refuse('conflict', 'requisition.not-open', `${label(requisition)} is ${requisition.state} already.`)
  return { ...requisition, state: 'dropped', reason, version: requisition.version + 1 }
}

/**
 * Needs that become lines of one RFQ: the same part wanted twice is one line of the sum, wanted on the earliest day.
 * Refuses 'conflict' ('requisition.not-open') where one is not open.
 */
export function consolidated(
  needs: Requisition[],
): { needs: Requisition[]; quantity: number; neededOn: LocalDate | null }[] {
  const taken = needs.find(({ state }) => state !== 'open')
  if (taken) refuse('conflict', 'requisition.not-open', `${label(taken)} is ${taken.state} already. Leave it out.`)
  const groups = new Map<string, Requisition[]>()
  for (const need of needs) {
    const key = need.partId ? `${need.partId} ${need.unit}` : need.id
    groups.set(key, [...(groups.get(key) ?? []), need])
  }
  return [...groups.values()].map((group) => ({
    needs: group,
    quantity: group.reduce((sum, { quantity }) => sum + quantity, 0),
    neededOn: group.flatMap(({ neededOn }) => neededOn ?? []).sort()[0] ?? null,
  }))
}

import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import { type UnitCode, unit as unitOf, units } from '../kernel/units'

/** VED: vital stops the plant, essential hurts, desirable waits. Crossed with value it decides how a part is kept. */
export const criticalities = ['vital', 'essential', 'desirable'] as const
export type Criticality = (typeof criticalities)[number]

export const trackings = ['none', 'lot', 'serial'] as const
export type Tracking = (typeof trackings)[number]

/** One fact of a data sheet: a bore of 25 mm. The unit is empty for words. */
export type Specification = { name: string; value: string; unit: UnitCode | '' }

/** Something that is kept in stock, whoever made it and wherever it lies. */
export type Part = {
  id: Id<'pt'>
  /** The organization's own number, as people write it; unique without its separators and capitals. */
  number: string
  name: string
  description: string
  categoryId: Id<'pc'> | null
  manufacturer: string
  manufacturerNumber: string
  criticality: Criticality
  /** The base unit: what the ledger counts in. It does not change once there was stock. */
  unit: UnitCode
  whole: boolean
  tracking: Tracking
  /** Every lot has a day after which it is not issued. */
  expires: boolean
  /** Comes back, is repaired, and goes on the shelf again. */
  repairable: boolean
  hazard: string
  storage: string
  /** Days from order to shelf, where no vendor says otherwise. */
  leadDays: number
  specifications: Specification[]
  photoId: string | null
  createdAt: Instant
  createdBy: string
  retiredAt: Instant | null
  version: number
}

/** A number as it is compared: `6205-2RS / C3` is `62052RSC3`. Letters and digits of any script, nothing else. */
export const folded = (number: string): string =>
  number
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/**
 * The part is no longer bought or issued. Refuses 'conflict': it is retired already ('part.retired'), or there is stock
 * or a promise of it ('part.in-stock').
 */
export function retire(part: Part, stock: { quantity: number; onOrder: number }, at: Instant): Part {
  if (part.retiredAt !== null) refuse('conflict', 'part.retired', `${part.number} is retired already.`)
  if (stock.quantity > 0) {
    refuse('conflict', 'part.in-stock', `There is stock of ${part.number}. Use it up, move it or scrap it first.`)
  }
  if (stock.onOrder > 0)
    refuse('conflict', 'part.on-order', `${part.number} is on order. Receive or cancel that first.`)
  return { ...part, retiredAt: at, version: part.version + 1 }
}

/** The part is used again. Refuses 'conflict' ('part.in-use') when it was not retired. */
export function bringBack(part: Part): Part {
  if (part.retiredAt === null) refuse('conflict', 'part.in-use', `${part.number} is in use.`)
  return { ...part, retiredAt: null, version: part.version + 1 }
}

/**
 * Says other things of a part. What the ledger counts by stays once there was a move: the base unit, whole or not, lots.
 * Refuses 'conflict' ('part.ledger') for a change of those.
 */
export function redescribe(part: Part, said: Partial<Part>, hasMoved: boolean): Part {
  const after = { ...part, ...said, version: part.version + 1 }
  const counted = (['unit', 'whole', 'tracking'] as const).filter((field) => part[field] !== after[field])
  if (hasMoved && counted.length > 0) {
    const sentence =
      'There were movements of this part: its unit and its lots stay. Make a new part and say that it replaces this one.'
    refuse('conflict', 'part.ledger', sentence, Object.fromEntries(counted.map((field) => [field, sentence])))
  }
  return after
}

/**
 * Facts of a data sheet as people type them, one a line: `Bore: 25 mm`. A last word that is the sign of a unit is its
 * unit; what has no number before it is words.
 */
export function readSpecifications(text: string): Specification[] {
  const signs = units()
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line): Specification => {
      const [name = '', ...rest] = line.split(':')
      const value = rest.join(':').trim()
      if (value === '') {
        const sentence = `Write each fact as a name, a colon and its value, such as “Bore: 25 mm”. Here is “${line.slice(0, 40)}”.`
        return refuse('invalid', 'part.specification', sentence, { specifications: sentence })
      }
      const [, number = '', sign = ''] = /^([-+]?[\d.,]+)\s*(\S+)$/.exec(value) ?? []
      const unit = signs.find((one) => one.sign === sign || one.code === sign)
      return unit ? { name: name.trim(), value: number, unit: unit.code } : { name: name.trim(), value, unit: '' }
    })
}

/** The same facts as `readSpecifications` takes them. */
export const writeSpecifications = (facts: readonly Specification[]): string =>
  facts.map(({ name, value, unit }) => `${name}: ${value}${unit ? ` ${unitOf(unit).sign}` : ''}`).join('\n')

import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import type { Tier } from './tier'

/** A company that the organization buys from, or may. */
export type Vendor = {
  id: Id<'vd'>
  /** Its spoken name, V-12. */
  number: number
  name: string
  legalName: string
  taxNumber: string
  website: string
  /** What we are called in their books. */
  accountNumber: string
  /** ISO 639-1; empty: the organization's. */
  language: string
  currency: string
  /** Days until a bill is due; null where nobody has agreed on any. */
  paymentDays: number | null
  paymentTerms: string
  deliveryTerms: string
  categories: string[]
  notes: string
  tier: Tier
  tierReason: string
  tierAt: Instant
  tierBy: string
  /** The vendor that this one turned out to be. */
  mergedInto: Id<'vd'> | null
  endedAt: Instant | null
  createdAt: Instant
  createdBy: string
  version: number
}

export const label = ({ number }: Pick<Vendor, 'number'>): string => `V-${number}`

/** The legal forms that people write or leave out: 'Hartmann GmbH' and 'Hartmann' are one company. */
const forms =
  /\b(gmbh|and co|co|kg|ag|b v|bv|n v|nv|ltd|limited|inc|llc|corp|corporation|company|s a|sa|sas|sarl|srl|spa|s p a|sp z o o|oy|ab|as|a s|plc|pty)\b/g

/** A company's name as two of them are compared: no capitals, accents, separators or legal form. */
export const foldedName = (name: string): string => {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  const bare = plain.replaceAll(forms, '').replaceAll(' ', '')
  return bare || plain.replaceAll(' ', '')
}

/** What a person may write of a vendor. */
export type Wording = Pick<
  Vendor,
  | 'name'
  | 'legalName'
  | 'taxNumber'
  | 'website'
  | 'accountNumber'
  | 'language'
  | 'currency'
  | 'paymentDays'
  | 'paymentTerms'
  | 'deliveryTerms'
  | 'categories'
  | 'notes'
>

/** Refuses 'conflict' ('vendor.merged'). */
export function reword(vendor: Vendor, wording: Wording): Vendor {
  standing(vendor)
  return { ...vendor, ...wording, version: vendor.version + 1 }
}

/** Takes a vendor out of use. Refuses 'conflict' ('vendor.ended'). */
export function end(vendor: Vendor, at: Instant): Vendor {
  if (vendor.endedAt !== null) refuse('conflict', 'vendor.ended', `${vendor.name} is out of use already.`)
  return { ...vendor, endedAt: at, version: vendor.version + 1 }
}

/** Brings a vendor back into use. Refuses 'conflict' ('vendor.in-use', 'vendor.merged'). */
export function bringBack(vendor: Vendor): Vendor {
  standing(vendor)
  if (vendor.endedAt === null) refuse('conflict', 'vendor.in-use', `${vendor.name} is in use already.`)
  return { ...vendor, endedAt: null, version: vendor.version + 1 }
}

/**
 * Two entries turned out to be one company: `vendor` goes into `into`, and stays only as the way there.
 * Refuses 'invalid' ('vendor.itself'), 'conflict' ('vendor.merged', 'vendor.ended'), and 'conflict'
 * ('vendor.merge-blacklisted') where one of the two is blacklisted: merging must not wash a vendor clean.
 */
export function merge(vendor: Vendor, into: Vendor, at: Instant): { vendor: Vendor; into: Vendor } {
  if (vendor.id === into.id) {
    const sentence = 'Choose another vendor: this is the same one.'
    refuse('invalid', 'vendor.itself', sentence, { intoId: sentence })
  }
  standing(vendor)
  standing(into)
  if (into.endedAt !== null)
    refuse('conflict', 'vendor.ended', `${into.name} is out of use. Bring it back first, or merge the other way.`)
  if (vendor.tier !== into.tier && [vendor.tier, into.tier].includes('blacklisted')) {
    const sentence = 'One of the two is blacklisted. Lift that first, with a second person, or blacklist both.'
    refuse('conflict', 'vendor.merge-blacklisted', sentence, { intoId: sentence })
  }
  return {
    vendor: { ...vendor, mergedInto: into.id, endedAt: vendor.endedAt ?? at, version: vendor.version + 1 },
    into: {
      ...into,
      categories: [...new Set([...into.categories, ...vendor.categories])].sort(),
      version: into.version + 1,
    },
  }
}

function standing(vendor: Vendor): void {
  if (vendor.mergedInto !== null)
    refuse('conflict', 'vendor.merged', `${vendor.name} was merged into another vendor. Open that one.`)
}

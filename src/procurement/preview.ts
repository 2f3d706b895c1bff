import { inArray, isNull, sql } from 'drizzle-orm'
import { members } from '../identity'
import type { Id } from '../kernel/ids'
import { findSite } from '../places'
import type { Context } from '../platform/context'
import { searchVendors, surroundingsOf, type Vendor, vendors, whyNotReachable } from '../vendors'
import { type Disclosure, disclosureOf } from './invitation'
import { lastPaid } from './order.queries'
import type { Rfq, RfqLine } from './rfq'

/** What vendors would be told of an RFQ as it stands. */
export async function disclosed(ctx: Context, rfq: Rfq, lines: RfqLine[]): Promise<Disclosure> {
  const [site, { name }, [owner]] = await Promise.all([
    findSite(ctx, rfq.shipTo),
    ctx.profile(),
    ctx.db
      .select({ name: members.name, jobTitle: members.jobTitle })
      .from(members)
      .where(inArray(members.id, [rfq.ownerId as Id<'mb'>])),
  ])
  const { lines: street, postcode, city, country } = site.address
  return disclosureOf(rfq, lines, {
    from: name,
    person: owner ? [owner.name, owner.jobTitle].filter(Boolean).join(', ') : name,
    shipTo: {
      name: site.name,
      lines: [street, [postcode, city].filter(Boolean).join(' '), country].filter(Boolean).join(', '),
      instructions: site.instructions,
    },
  })
}

/** A vendor that could be asked, and why it is on the list. */
export type Suggestion = {
  id: string
  name: string
  tier: Vendor['tier']
  reasons: string[]
  /** Why it may not be asked; null where it may. */
  barred: string | null
  person: string
  email: string
  city: string
  chosen: boolean
}

/** The vendors that fit best: from whom these parts came before, then who delivers such things. */
export async function suggestions(ctx: Context, lines: RfqLine[]): Promise<Suggestion[]> {
  const partIds = lines.flatMap(({ partId }) => partId ?? [])
  const words = [...new Set(lines.flatMap((line) => line.words.toLowerCase().match(/\p{L}{4,}/gu) ?? []))].slice(0, 12)
  const [paid, rows, ...found] = await Promise.all([
    lastPaid(ctx, partIds),
    ctx.db
      .select()
      .from(vendors)
      .where(isNull(vendors.endedAt))
      .orderBy(sql`tier = 'approved' DESC`, vendors.name)
      .limit(60),
    ...words.slice(0, 6).map((word) => searchVendors(ctx, word, 10)),
  ])
  const missing = [...paid.map(({ vendorId }) => vendorId), ...found.flat().map(({ id }) => String(id))].filter(
    (id) => !rows.some((row) => row.id === id),
  )
  const more =
    missing.length === 0
      ? []
      : await ctx.db
          .select()
          .from(vendors)
          .where(inArray(vendors.id, [...new Set(missing)].slice(0, 60) as Id<'vd'>[]))
  const all = [...rows, ...more].filter(({ endedAt }) => endedAt === null) as Vendor[]
  const around = await surroundingsOf(
    ctx,
    all.map(({ id }) => id),
  )
  return all
    .map((vendor) => {
      const delivered = new Set(paid.filter(({ vendorId }) => vendorId === vendor.id).map(({ partId }) => partId))
      const fitting = fits(vendor.categories, words)
      const own = around.find(({ id }) => id === vendor.id)
      return {
        id: vendor.id,
        name: vendor.name,
        tier: vendor.tier,
        reasons: [
          ...(delivered.size > 0
            ? [`Delivered ${delivered.size === 1 ? 'one of these parts' : `${delivered.size} of these parts`} before`]
            : []),
          ...(fitting.length > 0 ? [`Delivers ${fitting.join(', ').toLowerCase()}`] : []),
        ],
        barred: whyNotReachable(ctx, vendor, 'ask'),
        person: own?.contact?.name ?? '',
        email: own?.contact?.email ?? '',
        city: [own?.address?.city, own?.address?.country].filter(Boolean).join(', '),
        chosen: false,
        score: delivered.size * 10 + fitting.length * 3 + (vendor.tier === 'approved' ? 1 : 0),
      }
    })
    .sort((one, other) => other.score - one.score || one.name.localeCompare(other.name))
    .map(({ score, ...suggestion }) => ({
      ...suggestion,
      chosen: suggestion.reasons.length > 0 && suggestion.barred === null && score >= 4,
    }))
    .slice(0, 30)
}

/** Those of a vendor's categories that the words of the lines speak of: “Seals” of “seal kit”. */
export const fits = (categories: string[], words: string[]): string[] =>
  categories.filter((category) => {
    const stem = category.toLowerCase().replace(/s$/, '')
    return words.some((word) => word.startsWith(stem) || stem.startsWith(word))
  })

import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { moveAttachments } from '../files'
import { type Id, newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { currency, optionalBlock, optionalLine, textBlock, textLine, ticked, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import type { Changes } from '../platform/schema'
import { languageCodes } from './languages'
import { vendorAddresses, vendorContacts, vendorDocuments } from './schema'
import { retier, tiers } from './tier'
import { bringBack, end, label, merge, reword, type Vendor } from './vendor'
import { findVendor, insertVendor, lookUpTwin, updateVendor, vendorChanged, vendorStillAt } from './vendor.queries'

export const vendorId = z.string().regex(/^vd_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such vendor.')

const days = z
  .union([z.number(), z.string()])
  .default('')
  .transform((value, check) => {
    const text = String(value).trim()
    if (text === '') return null
    if (/^\d{1,3}$/.test(text) && Number(text) <= 365) return Number(text)
    check.addIssue({ code: 'custom', message: 'Write whole days, at most 365, such as 30.', input: value })
    return z.NEVER
  })

const categories = z
  .union([z.array(z.string()), z.string()])
  .default('')
  .transform((given) =>
    (Array.isArray(given) ? given : given.split(/[,;\n]/)).map((word) => word.trim()).filter(Boolean),
  )
  .pipe(z.array(textLine(60)).max(20, 'Name at most twenty categories.'))
  .transform((words) =>
    words.filter((word, at) => words.findIndex((one) => one.toLowerCase() === word.toLowerCase()) === at),
  )
  .describe('What they deliver, with commas between.')

const wording = {
  name: textLine(160, 'Write what the vendor is called.'),
  legalName: optionalLine(200),
  taxNumber: optionalLine(40),
  website: optionalLine(300).refine(
    (text) => text === '' || /^https?:\/\/[^\s<>"]+\.[^\s<>"]+$/i.test(text),
    'Write the whole address, such as https://example.com.',
  ),
  accountNumber: optionalLine(60).describe('What we are called in their books.'),
  language: optionalLine(5).refine((code) => code === '' || languageCodes.includes(code), 'Choose a language.'),
  currency,
  paymentDays: days.describe('Days until a bill is due; empty where none is agreed.'),
  paymentTerms: optionalLine(200),
  deliveryTerms: optionalLine(200),
  categories,
  notes: optionalBlock(10_000),
}

/** Refuses 'conflict' when the person saw another version than the one that is there. */
export function seen(vendor: Vendor, version: number | null): Vendor {
  if (version !== null && version !== vendor.version) throw vendorChanged(vendor)
  return vendor
}

function changesOf(before: Vendor, after: Vendor): Changes {
  const changes: Changes = {}
  for (const field of Object.keys(before) as (keyof Vendor)[]) {
    if (field === 'version' || JSON.stringify(before[field]) === JSON.stringify(after[field])) continue
    changes[field] = field === 'notes' ? 'changed' : { from: before[field], to: after[field] }
  }
  return changes
}

const written = ({ id, number }: Vendor, version: number) => ({ id, number, version })

/** A changed vendor with its guard, as every verb but the first commits it. */
export const vendorDeed = (ctx: Context, before: Vendor, after: Vendor, fact: string) => ({
  subject: before.id,
  guards: [vendorStillAt(before)],
  writes: updateVendor(ctx, after),
  facts: [{ name: fact, subject: before.id, tier: after.tier }],
  changes: changesOf(before, after),
  result: written(before, after.version),
})

/** Refuses 'invalid' ('vendor.twin') where a vendor of this name is written down and nobody says it is another. */
async function checkTwin(ctx: Context, name: string, another: boolean, own: string | null): Promise<void> {
  const twin = another ? null : await lookUpTwin(ctx, name)
  if (!twin || twin.id === own) return
  const sentence = `${twin.name} (${label(twin)}) is written down already. Open it, or say below that this is another company.`
  refuse('invalid', 'vendor.twin', sentence, { name: sentence })
}

export const createVendor = action({
  name: 'vendors.vendor.create',
  about: 'Writes down a company to buy from. It is pending until somebody approves it.',
  input: z.object({ ...wording, another: ticked.describe('It is another company of the same name.') }),
  run: async (ctx, { another, ...input }) => {
    await checkTwin(ctx, input.name, another, null)
    const vendor: Omit<Vendor, 'number'> = {
      id: newId('vd', ctx.now),
      ...input,
      tier: 'pending',
      tierReason: '',
      tierAt: ctx.now,
      tierBy: ctx.actor.id,
      mergedInto: null,
      endedAt: null,
      createdAt: ctx.now,
      createdBy: ctx.actor.id,
      version: 1,
    }
    return {
      subject: vendor.id,
      writes: insertVendor(ctx, vendor),
      facts: [{ name: 'vendors.vendor-created', subject: vendor.id }],
      result: { id: vendor.id, version: 1 },
    }
  },
})

export const changeVendor = action({
  name: 'vendors.vendor.change',
  about: 'Changes what is written of a vendor: names, terms, categories, notes.',
  input: z.object({ id: vendorId, version, ...wording, another: ticked }),
  run: async (ctx, { id, version, another, ...input }) => {
    const before = seen(await findVendor(ctx, id), version)
    if (input.name !== before.name) await checkTwin(ctx, input.name, another, before.id)
    return vendorDeed(ctx, before, reword(before, input), 'vendors.vendor-changed')
  },
})

export const changeTier = action({
  name: 'vendors.tier.change',
  about: 'Approves a vendor, sets it back to pending, or blacklists it. A reason is kept.',
  input: z.object({
    id: vendorId,
    version,
    tier: z.enum(tiers),
    reason: textBlock(1000, 'Write why, for whoever asks later.'),
  }),
  run: async (ctx, { id, version, tier, reason }) => {
    const before = seen(await findVendor(ctx, id), version)
    const after = retier(before, tier, reason, ctx.actor.id, ctx.now)
    return {
      ...vendorDeed(ctx, before, after, `vendors.vendor-${tier === 'pending' ? 'set-to-pending' : tier}`),
      reason,
    }
  },
})

export const endVendor = action({
  name: 'vendors.vendor.end',
  about: 'Takes a vendor out of use: it is offered nowhere any more. It can be brought back.',
  input: z.object({ id: vendorId, version }),
  run: async (ctx, { id, version }) => {
    const before = seen(await findVendor(ctx, id), version)
    return vendorDeed(ctx, before, end(before, ctx.now), 'vendors.vendor-ended')
  },
})

export const bringVendorBack = action({
  name: 'vendors.vendor.bring-back',
  about: 'Brings a vendor back into use.',
  input: z.object({ id: vendorId, version }),
  run: async (ctx, { id, version }) => {
    const before = seen(await findVendor(ctx, id), version)
    return vendorDeed(ctx, before, bringBack(before), 'vendors.vendor-brought-back')
  },
})

export const mergeVendor = action({
  name: 'vendors.vendor.merge',
  about: 'Two entries are one company: people, addresses and papers of the first go to the second.',
  input: z.object({
    id: vendorId,
    version,
    intoId: z.string().regex(/^vd_[0-9a-hjkmnp-tv-z]{26}$/, 'Choose the vendor that stays.'),
  }),
  run: async (ctx, { id, version, intoId }) => {
    const before = seen(await findVendor(ctx, id), version)
    const stays = await findVendor(ctx, intoId)
    const { vendor, into } = merge(before, stays, ctx.now)
    const to = { vendorId: into.id as Id<'vd'> }
    const deed = vendorDeed(ctx, before, vendor, 'vendors.vendor-merged')
    return {
      ...deed,
      guards: [...deed.guards, vendorStillAt(stays)],
      writes: [
        ...deed.writes,
        ...updateVendor(ctx, into),
        // The one who is written to stays the one of the vendor that stays.
        ctx.db
          .update(vendorContacts)
          .set({ ...to, main: false })
          .where(eq(vendorContacts.vendorId, vendor.id)),
        ctx.db.update(vendorAddresses).set(to).where(eq(vendorAddresses.vendorId, vendor.id)),
        ctx.db.update(vendorDocuments).set(to).where(eq(vendorDocuments.vendorId, vendor.id)),
      ],
      facts: [{ name: 'vendors.vendor-merged', subject: vendor.id, into: into.id }],
      plans: [moveAttachments(ctx, vendor.id, into.id)],
      result: { id: into.id, number: into.number, version: into.version },
    }
  },
})

import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { attach } from '../files'
import { addressInput, addressOf } from '../identity'
import { type Id, newId } from '../kernel/ids'
import { addDays, dayOf } from '../kernel/local-date'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalDate, optionalLine, textLine } from '../kernel/schemas'
import { parseCoordinates } from '../places'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { addressKinds } from './address'
import { endingDocuments, findAddress, findDocument } from './paper.queries'
import { vendorAddresses, vendorDocuments } from './schema'
import { vendorId } from './vendor.actions'
import { findVendor } from './vendor.queries'

const addressId = z.string().regex(/^va_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such address.')
const documentId = z.string().regex(/^vx_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such document.')

const coordinates = optionalLine(60)
  .transform((text, check) => {
    try {
      return parseCoordinates(text)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      check.addIssue({ code: 'custom', message: error.message, input: text })
      return z.NEVER
    }
  })
  .describe('Latitude and longitude in degrees: 51.8869, 4.4370.')

const addressFields = { kind: z.enum(addressKinds).default('office'), coordinates, ...addressInput('address') }

type AddressGiven = { kind: (typeof addressKinds)[number]; coordinates: ReturnType<typeof parseCoordinates> }

/** Refuses 'invalid' ('address.empty'). */
function addressValues(given: AddressGiven & Record<string, unknown>) {
  const address = addressOf(given, 'address')
  if (Object.keys(address).length === 0) {
    const sentence = 'Write a street or a town.'
    refuse('invalid', 'address.empty', sentence, { 'address.lines': sentence })
  }
  return {
    kind: given.kind,
    address,
    latitudeMicro: given.coordinates?.latitudeMicro ?? null,
    longitudeMicro: given.coordinates?.longitudeMicro ?? null,
  }
}

const addressDeed = (vendorId: string, what: string, id: string) => ({
  subject: vendorId,
  facts: [{ name: `vendors.address-${what}`, subject: vendorId }],
  changes: { address: 'changed' as const },
  result: { id, vendorId },
})

export const addAddress = action({
  name: 'vendors.address.add',
  about: 'Writes down where a vendor is: its office, warehouse, place for returns or for payments.',
  input: z.object({ id: vendorId, ...addressFields }),
  run: async (ctx, { id, ...input }) => {
    const vendor = await findVendor(ctx, id)
    const own = newId('va', ctx.now)
    return {
      ...addressDeed(vendor.id, 'added', own),
      writes: [
        ctx.db.insert(vendorAddresses).values({ id: own, vendorId: vendor.id, ...addressValues(input as never) }),
      ],
    }
  },
})

export const changeAddress = action({
  name: 'vendors.address.change',
  about: 'Changes an address of a vendor.',
  input: z.object({ id: addressId, ...addressFields }),
  run: async (ctx, { id, ...input }) => {
    const before = await findAddress(ctx, id)
    return {
      ...addressDeed(before.vendorId, 'changed', before.id),
      writes: [
        ctx.db
          .update(vendorAddresses)
          .set(addressValues(input as never))
          .where(eq(vendorAddresses.id, before.id)),
      ],
    }
  },
})

export const removeAddress = action({
  name: 'vendors.address.remove',
  about: 'Takes an address off a vendor.',
  input: z.object({ id: addressId }),
  run: async (ctx, { id }) => {
    const before = await findAddress(ctx, id)
    return {
      ...addressDeed(before.vendorId, 'removed', before.id),
      writes: [ctx.db.delete(vendorAddresses).where(eq(vendorAddresses.id, before.id))],
    }
  },
})

export const addDocument = action({
  name: 'vendors.document.add',
  about: 'Keeps a paper of a vendor with the day on which it ends: a certificate, an insurance, a contract.',
  input: z.object({
    id: vendorId,
    kind: textLine(80, 'Write what it is, such as ISO 9001 or Insurance.'),
    number: optionalLine(80),
    expiresOn: optionalDate,
    fileId: optionalLine(40).describe('A file that is in the store; empty for none.'),
  }),
  run: async (ctx, { id, fileId, ...input }) => {
    const vendor = await findVendor(ctx, id)
    const own = newId('vx', ctx.now)
    const plan = fileId ? await attach(ctx, { file: fileId, about: vendor.id, role: 'document' }) : null
    return {
      subject: vendor.id,
      writes: [
        ctx.db.insert(vendorDocuments).values({
          id: own,
          vendorId: vendor.id,
          ...input,
          fileId: (fileId || null) as Id<'fl'> | null,
          toldOn: null,
          createdAt: ctx.now,
          createdBy: ctx.actor.id,
        }),
      ],
      facts: [{ name: 'vendors.document-added', subject: vendor.id, document: own }],
      plans: plan ? [plan] : [],
      result: { id: own, vendorId: vendor.id },
    }
  },
})

export const removeDocument = action({
  name: 'vendors.document.remove',
  about: 'Takes a paper off the list of a vendor. Its file stays under its documents.',
  input: z.object({ id: documentId }),
  run: async (ctx, { id }) => {
    const before = await findDocument(ctx, id)
    return {
      subject: before.vendorId,
      writes: [ctx.db.delete(vendorDocuments).where(eq(vendorDocuments.id, before.id))],
      facts: [{ name: 'vendors.document-removed', subject: before.vendorId, document: before.id }],
      result: { id: before.id, vendorId: before.vendorId },
    }
  },
})

/** Days before its end on which a paper is spoken of. */
export const warnedDays = 30

/** Says which papers end within a month, each once. */
export const warnOfDocuments = action({
  name: 'vendors.document.warn',
  about: 'Announces papers of vendors that end within thirty days.',
  input: z.object({}),
  run: async (ctx: Context) => {
    const { timeZone } = await ctx.profile()
    const today = dayOf(ctx.now, timeZone)
    const ending = await endingDocuments(ctx, addDays(today, warnedDays))
    return {
      subject: ctx.organization.id,
      writes: ending.map(({ id }) =>
        ctx.db.update(vendorDocuments).set({ toldOn: today }).where(eq(vendorDocuments.id, id)),
      ),
      facts: ending.map(({ id, vendorId, expiresOn }) => ({
        name: 'vendors.document-ending',
        subject: vendorId,
        document: id,
        expiresOn,
      })),
      result: { told: ending.length },
    }
  },
})

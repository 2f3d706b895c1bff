import * as z from 'zod'
import { newId } from '../kernel/ids'
import { phoneNumber } from '../kernel/phone'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalEmail, optionalLine, textLine, ticked, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { type Contact, channels, checkContact } from './contact'
import {
  contactChanged,
  contactStillAt,
  findContact,
  insertContact,
  othersNotMain,
  updateContact,
} from './contact.queries'
import { languageCodes } from './languages'
import { vendorId } from './vendor.actions'
import { findVendor, surroundingsOf } from './vendor.queries'

export const contactId = z.string().regex(/^vc_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such person at a vendor.')

const fields = {
  name: textLine(120, 'Write what the person or the desk is called.'),
  jobTitle: optionalLine(120),
  email: optionalEmail,
  phone: optionalLine(60).describe('With its country code, or as it is written in the vendor’s country.'),
  channel: z.enum(channels).default('email'),
  language: optionalLine(5).refine((code) => code === '' || languageCodes.includes(code), 'Choose a language.'),
  main: ticked.describe('The one who is written to when nobody chooses.'),
}

type Given = { phone: string; email: string; channel: Contact['channel'] }

/** The number in E.164, read as of the vendor's country where no code is written. Refuses 'invalid' by the field. */
async function reached<T extends Given>(ctx: Context, vendorId: string, input: T): Promise<T> {
  const [around] = await surroundingsOf(ctx, [vendorId])
  try {
    const phone = input.phone === '' ? '' : phoneNumber(input.phone, around?.address?.country ?? '')
    checkContact({ ...input, phone })
    return { ...input, phone }
  } catch (error) {
    if (error instanceof Refusal && Object.keys(error.fields).length === 0) {
      return refuse('invalid', error.reason, error.message, { phone: error.message })
    }
    throw error
  }
}

const deed = (ctx: Context, contact: Contact, what: string, writes: ReturnType<typeof updateContact>[]) => ({
  subject: contact.vendorId,
  writes: [...writes, ...(contact.main ? [othersNotMain(ctx, contact)] : [])],
  facts: [{ name: `vendors.contact-${what}`, subject: contact.vendorId, contact: contact.id }],
  changes: { contact: 'changed' as const },
  result: { id: contact.id, vendorId: contact.vendorId, version: contact.version },
})

export const addContact = action({
  name: 'vendors.contact.add',
  about: 'Writes down a person or a desk at a vendor: how they are reached and in which language.',
  input: z.object({ id: vendorId, ...fields }),
  run: async (ctx, { id, ...input }) => {
    const vendor = await findVendor(ctx, id)
    const [around] = await surroundingsOf(ctx, [vendor.id])
    const contact: Contact = {
      ...(await reached(ctx, vendor.id, input)),
      id: newId('vc', ctx.now),
      vendorId: vendor.id,
      // The first one is the main one, whether somebody says so or not.
      main: input.main || !around?.contact,
      removedAt: null,
      version: 1,
    }
    return deed(ctx, contact, 'added', [insertContact(ctx, contact)])
  },
})

const seen = (contact: Contact, version: number | null): Contact => {
  if (version !== null && version !== contact.version) throw contactChanged(contact)
  return contact
}

export const changeContact = action({
  name: 'vendors.contact.change',
  about: 'Changes how a person at a vendor is reached.',
  input: z.object({ id: contactId, version, ...fields }),
  run: async (ctx, { id, version, ...input }) => {
    const before = seen(await findContact(ctx, id), version)
    const given = await reached(ctx, before.vendorId, input)
    const after: Contact = { ...before, ...given, version: before.version + 1 }
    return { ...deed(ctx, after, 'changed', [updateContact(ctx, after)]), guards: [contactStillAt(before)] }
  },
})

/** Sets or lifts the end of a contact. */
const endContact =
  (removed: boolean) =>
  async (ctx: Context, { id, version }: { id: string; version: number | null }) => {
    const before = seen(await findContact(ctx, id), version)
    if ((before.removedAt !== null) === removed) {
      const where = removed ? 'off the list' : 'on the list'
      refuse('conflict', 'contact.there', `${before.name} is ${where} already.`)
    }
    const after: Contact = {
      ...before,
      removedAt: removed ? ctx.now : null,
      main: false,
      version: before.version + 1,
    }
    const what = removed ? 'removed' : 'restored'
    return { ...deed(ctx, after, what, [updateContact(ctx, after)]), guards: [contactStillAt(before)] }
  }

export const removeContact = action({
  name: 'vendors.contact.remove',
  about: 'Takes a person off a vendor’s list.',
  input: z.object({ id: contactId, version }),
  run: endContact(true),
})

export const restoreContact = action({
  name: 'vendors.contact.restore',
  about: 'Puts a person back on a vendor’s list.',
  input: z.object({ id: contactId, version }),
  run: endContact(false),
})

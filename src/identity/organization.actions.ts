import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { Refusal, refuse } from '../kernel/refusal'
import {
  currency,
  optionalBlock,
  optionalEmail,
  optionalLine,
  optionalPhone,
  textLine,
  timeZone,
  version,
} from '../kernel/schemas'
import { action } from '../platform/action'
import type { Guard } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Changes } from '../platform/schema'
import { type Address, members, organization } from './schema'

/** The address fields of a form: `address.lines`, `address.city` … */
export const addressInput = (name: string) => ({
  [`${name}.lines`]: optionalBlock(300),
  [`${name}.city`]: optionalLine(120),
  [`${name}.region`]: optionalLine(120),
  [`${name}.postcode`]: optionalLine(20),
  [`${name}.country`]: optionalLine(2)
    .transform((code) => code.toUpperCase())
    .refine((code) => code === '' || /^[A-Z]{2}$/.test(code), 'Choose a country.'),
})

export const addressOf = (input: Record<string, unknown>, name: string): Address =>
  Object.fromEntries(
    ['lines', 'city', 'region', 'postcode', 'country']
      .map((field) => [field, input[`${name}.${field}`]] as const)
      .filter(([, value]) => typeof value === 'string' && value !== ''),
  )

export const findOrganization = async (ctx: Context) =>
  (await ctx.db.select().from(organization))[0] ??
  refuse('not-found', 'organization.unknown', 'There is no such organization.')

type Organization = typeof organization.$inferSelect

export const organizationChanged = () =>
  new Refusal(
    'conflict',
    'organization.changed',
    'Somebody changed the organization meanwhile. Look at what it says now, then change it again.',
  )

const stillAt = ({ version }: Organization): Guard => ({
  count: sql`SELECT count(*) FROM organization WHERE version = ${version}`,
  refusal: organizationChanged,
})

function changesOf(before: Organization, after: Partial<Organization>): Changes {
  return Object.fromEntries(
    Object.entries(after)
      .filter(
        ([field, value]) => field !== 'version' && JSON.stringify(before[field as 'name']) !== JSON.stringify(value),
      )
      .map(([field, value]) => [field, { from: before[field as 'name'], to: value }]),
  )
}

export const changeOrganization = action({
  name: 'identity.organization.change',
  about: 'Changes what is known of the organization: names, addresses, time zone, currency, units, fiscal year.',
  input: z.object({
    version,
    name: textLine(120, 'Write the name of your organization.'),
    legalName: optionalLine(200),
    taxNumber: optionalLine(40),
    email: optionalEmail,
    phone: optionalPhone(),
    website: optionalLine(200).refine(
      (text) => text === '' || /^https:\/\/[^\s/]+\.[^\s]+$/.test(text),
      'Write the whole address of the site, such as https://example.com.',
    ),
    timeZone,
    currency,
    locale: z.enum(['en-US', 'en-GB', 'de-DE', 'nl-NL', 'es-ES', 'fr-FR']),
    units: z.enum(['metric', 'us']),
    fiscalYearStartMonth: z.coerce.number().int().min(1).max(12),
    ...addressInput('address'),
    ...addressInput('billing'),
  }),
  run: async (ctx, given) => {
    const input = given as typeof given & Record<string, unknown>
    const before = await findOrganization(ctx)
    if (input.version !== null && input.version !== before.version) throw organizationChanged()
    const {
      name,
      legalName,
      taxNumber,
      email,
      phone,
      website,
      timeZone,
      currency,
      locale,
      units,
      fiscalYearStartMonth,
    } = input
    const after = {
      name,
      legalName,
      taxNumber,
      email,
      phone,
      website,
      timeZone,
      currency,
      locale,
      units,
      fiscalYearStartMonth,
      address: addressOf(input, 'address'),
      billingAddress: addressOf(input, 'billing'),
      version: before.version + 1,
    }
    return {
      subject: before.id,
      guards: [stillAt(before)],
      writes: [ctx.db.update(organization).set(after).where(eq(organization.onlyRow, 1))],
      facts: [{ name: 'identity.organization-changed', subject: before.id }],
      changes: changesOf(before, after),
      result: { version: after.version },
    }
  },
})

/** A picture is known by its first bytes, never by its name. Source: the formats' own specifications. */
export function pictureType(bytes: Uint8Array): 'image/png' | 'image/jpeg' | 'image/webp' | null {
  const begins = (...values: number[]) => values.every((value, index) => bytes[index] === value)
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (begins(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (begins(0x52, 0x49, 0x46, 0x46) && String.fromCharCode(...bytes.slice(8, 12)) === 'WEBP') return 'image/webp'
  return null
}

/** Bytes of a logo, at most. */
export const logoBytes = 512 * 1024

export const setLogo = action({
  name: 'identity.organization.set-logo',
  about: 'Puts another logo on pages and papers; the bytes are in the file store already.',
  input: z.object({ key: z.string().max(200).nullable() }),
  run: async (ctx, { key }) => {
    const before = await findOrganization(ctx)
    return {
      subject: before.id,
      guards: [stillAt(before)],
      writes: [
        ctx.db
          .update(organization)
          .set({ logo: key, version: before.version + 1 })
          .where(eq(organization.onlyRow, 1)),
      ],
      facts: [{ name: 'identity.organization-changed', subject: before.id }],
      changes: { logo: 'changed' },
      result: { before: before.logo },
    }
  },
})

export const changeProfile = action({
  name: 'identity.profile.change',
  about: 'Changes one’s own name, job title, telephone number and how pages look.',
  input: z.object({
    version,
    name: textLine(120, 'Write your name.'),
    jobTitle: optionalLine(120),
    phone: optionalPhone(),
    theme: z.enum(['auto', 'day', 'night']),
    density: z.enum(['comfortable', 'compact']),
    shortcuts: z
      .union([z.literal('on'), z.undefined(), z.boolean()])
      .transform((value) => value === 'on' || value === true),
    timeZone: z
      .string()
      .default('')
      .transform((zone) => zone || null)
      .pipe(timeZone.nullable()),
  }),
  run: async (ctx, { version, ...input }) => {
    const before = await findMe(ctx)
    if (version !== null && version !== before.version) {
      refuse(
        'conflict',
        'profile.changed',
        'Your profile was changed in another window. Look at what it says now, then change it again.',
      )
    }
    return {
      subject: before.id,
      guards: [
        {
          count: sql`SELECT count(*) FROM members WHERE id = ${before.id} AND version = ${before.version}`,
          refusal: () =>
            new Refusal('conflict', 'profile.changed', 'Your profile was changed at the same moment. Try again.'),
        },
      ],
      writes: [
        ctx.db
          .update(members)
          .set({ ...input, version: before.version + 1 })
          .where(eq(members.id, before.id)),
      ],
      facts: [{ name: 'identity.profile-changed', subject: before.id }],
      // Personal data: only which fields.
      changes: Object.fromEntries(
        Object.entries(input)
          .filter(([field, value]) => before[field as 'name'] !== value)
          .map(([field]) => [field, 'changed' as const]),
      ),
      result: { version: before.version + 1 },
    }
  },
})

export const followEmail = action({
  name: 'identity.member.follow-email',
  about: 'Writes down the address that a member signs in with from now on; the login has changed already.',
  input: z.object({ memberId: z.string(), email: z.string() }),
  run: async (ctx, { memberId, email }) => ({
    subject: memberId,
    writes: [
      ctx.db
        .update(members)
        .set({ email, version: sql`version + 1` })
        .where(eq(members.id, memberId as `mb_${string}`)),
    ],
    facts: [{ name: 'identity.profile-changed', subject: memberId }],
    changes: { email: 'changed' },
    result: { memberId },
  }),
})

export async function findMe(ctx: Context) {
  const [me] = await ctx.db
    .select()
    .from(members)
    .where(eq(members.id, ctx.actor.id as `mb_${string}`))
  return me ?? refuse('not-found', 'member.unknown', 'There is no such person.')
}

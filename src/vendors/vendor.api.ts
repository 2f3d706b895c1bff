import * as z from 'zod'
import { Refusal } from '../kernel/refusal'
import { checkedInput } from '../platform/action'
import { etag, versionAsked } from '../platform/answers'
import type { Context } from '../platform/context'
import { Api, type Request } from '../platform/routes'
import { addressKinds } from './address'
import { channels } from './contact'
import { addContact, changeContact, removeContact } from './contact.actions'
import { findContact } from './contact.queries'
import { askForLift, decideOnLift } from './lift.actions'
import { vendorWhole } from './page'
import { addAddress } from './paper.actions'
import { findLift } from './paper.queries'
import { tiers } from './tier'
import { changeTier, changeVendor, createVendor, mergeVendor } from './vendor.actions'
import { findVendor, listVendors } from './vendor.queries'

const row = z.object({
  id: z.string(),
  number: z.number().int(),
  name: z.string(),
  tier: z.enum(tiers),
  categories: z.array(z.string()),
  currency: z.string(),
  paymentDays: z.number().int().nullable(),
  mergedInto: z.string().nullable(),
  endedAt: z.number().int().nullable(),
})

const contact = z.object({
  id: z.string(),
  name: z.string(),
  jobTitle: z.string(),
  email: z.string(),
  phone: z.string().describe('E.164.'),
  channel: z.enum(channels),
  language: z.string(),
  main: z.boolean(),
  version: z.number().int(),
})

const address = z.object({
  id: z.string(),
  kind: z.enum(addressKinds),
  address: z.record(z.string(), z.string()),
  latitudeMicro: z.number().int().nullable().describe('Millionths of a degree.'),
  longitudeMicro: z.number().int().nullable(),
})

const whole = row.extend({
  legalName: z.string(),
  taxNumber: z.string(),
  website: z.string(),
  accountNumber: z.string(),
  language: z.string(),
  paymentTerms: z.string(),
  deliveryTerms: z.string(),
  notes: z.string(),
  tierReason: z.string(),
  tierAt: z.number().int(),
  version: z.number().int(),
  contacts: z.array(contact),
  addresses: z.array(address),
  distances: z.array(z.object({ siteId: z.string(), site: z.string(), km: z.number().int() })),
})

const listQuery = z.object({
  tier: z.enum(tiers).optional(),
  category: z.string().max(60).optional(),
  ended: z.enum(['true', 'false']).default('false'),
  after: z.string().optional().describe('The `next` of the page before.'),
})

const written = z.object({ id: z.string(), version: z.number().int() })
const one = '/vendors/:id{vd_[^/]+}'
const person = '/vendors/contacts/:id{vc_[^/]+}'
const id = (c: Request) => c.req.param('id') ?? ''
const options = (c: Request) => ({ key: c.var.key })
const see = { may: 'vendors.vendor.see' }

/** Refuses 'not-found', and 'conflict' ('etag') for a version that is not there any more. */
async function asked(ctx: Context, c: Request) {
  const vendor = await findVendor(ctx, id(c))
  const version = versionAsked(c)
  if (version !== null && version !== vendor.version)
    throw new Refusal('conflict', 'etag', 'The vendor has changed since you read it. Read it again, then change it.')
  return { ...c.var.form, id: vendor.id, ...(version === null ? {} : { version }) }
}

/** JSON under /vendors, from the same actions as the pages. */
export const vendorApi = new Api()
  .add(
    'GET',
    '/vendors',
    {
      ...see,
      about: 'Lists vendors by name.',
      query: listQuery,
      answer: z.object({ items: z.array(row), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { after, ended, ...filter } = checkedInput(listQuery, c.req.query())
      const { rows, next } = await listVendors(ctx, { ...filter, ended: ended === 'true' }, after)
      return c.json({ items: rows, next })
    },
  )
  .add(
    'POST',
    '/vendors',
    { may: createVendor.action, about: createVendor.about, action: createVendor, answer: written, status: 201 },
    async (ctx, c) => {
      const made = await createVendor(ctx, c.var.form, options(c))
      const location = `/api/v1/${ctx.organization.slug}/vendors/${made.id}`
      return c.json(made, 201, { Location: location, ETag: etag(made.version) })
    },
  )
  .add(
    'GET',
    one,
    { ...see, about: 'One vendor with its people, addresses and distances.', answer: whole },
    async (ctx, c) => {
      const { vendor, contacts, addresses, distances } = await vendorWhole(ctx, id(c))
      c.header('ETag', etag(vendor.version))
      return c.json({ ...vendor, contacts, addresses, distances })
    },
  )
  .add(
    'PUT',
    one,
    { may: changeVendor.action, about: changeVendor.about, action: changeVendor, answer: written },
    async (ctx, c) => c.json(await changeVendor(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'PUT',
    `${one}/tier`,
    { may: changeTier.action, about: changeTier.about, action: changeTier, answer: written },
    async (ctx, c) => c.json(await changeTier(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/lifts`,
    {
      may: askForLift.action,
      about: askForLift.about,
      action: askForLift,
      answer: z.object({ id: z.string() }),
      status: 201,
    },
    async (ctx, c) => c.json(await askForLift(ctx, await asked(ctx, c), options(c)), 201),
  )
  .add(
    'PUT',
    '/vendors/lifts/:id{vl_[^/]+}',
    { may: decideOnLift.action, about: decideOnLift.about, action: decideOnLift, answer: written },
    async (ctx, c) =>
      c.json(await decideOnLift(ctx, { ...c.var.form, id: (await findLift(ctx, id(c))).id }, options(c))),
  )
  .add(
    'POST',
    `${one}/merging`,
    { may: mergeVendor.action, about: mergeVendor.about, action: mergeVendor, answer: written },
    async (ctx, c) => c.json(await mergeVendor(ctx, await asked(ctx, c), options(c))),
  )
  .add(
    'POST',
    `${one}/contacts`,
    { may: addContact.action, about: addContact.about, action: addContact, answer: written, status: 201 },
    async (ctx, c) =>
      c.json(await addContact(ctx, { ...c.var.form, id: (await findVendor(ctx, id(c))).id }, options(c)), 201),
  )
  .add(
    'PUT',
    person,
    { may: changeContact.action, about: changeContact.about, action: changeContact, answer: written },
    async (ctx, c) =>
      c.json(await changeContact(ctx, { ...c.var.form, id: (await findContact(ctx, id(c))).id }, options(c))),
  )
  .add(
    'DELETE',
    person,
    { may: removeContact.action, about: removeContact.about, action: removeContact, answer: written },
    async (ctx, c) => c.json(await removeContact(ctx, { id: id(c) }, options(c))),
  )
  .add(
    'POST',
    `${one}/addresses`,
    {
      may: addAddress.action,
      about: addAddress.about,
      action: addAddress,
      answer: z.object({ id: z.string() }),
      status: 201,
    },
    async (ctx, c) =>
      c.json(await addAddress(ctx, { ...c.var.form, id: (await findVendor(ctx, id(c))).id }, options(c)), 201),
  )

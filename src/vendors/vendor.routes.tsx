import { inArray } from 'drizzle-orm'
import { VendorPage } from '../../templates/vendors/vendor'
import { DecidePage, LiftPage, MergePage, TierPage, VendorFormPage } from '../../templates/vendors/vendor-forms'
import { VendorOptions, VendorsPage } from '../../templates/vendors/vendors'
import { members } from '../identity'
import { currencies } from '../kernel/currency'
import { dayOf } from '../kernel/local-date'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { csvOf, exportLines, exportMost, workbookOf } from './export'
import { languageName, languages } from './languages'
import { askForLift, decideOnLift } from './lift.actions'
import { vendorWhole } from './page'
import { findLift } from './paper.queries'
import { type Tier, tiers } from './tier'
import { label, type Vendor } from './vendor'
import { bringVendorBack, changeTier, changeVendor, createVendor, endVendor, mergeVendor } from './vendor.actions'
import {
  findVendor,
  listCategories,
  listVendors,
  searchVendors,
  surroundingsOf,
  type VendorRow,
} from './vendor.queries'

export const id = (c: Request) => c.req.param('id') ?? ''
export const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
export const troubleOf = (refusal: Refusal | null) =>
  refusal ? { sentence: refusal.message, fields: refusal.fields } : null
export const statusOr = (refusal: Refusal | null) => (refusal ? statusFor(refusal) : 200)
const one = '/vendors/:id{vd_[^/]+}'
const see = { may: 'vendors.vendor.see' }

const valuesOf = (vendor: Vendor): Record<string, string> => ({
  name: vendor.name,
  legalName: vendor.legalName,
  taxNumber: vendor.taxNumber,
  website: vendor.website,
  accountNumber: vendor.accountNumber,
  language: vendor.language,
  currency: vendor.currency,
  paymentDays: vendor.paymentDays === null ? '' : String(vendor.paymentDays),
  paymentTerms: vendor.paymentTerms,
  deliveryTerms: vendor.deliveryTerms,
  categories: vendor.categories.join(', '),
  notes: vendor.notes,
})

async function showForm(
  c: Request,
  ctx: Context,
  vendor: Vendor | null,
  values: Record<string, string>,
  refusal: Refusal | null,
) {
  const page = (
    <VendorFormPage
      vendor={vendor}
      values={values}
      trouble={troubleOf(refusal)}
      twin={refusal?.reason === 'vendor.twin'}
      currencies={currencies().map((value) => ({ value, label: value }))}
      languages={[{ value: '', label: 'That of the organization' }, ...languages()]}
      known={await listCategories(ctx)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

const filterOf = (c: Request) => {
  const { tier, category, ended, q = '' } = c.req.query()
  return {
    words: q.trim().slice(0, 200),
    filter: {
      tier: tiers.find((one) => one === tier),
      category: category?.slice(0, 60) || undefined,
      ended: ended === 'true',
    },
  }
}

const withAround = async (ctx: Context, rows: VendorRow[]) => {
  const around = await surroundingsOf(
    ctx,
    rows.map((row) => row.id),
  )
  return rows.map((row) => {
    const { contact = null, address = null } = around.find((one) => one.id === row.id) ?? {}
    return { ...row, contact, address }
  })
}

/** The names of these members, by id. */
async function namesOf(ctx: Context, ids: string[]): Promise<Map<string, string>> {
  const some = [...new Set(ids)].slice(0, 90)
  const rows = some.length
    ? await ctx.db
        .select({ id: members.id, name: members.name })
        .from(members)
        .where(inArray(members.id, some as never[]))
    : []
  return new Map(rows.map((row) => [row.id, row.name]))
}

async function showTier(c: Request, ctx: Context, vendor: Vendor, refusal: Refusal | null) {
  const values = refusal ? c.var.form : { tier: c.req.query('to') ?? '' }
  return show(c, ctx, <TierPage vendor={vendor} values={values} trouble={troubleOf(refusal)} />, statusOr(refusal))
}

async function showMerge(c: Request, ctx: Context, vendor: Vendor, refusal: Refusal | null) {
  const page = <MergePage vendor={vendor} values={refusal ? c.var.form : {}} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, statusOr(refusal))
}

async function showLift(c: Request, ctx: Context, refusal: Refusal | null) {
  const lift = await findLift(ctx, id(c))
  const [vendor, names] = [await findVendor(ctx, lift.vendorId), await namesOf(ctx, [lift.askedBy])]
  const asker = names.get(lift.askedBy) ?? 'The house'
  const page = (
    <DecidePage
      vendor={vendor}
      lift={{ ...lift, asker }}
      values={refusal ? c.var.form : {}}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

/** The form with the vendor that its words name, where the browser could not choose one. Refuses 'invalid'. */
async function withVendor(ctx: Context, form: Record<string, string>): Promise<Record<string, string>> {
  const words = form['intoId-words']?.trim() ?? ''
  if (form.intoId || words === '') return form
  const found = await searchVendors(ctx, words, 3)
  const [only] = found
  if (only && found.length === 1) return { ...form, intoId: only.id }
  const sentence = only ? `Several vendors are found by ${words}: choose one.` : 'No vendor is found by these words.'
  return refuse('invalid', 'vendor.words', sentence, { intoId: sentence })
}

/** Pages under /vendors. */
export const vendorPages = new Pages()
  .get('/vendors', see, async (ctx, c) => {
    const { words, filter } = filterOf(c)
    const { after } = c.req.query()
    const { rows, next } = words
      ? { rows: await searchVendors(ctx, words, 50, filter), next: null }
      : await listVendors(ctx, filter, after)
    const query = new URLSearchParams({
      ...(filter.tier ? { tier: filter.tier } : {}),
      ...(filter.category ? { category: filter.category } : {}),
      ...(filter.ended ? { ended: 'true' } : {}),
      after: next ?? '',
    })
    return show(
      c,
      ctx,
      <VendorsPage
        rows={await withAround(ctx, rows)}
        next={next ? `/vendors?${query}` : null}
        words={words}
        filter={filter}
        categories={await listCategories(ctx)}
        first={!after}
      />,
    )
  })

  .get('/vendors/pick', see, async (ctx, c) =>
    show(c, ctx, <VendorOptions vendors={await searchVendors(ctx, c.req.query('q') ?? '', 10)} />),
  )

  .get('/vendors/export', { may: 'vendors.vendor.export' }, async (ctx, c) => {
    const { words, filter } = filterOf(c)
    const lines = await exportLines(ctx, words, filter)
    const [name, type, body] =
      c.req.query('as') === 'xlsx'
        ? ([
            'vendors.xlsx',
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
            workbookOf(lines),
          ] as const)
        : (['vendors.csv', 'text/csv; charset=utf-8', csvOf(lines)] as const)
    if (lines.length === exportMost) c.header('X-Rows-At-Most', String(exportMost))
    return c.body(body as never, 200, {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${name}"`,
    })
  })

  .get('/vendors/new', { may: createVendor.action }, async (ctx, c) =>
    showForm(c, ctx, null, { currency: (await ctx.profile()).currency, name: c.req.query('name') ?? '' }, null),
  )

  .post('/vendors', { may: createVendor.action }, async (ctx, c) => {
    const done = await attempt(() => createVendor(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, null, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/vendors/${done.value.id}`), {
      text: 'The vendor is saved. Add a person to write to.',
      undo: null,
    })
  })

  .get(one, see, async (ctx, c) => {
    const whole = await vendorWhole(ctx, id(c))
    const { vendor, contacts, lifts } = whole
    const names = await namesOf(ctx, [
      vendor.tierBy,
      ...lifts.flatMap(({ askedBy, decidedBy }) => [askedBy, decidedBy ?? '']),
    ])
    const into = vendor.mergedInto ? await findVendor(ctx, vendor.mergedInto) : null
    const name = (by: string | null) => (by ? (names.get(by) ?? 'The house') : '')
    return show(
      c,
      ctx,
      <VendorPage
        vendor={{ ...vendor, languageName: languageName(vendor.language), tierByName: name(vendor.tierBy) }}
        contacts={contacts.map((contact) => ({ ...contact, languageName: languageName(contact.language) }))}
        addresses={whole.addresses}
        documents={whole.documents}
        today={dayOf(ctx.now, (await ctx.profile()).timeZone)}
        distances={whole.distances.slice(0, 8)}
        lifts={lifts.map((lift) => ({ ...lift, asker: name(lift.askedBy), decider: name(lift.decidedBy) }))}
        me={ctx.actor.id}
        into={into}
      />,
    )
  })

  .get(`${one}/edit`, { may: changeVendor.action }, async (ctx, c) => {
    const vendor = await findVendor(ctx, id(c))
    return showForm(c, ctx, vendor, valuesOf(vendor), null)
  })

  .post(one, { may: changeVendor.action }, async (ctx, c) => {
    const vendor = await findVendor(ctx, id(c))
    const done = await attempt(() => changeVendor(ctx, { ...c.var.form, id: vendor.id }, { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, await findVendor(ctx, id(c)), c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/vendors/${vendor.id}`), { text: `${label(vendor)} is saved.`, undo: null })
  })

  .get(`${one}/tier`, { may: changeTier.action }, async (ctx, c) =>
    showTier(c, ctx, await findVendor(ctx, id(c)), null),
  )

  .post(`${one}/tier`, { may: changeTier.action }, async (ctx, c) => {
    const vendor = await findVendor(ctx, id(c))
    const done = await attempt(() => changeTier(ctx, { ...c.var.form, id: vendor.id }, { key: c.var.key }))
    if (!done.ok) return showTier(c, ctx, await findVendor(ctx, id(c)), done.refusal)
    const words: Record<Tier, string> = { approved: 'approved', pending: 'pending again', blacklisted: 'blacklisted' }
    const to = words[c.var.form.tier as Tier]
    return seeOther(c, at(ctx, `/vendors/${vendor.id}`), { text: `${vendor.name} is ${to}.`, undo: null })
  })

  .get(`${one}/lift`, { may: askForLift.action }, async (ctx, c) =>
    show(c, ctx, <LiftPage vendor={await findVendor(ctx, id(c))} values={{}} trouble={null} />),
  )

  .post(`${one}/lift`, { may: askForLift.action }, async (ctx, c) => {
    const vendor = await findVendor(ctx, id(c))
    const done = await attempt(() => askForLift(ctx, { ...c.var.form, id: vendor.id }, { key: c.var.key }))
    if (!done.ok) {
      const page = <LiftPage vendor={vendor} values={c.var.form} trouble={troubleOf(done.refusal)} />
      return show(c, ctx, page, statusFor(done.refusal))
    }
    return seeOther(c, at(ctx, `/vendors/${vendor.id}`), { text: 'Asked. A second person decides.', undo: null })
  })

  .get('/vendors/lifts/:id{vl_[^/]+}', { may: decideOnLift.action }, (ctx, c) => showLift(c, ctx, null))

  .post('/vendors/lifts/:id{vl_[^/]+}', { may: decideOnLift.action }, async (ctx, c) => {
    const lift = await findLift(ctx, id(c))
    const done = await attempt(() => decideOnLift(ctx, { ...c.var.form, id: lift.id }, { key: c.var.key }))
    if (!done.ok) return showLift(c, ctx, done.refusal)
    const text = c.var.form.decision === 'lifted' ? 'The blacklisting is lifted.' : 'It stays blacklisted.'
    return seeOther(c, at(ctx, `/vendors/${done.value.id}`), { text, undo: null })
  })

  .get(`${one}/merging`, { may: mergeVendor.action }, async (ctx, c) =>
    showMerge(c, ctx, await findVendor(ctx, id(c)), null),
  )

  .post(`${one}/merging`, { may: mergeVendor.action }, async (ctx, c) => {
    const vendor = await findVendor(ctx, id(c))
    const done = await attempt(async () =>
      mergeVendor(ctx, { ...(await withVendor(ctx, c.var.form)), id: vendor.id }, { key: c.var.key }),
    )
    if (!done.ok) return showMerge(c, ctx, vendor, done.refusal)
    return seeOther(c, at(ctx, `/vendors/${done.value.id}`), {
      text: `${vendor.name} is merged into this.`,
      undo: null,
    })
  })

  .post(`${one}/ending`, { may: endVendor.action }, async (ctx, c) => {
    const done = await endVendor(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, `/vendors/${done.id}`), {
      text: `${label(done)} is out of use.`,
      undo: { action: `/vendors/${done.id}/return-to-use`, fields: { version: String(done.version) } },
    })
  })

  .post(`${one}/return-to-use`, { may: bringVendorBack.action }, async (ctx, c) => {
    const done = await bringVendorBack(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, `/vendors/${done.id}`), { text: `${label(done)} is in use again.`, undo: null })
  })

import { KeyFormPage, type KeyLine, KeyPage, KeysPage, NewKeyPage } from '../../../templates/identity/keys'
import { ServiceFormPage, ServicePage, ServicesPage } from '../../../templates/identity/services'
import { hashOf, type Id } from '../../kernel/ids'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { show } from '../../platform/render'
import { Pages, type Request } from '../../platform/routes'
import { type KeyKind, newText, stateOf } from './key'
import { makeApiKey, revokeApiKey } from './key.actions'
import { findKey, type KeyRow, lastUses, listKeys } from './key.queries'
import { type Scope, scopesOffered } from './scopes'
import { changeService, createService, disableService, enableService } from './service.actions'
import { findService, listServices } from './service.queries'

const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const id = (c: Request) => c.req.param('id') ?? ''
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)

/** A key says that it ends so long before. */
const endsSoonMs = 14 * 24 * 3_600_000

const seesAll = (ctx: Context) => ctx.may('identity.key.manage')

const lineOf = (
  ctx: Context,
  row: KeyRow,
  use: { usedAt: number | null; usedFrom: string | null } | undefined,
): KeyLine => {
  const state = stateOf(row, ctx.now)
  return {
    ...row,
    state:
      state !== 'active'
        ? state
        : row.makerLeft
          ? 'orphaned'
          : row.expiresAt - ctx.now < endsSoonMs
            ? 'ending'
            : 'active',
    mine: row.makerId === ctx.actor.id,
    usedAt: use?.usedAt ?? null,
    usedFrom: use?.usedFrom ?? null,
  }
}

async function linesOf(c: Request, ctx: Context, rows: KeyRow[]): Promise<KeyLine[]> {
  const ids = rows.map((row) => row.id)
  const uses = rows.length > 0 ? await lastUses(c.var.platform, ctx, ids) : new Map()
  return rows.map((row) => lineOf(ctx, row, uses.get(row.id)))
}

/** What the person could let a program do: no more than they may, or than the service may. */
const offered = (c: Request, ctx: Context, within: readonly string[] | null): Scope[] =>
  scopesOffered(c.var.platform.rooms).filter(({ name }) => ctx.may(name) && (within === null || within.includes(name)))

/** The scopes that a form ticks: `scope:calendar.task.see`. */
const tickedIn = (form: Record<string, string>): string[] =>
  Object.keys(form)
    .filter((name) => name.startsWith('scope:') && form[name] === 'on')
    .map((name) => name.slice('scope:'.length))

const tickedAs = (permissions: readonly string[]): Record<string, string> =>
  Object.fromEntries(permissions.map((permission) => [`scope:${permission}`, 'on']))

async function showKeyForm(
  c: Request,
  ctx: Context,
  serviceId: string,
  form: Record<string, string> | null,
  refusal: Refusal | null,
) {
  if (serviceId !== '' && !ctx.may('identity.service.change')) {
    refuse('not-found', 'service.unknown', 'There is no such service.')
  }
  const service = serviceId === '' ? null : await findService(ctx, serviceId)
  const scopes = offered(c, ctx, service?.permissions ?? null)
  const values = form ?? (service ? tickedAs(scopes.map(({ name }) => name)) : {})
  const page = <KeyFormPage service={service} scopes={scopes} values={values} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showServiceForm(
  c: Request,
  ctx: Context,
  serviceId: string | null,
  form: Record<string, string> | null,
  refusal: Refusal | null,
) {
  const service = serviceId === null ? null : await findService(ctx, serviceId)
  const own = offered(c, ctx, null)
  // What it has stays to be seen and unticked, though who looks may not give it.
  const scopes = scopesOffered(c.var.platform.rooms).filter(
    ({ name }) => own.some((scope) => scope.name === name) || service?.permissions.includes(name),
  )
  const values = form ?? (service ? { name: service.name, about: service.about, ...tickedAs(service.permissions) } : {})
  const page = <ServiceFormPage service={service} scopes={scopes} values={values} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** Settings of machines: keys and service accounts. */
export const machinePages = new Pages()
  .get('/settings/keys', { may: makeApiKey.action }, async (ctx, c) => {
    const all = seesAll(ctx)
    const makerId = all ? undefined : (ctx.actor.id as Id<'mb'>)
    const { rows, next } = await listKeys(ctx, { makerId }, c.req.query('after'))
    const lines = await linesOf(c, ctx, rows)
    return show(c, ctx, <KeysPage rows={lines} next={next ? `/settings/keys?after=${next}` : null} all={all} />)
  })

  .get('/settings/keys/new', { may: makeApiKey.action, stepUp: true }, (ctx, c) =>
    showKeyForm(c, ctx, c.req.query('service') ?? '', null, null),
  )

  .post('/settings/keys', { may: makeApiKey.action, stepUp: true }, async (ctx, c) => {
    const { name = '', days, serviceId = '' } = c.var.form
    const kind: KeyKind = c.var.form.kind === 'rotating' ? 'rotating' : 'key'
    const text = newText(kind)
    const hash = await hashOf(text)
    const wanted = { name, kind, serviceId, days, scopes: tickedIn(c.var.form), hash, hint: text.slice(-4) }
    const done = await attempt(() => makeApiKey(ctx, wanted, { key: c.var.key }))
    if (done.ok)
      return show(c, ctx, <NewKeyPage id={done.value.id} name={name} kind={kind} text={text} origin={ctx.origin} />)
    // The same form a second time: each try has a text of its own, and only the first one's was kept.
    if (done.refusal.reason === 'key.reused') {
      const words =
        'This key is made already, and its text was shown then. If you do not have it, revoke it and make another.'
      return seeOther(c, at(ctx, '/settings/keys'), { text: words, undo: null })
    }
    return showKeyForm(c, ctx, serviceId, c.var.form, done.refusal)
  })

  .get('/settings/keys/:id{ak_[^/]+}', { may: makeApiKey.action }, async (ctx, c) => {
    const row = await findKey(ctx, id(c))
    if (row.makerId !== ctx.actor.id && !seesAll(ctx)) refuse('not-found', 'key.unknown', 'There is no such key.')
    const [line] = await linesOf(c, ctx, [row])
    if (!line) return refuse('not-found', 'key.unknown', 'There is no such key.')
    const scopes = scopesOffered(c.var.platform.rooms)
    return show(c, ctx, <KeyPage row={line} scopes={scopes} mayRevoke={ctx.may(revokeApiKey.action)} />)
  })

  .post('/settings/keys/:id{ak_[^/]+}/revocation', { may: revokeApiKey.action }, async (ctx, c) => {
    await revokeApiKey(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, at(ctx, '/settings/keys'), {
      text: 'The key is revoked: it opens nothing any more.',
      undo: null,
    })
  })

  .get('/settings/services', { may: 'identity.service.see' }, async (ctx, c) => {
    const { rows, next } = await listServices(ctx, c.req.query('after'))
    return show(c, ctx, <ServicesPage rows={rows} next={next ? `/settings/services?after=${next}` : null} />)
  })

  .get('/settings/services/new', { may: createService.action, stepUp: true }, (ctx, c) =>
    showServiceForm(c, ctx, null, null, null),
  )

  .post('/settings/services', { may: createService.action, stepUp: true }, async (ctx, c) => {
    const { name, about } = c.var.form
    const wanted = { name, about, permissions: tickedIn(c.var.form) }
    const done = await attempt(() => createService(ctx, wanted, { key: c.var.key }))
    if (!done.ok) return showServiceForm(c, ctx, null, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/settings/services/${done.value.id}`), { text: 'The service is saved.', undo: null })
  })

  .get('/settings/services/:id{sv_[^/]+}', { may: 'identity.service.see' }, async (ctx, c) => {
    const service = await findService(ctx, id(c))
    const { rows, next } = await listKeys(ctx, { serviceId: service.id }, c.req.query('after'))
    const page = (
      <ServicePage
        service={service}
        keys={await linesOf(c, ctx, rows)}
        next={next ? `/settings/services/${service.id}?after=${next}` : null}
        scopes={scopesOffered(c.var.platform.rooms)}
      />
    )
    return show(c, ctx, page)
  })

  .get('/settings/services/:id{sv_[^/]+}/edit', { may: changeService.action, stepUp: true }, (ctx, c) =>
    showServiceForm(c, ctx, id(c), null, null),
  )

  .post('/settings/services/:id{sv_[^/]+}', { may: changeService.action, stepUp: true }, async (ctx, c) => {
    const { name, about, version } = c.var.form
    await findService(ctx, id(c))
    const wanted = { id: id(c), version: version || null, name, about, permissions: tickedIn(c.var.form) }
    const done = await attempt(() => changeService(ctx, wanted, { key: c.var.key }))
    if (!done.ok) return showServiceForm(c, ctx, id(c), c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/settings/services/${id(c)}`), { text: 'The service is saved.', undo: null })
  })

  .post('/settings/services/:id{sv_[^/]+}/disabling', { may: disableService.action }, async (ctx, c) => {
    await disableService(ctx, { id: id(c), version: c.var.form.version || null }, { key: c.var.key })
    const text = 'The service is switched off: its keys open nothing.'
    return seeOther(c, at(ctx, `/settings/services/${id(c)}`), { text, undo: null })
  })

  .post('/settings/services/:id{sv_[^/]+}/enabling', { may: enableService.action, stepUp: true }, async (ctx, c) => {
    await enableService(ctx, { id: id(c), version: c.var.form.version || null }, { key: c.var.key })
    return seeOther(c, at(ctx, `/settings/services/${id(c)}`), { text: 'The service is switched on.', undo: null })
  })

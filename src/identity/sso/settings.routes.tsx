import { DomainsPage, OidcPage, SamlPage, SignOnPage, TestPage } from '../../../templates/identity/single-sign-on'
import { secret } from '../../kernel/ids'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { closeBox } from '../../kernel/sealed-box'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { outbound } from '../../platform/outbound'
import { show } from '../../platform/render'
import { Pages, type Request } from '../../platform/routes'
import { certificatesOf } from './certificate'
import { isTested } from './connection'
import { removeSignOn, setUpOidc, setUpSaml, switchSignOn } from './connection.actions'
import { listDomains, lookUpConnection } from './connection.queries'
import { proofOf } from './domain'
import { addDomain, proveDomain, removeDomain, setJoinPolicy } from './domain.actions'
import { metadataBytes, readMetadata } from './metadata'
import { addressesOf, leave, secretBox } from './provider'
import { grantableRoles } from './role-choice'

const see = 'identity.single-sign-on.see'
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const settings = '/settings/single-sign-on'
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)

async function showSignOn(c: Request, ctx: Context, refusal: Refusal | null) {
  const [connection, domains, roles] = await Promise.all([
    lookUpConnection(ctx),
    listDomains(ctx),
    grantableRoles(ctx, 'member'),
  ])
  const page = (
    <SignOnPage
      connection={
        connection && {
          ...connection,
          tested: isTested(connection),
          roleTitle: roles.find(({ value }) => value === connection.defaultRole)?.label ?? connection.defaultRole,
          certificates: connection.certificates.flatMap((pem) => certificatesOf(pem)),
        }
      }
      proved={domains.filter(({ provedAt }) => provedAt !== null).map(({ domain }) => domain)}
      addresses={addressesOf(ctx.origin, ctx.organization.slug)}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showOidc(c: Request, ctx: Context, refusal: Refusal | null) {
  const kept = await lookUpConnection(ctx)
  const own = kept?.kind === 'oidc' ? kept : null
  const values = refusal
    ? c.var.form
    : {
        issuer: own?.issuer ?? '',
        clientId: own?.clientId ?? '',
        defaultRole: kept?.defaultRole ?? 'viewer',
        trustsUnsaid: own?.trustsUnsaid ? 'on' : '',
      }
  const page = (
    <OidcPage
      values={values}
      trouble={troubleOf(refusal)}
      roles={await grantableRoles(ctx, 'member')}
      hasSecret={own !== null && own.clientSecret !== ''}
      version={kept?.version ?? 0}
      addresses={addressesOf(ctx.origin, ctx.organization.slug)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showSaml(c: Request, ctx: Context, refusal: Refusal | null) {
  const kept = await lookUpConnection(ctx)
  const own = kept?.kind === 'saml' ? kept : null
  const values = refusal
    ? c.var.form
    : {
        issuer: own?.issuer ?? '',
        entryPoint: own?.entryPoint ?? '',
        certificates: own?.certificates.join('\n') ?? '',
        defaultRole: kept?.defaultRole ?? 'viewer',
        providerBegins: own?.providerBegins ? 'on' : '',
      }
  const page = (
    <SamlPage
      values={values}
      trouble={troubleOf(refusal)}
      roles={await grantableRoles(ctx, 'member')}
      version={kept?.version ?? 0}
      addresses={addressesOf(ctx.origin, ctx.organization.slug)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** What the form says of the provider: its metadata as a file or by its address win over what was typed. */
async function providerOf(ctx: Context, c: Request) {
  const { form, files } = c.var
  const [file] = files.metadata ?? []
  if (file && file.size > 0) {
    if (file.size > metadataBytes) {
      const sentence = 'This file is too large for metadata.'
      return refuse('invalid', 'metadata.too-large', sentence, { metadata: sentence })
    }
    return readMetadata(await file.text())
  }
  const url = form.metadataUrl?.trim()
  if (url) {
    const fetched = await attempt(async () => (await outbound(ctx.origin, url)).text())
    if (!fetched.ok) {
      const { message } = fetched.refusal
      return refuse('invalid', 'metadata.url', message, { metadataUrl: message })
    }
    const read = await attempt(() => readMetadata(fetched.value))
    if (read.ok) return read.value
    return refuse('invalid', read.refusal.reason, read.refusal.message, { metadataUrl: read.refusal.message })
  }
  return {
    issuer: form.issuer ?? '',
    entryPoint: form.entryPoint ?? '',
    certificates: certificatesOf(form.certificates ?? '').map(({ pem }) => pem),
  }
}

async function showDomains(c: Request, ctx: Context, refusal: Refusal | null) {
  const rows = (await listDomains(ctx)).map((row) => ({ ...row, proof: proofOf(row.domain, row.token) }))
  const page = <DomainsPage rows={rows} values={refusal ? c.var.form : {}} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** Settings > Single sign-on, and the organization's domains. */
export const signOnSettings = new Pages()
  .get(settings, { may: see }, (ctx, c) => showSignOn(c, ctx, null))

  .get(`${settings}/openid`, { may: setUpOidc.action }, (ctx, c) => showOidc(c, ctx, null))

  .post(`${settings}/openid`, { may: setUpOidc.action, stepUp: true }, async (ctx, c) => {
    const { clientSecret = '', ...form } = c.var.form
    const done = await attempt(async () => {
      const boxedSecret = clientSecret
        ? await closeBox(c.var.platform.env.SECRET, secretBox, clientSecret.trim().slice(0, 1000))
        : ''
      await setUpOidc(ctx, { ...form, boxedSecret })
    })
    if (!done.ok) return showOidc(c, ctx, done.refusal)
    return seeOther(c, at(ctx, settings), { text: 'The provider is saved. Test it now.', undo: null })
  })

  .get(`${settings}/saml`, { may: setUpSaml.action }, (ctx, c) => showSaml(c, ctx, null))

  .post(
    `${settings}/saml`,
    { may: setUpSaml.action, stepUp: true, limitBytes: metadataBytes + 64 * 1024 },
    async (ctx, c) => {
      const done = await attempt(async () => setUpSaml(ctx, { ...c.var.form, ...(await providerOf(ctx, c)) }))
      if (!done.ok) return showSaml(c, ctx, done.refusal)
      return seeOther(c, at(ctx, settings), { text: 'The provider is saved. Test it now.', undo: null })
    },
  )

  .get(`${settings}/test`, { may: switchSignOn.action }, async (ctx, c) => {
    const connection = await lookUpConnection(ctx)
    const left = await attempt(async () => {
      if (!connection) return refuse('not-found', 'sso.none', 'Single sign-on is not set up yet.')
      return leave(c.var.platform, c, ctx, connection, { purpose: 'test', next: '', hint: '' })
    })
    // The page itself goes on: a form that leads to another site is not sent by browsers that heed our policy.
    if (left.ok) c.header('Refresh', `1; url=${left.value}`)
    const page = <TestPage url={left.ok ? left.value : null} trouble={left.ok ? null : left.refusal.message} />
    return show(c, ctx, page)
  })

  .post(`${settings}/state`, { may: switchSignOn.action, stepUp: true }, async (ctx, c) => {
    const done = await attempt(() => switchSignOn(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showSignOn(c, ctx, done.refusal)
    const words = {
      on: 'Single sign-on is on.',
      enforced: 'Single sign-on is the only way in.',
      draft: 'Single sign-on is off.',
    }
    return seeOther(c, at(ctx, settings), { text: words[c.var.form.to as 'on'] ?? 'Saved.', undo: null })
  })

  .post(`${settings}/removal`, { may: removeSignOn.action, stepUp: true }, async (ctx, c) => {
    const done = await attempt(() => removeSignOn(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showSignOn(c, ctx, done.refusal)
    return seeOther(c, at(ctx, settings), { text: 'Single sign-on is taken away.', undo: null })
  })

  .get('/settings/domains', { may: see }, (ctx, c) => showDomains(c, ctx, null))

  .post('/settings/domains', { may: addDomain.action }, async (ctx, c) => {
    const token = secret().slice(0, 32)
    const done = await attempt(() => addDomain(ctx, { domain: c.var.form.domain, token }))
    if (!done.ok) return showDomains(c, ctx, done.refusal)
    return seeOther(c, at(ctx, '/settings/domains'), { text: 'Now put the text into the domain’s DNS.', undo: null })
  })

  .post('/settings/domains/proof', { may: proveDomain.action, stepUp: true }, async (ctx, c) => {
    const domain = c.var.form.domain ?? ''
    const done = await attempt(async () => {
      const holder = await c.var.platform.env.CONTROL.prepare(
        'SELECT organization_id AS id FROM proved_domains WHERE domain = ?',
      )
        .bind(domain)
        .first<{ id: string }>()
      await proveDomain(ctx, { domain, taken: holder !== null && holder.id !== ctx.organization.id })
    })
    if (!done.ok) return showDomains(c, ctx, done.refusal)
    return seeOther(c, at(ctx, '/settings/domains'), { text: `${domain} is proved.`, undo: null })
  })

  .post('/settings/domains/join-policy', { may: setJoinPolicy.action, stepUp: true }, async (ctx, c) => {
    const done = await attempt(() => setJoinPolicy(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showDomains(c, ctx, done.refusal)
    return seeOther(c, at(ctx, '/settings/domains'), { text: 'Saved.', undo: null })
  })

  .post('/settings/domains/removal', { may: removeDomain.action, stepUp: true }, async (ctx, c) => {
    const done = await attempt(() => removeDomain(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showDomains(c, ctx, done.refusal)
    return seeOther(c, at(ctx, '/settings/domains'), { text: 'The domain is taken away.', undo: null })
  })

import { AgreementPage, ConsentsPage } from '../../templates/identity/consents'
import { ProfileSecurity } from '../../templates/identity/factors/security'
import { ConnectionsPage, OrganizationPage, ProfilePage, SettingsPage } from '../../templates/identity/settings'
import { countries } from '../kernel/countries'
import { newId } from '../kernel/ids'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { currencies, timeZones } from '../kernel/time-zone'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { agree, changeConsent, myConsents } from './consent'
import { factorsOf, passkeysOf } from './factors/factors.queries'
import { grantsOfActor, isOwner } from './members/grant'
import { assignmentsOf } from './members/member.queries'
import { nextOf } from './next'
import {
  changeOrganization,
  changeProfile,
  findMe,
  findOrganization,
  logoBytes,
  pictureType,
  setLogo,
} from './organization.actions'
import { agreements, agreementWords } from './policy'
import { pinSetAt } from './tablet/tablet.queries'

const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)
const zones = () => timeZones().map((value) => ({ value, label: value.replaceAll('_', ' ') }))

async function showOrganization(
  c: Request,
  ctx: Context,
  form: Record<string, string> | null,
  refusal: Refusal | null,
) {
  const kept = await findOrganization(ctx)
  const addresses = { address: kept.address, billing: kept.billingAddress }
  const values = form ?? {
    name: kept.name,
    legalName: kept.legalName,
    taxNumber: kept.taxNumber,
    email: kept.email,
    phone: kept.phone,
    website: kept.website,
    timeZone: kept.timeZone,
    currency: kept.currency,
    locale: kept.locale,
    units: kept.units,
    fiscalYearStartMonth: String(kept.fiscalYearStartMonth),
    ...Object.fromEntries(
      Object.entries(addresses).flatMap(([name, address]) =>
        Object.entries(address).map(([field, value]) => [`${name}.${field}`, value ?? '']),
      ),
    ),
  }
  return show(
    c,
    ctx,
    <OrganizationPage
      values={values}
      trouble={troubleOf(refusal)}
      zones={zones()}
      currencies={currencies().map((value) => ({ value, label: value }))}
      countries={[{ value: '', label: 'Choose' }, ...countries()]}
      logo={kept.logo !== null}
      version={kept.version}
    />,
    refusal ? statusFor(refusal) : 200,
  )
}

/** How one signs in, as cards; on a shared tablet it is nobody's to look at. */
async function securityPart(c: Request, ctx: Context) {
  const { platform, session } = c.var
  if (!session || session.kind === 'shared') return null
  const [factors, passkeys, pinAt] = await Promise.all([
    factorsOf(platform, session.loginId),
    passkeysOf(platform, session.loginId),
    pinSetAt(ctx),
  ])
  return <ProfileSecurity factors={factors} passkeys={passkeys} pinAt={pinAt} back={at(ctx, '/profile')} />
}

async function showProfile(c: Request, ctx: Context, form: Record<string, string> | null, refusal: Refusal | null) {
  const me = await findMe(ctx)
  const mine = await assignmentsOf(ctx, me.id)
  const values = form ?? {
    name: me.name,
    jobTitle: me.jobTitle,
    phone: me.phone,
    timeZone: me.timeZone ?? '',
    theme: me.theme,
    density: me.density,
    shortcuts: me.shortcuts ? 'on' : '',
  }
  const page = (
    <ProfilePage
      values={values}
      trouble={troubleOf(refusal)}
      zones={zones()}
      version={me.version}
      email={me.email}
      roleTitle={mine.map(({ title }) => title).join(', ')}
      security={await securityPart(c, ctx)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

const purposeWords: Record<string, string> = {
  'being-of-age': 'Being of age',
  terms: 'Terms and privacy policy',
  'work-messages': 'Messages about my work',
}
const channelWords = { none: '–', text: 'Text message' } as const
const consentPlaces = {
  'sign-up': 'Opening the organization',
  invitation: 'Invitation',
  'join-request': 'Asking to join',
  'first-visit': 'First visit',
  profile: 'This page',
} as const

async function showConsents(c: Request, ctx: Context, refusal: Refusal | null) {
  const [me, rows] = [await findMe(ctx), await myConsents(ctx)]
  const page = (
    <ConsentsPage
      rows={rows.map(({ purpose, channel, how, ...row }) => ({
        ...row,
        what: purposeWords[purpose] ?? purpose,
        channel: channelWords[channel],
        how: consentPlaces[how],
      }))}
      sms={refusal ? c.var.form.sms === 'on' : (rows.find(({ kind }) => kind === 'sms')?.given ?? false)}
      words={agreements.sms.words}
      phone={me.phone}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

const showAgreement = (c: Request, ctx: Context, refusal: Refusal | null) => {
  const next = nextOf(c.var.form.next ?? c.req.query('next'), at(ctx, '/'))
  const page = <AgreementPage agreements={agreementWords} next={next} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** How long the session has left, in milliseconds. Asked by POST it has just become longer, as with any request. */
const sayEnd = async (ctx: Context, c: Request) =>
  c.json({ endsInMs: Math.max(0, (c.var.session?.endsAt ?? ctx.now) - ctx.now) })

/** Settings and one’s own profile. */
export const settingsPages = new Pages()
  .get('/session', { may: 'member' }, (ctx, c) => sayEnd(ctx, c))

  .post('/session', { may: 'member' }, (ctx, c) => sayEnd(ctx, c))

  .get('/settings', { may: 'identity.profile.change' }, async (ctx, c) =>
    show(c, ctx, <SettingsPage owns={isOwner(grantsOfActor(ctx.actor))} />),
  )

  .get('/settings/organization', { may: 'identity.organization.see' }, (ctx, c) => showOrganization(c, ctx, null, null))

  .post('/settings/organization', { may: changeOrganization.action }, async (ctx, c) => {
    const done = await attempt(() => changeOrganization(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showOrganization(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, '/settings/organization'), { text: 'The organization is saved.', undo: null })
  })

  .get('/settings/logo', { may: 'member' }, async (ctx, c) => {
    const { logo } = await ctx.profile()
    const file = logo === null ? null : await ctx.ports.files.get(logo)
    if (!file) return refuse('not-found', 'logo.none', 'There is no logo.')
    return c.body(file.bytes, 200, {
      'Content-Type': file.type,
      'Content-Security-Policy': "default-src 'none'; sandbox",
    })
  })

  .post('/settings/logo', { may: setLogo.action, limitBytes: logoBytes + 16 * 1024 }, async (ctx, c) => {
    const done = await attempt(async () => {
      const say = (sentence: string) => refuse('invalid', 'logo', sentence, { logo: sentence })
      const [file] = c.var.files.logo ?? []
      if (!file || file.size === 0) return say('Choose a picture first.')
      if (file.size > logoBytes) return say('The picture must be smaller than 512 kB.')
      const bytes = new Uint8Array(await file.arrayBuffer())
      const type = pictureType(bytes)
      if (!type) return say('This is not a PNG, JPEG or WebP picture.')
      // The bytes first: a row never names what is not there. What a refused action leaves is swept.
      const key = `${ctx.organization.id}/logo/${newId('fl', ctx.now)}`
      await ctx.ports.files.put(key, bytes, type)
      const { before } = await setLogo(ctx, { key }, { key: c.var.key })
      if (before && before !== key) ctx.later(ctx.ports.files.delete(before))
    })
    if (!done.ok) return showOrganization(c, ctx, null, done.refusal)
    return seeOther(c, at(ctx, '/settings/organization'), { text: 'The logo is up.', undo: null })
  })

  .post('/settings/logo/removal', { may: setLogo.action }, async (ctx, c) => {
    const { before } = await setLogo(ctx, { key: null }, { key: c.var.key })
    if (before) ctx.later(ctx.ports.files.delete(before))
    return seeOther(c, at(ctx, '/settings/organization'), { text: 'The logo is down.', undo: null })
  })

  .get('/settings/connections', { may: 'identity.organization.see' }, async (ctx, c) => {
    const state = (reaches: 'people' | 'local', what: string) =>
      reaches === 'people'
        ? `${what} reach people.`
        : `No provider is set: ${what.toLowerCase()} stay in the local post office and reach nobody.`
    const { mail, texts, push } = ctx.ports
    const doors = [
      {
        name: 'Mail',
        reaches: mail.reaches === 'people',
        state: state(mail.reaches, 'Letters'),
        how: 'Whoever runs this installation sets RESEND_API_KEY.',
      },
      {
        name: 'Text messages',
        reaches: texts.reaches === 'people',
        state: state(texts.reaches, 'Text messages'),
        how: '',
      },
      { name: 'Push', reaches: push.reaches === 'people', state: state(push.reaches, 'Notes on devices'), how: '' },
      { name: 'Files', reaches: true, state: 'Files are kept in the file store of this installation.', how: '' },
    ]
    return show(c, ctx, <ConnectionsPage doors={doors} />)
  })

  .get('/agreement', { may: 'member' }, (ctx, c) => showAgreement(c, ctx, null))

  .post('/agreement', { may: agree.action }, async (ctx, c) => {
    const done = await attempt(() => agree(ctx, { agreed: c.var.form.agreed ?? false }, { key: c.var.key }))
    if (!done.ok) return showAgreement(c, ctx, done.refusal)
    return seeOther(c, nextOf(c.var.form.next, at(ctx, '/')))
  })

  .get('/profile/consents', { may: changeConsent.action }, (ctx, c) => showConsents(c, ctx, null))

  .post('/profile/consents', { may: changeConsent.action }, async (ctx, c) => {
    const done = await attempt(() => changeConsent(ctx, { sms: c.var.form.sms ?? false }, { key: c.var.key }))
    if (!done.ok) return showConsents(c, ctx, done.refusal)
    return seeOther(c, at(ctx, '/profile/consents'), { text: 'Your choice is kept.', undo: null })
  })

  .get('/profile', { may: changeProfile.action }, (ctx, c) => showProfile(c, ctx, null, null))

  .post('/profile', { may: changeProfile.action }, async (ctx, c) => {
    const done = await attempt(() => changeProfile(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showProfile(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, '/profile'), { text: 'Your profile is saved.', undo: null })
  })

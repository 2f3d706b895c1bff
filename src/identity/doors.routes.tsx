import * as z from 'zod'
import {
  CodePage,
  DonePage,
  OrganizationsPage,
  ResetPage,
  SignInPage,
  SignUpPage,
} from '../../templates/identity/doors'
import { ContinuePage, startOf } from '../../templates/identity/sign-on'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { currency, emailAddress, optionalLine, optionalPhone, textLine, ticked, timeZone } from '../kernel/schemas'
import { currencies, timeZones } from '../kernel/time-zone'
import { checkedInput } from '../platform/action'
import { seeOther, statusFor } from '../platform/answers'
import { setTheme, tabletToken } from '../platform/cookies'
import type { Platform } from '../platform/platform'
import { showOpen } from '../platform/render'
import { Open, type Request } from '../platform/routes'
import { tellOfPassword } from './account'
import { arrive } from './factors/half'
import { codeLetter, post } from './letters'
import {
  changePassword,
  checkRoom,
  lookUpLogin,
  type Door as OrganizationDoor,
  openOrganization,
  organizationsOf,
  type SignUp,
} from './login'
import { organizationsToAsk } from './members/join-request'
import { nextOf } from './next'
import { checkPassword, hashPassword } from './password'
import { agreementWords, consentsGiven } from './policy'
import { closeSession } from './session'
import { countCode, proveByCode, proveByPassword } from './sign-in'
import { realmOf } from './sso/realm'
import { giveBack, goodForMinutes, issueTicket, takeTicket } from './ticket'

const troubleOf = (refusal: Refusal) => ({ sentence: refusal.message, fields: refusal.fields })

const zoneChoices = () => timeZones().map((value) => ({ value, label: value.replaceAll('_', ' ') }))
const names = new Intl.DisplayNames('en', { type: 'currency' })
const currencyChoices = () => currencies().map((value) => ({ value, label: `${value}, ${names.of(value)}` }))

const signUpInput = z
  .object({
    organizationName: textLine(120, 'Write the name of your organization.'),
    name: textLine(120, 'Write your name.'),
    jobTitle: optionalLine(120),
    email: emailAddress,
    phone: optionalPhone(),
    sms: ticked,
    password: z.string().default(''),
    timeZone,
    currency,
    agreed: ticked.refine(
      (yes) => yes,
      'Tick this to go on: we may only open an organization for adults who accept the terms.',
    ),
  })
  .refine(({ phone, sms }) => !sms || phone !== '', {
    path: ['phone'],
    message: 'Write the number that text messages go to, or untick them.',
  })

/** Mails a code and shows the page that waits for it. The same page, whoever the address belongs to. */
async function askForCode(
  platform: Platform,
  c: Request,
  purpose: DoorPurpose,
  email: string,
  body: unknown,
  send: boolean,
) {
  await countCode(platform, c, email)
  const { ticket, code } = await issueTicket(platform, purpose, email, body)
  const why = {
    'sign-up':
      'You are opening an organization. If you already have a login with this address, its password stays as it is.',
    'sign-in': 'You are signing in.',
    reset: 'You are choosing a new password.',
  }[purpose]
  if (send)
    post(
      platform,
      `code:${ticket.slice(0, 12)}`,
      { address: email, name: '' },
      codeLetter(why, code, goodForMinutes[purpose]),
    )
  return ticket
}

type DoorPurpose = 'sign-up' | 'sign-in' | 'reset'

const codePages = {
  'sign-up': {
    title: 'Prove your e-mail address',
    action: '/verify',
    button: 'Open the organization',
    again: '/sign-up',
  },
  'sign-in': { title: 'Type the code', action: '/sign-in/code', button: 'Sign in', again: '/sign-in' },
  reset: {
    title: 'Choose a new password',
    action: '/reset/code',
    button: 'Change the password',
    again: '/reset',
    password: true,
  },
} as const

const showCode = (
  c: Request,
  purpose: DoorPurpose,
  values: { email: string; ticket: string; next: string },
  refusal: Refusal | null,
) =>
  showOpen(
    c,
    <CodePage {...codePages[purpose]} {...values} trouble={refusal ? troubleOf(refusal) : null} />,
    refusal ? statusFor(refusal) : 200,
  )

const codeForm = (c: Request) => {
  const { ticket = '', code = '', email = '', next, password = '' } = c.var.form
  return { ticket, code, email: email.slice(0, 254), next: nextOf(next), password }
}

/** The organizations of a login, and those of its address's domain that it could ask. */
async function showOrganizations(platform: Platform, c: Request, organizations: OrganizationDoor[]) {
  const { loginId = '', email = '' } = c.var.session ?? {}
  const askable = await organizationsToAsk(platform, loginId, email)
  return showOpen(c, <OrganizationsPage organizations={organizations} askable={askable} />)
}

/** The pages before the house. */
export const doorRoutes = new Open()
  .get('/', { may: 'login' }, async (platform, c) => {
    const organizations = await organizationsOf(platform, c.var.session?.loginId ?? '')
    const [only] = organizations
    if (only && organizations.length === 1) return seeOther(c, `/${only.slug}`)
    return showOrganizations(platform, c, organizations)
  })

  .get('/organizations', { may: 'login' }, async (platform, c) =>
    showOrganizations(platform, c, await organizationsOf(platform, c.var.session?.loginId ?? '')),
  )

  .get('/sign-in', { may: 'anyone' }, async (_, c) => {
    const next = nextOf(c.req.query('next'))
    // On a shared tablet one comes in by one's tile.
    if (tabletToken(c) && c.req.query('own') === undefined)
      return seeOther(c, next === '/' ? '/tablet' : `/tablet?next=${encodeURIComponent(next)}`)
    const expired = c.req.query('why') === 'expired'
    // Who is signed in already came here by the way of an old page.
    if (c.var.session && !expired && next !== '/') return seeOther(c, next)
    return showOpen(
      c,
      <SignInPage values={{}} trouble={null} next={next} expired={expired} own={c.req.query('own') === '1'} />,
    )
  })

  .post('/sign-in', { may: 'anyone' }, async (platform, c) => {
    const { form } = c.var
    const next = nextOf(form.next)
    const done = await attempt(async () => {
      const { email } = checkedInput(z.object({ email: emailAddress }), form)
      const realm = form.own === '1' ? null : await realmOf(platform, email)
      if (realm && (form.way === 'sso' || realm.state === 'enforced')) return { email, realm }
      if (form.way === 'sso') {
        const sentence = 'No organization here signs people with an address at this domain in by a provider of its own.'
        return refuse('invalid', 'sign-in.no-realm', sentence, { email: sentence })
      }
      if (form.way === 'code') {
        const known = await lookUpLogin(platform, email)
        return { email, ticket: await askForCode(platform, c, 'sign-in', email, null, known !== null) }
      }
      const login = await proveByPassword(platform, c, email, form.password ?? '')
      return { to: await arrive(platform, c, login.id, 'password', next) }
    })
    if (!done.ok) {
      if (done.refusal.retryAfterSeconds) c.header('Retry-After', String(done.refusal.retryAfterSeconds))
      const page = <SignInPage values={form} trouble={troubleOf(done.refusal)} next={next} own={form.own === '1'} />
      return showOpen(c, page, statusFor(done.refusal))
    }
    if (done.value.realm !== undefined) {
      const { email, realm } = done.value
      // A form's answer may not lead to another site (form-action 'self'): the page itself goes on.
      c.header('Refresh', `1; url=${startOf(realm.slug, next, email)}`)
      return showOpen(c, <ContinuePage slug={realm.slug} next={next} hint={email} />)
    }
    if (done.value.to !== undefined) return seeOther(c, done.value.to)
    return showCode(c, 'sign-in', { ...done.value, next }, null)
  })

  .post('/sign-in/code', { may: 'anyone' }, async (platform, c) => {
    const { ticket, code, email, next } = codeForm(c)
    const done = await attempt(async () => {
      const taken = await proveByCode(platform, c, 'sign-in', ticket, code)
      const login = await lookUpLogin(platform, taken.email)
      if (!login) return refuse('invalid', 'code.expired', 'This code can no longer be used. Ask for a new one.')
      return arrive(platform, c, login.id, 'code', next)
    })
    return done.ok ? seeOther(c, done.value) : showCode(c, 'sign-in', { ticket, email, next }, done.refusal)
  })

  .get('/sign-up', { may: 'anyone' }, async (platform, c) => {
    const room = await attempt(() => checkRoom(platform))
    if (!room.ok) {
      const page = (
        <DonePage title="No room at this moment" sentence={room.refusal.message} href="/sign-in" label="Sign in" />
      )
      return showOpen(c, page, 503)
    }
    const values = { timeZone: 'America/New_York', currency: 'USD' }
    return showOpen(
      c,
      <SignUpPage
        values={values}
        trouble={null}
        zones={zoneChoices()}
        currencies={currencyChoices()}
        agreements={agreementWords}
      />,
    )
  })

  .post('/sign-up', { may: 'anyone' }, async (platform, c) => {
    const { form } = c.var
    const done = await attempt(async () => {
      const parsed = await attempt(() => checkedInput(signUpInput, form))
      const weak = await attempt(() =>
        checkPassword(form.password ?? '', [form.name ?? '', form.email ?? '', form.organizationName ?? '']),
      )
      if (!parsed.ok || !weak.ok) {
        const fields = { ...(parsed.ok ? {} : parsed.refusal.fields), ...(weak.ok ? {} : weak.refusal.fields) }
        return refuse('invalid', 'input', 'There is a problem with what was entered.', fields)
      }
      const { password, agreed: _, sms, ...input } = parsed.value
      await checkRoom(platform)
      const signUp: SignUp = {
        ...input,
        emailWritten: (form.email ?? '').trim().slice(0, 254),
        consents: consentsGiven(platform.now(), sms),
        passwordHash: await hashPassword(password, platform.env.PEPPER),
      }
      return { email: signUp.email, ticket: await askForCode(platform, c, 'sign-up', signUp.email, signUp, true) }
    })
    if (done.ok) return showCode(c, 'sign-up', { ...done.value, next: '/' }, null)
    const page = (
      <SignUpPage
        values={form}
        trouble={troubleOf(done.refusal)}
        zones={zoneChoices()}
        currencies={currencyChoices()}
        agreements={agreementWords}
      />
    )
    return showOpen(c, page, statusFor(done.refusal))
  })

  .post('/verify', { may: 'anyone' }, async (platform, c) => {
    const { ticket, code, email } = codeForm(c)
    const done = await attempt(async () => {
      const taken = await takeTicket(platform, 'sign-up', ticket, code)
      const opened = await attempt(() => openOrganization(platform, taken.body as SignUp))
      if (!opened.ok) {
        await giveBack(platform, ticket)
        throw opened.refusal
      }
      const login = await lookUpLogin(platform, taken.email)
      return login ? arrive(platform, c, login.id, 'code', `/${opened.value.slug}`) : '/'
    })
    if (!done.ok) return showCode(c, 'sign-up', { ticket, email, next: '/' }, done.refusal)
    return seeOther(c, done.value, { text: 'Your organization is open. Welcome.', undo: null })
  })

  .get('/reset', { may: 'anyone' }, async (_, c) => showOpen(c, <ResetPage values={{}} trouble={null} />))

  .post('/reset', { may: 'anyone' }, async (platform, c) => {
    const { form } = c.var
    const done = await attempt(async () => {
      const { email } = checkedInput(z.object({ email: emailAddress }), form)
      const known = await lookUpLogin(platform, email)
      return { email, ticket: await askForCode(platform, c, 'reset', email, null, known !== null) }
    })
    if (done.ok) return showCode(c, 'reset', { ...done.value, next: '/' }, null)
    return showOpen(c, <ResetPage values={form} trouble={troubleOf(done.refusal)} />, statusFor(done.refusal))
  })

  .post('/reset/code', { may: 'anyone' }, async (platform, c) => {
    const { ticket, code, email, next, password } = codeForm(c)
    const done = await attempt(async () => {
      checkPassword(password, [email])
      const taken = await proveByCode(platform, c, 'reset', ticket, code)
      const login = await changePassword(platform, taken.email, password)
      if (login) tellOfPassword(platform, { loginId: login.id, ...login })
    })
    if (!done.ok) return showCode(c, 'reset', { ticket, email, next }, done.refusal)
    const sentence = 'Every device is signed out. Sign in with the new password.'
    return showOpen(
      c,
      <DonePage title="Your password is changed" sentence={sentence} href="/sign-in" label="Sign in" />,
    )
  })

  .post('/sign-out', { may: 'anyone' }, async (platform, c) => {
    await closeSession(platform, c)
    return seeOther(c, '/sign-in')
  })

  .post('/theme', { may: 'anyone' }, async (_, c) => {
    const { theme, back } = c.var.form
    setTheme(c, theme === 'day' || theme === 'night' ? theme : 'auto')
    return seeOther(c, nextOf(back))
  })

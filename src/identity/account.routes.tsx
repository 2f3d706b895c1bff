import * as z from 'zod'
import { DevicesPage, EmailCodesPage, EmailPage, HistoryPage, PasswordPage } from '../../templates/identity/account'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { emailAddress } from '../kernel/schemas'
import { checkedInput } from '../platform/action'
import { seeOther, statusFor } from '../platform/answers'
import type { Platform } from '../platform/platform'
import { showOpen } from '../platform/render'
import { Open, type Request, type Session } from '../platform/routes'
import { beginEmailChange, type EmailChange, endEmailChange, setPassword } from './account'
import { endSession, listSessions, listSignIns } from './account.queries'
import { browserName, placeName } from './browser'
import { lookUpLogin } from './login'
import { endOtherSessions } from './session'

const sessionOf = (c: Request): Session => c.var.session ?? refuse('forbidden', 'sign-in', 'Sign in first.')

const troubleOf = (refusal: Refusal | null) => refusal && { sentence: refusal.message, fields: refusal.fields }

function answer(c: Request, page: Parameters<typeof showOpen>[1], refusal: Refusal | null) {
  if (refusal?.retryAfterSeconds) c.header('Retry-After', String(refusal.retryAfterSeconds))
  return showOpen(c, page, refusal ? statusFor(refusal) : 200)
}

async function showPassword(platform: Platform, c: Request, refusal: Refusal | null) {
  const { email } = sessionOf(c)
  const hasPassword = Boolean((await lookUpLogin(platform, email))?.passwordHash)
  return answer(c, <PasswordPage email={email} hasPassword={hasPassword} trouble={troubleOf(refusal)} />, refusal)
}

const showEmail = (c: Request, refusal: Refusal | null) =>
  answer(c, <EmailPage email={sessionOf(c).email} values={c.var.form} trouble={troubleOf(refusal)} />, refusal)

const showCodes = (c: Request, change: EmailChange, refusal: Refusal | null) =>
  answer(c, <EmailCodesPage {...change} email={sessionOf(c).email} trouble={troubleOf(refusal)} />, refusal)

/** Ways as people say them; 'sso:org_…' is the organization's own sign-in. */
function wayWords(way: string): string {
  const words: Record<string, string> = {
    password: 'password',
    code: 'mailed code',
    passkey: 'passkey',
    totp: 'authenticator app',
    recovery: 'recovery code',
  }
  return way
    .split('+')
    .map((one) => words[one] ?? (one.startsWith('sso:') ? 'your organization’s sign-in' : one))
    .join(' and ')
}

const ended = (count: string) => ({ text: `${count} signed out.`, undo: null })

/** One's own login: password, e-mail address, devices, history. They belong to the login, not to an organization. */
export const accountRoutes = new Open()
  .get('/security/password', { may: 'login', stepUp: true }, (platform, c) => showPassword(platform, c, null))

  .post('/security/password', { may: 'login', stepUp: true }, async (platform, c) => {
    const { current = '', password = '' } = c.var.form
    const done = await attempt(() => setPassword(platform, c, sessionOf(c), current, password))
    if (!done.ok) return showPassword(platform, c, done.refusal)
    return seeOther(c, '/security', { text: 'Your password is changed. Other devices are signed out.', undo: null })
  })

  .get('/security/email', { may: 'login', stepUp: true }, async (_, c) => showEmail(c, null))

  .post('/security/email', { may: 'login', stepUp: true }, async (platform, c) => {
    const begun = await attempt(() => {
      const { email } = checkedInput(z.object({ email: emailAddress }), c.var.form)
      return beginEmailChange(platform, c, sessionOf(c), email)
    })
    return begun.ok ? showCodes(c, begun.value, null) : showEmail(c, begun.refusal)
  })

  .post('/security/email/confirmation', { may: 'login', stepUp: true }, async (platform, c) => {
    const { oldTicket = '', newTicket = '', oldCode = '', newCode = '', to = '' } = c.var.form
    const session = sessionOf(c)
    const codes = { old: oldCode, new: newCode }
    const done = await attempt(() => endEmailChange(platform, c, session, { oldTicket, newTicket }, codes))
    if (!done.ok) return showCodes(c, { oldTicket, newTicket, to: to.slice(0, 254) }, done.refusal)
    return seeOther(c, '/security', { text: `You sign in with ${done.value} from now on.`, undo: null })
  })

  .get('/security/devices', { may: 'login' }, async (platform, c) => {
    const session = sessionOf(c)
    const devices = (await listSessions(platform, session.loginId)).map((row) => ({
      id: row.id,
      browser: browserName(row.browser),
      place: placeName(row.country, row.city),
      prefix: row.prefix,
      shared: row.kind === 'shared',
      mine: row.id === session.id,
      firstAt: row.firstAt ?? row.createdAt,
      seenAt: row.seenAt,
    }))
    return showOpen(c, <DevicesPage devices={devices} />)
  })

  .post('/security/devices/:id{ss_[^/]+}/end', { may: 'login', stepUp: true }, async (platform, c) => {
    const gone = await endSession(platform, sessionOf(c).loginId, c.req.param('id') ?? '')
    return seeOther(c, '/security/devices', ended(gone ? 'That device is' : 'That device was already'))
  })

  .post('/security/devices/end-others', { may: 'login', stepUp: true }, async (platform, c) => {
    await endOtherSessions(platform, c)
    return seeOther(c, '/security/devices', ended('All other devices are'))
  })

  .get('/security/history', { may: 'login' }, async (platform, c) => {
    const { rows, next } = await listSignIns(platform, sessionOf(c).loginId, c.req.query('after'))
    const shown = rows.map(({ id, at, way, outcome, endedAt, browser, country, city, prefix }) => ({
      id,
      at,
      way: wayWords(way),
      right: outcome === 'in',
      live: outcome === 'in' && endedAt === null,
      minutes: endedAt === null ? null : Math.round((endedAt - at) / 60_000),
      browser: browserName(browser),
      place: placeName(country, city),
      prefix,
    }))
    return showOpen(c, <HistoryPage rows={shown} next={next ? `/security/history?after=${next}` : null} />)
  })

import { ProvePage } from '../../../templates/identity/factors/prove'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { closeBox, openBox } from '../../kernel/sealed-box'
import { seeOther, statusFor } from '../../platform/answers'
import type { StepUp } from '../../platform/http'
import type { Platform } from '../../platform/platform'
import { showOpen } from '../../platform/render'
import { Open, type Request, type Session, type Way } from '../../platform/routes'
import { codeLetter, post } from '../letters'
import { nextOf, pageBefore } from '../next'
import { addProof } from '../session'
import { countCode, proveByPassword } from '../sign-in'
import { issueTicket, takeTicket } from '../ticket'
import { type Factors, factorsOf, hasSecond } from './factors.queries'
import { tellOfFactors } from './letters'
import { type Missing, missingOf } from './step-up'
import { proveByApp, proveByPasskey, proveByRecovery } from './ways'

/** What somebody sent before we asked who they are: kept in their own page, closed, until they have proved it. */
type Kept = { path: string; fields: Record<string, string>; sessionId: string; expiresAt: number }
const keptMs = 15 * 60_000
/** A form of 64 kB grows by a third in its box. */
const keptBytes = 128 * 1024

const sessionOf = (c: Request): Session => c.var.session ?? refuse('forbidden', 'sign-in', 'Sign in first.')

type Asking = { next: string; kept: string; second: boolean }

async function showProve(platform: Platform, c: Request, asking: Asking, refusal: Refusal | null, ticket = '') {
  const session = sessionOf(c)
  const factors = await factorsOf(platform, session.loginId)
  const missing = missingNow(platform, session, factors, asking.second)
  const page = (
    <ProvePage
      {...asking}
      ticket={ticket}
      email={session.email}
      passkey={factors.passkeys > 0}
      password={missing?.first === true && factors.hasPassword}
      mailed={missing?.first === true && !factors.hasPassword}
      app={missing?.second === true && factors.app}
      recovery={missing?.second === true && (c.req.query('way') === 'recovery' || c.var.form.recovery !== undefined)}
      trouble={refusal && { sentence: refusal.message, fields: refusal.fields }}
    />
  )
  return showOpen(c, page, refusal ? statusFor(refusal) : 200)
}

/** `second`: an organization asks for the second factor, which may have been proved any time in this session. */
function missingNow({ now }: Platform, session: Session, factors: Factors, second: boolean): Missing {
  if (second && session.proofs.some(({ way }) => ['passkey', 'totp', 'recovery'].includes(way))) return null
  return missingOf(session.proofs, hasSecond(factors), now())
}

/** Proves what is missing, each by what the form brought. Answers the ways that were proved. */
async function prove(platform: Platform, c: Request, missing: NonNullable<Missing>): Promise<Way[]> {
  const { loginId, email } = sessionOf(c)
  const { form } = c.var
  if (form.way === 'passkey') {
    await proveByPasskey(platform, c, 'prove', loginId)
    return ['passkey']
  }
  const ways: Way[] = []
  if (missing.first && form.ticket) {
    const taken = await takeTicket(platform, 'sign-in', form.ticket, form.mailed ?? '')
    // A code that was mailed to somebody else proves somebody else.
    if (taken.email !== email) refuse('invalid', 'code.expired', 'This code can no longer be used. Ask for a new one.')
    ways.push('code')
  } else if (missing.first) {
    await provedPassword(platform, c, email, form.password ?? '')
    ways.push('password')
  }
  if (missing.second && form.recovery !== undefined) {
    const used = await proveByRecovery(platform, loginId, form.recovery, false)
    if (used !== 'reset') {
      const words = `A recovery code was used; ${used.left === 1 ? 'one is' : `${used.left} are`} left`
      tellOfFactors(platform, sessionOf(c), words)
    }
    ways.push('recovery')
  } else if (missing.second) {
    await proveByApp(platform, loginId, form.code ?? '')
    ways.push('totp')
  }
  return ways
}

async function provedPassword(platform: Platform, c: Request, email: string, password: string): Promise<void> {
  const done = await attempt(() => proveByPassword(platform, c, email, password))
  if (done.ok) return
  const sentence = 'That is not your password. Try again.'
  if (done.refusal.reason === 'sign-in.wrong') refuse('invalid', 'prove.wrong', sentence, { password: sentence })
  throw done.refusal
}

async function proved(platform: Platform, c: Request, { next, kept }: Asking): Promise<Response> {
  const box = kept ? await openBox<Kept>(platform.env.SECRET, 'kept', kept) : null
  if (box?.sessionId !== sessionOf(c).id || platform.now() >= box.expiresAt) return seeOther(c, next)
  // What was typed goes on its way as if it had just been sent, by the session that has proved itself.
  const answer = await c.var.again(box.path, box.fields)
  for (const cookie of answer.headers.getSetCookie()) c.header('Set-Cookie', cookie, { append: true })
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'set-cookie'))
  return c.newResponse(answer.body, answer.status as 200, headers)
}

/** Proving once more who one is, before what must not be done from a forgotten desk. */
export const proveRoutes = new Open()
  .get('/prove', { may: 'login' }, async (platform, c) => {
    const asking = { next: nextOf(c.req.query('next')), kept: '', second: c.req.query('second') === 'yes' }
    const session = sessionOf(c)
    const missing = missingNow(platform, session, await factorsOf(platform, session.loginId), asking.second)
    return missing ? showProve(platform, c, asking, null) : seeOther(c, asking.next)
  })

  .post('/prove', { may: 'login', limitBytes: keptBytes }, async (platform, c) => {
    const { form } = c.var
    const asking = { next: nextOf(form.next), kept: form.kept ?? '', second: form.second === 'yes' }
    const session = sessionOf(c)
    if (session.kind === 'shared') return refuseShared()
    const missing = missingNow(platform, session, await factorsOf(platform, session.loginId), asking.second)
    if (!missing) return proved(platform, c, asking)

    if (form.way === 'mail') {
      const mailed = await attempt(async () => {
        await countCode(platform, c, session.email)
        const { ticket, code } = await issueTicket(platform, 'sign-in', session.email, null)
        const to = { address: session.email, name: session.name }
        post(platform, `code:${ticket.slice(0, 12)}`, to, codeLetter('You are proving that it is you.', code))
        return ticket
      })
      return mailed.ok
        ? showProve(platform, c, asking, null, mailed.value)
        : showProve(platform, c, asking, mailed.refusal)
    }
    const done = await attempt(async () => addProof(platform, c, ...(await prove(platform, c, missing))))
    return done.ok ? proved(platform, c, asking) : showProve(platform, c, asking, done.refusal, form.ticket)
  })

const refuseShared = () =>
  refuse(
    'forbidden',
    'shared.not-here',
    'This is not done on a shared tablet. Sign in on a device of your own and do it there.',
  )

/**
 * The door's question before a route that asks for a fresh proof. Null lets the request in; else the answer: for a page
 * the way to the proof, for a form the proof with what was typed kept, for a machine 403.
 */
export const stepUp: StepUp = async (platform, c, door) => {
  // A machine proves itself with every request; its key was made after a fresh proof.
  if (door === 'api' && c.var.session === null) return null
  const session = sessionOf(c)
  if (session.kind === 'shared') return refuseShared()
  // Who has no second factor is not asked for one: the first look spares the question to the database.
  const missing =
    missingOf(session.proofs, true, platform.now()) === null
      ? null
      : missingOf(session.proofs, hasSecond(await factorsOf(platform, session.loginId)), platform.now())
  if (!missing) return null
  if (door === 'api') {
    return refuse('forbidden', 'step-up', 'Prove in the browser that it is you, at /prove; then send this again.')
  }
  const { pathname, search } = new URL(c.req.url)
  const here = c.req.method === 'GET' ? pathname + search : pageBefore(platform, c)
  if (c.req.header('HX-Request')) {
    c.header('HX-Redirect', `/prove?next=${encodeURIComponent(here)}`)
    return c.body(null, 204)
  }
  if (c.req.method === 'GET' || Object.keys(c.var.files).length > 0) {
    return seeOther(c, `/prove?next=${encodeURIComponent(here)}`)
  }
  const kept: Kept = {
    path: pathname + search,
    fields: c.var.form,
    sessionId: session.id,
    expiresAt: platform.now() + keptMs,
  }
  const box = await closeBox(platform.env.SECRET, 'kept', kept)
  return showProve(platform, c, { next: here, kept: box, second: false }, null)
}

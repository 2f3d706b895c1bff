import { Refusal, refuse } from '../kernel/refusal'
import { describe, log } from '../platform/log'
import type { Platform } from '../platform/platform'
import type { Request, Session } from '../platform/routes'
import { membershipsOf } from './account.queries'
import { recordFactors } from './factors/record'
import { codeLetter, noticeLetter, post } from './letters'
import { hashingInTurn } from './limits'
import { lookUpLogin } from './login'
import { followEmail } from './organization.actions'
import { checkPassword, hashPassword } from './password'
import { addProof, endOtherSessions } from './session'
import { countCode, proveByPassword } from './sign-in'
import { giveBack, goodForMinutes, issueTicket, takeTicket } from './ticket'

/**
 * Gives the signed-in person another password, ends their other sessions and turns this one's token.
 *
 * Asks for the current one where there is one. Refuses 'invalid' ('password.current', 'password.weak') and 'limit'.
 */
export async function setPassword(platform: Platform, c: Request, session: Session, current: string, fresh: string) {
  const { env } = platform
  const organizations = await membershipsOf(platform, session.loginId)
  checkPassword(fresh, [session.name, session.email, ...organizations.map(({ name }) => name)])
  const login = await lookUpLogin(platform, session.email)
  if (login?.passwordHash) {
    await proveByPassword(platform, c, session.email, current).catch((error) => {
      if (!(error instanceof Refusal) || error.reason !== 'sign-in.wrong') throw error
      const sentence = 'That is not your current password. Try again.'
      return refuse('invalid', 'password.current', sentence, { current: sentence })
    })
  }
  const hash = await hashingInTurn(platform, c, session.email, () => hashPassword(fresh, env.PEPPER))
  await env.CONTROL.prepare('UPDATE logins SET password_hash = ? WHERE id = ?').bind(hash, session.loginId).run()
  await endOtherSessions(platform, c)
  await addProof(platform, c, 'password')
  tellOfPassword(platform, session)
  await recordFactors(platform, c.var.requestId, session, 'password-changed')
}

export function tellOfPassword(
  platform: Platform,
  { loginId, name, email }: { loginId: string; name: string; email: string },
) {
  const letter = noticeLetter(platform, 'Your password was changed', [
    'The password of your login was changed, and every other device is signed out.',
  ])
  post(platform, `password:${loginId}:${platform.now()}`, { address: email, name }, letter)
}

export type EmailChange = { oldTicket: string; newTicket: string; to: string }

/**
 * Begins a change of the e-mail address: a code to the old one and a code to the new one, and both are needed.
 *
 * An address that somebody else signs in with gets a letter that says so and no code: the page tells nothing.
 * Refuses 'invalid' ('email.same') and 'limit'.
 */
export async function beginEmailChange(
  platform: Platform,
  c: Request,
  session: Session,
  to: string,
): Promise<EmailChange> {
  if (to === session.email) {
    const sentence = 'This is your address already.'
    refuse('invalid', 'email.same', sentence, { email: sentence })
  }
  await countCode(platform, c, session.email)
  await countCode(platform, c, to)
  const body = { loginId: session.loginId, to }
  const [old, fresh, taken] = await Promise.all([
    issueTicket(platform, 'email-old', session.email, body),
    issueTicket(platform, 'email-new', to, body),
    lookUpLogin(platform, to),
  ])
  const minutes = goodForMinutes['email-old']
  post(
    platform,
    `code:${old.ticket.slice(0, 12)}`,
    { address: session.email, name: session.name },
    codeLetter(`You are changing the e-mail address that you sign in with to ${to}.`, old.code, minutes),
  )
  const letter = taken
    ? noticeLetter(platform, 'Your address is in use already', [
        'Somebody wanted to sign in with this address from another login. It belongs to yours, so nothing was changed.',
      ])
    : codeLetter('You are changing the e-mail address that you sign in with to this one.', fresh.code, minutes)
  post(platform, `code:${fresh.ticket.slice(0, 12)}`, { address: to, name: session.name }, letter)
  return { oldTicket: old.ticket, newTicket: fresh.ticket, to }
}

/**
 * Ends a change of the e-mail address with both codes: the login, then every organization's own record of it.
 * The other sessions are ended and both addresses are told.
 *
 * Refuses 'invalid' ('code.wrong', 'code.expired') and leaves the other code good, and 'conflict' ('email.taken').
 */
export async function endEmailChange(
  platform: Platform,
  c: Request,
  session: Session,
  { oldTicket, newTicket }: Pick<EmailChange, 'oldTicket' | 'newTicket'>,
  codes: { old: string; new: string },
): Promise<string> {
  const { CONTROL } = platform.env
  const fieldOf = (field: string) => (error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    return refuse('invalid', error.reason, error.message, { [field]: error.message })
  }
  const old = await takeTicket(platform, 'email-old', oldTicket, codes.old).catch(fieldOf('oldCode'))
  const fresh = await takeTicket(platform, 'email-new', newTicket, codes.new).catch(async (error) => {
    await giveBack(platform, oldTicket)
    return fieldOf('newCode')(error)
  })
  const [one, other] = [old.body, fresh.body] as { loginId: string; to: string }[]
  if (one?.loginId !== session.loginId || other?.loginId !== session.loginId || one.to !== other.to) {
    return refuse('invalid', 'code.expired', 'These codes do not belong together. Begin again.')
  }
  const { to } = one
  try {
    await CONTROL.prepare('UPDATE logins SET email = ?1, email_written = ?1, email_changed_at = ?3 WHERE id = ?2')
      .bind(to, session.loginId, platform.now())
      .run()
  } catch (error) {
    if (!String(error).includes('UNIQUE')) throw error
    refuse('conflict', 'email.taken', 'Somebody signs in with this address by now. Choose another one.')
  }
  await followChange(platform, { id: session.loginId, email: to, at: platform.now() }, c.var.requestId)
  await recordFactors(platform, c.var.requestId, session, 'address-changed')
  await endOtherSessions(platform, c)
  await addProof(platform, c, 'code')
  const letter = noticeLetter(platform, 'Your e-mail address was changed', [
    `You sign in with ${to} from now on, no longer with ${session.email}. Every other device is signed out.`,
  ])
  for (const address of [session.email, to]) {
    post(platform, `email:${newTicket.slice(0, 12)}:${address}`, { address, name: session.name }, letter)
  }
  return to
}

/** Writes a login's new address into every organization of it; the last thing is that nothing is left to follow. */
async function followChange(
  platform: Platform,
  { id, email, at }: { id: string; email: string; at: number },
  requestId: string,
): Promise<void> {
  for (const { organizationId, memberId } of await membershipsOf(platform, id)) {
    const ctx = await platform.openTenant(organizationId, { kind: 'system', id: 'house' }, requestId)
    await followEmail(ctx, { memberId, email }, { key: `email:${id}:${at}` })
  }
  await platform.env.CONTROL.prepare('UPDATE logins SET email_changed_at = NULL WHERE id = ? AND email_changed_at = ?')
    .bind(id, at)
    .run()
}

/** Finishes changes of an address that a crash left half done: fifty at a time, each by itself. */
export async function sweepEmailChanges(platform: Platform): Promise<void> {
  const { results } = await platform.env.CONTROL.prepare(
    `SELECT id, email, email_changed_at AS at FROM logins
     WHERE email_changed_at IS NOT NULL AND email_changed_at < ? ORDER BY email_changed_at LIMIT 50`,
  )
    .bind(platform.now() - 60_000)
    .all<{ id: string; email: string; at: number }>()
  for (const left of results) {
    await followChange(platform, left, 'sweep').catch((error) =>
      log('error', 'email.behind', { loginId: left.id, error: describe(error) }),
    )
  }
}

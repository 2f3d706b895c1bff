import { hashOf } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import type { Platform } from '../platform/platform'
import type { Request } from '../platform/routes'
import { knownDevice, noteFailure } from './devices'
import { alarms, countLetter, countSignIn, hashingInTurn } from './limits'
import { type Login, lookUpLogin } from './login'
import { isPassword } from './password'
import { raiseFor } from './security/events'
import { type Purpose, takeTicket } from './ticket'

/**
 * Proves a login by its password, for signing in and for whatever asks for the password again.
 *
 * Refuses 'limit' when there were too many wrong tries, and 'invalid' ('sign-in.wrong') in the same words, after the
 * same work, whether the address is unknown, has no password, or the password is wrong. What is written down of a
 * failure is written after the answer.
 */
export async function proveByPassword(platform: Platform, c: Request, email: string, password: string): Promise<Login> {
  const tried = await countSignIn(platform, c, email, await knownDevice(platform, c, email))
  const { login, right } = await hashingInTurn(platform, c, email, async () => {
    const login = await lookUpLogin(platform, email)
    return { login, right: await isPassword(password.slice(0, 1000), login?.passwordHash ?? null, platform.env.PEPPER) }
  })
  if (login && right) {
    await tried.right()
    return login
  }
  if (login) platform.later(noteAndTell(platform, c, login.id, 'password'))
  return refuse(
    'invalid',
    'sign-in.wrong',
    'The e-mail address or the password is wrong. Try again, or have a code mailed.',
  )
}

/** Counts a letter to an address. A device that signed in before has its own allowance. */
export const countCode = async (platform: Platform, c: Request, email: string): Promise<void> =>
  countLetter(platform, c, email, await knownDevice(platform, c, email))

/** Takes a mailed code; one that was wrong is written down in the history of the login that it was for. */
export async function proveByCode(platform: Platform, c: Request, purpose: Purpose, ticket: string, code: string) {
  try {
    return await takeTicket(platform, purpose, ticket, code)
  } catch (error) {
    platform.later(noteWrongCode(platform, c, purpose, ticket))
    throw error
  }
}

async function noteWrongCode(platform: Platform, c: Request, purpose: Purpose, ticket: string): Promise<void> {
  const row = await platform.env.CONTROL.prepare(
    'SELECT logins.id AS id FROM tickets JOIN logins ON logins.email = tickets.email WHERE tickets.hash = ? AND purpose = ?',
  )
    .bind(await hashOf(ticket), purpose)
    .first<{ id: string }>()
  if (row) await noteAndTell(platform, c, row.id, 'code')
}

async function noteAndTell(platform: Platform, c: Request, loginId: string, way: 'password' | 'code'): Promise<void> {
  await noteFailure(platform, c, loginId, way)
  const now = platform.now()
  const row = await platform.env.CONTROL.prepare(
    "SELECT count(*) AS wrong FROM sign_ins WHERE login_id = ? AND at > ? AND outcome = 'wrong'",
  )
    .bind(loginId, now - alarms.failuresMs)
    .first<{ wrong: number }>()
  if ((row?.wrong ?? 0) < alarms.failures) return
  const detail = `${alarms.failures} or more within a quarter of an hour. The ones that follow wait longer and longer.`
  const key = `failures:${loginId}:${Math.floor(now / 3_600_000)}`
  await raiseFor(platform, c.var.requestId, loginId, { kind: 'many-failures', detail }, key)
}

import { newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { slugOf } from '../kernel/slug'
import type { Platform } from '../platform/platform'
import { claim, type Founding, freeDatabases } from '../platform/tenancy'
import { hashPassword } from './password'
import { grantsOf, titleOf } from './roles'
import type { GivenConsent } from './schema'

/** What a person says when an organization signs up; kept with the ticket until the address is proved. */
export type SignUp = {
  organizationName: string
  name: string
  jobTitle: string
  email: string
  emailWritten: string
  phone: string
  timeZone: string
  currency: string
  passwordHash: string
  /** What was agreed to, with the exact words; kept with the membership. */
  consents?: GivenConsent[]
}

export type Login = { id: string; email: string; name: string; passwordHash: string | null }

const columns = 'id, email, name, password_hash AS passwordHash'

export const lookUpLogin = ({ env }: Platform, email: string): Promise<Login | null> =>
  env.CONTROL.prepare(`SELECT ${columns} FROM logins WHERE email = ? AND disabled_at IS NULL`)
    .bind(email)
    .first<Login>()

/** Refuses 'unavailable' when no organization can be opened now, before anybody fills in a form for nothing. */
export async function checkRoom(platform: Platform): Promise<void> {
  if ((await freeDatabases(platform.env, 1)) > 0) return
  await tellOperator(platform)
  refuse(
    'unavailable',
    'organization.no-database',
    'We have no room for another organization at this moment. We have been told and are making room: please try again in an hour. Nothing was charged or stored.',
    {},
    3600,
  )
}

export const tellOperator = (platform: Platform) =>
  platform.notify(
    'pool.empty',
    'No database is free: people cannot sign up. Grow the pool with `npm run provision -- --databases N`.',
  )

/**
 * Opens an organization for a person whose address is proved: login, organization, membership and the claim of a
 * database in one batch, then the database itself. A crash after the batch is finished by the next request.
 *
 * Answers the organization's slug and the login. Refuses 'unavailable' when every database is taken.
 */
export async function openOrganization(
  platform: Platform,
  signUp: SignUp,
  wantedSlug = slugOf(signUp.organizationName),
): Promise<{ slug: string; loginId: string }> {
  const { env, now } = platform
  const at = now()
  const existing = await lookUpLogin(platform, signUp.email)
  const loginId = existing?.id ?? newId('lg', at)
  const organizationId = newId('org', at)
  const memberId = newId('mb', at)
  const slug = await freeSlug(platform, wantedSlug, organizationId)
  const founding: Founding = {
    timeZone: signUp.timeZone,
    currency: signUp.currency,
    locale: 'en-US',
    units: signUp.currency === 'USD' ? 'us' : 'metric',
    member: {
      id: memberId,
      loginId,
      name: signUp.name,
      email: signUp.email,
      jobTitle: signUp.jobTitle,
      phone: signUp.phone,
      role: 'owner',
    },
    ...(signUp.consents ? { consents: signUp.consents } : {}),
  }
  const { CONTROL } = env
  await claim(env, organizationId, at, {
    before: [
      CONTROL.prepare(
        `INSERT INTO logins (id, email, email_written, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (email) DO NOTHING`,
      ).bind(loginId, signUp.email, signUp.emailWritten, signUp.name, signUp.passwordHash, at),
      CONTROL.prepare(
        `INSERT INTO organizations (id, slug, name, status, founding, created_at, active_at)
         VALUES (?1, ?2, ?3, 'opening', ?4, ?5, ?5)`,
      ).bind(organizationId, slug, signUp.organizationName, JSON.stringify(founding), at),
    ],
    after: [
      CONTROL.prepare(
        `INSERT INTO memberships (login_id, organization_id, member_id, grants, created_at)
         VALUES ((SELECT id FROM logins WHERE email = ?), ?, ?, ?, ?)`,
      ).bind(signUp.email, organizationId, memberId, JSON.stringify([{ role: 'owner', sites: null }]), at),
      CONTROL.prepare(
        "INSERT INTO inbound_addresses (address, organization_id, purpose, created_at) VALUES (?, ?, 'organization', ?)",
      ).bind(slug, organizationId, at),
    ],
  }).catch(async (error) => {
    await tellOperator(platform)
    throw error
  })
  const ctx = await platform.openTenant(organizationId, { kind: 'system', id: 'house' }, 'sign-up')
  await ctx.profile()
  return { slug, loginId }
}

/**
 * A login for somebody whose address is proved. Refuses 'conflict' ('login.there') when the address has one: then they
 * sign in with it.
 */
export async function createLogin(
  { env, now }: Platform,
  {
    email,
    emailWritten,
    name,
    passwordHash,
  }: { email: string; emailWritten: string; name: string; passwordHash: string },
): Promise<string> {
  const at = now()
  const id = newId('lg', at)
  const { meta } = await env.CONTROL.prepare(
    `INSERT INTO logins (id, email, email_written, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (email) DO NOTHING`,
  )
    .bind(id, email, emailWritten, name, passwordHash, at)
    .run()
  if (meta.changes > 0) return id
  return refuse(
    'conflict',
    'login.there',
    'This address has a login already. Sign in with it, then open the link again.',
  )
}

async function freeSlug({ env }: Platform, wanted: string, organizationId: string): Promise<string> {
  const taken = await env.CONTROL.prepare('SELECT 1 AS taken FROM organizations WHERE slug = ?').bind(wanted).first()
  return taken ? `${wanted.slice(0, 34)}-${organizationId.slice(-5)}` : wanted
}

/** Gives a login another password and ends all its sessions. Answers whose it is, or null where there is no login. */
export async function changePassword(platform: Platform, email: string, password: string): Promise<Login | null> {
  const { CONTROL, PEPPER } = platform.env
  const hash = await hashPassword(password, PEPPER)
  await CONTROL.batch([
    CONTROL.prepare('UPDATE logins SET password_hash = ? WHERE email = ? AND disabled_at IS NULL').bind(hash, email),
    CONTROL.prepare('DELETE FROM sessions WHERE login_id = (SELECT id FROM logins WHERE email = ?)').bind(email),
  ])
  return lookUpLogin(platform, email)
}

export type Door = { slug: string; name: string; roles: string[] }

/** The organizations that a login is a member of, the last used first. */
export async function organizationsOf({ env }: Platform, loginId: string): Promise<Door[]> {
  const { results } = await env.CONTROL.prepare(
    `SELECT slug, name, grants FROM memberships JOIN organizations ON organizations.id = organization_id
     WHERE login_id = ? AND ended_at IS NULL AND status <> 'closed' ORDER BY active_at DESC, slug LIMIT 50`,
  )
    .bind(loginId)
    .all<{ slug: string; name: string; grants: string }>()
  return results.map(({ slug, name, grants }) => ({
    slug,
    name,
    roles: grantsOf(grants).map(({ role }) => titleOf(role)),
  }))
}

/** The login of somebody who has proved the first factor. Refuses 'not-found' when it was disabled meanwhile. */
export async function findLogin({ env }: Platform, id: string): Promise<Login> {
  const login = await env.CONTROL.prepare(`SELECT ${columns} FROM logins WHERE id = ? AND disabled_at IS NULL`)
    .bind(id)
    .first<Login>()
  return login ?? refuse('not-found', 'login.unknown', 'This login is no longer here.')
}

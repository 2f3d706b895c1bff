import { hashOf, newId, secret } from '../kernel/ids'
import { clearSession, sessionToken, setSession } from '../platform/cookies'
import { addressPrefix, type Doorkeeper, type Entrance } from '../platform/http'
import type { Platform } from '../platform/platform'
import type { Request } from '../platform/routes'
import type { Residence } from '../platform/tenancy'

/** A session dies after an hour without a request. Source: NIST SP 800-63B-4, 2.2.3 (AAL2). */
export const idleMs = 60 * 60_000
/** A session dies a day after signing in. Same source. */
export const absoluteMs = 24 * 60 * 60_000
/** Last seen is written at most once in this time. */
const seenEveryMs = 60_000

type Row = {
  id: string
  hash: string
  loginId: string
  seenAt: number
  provedAt: number
  name: string
  email: string
  memberId: string | null
  role: string | null
  organizationId: string | null
  slug: string
  organizationName: string
  status: Residence['status']
  binding: string
  schemaVersion: number
}

/** Session, login, membership and where the organization lives: one statement, one row. */
const entranceSentence = `
  SELECT sessions.id AS id, sessions.hash AS hash, sessions.login_id AS loginId, sessions.seen_at AS seenAt,
    sessions.proved_at AS provedAt, logins.name AS name, logins.email AS email, memberships.member_id AS memberId,
    memberships.role AS role, organizations.id AS organizationId, organizations.slug AS slug,
    organizations.name AS organizationName, organizations.status AS status, databases.binding AS binding,
    databases.schema_version AS schemaVersion
  FROM sessions
  JOIN logins ON logins.id = sessions.login_id AND logins.disabled_at IS NULL
  LEFT JOIN organizations ON organizations.slug = ?2
  LEFT JOIN memberships ON memberships.organization_id = organizations.id AND memberships.login_id = logins.id
    AND memberships.ended_at IS NULL
  LEFT JOIN databases ON databases.organization_id = organizations.id
  WHERE sessions.hash = ?1 AND sessions.seen_at > ?3 AND sessions.created_at > ?4`

/** Who is at the door: asks the control database once a request. */
export const doorkeeper: Doorkeeper = {
  enter: async (platform, token, slug): Promise<Entrance | null> => {
    const { env, now, later } = platform
    const at = now()
    const row = await env.CONTROL.prepare(entranceSentence)
      .bind(await hashOf(token), slug ?? '', at - idleMs, at - absoluteMs)
      .first<Row>()
    if (!row) return null
    if (at - row.seenAt > seenEveryMs) later(seen(platform, row, at))

    const { id, hash, loginId, name, email, provedAt } = row
    const operators = (env.OPERATORS ?? '').toLowerCase().split(/[\s,]+/)
    return {
      session: { id, hash, loginId, name, email, provedAt },
      operator: operators.includes(email),
      membership:
        row.organizationId && row.memberId && row.role
          ? {
              residence: {
                organizationId: row.organizationId,
                slug: row.slug,
                name: row.organizationName,
                status: row.status,
                binding: row.binding,
                schemaVersion: row.schemaVersion,
              },
              actor: { kind: 'member', id: row.memberId, loginId, sessionId: id, name, role: row.role },
            }
          : null,
    }
  },
}

const seen = ({ env }: Platform, row: Row, at: number) =>
  env.CONTROL.batch([
    env.CONTROL.prepare('UPDATE sessions SET seen_at = ? WHERE hash = ?').bind(at, row.hash),
    env.CONTROL.prepare('UPDATE organizations SET active_at = ? WHERE id = ?').bind(at, row.organizationId ?? ''),
  ])

/** Opens a session for a login that has just proved itself; a session that the browser had before is ended. */
export async function openSession(platform: Platform, c: Request, loginId: string): Promise<void> {
  const { CONTROL } = platform.env
  const token = secret()
  const now = platform.now()
  const before = sessionToken(c)
  await CONTROL.batch([
    CONTROL.prepare('DELETE FROM sessions WHERE hash = ?').bind(before ? await hashOf(before) : ''),
    CONTROL.prepare(
      `INSERT INTO sessions (hash, id, login_id, created_at, seen_at, proved_at, address_prefix, browser)
       VALUES (?1, ?2, ?3, ?4, ?4, ?4, ?5, ?6)`,
    ).bind(
      await hashOf(token),
      newId('ss', now),
      loginId,
      now,
      addressPrefix(c),
      (c.req.header('User-Agent') ?? '').slice(0, 200),
    ),
  ])
  setSession(c, token, absoluteMs / 1000)
}

/** Ends this browser's session. */
export async function closeSession(platform: Platform, c: Request): Promise<void> {
  const token = sessionToken(c)
  if (token)
    await platform.env.CONTROL.prepare('DELETE FROM sessions WHERE hash = ?')
      .bind(await hashOf(token))
      .run()
  clearSession(c)
}

/** Forgets sessions and mailed codes that nobody can use any more. */
export async function forgetOld({ env, now }: Platform): Promise<void> {
  const at = now()
  await env.CONTROL.batch([
    env.CONTROL.prepare('DELETE FROM sessions WHERE seen_at <= ? OR created_at <= ?').bind(
      at - idleMs,
      at - absoluteMs,
    ),
    env.CONTROL.prepare('DELETE FROM tickets WHERE expires_at <= ?').bind(at - absoluteMs),
    env.CONTROL.prepare('DELETE FROM dead_letters WHERE coalesce(replayed_at, dismissed_at) <= ?').bind(
      at - 30 * absoluteMs,
    ),
  ])
}

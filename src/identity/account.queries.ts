import { pageOf, readCursor } from '../platform/keyset'
import type { Platform } from '../platform/platform'
import { defaultPolicy } from './access'

type Seen = { browser: string; country: string; city: string; prefix: string }

/** A browser in which the person is signed in now. */
export type LiveSession = Seen & {
  id: string
  kind: 'browser' | 'shared'
  createdAt: number
  seenAt: number
  /** When this browser first signed in, in a session before perhaps. */
  firstAt: number | null
}

/** One sign-in or failure. `endedAt`: when the session was last used, once it is over; null while it lives. */
export type SignIn = Seen & {
  id: string
  at: number
  way: string
  outcome: 'in' | 'wrong'
  endedAt: number | null
}

/** The live sessions of a login, the last used first; more than fifty are nobody's. */
export async function listSessions({ env, now }: Platform, loginId: string): Promise<LiveSession[]> {
  const { results } = await env.CONTROL.prepare(
    `SELECT sessions.id AS id, sessions.kind AS kind, sessions.browser AS browser, sessions.country AS country,
       sessions.city AS city, sessions.address_prefix AS prefix, sessions.created_at AS createdAt,
       sessions.seen_at AS seenAt, devices.first_at AS firstAt
     FROM sessions LEFT JOIN devices ON devices.id = sessions.device_id
     WHERE sessions.login_id = ?1 AND sessions.seen_at > ?2 AND sessions.created_at > ?3
     ORDER BY sessions.seen_at DESC, sessions.id LIMIT 51`,
  )
    .bind(loginId, now() - defaultPolicy.idleMinutes * 60_000, now() - defaultPolicy.absoluteMinutes * 60_000)
    .all<LiveSession>()
  return results
}

/** One page of a login's history, the newest first. Refuses 'invalid' ('cursor'). */
export async function listSignIns({ env, now }: Platform, loginId: string, after: string | undefined) {
  const cursor = readCursor(after, 1)
  const { results } = await env.CONTROL.prepare(
    `SELECT sign_ins.id AS id, at, way, outcome, sign_ins.browser AS browser, sign_ins.country AS country,
       sign_ins.city AS city, sign_ins.address_prefix AS prefix,
       coalesce(ended_at, iif(sessions.seen_at <= ?3 OR sessions.created_at <= ?4, sessions.seen_at, NULL)) AS endedAt
     FROM sign_ins LEFT JOIN sessions ON sessions.id = sign_ins.session_id
     WHERE sign_ins.login_id = ?1 AND sign_ins.id < ?2 ORDER BY sign_ins.id DESC LIMIT 51`,
  )
    .bind(
      loginId,
      cursor?.[0] ?? 'si_~',
      now() - defaultPolicy.idleMinutes * 60_000,
      now() - defaultPolicy.absoluteMinutes * 60_000,
    )
    .all<SignIn>()
  return pageOf(results, 50, ({ id }) => [id])
}

/** Ends one session of a login; answers whether it was there. */
export async function endSession({ env }: Platform, loginId: string, id: string): Promise<boolean> {
  const { meta } = await env.CONTROL.prepare('DELETE FROM sessions WHERE login_id = ? AND id = ?')
    .bind(loginId, id)
    .run()
  return meta.changes > 0
}

/** The organizations that a login is in, with who it is there. */
export async function membershipsOf({ env }: Platform, loginId: string) {
  const { results } = await env.CONTROL.prepare(
    `SELECT organization_id AS organizationId, member_id AS memberId, name, grants FROM memberships
     JOIN organizations ON organizations.id = organization_id
     WHERE login_id = ? AND ended_at IS NULL AND status <> 'closed' LIMIT 50`,
  )
    .bind(loginId)
    .all<{ organizationId: string; memberId: string; name: string; grants: string }>()
  return results
}

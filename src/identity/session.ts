import { hashOf, newId, secret } from '../kernel/ids'
import type { Grant } from '../platform/context'
import { clearSession, sessionToken, setSession } from '../platform/cookies'
import { addressOf, type Denied, type Doorkeeper, type Entrance } from '../platform/http'
import type { Platform } from '../platform/platform'
import { behindFence } from '../platform/projection'
import type { Proof, Request, SessionKind, Way } from '../platform/routes'
import type { Residence } from '../platform/tenancy'
import { type AccessPolicy, defaultPolicy, denialOf, endOf, type Standing } from './access'
import { browserName, placeName } from './browser'
import { arrive, deviceMs, historyMs, tellOfNewDevice, traceOf } from './devices'
import { keepForm, withoutSecrets } from './kept-form'
import { enterByBearer } from './machines/door'
import { asSeen } from './members/see-as'
import { pageBefore } from './next'
import { grantsOf } from './roles'
import { raiseFor } from './security/events'
import { recordOwnWay } from './sso/admission.actions'

/** No session lives longer than this, in milliseconds; organizations may ask for less (access.ts). */
export const absoluteMs = defaultPolicy.absoluteMinutes * 60_000
const idleMs = defaultPolicy.idleMinutes * 60_000
/** How long a session that is over is still known, in milliseconds: a form that was typed in it finds its sender. */
const rememberedMs = 16 * 3_600_000
/** Last seen is written at most once in this time. */
const seenEveryMs = 60_000

type Row = {
  id: string
  hash: string
  loginId: string
  kind: SessionKind
  createdAt: number
  seenAt: number
  provedAt: number
  rotatedAt: number
  proofs: string
  name: string
  email: string
  memberId: string | null
  grants: string | null
  /** When the oldest fence of this organization was raised: see `platform/projection.ts`. */
  fencedAt: number | null
  provedAfter: number | null
  grantsChangedAt: number | null
  visitSeenAt: number | null
  visitEndedAt: number | null
  idleMinutes: number | null
  absoluteMinutes: number
  secondFactor: AccessPolicy['secondFactor']
  ssoEnforced: number
  networks: string
  organizationId: string | null
  slug: string
  organizationName: string
  status: Residence['status']
  binding: string
  schemaVersion: number
  onlyId: string | null
  onlySlug: string | null
}

/** Session, login, membership, policy and where the organization lives: one statement, one row. */
const entranceSentence = `
  SELECT sessions.id AS id, sessions.hash AS hash, sessions.login_id AS loginId, sessions.kind AS kind,
    sessions.created_at AS createdAt, sessions.seen_at AS seenAt, sessions.proved_at AS provedAt,
    sessions.rotated_at AS rotatedAt, sessions.proofs AS proofs, logins.name AS name, logins.email AS email,
    memberships.member_id AS memberId, memberships.grants AS grants, memberships.proved_after AS provedAfter,
    memberships.grants_changed_at AS grantsChangedAt, session_visits.seen_at AS visitSeenAt,
    session_visits.ended_at AS visitEndedAt, access_policies.idle_minutes AS idleMinutes,
    access_policies.absolute_minutes AS absoluteMinutes, access_policies.second_factor AS secondFactor,
    access_policies.sso_enforced AS ssoEnforced, access_policies.networks AS networks,
    organizations.id AS organizationId, organizations.slug AS slug, organizations.name AS organizationName,
    organizations.status AS status, databases.binding AS binding, databases.schema_version AS schemaVersion,
    (SELECT min(raised_at) FROM fences WHERE fences.organization_id = organizations.id) AS fencedAt,
    sessions.only_organization_id AS onlyId, own.slug AS onlySlug
  FROM sessions
  JOIN logins ON logins.id = sessions.login_id AND logins.disabled_at IS NULL
  LEFT JOIN organizations ON organizations.slug = ?2
  LEFT JOIN memberships ON memberships.organization_id = organizations.id AND memberships.login_id = logins.id
    AND memberships.ended_at IS NULL
  LEFT JOIN session_visits ON session_visits.session_id = sessions.id
    AND session_visits.organization_id = memberships.organization_id
  LEFT JOIN access_policies ON access_policies.organization_id = memberships.organization_id
  LEFT JOIN organizations AS own ON own.id = sessions.only_organization_id
  LEFT JOIN databases ON databases.organization_id = organizations.id
  WHERE sessions.hash = ?1`

const policyOf = (row: Row): AccessPolicy =>
  row.idleMinutes === null
    ? defaultPolicy
    : {
        idleMinutes: row.idleMinutes,
        absoluteMinutes: row.absoluteMinutes,
        secondFactor: row.secondFactor,
        ssoEnforced: row.ssoEnforced === 1,
        networks: JSON.parse(row.networks),
      }

/** Who is at the door: asks the control database once a request. */
export const doorkeeper: Doorkeeper = {
  enter: async (platform, c, slug): Promise<Entrance | null> => {
    const { env, now, later } = platform
    const token = sessionToken(c)
    if (!token) return null
    const question = env.CONTROL.prepare(entranceSentence).bind(await hashOf(token), slug ?? '')
    const before = await question.first<Row>()
    if (before?.fencedAt && before.organizationId) await behindFence(platform, residenceOf(before), before.fencedAt)
    const row = before?.fencedAt ? await question.first<Row>() : before
    if (!row) return null

    const at = now()
    const { id, loginId, name, email, provedAt, kind, createdAt, memberId, organizationId } = row
    const proofs: Proof[] = JSON.parse(row.proofs)
    const reached = row.onlyId === null || row.onlyId === organizationId
    const grants = row.grants === null ? null : grantsOf(row.grants)
    const member = organizationId !== null && memberId !== null && grants !== null && reached
    const policy = policyOf(row)
    const standing: Standing = {
      kind,
      createdAt,
      seenAt: member ? Math.max(row.visitSeenAt ?? 0, provedAt) : row.seenAt,
      proofs,
      address: addressOf(c),
      organizationId: member ? organizationId : null,
      owner: member && grants.some(({ role, sites }) => role === 'owner' && sites === null),
    }
    const endedHere = member && provedAt <= Math.max(row.visitEndedAt ?? 0, row.provedAfter ?? 0)
    const denied = endedHere ? 'expired' : denialOf(standing, policy, at)

    let { hash } = row
    let seenAt = standing.seenAt
    if (!denied) {
      const written = member ? (row.visitSeenAt ?? 0) : row.seenAt
      // A page that only asks how long it has left is nobody at work.
      if (at - written > seenEveryMs && c.req.header('X-Quiet') !== '1') {
        later(seen(platform, row, member ? organizationId : null, at))
        seenAt = at
      }
      const passedBy = policy.ssoEnforced && !proofs.some(({ way }) => way === `sso:${organizationId}`)
      if (member && passedBy && row.visitSeenAt === null) later(ownWay(platform, row, id))
      if (turnsNow(c, slug) && (row.grantsChangedAt ?? 0) > Math.max(createdAt, row.rotatedAt)) {
        hash = await turn(platform, c, row, row)
      }
    }
    const operators = (env.OPERATORS ?? '').toLowerCase().split(/[\s,]+/)
    return {
      session: {
        id,
        hash,
        loginId,
        name,
        email,
        provedAt,
        proofs,
        kind,
        endsAt: endOf({ ...standing, seenAt }, policy),
        only: row.onlySlug,
      },
      denied,
      operator: operators.includes(email),
      membership: member
        ? {
            residence: residenceOf(row),
            actor: await asSeen(platform, c, residenceOf(row), {
              kind: 'member',
              id: memberId,
              loginId,
              sessionId: id,
              name,
              grants,
            }),
          }
        : null,
    }
  },

  enterByBearer,

  keep: async (platform, c, { session, membership }) => {
    if (!membership) return null
    const { pathname, search } = new URL(c.req.url)
    const { organizationId, slug } = membership.residence
    const base = `/${slug}`
    const before = pageBefore(platform, c)
    const back = before.startsWith(`${base}/`) ? before.slice(base.length) : '/'
    const fields = withoutSecrets(c.var.form)
    const whose = { sessionId: session.id, loginId: session.loginId, organizationId }
    return `${base}/kept/${await keepForm(platform, whose, { path: pathname + search, fields, back })}`
  },

  wayIn: (denied, slug) => waysIn[denied](encodeURIComponent(slug ?? '')),
}

const residenceOf = (row: Row): Residence => ({
  organizationId: row.organizationId ?? '',
  slug: row.slug,
  name: row.organizationName,
  status: row.status,
  binding: row.binding,
  schemaVersion: row.schemaVersion,
})

/** Where a person goes who does not come in; null where no page of ours helps. */
const waysIn: Record<Denied, (slug: string) => string | null> = {
  expired: () => '/sign-in?why=expired',
  'factor-needed': (slug) => `/sign-in/factor?organization=${slug}`,
  'sso-needed': (slug) => `/sign-in/sso?organization=${slug}`,
  network: () => null,
}

/** A token changes with a whole page that the browser itself asks for: fragments of it run beside each other. */
const turnsNow = (c: Request, slug: string | null) =>
  slug !== null &&
  c.req.method === 'GET' &&
  c.req.header('HX-Request') === undefined &&
  (c.req.header('Sec-Fetch-Mode') ?? 'navigate') === 'navigate'

const seen = ({ env }: Platform, { id }: Row, organizationId: string | null, at: number) =>
  env.CONTROL.batch([
    env.CONTROL.prepare('UPDATE sessions SET seen_at = ? WHERE id = ?').bind(at, id),
    ...(organizationId === null
      ? []
      : [
          env.CONTROL.prepare(
            `INSERT INTO session_visits (session_id, organization_id, first_at, seen_at)
             SELECT id, ?2, ?3, ?3 FROM sessions WHERE id = ?1
             ON CONFLICT (session_id, organization_id) DO UPDATE SET seen_at = ?3`,
          ).bind(id, organizationId, at),
          env.CONTROL.prepare('UPDATE organizations SET active_at = ? WHERE id = ?').bind(at, organizationId),
        ]),
  ])

/** Writes down that an owner came in past the provider that is enforced: once a session. */
async function ownWay(platform: Platform, row: Row, sessionId: string): Promise<void> {
  const ctx = await platform.openTenant(residenceOf(row), { kind: 'system', id: 'single-sign-on' }, sessionId)
  await recordOwnWay(ctx, { memberId: row.memberId, sessionId })
}

/** Gives a session another token. Answers its hash; of two that turn it at once the first one's token stays. */
async function turn(
  platform: Platform,
  c: Request,
  { id, hash }: { id: string; hash: string },
  { proofs, provedAt }: { proofs: string; provedAt: number },
): Promise<string> {
  const { env, now } = platform
  const token = secret()
  const fresh = await hashOf(token)
  const { meta } = await env.CONTROL.prepare(
    'UPDATE sessions SET hash = ?1, rotated_at = ?2, seen_at = ?2, proofs = ?3, proved_at = ?4 WHERE id = ?5 AND hash = ?6',
  )
    .bind(fresh, now(), proofs, provedAt, id, hash)
    .run()
  if (meta.changes === 0) return hash
  setSession(c, token, absoluteMs / 1000)
  return fresh
}

/** A shared tablet: the only organization that its sessions reach, and what they die with. */
export type Tablet = { organizationId: string; deviceId: string }

/**
 * Opens a session for a login that has just proved itself in this way, or by these proofs; a session that the browser
 * had before is ended. Its token is new, and only its hash is kept.
 */
export async function openSession(
  platform: Platform,
  c: Request,
  loginId: string,
  proved: Way | Proof[],
  tablet: Tablet | null = null,
): Promise<void> {
  const { CONTROL } = platform.env
  const token = secret()
  const now = platform.now()
  const before = sessionToken(c)
  const proofs: Proof[] = typeof proved === 'string' ? [{ way: proved, at: now }] : proved
  const id = newId('ss', now)
  const { browser, prefix, country, city } = traceOf(c)
  const ways = proofs.map(({ way }) => way)
  const { writes, deviceId, arrival } = await arrive(platform, c, loginId, id, ways)
  await CONTROL.batch([
    CONTROL.prepare('DELETE FROM sessions WHERE hash = ?').bind(before ? await hashOf(before) : ''),
    CONTROL.prepare(
      `INSERT INTO sessions (hash, id, login_id, created_at, seen_at, proved_at, address_prefix, browser, kind, proofs,
         rotated_at, country, city, only_organization_id, shared_device_id, device_id)
       VALUES (?1, ?2, ?3, ?4, ?4, ?4, ?5, ?6, ?7, ?8, ?4, ?9, ?10, ?11, ?12, ?13)`,
    ).bind(
      await hashOf(token),
      id,
      loginId,
      now,
      prefix,
      browser,
      (tablet ? 'shared' : 'browser') satisfies SessionKind,
      JSON.stringify(proofs),
      country,
      city,
      tablet?.organizationId ?? null,
      tablet?.deviceId ?? null,
      deviceId,
    ),
    ...writes,
  ])
  setSession(c, token, absoluteMs / 1000)
  if (arrival?.newDevice) tellOfNewDevice(platform, c, arrival, deviceId)
  if (arrival?.newCountry) {
    const detail = `From ${placeName(arrival.newCountry, '')}, where this login was never seen before.`
    const key = `country:${loginId}:${arrival.newCountry}`
    platform.later(raiseFor(platform, c.var.requestId, loginId, { kind: 'new-country', detail }, key))
  }
  if (arrival?.newNetwork) {
    // Networks change with every train; of those who may do everything it is worth knowing.
    const event = { kind: 'new-network', detail: `From ${arrival.newNetwork}, by ${browserName(browser)}.` } as const
    const key = `network:${loginId}:${arrival.newNetwork}`
    platform.later(raiseFor(platform, c.var.requestId, loginId, event, key, administers))
  }
}

const administers = (grants: readonly Grant[]): boolean =>
  grants.some(({ role, sites }) => (role === 'owner' || role === 'admin') && sites === null)

/**
 * Adds proofs to the session of this request and gives it another token: the one before is dead. How long the session
 * lives in all does not change. Answers whether the session was still there.
 */
export async function addProof(platform: Platform, c: Request, ...ways: Way[]): Promise<boolean> {
  const { session } = c.var
  if (!session) return false
  const at = platform.now()
  const proofs = [
    ...session.proofs.filter(({ way }) => !ways.includes(way)),
    ...ways.map((way): Proof => ({ way, at })),
  ]
  const hash = await turn(platform, c, session, { proofs: JSON.stringify(proofs), provedAt: at })
  if (hash === session.hash) return false
  c.set('session', { ...session, hash, proofs, provedAt: at })
  return true
}

/** Ends every session of the signed-in person but this one: what they prove themselves with has changed. */
export async function endOtherSessions({ env }: Platform, c: Request): Promise<void> {
  const { session } = c.var
  await env.CONTROL.prepare('DELETE FROM sessions WHERE login_id = ? AND id <> ?')
    .bind(session?.loginId ?? '', session?.id ?? '')
    .run()
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
      at - idleMs - rememberedMs,
      at - absoluteMs - rememberedMs,
    ),
    env.CONTROL.prepare('DELETE FROM kept_forms WHERE expires_at <= ?').bind(at),
    env.CONTROL.prepare('DELETE FROM devices WHERE seen_at <= ?').bind(at - deviceMs),
    env.CONTROL.prepare('DELETE FROM sign_ins WHERE at <= ?').bind(at - historyMs),
    env.CONTROL.prepare('DELETE FROM invitation_links WHERE expires_at <= ?').bind(at - 30 * absoluteMs),
    env.CONTROL.prepare('DELETE FROM tickets WHERE expires_at <= ?').bind(at - absoluteMs),
    env.CONTROL.prepare('DELETE FROM dead_letters WHERE coalesce(replayed_at, dismissed_at) <= ?').bind(
      at - 30 * absoluteMs,
    ),
  ])
}

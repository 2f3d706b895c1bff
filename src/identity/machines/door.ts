import { hashOf } from '../../kernel/ids'
import { refuse } from '../../kernel/refusal'
import type { Actor, Grant } from '../../platform/context'
import { addressOf, addressPrefix } from '../../platform/http'
import type { Platform } from '../../platform/platform'
import { behindFence } from '../../platform/projection'
import type { Request } from '../../platform/routes'
import type { Residence } from '../../platform/tenancy'
import { isFrom } from '../access'
import { grantsOf } from '../roles'
import { audienceOf, verifyAccessToken } from './access-token'
import { isText, type KeyKind, requestsPerMinute } from './key'
import { narrowed, serviceGrants } from './rights'
import { keyringOf, listPublished } from './signing-key.queries'

type Row = {
  keyId: string
  kind: KeyKind
  serviceId: string | null
  serviceName: string | null
  servicePermissions: string | null
  makerId: string
  scopes: string
  expiresAt: number
  endedAt: number | null
  usedAt: number | null
  /** Null when the maker has left, is disabled, or may not sign in any more. */
  grants: string | null
  loginId: string | null
  makerName: string | null
  networks: string | null
  fencedAt: number | null
  organizationId: string
  slug: string
  organizationName: string
  status: Residence['status']
  binding: string
  schemaVersion: number
}

/** A key, its maker's rights of today and where the organization lives: one statement, one row. */
const machineSentence = (by: 'hash' | 'id') => `
  SELECT machine_keys.id AS keyId, kind, service_id AS serviceId, service_name AS serviceName,
    service_permissions AS servicePermissions, maker_id AS makerId, scopes, machine_keys.expires_at AS expiresAt,
    machine_keys.ended_at AS endedAt, used_at AS usedAt, memberships.grants AS grants, logins.id AS loginId,
    logins.name AS makerName, access_policies.networks AS networks,
    (SELECT min(raised_at) FROM fences WHERE fences.organization_id = organizations.id) AS fencedAt,
    organizations.id AS organizationId, organizations.slug AS slug, organizations.name AS organizationName,
    organizations.status AS status, databases.binding AS binding, databases.schema_version AS schemaVersion
  FROM machine_keys
  JOIN organizations ON organizations.id = machine_keys.organization_id
  JOIN databases ON databases.organization_id = organizations.id
  LEFT JOIN memberships ON memberships.organization_id = organizations.id AND memberships.member_id = maker_id
    AND memberships.ended_at IS NULL
  LEFT JOIN logins ON logins.id = memberships.login_id AND logins.disabled_at IS NULL
  LEFT JOIN access_policies ON access_policies.organization_id = organizations.id
  WHERE machine_keys.${by} = ?`

/** A machine whose key opens something now. */
export type Machine = { row: Row; residence: Residence; actor: Actor & { grants: readonly Grant[] } }

const residenceIn = (row: Row): Residence => ({
  organizationId: row.organizationId,
  slug: row.slug,
  name: row.organizationName,
  status: row.status,
  binding: row.binding,
  schemaVersion: row.schemaVersion,
})

/**
 * The machine of a key, or null when the key is unknown, over or revoked, when its service is switched off, or when
 * its maker may not come in any more. `scopes` narrows it further, as a token does.
 */
export async function findMachine(
  platform: Platform,
  by: { hash: string } | { id: string },
  scopes: readonly string[] | null = null,
): Promise<Machine | null> {
  const question =
    'hash' in by
      ? platform.env.CONTROL.prepare(machineSentence('hash')).bind(by.hash)
      : platform.env.CONTROL.prepare(machineSentence('id')).bind(by.id)
  const before = await question.first<Row>()
  if (before?.fencedAt) await behindFence(platform, residenceIn(before), before.fencedAt)
  const row = before?.fencedAt ? await question.first<Row>() : before
  if (!row || row.endedAt !== null || row.expiresAt <= platform.now()) return null
  if (row.loginId === null || row.grants === null) return null

  const kept: string[] = JSON.parse(row.scopes)
  const wanted = scopes === null ? kept : kept.filter((scope) => scopes.includes(scope))
  const maker = grantsOf(row.grants)
  const actor: Machine['actor'] =
    row.serviceId === null
      ? {
          kind: 'member',
          id: row.makerId,
          loginId: row.loginId,
          sessionId: row.keyId,
          name: row.makerName ?? '',
          grants: narrowed(maker, wanted),
        }
      : {
          kind: 'service',
          id: row.serviceId,
          name: row.serviceName ?? '',
          keyId: row.keyId,
          grants: serviceGrants(JSON.parse(row.servicePermissions ?? '[]'), wanted, maker),
        }
  return { row, residence: residenceIn(row), actor }
}

/** The machine of an access token for this organization, or null. */
async function byAccessToken(platform: Platform, token: string, slug: string): Promise<Machine | null> {
  const { env, now } = platform
  const [published, organization] = await Promise.all([
    listPublished(platform),
    env.CONTROL.prepare('SELECT id FROM organizations WHERE slug = ?').bind(slug).first<{ id: string }>(),
  ])
  const claims = await verifyAccessToken(token, keyringOf(published), {
    issuer: env.ORIGIN,
    audience: audienceOf(env.ORIGIN, organization?.id ?? 'nowhere'),
    now: now(),
  })
  if (!claims) return null
  const [machine, over] = await Promise.all([
    findMachine(platform, { id: claims.keyId }, claims.scopes),
    env.CONTROL.prepare('SELECT 1 AS over FROM ended_tokens WHERE id = ?').bind(claims.id).first(),
  ])
  return machine && !over && machine.actor.id === claims.subject ? machine : null
}

/** Last use is written at most once in this time. */
const usedEveryMs = 60_000

/** Counts a request of a key. Refuses 'limit' beyond its share of a minute. */
export async function spend({ env, now }: Platform, whose: string, perMinute: number): Promise<void> {
  const waitMs = await env.LIMITER.getByName(whose).spend(now(), perMinute, 60_000)
  if (waitMs === 0) return
  const seconds = Math.ceil(waitMs / 1000)
  refuse(
    'limit',
    'too-many-requests',
    `At most ${perMinute} requests a minute are answered here. Wait ${seconds === 1 ? 'a second' : `${seconds} seconds`}, then go on.`,
    {},
    seconds,
  )
}

/** Writes down that a key was used just now. */
export function wasUsed(platform: Platform, c: Request, { keyId, usedAt, organizationId }: Row): void {
  const { env, now, later } = platform
  const at = now()
  if (at - (usedAt ?? 0) <= usedEveryMs) return
  later(
    env.CONTROL.batch([
      env.CONTROL.prepare('UPDATE machine_keys SET used_at = ?, used_from = ? WHERE id = ?').bind(
        at,
        addressPrefix(c),
        keyId,
      ),
      env.CONTROL.prepare('UPDATE organizations SET active_at = ? WHERE id = ?').bind(at, organizationId),
    ]),
  )
}

/**
 * Who brings this bearer: an API key or an access token, for the organization that is asked for. Null for every other
 * word, and for a good one at another organization's door: nobody learns from it which organizations there are.
 * Refuses 'limit' beyond the key's share, and 'forbidden' ('network') from outside the organization's networks.
 */
export async function enterByBearer(platform: Platform, c: Request, slug: string) {
  const word = /^Bearer ([\w.~+/-]+=*)$/i.exec(c.req.header('Authorization') ?? '')?.[1]
  if (!word) return null
  const machine = isText('key', word)
    ? await findMachine(platform, { hash: await hashOf(word) })
    : await byAccessToken(platform, word, slug)
  if (!machine || machine.row.slug !== slug) return null
  // A rotating key's text is exchanged at /oauth/token; it opens nothing by itself.
  if (isText('key', word) && machine.row.kind !== 'key') return null
  await spend(platform, `key:${machine.row.keyId}`, requestsPerMinute)
  if (!isFrom(JSON.parse(machine.row.networks ?? '[]'), addressOf(c))) {
    refuse(
      'forbidden',
      'network',
      'This organization lets machines in from its own networks only. Connect from one of them, then try again.',
    )
  }
  wasUsed(platform, c, machine.row)
  return { residence: machine.residence, actor: machine.actor }
}

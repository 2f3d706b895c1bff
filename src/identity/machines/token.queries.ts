import { decodeJwt } from 'jose'
import { hashOf, newId } from '../../kernel/ids'
import { attempt } from '../../kernel/refusal'
import type { Platform } from '../../platform/platform'
import { audienceOf, signAccessToken, verifyAccessToken } from './access-token'
import { findMachine, type Machine } from './door'
import { isText, longestDays, newText, refreshDays } from './key'
import { endKeyFamily } from './key.actions'
import { OAuthRefusal, scopesOf } from './oauth'
import { accessTokenMinutes } from './signing-key'
import { keyringOf, listPublished, rotateKeys, signer } from './signing-key.queries'

const dayMs = 24 * 3_600_000

/** An access token for the machine, no wider than what its key brings today. Refuses 'invalid_scope'. */
export async function issueAccessToken(platform: Platform, machine: Machine, scope: string | undefined) {
  const { env, now } = platform
  const { row, actor } = machine
  const granted = [...new Set(actor.grants.flatMap(({ permissions }) => permissions))].sort()
  const scopes = scopesOf(scope, granted)
  const token = await signAccessToken(
    { subject: actor.id, keyId: row.keyId, scopes, id: newId('at', now()) },
    { issuer: env.ORIGIN, audience: audienceOf(env.ORIGIN, row.organizationId), now: now() },
    await signer(platform),
  )
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: accessTokenMinutes * 60,
    scope: scopes.join(' '),
  }
}

const gone = () =>
  new OAuthRefusal('invalid_grant', 'This refresh token is over. Make a new key in the settings of the organization.')

type Kept = { keyId: string; expiresAt: number; usedAt: number | null }

const lookUpRefreshToken = ({ env }: Platform, hash: string) =>
  env.CONTROL.prepare(
    'SELECT key_id AS keyId, expires_at AS expiresAt, used_at AS usedAt FROM refresh_tokens WHERE hash = ?',
  )
    .bind(hash)
    .first<Kept>()

/**
 * Takes a refresh token, once, and answers the next one. One that comes a second time has been copied: the key with
 * all its tokens ends at once, in the audit log too. Of two that come together one is the second.
 *
 * Refuses 'invalid_grant'; `check` and the scope are asked before anything is used up.
 */
export async function rotateRefreshToken(
  platform: Platform,
  token: string,
  asked: { clientId: string | null; scope: string | undefined; check: (machine: Machine) => void },
): Promise<{ machine: Machine; next: string }> {
  const { env, now } = platform
  if (!isText('rotating', token)) throw gone()
  const hash = await hashOf(token)
  const kept = await lookUpRefreshToken(platform, hash)
  const at = now()
  if (!kept || kept.expiresAt <= at || (asked.clientId !== null && asked.clientId !== kept.keyId)) throw gone()
  const machine = await findMachine(platform, { id: kept.keyId })
  if (!machine) throw gone()
  if (kept.usedAt !== null) {
    await endFamily(platform, machine, 'reuse')
    throw gone()
  }
  asked.check(machine)
  scopesOf(asked.scope, [...new Set(machine.actor.grants.flatMap(({ permissions }) => permissions))])

  const next = newText('rotating')
  const [used] = await env.CONTROL.batch([
    env.CONTROL.prepare('UPDATE refresh_tokens SET used_at = ? WHERE hash = ? AND used_at IS NULL').bind(at, hash),
    env.CONTROL.prepare(
      `INSERT INTO refresh_tokens (hash, key_id, created_at, expires_at) SELECT ?, ?, ?, ? WHERE changes() = 1`,
    ).bind(await hashOf(next), kept.keyId, at, Math.min(machine.row.expiresAt, at + refreshDays * dayMs)),
  ])
  if (used?.meta.changes === 1) return { machine, next }
  await endFamily(platform, machine, 'reuse')
  throw gone()
}

/** Ends a rotating key. Twice is once. */
async function endFamily(platform: Platform, { residence, row }: Machine, why: 'reuse' | 'app'): Promise<void> {
  const ctx = await platform.openTenant(residence, { kind: 'system', id: 'house' }, newId('req', platform.now()))
  await attempt(() => endKeyFamily(ctx, { id: row.keyId, why }))
}

/** Whose a token says it is: it is verified for just that. */
function audienceIn(token: string, origin: string): string | null {
  try {
    const { aud } = decodeJwt(token)
    return typeof aud === 'string' && aud.startsWith(audienceOf(origin, 'org_')) ? aud : null
  } catch {
    return null
  }
}

/**
 * Ends a token as RFC 7009 has it: a refresh token with its key, an access token alone. A token that is unknown or
 * another client's changes nothing, and the answer does not tell.
 *
 * Refuses 'invalid_client' when a service's token is to end and the client has not proved itself: RFC 7009, 2.1.
 */
export async function revokeToken(
  platform: Platform,
  token: string,
  client: { id: string | null; proved: boolean },
): Promise<void> {
  const { env, now } = platform
  const isOthers = (keyId: string) => client.id !== null && client.id !== keyId
  if (isText('rotating', token)) {
    const kept = await lookUpRefreshToken(platform, await hashOf(token))
    const machine = kept && !isOthers(kept.keyId) ? await findMachine(platform, { id: kept.keyId }) : null
    if (machine) await endFamily(platform, machine, 'app')
    return
  }
  const audience = audienceIn(token, env.ORIGIN)
  if (!audience) return
  const keyring = keyringOf(await listPublished(platform))
  const claims = await verifyAccessToken(token, keyring, { issuer: env.ORIGIN, audience, now: now() })
  const machine = claims && !isOthers(claims.keyId) ? await findMachine(platform, { id: claims.keyId }) : null
  if (!claims || !machine) return
  if (machine.row.serviceId !== null && !client.proved) {
    throw new OAuthRefusal('invalid_client', 'Prove the client by its id and secret.')
  }
  await env.CONTROL.prepare('INSERT INTO ended_tokens (id, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .bind(claims.id, claims.expiresAt * 1000)
    .run()
}

/** Forgets what nobody can use any more: tokens that are out, keys a year after their end, and looks after the next key. */
export async function forgetTokens(platform: Platform): Promise<void> {
  const { env, now } = platform
  const at = now()
  await env.CONTROL.batch([
    env.CONTROL.prepare('DELETE FROM refresh_tokens WHERE expires_at <= ?').bind(at - dayMs),
    env.CONTROL.prepare('DELETE FROM ended_tokens WHERE expires_at <= ?').bind(at - dayMs),
    env.CONTROL.prepare('DELETE FROM machine_keys WHERE expires_at <= ?').bind(at - longestDays * dayMs),
  ])
  await rotateKeys(platform)
}

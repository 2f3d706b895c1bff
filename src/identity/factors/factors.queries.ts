import { hashOf, newId } from '../../kernel/ids'
import type { Platform } from '../../platform/platform'
import type { Passkey } from './passkey'

/*
 * Factors belong to the login and stand in the control database, as sessions do: they are asked for before anybody is
 * in an organization. Every change is one batch.
 */

type Row = Omit<Passkey, 'transports' | 'synced'> & { transports: string; synced: number }

const columns = `passkeys.id AS id, login_id AS loginId, credential_id AS credentialId, public_key AS publicKey, counter,
  transports, synced, passkeys.name AS name, passkeys.created_at AS createdAt, used_at AS usedAt`

const passkeyOf = (row: Row): Passkey => ({ ...row, transports: JSON.parse(row.transports), synced: row.synced === 1 })

/** At most so many a login. */
export const mostPasskeys = 20

export async function passkeysOf({ env }: Platform, loginId: string): Promise<Passkey[]> {
  const { results } = await env.CONTROL.prepare(
    `SELECT ${columns} FROM passkeys WHERE login_id = ? ORDER BY created_at LIMIT ${mostPasskeys}`,
  )
    .bind(loginId)
    .all<Row>()
  return results.map(passkeyOf)
}

/** The passkey that a device names, when its login may come in. */
export async function lookUpPasskey({ env }: Platform, credentialId: string): Promise<Passkey | null> {
  const row = await env.CONTROL.prepare(
    `SELECT ${columns} FROM passkeys JOIN logins ON logins.id = login_id AND disabled_at IS NULL WHERE credential_id = ?`,
  )
    .bind(credentialId)
    .first<Row>()
  return row && passkeyOf(row)
}

/** Answers false when the device is known already, here or for somebody else, or there are too many. */
export async function insertPasskey(
  { env, now }: Platform,
  passkey: Pick<Passkey, 'loginId' | 'credentialId' | 'publicKey' | 'counter' | 'transports' | 'synced' | 'name'>,
): Promise<boolean> {
  const { meta } = await env.CONTROL.prepare(
    `INSERT INTO passkeys (id, login_id, credential_id, public_key, counter, transports, synced, name, created_at)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
     WHERE (SELECT count(*) FROM passkeys WHERE login_id = ?2) < ${mostPasskeys} ON CONFLICT DO NOTHING`,
  )
    .bind(
      newId('pk', now()),
      passkey.loginId,
      passkey.credentialId,
      passkey.publicKey,
      passkey.counter,
      JSON.stringify(passkey.transports),
      Number(passkey.synced),
      passkey.name,
      now(),
    )
    .run()
  return meta.changes === 1
}

/** Writes the counter forward. Answers false when another answer of the same device was faster. */
export async function passkeyUsed(
  { env, now }: Platform,
  { id, counter }: Passkey,
  after: { counter: number; synced: boolean },
): Promise<boolean> {
  const { meta } = await env.CONTROL.prepare(
    'UPDATE passkeys SET counter = ?1, synced = ?2, used_at = ?3 WHERE id = ?4 AND counter = ?5',
  )
    .bind(after.counter, Number(after.synced), now(), id, counter)
    .run()
  return meta.changes === 1
}

export async function renamePasskey({ env }: Platform, loginId: string, id: string, name: string): Promise<boolean> {
  const { meta } = await env.CONTROL.prepare('UPDATE passkeys SET name = ? WHERE id = ? AND login_id = ?')
    .bind(name, id, loginId)
    .run()
  return meta.changes === 1
}

/** Answers the name of what was removed, or null. */
export async function deletePasskey({ env }: Platform, loginId: string, id: string): Promise<string | null> {
  const row = await env.CONTROL.prepare('DELETE FROM passkeys WHERE id = ? AND login_id = ? RETURNING name')
    .bind(id, loginId)
    .first<{ name: string }>()
  return row?.name ?? null
}

export type App = {
  secretBox: string | null
  lastStep: number
  confirmedAt: number | null
  usedAt: number | null
  newSecretBox: string | null
  newSince: number | null
}

export const lookUpApp = ({ env }: Platform, loginId: string): Promise<App | null> =>
  env.CONTROL.prepare(
    `SELECT secret_box AS secretBox, last_step AS lastStep, confirmed_at AS confirmedAt, used_at AS usedAt,
       new_secret_box AS newSecretBox, new_since AS newSince FROM authenticator_apps WHERE login_id = ?`,
  )
    .bind(loginId)
    .first<App>()

/** Keeps the secret of an app that is being set up; the one in use goes on until its first code. */
export const startApp = ({ env, now }: Platform, loginId: string, box: string) =>
  env.CONTROL.prepare(
    `INSERT INTO authenticator_apps (login_id, new_secret_box, new_since) VALUES (?1, ?2, ?3)
     ON CONFLICT (login_id) DO UPDATE SET new_secret_box = ?2, new_since = ?3`,
  )
    .bind(loginId, box, now())
    .run()

/** The app that was being set up is the one from now on. Answers false when another one is being set up meanwhile. */
export async function confirmApp({ env, now }: Platform, loginId: string, box: string, step: number): Promise<boolean> {
  const { meta } = await env.CONTROL.prepare(
    `UPDATE authenticator_apps SET secret_box = new_secret_box, last_step = ?3, confirmed_at = ?4, used_at = NULL,
       new_secret_box = NULL, new_since = NULL WHERE login_id = ?1 AND new_secret_box = ?2`,
  )
    .bind(loginId, box, step, now())
    .run()
  return meta.changes === 1
}

/** Uses a step's code up. Answers false when it, or a later one, was used before. */
export async function stepUsed({ env, now }: Platform, loginId: string, step: number): Promise<boolean> {
  const { meta } = await env.CONTROL.prepare(
    `UPDATE authenticator_apps SET last_step = ?2, used_at = ?3
     WHERE login_id = ?1 AND secret_box IS NOT NULL AND last_step < ?2`,
  )
    .bind(loginId, step, now())
    .run()
  return meta.changes === 1
}

export async function deleteApp({ env }: Platform, loginId: string): Promise<boolean> {
  const { meta } = await env.CONTROL.prepare(
    'DELETE FROM authenticator_apps WHERE login_id = ? AND secret_box IS NOT NULL',
  )
    .bind(loginId)
    .run()
  return meta.changes === 1
}

/** Puts a new set in place of the old one. */
export async function replaceCodes({ env, now }: Platform, loginId: string, plain: string[]): Promise<void> {
  const hashes = await Promise.all(plain.map((code) => hashOf(code)))
  await env.CONTROL.batch([
    env.CONTROL.prepare('DELETE FROM recovery_codes WHERE login_id = ?').bind(loginId),
    env.CONTROL.prepare(
      'INSERT INTO recovery_codes (hash, login_id, created_at) SELECT value, ?1, ?2 FROM json_each(?3)',
    ).bind(loginId, now(), JSON.stringify(hashes)),
  ])
}

/** Uses a code up. Answers how many are left, or null when it is none of them. */
export async function takeRecoveryCode({ env, now }: Platform, loginId: string, plain: string): Promise<number | null> {
  const [used, left] = await env.CONTROL.batch<{ left: number }>([
    env.CONTROL.prepare(
      'UPDATE recovery_codes SET used_at = ? WHERE hash = ? AND login_id = ? AND used_at IS NULL',
    ).bind(now(), await hashOf(plain), loginId),
    env.CONTROL.prepare('SELECT count(*) AS left FROM recovery_codes WHERE login_id = ? AND used_at IS NULL').bind(
      loginId,
    ),
  ])
  return used?.meta.changes === 1 ? (left?.results[0]?.left ?? 0) : null
}

/** What a login has to prove itself with. */
export type Factors = {
  hasPassword: boolean
  passkeys: number
  app: boolean
  /** Recovery codes that are left. */
  codes: number
  codesMadeAt: number | null
}

export async function factorsOf({ env }: Platform, loginId: string): Promise<Factors> {
  const row = await env.CONTROL.prepare(
    `SELECT password_hash IS NOT NULL AS hasPassword,
       (SELECT count(*) FROM passkeys WHERE login_id = logins.id) AS passkeys,
       EXISTS (SELECT 1 FROM authenticator_apps WHERE login_id = logins.id AND secret_box IS NOT NULL) AS app,
       (SELECT count(*) FROM recovery_codes WHERE login_id = logins.id AND used_at IS NULL) AS codes,
       (SELECT max(created_at) FROM recovery_codes WHERE login_id = logins.id) AS codesMadeAt
     FROM logins WHERE id = ?`,
  )
    .bind(loginId)
    .first<{ hasPassword: number; passkeys: number; app: number; codes: number; codesMadeAt: number | null }>()
  return {
    hasPassword: row?.hasPassword === 1,
    passkeys: row?.passkeys ?? 0,
    app: row?.app === 1,
    codes: row?.codes ?? 0,
    codesMadeAt: row?.codesMadeAt ?? null,
  }
}

/** Whether signing in asks for more than the first factor. */
export const hasSecond = ({ passkeys, app }: Pick<Factors, 'passkeys' | 'app'>): boolean => passkeys > 0 || app

/** Takes every factor beside the password away, and ends every session of the login. */
export const deleteFactors = ({ env }: Platform, loginId: string) =>
  env.CONTROL.batch(
    ['passkeys', 'authenticator_apps', 'recovery_codes', 'factor_resets', 'sessions'].map((table) =>
      env.CONTROL.prepare(`DELETE FROM ${table} WHERE login_id = ?`).bind(loginId),
    ),
  )

/** Forgets what can no longer be used. */
export const forgetSpent = ({ env, now }: Platform) =>
  env.CONTROL.batch([
    env.CONTROL.prepare('DELETE FROM spent WHERE expires_at <= ?').bind(now()),
    env.CONTROL.prepare('DELETE FROM factor_resets WHERE expires_at <= ?').bind(now()),
    // What was begun and not finished within a day; an app in use stays.
    env.CONTROL.prepare('DELETE FROM authenticator_apps WHERE secret_box IS NULL AND new_since <= ?').bind(
      now() - 24 * 3_600_000,
    ),
    env.CONTROL.prepare(
      'UPDATE authenticator_apps SET new_secret_box = NULL, new_since = NULL WHERE new_since <= ?',
    ).bind(now() - 24 * 3_600_000),
  ])

import { sql } from 'drizzle-orm'
import { truthVersion } from '../../platform/projection'
import type { Projection } from '../../platform/room'
import { refreshDays } from './key'

/** What changes who a machine is at the doors; the subject is a key (`ak_…`) or a service (`sv_…`). */
export const machineFacts = {
  keyMade: 'identity.key-made',
  keyRevoked: 'identity.key-revoked',
  serviceChanged: 'identity.service-changed',
} as const

const dayMs = 24 * 3_600_000

/** Keys, each with the service that it acts as. A used refresh token is never made unused again. */
export const machineKeys: Projection = {
  name: 'identity.machine-keys',
  about: 'Which machine may come in, as whom, and for what.',
  after: Object.values(machineFacts),
  read: async (ctx, control, subject) => {
    const whose = subject?.startsWith('ak_')
      ? sql`WHERE api_keys.id = ${subject}`
      : subject?.startsWith('sv_')
        ? sql`WHERE api_keys.service_id = ${subject}`
        : sql``
    const truths = await ctx.db.all(sql`
      SELECT api_keys.id AS id, hash, kind, service_id AS serviceId, service_accounts.name AS serviceName,
        permissions AS servicePermissions, maker_id AS makerId, scopes, api_keys.created_at AS createdAt,
        expires_at AS expiresAt, coalesce(revoked_at, disabled_at) AS endedAt, ${sql.raw(truthVersion)} AS version
      FROM api_keys LEFT JOIN service_accounts ON service_accounts.id = service_id ${whose}`)
    if (truths.length === 0) return []
    const json = JSON.stringify(truths)
    return [
      control
        .prepare(
          `INSERT INTO machine_keys (id, hash, kind, organization_id, service_id, service_name, service_permissions,
             maker_id, scopes, expires_at, ended_at, version)
           SELECT value ->> 'id', value ->> 'hash', value ->> 'kind', ?2, value ->> 'serviceId',
             value ->> 'serviceName', value ->> 'servicePermissions', value ->> 'makerId', value ->> 'scopes',
             value ->> 'expiresAt', value ->> 'endedAt', value ->> 'version'
           FROM json_each(?1) WHERE true
           ON CONFLICT (id) DO UPDATE SET service_name = excluded.service_name,
             service_permissions = excluded.service_permissions, scopes = excluded.scopes,
             expires_at = excluded.expires_at, ended_at = excluded.ended_at, version = excluded.version
           WHERE excluded.version >= machine_keys.version`,
        )
        .bind(json, ctx.organization.id),
      control
        .prepare(
          `INSERT INTO refresh_tokens (hash, key_id, created_at, expires_at)
           SELECT value ->> 'hash', value ->> 'id', value ->> 'createdAt',
             min(value ->> 'expiresAt', (value ->> 'createdAt') + ?2)
           FROM json_each(?1) WHERE value ->> 'kind' = 'rotating'
           ON CONFLICT (hash) DO NOTHING`,
        )
        .bind(json, refreshDays * dayMs),
    ]
  },
}

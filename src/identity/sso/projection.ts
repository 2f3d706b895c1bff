import { sql } from 'drizzle-orm'
import { truthVersion } from '../../platform/projection'
import type { Projection } from '../../platform/room'

export const signOnFacts = {
  changed: 'identity.single-sign-on-changed',
  domainsChanged: 'identity.domains-changed',
} as const

/** The domains of an organization, for the doors. A domain that another organization holds stays with it. */
export const provedDomains: Projection = {
  name: 'identity.proved-domains',
  about: 'Whose people have an e-mail address at a domain, and whether they join by themselves.',
  after: [signOnFacts.domainsChanged],
  read: async (ctx, control) => {
    const rows = await ctx.db.all<{ domain: string; provedAt: number; joinPolicy: string }>(
      sql`SELECT domain, proved_at AS provedAt, join_policy AS joinPolicy FROM domains WHERE proved_at IS NOT NULL`,
    )
    const json = JSON.stringify(rows)
    return [
      control
        .prepare(
          `DELETE FROM proved_domains WHERE organization_id = ?2
           AND domain NOT IN (SELECT value ->> 'domain' FROM json_each(?1))`,
        )
        .bind(json, ctx.organization.id),
      control
        .prepare(
          `INSERT INTO proved_domains (domain, organization_id, proved_at, join_policy)
           SELECT value ->> 'domain', ?2, value ->> 'provedAt', value ->> 'joinPolicy' FROM json_each(?1) WHERE true
           ON CONFLICT (domain) DO UPDATE SET join_policy = excluded.join_policy, proved_at = excluded.proved_at
           WHERE proved_domains.organization_id = excluded.organization_id`,
        )
        .bind(json, ctx.organization.id),
    ]
  },
}

/**
 * Whether single sign-on is the only way in. The rest of the access policy has its own projection, which leaves this
 * column as it is.
 */
export const enforcedSignOn: Projection = {
  name: 'identity.enforced-sign-on',
  about: 'Whether the organization is entered by its own identity provider only.',
  after: [signOnFacts.changed],
  read: async (ctx, control) => {
    const [row] = await ctx.db.all<{ enforced: number; version: number }>(sql`
      SELECT EXISTS (SELECT 1 FROM single_sign_on WHERE state = 'enforced') AS enforced,
        ${sql.raw(truthVersion)} AS version`)
    return [
      control
        .prepare(
          `INSERT INTO access_policies
             (organization_id, idle_minutes, absolute_minutes, second_factor, sso_enforced, networks, version)
           VALUES (?1, 60, 1440, 'optional', ?2, '[]', 0)
           ON CONFLICT (organization_id) DO UPDATE SET sso_enforced = excluded.sso_enforced`,
        )
        .bind(ctx.organization.id, row?.enforced ?? 0),
    ]
  },
}

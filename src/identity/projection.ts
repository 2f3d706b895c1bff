import { sql } from 'drizzle-orm'
import { truthVersion } from '../platform/projection'
import type { Projection } from '../platform/room'
import type { KeptGrant } from './roles'

/** What changes who is a member and what they may do; the subject is a member (`mb_…`) or a role (`rl_…`). */
export const membershipFacts = {
  joined: 'identity.member-joined',
  left: 'identity.member-left',
  disabled: 'identity.member-disabled',
  enabled: 'identity.member-enabled',
  grantsChanged: 'identity.grants-changed',
  roleChanged: 'identity.role-changed',
} as const

type Truth = {
  memberId: string
  loginId: string
  grants: string
  joinedAt: number
  endedAt: number | null
  version: number
}

/** A built-in role is kept without its permissions: the code has them. */
const asKept = (grants: string): string =>
  JSON.stringify(
    (JSON.parse(grants) as KeptGrant[]).map(({ role, sites, permissions }) =>
      permissions ? { role, sites, permissions } : { role, sites },
    ),
  )

/**
 * Memberships: who may enter, with which grants. A member who left or is disabled has an `ended_at`, which the doors
 * take as no membership at all, and who comes back proves anew who they are. Changed grants turn the session's token.
 *
 * How to add a projection of your own (access policy, domains, keys): see `src/platform/projection.ts`. This is the
 * example: read the truth with its version in one statement, write only what is not older.
 */
export const memberships: Projection = {
  name: 'identity.memberships',
  about: 'Who may enter an organization and what they may do there.',
  after: Object.values(membershipFacts),
  read: async (ctx, control, subject) => {
    const truths = await ctx.db.all<Truth>(sql`
      SELECT members.id AS memberId, login_id AS loginId, joined_at AS joinedAt,
        coalesce(left_at, disabled_at) AS endedAt, ${sql.raw(truthVersion)} AS version,
        (SELECT json_group_array(json_object('role', role, 'sites', json(sites), 'permissions',
            (SELECT json(permissions) FROM roles WHERE roles.id = role AND removed_at IS NULL)))
          FROM (SELECT * FROM role_assignments WHERE member_id = members.id ORDER BY role)) AS grants
      FROM members ${subject?.startsWith('mb_') ? sql`WHERE members.id = ${subject}` : sql``}`)
    if (truths.length === 0) return []
    // One value however many there are. A login that the control database does not have is nobody's membership.
    return [
      control
        .prepare(
          `INSERT INTO memberships (login_id, organization_id, member_id, grants, created_at, ended_at, version)
           SELECT value ->> 'loginId', ?2, value ->> 'memberId', value ->> 'grants', value ->> 'joinedAt',
             value ->> 'endedAt', value ->> 'version'
           FROM json_each(?1) WHERE EXISTS (SELECT 1 FROM logins WHERE logins.id = value ->> 'loginId')
           ON CONFLICT (login_id, organization_id) DO UPDATE SET member_id = excluded.member_id,
             grants = excluded.grants, ended_at = excluded.ended_at, version = excluded.version,
             grants_changed_at = iif(excluded.grants = memberships.grants, grants_changed_at, ?3),
             proved_after = iif(excluded.ended_at IS NULL OR memberships.ended_at IS NOT NULL, proved_after, ?3)
           WHERE excluded.version >= memberships.version`,
        )
        .bind(
          JSON.stringify(truths.map((truth) => ({ ...truth, grants: asKept(truth.grants) }))),
          ctx.organization.id,
          ctx.now,
        ),
    ]
  },
}

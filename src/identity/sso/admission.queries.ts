import { newId } from '../../kernel/ids'
import { attempt, refuse } from '../../kernel/refusal'
import type { Context } from '../../platform/context'
import type { Platform } from '../../platform/platform'
import { addressOf, admit, type Known } from './admission'
import { joinBySignOn } from './admission.actions'
import type { Claims } from './claims'
import type { Connection } from './connection'
import { domainOf, type JoinPolicy } from './domain'

type Row = {
  identityLogin: string | null
  loginId: string | null
  memberId: string | null
  endedAt: number | null
  joinPolicy: JoinPolicy | null
  meantOtherwise: number
}

/** What the house knows of whom the claims mean, for `admit`: one statement. */
export async function whatIsKnown(
  { env }: Platform,
  organizationId: string,
  claims: Claims,
  email: string | null,
): Promise<Known> {
  const row = await env.CONTROL.prepare(
    `SELECT identity.login_id AS identityLogin, login.id AS loginId, membership.member_id AS memberId,
       membership.ended_at AS endedAt, domain.join_policy AS joinPolicy,
       EXISTS (SELECT 1 FROM sso_identities AS other WHERE other.organization_id = ?1 AND other.issuer = ?2
         AND other.login_id = login.id AND other.subject <> ?3) AS meantOtherwise
     FROM (SELECT 1)
     LEFT JOIN sso_identities AS identity ON identity.organization_id = ?1 AND identity.issuer = ?2
       AND identity.subject = ?3
     LEFT JOIN logins AS login ON login.disabled_at IS NULL
       AND ((identity.login_id IS NOT NULL AND login.id = identity.login_id)
         OR (identity.login_id IS NULL AND login.email = ?4))
     LEFT JOIN memberships AS membership ON membership.organization_id = ?1 AND membership.login_id = login.id
     LEFT JOIN proved_domains AS domain ON domain.domain = ?5 AND domain.organization_id = ?1`,
  )
    .bind(organizationId, claims.issuer, claims.subject, email ?? '', email === null ? '' : domainOf(email))
    .first<Row>()
  return {
    identity: row?.identityLogin && row.loginId ? { loginId: row.loginId } : null,
    login: row?.loginId ? { id: row.loginId, meantOtherwise: row.meantOtherwise === 1 } : null,
    membership: row?.memberId ? { ended: row.endedAt !== null } : null,
    domain: row?.joinPolicy ? { joinPolicy: row.joinPolicy } : null,
  }
}

/** What would become of somebody with these claims; writes nothing. Refuses as `admit` does. */
export async function consider(platform: Platform, ctx: Context, connection: Connection, claims: Claims) {
  const { id, name } = ctx.organization
  const read = await attempt(() => addressOf(claims, name, connection.trustsUnsaid))
  return admit(
    claims,
    await whatIsKnown(platform, id, claims, read.ok ? read.value : null),
    name,
    connection.trustsUnsaid,
  )
}

/**
 * Lets somebody in whom the provider vouches for: as the member they are, or as a new one. Answers their login.
 * Refuses as `admit` does, and then has written nothing. Never changes the role of who is a member already.
 */
export async function letIn(platform: Platform, ctx: Context, connection: Connection, claims: Claims): Promise<string> {
  const { CONTROL } = platform.env
  const admission = await consider(platform, ctx, connection, claims)
  const at = platform.now()
  if (admission.way === 'known') {
    await CONTROL.prepare(
      'UPDATE sso_identities SET seen_at = ? WHERE organization_id = ? AND issuer = ? AND subject = ?',
    )
      .bind(at, ctx.organization.id, claims.issuer, claims.subject)
      .run()
    return admission.loginId
  }
  const { email } = admission
  let { loginId } = admission
  if (admission.way === 'join') {
    if (loginId === null) {
      await CONTROL.prepare(
        'INSERT INTO logins (id, email, email_written, name, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING',
      )
        .bind(newId('lg', at), email, claims.email?.trim() ?? email, admission.name, at)
        .run()
      const login = await CONTROL.prepare('SELECT id FROM logins WHERE email = ? AND disabled_at IS NULL')
        .bind(email)
        .first<{ id: string }>()
      if (!login)
        return refuse('forbidden', 'sso.login-disabled', 'Your login is closed. Ask the support of this house.')
      loginId = login.id
    }
    // Of two that come through at the same moment one finds the other's member, and that is this person.
    const joined = await attempt(() => joinBySignOn(ctx, { loginId, email, name: admission.name }))
    if (!joined.ok && joined.refusal.reason !== 'member.there') throw joined.refusal
  }
  await CONTROL.prepare(
    `INSERT INTO sso_identities (organization_id, issuer, subject, login_id, created_at, seen_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT (organization_id, issuer, subject) DO NOTHING`,
  )
    .bind(ctx.organization.id, claims.issuer, claims.subject, loginId, at)
    .run()
  return loginId as string
}

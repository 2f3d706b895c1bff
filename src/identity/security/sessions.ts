import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { refuse } from '../../kernel/refusal'
import { action } from '../../platform/action'
import type { Context } from '../../platform/context'
import { pageOf, readCursor } from '../../platform/keyset'
import type { Platform } from '../../platform/platform'
import type { Projection } from '../../platform/room'
import { bounds } from '../access'

export type MemberSession = {
  id: string
  memberId: string
  name: string
  browser: string
  country: string
  city: string
  prefix: string
  firstAt: number
  seenAt: number
}

/** One page of the sessions that are open in this organization, the last used first. Refuses 'invalid' ('cursor'). */
export async function listMemberSessions({ env, now }: Platform, organizationId: string, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const { results } = await env.CONTROL.prepare(
    `SELECT sessions.id AS id, memberships.member_id AS memberId, logins.name AS name, sessions.browser AS browser,
       sessions.country AS country, sessions.city AS city, sessions.address_prefix AS prefix,
       session_visits.first_at AS firstAt, session_visits.seen_at AS seenAt
     FROM session_visits JOIN sessions ON sessions.id = session_visits.session_id
     JOIN logins ON logins.id = sessions.login_id
     JOIN memberships ON memberships.login_id = sessions.login_id
       AND memberships.organization_id = session_visits.organization_id
     WHERE session_visits.organization_id = ?1 AND session_visits.seen_at > ?2
       AND (session_visits.seen_at, sessions.id) < (?3, ?4)
       AND sessions.proved_at > max(coalesce(session_visits.ended_at, 0), memberships.proved_after)
       AND memberships.ended_at IS NULL AND logins.disabled_at IS NULL
     ORDER BY session_visits.seen_at DESC, sessions.id DESC LIMIT 51`,
  )
    .bind(
      organizationId,
      now() - bounds.idleMinutes.most * 60_000,
      cursor ? Number(cursor[0]) : Number.MAX_SAFE_INTEGER,
      cursor?.[1] ?? '~',
    )
    .all<MemberSession>()
  return pageOf(results, 50, ({ seenAt, id }) => [String(seenAt), id])
}

export const endMemberSession = action({
  name: 'identity.session.end',
  about: 'Ends a member’s session in this organization: it opens again only when they prove who they are.',
  input: z.object({ memberId: z.string().max(60), sessionId: z.string().max(60) }),
  run: async (ctx, { memberId, sessionId }) => {
    await checkMember(ctx, memberId)
    return {
      subject: memberId,
      writes: [],
      facts: [{ name: 'identity.session-ended', subject: memberId, sessionId }],
      result: { memberId },
    }
  },
})

export const endMemberSessions = action({
  name: 'identity.session.end-all',
  about: 'Ends all sessions of a member in this organization, or of everybody but oneself.',
  input: z.object({ memberId: z.string().max(60).default('') }),
  run: async (ctx, { memberId }) => {
    if (memberId !== '') await checkMember(ctx, memberId)
    return {
      subject: memberId || ctx.organization.id,
      writes: [],
      facts: [{ name: 'identity.sessions-ended', subject: memberId || ctx.organization.id }],
      result: { memberId },
    }
  },
})

async function checkMember(ctx: Context, memberId: string): Promise<void> {
  const [row] = await ctx.db.all(sql`SELECT 1 AS there FROM members WHERE id = ${memberId}`)
  if (!row) refuse('not-found', 'member.unknown', 'There is no such person.')
}

type Ending = { subject: string; by: string; at: number; sessionId: string | null }

/** No session lives longer, so what was ended before is over by itself. */
const lookBackMs = 2 * bounds.absoluteMinutes.most * 60_000

/**
 * Ended sessions as the doors read them: the audit log says who ended which. A session opens again when its person has
 * proved anew who they are.
 */
export const endedSessions: Projection = {
  name: 'identity.ended-sessions',
  about: 'Sessions that an administrator ended in the organization.',
  after: ['identity.session-ended', 'identity.sessions-ended'],
  read: async (ctx, control, subject) => {
    const endings = await ctx.db.all<Ending>(
      sql`SELECT subject, actor_id AS by, at, facts ->> '$[0].sessionId' AS sessionId FROM audit_entries
        WHERE action IN (${endMemberSession.action}, ${endMemberSessions.action}) AND at > ${ctx.now - lookBackMs}
        ${subject === null ? sql`` : sql`AND subject = ${subject}`} ORDER BY seq DESC LIMIT 500`,
    )
    const organizationId = ctx.organization.id
    return endings.map(({ subject: whose, by, at, sessionId }) => {
      if (sessionId === null) {
        const whom = whose === organizationId ? 'member_id <> ?3' : 'member_id = ?3'
        return control
          .prepare(`UPDATE memberships SET proved_after = max(proved_after, ?1) WHERE organization_id = ?2 AND ${whom}`)
          .bind(at, organizationId, whose === organizationId ? by : whose)
      }
      return control
        .prepare(
          `UPDATE session_visits SET ended_at = max(coalesce(ended_at, 0), ?1)
           WHERE organization_id = ?2 AND session_id = ?3 AND session_id IN
             (SELECT sessions.id FROM sessions JOIN memberships ON memberships.login_id = sessions.login_id
              WHERE memberships.organization_id = ?2 AND memberships.member_id = ?4)`,
        )
        .bind(at, organizationId, sessionId, whose)
    })
  },
}

import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { newId } from '../../kernel/ids'
import { action } from '../../platform/action'
import type { Context, Grant } from '../../platform/context'
import { pageOf, readCursor } from '../../platform/keyset'
import type { Platform } from '../../platform/platform'
import type { Listener } from '../../platform/room'
import { membershipsOf } from '../account.queries'
import { historyMs } from '../devices'
import { securityLetter, send } from '../letters'
import { alarms } from '../limits'
import { grantsOf } from '../roles'

/** What administrators are told of. */
export const kinds = {
  'many-failures': 'Many wrong tries to sign in',
  'new-country': 'Signed in from a new country',
  'new-network': 'Administrator signed in from a new network',
  'role-raised': 'Was given more rights',
  export: 'Took out data',
  'mass-change': 'Changed very much in a short time',
} as const

export type Kind = keyof typeof kinds

const raised = 'identity.security-event-raised'

export const raiseSecurityEvent = action({
  name: 'identity.security-event.raise',
  about: 'Writes down something that administrators should look at.',
  input: z.object({
    kind: z.enum(Object.keys(kinds) as [Kind, ...Kind[]]),
    memberId: z.string().max(60),
    detail: z.string().max(300),
  }),
  run: async (ctx, { kind, memberId, detail }) => {
    const id = newId('se', ctx.now)
    return {
      subject: id,
      writes: [
        ctx.db.run(
          sql`INSERT INTO security_events (id, at, kind, member_id, detail) VALUES (${id}, ${ctx.now}, ${kind}, ${memberId}, ${detail})`,
        ),
      ],
      facts: [{ name: raised, subject: id }],
      result: { id },
    }
  },
})

/**
 * Raises an event in every organization of a login that it concerns, once a key. For what happens before any
 * organization's door.
 */
export async function raiseFor(
  platform: Platform,
  requestId: string,
  loginId: string,
  event: { kind: Kind; detail: string },
  key: string,
  concerns: (grants: readonly Grant[]) => boolean = () => true,
): Promise<void> {
  for (const { organizationId, memberId, grants } of await membershipsOf(platform, loginId)) {
    if (!concerns(grantsOf(grants))) continue
    const ctx = await platform.openTenant(organizationId, { kind: 'system', id: 'house' }, requestId)
    await raiseSecurityEvent(ctx, { ...event, memberId }, { key })
  }
}

export type SecurityEvent = {
  id: string
  at: number
  kind: Kind
  memberId: string
  detail: string
  name: string | null
  mailedAt: number | null
}

/** One page of what happened, the newest first. Refuses 'invalid' ('cursor'). */
export async function listSecurityEvents(ctx: Context, after: string | undefined) {
  const cursor = readCursor(after, 1)
  const rows = await ctx.db.all<SecurityEvent>(
    sql`SELECT security_events.id AS id, at, kind, member_id AS memberId, detail, members.name AS name,
        mailed_at AS mailedAt FROM security_events LEFT JOIN members ON members.id = member_id
      WHERE security_events.id < ${cursor?.[0] ?? 'se_~'} ORDER BY security_events.id DESC LIMIT 51`,
  )
  return pageOf(rows, 50, ({ id }) => [id])
}

const mailEvent: Listener = {
  to: raised,
  name: 'identity.mail-security-event',
  about: 'Tells administrators by mail what they should look at, once.',
  handle: async (ctx, { subject }, key) => {
    const [event] = await ctx.db.all<SecurityEvent>(
      sql`SELECT security_events.id AS id, at, kind, member_id AS memberId, detail, members.name AS name,
          mailed_at AS mailedAt FROM security_events LEFT JOIN members ON members.id = member_id
        WHERE security_events.id = ${subject}`,
    )
    if (!event || event.mailedAt !== null) return
    const administrators = await ctx.db.all<{ id: string; name: string; email: string }>(
      sql`SELECT DISTINCT members.id AS id, name, email FROM role_assignments
        JOIN members ON members.id = role_assignments.member_id
        WHERE role IN ('owner', 'admin') AND sites IS NULL AND left_at IS NULL AND disabled_at IS NULL
        ORDER BY members.id LIMIT 50`,
    )
    const link = `${ctx.origin}/${ctx.organization.slug}/settings/security`
    const letter = securityLetter(
      ctx.organization.name,
      kinds[event.kind],
      event.name ?? 'Somebody',
      event.detail,
      link,
    )
    // The key makes a repeat the same letter.
    for (const { id, name, email } of administrators) await send(ctx, `${key}:${id}`, { address: email, name }, letter)
    await ctx.db.run(
      sql`UPDATE security_events SET mailed_at = ${ctx.now} WHERE id = ${event.id} AND mailed_at IS NULL`,
    )
  },
}

const hearRaisedRole: Listener = {
  to: 'identity.role-raised',
  name: 'identity.hear-raised-role',
  about: 'Writes down for administrators that somebody was given more rights.',
  handle: async (ctx, { subject }, key) => {
    const detail = 'Look at the member’s page whether this was meant.'
    await raiseSecurityEvent(ctx, { kind: 'role-raised', memberId: subject, detail }, { key })
  },
}

const hearExport: Listener = {
  to: '*',
  name: 'identity.hear-export',
  about: 'Writes down for administrators that data was taken out.',
  handle: async (ctx, fact, key) => {
    const { name, subject } = fact
    if (!/\bexport(ed)?$/.test(name)) return
    if (fact.what !== undefined) {
      const size = fact.rows === null ? '' : fact.rows === 1 ? ', 1 row' : `, ${fact.rows} rows`
      const detail = `${fact.what}${size}.`
      return void (await raiseSecurityEvent(ctx, { kind: 'export', memberId: subject, detail }, { key }))
    }
    const [entry] = await ctx.db.all<{ actorId: string }>(
      sql`SELECT actor_id AS actorId FROM audit_entries WHERE subject = ${subject} ORDER BY seq DESC LIMIT 1`,
    )
    const event = { kind: 'export', memberId: entry?.actorId ?? '', detail: `${name}: ${subject}` } as const
    await raiseSecurityEvent(ctx, event, { key })
  },
}

/** Looks who changed very much lately; says it once an hour. */
export async function watchChanges(ctx: Context): Promise<void> {
  const busy = await ctx.db.all<{ actorId: string; changes: number }>(
    sql`SELECT actor_id AS actorId, count(*) AS changes FROM audit_entries
      WHERE at > ${ctx.now - alarms.changesMs} AND actor_kind IN ('member', 'service') GROUP BY actor_id HAVING count(*) >= ${alarms.changes}`,
  )
  for (const { actorId } of busy) {
    const detail = `More than ${alarms.changes} changes within ten minutes; the audit log has each.`
    const key = `mass:${actorId}:${Math.floor(ctx.now / 3_600_000)}`
    await raiseSecurityEvent(ctx, { kind: 'mass-change', memberId: actorId, detail }, { key })
  }
}

/** Erases events that are as old as activity logs may become. */
export async function forgetEvents(ctx: Context): Promise<void> {
  await ctx.db.run(sql`DELETE FROM security_events WHERE at <= ${ctx.now - historyMs}`)
}

export const securityListeners: Listener[] = [mailEvent, hearRaisedRole, hearExport]

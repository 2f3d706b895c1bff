import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { hashOf, type Id } from '../../kernel/ids'
import { refuse } from '../../kernel/refusal'
import { action } from '../../platform/action'
import type { Context } from '../../platform/context'
import type { Platform } from '../../platform/platform'
import { members } from '../schema'
import { factorsOf, hasSecond } from './factors.queries'
import { mailReset } from './letters'
import { newRecoveryCode, plainCode } from './recovery-codes'

/** Hours for which the letter's code is good, and within which every organization must agree. */
export const resetHours = 24

export const findMember = async (ctx: Context, id: string) => {
  const [member] = await ctx.db
    .select()
    .from(members)
    .where(eq(members.id, id as Id<'mb'>))
  return member ?? refuse('not-found', 'member.unknown', 'There is no such person.')
}

/**
 * Whoever starts this knows the person and has seen that it is them: that is the proof of identity. They choose
 * nothing and see nothing; the code goes to the person, who also needs their password.
 * Source: OWASP ASVS 5.0, 6.4.4 and 6.4.6.
 */
export const resetFactors = action({
  name: 'identity.member.reset-factors',
  about: 'Lets somebody who lost their second factor set up a new one; a letter to them says how.',
  input: z.object({ id: z.string() }),
  run: async (ctx, { id }) => {
    const member = await findMember(ctx, id)
    if (member.id === ctx.actor.id)
      refuse(
        'invalid',
        'reset.own',
        'You cannot do this for yourself. Use a recovery code, or ask another administrator.',
      )
    if (member.leftAt !== null || member.disabledAt !== null)
      refuse('conflict', 'reset.gone', `${member.name} is not a member any more.`)
    return {
      subject: member.id,
      writes: [],
      facts: [{ name: 'identity.factors-reset-started', subject: member.id }],
      changes: { secondFactor: 'changed' },
      result: { loginId: member.loginId },
    }
  },
})

/**
 * This organization agrees. When every organization that the person belongs to has, the letter goes out: no
 * administrator of one weakens the door of another. Answers whether it went out.
 */
export async function agreeToReset(platform: Platform, ctx: Context, loginId: string): Promise<'sent' | 'waiting'> {
  const { env, now } = platform
  const at = now()
  const expiresAt = at + resetHours * 3_600_000
  await env.CONTROL.prepare(
    `INSERT INTO factor_resets (login_id, organization_id, agreed_by, agreed_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (login_id, organization_id) DO UPDATE SET agreed_by = ?3, agreed_at = ?4, expires_at = ?5`,
  )
    .bind(loginId, ctx.organization.id, ctx.actor.id, at, expiresAt)
    .run()
  const missing = await env.CONTROL.prepare(
    `SELECT 1 AS one FROM memberships JOIN organizations ON organizations.id = memberships.organization_id
     WHERE login_id = ?1 AND ended_at IS NULL AND status <> 'closed' AND NOT EXISTS (
       SELECT 1 FROM factor_resets WHERE factor_resets.login_id = ?1
         AND factor_resets.organization_id = memberships.organization_id AND expires_at > ?2) LIMIT 1`,
  )
    .bind(loginId, at)
    .first()
  if (missing) return 'waiting'

  const code = newRecoveryCode()
  await env.CONTROL.prepare('UPDATE factor_resets SET code_hash = ? WHERE login_id = ? AND organization_id = ?')
    .bind(await hashOf(plainCode(code) ?? ''), loginId, ctx.organization.id)
    .run()
  const to = await env.CONTROL.prepare('SELECT name, email FROM logins WHERE id = ?')
    .bind(loginId)
    .first<{ name: string; email: string }>()
  if (to) mailReset(platform, to, ctx.organization.name, code, resetHours)
  return 'sent'
}

/** Refuses 'conflict' for somebody who has no second factor: there is nothing to take its place. */
export async function checkHasSecond(platform: Platform, loginId: string): Promise<void> {
  if (!hasSecond(await factorsOf(platform, loginId)))
    refuse('conflict', 'reset.none', 'This person has no second factor. They can sign in with their password.')
}

import { hashOf, secret, sixDigits } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import type { Platform } from '../platform/platform'

export type Purpose = 'sign-up' | 'new-login' | 'sign-in' | 'reset' | 'email-old' | 'email-new'

/** Minutes for which a mailed code is good; one that signs in at once for at most ten. Source: ASVS 5.0, 6.5.5. */
export const goodForMinutes = {
  'sign-up': 30,
  'new-login': 30,
  'sign-in': 10,
  reset: 30,
  'email-old': 30,
  'email-new': 30,
} as const satisfies Record<Purpose, number>
/** Wrong codes before a ticket is void: six digits and five tries are one chance in 200,000. */
export const triesOfCode = 5

/** What the browser holds (`ticket`) and what the letter holds (`code`). Each is useless without the other. */
export type Ticket = { ticket: string; code: string }

/**
 * Writes down a ticket for an address. The browser keeps the ticket, the letter brings the code, and only the two
 * together open the door: a code that is read over a shoulder opens nothing elsewhere.
 */
export async function issueTicket(platform: Platform, purpose: Purpose, email: string, body: unknown): Promise<Ticket> {
  const { env, now } = platform
  const ticket = secret()
  const code = sixDigits()
  const at = now()
  await env.CONTROL.prepare(
    `INSERT INTO tickets (hash, purpose, email, code_hash, tries_left, body, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
    .bind(
      await hashOf(ticket),
      purpose,
      email,
      await hashOf(`${ticket}:${code}`),
      triesOfCode,
      body === null ? null : JSON.stringify(body),
      at,
      at + goodForMinutes[purpose] * 60_000,
    )
    .run()
  return { ticket, code }
}

/**
 * Takes a ticket with its code, once. Answers whose it was and what was kept with it.
 * Refuses 'invalid' ('code.wrong', 'code.expired') and counts the tries.
 */
export async function takeTicket(platform: Platform, purpose: Purpose, ticket: string, code: string) {
  const { env, now } = platform
  const at = now()
  const hash = await hashOf(ticket)
  const codeHash = await hashOf(`${ticket}:${code.replaceAll(/\D/g, '')}`)
  const taken = await env.CONTROL.prepare(
    `UPDATE tickets SET used_at = ?1 WHERE hash = ?2 AND purpose = ?3 AND code_hash = ?4 AND tries_left > 0
     AND used_at IS NULL AND expires_at > ?1 RETURNING email, body`,
  )
    .bind(at, hash, purpose, codeHash)
    .first<{ email: string; body: string | null }>()
  if (taken) return { email: taken.email, body: taken.body === null ? null : (JSON.parse(taken.body) as unknown) }

  const left = await env.CONTROL.prepare(
    'UPDATE tickets SET tries_left = tries_left - 1 WHERE hash = ?1 AND tries_left > 0 AND used_at IS NULL AND expires_at > ?2 RETURNING tries_left',
  )
    .bind(hash, at)
    .first<{ tries_left: number }>()
  if (!left || left.tries_left === 0) {
    const sentence = 'This code can no longer be used. Ask for a new one.'
    return refuse('invalid', 'code.expired', sentence, { code: sentence })
  }
  const sentence = `That is not the code. Look at the newest letter; ${left.tries_left === 1 ? 'one try is' : `${left.tries_left} tries are`} left.`
  return refuse('invalid', 'code.wrong', sentence, { code: sentence })
}

/** Gives a ticket back that was taken for something that then could not be done (no database was free). */
export async function giveBack({ env }: Platform, ticket: string): Promise<void> {
  await env.CONTROL.prepare('UPDATE tickets SET used_at = NULL WHERE hash = ?')
    .bind(await hashOf(ticket))
    .run()
}

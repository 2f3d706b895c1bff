import { hashOf, secret } from '../kernel/ids'
import { closeBox, openBox } from '../kernel/sealed-box'
import type { Platform } from '../platform/platform'

/** What somebody sent when their session had just ended. `back` is the page of the organization that it was typed on. */
export type KeptForm = { path: string; fields: Record<string, string>; back: string }

/** Milliseconds in which one comes in again: long enough to find a phone for the second factor. */
const keptMs = 30 * 60_000

const secrets = /^csrf$|password|secret|pin$|current|ticket|token|recovery/i

/** A form without what belongs to the session that is over and without anything secret. */
export const withoutSecrets = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !secrets.test(name)))

/** What a person typed of it, for reading again: no ids, no versions, nothing empty. */
export const typedOf = (fields: Record<string, string>): { label: string; value: string }[] =>
  Object.entries(fields)
    .filter(
      ([name, value]) => value.trim() !== '' && !/^(op|version|next)$/.test(name) && !/^[a-z]{2,3}_\w{26}/.test(value),
    )
    .map(([name, value]) => ({ label: labelOf(name), value: value === 'on' ? 'Yes' : value }))

/** “Job title” for `jobTitle`, “Address city” for `address.city`. */
function labelOf(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[._-]+/g, ' ')
    .toLowerCase()
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

type Whose = { sessionId: string; loginId: string; organizationId: string }

/** Keeps the last form of a session that is over. Answers the word by which it is found again. */
export async function keepForm({ env, now }: Platform, whose: Whose, form: KeptForm): Promise<string> {
  const word = secret()
  const box = await closeBox(env.SECRET, 'kept-form', form)
  await env.CONTROL.prepare(
    `INSERT OR REPLACE INTO kept_forms (session_id, hash, login_id, organization_id, box, expires_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
    .bind(whose.sessionId, await hashOf(word), whose.loginId, whose.organizationId, box, now() + keptMs)
    .run()
  return word
}

/** The form, for the person whose it is, in the organization that it is for; null for everybody else. */
export async function lookUpKeptForm(
  { env, now }: Platform,
  word: string,
  { loginId, organizationId }: Omit<Whose, 'sessionId'>,
): Promise<KeptForm | null> {
  const row = await env.CONTROL.prepare(
    'SELECT box FROM kept_forms WHERE hash = ? AND login_id = ? AND organization_id = ? AND expires_at > ?',
  )
    .bind(await hashOf(word), loginId, organizationId, now())
    .first<{ box: string }>()
  return row ? openBox<KeptForm>(env.SECRET, 'kept-form', row.box) : null
}

/** Throws it away. */
export async function forgetKeptForm({ env }: Platform, word: string, loginId: string): Promise<void> {
  await env.CONTROL.prepare('DELETE FROM kept_forms WHERE hash = ? AND login_id = ?')
    .bind(await hashOf(word), loginId)
    .run()
}

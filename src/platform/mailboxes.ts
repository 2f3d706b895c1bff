import type { Env } from './env'
import type { Residence } from './tenancy'

/** The domain of the organizations' mailboxes. */
export const mailDomainOf = ({ MAIL_DOMAIN, MAIL_FROM }: Pick<Env, 'MAIL_DOMAIN' | 'MAIL_FROM'>): string =>
  (MAIL_DOMAIN ?? /@([^\s>]+)/.exec(MAIL_FROM ?? '')?.[1] ?? 'localhost').toLowerCase()

const columns = `SELECT organizations.id AS organizationId, slug, organizations.name AS name, status, binding,
  schema_version AS schemaVersion FROM organizations
  JOIN databases ON databases.organization_id = organizations.id`

/**
 * Whose mailbox an address is: its local part up to a plus is the organization's short name. Null for one that is
 * nobody's, and for another domain.
 */
export async function residenceOfMailbox(env: Env, address: string): Promise<Residence | null> {
  const at = address.lastIndexOf('@')
  if (address.slice(at + 1).toLowerCase() !== mailDomainOf(env)) return null
  const [slug = ''] = address.slice(0, at).toLowerCase().split('+')
  return env.CONTROL.prepare(`${columns} WHERE slug = ? AND organizations.status = 'open'`)
    .bind(slug)
    .first<Residence>()
}

/** Whose a telephone number is; null for nobody's. */
export const residenceOfNumber = (env: Env, number: string): Promise<Residence | null> =>
  env.CONTROL.prepare(
    `${columns} JOIN phone_numbers ON phone_numbers.organization_id = organizations.id
     WHERE phone_numbers.number = ? AND organizations.status = 'open'`,
  )
    .bind(number)
    .first<Residence>()

/** Numbers of the range for films, on a developer's machine. */
const localNumbers = Array.from({ length: 100 }, (_, at) => `+1212555${String(100 + at).padStart(4, '0')}`)

/**
 * Gives an organization a number of the pool, or answers the one that it has; null when none is free. Two organizations
 * never get the same one: the table's key sees to it.
 */
export async function takeNumber(env: Env, organizationId: string, at: number): Promise<string | null> {
  const pool = 'LOCAL' in env ? localNumbers : (env.SMS_NUMBERS ?? '').split(',').map((number) => number.trim())
  const [, , own] = await env.CONTROL.batch<{ number: string }>([
    env.CONTROL.prepare('INSERT OR IGNORE INTO phone_numbers (number) SELECT value FROM json_each(?)').bind(
      JSON.stringify(pool.filter(Boolean)),
    ),
    env.CONTROL.prepare(
      `UPDATE phone_numbers SET organization_id = ?1, taken_at = ?2
       WHERE number = (SELECT number FROM phone_numbers WHERE organization_id IS NULL ORDER BY number LIMIT 1)
         AND NOT EXISTS (SELECT 1 FROM phone_numbers WHERE organization_id = ?1)`,
    ).bind(organizationId, at),
    env.CONTROL.prepare('SELECT number FROM phone_numbers WHERE organization_id = ?').bind(organizationId),
  ])
  return own?.results[0]?.number ?? null
}

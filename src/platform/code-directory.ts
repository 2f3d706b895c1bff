import { newCode } from '../kernel/short-code'
import type { Env } from './env'
import type { Residence } from './tenancy'

/**
 * Takes so many fresh codes for an organization. Two organizations never get the same one: the directory's key sees to
 * it, and what was taken already is drawn again.
 */
export async function takeCodes(
  { CONTROL }: Env,
  organizationId: string,
  count: number,
  at: number,
): Promise<string[]> {
  const taken: string[] = []
  for (let round = 0; taken.length < count; round++) {
    if (round === 20) throw new Error('Twenty draws of codes were all taken')
    const drawn = Array.from({ length: count - taken.length }, newCode)
    const { results } = await CONTROL.prepare(
      `INSERT OR IGNORE INTO code_directory (code, organization_id, taken_at)
       SELECT value, ?, ? FROM json_each(?) RETURNING code`,
    )
      .bind(organizationId, at, JSON.stringify(drawn))
      .all<{ code: string }>()
    taken.push(...results.map(({ code }) => code))
  }
  return taken
}

/** Whose code it is; null for one that nobody took. One statement. */
export const residenceOfCode = ({ CONTROL }: Env, code: string): Promise<Residence | null> =>
  CONTROL.prepare(
    `SELECT organizations.id AS organizationId, slug, organizations.name AS name, status, binding,
      schema_version AS schemaVersion
     FROM code_directory
     JOIN organizations ON organizations.id = code_directory.organization_id AND organizations.status <> 'closed'
     JOIN databases ON databases.organization_id = organizations.id
     WHERE code_directory.code = ?`,
  )
    .bind(code)
    .first<Residence>()

import * as z from 'zod'
import { newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { slugOf } from '../kernel/slug'
import { verifyAudit } from '../platform/audit'
import { tenantVersion } from '../platform/migrations'
import { emptied, exported, type Line, restored } from '../platform/moving'
import type { Platform } from '../platform/platform'
import { projectAll } from '../platform/projection'
import { residenceOf, unsafeDriver } from '../platform/tenancy'
import { openOrganization } from './login'

type Tenant = { id: string; slug: string; name: string; status: string; binding: string; schemaVersion: number }

const find = async ({ env }: Platform, slug: string): Promise<string> => {
  const row = await env.CONTROL.prepare('SELECT id FROM organizations WHERE slug = ?')
    .bind(slug)
    .first<{ id: string }>()
  return row?.id ?? refuse('not-found', 'organization.unknown', `There is no organization ${slug}.`)
}

const house = { kind: 'operator', id: 'operator' } as const

/**
 * What whoever runs the installation does to organizations as a whole. Not reachable through any door: the commands
 * of `npm run tenants` call it in a worker of their own over the same databases.
 */
export const tenants = {
  list: async ({ env }: Platform): Promise<Tenant[]> => {
    const { results } = await env.CONTROL.prepare(
      `SELECT organizations.id, slug, name, status, binding, schema_version AS schemaVersion FROM organizations
       JOIN databases ON databases.organization_id = organizations.id ORDER BY slug`,
    ).all<Tenant>()
    return results
  },

  /** Opens an organization for an owner who chooses a password by “Forgotten your password?”. */
  add: async (platform: Platform, name: string, email: string) => {
    const address = z.email().parse(email)
    return openOrganization(platform, {
      organizationName: name,
      name: address.split('@')[0] ?? 'Owner',
      jobTitle: '',
      email: address.toLowerCase(),
      emailWritten: address,
      phone: '',
      timeZone: 'UTC',
      currency: 'USD',
      passwordHash: '',
    })
  },

  /** Brings every organization to the current shape; answers how many were behind. */
  migrate: async (platform: Platform): Promise<number> => {
    const behind = (await tenants.list(platform)).filter(({ schemaVersion }) => schemaVersion < tenantVersion)
    for (const { id } of behind) await platform.openTenant(id, house, 'migrate')
    return behind.length
  },

  verifyAudit: async (platform: Platform, slug: string) =>
    verifyAudit(await platform.openTenant(await find(platform, slug), house, 'verify-audit')),

  /** The whole database of one organization, a line a row. */
  export: async function* (platform: Platform, slug: string): AsyncGenerator<Line> {
    const id = await find(platform, slug)
    await platform.openTenant(id, house, 'export')
    yield* exported(await unsafeDriver(platform.env, id), tenantVersion, id, platform.now())
  },

  /**
   * Writes an export into a fresh database and hands it to the organization; the one it had before stays as it was,
   * set aside, until it is cleaned. Refuses 'conflict' for an export of another organization.
   */
  restore: async (platform: Platform, slug: string, lines: Line[]): Promise<number> => {
    const { env, now } = platform
    const id = await find(platform, slug)
    const [first] = lines
    if (!first || !('version' in first) || first.organizationId !== id) {
      refuse('conflict', 'export.other', `This is not an export of ${slug}.`)
    }
    const before = await residenceOf(env, id)
    const aside = newId('org', now())
    await env.CONTROL.batch([
      env.CONTROL.prepare(
        "INSERT INTO organizations (id, slug, name, status, created_at, active_at) VALUES (?1, ?1, 'Set aside by a restore', 'closed', ?2, ?2)",
      ).bind(aside, now()),
    ])
    const { slug: scratch } = await openOrganization(
      platform,
      {
        organizationName: `restore ${slug}`,
        name: 'Restore',
        jobTitle: '',
        email: `restore@${aside}.invalid`,
        emailWritten: '',
        phone: '',
        timeZone: 'UTC',
        currency: 'USD',
        passwordHash: '',
      },
      slugOf(`restore-${aside.slice(-8)}`),
    )
    const scratchId = await find(platform, scratch)
    const driver = await unsafeDriver(env, scratchId)
    await emptied(driver)
    const written = await restored(driver, lines, tenantVersion)
    const fresh = await residenceOf(env, scratchId)
    // The swap is one batch: requests find either the old database or the new one, never none.
    await env.CONTROL.batch([
      env.CONTROL.prepare('UPDATE databases SET organization_id = NULL WHERE binding = ?').bind(fresh.binding),
      env.CONTROL.prepare('UPDATE databases SET organization_id = ? WHERE binding = ?').bind(aside, before.binding),
      env.CONTROL.prepare('UPDATE databases SET organization_id = ? WHERE binding = ?').bind(id, fresh.binding),
      env.CONTROL.prepare('DELETE FROM memberships WHERE organization_id = ?').bind(scratchId),
      env.CONTROL.prepare('DELETE FROM inbound_addresses WHERE organization_id = ?').bind(scratchId),
      env.CONTROL.prepare('DELETE FROM logins WHERE email = ?').bind(`restore@${aside}.invalid`),
      env.CONTROL.prepare('DELETE FROM organizations WHERE id = ?').bind(scratchId),
      // The older truth counts from now on: its copies may go back once.
      env.CONTROL.prepare(
        'UPDATE memberships SET version = 0, ended_at = coalesce(ended_at, ?2) WHERE organization_id = ?1',
      ).bind(id, now()),
    ])
    await projectAll(platform, await platform.openTenant(id, house, 'restore'))
    return written
  },
}

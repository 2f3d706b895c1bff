import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { hashOf, type Id } from '../../kernel/ids'
import type { Context } from '../../platform/context'
import { tabletToken } from '../../platform/cookies'
import { pageOf, readCursor } from '../../platform/keyset'
import type { Platform } from '../../platform/platform'
import { truthVersion } from '../../platform/projection'
import type { Projection } from '../../platform/room'
import type { Request } from '../../platform/routes'
import { members } from '../schema'
import { sharedDevices, tabletPins } from './schema'

/** What the door knows of a tablet. */
export type TabletDoor = { deviceId: string; organizationId: string; name: string; slug: string; organization: string }

/** The tablet that this browser is, or null. */
export async function lookUpTablet({ env, now, later }: Platform, c: Request): Promise<TabletDoor | null> {
  const token = tabletToken(c)
  if (!token) return null
  const door = await env.CONTROL.prepare(
    `SELECT device_id AS deviceId, organization_id AS organizationId, shared_device_doors.name AS name, slug,
       organizations.name AS organization, seen_at AS seenAt
     FROM shared_device_doors JOIN organizations ON organizations.id = organization_id AND status <> 'closed'
     WHERE hash = ? AND ended = 0`,
  )
    .bind(await hashOf(token))
    .first<TabletDoor & { seenAt: number | null }>()
  if (!door) return null
  if (now() - (door.seenAt ?? 0) > 60_000) {
    later(
      env.CONTROL.prepare('UPDATE shared_device_doors SET seen_at = ? WHERE device_id = ?')
        .bind(now(), door.deviceId)
        .run(),
    )
  }
  return door
}

/** The doors' copy of the tablets; the sessions of one that ended die with it. */
export const tabletDoors: Projection = {
  name: 'identity.shared-devices',
  about: 'By what a tablet holds the door knows whose it is; a tablet that ended opens nothing.',
  after: ['identity.shared-device-added', 'identity.shared-device-ended'],
  read: async (ctx, control, subject) => {
    const devices = await ctx.db.all<{ id: string; hash: string; name: string; ended: number; version: number }>(sql`
      SELECT id, hash, name, ended_at IS NOT NULL AS ended, ${sql.raw(truthVersion)} AS version FROM shared_devices
      WHERE ${subject === null ? sql`1 = 1` : sql`id = ${subject}`}`)
    return devices.flatMap(({ id, hash, name, ended, version }) => [
      control
        .prepare(
          `INSERT INTO shared_device_doors (hash, device_id, organization_id, name, ended, version)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6)
           ON CONFLICT (hash) DO UPDATE SET name = ?4, ended = ?5, version = ?6 WHERE ?6 >= version`,
        )
        .bind(hash, id, ctx.organization.id, name, ended, version),
      ...(ended === 1 ? [control.prepare('DELETE FROM sessions WHERE shared_device_id = ?').bind(id)] : []),
    ])
  },
}

/** One page of the tablets, the newest first, with when each last asked for its people. */
export async function listSharedDevices({ env }: Platform, ctx: Context, after: string | undefined) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select({
      id: sharedDevices.id,
      name: sharedDevices.name,
      standsAt: sharedDevices.standsAt,
      addedAt: sharedDevices.addedAt,
      // Two columns of one name would become one on their way out of D1.
      addedBy: sql<string>`${members.name}`.as('added_by_name'),
      endedAt: sharedDevices.endedAt,
    })
    .from(sharedDevices)
    .innerJoin(members, eq(members.id, sharedDevices.addedBy))
    .where(
      cursor ? sql`(${sharedDevices.addedAt}, ${sharedDevices.id}) < (${Number(cursor[0])}, ${cursor[1]})` : undefined,
    )
    .orderBy(sql`${sharedDevices.addedAt} DESC`, sql`${sharedDevices.id} DESC`)
    .limit(51)
  const page = pageOf(rows, 50, (row) => [String(row.addedAt), row.id])
  const { results } = await env.CONTROL.prepare(
    'SELECT device_id AS id, seen_at AS seenAt FROM shared_device_doors WHERE organization_id = ? AND device_id IN (SELECT value FROM json_each(?))',
  )
    .bind(ctx.organization.id, JSON.stringify(page.rows.map(({ id }) => id)))
    .all<{ id: string; seenAt: number | null }>()
  const seen = new Map(results.map(({ id, seenAt }) => [id, seenAt]))
  return { ...page, rows: page.rows.map((row) => ({ ...row, seenAt: seen.get(row.id) ?? null })) }
}

export type Tile = { id: string; name: string; jobTitle: string; pin: boolean; passkey: boolean }

const open = and(isNull(members.leftAt), isNull(members.disabledAt))

/** The members of an organization who have a passkey. */
async function withPasskey({ env }: Platform, organizationId: string): Promise<string[]> {
  const { results } = await env.CONTROL.prepare(
    `SELECT member_id AS id FROM memberships WHERE organization_id = ? AND ended_at IS NULL
       AND EXISTS (SELECT 1 FROM passkeys WHERE passkeys.login_id = memberships.login_id)`,
  )
    .bind(organizationId)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}

/** One page of the people who can open a tablet, by name; `words` narrows it to names that have them. */
export async function listTiles(platform: Platform, ctx: Context, after: string | undefined, words: string) {
  const cursor = readCursor(after, 2)
  const keys = await withPasskey(platform, ctx.organization.id)
  const rows = await ctx.db
    .select({ id: members.id, name: members.name, jobTitle: members.jobTitle, pin: tabletPins.memberId })
    .from(members)
    .leftJoin(tabletPins, eq(tabletPins.memberId, members.id))
    .where(
      and(
        open,
        sql`(${tabletPins.memberId} IS NOT NULL OR ${members.id} IN (SELECT value FROM json_each(${JSON.stringify(keys)})))`,
        words ? sql`instr(lower(${members.name}), lower(${words})) > 0` : undefined,
        cursor ? sql`(${members.name}, ${members.id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
      ),
    )
    .orderBy(asc(members.name), asc(members.id))
    .limit(51)
  const page = pageOf(rows, 50, (row) => [row.name, row.id])
  return {
    ...page,
    rows: page.rows.map((row): Tile => ({ ...row, pin: row.pin !== null, passkey: keys.includes(row.id) })),
  }
}

/** One person of a tablet with what opens it, or null. */
export async function lookUpTile(platform: Platform, ctx: Context, memberId: string) {
  const [row] = await ctx.db
    .select({
      id: members.id,
      loginId: members.loginId,
      name: members.name,
      jobTitle: members.jobTitle,
      pinHash: tabletPins.pinHash,
    })
    .from(members)
    .leftJoin(tabletPins, eq(tabletPins.memberId, members.id))
    .where(and(open, eq(members.id, memberId as Id<'mb'>)))
  if (!row) return null
  const keys = await withPasskey(platform, ctx.organization.id)
  return { ...row, pin: row.pinHash !== null, passkey: keys.includes(row.id) }
}

/** When the acting member set their PIN, or null. */
export async function pinSetAt(ctx: Context): Promise<number | null> {
  const [row] = await ctx.db
    .select({ setAt: tabletPins.setAt })
    .from(tabletPins)
    .where(eq(tabletPins.memberId, ctx.actor.id as Id<'mb'>))
  return row?.setAt ?? null
}

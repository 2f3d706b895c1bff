import type { Query } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Prefix } from '../kernel/ids'
import { sealOf } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import { takeCodes } from './code-directory'
import type { Access, Actor, Context, Permission, Profile, RecordCard, Write } from './context'
import type { Env } from './env'
import type { ImportKind } from './imports'
import { mailDomainOf, takeNumber } from './mailboxes'
import { migrate, tenantMigrations, tenantVersion } from './migrations'
import { sendOutbox } from './outbox'
import type { Ports } from './ports'
import { type Driver, objectDriver, poolDriver, type Sentence, TenantStore } from './store'

/** Where an organization lives, as the control database has it. */
export type Residence = {
  organizationId: string
  slug: string
  name: string
  status: 'opening' | 'open' | 'closed'
  binding: string
  schemaVersion: number
}

export type Opening = {
  env: Env
  ports: Ports
  now: Instant
  requestId: string
  addressPrefix: string | null
  later: (work: Promise<unknown>) => void
  recordsOf: (ctx: Context, ids: readonly string[]) => Promise<Map<string, RecordCard>>
  choicesOf: (ctx: Context, prefix: Prefix) => Promise<{ id: string; title: string }[]>
  correspondentsOf: Context['correspondents'] extends (...rest: infer R) => infer A
    ? (ctx: Context, ...rest: R) => A
    : never
  catalogue: readonly Permission[]
  importKinds: readonly ImportKind[]
  heldBy: (ctx: Context, ids: readonly string[]) => Promise<Map<string, string>>
  accessOf: (actor: Actor) => Access
  projecting: (ctx: Context) => Context['projecting']
}

const objectPrefix = 'object:'

/** Behind this name stands one organization's database. Nothing outside this file can name one. */
function driverOf(env: Env, binding: string): Driver {
  if (binding.startsWith(objectPrefix))
    return objectDriver(env.TENANT.getByName(binding.slice(objectPrefix.length)) as never)
  const database = env[binding as `TENANT_DB_${string}`]
  if (!database) throw new Error(`There is no database ${binding}`)
  return poolDriver(database)
}

const residenceSentence = `
  SELECT organizations.id AS organizationId, slug, name, status, binding, schema_version AS schemaVersion
  FROM organizations JOIN databases ON databases.organization_id = organizations.id WHERE`

/** Finds where an organization lives. Refuses 'not-found'. */
export async function residenceOf(env: Env, organizationId: string): Promise<Residence> {
  const row = await env.CONTROL.prepare(`${residenceSentence} organizations.id = ?`)
    .bind(organizationId)
    .first<Residence>()
  return row ?? refuse('not-found', 'organization.unknown', 'There is no such organization.')
}

/** Finds where the organization with this segment of an address lives; null when there is none. */
export const residenceAt = (env: Env, slug: string): Promise<Residence | null> =>
  env.CONTROL.prepare(`${residenceSentence} slug = ? AND status <> 'closed'`).bind(slug).first<Residence>()

/**
 * Opens one organization's database for one actor: the only maker of a `Context`.
 *
 * A database behind the current shape is brought up to it first, once, however many requests arrive together.
 * Refuses 'not-found' for an organization that is closed.
 */
export async function openTenant(opening: Opening, residence: Residence, actor: Actor): Promise<Context> {
  const { env, ports, now, requestId, addressPrefix, later, accessOf, projecting } = opening
  if (residence.status === 'closed') refuse('not-found', 'organization.closed', 'This organization is closed.')
  const driver = driverOf(env, residence.binding)
  if (residence.schemaVersion < tenantVersion || residence.status === 'opening') {
    await settle(env, residence, driver, now)
  }

  let profile: Profile | null = null
  const store = new TenantStore(driver, {
    organizationId: residence.organizationId,
    sentence: profileSentence(actor),
    opened: (row) => {
      profile = profileOf(row)
    },
  })
  const organization = { id: residence.organizationId, slug: residence.slug, name: residence.name }
  const db = drizzle(store as unknown as D1Database)
  const { may, sitesFor } = accessOf(actor)
  const ctx: Context = {
    organization,
    actor,
    db,
    execute: (writes) => store.run(writes.map(sentenceOf)),
    meter: store.meter,
    ports,
    now,
    requestId,
    addressPrefix,
    origin: env.ORIGIN,
    mailFrom: env.MAIL_FROM,
    may,
    sitesFor,
    takeCodes: (count) => takeCodes(env, organization.id, count, now),
    projecting: (facts, write) => projecting(ctx)(facts, write),
    later,
    send: (ids) => sendOutbox({ db, organization, now }, env.WORK, env.SECRET, ids),
    profile: async () => {
      if (!profile) await store.run([{ sql: 'SELECT 1 AS one', params: [] }])
      return profile as unknown as Profile
    },
    records: (ids) => opening.recordsOf(ctx, ids),
    choices: (prefix) => opening.choicesOf(ctx, prefix),
    importKinds: opening.importKinds,
    heldBy: (ids) => opening.heldBy(ctx, ids),
    correspondents: (channel, addresses) => opening.correspondentsOf(ctx, channel, addresses),
    seal: (text) => sealOf(env.SECRET, `${organization.id}:${text}`),
    mailDomain: mailDomainOf(env),
    takeNumber: () => takeNumber(env, organization.id, now),
    catalogue: opening.catalogue,
  }
  return ctx
}

/** Drizzle's own batch loses the values of raw statements, so each is taken as text and values. */
function sentenceOf(write: Write): Sentence {
  const query =
    'toSQL' in write ? (write as { toSQL(): Query }).toSQL() : (write as unknown as { getQuery(): Query }).getQuery()
  return { sql: query.sql, params: query.params as Sentence['params'] }
}

const profileSentence = (actor: Actor): Sentence => ({
  sql: `SELECT organization.id AS id, organization.name AS name, organization.time_zone AS timeZone, currency, locale,
    units, logo, members.id AS memberId, members.name AS memberName, job_title AS jobTitle, theme, density, shortcuts,
    members.time_zone AS memberZone, to_agree AS toAgree FROM organization LEFT JOIN members ON members.id = ?`,
  params: [actor.id],
})

function profileOf(row: Record<string, unknown>): Profile {
  const text = (name: string) => String(row[name] ?? '')
  return {
    name: text('name'),
    timeZone: text('timeZone'),
    currency: text('currency'),
    locale: text('locale'),
    units: text('units') as Profile['units'],
    logo: row.logo === null ? null : text('logo'),
    me: row.memberId
      ? {
          id: text('memberId'),
          name: text('memberName'),
          jobTitle: text('jobTitle'),
          theme: text('theme') as 'auto',
          density: text('density') as 'comfortable',
          shortcuts: row.shortcuts === 1,
          timeZone: row.memberZone === null ? null : text('memberZone'),
          toAgree: row.toAgree === 1,
        }
      : null,
  }
}

/** What opening an organization writes first, kept in the control database until it stands in the tenant's own. */
export type Founding = {
  timeZone: string
  currency: string
  locale: string
  units: 'metric' | 'us'
  member: { id: string; loginId: string; name: string; email: string; jobTitle: string; phone: string; role: string }
  /** What the founder agreed to, in the words that stood there. */
  consents?: {
    kind: string
    purpose: string
    channel: string
    given: boolean
    words: string
    version: string
    at: number
  }[]
}

/**
 * Brings a database to the newest shape and finishes a half-done opening. Every step may be repeated: a crash
 * between any two of them is finished by whoever comes next.
 */
async function settle(env: Env, residence: Residence, driver: Driver, now: Instant): Promise<void> {
  const { organizationId, binding } = residence
  const version = await migrate(driver, tenantMigrations, now)
  if (residence.status === 'opening') {
    const row = await env.CONTROL.prepare('SELECT founding, created_at FROM organizations WHERE id = ?')
      .bind(organizationId)
      .first<{ founding: string | null; created_at: number }>()
    if (row?.founding) await driver(foundingSentences(residence, JSON.parse(row.founding), row.created_at))
  }
  await env.CONTROL.batch([
    env.CONTROL.prepare('UPDATE databases SET schema_version = max(schema_version, ?) WHERE binding = ?').bind(
      version,
      binding,
    ),
    env.CONTROL.prepare(
      "UPDATE organizations SET status = 'open', founding = NULL WHERE id = ? AND status = 'opening'",
    ).bind(organizationId),
  ])
}

function foundingSentences({ organizationId, slug, name }: Residence, founding: Founding, at: number): Sentence[] {
  const { member } = founding
  return [
    {
      sql: `INSERT OR IGNORE INTO organization
        (only_row, id, slug, name, time_zone, currency, locale, units, fiscal_year_start_month, created_at)
        VALUES (1, ?, ?, ?, ?, ?, ?, ?, 1, ?)`,
      params: [organizationId, slug, name, founding.timeZone, founding.currency, founding.locale, founding.units, at],
    },
    {
      sql: `INSERT OR IGNORE INTO members (id, login_id, name, email, job_title, phone, joined_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)`,
      params: [member.id, member.loginId, member.name, member.email, member.jobTitle, member.phone, at],
    },
    {
      sql: `INSERT OR IGNORE INTO role_assignments (member_id, role, sites, granted_at, granted_by)
        VALUES (?, ?, NULL, ?, 'house')`,
      params: [member.id, member.role, at],
    },
    ...(founding.consents ?? []).map((consent) => ({
      sql: `INSERT OR IGNORE INTO consents (id, member_id, kind, purpose, channel, given, words, version, at, how)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'sign-up')`,
      params: [
        `cn_${member.id}-${consent.kind}`,
        member.id,
        consent.kind,
        consent.purpose,
        consent.channel,
        consent.given ? 1 : 0,
        consent.words,
        consent.version,
        consent.at,
      ],
    })),
  ]
}

/** The sentence of a claim: takes the first free database, atomically. No row comes back when none is free. */
const claimSentence = `UPDATE databases SET organization_id = ?1, claimed_at = ?2
  WHERE binding = (SELECT binding FROM databases WHERE organization_id IS NULL ORDER BY binding LIMIT 1)
    AND NOT EXISTS (SELECT 1 FROM databases WHERE organization_id = ?1)`

/**
 * Gives the organization a database of its own, within the caller's batch of control statements: all of them or none.
 *
 * Refuses 'unavailable' ('organization.no-database') when every database is taken. `before` and `after` stand around
 * the claim; a claim that finds nothing makes the batch fail.
 */
export async function claim(
  env: Env,
  organizationId: string,
  now: Instant,
  founding: { before: D1PreparedStatement[]; after: D1PreparedStatement[] },
): Promise<void> {
  const { CONTROL } = env
  const own =
    env.TENANT_DRIVER === 'object'
      ? CONTROL.prepare('INSERT INTO databases (binding, organization_id, claimed_at) VALUES (?3 || ?1, ?1, ?2)').bind(
          organizationId,
          now,
          objectPrefix,
        )
      : CONTROL.prepare(claimSentence).bind(organizationId, now)
  const proof = [
    CONTROL.prepare('INSERT INTO commit_guard (holds) SELECT count(*) FROM databases WHERE organization_id = ?').bind(
      organizationId,
    ),
    CONTROL.prepare('DELETE FROM commit_guard'),
  ]

  const attempt = () => CONTROL.batch([...founding.before, own, ...proof, ...founding.after])
  try {
    await attempt()
  } catch (error) {
    if (!isGuard(error)) throw error
    // None is free, or the pool has grown since it was last written down: perhaps by somebody else a moment ago.
    await writeDownPool(env)
    await attempt().catch((again) => {
      throw isGuard(again) ? noDatabase() : again
    })
  }
}

const isGuard = (error: unknown) => String(error).includes('CHECK constraint failed: holds')

const noDatabase = () =>
  new Refusal(
    'unavailable',
    'organization.no-database',
    'We have no room for another organization at this moment. We have been told and are making room: please try again in an hour. Nothing was charged or stored.',
    {},
    3600,
  )

/** Writes the databases that the worker has into the pool. */
async function writeDownPool(env: Env): Promise<void> {
  const bindings = Object.keys(env).filter((name) => name.startsWith('TENANT_DB_'))
  await env.CONTROL.prepare('INSERT OR IGNORE INTO databases (binding) SELECT value FROM json_each(?)')
    .bind(JSON.stringify(bindings))
    .run()
}

/** How many databases of the pool are free, at most `upTo` counted. */
export async function freeDatabases(env: Env, upTo: number): Promise<number> {
  if (env.TENANT_DRIVER === 'object') return upTo
  const count = () =>
    env.CONTROL.prepare('SELECT count(*) AS free FROM (SELECT 1 FROM databases WHERE organization_id IS NULL LIMIT ?)')
      .bind(upTo)
      .first<{ free: number }>()
  const { free } = (await count()) ?? { free: 0 }
  if (free > 0) return free
  await writeDownPool(env)
  return (await count())?.free ?? 0
}

/** Runs sentences on one organization's database outside any action: for moving it whole (export, restore). */
export async function unsafeDriver(env: Env, organizationId: string): Promise<Driver> {
  return driverOf(env, (await residenceOf(env, organizationId)).binding)
}

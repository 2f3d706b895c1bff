import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { buildHouse } from '../../src/app'
import { openOrganization } from '../../src/identity/login'
import { grantOf } from '../../src/identity/roles'
import { hashOf, newId } from '../../src/kernel/ids'
import { type Instant, instant } from '../../src/kernel/instant'
import type { Actor, Context } from '../../src/platform/context'
import { csrfOf } from '../../src/platform/entry'
import type { Env } from '../../src/platform/env'
import { migrateControl, type Platform } from '../../src/platform/platform'
import type { Envelope } from '../../src/platform/queue'
import type { Room } from '../../src/platform/room'
import { rooms as houseRooms } from '../../src/rooms'
import { remembered } from './remembered'

const real = bindings as unknown as Env

/** What was handed to the queue; a test delivers it when it wants to. */
export const sent: Envelope[] = []

/** The real bindings, but for the queue: its own pace would carry messages of one test into the next. */
export const env: Env = {
  ...real,
  WORK: {
    send: async (body: Envelope) => void sent.push(body),
    sendBatch: async (messages: Iterable<{ body: Envelope }>) =>
      void sent.push(...[...messages].map(({ body }) => body)),
  } as unknown as Env['WORK'],
}
export const realEnv = real
export const origin = env.ORIGIN

export type Person = {
  name: string
  organization: string
  organizationId: string
  memberId: string
  loginId: string
  token: string
  csrf: string
}

/** A house with a clock that the test sets. */
export class World {
  now: Instant = instant(Date.UTC(2026, 10, 24, 9, 0))
  readonly house: ReturnType<typeof buildHouse>
  /** What the house runs on. */
  env: Env = env
  readonly #waiting: ExecutionContext[] = []

  constructor(rooms: Room[] = houseRooms) {
    this.house = buildHouse({ rooms, clock: () => this.now })
  }

  static async open(rooms?: Room[]): Promise<World> {
    const world = new World(rooms)
    sent.length = 0
    await migrateControl(env, world.now)
    return world
  }

  get platform(): Platform {
    const ctx = createExecutionContext()
    this.#waiting.push(ctx)
    return this.house.platformOf(this.env, ctx)
  }

  /**
   * From now on a question that was answered since the last write is answered from memory: for tests of thousands of
   * requests. The test itself writes through `world.env` only.
   */
  remember(pauseMs = 0): void {
    const databases = Object.entries(env).filter(([name]) => name === 'CONTROL' || name.startsWith('TENANT_DB_'))
    this.env = {
      ...env,
      ...Object.fromEntries(databases.map(([name, database]) => [name, remembered(database as D1Database, pauseMs)])),
    }
  }

  /** Asks the house and waits for what goes on after the answer. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const ctx = createExecutionContext()
    const response = await this.house.fetch(
      new Request(`${origin}${path}`, { redirect: 'manual', ...init }),
      this.env,
      ctx,
    )
    await waitOnExecutionContext(ctx)
    return response
  }

  async settle(): Promise<void> {
    for (const ctx of this.#waiting.splice(0)) await waitOnExecutionContext(ctx)
  }

  /** Opens an organization; its founder is its owner. */
  async organization(slug: string, founder: string): Promise<Person> {
    const email = `${founder.toLowerCase()}@${slug}.example`
    const signUp = {
      organizationName: slug,
      name: founder,
      jobTitle: '',
      email,
      emailWritten: email,
      phone: '',
      timeZone: 'Europe/Amsterdam',
      currency: 'EUR',
      passwordHash: '',
    }
    const { loginId } = await openOrganization(this.platform, signUp, slug)
    const row = await this.env.CONTROL.prepare('SELECT organization_id, member_id FROM memberships WHERE login_id = ?')
      .bind(loginId)
      .first<{ organization_id: string; member_id: string }>()
    return this.#person(founder, slug, row?.organization_id ?? '', row?.member_id ?? '', loginId)
  }

  /** Adds somebody to an organization with a role, everywhere or at certain sites. */
  async member(of: Person, name: string, role: string, sites: string[] | null = null): Promise<Person> {
    const loginId = newId('lg', this.now)
    const memberId = newId('mb', this.now)
    const email = `${name.toLowerCase()}@${of.organization}.example`
    await this.env.CONTROL.batch([
      this.env.CONTROL.prepare(
        'INSERT INTO logins (id, email, email_written, name, created_at) VALUES (?1, ?2, ?2, ?3, ?4)',
      ).bind(loginId, email, name, this.now),
      this.env.CONTROL.prepare(
        'INSERT INTO memberships (login_id, organization_id, member_id, grants, created_at) VALUES (?, ?, ?, ?, ?)',
      ).bind(loginId, of.organizationId, memberId, JSON.stringify([{ role, sites }]), this.now),
    ])
    const ctx = await this.platform.openTenant(of.organizationId, { kind: 'system', id: 'house' }, 'test')
    await ctx.db.run(
      sql`INSERT INTO members (id, login_id, name, email, joined_at) VALUES (${memberId}, ${loginId}, ${name}, ${email}, ${this.now})`,
    )
    await ctx.db.run(
      sql`INSERT INTO role_assignments (member_id, role, sites, granted_at, granted_by) VALUES (${memberId}, ${role}, ${sites && JSON.stringify(sites)}, ${this.now}, 'house')`,
    )
    return this.#person(name, of.organization, of.organizationId, memberId, loginId)
  }

  async #person(
    name: string,
    organization: string,
    organizationId: string,
    memberId: string,
    loginId: string,
  ): Promise<Person> {
    const token = `token-of-${name}-${organization}`
    const person = { name, organization, organizationId, memberId, loginId, token, csrf: '' }
    await this.signIn(person)
    return person
  }

  /** Opens a new session of the person under their token; its CSRF value becomes theirs. */
  async signIn(person: Person): Promise<void> {
    const sessionId = newId('ss', this.now)
    await this.env.CONTROL.prepare(
      `INSERT OR REPLACE INTO sessions
         (hash, id, login_id, created_at, seen_at, proved_at, rotated_at, proofs, address_prefix, browser)
       VALUES (?1, ?2, ?3, ?4, ?4, ?4, ?4, ?5, '', '')`,
    )
      .bind(
        await hashOf(person.token),
        sessionId,
        person.loginId,
        this.now,
        JSON.stringify([{ way: 'password', at: this.now }]),
      )
      .run()
    person.csrf = await csrfOf(env.SECRET, sessionId)
  }

  get(person: Person | null, path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.ask(path, { headers: { ...(person ? cookie(person) : {}), ...headers } })
  }

  /** Sends a form as the page does. */
  post(
    person: Person | null,
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.ask(path, {
      method: 'POST',
      headers: {
        ...(person ? cookie(person) : {}),
        'Content-Type': 'application/x-www-form-urlencoded',
        'Sec-Fetch-Site': 'same-origin',
        ...headers,
      },
      body: new URLSearchParams({ csrf: person?.csrf ?? '', ...fields }),
    })
  }

  json(
    person: Person,
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.ask(path, {
      method,
      headers: {
        ...cookie(person),
        'Content-Type': 'application/json',
        'Sec-Fetch-Site': 'same-origin',
        'X-CSRF-Token': person.csrf,
        ...headers,
      },
      body: JSON.stringify(body),
    })
  }

  /** Sends bytes as they are, as the uploader of a page does. */
  bytes(person: Person | null, path: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
    return this.ask(path, {
      method: 'PUT',
      headers: {
        ...(person ? { ...cookie(person), 'X-CSRF-Token': person.csrf } : {}),
        'Content-Type': 'application/octet-stream',
        'Sec-Fetch-Site': 'same-origin',
      },
      body,
    })
  }

  /** Acts without a browser between. */
  as(person: Person, role = 'owner', sites: string[] | null = null): Promise<Context> {
    const actor: Actor = {
      kind: 'member',
      id: person.memberId,
      loginId: person.loginId,
      sessionId: 'ss',
      name: person.name,
      grants: [grantOf({ role, sites })],
    }
    return this.platform.openTenant(person.organizationId, actor, 'test')
  }

  /** Every row of every table of an organization, and of the control database: for asserting that nothing happened. */
  async everything(person: Person): Promise<string> {
    const ctx = await this.platform.openTenant(person.organizationId, { kind: 'system', id: 'house' }, 'test')
    const tables = await ctx.db.all<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_words%' AND name NOT LIKE '_cf%' ORDER BY name",
    )
    // One round trip: it is asked after every refusal.
    const rows = await ctx.execute(tables.map(({ name }) => ctx.db.run(`SELECT * FROM ${name}`)))
    return JSON.stringify(tables.map(({ name }, index) => [name, rows[index]?.results]))
  }
}

const cookie = (person: Person) => ({ Cookie: `__Host-sid=${person.token}` })

/** The hidden field of a page's form. */
export const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

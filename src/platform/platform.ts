import { newId } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import type { Access, Actor, Context } from './context'
import type { Env } from './env'
import { describe, log } from './log'
import { controlMigrations, migrate } from './migrations'
import type { Ports } from './ports'
import { projectionsOf, throughTheDoors } from './projection'
import { cardsOf, catalogueOf, choicesOf, correspondentsOf, heldBy } from './records'
import type { Room } from './room'
import { poolDriver } from './store'
import { openTenant, type Residence, residenceOf } from './tenancy'

/** The house itself, outside any organization: what the doors, the clock and the operator's pages stand on. */
export type Platform = {
  env: Env
  ports: Ports
  rooms: Room[]
  now: () => Instant
  later: (work: Promise<unknown>) => void
  openTenant: (
    organization: string | Residence,
    actor: Actor,
    requestId: string,
    addressPrefix?: string,
  ) => Promise<Context>
  /** Writes down a sign of life. */
  beat: (name: string, detail: Record<string, string | number | boolean>) => Promise<void>
  /** Writes down a measure of which the worst of the last ten minutes stays. */
  worst: (name: string, ms: number) => Promise<void>
  /** Tells the operator something, once a kind however often it happens. */
  notify: (kind: string, sentence: string) => Promise<void>
}

export type PlatformParts = {
  env: Env
  ports: Ports
  rooms: Room[]
  clock: () => Instant
  later: (work: Promise<unknown>) => void
  accessOf: (actor: Actor) => Access
}

export function makePlatform({ env, ports, rooms, clock, later, accessOf }: PlatformParts): Platform {
  const quietly = (work: Promise<unknown>) =>
    later(work.catch((error) => log('error', 'later.failed', { error: describe(error) })))
  const recordsOf = (ctx: Context, ids: readonly string[]) => cardsOf(rooms, ctx, ids)
  const projections = projectionsOf(rooms)
  const catalogue = catalogueOf(rooms)
  const importKinds = rooms.flatMap((room) => room.imports ?? [])
  const projecting = (ctx: Context) => throughTheDoors(env, projections, ctx)
  return {
    env,
    ports,
    rooms,
    now: clock,
    later: quietly,
    openTenant: async (organization, actor, requestId, addressPrefix) => {
      const residence = typeof organization === 'string' ? await residenceOf(env, organization) : organization
      return openTenant(
        {
          env,
          ports,
          now: clock(),
          requestId,
          addressPrefix: addressPrefix ?? null,
          later: quietly,
          accessOf,
          projecting,
          recordsOf,
          choicesOf: (ctx, prefix) => choicesOf(rooms, ctx, prefix),
          importKinds,
          heldBy: (ctx, ids) => heldBy(rooms, ctx, ids),
          correspondentsOf: (ctx, channel, addresses) => correspondentsOf(rooms, ctx, channel, addresses),
          catalogue,
        },
        residence,
        actor,
      )
    },
    beat: async (name, detail) => {
      await env.CONTROL.prepare(
        'INSERT INTO heartbeats (name, at, detail) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET at = ?2, detail = ?3',
      )
        .bind(name, clock(), JSON.stringify(detail))
        .run()
    },
    worst: async (name, ms) => {
      await env.CONTROL.prepare(
        `INSERT INTO heartbeats (name, at, detail) VALUES (?1, ?2, json_object('ms', ?3))
         ON CONFLICT (name) DO UPDATE SET at = ?2, detail = json_object('ms', ?3)
         WHERE at < ?2 - 600000 OR json_extract(detail, '$.ms') <= ?3`,
      )
        .bind(name, clock(), ms)
        .run()
    },
    notify: async (kind, sentence) => {
      log('warn', 'operator.notice', { kind })
      await env.CONTROL.prepare(
        `INSERT INTO notices (id, kind, sentence, times, first_at, last_at) VALUES (?1, ?2, ?3, 1, ?4, ?4)
         ON CONFLICT (kind) DO UPDATE SET times = times + 1, last_at = ?4, sentence = ?3`,
      )
        .bind(newId('in', clock()), kind, sentence, clock())
        .run()
    },
  }
}

/** Brings the control database to its newest shape. */
export const migrateControl = (env: Env, now: Instant): Promise<number> =>
  migrate(poolDriver(env.CONTROL), controlMigrations, now)

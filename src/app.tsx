import { faultSentence, ProblemPage, titles } from '../templates/layouts/problem'
import { receiveMail } from './communications/inbound/doors'
import { stepUp } from './identity/factors/prove.routes'
import { accessOf } from './identity/roles'
import { doorkeeper } from './identity/session'
import type { Instant } from './kernel/instant'
import type { Env } from './platform/env'
import { buildApp, type HouseApp, systemClock, type TroublePage } from './platform/http'
import { openApi } from './platform/open-api'
import { makePlatform, migrateControl, type Platform } from './platform/platform'
import { consume, consumeDead, type Envelope } from './platform/queue'
import { show, showOpen } from './platform/render'
import type { Room } from './platform/room'
import { runTicks } from './platform/schedule'
import { rooms as houseRooms } from './rooms'
import { wire } from './wiring'

const trouble: TroublePage = async (c, refusal, status, ctx) => {
  if (refusal?.retryAfterSeconds) c.header('Retry-After', String(refusal.retryAfterSeconds))
  const page = (
    <ProblemPage
      status={status}
      title={titles[status] ?? 'That did not work'}
      sentence={refusal?.message ?? faultSentence}
      requestId={c.var.requestId}
    />
  )
  // Denied and unknown look the same: the page of nowhere, without an organization around it.
  return ctx && status !== 404 ? show(c, ctx, page, status as 500) : showOpen(c, page, status as 500)
}

export type HouseOptions = { rooms?: Room[]; clock?: () => Instant }

/** The four doors of the house over a list of rooms. The clock is given in tests. */
export function buildHouse({ rooms = houseRooms, clock = systemClock }: HouseOptions = {}) {
  const app: HouseApp = buildApp({
    routes: [...rooms.flatMap((room) => room.routes), ...openApi(rooms)],
    doorkeeper,
    stepUp,
    trouble,
  })
  const platformOf = (env: Env, ctx: { waitUntil(work: Promise<unknown>): void }): Platform =>
    makePlatform({ env, ports: wire(env, clock), rooms, clock, accessOf, later: (work) => ctx.waitUntil(work) })

  // Once a running worker: a deploy that brings a new shape of the control database needs no step of its own.
  let shaped: Promise<number> | null = null
  const ready = async (env: Env) => {
    shaped ??= migrateControl(env, clock())
    await shaped.catch((error) => {
      shaped = null
      throw error
    })
  }

  return {
    rooms,
    platformOf,
    fetch: async (request: Request, env: Env, ctx: ExecutionContext): Promise<Response> => {
      await ready(env)
      return app.fetch(request, { platform: platformOf(env, ctx) }, ctx)
    },

    queue: async (batch: MessageBatch<Envelope>, env: Env, ctx: ExecutionContext): Promise<void> => {
      await ready(env)
      const platform = platformOf(env, ctx)
      return batch.queue.endsWith('-dead') ? consumeDead(platform, batch) : consume(platform, rooms, batch)
    },

    email: async (message: ForwardableEmailMessage, env: Env, ctx: ExecutionContext): Promise<void> => {
      await ready(env)
      await receiveMail(platformOf(env, ctx), message)
    },

    scheduled: async (event: ScheduledController, env: Env, ctx: ExecutionContext): Promise<void> => {
      await ready(env)
      await runTicks(platformOf(env, ctx), rooms, event.cron)
    },
  }
}

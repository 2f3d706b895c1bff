import { buildHouse } from '../app'
import type { Env } from '../platform/env'
import { migrateControl } from '../platform/platform'
import type { Envelope } from '../platform/queue'
import { rooms } from '../rooms'
import { local } from './room'
import { seed } from './seed'

export { LimiterObject } from '../platform/limiter.object'
export { TenantObject } from '../platform/tenant.object'

const house = buildHouse({ rooms: [...rooms, local] })

/** The house on a developer's machine: the same doors, and the local ones. Deployed code never imports this folder. */
export default {
  fetch: async (request, env, ctx) => {
    const { pathname } = new URL(request.url)
    if (request.method === 'POST' && request.headers.get('X-Local') === 'yes') {
      const platform = house.platformOf(env, ctx)
      if (pathname === '/dev/open') return Response.json({ version: await migrateControl(env, platform.now()) })
      if (pathname === '/dev/seed') return Response.json(await seed(platform))
      if (pathname.startsWith('/dev/strike/')) {
        const cron = decodeURIComponent(pathname.slice('/dev/strike/'.length))
        await house.scheduled(
          { cron, scheduledTime: Date.now(), noRetry: () => undefined } as ScheduledController,
          env,
          ctx,
        )
        return Response.json({ ok: true })
      }
    }
    return house.fetch(request, env, ctx)
  },
  queue: house.queue,
  scheduled: house.scheduled,
} satisfies ExportedHandler<Env, Envelope>

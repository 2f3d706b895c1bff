import { buildHouse } from '../app'
import { openOrganization } from '../identity/login'
import { attempt } from '../kernel/refusal'
import type { Env } from '../platform/env'
import { migrateControl, type Platform } from '../platform/platform'
import type { Envelope } from '../platform/queue'
import { rooms } from '../rooms'
import { receiveLetter } from './incoming'
import { local } from './room'
import { seed } from './seed'

export { LimiterObject } from '../platform/limiter.object'
export { TenantObject } from '../platform/tenant.object'

const house = buildHouse({ rooms: [...rooms, local] })

/** Opens an organization without its letters, for measuring. */
async function claimOne(platform: Platform, name: string): Promise<Response> {
  const email = `${name}@bench.example`
  const signUp = {
    organizationName: name,
    name,
    jobTitle: '',
    email,
    emailWritten: email,
    phone: '',
    timeZone: 'UTC',
    currency: 'EUR',
    passwordHash: '',
  }
  const began = performance.now()
  const opened = await attempt(() => openOrganization(platform, signUp))
  if (!opened.ok) return Response.json({ refused: opened.refusal.reason }, { status: 503 })
  return Response.json({ slug: opened.value.slug, ms: performance.now() - began })
}

/** The house on a developer's machine: the same doors, and the local ones. Deployed code never imports this folder. */
export default {
  fetch: async (request, env, ctx) => {
    const { pathname } = new URL(request.url)
    if (request.method === 'POST' && request.headers.get('X-Local') === 'yes') {
      const platform = house.platformOf(env, ctx)
      if (pathname === '/dev/open') return Response.json({ version: await migrateControl(env, platform.now()) })
      if (pathname === '/dev/claim') return claimOne(platform, new URL(request.url).searchParams.get('name') ?? 'plant')
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
  email: (message, env, ctx) => receiveLetter(house.platformOf(env, ctx), message),
} satisfies ExportedHandler<Env, Envelope>

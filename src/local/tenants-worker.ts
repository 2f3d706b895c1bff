import { buildHouse } from '../app'
import { tenants } from '../identity/tenants'
import { attempt } from '../kernel/refusal'
import type { Env } from '../platform/env'
import type { Line } from '../platform/moving'
import { migrateControl } from '../platform/platform'

export { LimiterObject } from '../platform/limiter.object'
export { TenantObject } from '../platform/tenant.object'

const house = buildHouse()

/** What `npm run tenants` talks to: a worker of its own over the same databases, on no network. */
export default {
  fetch: async (request, env, ctx) => {
    const platform = house.platformOf(env, ctx)
    await migrateControl(env, platform.now())
    const { pathname, searchParams } = new URL(request.url)
    const slug = searchParams.get('slug') ?? ''
    const done = await attempt<unknown>(async () => {
      if (pathname === '/list') return tenants.list(platform)
      if (pathname === '/add')
        return tenants.add(platform, searchParams.get('name') ?? '', searchParams.get('email') ?? '')
      if (pathname === '/migrate') return { migrated: await tenants.migrate(platform) }
      if (pathname === '/verify-audit') return tenants.verifyAudit(platform, slug)
      if (pathname === '/restore') {
        const lines = (await request.text()).trim().split('\n')
        return {
          rows: await tenants.restore(
            platform,
            slug,
            lines.map((line) => JSON.parse(line) as Line),
          ),
        }
      }
      const text: string[] = []
      for await (const line of tenants.export(platform, slug)) text.push(JSON.stringify(line))
      return { text: `${text.join('\n')}\n` }
    })
    return done.ok ? Response.json(done.value) : Response.json({ refused: done.refusal.message }, { status: 422 })
  },
  queue: house.queue,
} satisfies ExportedHandler<Env, never>

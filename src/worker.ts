import { buildHouse } from './app'
import type { Env } from './platform/env'
import type { Envelope } from './platform/queue'

export { LimiterObject } from './platform/limiter.object'
export { TenantObject } from './platform/tenant.object'

const house = buildHouse()

/** The doors: requests, messages of the queue, the clock, letters. */
export default {
  fetch: house.fetch,
  queue: house.queue,
  scheduled: house.scheduled,
  email: house.email,
} satisfies ExportedHandler<Env, Envelope>

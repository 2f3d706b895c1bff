import { DurableObject } from 'cloudflare:workers'

/** The smallest worker with the same bindings: what starting costs by itself. */
export class TenantObject extends DurableObject {}
export class LimiterObject extends DurableObject {}

export default { fetch: () => new Response('hello'), queue: () => undefined }

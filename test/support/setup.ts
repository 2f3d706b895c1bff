import { reset } from 'cloudflare:test'
import { beforeEach } from 'vitest'

// Every test begins with an empty house.
beforeEach(async () => {
  await reset()
})

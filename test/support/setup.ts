import { reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach } from 'vitest'

const databases = () => {
  const all = env as unknown as Record<string, D1Database>
  return ['CONTROL', 'TENANT_DB_0000', 'TENANT_DB_0001', 'TENANT_DB_0002'].map((name) => all[name] as D1Database)
}

async function isEmpty(database: D1Database): Promise<boolean> {
  const row = await database
    .prepare("SELECT count(*) AS tables FROM sqlite_master WHERE name = 'schema_migrations'")
    .first<{ tables: number }>()
  return row?.tables === 0
}

/** Suites whose name ends in “in one house” have one for all their tests, which they furnish themselves. */
const furnished = new WeakSet<object>()

// Every other test begins with an empty house. After a test of thousands of requests the first reset can come too early and
// leave a database as it was, so it is looked at.
beforeEach(async ({ task }) => {
  if (task.suite?.name.endsWith('in one house')) {
    if (furnished.has(task.suite)) return
    furnished.add(task.suite)
  }
  for (let time = 0; time < 20; time++) {
    await reset()
    const empty = await Promise.all(databases().map(isEmpty))
    if (empty.every(Boolean)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('The house of the test before does not go away')
})

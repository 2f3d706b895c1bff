import { describe, expect, it } from 'vitest'
import { instant } from '../../src/kernel/instant'
import { migrate, tenantMigrations, tenantVersion } from '../../src/platform/migrations'
import { type Driver, objectDriver, poolDriver, TenantStore } from '../../src/platform/store'
import { realEnv } from '../support/world'

const drivers: [string, () => Driver][] = [
  ['a database of the pool', () => poolDriver(realEnv.TENANT_DB_0007 as D1Database)],
  ['a Durable Object', () => objectDriver(realEnv.TENANT.getByName('contract') as never)],
]

const now = instant(1)
const own =
  "INSERT INTO organization (only_row, id, slug, name, address, billing_address, time_zone, currency, locale, units, fiscal_year_start_month, created_at) VALUES (1, 'org_a', 'a', 'A', '{}', '{}', 'UTC', 'EUR', 'en-US', 'metric', 1, 1)"

const storeFor = (driver: Driver, organizationId: string) =>
  new TenantStore(driver, {
    organizationId,
    sentence: { sql: 'SELECT id FROM organization', params: [] },
    opened: () => undefined,
  })

describe.each(drivers)('the tenant store over %s', (_, make) => {
  it('migrates to the newest shape, and twice at once does it once', async () => {
    const driver = make()
    const reached = await Promise.all([1, 2, 3].map(() => migrate(driver, tenantMigrations, now)))
    expect(reached).toEqual([tenantVersion, tenantVersion, tenantVersion])
    const [rows] = await driver([{ sql: 'SELECT version FROM schema_migrations ORDER BY version', params: [] }])
    expect(rows?.results.map(({ version }) => version)).toEqual(tenantMigrations.map((_, index) => index + 1))
  })

  it('brings a database that is one step behind up to date', async () => {
    const driver = make()
    await migrate(driver, tenantMigrations.slice(0, 1), now)
    expect(await migrate(driver, tenantMigrations, now)).toBe(tenantVersion)
  })

  it('writes all of a batch or nothing of it', async () => {
    const driver = make()
    await migrate(driver, tenantMigrations, now)
    await driver([{ sql: own, params: [] }])
    const store = storeFor(driver, 'org_a')
    const number = (kind: string) => store.prepare('INSERT INTO numbers (kind, last) VALUES (?, 1)').bind(kind)
    await expect(store.batch([number('a'), number('b'), number('a')])).rejects.toThrow(/UNIQUE/)
    expect((await store.prepare('SELECT kind FROM numbers').all()).results).toEqual([])
    await store.batch([number('a'), number('b')])
    expect((await store.prepare('SELECT kind FROM numbers ORDER BY kind').raw()).flat()).toEqual(['a', 'b'])
  })

  it('refuses another organization, and nothing of its batch is written [MRO-5b]', async () => {
    const driver = make()
    await migrate(driver, tenantMigrations, now)
    await driver([{ sql: own, params: [] }])
    const other = storeFor(driver, 'org_b')
    await expect(other.prepare("INSERT INTO numbers (kind, last) VALUES ('x', 1)").run()).rejects.toThrow()
    await expect(storeFor(driver, 'org_b').prepare('SELECT * FROM numbers').all()).rejects.toThrow(
      'There is nothing at this address.',
    )
    const [rows] = await driver([{ sql: 'SELECT count(*) AS n FROM numbers', params: [] }])
    expect(rows?.results).toEqual([{ n: 0 }])
  })

  it('keeps audit entries as they were written, whatever is tried [MRO-2.6e]', async () => {
    const driver = make()
    await migrate(driver, tenantMigrations, now)
    const insert = (verb: string) => ({
      sql: `${verb} INTO audit_entries (seq, id, at, actor_kind, actor_id, request_id, action, subject, facts, changes, result) VALUES (1, 'au_1', 1, 'member', 'mb', 'r', 'a.b.c', 's', '[]', '{}', '{}')`,
      params: [],
    })
    await driver([insert('INSERT')])
    for (const sql of [
      "UPDATE audit_entries SET action = 'x'",
      'DELETE FROM audit_entries',
      insert('REPLACE').sql,
      insert('INSERT OR REPLACE').sql,
      `${insert('INSERT').sql} ON CONFLICT (seq) DO UPDATE SET action = 'x'`,
    ]) {
      await expect(driver([{ sql, params: [] }]), sql).rejects.toThrow(/append-only/)
    }
    const [rows] = await driver([{ sql: 'SELECT action FROM audit_entries', params: [] }])
    expect(rows?.results).toEqual([{ action: 'a.b.c' }])
  })

  it('counts what it read', async () => {
    const driver = make()
    await migrate(driver, tenantMigrations, now)
    await driver([{ sql: own, params: [] }])
    const store = storeFor(driver, 'org_a')
    await store.prepare('SELECT id FROM organization').all()
    expect(store.meter).toMatchObject({ roundTrips: 1, rowsRead: 2 })
  })
})

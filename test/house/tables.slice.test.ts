import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { expect, it } from 'vitest'
import * as assets from '../../src/assets/schema'
import * as calendar from '../../src/calendar/schema'
import * as codes from '../../src/codes/schema'
import * as communications from '../../src/communications/schema'
import * as files from '../../src/files/schema'
import * as identity from '../../src/identity/schema'
import * as directory from '../../src/identity/scim/schema'
import * as singleSignOn from '../../src/identity/sso/schema'
import * as imports from '../../src/imports/schema'
import * as inventory from '../../src/inventory/schema'
import * as places from '../../src/places/schema'
import * as platform from '../../src/platform/schema'
import * as procurement from '../../src/procurement/schema'
import { rooms } from '../../src/rooms'
import * as vendors from '../../src/vendors/schema'
import * as work from '../../src/work/schema'
import { env, World } from '../support/world'

type Column = { name: string }

async function tablesOf(all: (sql: string) => Promise<Record<string, unknown>[]>): Promise<Map<string, string[]>> {
  const tables = await all(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_words%' AND name NOT LIKE '_cf%'",
  )
  const found = new Map<string, string[]>()
  for (const { name } of tables) {
    const columns = (await all(`SELECT name FROM pragma_table_xinfo('${name}')`)) as Column[]
    found.set(String(name), columns.map((column) => column.name).sort())
  }
  return found
}

const declared = (database: 'control' | 'tenant') =>
  new Map(
    rooms
      .flatMap((room) => room.personalData)
      .filter((entry) => entry.database === database)
      .map((entry) => [entry.table, Object.keys(entry.columns).sort()]),
  )

const sorted = (map: Map<string, string[]>) => [...map].sort(([one], [other]) => one.localeCompare(other))

it('every table and column says what it is for a person, how long it stays and how it goes', async () => {
  const world = await World.open()
  const ana = await world.organization('acme', 'Ana')
  const ctx = await world.as(ana)
  const tenant = await tablesOf((sql) => ctx.db.all(sql))
  const control = await tablesOf(async (sql) => (await env.CONTROL.prepare(sql).all()).results)
  expect(sorted(declared('tenant'))).toEqual(sorted(tenant))
  expect(sorted(declared('control'))).toEqual(sorted(control))
  for (const { table, purpose, retention, columns } of rooms.flatMap((room) => room.personalData)) {
    expect([table, purpose.length > 10, retention.length > 4]).toEqual([table, true, true])
    for (const [name, column] of Object.entries(columns)) {
      expect([table, name, column.personal === 'none' || column.erasure !== undefined]).toEqual([table, name, true])
    }
  }
})

it('the tables of the code are the tables of the database', async () => {
  const world = await World.open()
  const ctx = await world.as(await world.organization('acme', 'Ana'))
  const real = await tablesOf((sql) => ctx.db.all(sql))
  for (const table of Object.values({
    ...assets,
    ...calendar,
    ...codes,
    ...communications,
    ...files,
    ...identity,
    ...imports,
    ...inventory,
    ...places,
    ...platform,
    ...procurement,
    ...vendors,
    ...singleSignOn,
    ...directory,
    ...work,
  })) {
    if (!is(table, SQLiteTable)) continue
    const columns = Object.values(getTableColumns(table)).map(({ name }) => name)
    expect([getTableName(table), columns.sort()]).toEqual([getTableName(table), real.get(getTableName(table))])
  }
})

/** Columns that name something by id and need no answer when an import is taken back, with why. */
const unheld: Record<string, string> = {
  'audit_entries.subject': 'the log outlives what it tells of',
  'asset_events.subject': 'a history keeps its words about what is gone',
  'import_rows.record_id': 'the import itself',
  'messages.subject': 'words',
  'post_templates.subject': 'words',
  'threads.subject': 'words',
  'roles.about': 'words',
  'service_accounts.about': 'words',
  'teams.about': 'words',
}

/** Columns that may name what comes in by files: sites and places, equipment and its models, parts. */
const naming =
  /^(\w+_)?(asset|bin|model|parent|part|place|record|site|storeroom|successor)_id$|_bin$|^(about|target|subject|ship_to|borrower)$/

it('a column that names a record without a foreign key holds it: an import that brought it is not taken back under it', async () => {
  const world = await World.open()
  const ctx = await world.as(await world.organization('acme', 'Ana'))
  const tables = await ctx.db.all<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'",
  )
  const columns: string[] = []
  for (const { name } of tables) {
    const keys = await ctx.db.all<{ from: string }>(`SELECT "from" FROM pragma_foreign_key_list('${name}')`)
    const own = await ctx.db.all<Column>(`SELECT name FROM pragma_table_xinfo('${name}')`)
    for (const column of own) {
      if (naming.test(column.name) && !keys.some(({ from }) => from === column.name))
        columns.push(`${name}.${column.name}`)
    }
  }
  const holds = rooms.flatMap((room) => room.holds ?? [])
  const held = holds.map(({ in: column }) => `${getTableName(column.table)}.${column.name}`)
  const open = columns.filter((named) => !held.includes(named) && !(named in unheld))
  expect(open).toEqual([])
  expect(await ctx.heldBy(['pl_00000000000000000000000000'])).toEqual(new Map())
})

import type { Driver } from './store'

/** One line of an organization's whole database: its shape's version first, then table by table, row by row. */
export type Line =
  | { version: number; organizationId: string; at: number }
  | { table: string; row: Record<string, unknown> }

/** Made anew by the triggers of the tables they index, or by migrating. */
const derived = (name: string) => name.includes('_words') || name.startsWith('_cf') || name === 'schema_migrations'

const listTables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"

const rowsAtOnce = 500

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

async function columnsOf(driver: Driver, table: string): Promise<string[]> {
  const [answer] = await driver([{ sql: `SELECT name, hidden FROM pragma_table_xinfo('${table}')`, params: [] }])
  // Hidden columns are computed: they cannot be written.
  return (answer?.results ?? []).filter(({ hidden }) => hidden === 0).map(({ name }) => String(name))
}

async function tablesOf(driver: Driver): Promise<string[]> {
  const [answer] = await driver([{ sql: listTables, params: [] }])
  return (answer?.results ?? []).map(({ name }) => String(name)).filter((name) => !derived(name))
}

/** Everything that an organization's database holds, as lines of JSON. */
export async function* exported(
  driver: Driver,
  version: number,
  organizationId: string,
  at: number,
): AsyncGenerator<Line> {
  yield { version, organizationId, at }
  for (const table of await tablesOf(driver)) {
    const columns = (await columnsOf(driver, table)).map(quoted).join(', ')
    let after = 0
    for (;;) {
      const [answer] = await driver([
        {
          sql: `SELECT rowid AS "·", ${columns} FROM ${quoted(table)} WHERE rowid > ? ORDER BY rowid LIMIT ${rowsAtOnce}`,
          params: [after],
        },
      ])
      for (const { '·': rowid, ...row } of answer?.results ?? []) {
        after = Number(rowid)
        yield { table, row }
      }
      if ((answer?.results.length ?? 0) < rowsAtOnce) break
    }
  }
}

/** Takes out of a fresh database what opening it and its migrations wrote, so that an export finds it empty. */
export async function emptied(driver: Driver): Promise<void> {
  const tables = await tablesOf(driver)
  const sentences = tables.map((table) => ({ sql: `DELETE FROM ${quoted(table)}`, params: [] }))
  await driver([{ sql: 'PRAGMA defer_foreign_keys = on', params: [] }, ...sentences])
}

/**
 * Writes exported lines into an empty database of the same shape. Rows come in the order in which they were written,
 * so a row finds what it refers to. One statement a row, a few hundred rows a batch; `written` says how many came.
 */
export async function restored(
  driver: Driver,
  lines: Iterable<Line> | AsyncIterable<Line>,
  version: number,
): Promise<number> {
  const known = new Set(await tablesOf(driver))
  let waiting: { sql: string; params: never[] }[] = []
  let written = 0
  const flush = async () => {
    if (waiting.length > 0) await driver([{ sql: 'PRAGMA defer_foreign_keys = on', params: [] }, ...waiting])
    written += waiting.length
    waiting = []
  }
  for await (const line of lines) {
    if ('version' in line) {
      if (line.version !== version)
        throw new Error(
          `This export has shape ${line.version}; the database has ${version}. Restore it into the release that wrote it, then migrate.`,
        )
      continue
    }
    if (!known.has(line.table)) throw new Error(`There is no table ${line.table}.`)
    const names = Object.keys(line.row)
    waiting.push({
      sql: `INSERT INTO ${quoted(line.table)} (${names.map(quoted).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      params: names.map((name) => line.row[name]) as never[],
    })
    if (waiting.length >= 200) await flush()
  }
  await flush()
  return written
}

import { getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Context, Write } from './context'

/** Characters of one parameter: D1 takes two million bytes, and a character may have three. */
const longest = 400_000

/** Splits rows so that each part fits into one parameter. */
function parts(rows: unknown[][]): string[] {
  const texts = rows.map((row) => JSON.stringify(row))
  const done: string[] = []
  let open: string[] = []
  let length = 0
  for (const text of texts) {
    if (open.length > 0 && length + text.length > longest) {
      done.push(`[${open.join(',')}]`)
      open = []
      length = 0
    }
    open.push(text)
    length += text.length + 1
  }
  return open.length > 0 ? [...done, `[${open.join(',')}]`] : done
}

/** As the driver takes it: JSON as text, yes and no as numbers. */
const driven = (column: SQLiteColumn, value: unknown): unknown =>
  value === null || value === undefined ? null : column.mapToDriverValue(value)

const at = (index: number): SQL => sql.raw(`json_extract(one.value, '$[${index}]')`)
const list = (pieces: SQL[]): SQL => sql.join(pieces, sql.raw(', '))
const named = (column: SQLiteColumn): SQL => sql.raw(`"${column.name}"`)

/** Inserts many rows by one parameter each few hundred: D1 binds at most a hundred values in one statement. */
export function insertMany<T extends SQLiteTable>(ctx: Context, table: T, rows: T['$inferInsert'][]): Write[] {
  const columns = Object.entries(getTableColumns(table)) as [string, SQLiteColumn][]
  const values = rows.map((row) =>
    columns.map(([key, column]) => driven(column, (row as Record<string, unknown>)[key])),
  )
  return parts(values).map((json) =>
    ctx.db.run(
      sql`INSERT INTO ${sql.raw(getTableName(table))} (${list(columns.map(([, column]) => named(column)))})
          SELECT ${list(columns.map((_, index) => at(index)))} FROM json_each(${json}) AS one`,
    ),
  )
}

/** Sets the same columns of many rows, each by its id. */
export function updateMany<T extends SQLiteTable>(
  ctx: Context,
  table: T,
  rows: (Partial<T['$inferInsert']> & { id: string })[],
  keys: (keyof T['$inferInsert'] & string)[],
): Write[] {
  const all = getTableColumns(table) as Record<string, SQLiteColumn>
  const columns = keys.map((key) => [key, all[key] as SQLiteColumn] as const)
  const values = rows.map((row) => [
    row.id,
    ...columns.map(([key, column]) => driven(column, (row as Record<string, unknown>)[key])),
  ])
  const name = getTableName(table)
  return parts(values).map((json) =>
    ctx.db.run(
      sql`UPDATE ${sql.raw(name)} SET ${list(columns.map(([, column], index) => sql`${named(column)} = ${at(index + 1)}`))}
          FROM json_each(${json}) AS one WHERE ${sql.raw(name)}.id = ${at(0)}`,
    ),
  )
}

/** The values as rows of a query: `column IN (${listed(ids)})`, with one parameter however many there are. */
export const listed = (values: readonly string[]): SQL => sql`SELECT value FROM json_each(${JSON.stringify(values)})`

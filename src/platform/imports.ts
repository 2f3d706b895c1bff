import { getTableName, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { Refusal } from '../kernel/refusal'
import type { Guard, Write } from './commit'
import type { Context } from './context'
import { listed } from './many'
import type { Fact } from './schema'

/*
 * What a room says of a kind of record that comes in by files of rows. The room of imports reads the files, maps their
 * columns, and asks the kind; the kind knows nothing of files.
 */

/** What stands in a column, and so how its cells are read. The machine's form of each is text. */
export type CellKind =
  /** An identifier on one line: a tag, a number, a serial. */
  | 'code'
  /** Words on one line. */
  | 'line'
  /** Words on several lines. */
  | 'block'
  /** A whole number: '12'. */
  | 'whole'
  /** A number: '12.5', at most six decimals. */
  | 'number'
  /** An amount of the row's currency: '1234.50'. */
  | 'money'
  /** ISO 4217: 'EUR'. */
  | 'currency'
  /** '2026-03-31'. */
  | 'date'
  /** 'yes' or 'no'. */
  | 'yes-no'
  /** The value of one of its choices. */
  | 'choice'
  /** ISO 3166, or a country's name: 'NL'. */
  | 'country'

export type ImportColumn = {
  key: string
  /** How it is called on screens and in exported files. */
  title: string
  /** What other programs and people call it. */
  words?: readonly string[]
  kind: CellKind
  required?: boolean
  /** Characters that fit; for words. */
  longest?: number
  choices?: readonly { value: string; title: string; words?: readonly string[] }[]
  /** Only for those who may do this. */
  may?: string
  hint?: string
}

/** The cells of one row in the machine's form, by the keys of their columns; those that the file has. */
export type Values = Readonly<Record<string, string>>

/** One sentence by the key of the column that it is about; '' is the row as a whole. */
export type Problems = Record<string, string>

/** What is done with rows of which there is a record already. */
export const existingWays = ['skip', 'update', 'refuse'] as const
export type ExistingWay = (typeof existingWays)[number]

/** A record that is here already. Its `values` are told in the row's own words where these mean the same. */
export type Existing = { id: string; title: string; href: string; values: Values }

export type Incoming = { row: number; values: Values; existing: Existing | null }

/** Another row of the same file that a row calls by a name. Its `id` is null until it is written. */
export type Coming = { row: number; id: string | null; note: string; many: boolean }

/** For whom rows come in. */
export type ImportedBy = {
  actorId: string
  /** Where the person may do this: null is everywhere. */
  sites: readonly string[] | null
  currency: string
  /** Rows of the same file, by the names that rows of this batch call. */
  coming: ReadonlyMap<string, Coming>
  /** Nothing will be written: rows that are called may not be there yet. */
  dry: boolean
}

export type Outcome = { row: number; id: string } | { row: number; problems: Problems }

/** What a batch of rows comes to: decided by the kind's room, committed by the room of imports. */
export type ImportPlan = { outcomes: Outcome[]; guards?: Guard[]; writes: Write[]; facts?: Fact[] }

export type ImportKind = {
  /** Unique within the house; a word for addresses. */
  name: string
  title: string
  /** One of them, and several, within a sentence. */
  one: string
  many: string
  about: string
  icon: string
  /** The permission to bring some in, and to take the list out. */
  may: string
  /** The page of the list. */
  href: string
  columns: readonly ImportColumn[]
  /** What may be done where there is such a record already; all of it, where nothing is said. */
  ways?: readonly ExistingWay[]
  /** What makes two rows of a file the same one; '' where nothing does. Pure. */
  key: (values: Values) => string
  /** By which names other rows call this one. Pure. */
  names?: (values: Values) => string[]
  /** What others need to know of this row before it is written. Pure. */
  note?: (values: Values) => string
  /** The row of the same kind that this one calls, such as what it is a part of; '' for none. Pure. */
  refers?: (values: Values) => string
  /** What is wrong with a row by itself, beyond the form of its cells. Pure. */
  check?: (values: Values) => Problems
  /** The records that rows speak of, by row. Those that cannot be told apart are a problem. */
  find: (
    ctx: Context,
    rows: readonly { row: number; values: Values }[],
    /** Where the person may do this; a record elsewhere is not named. Null is everywhere. */
    sites: readonly string[] | null,
  ) => Promise<Map<number, Existing | { problems: Problems }>>
  /** Decides a batch. A row with an existing record changes what its values say, the empty ones too; others are added. */
  plan: (ctx: Context, rows: readonly Incoming[], by: ImportedBy) => Promise<ImportPlan>
  /**
   * Takes back records that an import added, at most a page of them. What something was built on stays, with why.
   */
  remove: (
    ctx: Context,
    ids: readonly string[],
  ) => Promise<{ guards?: Guard[]; writes: Write[]; facts?: Fact[]; stays: Map<string, string> }>
  /** The whole list in the order of its export, a page at a time. */
  list: (ctx: Context, after: string | null) => Promise<{ rows: Values[]; next: string | null }>
}

type Versioned = SQLiteTable & { id: SQLiteColumn; version: SQLiteColumn }

/** Of the records that an import added those that somebody has changed, with why they stay: as rows of `id` and `why`. */
export const changedSince = (table: Versioned, ids: readonly string[]): SQL =>
  sql`SELECT id, 'It was changed since.' AS why FROM ${sql.raw(getTableName(table))} WHERE version > 1 AND id IN (${listed(ids)})`

/** The records that go are as the import brought them: whoever changes one at this moment keeps it. */
export const stillAsBrought = (table: Versioned, ids: readonly string[]): Guard => ({
  count: sql`SELECT count(*) = ${ids.length} FROM ${sql.raw(getTableName(table))} WHERE version = 1 AND id IN (${listed(ids)})`,
  refusal: changedAtOnce,
})

/** The records that rows change are still as they were read. Without rows there is nothing to guard. */
export const stillAsRead = (table: Versioned, rows: readonly { id: string; version: number }[]): Guard[] =>
  rows.length === 0
    ? []
    : [
        {
          count: sql`SELECT count(*) = ${rows.length} FROM json_each(${JSON.stringify(rows.map(({ id, version }) => [id, version]))}) AS one
            CROSS JOIN ${sql.raw(getTableName(table))} AS now
              ON now.id = json_extract(one.value, '$[0]') AND now.version = json_extract(one.value, '$[1]')`,
          refusal: changedAtOnce,
        },
      ]

const changedAtOnce = () =>
  new Refusal('conflict', 'import.changed-meanwhile', 'Somebody changed one of these records at the same moment.')

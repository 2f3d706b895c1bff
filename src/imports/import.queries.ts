import { and, asc, desc, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard } from '../platform/commit'
import type { Context, Write } from '../platform/context'
import type { Coming, ImportKind, Problems } from '../platform/imports'
import { pageOf, readCursor } from '../platform/keyset'
import { listed } from '../platform/many'
import { covers, type Import, type RowState } from './import'
import { importMappings, importNames, importRows, imports } from './schema'

/** The kinds that this actor may bring in. */
export const kindsFor = (ctx: Context): ImportKind[] => ctx.importKinds.filter(({ may }) => ctx.may(may))

/** Refuses 'not-found' ('import.kind'). */
export const kindNamed = (ctx: Context, name: string): ImportKind =>
  kindsFor(ctx).find((kind) => kind.name === name) ??
  refuse('not-found', 'import.kind', 'There is no such kind of import for you.')

/** Refuses 'not-found' for an import that is not there, or of a kind or for sites that this actor may not bring in. */
export async function findImport(ctx: Context, id: string): Promise<Import> {
  const one = await lookUpImport(ctx, id)
  const known = one && kindsFor(ctx).some(({ name, may }) => name === one.kind && covers(ctx.sitesFor(may), one.sites))
  return known ? one : refuse('not-found', 'import.unknown', 'There is no such import.')
}

export async function lookUpImport(ctx: Context, id: string): Promise<Import | null> {
  const [one] = await ctx.db
    .select()
    .from(imports)
    .where(eq(imports.id, id as Id<'im'>))
  return one ?? null
}

/** What `covers` says, as the database finds it. */
const coveredOf = (ctx: Context): SQL | undefined =>
  or(
    sql`FALSE`,
    ...kindsFor(ctx).map(({ name, may }) => {
      const sites = ctx.sitesFor(may)
      const within = sql`${imports.sites} IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM json_each(${imports.sites}) WHERE value NOT IN (${listed(sites ?? [])}))`
      return and(eq(imports.kind, name), sites === null ? undefined : within)
    }),
  )

/** One page of the imports that this actor may know of, newest first. Refuses 'invalid' ('cursor'). */
export async function listImports(ctx: Context, after: string | undefined) {
  const cursor = readCursor(after, 1)
  const rows = await ctx.db
    .select({
      id: imports.id,
      kind: imports.kind,
      fileName: imports.fileName,
      state: imports.state,
      counts: imports.counts,
      rowCount: imports.rowCount,
      createdAt: imports.createdAt,
      author: sql<string | null>`(SELECT name FROM members WHERE members.id = ${imports.createdBy})`.as('author_name'),
    })
    .from(imports)
    .where(and(coveredOf(ctx), cursor ? sql`${imports.id} < ${cursor[0]}` : undefined))
    .orderBy(desc(imports.id))
    .limit(51)
  return pageOf(rows, 50, (row) => [row.id])
}

/** What these imports are called. At most ninety. */
export const namesOfImports = (ctx: Context, ids: string[]) =>
  ctx.db
    .select({
      id: imports.id,
      kind: imports.kind,
      fileName: imports.fileName,
      createdBy: imports.createdBy,
      sites: imports.sites,
    })
    .from(imports)
    .where(inArray(imports.id, ids.slice(0, 90) as Id<'im'>[]))

/** The import is as it was seen, and in the same state: a step that comes twice changes nothing. */
export const stillAt = (one: Pick<Import, 'id' | 'version' | 'state'>): Guard => ({
  count: sql`SELECT count(*) FROM imports WHERE id = ${one.id} AND version = ${one.version} AND state = ${one.state}`,
  refusal: importChanged,
})

export const importChanged = () =>
  new Refusal('conflict', 'import.changed', 'This import has gone on meanwhile. Look at it again.')

/** The import with what changed; its version grows. */
export const changed = (ctx: Context, one: Import, after: Partial<Import>): Write =>
  ctx.db
    .update(imports)
    .set({ ...after, tries: 0, movedAt: ctx.now, version: one.version + 1 })
    .where(eq(imports.id, one.id))

/** Everything that is known of an import's rows goes. */
export const withoutRows = (ctx: Context, id: string): Write[] => [
  ctx.db.delete(importNames).where(eq(importNames.importId, id as Id<'im'>)),
  ctx.db.delete(importRows).where(eq(importRows.importId, id as Id<'im'>)),
]

export type ReportRow = {
  row: number
  state: RowState
  problems: Problems
  recordId: string | null
}

const problemsOf = (text: string): Problems => (text === '' ? {} : (JSON.parse(text) as Problems))

/** One page of the rows that came to one of these states, in the order of the file. Refuses 'invalid' ('cursor'). */
export async function listRows(ctx: Context, id: string, states: readonly RowState[], after: string | undefined) {
  const cursor = readCursor(after, 1)
  const rows = await ctx.db
    .select({
      row: importRows.row,
      state: importRows.state,
      problems: importRows.problems,
      recordId: importRows.recordId,
    })
    .from(importRows)
    .where(
      and(
        eq(importRows.importId, id as Id<'im'>),
        inArray(importRows.state, [...states]),
        cursor ? sql`${importRows.row} > CAST(${cursor[0]} AS INTEGER)` : undefined,
      ),
    )
    .orderBy(asc(importRows.row))
    .limit(51)
  return pageOf(
    rows.map((row): ReportRow => ({ ...row, problems: problemsOf(row.problems) })),
    50,
    (row) => [String(row.row)],
  )
}

/** The pages on which rows of these states stand, in order, with those rows. */
export async function rowsOnPage(ctx: Context, id: string, page: number, states: readonly RowState[]) {
  const rows = await ctx.db
    .select({
      row: importRows.row,
      level: importRows.level,
      refers: importRows.refers,
      under: importRows.under,
      state: importRows.state,
      recordId: importRows.recordId,
      problems: importRows.problems,
      before: importRows.before,
    })
    .from(importRows)
    .where(
      and(eq(importRows.importId, id as Id<'im'>), eq(importRows.page, page), inArray(importRows.state, [...states])),
    )
  // Sorted here: the database would read the whole import to have them in order.
  return rows.sort((one, other) => one.row - other.row)
}

/** Where the next rows of these states stand: from the top down, or from the bottom up. */
export async function nextChunk(ctx: Context, id: string, states: readonly RowState[], way: 'down' | 'up') {
  const order = sql.raw(way === 'down' ? 'level, page' : 'level DESC, page DESC')
  const found = await Promise.all(
    states.map((state) =>
      ctx.db.all<{ level: number; page: number }>(
        sql`SELECT level, page FROM import_rows WHERE import_id = ${id} AND state = ${state} ORDER BY ${order} LIMIT 1`,
      ),
    ),
  )
  const sign = way === 'down' ? 1 : -1
  return (
    found
      .flat()
      .sort((one, other) => sign * (one.level - other.level || one.page - other.page))
      .at(0) ?? null
  )
}

/** Rows of the file by the names that others call them. */
export async function comingOf(ctx: Context, id: string, names: string[]): Promise<Map<string, Coming>> {
  const wanted = [...new Set(names.filter(Boolean))]
  if (wanted.length === 0) return new Map()
  const rows = await ctx.db.all<{ name: string; row: number; id: string | null; note: string }>(
    sql`SELECT import_names.name AS name, import_rows.row AS row, import_rows.record_id AS id, import_rows.note AS note
        FROM import_names JOIN import_rows ON import_rows.import_id = import_names.import_id AND import_rows.row = import_names.row
        WHERE import_names.import_id = ${id} AND import_names.name IN (${listed(wanted)}) AND import_rows.state <> 'bad'
        ORDER BY import_rows.row`,
  )
  const coming = new Map<string, Coming>()
  for (const { name, ...row } of rows) {
    const before = coming.get(name)
    coming.set(name, before ? { ...before, many: true } : { ...row, many: false })
  }
  return coming
}

/** Those of the rows that have a problem. */
export async function badAmong(ctx: Context, id: string, rows: number[]): Promise<Set<number>> {
  if (rows.length === 0) return new Set()
  const found = await ctx.db.all<{ row: number }>(
    sql`SELECT row FROM import_rows WHERE import_id = ${id} AND state = 'bad' AND row IN (SELECT value FROM json_each(${JSON.stringify([...new Set(rows)])}))`,
  )
  return new Set(found.map(({ row }) => row))
}

/** A row's verdict. */
export type RowWrite = {
  row: number
  state: RowState
  recordId: string | null
  problems: Problems
  before?: Record<string, string> | null
}

/**
 * Writes down what rows came to. Each is found by itself: joined the other way round, every row of the import would be
 * held against each of these.
 */
export function settleRows(ctx: Context, id: string, rows: readonly RowWrite[]): Write[] {
  if (rows.length === 0) return []
  const json = JSON.stringify(
    rows.map(({ row, state, recordId, problems, before }) => [
      row,
      state,
      recordId,
      Object.keys(problems).length > 0 ? JSON.stringify(problems) : '',
      before ? JSON.stringify(before) : '',
    ]),
  )
  const at = (index: number): SQL => sql.raw(`json_extract(one.value, '$[${index}]')`)
  return [
    ctx.db.run(
      sql`UPDATE import_rows SET state = ${at(1)}, record_id = ${at(2)}, problems = ${at(3)}, before = ${at(4)}
          FROM json_each(${json}) AS one
          WHERE import_rows.rowid = (SELECT found.rowid FROM import_rows AS found WHERE found.import_id = ${id} AND found.row = ${at(0)})`,
    ),
  ]
}

/** How rows that read well stand to each other: which calls which, and how deep. */
export function linkRows(ctx: Context, id: string, kind: ImportKind): Write[] {
  const of = sql`import_rows.import_id = ${id}`
  const twins = ctx.db.run(
    sql`UPDATE import_rows SET state = 'bad', problems = json_object('', 'This is the same as row ' ||
          (SELECT min(first.row) FROM import_rows AS first WHERE first.import_id = ${id} AND first.key = import_rows.key) || '. Keep one of the two.')
        WHERE ${of} AND key <> '' AND EXISTS (SELECT 1 FROM import_rows AS first WHERE first.import_id = ${id}
          AND first.key = import_rows.key AND first.row < import_rows.row)`,
  )
  if (!kind.refers) return [twins, ctx.db.run(sql`UPDATE import_rows SET level = 0 WHERE ${of}`)]
  const level = (depth: number) =>
    ctx.db.run(
      sql`UPDATE import_rows SET level = ${depth} WHERE ${of} AND level IS NULL AND under IN
          (SELECT above.row FROM import_rows AS above WHERE above.import_id = ${id} AND above.level = ${depth - 1})`,
    )
  return [
    twins,
    ctx.db.run(
      sql`UPDATE import_rows SET under = (SELECT import_names.row FROM import_names WHERE import_names.import_id = ${id}
            AND import_names.name = import_rows.refers AND import_names.row <> import_rows.row ORDER BY import_names.row LIMIT 1)
          WHERE ${of} AND refers <> ''`,
    ),
    ctx.db.run(sql`UPDATE import_rows SET level = 0 WHERE ${of} AND under IS NULL`),
    ...Array.from({ length: 12 }, (_, index) => level(index + 1)),
    ctx.db.run(
      sql`UPDATE import_rows SET state = 'bad', level = 0,
            problems = json_object('', 'It stands in itself, by way of row ' || under || ', or more than twelve deep.')
          WHERE ${of} AND level IS NULL`,
    ),
  ]
}

/** A row under one that is bad cannot be written either. */
export const spreadTrouble = (ctx: Context, id: string): Write[] =>
  Array.from({ length: 12 }, () =>
    ctx.db.run(
      sql`UPDATE import_rows SET state = 'bad', problems = json_object('', 'Row ' || under || ', under which it stands, has a problem.')
          WHERE import_id = ${id} AND state IN ('add', 'update') AND under IN
            (SELECT above.row FROM import_rows AS above WHERE above.import_id = ${id} AND above.state = 'bad')`,
    ),
  )

export const countRows = (ctx: Context, id: string): Write =>
  ctx.db.run(
    sql`UPDATE imports SET counts = coalesce((SELECT json_group_object(state, number) FROM
          (SELECT state, count(*) AS number FROM import_rows WHERE import_id = ${id} GROUP BY state)), '{}') WHERE id = ${id}`,
  )

/** How a file of this shape was mapped the last time. */
export async function lookUpMapping(ctx: Context, kind: string, shape: string) {
  const [found] = await ctx.db
    .select()
    .from(importMappings)
    .where(and(eq(importMappings.kind, kind), eq(importMappings.shape, shape)))
  return found ?? null
}

/** Imports that are at work and have not gone on since a moment. */
export const standingStill = (ctx: Context, since: number) =>
  ctx.db
    .select({ id: imports.id })
    .from(imports)
    .where(sql`${imports.state} IN ('checking', 'running', 'undoing') AND ${imports.movedAt} < ${since}`)
    .limit(20)

/** Imports whose file and rows have been kept long enough. */
export const oldImports = (ctx: Context, before: number) =>
  ctx.db
    .select({ id: imports.id })
    .from(imports)
    .where(sql`${imports.forgottenAt} IS NULL AND ${imports.createdAt} < ${before}`)
    .orderBy(asc(imports.createdAt))
    .limit(20)

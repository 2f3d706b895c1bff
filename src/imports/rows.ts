import type { Context, Write } from '../platform/context'
import type { Existing, ImportedBy, ImportKind, Incoming, Problems, Values } from '../platform/imports'
import { insertMany } from '../platform/many'
import { readRow, type Styles } from './cell'
import type { Import, RowState } from './import'
import { badAmong, comingOf, linkRows, type RowWrite, rowsOnPage, settleRows } from './import.queries'
import { type PageRow, readPage } from './pages'
import { importNames, importRows } from './schema'

/** How the texts of a file are read. */
export const stylesOf = (one: Import, currency: string): Styles => ({
  decimal: one.reading.decimal,
  dates: one.reading.dates,
  currency,
})

/** What a row says and what is wrong with it by itself. Pure. */
export function readOne(
  kind: ImportKind,
  one: Pick<Import, 'mapping'>,
  [, cells, broken]: PageRow,
  styles: Styles,
): { values: Values; problems: Problems } {
  if (broken) return { values: {}, problems: { '': 'The quotation marks of this row do not match.' } }
  const { values, problems } = readRow(kind.columns, cells, one.mapping, styles)
  for (const { key, title, required } of kind.columns) {
    if (required && values[key] === '' && !problems[key]) problems[key] = `${title} is missing.`
  }
  return { values, problems: Object.keys(problems).length > 0 ? problems : (kind.check?.(values) ?? {}) }
}

/** Characters of a key or a name that are compared. */
const longest = 300

/** The statements that write down what the rows of some pages are. */
export async function readPages(
  ctx: Context,
  kind: ImportKind,
  one: Import,
  { from, until, ends }: { from: number; until: number; ends: boolean },
): Promise<Write[]> {
  const { currency } = await ctx.profile()
  const styles = stylesOf(one, currency)
  const rows: (typeof importRows.$inferInsert)[] = []
  const names: (typeof importNames.$inferInsert)[] = []
  for (let page = from; page <= until; page++) {
    for (const row of await readPage(ctx, one.id, page)) {
      const { values, problems } = readOne(kind, one, row, styles)
      const bad = Object.keys(problems).length > 0
      rows.push({
        importId: one.id,
        row: row[0],
        page,
        key: bad ? '' : kind.key(values).slice(0, longest),
        refers: bad ? '' : (kind.refers?.(values) ?? '').slice(0, longest),
        under: null,
        level: null,
        note: bad ? '' : (kind.note?.(values) ?? '').slice(0, longest),
        state: bad ? 'bad' : 'read',
        recordId: null,
        problems: bad ? JSON.stringify(problems) : '',
        before: '',
      })
      // A row with a problem keeps its names, so that those under it are told of it.
      for (const name of new Set(kind.names?.(values) ?? [])) {
        if (name) names.push({ importId: one.id, name: name.slice(0, longest), row: row[0] })
      }
    }
  }
  return [
    ...insertMany(ctx, importRows, rows),
    ...insertMany(ctx, importNames, names),
    ...(ends ? linkRows(ctx, one.id, kind) : []),
  ]
}

/** For whom the rows of a batch come in, with the rows of the file that they call. */
export async function importedBy(ctx: Context, one: Import, refers: string[], dry: boolean): Promise<ImportedBy> {
  const { currency } = await ctx.profile()
  return {
    actorId: one.startedBy ?? one.createdBy,
    sites: one.sites,
    currency,
    coming: await comingOf(
      ctx,
      one.id,
      refers.map((name) => name.slice(0, longest)),
    ),
    dry,
  }
}

export type Decided = RowWrite & { values: Values }

/** What a row comes to before its kind decides: nothing to do, or a change of what is there. */
function beside(one: Pick<Import, 'existing'>, { row, values, existing }: Incoming): Decided | Incoming {
  if (existing === null) return { row, values, existing }
  const settled = (state: RowState, problems: Problems = {}): Decided => ({
    row,
    state,
    recordId: existing.id,
    problems,
    values,
  })
  if (one.existing === 'refuse') return settled('bad', { '': `${existing.title} is here already.` })
  // An empty cell leaves what is there.
  const says = Object.fromEntries(
    Object.entries(values).filter(([key, value]) => value !== '' && value !== (existing.values[key] ?? '')),
  )
  if (Object.keys(says).length === 0) return settled('same')
  if (one.existing === 'skip') return settled('skip')
  return { row, values: says, existing }
}

/** The rows of a page with what they say and the records that they speak of. */
export async function decide(
  ctx: Context,
  kind: ImportKind,
  one: Import,
  rows: readonly { row: number; refers: string; values: Values }[],
  dry: boolean,
): Promise<{ decided: Decided[]; plan: Awaited<ReturnType<ImportKind['plan']>> | null }> {
  const found = await kind.find(ctx, rows, one.sites)
  const decided: Decided[] = []
  const open: Incoming[] = []
  for (const { row, values } of rows) {
    const there = found.get(row)
    if (there && 'problems' in there)
      decided.push({ row, state: 'bad', recordId: null, problems: there.problems, values })
    else {
      const next = beside(one, { row, values, existing: (there as Existing | undefined) ?? null })
      if ('state' in next) decided.push(next)
      else open.push(next)
    }
  }
  if (open.length === 0) return { decided, plan: null }
  const by = await importedBy(
    ctx,
    one,
    rows.map(({ refers }) => refers),
    dry,
  )
  const plan = await kind.plan(ctx, open, by)
  const outcomes = new Map(plan.outcomes.map((outcome) => [outcome.row, outcome]))
  for (const { row, values, existing } of open) {
    const outcome = outcomes.get(row)
    if (!outcome) throw new Error('A kind of import said nothing of a row')
    if ('problems' in outcome) decided.push({ row, state: 'bad', recordId: null, problems: outcome.problems, values })
    else {
      decided.push({
        row,
        state: existing ? 'update' : 'add',
        recordId: existing || !dry ? outcome.id : null,
        problems: {},
        before: existing
          ? Object.fromEntries(Object.keys(values).map((key) => [key, existing.values[key] ?? '']))
          : null,
        values,
      })
    }
  }
  return { decided, plan }
}

/** What rows of a page say, by their numbers; those that are wanted. */
export async function valuesOn(
  ctx: Context,
  kind: ImportKind,
  one: Import,
  page: number,
  wanted: ReadonlySet<number>,
): Promise<Map<number, Values>> {
  const { currency } = await ctx.profile()
  const styles = stylesOf(one, currency)
  const rows = await readPage(ctx, one.id, page)
  return new Map(
    rows.filter(([number]) => wanted.has(number)).map((row) => [row[0], readOne(kind, one, row, styles).values]),
  )
}

export type Judged = { writes: Write[] }

/** Judges the rows of a page that read well. */
export async function judgePage(ctx: Context, kind: ImportKind, one: Import, page: number): Promise<Judged> {
  const rows = await rowsOnPage(ctx, one.id, page, ['read'])
  if (rows.length === 0) return { writes: [] }
  const under = await badAmong(
    ctx,
    one.id,
    rows.flatMap((row) => (row.under === null ? [] : [row.under])),
  )
  const troubled = rows.filter((row) => row.under !== null && under.has(row.under))
  const sound = rows.filter((row) => !troubled.includes(row))
  const values = await valuesOn(ctx, kind, one, page, new Set(sound.map(({ row }) => row)))
  const { decided } = await decide(
    ctx,
    kind,
    one,
    sound.map(({ row, refers }) => ({ row, refers, values: values.get(row) ?? {} })),
    true,
  )
  const beneath = troubled.map(({ row, under: above }) => ({
    row,
    state: 'bad' as const,
    recordId: null,
    problems: { '': `Row ${above}, under which it stands, has a problem.` },
  }))
  return { writes: settleRows(ctx, one.id, [...decided, ...beneath]) }
}
